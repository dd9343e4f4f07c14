//! The sample check (抽查复核): which decisions of a desk are drawn for a second look, by which lot, and what the look found.

use std::collections::BTreeMap;

use domain::case::sample::{self, Looked, Refused, Verdict};
use domain::ids::{CaseId, EmployerId};
use policy::SampleShares;
use store::back_payment::{self, Sampled};
use store::digest;
use store::event::Body;
use units::{Date, Month, Rate};

use super::decided::{self, Decided, DecidingDesk};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// Decisions of which lots are looked at together, at most.
const AT_ONCE: i64 = 50_000;
/// Drawn decisions that are listed at most.
const LISTED: usize = 500;

/// A decision that was drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// What was decided.
    pub decided: Decided,
    /// Its lot.
    pub lot: u32,
    /// Lots below this were drawn.
    pub below: u32,
    /// The share that makes it so.
    pub share: Rate,
    /// What the lot is the hash of.
    pub from: String,
    /// Why the caller may not take this look down.
    pub locked: Option<Refused>,
}

/// The sample of a desk.
#[derive(Clone, Debug)]
pub struct SamplePage {
    /// Decisions since this day are drawn from.
    pub since: Date,
    /// How many there are.
    pub decided: i64,
    /// How many of them wait for the digest of their day.
    pub to_come: usize,
    /// Today's shares.
    pub shares: SampleShares,
    /// Drawn and not looked at, those passed at once first.
    pub open: Vec<Drawn>,
    /// Drawn and looked at, the latest decision first.
    pub looked: Vec<Drawn>,
}

/// The digests of days, each read once.
#[derive(Default)]
struct Digests(BTreeMap<Date, Option<[u8; 32]>>);

impl Digests {
    fn of(&mut self, desk: &mut Desk, day: Date) -> Result<Option<[u8; 32]>, Error> {
        if let Some(known) = self.0.get(&day) {
            return Ok(*known);
        }
        let region = desk.region().to_owned();
        let root = digest::recorded(desk.tx, &region, day)?.map(|kept| kept.root);
        self.0.insert(day, root);
        Ok(root)
    }
}

fn shares(desk: &Desk, on: Date) -> Result<SampleShares, Error> {
    desk.book().sample_shares(Month::of(on), on).map_err(Error::refused)
}

/// The sample of a desk: of what it decided since the first day of last month. For its own officers.
pub fn sample_of(desk: &mut Desk, which: DecidingDesk) -> Result<SamplePage, Error> {
    desk.permit(Permission::SampleDecisions)?;
    desk.permit(which.permission())?;
    let since = Month::of(desk.today).previous().first_day();
    let (mut digests, mut open, mut looked, mut to_come) = (Digests::default(), Vec::new(), Vec::new(), 0);
    for at in which.decisions(desk, since, (AT_ONCE, 0))? {
        let Some(digest) = digests.of(desk, at.on)? else {
            to_come += 1;
            continue;
        };
        // Only what could be drawn is read whole.
        let most = shares(desk, at.on)?;
        let most = sample::lots_of(most.at_once.max(most.looked_at));
        if sample::lot(&at.case.code(), &digest) >= most || open.len() + looked.len() >= LISTED {
            continue;
        }
        let story = back_payment::load(desk.tx, at.employer, at.case)?.ok_or(Error::NotFound)?;
        let Some(decided) = decided::one(desk, &story, at.step)? else {
            continue;
        };
        match drawn(desk, &mut digests, decided)? {
            Some(one) if one.decided.found.is_some() => looked.push(one),
            Some(one) => open.push(one),
            None => {}
        }
    }
    open.sort_by_key(|one: &Drawn| (one.decided.passage, one.decided.on, one.decided.case));
    Ok(SamplePage {
        since,
        decided: which.count(desk, since)?,
        to_come,
        shares: shares(desk, desk.today)?,
        open,
        looked,
    })
}

/// The drawn decisions about a case, for officers who check samples.
pub fn samples_of_case(desk: &mut Desk, of: EmployerId, id: CaseId) -> Result<Vec<Drawn>, Error> {
    desk.permit(Permission::SampleDecisions)?;
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    let mut digests = Digests::default();
    let mut all = Vec::new();
    for decided in decided::of_case(desk, &story)? {
        if desk.permit(decided.which.permission()).is_ok() {
            all.extend(drawn(desk, &mut digests, decided)?);
        }
    }
    Ok(all)
}

/// A decision with its lot, where it is drawn.
fn drawn(desk: &mut Desk, digests: &mut Digests, decided: Decided) -> Result<Option<Drawn>, Error> {
    let Some(digest) = digests.of(desk, decided.on)? else {
        return Ok(None);
    };
    let number = decided.case.code();
    let share = decided.passage.share(shares(desk, decided.on)?);
    let (lot, below) = (sample::lot(&number, &digest), sample::lots_of(share));
    if lot >= below {
        return Ok(None);
    }
    let looked = Looked {
        took_part: &decided.took_part,
        is_drawn: true,
        is_found: decided.found.is_some(),
    };
    Ok(Some(Drawn {
        locked: sample::locked_for(looked, desk.caller.login),
        from: sample::drawn_from(&number, &digest),
        lot,
        below,
        share,
        decided,
    }))
}

/// What a second look found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The step that decided.
    pub step: i64,
    /// Whether it is in order.
    pub verdict: Verdict,
    /// Its ground.
    pub ground: String,
}

/// Takes down what a second look at a drawn decision found. The case itself does not move.
///
/// Refused: `sample.not_drawn`, `sample.took_part`, `sample.found`, `sample.ground_missing`.
pub fn take_down(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, finding: &Finding) -> Result<Receipt, Error> {
    desk.permit(Permission::SampleDecisions)?;
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    let decided = decided::one(desk, &story, finding.step)?.ok_or(Error::NotFound)?;
    desk.permit(decided.which.permission())?;
    let (took_part, is_found) = (decided.took_part.clone(), decided.found.is_some());
    let drawn = drawn(desk, &mut Digests::default(), decided)?;
    let looked = Looked {
        took_part: &took_part,
        is_drawn: drawn.is_some(),
        is_found,
    };
    sample::decide(looked, desk.caller.login, &finding.ground).map_err(Error::refused)?;
    let sampled = Sampled {
        step: finding.step,
        n: act.n,
        lot: drawn.map_or(0, |one| one.lot),
        verdict: finding.verdict,
        ground: finding.ground.trim().to_owned(),
        by: desk.caller.login,
        by_name: desk.caller.name.clone(),
        on_date: desk.today,
    };
    back_payment::put_sample(desk.tx, &mut act, &story.opened, &sampled)?;
    let body = Body::new()
        .with("case", id.code())
        .with("step", finding.step)
        .with("verdict", finding.verdict.code())
        .with("ground", sampled.ground);
    desk.seal(act, "back_payment_sampled", key, body)
}
