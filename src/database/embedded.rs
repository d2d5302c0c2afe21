//! Connections to an embedded store that are spoken to row by row, on a thread that may block: no row waits for a
//! message between threads.
use super::spelling::{spell_day, spell_moment};
use super::sqlite::{CACHE, PRAGMAS, is_new_enough};
use super::table::TableRow;
use super::{StorageError, Value};
use rusqlite::{Connection, Statement};
use std::path::Path;
use std::time::Duration;

/// Statements kept prepared: one for each table and for each step of a life that changes other columns of it.
const PREPARED: usize = 256;

pub(super) fn open(path: &Path, cache: &str) -> Result<Connection, StorageError> {
    let connection = Connection::open(path)?;
    if !is_new_enough(rusqlite::version()) {
        return Err(StorageError::SqliteTooOld(rusqlite::version().to_owned()));
    }
    connection.busy_timeout(Duration::from_secs(30))?;
    for (name, value) in PRAGMAS.into_iter().chain([(CACHE, cache)]) {
        connection.pragma_update(None, name, value)?;
    }
    connection.set_prepared_statement_cache_capacity(PREPARED);
    Ok(connection)
}

/// Runs a statement with `$1` for its values, and says how many rows it touched.
pub(super) fn execute(connection: &Connection, sql: &str, values: &[Value]) -> rusqlite::Result<usize> {
    let mut statement = connection.prepare_cached(sql)?;
    bind_numbered(&mut statement, values)?;
    statement.raw_execute()
}

/// To SQLite `$2` is a name, and its places are counted as names appear.
pub(super) fn bind_numbered(statement: &mut Statement<'_>, values: &[Value]) -> rusqlite::Result<()> {
    for (value, number) in values.iter().zip(1..) {
        if let Some(place) = statement.parameter_index(&format!("${number}"))? {
            bind(statement, place, value)?;
        }
    }
    Ok(())
}

/// Runs `sql`, which inserts one row of a table, for each row.
pub(super) fn insert(connection: &Connection, sql: &str, rows: &[TableRow]) -> rusqlite::Result<()> {
    insert_many(connection, sql, rows, 1)
}

/// Runs `sql`, which inserts so many rows of a table at once, until all are there; their number is a multiple of it.
pub(super) fn insert_many(
    connection: &Connection,
    sql: &str,
    rows: &[TableRow],
    at_once: usize,
) -> rusqlite::Result<()> {
    debug_assert!(rows.len().is_multiple_of(at_once), "{} rows, {at_once} at once", rows.len());
    let mut statement = connection.prepare_cached(sql)?;
    for some in rows.chunks_exact(at_once) {
        for (value, place) in some.iter().flatten().zip(1..) {
            bind(&mut statement, place, value)?;
        }
        statement.raw_execute()?;
    }
    Ok(())
}

pub(super) fn bind(statement: &mut Statement<'_>, place: usize, value: &Value) -> rusqlite::Result<()> {
    match value {
        Value::Null => statement.raw_bind_parameter(place, rusqlite::types::Null),
        Value::Int(value) => statement.raw_bind_parameter(place, value),
        Value::Text(value) => statement.raw_bind_parameter(place, value.as_str()),
        Value::Bytes(value) => statement.raw_bind_parameter(place, value.as_ref()),
        Value::Uuid(value) => statement.raw_bind_parameter(place, value.as_bytes().as_slice()),
        Value::Day(value) => statement.raw_bind_parameter(place, spell_day(*value).as_str()),
        Value::At(value) => statement.raw_bind_parameter(place, spell_moment(*value).as_str()),
        Value::Bool(value) => statement.raw_bind_parameter(place, value),
    }
}
