//! What the auditor sees: the state of the chains, the events of a subject with what they say.

use domain::ids::{LoginId, SubjectId};
use store::{digest, employer, history, person};
use units::Date;

use crate::{Desk, Error, Permission, Receipt};

/// How many events of a subject a page shows.
const AT_MOST: i64 = 100;

/// The chains as they were last sealed.
#[derive(Clone, Debug)]
pub struct ChainState {
    /// The last day whose digest is kept.
    pub last_digest: Option<Date>,
    /// Its root, hexadecimal.
    pub root: Option<String>,
    /// How many chains it covers.
    pub subjects: i64,
}

/// An event with who did it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The acknowledgement.
    pub receipt: Receipt,
    /// Who did it.
    pub actor: LoginId,
}

/// What was looked for and found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Whose events they are.
    pub subject: SubjectId,
    /// The name of the employer or person.
    pub name: String,
    /// Its events, newest first.
    pub entries: Vec<Entry>,
    /// The event that was asked for by its receipt.
    pub asked: Option<i64>,
}

/// The chains as the last digest holds them.
pub fn chain_state(desk: &mut Desk) -> Result<ChainState, Error> {
    desk.permit(Permission::Audit)?;
    let region = desk.region().to_owned();
    let last_digest = digest::last(desk.tx, &region)?;
    let kept = match last_digest {
        Some(day) => digest::recorded(desk.tx, &region, day)?,
        None => None,
    };
    Ok(ChainState {
        last_digest,
        subjects: kept.as_ref().map_or(0, |k| k.subjects),
        root: kept.map(|k| k.root.iter().map(|byte| format!("{byte:02x}")).collect()),
    })
}

/// Finds a subject by receipt number, registration number, credit code or identity number, with its events.
pub fn search(desk: &mut Desk, text: &str) -> Result<Option<Found>, Error> {
    desk.permit(Permission::Audit)?;
    let typed = text.trim().to_uppercase();
    let mut parts = typed.split('-');
    let (code, n) = (parts.next().unwrap_or_default(), parts.next());
    let asked = n.and_then(|n| n.parse::<i64>().ok());
    let Some(subject) = subject_of(desk, code)? else { return Ok(None) };
    let mut entries = Vec::new();
    for event in history::latest(desk.tx, subject.0, AT_MOST)? {
        let actor = LoginId(event.actor);
        entries.push(Entry {
            receipt: desk.receipt(event),
            actor,
        });
    }
    Ok(Some(Found {
        subject,
        name: name_of(desk, subject)?,
        entries,
        asked,
    }))
}

fn subject_of(desk: &mut Desk, code: &str) -> Result<Option<SubjectId>, Error> {
    if let Some(found) = employer::by_credit_code(desk.tx, code)? {
        return Ok(Some(found.into()));
    }
    if let Some(found) = person::by_number(desk.tx, code)? {
        return Ok(Some(found.into()));
    }
    let Ok(subject) = SubjectId::from_code(code) else { return Ok(None) };
    Ok(history::version(desk.tx, subject.0)?.map(|_| subject))
}

fn name_of(desk: &mut Desk, subject: SubjectId) -> Result<String, Error> {
    if let Some(found) = employer::load(desk.tx, domain::ids::EmployerId(subject.0))? {
        return Ok(found.name);
    }
    let found = person::load(desk.tx, domain::ids::PersonId(subject.0))?;
    Ok(found.map_or_else(|| desk.region().to_owned(), |p| domain::registry::masked_name(&p.name)))
}

/// What anybody may learn about a receipt: whether it is ours, what it acknowledges, for whom (masked), when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The number as it is written.
    pub number: String,
    /// What was done, a code.
    pub kind: String,
    /// For whom, masked.
    pub whom: String,
    /// The business day.
    pub on_date: Date,
    /// The instant, ms.
    pub at: i64,
}

/// Checks a receipt number. Everybody may; nothing is said about a number that was never issued.
pub fn verify_receipt(desk: &mut Desk, number: &str) -> Result<Option<Verified>, Error> {
    desk.permit(Permission::Public)?;
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
    if !receipt.number.eq_ignore_ascii_case(&typed) {
        return Ok(None);
    }
    let whom = match employer::load(desk.tx, domain::ids::EmployerId(subject.0))? {
        Some(known) => masked_firm(&known.name),
        None => name_of(desk, subject)?,
    };
    Ok(Some(Verified {
        number: receipt.number,
        kind: receipt.kind,
        whom,
        on_date: receipt.on_date,
        at: receipt.at,
    }))
}

/// The name of a firm for strangers: its first four characters and its last two.
fn masked_firm(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= 6 {
        return letters.iter().take(1).chain(std::iter::repeat_n(&'*', 3)).collect();
    }
    let (head, tail) = (&letters[..4], &letters[letters.len() - 2..]);
    head.iter().chain(std::iter::repeat_n(&'*', 4)).chain(tail).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firm_is_recognised_by_its_own_people_and_by_nobody_else() {
        assert_eq!(masked_firm("北京云雀示例科技有限公司"), "北京云雀****公司");
        assert_eq!(masked_firm("石榴物业"), "石***");
    }
}
