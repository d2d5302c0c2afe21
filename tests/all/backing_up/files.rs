//! A backup holds the attached files, sealed as they lie, and the words of the search index not.
use super::embedded::files_beside;
use crate::committing::lives::on;
use crate::ledgers::program::Program;
use crate::policy::people::registration;
use crate::support::stores::{Engine, actor, office_at, source};
use anjuan::cases::attachment::{AttachmentCommand, AttachmentKind};
use anjuan::cases::file_hash::FileHash;
use anjuan::commands::{OfficeDesk, Request, Store};
use anjuan::database::StoreUrl;
use anjuan::files::{FileStore, Which};
use futures_util::{TryStreamExt, stream};
use image::{DynamicImage, ImageFormat};
use std::convert::Infallible;
use std::io::Cursor;
use std::path::{Path, PathBuf};

/// A text of several chunks.
fn letter() -> Vec<u8> {
    let line = |n: u32| format!("第 {n} 行：来信\n");
    (0..9_000).map(line).collect::<String>().into_bytes()
}

fn picture() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(64, 32).write_to(&mut bytes, ImageFormat::Jpeg).expect("encoded");
    bytes.into_inner()
}

/// A program whose store has a petition on which a letter and a photograph hang, and a file that hangs on nothing.
async fn with_files() -> (Program, PathBuf, [FileHash; 3]) {
    let program = Program::on(Engine::Sqlite);
    let url: StoreUrl = program.store().parse().expect("a store");
    let StoreUrl::Sqlite(path) = url.clone() else { panic!("an embedded store") };
    let (source, _) = source(1);
    let desk = office_at(&url, source.clone()).await;
    let case = desk.store().source().stream_id();
    desk.execute(registration(case, "XF-1")).await.expect("registered");
    let files = files_beside(&desk, &path, source);
    let mut hashes = Vec::new();
    for bytes in [letter(), picture(), "没有挂上".as_bytes().to_vec()] {
        hashes.push(put(&desk, &files, &bytes).await);
    }
    for file in &hashes[..2] {
        let (file, what) = (*file, AttachmentKind::Other);
        let command = AttachmentCommand::AttachFile {
            case,
            file,
            what,
            made: None,
            place: None,
            title: None,
            step: None,
        };
        let request = Request::live(desk.office().attachment_stream(case), on("2019-11-08", command));
        desk.execute(request).await.expect("attached");
    }
    desk.store().search().catch_up(desk.office()).await.expect("indexed");
    desk.store().clone().close().await;
    (program, path, hashes.try_into().expect("three"))
}

async fn put(desk: &OfficeDesk, files: &FileStore, bytes: &[u8]) -> FileHash {
    let file = FileHash::of(bytes);
    let body = stream::iter([Ok::<_, Infallible>(bytes.to_vec().into())]);
    files.put(desk.office(), file, &actor(), body).await.expect("taken");
    file
}

async fn run(program: Program, arguments: &'static [&'static str], code: i32) -> (Program, String, String) {
    let running = tokio::task::spawn_blocking(move || {
        let run = program.run(arguments).is(code);
        (program, run.stdout, run.stderr)
    });
    running.await.expect("it ran")
}

/// The objects of a file in a file store.
fn objects(store: &Path, file: FileHash) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![format!("{}.files", store.display()).into()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir::<PathBuf>(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().contains(&file.to_string()) {
                found.push(path);
            }
        }
    }
    found
}

