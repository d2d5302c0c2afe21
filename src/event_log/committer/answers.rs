//! How the callers of a round are answered: many of them all at once. Each answer wakes a task, and the runtime calls an
//! idle thread to run it. Given one after the other, that thread would take the processor from the one that answers, run
//! one caller, and lie idle again until the next answer.
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Wake, Waker};
use tokio::sync::oneshot;
use tokio::task::yield_now;

/// So few are answered here and now: there is time to spare, and the first may run while the others are answered.
const FEW: usize = 8;

/// Who waits, and for what.
type Answer<T> = (oneshot::Sender<T>, T);

/// Answers that are due.
struct Due<T>(Mutex<Vec<Answer<T>>>);

/// Gives many as soon as this thread has nothing else to run, or has run on for a while. What they wake then stands in its
/// queue as a whole before another thread is called, once.
pub(super) fn give<T: Send + 'static>(answers: Vec<Answer<T>>) {
    let is_few = answers.len() <= FEW;
    let due = Due(Mutex::new(answers));
    if is_few {
        return due.give();
    }
    let due = Waker::from(Arc::new(due));
    // Who yields is woken once the thread has run what there was: here not a task, but these answers.
    let _ = pin!(yield_now()).poll(&mut Context::from_waker(&due));
}

impl<T> Due<T> {
    fn give(&self) {
        let answers = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for (caller, answer) in answers {
            // Who no longer waits for an answer has no need of one.
            let _ = caller.send(answer);
        }
    }
}

impl<T: Send> Wake for Due<T> {
    fn wake(self: Arc<Self>) {
        self.give();
    }
}

/// Whatever becomes of the thread, nobody is left without an answer.
impl<T> Drop for Due<T> {
    fn drop(&mut self) {
        self.give();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn callers(many: usize) -> (Vec<Answer<usize>>, Vec<oneshot::Receiver<usize>>) {
        let caller = |answer| {
            let (caller, answered) = oneshot::channel();
            ((caller, answer), answered)
        };
        (0..many).map(caller).unzip()
    }

    fn are_answered(answered: &mut [oneshot::Receiver<usize>]) -> bool {
        answered.iter_mut().enumerate().all(|(nth, answer)| answer.try_recv() == Ok(nth))
    }

    #[tokio::test]
    async fn many_are_answered_at_once_when_the_thread_has_nothing_else_to_run() {
        let (answers, mut answered) = callers(FEW + 1);
        give(answers);
        assert!(answered.iter_mut().all(|answer| answer.try_recv().is_err()), "first it runs on");
        yield_now().await;
        assert!(are_answered(&mut answered));
    }

    #[tokio::test]
    async fn a_few_are_answered_now() {
        let (answers, mut answered) = callers(FEW);
        give(answers);
        assert!(are_answered(&mut answered));
    }

    #[test]
    fn where_no_thread_waits_for_work_all_are_answered_now() {
        let (answers, mut answered) = callers(FEW + 1);
        give(answers);
        assert!(are_answered(&mut answered));
    }

    #[test]
    fn they_are_answered_though_the_thread_ends_before() {
        let (answers, mut answered) = callers(FEW + 1);
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async { give(answers) });
        drop(runtime);
        assert!(are_answered(&mut answered));
    }

    #[test]
    fn whoever_is_gone_is_passed_over() {
        let (answers, mut answered) = callers(3);
        drop(answered.remove(1));
        give(answers);
        let answered: Vec<_> = answered.iter_mut().map(|answer| answer.try_recv().ok()).collect();
        assert_eq!(answered, [Some(0), Some(2)]);
    }
}
