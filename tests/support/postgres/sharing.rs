//! How test processes come to use one cluster.
//!
//! Whoever starts or stops it holds the start lock; whoever uses it holds the users lock, shared with the
//! other users. The keeper stops it when it gets the users lock for itself while it holds the start lock:
//! nobody can join between its last look and the end.
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::keeper;

/// Returns the folder of the running cluster, started now if need be, and the lock that keeps it running.
pub fn join(locks: &Path, start: impl FnOnce() -> PathBuf) -> (PathBuf, File) {
    fs::create_dir_all(locks).expect("the folder for the locks can be made");
    let starting = open(&start_lock(locks));
    starting.lock().expect("the start lock can be had");
    let users = open(&users_lock(locks));
    users.lock_shared().expect("the users lock can be shared");

    let noted = locks.join("postgres-cluster");
    let running = fs::read_to_string(&noted).map(PathBuf::from).ok().filter(|folder| keeper::is_up(folder));
    let folder = running.unwrap_or_else(|| {
        let folder = start();
        fs::write(&noted, folder.as_os_str().as_encoded_bytes()).expect("the cluster's folder can be noted");
        folder
    });
    (folder, users)
}

/// The file whoever starts or stops the cluster locks.
pub fn start_lock(locks: &Path) -> PathBuf {
    locks.join("postgres-start.lock")
}

/// The file whoever uses the cluster locks.
pub fn users_lock(locks: &Path) -> PathBuf {
    locks.join("postgres-users.lock")
}

/// Opens a lock file; each opening is a holder of its own.
pub fn open(path: &Path) -> File {
    File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
