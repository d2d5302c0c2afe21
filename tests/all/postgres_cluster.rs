//! The throw-away clusters the other tests stand on.
use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Executor as _};

use crate::support::postgres::Cluster;

const PATIENCE: Duration = Duration::from_secs(1);

#[tokio::test]
async fn two_databases_are_separate() {
    let cluster = Cluster::shared();
    let mut one = connect(&cluster.fresh_database()).await;
    let mut other = connect(&cluster.fresh_database()).await;
    one.execute("CREATE TABLE only_here (id integer)").await.unwrap();
    assert!(one.execute("SELECT id FROM only_here").await.is_ok());
    assert!(other.execute("SELECT id FROM only_here").await.is_err());
}

#[tokio::test]
async fn a_cluster_listens_on_no_address_and_only_its_owner_may_enter() {
    let cluster = Cluster::shared();
    let mut connection = connect(&cluster.url("postgres")).await;
    assert_eq!(setting(&mut connection, "listen_addresses").await, "");
    assert_eq!(setting(&mut connection, "unix_socket_directories").await, cluster.folder().to_str().unwrap());
    let mode = fs::metadata(cluster.folder()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[tokio::test]
async fn a_cluster_of_its_own_is_durable_and_takes_settings() {
    let cluster = Cluster::alone(&[("commit_delay", "250"), ("max_connections", "40")]);
    let mut connection = connect(&cluster.fresh_database()).await;
    for (name, value) in [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("commit_delay", "250"),
        ("max_connections", "40"),
        ("server_encoding", "UTF8"),
    ] {
        assert_eq!(setting(&mut connection, name).await, value, "{name}");
    }
}

#[tokio::test]
async fn a_cluster_keeps_what_was_committed_when_it_crashes() {
    let mut cluster = Cluster::alone(&[]);
    let url = cluster.fresh_database();
    let mut connection = connect(&url).await;
    connection.execute("CREATE TABLE kept (id integer)").await.unwrap();
    cluster.crash();
    assert!(connection.execute("SELECT id FROM kept").await.is_err(), "the old connection is broken");
    assert!(connect(&url).await.execute("SELECT id FROM kept").await.is_ok());
}

#[test]
fn a_cluster_of_its_own_is_gone_when_it_is_dropped() {
    let cluster = Cluster::alone(&[]);
    let folder = cluster.folder().to_owned();
    assert!(cluster.is_up());
    drop(cluster);
    assert!(!folder.exists());
}

#[test]
fn a_cluster_of_its_own_is_gone_after_its_process_is_killed() {
    const NAME: &str = "postgres_cluster::a_cluster_of_its_own_is_gone_after_its_process_is_killed";
    if env::var_os(VICTIM).is_some() {
        let cluster = Cluster::alone(&[]);
        wait_to_be_killed(&cluster);
    }
    let folder = start_and_kill(NAME, Path::new("unused"));
    assert!(goes_away(&folder));
}

#[test]
fn a_shared_cluster_outlives_a_killed_process_while_another_uses_it() {
    const NAME: &str = "postgres_cluster::a_shared_cluster_outlives_a_killed_process_while_another_uses_it";
    if let Some(locks) = env::var_os(VICTIM) {
        let cluster = Cluster::shared_through(Path::new(&locks), PATIENCE);
        wait_to_be_killed(&cluster);
    }
    let locks = tempfile::tempdir().unwrap();
    let folder = start_and_kill(NAME, locks.path());
    let cluster = Cluster::shared_through(locks.path(), PATIENCE);
    assert_eq!(cluster.folder(), folder, "it joined the cluster that the killed process had started");
    sleep(PATIENCE * 3);
    assert!(cluster.is_up());
    drop(cluster);
    assert!(goes_away(&folder));
}

#[test]
fn a_shared_cluster_is_started_again_after_it_has_stopped() {
    let locks = tempfile::tempdir().unwrap();
    let first = Cluster::shared_through(locks.path(), PATIENCE).folder().to_owned();
    assert!(goes_away(&first));
    let second = Cluster::shared_through(locks.path(), PATIENCE);
    assert!(second.is_up());
    let folder = second.folder().to_owned();
    drop(second);
    assert!(goes_away(&folder));
}

#[test]
fn processes_that_come_at_once_share_one_cluster() {
    let locks = tempfile::tempdir().unwrap();
    let join = || Cluster::shared_through(locks.path(), PATIENCE);
    let clusters: Vec<Cluster> = std::thread::scope(|scope| {
        let joining: Vec<_> = (0..8).map(|_| scope.spawn(join)).collect();
        joining.into_iter().map(|cluster| cluster.join().unwrap()).collect()
    });
    assert!(clusters.iter().all(|cluster| cluster.folder() == clusters[0].folder()));
    let folder = clusters[0].folder().to_owned();
    drop(clusters);
    assert!(goes_away(&folder));
}

#[test]
#[should_panic(expected = "no_such_setting")]
fn a_cluster_that_cannot_start_says_why() {
    Cluster::alone(&[("no_such_setting", "1")]);
}

/// Set in the process that is going to be killed; holds the folder for its locks.
const VICTIM: &str = "ANJUAN_TEST_VICTIM";
const FOLDER: &str = "cluster folder: ";

fn wait_to_be_killed(cluster: &Cluster) -> ! {
    println!("\n{FOLDER}{}", cluster.folder().display());
    loop {
        sleep(Duration::from_secs(1));
    }
}

/// Runs this binary again for one test alone, and kills it once it has a cluster.
fn start_and_kill(test: &str, locks: &Path) -> PathBuf {
    let mut victim = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(VICTIM, locks)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let folder = BufReader::new(victim.stdout.take().unwrap())
        .lines()
        .find_map(|line| line.unwrap().strip_prefix(FOLDER).map(PathBuf::from));
    victim.kill().unwrap();
    victim.wait().unwrap();
    folder.expect("the victim had a cluster")
}

/// Far more than a keeper needs: its patience and a second or two.
fn goes_away(folder: &Path) -> bool {
    let begun = Instant::now();
    while folder.exists() && begun.elapsed() < Duration::from_secs(30) {
        sleep(Duration::from_millis(50));
    }
    !folder.exists()
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.unwrap()
}

async fn setting(connection: &mut PgConnection, name: &str) -> String {
    sqlx::query_scalar("SELECT current_setting($1)").bind(name).fetch_one(connection).await.unwrap()
}
