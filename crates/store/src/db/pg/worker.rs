use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded, never, select};
use postgres::Config;

use super::{Pg, address};
use crate::db::turn::{Turn, Work};
use crate::db::tx::Engine;
use crate::db::{Mode, Options, Tx, V, spawn};
use crate::id::Ids;
use crate::{Trouble, TroubleKind};

/// How often a procedure is tried again after a conflict.
const RETRIES: usize = 5;

/// Where work is handed in: to write, to read.
type Queues = (Sender<Work>, Sender<Work>);

/// Connects, prepares the schema, and starts the threads.
pub(in crate::db) fn open(
    url: &str,
    options: &Options,
    ids: &Arc<Ids>,
    prepare: impl FnOnce(&mut Tx) -> Result<(), Trouble> + Send + 'static,
) -> Result<(Queues, Vec<JoinHandle<()>>), Trouble> {
    let (config, schema) = address(url)?;
    let serves = options.mode == Mode::Serve;
    on_own_thread(config.clone(), Arc::clone(ids), move |tx| {
        if let (Some(name), true) = (schema, serves) {
            tx.script(&format!("CREATE SCHEMA IF NOT EXISTS {name}"))?;
        }
        prepare(tx)
    })?;
    let (writes, to_write) = bounded(options.queue);
    let (reads, to_read) = bounded(options.queue);
    let mut threads = Vec::new();
    for _ in 0..options.connections.max(1) {
        let (config, ids) = (config.clone(), Arc::clone(ids));
        let (to_write, to_read) = (to_write.clone(), to_read.clone());
        let (ready, is_ready) = bounded(1);
        threads.push(spawn("store-worker", move || match Pg::connect(&config) {
            Ok(pg) => {
                drop(ready.send(Ok(())));
                work(Tx::new(Engine::Pg(Box::new(pg)), ids), to_write, to_read);
            }
            Err(trouble) => drop(ready.send(Err(trouble))),
        })?);
        is_ready.recv().map_err(|_| Trouble::bug("a worker did not start"))??;
    }
    Ok(((writes, reads), threads))
}

/// Runs statements on a connection of its own, outside any transaction of ours: makes and drops databases.
pub(crate) fn administer<T: Send + 'static>(
    url: &str,
    f: impl FnOnce(&mut Tx) -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    on_own_thread(address(url)?.0, Arc::new(Ids::new(0)), f)
}

/// A client panics where it is used or dropped on a thread of an async runtime, which the caller's may be.
fn on_own_thread<T: Send + 'static>(
    config: Config,
    ids: Arc<Ids>,
    f: impl FnOnce(&mut Tx) -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    let (done, answer) = bounded(1);
    let thread = spawn("store-opening", move || {
        let result = Pg::connect(&config).and_then(|pg| f(&mut Tx::new(Engine::Pg(Box::new(pg)), ids)));
        drop(done.send(result));
    })?;
    let result = answer
        .recv()
        .map_err(|_| Trouble::bug("a database thread ended without an answer"))?;
    drop(thread.join());
    result
}

/// Serves both queues until both are closed.
fn work(mut tx: Tx, mut to_write: Receiver<Work>, mut to_read: Receiver<Work>) {
    let (mut writes_end, mut reads_end) = (false, false);
    while !(writes_end && reads_end) {
        select! {
            recv(to_write) -> work => match work {
                Ok(work) => run(&mut tx, work),
                Err(_) => (writes_end, to_write) = (true, never()),
            },
            recv(to_read) -> work => match work {
                Ok(work) => run(&mut tx, work),
                Err(_) => (reads_end, to_read) = (true, never()),
            },
        }
    }
}

fn run(tx: &mut Tx, work: Work) {
    match work {
        Work::Write(turn) => write(tx, turn),
        Work::Read(turn) => read(tx, turn),
    }
}

/// Runs a procedure until it commits, refuses, or has met too many conflicts.
fn write(tx: &mut Tx, mut turn: Box<dyn Turn>) {
    tx.start();
    let mut outcome = None;
    for attempt in 0..=RETRIES {
        let queued = if attempt > 0 { queue(tx) } else { Vec::new() };
        let done = attempt_once(tx, turn.as_mut());
        for subject in queued {
            // A lost connection has lost its locks too.
            drop(pg(tx).and_then(|pg| pg.execute("SELECT pg_advisory_unlock($1)", &[V::I(subject)])));
        }
        match done {
            Attempt::Conflict(trouble) => outcome = Some(trouble),
            Attempt::Done | Attempt::Failed(_) => {
                outcome = done.trouble();
                break;
            }
        }
        tx.again();
    }
    turn.finish(outcome);
}

/// From the second try on, those who act on one subject queue for it: a snapshot taken before the lock would be stale again.
fn queue(tx: &mut Tx) -> Vec<i64> {
    let mut queued = tx.claimed();
    queued.retain(|subject| {
        pg(tx)
            .and_then(|pg| pg.execute("SELECT pg_advisory_lock($1)", &[V::I(*subject)]))
            .is_ok()
    });
    queued
}

enum Attempt {
    /// Committed, or refused and rolled back: the procedure's own result stands.
    Done,
    /// Others were quicker: try again.
    Conflict(Trouble),
    /// Nothing was kept and trying again does not help.
    Failed(Trouble),
}

impl Attempt {
    fn trouble(self) -> Option<Trouble> {
        match self {
            Attempt::Done => None,
            Attempt::Conflict(trouble) | Attempt::Failed(trouble) => Some(trouble),
        }
    }
}

fn attempt_once(tx: &mut Tx, turn: &mut dyn Turn) -> Attempt {
    if let Err(trouble) = pg(tx).and_then(|pg| pg.begin("BEGIN ISOLATION LEVEL SERIALIZABLE")) {
        return Attempt::Failed(trouble);
    }
    let keep = turn.run(tx);
    let failure = tx.failure();
    let ended = pg(tx).and_then(|pg| pg.script(if keep { "COMMIT" } else { "ROLLBACK" }));
    match (failure, ended) {
        (Some(trouble), _) if is_conflict(&trouble) => Attempt::Conflict(trouble),
        (_, Err(trouble)) if is_conflict(&trouble) => Attempt::Conflict(trouble),
        (_, Err(trouble)) if keep => Attempt::Failed(trouble),
        // A rollback that failed has lost its connection: nothing was kept, the procedure's own answer stands.
        (_, Ok(()) | Err(_)) => Attempt::Done,
    }
}

/// Two first asks with one unique key are a conflict too: the second finds the first's row when it runs again.
fn is_conflict(trouble: &Trouble) -> bool {
    matches!(trouble.kind(), TroubleKind::Conflict | TroubleKind::AlreadyThere)
}

/// Reads one snapshot.
fn read(tx: &mut Tx, mut turn: Box<dyn Turn>) {
    tx.start();
    if let Err(trouble) = pg(tx).and_then(|pg| pg.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")) {
        turn.finish(Some(trouble));
        return;
    }
    turn.run(tx);
    if let Err(trouble) = pg(tx).and_then(|pg| pg.script("ROLLBACK")) {
        tracing::warn!(%trouble, "the end of a reading");
    }
    turn.finish(None);
}

fn pg(tx: &mut Tx) -> Result<&mut Pg, Trouble> {
    match &mut tx.engine {
        Engine::Pg(pg) => Ok(pg.as_mut()),
        Engine::Lite(_) => Err(Trouble::bug("an SQLite transaction on a PostgreSQL thread")),
    }
}
