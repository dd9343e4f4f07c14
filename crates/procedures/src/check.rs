//! Every invariant that applies, examined over the whole database; it only reads, and may run beside a serving process.

use domain::ids::{EmployerId, PersonId};
use policy::Packs;
use store::{TroubleKind, audit, backup, digest, employer, pack, projection, roll, spell};
use units::Month;

use crate::check_money::{self, Finding};
use crate::{Agency, Caller, Desk, Error};

/// Employers looked at in one snapshot.
const AT_ONCE: i64 = 256;

/// One invariant, examined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// How many things were examined.
    pub examined: u64,
    /// What does not hold, a line each.
    pub broken: Vec<String>,
}

impl Check {
    /// Whether it holds everywhere.
    pub fn held(&self) -> bool {
        self.broken.is_empty()
    }
}

/// Examines every invariant. What cannot even be read any more is broken, and ends no other examination.
pub fn check(agency: &Agency) -> Result<Vec<Check>, Error> {
    let mut checks = Vec::new();
    for (name, examine) in INVARIANTS {
        checks.push(examined(name, examine(agency))?);
    }
    for (name, looks) in LOOKS {
        let looked = agency.read(&Caller::system(), looks).map(|found| (found.examined, found.broken));
        checks.push(examined(name, looked)?);
    }
    Ok(checks)
}

type Examined = Result<(u64, Vec<String>), Error>;

fn examined(name: &'static str, of: Examined) -> Result<Check, Error> {
    let (examined, broken) = match of {
        Ok(found) => found,
        Err(Error::Trouble(trouble)) if trouble.kind() == TroubleKind::Value => (0, vec![format!("{name}: {trouble}")]),
        Err(error) => return Err(error),
    };
    Ok(Check { name, examined, broken })
}

type Examines = fn(&Agency) -> Examined;

const INVARIANTS: [(&str, Examines); 7] = [
    ("chains", chains),
    ("digests", digests),
    ("packs", packs),
    ("bills", bills),
    ("roll", rolls),
    ("indexes", indexes),
    ("participations", places),
];

type Looks = fn(&mut Desk) -> Result<Finding, Error>;

/// The invariants of cases (6), of money (2, 3, 4, 9) and of the hall (10).
const LOOKS: [(&str, Looks); 10] = [
    ("back_payments", crate::check_back_payments::a_back_payment_is_what_was_paid),
    ("cases", crate::check_cases::a_case_stands_where_its_steps_led),
    ("funds", check_money::every_fen_is_in_one_place),
    ("movements", check_money::movements_have_two_legs),
    ("settlements", check_money::no_bill_is_paid_twice),
    ("earlier_files", check_money::an_earlier_file_is_what_it_came_to),
    ("refunds", check_money::refunds_stand_where_their_steps_led),
    ("bank_files", check_money::a_bank_file_has_effect_once),
    ("slots", crate::check_hall::no_slot_is_overfull),
    ("tills", crate::check_hall::every_till_balances),
];

/// Where people take part is known alike from their side and from the employer's, and so are numbers and codes.
fn indexes(agency: &Agency) -> Examined {
    Ok(agency.db().read(projection::odd_indexes)?)
}

/// Nobody takes part at two employers in the same month and branch (invariant 4).
fn places(agency: &Agency) -> Examined {
    Ok(agency.db().read(projection::overlaps)?)
}

/// Each day's digest is the root over the chains as they stood that day (invariant 11).
fn digests(agency: &Agency) -> Examined {
    Ok(agency.db().read(digest::verify)?)
}

/// The texts of each pack that bills were made under are those of its fingerprint.
fn packs(agency: &Agency) -> Examined {
    let region = agency.book().region().to_owned();
    let kept = agency.db().read(pack::fingerprints)?;
    let (examined, mut broken) = (kept.len() as u64, Vec::new());
    for fingerprint in kept {
        let of = fingerprint.clone();
        let texts = agency.db().read(move |tx| pack::texts(tx, &of))?;
        let is_so = Packs::from_texts(texts)
            .book(&region)
            .is_ok_and(|book| book.fingerprint() == fingerprint);
        if !is_so {
            broken.push(format!("pack fingerprint={fingerprint}"));
        }
    }
    Ok((examined, broken))
}

/// Each chain is unbroken and covers every fact (invariants 5, 11).
fn chains(agency: &Agency) -> Examined {
    let mut broken = Vec::new();
    let verified = audit::verify(agency.db(), &mut |b| broken.push(line(&b)))?;
    Ok((verified.events + verified.rows, broken))
}

