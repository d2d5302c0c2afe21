//! An upload that ends in the middle, wherever that is, as when the machine does.
use super::support::{OFFICE, Shelves, get, photograph, put};
use crate::support::stores::{ENGINES, moment};
use anjuan::files::{FileHash, Which};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// How often uploads are cut at least, and after how many it cannot be chance any more that nothing was left.
const CUTS: usize = 4;
const UPLOADS: usize = 400;

/// Looks at a future so many times, and then no more.
struct Cut<F> {
    work: Pin<Box<F>>,
    looks: usize,
}

impl<F: Future> Future for Cut<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.looks == 0 {
            return Poll::Ready(None);
        }
        self.looks -= 1;
        self.work.as_mut().poll(context).map(Some)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wherever_an_upload_ends_its_file_is_whole_or_not_there_and_what_it_left_is_swept() {
    for engine in ENGINES {
        let shelves = Shelves::on(engine).await;
        let photograph = photograph();
        // How often an upload has to be looked at depends on how fast the machine is: it is cut at each look, again and
        // again, until some cut has left an object behind.
        let (mut cuts, mut uploads) = (0, 0);
        while cuts < CUTS || shelves.objects().await == shelves.noted().await {
            assert!(
                uploads < UPLOADS,
                "{engine:?}: {uploads} uploads were cut only {cuts} times, or left nothing"
            );
            let mut looks = 1;
            loop {
                uploads += 1;
                let bytes = [&photograph[..], uploads.to_string().as_bytes()].concat();
                let file = FileHash::of(&bytes);
                let ended = Cut { work: Box::pin(shelves.put(&bytes)), looks }.await;
                if shelves.files.find(OFFICE, file).await.expect("asked").is_some() {
                    for which in [Which::Shown, Which::Original] {
                        get(&shelves.files, file, which).await.expect("whole");
                    }
                }
                put(&shelves.files, &bytes).await.expect("taken at the second attempt");
                assert_eq!(get(&shelves.files, file, Which::Original).await.expect("a file"), bytes);
                if ended.is_some() {
                    break;
                }
                (looks, cuts) = (looks + 1, cuts + 1);
            }
        }
        let before = shelves.objects().await;
        shelves.files.sweep(OFFICE).await.expect("swept");
        assert_eq!(shelves.objects().await, before, "what is young may belong to an upload that still runs");
        shelves.clock.set(moment("2100-01-01T00:00:00+08:00"));
        let keys = shelves.keys().await;
        let swept = shelves.files.sweep(OFFICE).await.expect("swept");
        assert!(swept.objects > 0, "{engine:?}: no upload left an object");
        assert_eq!(shelves.objects().await, shelves.noted().await, "{engine:?}");
        // What an object in the store names is no reason to destroy a key.
        assert_eq!(shelves.keys().await, keys, "{engine:?}");
        assert!(shelves.keys().await.is_superset(&shelves.noted().await), "{engine:?}");
    }
}
