//! The spine: every accepted act is one event on one subject and moves its version by one.

mod body;
mod chain;

use std::fmt;

use units::{Date, Fact, Statement};

pub use body::{Body, Item};
pub use chain::receipt_number;
pub(crate) use chain::{Link, hash};

use crate::fact::Effect;
use crate::{Trouble, Tx, V};

/// What a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    /// An employer, or a flexible worker as his own.
    Employer,
    /// A person.
    Person,
    /// A region's agency.
    Region,
    /// A place of the agency where people come.
    Office,
}

impl SubjectKind {
    /// All kinds.
    pub const ALL: [SubjectKind; 4] = [SubjectKind::Employer, SubjectKind::Person, SubjectKind::Region, SubjectKind::Office];

    /// As stored.
    pub const fn code(self) -> &'static str {
        match self {
            SubjectKind::Employer => "employer",
            SubjectKind::Person => "person",
            SubjectKind::Region => "region",
            SubjectKind::Office => "office",
        }
    }

    /// Reads what is stored.
    pub fn from_code(code: &str) -> Option<SubjectKind> {
        SubjectKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Why an act cannot be appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The same actor used this key for another ask.
    KeyUsedForSomethingElse {
        /// The key.
        key: String,
        /// The event it stands for.
        n: i64,
    },
    /// A large filing is being applied to this subject by this job.
    Busy {
        /// The job.
        job: i64,
    },
    /// There is no such subject.
    NoSuchSubject {
        /// The id asked for.
        subject: i64,
    },
    /// Somebody acted in between: the ask was made at another version.
    VersionMoved {
        /// The version the ask was made at.
        expected: i64,
        /// The version now.
        found: i64,
    },
}

impl Statement for Refused {
    fn code(&self) -> &'static str {
        match self {
            Refused::KeyUsedForSomethingElse { .. } => "event.key_used_for_something_else",
            Refused::Busy { .. } => "event.busy",
            Refused::NoSuchSubject { .. } => "event.no_such_subject",
            Refused::VersionMoved { .. } => "event.version_moved",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Refused::KeyUsedForSomethingElse { key, n } => vec![("key", Fact::Text(key.clone())), ("n", Fact::Count(*n))],
            Refused::Busy { .. } => Vec::new(),
            Refused::NoSuchSubject { subject } => vec![("subject", Fact::Text(crate::id::write(*subject)))],
            Refused::VersionMoved { expected, found } => vec![("expected", Fact::Count(*expected)), ("found", Fact::Count(*found))],
        }
    }
}

/// A refusal of the spine, or trouble below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The spine says no.
    Refused(Refused),
    /// Something failed.
    Trouble(Trouble),
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Error {
        Error::Trouble(trouble)
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Error {
        Error::Refused(refused)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Refused(refused) => f.write_str(refused.code()),
            Error::Trouble(trouble) => trouble.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

/// An accepted act, ready to be appended.
#[derive(Clone, Debug)]
pub struct NewEvent<'a> {
    /// The subject it is about.
    pub subject: i64,
    /// What was done: `reduction`, `close`.
    pub kind: &'a str,
    /// The business day.
    pub on_date: Date,
    /// The instant, ms since 1970.
    pub at: i64,
    /// Who did it.
    pub actor: i64,
    /// For whom, where an agent acted.
    pub behalf: Option<i64>,
    /// The ask's idempotency key, for ever.
    pub key: &'a str,
    /// SHA-256 of the ask as it came.
    pub ask_hash: [u8; 32],
    /// What was asked and decided.
    pub body: Body,
}

/// An event as it was appended: what a receipt says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The subject.
    pub subject: i64,
    /// The event's number on it: the version it made.
    pub n: i64,
    /// What was done.
    pub kind: String,
    /// The business day.
    pub on_date: Date,
    /// The instant, ms since 1970.
    pub at: i64,
    /// Who did it.
    pub actor: i64,
    /// Canonical JSON.
    pub body: String,
}

