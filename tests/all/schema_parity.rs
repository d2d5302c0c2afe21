//! The tables of both engines are the same, and every table belongs to an office or is a small reference table.
use crate::support::stores::{ENGINES, Engine};
use anjuan::database::{Column, Db};
use anjuan::event_log::readings::READINGS;
use anjuan::event_log::sql::EVENTS;
use anjuan::files::FILES;
use anjuan::keys::DRAFTS;
use anjuan::projections::TABLES;
use std::collections::{BTreeMap, BTreeSet};

/// Tables that are no office's: few rows, the same everywhere.
const REFERENCE: [&str; 3] = ["offices", "projection_shape", "_sqlx_migrations"];

/// Column name, type, nullable, and place in the primary key (0 if none), by table.
type Catalogue = BTreeMap<String, Vec<(String, String, bool, i64)>>;

async fn catalogue(engine: Engine) -> (Db, Catalogue, crate::support::stores::Place) {
    let place = engine.place();
    let db = Db::open(&place.url).await.expect("a database");
    db.migrate().await.expect("tables");
    let sql = match engine {
        Engine::Sqlite => {
            "SELECT m.name, c.name, c.type, c.\"notnull\" = 0 AND c.pk = 0, c.pk FROM sqlite_master m \
             JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' \
             ORDER BY m.name, c.cid"
        }
        Engine::Postgres => {
            "SELECT c.table_name::text, c.column_name::text, c.data_type::text, c.is_nullable = 'YES', \
             COALESCE((SELECT k.ordinal_position::bigint FROM information_schema.key_column_usage k \
             WHERE k.table_name = c.table_name AND k.column_name = c.column_name \
             AND k.constraint_name = c.table_name || '_pkey'), 0) \
             FROM information_schema.columns c WHERE c.table_schema = 'public' \
             ORDER BY c.table_name, c.ordinal_position"
        }
    };
    let mut catalogue = Catalogue::new();
    for row in db.fetch(sql, &[]).await.expect("the catalogue") {
        let text = |at| row.get::<String>(at).expect("a text");
        let column = (text(1), text(2), row.get::<bool>(3).expect("a flag"), row.get(4).expect("a number"));
        catalogue.entry(text(0)).or_default().push(column);
    }
    (db, catalogue, place)
}

fn engine_type(engine: Engine, column: Column) -> &'static str {
    match (engine, column) {
        (Engine::Sqlite, Column::Int | Column::Bool) => "INTEGER",
        (Engine::Sqlite, Column::Text | Column::Day | Column::At) => "TEXT",
        (Engine::Sqlite, Column::Bytes | Column::Uuid) => "BLOB",
        (Engine::Postgres, Column::Int) => "bigint",
        (Engine::Postgres, Column::Text) => "text",
        (Engine::Postgres, Column::Bytes) => "bytea",
        (Engine::Postgres, Column::Uuid) => "uuid",
        (Engine::Postgres, Column::Day) => "date",
        (Engine::Postgres, Column::At) => "timestamp with time zone",
        (Engine::Postgres, Column::Bool) => "boolean",
    }
}

#[tokio::test]
async fn both_engines_have_the_same_tables_columns_and_keys() {
    let (_, sqlite, _one) = catalogue(Engine::Sqlite).await;
    let (_, postgres, _other) = catalogue(Engine::Postgres).await;
    let shape = |catalogue: &Catalogue| {
        let tables = catalogue.iter().filter(|(table, _)| *table != "_sqlx_migrations");
        tables
            .map(|(table, columns)| {
                let columns: Vec<_> =
                    columns.iter().map(|(name, _, null, key)| (name.clone(), *null, *key)).collect();
                (table.clone(), columns)
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(shape(&sqlite), shape(&postgres));
}

#[tokio::test]
async fn the_code_knows_every_column_by_its_type_and_every_key() {
    for engine in ENGINES {
        let (_, catalogue, _place) = catalogue(engine).await;
        for table in
            TABLES.into_iter().chain([&EVENTS, &FILES, &DRAFTS, &READINGS]).chain(anjuan::sign_in::TABLES)
        {
            let columns = &catalogue[table.name];
            let ours: Vec<_> =
                table.columns.iter().map(|(name, column)| (*name, engine_type(engine, *column))).collect();
            let theirs: Vec<_> =
                columns.iter().map(|(name, kind, ..)| (name.as_str(), kind.as_str())).collect();
            assert_eq!(ours, theirs, "{} on {engine:?}", table.name);
            let key: BTreeSet<_> =
                columns.iter().filter(|(.., key)| *key > 0).map(|(name, ..)| name.as_str()).collect();
            let ours: BTreeSet<_> = table.columns[..table.key].iter().map(|(name, _)| *name).collect();
            assert_eq!(ours, key, "key of {} on {engine:?}", table.name);
        }
    }
}

#[tokio::test]
async fn every_table_is_an_offices_and_every_key_and_index_begins_with_the_office() {
    for engine in ENGINES {
        let (db, catalogue, _place) = catalogue(engine).await;
        for (table, columns) in &catalogue {
            if REFERENCE.contains(&table.as_str()) {
                continue;
            }
            let (name, _, nullable, key) = &columns[0];
            assert_eq!((name.as_str(), *nullable, *key), ("office_id", false, 1), "{table} on {engine:?}");
        }
        let sql = match engine {
            Engine::Sqlite => {
                "SELECT m.name, (SELECT i.name FROM pragma_index_info(m.name) i WHERE i.seqno = 0), m.tbl_name \
                 FROM sqlite_master m WHERE m.type = 'index'"
            }
            Engine::Postgres => {
                "SELECT i.relname::text, a.attname::text, t.relname::text FROM pg_index x \
                 JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid \
                 JOIN pg_namespace n ON n.oid = t.relnamespace \
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0] WHERE n.nspname = 'public'"
            }
        };
        for row in db.fetch(sql, &[]).await.expect("indexes") {
            let text = |at| row.get::<String>(at).expect("a text");
            if !REFERENCE.contains(&text(2).as_str()) {
                assert_eq!(text(1), "office_id", "{} on {engine:?}", text(0));
            }
        }
    }
}
