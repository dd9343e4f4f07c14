use units::{Date, Month, WorkingDays};

use crate::{Branch, BranchSet, Fault, Group, LateFeeRules, MonthDates, Procedure, Reasons, Unknown};

/// The texts of all packs.
#[derive(Clone, Debug, Default)]
pub struct Packs {
    texts: Vec<(String, String)>,
}

/// The typed policy of one region.
#[derive(Clone, Debug, Default)]
pub struct Book {
    region: String,
    fingerprint: String,
    texts: Vec<(String, String)>,
    calendar: WorkingDays,
    reasons: Reasons,
}

impl Packs {
    /// The packs built into the program.
    pub fn embedded() -> Packs {
        Packs::default()
    }

    /// Packs from elsewhere: path (`cn/beijing/rates.toml`) and text.
    pub fn from_texts(texts: Vec<(String, String)>) -> Packs {
        Packs { texts }
    }

    /// The regions that have a pack, by path.
    pub fn regions(&self) -> Vec<&str> {
        self.texts.iter().map(|(path, _)| path.as_str()).collect()
    }

    /// Reads the packs on a region's path. Every fault is named, not the first alone.
    pub fn book(&self, region: &str) -> Result<Book, Vec<Fault>> {
        Ok(Book {
            region: region.to_owned(),
            ..Book::default()
        })
    }
}

impl Book {
    /// The region's path, `cn/beijing`.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// SHA-256 of the texts on the region's path, in hex.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The texts on the region's path, in the order of the fingerprint.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The working days of the State Council calendar.
    pub fn calendar(&self) -> &WorkingDays {
        &self.calendar
    }

    /// All dates of a contribution month.
    pub fn month_dates(&self, month: Month, known_on: Date) -> Result<MonthDates, Unknown> {
        let _ = known_on;
        Err(Unknown::new("procedure.window_opens", month))
    }

    /// The procedure in force in a contribution month.
    pub fn procedure(&self, month: Month, known_on: Date) -> Result<Procedure, Unknown> {
        let _ = known_on;
        Err(Unknown::new("procedure.regime", month))
    }

    /// How the late fee of a service month is counted.
    pub fn late_fee(&self, month: Month, known_on: Date) -> Result<LateFeeRules, Unknown> {
        let _ = known_on;
        Err(Unknown::new("late_fee.rate", month))
    }

    /// The branches that exist of themselves in a month (no maternity where it is inside medical).
    pub fn branches(&self, month: Month) -> BranchSet {
        let _ = month;
        BranchSet::ALL
    }

    /// The group a branch is filed with in a month.
    pub fn group_of(&self, branch: Branch, month: Month) -> Group {
        let _ = month;
        match branch {
            Branch::Medical => Group::Medical,
            Branch::Pension | Branch::Unemployment | Branch::EmploymentInjury | Branch::Maternity => Group::PensionUnemploymentInjury,
        }
    }

    /// The first month of the contribution year that holds a month.
    pub fn base_year(&self, month: Month) -> Month {
        month
    }

    /// Until which day a difference of this month may be paid without a late fee, because the base was published late.
    pub fn difference_waiver(&self, month: Month, known_on: Date) -> Option<Date> {
        let _ = (month, known_on);
        None
    }

    /// The reasons for a staff reduction.
    pub fn reasons(&self) -> &Reasons {
        &self.reasons
    }
}
