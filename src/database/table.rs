//! Tables as their writers see them: whole rows, many at once.
use super::{Changed, Column, StorageError, Value};
use sqlx::Arguments;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use std::collections::HashMap;
use std::fmt::Write;

/// A row, value by value in the order of the table's columns.
pub type TableRow = Vec<Value>;

/// What happens when a row with the same key is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnConflict {
    /// The new row replaces it.
    Replace,
    /// The new row is left out.
    Keep,
    /// It is an error.
    Fail,
    /// It is an error, and a trigger of an embedded store looks at each row before: several in one statement would be set
    /// aside first.
    Refuse,
}

/// A table with its columns and its key, which are its first columns.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns in order.
    pub columns: &'static [(&'static str, Column)],
    /// How many of the first columns are its key.
    pub key: usize,
    /// What a row with the same key means.
    pub on_conflict: OnConflict,
    /// Columns of indexes that hardly ever change in a row that is replaced: what does not change need not be taken out
    /// of an index and put back.
    pub stable: &'static [&'static str],
}

/// Rows a statement writes at most; sizes are powers of two, so that few prepared statements serve all sizes.
const ROWS_AT_ONCE: usize = 64;

impl Table {
    pub(super) fn chunk(&self, rows: usize) -> usize {
        debug_assert!(self.columns.len() * ROWS_AT_ONCE < 32_766, "SQLite's limit of values in a statement");
        1 << rows.min(ROWS_AT_ONCE).ilog2()
    }

    /// The statement that writes `rows` whole rows, value by value.
    pub(super) fn insert_sql(&self, rows: usize) -> String {
        let mut sql = self.insert_into(self.name, rows);
        self.conflict_sql(&mut sql);
        sql
    }

    /// The statement that writes `rows` whole rows whose keys are not there yet. When it fails nothing of the transaction is
    /// kept, so that SQLite need not be able to undo the statement alone, for which it would copy each page before.
    pub(super) fn begin_sql(&self, rows: usize) -> String {
        self.insert_into(self.name, rows).replacen("INSERT", "INSERT OR FAIL", 1)
    }

    /// How many of so many such rows one statement writes.
    pub(super) fn begun_at_once(&self, rows: usize) -> usize {
        if self.on_conflict == OnConflict::Refuse { 1 } else { self.chunk(rows) }
    }

    /// The statement that inserts `rows` whole rows into `name`, a table of the same columns. SQLite looks a numbered
    /// place up by its name, one by one, for each value; a bare question mark it only counts.
    pub(super) fn insert_into(&self, name: &str, rows: usize) -> String {
        let row = format!("({})", vec!["?"; self.columns.len()].join(", "));
        format!("INSERT INTO {name} ({}) VALUES {}", self.column_names(), vec![row; rows].join(", "))
    }

    /// The statement that writes whole rows, as many as there are in `arrays`: one of rows, or one for each column.
    pub(super) fn unnest_sql(&self, arrays: &str) -> String {
        let mut sql = self.begin_unnest_sql(arrays);
        self.conflict_sql(&mut sql);
        sql
    }

    /// As [`Table::unnest_sql`], for rows whose keys are not there yet.
    pub(super) fn begin_unnest_sql(&self, arrays: &str) -> String {
        let (name, columns) = (self.name, self.column_names());
        format!("INSERT INTO {name} ({columns}) SELECT * FROM UNNEST({arrays})")
    }

    /// The statement that changes columns of a row that is there, and the places of its values in the row; like
    /// [`Table::begin_sql`] without a journal of its own. Where it is not known which ones change, it takes a row whose
    /// stable columns are the same.
    pub(super) fn replace_sql(&self, changed: Changed) -> (String, Vec<usize>) {
        let rest = self.key..self.columns.len();
        let (stable, changing): (Vec<_>, Vec<_>) = if changed == Changed::ANY {
            rest.partition(|at| self.stable.contains(&self.columns[*at].0))
        } else {
            (Vec::new(), rest.filter(|at| changed.has(*at)).collect())
        };
        let each = |places: &[usize], before: &str, sign: &str, between: &str| {
            let name = |at: &usize| self.columns[*at].0;
            let parts: Vec<_> = places.iter().map(|at| format!("{before}{}{sign}?", name(at))).collect();
            parts.join(between)
        };
        let key: Vec<_> = (0..self.key).collect();
        let mut conditions = each(&key, "", " = ", " AND ");
        if !stable.is_empty() {
            // With a plus before it, a column does not tempt SQLite to look the row up by another index than its key's.
            let _ = write!(conditions, " AND {}", each(&stable, "+", " IS ", " AND "));
        }
        let sql = format!(
            "UPDATE OR FAIL {} SET {} WHERE {conditions}",
            self.name,
            each(&changing, "", " = ", ", ")
        );
        (sql, [changing, key, stable].concat())
    }

    fn column_names(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }

