//! Certificates for outside bodies (证明): one rule answered yes or no and nothing else, or the cause of one month. A certificate is an
//! event of its person; its number is the receipt's, and anybody who holds the number reads the same sentences.

use domain::case::back_payment::Kind;
use domain::ids::{PersonId, SubjectId};
use domain::registry::masked_name;
use domain::standing::{Cause, Standing};
use policy::{Branch, GoalCount};
use store::event::Body;
use store::{back_payment, history, person};
use units::{Date, Fact, Month, Statement};

use crate::gaps::{Gaps, Question, own_gaps};
use crate::receipts::{note, note_of, read_note};
use crate::record::{MonthRow, Record, own_record};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// The kind of the event.
const KIND: &str = "certificate_issued";
/// How many events of a person are looked through for certificates.
const LOOKED_THROUGH: i64 = 500;

/// What a certificate is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Whether the months suffice for one rule.
    Rule,
    /// Why a month stands as it does.
    Month,
}

impl About {
    /// As kept.
    pub const fn code(self) -> &'static str {
        match self {
            About::Rule => "rule",
            About::Month => "month",
        }
    }

    fn from_code(code: &str) -> Option<About> {
        [About::Rule, About::Month].into_iter().find(|about| about.code() == code)
    }
}

/// A sentence as it was certified: its key and its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The key in the words.
    pub key: String,
    /// What fills it.
    pub facts: Vec<(String, Fact)>,
}

/// A certificate as anybody may read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its number.
    pub number: String,
    /// What it is about.
    pub about: About,
    /// About whom, masked.
    pub whom: String,
    /// The day it is as of.
    pub on: Date,
    /// The instant, ms since 1970.
    pub at: i64,
    /// What it says.
    pub says: Vec<Sentence>,
}

/// Certifies whether the caller's months suffice for a rule. It says yes or no; employers, wages and months are not shown.
///
/// Refused: as [`own_gaps`].
pub fn certify_rule(desk: &mut Desk, key: &Key, question: Question) -> Result<Receipt, Error> {
    let of = own_gaps(desk, question)?;
    let who = of.record.person.id;
    issue(desk, key, who, About::Rule, vec![answered(&of), ground(&of)])
}

/// Certifies how a month of the caller stands and why.
///
/// Refused: `certificate.no_such_month` where the record does not speak of it.
pub fn certify_month(desk: &mut Desk, key: &Key, month: Month) -> Result<Receipt, Error> {
    let record = own_record(desk, None)?;
    let row = record.month(month).filter(|row| due(row).next().is_some());
    let Some(row) = row else {
        return Err(Error::said("certificate.no_such_month", vec![("month", Fact::Month(month))]));
    };
    let says = stands(desk, &record, row)?;
    issue(desk, key, record.person.id, About::Month, says)
}

fn issue(desk: &mut Desk, key: &Key, who: PersonId, about: About, says: Vec<String>) -> Result<Receipt, Error> {
    let act = match desk.open(who, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let body = Body::new().with("about", about.code()).with("says", says);
    desk.seal(act, KIND, key, body)
}

/// `截至2025年12月，养老是否连续84个月？是。`
fn answered(of: &Gaps) -> String {
    let answer = &of.answer;
    let key = match (answer.rule.count, answer.met) {
        (GoalCount::Consecutive, true) => "certificate.consecutive.yes",
        (GoalCount::Consecutive, false) => "certificate.consecutive.no",
        (GoalCount::Cumulative, true) => "certificate.cumulative.yes",
        (GoalCount::Cumulative, false) => "certificate.cumulative.no",
    };
    let branch = answer.rule.branch_in(answer.up_to);
    let facts = [
        ("up_to", Fact::Month(answer.up_to)),
        ("required", Fact::Count(answer.required.into())),
        ("branch", Fact::Word(format!("branch.{}", branch.code()))),
    ];
    note(key, &facts)
}

fn ground(of: &Gaps) -> String {
    let rule = &of.answer.rule;
    let mut facts = vec![
        ("goal", Fact::Word(format!("goal.{}", rule.goal.code()))),
        ("from", Fact::Day(rule.from)),
        ("on", Fact::Day(of.on)),
    ];
    match rule.case {
        Some(case) => {
            facts.push(("case", Fact::Word(format!("goal.case.{}", case.code()))));
            note("certificate.rule.case", &facts)
        }
        None => note("certificate.rule", &facts),
    }
}

fn due(row: &MonthRow) -> impl Iterator<Item = Branch> + '_ {
    Branch::ALL
        .into_iter()
        .filter(|branch| row.cells[branch.index()].standing != Standing::NotDue)
}

/// The standing with its cause: once where all branches agree, else branch by branch. Then what the causes rest on, the case that made
/// the month up, and the employer.
fn stands(desk: &mut Desk, record: &Record, row: &MonthRow) -> Result<Vec<String>, Error> {
    let month = ("month", Fact::Month(row.month));
    let mut says = Vec::new();
    for branch in due(row) {
        let cell = &row.cells[branch.index()];
        let standing = ("standing", Fact::Word(cell.word().to_owned()));
        if row.agrees() {
            says.push(note("certificate.month", &[month.clone(), standing]));
        } else {
            let branch = ("branch", Fact::Word(format!("branch.{}", branch.code())));
            says.push(note("certificate.month.branch", &[month.clone(), branch, standing]));
        }
        says.extend(cell.cause.as_ref().map(cause_without_sums));
        if row.agrees() {
            break;
        }
    }
    let causes = due(row).filter_map(|branch| row.cells[branch.index()].cause.as_ref());
    for ground in causes.filter_map(|cause| rests_on(desk, cause, row.month)) {
        if !says.contains(&ground) {
            says.push(ground);
        }
    }
    says.extend(cases_of(desk, record.person.id, row.month)?);
    let employer = row.cells.iter().find_map(|cell| cell.employer);
    let stay = employer.and_then(|of| record.stays.iter().find(|stay| stay.employer == of));
    says.extend(stay.map(|stay| note("certificate.employer", &[("name", Fact::Text(stay.name.clone()))])));
    Ok(says)
}

