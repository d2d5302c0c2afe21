//! The function that a connection makes for itself and calls with a whole batch. It lives in the connection's temporary
//! schema, and so do the types of its arguments: nothing of it is in the way when a table is replaced.
use super::{Takes, Update};
use crate::database::Column;
use std::fmt::Write;

/// The statements that make it, for rows of these tables: at most one argument each, null where a batch has none.
pub(super) fn definition(name: &str, update: &Update<'_>, takes: &[Takes]) -> String {
    let mut sql = String::new();
    let mut arguments: Vec<String> =
        update.values.iter().map(|(_, column)| sql_type(*column).to_owned()).collect();
    let mut body = format!("{}; IF NOT FOUND THEN RETURN false; END IF;", update.sql);
    for (at, (table, are_new)) in takes.iter().enumerate() {
        let (row, place) = (format!("pg_temp.{name}_{}", table.name), format!("${}", arguments.len() + 1));
        if !takes[..at].iter().any(|(known, _)| std::ptr::eq(*known, *table)) {
            let columns: Vec<_> =
                table.columns.iter().map(|(name, column)| format!("{name} {}", sql_type(*column))).collect();
            let _ = write!(sql, "CREATE TYPE {row} AS ({}); ", columns.join(", "));
        }
        let writing = if *are_new { table.begin_unnest_sql(&place) } else { table.unnest_sql(&place) };
        let _ = write!(body, " IF {place} IS NOT NULL THEN {writing}; END IF;");
        arguments.push(format!("{row}[]"));
    }
    let _ = write!(
        sql,
        "CREATE FUNCTION pg_temp.{name}({}) RETURNS boolean LANGUAGE plpgsql AS $body$ BEGIN {body} RETURN true; \
         END $body$",
        arguments.join(", ")
    );
    sql
}

/// The statement that calls it.
pub(super) fn call(name: &str, arguments: usize) -> String {
    let places: Vec<_> = (1..=arguments).map(|place| format!("${place}")).collect();
    format!("SELECT pg_temp.{name}({})", places.join(", "))
}

const fn sql_type(column: Column) -> &'static str {
    match column {
        Column::Int => "bigint",
        Column::Text => "text",
        Column::Bytes => "bytea",
        Column::Uuid => "uuid",
        Column::Day => "date",
        Column::At => "timestamptz",
        Column::Bool => "boolean",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::{OnConflict, Table};

    static PLACES: Table = Table {
        name: "places",
        columns: &[("id", Column::Uuid), ("name", Column::Text)],
        key: 1,
        on_conflict: OnConflict::Replace,
        stable: &[],
    };

    #[test]
    fn a_batch_is_one_call_whatever_it_writes() {
        let update = Update {
            sql: "UPDATE heads SET at = $2 WHERE id = $1",
            values: &[(uuid::Uuid::nil().into(), Column::Uuid), (7_i64.into(), Column::Int)],
        };
        insta::assert_snapshot!(definition("append_1", &update, &[(&PLACES, true), (&PLACES, false)]), @"CREATE TYPE pg_temp.append_1_places AS (id uuid, name text); CREATE FUNCTION pg_temp.append_1(uuid, bigint, pg_temp.append_1_places[], pg_temp.append_1_places[]) RETURNS boolean LANGUAGE plpgsql AS $body$ BEGIN UPDATE heads SET at = $2 WHERE id = $1; IF NOT FOUND THEN RETURN false; END IF; IF $3 IS NOT NULL THEN INSERT INTO places (id, name) SELECT * FROM UNNEST($3); END IF; IF $4 IS NOT NULL THEN INSERT INTO places (id, name) SELECT * FROM UNNEST($4) ON CONFLICT (id) DO UPDATE SET name = excluded.name; END IF; RETURN true; END $body$");
        insta::assert_snapshot!(call("append_1", 3), @"SELECT pg_temp.append_1($1, $2, $3)");
    }
}
