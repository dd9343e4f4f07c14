//! Whether it is really this person. The password is verified before the transaction, for it takes long; everything that counts is judged
//! inside the one transaction that writes, so that tries at the same time come one after the other.

use argon2::{Argon2, PasswordHash, PasswordVerifier};
use sha2::{Digest, Sha256};
use store::failed_sign_in::{self, FailedSignIn};
use store::login::{self, Login};

use crate::{Agency, Caller, Desk, Error, totp};

/// Failed tries after which the user name rests.
const TRIES: i64 = 5;
/// How long it rests, and after how long a failed try is forgotten, ms.
const REST_MS: i64 = 15 * 60_000;

/// A hash nobody's password fits: what is verified where nobody has the user name, or it has no password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2hlYmFvLW5vYm9keQ$2rGv0eV7Yp7mT0n2q0f3rKxq0m4m8r0m1v1l4m0x6hY";

/// A try whose password was verified.
pub(super) struct Try {
    handle: String,
    verified: String,
    fits: bool,
    now: i64,
}

/// What a try came to.
pub(super) enum Verdict {
    /// It is this person.
    Proved(Login),
    /// It is not, or nobody has this user name; it was counted.
    Wrong,
    /// The user name rests: nothing of the try was judged or counted.
    Resting,
}

impl Verdict {
    /// The login, or what is said where it is not proved: `wrong` or `sign_in.resting`.
    ///
    /// A caller in a transaction answers it as a value: the count must be committed.
    pub(super) fn or_said(self, wrong: &'static str) -> Result<Login, Error> {
        match self {
            Verdict::Proved(known) => Ok(known),
            Verdict::Wrong => Err(Error::said(wrong, vec![])),
            Verdict::Resting => Err(Error::said("sign_in.resting", vec![])),
        }
    }
}

impl Try {
    /// Verifies a password, against nobody's where there is none to verify it against: every try costs this time.
    pub(super) fn of(agency: &Agency, handle: &str, password: &str) -> Result<Try, Error> {
        let asked = handle.to_owned();
        let found = agency.read(&Caller::anonymous(), move |desk| Ok(login::by_handle(desk.tx, &asked)?))?;
        let verified = found.map(|known| known.password_hash).filter(|hash| !hash.is_empty());
        let verified = verified.unwrap_or_else(|| NOBODY.to_owned());
        Ok(Try {
            fits: fits(&verified, password),
            verified,
            handle: handle.to_owned(),
            now: agency.now(),
        })
    }

    /// Judges the try as the login stands now: by the password, and by the second factor's code where one is asked for.
    ///
    /// Must be part of the transaction that acts on the verdict, and that transaction must be kept whatever the verdict is.
    pub(super) fn judge(&self, desk: &mut Desk, code: Option<&str>) -> Result<Verdict, Error> {
        let hash = handle_hash(&self.handle);
        let before = failed_sign_in::claim(desk.tx, &hash)?;
        if before.rests_until > self.now {
            return Ok(Verdict::Resting);
        }
        let known = login::by_handle(desk.tx, &self.handle)?;
        let known = known.filter(|known| self.fits && !known.is_ended && known.password_hash == self.verified);
        let proved = known.and_then(|known| self.step(&known, code).map(|step| (known, step)));
        let Some((known, step)) = proved else {
            failed_sign_in::put(desk.tx, &hash, &after_failure(&before, self.now))?;
            return Ok(Verdict::Wrong);
        };
        login::used(desk.tx, known.id, step)?;
        failed_sign_in::forget(desk.tx, &hash, self.now - REST_MS, self.now)?;
        Ok(Verdict::Proved(known))
    }

    /// The time step that the code proves; the last one where none is asked for. None where the code is wrong or was used before.
    fn step(&self, known: &Login, code: Option<&str>) -> Option<i64> {
        match (&known.totp_secret, code) {
            (None, _) | (Some(_), None) => Some(known.totp_step),
            (Some(secret), Some(code)) => totp::verify(secret, code, self.now / 1_000).filter(|step| *step > known.totp_step),
        }
    }
}

fn after_failure(before: &FailedSignIn, now: i64) -> FailedSignIn {
    let in_a_row = if before.last_at + REST_MS <= now { 1 } else { before.failures + 1 };
    let rests = in_a_row >= TRIES;
    FailedSignIn {
        failures: if rests { 0 } else { in_a_row },
        last_at: now,
        rests_until: if rests { now + REST_MS } else { 0 },
    }
}

/// Whether a user name rests now.
pub(super) fn is_resting(desk: &mut Desk, handle: &str) -> Result<bool, Error> {
    Ok(failed_sign_in::load(desk.tx, &handle_hash(handle))?.rests_until > desk.agency.now())
}

/// Forgets the failed tries with a user name: its owner has another password.
pub(super) fn forgive(desk: &mut Desk, handle: &str) -> Result<(), Error> {
    let now = desk.agency.now();
    Ok(failed_sign_in::forget(desk.tx, &handle_hash(handle), now - REST_MS, now)?)
}

pub(super) fn handle_hash(handle: &str) -> [u8; 32] {
    Sha256::digest(handle.as_bytes()).into()
}

fn fits(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok())
}
