//! What was put off by approval (缓缴): which measure put off a service month, and from which day the late fee counts for it.

use policy::{Book, Branch, BranchSet, Confidence, DeferredSides, Provenance, Unknown};
use units::{Date, Fact, Month, Statement};

use super::why::Why;

/// A measure that put off a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deferred {
    /// Its key, `industries_2022`.
    pub measure: String,
    /// Its name, Chinese and English.
    pub names: [String; 2],
    /// What it put off in this month: a fee reckoned with it holds for no other branch.
    pub branches: BranchSet,
    /// Whose side.
    pub sides: DeferredSides,
    /// The last day of payment.
    pub last_payment: Option<Date>,
    /// The first day that counts for the late fee.
    pub late_fee_from: Date,
    /// The spans of days in which it could be asked for.
    pub apply: Vec<(Date, Date)>,
    /// The row of the pack.
    pub ground: Provenance,
}

/// Why a fee cannot be reckoned with a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeferralRefused {
    /// No measure of this key is known on the day.
    NoSuchMeasure {
        /// As asked for.
        measure: String,
        /// Those that are known.
        known: Vec<String>,
    },
    /// The measure did not put off the month, or not this branch of it.
    NotInForce {
        /// The measure's names, Chinese and English.
        names: [String; 2],
        /// The service month.
        month: Month,
        /// The branch that was asked for.
        branch: Option<Branch>,
    },
    /// The measure put off some branches only, and nobody said which one the money is of.
    BranchNeeded {
        /// The measure's names, Chinese and English.
        names: [String; 2],
        /// What it put off.
        branches: BranchSet,
    },
    /// The pack does not say to which day.
    Unknown(Unknown),
}

impl Statement for DeferralRefused {
    fn code(&self) -> &'static str {
        match self {
            DeferralRefused::NoSuchMeasure { .. } => "deferral.no_such_measure",
            DeferralRefused::NotInForce { branch: None, .. } => "deferral.not_in_force",
            DeferralRefused::NotInForce { branch: Some(_), .. } => "deferral.branch_not_in_force",
            DeferralRefused::BranchNeeded { .. } => "deferral.branch_needed",
            DeferralRefused::Unknown(unknown) => unknown.code(),
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            DeferralRefused::NoSuchMeasure { measure, known } => {
                vec![("measure", Fact::Text(measure.clone())), ("known", Fact::Text(known.join(", ")))]
            }
            DeferralRefused::NotInForce { names, month, branch } => {
                let mut facts = vec![("measure", Fact::Note(names.join(" · "))), ("month", Fact::Month(*month))];
                facts.extend(branch.map(|branch| ("branch", Fact::Word(format!("branch.{}", branch.code())))));
                facts
            }
            DeferralRefused::BranchNeeded { names, branches } => {
                let words = Branch::ALL.into_iter().filter(|branch| branches.contains(*branch));
                let words = words.map(|branch| format!("branch.{}", branch.code())).collect();
                vec![("measure", Fact::Note(names.join(" · "))), ("branches", Fact::Words(words))]
            }
            DeferralRefused::Unknown(unknown) => unknown.facts(),
        }
    }
}

/// The measure that put off a month, as known on a day; where a branch is named, this branch.
///
/// # Errors
/// [`DeferralRefused`]: the measure is not known, did not put this off, or nobody knows to which day.
pub fn deferred(book: &Book, measure: &str, branch: Option<Branch>, month: Month, known_on: Date) -> Result<Deferred, DeferralRefused> {
    let mut branches = BranchSet::default();
    let mut found = None;
    for of in Branch::ALL {
        let rows = book.deferrals(of, month, known_on);
        if let Some(row) = rows.into_iter().find(|row| row.measure == measure) {
            branches = branches.with(of);
            if branch.is_none_or(|branch| branch == of) {
                found.get_or_insert(row);
            }
        }
    }
    let Some(row) = found else {
        return Err(not_found(book, measure, branch, month, known_on));
    };
    let unknown = || DeferralRefused::Unknown(Unknown::new(format!("deferral.{measure}.last_payment"), month));
    Ok(Deferred {
        measure: row.measure.clone(),
        names: row.names.clone(),
        branches,
        sides: row.sides,
        last_payment: row.last_payment,
        late_fee_from: row.late_fee_from.ok_or_else(unknown)?,
        apply: row.apply.clone(),
        ground: Provenance {
            parameter: format!("deferral.{measure}"),
            value: row.last_payment.map(|day| day.to_string()).unwrap_or_default(),
            valid_from: row.from,
            valid_until: Some(row.until),
            known_on: row.known_on,
            known_on_assumed: false,
            source: row.source.clone(),
            law: row.law.clone(),
            confidence: row.confidence,
            note: row.note.clone(),
            carried: None,
            place: row.place.clone(),
        },
    })
}

