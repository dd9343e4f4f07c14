//! Increases and rosters from files.

use documents::{Field, Finding, Grade, IncreaseLine, RosterLine, Sheet};
use domain::filing::increase::Increase;
use domain::ids::EmployerId;
use domain::spell::GroupSet;
use store::employer;
use store::upload::Upload;
use units::{Date, Fact, Fen, Statement};

use super::{Checked, Lines};
use crate::cost::base_cost;
use crate::enrol_staff::{EnrolLine, EnrolVerdict, check_increases as check_lines};
use crate::{Desk, Error};

pub(super) fn check_roster(
    desk: &mut Desk,
    employer: EmployerId,
    file: &Upload,
    sheet: Sheet<RosterLine>,
) -> Result<(Checked, Lines), Error> {
    let today = desk.today;
    let lines = sheet.lines.iter().map(|line| of_roster(line, today)).collect();
    check(desk, employer, file, &sheet, lines, false)
}

pub(super) fn check_increases(
    desk: &mut Desk,
    employer: EmployerId,
    file: &Upload,
    sheet: Sheet<IncreaseLine>,
) -> Result<(Checked, Lines), Error> {
    let lines = sheet.lines.iter().map(of_increase).collect();
    check(desk, employer, file, &sheet, lines, true)
}

fn of_roster(line: &RosterLine, today: Date) -> EnrolLine {
    let hired_on = line.hired_on.unwrap_or(today);
    EnrolLine {
        line: i64::from(line.row),
        name: line.name.clone(),
        identity: line.identity.clone(),
        increase: Increase {
            category: line.category,
            hired_on,
            wage: line.wage,
            groups: GroupSet::BOTH,
        },
    }
}

fn of_increase(line: &IncreaseLine) -> EnrolLine {
    let groups = if line.all_branches { GroupSet::BOTH } else { GroupSet::default() };
    EnrolLine {
        line: i64::from(line.row),
        name: line.name.clone(),
        identity: line.identity.clone(),
        increase: Increase {
            category: line.category,
            hired_on: line.hired_on,
            wage: line.wage,
            groups,
        },
    }
}

fn check<L>(
    desk: &mut Desk,
    employer: EmployerId,
    file: &Upload,
    sheet: &Sheet<L>,
    lines: Vec<EnrolLine>,
    says_late: bool,
) -> Result<(Checked, Lines), Error> {
    let verdicts = check_lines(desk, employer, &lines)?;
    let known = employer::load(desk.tx, employer)?.ok_or(Error::NotFound)?;
    let month = desk.window()?.month();
    let mut findings = sheet.findings.clone();
    let mut clean = Vec::with_capacity(lines.len());
    let mut effect = Fen::ZERO;
    for (line, verdict) in lines.into_iter().zip(&verdicts) {
        match &verdict.outcome {
            Err(why) => findings.push(finding(sheet, &line, Grade::MustChange, why.as_ref())),
            Ok(made) => {
                if says_late {
                    findings.extend(late(sheet, &line, verdict));
                }
                if !made.waits {
                    effect += base_cost(desk, &known, line.increase.category, made.base, made.groups, month)?;
                }
                clean.push(line);
            }
        }
    }
    findings.sort_by_key(|f| f.place.row);
    let checked = Checked {
        upload: file.id,
        kind: file.kind,
        name: file.name.clone(),
        month,
        findings,
        people_seen: sheet.people_seen,
        hidden_rows: sheet.hidden_rows.clone(),
        clean: clean.len(),
        at_the_counter: 0,
        effect,
        filed_n: file.filed_n,
    };
    Ok((checked, Lines::Enrol(clean)))
}

fn finding<L>(sheet: &Sheet<L>, line: &EnrolLine, grade: Grade, what: &dyn Statement) -> Finding {
    let (field, cell) = match what.code() {
        "increase.date_in_future" | "increase.late_registration" => (Field::HiredOn, line.increase.hired_on.to_string()),
        "increase.branches_incomplete" => (Field::Branches, String::new()),
        "increase.wage_missing" => (Field::Wage, line.increase.wage.to_string()),
        "increase.name_differs" => (Field::Name, line.name.clone()),
        _ => (Field::Number, line.identity.number.clone()),
    };
    sheet.finding(line.line as u32, Some(field), &cell, grade, what)
}

/// Employed for more than thirty days, or for months nobody filed: taken, and said.
fn late<L>(sheet: &Sheet<L>, line: &EnrolLine, verdict: &EnrolVerdict) -> Option<Finding> {
    let made = verdict.outcome.as_ref().ok()?;
    let (ended, first, last) = (made.duty_ended?, made.missed.first()?, made.missed.last()?);
    let facts = vec![
        ("duty_ended", Fact::Day(ended)),
        ("from", Fact::Month(*first)),
        ("to", Fact::Month(*last)),
        ("count", Fact::Count(made.missed.len() as i64)),
    ];
    let Error::Refused(said) = Error::said("increase.late_registration", facts) else {
        return None;
    };
    Some(finding(sheet, line, Grade::Attention, said.as_ref()))
}
