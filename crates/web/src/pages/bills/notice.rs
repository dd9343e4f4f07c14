//! The payment notice (缴费通知单) as PDF: values for the template `bill`, in Chinese with its English gloss as all forms.

use axum::response::Response;
use domain::bill::{BillKind, Line, Moved};
use domain::{Branch, BranchSet};
use procedures::bills::{BillPage, bill_page};
use serde_json::{Value, json};
use units::{Date, Fen};
use words::Lang;

use super::month::download;
use super::{kind_of, month_of};
use crate::Asked;
use crate::body::{At, Searched};
use crate::error::Failure;

pub(super) async fn page(asked: Asked, At((_, part)): At<(String, String)>, Searched(typed): Searched) -> Result<Response, Failure> {
    let (who, month, kind) = (asked.employer()?, month_of(&part)?, kind_of(&typed)?);
    let page = asked.read(move |desk| bill_page(desk, who, month, kind)).await?;
    let pdf = asked.portal.form("bill", values(&asked, &page)).await?;
    Ok(download(pdf, "application/pdf", &format!("bill-{month}-{}.pdf", kind.slug())))
}

fn zh(key: &str) -> String {
    words::say(Lang::Zh, key, &[])
}

/// A branch as forms name it: Chinese, and its English gloss.
pub(in crate::pages) fn name(branch: Branch, with_maternity: bool) -> (String, String) {
    let with = if branch == Branch::Medical && with_maternity {
        "_with_maternity"
    } else {
        ""
    };
    let key = format!("form.branch.{}{with}", branch.code());
    (zh(&key), words::say(Lang::En, &key, &[]))
}

fn values(asked: &Asked, page: &BillPage) -> Value {
    let bill = &page.bill;
    let charged: Vec<Branch> = page
        .lines
        .iter()
        .fold(BranchSet::NONE, |set, l| set.or(l.amounts().charged))
        .iter()
        .collect();
    let with_maternity = !asked.portal.agency().book().branches(bill.month).contains(Branch::Maternity);
    let extras: Vec<Value> = match bill.surcharge {
        Fen::ZERO => vec![],
        surcharge => {
            let (key, gloss) = match page.by_month_before {
                Some(_) => ("bills.undeclared_month.line", "form.bill.undeclared_month"),
                None => ("bills.surcharge.line", "form.bill.surcharge"),
            };
            vec![json!({ "name": zh(key), "gloss": words::say(Lang::En, gloss, &[]), "amount_fen": surcharge.count() })]
        }
    };
    let branches: Vec<Value> = charged.iter().map(|branch| branch_value(page, *branch, with_maternity)).collect();
    let columns: Vec<Value> = charged
        .iter()
        .map(|branch| {
            let (name, gloss) = name(*branch, with_maternity);
            let parts: &[&str] = if is_employers_alone(*branch) {
                &["base", "employer"]
            } else {
                &["base", "employer", "employee"]
            };
            json!({ "name": name, "gloss": gloss, "parts": parts })
        })
        .collect();
    json!({
        "employer": {
            "name": page.employer.name, "credit_code": page.employer.credit_code, "registration_number": page.employer.id.code(),
            "district": page.employer.district, "agency": asked.portal.name(Lang::Zh),
        },
        "number": format!("{}-{}-{}", page.employer.id.code(), bill.month, bill.kind.slug()),
        "month": bill.month.to_string(),
        "issued_on": bill.closed_on.to_string(),
        "made_on": bill.closed_on.to_string(),
        "state": state(bill.kind),
        "branches": branches,
        "extras": extras,
        "total_fen": bill.totals.total().count(),
        "collection": collection(page),
        "notes": notes(page),
        "columns": columns,
        "lines": page.lines.iter().map(|line| line_value(asked, page, line, &charged)).collect::<Vec<_>>(),
        "lines_fen": (bill.totals.total() - bill.surcharge).count(),
    })
}

