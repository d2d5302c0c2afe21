//! A backup of an embedded store is one moment of it, though it is written to; it is verified before it is restored.
use crate::committing::audit::audit;
use crate::committing::lives::register_next;
use crate::ledgers::program::Program;
use crate::support::stores::{Engine, actor, office_at, source};
use anjuan::clock::Source;
use anjuan::commands::{OfficeDesk, Store};
use anjuan::database::StoreUrl;
use anjuan::files::{FileHash, FileLimits, FileStore};
use futures_util::stream;
use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

async fn work(desk: OfficeDesk, is_over: Arc<AtomicBool>) -> usize {
    let mut done = 0;
    while !is_over.load(Ordering::SeqCst) {
        let case = desk.store().source().stream_id();
        desk.execute(register_next(case)).await.expect("registered");
        done += 1;
    }
    done
}

/// The file store beside an embedded store.
pub fn files_beside(desk: &OfficeDesk, store: &Path, source: Source) -> FileStore {
    let (db, keys) = (desk.store().db().clone(), desk.store().keys().clone());
    let url = format!("file://{}.files", store.display()).parse().expect("a folder");
    FileStore::open(&url, [], db, keys, source, FileLimits::default()).expect("a file store")
}

async fn attach(desk: &OfficeDesk, url: &StoreUrl, source: Source) -> FileHash {
    let StoreUrl::Sqlite(store) = url else { panic!("{url} is not embedded") };
    let files = files_beside(desk, store, source);
    let bytes = format!("附件：{url}").into_bytes();
    let file = FileHash::of(&bytes);
    let body = stream::iter([Ok::<_, Infallible>(bytes.into())]);
    files.put(desk.office(), file, &actor(), body).await.expect("taken");
    file
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a text")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_is_backed_up_while_it_is_written_to_and_restored_to_one_moment_with_all_its_keys() {
    let program = Program::on(Engine::Sqlite);
    let url: StoreUrl = program.store().parse().expect("a store");
    let (source, _) = source(1);
    let desk = office_at(&url, source.clone()).await;
    let file = attach(&desk, &url, source).await;
    let is_over = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..4).map(|_| tokio::spawn(work(desk.clone(), Arc::clone(&is_over)))).collect();
    let program = tokio::task::spawn_blocking(move || {
        for name in ["first", "second"] {
            let run = program.run(&["backup", "--to", name]).is(0);
            assert!(run.stdout.contains("\n1 files\n"), "{run:#?}");
        }
        program
    });
    let program = program.await.expect("backed up");
    is_over.store(true, Ordering::SeqCst);
    for writer in writers {
        assert!(writer.await.expect("a writer") > 0);
    }
    let now = audit(&desk).await.events.len();
    desk.store().clone().close().await;
    let mut before = 0;
    for name in ["first", "second"] {
        let folder = program.path(name);
        let manifest: serde_json::Value =
            serde_json::from_str(&text(&folder.join("manifest.json"))).expect("JSON");
        let position = manifest["offices"][0]["position"].as_u64().expect("a position");
        assert!(text(&folder.join("files.txt")).contains(&file.to_string()));
        let restored = format!("sqlite:{name}.sqlite");
        let run = program.run(&["restore", "--from", name, "--to", &restored]).is(0);
        assert!(run.stdout.starts_with(&format!("{position} events")), "{run:#?}");
        let (source, _) = crate::support::stores::source(5);
        let url = StoreUrl::Sqlite(program.path(&format!("{name}.sqlite")));
        let store = Store::open(&url, source).await.expect("a store");
        let desk = store.office(None, actor()).await.expect("the office");
        // Every value opens, every view agrees with the log.
        let events = audit(&desk).await.events.len();
        assert_eq!(events as u64, position);
        assert!(before < events && events <= now, "{before} < {events} <= {now}");
        before = events;
        store.close().await;
    }
    let beside: Vec<_> = std::fs::read_dir(program.folder.path()).expect("a folder").collect();
    // Two backups and what they share, two stores with their keys, master keys and files.
    assert_eq!(beside.len(), 11, "{beside:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_is_not_what_it_was_is_not_restored_and_nothing_is_written_over() {
    let program = Program::with_office(Engine::Sqlite);
    program.run(&["backup", "--to", "good"]).is(0);
    program.run(&["backup", "--to", "good"]).is(1).says(&["not empty"]);
    for part in ["store.sqlite", "store.sqlite.keys", "files.txt", "manifest.json"] {
        let bad = program.path("bad");
        std::fs::create_dir_all(&bad).expect("a folder");
        for entry in std::fs::read_dir(program.path("good")).expect("a folder") {
            let entry = entry.expect("an entry");
            std::fs::copy(entry.path(), bad.join(entry.file_name())).expect("copied");
        }
        let mut bytes = std::fs::read(bad.join(part)).expect("a part");
        if part == "manifest.json" {
            // One that was not finished.
            std::fs::remove_file(bad.join(part)).expect("removed");
        } else {
            bytes.push(b'\n');
            std::fs::write(bad.join(part), bytes).expect("changed");
        }
        let run = program.run(&["restore", "--from", "bad", "--to", "sqlite:new.sqlite"]).is(1);
        run.says(&[part]);
    }
    // A log that goes less far than the manifest says.
    let bad = program.path("bad");
    std::fs::remove_dir_all(&bad).expect("removed");
    std::fs::rename(program.path("good"), &bad).expect("renamed");
    let manifest = text(&bad.join("manifest.json"));
    let longer = manifest.replace("\"position\": ", "\"position\": 9");
    assert_ne!(manifest, longer);
    std::fs::write(bad.join("manifest.json"), longer).expect("changed");
    program.run(&["restore", "--from", "bad", "--to", "sqlite:new.sqlite"]).is(1).says(&["ends at"]);
    std::fs::write(bad.join("manifest.json"), manifest).expect("changed back");
    let left: Vec<_> = std::fs::read_dir(program.folder.path()).expect("a folder").collect();
    assert_eq!(left.len(), 2, "only the backup, and its office keys: {left:?}");
    program.run(&["restore", "--from", "bad", "--to", "sqlite:new.sqlite"]).is(0);
    let again = program.run(&["restore", "--from", "bad", "--to", "sqlite:new.sqlite"]).is(1);
    again.says(&["not written over"]);
    program.run_in(&[("ANJUAN_STORE", "sqlite:new.sqlite")], &["office", "list"]).is(0);
}

#[test]
fn where_there_is_no_store_there_is_nothing_to_back_up() {
    let program = Program::on(Engine::Sqlite);
    program.run(&["backup", "--to", "backup"]).is(1).says(&["there is no store"]);
    assert!(!program.path("backup").exists());
}
