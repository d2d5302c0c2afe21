//! Where PostgreSQL is installed, and as whom it runs.
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const MISSING: &str = "PostgreSQL's server programs (initdb, postgres, createdb) are not installed, \
     and tests against PostgreSQL are never skipped.\n\
     Debian, Ubuntu: apt-get install postgresql (or run ./scripts/test, which does)\n\
     Fedora: dnf install postgresql-server\n\
     macOS: brew install postgresql\n\
     Elsewhere put the folder that holds them on PATH.";

const FLOCK_MISSING: &str = "the program flock is not installed; it is part of util-linux \
     (macOS: brew install flock)";

/// The folder of initdb, postgres and createdb.
pub fn folder() -> PathBuf {
    on_path("initdb")
        .and_then(|initdb| fs::canonicalize(initdb).ok())
        .and_then(|initdb| initdb.parent().map(Path::to_owned))
        .into_iter()
        .chain(told_by_pg_config())
        .chain(packaged_by_debian())
        .find(|folder| ["initdb", "postgres", "createdb"].iter().all(|name| folder.join(name).is_file()))
        .unwrap_or_else(|| panic!("{MISSING}"))
}

/// Panics unless the shell can lock files.
pub fn require_flock() {
    assert!(on_path("flock").is_some(), "{FLOCK_MISSING}");
}

/// The ids of a user that may run a server in root's stead.
pub fn unprivileged() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").expect("root can read who the users are");
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| ids(&users, name))
        .expect("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
}

fn ids(users: &str, name: &str) -> Option<(u32, u32)> {
    let mut fields = users
        .lines()
        .map(|line| line.split(':'))
        .find_map(|mut fields| (fields.next() == Some(name)).then_some(fields))?;
    Some((fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?))
}

fn on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(program)).find(|path| path.is_file())
}

fn told_by_pg_config() -> Option<PathBuf> {
    let told = Command::new("pg_config").arg("--bindir").output().ok()?;
    Some(PathBuf::from(String::from_utf8(told.stdout).ok()?.trim()))
}

fn packaged_by_debian() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let newest = versions.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok()).max()?;
    Some(Path::new("/usr/lib/postgresql").join(newest.to_string()).join("bin"))
}
