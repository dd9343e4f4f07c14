use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};
use rusqlite::backup::Backup;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement, ToSql};

use super::turn::{Turn, Work};
use super::tx::{Each, EachInts, Engine};
use super::{Mode, Row, Tx, V};
use crate::id::Ids;
use crate::{Trouble, TroubleKind};

/// At most so many procedures share one COMMIT.
const GROUP_PROCEDURES: usize = 256;
/// A group that has touched so many rows is committed before the next procedure: about 500 lines of a filing.
const GROUP_ROWS: u64 = 3_000;
/// After so many groups the checkpoint thread is woken.
const GROUPS_PER_CHECKPOINT: u32 = 64;

/// One connection to an SQLite database.
pub(super) struct Lite {
    conn: Connection,
    reads_only: bool,
}

impl ToSql for V {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            V::Null => ValueRef::Null,
            V::I(x) => ValueRef::Integer(*x),
            V::T(x) => ValueRef::Text(x.as_bytes()),
            V::B(x) => ValueRef::Blob(x),
        }))
    }
}

impl Lite {
    /// A connection that writes. `None` is a database in memory.
    fn writer(path: Option<&Path>) -> Result<Lite, Trouble> {
        let conn = match path {
            Some(path) => {
                create(path)?;
                Connection::open(path)
            }
            None => Connection::open_in_memory(),
        };
        let conn = conn.map_err(trouble)?;
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 20000; PRAGMA cache_size = -65536;",
        )
        .map_err(trouble)?;
        Lite::prepared(conn, false)
    }

    /// A connection that only reads.
    fn reader(path: &Path) -> Result<Lite, Trouble> {
        let flags = OpenFlags::default().difference(OpenFlags::SQLITE_OPEN_CREATE);
        let conn = Connection::open_with_flags(path, flags).map_err(trouble)?;
        conn.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -16384;")
            .map_err(trouble)?;
        Lite::prepared(conn, true)
    }

    fn prepared(conn: Connection, reads_only: bool) -> Result<Lite, Trouble> {
        conn.busy_timeout(Duration::from_secs(10)).map_err(trouble)?;
        // REPLACE fires the triggers of append-only tables only with recursive_triggers.
        conn.execute_batch(
            "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA recursive_triggers = ON; PRAGMA temp_store = MEMORY;",
        )
        .map_err(trouble)?;
        conn.set_prepared_statement_cache_capacity(512);
        Ok(Lite { conn, reads_only })
    }

    pub(super) fn execute(&mut self, sql: &str, args: &[V]) -> Result<u64, Trouble> {
        let mut statement = self.conn.prepare_cached(sql).map_err(|e| trouble_in(e, sql))?;
        bind(&mut statement, args, sql)?;
        statement.raw_execute().map(|n| n as u64).map_err(|e| trouble_in(e, sql))
    }

    pub(super) fn stream(&mut self, sql: &str, args: &[V], each: &mut Each) -> Result<(), Trouble> {
        let mut statement = self.conn.prepare_cached(sql).map_err(|e| trouble_in(e, sql))?;
        bind(&mut statement, args, sql)?;
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        let mut row = Row::default();
        while let Some(found) = rows.next().map_err(|e| trouble_in(e, sql))? {
            row.cells.clear();
            for col in 0..columns {
                row.cells.push(match found.get_ref(col).map_err(|e| trouble_in(e, sql))? {
                    ValueRef::Null => V::Null,
                    ValueRef::Integer(x) => V::I(x),
                    ValueRef::Text(x) => V::T(
                        std::str::from_utf8(x)
                            .map_err(|_| Trouble::value(format!("column {col} is no UTF-8: {sql}")))?
                            .to_owned(),
                    ),
                    ValueRef::Blob(x) => V::B(x.to_vec()),
                    ValueRef::Real(_) => return Err(Trouble::value(format!("column {col} holds a float: {sql}"))),
                });
            }
            each(&mut row)?;
        }
        Ok(())
    }

    /// As [`Lite::stream`] for rows of integers alone, which need no memory of their own.
    pub(super) fn stream_ints<const N: usize>(&mut self, sql: &str, args: &[V], each: &mut EachInts<'_, N>) -> Result<(), Trouble> {
        let mut statement = self.conn.prepare_cached(sql).map_err(|e| trouble_in(e, sql))?;
        bind(&mut statement, args, sql)?;
        let mut rows = statement.raw_query();
        while let Some(found) = rows.next().map_err(|e| trouble_in(e, sql))? {
            let mut row = [0; N];
            for (col, cell) in row.iter_mut().enumerate() {
                *cell = match found.get_ref(col).map_err(|e| trouble_in(e, sql))? {
                    ValueRef::Integer(x) => x,
                    other => {
                        return Err(Trouble::value(format!(
                            "column {col} holds {} where an integer is expected: {sql}",
                            other.data_type()
                        )));
                    }
                };
            }
            each(row)?;
        }
        Ok(())
    }

    pub(super) fn bulk<R: AsRef<[V]>>(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = R>,
        on_conflict: &str,
    ) -> Result<u64, Trouble> {
        // Places without names: looking 27 names up cost a close a tenth of its time.
        let places = vec!["?"; columns.len()].join(", ");
        let sql = format!("INSERT INTO {table} ({}) VALUES ({places}){on_conflict}", columns.join(", "));
        let mut statement = self.conn.prepare_cached(&sql).map_err(|e| trouble_in(e, &sql))?;
        let mut count = 0;
        let mut before: Option<R> = None;
        for row in rows {
            let (values, bound) = (row.as_ref(), before.as_ref().map_or(&[][..], AsRef::as_ref));
            if values.len() != columns.len() {
                return Err(Trouble::bug(format!(
                    "{} values for {} columns: {sql}",
                    values.len(),
                    columns.len()
                )));
            }
            for (at, value) in values.iter().enumerate() {
                // What the row before has bound stays bound.
                if bound.get(at) != Some(value) {
                    statement.raw_bind_parameter(at + 1, value).map_err(|e| trouble_in(e, &sql))?;
                }
            }
            count += statement.raw_execute().map_err(|e| trouble_in(e, &sql))? as u64;
            before = Some(row);
        }
        Ok(count)
    }

    pub(super) fn script(&mut self, text: &str) -> Result<(), Trouble> {
        self.conn.execute_batch(text).map_err(|e| trouble_in(e, text))
    }

    fn begin_reading(&mut self) -> Result<(), Trouble> {
        if !self.reads_only {
            self.script("PRAGMA query_only = ON")?;
        }
        self.plain("BEGIN")
    }

    fn end_reading(&mut self) -> Result<(), Trouble> {
        self.plain("ROLLBACK")?;
        if !self.reads_only {
            self.script("PRAGMA query_only = OFF")?;
        }
        Ok(())
    }

    fn plain(&mut self, sql: &'static str) -> Result<(), Trouble> {
        self.execute(sql, &[]).map(drop)
    }

    /// Whether SQLite itself has given up the transaction (disk full, I/O error).
    fn is_outside(&self) -> bool {
        self.conn.is_autocommit()
    }
}

