//! By what rule two figures part: the departures from our way that are known, one or two of them at once.

use policy::{Category, Slot};
use units::{Fact, Fen, Rate, Statement};

use super::Payer;

/// By what rule two figures part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// One departure from our way gives the employer's figure.
    One(Departure),
    /// Two at once do, and no other two; the base before the rate, the rate before the rounding.
    Two(Departure, Departure),
    /// Two at once do, and so do two others: which of them it was, the figure does not say.
    SeveralPairs,
    /// Neither one nor two give it.
    Unexplained,
}

/// A single departure from our way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Departure {
    /// A branch that is due is not there, or nothing is charged in it.
    BranchMissing,
    /// A branch is charged that is not due for this person in this month.
    BranchNotDue,
    /// The person's fixed sum beside the medical share was left out.
    FixedSumLeftOut,
    /// The wage was not raised to the floor.
    FloorNotApplied,
    /// The wage was not cut to the ceiling.
    CeilingNotApplied,
    /// The bounds are those of another month: the base year before.
    BoundsOfYearBefore,
    /// The declared wage was not taken in whole yuan first.
    BaseNotRounded,
    /// Parts of a fen were dropped.
    RoundedDown,
    /// Parts of a fen went up.
    RoundedUp,
    /// Rounded to the jiao.
    RoundedToJiao,
    /// Rounded to the yuan.
    RoundedToYuan,
    /// Both sides were rounded as one sum and then parted.
    RoundedTogether,
    /// The rates of another category of persons.
    OtherCategory(Category),
    /// The rate of another industry class.
    OtherClass(u8),
    /// The rates or bounds of the other kind of employer.
    OtherKind,
    /// Another rate on the right base.
    OtherRate(Rate),
    /// The right rate on another base.
    OtherBase(Fen),
}

impl Departure {
    /// The stable code, which is the key of its sentence too.
    pub const fn code(self) -> &'static str {
        match self {
            Departure::BranchMissing => "difference.branch_missing",
            Departure::BranchNotDue => "difference.branch_not_due",
            Departure::FixedSumLeftOut => "difference.fixed_sum_left_out",
            Departure::FloorNotApplied => "difference.floor_not_applied",
            Departure::CeilingNotApplied => "difference.ceiling_not_applied",
            Departure::BoundsOfYearBefore => "difference.bounds_of_year_before",
            Departure::BaseNotRounded => "difference.base_not_rounded",
            Departure::RoundedDown => "difference.rounded_down",
            Departure::RoundedUp => "difference.rounded_up",
            Departure::RoundedToJiao => "difference.rounded_to_jiao",
            Departure::RoundedToYuan => "difference.rounded_to_yuan",
            Departure::RoundedTogether => "difference.rounded_together",
            Departure::OtherCategory(_) => "difference.other_category",
            Departure::OtherClass(_) => "difference.other_class",
            Departure::OtherKind => "difference.other_kind",
            Departure::OtherRate(_) => "difference.other_rate",
            Departure::OtherBase(_) => "difference.other_base",
        }
    }

    /// It in words as one of two, without its figure.
    fn part(self) -> Fact {
        let key = match self {
            Departure::OtherCategory(_) => "difference.part.other_category",
            Departure::OtherClass(_) => "difference.part.other_class",
            Departure::OtherRate(_) => "difference.part.other_rate",
            other => other.code(),
        };
        Fact::Word(key.to_owned())
    }

    /// The figure it names.
    fn detail(self) -> Option<Fact> {
        match self {
            Departure::OtherCategory(category) => Some(Fact::Word(format!("category.{}", category.code()))),
            Departure::OtherClass(class) => Some(Fact::Text(class.to_string())),
            Departure::OtherRate(rate) => Some(Fact::Rate(rate)),
            Departure::BranchMissing
            | Departure::BranchNotDue
            | Departure::FixedSumLeftOut
            | Departure::FloorNotApplied
            | Departure::CeilingNotApplied
            | Departure::BoundsOfYearBefore
            | Departure::BaseNotRounded
            | Departure::RoundedDown
            | Departure::RoundedUp
            | Departure::RoundedToJiao
            | Departure::RoundedToYuan
            | Departure::RoundedTogether
            | Departure::OtherKind
            | Departure::OtherBase(_) => None,
        }
    }

    /// The figure of our row that answers it.
    fn slot(self, payer: Payer) -> Option<Slot> {
        let rate = match payer {
            Payer::Employer => Slot::Employer,
            Payer::Employee => Slot::Employee,
        };
        match self {
            Departure::FloorNotApplied => Some(Slot::Floor),
            Departure::CeilingNotApplied => Some(Slot::Ceiling),
            Departure::FixedSumLeftOut => Some(Slot::EmployeeFixed),
            Departure::BoundsOfYearBefore => Some(Slot::Floor),
            Departure::BranchMissing
            | Departure::OtherCategory(_)
            | Departure::OtherClass(_)
            | Departure::OtherKind
            | Departure::OtherRate(_) => Some(rate),
            Departure::RoundedDown
            | Departure::RoundedUp
            | Departure::RoundedToJiao
            | Departure::RoundedToYuan
            | Departure::RoundedTogether
            | Departure::OtherBase(_) => Some(rate),
            Departure::BaseNotRounded | Departure::BranchNotDue => None,
        }
    }
}

