//! Somebody who has the database, and drops what guards it.
use super::stores::Place;
use anjuan::cases::ids::OfficeId;
use anjuan::database::Db;
use anjuan::event_log::sql::SqlLog;
use anjuan::event_log::tree::hex;
use anjuan::event_log::{Edge, EventLog, Position};

pub async fn tamper(place: &Place, statements: &[&str]) {
    let db = Db::open(&place.url).await.expect("a database");
    let guards: &[&str] = match &db {
        Db::Sqlite { .. } => &[
            "DROP TRIGGER IF EXISTS events_are_never_updated",
            "DROP TRIGGER IF EXISTS events_are_never_deleted",
            "DROP TRIGGER IF EXISTS events_are_never_replaced",
            "DROP TRIGGER IF EXISTS events_have_leaves",
        ],
        Db::Postgres { .. } => &[
            "DROP TRIGGER IF EXISTS events_are_append_only ON events",
            "ALTER TABLE events DROP CONSTRAINT IF EXISTS events_have_leaves",
        ],
    };
    let mut tx = db.begin().await.expect("a transaction");
    for statement in guards.iter().chain(statements) {
        tx.execute((*statement).to_owned(), &[]).await.expect(statement);
    }
    tx.commit().await.expect("committed");
    db.close().await;
}

/// As a restored backup is: whole, and without the events after this position.
pub async fn cut_off_after(place: &Place, log: &SqlLog, office: OfficeId, last: i64) {
    let mut edge = Edge::default();
    let leaves = log.leaves(office, Position(0), u32::MAX).await.expect("leaves");
    for leaf in leaves.iter().take(usize::try_from(last).expect("a few")) {
        edge.push(leaf.hash);
    }
    let hex = hex(&edge.bytes());
    let edge = match Db::open(&place.url).await.expect("a database").engine() {
        "sqlite" => format!("x'{hex}'"),
        _ => format!("'\\x{hex}'"),
    };
    tamper(
        place,
        &[
            &format!("DELETE FROM events WHERE position > {last}"),
            &format!("DELETE FROM receipts WHERE position > {last}"),
            &format!("DELETE FROM checkpoints WHERE position > {last}"),
            &format!("UPDATE log_heads SET position = {last}, edge = {edge}"),
        ],
    )
    .await;
}
