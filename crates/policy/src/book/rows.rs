//! The rows behind the values of a book: for whoever looks them up.

use units::{Date, Month};

use super::Book;
use crate::listed::{Listed, Payers};
use crate::schedule::DatedRow;
use crate::{Category, EmployerKind, EmployerSize, Payer, Provenance};

impl Book {
    /// The value of every parameter in a month, as known on a day; for all payers side by side.
    pub fn listed(&self, month: Month, known_on: Date) -> Vec<Listed> {
        let mut listed = Vec::new();
        for parameter in self.schedule.parameters() {
            let mut shown: Vec<&DatedRow> = Vec::new();
            for row in self.schedule.live(parameter, month, known_on) {
                if !shown.iter().any(|better| covers(better, row)) {
                    shown.push(row);
                }
            }
            listed.extend(shown.iter().map(|row| Listed {
                applies: row.applies.described(),
                ground: row.ground_in(month),
            }));
        }
        listed
    }

    /// The row that answers for a parameter, a payer and a month, as known on a day.
    pub fn figure(&self, parameter: &str, payer: Payer, month: Month, known_on: Date) -> Option<&Provenance> {
        let live = self.schedule.live(parameter, month, known_on);
        live.into_iter().find(|row| row.applies.includes(payer)).map(|row| &row.ground)
    }

    /// Where the value of a parameter that depends on no payer comes from; `None` where there is none in the month.
    pub fn ground_of(&self, parameter: &str, month: Month, known_on: Date) -> Option<Provenance> {
        self.schedule.value(parameter, month, known_on).map(|row| row.ground_in(month))
    }

    /// The rows that can answer for a parameter in a month, the better ones first, each with the payers it is for.
    pub fn candidates(&self, parameter: &str, month: Month, known_on: Date) -> Vec<(Payers<'_>, &Provenance)> {
        let live = self.schedule.live(parameter, month, known_on);
        live.into_iter().map(|row| (Payers(&row.applies), &row.ground)).collect()
    }

    /// The keys of all parameters on the region's path.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.schedule.parameters()
    }

    /// Every row of a parameter, own pack first, in the order of the files.
    pub fn history(&self, parameter: &str) -> Vec<Listed> {
        let rows = self.schedule.rows(parameter);
        rows.map(|row| Listed {
            applies: row.applies.described(),
            ground: row.ground.clone(),
        })
        .collect()
    }
}

/// Whether a better row answers for every payer that the other is for.
fn covers(better: &DatedRow, other: &DatedRow) -> bool {
    let classes = std::iter::once(None).chain((1..=crate::INJURY_CLASSES).map(Some));
    classes.into_iter().all(|injury_class| {
        Category::ALL.iter().all(|category| {
            EmployerKind::ALL.iter().all(|kind| {
                EmployerSize::ALL.iter().all(|size| {
                    let payer = Payer {
                        category: *category,
                        kind: *kind,
                        size: *size,
                        injury_class,
                    };
                    !other.applies.includes(payer) || better.applies.includes(payer)
                })
            })
        })
    })
}
