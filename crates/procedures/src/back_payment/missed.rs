//! Who has months that the employer did not file, by a late enrolment or as its earlier records say, and no case makes up: what the clerk is told of before anybody asks.

use std::collections::BTreeSet;

use domain::case::back_payment::State;
use domain::earlier::EarlierMonths;
use domain::ids::{EmployerId, PersonId};
use domain::registry::OnRoll;
use store::back_payment::{Line, of_employer};
use store::earlier;
use units::Month;

use super::parts;
use super::see::AT_ONCE;
use crate::roll::roll;
use crate::{Desk, Error};

/// Somebody on the roll with the months of employment that were not filed.
#[derive(Clone, Debug)]
pub struct Missed {
    /// Who.
    pub who: OnRoll,
    /// The months, oldest first; never none.
    pub months: Vec<Month>,
}

impl Missed {
    /// The months as spans without gaps.
    pub fn spans(&self) -> Vec<(Month, Month)> {
        parts::spans(&self.months)
    }
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
    let named: BTreeSet<PersonId> = earlier::missed(desk.tx, of)?.iter().map(|months| months.person).collect();
    let mut all = Vec::new();
    for who in people {
        if !named.contains(&who.person.id) && !enrolled_late(&who) {
            continue;
        }
        let held = earlier::of_person(desk.tx, who.person.id)?;
        let counting = held.into_iter().filter(|held| held.counts_at(i64::MAX));
        let before: Vec<EarlierMonths> = counting.map(|held| held.months).collect();
        all.extend(missed(who, &before, &asked_for));
    }
    Ok(all)
}

/// Whether the first month that was filed lies after the one in which employment began.
fn enrolled_late(who: &OnRoll) -> bool {
    let first = who.from.iter().flatten().min();
    who.started_on
        .map(Month::of)
        .zip(first)
        .is_some_and(|(started, first)| started < *first)
}

/// `before`: what the records from before this system say of the person.
fn missed(who: OnRoll, before: &[EarlierMonths], asked_for: &[Line]) -> Option<Missed> {
    let (paid, not_filed): (Vec<_>, Vec<_>) = before.iter().partition(|months| months.standing.is_paid());
    let mut months: BTreeSet<Month> = not_filed.iter().flat_map(|of| of.from.through(of.to)).collect();
    if let (Some(started), Some(first)) = (who.started_on.map(Month::of), who.from.iter().flatten().min())
        && started < *first
    {
        months.extend(started.through(first.previous()));
    }
    months.retain(|month| is_free(who.person.id, *month, asked_for) && !paid.iter().any(|of| of.covers(*month)));
    let months: Vec<Month> = months.into_iter().collect();
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
    use domain::standing::Standing;
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
        let months = |of: OnRoll| missed(of, &[], &[]).map(|found| found.months);
        assert_eq!(
            months(one(date(2026, 7, 6), "2026-10")),
            Some(month("2026-07").through(month("2026-09")).collect())
        );
        let earlier = |from: &str, to: &str, standing| EarlierMonths {
            employer: EmployerId(1),
            person: PersonId(1),
            branch: domain::Branch::Pension,
            from: month(from),
            to: month(to),
            standing,
            base: Fen::ZERO,
            employer_pays: Fen::ZERO,
            person_pays: Fen::ZERO,
            to_account: Fen::ZERO,
            paid_on: None,
        };
        let before = [
            earlier("2018-06", "2018-08", Standing::Interrupted),
            earlier("2018-09", "2026-08", Standing::OnTime),
        ];
        let of_both = missed(one(date(2018, 6, 6), "2026-10"), &before, &[]).map(|found| found.spans());
        assert_eq!(
            of_both,
            Some(vec![(month("2018-06"), month("2018-08")), (month("2026-09"), month("2026-09"))]),
            "what the old records have as paid is not missed"
        );
        assert_eq!(months(one(date(2026, 7, 6), "2026-07")), None);
    }
}
