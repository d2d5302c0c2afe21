//! What an office calls the columns of its ledgers: whether a name can stand beside those that are known.
use super::column::{Column, Ledger};
use super::header::{Aliases, Dictionary, normal};
use crate::cases::declared::Kinds;
use crate::cases::office::{ColumnName, HeaderName, Headers};
use std::collections::BTreeMap;

/// Why a header cannot stand for a column.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AliasFault {
    /// No ledger has such a column.
    #[error("no ledger has a column '{0}'")]
    UnknownColumn(ColumnName),
    /// Nothing is left of the header without blanks, marks and units.
    #[error("the header '{0}' is nothing but blanks, marks and units")]
    Nothing(HeaderName),
    /// The header is another column's.
    #[error("the header '{header}' would hide a column: in the ledger {ledger} it is '{column}'", ledger = ledger.name(), column = column.name())]
    Hides {
        /// The header.
        header: HeaderName,
        /// The ledger.
        ledger: Ledger,
        /// The column that it is there.
        column: Column,
    },
    /// The header is understood so without being told.
    #[error("the header '{header}' is read as '{column}' without being told")]
    Known {
        /// The header.
        header: HeaderName,
        /// The column.
        column: ColumnName,
    },
    /// The same header, perhaps spelled otherwise, stands for another column.
    #[error(
        "the header '{header}' stands for '{column}' already, and cannot stand for two columns; take that back first"
    )]
    Claimed {
        /// The header, as it was said before.
        header: HeaderName,
        /// The column.
        column: ColumnName,
    },
}

impl AliasFault {
    /// A stable code, and the key of its words.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::UnknownColumn(_) => "alias.unknown_column",
            Self::Nothing(_) => "alias.nothing",
            Self::Hides { .. } => "alias.hides",
            Self::Known { .. } => "alias.known",
            Self::Claimed { .. } => "office.header_claimed",
        }
    }
}

/// Whether a header can stand for a column, beside what is known and what the office has said before.
///
/// # Errors
/// Why it cannot.
pub fn fits(
    header: &HeaderName,
    column: &ColumnName,
    office: &Headers,
    kinds: &Kinds,
) -> Result<(), AliasFault> {
    let spelled = normal(header.as_str());
    if spelled.is_empty() {
        return Err(AliasFault::Nothing(header.clone()));
    }
    let Ok(known) = Dictionary::new(&Aliases::new(), kinds) else { return Ok(()) };
    let ledgers = known.told_of(header.as_str(), column.as_str());
    if ledgers.is_empty() {
        return Err(AliasFault::UnknownColumn(column.clone()));
    }
    let is_it = |known: &Column| normal(known.name()) == normal(column.as_str());
    if let Some((ledger, other)) = ledgers
        .iter()
        .find_map(|(ledger, known)| known.filter(|known| !is_it(known)).map(|known| (ledger, known)))
    {
        return Err(AliasFault::Hides { header: header.clone(), ledger: *ledger, column: other });
    }
    if ledgers.iter().all(|(_, known)| known.is_some()) {
        return Err(AliasFault::Known { header: header.clone(), column: column.clone() });
    }
    let claimed = office.iter().find(|(said, stands_for)| {
        normal(said.as_str()) == spelled && normal(stands_for.as_str()) != normal(column.as_str())
    });
    claimed.map_or(Ok(()), |(said, stands_for)| {
        Err(AliasFault::Claimed { header: said.clone(), column: stands_for.clone() })
    })
}

/// Every column of every ledger by its name, with the ledgers that have it.
#[must_use]
pub fn columns(kinds: &Kinds) -> Vec<(&'static str, Vec<Ledger>)> {
    let mut order = Vec::new();
    let mut having: BTreeMap<&'static str, Vec<Ledger>> = BTreeMap::new();
    for ledger in Ledger::every(kinds) {
        for column in ledger.columns().into_iter().chain(ledger.further().iter().copied()) {
            let ledgers = having.entry(column.name()).or_default();
            if ledgers.is_empty() {
                order.push(column.name());
            }
            if !ledgers.contains(&ledger) {
                ledgers.push(ledger);
            }
        }
    }
    order.into_iter().map(|name| (name, having.remove(name).unwrap_or_default())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(header: &str, column: &str, said: &[(&str, &str)]) -> Result<(), AliasFault> {
        let said = said
            .iter()
            .map(|(header, column)| (header.parse().expect("a header"), column.parse().expect("a column")));
        let (header, column) = (header.parse().expect("a header"), column.parse().expect("a column"));
        fits(&header, &column, &said.collect(), &Kinds::default())
    }

    fn why(header: &str, column: &str, said: &[(&str, &str)]) -> &'static str {
        fit(header, column, said).expect_err("a fault").key()
    }

    #[test]
    fn a_header_that_no_ledger_knows_may_stand_for_a_column() {
        assert_eq!(fit("收案日", "登记日期", &[]), Ok(()));
        assert_eq!(fit("收案日", "登记日期", &[("来件日", "登记日期")]), Ok(()), "two may stand for one");
        assert_eq!(fit("走访员", "走访组", &[]), Ok(()), "also of a declared kind");
    }

    #[test]
    fn a_header_that_hides_a_known_one_is_refused_with_the_ledger_and_the_column() {
        let fault = fit("受理日期", "登记日期", &[]).expect_err("hidden");
        assert_eq!(fault.key(), "alias.hides");
        assert!(fault.to_string().contains("信访登记台账"), "{fault}");
        assert!(fault.to_string().contains("受理日期"), "{fault}");
        assert_eq!(why(" 受理 日期 (必填)", "登记日期", &[]), "alias.hides", "however it is spelled");
        assert_eq!(why("电话", "信访人", &[]), "alias.hides", "also what other offices call it");
    }

    #[test]
    fn a_header_is_claimed_by_one_column_however_it_is_spelled() {
        assert_eq!(why("收案 日", "受理日期", &[("收案日", "登记日期")]), "office.header_claimed");
        assert_eq!(fit("收案 日", "登记日期", &[("收案日", "登记日期")]), Ok(()));
    }

    #[test]
    fn what_is_read_so_anyway_and_what_leads_nowhere_is_refused() {
        assert_eq!(why("信访件编号", "信访编号", &[]), "alias.known");
        assert_eq!(why("收案日", "没有的", &[]), "alias.unknown_column");
        assert_eq!(why("＊", "登记日期", &[]), "alias.nothing");
    }
}
