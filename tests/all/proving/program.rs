//! The program and the second verifier, as an auditor meets them.
use crate::ledgers::books::petition;
use crate::ledgers::program::Program;
use crate::python::Package;
use crate::support::stores::ENGINES;
use std::path::Path;
use std::process::Command;

const CRYPTOGRAPHY: Package = Package { name: "cryptography", extras: "", version: "50.0.2" };

/// What the verifier in Python says, and whether it found everything right.
fn second(python: &Path, file: &Path, key: &Path) -> (bool, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/verify/verify.py");
    let run = Command::new(python).arg(script).args([file, key]).output().expect("python");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (run.status.success(), text(run.stdout) + &text(run.stderr))
}

#[test]
fn what_the_program_gives_out_is_verified_by_it_and_by_the_second_verifier() {
    for engine in ENGINES {
        let program = Program::with_office(engine);
        let rows: Vec<_> = (1..=12).map(|n| petition(&format!("XF-{n}"))).collect();
        program.run(&["import", &program.book("信访.xlsx", &rows)]).is(0);
        let path = |name: &str| program.folder.path().join(name);
        let shown = program.run(&["proof", "key", "new", "proof.key"]).is(0).stdout;
        std::fs::write(path("office.pub"), &shown).expect("written");
        let run = program.run(&["receipt", "XF-1"]).is(1);
        assert!(run.stderr.contains("anjuan checkpoint"), "{run:?}");
        let run = program.run(&["checkpoint"]).is(1);
        assert!(run.stderr.contains("anjuan proof key new"), "{run:?}");
        program.run(&["checkpoint", "--key", "proof.key", "-o", "first.checkpoint"]).is(0);
        let readings = ["checkpoint", "--key", "proof.key", "--readings", "-o", "readings.checkpoint"];
        program.run(&readings).is(0);
        program.run(&["receipt", "XF-1", "-o", "case.tlog-proof"]).is(0);
        program.run(&["export-log", "log.ndjson"]).is(0);

        let kept = ["--from", "first.checkpoint", "--from", "readings.checkpoint"];
        let run = program.run(&[&["verify", "--key", "office.pub", "--json"][..], &kept].concat()).is(0);
        let verified = run.json();
        assert_eq!(verified[0]["findings"], serde_json::json!([]), "{engine:?}: {verified:#}");
        assert_eq!(verified[0]["checkpoints"], 1, "the same one, from two places");
        for given in ["case.tlog-proof", "log.ndjson", "first.checkpoint", "readings.checkpoint"] {
            let run = program.run(&["verify", given, "--key", "office.pub"]).is(0);
            assert!(run.stdout.contains("nothing is wrong"), "{engine:?}: {run:?}");
        }
        let run = program.run(&["verify", "case.tlog-proof"]).is(1);
        assert!(run.stderr.contains("--key"), "{run:?}");

        let Some(python) = CRYPTOGRAPHY.python() else { continue };
        for given in ["case.tlog-proof", "log.ndjson"] {
            let (is_right, said) = second(&python, &path(given), &path("office.pub"));
            assert!(is_right, "{engine:?}: {given}: {said}");
        }
        changed_copies_are_refused(&program, &python, &path("office.pub"));
    }
}

fn changed_copies_are_refused(program: &Program, python: &Path, key: &Path) {
    let path = |name: &str| program.folder.path().join(name);
    let log = std::fs::read_to_string(path("log.ndjson")).expect("a file");
    let receipt = std::fs::read_to_string(path("case.tlog-proof")).expect("a file");
    let lines: Vec<_> = log.lines().collect();
    let without = |skip: &dyn Fn(usize) -> bool| {
        let left = lines.iter().enumerate().filter(|(at, _)| !skip(*at)).map(|(_, line)| *line);
        left.collect::<Vec<_>>().join("\n") + "\n"
    };
    let mut swapped = lines.clone();
    swapped.swap(4, 5);
    let copies = [
        ("edited", log.replacen("operator:", "Operator:", 1)),
        ("removed", without(&|at| at == 3)),
        ("cut-off", without(&|at| at == lines.len() - 2)),
        ("swapped", swapped.join("\n") + "\n"),
        ("unsigned", without(&|at| at == lines.len() - 1)),
        ("another-index", receipt.replacen("index ", "index 1", 1)),
        ("another-tree", receipt.replacen("\nanjuan/", "\nanjuan/9", 1)),
    ];
    for (name, text) in copies {
        std::fs::write(path(name), text).expect("written");
        let (is_right, said) = second(python, &path(name), key);
        assert!(!is_right, "{name}: {said}");
        let run = program.run(&["verify", name, "--key", "office.pub"]);
        assert!(run.code == 1 && !run.stderr.is_empty(), "{name}: {run:#?}");
    }
}
