//! The log of all offices' checkpoints.
use crate::ledgers::books::petition;
use crate::ledgers::program::Program;
use crate::support::stores::ENGINES;
use anjuan::proof::deployment::{DeploymentLog, NAME};
use anjuan::proof::witness::{Question, Witness};
use anjuan::proof::{Checkpoint, path};
use anjuan::proof::{LogKey, SignError, signer};

/// A second office in the same store.
const OTHER: &str = r#"{"code":"310110002","name":"第二街道","committees":["东街"]}"#;

#[test]
fn every_office_is_signed_and_their_checkpoints_are_the_leaves_of_one_log_that_is_verified_without_a_store() {
    for engine in ENGINES {
        let program = Program::with_office(engine);
        let path = |name: &str| program.folder.path().join(name);
        std::fs::write(path("other.json"), OTHER).expect("written");
        program.run(&["office", "add", "--file", "other.json"]).is(0);
        std::fs::create_dir(path("keys")).expect("a folder");
        for code in ["310110001", "310110002"] {
            let file = format!("keys/{code}.key");
            let shown = program.run(&["--office", code, "proof", "key", "new", &file]).is(0).stdout;
            std::fs::write(path(&format!("{code}.pub")), shown).expect("written");
        }
        let run = program.run(&["checkpoint", "--deployment", "--key", "keys"]).is(1);
        assert!(run.stderr.contains("--deployment"), "{run:?}");
        let shown = program.run(&["proof", "key", "new", "keys/deployment.key", "--deployment"]).is(0).stdout;
        std::fs::write(path("all.pub"), shown).expect("written");

        program.run(&["checkpoint", "--deployment", "--key", "keys", "-o", "first"]).is(0);
        program.run(&["checkpoint", "--deployment", "--key", "keys", "-o", "same"]).is(0);
        let read = |name: &str| std::fs::read_to_string(path(name)).expect("a file");
        assert_eq!(read("first"), read("same"), "what did not change is signed once");
        let rows = [petition("XF-1")];
        program.run(&["--office", "310110001", "import", &program.book("信访.xlsx", &rows)]).is(0);
        program.run(&["checkpoint", "--deployment", "--key", "keys", "-o", "second"]).is(0);
        let size = |name: &str| Checkpoint::read(&read(name)).expect("a checkpoint").tree.size;
        assert_eq!((size("first"), size("second")), (2, 3), "{engine:?}: one office went on");

        let verify =
            ["verify", "keys/deployment.key.log", "--from", "first", "--from", "second", "--key", "all.pub"];
        let run = program.run(&[&verify[..], &["--key", "310110001.pub"]].concat()).is(0);
        assert!(
            run.stdout.contains("nothing is wrong") && run.stdout.contains("anjuan/310110002"),
            "{run:?}"
        );
        let log = read("keys/deployment.key.log");
        let lines: Vec<_> = log.lines().collect();
        for (name, kept) in [("without the last", vec![0, 1, 2]), ("swapped", vec![0, 2, 1, 3])] {
            let text = kept.into_iter().map(|at| lines[at]).collect::<Vec<_>>().join("\n") + "\n";
            std::fs::write(path("changed.log"), text).expect("written");
            let run = program.run(&[&["verify", "changed.log"][..], &verify[2..]].concat());
            assert!(run.code == 1 && run.stdout.contains("signed"), "{name}: {run:?}");
        }
    }
}

fn office(code: u8, size: u64, at: &str) -> Checkpoint {
    let mut edge = anjuan::event_log::Edge::default();
    (0..size).for_each(|n| edge.push(anjuan::proof::Hash::leaf(&[code, u8::try_from(n).expect("small")])));
    let tree = path::Tree { size, root: edge.root() };
    let key = LogKey::new(&format!("anjuan/{code}"), [code; 32]).expect("a key");
    let at = anjuan::cases::occurred::Moment::parse(at).expect("a moment");
    Checkpoint::read(&key.sign(tree, at).expect("signed")).expect("a checkpoint")
}

#[test]
fn a_witness_follows_the_deployments_log_and_a_torn_line_or_a_shorter_log_is_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let (key, state) = (folder.path().join("deployment.key"), folder.path().join("witness.json"));
    let (source, _) = crate::support::stores::source(3);
    let public = signer::new_key(&key, NAME, &source).expect("a key");
    let witness_key = LogKey::new("district/audit", [9; 32]).expect("a key");
    let mut witness = Witness::open(witness_key, vec![public], &state).expect("a witness");
    let mut whole = String::new();
    for n in 1..=9 {
        let mut log = DeploymentLog::open(&key).expect("a log");
        log.take(&office(1, n, "2019-03-05T09:00:00+08:00")).expect("taken");
        log.take(&office(2, n, "2019-03-05T09:00:00+08:00")).expect("taken");
        log.take(&office(2, n, "2019-03-05T09:00:00+08:00")).expect("taken once");
        let checkpoint = log.sign(source.now()).expect("signed");
        assert_eq!(checkpoint.tree.size, 2 * n);
        let old = witness.seen(NAME);
        let question =
            Question { old, proof: log.goes_on_from(old).expect("a proof"), checkpoint: checkpoint.note };
        witness.cosign(&question, source.now()).expect("cosigned");
        drop(log);
        whole = std::fs::read_to_string(key.with_added_extension("log")).expect("a file");
        // A crash in the middle of the next line.
        std::fs::write(key.with_added_extension("log"), format!("{whole}\"anjuan/1")).expect("written");
    }
    let shorter = whole.lines().take(10).collect::<Vec<_>>().join("\n") + "\n";
    std::fs::write(key.with_added_extension("log"), shorter).expect("written");
    let error = DeploymentLog::open(&key).expect_err("it was cut off");
    assert!(matches!(error, SignError::Smaller { now: 9, signed: 18, next: 10 }), "{error}");
    let other = whole.replacen("anjuan/1", "anjuan/3", 1);
    std::fs::write(key.with_added_extension("log"), other).expect("written");
    assert!(matches!(DeploymentLog::open(&key).expect_err("changed"), SignError::Inconsistent { .. }));
}
