//! A URL with several addresses is followed to the server that takes writes, also when that becomes another one.
use crate::support::postgres::Cluster;
use crate::support::stores::{office_at, source};
use anjuan::commands::Store;
use anjuan::database::{Db, StorageError, StoreUrl};
use anjuan::event_log::EventLog;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::time::Duration;

/// Nobody misses what is lost here.
const SETTINGS: &[(&str, &str)] = &[("fsync", "off")];

fn several(clusters: [&Cluster; 2]) -> StoreUrl {
    let host = |cluster: &Cluster| cluster.folder().to_str().expect("a path").replace('/', "%2F");
    let [one, other] = clusters.map(host);
    let url = format!("postgres://postgres@{one}:5432,{other}:5432/postgres?target_session_attrs=read-write");
    url.parse().expect("a store")
}

async fn takes_writes(cluster: &Cluster, yes: bool) {
    let mut connection = PgConnection::connect(&cluster.url("postgres")).await.expect("connected");
    let setting = if yes { "off" } else { "on" };
    for sql in [
        "SET default_transaction_read_only = off".to_owned(),
        format!("ALTER SYSTEM SET default_transaction_read_only = {setting}"),
        "SELECT pg_reload_conf()".to_owned(),
    ] {
        sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.expect("set");
    }
    connection.close().await.expect("closed");
    // A server takes its settings anew when it gets round to it.
    loop {
        let mut connection = PgConnection::connect(&cluster.url("postgres")).await.expect("connected");
        let now: String =
            sqlx::query_scalar("SHOW transaction_read_only").fetch_one(&mut connection).await.expect("told");
        connection.close().await.expect("closed");
        if now == setting {
            return;
        }
    }
}

/// The folder of the server that a transaction that writes goes to.
async fn written_to(db: &Db) -> Result<String, StorageError> {
    let mut tx = db.begin().await?;
    tx.execute("CREATE TABLE IF NOT EXISTS written (n bigint)", &[]).await?;
    let rows = tx.fetch("SELECT current_setting('unix_socket_directories')", &[]).await?;
    tx.commit().await?;
    rows[0].get(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_several_addresses_the_one_that_takes_writes_is_used_and_the_next_one_when_it_changes() {
    let (one, other) = (Cluster::alone(SETTINGS), Cluster::alone(SETTINGS));
    takes_writes(&one, false).await;
    let url = several([&one, &other]);
    // What is appended goes by a connection of its own, which finds the way by itself.
    let desk = office_at(&url, source(1).0).await;
    assert!(desk.store().log().head(desk.office()).await.expect("a position").0 > 0);
    let db = Db::open(&url).await.expect("a database");
    let folder = |cluster: &Cluster| cluster.folder().to_str().expect("a path").to_owned();
    assert_eq!(written_to(&db).await.expect("written"), folder(&other));
    // Both take none: that is said.
    takes_writes(&other, false).await;
    let error = Store::open(&url, source(2).0).await.expect_err("none takes writes").to_string();
    assert!(error.contains("address 1 takes no writes; address 2 takes no writes"), "{error}");
    takes_writes(&one, true).await;
    assert_eq!(written_to(&db).await.expect("written"), folder(&one));
    // Gone altogether.
    takes_writes(&other, true).await;
    drop(one);
    let mut tries = 0;
    let went = loop {
        match written_to(&db).await {
            Err(error) if tries < 300 && error.may_pass() => {
                tries += 1;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            outcome => break outcome,
        }
    };
    assert_eq!(went.expect("written"), folder(&other));
    db.close().await;
}