/// SQLite takes `$1` for a name; the number in it says which argument is meant.
fn bind(statement: &mut Statement<'_>, args: &[V], sql: &str) -> Result<(), Trouble> {
    let mut highest = 0;
    for place in 1..=statement.parameter_count() {
        let number = statement
            .parameter_name(place)
            .and_then(|name| name.get(1..)?.parse::<usize>().ok());
        let value = number.and_then(|n| args.get(n.checked_sub(1)?));
        let (Some(number), Some(value)) = (number, value) else {
            return Err(Trouble::bug(format!("a parameter without an argument: {sql}")));
        };
        highest = highest.max(number);
        statement.raw_bind_parameter(place, value).map_err(|e| trouble_in(e, sql))?;
    }
    if highest != args.len() {
        return Err(Trouble::bug(format!("{} arguments for {highest} parameters: {sql}", args.len())));
    }
    Ok(())
}

fn trouble(error: rusqlite::Error) -> Trouble {
    let kind = match error.sqlite_error() {
        Some(e)
            if matches!(
                e.extended_code,
                rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            ) =>
        {
            TroubleKind::AlreadyThere
        }
        Some(e) if e.code == ErrorCode::ConstraintViolation => TroubleKind::Constraint,
        Some(_) | None => TroubleKind::Database,
    };
    Trouble::new(kind, error.to_string())
}

