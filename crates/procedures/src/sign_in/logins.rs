//! Logins as the operator keeps them: who there is, somebody new, and a new password for who lost the old one.

use store::login::{self, Login};

use super::own::Right;
use super::{NewLogin, Taken, Token, proof, rights, write_login};
use crate::{Agency, Caller, Desk, Error, Permission, totp};

/// How many logins the page lists.
const AT_MOST: i64 = 200;

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What is typed at the sign-in.
    pub handle: String,
    /// Name as shown.
    pub name: String,
    /// What is granted today.
    pub rights: Vec<Right>,
    /// It rests after failed tries.
    pub is_resting: bool,
    /// One of the demonstration's people, who have no password.
    pub is_demo: bool,
}

/// What a person is told once, to sign in for the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// What is typed at the sign-in.
    pub handle: String,
    /// The password, to be changed by its owner.
    pub password: String,
    /// The secret of the second factor, in base 32.
    pub secret: String,
}

/// The latest logins.
pub fn logins(desk: &mut Desk) -> Result<Vec<Known>, Error> {
    desk.permit(Permission::Operate)?;
    let mut known = Vec::new();
    for one in login::latest(desk.tx, AT_MOST)? {
        known.push(Known {
            rights: rights(desk, one.id)?,
            is_resting: proof::is_resting(desk, &one.handle)?,
            is_demo: one.is_demo,
            handle: one.handle,
            name: one.name,
        });
    }
    Ok(known)
}

/// Lets somebody in, with a password and a second factor that are drawn here and shown once.
///
/// Refused: `sign_in.handle_taken`.
pub fn let_in(agency: &Agency, caller: &Caller, handle: &str, name: &str, granted: login::Granted) -> Result<Handed, Error> {
    let new = NewLogin {
        handle: handle.to_owned(),
        name: name.to_owned(),
        password: draw_password(agency),
        grants: vec![granted],
    };
    hand_over(agency, caller, new, Taken::Refuse)
}

/// Another password and second factor for who lost them; every session of the login ends.
///
/// Refused: `sign_in.no_such_login`, also for the demonstration's people, who have no password.
pub fn reset(agency: &Agency, caller: &Caller, handle: &str) -> Result<Handed, Error> {
    let asked = handle.to_owned();
    let found: Option<Login> = agency.read(caller, move |desk| {
        desk.permit(Permission::Operate)?;
        Ok(login::by_handle(desk.tx, &asked)?)
    })?;
    let known = found
        .filter(|l| !l.is_demo)
        .ok_or_else(|| Error::said("sign_in.no_such_login", vec![]))?;
    let new = NewLogin {
        handle: known.handle,
        name: known.name,
        password: draw_password(agency),
        grants: vec![],
    };
    let handed = hand_over(agency, caller, new, Taken::Replace)?;
    // No session has this token: all of them end.
    let none = Token(String::new()).hash();
    agency.write(caller, move |desk| {
        desk.permit(Permission::Operate)?;
        Ok(login::close_others(desk.tx, known.id, &none)?)
    })?;
    Ok(handed)
}

fn hand_over(agency: &Agency, caller: &Caller, new: NewLogin, taken: Taken) -> Result<Handed, Error> {
    let (handle, password) = (new.handle.clone(), new.password.clone());
    Ok(Handed {
        secret: write_login(agency, caller, new, taken)?,
        handle,
        password,
    })
}

/// Twelve letters and digits that nobody mistakes for one another: sixty bits.
fn draw_password(agency: &Agency) -> String {
    let mut bytes = [0_u8; 8];
    agency.random(&mut bytes);
    totp::base32(&bytes).chars().take(12).collect::<String>().to_ascii_lowercase()
}
