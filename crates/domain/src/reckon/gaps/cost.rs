//! What making up months costs, what the costs leave out, and what of them is not sure.

use units::Fen;

use super::Answer;
use crate::reckon::person::{Doubt, LeftOut, sorted};

/// What making up one month costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// The employer's share.
    pub employer: Fen,
    /// The person's share.
    pub employee: Fen,
    /// The late fee to the day, borne by the employer.
    pub late_fee: Fen,
    /// The days it ran.
    pub days: u32,
    /// What one day more adds to it.
    pub per_day: Fen,
    /// Why employment injury is left out of it, where it is.
    pub left_out: Option<LeftOut>,
    /// What of it is not sure, the least sure first.
    pub doubts: Vec<Doubt>,
}

impl Cost {
    /// All of it.
    pub fn total(&self) -> Fen {
        self.employer + self.employee + self.late_fee
    }
}

impl Answer {
    /// What is not sure: about the rule, and about the costs.
    pub fn all_doubts(&self) -> Vec<Doubt> {
        sorted(
            self.doubts
                .iter()
                .chain(self.costs().flat_map(|cost| &cost.doubts))
                .cloned()
                .collect(),
        )
    }

    /// What the costs leave out, each once.
    pub fn left_out(&self) -> Vec<&LeftOut> {
        let mut left_out: Vec<&LeftOut> = Vec::new();
        for one in self.costs().filter_map(|cost| cost.left_out.as_ref()) {
            if !left_out.iter().any(|other| other.code() == one.code()) {
                left_out.push(one);
            }
        }
        left_out
    }

    fn costs(&self) -> impl Iterator<Item = &Cost> {
        self.curable.iter().filter_map(|curable| curable.cost.as_ref()?.as_ref().ok())
    }
}
