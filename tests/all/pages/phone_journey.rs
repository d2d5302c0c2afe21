//! The inspector's day in a browser, on each engine; and the logic of the outbox, which needs none.
use crate::support::stores::ENGINES;
use std::process::Command;

const JOURNEYS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/journeys");

/// Runs these tests with Node.
fn node(tests: &str, environment: &[(&str, &str)]) {
    let mut command = Command::new("node");
    command.current_dir(JOURNEYS).args(["--test", tests]).envs(environment.iter().copied());
    let ended = command.output().expect("Node is there: scripts/test installs it");
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success(), "{tests} {environment:?}\n{said}");
}

#[test]
fn the_outbox_sends_each_command_once() {
    node("pure/", &[]);
}

#[test]
fn an_inspectors_day_with_the_network_cut_and_restored() {
    super::journeys::prepare();
    for engine in ENGINES {
        let place = engine.place();
        let store = place.url.to_string();
        node("phone.test.mjs", &[("ANJUAN_STORE", &store), ("ANJUAN_BIN", env!("CARGO_BIN_EXE_anjuan"))]);
    }
}
