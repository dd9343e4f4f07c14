//! Folds the months of all employers of a person into one row a month.

use std::collections::BTreeMap;

use domain::earlier::EarlierMonths;
use domain::ids::{EmployerId, PersonId};
use domain::standing::{Cause, Counts, Standing};
use policy::Branch;
use store::person::Place;
use store::{employer, history, person};
use units::Month;

use super::month::{AtEmployer, Lens};
use super::{Cell, MonthRow, Stay, earlier};
use crate::position::Position;
use crate::{Desk, Error};

/// What the fold of a person gives.
pub(super) struct Folded {
    /// Months, oldest first.
    pub months: Vec<MonthRow>,
    /// Employers, oldest first.
    pub stays: Vec<Stay>,
    /// The first month of any participation.
    pub first: Option<Month>,
    /// The first month that is kept here, or was taken over.
    pub kept: Month,
}

pub(super) fn fold(desk: &mut Desk, who: PersonId, lens: &Lens) -> Result<Folded, Error> {
    let places = person::places(desk.tx, who)?;
    let seen = earlier::seen(desk, who, lens)?;
    let stays = stays(desk, &places, &seen)?;
    let enrolled = |stay: &&Stay| places.iter().any(|place| place.employer == stay.employer);
    let mut employers = stays
        .iter()
        .filter(enrolled)
        .map(|stay| at_employer(desk, stay.employer, who, lens, &seen))
        .collect::<Result<Vec<_>, _>>()?;
    let filed = places.iter().map(|p| p.from).min();
    let taken_over = seen.iter().map(|months| months.from).min();
    let omitted = employers.iter().filter_map(AtEmployer::omitted_from);
    let first = omitted.chain(filed).chain(taken_over).min();
    let kept = taken_over.map_or(lens.begins, |from| from.min(lens.begins));
    let last = Month::of(lens.day);
    let from = first.unwrap_or(last).max(kept);
    let mut months: Vec<MonthRow> = from
        .through(last)
        .map(|month| MonthRow {
            month,
            cells: [Cell::NOTHING; 5],
        })
        .collect();
    for here in &mut employers {
        for row in months.iter_mut().filter(|row| row.month >= lens.begins) {
            for (cell, other) in row.cells.iter_mut().zip(here.cells(desk, row.month, lens)?) {
                *cell = better(*cell, other);
            }
        }
        let is_gap = |month: Month| month < lens.begins && !seen.iter().any(|of| of.covers(month));
        for row in months.iter_mut().filter(|row| is_gap(row.month)) {
            for (cell, other) in row.cells.iter_mut().zip(here.left_out(desk, row.month, lens)?) {
                *cell = better(*cell, other);
            }
        }
    }
    earlier::lay(&seen, &mut months);
    fill_gaps(&mut months, last, |month, branch| {
        !desk.book().is_inside_another(branch, month) && !earlier::not_kept(month, lens, &places)
    });
    super::back_paid::overlay(desk, who, lens, &mut months)?;
    Ok(Folded {
        months,
        stays,
        first,
        kept,
    })
}

fn stays(desk: &mut Desk, places: &[Place], seen: &[EarlierMonths]) -> Result<Vec<Stay>, Error> {
    let mut spans: BTreeMap<EmployerId, (Month, Option<Month>)> = BTreeMap::new();
    let filed = places.iter().map(|place| (place.employer, place.from, place.to));
    for (employer, from, to) in filed.chain(earlier::spans(seen)) {
        let span = spans.entry(employer).or_insert((from, to));
        span.0 = span.0.min(from);
        span.1 = span.1.zip(to).map(|(a, b)| a.max(b));
    }
    let mut stays = Vec::with_capacity(spans.len());
    for (of, (from, to)) in spans {
        let name = employer::load(desk.tx, of)?.map(|e| e.name).unwrap_or_default();
        stays.push(Stay {
            employer: of,
            name,
            from,
            to,
        });
    }
    stays.sort_by_key(|s| (s.from, s.employer));
    Ok(stays)
}

/// `seen`: what was taken over of the person's months; where that is the employer's own, it was known before it was registered here.
fn at_employer(desk: &mut Desk, of: EmployerId, who: PersonId, lens: &Lens, seen: &[EarlierMonths]) -> Result<AtEmployer, Error> {
    let known = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    let ever = store::spell::ever(desk.tx, of, who)?;
    let version = if lens.is_past {
        history::version_on(desk.tx, of.0, lens.day)?
    } else {
        i64::MAX
    };
    let position = Position::load(desk, of)?.known_at(version, lens.day);
    let registered = history::load(desk.tx, of.0, 1)?.map_or(lens.day, |event| event.on_date);
    let taken_over = seen.iter().filter(|months| months.employer == of).map(|months| months.from).min();
    let here_since = taken_over.map_or(Month::of(registered), |from| from.min(Month::of(registered)));
    Ok(AtEmployer::new(desk, known, ever, position, version, here_since))
}

/// Two employers for one month: the one whose money is there, else the one that asks for it. Both paid: a duplicate.
pub(super) fn better(one: Cell, other: Cell) -> Cell {
    let rank = |cell: &Cell| match cell.standing.cumulative() {
        Counts::Yes => 4,
        Counts::NotYet => 3,
        Counts::No if cell.cause != Some(Cause::NoParticipation) => 2,
        Counts::No | Counts::ByGoal => 1,
        Counts::Never => 0,
    };
    match (rank(&one), rank(&other)) {
        (4, 4) => Cell {
            standing: Standing::Duplicate,
            cause: None,
            ..one
        },
        (a, b) if b > a => other,
        _ => one,
    }
}

/// Between two participations, and after the last one up to the month before this, nobody pays: the series breaks. Not so where there
/// was nothing to pay for itself, or nobody knows because the month is not kept: `may_break`.
fn fill_gaps(months: &mut [MonthRow], last: Month, may_break: impl Fn(Month, Branch) -> bool) {
    let mut begun = [false; 5];
    for row in months {
        for ((cell, begun), branch) in row.cells.iter_mut().zip(&mut begun).zip(Branch::ALL) {
            let empty = cell.standing == Standing::NotDue;
            if empty && *begun && cell.employer.is_none() && row.month < last && may_break(row.month, branch) {
                cell.standing = Standing::Interrupted;
                cell.cause = Some(Cause::NoParticipation);
            }
            *begun = *begun || !empty;
        }
    }
}
