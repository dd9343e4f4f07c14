//! One pass over all employers of a region, in ranges: readers compute, the writer keeps each range with its proof in
//! one transaction, so that a sweep that was cut off goes on where it stood.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use store::event::Body;
use store::fact::Table;
use store::sweep::{self, Digester, Key as SweepKey, Slice, Stage, Sums, Swept};
use store::{Tx, V, pack};
use units::Date;

use crate::{Agency, Caller, Error, Key};

/// Employers in one range: one transaction of the writer.
const RANGE: i64 = 4_096;
/// Threads that read and compute.
const READERS: usize = 2;

/// What a sweep has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Ranges done in this run.
    pub ranges: usize,
    /// What they hold.
    pub sums: Sums,
}

/// The rows that one range of employers comes to, in the order of their keys.
#[derive(Debug, Default)]
pub(crate) struct Part {
    pub rows: Vec<Vec<V>>,
    pub sums: Sums,
}

/// Computes the rows of a range of employers.
pub(crate) type Compute = Box<dyn Fn(&mut Tx, &[Swept]) -> Result<Part, Error> + Send + Sync>;

/// What a sweep writes and how a range of it is computed.
pub(crate) struct Plan {
    pub key: SweepKey,
    /// The day on which the policy of its month is known.
    pub known_on: Date,
    pub table: &'static Table,
    pub compute: Compute,
}

/// What a finished sweep came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The sums of all its slices.
    pub sums: Sums,
    /// It was done before; nothing was written now.
    pub was_done: bool,
}

struct Run {
    agency: Agency,
    plan: Plan,
    region: String,
    /// The last employer handed to a reader.
    cursor: Mutex<i64>,
    /// Where each range that was done before ends.
    done: HashMap<i64, i64>,
}

/// Runs a sweep to its end, or goes on with one that was cut off. Its two acts are events of the region.
pub(crate) fn run_sweep(agency: &Agency, caller: &Caller, plan: Plan, progress: &mut dyn FnMut(Progress)) -> Result<Outcome, Error> {
    let key = plan.key;
    let begun = begin(agency, caller, key, plan.known_on)?;
    if begun.done {
        return Ok(Outcome {
            sums: begun.sums,
            was_done: true,
        });
    }
    let slices = agency.db().read(move |tx| sweep::slices(tx, &key).map_err(Error::from))?;
    let run = Arc::new(Run {
        agency: agency.clone(),
        region: agency.book().region().to_owned(),
        cursor: Mutex::new(0),
        done: slices.iter().map(|s| (s.first.0, s.last.0)).collect(),
        plan,
    });
    sweep_ranges(&run, progress)?;
    let stage = finish(agency, caller, key, begun)?;
    Ok(Outcome {
        sums: stage.sums,
        was_done: false,
    })
}

fn begin(agency: &Agency, caller: &Caller, key: SweepKey, known_on: Date) -> Result<Stage, Error> {
    agency.write(caller, move |desk| {
        if let Some(stage) = sweep::stage(desk.tx, &key)? {
            return Ok(stage);
        }
        let agency = desk.agency;
        let book = agency.book();
        pack::keep(desk.tx, book.fingerprint(), book.texts(), desk.today)?;
        let mut act = desk.begin(key.region)?;
        let pack = book.fingerprint().to_owned();
        let stage = Stage {
            key,
            done: false,
            n: act.n,
            pack,
            known_on,
            on: desk.today,
            sums: Sums::default(),
            digest: None,
        };
        act.insert(desk.tx, &sweep::SWEEP, &sweep::row(&stage))?;
        let body = Body::new()
            .with("month", key.month)
            .with("for_month", key.for_month)
            .with("pack", stage.pack.as_str());
        desk.seal(act, &format!("{}_begun", key.what.code()), &event_key(&key, "begun"), body)?;
        Ok(stage)
    })
}

