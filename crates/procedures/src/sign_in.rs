//! Sign-in: password and second factor for real use, one click in the demo; sessions.

pub mod logins;
pub mod own;

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use domain::ids::LoginId;
use sha2::{Digest, Sha256};
use store::event::Body;
use store::login::{self, Granted, Login};

use crate::totp;
use crate::{Agency, Caller, Desk, Error, Grant, Key, Permission, Role};

/// How long a session lasts.
const SESSION_MS: i64 = 12 * 3_600_000;
/// Failed tries after which the login rests.
const TRIES: i64 = 5;
/// How long it rests.
const REST_MS: i64 = 15 * 60_000;

/// The secret a browser carries; only its hash is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token(pub String);

impl Token {
    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

/// Signs in by password and second factor.
///
/// Refused: `sign_in.wrong`, the same whether the login exists or not; `sign_in.resting` after five failed tries.
pub fn sign_in(agency: &Agency, handle: &str, password: &str, code: &str) -> Result<(Caller, Token), Error> {
    let asked = handle.to_owned();
    let found = agency.read(&Caller::anonymous(), move |desk| Ok(login::by_handle(desk.tx, &asked)?))?;
    let Some(known) = found else {
        // A login that does not exist costs the same time as a wrong password.
        fits(NOBODY, password);
        return Err(wrong());
    };
    match proved(agency, &known, password, Some(code))? {
        true => open_session(agency, known),
        false => Err(wrong()),
    }
}

fn fits(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok())
}

/// Whether it is really this person: by password, and by the second factor's code where one is asked for. A failure counts.
///
/// Refused: `sign_in.resting` after five failed tries.
fn proved(agency: &Agency, known: &Login, password: &str, code: Option<&str>) -> Result<bool, Error> {
    let now = agency.now();
    if known.locked_until > now {
        return Err(Error::said("sign_in.resting", vec![]));
    }
    let step = match (&known.totp_secret, code) {
        (None, _) | (Some(_), None) => Some(known.totp_step),
        (Some(secret), Some(code)) => totp::verify(secret, code, now / 1_000).filter(|step| *step > known.totp_step),
    };
    let step = step.filter(|_| fits(&known.password_hash, password));
    let failures = known.failures + 1;
    let (id, last) = (known.id, known.totp_step);
    agency.write(&Caller::anonymous(), move |desk| {
        let (failures, locked_until, step) = match step {
            Some(step) => (0, 0, step),
            None if failures >= TRIES => (0, now + REST_MS, last),
            None => (failures, 0, last),
        };
        Ok(login::tried(desk.tx, id, failures, locked_until, step)?)
    })?;
    Ok(step.is_some())
}

/// A hash nobody's password fits: what is verified where the login does not exist.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2hlYmFvLW5vYm9keQ$2rGv0eV7Yp7mT0n2q0f3rKxq0m4m8r0m1v1l4m0x6hY";

fn wrong() -> Error {
    Error::said("sign_in.wrong", vec![])
}

/// Signs in as one of the demo's people; outside demo mode there are none.
pub fn sign_in_demo(agency: &Agency, handle: &str) -> Result<(Caller, Token), Error> {
    if !agency.is_demo() {
        return Err(Error::NotFound);
    }
    let asked = handle.to_owned();
    let found = agency.read(&Caller::anonymous(), move |desk| Ok(login::by_handle(desk.tx, &asked)?))?;
    open_session(agency, found.filter(|l| l.is_demo).ok_or(Error::NotFound)?)
}

/// The demo's people with their rights, for the cards of the sign-in page.
pub fn demo_people(agency: &Agency) -> Result<Vec<(String, Caller)>, Error> {
    if !agency.is_demo() {
        return Ok(vec![]);
    }
    agency.read(&Caller::anonymous(), |desk| {
        let people = login::demo(desk.tx)?;
        people.into_iter().map(|l| Ok((l.handle.clone(), caller(desk, &l)?))).collect()
    })
}

fn open_session(agency: &Agency, login: Login) -> Result<(Caller, Token), Error> {
    let mut bytes = [0_u8; 32];
    agency.random(&mut bytes);
    let token = Token(bytes.iter().map(|b| format!("{b:02x}")).collect());
    let hash = token.hash();
    // Sessions live by the machine's clock, also where the business day is moved by hand.
    let now = agency.now();
    let caller = agency.write(&Caller::anonymous(), move |desk| {
        login::open_session(desk.tx, &hash, login.id, now, now + SESSION_MS)?;
        caller(desk, &login)
    })?;
    Ok((caller, token))
}

/// Who carries this session; nobody where it is over or was never opened.
pub fn caller_of(desk: &mut Desk, token: &Token) -> Result<Option<Caller>, Error> {
    let found = login::of_session(desk.tx, &token.hash(), desk.agency.now())?;
    found.map(|l| caller(desk, &l)).transpose()
}

/// Ends a session.
pub fn sign_out(desk: &mut Desk, token: &Token) -> Result<(), Error> {
    Ok(login::close_session(desk.tx, &token.hash(), desk.agency.now())?)
}

fn caller(desk: &mut Desk, login: &Login) -> Result<Caller, Error> {
    let grants = login::grants(desk.tx, login.id, desk.today)?;
    let grants = grants.into_iter().filter_map(|g| {
        Some(Grant {
            role: Role::from_code(&g.role)?,
            employer: g.employer,
            person: g.person,
        })
    });
    Ok(Caller {
        login: login.id,
        name: login.name.clone(),
        grants: grants.collect(),
    })
}