/// An act under way: its subject is locked, its number drawn; fact rows are added to it, then it is appended.
#[must_use = "an act that is not appended leaves a gap in its subject's chain"]
#[derive(Debug)]
pub struct Act {
    /// The subject.
    pub subject: i64,
    /// The number that the event will have.
    pub n: i64,
    head: Vec<u8>,
    pub(crate) effect: Effect,
}

/// The columns of an event, in the order of [`Sealed::row`].
pub(crate) const COLUMNS: &[&str] = &[
    "subject_id",
    "n",
    "kind",
    "on_date",
    "at",
    "actor",
    "behalf",
    "key",
    "ask_hash",
    "body",
    "effect",
    "hash",
];

/// An event as it is to be written.
pub(crate) struct Sealed {
    pub(crate) row: [V; 12],
    /// The subject's new head.
    pub(crate) hash: [u8; 32],
    pub(crate) appended: Appended,
}

/// Makes a subject, version 0, without events.
pub fn create_subject(tx: &mut Tx, subject: i64, kind: SubjectKind, region: &str) -> Result<(), Trouble> {
    let sql = "INSERT INTO subject (subject_id, kind, region, version, busy, head) VALUES ($1, $2, $3, 0, NULL, $4)";
    tx.execute(sql, &[V::I(subject), V::from(kind.code()), V::from(region), V::B(Vec::new())])?;
    Ok(())
}

/// The first receipt of an ask that was accepted before: the same actor, key and ask.
///
/// Refused: the key stands for another ask.
pub fn find_by_key(tx: &mut Tx, subject: i64, actor: i64, key: &str, ask_hash: &[u8; 32]) -> Result<Option<Appended>, Error> {
    let sql = "SELECT n, kind, on_date, at, body, ask_hash FROM event WHERE subject_id = $1 AND actor = $2 AND key = $3";
    let Some(row) = tx.one(sql, &[V::I(subject), V::I(actor), V::from(key)])? else {
        return Ok(None);
    };
    if row.bytes(5)? != ask_hash {
        return Err(Refused::KeyUsedForSomethingElse {
            key: key.to_owned(),
            n: row.i64(0)?,
        }
        .into());
    }
    Ok(Some(Appended {
        subject,
        n: row.i64(0)?,
        kind: row.text(1)?.to_owned(),
        on_date: row.date(2)?,
        at: row.i64(3)?,
        actor,
        body: row.text(4)?.to_owned(),
    }))
}

/// Opens an act on a subject: moves its version, so that nobody else can act on it before this transaction ends.
///
/// Refused: no such subject; a large filing is being applied to it.
pub fn begin(tx: &mut Tx, subject: i64) -> Result<Act, Error> {
    let (act, busy) = open(
        tx,
        subject,
        "UPDATE subject SET version = version + 1 WHERE subject_id = $1 RETURNING version, head, busy",
        &[],
    )?;
    match busy {
        None => Ok(act),
        Some(job) => Err(Refused::Busy { job }.into()),
    }
}

/// As [`begin`], but refused unless the subject stands at the version `expected`: `If-Match`.
pub fn begin_at(tx: &mut Tx, subject: i64, expected: i64) -> Result<Act, Error> {
    let act = begin(tx, subject)?;
    if act.n - 1 == expected {
        Ok(act)
    } else {
        Err(Refused::VersionMoved {
            expected,
            found: act.n - 1,
        }
        .into())
    }
}

/// Opens one slice of a large act that a job applies: the subject is kept for the job, its version does not move yet.
/// Rows written into the slice carry the coming `n`; no event is appended. The last step is [`begin_last`].
pub fn begin_slice(tx: &mut Tx, subject: i64, job: i64) -> Result<Act, Error> {
    let sql = "UPDATE subject SET busy = COALESCE(busy, $2) WHERE subject_id = $1 RETURNING version + 1, head, busy";
    let (act, busy) = open(tx, subject, sql, &[V::I(job)])?;
    match busy {
        Some(other) if other != job => Err(Refused::Busy { job: other }.into()),
        Some(_) | None => Ok(act),
    }
}

