//! One's own sign-in: what one may do here, where one is signed in, another password, another second factor.

use domain::ids::LoginId;
use store::login::{self, Login};
use units::Date;

use super::proof::Try;
use super::{Token, hashed, note, rights};
use crate::{Agency, Caller, Desk, Error, Grant, Permission, Role, totp};

/// A right that somebody holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Right {
    /// As what.
    pub role: Role,
    /// For which employer, by name.
    pub employer: Option<String>,
    /// The last day; none where none was set.
    pub until: Option<Date>,
    /// As it was granted.
    pub grant: Grant,
}

/// A session that lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Since when, ms.
    pub made_at: i64,
    /// Until when, ms.
    pub expires_at: i64,
    /// It is the one that asks.
    pub is_this: bool,
}

/// One's own sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLogin {
    /// What is typed at the sign-in.
    pub handle: String,
    /// Name as shown.
    pub name: String,
    /// Whether a password opens it: those of the demonstration are opened by a click.
    pub has_password: bool,
    /// What is granted today.
    pub rights: Vec<Right>,
    /// Where one is signed in, the latest first.
    pub sessions: Vec<Session>,
}

/// The caller's own sign-in.
pub fn own_login(desk: &mut Desk, token: &Token) -> Result<OwnLogin, Error> {
    desk.permit(Permission::SignedIn)?;
    let known = login::by_id(desk.tx, desk.caller.login)?.ok_or(Error::NotFound)?;
    let rights = rights(desk, known.id)?;
    let this = token.hash();
    let sessions = login::sessions(desk.tx, known.id, desk.agency.now())?;
    Ok(OwnLogin {
        has_password: !known.password_hash.is_empty(),
        handle: known.handle,
        name: known.name,
        rights,
        sessions: sessions
            .into_iter()
            .map(|of| Session {
                made_at: of.made_at,
                expires_at: of.expires_at,
                is_this: of.token_hash == this,
            })
            .collect(),
    })
}

/// Ends the caller's sessions but this one; answers how many.
pub fn end_other_sessions(desk: &mut Desk, token: &Token) -> Result<u64, Error> {
    desk.permit(Permission::SignedIn)?;
    Ok(login::close_others(desk.tx, desk.caller.login, &token.hash())?)
}

/// Sets another password, and ends every other session: whoever knew the old one is out.
///
/// Refused: `own_login.wrong` where the present one is not it; `own_login.same`; `sign_in.password_short`;
/// `sign_in.resting`; `own_login.no_password` for the demonstration's people.
pub fn change_password(agency: &Agency, caller: &Caller, token: &Token, present: &str, new: &str) -> Result<(), Error> {
    let hash = hashed(agency, new)?;
    if present == new {
        return Err(Error::said("own_login.same", vec![]));
    }
    change(agency, caller, token, present, move |desk, known| {
        login::change_password(desk.tx, known.id, &hash)?;
        note(desk, "password_changed", &known.handle, vec![])
    })
}

/// A secret for an authenticator, in base 32: nothing is changed until [`change_second_factor`] has seen a code of it.
pub fn draw_secret(agency: &Agency) -> String {
    let mut secret = [0_u8; 20];
    agency.random(&mut secret);
    totp::base32(&secret)
}

/// Another second factor as its owner shows it.
pub struct NewFactor<'a> {
    /// Its secret, in base 32.
    pub secret: &'a str,
    /// The code that the authenticator shows for it.
    pub code: &'a str,
}

/// Sets another second factor, once a code shows that the authenticator has it, and ends every other session.
///
/// Refused: `own_login.wrong`; `own_login.code_wrong`; `sign_in.resting`; `own_login.no_password`.
pub fn change_second_factor(agency: &Agency, caller: &Caller, token: &Token, present: &str, new: &NewFactor) -> Result<(), Error> {
    let code_wrong = || Error::said("own_login.code_wrong", vec![]);
    let secret = totp::from_base32(new.secret)
        .filter(|bytes| bytes.len() == 20)
        .ok_or_else(code_wrong)?;
    let step = totp::verify(&secret, new.code, agency.now() / 1_000).ok_or_else(code_wrong)?;
    change(agency, caller, token, present, move |desk, known| {
        login::change_second_factor(desk.tx, known.id, &secret, step)?;
        note(desk, "second_factor_changed", &known.handle, vec![])
    })
}

/// Changes the caller's login once the present password has shown that it is still its person who sits there; every session but this ends.
fn change<F>(agency: &Agency, caller: &Caller, token: &Token, present: &str, mut change: F) -> Result<(), Error>
where
    F: FnMut(&mut Desk, &Login) -> Result<(), Error> + Send + 'static,
{
    let id: LoginId = caller.login;
    let known = agency.read(caller, move |desk| {
        desk.permit(Permission::SignedIn)?;
        login::by_id(desk.tx, id)?.ok_or(Error::NotFound)
    })?;
    if known.password_hash.is_empty() {
        return Err(Error::said("own_login.no_password", vec![]));
    }
    let tried = Try::of(agency, &known.handle, present)?;
    let this = token.hash();
    agency.write(caller, move |desk| {
        desk.permit(Permission::SignedIn)?;
        let known = match tried.judge(desk, None)?.or_said("own_login.wrong") {
            Ok(known) => known,
            Err(said) => return Ok(Err(said)),
        };
        change(desk, &known)?;
        login::close_others(desk.tx, known.id, &this)?;
        Ok(Ok(()))
    })?
}
