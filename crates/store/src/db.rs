//! The one room that names a driver. Procedures run on plain threads, never on those of a web server.

mod lite;
mod pg;
mod turn;
mod tx;
mod value;

use std::cell::Cell;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, TrySendError, bounded};

pub(crate) use pg::administer;
pub use tx::Tx;
pub use value::{Row, V};

use crate::id::Ids;
use crate::{Trouble, TroubleKind, migration};
use turn::{Procedure, Work};

/// The queue is full: nothing was begun, come again in a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the database's queue is full")]
pub struct Busy;

/// How a database is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// Serving, or looking on beside the one that serves.
    pub mode: Mode,
    /// How many asks may wait before [`Busy`].
    pub queue: usize,
    /// SQLite: reading connections; one a core where not given.
    pub readers: Option<usize>,
    /// PostgreSQL: connections, each on its own thread.
    pub connections: usize,
    /// This process among those that draw ids for one database, 0 to 1023.
    pub node: u16,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            mode: Mode::Serve,
            queue: 1_024,
            readers: None,
            connections: 8,
            node: 0,
        }
    }
}

/// What a process does with a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Migrates, reads and writes. One process per SQLite file.
    Serve,
    /// Reads only, also while another process serves: `check`, `audit verify`, `backup`.
    Beside,
}

/// An open database. Clones share it; it is closed with the last one.
#[derive(Clone)]
pub struct Db {
    open: Arc<Open>,
}

struct Open {
    mode: Mode,
    ids: Arc<Ids>,
    writes: Option<Sender<Work>>,
    reads: Option<Sender<Work>>,
    threads: Vec<JoinHandle<()>>,
    lock: Option<std::fs::File>,
}

thread_local! {
    static IS_DATABASE_THREAD: Cell<bool> = const { Cell::new(false) };
}