/// Opens the last step of a large act: frees the subject, moves its version and gathers what the slices wrote.
pub fn begin_last(tx: &mut Tx, subject: i64, job: i64) -> Result<Act, Error> {
    let held = tx.one("SELECT busy FROM subject WHERE subject_id = $1", &[V::I(subject)])?;
    match held.map(|row| row.opt_i64(0)).transpose()?.flatten() {
        Some(other) if other != job => return Err(Refused::Busy { job: other }.into()),
        Some(_) | None => {}
    }
    let sql = "UPDATE subject SET version = version + 1, busy = NULL WHERE subject_id = $1 RETURNING version, head, busy";
    let (mut act, _) = open(tx, subject, sql, &[])?;
    act.effect = crate::audit::effect_in_tables(tx, subject, act.n)?;
    Ok(act)
}

fn open(tx: &mut Tx, subject: i64, sql: &'static str, more: &[V]) -> Result<(Act, Option<i64>), Error> {
    tx.claim(subject)?;
    let args = [&[V::I(subject)], more].concat();
    let row = tx.one(sql, &args)?.ok_or(Refused::NoSuchSubject { subject })?;
    let act = Act {
        subject,
        n: row.i64(0)?,
        head: row.bytes(1)?.to_vec(),
        effect: Effect::default(),
    };
    Ok((act, row.opt_i64(2)?))
}

/// Begins and appends an act that writes no fact rows.
pub fn append(tx: &mut Tx, new: &NewEvent<'_>) -> Result<i64, Error> {
    Ok(begin(tx, new.subject)?.append(tx, new)?.n)
}

impl Act {
    /// Adds what a part of this act, written in other transactions, did to fact rows.
    pub fn merge(&mut self, effect: Effect) {
        self.effect.merge(effect);
    }

    /// What this act did so far, to be merged into another transaction's part of it.
    pub fn into_effect(self) -> Effect {
        self.effect
    }

    /// An act on a subject that is being founded in bulk.
    pub(crate) fn following(subject: i64, n: i64, head: Vec<u8>) -> Act {
        Act {
            subject,
            n,
            head,
            effect: Effect::default(),
        }
    }

    /// The event with the effect of all rows of this act, linked to the subject's chain.
    pub(crate) fn seal(self, new: &NewEvent<'_>) -> Result<Sealed, Trouble> {
        if new.subject != self.subject {
            return Err(Trouble::bug("an event of another subject than its act"));
        }
        let body = new.body.to_text();
        let on_date = new.on_date.to_string();
        let effect = self.effect.into_bytes();
        let hash = hash(&Link {
            previous: &self.head,
            subject: self.subject,
            n: self.n,
            kind: new.kind,
            on_date: &on_date,
            at: new.at,
            actor: new.actor,
            behalf: new.behalf,
            key: new.key,
            ask_hash: &new.ask_hash,
            body: &body,
            effect: &effect,
        });
        let row = [
            V::I(self.subject),
            V::I(self.n),
            V::from(new.kind),
            V::T(on_date),
            V::I(new.at),
            V::I(new.actor),
            V::from(new.behalf),
            V::from(new.key),
            V::from(new.ask_hash),
            V::T(body.clone()),
            V::B(effect),
            V::from(hash),
        ];
        let appended = Appended {
            subject: self.subject,
            n: self.n,
            kind: new.kind.to_owned(),
            on_date: new.on_date,
            at: new.at,
            actor: new.actor,
            body,
        };
        Ok(Sealed { row, hash, appended })
    }

    /// Writes the event with the effect of all rows of this act, and links it to the subject's chain.
    pub fn append(self, tx: &mut Tx, new: &NewEvent<'_>) -> Result<Appended, Trouble> {
        let sealed = self.seal(new)?;
        let sql = "INSERT INTO event (subject_id, n, kind, on_date, at, actor, behalf, key, ask_hash, body, effect, hash) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        tx.execute(sql, &sealed.row)?;
        tx.execute(
            "UPDATE subject SET head = $2 WHERE subject_id = $1",
            &[V::I(new.subject), V::from(sealed.hash)],
        )?;
        Ok(sealed.appended)
    }
}
