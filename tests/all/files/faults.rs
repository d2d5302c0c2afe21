//! A store of objects that fails at each step in turn: a file is there whole, or not at all.
use super::support::{OFFICE, Shelves, get, long_text, photograph, put};
use crate::support::stores::{ENGINES, moment};
use anjuan::files::{FileError, FileHash, FileLimits, FileStore, Which};
use anjuan::keys::KeyStore;
use async_trait::async_trait;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result, UploadPart,
};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts calls down, and fails the one at which it comes to nothing.
#[derive(Clone, Debug)]
struct Countdown(Arc<AtomicUsize>);

impl Countdown {
    fn step(&self) -> Result<()> {
        let before = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        match before {
            Ok(1) => Err(Error::Generic { store: "unreliable", source: "it fails now".into() }),
            _ => Ok(()),
        }
    }
}

/// A store of objects that fails once.
#[derive(Clone, Debug)]
struct Unreliable {
    objects: Arc<dyn ObjectStore>,
    countdown: Countdown,
    /// Whether the call that fails is carried out all the same, as when only its answer is lost.
    acts: bool,
}

impl fmt::Display for Unreliable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unreliable")
    }
}

#[async_trait]
impl ObjectStore for Unreliable {
    async fn put_opts(&self, path: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        if let Err(error) = self.countdown.step() {
            if self.acts {
                self.objects.put_opts(path, payload, options).await?;
            }
            return Err(error);
        }
        self.objects.put_opts(path, payload, options).await
    }

    async fn put_multipart_opts(
        &self,
        path: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.countdown.step()?;
        let upload = self.objects.put_multipart_opts(path, options).await?;
        Ok(Box::new(UnreliableUpload { upload, countdown: self.countdown.clone(), acts: self.acts }))
    }

    async fn get_opts(&self, path: &Path, options: GetOptions) -> Result<GetResult> {
        self.countdown.step()?;
        self.objects.get_opts(path, options).await
    }

    fn delete_stream(&self, paths: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        let countdown = self.countdown.clone();
        let paths = paths.map(move |path| countdown.step().and(path)).boxed();
        self.objects.delete_stream(paths)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.objects.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.objects.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.objects.copy_opts(from, to, options).await
    }
}

#[derive(Debug)]
struct UnreliableUpload {
    upload: Box<dyn MultipartUpload>,
    countdown: Countdown,
    acts: bool,
}

#[async_trait]
impl MultipartUpload for UnreliableUpload {
    fn put_part(&mut self, payload: PutPayload) -> UploadPart {
        match self.countdown.step() {
            Ok(()) => self.upload.put_part(payload),
            Err(error) => Box::pin(async { Err(error) }),
        }
    }

    async fn complete(&mut self) -> Result<PutResult> {
        if let Err(error) = self.countdown.step() {
            if self.acts {
                self.upload.complete().await?;
            }
            return Err(error);
        }
        self.upload.complete().await
    }

    async fn abort(&mut self) -> Result<()> {
        self.countdown.step()?;
        self.upload.abort().await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whichever_step_fails_a_file_is_whole_or_not_there_and_nothing_stays_behind() {
    for engine in ENGINES {
        let shelves = Shelves::on(engine).await;
        for (bytes, acts) in
            [photograph(), long_text()].iter().flat_map(|bytes| [(bytes, false), (bytes, true)])
        {
            let mut step = 1;
            // Each attempt is another file.
            while fails_at(&shelves, step, acts, &[bytes, format!(" {step} {acts}").as_bytes()].concat())
                .await
            {
                step += 1;
            }
            // A picture is put, read, and its rendition put; a long text goes in parts.
            assert!(step > 3, "{engine:?}: only {step} steps");
        }
    }
}

/// Whether an upload fails when step `step` does.
async fn fails_at(shelves: &Shelves, step: usize, acts: bool, bytes: &[u8]) -> bool {
    let countdown = Countdown(Arc::new(AtomicUsize::new(step)));
    let unreliable = Unreliable { objects: Arc::clone(&shelves.objects), countdown, acts };
    let files = FileStore::over(
        Arc::new(unreliable),
        None,
        shelves.db.clone(),
        KeyStore::new(shelves.keys.clone()),
        shelves.source.clone(),
        // Several parts are a text of some hundred thousand bytes.
        FileLimits { part: 100_000, ..FileLimits::default() },
    );
    let file = FileHash::of(bytes);
    shelves.clock.set(moment("2019-11-10T08:00:00+08:00"));
    let outcome = put(&files, bytes).await;
    let failed = outcome.is_err();
    if failed {
        assert!(matches!(outcome, Err(FileError::Objects(_))), "step {step}: {outcome:?}");
        assert!(files.find(OFFICE, file).await.expect("asked").is_none(), "step {step}");
    }
    put(&shelves.files, bytes).await.expect("taken at the second attempt");
    assert!(get(&shelves.files, file, Which::Original).await.expect("a file") == bytes, "step {step}");
    shelves.clock.set(moment("2100-01-01T00:00:00+08:00"));
    shelves.files.sweep(OFFICE).await.expect("swept");
    assert_eq!(shelves.objects().await, shelves.noted().await, "step {step}");
    assert_eq!(shelves.keys().await, shelves.noted().await, "step {step}");
    failed
}
