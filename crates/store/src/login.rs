//! Who may sign in, their rights, sessions, and the log of looks.

use std::collections::BTreeSet;

use domain::ids::{EmployerId, LoginId, PersonId};
use units::Date;

use crate::{Row, Trouble, Tx, V};

/// A login as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The natural person.
    pub id: LoginId,
    /// What is typed at the sign-in.
    pub handle: String,
    /// Name as shown.
    pub name: String,
    /// Argon2 in PHC form; empty where nobody can sign in by password.
    pub password_hash: String,
    /// Secret of the second factor.
    pub totp_secret: Option<Vec<u8>>,
    /// The last time step used; an earlier or equal one is a replay.
    pub totp_step: i64,
    /// One of the demo's people.
    pub is_demo: bool,
    /// Nobody signs in with it any more.
    pub is_ended: bool,
}

/// One right as stored: the code of a role, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// Code of the role.
    pub role: String,
    /// For which employer.
    pub employer: Option<EmployerId>,
    /// For which person.
    pub person: Option<PersonId>,
    /// Last day.
    pub until: Option<Date>,
}

fn restore(row: &Row) -> Result<Login, Trouble> {
    Ok(Login {
        id: LoginId(row.i64(0)?),
        handle: row.text(1)?.to_owned(),
        name: row.text(2)?.to_owned(),
        password_hash: row.text(3)?.to_owned(),
        totp_secret: match &row.cells()[4] {
            V::Null => None,
            V::B(_) | V::I(_) | V::T(_) => Some(row.bytes(4)?.to_vec()),
        },
        totp_step: row.i64(5)?,
        is_demo: row.bool(6)?,
        is_ended: row.opt_i64(7)?.is_some(),
    })
}

/// The login with this handle.
pub fn by_handle(tx: &mut Tx, handle: &str) -> Result<Option<Login>, Trouble> {
    let sql = "SELECT login_id, handle, name, password_hash, totp_secret, totp_step, is_demo, ended_at FROM login WHERE handle = $1";
    tx.one(sql, &[handle.into()])?.as_ref().map(restore).transpose()
}

/// The login of a natural person.
pub fn by_id(tx: &mut Tx, id: LoginId) -> Result<Option<Login>, Trouble> {
    let sql = "SELECT login_id, handle, name, password_hash, totp_secret, totp_step, is_demo, ended_at FROM login WHERE login_id = $1";
    tx.one(sql, &[id.0.into()])?.as_ref().map(restore).transpose()
}

/// Logins in the order in which they were made, the latest first.
pub fn latest(tx: &mut Tx, limit: i64) -> Result<Vec<Login>, Trouble> {
    let sql = "SELECT login_id, handle, name, password_hash, totp_secret, totp_step, is_demo, ended_at FROM login \
               ORDER BY login_id DESC LIMIT $1";
    tx.query(sql, &[limit.into()])?.iter().map(restore).collect()
}

/// The demo's people, in the order they were made.
pub fn demo(tx: &mut Tx) -> Result<Vec<Login>, Trouble> {
    let sql = "SELECT login_id, handle, name, password_hash, totp_secret, totp_step, is_demo, ended_at FROM login \
               WHERE is_demo = 1 ORDER BY login_id";
    tx.query(sql, &[])?.iter().map(restore).collect()
}

/// Adds a login, or replaces its name, password and second factor.
pub fn put(tx: &mut Tx, login: &Login) -> Result<(), Trouble> {
    let sql = "INSERT INTO login (login_id, handle, name, password_hash, totp_secret, totp_step, is_demo) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (handle) DO UPDATE SET name = excluded.name, \
               password_hash = excluded.password_hash, totp_secret = excluded.totp_secret, totp_step = 0";
    tx.execute(sql, &row(login))?;
    Ok(())
}

/// Adds a login where nobody has its handle; answers whether it was added.
pub fn add(tx: &mut Tx, login: &Login) -> Result<bool, Trouble> {
    let sql = "INSERT INTO login (login_id, handle, name, password_hash, totp_secret, totp_step, is_demo) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (handle) DO NOTHING";
    Ok(tx.execute(sql, &row(login))? == 1)
}

fn row(login: &Login) -> [V; 7] {
    [
        login.id.0.into(),
        login.handle.as_str().into(),
        login.name.as_str().into(),
        login.password_hash.as_str().into(),
        login.totp_secret.clone().into(),
        login.totp_step.into(),
        login.is_demo.into(),
    ]
}

/// Another password, in PHC form.
pub fn change_password(tx: &mut Tx, id: LoginId, password_hash: &str) -> Result<(), Trouble> {
    let sql = "UPDATE login SET password_hash = $2 WHERE login_id = $1";
    tx.execute(sql, &[id.0.into(), password_hash.into()])?;
    Ok(())
}

