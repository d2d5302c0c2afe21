//! Files in an S3-compatible store: moto, which speaks S3 as Amazon does.
use super::moto::Moto;
use super::support::{OFFICE, Shelves, get, long_text, photograph, put};
use crate::support::stores::{ENGINES, moment};
use anjuan::files::{FileError, FileHash, FileLimits, FileStore, FilesUrl, Put, Swept, Which};
use anjuan::keys::KeyStore;
use futures_util::TryStreamExt;
use object_store::ObjectStore;
use object_store::aws::AmazonS3Builder;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_lie_in_a_bucket_as_they_do_in_a_folder() {
    let Some(moto) = Moto::start() else { return };
    let environment = Moto::CREDENTIALS.map(|(key, value)| (key.to_owned(), value.to_owned()));
    for engine in ENGINES {
        let shelves = Shelves::on(engine).await;
        let url: FilesUrl =
            format!("s3://{}/{engine:?}?endpoint={}&region=us-east-1", Moto::BUCKET, moto.endpoint())
                .parse()
                .expect("a place");
        let keys = KeyStore::new(shelves.keys.clone());
        let limits = FileLimits::default();
        let files = FileStore::open(
            &url,
            environment.clone(),
            shelves.db.clone(),
            keys,
            shelves.source.clone(),
            limits,
        )
        .expect("a store");
        // In two parts, once: which database knows of it does not matter to the bucket.
        let text = if engine == ENGINES[0] { long_text().repeat(18) } else { long_text() };
        for bytes in [text.clone(), photograph()] {
            assert!(matches!(put(&files, &bytes).await, Ok(Put::New(_))), "{engine:?}");
            assert!(matches!(put(&files, &bytes).await, Ok(Put::Known(_))), "{engine:?}");
            assert!(get(&files, FileHash::of(&bytes), Which::Original).await.expect("a file") == bytes);
        }
        let record = files.find(OFFICE, FileHash::of(&text)).await.expect("asked").expect("a file");
        for sealed in record.sealed(OFFICE) {
            let bytes = files.sealed(&sealed).await.expect("read").expect("its key is there");
            let pieces: Vec<_> = bytes.try_collect().await.expect("what was sealed");
            assert!(pieces.concat().len() > text.len(), "{engine:?}: a backup copies it as it lies");
        }
        let from = text.len() - 30_000;
        let opened = files.get(OFFICE, FileHash::of(&text), Which::Shown).await.expect("a file");
        let pieces: Vec<_> = opened
            .read(from as u64..from as u64 + 100)
            .await
            .expect("read")
            .try_collect()
            .await
            .expect("all of it");
        assert_eq!(pieces.concat(), text[from..from + 100]);
        let broken = &photograph()[..80];
        assert!(matches!(put(&files, broken).await, Err(FileError::Unsound { .. })), "{engine:?}");
        shelves.clock.set(moment("2100-01-01T00:00:00+08:00"));
        assert_eq!(files.sweep(OFFICE).await.expect("swept"), Swept::default(), "nothing is left to sweep");
        let direct = AmazonS3Builder::new()
            .with_bucket_name(Moto::BUCKET)
            .with_endpoint(moto.endpoint())
            .with_allow_http(true)
            .with_access_key_id(Moto::CREDENTIALS[0].1)
            .with_secret_access_key(Moto::CREDENTIALS[1].1)
            .build()
            .expect("a client");
        let prefix = format!("{engine:?}").into();
        let listed: Vec<_> = direct.list(Some(&prefix)).try_collect().await.expect("a list");
        assert_eq!(listed.len(), 3, "{engine:?}: a text, a photograph and its rendition");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_may_not_be_used_is_an_error_that_says_so_and_nothing_is_noted() {
    let Some(moto) = Moto::start() else { return };
    let shelves = Shelves::on(ENGINES[0]).await;
    let url: FilesUrl = format!("s3://no-such-bucket?endpoint={}", moto.endpoint()).parse().expect("a place");
    let environment = Moto::CREDENTIALS.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let keys = KeyStore::new(shelves.keys.clone());
    let (db, source) = (shelves.db.clone(), shelves.source.clone());
    let files = FileStore::open(&url, environment, db, keys, source, FileLimits::default()).expect("a store");
    let error = put(&files, &photograph()).await.expect_err("there is no such bucket").to_string();
    assert!(error.contains("NoSuchBucket"), "{error}");
    assert!(shelves.noted().await.is_empty());
}
