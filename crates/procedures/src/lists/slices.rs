//! A large filing is applied in slices under one event number: readers see none of it before the last slice, and a
//! crash between two slices goes on where it stood.

use std::collections::{BTreeSet, HashSet};

use domain::ids::{EmployerId, LoginId};
use store::event::{self, Act, Body};
use store::job::{self, Job};
use store::{filing, history, upload};
use units::Month;

use super::{Checked, Lines};
use crate::declare_bases::{BaseLine, apply_bases, declare_bases, end_bases};
use crate::enrol_staff::{EnrolLine, Rule, apply_increase, enrol_staff};
use crate::reduce_staff::{ReduceLine, apply_reduction, reduce_staff};
use crate::wage_list::WageList;
use crate::{Agency, Caller, Desk, Error, Key, Receipt};

/// Lines a turn of the database holds at most.
pub const LINES: usize = 500;

const KIND: &str = "file_list";

pub(super) fn file(
    agency: &Agency,
    caller: &Caller,
    key: &Key,
    employer: EmployerId,
    checked: &Checked,
    lines: Lines,
) -> Result<Receipt, Error> {
    let (id, key) = (checked.upload, key.clone());
    if lines.len() > LINES {
        let accepted = Accepted {
            key,
            employer,
            upload: id,
            month: checked.month,
            refused: checked.refused() as i64,
            confirmed: BTreeSet::new(),
        };
        return file_in_slices(agency, caller, accepted, lines);
    }
    agency.write(caller, move |desk| {
        let receipt = match &lines {
            Lines::Enrol(lines) => enrol_staff(desk, &key, employer, lines, Rule::GoodLinesOnly)?.receipt,
            Lines::Reduce(lines) => reduce_staff(desk, &key, employer, lines, Rule::GoodLinesOnly)?.receipt,
            Lines::Wages(year, lines) => declare_bases(desk, &key, employer, *year, lines, Rule::GoodLinesOnly)?.receipt,
        };
        upload::filed(desk.tx, employer, id, receipt.n)?;
        Ok(receipt)
    })
}

/// Declares a long workbook of wages.
pub(crate) fn declare(
    agency: &Agency,
    caller: &Caller,
    key: &Key,
    employer: EmployerId,
    list: &WageList,
    refused: i64,
    lines: Vec<BaseLine>,
) -> Result<Receipt, Error> {
    let accepted = Accepted {
        key: key.clone(),
        employer,
        upload: list.upload,
        month: list.year_from,
        refused,
        confirmed: list.confirmed.clone(),
    };
    file_in_slices(agency, caller, accepted, Lines::Wages(list.year_from, lines))
}

fn file_in_slices(agency: &Agency, caller: &Caller, accepted: Accepted, lines: Lines) -> Result<Receipt, Error> {
    let (key, employer) = (accepted.key.clone(), accepted.employer);
    let confirmed: Vec<String> = accepted.confirmed.iter().map(i64::to_string).collect();
    let ask = Body::new()
        .with("employer", employer.0)
        .with("upload", accepted.upload)
        .with("key", key.key.as_str())
        .with("ask_hash", hex(&key.ask_hash))
        .with("login", caller.login.0)
        .with("name", caller.name.as_str())
        .with("month", accepted.month)
        .with("refused", accepted.refused)
        .with("confirmed", confirmed)
        .to_text();
    let job = Job {
        id: agency.id(),
        kind: KIND.to_owned(),
        ask,
        done: 0,
        total: lines.len() as i64,
        result: None,
    };
    let (opened, first_key) = (job.clone(), key.clone());
    let earlier = agency.write(caller, move |desk| {
        let known = event::find_by_key(desk.tx, employer.0, desk.caller.login.0, &first_key.key, &first_key.ask_hash)?;
        if known.is_none() {
            let region = desk.region().to_owned();
            job::open(desk.tx, &region, &opened)?;
            // Written down and holding the employer in one step: whoever comes second is refused and leaves no job behind.
            drop(event::begin_slice(desk.tx, employer.0, opened.id)?.into_effect());
        }
        Ok(known.map(|event| desk.receipt(event)))
    })?;
    match earlier {
        Some(receipt) => Ok(receipt),
        None => run(agency, caller, &accepted, lines, &job),
    }
}

/// What was accepted: whatever the register says when it is finished. `month`: the month it changes, of wages the first of the year.
struct Accepted {
    key: Key,
    employer: EmployerId,
    upload: i64,
    month: Month,
    refused: i64,
    /// Rows of wages that the clerk stands by.
    confirmed: BTreeSet<i64>,
}