    pub(super) fn conflict_sql(&self, sql: &mut String) {
        match self.on_conflict {
            OnConflict::Fail | OnConflict::Refuse => {}
            OnConflict::Keep => sql.push_str(" ON CONFLICT DO NOTHING"),
            OnConflict::Replace => {
                let (key, rest) = self.columns.split_at(self.key);
                let key: Vec<_> = key.iter().map(|(name, _)| *name).collect();
                let rest: Vec<_> = rest.iter().map(|(name, _)| format!("{name} = excluded.{name}")).collect();
                let _ = write!(sql, " ON CONFLICT ({}) DO UPDATE SET {}", key.join(", "), rest.join(", "));
            }
        }
    }

    pub(super) fn sqlite_arguments(&self, rows: &[TableRow]) -> Result<SqliteArguments, StorageError> {
        let mut arguments = SqliteArguments::default();
        arguments.reserve(rows.len() * self.columns.len(), 0);
        for value in rows.iter().flatten() {
            value.bind_sqlite(&mut arguments).map_err(sqlx::Error::Encode)?;
        }
        Ok(arguments)
    }

    /// An array for each column.
    pub(super) fn postgres_arguments(&self, rows: &[TableRow]) -> Result<PgArguments, StorageError> {
        let mut arguments = PgArguments::default();
        for (at, (_, column)) in self.columns.iter().enumerate() {
            let values = rows.iter().map(|row| &row[at]);
            column.bind_array(values, &mut arguments).map_err(sqlx::Error::Encode)?;
        }
        Ok(arguments)
    }
}

/// Rows of a table that are written together.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// The table.
    pub table: &'static Table,
    /// Whether no row with such a key can be there. Then none is looked for, and one that is there all the same is an
    /// error.
    pub are_new: bool,
    /// The rows.
    pub rows: &'a [TableRow],
    /// Which columns of each are others than before; any of them, where it says nothing.
    pub changed: &'a [Changed],
}

/// What is to be written to the tables of one transaction: the last word for each key.
#[derive(Debug, Default)]
pub struct Changes {
    tables: Vec<TableChanges>,
}

/// From how many rows on their keys are looked up in a map; fewer are compared one by one, which needs no memory.
const MAPPED: usize = 24;

#[derive(Debug)]
struct TableChanges {
    table: &'static Table,
    are_new: bool,
    rows: Vec<TableRow>,
    changed: Vec<Changed>,
    by_key: HashMap<Vec<Value>, usize>,
}

impl TableChanges {
    fn add(&mut self, row: TableRow, changed: Changed) {
        if !self.by_key.is_empty() {
            self.by_key.insert(row[..self.table.key].to_vec(), self.rows.len());
        }
        self.rows.push(row);
        self.changed.push(changed);
    }

    fn place(&mut self, key: &[Value]) -> Option<usize> {
        if self.rows.len() < MAPPED {
            return self.rows.iter().position(|row| row[..key.len()] == *key);
        }
        if self.by_key.is_empty() {
            let keys = self.rows.iter().map(|row| row[..key.len()].to_vec());
            self.by_key = keys.zip(0..).collect();
        }
        self.by_key.get(key).copied()
    }
}

impl Changes {
    /// Writes `row` to `table`, in place of an earlier row with the same key.
    pub fn put(&mut self, table: &'static Table, row: TableRow) {
        self.change(table, row, Changed::ANY);
    }

    /// As [`Changes::put`], for a row that is there, of which only these columns change.
    pub fn change(&mut self, table: &'static Table, row: TableRow, changed: Changed) {
        debug_assert_eq!(row.len(), table.columns.len(), "a whole row of {}", table.name);
        if changed == Changed::default() {
            return;
        }
        let key = &row[..table.key];
        for changes in self.tables.iter_mut().filter(|changes| std::ptr::eq(changes.table, table)) {
            if let Some(at) = changes.place(key) {
                changes.rows[at] = row;
                changes.changed[at] = changes.changed[at].and(changed);
                return;
            }
        }
        self.of(table, false).add(row, changed);
    }

    /// Writes `row` to `table`, where no row has its key: neither in the table nor among these.
    pub fn begin(&mut self, table: &'static Table, row: TableRow) {
        debug_assert_eq!(row.len(), table.columns.len(), "a whole row of {}", table.name);
        self.of(table, true).add(row, Changed::ANY);
    }

    fn of(&mut self, table: &'static Table, are_new: bool) -> &mut TableChanges {
        let is_it = |changes: &TableChanges| std::ptr::eq(changes.table, table) && changes.are_new == are_new;
        let at = self.tables.iter().position(is_it).unwrap_or_else(|| {
            self.tables.push(TableChanges {
                table,
                are_new,
                rows: Vec::new(),
                changed: Vec::new(),
                by_key: HashMap::new(),
            });
            self.tables.len() - 1
        });
        &mut self.tables[at]
    }

