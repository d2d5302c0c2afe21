//! 对照表: how the table of another system is read as one of our ledgers, in TOML: which column is which, what values mean,
//! which rows are one case, which channels are the office's own, and which activities are steps; the rest are notes.
mod table;

pub(super) use table::read;

use super::column::{Column, Ledger};
use super::header::normal;
use crate::cases::petition::OwnChannel;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// Why a text is no mapping.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MappingError {
    /// It is no TOML of this form.
    #[error("{0}")]
    Form(String),
    /// A column that the ledger does not have.
    #[error("{ledger} has no column '{column}'; it has {}", .known.join(", "))]
    NoSuchColumn {
        /// The ledger.
        ledger: &'static str,
        /// What was named.
        column: String,
        /// Its columns.
        known: Vec<&'static str>,
    },
    /// A column comes from the table and from the mapping at once, or from nowhere.
    #[error("'{column}' needs one of `from`, a column of the table, and `value`, what stands in every row")]
    FromOrValue {
        /// The column.
        column: String,
    },
    /// A column is told twice.
    #[error("'{column}' is told twice, once under another name")]
    Twice {
        /// The column.
        column: &'static str,
    },
    /// What every row of the ledger must have is missing.
    #[error("{ledger} needs {}, which the mapping does not tell", .columns.join(", "))]
    Missing {
        /// The ledger.
        ledger: &'static str,
        /// What is missing.
        columns: Vec<&'static str>,
    },
    /// A ledger whose cases keep no notes.
    #[error("`activities` and `channels` are for the ledger \"petitions\"; {0} has neither")]
    OnlyPetitions(&'static str),
}

/// Where a column of ours comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Source {
    pub(super) column: Column,
    pub(super) told: Told,
}

/// What is told of a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Told {
    /// What stands in a column of the table; some values mean others.
    From { header: String, values: BTreeMap<String, String> },
    /// The same in every row.
    Value(String),
    /// When an activity was.
    Step,
}

/// What the rows of one case tell one by one.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Activities {
    /// The column that names the activity.
    pub(super) from: String,
    /// The column that says when it was.
    pub(super) at: String,
    /// Columns that are told in the note as well.
    #[serde(default)]
    pub(super) with: Vec<String>,
    /// Which activities are days of ours: activity → column.
    #[serde(default)]
    steps: BTreeMap<String, String>,
}

/// A mapping.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mapping {
    ledger: Ledger,
    pub(super) key: Option<String>,
    pub(super) sources: Vec<Source>,
    pub(super) activities: Option<Activities>,
    pub(super) steps: BTreeMap<String, Column>,
    channels: BTreeSet<OwnChannel>,
}

impl Mapping {
    /// The ledger as which the table is read.
    #[must_use]
    pub const fn ledger(&self) -> Ledger {
        self.ledger
    }

    /// The office's own channels.
    #[must_use]
    pub const fn channels(&self) -> &BTreeSet<OwnChannel> {
        &self.channels
    }

