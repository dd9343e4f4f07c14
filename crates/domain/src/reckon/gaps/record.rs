use std::collections::{BTreeMap, BTreeSet};

use policy::Branch;
use units::Month;

use crate::standing::Standing;

/// A person's months as a record shows them: one standing a branch and month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    months: BTreeMap<(Branch, Month), Standing>,
    nobody: BTreeSet<Month>,
}

impl Record {
    /// Nothing yet.
    pub fn new() -> Record {
        Record::default()
    }

    /// Puts a month down. A note on a paid month (base difference) changes nothing. What stood there before is given back.
    pub fn put(&mut self, branch: Branch, month: Month, standing: Standing) -> Option<Standing> {
        if standing == Standing::BaseDifference {
            return None;
        }
        self.months.insert((branch, month), standing)
    }

    /// The standing of a month; `None`: the record does not speak of it.
    pub fn standing(&self, branch: Branch, month: Month) -> Option<Standing> {
        self.months.get(&(branch, month)).copied()
    }

    /// Notes that the person had no employer in a month: nobody is there who could make it up.
    pub fn put_nobody(&mut self, month: Month) {
        self.nobody.insert(month);
    }

    /// Whether the person had no employer in a month.
    pub fn had_nobody(&self, month: Month) -> bool {
        self.nobody.contains(&month)
    }

    /// The first and the last month it speaks of, whatever the branch.
    pub fn span(&self) -> Option<(Month, Month)> {
        let months = || self.months.keys().map(|(_, month)| *month);
        Some((months().min()?, months().max()?))
    }

    /// Every month of every branch.
    pub fn iter(&self) -> impl Iterator<Item = (Branch, Month, Standing)> {
        self.months.iter().map(|((branch, month), standing)| (*branch, *month, *standing))
    }
}

impl FromIterator<(Branch, Month, Standing)> for Record {
    fn from_iter<I: IntoIterator<Item = (Branch, Month, Standing)>>(months: I) -> Record {
        let mut record = Record::new();
        for (branch, month, standing) in months {
            record.put(branch, month, standing);
        }
        record
    }
}
