//! The statements that write rows to an embedded store: of a row that is there only what changed is written.
use super::table::{OnConflict, Table, TableRow, Written};
use super::{Changed, embedded};
use rusqlite::Connection;
use std::collections::HashMap;
use std::sync::Arc;

/// The statements of a connection, each spelt once.
#[derive(Debug, Default)]
pub(super) struct Statements(HashMap<(&'static str, Writing), Spelt>);

/// A statement, and the places of the row's values that it takes.
type Spelt = Arc<(String, Vec<usize>)>;

/// How a row is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Writing {
    /// So many at once, where none has their keys.
    Begin(usize),
    /// Wherever it belongs.
    Insert,
    /// Only what changed, where it stands.
    Replace(Changed),
}

impl Statements {
    fn sql(&mut self, table: &'static Table, writing: Writing) -> Spelt {
        let spell = || {
            let whole = || (0..table.columns.len()).collect();
            Arc::new(match writing {
                Writing::Begin(rows) => (table.begin_sql(rows), whole()),
                Writing::Insert => (table.insert_sql(1), whole()),
                Writing::Replace(changed) => table.replace_sql(changed),
            })
        };
        Arc::clone(self.0.entry((table.name, writing)).or_insert_with(spell))
    }

    /// Writes whole rows of a table.
    pub(super) fn write(&mut self, connection: &Connection, written: Written<'_>) -> rusqlite::Result<()> {
        let Written { table, are_new, rows, .. } = written;
        match table.on_conflict {
            _ if rows.is_empty() => Ok(()),
            _ if are_new => self.begin(connection, table, rows),
            OnConflict::Replace => self.replace(connection, &written),
            OnConflict::Keep | OnConflict::Fail | OnConflict::Refuse => {
                embedded::insert(connection, &self.sql(table, Writing::Insert).0, rows)
            }
        }
    }

    /// Many in one statement, which stands at the end of its indexes once the first is there: most keys that are new come
    /// after all others.
    fn begin(
        &mut self,
        connection: &Connection,
        table: &'static Table,
        mut rows: &[TableRow],
    ) -> rusqlite::Result<()> {
        while !rows.is_empty() {
            let at_once = table.begun_at_once(rows.len());
            let (some, rest) = rows.split_at(rows.len() - rows.len() % at_once);
            embedded::insert_many(connection, &self.sql(table, Writing::Begin(at_once)).0, some, at_once)?;
            rows = rest;
        }
        Ok(())
    }

    /// Most rows are there: of these only what changed is written, where they stand, and an upsert, which keeps a journal
    /// of its own and touches every index, is left for the others.
    fn replace(&mut self, connection: &Connection, written: &Written<'_>) -> rusqlite::Result<()> {
        let Written { table, rows, changed, .. } = *written;
        let changed = |at: usize| changed.get(at).copied().unwrap_or(Changed::ANY);
        let mut alike: Vec<_> = (0..rows.len()).collect();
        alike.sort_by_key(|at| changed(*at));
        let upsert = self.sql(table, Writing::Insert);
        for alike in alike.chunk_by(|one, other| changed(*one) == changed(*other)) {
            let spelt = self.sql(table, Writing::Replace(changed(alike[0])));
            let (sql, places) = &*spelt;
            let mut update = connection.prepare_cached(sql)?;
            for row in alike.iter().map(|at| &rows[*at]) {
                for (at, place) in places.iter().zip(1..) {
                    embedded::bind(&mut update, place, &row[*at])?;
                }
                if update.raw_execute()? == 0 {
                    embedded::insert(connection, &upsert.0, std::slice::from_ref(row))?;
                }
            }
        }
        Ok(())
    }
}
