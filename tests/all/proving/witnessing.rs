//! Witnesses by HTTP: real sockets, logs that lie, witnesses that are dead.
use super::{CODE, Signed};
use crate::ledgers::books::petition;
use crate::ledgers::program::Program;
use crate::serving::plain;
use crate::serving::program::command;
use crate::support::stores::{ENGINES, Engine, source};
use anjuan::config::Config;
use anjuan::event_log::readings::{Reading, What, record};
use anjuan::event_log::{Actor, EventLog, Position};
use anjuan::proof::cosigning::Rounds;
use anjuan::proof::witness::{
    AskTrouble, Asked, Question, Witness, WitnessAt, WitnessKey, Witnesses, cosigners,
};
use anjuan::proof::{Checkpoint, Log, LogKey, Notary, PublicKey, path, receipt, tiles};
use anjuan::web::server::{Server, Stopping};
use anjuan::web::witness::router;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// Long enough for a neighbour that lives, and not for one that is dead.
const PATIENCE: Duration = Duration::from_secs(2);

fn key(name: &str) -> LogKey {
    LogKey::new(name, [u8::try_from(name.len()).expect("short"); 32]).expect("a key")
}

/// A witness of this process.
struct Serving {
    at: WitnessAt,
    stopping: Stopping,
    running: tokio::task::JoinHandle<std::io::Result<()>>,
}

