//! The account that is debited, with the day from which it is used (银行缴费信息变更).

use domain::collection::{MandateChange, MandateRefused, change_mandate as decide, mandate_on};
use domain::ids::EmployerId;
use domain::registry::{Mandate, account_tail};
use store::event::Body;
use store::{debit, employer, mandate};
use units::{Date, Fact};

use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// The account asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// Name of the bank.
    pub bank: String,
    /// Its clearing code.
    pub bank_code: String,
    /// Name of the account: the employer's.
    pub account_name: String,
    /// Number of the account.
    pub account_number: String,
    /// First debit day on which it is used; today where none is said.
    pub from: Option<Date>,
}

/// What the change did.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The acknowledgement.
    pub receipt: Receipt,
    /// A debit already announced that stays on the old account: its day and the last four digits.
    pub stays: Option<(Date, String)>,
}

/// Changes the account. A debit already announced stays on the old one, and the answer says so (feature 5).
///
/// Refused: [`MandateRefused`].
pub fn change_mandate(desk: &mut Desk, key: &Key, of: EmployerId, asked: &NewAccount) -> Result<Changed, Error> {
    desk.permit_for(Permission::ChangeMandate, of)?;
    let known = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(Changed { receipt, stays: None }),
    };
    let held = mandate::of_employer(desk.tx, of)?;
    let mandates: Vec<Mandate> = held.iter().map(|(_, m)| m.clone()).collect();
    let announced: Vec<(Date, String)> = debit::of_employer(desk.tx, of)?
        .into_iter()
        .filter(|d| d.answer.is_none())
        .map(|d| (d.collect_on, d.mandate.account_number))
        .collect();
    let new = Mandate {
        from: asked.from.unwrap_or(desk.today),
        reference: format!("{of}-{}", act.n),
        bank: asked.bank.trim().to_owned(),
        bank_code: asked.bank_code.trim().to_owned(),
        account_name: asked.account_name.trim().to_owned(),
        account_number: asked.account_number.chars().filter(|c| !c.is_whitespace()).collect(),
    };
    let MandateChange { mandate: new, stays } =
        decide(&mandates, &announced, new, &known.name, desk.today).map_err(|refused: MandateRefused| Error::refused(refused))?;
    for (n, old) in held.iter().filter(|(_, m)| m.from >= new.from) {
        act.supersede(desk.tx, &mandate::MANDATE, &mandate::key(of, old, *n))?;
    }
    act.insert(desk.tx, &mandate::MANDATE, &mandate::row(of, &new, act.n))?;
    let body = Body::new()
        .with("from", new.from)
        .with("bank", new.bank.as_str())
        .with("account", account_tail(&new.account_number))
        .with("stays_on", stays.as_ref().map(|(day, _)| *day))
        .with("stays_with", stays.as_ref().map(|(_, tail)| tail.clone()));
    let receipt = desk.seal(act, "mandate_changed", key, body)?;
    Ok(Changed { receipt, stays })
}

/// The accounts of an employer as its pages show them.
#[derive(Clone, Debug)]
pub struct Accounts {
    /// What a debit of today would use.
    pub now: Option<Mandate>,
    /// What later debits use.
    pub later: Vec<Mandate>,
    /// A debit that the bank has not answered: its day and its account.
    pub announced: Option<(Date, String)>,
}

/// The accounts of an employer.
pub fn accounts(desk: &mut Desk, of: EmployerId) -> Result<Accounts, Error> {
    desk.permit_for(Permission::ViewBills, of)?;
    let held: Vec<Mandate> = mandate::of_employer(desk.tx, of)?.into_iter().map(|(_, m)| m).collect();
    let announced = debit::of_employer(desk.tx, of)?.into_iter().rfind(|d| d.answer.is_none());
    Ok(Accounts {
        now: mandate_on(&held, desk.today).cloned(),
        later: held.into_iter().filter(|m| m.from > desk.today).collect(),
        announced: announced.map(|d| (d.collect_on, account_tail(&d.mandate.account_number))),
    })
}

/// What the page says after a change, beside the receipt: a code with its facts.
pub fn told(changed: &Changed) -> (&'static str, Vec<(&'static str, Fact)>) {
    match &changed.stays {
        Some((day, tail)) => (
            "mandate.stays_on_old",
            vec![("day", Fact::Day(*day)), ("tail", Fact::Text(tail.clone()))],
        ),
        None => ("mandate.changed", vec![]),
    }
}
