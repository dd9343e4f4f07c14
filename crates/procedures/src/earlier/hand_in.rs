//! One officer hands a file in, with the sums that the old records' own printout shows.

use domain::earlier::{EarlierMonths, EarlierTotals};
use domain::ids::{EarlierFileId, EmployerId};
use sha2::{Digest, Sha256};
use store::earlier::{self, EarlierFile, Stage};
use store::event::{Act, Body};
use units::{Fact, Fen};

use super::check::{check_earlier, newcomer_at};
use crate::register_person::register;
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// Lines that one file may have: it is taken over in one transaction.
const LINES: usize = 50_000;

/// The sums of the old records, as their printout shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarlierSums {
    /// The employer's parts.
    pub employer: Fen,
    /// The persons' parts.
    pub person: Fen,
    /// What went to the persons' accounts.
    pub to_account: Fen,
}

/// Takes a file in: all of its rows, or none. Its months do not count before a second officer confirms them.
///
/// Refused: `earlier.rows_refused`, `earlier.sums_differ.*`, `earlier.too_long`, and what cannot be read at all.
pub fn hand_in_earlier(
    desk: &mut Desk,
    key: &Key,
    of: EmployerId,
    name: &str,
    bytes: &[u8],
    told: EarlierSums,
) -> Result<(Receipt, EarlierFileId), Error> {
    desk.permit(Permission::TakeOverRecords)?;
    let act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => {
            let id = handed_in_by(&receipt)?;
            return Ok((receipt, id));
        }
    };
    let checked = check_earlier(desk, of, bytes)?;
    if checked.refused > 0 {
        let rows = vec![("rows", Fact::Count(i64::from(checked.refused)))];
        return Err(Error::said("earlier.rows_refused", rows));
    }
    agrees(&checked.totals, told)?;
    let mut registered = Vec::with_capacity(checked.newcomers.len());
    for (name, identity) in &checked.newcomers {
        registered.push(register(desk, name, identity)?.id);
    }
    let mut months = checked.months;
    for line in &mut months {
        line.person = newcomer_at(line.person)
            .and_then(|at| registered.get(at).copied())
            .unwrap_or(line.person);
    }
    let sha256: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    write(desk, act, key, of, (name, sha256), &months)
}

/// As [`hand_in_earlier`] for months that are at hand.
pub(crate) fn hand_in_months(
    desk: &mut Desk,
    key: &Key,
    of: EmployerId,
    name: &str,
    months: &[EarlierMonths],
) -> Result<EarlierFileId, Error> {
    desk.permit(Permission::TakeOverRecords)?;
    let act = desk.begin(of)?;
    Ok(write(desk, act, key, of, (name, String::new()), months)?.1)
}

/// Each sum of the file is the one that was told.
fn agrees(found: &EarlierTotals, told: EarlierSums) -> Result<(), Error> {
    let differs = |code, found: Fen, told: Fen| {
        let facts = vec![("found", Fact::Money(found)), ("told", Fact::Money(told))];
        if found == told { Ok(()) } else { Err(Error::said(code, facts)) }
    };
    differs("earlier.sums_differ.employer", found.employer, told.employer)?;
    differs("earlier.sums_differ.person", found.person, told.person)?;
    differs("earlier.sums_differ.to_account", found.to_account, told.to_account)
}

fn write(
    desk: &mut Desk,
    mut act: Act,
    key: &Key,
    of: EmployerId,
    (name, sha256): (&str, String),
    months: &[EarlierMonths],
) -> Result<(Receipt, EarlierFileId), Error> {
    if months.len() > LINES {
        return Err(Error::said("earlier.too_long", vec![("most", Fact::Count(LINES as i64))]));
    }
    let mut people: Vec<_> = months.iter().map(|line| line.person).collect();
    people.sort_unstable();
    people.dedup();
    let file = EarlierFile {
        employer: of,
        id: EarlierFileId(desk.id()),
        stage: Stage::HandedIn,
        n: act.n,
        name: name.to_owned(),
        sha256,
        lines: months.len() as i64,
        people: people.len() as i64,
        totals: EarlierTotals::of(months),
        by: desk.caller.login,
        by_name: desk.caller.name.clone(),
        on: desk.today,
        ground: None,
    };
    act.insert(desk.tx, &earlier::FILE, &earlier::file_row(&file))?;
    for (line, of_line) in (1..).zip(months) {
        let row = earlier::months_row(file.id, line, act.n, of_line);
        act.insert(desk.tx, &earlier::MONTHS, &row)?;
    }
    let receipt = desk.seal(act, "earlier_handed_in", key, body(&file))?;
    Ok((receipt, file.id))
}

/// What the receipt of any stage says.
pub(super) fn body(file: &EarlierFile) -> Body {
    Body::new()
        .with("file", file.id.code())
        .with("name", file.name.as_str())
        .with("sha256", file.sha256.as_str())
        .with("people", file.people)
        .with("months", file.totals.months)
        .with("employer_fen", file.totals.employer)
        .with("person_fen", file.totals.person)
        .with("account_fen", file.totals.to_account)
}

/// The file that a receipt acknowledges.
fn handed_in_by(receipt: &Receipt) -> Result<EarlierFileId, Error> {
    let said: serde_json::Value = serde_json::from_str(&receipt.body).unwrap_or_default();
    let file = said["file"].as_str().and_then(|code| EarlierFileId::from_code(code).ok());
    file.ok_or(Error::NotFound)
}
