//! Columns of packed months, kept as they were last unpacked: the next figure of the same months fetches nothing. A column
//! is known by the hash of the month that it is of, so what is kept is never out of date, whoever packs the month anew.
use super::columns::{Column, Columns};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::fmt;
use std::sync::Arc;

/// SHA-256 of a packed month.
pub(super) type Digest = [u8; 32];

/// Bytes of memory that the columns take at most: those that a million cases need for what stands open.
const MEMORY: u64 = 96 << 20;
/// About how many columns that are.
const COLUMNS: usize = 10_000;

type Known = (Digest, &'static str);

/// The columns. Cheap to clone.
#[derive(Clone)]
pub struct Unpacked(Arc<Cache<Known, Arc<Column>, Size>>);

#[derive(Clone)]
struct Size;

impl Weighter<Known, Arc<Column>> for Size {
    fn weight(&self, _: &Known, column: &Arc<Column>) -> u64 {
        column.size() as u64
    }
}

impl Default for Unpacked {
    fn default() -> Self {
        Self(Arc::new(Cache::with_weighter(COLUMNS, MEMORY, Size)))
    }
}

impl fmt::Debug for Unpacked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unpacked").field("columns", &self.0.len()).field("bytes", &self.0.weight()).finish()
    }
}

impl Unpacked {
    /// The columns of a month that are wanted; none unless all of them are known.
    pub(super) fn columns(&self, of: Digest, wanted: &[&'static str]) -> Option<Columns> {
        let known = wanted.iter().map(|name| Some((*name, self.0.get(&(of, *name))?)));
        Columns::of(known.collect::<Option<Vec<_>>>()?)
    }

    pub(super) fn keep(&self, of: Digest, columns: &Columns) {
        for (name, column) in columns.named() {
            self.0.insert((of, name), Arc::clone(column));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projections::columns::ColumnsBuilder;

    fn month(heads: i64) -> Columns {
        let mut builder = ColumnsBuilder::new(vec!["channel", "heads"]);
        builder.push(["visit".into(), heads.into()]);
        builder.build()
    }

    #[test]
    fn a_month_is_known_where_all_columns_that_are_wanted_are() {
        let unpacked = Unpacked::default();
        unpacked.keep([1; 32], &month(3));
        assert_eq!(unpacked.columns([1; 32], &["channel", "heads"]), Some(month(3)));
        assert!(unpacked.columns([1; 32], &["heads"]).is_some());
        assert_eq!(unpacked.columns([1; 32], &["heads", "committee"]), None);
    }

    #[test]
    fn a_month_that_was_packed_anew_is_another_one() {
        let unpacked = Unpacked::default();
        unpacked.keep([1; 32], &month(3));
        assert_eq!(unpacked.columns([2; 32], &["heads"]), None);
        unpacked.keep([2; 32], &month(4));
        let heads =
            |of| unpacked.columns(of, &["heads"]).and_then(|found| Some(found.column("heads")?.clone()));
        assert_ne!(heads([1; 32]), heads([2; 32]));
    }
}