fn state(kind: BillKind) -> String {
    match kind {
        BillKind::Regular => zh("form.bill.regular"),
        BillKind::Difference(_) | BillKind::Correction(_) | BillKind::BackPayment(_) | BillKind::SetApart(_) => {
            zh(&format!("bill.kind.{}", kind.code()))
        }
    }
}

fn is_employers_alone(branch: Branch) -> bool {
    match branch {
        Branch::EmploymentInjury | Branch::Maternity => true,
        Branch::Pension | Branch::Medical | Branch::Unemployment => false,
    }
}

/// A row of the summary. The surcharge is a line of its own, so it is not in the branches here.
fn branch_value(page: &BillPage, branch: Branch, with_maternity: bool) -> Value {
    let (name, gloss) = name(branch, with_maternity);
    let amounts = page.lines.iter().map(Line::amounts).filter(|a| a.charged.contains(branch));
    let (mut people, mut sums) = (0, [Fen::ZERO; 3]);
    for amounts in amounts {
        let (base, employer, employee) = amounts.line(branch);
        people += 1;
        sums = [sums[0] + base, sums[1] + employer, sums[2] + employee];
    }
    json!({ "name": name, "gloss": gloss, "people": people, "base_fen": sums[0].count(), "employer_fen": sums[1].count(), "employee_fen": sums[2].count() })
}

fn collection(page: &BillPage) -> Value {
    let day = |of: fn(&domain::MonthDates) -> Date| page.dates.as_ref().map(|d| of(d).to_string()).unwrap_or_default();
    let account = page.mandate.as_ref();
    let tail = account
        .map(|m| format!("**** {}", domain::registry::account_tail(&m.account_number)))
        .unwrap_or_default();
    json!({
        "account_name": account.map(|m| m.account_name.clone()).unwrap_or_default(),
        "bank": account.map(|m| m.bank.clone()).unwrap_or_default(),
        "account": tail,
        "first_debit": day(|d| d.first_debit),
        "second_debit": day(|d| d.second_debit),
        "last_on_time": day(|d| d.last_on_time),
        "late_fee_from": day(|d| d.late_fee_from),
    })
}

fn notes(page: &BillPage) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(page.bill.cause.map(|cause| zh(&format!("bill.cause.{}", cause.code()))));
    notes.extend(
        page.bill
            .waived_until
            .map(|until| words::say(Lang::Zh, "bills.waived", &[("day", units::Fact::Day(until))])),
    );
    notes.push(zh("bills.notice.funds"));
    notes
}

fn line_value(asked: &Asked, page: &BillPage, line: &Line, charged: &[Branch]) -> Value {
    let amounts = line.amounts();
    let person = page.people.get(&line.person);
    let acts_for_it = asked.employer.is_some_and(|employer| asked.caller.acts_for(employer));
    let number = person.map(|p| p.number.as_str()).unwrap_or_default();
    let shown = if acts_for_it {
        number.to_owned()
    } else {
        domain::registry::masked_number(number)
    };
    let category = line
        .after
        .or(line.before)
        .map_or_else(String::new, |a| zh(&format!("category.{}", a.inputs.category.code())));
    let mut cells = Vec::new();
    for branch in charged {
        let (base, employer, employee) = amounts.line(*branch);
        cells.extend([base.count(), employer.count()]);
        if !is_employers_alone(*branch) {
            cells.push(employee.count());
        }
    }
    let change = page
        .since_last_month
        .as_ref()
        .and_then(|all| all.iter().find(|l| l.person == line.person))
        .and_then(Line::moved);
    let sign = match change {
        Some(Moved::Joined) => "增",
        Some(Moved::Left) => "减",
        Some(Moved::Groups { .. } | Moved::Category { .. } | Moved::Base { .. } | Moved::Policy) => "变",
        None => "",
    };
    json!({
        "name": super::person_name(asked, person), "id_number": shown, "category": category, "change": sign,
        "cells_fen": cells, "total_fen": amounts.total().count(),
    })
}
