//! What the printed form of a filing needs beside the receipt: people with their numbers, categories, months, benefit.

use domain::ids::EmployerId;
use domain::registry::{Employer, Person};
use policy::{Benefit, Category};
use store::filing::Line;
use store::{employer, person, spell};
use units::Month;

use crate::receipts::{Filing, by_number};
use crate::record::InFull;
use crate::{Desk, Error};

/// A filing as its form prints it.
#[derive(Clone, Debug)]
pub struct Printed {
    /// The filing.
    pub filing: Filing,
    /// Whose.
    pub employer: Employer,
    /// The month it changed.
    pub month: Month,
    /// Its lines.
    pub lines: Vec<FormLine>,
}

/// A line as its form prints it.
#[derive(Clone, Debug)]
pub struct FormLine {
    /// As filed.
    pub filed: Line,
    /// Whose.
    pub person: Option<Person>,
    /// The number as this reader sees it: in full on the employer's own form.
    pub number: String,
    /// Whether the number is in full: else what it tells is not printed beside it.
    pub in_full: bool,
    /// Payer category.
    pub category: Option<Category>,
    /// First month to be paid, of an increase.
    pub first_month: Option<Month>,
    /// Last month to be paid, of a reduction that was applied.
    pub last_month: Option<Month>,
    /// The medical reason that follows from the other.
    pub default_medical: Option<i64>,
    /// Whether the person left at the own will; `None` where the question does not arise.
    pub own_will: Option<bool>,
}

/// The form of the filing with this receipt number.
pub fn printed(desk: &mut Desk, number: &str) -> Result<Printed, Error> {
    let filing = by_number(desk, number)?;
    let who = EmployerId(filing.receipt.subject.0);
    let body: serde_json::Value = serde_json::from_str(&filing.receipt.body).unwrap_or_default();
    let month = body["month"].as_i64().and_then(|code| Month::from_code(code).ok());
    let in_full = InFull::of_employer(desk, who)?;
    let lines = filing
        .lines
        .iter()
        .map(|line| form_line(desk, &in_full, &filing, line))
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Printed {
        employer: employer::load(desk.tx, who)?.ok_or(Error::NotFound)?,
        month: month.unwrap_or_else(|| Month::of(filing.receipt.on_date)),
        filing,
        lines,
    })
}

fn form_line(desk: &mut Desk, in_full: &InFull, filing: &Filing, line: &Line) -> Result<FormLine, Error> {
    let (who, n) = (EmployerId(filing.receipt.subject.0), filing.receipt.n);
    let mut out = FormLine {
        filed: line.clone(),
        person: None,
        number: String::new(),
        in_full: false,
        category: None,
        first_month: None,
        last_month: None,
        default_medical: None,
        own_will: None,
    };
    let said: serde_json::Value = serde_json::from_str(&line.shown).unwrap_or_default();
    let reason = said["reason"].as_i64().and_then(|code| u8::try_from(code).ok());
    if let Some(reason) = reason.and_then(|code| desk.book().reasons().get(code)) {
        out.default_medical = reason.medical.map(i64::from);
        out.own_will = match reason.benefit {
            Benefit::Yes => Some(false),
            Benefit::No => Some(true),
            Benefit::NotApplicable | Benefit::ByProof | Benefit::ByContractReason => None,
        };
    }
    let asked_for = said["last_month"].as_i64().and_then(|code| Month::from_code(code).ok());
    if let Some(id) = line.person {
        out.person = person::load(desk.tx, id)?;
        out.number = out.person.as_ref().map(|p| in_full.number(p)).unwrap_or_default();
        out.in_full = in_full.shows(id);
        let timeline = spell::timeline(desk.tx, who, id)?;
        let written = timeline.spells.iter().find(|s| s.n == n);
        let latest = timeline.spells.iter().max_by_key(|s| s.n);
        out.category = written.or(latest).map(|s| s.category);
        out.first_month = written.map(|s| s.from);
        out.last_month = written.and_then(|s| s.to).or(asked_for);
    }
    Ok(out)
}
