//! What a value published late changes about a month (基数补差): the same person as known the day before the notice, and after it.

use policy::{Book, Branch, DifferenceRules};
use units::{Date, Fen};

use super::person::{Answer, Ask, person};

/// What one branch owes beyond what it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The branch.
    pub branch: Branch,
    /// More on the employer's side; below zero: less.
    pub employer: Fen,
    /// More on the person's side.
    pub employee: Fen,
}

/// The difference that a notice made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The day of the notice.
    pub published: Date,
    /// What was owed as known the day before.
    pub before: Answer,
    /// The branches that changed.
    pub lines: Vec<Line>,
    /// All of them, the employer's side.
    pub employer: Fen,
    /// All of them, the person's side.
    pub employee: Fen,
    /// What the notice says of differences.
    pub rules: DifferenceRules,
}

/// The difference made by the last notice that an answer rests on, where it came after the month began; `None` where none did, or
/// nothing could be reckoned before it, or nothing changed.
pub fn difference(book: &Book, ask: &Ask, now: &Answer) -> Option<Difference> {
    difference_from(book, ask, now, |earlier| person(book, earlier).ok())
}

/// The same where the answer of the day before comes from elsewhere, such as a table that is compiled already.
pub fn difference_from(book: &Book, ask: &Ask, now: &Answer, before: impl FnOnce(&Ask) -> Option<Answer>) -> Option<Difference> {
    let grounds = now
        .lines
        .iter()
        .flat_map(|line| &line.steps)
        .filter_map(|step| step.ground.as_ref());
    let published = grounds
        .filter(|ground| !ground.known_on_assumed)
        .map(|ground| ground.known_on)
        .max()?;
    if published <= ask.month.first_day() {
        return None;
    }
    let known_on = published.yesterday().ok()?;
    let before = before(&Ask { known_on, ..*ask })?;
    let of = |answer: &Answer, branch: Branch| {
        let line = answer.lines.iter().find(|line| line.branch == branch);
        line.map_or((Fen::ZERO, Fen::ZERO), |line| (line.employer, line.employee))
    };
    let lines: Vec<Line> = Branch::ALL
        .into_iter()
        .filter_map(|branch| {
            let ((employer, employee), (employer_before, employee_before)) = (of(now, branch), of(&before, branch));
            let line = Line {
                branch,
                employer: employer - employer_before,
                employee: employee - employee_before,
            };
            (line.employer != Fen::ZERO || line.employee != Fen::ZERO).then_some(line)
        })
        .collect();
    if lines.is_empty() {
        return None;
    }
    Some(Difference {
        published,
        employer: lines.iter().map(|line| line.employer).sum(),
        employee: lines.iter().map(|line| line.employee).sum(),
        lines,
        before,
        rules: book.difference_rules(ask.month, ask.known_on),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reckon::person::Employer;
    use policy::{Category, EmployerKind, Packs};
    use units::{Month, date};

    #[test]
    fn a_notice_after_the_month_began_makes_a_difference_and_says_until_when_it_is_free_of_late_fee() {
        let book = Packs::embedded().book("cn/beijing").expect("a pack without faults");
        let of = |month: &str, wage: i64, known_on: Date| {
            let ask = Ask {
                month: Month::parse(month).expect("a month"),
                known_on,
                wage: Fen::yuan(wage),
                category: Category::LocalUrban,
                employer: Employer {
                    kind: EmployerKind::Enterprise,
                    size: None,
                    injury_class: Some(1),
                },
            };
            let now = person(&book, &ask).expect("an answer");
            difference(&book, &ask, &now)
        };
        let today = date(2026, 11, 22);
        let july = of("2025-07", 5_000, today).expect("a difference");
        assert_eq!(
            (july.published, july.before.employer + july.employer),
            (date(2025, 9, 18), Fen(189_793))
        );
        assert_eq!(
            (july.rules.waived_until, july.rules.billed_in),
            (Some(date(2025, 12, 31)), Month::parse("2025-10").ok())
        );
        assert_eq!(of("2025-07", 5_000, date(2025, 9, 17)), None, "not known yet");
        assert_eq!(of("2025-07", 9_000, today), None, "between floor and ceiling nothing changes");
        assert_eq!(of("2025-10", 5_000, today), None, "the notice was there before the month");
        let late = of("2026-08", 5_000, today).expect("a difference");
        assert_eq!(late.published, date(2026, 8, 21));
        assert!(
            late.rules.waived_until.is_none() && late.rules.doubt.is_some(),
            "no rule of 2026 was found, and that is said"
        );
    }
}
