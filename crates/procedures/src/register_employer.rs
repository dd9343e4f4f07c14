//! Registration of an employer, by the registration desk or with a new installation.

use domain::ids::EmployerId;
use domain::registry::Employer;
use store::event::{Body, SubjectKind};
use store::{employer, event, nouns};
use units::Fact;

use crate::change_mandate::{NewAccount, change_mandate};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// Registers an employer. Its identifier is drawn by the caller, so that a repeated ask is the same employer.
///
/// Refused: `register.credit_code_taken`.
pub fn register_employer(desk: &mut Desk, key: &Key, new: &Employer) -> Result<Receipt, Error> {
    desk.permit(Permission::RegisterEmployer)?;
    if let Some(known) = employer::by_credit_code(desk.tx, &new.credit_code)? {
        return match event::find_by_key(desk.tx, known.0, desk.caller.login.0, &key.key, &key.ask_hash)? {
            Some(earlier) => Ok(desk.receipt(earlier)),
            None => Err(Error::said(
                "register.credit_code_taken",
                vec![("code", Fact::Text(new.credit_code.clone()))],
            )),
        };
    }
    let region = desk.region().to_owned();
    event::create_subject(desk.tx, new.id.0, SubjectKind::Employer, &region)?;
    let Opening::New(mut act) = desk.open(new.id, key)? else {
        return Err(Error::NotFound);
    };
    act.insert(desk.tx, &nouns::EMPLOYER, &employer::row(new, &region, act.n))?;
    employer::index_code(desk.tx, &new.credit_code, new.id)?;
    let body = Body::new()
        .with("name", new.name.as_str())
        .with("credit_code", new.credit_code.as_str());
    desk.seal(act, "employer_registered", key, body)
}

/// The employer as known now, for whoever may look at it.
pub fn employer(desk: &mut Desk, id: EmployerId) -> Result<Employer, Error> {
    desk.permit_for(Permission::ViewEmployer, id)?;
    employer::load(desk.tx, id)?.ok_or(Error::NotFound)
}

/// Registers an employer with the account that is debited, in one act each on the same subject.
///
/// Refused: as [`register_employer`] and [`crate::change_mandate::change_mandate`]; nothing is registered then.
pub fn register_with_account(desk: &mut Desk, key: &Key, new: &Employer, account: Option<&NewAccount>) -> Result<Receipt, Error> {
    let receipt = register_employer(desk, key, new)?;
    if let Some(account) = account {
        let account_key = Key {
            key: format!("{}-account", key.key),
            ask_hash: key.ask_hash,
        };
        change_mandate(desk, &account_key, EmployerId(receipt.subject.0), account)?;
    }
    Ok(receipt)
}