/// The rights that a login holds today, as people read them.
fn rights(desk: &mut Desk, id: LoginId) -> Result<Vec<own::Right>, Error> {
    let mut rights = Vec::new();
    for granted in login::grants(desk.tx, id, desk.today)? {
        let Some(role) = Role::from_code(&granted.role) else { continue };
        let employer = match granted.employer {
            Some(who) => store::employer::load(desk.tx, who)?.map(|known| known.name),
            None => None,
        };
        rights.push(own::Right {
            role,
            employer,
            until: granted.until,
        });
    }
    Ok(rights)
}

/// Whom a new right is for, found by the codes people know.
///
/// Refused: `sign_in.no_such_employer`, `sign_in.no_such_person`.
pub fn right(agency: &Agency, role: Role, credit_code: Option<String>, number: Option<String>) -> Result<Granted, Error> {
    agency.read(&Caller::system(), move |desk| {
        let mut granted = Granted {
            role: role.code().to_owned(),
            employer: None,
            person: None,
            until: None,
        };
        if let Some(code) = credit_code {
            let found = store::employer::by_credit_code(desk.tx, &code)?;
            granted.employer = Some(found.ok_or_else(|| Error::said("sign_in.no_such_employer", vec![]))?);
        }
        if let Some(number) = number {
            let found = store::person::by_number(desk.tx, &number)?;
            granted.person = Some(found.ok_or_else(|| Error::said("sign_in.no_such_person", vec![]))?);
        }
        if role.is_bound_to_employer() && granted.employer.is_none() {
            return Err(Error::said("sign_in.no_such_employer", vec![]));
        }
        if role == Role::Insured && granted.person.is_none() {
            return Err(Error::said("sign_in.no_such_person", vec![]));
        }
        Ok(granted)
    })
}

/// A new login for real use: its password hashed, its second factor drawn.
pub struct NewLogin {
    /// What is typed at the sign-in.
    pub handle: String,
    /// Name as shown.
    pub name: String,
    /// Password, at least eight characters beside a second factor.
    pub password: String,
    /// What is granted.
    pub grants: Vec<Granted>,
}

/// What is to become of a login whose handle somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    /// Two people are not one login: refused.
    Refuse,
    /// It is the login that is meant: it gets another password and second factor.
    Replace,
}

/// Adds a login, or gives one another password and second factor; answers the secret of the second factor in base 32, shown once.
///
/// Refused: `sign_in.password_short`.
pub fn add_login(agency: &Agency, caller: &Caller, new: NewLogin) -> Result<String, Error> {
    write_login(agency, caller, new, Taken::Replace)
}

/// Writes down on the agency what became of a login. No password, no secret, no hash is among it.
fn note(desk: &mut Desk, kind: &str, handle: &str, rights: Vec<String>) -> Result<(), Error> {
    let region = desk.region_subject()?;
    let act = desk.begin(region)?;
    let key = Key::new(format!("{kind}:{}", act.n), b"");
    let body = Body::new().with("handle", handle).with("rights", rights);
    desk.seal(act, kind, &key, body).map(drop)
}

/// A right as an event names it: the role, and for whom.
fn told(granted: &Granted) -> String {
    let of = granted.employer.map(|employer| employer.code());
    let whose = of.or_else(|| granted.person.map(|person| person.code()));
    match whose {
        Some(code) => format!("{} {code}", granted.role),
        None => granted.role.clone(),
    }
}

fn write_login(agency: &Agency, caller: &Caller, new: NewLogin, taken: Taken) -> Result<String, Error> {
    let mut secret = vec![0_u8; 20];
    agency.random(&mut secret);
    let password_hash = hashed(agency, &new.password)?;
    let shown = totp::base32(&secret);
    let login = Login {
        id: LoginId(agency.id()),
        handle: new.handle,
        name: new.name,
        password_hash,
        totp_secret: Some(secret),
        totp_step: 0,
        failures: 0,
        locked_until: 0,
        is_demo: false,
    };
    agency.write(caller, move |desk| {
        desk.permit(Permission::Operate)?;
        // Whoever is first has the handle: asked in the transaction that writes it.
        let kind = match (login::add(desk.tx, &login)?, taken) {
            (true, _) => "login_added",
            (false, Taken::Refuse) => return Err(Error::said("sign_in.handle_taken", vec![])),
            (false, Taken::Replace) => {
                login::put(desk.tx, &login)?;
                "login_reset"
            }
        };
        let known = login::by_handle(desk.tx, &login.handle)?.ok_or(Error::NotFound)?;
        new.grants.iter().try_for_each(|g| login::grant(desk.tx, known.id, g))?;
        note(desk, kind, &login.handle, new.grants.iter().map(told).collect())
    })?;
    Ok(shown)
}

/// A new password, hashed with a salt of its own.
fn hashed(agency: &Agency, password: &str) -> Result<String, Error> {
    let short = || Error::said("sign_in.password_short", vec![]);
    if password.chars().count() < 8 {
        return Err(short());
    }
    let mut salt = [0_u8; 16];
    agency.random(&mut salt);
    let hashed = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    Ok(hashed.map_err(|_| short())?.to_string())
}
