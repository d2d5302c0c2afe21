//! Which columns of a row are others than before. What is as it was need not be written again, nor taken out of an index
//! and put back.

/// Columns of a table, by their places.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Changed(u64);

impl Changed {
    /// Not known: it may be any of them, and the row may not be there yet.
    pub const ANY: Self = Self(u64::MAX);

    /// The same with one more.
    #[must_use]
    pub fn with(self, column: usize) -> Self {
        debug_assert!(column < 63, "a column more than can be noted");
        Self(self.0 | (1 << column))
    }

    /// The same with those of another.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// In which places two rows differ.
    #[must_use]
    pub fn between<T: PartialEq>(before: &[T], after: &[T]) -> Self {
        let differing = before.iter().zip(after).enumerate().filter(|(_, (before, after))| before != after);
        differing.fold(Self::default(), |changed, (column, _)| changed.with(column))
    }

    /// Whether the column is one of them.
    #[must_use]
    pub const fn has(self, column: usize) -> bool {
        self.0 >> column & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_differ_where_their_values_do() {
        let changed = Changed::between(&[1, 2, 3], &[1, 5, 6]);
        assert_eq!([0, 1, 2].map(|column| changed.has(column)), [false, true, true]);
        assert_eq!(changed, Changed::default().with(2).with(1));
        assert_eq!(changed.and(Changed::ANY), Changed::ANY);
        assert_eq!(Changed::between(&[1], &[1]), Changed::default());
    }
}