impl Db {
    /// Opens `postgres://…` (with an optional `?schema=name`), `:memory:`, or the path of an SQLite file, and migrates it.
    ///
    /// Errors: an unreachable database, a file that another process serves, a schema newer than this program.
    pub fn open(url: &str, options: Options) -> Result<Db, Trouble> {
        let ids = Arc::new(Ids::new(options.node));
        let mode = options.mode;
        let prepare = {
            let ids = Arc::clone(&ids);
            move |tx: &mut Tx| {
                match mode {
                    Mode::Serve => migration::run(tx)?,
                    Mode::Beside => migration::require(tx)?,
                }
                let last = tx.one("SELECT COALESCE(MAX(subject_id), 0) FROM subject", &[])?;
                ids.rise_above(last.map_or(Ok(0), |row| row.i64(0))?);
                Ok(())
            }
        };
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let (work, threads) = pg::open(url, &options, &ids, prepare)?;
            return Ok(Db::of(Open {
                mode,
                ids,
                writes: Some(work.0),
                reads: Some(work.1),
                threads,
                lock: None,
            }));
        }
        let path = (url != ":memory:").then(|| PathBuf::from(url.strip_prefix("sqlite:").unwrap_or(url)));
        let lite = lite::open(path, &options, &ids, prepare)?;
        Ok(Db::of(Open {
            mode,
            ids,
            writes: Some(lite.writes),
            reads: Some(lite.reads),
            threads: lite.threads,
            lock: lite.lock,
        }))
    }

    fn of(open: Open) -> Db {
        Db { open: Arc::new(open) }
    }

    /// A new id at the instant `now` (ms), outside any transaction.
    pub fn id(&self, now: i64) -> i64 {
        self.open.ids.draw(now)
    }

    /// Runs a procedure in a transaction of its own and answers when it is durable. A refusal or trouble keeps nothing of it.
    ///
    /// The procedure may run more than once (PostgreSQL, after a conflict). Waits while the queue is full.
    pub fn write<T, E>(&self, f: impl FnMut(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Trouble> + Send + 'static,
    {
        let (done, answer) = bounded(1);
        let turn = Procedure::boxed(f, move |result| drop(done.send(result)));
        self.wait(self.open.write_queue()?, Work::Write(turn))?;
        answer.recv().map_err(|_| E::from(closed()))?
    }

    /// As [`Db::write`], never waiting: `done` is called on a database thread after the COMMIT and must be quick.
    pub fn write_then<T, E>(
        &self,
        f: impl FnMut(&mut Tx) -> Result<T, E> + Send + 'static,
        done: impl FnOnce(Result<T, E>) + Send + 'static,
    ) -> Result<(), Busy>
    where
        T: Send + 'static,
        E: From<Trouble> + Send + 'static,
    {
        match self.open.write_queue() {
            Ok(queue) => hand_over(queue, Work::Write(Procedure::boxed(f, done))),
            Err(trouble) => {
                done(Err(trouble.into()));
                Ok(())
            }
        }
    }

    /// Reads one snapshot. Waits while the queue is full.
    pub fn read<T, E>(&self, f: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Trouble> + Send + 'static,
    {
        let (done, answer) = bounded(1);
        let turn = Procedure::boxed(once(f), move |result| drop(done.send(result)));
        self.wait(self.open.read_queue()?, Work::Read(turn))?;
        answer.recv().map_err(|_| E::from(closed()))?
    }

    /// As [`Db::read`], never waiting: `done` is called on a database thread and must be quick.
    pub fn read_then<T, E>(
        &self,
        f: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
        done: impl FnOnce(Result<T, E>) + Send + 'static,
    ) -> Result<(), Busy>
    where
        T: Send + 'static,
        E: From<Trouble> + Send + 'static,
    {
        match self.open.read_queue() {
            Ok(queue) => hand_over(queue, Work::Read(Procedure::boxed(once(f), done))),
            Err(trouble) => {
                done(Err(trouble.into()));
                Ok(())
            }
        }
    }

    fn wait(&self, queue: &Sender<Work>, work: Work) -> Result<(), Trouble> {
        if IS_DATABASE_THREAD.get() {
            return Err(Trouble::bug("a procedure asked for another transaction"));
        }
        queue.send(work).map_err(|_| closed())
    }
}

impl Open {
    fn write_queue(&self) -> Result<&Sender<Work>, Trouble> {
        match self.mode {
            Mode::Serve => self.writes.as_ref().ok_or_else(closed),
            Mode::Beside => Err(Trouble::bug("a database opened to look on was asked to write")),
        }
    }

    fn read_queue(&self) -> Result<&Sender<Work>, Trouble> {
        self.reads.as_ref().ok_or_else(closed)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.writes = None;
        self.reads = None;
        // The last clone may die in a procedure; a thread cannot wait for itself.
        if !IS_DATABASE_THREAD.get() {
            for thread in self.threads.drain(..) {
                drop(thread.join());
            }
        }
        self.lock = None;
    }
}

fn hand_over(queue: &Sender<Work>, work: Work) -> Result<(), Busy> {
    queue.try_send(work).map_err(|e| match e {
        TrySendError::Full(_) | TrySendError::Disconnected(_) => Busy,
    })
}

fn once<T, E: From<Trouble>>(f: impl FnOnce(&mut Tx) -> Result<T, E>) -> impl FnMut(&mut Tx) -> Result<T, E> {
    let mut f = Some(f);
    move |tx| match f.take() {
        Some(f) => f(tx),
        None => Err(Trouble::bug("a reading ran twice").into()),
    }
}

fn closed() -> Trouble {
    Trouble::new(TroubleKind::Database, "the database is closed")
}

fn spawn(name: &str, f: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Trouble> {
    let marked = move || {
        IS_DATABASE_THREAD.set(true);
        f();
    };
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(marked)
        .map_err(|e| Trouble::new(TroubleKind::Database, format!("a thread did not start: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{self, Body, NewEvent, SubjectKind};
    use units::date;

    fn new_event(subject: i64, key: &str) -> NewEvent<'_> {
        NewEvent {
            subject,
            kind: "test",
            on_date: date(2026, 7, 14),
            at: 0,
            actor: 1,
            behalf: None,
            key,
            ask_hash: [0; 32],
            body: Body::new(),
        }
    }

    #[test]
    fn an_event_is_there_after_the_answer() {
        let db = Db::open(":memory:", Options::default()).unwrap();
        let n = db
            .write(|tx| {
                event::create_subject(tx, 5, SubjectKind::Employer, "cn/example")?;
                event::append(tx, &new_event(5, "a"))?;
                event::append(tx, &new_event(5, "b"))
            })
            .unwrap();
        assert_eq!(n, 2);
        let found = db.read(|tx| event::find_by_key(tx, 5, 1, "a", &[0; 32])).unwrap().unwrap();
        assert_eq!((found.n, found.on_date), (1, date(2026, 7, 14)));
        let other = db.read(|tx| event::find_by_key(tx, 5, 1, "a", &[1; 32]));
        assert_eq!(other, Err(event::Refused::KeyUsedForSomethingElse { key: "a".into(), n: 1 }.into()));
    }
}
