//! Files in a folder of this machine, and what a crash leaves there.
use super::support::{OFFICE, Shelves, get, long_text, photograph, put};
use crate::support::stores::{ENGINES, moment};
use anjuan::files::{FileHash, FileLimits, FileStore, FilesUrl, Put, Swept, Which};
use anjuan::keys::KeyStore;
use tempfile::TempDir;

fn files_in(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let names = entries.flat_map(|entry| {
        if entry.file_type().expect("a kind").is_dir() {
            return files_in(&entry.path());
        }
        vec![entry.file_name().into_string().expect("a name")]
    });
    names.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_lie_in_a_folder_and_pieces_that_a_crash_left_are_swept_after_a_day() {
    let shelves = Shelves::on(ENGINES[0]).await;
    let folder = TempDir::new().expect("a folder");
    let url: FilesUrl = format!("file://{}/files", folder.path().display()).parse().expect("a place");
    let keys = KeyStore::new(shelves.keys.clone());
    let files =
        FileStore::open(&url, [], shelves.db.clone(), keys, shelves.source.clone(), FileLimits::default())
            .expect("a store");
    for bytes in [long_text(), photograph()] {
        assert!(matches!(put(&files, &bytes).await, Ok(Put::New(_))));
        let file = FileHash::of(&bytes);
        assert!(get(&files, file, Which::Original).await.expect("a file") == bytes);
    }
    assert_eq!(files_in(folder.path()).len(), 3, "a text, a photograph and its rendition");
    let beside = folder.path().join("files").join(OFFICE.to_string()).join("ab");
    std::fs::create_dir_all(&beside).expect("a folder");
    std::fs::write(beside.join("0193#1"), "the beginning of a file").expect("a piece");
    assert_eq!(files.sweep(OFFICE).await.expect("swept"), Swept::default());
    shelves.clock.set(moment("2100-01-01T00:00:00+08:00"));
    assert_eq!(files.sweep(OFFICE).await.expect("swept"), Swept { objects: 0, pieces: 1 });
    assert_eq!(files_in(folder.path()).len(), 3);
}
