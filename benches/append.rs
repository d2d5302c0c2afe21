//! Case lives of four commands (register, accept, conclude, rate) through the whole path with projections on, beside
//! the same lives on cqrs-es with postgres-es and one view, in the same run on the same cluster.
//!
//! `cargo bench --bench append` · `-- --quick` · `-- --slow-flush` (every flush of PostgreSQL made 2 ms slow) ·
//! `-- --no-peer` · `-- --writers 64` (only so many) · `-- --lives 400` (each) · `-- --engine sqlite` (only this one, without the peer)
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
use std::process::Command;
use std::time::Duration;
use support::postgres::Cluster;

/// As the program itself does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What one measurement found.
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

async fn measure(url: &StoreUrl, writers: usize, lives: usize) -> Measured {
    let place_source = Source::system().expect("random bytes");
    let desk = support::stores::office_at(url, place_source).await;
    life(&desk, &mut Vec::new()).await;
    let watch = Stopwatch::start();
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
    let seconds = watch.elapsed().as_secs_f64();
    took.sort_unstable();
    let at = |share: usize| took[(took.len() - 1) * share / 100].as_secs_f64() * 1e3;
    #[expect(clippy::cast_precision_loss, reason = "a few thousand commands")]
    let per_second = took.len() as f64 / seconds;
    Measured { per_second, p50: at(50), p99: at(99) }
}

fn print(name: &str, writers: usize, measured: &Measured) {
    println!(
        "{name} writers={writers} commands_per_s={:.0} p50_ms={:.2} p99_ms={:.2}",
        measured.per_second, measured.p50, measured.p99
    );
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
    engine: Option<String>,
}

impl Wanted {
    fn from_arguments() -> Self {
        let has = |flag: &str| std::env::args().any(|argument| argument == flag);
        let after = |flag: &str| std::env::args().skip_while(|argument| argument != flag).nth(1);
        let engine = after("--engine");
        Self {
            quick: has("--quick"),
            slow_flush: has("--slow-flush"),
            peer: !has("--no-peer") && engine.is_none(),
            writers: after("--writers").map(|writers| writers.parse().expect("a number of writers")),
            lives: after("--lives").map(|lives| lives.parse().expect("a number of lives")),
            engine,
        }
    }

    fn engine(&self, name: &str) -> bool {
        self.engine.as_deref().is_none_or(|engine| engine == name)
    }
}

fn main() {
    let wanted = Wanted::from_arguments();
    let settings: &[(&str, &str)] =
        if wanted.slow_flush { &[("commit_delay", "2000"), ("commit_siblings", "0")] } else { &[] };
    let cluster = Cluster::alone(settings);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let scale = if wanted.quick { 1 } else { 4 };
    for (writers, lives) in [(1, 100), (8, 100), (64, 75), (512, 10)] {
        if wanted.writers.is_some_and(|only| only != writers) {
            continue;
        }
        let lives = wanted.lives.unwrap_or(lives * scale);
        let postgres = wanted.engine("postgres").then(|| {
            let url = StoreUrl::Postgres(cluster.fresh_database());
            let ours = runtime.block_on(measure(&url, writers, lives));
            print("anjuan engine=postgres", writers, &ours);
            ours
        });
        if let Some(ours) = &postgres
            && wanted.peer
            && writers < 512
            && let Some(theirs) = peer(&cluster.fresh_database(), writers, lives)
        {
            print("peer=postgres-es", writers, &theirs);
            println!("ratio writers={writers} postgres/peer={:.2}", ours.per_second / theirs.per_second);
        }
        if wanted.engine("sqlite") {
            let folder = tempfile::TempDir::new().expect("a folder");
            let url = StoreUrl::Sqlite(folder.path().join("store.sqlite"));
            let sqlite = runtime.block_on(measure(&url, writers, lives));
            print("anjuan engine=sqlite", writers, &sqlite);
            if let Some(ours) = postgres {
                println!(
                    "ratio writers={writers} sqlite/postgres={:.2}",
                    sqlite.per_second / ours.per_second
                );
            }
        }
    }
}
