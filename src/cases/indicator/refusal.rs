//! Why an indicator refuses.
use super::{IndicatorId, Period};
use crate::cases::case_file::Impossible;
use crate::cases::occurred::Day;

/// Why a command to an indicator was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum IndicatorRefusal {
    /// The stream is another's.
    #[error("this is {indicator} of {period}; another indicator or period has its own")]
    AnotherIndicator {
        /// The indicator.
        indicator: IndicatorId,
        /// Its period.
        period: Period,
    },
    /// The id is not of the form that figures have.
    #[error("'{0}' is no id of an indicator; write a department and a name in small letters: police.calls")]
    NoSuchId(IndicatorId),
    /// The day lies before the period.
    #[error("it cannot stand so on {as_of}, for {period} begins on {first}; check the day")]
    BeforePeriod {
        /// The day.
        as_of: Day,
        /// The period.
        period: Period,
        /// Its first day.
        first: Day,
    },
    /// A range without an upper number, or an upper number without a range, or one below the lower.
    #[error("a range needs an upper number above the lower one, and nothing else has one")]
    NoRange,
    /// Unlike units are never one indicator.
    #[error(
        "it was told in another unit before; unlike units are never one indicator, so give it another id"
    )]
    OtherUnit,
    /// No stream of any kind could do it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
}

crate::refusal_keys! {
    IndicatorRefusal {
        Self::AnotherIndicator { .. } => "indicator.another_indicator",
        Self::NoSuchId(_) => "indicator.no_such_id",
        Self::BeforePeriod { .. } => "indicator.before_period",
        Self::NoRange => "indicator.no_range",
        Self::OtherUnit => "indicator.other_unit",
        Self::Impossible(_) => "indicator.impossible",
    }
}