/// The rule that the cause hangs on, with the clause or notice that the pack names for the month; nothing where it names none.
fn rests_on(desk: &Desk, cause: &Cause, month: Month) -> Option<String> {
    let (key, parameter) = match cause {
        Cause::BackPaid { .. } | Cause::Omitted => ("certificate.ground.omitted", "procedure.enrolment_days"),
        Cause::SettledAlone { days: 0, .. } | Cause::SecondDebit { .. } | Cause::TransferAfterBounce { .. } => {
            ("certificate.ground.on_time", "late_fee.starts_after_months")
        }
        Cause::LateAfterBounce { .. }
        | Cause::LateByEmployer { .. }
        | Cause::SettledAlone { .. }
        | Cause::EarlierLate { .. }
        | Cause::Owed { .. } => ("certificate.ground.late", "late_fee.rate"),
        Cause::Due
        | Cause::NotAssessed
        | Cause::Bounced { .. }
        | Cause::DebitPending { .. }
        | Cause::Received { .. }
        | Cause::TakenOff
        | Cause::Refunded { .. }
        | Cause::NoParticipation
        // Whose omission it was is not on record.
        | Cause::EarlierBackPaid { .. } => return None,
    };
    // Of a month whose rule is not on file nothing is claimed.
    let row = desk
        .book()
        .ground_of(parameter, month, desk.today)
        .filter(|row| row.value != "unknown")?;
    let law = match &row.law {
        Some(law) => Fact::Text(law.clone()),
        None => Fact::Note((*desk.book().published(&row.source).first()?).to_owned()),
    };
    let count = row.value.parse().ok().map(|count| ("count", Fact::Count(count)));
    Some(note(key, &count.into_iter().chain([("law", law)]).collect::<Vec<_>>()))
}

/// The numbers of the cases by which the month was made up or settled.
fn cases_of(desk: &mut Desk, who: PersonId, month: Month) -> Result<Vec<String>, Error> {
    let posted = back_payment::posted_of_person(desk.tx, who)?;
    let of_month = posted
        .iter()
        .filter(|posted| posted.month == month && posted.kind != Kind::BaseDifference);
    let mut cases: Vec<String> = of_month.map(|posted| posted.case.code()).collect();
    cases.dedup();
    let said = |case: String| note("certificate.case", &[("case", Fact::Text(case))]);
    Ok(cases.into_iter().map(said).collect())
}

/// Why, as an outside body may read it: a certificate shows neither wages nor sums, the late fee's among them.
fn cause_without_sums(cause: &Cause) -> String {
    let key = match cause {
        Cause::LateAfterBounce { bounces: 0 | 1, .. } => "certificate.why.late_after_bounce",
        Cause::LateAfterBounce { .. } => "certificate.why.late_after_bounces",
        Cause::LateByEmployer { .. } => "certificate.why.late_by_employer",
        Cause::SettledAlone { days: 1.., .. } => "certificate.why.settled_alone_late",
        Cause::BackPaid { days: 1.., .. } => "certificate.why.back_paid",
        Cause::EarlierLate { .. } => "certificate.why.earlier_late",
        other => return note_of(other),
    };
    let facts: Vec<_> = cause
        .facts()
        .into_iter()
        .filter(|(name, _)| !["days", "fee"].contains(name))
        .collect();
    note(key, &facts)
}

/// A certificate by its number. Anybody may ask; nothing is said about a number that was never issued.
pub fn certificate(desk: &mut Desk, number: &str) -> Result<Option<Certificate>, Error> {
    desk.permit(Permission::Public)?;
    let typed = number.trim().to_uppercase();
    let mut parts = typed.split('-');
    let (Some(code), Some(n)) = (parts.next(), parts.next().and_then(|n| n.parse().ok())) else {
        return Ok(None);
    };
    let Ok(subject) = SubjectId::from_code(code) else { return Ok(None) };
    let Some(event) = history::load(desk.tx, subject.0, n)?.filter(|event| event.kind == KIND) else {
        return Ok(None);
    };
    let receipt = desk.receipt(event);
    if !receipt.number.eq_ignore_ascii_case(&typed) {
        return Ok(None);
    }
    let whom = person::load(desk.tx, PersonId(subject.0))?.map(|known| masked_name(&known.name));
    Ok(read(&receipt, whom.unwrap_or_default()))
}

/// The caller's certificates, newest first.
pub fn own_certificates(desk: &mut Desk) -> Result<Vec<Certificate>, Error> {
    desk.permit(Permission::OwnRecord)?;
    let who = desk.caller.person().ok_or(Error::NotFound)?;
    let events = history::latest(desk.tx, who.0, LOOKED_THROUGH)?;
    let issued = events.into_iter().filter(|event| event.kind == KIND);
    Ok(issued
        .filter_map(|event| read(&desk.receipt(event), desk.caller.name.clone()))
        .collect())
}

fn read(receipt: &Receipt, whom: String) -> Option<Certificate> {
    let body: serde_json::Value = serde_json::from_str(&receipt.body).ok()?;
    let notes = body["says"].as_array()?.iter().filter_map(|text| read_note(text.as_str()?));
    Some(Certificate {
        number: receipt.number.clone(),
        about: About::from_code(body["about"].as_str()?)?,
        whom,
        on: receipt.on_date,
        at: receipt.at,
        says: notes.map(|(key, facts)| Sentence { key, facts }).collect(),
    })
}