    /// The columns of the table that are read.
    pub(super) fn headers(&self) -> impl Iterator<Item = &str> {
        let sources = self.sources.iter().filter_map(|source| match &source.told {
            Told::From { header, .. } => Some(header.as_str()),
            Told::Value(_) | Told::Step => None,
        });
        let of_activities = self.activities.iter().flat_map(|activities| {
            [&activities.from, &activities.at].into_iter().chain(&activities.with).map(String::as_str)
        });
        self.key.as_deref().into_iter().chain(sources).chain(of_activities)
    }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    ledger: LedgerName,
    #[serde(default)]
    case: Grouping,
    columns: BTreeMap<String, WrittenColumn>,
    #[serde(default)]
    channels: WrittenChannels,
    activities: Option<Activities>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LedgerName {
    Petitions,
    FireHazards,
    IllegalStructures,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Grouping {
    /// Rows with the same text in this column are one case.
    rows_by: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenColumn {
    from: Option<String>,
    value: Option<String>,
    #[serde(default)]
    values: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenChannels {
    #[serde(default)]
    own: BTreeSet<OwnChannel>,
}

impl FromStr for Mapping {
    type Err = MappingError;

    fn from_str(text: &str) -> Result<Self, MappingError> {
        let written: Written = toml::from_str(text)
            .map_err(|error| MappingError::Form(error.to_string().trim_end().to_owned()))?;
        let ledger = match written.ledger {
            LedgerName::Petitions => Ledger::Petitions,
            LedgerName::FireHazards => Ledger::FireHazards,
            LedgerName::IllegalStructures => Ledger::IllegalStructures,
        };
        let beside = written.activities.is_some() || !written.channels.own.is_empty();
        if beside && ledger != Ledger::Petitions {
            return Err(MappingError::OnlyPetitions(ledger.name()));
        }
        let mut sources = Vec::new();
        for (name, column) in written.columns {
            let told = match (column.from, column.value) {
                (Some(header), None) => Told::From { header, values: column.values },
                (None, Some(value)) if column.values.is_empty() => Told::Value(value),
                _ => return Err(MappingError::FromOrValue { column: name }),
            };
            put(&mut sources, Source { column: named(ledger, &name)?, told })?;
        }
        let mut steps = BTreeMap::new();
        for (activity, name) in written.activities.iter().flat_map(|activities| &activities.steps) {
            let column = named(ledger, name)?;
            put(&mut sources, Source { column, told: Told::Step })?;
            steps.insert(activity.clone(), column);
        }
        let told = |column: &Column| sources.iter().any(|source| source.column == *column);
        let columns: Vec<_> =
            ledger.required().iter().filter(|column| !told(column)).map(|column| column.name()).collect();
        if !columns.is_empty() {
            return Err(MappingError::Missing { ledger: ledger.name(), columns });
        }
        let (key, channels) = (written.case.rows_by, written.channels.own);
        Ok(Self { ledger, key, sources, activities: written.activities, steps, channels })
    }
}

fn put(sources: &mut Vec<Source>, source: Source) -> Result<(), MappingError> {
    if sources.iter().any(|known| known.column == source.column) {
        return Err(MappingError::Twice { column: source.column.name() });
    }
    sources.push(source);
    Ok(())
}

/// The column of this name, or with this alias.
fn named(ledger: Ledger, name: &str) -> Result<Column, MappingError> {
    let columns = || ledger.columns().into_iter().chain(ledger.further().iter().copied());
    let by_name = columns().find(|column| normal(column.name()) == normal(name));
    let by_alias =
        || columns().find(|column| column.aliases().iter().any(|alias| normal(alias) == normal(name)));
    by_name.or_else(by_alias).ok_or_else(|| MappingError::NoSuchColumn {
        ledger: ledger.name(),
        column: name.to_owned(),
        known: columns().map(Column::name).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "ledger = \"petitions\"\n[columns]\n\"信访编号\" = { from = \"id\" }\n\
                         \"登记日期\" = { from = \"start\" }\n\"信访形式\" = { value = \"来信\" }\n";

    fn error(more: &str) -> String {
        format!("{LEAST}{more}").parse::<Mapping>().expect_err("a fault").to_string()
    }

    #[test]
    fn a_mapping_names_our_columns_and_where_they_come_from() {
        let text = format!("{LEAST}\"分类\" = {{ from = \"kind\", values = {{ A = \"物业管理\" }} }}\n");
        let mapping: Mapping = text.parse().expect("a mapping");
        assert_eq!(mapping.ledger(), Ledger::Petitions);
        assert_eq!(mapping.headers().collect::<Vec<_>>(), ["id", "kind", "start"]);
    }

    #[test]
    fn what_a_mapping_says_wrongly_is_named_with_what_would_be_right() {
        assert_eq!(error(""), "信访登记台账 needs 内容分类, which the mapping does not tell");
        let unknown = error("\"颜色\" = { value = \"红\" }\n");
        assert!(unknown.starts_with("信访登记台账 has no column '颜色'; it has 信访编号, "), "{unknown}");
        assert!(error("\"内容分类\" = {}\n").starts_with("'内容分类' needs one of `from`"));
        assert!(error("\"内容分类\" = { form = \"x\" }\n").contains("unknown field `form`"));
        assert!(
            error("\"内容分类\" = { value = \"x\" }\n\"类别\" = { value = \"x\" }\n").contains("told twice")
        );
        let hazards = "ledger = \"fire_hazards\"\n[channels]\nown = [\"e-mail\"]\n[columns]\n";
        let refused = hazards.parse::<Mapping>().expect_err("hazards have no channel");
        assert_eq!(refused, MappingError::OnlyPetitions("消防隐患台账"));
    }
}