/// What the restored store gives of a file.
async fn opened(path: &Path, file: FileHash, which: Which) -> Option<Vec<u8>> {
    let (source, _) = source(5);
    let store = Store::open(&StoreUrl::Sqlite(path.to_owned()), source.clone()).await.expect("a store");
    let desk = store.office(None, actor()).await.expect("the office");
    let files = files_beside(&desk, path, source);
    let read = async {
        let opened = files.get(desk.office(), file, which).await.ok()?;
        let size = opened.size();
        let pieces: Vec<_> = opened.read(0..size).await.ok()?.try_collect().await.ok()?;
        Some(pieces.concat())
    };
    let read = read.await;
    store.close().await;
    read
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a text")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attached_files_are_backed_up_sealed_and_restored_as_they_were_sent() {
    let (program, _, [letter_hash, picture_hash, alone]) = with_files().await;
    let (program, stdout, _) = run(program, &["backup", "--to", "backup"], 0).await;
    assert!(stdout.contains("\n3 files\n"), "{stdout}");
    let list = text(&program.path("backup/files.txt"));
    assert_eq!(
        list.lines().count(),
        4,
        "a letter, a photograph with its rendition, a file of no case: {list}"
    );
    for line in list.lines() {
        let (sha256, name) = line.split_once("  ").expect("as sha256sum writes it");
        let bytes = std::fs::read(program.path("backup").join(name)).expect("a file");
        assert_eq!(FileHash::of(&bytes).to_string(), sha256);
        let plain = "来信".as_bytes();
        assert!(!bytes.windows(plain.len()).any(|window| window == plain), "it stays sealed");
    }
    let restore = &["restore", "--from", "backup", "--to", "sqlite:new.sqlite"];
    let (program, stdout, _) = run(program, restore, 0).await;
    assert!(stdout.contains("4 sealed objects") && stdout.contains("new.sqlite.files"), "{stdout}");
    let path = program.path("new.sqlite");
    assert_eq!(opened(&path, letter_hash, Which::Original).await, Some(letter()));
    assert_eq!(opened(&path, picture_hash, Which::Original).await, Some(picture()));
    assert!(opened(&path, picture_hash, Which::Shown).await.is_some());
    assert!(opened(&path, alone, Which::Original).await.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_or_altered_file_is_told_by_case_and_hash_and_the_rest_is_backed_up() {
    let (program, store, [letter_hash, picture_hash, alone]) = with_files().await;
    let object = objects(&store, letter_hash).remove(0);
    let mut bytes = std::fs::read(&object).expect("sealed bytes");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&object, bytes).expect("altered");
    std::fs::remove_file(objects(&store, alone).remove(0)).expect("removed");
    let (program, stdout, stderr) = run(program, &["backup", "--to", "backup"], 2).await;
    assert!(stdout.contains("\n1 files\n"), "{stdout}");
    for told in [format!("XF-1: file {letter_hash}"), format!("no case: file {alone}: it is missing")] {
        assert!(stderr.contains(&told), "{told}: {stderr}");
    }
    assert!(!stderr.contains(&picture_hash.to_string()), "{stderr}");
    let restore = &["restore", "--from", "backup", "--to", "sqlite:new.sqlite"];
    let (program, _, stderr) = run(program, restore, 0).await;
    assert!(stderr.contains(&format!("not in this backup: XF-1: file {letter_hash}")), "{stderr}");
    let path = program.path("new.sqlite");
    assert_eq!(opened(&path, picture_hash, Which::Original).await, Some(picture()));
    assert_eq!(opened(&path, letter_hash, Which::Original).await, None);
    // What is longer or shorter than it was is altered, too.
    for change in [Vec::push as fn(&mut Vec<u8>, u8), |bytes, _| bytes.truncate(bytes.len() - 1)] {
        let object = objects(&store, picture_hash).remove(0);
        let good = std::fs::read(&object).expect("sealed bytes");
        let mut bad = good.clone();
        change(&mut bad, 7);
        std::fs::write(&object, bad).expect("altered");
        let folder = program.path("again");
        let _ = std::fs::remove_dir_all(&folder);
        let again = tokio::task::block_in_place(|| program.run(&["backup", "--to", "again"]).is(2));
        again.says(&[&picture_hash.to_string()]);
        std::fs::write(&object, good).expect("as it was");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_whose_files_are_not_what_they_were_restores_nothing() {
    let (program, ..) = with_files().await;
    let (program, ..) = run(program, &["backup", "--to", "backup"], 0).await;
    let list = text(&program.path("backup/files.txt"));
    let name = list.lines().next().and_then(|line| line.split_once("  ")).expect("a line").1;
    let path = program.path("backup").join(name);
    let mut bytes = std::fs::read(&path).expect("sealed bytes");
    bytes[40] ^= 1;
    std::fs::write(&path, bytes).expect("altered");
    let restore = &["restore", "--from", "backup", "--to", "sqlite:new.sqlite"];
    let (program, _, stderr) = run(program, restore, 1).await;
    assert!(stderr.contains("is not what was backed up"), "{stderr}");
    std::fs::remove_file(&path).expect("removed");
    let (program, ..) = run(program, restore, 1).await;
    let left: Vec<_> = std::fs::read_dir(program.folder.path()).expect("a folder").collect();
    assert_eq!(left.len(), 2, "only the backup, and its office keys: {left:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_words_of_the_search_index_are_not_in_a_backup_and_are_found_again_after_a_restore() {
    const WORD: &str = "只在检索表里的词";
    let (program, path, _) = with_files().await;
    let (source, _) = source(6);
    let store = Store::open(&StoreUrl::Sqlite(path.clone()), source).await.expect("a store");
    let desk = store.office(None, actor()).await.expect("the office");
    let mut tx = store.db().begin().await.expect("a transaction");
    let sql = "INSERT INTO search_terms (office_id, term, first_position, fields) VALUES ($1, $2, 1, 1)";
    tx.execute(sql, &[desk.office().0.into(), WORD.into()]).await.expect("a term");
    tx.commit().await.expect("committed");
    store.close().await;
    let holds = |path: &Path| {
        let bytes = std::fs::read(path).expect("a file");
        bytes.windows(WORD.len()).any(|window| window == WORD.as_bytes())
    };
    assert!(holds(&path));
    let (program, ..) = run(program, &["backup", "--to", "backup"], 0).await;
    assert!(!holds(&program.path("backup/store.sqlite")));
    let restore = &["restore", "--from", "backup", "--to", "sqlite:new.sqlite"];
    let (program, stdout, _) = run(program, restore, 0).await;
    assert!(stdout.contains("search finds nothing until its index is made anew"), "{stdout}");
    let found = tokio::task::block_in_place(|| {
        program.run_in(&[("ANJUAN_STORE", "sqlite:new.sqlite")], &["search", "XF-1", "--json"]).is(0)
    });
    assert!(found.stdout.contains("XF-1"), "{found:#?}");
}
