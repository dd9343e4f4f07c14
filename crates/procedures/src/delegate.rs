//! An employer authorises an agent until a day, and takes it back (代理授权).

use domain::ids::{EmployerId, LoginId};
use store::event::Body;
use store::login::{self, Granted};
use units::{Date, Fact};

use crate::{Desk, Error, Key, Opening, Permission, Receipt, Role};

/// An agent that acts for an employer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// The agent.
    pub agent: LoginId,
    /// Its name.
    pub name: String,
    /// The last day; none where none was set.
    pub until: Option<Date>,
}

/// Who acts for an employer, also whose day is over.
pub fn delegations(desk: &mut Desk, of: EmployerId) -> Result<Vec<Delegation>, Error> {
    desk.permit_for(Permission::Delegate, of)?;
    let holders = login::holders(desk.tx, of)?;
    let agents = holders.into_iter().filter(|(_, _, granted)| granted.role == Role::Agent.code());
    Ok(agents
        .map(|(agent, name, granted)| Delegation {
            agent,
            name,
            until: granted.until,
        })
        .collect())
}

/// Authorises the agent with this sign-in name until a day, both included. A later day replaces an earlier one.
///
/// Refused: `delegation.no_such_agent`, also for whoever sits at a desk of the agency; `delegation.day_over`.
pub fn authorise(desk: &mut Desk, key: &Key, of: EmployerId, handle: &str, until: Date) -> Result<Receipt, Error> {
    desk.permit_for(Permission::Delegate, of)?;
    let act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    if until < desk.today {
        return Err(Error::said("delegation.day_over", vec![("day", Fact::Day(until))]));
    }
    let found = login::by_handle(desk.tx, handle.trim())?;
    let agent = found.ok_or_else(|| Error::said("delegation.no_such_agent", vec![]))?;
    let held = login::grants(desk.tx, agent.id, desk.today)?;
    let is_agent = held.iter().all(|g| g.role == Role::Agent.code());
    if !is_agent || agent.id == desk.caller.login {
        return Err(Error::said("delegation.no_such_agent", vec![]));
    }
    let granted = Granted {
        role: Role::Agent.code().to_owned(),
        employer: Some(of),
        person: None,
        until: Some(until),
    };
    login::grant(desk.tx, agent.id, &granted)?;
    let body = Body::new()
        .with("agent", agent.id.code())
        .with("name", agent.name)
        .with("until", until);
    desk.seal(act, "agent_authorised", key, body)
}

/// Takes an authorisation back at once.
///
/// Refused: `delegation.no_such_agent`.
pub fn take_back(desk: &mut Desk, key: &Key, of: EmployerId, agent: LoginId) -> Result<Receipt, Error> {
    desk.permit_for(Permission::Delegate, of)?;
    let act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let named = delegations(desk, of)?.into_iter().find(|d| d.agent == agent);
    let named = named.ok_or_else(|| Error::said("delegation.no_such_agent", vec![]))?;
    login::revoke(desk.tx, agent, Role::Agent.code(), of)?;
    let body = Body::new().with("agent", agent.code()).with("name", named.name);
    desk.seal(act, "agent_dismissed", key, body)
}
