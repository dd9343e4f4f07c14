//! Logins as the operator keeps them: who there is, somebody new, a new password for who lost the old one, and the end of a right or of
//! a login.

use domain::ids::LoginId;
use store::event::Body;
use store::login::{self, Granted, Login};

use super::own::Right;
use super::{NewLogin, Taken, proof, rights, told, write_login};
use crate::{Agency, Caller, Desk, Error, Grant, Key, Opening, Permission, Receipt, Role, totp};

/// How many logins the page lists.
const AT_MOST: i64 = 200;

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Which.
    pub id: LoginId,
    /// What is typed at the sign-in.
    pub handle: String,
    /// Name as shown.
    pub name: String,
    /// What is granted today.
    pub rights: Vec<Right>,
    /// How it stands.
    pub state: State,
}

/// How a login stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its owner can sign in.
    Open,
    /// It rests after failed tries.
    Resting,
    /// One of the demonstration's people, who have no password.
    Demo,
    /// Nobody signs in with it any more.
    Ended,
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
    let latest = login::latest(desk.tx, AT_MOST)?;
    latest.into_iter().map(|one| known(desk, one)).collect()
}

/// One login.
pub fn one(desk: &mut Desk, id: LoginId) -> Result<Known, Error> {
    desk.permit(Permission::Operate)?;
    let found = login::by_id(desk.tx, id)?.ok_or(Error::NotFound)?;
    known(desk, found)
}

fn known(desk: &mut Desk, one: Login) -> Result<Known, Error> {
    Ok(Known {
        id: one.id,
        rights: rights(desk, one.id)?,
        state: match (one.is_ended, one.is_demo) {
            (true, _) => State::Ended,
            (false, true) => State::Demo,
            (false, false) if proof::is_resting(desk, &one.handle)? => State::Resting,
            (false, false) => State::Open,
        },
        handle: one.handle,
        name: one.name,
    })
}

/// A login that can be changed: it has a password and is not ended.
///
/// Refused: `sign_in.no_such_login`.
pub(super) fn present(found: Option<Login>) -> Result<Login, Error> {
    let found = found.filter(|known| !known.is_demo && !known.is_ended);
    found.ok_or_else(|| Error::said("sign_in.no_such_login", vec![]))
}

/// Changes logins, unless nobody could let anybody in afterwards.
///
/// Refused: `sign_in.last_operator`.
pub(super) fn keep_an_operator(desk: &mut Desk, change: impl FnOnce(&mut Desk) -> Result<(), Error>) -> Result<(), Error> {
    let is_one = |desk: &mut Desk| Ok::<_, Error>(!login::officers(desk.tx, Role::Operator.code(), desk.today)?.is_empty());
    let before = is_one(desk)?;
    change(desk)?;
    match before && !is_one(desk)? {
        true => Err(Error::said("sign_in.last_operator", vec![])),
        false => Ok(()),
    }
}

/// Gives a login one more right, or the same one without a last day.
///
/// Refused: `sign_in.no_such_login`.
pub fn give_right(desk: &mut Desk, key: &Key, id: LoginId, granted: &Granted) -> Result<Receipt, Error> {
    act_on(desk, key, id, "right_given", vec![told(granted)], |desk, known| {
        Ok(login::grant(desk.tx, known.id, granted)?)
    })
}

/// Takes a right back at once; the sessions of the login end in the same transaction.
///
/// Refused: `sign_in.no_such_login`; `sign_in.no_such_right`; `sign_in.last_operator`.
pub fn end_right(desk: &mut Desk, key: &Key, id: LoginId, grant: &Grant) -> Result<Receipt, Error> {
    let granted = Granted {
        role: grant.role.code().to_owned(),
        employer: grant.employer,
        person: grant.person,
        until: None,
    };
    act_on(desk, key, id, "right_ended", vec![told(&granted)], |desk, known| {
        if !login::take_back(desk.tx, known.id, &granted)? {
            return Err(Error::said("sign_in.no_such_right", vec![]));
        }
        login::close_all(desk.tx, known.id)?;
        Ok(())
    })
}

/// Ends a login for good: its rights and sessions end in the same transaction, and nobody else gets its handle.
///
/// Refused: `sign_in.no_such_login`; `sign_in.last_operator`.
pub fn end_login(desk: &mut Desk, key: &Key, id: LoginId) -> Result<Receipt, Error> {
    act_on(desk, key, id, "login_ended", vec![], |desk, known| {
        login::end(desk.tx, known.id, desk.agency.now())?;
        login::take_all_back(desk.tx, known.id)?;
        login::close_all(desk.tx, known.id)?;
        Ok(())
    })
}

fn act_on<F>(desk: &mut Desk, key: &Key, id: LoginId, kind: &str, rights: Vec<String>, change: F) -> Result<Receipt, Error>
where
    F: FnOnce(&mut Desk, &Login) -> Result<(), Error>,
{
    desk.permit(Permission::Operate)?;
    let region = desk.region_subject()?;
    let act = match desk.open(region, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let known = present(login::by_id(desk.tx, id)?)?;
    keep_an_operator(desk, |desk| change(desk, &known))?;
    let body = Body::new().with("handle", known.handle.as_str()).with("rights", rights);
    desk.seal(act, kind, key, body)
}

/// Lets somebody in, with a password and a second factor that are drawn here and shown once.
///
/// Refused: `sign_in.handle_taken`.
pub fn let_in(agency: &Agency, caller: &Caller, handle: &str, name: &str, granted: Granted) -> Result<Handed, Error> {
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
/// Refused: `sign_in.no_such_login`, also for one that ended and for the demonstration's people, who have no password.
pub fn reset(agency: &Agency, caller: &Caller, handle: &str) -> Result<Handed, Error> {
    let new = NewLogin {
        handle: handle.to_owned(),
        name: String::new(),
        password: draw_password(agency),
        grants: vec![],
    };
    hand_over(agency, caller, new, Taken::Reset)
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
