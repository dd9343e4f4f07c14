//! Cells that speak of a month: its branch, its standing, what was paid.

use domain::Branch;
use domain::standing::Standing;
use units::{Date, Fen};
use words::Lang;

use super::Cells;
use crate::cell::{amount, choice, day, plain};
use crate::fault::CellFault;
use crate::finding::Grade;
use crate::heading::{Field, half_width};

impl Cells<'_> {
    /// The branch that is named, or all of them.
    pub fn branches(&mut self) -> Option<Vec<Branch>> {
        let text = self.text(Field::Branches);
        if text.is_empty() {
            self.say(Field::Branches, Grade::MustChange, &CellFault::BranchMissing);
            return None;
        }
        let found = choice::branches(&text);
        if found.is_none() {
            self.say(Field::Branches, Grade::MustChange, &CellFault::BranchUnknown(text));
        }
        found
    }

    /// How the month stands.
    pub fn standing(&mut self) -> Option<Standing> {
        let text = self.text(Field::Standing);
        if text.is_empty() {
            self.say(Field::Standing, Grade::MustChange, &CellFault::StandingMissing);
            return None;
        }
        let found = standing_of(&text);
        if found.is_none() {
            self.say(Field::Standing, Grade::MustChange, &CellFault::StandingUnknown(text));
        }
        found
    }

    /// An amount; nothing where the cell is empty.
    pub fn amount(&mut self, field: Field) -> Option<Fen> {
        let Some(cell) = self.value(field, Grade::MustChange).ok()? else {
            return Some(Fen::ZERO);
        };
        let exact = amount::read(cell).filter(|(sum, rounded)| *sum >= Fen::ZERO && !rounded);
        if exact.is_none() {
            self.say(field, Grade::MustChange, &CellFault::AmountUnreadable);
        }
        exact.map(|(sum, _)| sum)
    }

    /// A day that may be left out; what cannot be read must change.
    pub fn day_if_any(&mut self, field: Field) -> Result<Option<Date>, ()> {
        let Some(cell) = self.value(field, Grade::MustChange)? else {
            return Ok(None);
        };
        day::read(cell, self.epoch)
            .map(|(date, _)| Some(date))
            .map_err(|fault| self.say(field, Grade::MustChange, &fault))
    }
}

/// A standing by its code, or by its label in either language.
fn standing_of(text: &str) -> Option<Standing> {
    let text = plain(text);
    let bare = |text: &str| -> String {
        let half = text.chars().map(half_width).filter(|c| !c.is_whitespace());
        half.flat_map(char::to_lowercase).collect()
    };
    let code = text.to_lowercase().replace([' ', '-'], "_");
    Standing::from_code(&code).or_else(|| {
        let labelled = |standing: &&Standing| {
            [Lang::Zh, Lang::En]
                .iter()
                .any(|lang| bare(&words::say(*lang, standing.word(), &[])) == bare(&text))
        };
        Standing::ALL.iter().find(labelled).copied()
    })
}