    /// The rows of each table. Those that are new come last: what they take (a case's number) another row may have had.
    pub fn tables(&self) -> impl Iterator<Item = Written<'_>> {
        let some = |new| self.tables.iter().filter(move |changes| changes.are_new == new);
        some(false).chain(some(true)).map(|changes| {
            let TableChanges { table, are_new, rows, changed, .. } = changes;
            Written { table, are_new: *are_new, rows, changed }
        })
    }

    /// The rows of each table, for whoever keeps them; a table may come twice.
    pub fn into_tables(self) -> impl Iterator<Item = (&'static Table, Vec<TableRow>)> {
        self.tables.into_iter().map(|changes| (changes.table, changes.rows))
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static PLACES: Table = Table {
        name: "places",
        columns: &[("id", Column::Int), ("name", Column::Text)],
        key: 1,
        on_conflict: OnConflict::Replace,
        stable: &[],
    };

    #[test]
    fn an_upsert_replaces_everything_but_the_key() {
        insta::assert_snapshot!(PLACES.begin_sql(1), @"INSERT OR FAIL INTO places (id, name) VALUES (?, ?)");
        insta::assert_snapshot!(PLACES.insert_sql(2), @"INSERT INTO places (id, name) VALUES (?, ?), (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name");
        let stable = Table {
            stable: &["name"],
            columns: &[("id", Column::Int), ("name", Column::Text), ("at", Column::At)],
            ..PLACES
        };
        insta::assert_snapshot!(stable.replace_sql(Changed::ANY).0, @"UPDATE OR FAIL places SET at = ? WHERE id = ? AND +name IS ?");
        assert_eq!(stable.replace_sql(Changed::ANY).1, [2, 0, 1]);
        let (sql, places) = stable.replace_sql(Changed::default().with(1));
        insta::assert_snapshot!(sql, @"UPDATE OR FAIL places SET name = ? WHERE id = ?");
        assert_eq!(places, [1, 0]);
        insta::assert_snapshot!(PLACES.unnest_sql("$1"), @"INSERT INTO places (id, name) SELECT * FROM UNNEST($1) ON CONFLICT (id) DO UPDATE SET name = excluded.name");
    }

    #[test]
    fn many_rows_keep_the_last_word_for_each_key_too() {
        let mut changes = Changes::default();
        for n in 0_i64..200 {
            changes.put(&PLACES, vec![(n % 60).into(), n.to_string().into()]);
        }
        let rows = changes.tables().next().expect("a table").rows;
        assert_eq!(rows.len(), 60);
        assert_eq!(rows[59], vec![59_i64.into(), "179".into()]);
        assert_eq!(rows[0], vec![0_i64.into(), "180".into()]);
    }

    #[test]
    fn the_last_word_for_a_key_is_written_once() {
        let mut changes = Changes::default();
        changes.put(&PLACES, vec![1_i64.into(), "a".into()]);
        changes.put(&PLACES, vec![2_i64.into(), "b".into()]);
        changes.put(&PLACES, vec![1_i64.into(), "c".into()]);
        let rows = changes.tables().next().expect("a table").rows;
        assert_eq!(rows, [vec![1_i64.into(), "c".into()], vec![2_i64.into(), "b".into()]]);
    }

    #[test]
    fn what_changes_more_than_once_is_all_written() {
        let mut changes = Changes::default();
        changes.change(&PLACES, vec![1_i64.into(), "a".into()], Changed::default());
        assert!(changes.is_empty(), "a row that is as it was is not written");
        changes.change(&PLACES, vec![1_i64.into(), "b".into()], Changed::default().with(1));
        assert_eq!(changes.tables().next().expect("a table").changed, [Changed::default().with(1)]);
        changes.put(&PLACES, vec![1_i64.into(), "c".into()]);
        let written = changes.tables().next().expect("a table");
        assert_eq!(
            (written.rows, written.changed),
            (&[vec![1_i64.into(), "c".into()]][..], &[Changed::ANY][..])
        );
    }

    #[test]
    fn a_row_that_is_new_stays_new_whatever_is_said_of_it_later() {
        for before in [0_i64, 100] {
            let mut changes = Changes::default();
            for n in 0..before {
                changes.begin(&PLACES, vec![(1000 + n).into(), "".into()]);
                changes.put(&PLACES, vec![(2000 + n).into(), "".into()]);
            }
            changes.put(&PLACES, vec![1_i64.into(), "a".into()]);
            changes.begin(&PLACES, vec![2_i64.into(), "b".into()]);
            changes.put(&PLACES, vec![2_i64.into(), "c".into()]);
            changes.put(&PLACES, vec![1_i64.into(), "d".into()]);
            let last: Vec<_> = changes.tables().map(|of| (of.are_new, of.rows.last().cloned())).collect();
            assert_eq!(last.len(), 2, "{before}");
            assert!(last.contains(&(true, Some(vec![2_i64.into(), "c".into()]))), "{before}");
            assert!(last.contains(&(false, Some(vec![1_i64.into(), "d".into()]))), "{before}");
        }
    }
}
