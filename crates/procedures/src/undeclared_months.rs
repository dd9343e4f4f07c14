//! Months that closed without the declaration that their employer owed, and can still be settled by one (补办申报).

use std::collections::BTreeMap;

use domain::declaration::is_left_undeclared;
use domain::ids::EmployerId;
use domain::registry::Collection;
use store::{bill, declaration, employer};
use units::{Fen, Month};

use crate::{Desk, Error, Permission};

/// A month assessed at 110 % of the one before, because nobody declared it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndeclaredMonth {
    /// The contribution month.
    pub month: Month,
    /// What its bills ask for beyond the people's lines.
    pub surcharge: Fen,
}

/// Those of an employer, oldest first.
pub fn undeclared_months(desk: &mut Desk, who: EmployerId) -> Result<Vec<UndeclaredMonth>, Error> {
    desk.permit_for(Permission::ViewBills, who)?;
    let known = employer::load(desk.tx, who)?.ok_or(Error::NotFound)?;
    if known.collection != Collection::Transfer {
        return Ok(vec![]);
    }
    let mut billed: BTreeMap<Month, Fen> = BTreeMap::new();
    for made in bill::of_employer(desk.tx, who)?.iter().filter(|made| made.kind.is_of_roll()) {
        *billed.entry(made.month).or_default() += made.surcharge;
    }
    let mut undeclared = Vec::new();
    for (month, surcharge) in billed {
        let last_word = declaration::latest(desk.tx, who, month)?.map(|d| d.how);
        if is_left_undeclared(known.collection, last_word) {
            undeclared.push(UndeclaredMonth { month, surcharge });
        }
    }
    Ok(undeclared)
}
