//! A program that is killed while commands are unanswered, and a database server that is: what was acknowledged is
//! there, nothing is there twice, and what was not answered can be sent again.
use crate::committing::audit::{Record, audit, whole_log};
use crate::committing::lives::life;
use crate::committing::{all_at_once, send};
use crate::support::postgres::Cluster;
use crate::support::stores::{ENGINES, Engine, office_at};
use anjuan::cases::ids::{CommandId, StreamId, Version};
use anjuan::clock::Source;
use anjuan::commands::{CommandError, Numbering, OfficeDesk, Request};
use anjuan::database::{Db, StoreUrl};
use anjuan::event_log::{EventLog, Position, Receipt};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::collections::HashMap;
use std::env;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

const WRITERS: u64 = 16;
/// How often the program is killed on each engine.
const KILLS: u64 = 17;
/// Cases of one writer; more than it lives to see.
const CASES: u64 = 200;

/// What the program that is killed is told, and says.
const STORE: &str = "ANJUAN_TEST_CRASH_STORE";
const SESSION: &str = "ANJUAN_TEST_CRASH_SESSION";
const BEGUN: &str = "begun";
const READY: &str = "ready";
const TOLD: &str = "told ";

/// The commands of one writer in one session, in order; the same whoever asks.
fn plan(session: u64, writer: u64) -> impl Iterator<Item = (CommandId, Request)> {
    (0..CASES).flat_map(move |n| {
        let case = u128::from(((session + 1) * WRITERS + writer) * CASES + n) << 8;
        let kind = u32::try_from(n + writer).expect("a small number");
        let requests = life(kind, StreamId(Uuid::from_u128(case))).into_iter();
        requests.zip(1..).map(move |(request, step)| (CommandId(Uuid::from_u128(case + step)), request))
    })
}

/// How many events follow from a request of a plan: its steps, and the numbers that they take.
fn events_of(request: &Request) -> usize {
    let numbered = request.steps.iter().filter(|step| step.numbering != Numbering::AsGiven);
    request.steps.len() + numbered.count()
}

