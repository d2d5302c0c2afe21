//! What a reader of a replica still sees stays in the pages of its primary: a sweep waits for him.
use crate::support::postgres::Cluster;
use anjuan::database::{Db, StoreUrl};
use sqlx::{Connection, PgConnection};
use std::pin::pin;
use std::time::Duration;

const UNSAFE: (&str, &str) = ("fsync", "off");
/// It tells its primary soon what its readers see.
const REPLICA: [(&str, &str); 3] =
    [UNSAFE, ("hot_standby_feedback", "on"), ("wal_receiver_status_interval", "1s")];

async fn say(session: &mut PgConnection, sql: &'static str) {
    sqlx::raw_sql(sql).execute(session).await.expect(sql);
}

async fn until(session: &mut PgConnection, is_so: &'static str) {
    while !sqlx::query_scalar::<_, bool>(is_so).fetch_one(&mut *session).await.unwrap_or(false) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn size(session: &mut PgConnection) -> i64 {
    let sql = "SELECT pg_relation_size('places')";
    sqlx::query_scalar(sql).fetch_one(session).await.expect("a size")
}

async fn is_swept_once_a_replica_has_read(slot: &str) {
    let primary = Cluster::alone(&[UNSAFE]);
    let url = primary.fresh_database();
    let mut session = PgConnection::connect(&url).await.expect("a connection");
    say(&mut session, "CREATE TABLE places (name text); INSERT INTO places VALUES ('梯停')").await;
    let replica = primary.replica(slot, &REPLICA);
    let of = |cluster: &Cluster| cluster.folder().display().to_string();
    let mut reader =
        PgConnection::connect(&url.replace(&of(&primary), &of(&replica))).await.expect("a reader");
    until(&mut reader, "SELECT count(*) = 1 FROM places").await;
    say(&mut reader, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM places").await;
    let is_told = "SELECT EXISTS (SELECT 1 FROM pg_stat_replication WHERE backend_xmin IS NOT NULL) \
                   OR EXISTS (SELECT 1 FROM pg_replication_slots WHERE xmin IS NOT NULL)";
    until(&mut session, is_told).await;
    say(&mut session, "DELETE FROM places").await;
    say(&mut session, "VACUUM FULL places").await;
    assert!(size(&mut session).await > 0, "the row is kept for the reader");

    let db = Db::open(&StoreUrl::Postgres(url)).await.expect("a database");
    let mut sweeping = pin!(db.sweep(&["places"]));
    let waits = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() \
                 AND pid <> pg_backend_pid() AND query LIKE '%pg_replication_slots%')";
    tokio::select! {
        swept = &mut sweeping => panic!("{swept:?} while the reader reads"),
        () = until(&mut session, waits) => {}
    }
    reader.close().await.expect("closed");
    assert_eq!(sweeping.await.expect("swept"), Vec::<&str>::new());
    assert_eq!(size(&mut session).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sweep_waits_for_a_reader_of_a_replica() {
    is_swept_once_a_replica_has_read("").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sweep_waits_for_a_reader_of_a_replica_that_has_a_slot() {
    is_swept_once_a_replica_has_read("replica").await;
}
