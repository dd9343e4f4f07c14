//! The one room that names a driver. Procedures run on plain threads, never on those of a web server.

mod lite;
mod pg;
mod turn;
mod tx;
mod value;

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, TrySendError, bounded};

pub(crate) use lite::copy_file;
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
    /// Whether a database that is not there, or empty, is made; who looks on never makes one.
    pub makes: bool,
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
            makes: true,
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
    /// Errors: an unreachable database, a file that another process serves, a schema newer than this program; a file that is not there,
    /// or an empty database, where none is to be made.
    pub fn open(url: &str, options: Options) -> Result<Db, Trouble> {
        let ids = Arc::new(Ids::new(options.node));
        let (mode, makes) = (options.mode, options.makes);
        let prepare = {
            let ids = Arc::clone(&ids);
            move |tx: &mut Tx| {
                match (mode, makes) {
                    (Mode::Serve, true) => migration::run(tx)?,
                    (Mode::Serve, false) => {
                        migration::require_some(tx)?;
                        migration::run(tx)?;
                    }
                    (Mode::Beside, _) => migration::require(tx)?,
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
        let is_to_be_there = options.mode == Mode::Beside || !options.makes;
        if let Some(path) = path.as_ref().filter(|_| is_to_be_there) {
            let found = std::fs::metadata(path).map_err(|_| missing(path))?;
            if found.len() == 0 {
                return Err(migration::empty());
            }
        }
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

/// There is no database file of this name.
pub(crate) fn missing(path: &Path) -> Trouble {
    Trouble::new(TroubleKind::Missing, format!("there is no file {}", path.display()))
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
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::event::{self, Appended, Body, NewEvent, SubjectKind};
    use crate::scratch::Scratch;
    use units::date;

    fn each_database(test: impl Fn(&Db)) {
        for scratch in Scratch::each(&mut std::io::stderr()).unwrap() {
            test(&scratch.db);
        }
    }

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

    fn with_subject(db: &Db) {
        db.write(|tx| event::create_subject(tx, 5, SubjectKind::Employer, "cn/example"))
            .unwrap();
    }

    /// As a procedure does it: the first receipt where there is one, else a new event.
    fn submit(tx: &mut Tx, key: &str) -> Result<Appended, event::Error> {
        if let Some(found) = event::find_by_key(tx, 5, 1, key, &[0; 32])? {
            return Ok(found);
        }
        Ok(event::begin(tx, 5)?.append(tx, &new_event(5, key))?)
    }

    fn version(db: &Db) -> i64 {
        db.read(|tx| tx.one("SELECT version FROM subject WHERE subject_id = 5", &[])?.unwrap().i64(0))
            .unwrap()
    }

    #[test]
    fn an_event_is_there_after_the_answer_and_its_key_gives_it_again() {
        each_database(|db| {
            with_subject(db);
            assert_eq!(db.write(|tx| submit(tx, "a")).unwrap().n, 1);
            assert_eq!(db.write(|tx| submit(tx, "b")).unwrap().n, 2);
            let found = db.write(|tx| submit(tx, "a")).unwrap();
            assert_eq!((found.n, found.on_date, found.body.as_str()), (1, date(2026, 7, 14), "{}"));
            let other = db.read(|tx| event::find_by_key(tx, 5, 1, "a", &[1; 32]));
            assert_eq!(other, Err(event::Refused::KeyUsedForSomethingElse { key: "a".into(), n: 1 }.into()));
            assert_eq!(
                db.write(|tx| event::begin_at(tx, 5, 1).map(|_| ())),
                Err(event::Refused::VersionMoved { expected: 1, found: 2 }.into())
            );
            assert_eq!(
                db.write(|tx| event::begin(tx, 6).map(|_| ())),
                Err(event::Refused::NoSuchSubject { subject: 6 }.into())
            );
            assert_eq!(version(db), 2);
        });
    }

    #[test]
    fn two_hundred_identical_submits_are_one_event() {
        each_database(|db| {
            with_subject(db);
            std::thread::scope(|scope| {
                for _ in 0..32 {
                    scope.spawn(|| {
                        for _ in 0..7 {
                            assert_eq!(db.write(|tx| submit(tx, "same")).unwrap().n, 1);
                        }
                    });
                }
            });
            assert_eq!(version(db), 1);
        });
    }

    #[test]
    fn many_clerks_of_one_employer_are_all_served() {
        each_database(|db| {
            with_subject(db);
            std::thread::scope(|scope| {
                for clerk in 0..16 {
                    scope.spawn(move || {
                        for i in 0..10 {
                            db.write(move |tx| submit(tx, &format!("{clerk}/{i}"))).unwrap();
                        }
                    });
                }
            });
            assert_eq!(version(db), 160);
            crate::audit::verify(db, &mut |broken| panic!("{broken:?}")).unwrap();
        });
    }

    #[test]
    fn what_refuses_fails_or_panics_leaves_nothing_and_harms_no_neighbour() {
        each_database(|db| {
            with_subject(db);
            let refused: Result<(), event::Error> = db.write(|tx| {
                submit(tx, "refused")?;
                Err(event::Refused::Busy { job: 1 }.into())
            });
            assert_eq!(refused, Err(event::Refused::Busy { job: 1 }.into()));
            let panicked: Result<(), event::Error> = db.write(|tx| {
                submit(tx, "panicked")?;
                panic!("a bug");
            });
            assert!(matches!(panicked, Err(event::Error::Trouble(t)) if t.kind() == TroubleKind::Bug));
            // A procedure that goes on after a failed statement is not kept either.
            let swallowed: Result<(), Trouble> = db.write(|tx| {
                tx.execute("UPDATE subject SET region = 'changed' WHERE subject_id = 5", &[])?;
                let _ = tx.execute("INSERT INTO subject (subject_id) VALUES (9)", &[]);
                Ok(())
            });
            assert_eq!(swallowed.unwrap_err().kind(), TroubleKind::Constraint);
            let twice = db.write(|tx| event::create_subject(tx, 5, SubjectKind::Person, "x"));
            assert_eq!(twice.unwrap_err().kind(), TroubleKind::AlreadyThere);
            assert_eq!(db.write(|tx| submit(tx, "good")).unwrap().n, 1);
            let region = db.read(|tx| {
                Ok::<_, Trouble>(
                    tx.one("SELECT region FROM subject WHERE subject_id = 5", &[])?
                        .unwrap()
                        .text(0)?
                        .to_owned(),
                )
            });
            assert_eq!(region.unwrap(), "cn/example");
        });
    }

    #[test]
    fn a_reading_cannot_write_and_a_full_queue_says_so() {
        each_database(|db| {
            with_subject(db);
            assert!(db.read(|tx| tx.execute("UPDATE subject SET version = 9", &[])).is_err());
            assert_eq!(version(db), 0);
            db.write(|tx| tx.execute("UPDATE subject SET version = 0", &[])).unwrap();
        });
        let db = Db::open(
            ":memory:",
            Options {
                queue: 1,
                ..Options::default()
            },
        )
        .unwrap();
        let (go, wait) = bounded::<()>(0);
        let answered = Arc::new(AtomicUsize::new(0));
        let mut busy = 0;
        for _ in 0..5 {
            let (wait, answered) = (wait.clone(), Arc::clone(&answered));
            let asked = db.write_then(
                move |_| {
                    let _ = wait.recv_timeout(Duration::from_secs(10));
                    Ok::<_, Trouble>(())
                },
                move |result| {
                    let _ = answered.fetch_add(usize::from(result.is_ok()), Ordering::SeqCst);
                },
            );
            busy += usize::from(asked == Err(Busy));
        }
        drop(go);
        drop(db);
        assert!(busy >= 3, "{busy}");
        assert_eq!(answered.load(Ordering::SeqCst), 5 - busy);
    }

    #[test]
    fn many_rows_go_in_at_once_and_those_that_exist_stay() {
        each_database(|db| {
            let row = |i: i64| vec![V::I(i), V::from("person"), V::from("区\t\\"), V::I(0), V::Null, V::B(vec![0, 255])];
            const COLUMNS: &[&str] = &["subject_id", "kind", "region", "version", "busy", "head"];
            db.write(move |tx| tx.bulk("subject", COLUMNS, &mut (0..10_000).map(row))).unwrap();
            let new = db
                .write(move |tx| tx.bulk_missing("subject", COLUMNS, &mut (9_990..10_010).map(row)))
                .unwrap();
            assert_eq!(new, 10);
            let again = db.write(move |tx| tx.bulk("subject", COLUMNS, &mut (5..6).map(row)));
            assert_eq!(again.unwrap_err().kind(), TroubleKind::AlreadyThere);
            let mut seen = 0;
            let seen = db.read(move |tx| {
                tx.stream(
                    "SELECT subject_id, region, busy, head FROM subject ORDER BY subject_id",
                    &[],
                    &mut |r| {
                        assert_eq!(
                            (r.i64(0)?, r.text(1)?, r.opt_i64(2)?, r.bytes(3)?),
                            (seen, "区\t\\", None, [0, 255].as_slice())
                        );
                        seen += 1;
                        Ok(())
                    },
                )?;
                Ok::<_, Trouble>(seen)
            });
            assert_eq!(seen.unwrap(), 10_010);
        });
    }

    #[test]
    fn arguments_are_bound_by_number_and_their_count_must_fit() {
        each_database(|db| {
            let swapped = db.read(|tx| {
                let row = tx
                    .one(
                        "SELECT CAST($2 AS BIGINT), CAST($1 AS BIGINT), CAST($2 AS BIGINT)",
                        &[V::I(1), V::I(2)],
                    )?
                    .unwrap();
                Ok::<_, Trouble>((row.i64(0)?, row.i64(1)?, row.i64(2)?))
            });
            assert_eq!(swapped.unwrap(), (2, 1, 2));
            for args in [vec![], vec![V::I(1), V::I(2)]] {
                let wrong = db.read(move |tx| tx.query("SELECT version FROM subject WHERE subject_id = $1", &args));
                assert_eq!(wrong.unwrap_err().kind(), TroubleKind::Bug);
            }
            let nested = {
                let inner = db.clone();
                db.write(move |_| inner.write(|tx| tx.execute("UPDATE subject SET version = 1", &[])))
            };
            assert_eq!(nested.unwrap_err().kind(), TroubleKind::Bug);
        });
    }

    #[test]
    fn one_process_serves_a_file_and_others_look_on() {
        let folder = std::env::temp_dir().join(format!("shebao-store-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("one.db");
        let url = file.to_str().unwrap();
        let db = Db::open(url, Options::default()).unwrap();
        with_subject(&db);
        assert_eq!(Db::open(url, Options::default()).err().unwrap().kind(), TroubleKind::Served);
        let beside = Db::open(
            url,
            Options {
                mode: Mode::Beside,
                ..Options::default()
            },
        )
        .unwrap();
        assert_eq!(version(&beside), 0);
        db.write(|tx| submit(tx, "a")).unwrap();
        assert_eq!((version(&beside), version(&db)), (1, 1));
        assert!(beside.write(|tx| submit(tx, "b")).is_err());
        drop((beside, db));
        let db = Db::open(url, Options::default()).unwrap();
        assert_eq!(version(&db), 1);
        assert!(db.id(0) > 5, "ids rise above those that were drawn before");
        drop(db);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn who_makes_no_database_leaves_none_behind() {
        let folder = std::env::temp_dir().join(format!("shebao-missing-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (file, copy) = (folder.join("mistyped.db"), folder.join("copy.db"));
        let url = file.to_str().unwrap();
        let opened = |mode, makes| {
            let options = Options {
                mode,
                makes,
                ..Options::default()
            };
            Db::open(url, options).err().map(|trouble| trouble.kind())
        };
        for (mode, makes) in [(Mode::Beside, true), (Mode::Beside, false), (Mode::Serve, false)] {
            assert_eq!(opened(mode, makes), Some(TroubleKind::Missing));
        }
        assert_eq!(crate::backup::copy(url, &copy).unwrap_err().kind(), TroubleKind::Missing);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "nothing is left behind");
        std::fs::write(&file, b"").unwrap();
        for (mode, makes) in [(Mode::Beside, true), (Mode::Serve, false)] {
            assert_eq!(opened(mode, makes), Some(TroubleKind::Empty));
        }
        assert_eq!(std::fs::metadata(&file).unwrap().len(), 0, "nothing was made in it");
        assert_eq!(opened(Mode::Serve, true), None);
        assert_eq!(opened(Mode::Serve, false), None);
        std::fs::remove_dir_all(folder).unwrap();
    }

    /// Runs as a process of its own that is killed: files one act after another and names each that was answered.
    fn file_until_killed(url: &str) {
        use std::io::Write;
        let db = Db::open(url, Options::default()).unwrap();
        with_subject(&db);
        for i in 0.. {
            let n = db.write(move |tx| submit(tx, &format!("{i}"))).unwrap().n;
            writeln!(std::io::stdout(), "answered {n}").unwrap();
        }
    }

    #[test]
    fn what_was_answered_is_there_after_the_process_was_killed() {
        use std::io::{BufRead, BufReader};
        const CHILD: &str = "SHEBAO_TEST_KILLED";
        if let Ok(url) = std::env::var(CHILD) {
            return file_until_killed(&url);
        }
        let folder = std::env::temp_dir().join(format!("shebao-killed-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("killed.db");
        let url = file.to_str().unwrap();
        let name = "db::tests::what_was_answered_is_there_after_the_process_was_killed";
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(CHILD, url)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut answered = 0;
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            // libtest writes its own beginning of the first line.
            if let Some((_, n)) = line.unwrap().split_once("answered ") {
                answered = n.parse().unwrap();
            }
            if answered == 300 {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        assert!(answered >= 300);
        let db = Db::open(url, Options::default()).unwrap();
        assert!(version(&db) >= answered);
        crate::audit::verify(&db, &mut |broken| panic!("{broken:?}")).unwrap();
        assert_eq!(
            db.write(|tx| submit(tx, "0")).unwrap().n,
            1,
            "a resubmission finds its first receipt"
        );
        drop(db);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