/// Each bill is the sum of its lines, derived again from the facts as known at its closing (invariant 1).
fn bills(agency: &Agency) -> Examined {
    let mut broken = Vec::new();
    let examined = crate::check_bills::check_bills(agency, &mut |b| broken.push(format!("{}: {}", b.row, b.code)))?;
    Ok((examined, broken))
}

/// The roll is what follows from the facts.
fn rolls(agency: &Agency) -> Examined {
    let mut broken = Vec::new();
    let examined = over_employers(agency, &mut |differing| {
        broken.push(format!("roll employer_id={} person_id={}", differing.0.0, differing.1.0))
    })?;
    Ok((examined, broken))
}

/// Writes every roll that differs from its facts again; answers how many people's.
pub fn rebuild(agency: &Agency) -> Result<u64, Error> {
    let mut differing = Vec::new();
    over_employers(agency, &mut |who| differing.push(who))?;
    let count = differing.len() as u64;
    for some in differing.chunks(500).map(<[_]>::to_vec) {
        agency.write(&Caller::system(), move |desk| {
            some.iter()
                .try_for_each(|(employer, person)| crate::write_timeline::write_roll(desk, *employer, *person))
        })?;
    }
    Ok(count)
}

type Differing<'a> = &'a mut dyn FnMut((EmployerId, PersonId));

fn over_employers(agency: &Agency, report: Differing) -> Result<u64, Error> {
    let (mut after, mut examined) = (i64::MIN, 0);
    loop {
        let (last, count, differing) = agency.read(&Caller::system(), move |desk| range(desk, after))?;
        examined += count;
        differing.into_iter().for_each(&mut *report);
        match last {
            Some(last) => after = last,
            None => return Ok(examined),
        }
    }
}

type Found = (Option<i64>, u64, Vec<(EmployerId, PersonId)>);

fn range(desk: &mut Desk, after: i64) -> Result<Found, Error> {
    let since = Month::of(desk.today);
    let region = desk.region().to_owned();
    let employers = employer::page(desk.tx, &region, after, AT_ONCE)?;
    let (mut examined, mut differing) = (0, Vec::new());
    for of in &employers {
        let facts = spell::timelines_as_known(desk.tx, of.id, i64::MAX)?;
        let mut rows = roll::of_employer(desk.tx, of.id, since)?;
        examined += facts.len() as u64;
        differing.extend(
            facts
                .iter()
                .filter(|(who, timeline)| rows.remove(who).unwrap_or_default() != timeline.stretches(since))
                .map(|(who, _)| (of.id, *who)),
        );
        differing.extend(rows.keys().map(|who| (of.id, *who)));
    }
    Ok((employers.last().map(|of| of.id.0), examined, differing))
}

/// What a walk of the chains saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chains {
    /// Events walked.
    pub entries: u64,
    /// Root over the heads of all chains as they stand today, in hexadecimal.
    pub head: String,
    /// What is broken, a line each.
    pub broken: Vec<String>,
}

/// Walks every chain and computes the root of their heads.
pub fn verify_chains(agency: &Agency) -> Result<Chains, Error> {
    let mut broken = Vec::new();
    let verified = audit::verify(agency.db(), &mut |b| broken.push(line(&b)))?;
    let root = agency.read(&Caller::system(), |desk| {
        let region = desk.region().to_owned();
        Ok(digest::root(desk.tx, &region, desk.today)?)
    })?;
    let head = root.root.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Chains {
        entries: verified.events,
        head,
        broken,
    })
}

/// Copies a served SQLite database to a file; answers its manifest in words.
pub fn backup(database: &str, to: &std::path::Path) -> Result<backup::Manifest, Error> {
    if database.starts_with("postgres://") || database.starts_with("postgresql://") {
        return Err(Error::said("backup.postgres", vec![]));
    }
    if to.exists() {
        let path = to.display().to_string();
        return Err(Error::said("backup.exists", vec![("path", units::Fact::Text(path))]));
    }
    Ok(backup::copy(database, to)?)
}

/// A broken place in words that a program can read, too.
fn line(broken: &audit::Broken) -> String {
    format!(
        "{}: {} event {} {} {}",
        broken.what.code(),
        domain::ids::encode(broken.subject),
        broken.n,
        broken.table,
        broken.row
    )
}
