//! Lists handed in as files: upload, findings beside their cells, check, filing, the file given back with its results.
//! One pattern for increases and reductions; nothing is filed before the last page.

mod check;
mod findings;
mod given;
mod upload;

pub(crate) use findings::shown;
pub(crate) use upload::workbook;

use domain::ids::{decode, encode};
use procedures::Permission;
use procedures::lists::ListKind;

use crate::Asked;
use crate::error::Failure;
use crate::pages::employer::at;
use crate::route::Route;

/// A section that takes lists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Section {
    /// `enrolments`, `reductions`: the part of the address and of the sentences.
    pub(crate) section: &'static str,
    /// Which lists it takes, the usual one first.
    pub(crate) kinds: &'static [ListKind],
}

/// Bytes of a list at most.
pub(crate) const BYTES: usize = 16 << 20;

pub(crate) fn routes() -> Vec<Route> {
    [upload::routes(), findings::routes(), check::routes(), given::routes()]
        .into_iter()
        .flatten()
        .collect()
}

/// The sections and who may hand in their lists.
pub(crate) const SECTIONS: [(Section, Permission); 2] = [
    (super::enrolments::LISTS, Permission::FileIncrease),
    (super::reductions::LISTS, Permission::FileReduction),
];

impl Section {
    /// The section that an address is of.
    fn of(asked: &Asked) -> Result<Section, Failure> {
        let employer = asked.employer()?;
        let is_of = |s: &Section| asked.address().starts_with(&at(employer, s.section));
        SECTIONS.iter().map(|(section, _)| *section).find(is_of).ok_or(Failure::NoSuchPage)
    }

    /// An address of it: `/employers/…/reductions/batch/<list>/check`.
    fn at(self, asked: &Asked, below: &str) -> Result<String, Failure> {
        let batch = format!("{}/batch", self.section);
        let below = if below.is_empty() { batch } else { format!("{batch}/{below}") };
        Ok(at(asked.employer()?, &below))
    }

    /// A sentence of it: `reductions.batch`.
    fn say(self, asked: &Asked, key: &str) -> String {
        asked.say(&format!("{}.{key}", self.section), &[])
    }
}

/// A list in an address.
fn code_of(id: i64) -> String {
    encode(id)
}

fn id_of(code: &str) -> Result<i64, Failure> {
    decode(code).map_err(|_| Failure::NoSuchPage)
}
