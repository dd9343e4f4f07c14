//! By what rule two figures part: the departures from our way that are known.

use policy::{Category, Slot};
use units::{Fact, Fen, Rate, Statement};

use super::Payer;

/// By what rule two figures part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
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
    /// No single departure gives it.
    Unexplained,
}

impl Cause {
    /// The stable code; its sentence is `difference.<code>`.
    pub const fn code(self) -> &'static str {
        match self {
            Cause::BranchMissing => "difference.branch_missing",
            Cause::BranchNotDue => "difference.branch_not_due",
            Cause::FixedSumLeftOut => "difference.fixed_sum_left_out",
            Cause::FloorNotApplied => "difference.floor_not_applied",
            Cause::CeilingNotApplied => "difference.ceiling_not_applied",
            Cause::BoundsOfYearBefore => "difference.bounds_of_year_before",
            Cause::BaseNotRounded => "difference.base_not_rounded",
            Cause::RoundedDown => "difference.rounded_down",
            Cause::RoundedUp => "difference.rounded_up",
            Cause::RoundedToJiao => "difference.rounded_to_jiao",
            Cause::RoundedToYuan => "difference.rounded_to_yuan",
            Cause::RoundedTogether => "difference.rounded_together",
            Cause::OtherCategory(_) => "difference.other_category",
            Cause::OtherClass(_) => "difference.other_class",
            Cause::OtherKind => "difference.other_kind",
            Cause::OtherRate(_) => "difference.other_rate",
            Cause::OtherBase(_) => "difference.other_base",
            Cause::Unexplained => "difference.unexplained",
        }
    }

    /// What people with this cause are gathered under: another base is one cause, whatever the base.
    pub(super) fn kind(self) -> Cause {
        match self {
            Cause::OtherBase(_) => Cause::OtherBase(Fen::ZERO),
            other => other,
        }
    }

    /// The figure of our row that answers it.
    pub(super) fn slot(self, payer: Payer) -> Option<Slot> {
        let rate = match payer {
            Payer::Employer => Slot::Employer,
            Payer::Employee => Slot::Employee,
        };
        match self {
            Cause::FloorNotApplied => Some(Slot::Floor),
            Cause::CeilingNotApplied => Some(Slot::Ceiling),
            Cause::FixedSumLeftOut => Some(Slot::EmployeeFixed),
            Cause::BoundsOfYearBefore => Some(Slot::Floor),
            Cause::BranchMissing | Cause::OtherCategory(_) | Cause::OtherClass(_) | Cause::OtherKind | Cause::OtherRate(_) => Some(rate),
            Cause::RoundedDown
            | Cause::RoundedUp
            | Cause::RoundedToJiao
            | Cause::RoundedToYuan
            | Cause::RoundedTogether
            | Cause::OtherBase(_)
            | Cause::Unexplained => Some(rate),
            Cause::BaseNotRounded | Cause::BranchNotDue => None,
        }
    }
}

impl Statement for Cause {
    fn code(&self) -> &'static str {
        (*self).code()
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Cause::OtherCategory(category) => vec![("category", Fact::Word(format!("category.{}", category.code())))],
            Cause::OtherClass(class) => vec![("class", Fact::Count(i64::from(*class)))],
            Cause::OtherRate(rate) => vec![("rate", Fact::Rate(*rate))],
            Cause::BranchMissing
            | Cause::BranchNotDue
            | Cause::FixedSumLeftOut
            | Cause::FloorNotApplied
            | Cause::CeilingNotApplied
            | Cause::BoundsOfYearBefore
            | Cause::BaseNotRounded
            | Cause::RoundedDown
            | Cause::RoundedUp
            | Cause::RoundedToJiao
            | Cause::RoundedToYuan
            | Cause::RoundedTogether
            | Cause::OtherKind
            | Cause::OtherBase(_)
            | Cause::Unexplained => vec![],
        }
    }
}
