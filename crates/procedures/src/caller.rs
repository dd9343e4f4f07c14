//! Who asks: a natural person with what was granted to them.

use domain::ids::{EmployerId, LoginId, PersonId};

use crate::permit::{Permission, Role, may};

/// The clock's name as stored; a page says it in the reader's language.
pub const SYSTEM: &str = "system";

/// One right that somebody holds: a role, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// In which capacity.
    pub role: Role,
    /// For which employer: clerks and agents.
    pub employer: Option<EmployerId>,
    /// For which insured person: the person's own record.
    pub person: Option<PersonId>,
}

/// Whoever a procedure acts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The login. Four eyes are two logins: that no natural person holds two is for the operator who gives them out.
    pub login: LoginId,
    /// Name as shown on receipts.
    pub name: String,
    /// What was granted.
    pub grants: Vec<Grant>,
}

impl Caller {
    /// Nobody signed in.
    pub fn anonymous() -> Caller {
        Caller {
            login: LoginId(0),
            name: String::new(),
            grants: vec![Grant {
                role: Role::Anonymous,
                employer: None,
                person: None,
            }],
        }
    }

    /// The clock: what happens by itself on its day.
    pub fn system() -> Caller {
        Caller {
            login: LoginId(1),
            name: SYSTEM.to_owned(),
            grants: vec![Grant {
                role: Role::System,
                employer: None,
                person: None,
            }],
        }
    }

    /// Whoever has the machine in hand: commands of the operator.
    pub fn operator() -> Caller {
        Caller {
            login: LoginId(2),
            name: "operator".to_owned(),
            grants: vec![Grant {
                role: Role::Operator,
                employer: None,
                person: None,
            }],
        }
    }

    /// The roles held, for menus and the permission walk.
    pub fn roles(&self) -> impl Iterator<Item = Role> {
        self.grants.iter().map(|g| g.role)
    }

    /// Whether any role held may do this where it is not bound to an employer or person.
    pub fn may(&self, permission: Permission) -> bool {
        self.grants.iter().any(|g| may(g.role, permission))
    }

    /// Whether the caller may do this for an employer: an own grant, or a role that serves all employers.
    pub fn may_for(&self, permission: Permission, employer: EmployerId) -> bool {
        let covers = |g: &Grant| {
            if g.role.is_bound_to_employer() {
                g.employer == Some(employer)
            } else {
                true
            }
        };
        self.grants.iter().any(|g| may(g.role, permission) && covers(g))
    }

    /// The employers the caller is a clerk or an agent of.
    pub fn employers(&self) -> impl Iterator<Item = (EmployerId, Role)> {
        self.grants.iter().filter_map(|g| g.employer.map(|e| (e, g.role)))
    }

    /// Whether the caller acts for this employer: as its clerk or as its agent.
    pub fn acts_for(&self, employer: EmployerId) -> bool {
        self.employers().any(|(own, _)| own == employer)
    }

    /// The insured person the caller is.
    pub fn person(&self) -> Option<PersonId> {
        self.grants.iter().find_map(|g| g.person)
    }
}
