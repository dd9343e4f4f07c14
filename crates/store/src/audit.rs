//! Proves that no row was touched: chains, effects and rows are recomputed and compared.

mod rows;

use std::collections::{BTreeMap, HashMap};

use units::{Fact, Statement};

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

impl Statement for Broken {
    fn code(&self) -> &'static str {
        self.what.code()
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![
            ("subject", Fact::Text(crate::id::write(self.subject))),
            ("n", Fact::Count(self.n)),
            ("table", Fact::Text(self.table.to_owned())),
            ("row", Fact::Text(self.row.clone())),
        ]
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
    db.read(rows::beyond_sweeps)?.into_iter().for_each(report);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TroubleKind;
    use crate::event::{self, Body, NewEvent, SubjectKind};
    use crate::fact::Table;
    use crate::schema::tests::sample;
    use crate::scratch::Scratch;
    use units::date;

    fn new_event(n: i64) -> NewEvent<'static> {
        let key = format!("key {n}").leak();
        NewEvent {
            subject: 1,
            kind: "test",
            on_date: date(2026, 7, 14),
            at: n,
            actor: 1,
            behalf: None,
            key,
            ask_hash: [0; 32],
            body: Body::new(),
        }
    }

    /// Two subjects; the first with a row in each fact table, written by its first event.
    fn a_little_history(db: &Db, lite: &Db) {
        let rows: Vec<(&'static Table, Vec<V>)> = FACTS.iter().map(|table| (*table, sample(lite, table))).collect();
        db.write(move |tx| {
            for subject in [1, 2] {
                event::create_subject(tx, subject, SubjectKind::Employer, "cn/example")?;
            }
            let mut act = event::begin(tx, 1)?;
            for (table, row) in &rows {
                act.insert(tx, table, row)?;
            }
            act.append(tx, &new_event(1))?;
            event::append(tx, &new_event(2))?;
            Ok::<_, event::Error>(())
        })
        .unwrap();
    }

    /// What the audit says after a change that the triggers did not see, which is undone afterwards.
    fn after(db: &Db, change: String) -> Vec<Broken> {
        let found = db.write(move |tx| {
            let table = change
                .trim_start_matches("UPDATE ")
                .trim_start_matches("DELETE FROM ")
                .split(' ')
                .next()
                .unwrap_or_default();
            let drop = if tx.is_lite() {
                format!("DROP TRIGGER IF EXISTS {table}_stays; DROP TRIGGER IF EXISTS {table}_remains")
            } else {
                format!("ALTER TABLE {table} DISABLE TRIGGER ALL")
            };
            tx.script(&drop)?;
            assert_eq!(tx.execute_text(&change, &[])?, 1, "{change}");
            let mut broken = Vec::new();
            verify_range(tx, i64::MIN, &mut |b| broken.push(b))?;
            Err::<(), _>(Undone::Found(broken))
        });
        match found {
            Err(Undone::Found(broken)) => broken,
            // What the schema itself refuses needs no proof.
            Err(Undone::Trouble(trouble)) if trouble.kind() == TroubleKind::Constraint => Vec::new(),
            Err(Undone::Trouble(trouble)) => panic!("{trouble}"),
            Ok(()) => Vec::new(),
        }
    }

    #[derive(Debug)]
    enum Undone {
        Found(Vec<Broken>),
        Trouble(Trouble),
    }

    impl From<Trouble> for Undone {
        fn from(trouble: Trouble) -> Undone {
            Undone::Trouble(trouble)
        }
    }

    #[test]
    fn one_changed_value_in_any_fact_table_is_named() {
        let lite = Scratch::lite().unwrap();
        for scratch in Scratch::each(&mut std::io::stderr()).unwrap() {
            a_little_history(&scratch.db, &lite.db);
            verify(&scratch.db, &mut |broken| panic!("{broken:?}")).unwrap();
            for table in FACTS {
                let row = sample(&lite.db, table);
                let superseded = table.is_superseded.then_some(("superseded_n", "2".to_owned()));
                let changed = table.columns.iter().zip(&row).filter_map(|(column, value)| match value {
                    V::I(_) => Some((*column, format!("{column} + 1"))),
                    V::T(text) if text == "x" => Some((*column, "'y'".to_owned())),
                    V::Null | V::T(_) | V::B(_) => None,
                });
                let mut named = 0;
                for (column, value) in changed.chain(superseded) {
                    let broken = after(&scratch.db, format!("UPDATE {} SET {column} = {value}", table.name));
                    assert!(
                        broken.is_empty() || broken.iter().any(|b| b.table == table.name),
                        "{}.{column}: {broken:?}",
                        table.name
                    );
                    named += usize::from(!broken.is_empty());
                }
                assert!(named + 2 >= row.len(), "{}: {named} columns", table.name);
                let broken = after(&scratch.db, format!("DELETE FROM {}", table.name));
                let missing = Broken {
                    subject: 1,
                    n: 1,
                    table: table.name,
                    row: String::new(),
                    what: Fault::RowMissing,
                };
                assert_eq!(broken, [missing], "{}", table.name);
            }
        }
    }

    #[test]
    fn a_changed_event_or_head_is_named_and_only_that() {
        let lite = Scratch::lite().unwrap();
        for scratch in Scratch::each(&mut std::io::stderr()).unwrap() {
            a_little_history(&scratch.db, &lite.db);
            for (change, faults) in [
                ("UPDATE event SET body = '{\"a\":1}' WHERE n = 1", vec![(1, Fault::HashDiffers)]),
                ("UPDATE event SET behalf = 0 WHERE n = 2", vec![(2, Fault::HashDiffers)]),
                ("UPDATE event SET on_date = '2026-07-15' WHERE n = 1", vec![(1, Fault::HashDiffers)]),
                ("UPDATE subject SET version = 3 WHERE subject_id = 1", vec![(2, Fault::HeadDiffers)]),
                ("UPDATE subject SET version = 1 WHERE subject_id = 2", vec![(0, Fault::HeadDiffers)]),
                ("DELETE FROM event WHERE n = 2", vec![(1, Fault::HeadDiffers)]),
            ] {
                let broken = after(&scratch.db, change.to_owned());
                assert_eq!(broken.iter().map(|b| (b.n, b.what)).collect::<Vec<_>>(), faults, "{change}");
            }
            let broken = after(&scratch.db, "DELETE FROM event WHERE n = 1".to_owned());
            assert!(broken.iter().any(|b| b.what == Fault::EventMissing), "{broken:?}");
            assert!(broken.iter().any(|b| b.what == Fault::RowUnproved), "{broken:?}");
            let broken = after(&scratch.db, "DELETE FROM subject WHERE subject_id = 1".to_owned());
            assert!(broken.iter().any(|b| b.what == Fault::SubjectMissing), "{broken:?}");
        }
    }

    #[test]
    fn a_row_that_says_a_sweep_wrote_it_is_named_where_none_did() {
        let lite = Scratch::lite().unwrap();
        for scratch in Scratch::each(&mut std::io::stderr()).unwrap() {
            for table in FACTS.iter().copied().filter(|t| t.is_swept) {
                let mut row = sample(&lite.db, table);
                let n = table.columns.iter().position(|c| *c == "n").unwrap();
                row[n] = V::I(0);
                scratch
                    .db
                    .write(move |tx| tx.bulk(table.name, table.columns, &mut std::iter::once(row.clone())))
                    .unwrap();
                let mut broken = Vec::new();
                verify(&scratch.db, &mut |b| broken.push(b)).unwrap();
                assert!(
                    broken.iter().any(|b| b.table == table.name && b.what == Fault::RowUnproved),
                    "{broken:?}"
                );
            }
        }
    }

    #[test]
    fn a_superseded_row_is_proved_by_both_its_events() {
        let lite = Scratch::lite().unwrap();
        for scratch in Scratch::each(&mut std::io::stderr()).unwrap() {
            a_little_history(&scratch.db, &lite.db);
            let table = FACTS.iter().copied().find(|t| t.is_superseded).unwrap();
            let row = sample(&lite.db, table);
            let key: Vec<V> = table
                .key
                .iter()
                .map(|k| row[table.columns.iter().position(|c| c == k).unwrap()].clone())
                .collect();
            scratch
                .db
                .write(move |tx| {
                    let mut act = event::begin(tx, 1)?;
                    act.supersede(tx, table, &key)?;
                    act.append(tx, &new_event(3))?;
                    Ok::<_, event::Error>(())
                })
                .unwrap();
            verify(&scratch.db, &mut |broken| panic!("{broken:?}")).unwrap();
            for value in ["2", "NULL", "4"] {
                let broken = after(&scratch.db, format!("UPDATE {} SET superseded_n = {value}", table.name));
                assert!(
                    broken
                        .iter()
                        .any(|b| b.n == 3 && b.table == table.name && b.what == Fault::RowMissing),
                    "{value}: {broken:?}"
                );
            }
        }
    }

    #[test]
    fn a_large_act_is_proved_as_one_and_holds_its_subject() {
        let lite = Scratch::lite().unwrap();
        for scratch in Scratch::each(&mut std::io::stderr()).unwrap() {
            a_little_history(&scratch.db, &lite.db);
            let db = &scratch.db;
            let table = FACTS.iter().copied().find(|t| t.key.contains(&"n") && t.key.len() > 2).unwrap();
            let line = table
                .columns
                .iter()
                .position(|c| table.key.contains(c) && *c != "n" && *c != table.subject)
                .unwrap();
            let n = table.columns.iter().position(|c| *c == "n").unwrap();
            for slice in 0..3 {
                let mut row = sample(&lite.db, table);
                db.write(move |tx| {
                    let mut act = event::begin_slice(tx, 1, 77)?;
                    (row[n], row[line]) = (V::I(act.n), V::I(10 + slice));
                    act.insert(tx, table, &row).map_err(event::Error::from)
                })
                .unwrap_or_else(|e| panic!("{}: {e}", table.name));
            }
            verify(db, &mut |broken| panic!("{broken:?}")).unwrap();
            assert_eq!(
                db.write(|tx| event::append(tx, &new_event(3))),
                Err(event::Refused::Busy { job: 77 }.into())
            );
            assert_eq!(
                db.write(|tx| event::begin_slice(tx, 1, 78).map(|_| ())),
                Err(event::Refused::Busy { job: 77 }.into())
            );
            let n = db
                .write(|tx| Ok::<_, event::Error>(event::begin_last(tx, 1, 77)?.append(tx, &new_event(3))?.n))
                .unwrap();
            assert_eq!(n, 3);
            verify(db, &mut |broken| panic!("{broken:?}")).unwrap();
            assert_eq!(db.write(|tx| event::append(tx, &new_event(4))), Ok(4));
        }
    }

    #[test]
    fn both_databases_end_in_the_same_state_and_the_same_digest() {
        let lite = Scratch::lite().unwrap();
        let mut states = Vec::new();
        for scratch in Scratch::each(&mut std::io::stderr()).unwrap() {
            let empty = scratch.db.read(crate::state::hash).unwrap();
            a_little_history(&scratch.db, &lite.db);
            let root = scratch
                .db
                .read(|tx| crate::digest::root(tx, "cn/example", date(2026, 7, 14)))
                .unwrap();
            assert_eq!(root.subjects, 1);
            let before = scratch
                .db
                .read(|tx| crate::digest::root(tx, "cn/example", date(2026, 7, 13)))
                .unwrap();
            assert_eq!(before.subjects, 0);
            let kept = root.clone();
            scratch
                .db
                .write(move |tx| crate::digest::record(tx, "cn/example", date(2026, 7, 14), &kept))
                .unwrap();
            let hash = scratch.db.read(crate::state::hash).unwrap();
            assert_ne!(hash, empty);
            states.push((hash, root, scratch.db.read(crate::state::rows).unwrap()));
        }
        assert!(states.windows(2).all(|w| w[0] == w[1]), "{states:?}");
    }
}