fn not_found(book: &Book, measure: &str, branch: Option<Branch>, month: Month, known_on: Date) -> DeferralRefused {
    let rows = || book.all_deferrals().iter().filter(|row| row.known_on <= known_on);
    match rows().find(|row| row.measure == measure) {
        Some(row) => DeferralRefused::NotInForce {
            names: row.names.clone(),
            month,
            branch,
        },
        None => {
            let mut known: Vec<String> = rows().map(|row| row.measure.clone()).collect();
            known.dedup();
            DeferralRefused::NoSuchMeasure {
                measure: measure.to_owned(),
                known,
            }
        }
    }
}

impl Deferred {
    /// From which day the late fee counts, and why.
    pub(super) fn why(&self) -> Why {
        let facts = vec![
            ("measure", Fact::Note(self.names.join(" · "))),
            ("from", Fact::Day(self.late_fee_from)),
        ];
        Why::new("late_fee_deferred", facts).by(self.ground.clone())
    }

    /// How sure it is, where it is not.
    pub(super) fn doubt(&self) -> Option<(Confidence, &Provenance)> {
        let confidence = self.ground.confidence;
        confidence.is_doubtful().then_some((confidence, &self.ground))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Packs;
    use units::date;

    fn from(measure: &str, branch: Option<Branch>, month: &str, known_on: Date) -> Result<(Date, Vec<Branch>), &'static str> {
        let book = Packs::embedded().book("cn/beijing/chaoyang").expect("a pack");
        let month = Month::parse(month).expect("a month");
        let found = deferred(&book, measure, branch, month, known_on);
        let branches = |of: &Deferred| Branch::ALL.into_iter().filter(|branch| of.branches.contains(*branch)).collect();
        found
            .map(|found| (found.late_fee_from, branches(&found)))
            .map_err(|refused| refused.code())
    }

    #[test]
    fn a_measure_holds_for_its_branches_and_months_only_and_a_later_notice_moves_the_day() {
        let today = date(2026, 11, 10);
        let three = vec![Branch::Pension, Branch::Unemployment, Branch::EmploymentInjury];
        let two = vec![Branch::Unemployment, Branch::EmploymentInjury];
        for (measure, branch, month, known_on, expected) in [
            ("industries_2022", None, "2022-05", today, Ok((date(2023, 1, 1), three.clone()))),
            ("industries_2022", None, "2022-08", today, Ok((date(2023, 1, 1), two.clone()))),
            (
                "industries_2022",
                Some(Branch::Pension),
                "2022-08",
                today,
                Err("deferral.branch_not_in_force"),
            ),
            (
                "industries_2022",
                Some(Branch::Medical),
                "2022-05",
                today,
                Err("deferral.branch_not_in_force"),
            ),
            ("industries_2022", None, "2022-03", today, Err("deferral.not_in_force")),
            (
                "industries_2022",
                None,
                "2022-05",
                date(2022, 5, 8),
                Err("deferral.no_such_measure"),
            ),
            (
                "distressed_2022",
                None,
                "2022-08",
                date(2022, 11, 23),
                Ok((date(2023, 2, 24), three.clone())),
            ),
            ("distressed_2022", None, "2022-08", today, Ok((date(2024, 1, 1), three))),
            ("hardship_2020", None, "2020-05", today, Err("policy.unknown_parameter")),
            ("holidays_2022", None, "2022-05", today, Err("deferral.no_such_measure")),
        ] {
            assert_eq!(from(measure, branch, month, known_on), expected, "{measure} {month} {known_on}");
        }
    }
}