fn finish(agency: &Agency, caller: &Caller, key: SweepKey, begun: Stage) -> Result<Stage, Error> {
    agency.write(caller, move |desk| {
        if let Some(stage) = sweep::stage(desk.tx, &key)?.filter(|s| s.done) {
            return Ok(stage);
        }
        let (sums, digest) = sweep::seal(&sweep::slices(desk.tx, &key)?);
        let mut act = desk.begin(key.region)?;
        let stage = Stage {
            done: true,
            n: act.n,
            on: desk.today,
            sums,
            digest: Some(digest),
            ..begun.clone()
        };
        act.insert(desk.tx, &sweep::SWEEP, &sweep::row(&stage))?;
        let body = Body::new()
            .with("month", key.month)
            .with("for_month", key.for_month)
            .with("employers", sums.employers)
            .with("people", sums.people)
            .with("total", sums.total);
        desk.seal(act, key.what.code(), &event_key(&key, "done"), body)?;
        Ok(stage)
    })
}

fn event_key(key: &SweepKey, stage: &str) -> Key {
    let name = format!("{}:{}:{}:{stage}", key.what.code(), key.month, key.for_month);
    Key::new(name.clone(), name.as_bytes())
}

fn sweep_ranges(run: &Arc<Run>, progress: &mut dyn FnMut(Progress)) -> Result<(), Error> {
    let (send, receive) = std::sync::mpsc::sync_channel::<Result<(Slice, Part), Error>>(READERS);
    thread::scope(|scope| {
        for _ in 0..READERS {
            let (send, run) = (send.clone(), Arc::clone(run));
            scope.spawn(move || {
                loop {
                    let answer = next_range(&run);
                    let Some(part) = answer.transpose() else { return };
                    let failed = part.is_err();
                    // A writer that gave up hears nothing any more.
                    if send.send(part).is_err() || failed {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut so_far = Progress::default();
        for part in receive {
            let (slice, part) = part?;
            so_far.ranges += 1;
            so_far.sums.add(slice.sums);
            write_range(run, slice, part)?;
            progress(so_far);
        }
        Ok(())
    })
}

fn write_range(run: &Arc<Run>, slice: Slice, part: Part) -> Result<(), Error> {
    let (key, table) = (run.plan.key, run.plan.table);
    let rows = part.rows;
    run.agency.db().write(move |tx| {
        sweep::put_slice(tx, &key, &slice, table, &rows)?;
        Ok::<(), Error>(())
    })
}

/// Computes the next range that is not done; `None` at the end.
fn next_range(run: &Arc<Run>) -> Result<Option<(Slice, Part)>, Error> {
    let run_here = Arc::clone(run);
    run.agency.db().read(move |tx| {
        let run = run_here;
        loop {
            let Some(employers) = take_range(&run, tx)? else { return Ok(None) };
            let (Some(first), Some(last)) = (employers.first(), employers.last()) else {
                return Ok(None);
            };
            if run.done.contains_key(&first.id.0) {
                continue;
            }
            let part = (run.plan.compute)(tx, &employers)?;
            let mut digest = Digester::default();
            part.rows.iter().for_each(|row| digest.row(row));
            return Ok(Some((
                Slice {
                    first: first.id,
                    last: last.id,
                    sums: part.sums,
                    digest: digest.finish(),
                },
                part,
            )));
        }
    })
}

/// The employers of the next range, in this reader's snapshot.
fn take_range(run: &Run, tx: &mut Tx) -> Result<Option<Vec<Swept>>, Error> {
    let mut cursor = run.cursor.lock().unwrap_or_else(PoisonError::into_inner);
    let mut employers = sweep::next_employers(tx, &run.region, *cursor, RANGE)?;
    let Some(first) = employers.first() else { return Ok(None) };
    if let Some(last) = run.done.get(&first.id.0) {
        employers.retain(|e| e.id.0 <= *last);
        *cursor = *last;
    } else if let Some(last) = employers.last() {
        *cursor = last.id.0;
    }
    Ok(Some(employers))
}
