//! What an employer's month comes to at a point of knowledge: the slow door, from the facts.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::assessment::BillTotals;
use domain::bill::{Basis, GroupBranches, Line, PaidRates, Sheet, Surcharge, Tariff};
use domain::declaration::is_left_undeclared;
use domain::ids::{EmployerId, PersonId};
use domain::registry::Employer;
use domain::spell::Timeline;
use policy::{Book, Packs, Table, compile};
use store::{Trouble, Tx, declaration, employer, history, pack, spell};
use units::{Date, Month};

use crate::{Agency, Desk, Error};

/// The policy of one month as known on one day.
#[derive(Debug)]
pub struct MonthPolicy {
    /// For the kernel.
    pub table: Arc<Table>,
    /// Which branches the groups stand for.
    pub branches: GroupBranches,
    /// For undeclared bases; nobody's yet.
    pub surcharge: Surcharge,
    /// The fingerprint of the pack.
    pub pack: String,
}

impl MonthPolicy {
    pub(crate) fn of(book: &Book, table: Arc<Table>, month: Month, known_on: Date) -> Result<MonthPolicy, Error> {
        let surcharge = Surcharge::of(&book.procedure(month, known_on)?);
        Ok(MonthPolicy {
            table,
            branches: GroupBranches::of(book, month),
            surcharge,
            pack: book.fingerprint().to_owned(),
        })
    }

    /// The policy in force here and now.
    pub fn current(agency: &Agency, month: Month, known_on: Date) -> Result<Arc<MonthPolicy>, Error> {
        agency.policy(month, known_on)
    }

    /// For an employer of this kind.
    pub fn tariff(&self, employer: &Employer) -> Tariff<'_> {
        Tariff::of(&self.table, self.branches, employer.kind, employer.size, employer.injury_class)
    }

    /// The rates of each branch, where everybody on these lines pays the same ones.
    pub fn rates(&self, employer: &Employer, lines: &[Line]) -> PaidRates {
        let tariff = self.tariff(employer);
        PaidRates::of(lines.iter().filter_map(|line| {
            let assessed = line.after.or(line.before)?;
            Some((tariff.row(assessed.inputs.category).ok()?, assessed.amounts.charged))
        }))
    }

    /// Everybody of an employer.
    pub fn sheet(&self, employer: &Employer, month: Month, timelines: &BTreeMap<PersonId, Timeline>) -> Result<Sheet, Error> {
        Ok(Sheet::of(&self.tariff(employer), self.surcharge, month, timelines)?)
    }
}

/// The policies of old bills: under the texts they were made with, each compiled once.
pub struct Policies {
    agency: Agency,
    kept: HashMap<(String, Month, Date), Arc<MonthPolicy>>,
}

impl Policies {
    /// None yet.
    pub fn new(agency: &Agency) -> Policies {
        Policies {
            agency: agency.clone(),
            kept: HashMap::new(),
        }
    }

    /// The policy of a month at a basis.
    pub fn at(&mut self, tx: &mut Tx, month: Month, basis: &Basis) -> Result<Arc<MonthPolicy>, Error> {
        let key = (basis.pack.clone(), month, basis.known_on);
        if let Some(policy) = self.kept.get(&key) {
            return Ok(Arc::clone(policy));
        }
        let policy = if basis.pack == self.agency.book().fingerprint() {
            MonthPolicy::current(&self.agency, month, basis.known_on)?
        } else {
            let book = old_book(tx, self.agency.book().region(), &basis.pack)?;
            let table = Arc::new(compile(&book, month, basis.known_on)?);
            Arc::new(MonthPolicy::of(&book, table, month, basis.known_on)?)
        };
        self.kept.insert(key, Arc::clone(&policy));
        Ok(policy)
    }
}

fn old_book(tx: &mut Tx, region: &str, fingerprint: &str) -> Result<Book, Error> {
    let texts = pack::texts(tx, fingerprint)?;
    let lost = || Trouble::value(format!("the pack {fingerprint} is not kept or no longer read"));
    if texts.is_empty() {
        return Err(lost().into());
    }
    Packs::from_texts(texts).book(region).map_err(|_| lost().into())
}

/// An employer's month as known at a basis, billed: where nobody declared it who had to, at 110 % of the month before.
pub fn sheet_at(tx: &mut Tx, policies: &mut Policies, who: EmployerId, month: Month, basis: &Basis) -> Result<Sheet, Error> {
    let policy = policies.at(tx, month, basis)?;
    let known = employer::as_known(tx, who, basis.version)?.ok_or(Error::NotFound)?;
    let timelines = spell::timelines_as_known(tx, who, basis.version)?;
    let mut sheet = policy.sheet(&known, month, &timelines)?;
    let last_word = declaration::as_known(tx, who, month, basis.version)?;
    if is_left_undeclared(known.collection, last_word.map(|d| d.how)) {
        let before = of_people(tx, policies, &known, month.previous(), basis, &timelines)?;
        sheet.surcharge.undeclared(&before, &sheet.of_people());
    }
    Ok(sheet)
}

/// What the people of a month come to at a basis; nothing where nobody took part, whatever is known of its figures.
pub(crate) fn of_people(
    tx: &mut Tx,
    policies: &mut Policies,
    employer: &Employer,
    month: Month,
    basis: &Basis,
    timelines: &BTreeMap<PersonId, Timeline>,
) -> Result<BillTotals, Error> {
    if timelines.values().all(|timeline| timeline.at(month).is_none()) {
        return Ok(BillTotals::default());
    }
    let policy = policies.at(tx, month, basis)?;
    Ok(policy.sheet(employer, month, timelines)?.of_people())
}

/// An employer's month as it stands, within an act with the act's own rows, with what it was assessed from.
pub(crate) struct Standing {
    /// Whose.
    pub employer: Employer,
    /// The version.
    pub version: i64,
    /// Everybody's rows.
    pub timelines: BTreeMap<PersonId, Timeline>,
    /// What it comes to.
    pub sheet: Sheet,
    /// Under which policy.
    pub policy: Arc<MonthPolicy>,
}

/// Assesses a month from what is known now.
pub(crate) fn standing(desk: &mut Desk, who: EmployerId, month: Month) -> Result<Standing, Error> {
    let policy = MonthPolicy::current(desk.agency, month, desk.today)?;
    let known = employer::load(desk.tx, who)?.ok_or(Error::NotFound)?;
    let version = history::version(desk.tx, who.0)?.ok_or(Error::NotFound)?;
    let timelines = spell::timelines_as_known(desk.tx, who, version)?;
    let sheet = policy.sheet(&known, month, &timelines)?;
    Ok(Standing {
        employer: known,
        version,
        timelines,
        sheet,
        policy,
    })
}
