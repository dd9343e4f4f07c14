use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Row, V, lite::Lite, pg::Pg};
use crate::id::Ids;
use crate::{Trouble, TroubleKind};

/// A transaction, on either database. `$1`, `$2`, … are bound by number.
///
/// A statement that fails ends the transaction: whatever the procedure answers afterwards, nothing of it is kept.
pub struct Tx {
    pub(super) engine: Engine,
    ids: Arc<Ids>,
    drawn: Vec<i64>,
    redrawn: usize,
    failure: Option<Trouble>,
    claimed: BTreeSet<i64>,
    pub(super) changed: u64,
}

/// What a driver hands its rows to.
pub(crate) type Each<'a> = dyn FnMut(&mut Row) -> Result<(), Trouble> + 'a;

/// What a driver hands rows of integers to.
pub(crate) type EachInts<'a, const N: usize> = dyn FnMut([i64; N]) -> Result<(), Trouble> + 'a;

pub(super) enum Engine {
    Lite(Lite),
    Pg(Box<Pg>),
}

impl Tx {
    pub(super) fn new(engine: Engine, ids: Arc<Ids>) -> Tx {
        Tx {
            engine,
            ids,
            drawn: Vec::new(),
            redrawn: 0,
            failure: None,
            claimed: BTreeSet::new(),
            changed: 0,
        }
    }

    /// Forgets the procedure before.
    pub(super) fn start(&mut self) {
        self.drawn.clear();
        self.claimed.clear();
        self.again();
    }

    /// The same procedure once more: it draws the same ids.
    pub(super) fn again(&mut self) {
        self.redrawn = 0;
        self.failure = None;
    }

    pub(super) fn failure(&self) -> Option<Trouble> {
        self.failure.clone()
    }

    /// The subjects that the tries of this procedure claimed, in the order in which a second try queues for them.
    pub(super) fn claimed(&self) -> Vec<i64> {
        self.claimed.iter().copied().collect()
    }

    /// Claims a subject for this transaction before its version is moved. On PostgreSQL this fails at once with a conflict
    /// where another transaction holds it: the second try then queues for it before it takes its snapshot. On SQLite there is one writer.
    pub(crate) fn claim(&mut self, subject: i64) -> Result<(), Trouble> {
        if self.is_lite() {
            return Ok(());
        }
        self.claimed.insert(subject);
        let held = self.one("SELECT pg_try_advisory_xact_lock($1)", &[V::I(subject)])?;
        if held.map_or(Ok(false), |row| row.bool(0))? {
            return Ok(());
        }
        self.note(Err(Trouble::new(TroubleKind::Conflict, "others act on the same subject")))
    }

    /// A new id, drawn at the instant `now` (ms). A procedure that is tried again draws the same ones.
    pub fn id(&mut self, now: i64) -> i64 {
        if let Some(&id) = self.drawn.get(self.redrawn) {
            self.redrawn += 1;
            return id;
        }
        let id = self.ids.draw(now);
        self.drawn.push(id);
        self.redrawn = self.drawn.len();
        id
    }

    /// All rows of a query. For many rows take [`Tx::stream`].
    pub fn query(&mut self, sql: &'static str, args: &[V]) -> Result<Vec<Row>, Trouble> {
        self.query_text(sql, args)
    }

    /// The first row of a query, if any.
    pub fn one(&mut self, sql: &'static str, args: &[V]) -> Result<Option<Row>, Trouble> {
        Ok(self.query(sql, args)?.into_iter().next())
    }

    /// Runs a statement and says how many rows it touched.
    pub fn execute(&mut self, sql: &'static str, args: &[V]) -> Result<u64, Trouble> {
        self.execute_text(sql, args)
    }

    /// Hands each row to `each` without holding them all. The row is reused: clone what must stay.
    pub fn stream(&mut self, sql: &'static str, args: &[V], each: &mut dyn FnMut(&Row) -> Result<(), Trouble>) -> Result<(), Trouble> {
        self.stream_text(sql, args, &mut |row| each(row))
    }

    /// As [`Tx::stream`] for a query of `N` columns of integers, none of them null: fast enough for every person of a city.
    pub fn stream_ints<const N: usize>(
        &mut self,
        sql: &'static str,
        args: &[V],
        each: &mut dyn FnMut([i64; N]) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let result = match &mut self.engine {
            Engine::Lite(lite) => lite.stream_ints(sql, args, each),
            Engine::Pg(pg) => pg.stream_ints(sql, args, each),
        };
        self.note(result)
    }

    // The same for texts built by this crate from its own table names. No text from outside is ever part of one.

    pub(crate) fn query_text(&mut self, sql: &str, args: &[V]) -> Result<Vec<Row>, Trouble> {
        let mut rows = Vec::new();
        self.stream_text(sql, args, &mut |row| {
            rows.push(std::mem::take(row));
            Ok(())
        })?;
        Ok(rows)
    }

    pub(crate) fn execute_text(&mut self, sql: &str, args: &[V]) -> Result<u64, Trouble> {
        let result = match &mut self.engine {
            Engine::Lite(lite) => lite.execute(sql, args),
            Engine::Pg(pg) => pg.execute(sql, args),
        };
        self.changed += *result.as_ref().unwrap_or(&0);
        self.note(result)
    }

    pub(crate) fn stream_text(&mut self, sql: &str, args: &[V], each: &mut Each) -> Result<(), Trouble> {
        let result = match &mut self.engine {
            Engine::Lite(lite) => lite.stream(sql, args, each),
            Engine::Pg(pg) => pg.stream(sql, args, each),
        };
        self.note(result)
    }

    /// Inserts many rows fast: COPY on PostgreSQL, a prepared statement on SQLite. A row that exists already is Trouble.
    pub fn bulk<R: AsRef<[V]>>(
        &mut self,
        table: &'static str,
        columns: &[&'static str],
        rows: &mut dyn Iterator<Item = R>,
    ) -> Result<u64, Trouble> {
        let result = match &mut self.engine {
            Engine::Lite(lite) => lite.bulk(table, columns, rows, ""),
            Engine::Pg(pg) => pg.bulk(table, columns, rows),
        };
        self.changed += *result.as_ref().unwrap_or(&0);
        self.note(result)
    }

    /// As [`Tx::bulk`], but a row whose key exists is left as it is. Says how many were new.
    pub fn bulk_missing<R: AsRef<[V]>>(
        &mut self,
        table: &'static str,
        columns: &[&'static str],
        rows: &mut dyn Iterator<Item = R>,
    ) -> Result<u64, Trouble> {
        let result = match &mut self.engine {
            Engine::Lite(lite) => lite.bulk(table, columns, rows, " ON CONFLICT DO NOTHING"),
            Engine::Pg(pg) => pg.bulk_missing(table, columns, rows),
        };
        self.changed += *result.as_ref().unwrap_or(&0);
        self.note(result)
    }

    /// Runs texts that are no statement with arguments: migrations.
    pub(crate) fn script(&mut self, text: &str) -> Result<(), Trouble> {
        let result = match &mut self.engine {
            Engine::Lite(lite) => lite.script(text),
            Engine::Pg(pg) => pg.script(text),
        };
        self.note(result)
    }

    /// Which of the two databases this is, for the few places where the text differs.
    pub(crate) fn is_lite(&self) -> bool {
        match &self.engine {
            Engine::Lite(_) => true,
            Engine::Pg(_) => false,
        }
    }

    fn note<T>(&mut self, result: Result<T, Trouble>) -> Result<T, Trouble> {
        if let Err(trouble) = &result
            && self.failure.is_none()
        {
            self.failure = Some(trouble.clone());
        }
        result
    }
}
