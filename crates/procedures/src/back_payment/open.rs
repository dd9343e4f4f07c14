//! Opens a request: one case for each way its months go, all in one act.

use std::collections::BTreeMap;

use domain::bill::BillKind;
use domain::case::back_payment::Kind;
use domain::ids::{CaseId, EmployerId};
use store::back_payment::{self, Line, Opened as Row};
use store::event::{Act, Body};
use units::{Fact, Month};

use super::check_lines::{AskLine, Checked, LineVerdict, check_back_payment};
use super::parts;
use crate::enrol_staff::Rule;
use crate::position::{Position, last_on_time};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// What is asked for beside the lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Named persons, named months that nobody filed: each month goes its way.
    ByMonth,
    /// The same on an inspection, order, award or judgment.
    Inspection,
    /// The difference of a base that was declared too low.
    BaseDifference,
    /// One person's billed months while the employer owes: `retirement`, `transfer`, `death`.
    OnePerson(&'static str),
}

impl Asked {
    /// Whether months are asked for that nobody filed.
    pub fn is_of_omitted_months(self) -> bool {
        match self {
            Asked::ByMonth | Asked::Inspection => true,
            Asked::BaseDifference | Asked::OnePerson(_) => false,
        }
    }

    /// Reads the code of an API: `by_month`, `inspection`, `base_difference`, `retirement`, `transfer`, `death`.
    pub fn from_code(code: &str) -> Option<Asked> {
        match code {
            "by_month" => Some(Asked::ByMonth),
            "inspection" => Some(Asked::Inspection),
            "base_difference" => Some(Asked::BaseDifference),
            other => back_payment::EVENTS.iter().find(|e| **e == other).map(|e| Asked::OnePerson(e)),
        }
    }

    /// The kind of case that it becomes; what is asked for by month has the kind of its way.
    pub(super) fn kind(self, by_month: Kind) -> Kind {
        match self {
            Asked::ByMonth => by_month,
            Asked::Inspection => Kind::Inspection,
            Asked::BaseDifference => Kind::BaseDifference,
            Asked::OnePerson(_) => Kind::OnePerson,
        }
    }
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// What is asked for.
    pub asked: Asked,
    /// Where it came from, one of [`back_payment::ORIGINS`].
    pub origin: &'static str,
    /// Whose months.
    pub lines: Vec<AskLine>,
}

/// What was opened.
#[derive(Debug)]
pub struct Opened {
    /// The acknowledgement.
    pub receipt: Receipt,
    /// The cases, a part each, in the order of their ways.
    pub cases: Vec<(CaseId, Kind)>,
    /// What became of each line; empty where the same ask was accepted before.
    pub verdicts: Vec<LineVerdict>,
}

/// Opens a request. Months that go different ways become cases of their own, and the receipt says so.
///
/// Refused: under all-or-nothing the first refused line's ground; `filing.nothing_to_file`.
pub fn open_back_payment(desk: &mut Desk, key: &Key, employer: EmployerId, ask: &Ask, rule: Rule) -> Result<Opened, Error> {
    desk.permit_for(Permission::FileBackPayment, employer)?;
    let mut act = match desk.open(employer, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return opened_before(desk, employer, receipt),
    };
    let mut verdicts = check_back_payment(desk, employer, ask)?;
    if rule == Rule::AllOrNothing
        && let Some(at) = verdicts.iter().position(|v| v.outcome.is_err())
        && let Err(why) = verdicts.swap_remove(at).outcome
    {
        return Err(Error::Refused(why));
    }
    let mut by_kind: BTreeMap<Kind, Vec<Line>> = BTreeMap::new();
    for (asked, verdict) in ask.lines.iter().zip(&verdicts) {
        let Ok(checked) = &verdict.outcome else { continue };
        spread(ask.asked, asked, checked, act.n, &mut by_kind)?;
    }
    if by_kind.is_empty() {
        return Err(Error::said("filing.nothing_to_file", vec![]));
    }
    let cases = write(desk, &mut act, employer, ask, by_kind)?;
    let codes: Vec<String> = cases.iter().map(|(id, kind)| format!("{} {}", id.code(), kind.code())).collect();
    let refused = verdicts.iter().filter(|v| v.outcome.is_err()).count() as i64;
    let body = Body::new()
        .with("cases", codes)
        .with("lines", verdicts.len() as i64)
        .with("refused", refused)
        .with("origin", ask.origin);
    let receipt = desk.seal(act, "back_payment_opened", key, body)?;
    Ok(Opened { receipt, cases, verdicts })
}

