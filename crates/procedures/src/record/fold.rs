//! Folds the months of all employers of a person into one row a month.

use std::collections::BTreeMap;

use domain::ids::{EmployerId, PersonId};
use domain::standing::{Cause, Counts, Standing};
use store::person::Place;
use store::{employer, history, person};
use units::Month;

use super::month::{AtEmployer, Lens};
use super::{Cell, MonthRow, Stay};
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
}

pub(super) fn fold(desk: &mut Desk, who: PersonId, lens: &Lens) -> Result<Folded, Error> {
    let places = person::places(desk.tx, who)?;
    let stays = stays(desk, &places)?;
    let mut employers = stays
        .iter()
        .map(|stay| at_employer(desk, stay.employer, who, lens))
        .collect::<Result<Vec<_>, _>>()?;
    let filed = places.iter().map(|p| p.from).min();
    let first = employers.iter().filter_map(AtEmployer::omitted_from).chain(filed).min();
    let last = Month::of(lens.day);
    let from = first.unwrap_or(last).max(lens.begins);
    let mut months: Vec<MonthRow> = from
        .through(last)
        .map(|month| MonthRow {
            month,
            cells: [Cell::NOTHING; 5],
        })
        .collect();
    for here in &mut employers {
        for row in &mut months {
            for (cell, other) in row.cells.iter_mut().zip(here.cells(desk, row.month, lens)?) {
                *cell = better(*cell, other);
            }
        }
    }
    fill_gaps(&mut months, last);
    super::back_paid::overlay(desk, who, lens, &mut months)?;
    Ok(Folded { months, stays, first })
}

fn stays(desk: &mut Desk, places: &[Place]) -> Result<Vec<Stay>, Error> {
    let mut spans: BTreeMap<EmployerId, (Month, Option<Month>)> = BTreeMap::new();
    for place in places {
        let span = spans.entry(place.employer).or_insert((place.from, place.to));
        span.0 = span.0.min(place.from);
        span.1 = span.1.zip(place.to).map(|(a, b)| a.max(b));
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

fn at_employer(desk: &mut Desk, of: EmployerId, who: PersonId, lens: &Lens) -> Result<AtEmployer, Error> {
    let known = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    let ever = store::spell::ever(desk.tx, of, who)?;
    let version = if lens.is_past {
        history::version_on(desk.tx, of.0, lens.day)?
    } else {
        i64::MAX
    };
    let position = Position::load(desk, of)?.known_at(version, lens.day);
    let registered = history::load(desk.tx, of.0, 1)?.map_or(lens.day, |event| event.on_date);
    Ok(AtEmployer::new(desk, known, ever, position, version, Month::of(registered)))
}

/// Two employers for one month: the one whose money is there, else the one that asks for it. Both paid: a duplicate.
fn better(one: Cell, other: Cell) -> Cell {
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

/// Between two participations, and after the last one up to the month before this, nobody pays: the series breaks.
fn fill_gaps(months: &mut [MonthRow], last: Month) {
    let mut begun = [false; 5];
    for row in months {
        for (cell, begun) in row.cells.iter_mut().zip(&mut begun) {
            let empty = cell.standing == Standing::NotDue;
            if empty && *begun && cell.employer.is_none() && row.month < last {
                cell.standing = Standing::Interrupted;
                cell.cause = Some(Cause::NoParticipation);
            }
            *begun = *begun || !empty;
        }
    }
}
