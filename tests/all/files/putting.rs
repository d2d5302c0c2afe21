//! What is taken, and what is refused.
use super::support::{OFFICE, Shelves, body, holds, long_text, photograph, until_error};
use crate::support::stores::{ENGINES, actor};
use anjuan::cases::ids::OfficeId;
use anjuan::files::{FileError, FileHash, FileLimits, MediaType, Put, Which};
use bytes::Bytes;
use futures_util::stream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use std::sync::Arc;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_comes_back_byte_by_byte_and_the_same_bytes_are_one_file() {
    for engine in ENGINES {
        let shelves = Shelves::on(engine).await;
        let text = long_text();
        let Put::New(record) = shelves.put(&text).await.expect("taken") else { panic!("it is new") };
        assert_eq!((record.size, record.media_type), (text.len() as u64, MediaType::Text));
        assert_eq!(shelves.put(&text).await.expect("taken"), Put::Known(record.clone()), "{engine:?}");
        assert!(shelves.get(record.sha256, Which::Shown).await.expect("a file") == text, "{engine:?}");
        assert_eq!(shelves.objects().await.len(), 1);
        assert_eq!(shelves.keys().await, shelves.noted().await);
        assert_eq!(shelves.files.list(OFFICE, None, 10).await.expect("a list"), [record]);
        // Another office has it not.
        let other = OfficeId(Uuid::from_u128(8));
        let gone = shelves.files.get(other, FileHash::of(&text), Which::Shown).await;
        assert!(matches!(gone, Err(FileError::NotFound(_))), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_part_of_a_file_can_be_read() {
    let shelves = Shelves::on(ENGINES[0]).await;
    let text = long_text();
    let file = shelves.put(&text).await.expect("taken").record().sha256;
    let chunk = 64 << 10;
    let end = text.len();
    for range in
        [0..1, 5..chunk, chunk - 1..chunk + 1, chunk..3 * chunk, end - 1..end, 7..end, 4..4, 9..end + 9]
    {
        let opened = shelves.files.get(OFFICE, file, Which::Shown).await.expect("a file");
        let reading = opened.read(range.start as u64..range.end as u64).await.expect("read");
        let (bytes, error) = until_error(reading).await;
        assert!(error.is_none() && bytes == text[range.start..range.end.min(end)], "{range:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_leaves_nothing_behind() {
    for engine in ENGINES {
        let limits =
            FileLimits { bytes: 600_000, bytes_in_memory: 100, pixels: 1000, ..FileLimits::default() };
        let shelves = Shelves::over(engine, Arc::new(InMemory::new()), limits).await;
        let text = long_text();
        let other = FileHash::of(b"other bytes");
        let refused = shelves.files.put(OFFICE, other, &actor(), body(&text)).await;
        assert!(matches!(refused, Err(FileError::OtherBytes(found)) if found == FileHash::of(&text)));
        let long = text.repeat(2);
        assert!(matches!(shelves.put(&long).await, Err(FileError::TooLarge(600_000))));
        let mut spoilt = text.clone();
        spoilt.push(0xb0);
        assert!(matches!(shelves.put(&spoilt).await, Err(FileError::Refused { .. })));
        assert!(matches!(shelves.put(b"<html ><script>").await, Err(FileError::Refused { .. })));
        assert!(matches!(shelves.put(b"").await, Err(FileError::Empty)));
        assert!(matches!(shelves.put(&photograph()).await, Err(FileError::TooLarge(100))));
        let cut = stream::iter([Ok(Bytes::from(text.clone())), Err("the line went dead")]);
        let refused = shelves.files.put(OFFICE, FileHash::of(&text), &actor(), cut).await;
        assert!(matches!(refused, Err(FileError::CutOff)));
        assert!(shelves.objects().await.is_empty(), "{engine:?}");
        assert!(shelves.keys().await.is_empty(), "{engine:?}");
        assert!(shelves.noted().await.is_empty(), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_there_is_confirmed_only_to_whoever_has_its_bytes() {
    let shelves = Shelves::on(ENGINES[0]).await;
    let file = shelves.put("举报材料".as_bytes()).await.expect("taken").record().sha256;
    let guess = shelves.files.put(OFFICE, file, &actor(), body("别的".as_bytes())).await;
    assert!(matches!(guess, Err(FileError::OtherBytes(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_that_take_the_same_file_at_once_store_it_once() {
    for engine in ENGINES {
        let shelves = Shelves::on(engine).await;
        let other = shelves.another_server().await;
        let photograph = photograph();
        for repeat in 0..8_u8 {
            let bytes = [&photograph[..], &[repeat]].concat();
            let (one, another) = tokio::join!(shelves.put(&bytes), super::support::put(&other, &bytes));
            let (one, another) = (one.expect("taken"), another.expect("taken"));
            assert_eq!(one.record(), another.record(), "{engine:?}");
            let new = [&one, &another].iter().filter(|put| matches!(put, Put::New(_))).count();
            assert_eq!(new, 1, "{engine:?}");
        }
        assert_eq!(shelves.objects().await, shelves.noted().await, "{engine:?}");
        assert_eq!(shelves.keys().await, shelves.noted().await, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_rest_a_file_is_sealed_and_what_was_changed_there_is_never_given() {
    let shelves = Shelves::on(ENGINES[0]).await;
    let text = long_text();
    let file = shelves.put(&text).await.expect("taken").record().sha256;
    let key = *shelves.objects().await.first().expect("an object");
    let name = file.to_string();
    let path = Path::from_iter([OFFICE.to_string(), name[..2].to_owned(), name, key.to_string()]);
    let sealed = shelves.objects.get(&path).await.expect("there").bytes().await.expect("read").to_vec();
    assert!(!holds(&sealed, "现场检查".as_bytes()));
    let read = async |bytes: Vec<u8>| {
        shelves.objects.put(&path, PutPayload::from(bytes)).await.expect("put");
        let opened = shelves.files.get(OFFICE, file, Which::Shown).await.expect("a file");
        match opened.read(0..u64::MAX).await {
            Ok(stream) => until_error(stream).await,
            Err(error) => (Vec::new(), Some(error)),
        }
    };
    let mut changed = sealed.clone();
    changed[200_000] ^= 1;
    for spoilt in [changed, sealed[..sealed.len() - 1].to_vec(), sealed[..100_000].to_vec()] {
        let (bytes, error) = read(spoilt).await;
        assert!(error.is_some() && bytes.len() < text.len() && text.starts_with(&bytes));
    }
    let (bytes, error) = read(sealed).await;
    assert!(error.is_none() && bytes == text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erased_file_is_gone_with_every_copy_and_may_be_sent_again() {
    for engine in ENGINES {
        let shelves = Shelves::on(engine).await;
        let photograph = photograph();
        let file = shelves.put(&photograph).await.expect("taken").record().sha256;
        assert!(shelves.files.erase(OFFICE, file).await.expect("erased"), "{engine:?}");
        assert!(!shelves.files.erase(OFFICE, file).await.expect("nothing to erase"), "{engine:?}");
        assert!(matches!(shelves.get(file, Which::Shown).await, Err(FileError::NotFound(_))));
        assert!(shelves.keys().await.is_empty() && shelves.objects().await.is_empty(), "{engine:?}");
        assert!(matches!(shelves.put(&photograph).await, Ok(Put::New(_))), "{engine:?}");
        // An erasure that stopped when the keys were gone.
        let mut tx = shelves.keys.begin().await.expect("a transaction");
        tx.execute("DELETE FROM keys /* all offices */", &[]).await.expect("destroyed");
        tx.commit().await.expect("committed");
        assert!(matches!(shelves.get(file, Which::Original).await, Err(FileError::Erased(_))));
        assert!(matches!(shelves.put(&photograph).await, Ok(Put::New(_))), "{engine:?}");
        assert_eq!(shelves.get(file, Which::Original).await.expect("a file"), photograph);
        assert_eq!(shelves.objects().await, shelves.noted().await, "{engine:?}");
    }
}
