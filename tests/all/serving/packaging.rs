//! What goes with the program onto an office's server.
use std::path::Path;
use std::process::Command;

fn text_of(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_configuration_of_the_package_makes_sense_and_names_the_folder_that_systemd_makes() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/anjuan.toml");
    let sources = anjuan::config::Sources { file: Some(file), ..Default::default() };
    let config = anjuan::config::Loaded::read(&sources).expect("it makes sense").config;
    assert_eq!(config.store.url.to_string(), "sqlite:/var/lib/anjuan/anjuan.sqlite");
    assert!(text_of("packaging/debian/anjuan.service").contains("StateDirectory=anjuan\n"));
}

#[test]
fn systemd_finds_nothing_wrong_with_the_unit() {
    let unit = text_of("packaging/debian/anjuan.service");
    let Ok(analyze) = Command::new("systemd-analyze").arg("--version").output() else { return };
    assert!(analyze.status.success());
    let folder = tempfile::TempDir::new().expect("a folder");
    // It looks for the program, too: ours stands in for the one that will be installed.
    let unit = unit.replace("/usr/bin/anjuan", env!("CARGO_BIN_EXE_anjuan"));
    let path = folder.path().join("anjuan.service");
    std::fs::write(&path, unit).expect("written");
    let verified = Command::new("systemd-analyze").arg("verify").arg(&path).output().expect("it runs");
    let said = String::from_utf8_lossy(&verified.stderr);
    assert!(verified.status.success() && !said.contains("anjuan.service:"), "{said}");
}