fn run(agency: &Agency, caller: &Caller, accepted: &Accepted, lines: Lines, job: &Job) -> Result<Receipt, Error> {
    let Accepted {
        employer,
        upload,
        month,
        refused,
        ..
    } = *accepted;
    let (id, total, before) = (job.id, lines.len(), job.done);
    let filed = job.total;
    let mut done = 0;
    while done < total {
        let until = (done + LINES).min(total);
        let slice = lines.slice(done..until);
        agency.write(caller, move |desk| {
            let mut act = event::begin_slice(desk.tx, employer.0, id)?;
            apply(desk, &mut act, employer, month, &slice)?;
            drop(act.into_effect());
            Ok(job::advance(desk.tx, id, before + until as i64)?)
        })?;
        done = until;
    }
    let key = accepted.key.clone();
    agency.write(caller, move |desk| {
        let mut act = event::begin_last(desk.tx, employer.0, id)?;
        let kind = match &lines {
            Lines::Enrol(_) => "staff_increased",
            Lines::Reduce(_) => "staff_reduced",
            Lines::Wages(..) => "bases_declared",
        };
        let body = match &lines {
            Lines::Wages(year, _) => end_bases(desk, &mut act, employer, *year, filed, refused)?,
            Lines::Enrol(_) | Lines::Reduce(_) => {
                crate::roll_changed::roll_changed(desk, &mut act, employer, month)?;
                Body::new().with("month", month).with("filed", filed).with("refused", refused)
            }
        };
        let receipt = desk.seal(act, kind, &key, body)?;
        upload::filed(desk.tx, employer, upload, receipt.n)?;
        job::close(desk.tx, id, &receipt.number)?;
        if let Lines::Reduce(lines) = &lines {
            lines
                .iter()
                .try_for_each(|line| crate::complete_waiting::freed(desk, employer, line.person))?;
        }
        Ok(receipt)
    })
}

fn apply(desk: &mut Desk, act: &mut Act, employer: EmployerId, month: Month, lines: &Lines) -> Result<(), Error> {
    match lines {
        Lines::Enrol(lines) => lines
            .iter()
            .try_for_each(|line: &EnrolLine| apply_increase(desk, act, employer, month, line)),
        Lines::Reduce(lines) => lines
            .iter()
            .try_for_each(|line: &ReduceLine| apply_reduction(desk, act, employer, month, line)),
        Lines::Wages(year, lines) => apply_bases(desk, act, employer, *year, lines),
    }
}

/// Goes on with the lists that a process left behind; called before anything else is served.
pub fn resume(agency: &Agency) -> Result<usize, Error> {
    let left = agency.read(&Caller::system(), |desk| {
        let region = desk.region().to_owned();
        Ok(job::left_behind(desk.tx, &region)?)
    })?;
    let left: Vec<Job> = left.into_iter().filter(|job| job.kind == KIND).collect();
    for job in &left {
        resume_one(agency, job)?;
    }
    Ok(left.len())
}

fn resume_one(agency: &Agency, job: &Job) -> Result<(), Error> {
    let ask: serde_json::Value = serde_json::from_str(&job.ask).map_err(|_| Error::NotFound)?;
    let number = |name: &str| ask[name].as_i64().ok_or(Error::NotFound);
    let employer = EmployerId(number("employer")?);
    let grant = |role| crate::Grant {
        role,
        employer: Some(employer),
        person: None,
    };
    // What was accepted is finished with the right it was accepted under, whatever became of the right since.
    let caller = Caller {
        login: LoginId(number("login")?),
        name: ask["name"].as_str().unwrap_or_default().to_owned(),
        grants: vec![grant(crate::Role::Clerk)],
    };
    let key = Key {
        key: ask["key"].as_str().unwrap_or_default().to_owned(),
        ask_hash: unhex(ask["ask_hash"].as_str().unwrap_or_default()),
    };
    let accepted = Accepted {
        key,
        employer,
        upload: number("upload")?,
        month: Month::from_code(number("month")?).map_err(|_| Error::NotFound)?,
        refused: number("refused")?,
        confirmed: rows_of(&ask["confirmed"]),
    };
    let lines = lines_of(agency, &caller, &accepted)?;
    let applied = agency.read(&caller, move |desk| {
        let coming = history::version(desk.tx, employer.0)?.unwrap_or(0) + 1;
        let lines = filing::lines(desk.tx, employer, coming)?;
        Ok(lines.into_iter().map(|line| line.line).collect::<HashSet<i64>>())
    })?;
    run(agency, &caller, &accepted, lines.without(&applied), job)?;
    Ok(())
}

fn rows_of(text: &serde_json::Value) -> BTreeSet<i64> {
    let rows = text.as_array().into_iter().flatten();
    rows.filter_map(|row| row.as_str()?.parse().ok()).collect()
}

/// The lines of what was accepted, read again from the kept file.
fn lines_of(agency: &Agency, caller: &Caller, accepted: &Accepted) -> Result<Lines, Error> {
    let (file, _) = super::kept(agency, caller, accepted.employer, accepted.upload)?;
    if file.kind != super::ListKind::Wages {
        return Ok(super::check(agency, caller, accepted.employer, accepted.upload)?.1);
    }
    let list = WageList {
        upload: accepted.upload,
        year_from: accepted.month,
        confirmed: accepted.confirmed.clone(),
    };
    let (_, lines) = crate::wage_list::check(agency, caller, accepted.employer, &list)?;
    Ok(Lines::Wages(list.year_from, lines))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(text: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = text
            .get(2 * i..2 * i + 2)
            .and_then(|two| u8::from_str_radix(two, 16).ok())
            .unwrap_or(0);
    }
    bytes
}
