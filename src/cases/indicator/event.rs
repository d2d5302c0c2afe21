//! What was told of an indicator.
use super::{Period, Quantity};
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::occurred::Day;
use crate::cases::words::Department;
use serde::{Deserialize, Serialize};

crate::text_newtypes! {
    /// The id of an indicator, by a department and a name of the office's own: `police.calls`.
    IndicatorId(80),
    /// What an indicator is called, as the report prints it: 110报警类案情.
    IndicatorName(80),
    /// 计量单位, as the report prints it: 起, 平方米, 名次.
    UnitWord(20),
    /// 口径: by which rule it is counted, in the office's own words, never about a person.
    CountingRule(300),
    /// 来源: the paper, system or body that gave the number.
    Source(120),
}

/// How far a number is to be believed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exactness {
    /// 准确: it is this number.
    Exact,
    /// 不少于: it is this number, or more.
    AtLeast,
    /// 区间: it lies between this number and another.
    Range,
    /// 位次: it is a place in an order, and no amount.
    Rank,
}

/// What a source says of an indicator.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// The number: of a range, the lower one.
    pub value: Quantity,
    /// How far it is to be believed.
    pub exactness: Exactness,
    /// Of a range: the upper number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<Quantity>,
    /// 计量单位.
    pub unit: UnitWord,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<IndicatorName>,
    /// 截至: how it stood on the evening of this day; none if it is told of the whole period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
    /// 责任科室: who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
    /// What was to be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Quantity>,
    /// 上年同期: what it was a year before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prior: Option<Quantity>,
    /// 口径.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<CountingRule>,
    /// 来源.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum IndicatorEvent {
    /// A number was told.
    IndicatorRecorded {
        /// Which indicator.
        indicator: IndicatorId,
        /// Of which period.
        period: Period,
        /// What was told.
        told: Told,
    },
    /// 更正.
    IndicatorCorrected {
        /// Which step, and how it now reads.
        correction: Correction<IndicatorEvent>,
    },
    /// A step against the rules, found in imported history.
    IndicatorIrregularityFound {
        /// Which rule.
        irregularity: Irregularity,
    },
}

crate::facts!(IndicatorEvent {
    IndicatorRecorded = 1,
    IndicatorCorrected = 1,
    IndicatorIrregularityFound = 1,
});