/// A witness, as soon as the one before it has let go of what it saw.
async fn opened(name: &str, logs: &[PublicKey], state: &Path) -> Witness {
    for _ in 0..100 {
        match Witness::open(key(name), logs.to_vec(), state) {
            Ok(witness) => return witness,
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    Witness::open(key(name), logs.to_vec(), state).expect("a witness")
}

impl Serving {
    async fn start(name: &str, logs: Vec<PublicKey>, folder: &Path) -> Self {
        let state = folder.join(format!("{}.json", name.replace('/', "-")));
        let witness = opened(name, &logs, &state).await;
        let mut config = Config::default();
        config.listen.address.set_port(0);
        let server = Server::bind(&config).await.expect("it listens");
        let url = format!("http://{}", server.address().expect("one")).parse().expect("a URL");
        let stopping = server.stopping().clone();
        let running = tokio::spawn(server.run(router(witness, source(3).0), Vec::new()));
        Self { at: WitnessAt { url, key: WitnessKey::of(&key(name)) }, stopping, running }
    }

    async fn end(self) {
        self.stopping.begin();
        self.running.await.expect("no panic").expect("it served to its end");
    }

    /// What it answers to a text: status, type, body.
    async fn answer(&self, text: String) -> (u16, String, String) {
        let client = plain().build().expect("a client");
        let url = format!("{}add-checkpoint", self.at.url);
        let answer = client.post(url).body(text).send().await.expect("an answer");
        let kind = answer.headers().get("content-type").map_or("", |kind| kind.to_str().expect("a text"));
        let (status, kind) = (answer.status().as_u16(), kind.to_owned());
        (status, kind, answer.text().await.expect("a text"))
    }
}

fn asking(all: &[&WitnessAt], quorum: usize) -> Witnesses {
    let all = all.iter().map(|at| (*at).clone()).collect();
    Witnesses::new(all, quorum, PATIENCE).expect("witnesses")
}

async fn ask(office: &Signed, witnesses: &Witnesses, log: Log) -> Vec<Asked> {
    witnesses.ask(office.store().db(), office.office(), log, |_| true).await.expect("asked")
}

/// How many of these cosigned the checkpoint on which the receipt of the first event stands, and of how many events that is.
async fn receipt_of(office: &Signed, quorum: usize, keys: &[WitnessKey]) -> (usize, u64) {
    let (db, of) = (office.store().db(), office.office());
    let events = office.store().log().read(of, Position(0), 1).await.expect("events");
    let receipt = receipt::of(db, of, &events[0], quorum).await.expect("a receipt");
    let proved = receipt.verified(&office.public()).expect("proved");
    (cosigners(&receipt.checkpoint, keys).expect("whole"), proved.checkpoint.tree.size)
}

async fn look(office: &Signed) {
    let reader = Actor("user:sun.li".into());
    let reading = Reading { reader, what: What::Case, case: None, file: None, reason: None, words: None };
    let store = office.store();
    record(store.db(), office.office(), store.source().now(), &reading).await.expect("recorded");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checkpoints_are_cosigned_by_http_and_receipts_stand_on_those_that_a_quorum_cosigned() {
    for engine in ENGINES {
        let office = Signed::begin(engine).await;
        let folder = office.folder.path();
        let (district, city) = (
            Serving::start("district/audit", vec![office.public()], folder).await,
            Serving::start("city/supervision", vec![office.public()], folder).await,
        );
        let keys = [district.at.key.clone(), city.at.key.clone()];
        let witnesses = asking(&[&district.at, &city.at], 2);
        assert!(ask(&office, &witnesses, Log::Events).await.is_empty(), "nothing is signed yet");
        office.work(0..2).await;
        let first = office.sign().await.expect("signed").tree.size;
        assert_eq!(receipt_of(&office, 2, &keys).await, (0, first), "{engine:?}: nobody waits for a witness");
        for asked in ask(&office, &witnesses, Log::Events).await {
            assert_eq!(asked.outcome.expect("cosigned"), first, "{engine:?}: {}", asked.witness);
        }
        assert!(ask(&office, &witnesses, Log::Events).await.is_empty(), "{engine:?}: each is asked once");
        assert_eq!(receipt_of(&office, 2, &keys).await, (2, first), "{engine:?}");

        office.work(2..4).await;
        let second = office.sign().await.expect("signed").tree.size;
        city.end().await;
        let asked = ask(&office, &witnesses, Log::Events).await;
        let silent = asked.iter().find(|asked| asked.witness == "city/supervision").expect("asked");
        assert!(matches!(silent.outcome, Err(AskTrouble::Silent(_))), "{engine:?}: {silent:?}");
        assert_eq!(receipt_of(&office, 2, &keys).await, (2, first), "{engine:?}: that has both");
        assert_eq!(receipt_of(&office, 1, &keys).await, (1, second), "{engine:?}: that has one");

        look(&office).await;
        let store = office.store();
        let notary = Notary::new(Some(office.key_file()), None).with_witnesses(Some(witnesses.clone()));
        let signed = notary.sign_readings(store.db(), (office.office(), CODE), store.source()).await;
        assert_eq!(signed.expect("signed").expect("a key").tree.size, 1);
        let asked = ask(&office, &witnesses, Log::Readings).await;
        let cosigned: Vec<_> = asked.iter().filter(|asked| asked.outcome.is_ok()).collect();
        assert_eq!((cosigned.len(), &*cosigned[0].witness), (1, "district/audit"), "{engine:?}: {asked:?}");
        let city = Serving::start("city/supervision", vec![office.public()], folder).await;
        let late = asking(&[&district.at, &city.at], 2);
        assert_eq!(ask(&office, &late, Log::Events).await.len(), 1, "{engine:?}: it is asked again");
        assert_eq!(receipt_of(&office, 2, &keys).await, (2, second), "{engine:?}: and catches up");
    }
}

/// Another log under the same key: what somebody makes who wants to show two.
async fn other_log(of: &Signed, lives: std::ops::Range<u32>) -> Signed {
    let other = Signed::begin(Engine::Sqlite).await;
    std::fs::copy(of.key_file(), other.key_file()).expect("copied");
    other.work(lives).await;
    other.sign().await.expect("signed");
    other
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_was_cut_off_or_is_shown_in_two_ways_is_refused_and_what_was_seen_stays() {
    let office = Signed::begin(Engine::Sqlite).await;
    let witness = Serving::start("district/audit", vec![office.public()], office.folder.path()).await;
    let witnesses = asking(&[&witness.at], 1);
    office.work(0..3).await;
    let size = office.sign().await.expect("signed").tree.size;
    assert!(ask(&office, &witnesses, Log::Events).await[0].outcome.is_ok());

    let cut_off = other_log(&office, 0..1).await;
    let asked = ask(&cut_off, &witnesses, Log::Events).await.remove(0).outcome.expect_err("refused");
    assert!(matches!(asked, AskTrouble::Ahead { seen, .. } if seen == size) && asked.is_grave(), "{asked}");
    let forked = other_log(&office, 7..14).await;
    let asked = ask(&forked, &witnesses, Log::Events).await.remove(0).outcome.expect_err("refused");
    assert!(matches!(asked, AskTrouble::Refused { status: 422, .. }) && asked.is_grave(), "{asked}");
    let stranger = Signed::begin(Engine::Sqlite).await;
    std::fs::write(stranger.key_file(), key("anjuan/310110001").written().as_bytes()).expect("written");
    stranger.work(0..1).await;
    stranger.sign().await.expect("signed");
    let asked = ask(&stranger, &witnesses, Log::Events).await.remove(0).outcome.expect_err("refused");
    assert!(matches!(asked, AskTrouble::Refused { status: 403, .. }), "{asked}");

    office.work(3..4).await;
    office.sign().await.expect("signed");
    assert!(ask(&office, &witnesses, Log::Events).await[0].outcome.is_ok(), "the log itself goes on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_witness_answers_as_the_protocol_says() {
    let office = Signed::begin(Engine::Sqlite).await;
    let witness = Serving::start("district/audit", vec![office.public()], office.folder.path()).await;
    let (db, of) = (office.store().db(), office.office());
    office.work(0..2).await;
    let first = office.sign().await.expect("signed");
    let question = |old, proof, checkpoint: &Checkpoint| {
        Question { old, proof, checkpoint: checkpoint.note.clone() }.written()
    };
    let status = |text: String| {
        let witness = &witness;
        async move { witness.answer(text).await.0 }
    };
    let other = key("anjuan/310110002").sign(first.tree, source(1).0.now()).expect("signed");
    assert_eq!(status(question(0, vec![], &Checkpoint { note: other, ..first.clone() })).await, 404);
    let forged = Checkpoint { note: first.note.replacen("\nsigned ", "\nSigned ", 1), ..first.clone() };
    assert_eq!(status(question(0, vec![], &forged)).await, 403);
    assert_eq!(status(question(first.tree.size + 1, vec![], &first)).await, 400);
    assert_eq!(status("old 0\n\nno checkpoint\n".to_owned()).await, 400);
    assert_eq!(status("x".repeat(100_000)).await, 413);
    assert_eq!(status(question(0, vec![first.tree.root], &first)).await, 422, "nothing is to be proved");

    let (status, _, line) = witness.answer(question(0, vec![], &first)).await;
    assert_eq!((status, line.lines().count()), (200, 1), "{line}");
    assert!(line.starts_with("— district/audit ") && line.ends_with('\n'), "{line}");
    let cosigned = format!("{}{line}", first.note);
    assert_eq!(cosigners(&cosigned, std::slice::from_ref(&witness.at.key)), Ok(1));
    let (status, kind, size) = witness.answer(question(0, vec![], &first)).await;
    assert_eq!((status, &*kind, size), (409, "text/x.tlog.size", format!("{}\n", first.tree.size)));
    assert_eq!(witness.answer(question(first.tree.size, vec![], &first)).await.0, 200, "the same once more");

    office.work(2..4).await;
    let second = office.sign().await.expect("signed");
    let spans = path::consistency(first.tree.size, second.tree.size).expect("a beginning");
    let mut proof = tiles::roots(db, of, second.tree.size, &spans).await.expect("a proof");
    let asked = question(first.tree.size, proof.clone(), &second);
    proof[0].0[0] ^= 1;
    assert_eq!(witness.answer(question(first.tree.size, proof, &second)).await.0, 422);
    // Two that come at the same time: one goes on from what was seen, the other from what is no longer the last.
    let (one, other) = tokio::join!(witness.answer(asked.clone()), witness.answer(asked));
    let mut both = [one.0, other.0];
    both.sort_unstable();
    assert_eq!(both, [200, 409]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_witness_that_is_dead_or_never_answers_holds_up_nobody_and_is_asked_less_often() {
    let office = Signed::begin(Engine::Sqlite).await;
    let good = Serving::start("district/audit", vec![office.public()], office.folder.path()).await;
    // It takes connections, and says nothing.
    let mute = TcpListener::bind("127.0.0.1:0").expect("a listener");
    let url = format!("http://{}", mute.local_addr().expect("one")).parse().expect("a URL");
    let mute_at = WitnessAt { url, key: WitnessKey::of(&key("city/supervision")) };
    let witnesses = asking(&[&mute_at, &good.at], 1);
    let store = office.store();
    let notary = Notary::new(Some(office.key_file()), None).with_witnesses(Some(witnesses.clone()));
    office.work(0..1).await;
    let begun = Instant::now();
    let signed = notary.sign(store.db(), (office.office(), CODE), store.source()).await.expect("signed");
    assert!(begun.elapsed() < PATIENCE, "whoever signs does not wait");
    let size = signed.expect("a key").tree.size;
    tokio::time::timeout(PATIENCE, notary.has_signed()).await.expect("whoever asks is told");

    let offices = [(office.office(), CODE.to_owned())];
    let mut rounds = Rounds::new(witnesses);
    let told = rounds.round(store.db(), &offices).await.expect("asked");
    let outcomes: Vec<_> =
        told.iter().map(|told| (&*told.asked.witness, told.asked.outcome.is_ok())).collect();
    assert_eq!(outcomes, [("city/supervision", false), ("district/audit", true)]);
    let said = told[0].asked.outcome.as_ref().expect_err("silent").to_string();
    assert!(said.contains("does not answer"), "{said}");
    assert_eq!(receipt_of(&office, 1, std::slice::from_ref(&good.at.key)).await, (1, size));
    let mut asked = Vec::new();
    for _ in 0..4 {
        asked.push(rounds.round(store.db(), &offices).await.expect("asked").len());
    }
    assert_eq!(asked, [1, 0, 1, 0], "it is left alone for longer each time");
}

/// The program as a witness, of its own process.
struct WitnessProgram {
    child: Child,
    url: String,
}

impl WitnessProgram {
    fn start(folder: &Path) -> Self {
        let mut child = command(&[])
            .current_dir(folder)
            .args(["witness", "serve", "--listen", "127.0.0.1:0", "--key", "witness.key"])
            .args(["--log", "office.pub", "--state", "seen.json"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
        let url = loop {
            let line = lines.next().expect("it says where it is");
            if let Some(rest) = line.strip_prefix("a witness at ") {
                break rest.split("/add-checkpoint").next().expect("a URL").to_owned();
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url }
    }

    /// As a power cut ends it.
    fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("it ended");
    }
}

#[test]
fn the_program_cosigns_for_the_program_and_a_killed_witness_knows_what_it_saw() {
    let program = Program::with_office(Engine::Sqlite);
    let rows = [petition("XF-1"), petition("XF-2")];
    program.run(&["import", &program.book("信访.xlsx", &rows)]).is(0);
    let write = |name: &str, text: String| std::fs::write(program.path(name), text).expect("written");
    write("office.pub", program.run(&["proof", "key", "new", "proof.key"]).is(0).stdout);
    let made = ["proof", "key", "new", "witness.key", "--name", "district/audit", "--witness"];
    let witness_key = program.run(&made).is(0).stdout;
    write("witness.pub", witness_key.clone());
    let mut witness = WitnessProgram::start(program.folder.path());
    let run = |witness: &WitnessProgram, arguments: &[&str]| {
        let store = program.store();
        let witnesses = format!("{} {}", witness.url, witness_key.trim());
        let environment = [
            ("ANJUAN_STORE", &*store),
            ("ANJUAN_PROOF_KEY", "proof.key"),
            ("ANJUAN_PROOF_WITNESSES", &*witnesses),
            ("NO_PROXY", "127.0.0.1"),
        ];
        program.run_in(&environment, arguments)
    };
    let verify = |file: &str, code: i32| {
        program
            .run(&["verify", file, "--key", "office.pub", "--witness", "witness.pub", "--quorum", "1"])
            .is(code)
    };
    run(&witness, &["checkpoint", "-o", "alone"]).is(0);
    run(&witness, &["receipt", "XF-1", "-o", "alone.tlog-proof"]).is(0);
    for alone in ["alone", "alone.tlog-proof"] {
        let run = program.run(&["verify", alone, "--key", "office.pub", "--witness", "witness.pub"]);
        assert!(run.code == 1 && run.stdout.contains("0 of the witnesses cosigned"), "{run:?}");
    }
    run(&witness, &["checkpoint", "--cosign", "-o", "cosigned"]).is(0);
    run(&witness, &["receipt", "XF-1", "-o", "cosigned.tlog-proof"]).is(0);
    for cosigned in ["cosigned", "cosigned.tlog-proof"] {
        assert!(verify(cosigned, 0).stdout.contains("nothing is wrong"));
    }
    // Its state was on the disk before it answered.
    witness.kill();
    witness = WitnessProgram::start(program.folder.path());
    let more = [petition("XF-3")];
    program.run(&["import", &program.book("信访二.xlsx", &more)]).is(0);
    run(&witness, &["checkpoint", "--cosign", "-o", "second"]).is(0);
    verify("second", 0);
    let seen = std::fs::read_to_string(program.path("seen.json")).expect("a file");
    let size = Checkpoint::read(&std::fs::read_to_string(program.path("second")).expect("a file"));
    assert!(seen.contains(&format!("\"size\": {}", size.expect("a checkpoint").tree.size)), "{seen}");
    witness.kill();
    let dead = WitnessProgram {
        child: command(&[]).arg("--version").spawn().expect("run"),
        url: "http://127.0.0.1:1".to_owned(),
    };
    program.run(&["import", &program.book("信访三.xlsx", &[petition("XF-4")])]).is(0);
    let run = run(&dead, &["checkpoint", "--cosign", "-o", "third"]).is(0);
    assert!(run.stderr.contains("does not answer"), "what is signed stays signed: {run:?}");
    dead.kill();
}