/// Another second factor, with the time step of the code that proved it.
pub fn change_second_factor(tx: &mut Tx, id: LoginId, secret: &[u8], step: i64) -> Result<(), Trouble> {
    let sql = "UPDATE login SET totp_secret = $2, totp_step = $3 WHERE login_id = $1";
    tx.execute(sql, &[id.0.into(), secret.into(), step.into()])?;
    Ok(())
}

/// Remembers the time step of the code that was used: no earlier one and not this one again.
pub fn used(tx: &mut Tx, id: LoginId, totp_step: i64) -> Result<(), Trouble> {
    let sql = "UPDATE login SET totp_step = $2 WHERE login_id = $1";
    tx.execute(sql, &[id.0.into(), totp_step.into()])?;
    Ok(())
}

/// Adds a right.
pub fn grant(tx: &mut Tx, id: LoginId, granted: &Granted) -> Result<(), Trouble> {
    let sql = "INSERT INTO granted (login_id, role, employer_id, person_id, until) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (login_id, role, employer_id, person_id) DO UPDATE SET until = excluded.until";
    let (employer, person) = (granted.employer.map_or(0, |e| e.0), granted.person.map_or(0, |p| p.0));
    tx.execute(
        sql,
        &[
            id.0.into(),
            granted.role.as_str().into(),
            employer.into(),
            person.into(),
            granted.until.into(),
        ],
    )?;
    Ok(())
}

/// Takes a right back.
pub fn revoke(tx: &mut Tx, id: LoginId, role: &str, employer: EmployerId) -> Result<u64, Trouble> {
    let sql = "DELETE FROM granted WHERE login_id = $1 AND role = $2 AND employer_id = $3";
    tx.execute(sql, &[id.0.into(), role.into(), employer.0.into()])
}

/// Takes exactly this right back, whatever its last day; answers whether it was there.
pub fn take_back(tx: &mut Tx, id: LoginId, granted: &Granted) -> Result<bool, Trouble> {
    let sql = "DELETE FROM granted WHERE login_id = $1 AND role = $2 AND employer_id = $3 AND person_id = $4";
    let (employer, person) = (granted.employer.map_or(0, |e| e.0), granted.person.map_or(0, |p| p.0));
    Ok(tx.execute(sql, &[id.0.into(), granted.role.as_str().into(), employer.into(), person.into()])? == 1)
}

/// Takes every right of a login back.
pub fn take_all_back(tx: &mut Tx, id: LoginId) -> Result<u64, Trouble> {
    tx.execute("DELETE FROM granted WHERE login_id = $1", &[id.0.into()])
}

/// Ends a login: nobody signs in with it any more, and its handle stays taken.
pub fn end(tx: &mut Tx, id: LoginId, at: i64) -> Result<(), Trouble> {
    tx.execute("UPDATE login SET ended_at = $2 WHERE login_id = $1", &[id.0.into(), at.into()])?;
    Ok(())
}

/// The rights that hold on a day.
pub fn grants(tx: &mut Tx, id: LoginId, today: Date) -> Result<Vec<Granted>, Trouble> {
    let sql = "SELECT role, employer_id, person_id, until FROM granted WHERE login_id = $1 AND (until IS NULL OR until >= $2) \
               ORDER BY role, employer_id, person_id";
    tx.query(sql, &[id.0.into(), today.into()])?.iter().map(granted).collect()
}

/// Who holds rights for an employer, with their names.
pub fn holders(tx: &mut Tx, employer: EmployerId) -> Result<Vec<(LoginId, String, Granted)>, Trouble> {
    let sql = "SELECT g.role, g.employer_id, g.person_id, g.until, l.login_id, l.name FROM granted AS g JOIN login AS l ON l.login_id = g.login_id \
               WHERE g.employer_id = $1 ORDER BY g.role, l.login_id";
    tx.query(sql, &[employer.0.into()])?
        .iter()
        .map(|r| Ok((LoginId(r.i64(4)?), r.text(5)?.to_owned(), granted(r)?)))
        .collect()
}

/// Whoever holds a role for all employers on a day, with their names.
pub fn officers(tx: &mut Tx, role: &str, today: Date) -> Result<Vec<(LoginId, String)>, Trouble> {
    let sql = "SELECT l.login_id, l.name FROM granted AS g JOIN login AS l ON l.login_id = g.login_id \
               WHERE g.role = $1 AND g.employer_id = 0 AND (g.until IS NULL OR g.until >= $2) ORDER BY l.login_id";
    tx.query(sql, &[role.into(), today.into()])?
        .iter()
        .map(|r| Ok((LoginId(r.i64(0)?), r.text(1)?.to_owned())))
        .collect()
}

fn granted(row: &Row) -> Result<Granted, Trouble> {
    let some = |id: i64| (id != 0).then_some(id);
    Ok(Granted {
        role: row.text(0)?.to_owned(),
        employer: some(row.i64(1)?).map(EmployerId),
        person: some(row.i64(2)?).map(PersonId),
        until: row.opt_date(3)?,
    })
}