/// Lays the spans of a line under the kinds of case that they become.
pub(super) fn spread(
    asked: Asked,
    line: &AskLine,
    checked: &Checked,
    n: i64,
    by_kind: &mut BTreeMap<Kind, Vec<Line>>,
) -> Result<(), Error> {
    for part in &checked.parts {
        let by_month = Kind::from_code(&part.route.code).ok_or(Error::NotFound)?;
        let lines = by_kind.entry(asked.kind(by_month)).or_default();
        for (from, to) in parts::spans(&part.months) {
            lines.push(Line {
                line: lines.len() as i64 + 1,
                n,
                person: line.person,
                from,
                to,
                category: checked.category,
                base: checked.base,
                reason: line.reason.trim().to_owned(),
                document: line.document.as_deref().map(str::trim).filter(|d| !d.is_empty()).map(str::to_owned),
                medical_costs: line.medical_costs,
            });
        }
    }
    Ok(())
}

fn write(
    desk: &mut Desk,
    act: &mut Act,
    employer: EmployerId,
    ask: &Ask,
    by_kind: BTreeMap<Kind, Vec<Line>>,
) -> Result<Vec<(CaseId, Kind)>, Error> {
    let mut cases: Vec<(CaseId, Kind)> = Vec::new();
    for (kind, lines) in by_kind {
        let id = CaseId(desk.id());
        let filing = cases.first().map_or(id, |(first, _)| *first);
        let event = match ask.asked {
            Asked::OnePerson(event) => Some(event),
            Asked::ByMonth | Asked::Inspection | Asked::BaseDifference => None,
        };
        let opened = Row {
            event,
            ..new_case(desk, act, employer, (id, filing), kind, ask.origin)
        };
        back_payment::open(desk.tx, act, &opened, &lines)?;
        cases.push((id, kind));
    }
    Ok(cases)
}

fn new_case(desk: &Desk, act: &Act, employer: EmployerId, (id, filing): (CaseId, CaseId), kind: Kind, origin: &'static str) -> Row {
    Row {
        employer,
        id,
        n: act.n,
        kind,
        filing,
        origin,
        month: None,
        event: None,
        filed_by: desk.caller.login,
        filed_by_name: desk.caller.name.clone(),
        filed_on: desk.today,
    }
}

/// The receipt of the first time, with the cases that were opened then.
fn opened_before(desk: &mut Desk, employer: EmployerId, receipt: Receipt) -> Result<Opened, Error> {
    let stories = back_payment::of_employer(desk.tx, employer, 500)?;
    let mut cases: Vec<(CaseId, Kind)> = stories
        .iter()
        .filter(|s| s.opened.n == receipt.n)
        .map(|s| (s.opened.id, s.opened.kind))
        .collect();
    cases.sort_by_key(|(id, _)| *id);
    Ok(Opened {
        receipt,
        cases,
        verdicts: vec![],
    })
}

/// Opens a back payment of the whole employer's month (月报补缴): the oldest month that is owed, never a younger one first.
///
/// Refused: `back_payment.nothing_owed`, `back_payment.oldest_first`, `back_payment.at_bank`, `back_payment.month_open_already`.
pub fn open_monthly_report(desk: &mut Desk, key: &Key, employer: EmployerId, month: Month) -> Result<Opened, Error> {
    desk.permit_for(Permission::FileBackPayment, employer)?;
    let mut act = match desk.open(employer, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return opened_before(desk, employer, receipt),
    };
    oldest_owed(desk, employer, month)?;
    for story in back_payment::of_employer(desk.tx, employer, 500)? {
        if story.opened.month == Some(month) && !story.case()?.state.is_final() {
            let number = Fact::Text(story.opened.id.code());
            return Err(Error::said("back_payment.month_open_already", vec![("case", number)]));
        }
    }
    let id = CaseId(desk.id());
    let opened = Row {
        month: Some(month),
        ..new_case(desk, &act, employer, (id, id), Kind::MonthlyReport, "form")
    };
    back_payment::open(desk.tx, &mut act, &opened, &[])?;
    let body = Body::new()
        .with("cases", vec![format!("{} {}", id.code(), Kind::MonthlyReport.code())])
        .with("month", month);
    let receipt = desk.seal(act, "back_payment_opened", key, body)?;
    Ok(Opened {
        receipt,
        cases: vec![(id, Kind::MonthlyReport)],
        verdicts: vec![],
    })
}

/// The month's regular bill is owed, nothing older is, and no debit of it is under way.
pub(super) fn oldest_owed(desk: &mut Desk, employer: EmployerId, month: Month) -> Result<(), Error> {
    let position = Position::load(desk, employer)?;
    let mut owed = Vec::new();
    for claim in position.claims().open {
        if claim.key.kind == BillKind::Regular && desk.today > last_on_time(desk, claim.counts_as)? {
            owed.push(claim.key);
        }
    }
    owed.sort_unstable();
    let fact = |month| vec![("month", Fact::Month(month))];
    match owed.first() {
        Some(oldest) if owed.iter().any(|key| key.month == month) && oldest.month < month => {
            Err(Error::said("back_payment.oldest_first", fact(oldest.month)))
        }
        Some(oldest) if oldest.month == month && position.at_bank(*oldest) => Err(Error::said("back_payment.at_bank", fact(month))),
        Some(oldest) if oldest.month == month => Ok(()),
        Some(_) | None => Err(Error::said("back_payment.nothing_owed", fact(month))),
    }
}
