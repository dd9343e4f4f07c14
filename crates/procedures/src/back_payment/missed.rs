//! Who was enrolled late and has months that nobody filed and no case makes up: what the clerk is told of before anybody asks.

use domain::case::back_payment::State;
use domain::ids::{EmployerId, PersonId};
use domain::registry::OnRoll;
use store::back_payment::{Line, of_employer};
use units::Month;

use super::see::AT_ONCE;
use crate::roll::roll;
use crate::{Desk, Error};

/// Somebody on the roll with the months between the start of employment and the first month that was filed.
#[derive(Clone, Debug)]
pub struct Missed {
    /// Who.
    pub who: OnRoll,
    /// The months, oldest first; never none.
    pub months: Vec<Month>,
}

/// Everybody on the roll whose months were missed; without those that a case asked for, unless it was refused or taken back.
pub fn missed_months(desk: &mut Desk, of: EmployerId) -> Result<Vec<Missed>, Error> {
    let people = roll(desk, of)?.people;
    let mut asked_for = Vec::new();
    for story in of_employer(desk.tx, of, AT_ONCE)? {
        if !matches!(story.case()?.state, State::Refused { .. } | State::Withdrawn) {
            asked_for.extend(story.lines);
        }
    }
    Ok(people.into_iter().filter_map(|who| missed(who, &asked_for)).collect())
}

fn missed(who: OnRoll, asked_for: &[Line]) -> Option<Missed> {
    let started = Month::of(who.started_on?);
    let first = *who.from.iter().flatten().min()?;
    if started >= first {
        return None;
    }
    let months: Vec<Month> = started
        .through(first.previous())
        .filter(|month| is_free(who.person.id, *month, asked_for))
        .collect();
    (!months.is_empty()).then_some(Missed { who, months })
}

fn is_free(who: PersonId, month: Month, asked_for: &[Line]) -> bool {
    !asked_for
        .iter()
        .any(|line| line.person == who && line.from <= month && month <= line.to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::registry::Person;
    use units::{Date, Fen, date};

    fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    fn one(started: Date, from: &str) -> OnRoll {
        OnRoll {
            person: Person {
                id: PersonId(1),
                name: "甲".to_owned(),
                number: "1".to_owned(),
                born: date(1990, 1, 1),
                female: true,
            },
            category: domain::Category::LocalUrban,
            from: [Some(month(from)), Some(month(from))],
            to: [None, None],
            base: Fen::yuan(9_000),
            started_on: Some(started),
        }
    }

    #[test]
    fn months_between_hiring_and_the_first_filing_are_missed() {
        let months = |of: OnRoll| missed(of, &[]).map(|found| found.months);
        assert_eq!(
            months(one(date(2026, 7, 6), "2026-10")),
            Some(month("2026-07").through(month("2026-09")).collect())
        );
        assert_eq!(months(one(date(2026, 7, 6), "2026-07")), None);
    }
}