fn trouble_in(error: rusqlite::Error, sql: &str) -> Trouble {
    let trouble = trouble(error);
    Trouble::new(trouble.kind(), format!("{trouble}: {sql}"))
}

/// What an open SQLite database runs on.
pub(super) struct Threads {
    pub(super) writes: Sender<Work>,
    pub(super) reads: Sender<Work>,
    pub(super) threads: Vec<JoinHandle<()>>,
    /// Held as long as this process serves the file.
    pub(super) lock: Option<File>,
}

/// Opens a file, or a database in memory, and starts its threads. `prepare` runs first, on the writer.
pub(super) fn open(
    path: Option<PathBuf>,
    options: &super::Options,
    ids: &Arc<Ids>,
    prepare: impl FnOnce(&mut Tx) -> Result<(), Trouble> + Send + 'static,
) -> Result<Threads, Trouble> {
    let lock = match (&path, options.mode) {
        (Some(path), Mode::Serve) => Some(lock_file(path)?),
        (Some(_), Mode::Beside) | (None, _) => None,
    };
    let (writes, written) = bounded(options.queue);
    let (ready, is_ready) = bounded(1);
    let mut threads = Vec::new();
    let (wake, woken) = bounded::<()>(1);
    let writer = (path.clone(), Arc::clone(ids), options.mode);
    threads.push(super::spawn("store-writer", move || {
        let (path, ids, mode) = writer;
        let opened = match (mode, &path) {
            (Mode::Beside, Some(path)) => Lite::reader(path),
            (Mode::Serve, _) | (Mode::Beside, None) => Lite::writer(path.as_deref()),
        };
        let prepared = opened.and_then(|lite| {
            let mut tx = Tx::new(Engine::Lite(lite), ids);
            prepare(&mut tx).map(|()| tx)
        });
        match prepared {
            Ok(tx) => {
                drop(ready.send(Ok(())));
                write(tx, &written, &wake);
            }
            Err(trouble) => drop(ready.send(Err(trouble))),
        }
    })?);
    is_ready.recv().map_err(|_| Trouble::bug("the writer did not start"))??;
    let reads = match path {
        None => writes.clone(),
        Some(path) => {
            let (reads, asked) = bounded(options.queue);
            let readers = options
                .readers
                .unwrap_or_else(|| std::thread::available_parallelism().map_or(2, |n| n.get().max(2)));
            for _ in 0..readers {
                let tx = Tx::new(Engine::Lite(Lite::reader(&path)?), Arc::clone(ids));
                let asked = asked.clone();
                threads.push(super::spawn("store-reader", move || read(tx, &asked))?);
            }
            if options.mode == Mode::Serve {
                let lite = Lite::writer(Some(&path))?;
                threads.push(super::spawn("store-checkpoint", move || checkpoint(&lite, &woken))?);
            }
            reads
        }
    };
    Ok(Threads {
        writes,
        reads,
        threads,
        lock,
    })
}

/// Copies a database file page by page while others write it; what they commit meanwhile is copied too.
pub(crate) fn copy_file(from: &Path, to: &Path) -> Result<(), Trouble> {
    if !from.exists() {
        return Err(super::missing(from));
    }
    let source = Lite::reader(from)?;
    create(to)?;
    let mut target = Connection::open(to).map_err(trouble)?;
    let copy = Backup::new(&source.conn, &mut target).map_err(trouble)?;
    // All pages in one step: one snapshot, whatever is written meanwhile.
    copy.run_to_completion(i32::MAX, Duration::ZERO, None).map_err(trouble)
}

/// Makes the file where there is none, for its owner alone: SQLite gives the files beside it (`-wal`, `-shm`) the same rights.
fn create(path: &Path) -> Result<(), Trouble> {
    let mut how = OpenOptions::new();
    how.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut how, 0o600);
    let made = how.open(path).map(drop);
    made.map_err(|e| Trouble::new(TroubleKind::Database, format!("{}: {e}", path.display())))
}

