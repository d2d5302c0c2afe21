//! Case lives of four commands (register, accept, conclude, rate) through the whole path with projections on, beside
//! the same lives on cqrs-es with postgres-es and one view, in the same run on the same cluster.
//!
//! A disk is not as fast in one minute as in the next, so all take turns, several rounds long, and the middle round of
//! each counts. The cluster is as it is after some days of work: the files of its write-ahead log are there and are
//! written again, where a new cluster makes a new one every 16 MB. Before the clock runs everybody warms up, in a
//! database of his own, and a checkpoint makes those files free.
//!
//! `cargo bench --bench append` · `-- --quick` · `-- --slow-flush` (every flush of PostgreSQL made 2 ms slow) ·
//! `-- --no-peer` · `-- --writers 64` (only so many) · `-- --lives 400` (each) · `-- --rounds 5` · `-- --engine sqlite`
//! (only this one, without the peer)
#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "benches use a part of what tests stand on")]
mod support;

use anjuan::cases::ids::CaseId;
use anjuan::cases::occurred::Dated;
use anjuan::cases::people::{Heads, Person};
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::petition::{Channel, Opinion, PetitionCommand, Rating};
use anjuan::clock::{Source, Stopwatch};
use anjuan::commands::{Numbering, OfficeDesk, Request, Step};
use anjuan::database::StoreUrl;
use sqlx::Connection as _;
use std::process::Command;
use std::time::Duration;
use support::postgres::Cluster;

/// The write-ahead log that a cluster keeps for writing it again, and how many files of 16 MB that is. No checkpoint
/// comes before it is used up.
const KEPT_LOG: [(&str, &str); 2] = [("min_wal_size", "1GB"), ("max_wal_size", "4GB")];
const KEPT_FILES: usize = 64;
/// Lives that each writer leads before the clock runs; the peer's program has the same number.
const WARM_UP_LIVES: usize = 20;

/// What one measurement found.
#[derive(Clone, Copy)]
struct Measured {
    per_second: f64,
    p50: f64,
    p99: f64,
}

fn registering() -> PetitionCommand {
    let person = Person {
        name: Some("王秀英".parse().expect("a name")),
        phone: Some("19900001234".parse().expect("a phone")),
        ..Person::default()
    };
    PetitionCommand::RegisterPetition {
        number: "B-1".parse().expect("a number"),
        channel: Channel::Visit,
        heads: Heads::ONE,
        representatives: None,
        committee: Some("凉州".parse().expect("a name")),
        category: "环境卫生".parse().expect("a category"),
        class: None,
        first_time: true,
        route: None,
        department: Some("社区服务办".parse().expect("a name")),
        petitioner: Personal::plain(Subject::PETITIONER, person),
        matter: Some(Personal::plain(
            Subject::MATTER,
            "反映违法建筑问题，请求协调处理".parse().expect("a text"),
        )),
        dispute: None,
    }
}

/// One life; how long each command took.
async fn life(desk: &OfficeDesk, took: &mut Vec<Duration>) {
    let source = desk.store().source().clone();
    let case: CaseId = source.stream_id();
    let commands = [
        registering(),
        PetitionCommand::AcceptPetition { department: None, simplified: false },
        PetitionCommand::ConcludePetition { outcome: Some(Opinion::Support), paper: None },
        PetitionCommand::RatePetition { rating: Rating::Satisfied },
    ];
    for (at, command) in commands.into_iter().enumerate() {
        let mut step = Step::new(case, Dated::at(source.now(), command));
        if at == 0 {
            step.numbering = Numbering::Next { prefix: "XF2026-".to_owned(), width: 6 };
        }
        let request = Request { conduct: anjuan::cases::facts::Conduct::Live, steps: vec![step] };
        let watch = Stopwatch::start();
        desk.execute(request).await.expect("carried out");
        took.push(watch.elapsed());
    }
}

/// Every writer leads so many lives, all at the same time; how long each command took.
async fn lives_at_once(desk: &OfficeDesk, writers: usize, lives: usize) -> Vec<Duration> {
    let tasks: Vec<_> = (0..writers)
        .map(|_| {
            let desk = desk.clone();
            tokio::spawn(async move {
                let mut took = Vec::with_capacity(lives * 4);
                for _ in 0..lives {
                    life(&desk, &mut took).await;
                }
                took
            })
        })
        .collect();
    let mut took = Vec::new();
    for task in tasks {
        took.extend(task.await.expect("a writer"));
    }
    took
}

async fn measure(url: &StoreUrl, writers: usize, lives: usize) -> Measured {
    let place_source = Source::system().expect("random bytes");
    let desk = support::stores::office_at(url, place_source).await;
    lives_at_once(&desk, writers, WARM_UP_LIVES).await;
    if let StoreUrl::Postgres(url) = url {
        tell(url, &["CHECKPOINT"]).await;
    }
    let watch = Stopwatch::start();
    let mut took = lives_at_once(&desk, writers, lives).await;
    let seconds = watch.elapsed().as_secs_f64();
    took.sort_unstable();
    let at = |share: usize| took[(took.len() - 1) * share / 100].as_secs_f64() * 1e3;
    #[expect(clippy::cast_precision_loss, reason = "a few thousand commands")]
    let per_second = took.len() as f64 / seconds;
    Measured { per_second, p50: at(50), p99: at(99) }
}

