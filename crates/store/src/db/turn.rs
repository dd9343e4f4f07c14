use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Tx;
use crate::Trouble;

/// One procedure on its way through a database thread.
pub(super) trait Turn: Send {
    /// Runs it, again after a conflict. True: what it wrote is to be kept. False: undo it.
    fn run(&mut self, tx: &mut Tx) -> bool;
    /// Answers its caller: with its own result, or with the trouble that befell its commit.
    fn finish(self: Box<Self>, trouble: Option<Trouble>);
}

/// What waits in a queue.
pub(super) enum Work {
    Write(Box<dyn Turn>),
    Read(Box<dyn Turn>),
}

/// A procedure, its result, and who waits for it.
pub(super) struct Procedure<F, T, E, D> {
    run: F,
    result: Option<Result<T, E>>,
    done: D,
}

impl<F, T, E, D> Procedure<F, T, E, D>
where
    F: FnMut(&mut Tx) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Trouble> + Send + 'static,
    D: FnOnce(Result<T, E>) + Send + 'static,
{
    pub(super) fn boxed(run: F, done: D) -> Box<dyn Turn> {
        Box::new(Procedure { run, result: None, done })
    }
}

impl<F, T, E, D> Turn for Procedure<F, T, E, D>
where
    F: FnMut(&mut Tx) -> Result<T, E> + Send,
    T: Send,
    E: From<Trouble> + Send,
    D: FnOnce(Result<T, E>) + Send,
{
    fn run(&mut self, tx: &mut Tx) -> bool {
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.run)(tx)));
        let result = match (outcome, tx.failure()) {
            (Err(panic), _) => Err(Trouble::bug(panic_words(panic.as_ref())).into()),
            // A statement failed and the procedure went on: nothing of it may be kept on either database.
            (Ok(Ok(_)), Some(trouble)) => Err(trouble.into()),
            (Ok(result), _) => result,
        };
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn finish(self: Box<Self>, trouble: Option<Trouble>) {
        let Procedure { result, done, .. } = *self;
        let result = match (trouble, result) {
            (Some(trouble), _) => Err(trouble.into()),
            (None, Some(result)) => result,
            (None, None) => Err(Trouble::bug("a procedure was answered before it ran").into()),
        };
        // A caller that panics in its answer must not end the thread that serves all others.
        if catch_unwind(AssertUnwindSafe(|| done(result))).is_err() {
            tracing::error!("the answer to a procedure panicked");
        }
    }
}

fn panic_words(panic: &(dyn Any + Send)) -> String {
    let words = panic
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    format!("a procedure panicked: {}", words.as_deref().unwrap_or("without words"))
}
