//! Where somebody lands after the sign-in.

use procedures::{Caller, Role};

/// The start page of a caller, or the front door while that page does not exist.
pub fn start_page(caller: &Caller) -> String {
    let wanted = by_role(caller);
    if crate::leads_somewhere(&wanted) { wanted } else { "/".to_owned() }
}

/// The page of a caller, by the first role held: a clerk's employer, an agent's list, the own record, the desk's queue.
fn by_role(caller: &Caller) -> String {
    let employers: Vec<_> = caller.employers().collect();
    let Some(role) = caller.roles().next() else { return "/".to_owned() };
    match role {
        Role::Clerk | Role::Agent => match employers.as_slice() {
            [(only, _)] => format!("/employers/{}", only.code()),
            _many => "/employers".to_owned(),
        },
        Role::Insured => "/record".to_owned(),
        Role::Registration => "/desks/registration".to_owned(),
        Role::EmploymentFiling => "/desks/employment-filing".to_owned(),
        Role::Collection => "/desks/collection".to_owned(),
        Role::Records => "/desks/records".to_owned(),
        Role::Acceptance => "/desks/acceptance".to_owned(),
        Role::Cashier => "/desks/cashier".to_owned(),
        Role::Auditor => "/audit".to_owned(),
        Role::Operator => "/operations".to_owned(),
        Role::PensionApproval => "/desks/pension-approval".to_owned(),
        Role::Verification => "/desks/verification".to_owned(),
        Role::Anonymous | Role::System => "/".to_owned(),
    }
}