/// Opens a session.
pub fn open_session(tx: &mut Tx, token_hash: &[u8], id: LoginId, made_at: i64, expires_at: i64) -> Result<(), Trouble> {
    let sql = "INSERT INTO session (token_hash, login_id, made_at, expires_at) VALUES ($1, $2, $3, $4)";
    tx.execute(sql, &[token_hash.into(), id.0.into(), made_at.into(), expires_at.into()])?;
    Ok(())
}

/// Whose session this is, while it lasts.
pub fn of_session(tx: &mut Tx, token_hash: &[u8], now: i64) -> Result<Option<Login>, Trouble> {
    let sql = "SELECT l.login_id, l.handle, l.name, l.password_hash, l.totp_secret, l.totp_step, l.is_demo, l.ended_at \
               FROM session AS s JOIN login AS l ON l.login_id = s.login_id WHERE s.token_hash = $1 AND s.expires_at > $2 AND l.ended_at IS NULL";
    tx.one(sql, &[token_hash.into(), now.into()])?.as_ref().map(restore).transpose()
}

/// A session as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The hash of what the browser carries.
    pub token_hash: Vec<u8>,
    /// Since when, ms.
    pub made_at: i64,
    /// Until when, ms.
    pub expires_at: i64,
}

/// The sessions of a login that last, the latest first.
pub fn sessions(tx: &mut Tx, id: LoginId, now: i64) -> Result<Vec<Session>, Trouble> {
    let sql =
        "SELECT token_hash, made_at, expires_at FROM session WHERE login_id = $1 AND expires_at > $2 ORDER BY made_at DESC, token_hash";
    tx.query(sql, &[id.0.into(), now.into()])?
        .iter()
        .map(|row| {
            Ok(Session {
                token_hash: row.bytes(0)?.to_vec(),
                made_at: row.i64(1)?,
                expires_at: row.i64(2)?,
            })
        })
        .collect()
}

/// Ends the sessions of a login but one; answers how many.
pub fn close_others(tx: &mut Tx, id: LoginId, keep: &[u8]) -> Result<u64, Trouble> {
    let sql = "DELETE FROM session WHERE login_id = $1 AND token_hash <> $2";
    tx.execute(sql, &[id.0.into(), keep.into()])
}

/// Ends all sessions of a login; answers how many.
pub fn close_all(tx: &mut Tx, id: LoginId) -> Result<u64, Trouble> {
    tx.execute("DELETE FROM session WHERE login_id = $1", &[id.0.into()])
}

/// Ends a session, and with it all that are over.
pub fn close_session(tx: &mut Tx, token_hash: &[u8], now: i64) -> Result<(), Trouble> {
    tx.execute(
        "DELETE FROM session WHERE token_hash = $1 OR expires_at <= $2",
        &[token_hash.into(), now.into()],
    )?;
    Ok(())
}

/// One look at somebody's unmasked data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// When, ms.
    pub at: i64,
    /// Which login.
    pub login: LoginId,
    /// Its name at that time.
    pub who: String,
    /// Why.
    pub purpose: String,
}

/// Writes a look down, before anything is shown.
pub fn looked(tx: &mut Tx, look_id: i64, person: PersonId, look: &Look) -> Result<(), Trouble> {
    let sql = "INSERT INTO look (person_id, at, look_id, login_id, who, purpose) VALUES ($1, $2, $3, $4, $5, $6)";
    let row = [
        person.0.into(),
        look.at.into(),
        look_id.into(),
        look.login.0.into(),
        look.who.as_str().into(),
        look.purpose.as_str().into(),
    ];
    tx.execute(sql, &row)?;
    Ok(())
}

/// Who looked at a person, newest first.
pub fn looks(tx: &mut Tx, person: PersonId, limit: i64) -> Result<Vec<Look>, Trouble> {
    let sql = "SELECT at, login_id, who, purpose FROM look WHERE person_id = $1 ORDER BY at DESC, look_id DESC LIMIT $2";
    let rows = tx.query(sql, &[person.0.into(), limit.into()])?;
    rows.iter()
        .map(|r| {
            Ok(Look {
                at: r.i64(0)?,
                login: LoginId(r.i64(1)?),
                who: r.text(2)?.to_owned(),
                purpose: r.text(3)?.to_owned(),
            })
        })
        .collect()
}

/// Whom a login looked at since an instant.
pub fn looked_at(tx: &mut Tx, login: LoginId, since: i64) -> Result<BTreeSet<PersonId>, Trouble> {
    let sql = "SELECT DISTINCT person_id FROM look WHERE login_id = $1 AND at >= $2";
    let rows = tx.query(sql, &[login.0.into(), since.into()])?;
    rows.iter().map(|row| row.i64(0).map(PersonId)).collect()
}
