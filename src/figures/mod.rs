//! The figures of the office's report. Each is defined once, without SQL: what it counts, over which period, by which
//! rule. Screens, exports and interfaces all show the same definition, and each opens down to its cases.
mod answer;
pub mod declared;
mod exact;
pub mod fire;
pub mod indicators;
pub mod petitions;
pub mod report;
pub mod safety;
pub mod structures;

pub use answer::{
    Answer, Breakdown, BreakdownRow, FigureError, PlaceRow, Question, answer, cases_behind, page_behind,
};
pub use exact::Exact;

use crate::projections::predicate::{By, CodeField, Count};

/// 计量单位: unlike units are never added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// 件: petitions.
    Items,
    /// 批: visits, however many came.
    Batches,
    /// 人次: people who came.
    PersonTimes,
    /// 起: disputes, incidents.
    Incidents,
    /// 处: fire hazards, sites.
    Places,
    /// 家次: visits of enterprises.
    Visits,
    /// 条: hazards of work safety.
    Findings,
    /// 份: documents.
    Documents,
    /// 平方米.
    SquareMetres,
    /// 天.
    Days,
    /// %, rounded half up only when printed.
    Percent,
    /// 家: shops, firms.
    Establishments,
    /// 产: titles.
    Titles,
    /// 户: households.
    Households,
    /// 条: suggestions.
    Entries,
    /// 车: loads.
    Loads,
    /// 人: people.
    People,
    /// 份: copies of a paper.
    Copies,
    /// 个: departments, committees.
    Bodies,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 19] = [
        Self::Items,
        Self::Batches,
        Self::PersonTimes,
        Self::Incidents,
        Self::Places,
        Self::Visits,
        Self::Findings,
        Self::Documents,
        Self::SquareMetres,
        Self::Days,
        Self::Percent,
        Self::Establishments,
        Self::Titles,
        Self::Households,
        Self::Entries,
        Self::Loads,
        Self::People,
        Self::Copies,
        Self::Bodies,
    ];

    /// The unit as the report writes it.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Items => "件",
            Self::Batches => "批",
            Self::PersonTimes => "人次",
            Self::Incidents => "起",
            Self::Places => "处",
            Self::Visits => "家次",
            Self::Findings | Self::Entries => "条",
            Self::Documents | Self::Copies => "份",
            Self::SquareMetres => "平方米",
            Self::Days => "天",
            Self::Percent => "%",
            Self::Establishments => "家",
            Self::Titles => "产",
            Self::Households => "户",
            Self::Loads => "车",
            Self::People => "人",
            Self::Bodies => "个",
        }
    }

    /// Its name, under which there are words for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Batches => "batches",
            Self::PersonTimes => "person_times",
            Self::Incidents => "incidents",
            Self::Places => "places",
            Self::Visits => "visits",
            Self::Findings => "findings",
            Self::Documents => "documents",
            Self::SquareMetres => "square_metres",
            Self::Days => "days",
            Self::Percent => "percent",
            Self::Establishments => "establishments",
            Self::Titles => "titles",
            Self::Households => "households",
            Self::Entries => "entries",
            Self::Loads => "loads",
            Self::People => "people",
            Self::Copies => "copies",
            Self::Bodies => "bodies",
        }
    }
}

/// How a figure is made.
#[derive(Clone, Copy, Debug)]
pub enum Making {
    /// A count or a sum of what its rows say.
    Number(Count),
    /// An area: a sum of hundredths of a square metre.
    Area(Count),
    /// The middle of numbers of days.
    Median(Count),
    /// How many days ago the oldest of them began.
    Oldest(Count),
    /// One count in a hundred of another.
    Rate(Count, Count),
    /// An area in a hundred of the year's target for another figure.
    OfTarget(Count, &'static str),
    /// A number in a hundred of the year's target for another figure.
    NumberOfTarget(Count, &'static str),
}

/// A figure of the report.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Its id, under which others' scripts know it.
    pub id: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Decimals to which a rate is printed.
    pub decimals: u8,
    /// How it is made.
    pub making: Making,
}

impl Figure {
    /// What it counts: of a rate, the numerator.
    #[must_use]
    pub const fn count(&self) -> &Count {
        match &self.making {
            Making::Number(count)
            | Making::Area(count)
            | Making::Median(count)
            | Making::Oldest(count)
            | Making::Rate(count, _)
            | Making::OfTarget(count, _)
            | Making::NumberOfTarget(count, _) => count,
        }
    }

    const fn number(id: &'static str, unit: Unit, count: Count) -> Self {
        Self { id, unit, decimals: 0, making: Making::Number(count) }
    }

    const fn oldest(id: &'static str, count: Count) -> Self {
        Self { id, unit: Unit::Days, decimals: 0, making: Making::Oldest(count) }
    }

    const fn rate(id: &'static str, of: Count, among: Count) -> Self {
        Self { id, unit: Unit::Percent, decimals: 2, making: Making::Rate(of, among) }
    }
}

/// Every figure that is written in Rust, in the report's order; an office also has those of its declared kinds
/// ([`declared::every`]).
pub fn all() -> impl Iterator<Item = &'static Figure> {
    let first = petitions::FIGURES.iter().chain(petitions::DISPUTES);
    first.chain(fire::FIGURES).chain(structures::FIGURES).chain(safety::FIGURES)
}

/// The figure with this id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Figure> {
    all().find(|figure| figure.id == id)
}

/// 分类维度: by what a figure can be broken down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dimension {
    /// 居委会.
    Committee,
    /// 科室.
    Department,
    /// 内容分类, 隐患类别, 存量 or 新建, 行业类别.
    Category,
    /// 信访形式.
    Channel,
    /// The month of the day that puts a case in the period.
    Month,
    /// 区域.
    Zone,
    /// 地址.
    Address,
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Self; 7] = [
        Self::Committee,
        Self::Department,
        Self::Category,
        Self::Channel,
        Self::Month,
        Self::Zone,
        Self::Address,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Committee => "committee",
            Self::Department => "department",
            Self::Category => "category",
            Self::Channel => "channel",
            Self::Month => "month",
            Self::Zone => "zone",
            Self::Address => "address",
        }
    }

    /// How the rows that are counted are broken down by it.
    #[must_use]
    pub const fn by(self) -> By {
        match self {
            Self::Month => By::Month,
            column => By::Code(CodeField::named(column.name())),
        }
    }
}

impl std::str::FromStr for Dimension {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|dimension| dimension.name() == text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.into_iter().map(Self::name).collect();
            format!("'{text}' is no dimension; there are {}", names.join(", "))
        })
    }
}

#[cfg(test)]
mod tests;