/// One process serves a file: its lock file lies beside it and is freed by the system when the process ends.
fn lock_file(path: &Path) -> Result<File, Trouble> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file = File::create(&name).map_err(|e| Trouble::new(TroubleKind::Database, format!("{}: {e}", name.display())))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Trouble::new(
            TroubleKind::Served,
            format!("{} is served by another process", path.display()),
        )),
        Err(TryLockError::Error(e)) => Err(Trouble::new(TroubleKind::Database, format!("{}: {e}", name.display()))),
    }
}

fn write(mut tx: Tx, work: &Receiver<Work>, wake: &Sender<()>) {
    let mut groups = 0_u32;
    let mut next = None;
    while let Some(first) = next.take().or_else(|| work.recv().ok()) {
        match first {
            Work::Read(turn) => read_one(&mut tx, turn),
            Work::Write(turn) => {
                next = write_group(&mut tx, turn, work);
                groups += 1;
                if groups.is_multiple_of(GROUPS_PER_CHECKPOINT) {
                    // Full means that it is awake already.
                    let _ = wake.try_send(());
                }
            }
        }
    }
}

/// Runs what is queued in one transaction and answers after its COMMIT. Gives back the first work that is no write.
fn write_group(tx: &mut Tx, first: Box<dyn Turn>, work: &Receiver<Work>) -> Option<Work> {
    if let Err(trouble) = lite(tx).and_then(|l| l.plain("BEGIN IMMEDIATE")) {
        first.finish(Some(trouble));
        return None;
    }
    tx.changed = 0;
    let mut group: Vec<Box<dyn Turn>> = Vec::new();
    let mut turn = first;
    let mut next = None;
    let broken = loop {
        let broken = run_in_savepoint(tx, turn.as_mut()).err();
        group.push(turn);
        if broken.is_some() || group.len() >= GROUP_PROCEDURES || tx.changed >= GROUP_ROWS {
            break broken;
        }
        match work.try_recv() {
            Ok(Work::Write(more)) => turn = more,
            Ok(Work::Read(read)) => {
                next = Some(Work::Read(read));
                break None;
            }
            Err(_) => break None,
        }
    };
    let failed = broken.or_else(|| lite(tx).and_then(|l| l.plain("COMMIT")).err());
    if let Some(trouble) = &failed {
        tracing::error!(%trouble, procedures = group.len(), "a group of procedures was not committed");
        // Where SQLite has rolled back by itself this fails, and that is the state wanted.
        drop(lite(tx).map(|l| if l.is_outside() { Ok(()) } else { l.plain("ROLLBACK") }));
    }
    for turn in group {
        turn.finish(failed.clone());
    }
    next
}

/// An error means that the whole group is lost.
fn run_in_savepoint(tx: &mut Tx, turn: &mut dyn Turn) -> Result<(), Trouble> {
    lite(tx)?.plain("SAVEPOINT turn")?;
    tx.start();
    let keep = turn.run(tx);
    let trouble = tx.failure();
    let lite = lite(tx)?;
    if lite.is_outside() {
        return Err(trouble.unwrap_or_else(|| Trouble::new(TroubleKind::Database, "SQLite gave the transaction up")));
    }
    if !keep {
        lite.plain("ROLLBACK TO turn")?;
    }
    lite.plain("RELEASE turn")
}

fn read(mut tx: Tx, work: &Receiver<Work>) {
    while let Ok(Work::Read(turn) | Work::Write(turn)) = work.recv() {
        read_one(&mut tx, turn);
    }
}

/// Reads one snapshot.
fn read_one(tx: &mut Tx, mut turn: Box<dyn Turn>) {
    if let Err(trouble) = lite(tx).and_then(Lite::begin_reading) {
        turn.finish(Some(trouble));
        return;
    }
    tx.start();
    turn.run(tx);
    let ended = lite(tx).and_then(Lite::end_reading);
    turn.finish(ended.err());
}

fn checkpoint(lite: &Lite, woken: &Receiver<()>) {
    while woken.recv().is_ok() {
        if let Err(error) = lite.conn.execute_batch("PRAGMA wal_checkpoint(PASSIVE)") {
            tracing::warn!(%error, "checkpoint");
        }
    }
}

fn lite(tx: &mut Tx) -> Result<&mut Lite, Trouble> {
    match &mut tx.engine {
        Engine::Lite(lite) => Ok(lite),
        Engine::Pg(_) => Err(Trouble::bug("a PostgreSQL transaction on an SQLite thread")),
    }
}
