//! What a request would come to today, part by part, before anything is filed.

use std::collections::BTreeMap;

use domain::case::back_payment::{Kind, MonthDue};
use domain::ids::{CaseId, EmployerId};
use store::back_payment::{Line, MonthRow, Opened, Story};
use units::Fen;

use super::amounts::{Unpriced, months_due, priced, total};
use super::check_lines::LineVerdict;
use super::open::{Ask, spread};
use crate::{Desk, Error, Permission};

/// What a part would come to, as far as it can be named.
#[derive(Debug)]
pub struct Planned {
    /// Which way.
    pub kind: Kind,
    /// The months with their late fee to today.
    pub dues: Vec<MonthDue>,
    /// The months whose amount is unknown, a person each.
    pub unpriced: Vec<Unpriced>,
}

impl Planned {
    /// Principal and late fee of the months that can be named.
    pub fn total(&self) -> Fen {
        total(&self.dues)
    }
}

/// The parts that the accepted lines of a request would become, each with what it comes to today.
pub fn plan(desk: &mut Desk, employer: EmployerId, ask: &Ask, verdicts: &[LineVerdict]) -> Result<Vec<Planned>, Error> {
    desk.permit_for(Permission::FileBackPayment, employer)?;
    let mut by_kind: BTreeMap<Kind, Vec<Line>> = BTreeMap::new();
    for (asked, verdict) in ask.lines.iter().zip(verdicts) {
        let Ok(checked) = &verdict.outcome else { continue };
        spread(ask.asked, asked, checked, 0, &mut by_kind)?;
    }
    let parts = by_kind.into_iter().map(|(kind, lines)| part(desk, employer, kind, lines));
    parts.collect()
}

fn part(desk: &mut Desk, employer: EmployerId, kind: Kind, lines: Vec<Line>) -> Result<Planned, Error> {
    // A case that is not there: nothing is written of it.
    let story = Story {
        opened: Opened {
            employer,
            id: CaseId(0),
            n: 0,
            kind,
            filing: CaseId(0),
            origin: "form",
            month: None,
            event: None,
            filed_by: desk.caller.login,
            filed_by_name: desk.caller.name.clone(),
            filed_on: desk.today,
        },
        lines,
        papers: vec![],
        steps: vec![],
        seen: vec![],
        points: vec![],
        sampled: vec![],
    };
    let (rows, unpriced) = priced(desk, &story)?;
    let whole: Vec<MonthRow> = rows
        .into_iter()
        .filter(|row| !unpriced.iter().any(|open| open.month == row.month))
        .collect();
    let today = desk.today;
    let dues = months_due(desk, &story, &whole, today)?;
    Ok(Planned { kind, dues, unpriced })
}
