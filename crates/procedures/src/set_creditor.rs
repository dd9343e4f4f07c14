//! The account of the agency that debits and transfers go to: set by the operator, written down as an event of the agency.

use domain::collection::{Creditor, CreditorRefused, set_creditor as decide};
use store::creditor;
use store::event::Body;
use units::Date;

use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// The account that holds, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The account.
    pub creditor: Creditor,
    /// The day on which it was set; nothing of the invented one of a demonstration.
    pub since: Option<Date>,
}

/// The account that holds, or nothing where the agency has set none. A demonstration has an invented one until it sets its own.
pub fn held(desk: &mut Desk) -> Result<Option<Held>, Error> {
    let region = desk.region_subject()?;
    let set = creditor::latest(desk.tx, region)?.map(|(on, creditor)| Held { creditor, since: Some(on) });
    Ok(set.or_else(|| {
        desk.agency.is_demo().then(|| Held {
            creditor: crate::city::creditor(),
            since: None,
        })
    }))
}

/// The account that money is collected into.
///
/// Refused: `debit.no_creditor`.
pub(crate) fn creditor(desk: &mut Desk) -> Result<Creditor, Error> {
    let held = held(desk)?.ok_or_else(|| Error::said("debit.no_creditor", vec![]))?;
    Ok(held.creditor)
}

/// The account that holds, for whoever runs the machine.
pub fn own_creditor(desk: &mut Desk) -> Result<Option<Held>, Error> {
    desk.permit(Permission::Operate)?;
    held(desk)
}

/// Sets the account. Debits that are with the bank are not touched; the next file names the new one.
///
/// Refused: [`CreditorRefused`].
pub fn set_creditor(desk: &mut Desk, key: &Key, asked: &Creditor) -> Result<Receipt, Error> {
    desk.permit(Permission::Operate)?;
    let region = desk.region_subject()?;
    let mut act = match desk.open(region, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let set = creditor::latest(desk.tx, region)?.map(|(_, creditor)| creditor);
    let new = decide(set.as_ref(), asked).map_err(|refused: CreditorRefused| Error::refused(refused))?;
    act.insert(desk.tx, &creditor::CREDITOR, &creditor::row(region, &new, desk.today, act.n))?;
    let body = Body::new()
        .with("name", new.name.as_str())
        .with("account", new.account_number.as_str())
        .with("bank_code", new.bank_code.as_str());
    desk.seal(act, "creditor_set", key, body)
}
