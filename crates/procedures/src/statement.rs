//! The statement of a record (个人权益记录单): issued with a number that anybody can check, and made again from the facts of that day.

use domain::ids::SubjectId;
use domain::registry::{Person, masked_name};
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::event::Body;
use store::{history, person};
use units::Date;

use crate::record::{Record, Subject, build};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// The kind of the event that issues a statement.
const KIND: &str = "statement_issued";

/// A statement as it was issued.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The act that issued it; its number is the verification code.
    pub receipt: Receipt,
    /// Whose.
    pub person: Person,
    /// The record, up to the day before it was issued: that day was over and changes no more.
    pub record: Record,
}

/// Issues a statement of the caller's own record up to yesterday; answers its receipt, whose number is the verification code.
///
/// Refused: `statement.nothing_yet`.
pub fn issue_statement(desk: &mut Desk, key: &Key) -> Result<Receipt, Error> {
    desk.permit(Permission::OwnRecord)?;
    let id = desk.caller.person().ok_or(Error::NotFound)?;
    let act = match desk.open(id, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let known = person::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let as_of = desk.today.yesterday().unwrap_or(desk.today);
    let record = of(desk, &known, as_of)?;
    if record.branches.is_empty() {
        return Err(Error::said("statement.nothing_yet", vec![]));
    }
    let counted: i64 = record.branches.first().map_or(0, |b| record.tallies[b.index()].cumulative.into());
    let body = Body::new()
        .with("as_of", as_of)
        .with("counted_months", counted)
        .with("rows", record.months.len() as i64)
        .with("digest", digest(&record));
    desk.seal(act, KIND, key, body)
}

fn of(desk: &mut Desk, known: &Person, as_of: Date) -> Result<Record, Error> {
    let subject = Subject {
        id: known.id,
        name: known.name.clone(),
        number: known.number.clone(),
    };
    build(desk, subject, Some(as_of))
}

/// A statement of the caller's own, made again: the same months as on the day of its issue, or it is not handed out.
///
/// Refused: `statement.differs`.
pub fn statement(desk: &mut Desk, number: &str) -> Result<Statement, Error> {
    desk.permit(Permission::OwnRecord)?;
    let id = desk.caller.person().ok_or(Error::NotFound)?;
    let receipt = issued(desk, number)?
        .filter(|r| r.subject == SubjectId::from(id))
        .ok_or(Error::NotFound)?;
    let (as_of, _, known_digest) = told(&receipt).ok_or(Error::NotFound)?;
    let known = person::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let record = of(desk, &known, as_of)?;
    if digest(&record) != known_digest {
        return Err(Error::said("statement.differs", vec![]));
    }
    Ok(Statement {
        receipt,
        person: known,
        record,
    })
}

/// The event with this number, where it issued a statement and the number is whole.
fn issued(desk: &mut Desk, number: &str) -> Result<Option<Receipt>, Error> {
    let typed = number.trim().to_uppercase();
    let mut parts = typed.split('-');
    let (Some(code), Some(n)) = (parts.next(), parts.next().and_then(|n| n.parse().ok())) else {
        return Ok(None);
    };
    let Ok(subject) = SubjectId::from_code(code) else { return Ok(None) };
    let Some(event) = history::load(desk.tx, subject.0, n)? else {
        return Ok(None);
    };
    let receipt = desk.receipt(event);
    Ok(Some(receipt).filter(|r| r.kind == KIND && r.number.eq_ignore_ascii_case(&typed)))
}

fn told(receipt: &Receipt) -> Option<(Date, i64, String)> {
    let body: Value = serde_json::from_str(&receipt.body).ok()?;
    let as_of = body["as_of"].as_str()?.parse().ok()?;
    Some((as_of, body["counted_months"].as_i64()?, body["digest"].as_str()?.to_owned()))
}

/// SHA-256 over the months as a statement shows them, hexadecimal.
fn digest(record: &Record) -> String {
    let mut hash = Sha256::new_with_prefix("shebao.statement.1");
    for row in &record.months {
        hash.update(row.month.to_string());
        for cell in &row.cells {
            let sums = [cell.base, cell.person_pays, cell.to_account].map(|fen| fen.count().to_string());
            hash.update(format!(" {} {};", cell.standing.code(), sums.join(" ")));
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first characters of a statement's digest, as they are printed and compared.
pub fn checksum(receipt: &Receipt) -> String {
    told(receipt).map_or_else(String::new, |(_, _, digest)| {
        digest.chars().take(12).collect::<String>().to_uppercase()
    })
}

/// What anybody who holds a statement may know: that it is ours, for whom (masked), up to which day, how many months count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedStatement {
    /// The number as it is written.
    pub number: String,
    /// For whom, masked.
    pub whom: String,
    /// The day up to which it speaks.
    pub as_of: Date,
    /// The business day of its issue.
    pub issued_on: Date,
    /// Months that count in its first branch.
    pub counted: i64,
    /// The checksum printed on it.
    pub checksum: String,
}

/// Checks the number of a statement. Nothing is said about a number that was never issued.
pub fn verify_statement(desk: &mut Desk, number: &str) -> Result<Option<VerifiedStatement>, Error> {
    desk.permit(Permission::Public)?;
    let Some(receipt) = issued(desk, number)? else { return Ok(None) };
    let Some((as_of, counted, _)) = told(&receipt) else {
        return Ok(None);
    };
    let known = person::load(desk.tx, domain::ids::PersonId(receipt.subject.0))?;
    Ok(Some(VerifiedStatement {
        checksum: checksum(&receipt),
        number: receipt.number,
        whom: known.map(|p| masked_name(&p.name)).unwrap_or_default(),
        as_of,
        issued_on: receipt.on_date,
        counted,
    }))
}