/// Says something to a server.
async fn tell(url: &str, statements: &[&'static str]) {
    let mut connection = sqlx::PgConnection::connect(url).await.expect("a connection");
    for statement in statements {
        sqlx::raw_sql(*statement).execute(&mut connection).await.expect("done");
    }
    connection.close().await.expect("closed");
}

/// Uses up as many files of the write-ahead log as the cluster keeps, so that from the next checkpoint on they are there.
async fn work_in(cluster: &Cluster) {
    let one_file = ["SELECT pg_logical_emit_message(false, 'bench', 'a file')", "SELECT pg_switch_wal()"];
    tell(&cluster.url("postgres"), &one_file.repeat(KEPT_FILES)).await;
    tell(&cluster.url("postgres"), &["CHECKPOINT"]).await;
}

/// Prints the middle round and how fast each of them was.
fn print(name: &str, writers: usize, rounds: &[Measured]) -> Option<Measured> {
    let mut sorted = rounds.to_vec();
    sorted.sort_unstable_by(|one, other| one.per_second.total_cmp(&other.per_second));
    let middle = sorted.get(sorted.len() / 2).copied()?;
    let each: Vec<_> = rounds.iter().map(|round| format!("{:.0}", round.per_second)).collect();
    println!(
        "{name} writers={writers} commands_per_s={:.0} p50_ms={:.2} p99_ms={:.2} rounds={}",
        middle.per_second,
        middle.p50,
        middle.p99,
        each.join(",")
    );
    Some(middle)
}

/// The peer's commands per second on the same cluster, by its own program.
fn peer(url: &str, writers: usize, lives: usize) -> Option<Measured> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers");
    let output = Command::new("cargo")
        .args(["run", "--release", "--locked", "--quiet", "--", "--url", url])
        .args(["--writers", &writers.to_string(), "--lives", &lives.to_string()])
        .current_dir(folder)
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let field = |name: &str| {
        let text = text.split_whitespace().find_map(|word| word.strip_prefix(name))?;
        text.parse().ok()
    };
    if !output.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
    }
    Some(Measured { per_second: field("commands_per_s=")?, p50: field("p50_ms=")?, p99: field("p99_ms=")? })
}

/// What is measured.
struct Wanted {
    quick: bool,
    slow_flush: bool,
    peer: bool,
    writers: Option<usize>,
    lives: Option<usize>,
    rounds: usize,
    engine: Option<String>,
}

impl Wanted {
    fn from_arguments() -> Self {
        let has = |flag: &str| std::env::args().any(|argument| argument == flag);
        let after = |flag: &str| std::env::args().skip_while(|argument| argument != flag).nth(1);
        let number = |flag: &str| after(flag).map(|number| number.parse().expect("a number"));
        let (engine, quick) = (after("--engine"), has("--quick"));
        Self {
            quick,
            slow_flush: has("--slow-flush"),
            peer: !has("--no-peer") && engine.is_none(),
            writers: number("--writers"),
            lives: number("--lives"),
            rounds: number("--rounds").unwrap_or(if quick { 1 } else { 3 }),
            engine,
        }
    }

    fn engine(&self, name: &str) -> bool {
        self.engine.as_deref().is_none_or(|engine| engine == name)
    }
}

/// The rounds of everybody who takes part.
#[derive(Default)]
struct Rounds {
    postgres: Vec<Measured>,
    peer: Vec<Measured>,
    sqlite: Vec<Measured>,
}

impl Rounds {
    fn print(&self, writers: usize) {
        let postgres = print("anjuan engine=postgres", writers, &self.postgres);
        let peer = print("peer=postgres-es", writers, &self.peer);
        let sqlite = print("anjuan engine=sqlite", writers, &self.sqlite);
        let ratio = |name: &str, one: Option<Measured>, other: Option<Measured>| {
            if let (Some(one), Some(other)) = (one, other) {
                println!("ratio writers={writers} {name}={:.2}", one.per_second / other.per_second);
            }
        };
        ratio("postgres/peer", postgres, peer);
        ratio("sqlite/postgres", sqlite, postgres);
    }
}

fn main() {
    let wanted = Wanted::from_arguments();
    let mut settings = KEPT_LOG.to_vec();
    if wanted.slow_flush {
        settings.extend([("commit_delay", "2000"), ("commit_siblings", "0")]);
    }
    let cluster = Cluster::alone(&settings);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    if wanted.engine("postgres") {
        runtime.block_on(work_in(&cluster));
    }
    let scale = if wanted.quick { 1 } else { 4 };
    for (writers, lives) in [(1, 100), (8, 100), (64, 75), (512, 10)] {
        if wanted.writers.is_some_and(|only| only != writers) {
            continue;
        }
        let lives = wanted.lives.unwrap_or(lives * scale);
        let mut rounds = Rounds::default();
        for _ in 0..wanted.rounds {
            if wanted.engine("postgres") {
                let url = StoreUrl::Postgres(cluster.fresh_database());
                rounds.postgres.push(runtime.block_on(measure(&url, writers, lives)));
            }
            if wanted.peer && writers < 512 {
                rounds.peer.extend(peer(&cluster.fresh_database(), writers, lives));
            }
            if wanted.engine("sqlite") {
                let folder = tempfile::TempDir::new().expect("a folder");
                let url = StoreUrl::Sqlite(folder.path().join("store.sqlite"));
                rounds.sqlite.push(runtime.block_on(measure(&url, writers, lives)));
            }
        }
        rounds.print(writers);
    }
}
