//! Sign-in: password and second factor for real use, one click in the demo; sessions.

pub mod logins;
pub mod own;
mod proof;

use argon2::{Argon2, PasswordHasher};
use domain::ids::LoginId;
use sha2::{Digest, Sha256};
use store::event::Body;
use store::login::{self, Granted, Login};

use self::proof::{Try, handle_hash};
use crate::totp;
use crate::{Agency, Caller, Desk, Error, Grant, Key, Permission, Role};

/// How long a session lasts.
const SESSION_MS: i64 = 12 * 3_600_000;

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
/// Refused: `sign_in.wrong`, the same whether nobody has the user name or password or code are wrong, after the same work;
/// `sign_in.resting` for 15 minutes after five failed tries in a row, whatever is tried and whether or not somebody has the user name: its
/// owner learns it, and nobody learns more. A code is good for one sign-in.
pub fn sign_in(agency: &Agency, handle: &str, password: &str, code: &str) -> Result<(Caller, Token), Error> {
    let tried = Try::of(agency, handle, password)?;
    let token = draw_token(agency);
    let (hash, code) = (token.hash(), code.to_owned());
    let answer = agency.write(&Caller::anonymous(), move |desk| {
        match tried.judge(desk, Some(&code))?.or_said("sign_in.wrong") {
            Ok(known) => open_session(desk, &hash, &known).map(Ok),
            Err(said) => Ok(Err(said)),
        }
    })?;
    if let Err(Error::Refused(said)) = &answer {
        // Which user name it was can be seen by trying it; what was typed there may be a password.
        let name = handle_hash(handle).iter().take(4).map(|b| format!("{b:02x}")).collect::<String>();
        tracing::warn!(code = said.code(), name, "sign-in refused");
    }
    Ok((answer?, token))
}

/// Signs in as one of the demo's people; outside demo mode there are none.
pub fn sign_in_demo(agency: &Agency, handle: &str) -> Result<(Caller, Token), Error> {
    if !agency.is_demo() {
        return Err(Error::NotFound);
    }
    let token = draw_token(agency);
    let (asked, hash) = (handle.to_owned(), token.hash());
    let caller = agency.write(&Caller::anonymous(), move |desk| {
        let found = login::by_handle(desk.tx, &asked)?.filter(|known| known.is_demo && !known.is_ended);
        open_session(desk, &hash, &found.ok_or(Error::NotFound)?)
    })?;
    Ok((caller, token))
}

/// The demo's people with their rights, for the cards of the sign-in page.
pub fn demo_people(agency: &Agency) -> Result<Vec<(String, Caller)>, Error> {
    if !agency.is_demo() {
        return Ok(vec![]);
    }
    agency.read(&Caller::anonymous(), |desk| {
        let people = login::demo(desk.tx)?.into_iter().filter(|known| !known.is_ended);
        people.map(|l| Ok((l.handle.clone(), caller(desk, &l)?))).collect()
    })
}

fn draw_token(agency: &Agency) -> Token {
    let mut bytes = [0_u8; 32];
    agency.random(&mut bytes);
    Token(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

fn open_session(desk: &mut Desk, token_hash: &[u8; 32], login: &Login) -> Result<Caller, Error> {
    // Sessions live by the machine's clock, also where the business day is moved by hand.
    let now = desk.agency.now();
    login::open_session(desk.tx, token_hash, login.id, now, now + SESSION_MS)?;
    caller(desk, login)
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
            grant: Grant {
                role,
                employer: granted.employer,
                person: granted.person,
            },
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
    /// It is the login that is meant: it gets another password and second factor, and keeps name and rights.
    Reset,
    /// It is the login that is meant: it becomes what is given, and nothing else of it stays.
    Replace,
}

impl Taken {
    /// What an event says of a login that was there.
    fn kind(self) -> &'static str {
        match self {
            Taken::Refuse => "login_added",
            Taken::Reset => "login_reset",
            Taken::Replace => "login_replaced",
        }
    }
}

/// Adds a login; answers the secret of the second factor in base 32, shown once.
///
/// Refused: `sign_in.password_short`; `sign_in.handle_taken`.
pub fn add_login(agency: &Agency, caller: &Caller, new: NewLogin) -> Result<String, Error> {
    write_login(agency, caller, new, Taken::Refuse)
}

/// Gives a login another name, password, second factor and rights than it had, and ends its sessions; answers as [`add_login`].
///
/// Refused: `sign_in.password_short`; `sign_in.no_such_login`; `sign_in.last_operator`.
pub fn replace_login(agency: &Agency, caller: &Caller, new: NewLogin) -> Result<String, Error> {
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
        is_demo: false,
        is_ended: false,
    };
    agency.write(caller, move |desk| {
        desk.permit(Permission::Operate)?;
        logins::keep_an_operator(desk, |desk| put(desk, &login, &new.grants, taken))?;
        note(desk, taken.kind(), &login.handle, new.grants.iter().map(told).collect())
    })?;
    Ok(shown)
}

/// Adds the login, or puts it in the place of the one that has its handle, whose sessions end in the same transaction.
fn put(desk: &mut Desk, login: &Login, grants: &[Granted], taken: Taken) -> Result<(), Error> {
    let id = match taken {
        // Whoever is first has the handle: asked in the transaction that writes it.
        Taken::Refuse => match login::add(desk.tx, login)? {
            true => login.id,
            false => return Err(Error::said("sign_in.handle_taken", vec![])),
        },
        Taken::Reset | Taken::Replace => {
            let known = logins::present(login::by_handle(desk.tx, &login.handle)?)?;
            let renewed = Login {
                name: if taken == Taken::Reset { known.name } else { login.name.clone() },
                ..login.clone()
            };
            login::put(desk.tx, &renewed)?;
            proof::forgive(desk, &login.handle)?;
            login::close_all(desk.tx, known.id)?;
            known.id
        }
    };
    if taken == Taken::Replace {
        login::take_all_back(desk.tx, id)?;
    }
    Ok(grants.iter().try_for_each(|granted| login::grant(desk.tx, id, granted))?)
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
