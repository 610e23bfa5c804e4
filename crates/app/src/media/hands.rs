//! The threads that pictures are worked on. They are few and stay the same: a system's allocator keeps something of what was freed for
//! every thread that ever asked for memory, and pictures are large.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
};

use tokio::sync::oneshot;

use crate::{Error, Result};

type Job = Box<dyn FnOnce() + Send>;

/// Threads that do one job after the other. They begin with the first job, and end when this is dropped.
pub(super) struct Hands {
    count: usize,
    jobs: OnceLock<Sender<Job>>,
}

impl Hands {
    pub(super) const fn new(count: usize) -> Self {
        Self { count, jobs: OnceLock::new() }
    }

    /// Does a job, as soon as a thread is free.
    ///
    /// # Errors
    /// [`Error::Internal`] when the job panics.
    pub(super) async fn work<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let (to, done) = oneshot::channel();
        let job: Job = Box::new(move || {
            // Whoever waited may be gone.
            let _ = to.send(catch_unwind(AssertUnwindSafe(job)));
        });
        self.jobs
            .get_or_init(|| started(self.count))
            .send(job)
            .map_err(|_| Error::internal("no thread for pictures"))?;
        match done.await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(_)) => Err(Error::internal("working on a picture panicked")),
            Err(_) => Err(Error::internal("a thread for pictures ended")),
        }
    }
}

fn started(count: usize) -> Sender<Job> {
    let (jobs, waiting) = channel::<Job>();
    let waiting = Arc::new(Mutex::new(waiting));
    for number in 1..=count {
        let waiting = Arc::clone(&waiting);
        let thread = std::thread::Builder::new().name(format!("pictures-{number}"));
        if let Err(error) = thread.spawn(move || {
            while let Some(job) = next(&waiting) {
                job()
            }
        }) {
            tracing::error!(%error, "cannot begin a thread for pictures");
        }
    }
    jobs
}

/// The next job, or that there will be none.
fn next(waiting: &Mutex<Receiver<Job>>) -> Option<Job> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn jobs_are_done_and_one_that_panics_takes_no_thread_with_it() {
        let hands = Hands::new(1);
        assert_eq!(hands.work(|| 1).await.expect("done"), 1);
        let panicked = hands
            .work(|| {
                if std::thread::current().name().is_some() {
                    panic!("on purpose")
                }
            })
            .await;
        assert!(matches!(panicked, Err(Error::Internal(_))), "{panicked:?}");
        let name = hands.work(|| std::thread::current().name().map(str::to_owned)).await.expect("done");
        assert_eq!(name.as_deref(), Some("pictures-1"));
    }
}
