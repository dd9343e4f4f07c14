//! Proves that no row was touched: chains, effects and rows are recomputed and compared.

mod rows;

use std::collections::{BTreeMap, HashMap};

use crate::event::{Link, hash};
use crate::fact::Effect;
use crate::schema::FACTS;
use crate::{Db, Row, Trouble, Tx, V};

pub(crate) use rows::effect_in_tables;

/// Subjects verified in one snapshot.
const SUBJECTS_AT_ONCE: i64 = 4_096;

/// One thing that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The subject whose chain it belongs to.
    pub subject: i64,
    /// The event that wrote it or should have.
    pub n: i64,
    /// The table.
    pub table: &'static str,
    /// The row's primary key, where a row can be named.
    pub row: String,
    /// What is wrong with it.
    pub what: Fault,
}

/// In which way something is not as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The event's hash is not that of its columns and of the event before.
    HashDiffers,
    /// The events of a subject are not numbered 1, 2, 3, …
    EventMissing,
    /// The subject's version or head is not its last event.
    HeadDiffers,
    /// Events of a subject that is not there.
    SubjectMissing,
    /// A row that its event did not write like this: changed or added.
    RowUnproved,
    /// A row that the event wrote is not there like that: changed or removed.
    RowMissing,
    /// The rows are not those of the event, and none can be named.
    EffectDiffers,
}

impl Fault {
    /// All faults.
    pub const ALL: [Fault; 7] = [
        Fault::HashDiffers,
        Fault::EventMissing,
        Fault::HeadDiffers,
        Fault::SubjectMissing,
        Fault::RowUnproved,
        Fault::RowMissing,
        Fault::EffectDiffers,
    ];

    /// The key of its sentence.
    pub const fn code(self) -> &'static str {
        match self {
            Fault::HashDiffers => "audit.hash_differs",
            Fault::EventMissing => "audit.event_missing",
            Fault::HeadDiffers => "audit.head_differs",
            Fault::SubjectMissing => "audit.subject_missing",
            Fault::RowUnproved => "audit.row_unproved",
            Fault::RowMissing => "audit.row_missing",
            Fault::EffectDiffers => "audit.effect_differs",
        }
    }
}

/// How much was verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Chains walked.
    pub subjects: u64,
    /// Events whose hash and effect were recomputed.
    pub events: u64,
    /// Fact rows that their effects cover.
    pub rows: u64,
}

/// Walks all chains and hands each fault to `report`. Others may write meanwhile: each range of subjects is one snapshot.
pub fn verify(db: &Db, report: &mut dyn FnMut(Broken)) -> Result<Verified, Trouble> {
    let mut sum = Verified::default();
    let mut from = Some(i64::MIN);
    while let Some(first) = from {
        let (range, broken) = db.read(move |tx| {
            let mut broken = Vec::new();
            let range = verify_range(tx, first, &mut |b| broken.push(b))?;
            Ok::<_, Trouble>((range, broken))
        })?;
        broken.into_iter().for_each(&mut *report);
        sum.subjects += range.verified.subjects;
        sum.events += range.verified.events;
        sum.rows += range.verified.rows;
        from = range.next;
    }
    Ok(sum)
}

/// One range of subjects, verified.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// How much it was.
    pub verified: Verified,
    /// Where the next range begins, if there is one.
    pub next: Option<i64>,
}

/// Verifies one range of subjects, from the id `first` on.
pub fn verify_range(tx: &mut Tx, first: i64, report: &mut dyn FnMut(Broken)) -> Result<Range, Trouble> {
    let sql = "SELECT subject_id FROM subject WHERE subject_id >= $1 ORDER BY subject_id LIMIT 1 OFFSET $2";
    let next = tx
        .one(sql, &[V::I(first), V::I(SUBJECTS_AT_ONCE)])?
        .map(|row| row.i64(0))
        .transpose()?;
    let last = next.map_or(i64::MAX, |next| next - 1);
    let mut walk = Walk::over(tx, first, last)?;
    let sql = "SELECT subject_id, n, kind, on_date, at, actor, behalf, key, ask_hash, body, effect, hash FROM event \
               WHERE subject_id BETWEEN $1 AND $2 ORDER BY subject_id, n";
    tx.stream(sql, &[V::I(first), V::I(last)], &mut |row| walk.event(row))?;
    walk.finish();
    walk.faults.drain(..).for_each(&mut *report);
    for suspect in &walk.suspects {
        rows::name(tx, suspect, report)?;
    }
    Ok(Range {
        verified: walk.verified,
        next,
    })
}