impl Cause {
    /// What people with this cause are gathered under: another base is one cause, whatever the base.
    pub(super) fn kind(self) -> Cause {
        match self {
            Cause::One(Departure::OtherBase(_)) => Cause::One(Departure::OtherBase(Fen::ZERO)),
            other => other,
        }
    }

    /// The departures it names.
    pub fn departures(self) -> Vec<Departure> {
        match self {
            Cause::One(one) => vec![one],
            Cause::Two(first, second) => vec![first, second],
            Cause::SeveralPairs | Cause::Unexplained => vec![],
        }
    }

    /// The figure of our row that answers it.
    pub(super) fn slot(self, payer: Payer) -> Option<Slot> {
        match self {
            Cause::One(one) => one.slot(payer),
            Cause::Two(first, second) => first.slot(payer).or_else(|| second.slot(payer)),
            Cause::SeveralPairs | Cause::Unexplained => match payer {
                Payer::Employer => Some(Slot::Employer),
                Payer::Employee => Some(Slot::Employee),
            },
        }
    }
}

impl Statement for Departure {
    fn code(&self) -> &'static str {
        (*self).code()
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Departure::OtherCategory(category) => vec![("category", Fact::Word(format!("category.{}", category.code())))],
            Departure::OtherClass(class) => vec![("class", Fact::Count(i64::from(*class)))],
            Departure::OtherRate(rate) => vec![("rate", Fact::Rate(*rate))],
            Departure::BranchMissing
            | Departure::BranchNotDue
            | Departure::FixedSumLeftOut
            | Departure::FloorNotApplied
            | Departure::CeilingNotApplied
            | Departure::BoundsOfYearBefore
            | Departure::BaseNotRounded
            | Departure::RoundedDown
            | Departure::RoundedUp
            | Departure::RoundedToJiao
            | Departure::RoundedToYuan
            | Departure::RoundedTogether
            | Departure::OtherKind
            | Departure::OtherBase(_) => vec![],
        }
    }
}

impl Statement for Cause {
    fn code(&self) -> &'static str {
        match self {
            Cause::One(one) => one.code(),
            Cause::Two(..) => "difference.two",
            Cause::SeveralPairs => "difference.several_pairs",
            Cause::Unexplained => "difference.unexplained",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Cause::One(one) => one.facts(),
            // Of two only one is a rate, and so has a figure to name: it stands last.
            Cause::Two(first, second) => {
                let (first, second) = match first.detail() {
                    None => (first, second),
                    Some(_) => (second, first),
                };
                let detail = second.detail().unwrap_or_else(|| Fact::Text(String::new()));
                vec![("first", first.part()), ("second", second.part()), ("detail", detail)]
            }
            Cause::SeveralPairs | Cause::Unexplained => vec![],
        }
    }
}