fn system() -> Source {
    Source::system().expect("random bytes")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the process that the crash test kills"]
async fn the_program_that_is_killed() {
    let (Ok(url), Ok(session)) = (env::var(STORE), env::var(SESSION)) else { return };
    let session = session.parse().expect("a number");
    println!("\n{BEGUN}");
    let desk = office_at(&url.parse().expect("a store"), system()).await;
    println!("{READY}");
    all_at_once((0..WRITERS).map(|writer| write_until_killed(desk.clone(), session, writer))).await;
}

async fn write_until_killed(desk: OfficeDesk, session: u64, writer: u64) {
    for (command, request) in plan(session, writer) {
        let Receipt { stream, version, position } =
            send(desk.clone(), command, request).await.expect("a lawful step is carried out");
        println!("{TOLD}{command} {stream} {version} {position}");
    }
}

/// Starts the program, kills it when it has said so many lines, and gives all that it said.
fn run_and_kill(url: &str, session: u64, lines: usize) -> Vec<String> {
    let mut program = Command::new(env::current_exe().expect("this program"))
        .args(["crash::the_program_that_is_killed", "--exact", "--ignored", "--nocapture"])
        .env(STORE, url)
        .env(SESSION, session.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut output = BufReader::new(program.stdout.take().expect("a pipe"));
    let mut said = Vec::new();
    let mut line = String::new();
    while output.read_line(&mut line).expect("text") > 0 {
        let whole = line.strip_suffix('\n');
        if let Some(whole) = whole.filter(|line| *line == BEGUN || *line == READY || line.starts_with(TOLD)) {
            said.push(whole.to_owned());
        }
        if said.len() == lines {
            // What it says until it is dead counts too.
            program.kill().expect("it lives");
        }
        line.clear();
    }
    program.wait().expect("it is dead");
    assert!(said.len() >= lines, "it ended by itself after {said:?}");
    said
}

fn acknowledged(line: &str) -> Option<(CommandId, Receipt)> {
    let fields: Vec<_> = line.strip_prefix(TOLD)?.split(' ').collect();
    let [command, stream, version, position] = fields[..] else { panic!("{line}") };
    let id = |text: &str| text.parse::<Uuid>().expect("an id");
    let number = |text: &str| text.parse().expect("a number");
    let receipt = Receipt {
        stream: StreamId(id(stream)),
        version: Version(number(version)),
        position: Position(number(position)),
    };
    Some((CommandId(id(command)), receipt))
}

/// What was acknowledged in all sessions, and how it ended for those who were not answered.
#[derive(Default)]
struct History {
    told: HashMap<CommandId, Receipt>,
    unanswered: usize,
}

impl History {
    /// Opens the store after a session, compares it with what was acknowledged, and sends again what was not.
    async fn compare(&mut self, url: &StoreUrl, session: u64) {
        let desk = office_at(url, system()).await;
        // PostgreSQL may still carry out the last COMMIT of a program that is dead; who holds the log has waited for it.
        drop(desk.store().log().hold(desk.office()).await.expect("held"));
        let record = audit(&desk).await;
        for (command, receipt) in &self.told {
            record.bears_out(*command, *receipt);
        }
        let mut head = record.head();
        for writer in 0..WRITERS {
            let (command, request) = self.first_unanswered(&record, session, writer);
            let there = record.receipt(command);
            let events = if there.is_some() { 0 } else { events_of(&request) };
            let answer = send(desk.clone(), command, request).await.expect("a lawful step");
            assert!(there.is_none_or(|first| first == answer), "{there:?} {answer:?}");
            head.0 += i64::try_from(events).expect("a few");
            self.told.insert(command, answer);
            self.unanswered += 1;
        }
        let record = whole_log(&desk.store().log(), desk.office()).await;
        assert_eq!(record.head(), head, "what was sent again was done once");
        for (command, receipt) in &self.told {
            record.bears_out(*command, *receipt);
        }
        desk.store().clone().close().await;
    }

    /// The writer's first command that was not acknowledged. What it sent before is in the log once and whole, this
    /// one may be, and none after it is.
    fn first_unanswered(&self, record: &Record, session: u64, writer: u64) -> (CommandId, Request) {
        let mut plan = plan(session, writer).skip_while(|(command, request)| {
            let told = self.told.contains_key(command);
            assert!(!told || record.of(*command).len() == events_of(request), "{command}");
            told
        });
        let (command, request) = plan.next().expect("it was killed before its end");
        let events = record.of(command).len();
        assert!(events == 0 || events == events_of(&request), "{command} is half done");
        assert!(plan.take(9).all(|(later, _)| record.receipt(later).is_none()), "after {command}");
        (command, request)
    }
}

async fn survives(engine: Engine) {
    let place = engine.place();
    let url = match &place.url {
        StoreUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        StoreUrl::Postgres(url) => url.clone(),
    };
    let mut chance = ChaCha20Rng::seed_from_u64(20_191_110);
    let mut history = History::default();
    for session in 0..KILLS {
        // At first while it sets the store up, then at any moment.
        let lines = if session < 3 { 1 } else { 2 + chance.next_u32() as usize % 100 };
        let said = run_and_kill(&url, session, lines);
        history.told.extend(said.iter().filter_map(|line| acknowledged(line)));
        history.compare(&place.url, session).await;
    }
    audit(&office_at(&place.url, system()).await).await;
    assert_eq!(history.unanswered as u64, KILLS * WRITERS);
    assert!(history.told.len() > history.unanswered * 2, "most commands were acknowledged");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_killed_on_sqlite_has_lost_nothing_and_done_nothing_twice() {
    survives(ENGINES[0]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_killed_on_postgres_has_lost_nothing_and_done_nothing_twice() {
    survives(ENGINES[1]).await;
}

/// Commands of one writer while the database server comes and goes.
const COMMANDS: usize = 24;
const CRASHES: usize = 4;
/// More often nobody has to send a command again.
const TIMES: usize = 100;

/// Sends each command until it is answered for certain, now to this server and now to that.
async fn insist(desks: Vec<OfficeDesk>, writer: u64, told: mpsc::UnboundedSender<(CommandId, Receipt)>) {
    let mut desks = desks.iter().cycle().skip(usize::try_from(writer).expect("a few"));
    for (command, request) in plan(0, writer).take(COMMANDS) {
        let mut times = 0;
        let receipt = loop {
            let desk = desks.next().expect("a server");
            match send(desk.clone(), command, request.clone()).await {
                Err(CommandError::Storage(_)) if times < TIMES => times += 1,
                answer => break answer.expect("a lawful step is carried out"),
            }
        };
        told.send((command, receipt)).expect("somebody listens");
    }
}

/// Whoever writes to these servers, and what they are told.
fn writers_to(desks: &[OfficeDesk]) -> (JoinHandle<Vec<()>>, mpsc::UnboundedReceiver<(CommandId, Receipt)>) {
    let (tell, told) = mpsc::unbounded_channel();
    let writers = (0..WRITERS).map(|writer| insist(desks.to_vec(), writer, tell.clone()));
    (tokio::spawn(all_at_once(writers.collect::<Vec<_>>())), told)
}

/// Every command was carried out once, as its sender was told.
async fn is_whole(desk: &OfficeDesk, heard: HashMap<CommandId, Receipt>) {
    let record = audit(desk).await;
    assert_eq!(heard.len() as u64, WRITERS * COMMANDS as u64);
    for (command, receipt) in heard {
        record.bears_out(command, receipt);
    }
    let planned = (0..WRITERS).flat_map(|writer| plan(0, writer).take(COMMANDS));
    let events: usize = planned.map(|(_, request)| events_of(&request)).sum();
    assert_eq!(record.events.len(), events + 1, "the office, and each command once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_server_that_crashes_has_lost_nothing_that_was_acknowledged() {
    let mut cluster = Cluster::alone(&[]);
    let url = StoreUrl::Postgres(cluster.fresh_database());
    let desk = office_at(&url, system()).await;
    let (writers, mut told) = writers_to(std::slice::from_ref(&desk));
    let mut chance = ChaCha20Rng::seed_from_u64(3);
    let mut heard = HashMap::new();
    for _ in 0..CRASHES {
        for _ in 0..20 + chance.next_u32() % 30 {
            heard.extend(told.recv().await);
        }
        let crashed = tokio::task::spawn_blocking(move || {
            cluster.crash();
            cluster
        });
        cluster = crashed.await.expect("it is up again");
    }
    writers.await.expect("every command is answered");
    while let Some((command, receipt)) = told.recv().await {
        heard.insert(command, receipt);
    }
    is_whole(&desk, heard).await;
}

/// Two servers, whose connections are ended in whatever they are doing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_again_and_again_lose_nothing_that_was_acknowledged() {
    let url = StoreUrl::Postgres(Cluster::shared().fresh_database());
    let desks = [office_at(&url, system()).await, office_at(&url, system()).await];
    let cutting = Db::open(&url).await.expect("opened");
    let (writers, mut told) = writers_to(&desks);
    let mut chance = ChaCha20Rng::seed_from_u64(5);
    let (mut heard, mut cut) = (HashMap::new(), 0);
    while !told.is_closed() || !told.is_empty() {
        for _ in 0..chance.next_u32() % 12 {
            heard.extend(told.recv().await);
        }
        tokio::time::sleep(Duration::from_micros(u64::from(chance.next_u32() % 3000))).await;
        let ended = cutting.fetch(END_THE_OTHERS, &[]).await.expect("ended");
        cut += ended[0].get::<i64>(0).expect("a number");
    }
    writers.await.expect("every command is answered");
    assert!(cut > 10, "only {cut} connections were cut");
    is_whole(&desks[0], heard).await;
}

/// Ends every other connection to the database, and waits until it has ended.
const END_THE_OTHERS: &str = "SELECT COUNT(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";

#[tokio::test]
async fn whoever_begins_a_transaction_does_not_notice_that_the_server_ended_the_idle_connections() {
    let url = StoreUrl::Postgres(Cluster::shared().fresh_database());
    let db = Db::open(&url).await.expect("opened");
    let other = Db::open(&url).await.expect("opened");
    for _ in 0..3 {
        let mut at_once = Vec::new();
        for _ in 0..4 {
            at_once.push(db.begin().await.expect("begun"));
        }
        for tx in at_once {
            tx.commit().await.expect("committed");
        }
        let ended: i64 = other.fetch(END_THE_OTHERS, &[]).await.expect("ended")[0].get(0).expect("a number");
        assert!(ended >= 4, "{ended} connections lay idle");
        for _ in 0..4 {
            let mut tx = db.begin_read().await.expect("begun");
            tx.fetch("SELECT 1", &[]).await.expect("and it can be used");
        }
    }
}
