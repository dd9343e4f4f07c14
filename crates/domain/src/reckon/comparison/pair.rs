//! Two departures at once: where no single one gives a figure, each base is tried with each rate and each rounding that somebody could
//! have taken in place of ours.

use std::collections::BTreeSet;

use policy::{Branch, BranchRow, Category, EmployerKind, INJURY_CLASSES};
use units::{Fen, Rate};

use super::{Cause, Departure, MILLION, Of, Payer, other_rate, row_of, side};
use crate::reckon::person::Employer;

/// Something taken in place of ours, and the departure that this is; nothing: it is ours.
type Taken<T> = (Option<Departure>, T);

/// A way to round an exact amount.
#[derive(Clone, Copy)]
struct Way {
    /// In fen: 1, a jiao, a yuan.
    unit: i128,
    /// What is added before the rest is dropped, in millionths of a fen.
    add: i128,
}

const HALF_UP: Way = Way { unit: 1, add: MILLION / 2 };

/// A free rate beside another departure must be written with one decimal of a percent, or chance would find one.
const STEP: u32 = 1_000;

impl Of<'_> {
    /// The two departures that give the employer's figure together; several where more than one pair does.
    pub(super) fn pair(&self, branch: Branch, payer: Payer, base: Fen, mine: Fen) -> Option<Cause> {
        let rules = &self.row.branches[branch.index()];
        let mut found = BTreeSet::new();
        for (left_out, share) in self.shares(branch, payer, mine) {
            for (base_taken, base) in self.bases(branch, base, rules) {
                for (rate_taken, ppm) in self.rates(branch, payer, rules, base, share) {
                    for (rounding, way) in roundings() {
                        let departures = [left_out, base_taken, rate_taken, rounding];
                        let mut named = departures.into_iter().flatten();
                        let (Some(first), Some(second), None) = (named.next(), named.next(), named.next()) else {
                            continue;
                        };
                        if is_evidence(first, second) && way.of(base, ppm) == share {
                            found.insert((first, second));
                        }
                    }
                }
            }
        }
        match (found.pop_first(), found.is_empty()) {
            (Some((first, second)), true) => Some(Cause::Two(first, second)),
            (Some(_), false) => Some(Cause::SeveralPairs),
            (None, _) => None,
        }
    }

    /// What is left of the figure for the share: without the fixed sum, or all of it where the fixed sum was left out.
    fn shares(&self, branch: Branch, payer: Payer, mine: Fen) -> Vec<Taken<Fen>> {
        let fixed = self.fixed(branch, payer);
        if fixed == Fen::ZERO {
            return vec![(None, mine)];
        }
        vec![(None, mine - fixed), (Some(Departure::FixedSumLeftOut), mine)]
    }

    fn bases(&self, branch: Branch, ours: Fen, rules: &BranchRow) -> Vec<Taken<Fen>> {
        let wage = self.mine.wage;
        let whole = self.whole();
        let (floor, ceiling) = (Fen(i64::from(rules.floor)), Fen(i64::from(rules.ceiling)));
        let mut bases = vec![(None, ours)];
        let mut take = |departure, base: Fen| {
            if bases.iter().all(|(_, taken)| *taken != base) {
                bases.push((Some(departure), base));
            }
        };
        if whole < floor {
            take(Departure::FloorNotApplied, whole);
        }
        if whole > ceiling {
            take(Departure::CeilingNotApplied, whole);
        }
        take(Departure::BaseNotRounded, wage.at_least(floor).at_most(ceiling));
        let before = self
            .before
            .and_then(|before| row_of(before, self.mine.category, self.employer).ok());
        if let Some(old) = before.map(|row| &row.branches[branch.index()]) {
            let (floor, ceiling) = (Fen(i64::from(old.floor)), Fen(i64::from(old.ceiling)));
            take(Departure::BoundsOfYearBefore, whole.at_least(floor).at_most(ceiling));
        }
        bases
    }

    /// Ours, those of others, and the one in steps of a tenth of a percent that would give the share.
    fn rates(&self, branch: Branch, payer: Payer, rules: &BranchRow, base: Fen, share: Fen) -> Vec<Taken<u32>> {
        let ours = side(rules, payer);
        let mut rates = vec![(None, ours.ppm)];
        let mut take = |departure, category: Category, employer: Employer| {
            let row = row_of(self.table, category, employer).ok();
            let row = row.filter(|row| row.in_force.contains(branch));
            if let Some(ppm) = row.map(|row| side(&row.branches[branch.index()], payer).ppm)
                && rates.iter().all(|(_, taken)| *taken != ppm)
            {
                rates.push((Some(departure), ppm));
            }
        };
        for category in Category::ALL {
            take(Departure::OtherCategory(category), category, self.employer);
        }
        if branch == Branch::EmploymentInjury {
            for class in 1..=INJURY_CLASSES {
                let employer = Employer {
                    injury_class: Some(class),
                    ..self.employer
                };
                take(Departure::OtherClass(class), self.mine.category, employer);
            }
        }
        let kind = match self.employer.kind {
            EmployerKind::Enterprise => EmployerKind::Institution,
            EmployerKind::Institution => EmployerKind::Enterprise,
        };
        take(Departure::OtherKind, self.mine.category, Employer { kind, ..self.employer });
        if let Some(Departure::OtherRate(Rate(ppm))) = other_rate(base, ours, share)
            && ppm.is_multiple_of(STEP)
            && rates.iter().all(|(_, taken)| *taken != ppm)
        {
            rates.push((Some(Departure::OtherRate(Rate(ppm))), ppm));
        }
        rates
    }
}

fn roundings() -> Vec<Taken<Way>> {
    let ways = |departure: Departure, unit: i128, adds: &[i128]| -> Vec<Taken<Way>> {
        adds.iter().map(|add| (Some(departure), Way { unit, add: *add })).collect()
    };
    let coarse = |unit: i128| [0, unit * MILLION / 2, unit * MILLION - 1];
    let mut all = vec![(None, HALF_UP)];
    all.extend(ways(Departure::RoundedDown, 1, &[0]));
    all.extend(ways(Departure::RoundedUp, 1, &[MILLION - 1]));
    all.extend(ways(Departure::RoundedToJiao, 10, &coarse(10)));
    all.extend(ways(Departure::RoundedToYuan, 100, &coarse(100)));
    all
}

impl Way {
    fn of(self, base: Fen, ppm: u32) -> Fen {
        let exact = i128::from(base.0) * i128::from(ppm);
        Fen(i64::try_from((exact + self.add) / (self.unit * MILLION) * self.unit).unwrap_or(i64::MAX))
    }
}

/// Whether the two together say more than one of them; a rounded figure would find some free rate by chance.
fn is_evidence(first: Departure, second: Departure) -> bool {
    let is_free = |departure| matches!(departure, Departure::OtherRate(_));
    let is_rounding = |departure| {
        matches!(
            departure,
            Departure::RoundedDown | Departure::RoundedUp | Departure::RoundedToJiao | Departure::RoundedToYuan
        )
    };
    !(is_free(first) && is_rounding(second))
}