/// An event whose rows are not those of its effect; the effect is empty where the event is not there.
struct Suspect {
    subject: i64,
    n: i64,
    effect: Vec<u8>,
}

/// A subject as its own row says it, and how far its events were walked.
struct Chain {
    version: i64,
    head: Vec<u8>,
    is_busy: bool,
    last: i64,
    hash: Vec<u8>,
}

struct Walk {
    chains: BTreeMap<i64, Chain>,
    /// What the fact tables say that each event did.
    effects: HashMap<(i64, i64), Effect>,
    suspects: Vec<Suspect>,
    faults: Vec<Broken>,
    verified: Verified,
}

impl Walk {
    /// Reads the subjects of a range and what the fact tables say was done to them.
    fn over(tx: &mut Tx, first: i64, last: i64) -> Result<Walk, Trouble> {
        let mut chains = BTreeMap::new();
        let sql = "SELECT subject_id, version, head, busy FROM subject WHERE subject_id BETWEEN $1 AND $2";
        tx.stream(sql, &[V::I(first), V::I(last)], &mut |row| {
            let (version, head, is_busy) = (row.i64(1)?, row.bytes(2)?.to_vec(), row.opt_i64(3)?.is_some());
            chains.insert(
                row.i64(0)?,
                Chain {
                    version,
                    head,
                    is_busy,
                    last: 0,
                    hash: Vec::new(),
                },
            );
            Ok(())
        })?;
        let mut effects: HashMap<(i64, i64), Effect> = HashMap::new();
        let mut verified = Verified {
            subjects: chains.len() as u64,
            events: 0,
            rows: 0,
        };
        for table in FACTS {
            rows::each(tx, table, first, last, &mut |subject, n, mark| {
                verified.rows += 1;
                effects.entry((subject, n)).or_default().add(mark);
            })?;
        }
        Ok(Walk {
            chains,
            effects,
            suspects: Vec::new(),
            faults: Vec::new(),
            verified,
        })
    }

    fn event(&mut self, row: &Row) -> Result<(), Trouble> {
        let (subject, n) = (row.i64(0)?, row.i64(1)?);
        self.verified.events += 1;
        let mut fault = |what| {
            self.faults.push(Broken {
                subject,
                n,
                table: "event",
                row: format!("subject_id={subject} n={n}"),
                what,
            })
        };
        let Some(chain) = self.chains.get_mut(&subject) else {
            fault(Fault::SubjectMissing);
            return Ok(());
        };
        if n != chain.last + 1 {
            fault(Fault::EventMissing);
        }
        let link = Link {
            previous: &chain.hash,
            subject,
            n,
            kind: row.text(2)?,
            on_date: row.text(3)?,
            at: row.i64(4)?,
            actor: row.i64(5)?,
            behalf: row.opt_i64(6)?,
            key: row.text(7)?,
            ask_hash: row.bytes(8)?,
            body: row.text(9)?,
            effect: row.bytes(10)?,
        };
        if hash(&link) != row.bytes(11)? {
            fault(Fault::HashDiffers);
        }
        let done = self.effects.remove(&(subject, n)).unwrap_or_default();
        if done.into_bytes() != link.effect {
            self.suspects.push(Suspect {
                subject,
                n,
                effect: link.effect.to_vec(),
            });
        }
        // Go on from what is stored, so that one changed event is named and not all after it.
        chain.hash = row.bytes(11)?.to_vec();
        chain.last = n;
        Ok(())
    }

    fn finish(&mut self) {
        for (subject, chain) in &self.chains {
            if chain.version != chain.last || chain.head != chain.hash {
                let (subject, row) = (*subject, format!("subject_id={subject}"));
                self.faults.push(Broken {
                    subject,
                    n: chain.last,
                    table: "subject",
                    row,
                    what: Fault::HeadDiffers,
                });
            }
        }
        let mut unproved: Vec<(i64, i64)> = self.effects.keys().copied().collect();
        unproved.sort_unstable();
        for (subject, n) in unproved {
            // A large act writes its rows before its event.
            let is_being_applied = self.chains.get(&subject).is_some_and(|c| c.is_busy && n == c.version + 1);
            if !is_being_applied {
                self.suspects.push(Suspect {
                    subject,
                    n,
                    effect: Vec::new(),
                });
            }
        }
    }
}
