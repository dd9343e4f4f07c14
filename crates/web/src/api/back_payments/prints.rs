use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::Branch;
use domain::registry::masked_number;
use procedures::Error;
use procedures::back_payment::Overview;
use procedures::back_payment::printed::{ListRow, declaration_files, list_rows};
use serde_json::{Value, json};
use units::Fen;
use words::{Lang, say};

use super::case::case_id;
use crate::Asked;
use crate::body::At;
use crate::error::Failure;

/// One of the printed lists, as PDF.
pub(crate) async fn form(asked: Asked, At((_, case, form)): At<(String, String, String)>) -> Result<Response, Failure> {
    let (who, id) = (asked.employer()?, case_id(&case)?);
    let (view, rows) = asked.read(move |desk| list_rows(desk, who, id)).await?;
    let of = view
        .forms
        .iter()
        .find(|f| f.code == form)
        .ok_or(Failure::Procedure(Error::NotFound))?;
    let values = values(&asked, &view, &rows, &of.code, of.copies).ok_or(Failure::Procedure(Error::NotFound))?;
    let pdf = asked.portal.form(&format!("back_payment_{form}"), values).await?;
    Ok(([(header::CONTENT_TYPE, "application/pdf")], pdf).into_response())
}

/// One of the declaration files, or their manifest: full numbers, for who acts for the employer.
pub(crate) async fn file(asked: Asked, At((_, case, file)): At<(String, String, String)>) -> Result<Response, Failure> {
    let (who, id) = (asked.employer()?, case_id(&case)?);
    if !asked.caller.acts_for(who) {
        return Err(Failure::Procedure(Error::NotFound));
    }
    let files = asked.read(move |desk| declaration_files(desk, who, id)).await?;
    let found = files.into_iter().find(|(name, _)| *name == file);
    let (_, bytes) = found.ok_or(Failure::Procedure(Error::NotFound))?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

fn zh(key: &str) -> String {
    say(Lang::Zh, key, &[])
}

/// What a list says; nothing for one that is none of a case's lines.
fn values(asked: &Asked, view: &Overview, rows: &[ListRow], code: &str, copies: u32) -> Option<Value> {
    let (lines, total) = match code {
        "detail_list" => (rows.iter().map(|r| detail(asked, r)).collect(), view.total()),
        "summary" => (summary(rows), view.total()),
        "medical_list" => {
            let medical: Vec<&ListRow> = rows.iter().filter(|r| r.branch == Branch::Medical).collect();
            let total = medical.iter().map(|r| r.total()).sum::<Fen>();
            (medical.into_iter().map(|r| of_medical(asked, r)).collect::<Vec<_>>(), total)
        }
        "monthly_report_list" => (whole_month(view), view.total()),
        _other => return None,
    };
    let mut values = json!({
        "employer": {
            "name": view.employer.name,
            "credit_code": view.employer.credit_code,
            "registration_number": view.employer.id.code(),
            "district": view.employer.district,
            "agency": asked.portal.name(Lang::Zh),
        },
        "contact": { "clerk": view.story.opened.filed_by_name },
        "filed_on": view.story.opened.filed_on.to_string(),
        "made_on": asked.today.to_string(),
        "number": view.story.opened.id.code(),
        "copies": copies,
        "kind": zh(&format!("back_payment.route.{}", view.story.opened.kind.code())),
        "lines": lines,
        "total_fen": total.0,
    });
    if let (Some(month), Some(due)) = (view.story.opened.month, view.dues.first()) {
        values["month"] = json!(month.to_string());
        values["people"] = json!(due.totals.people);
        values["days"] = json!(due.days);
        let of = due.to.map(|to| (due.from.unwrap_or(to).to_string(), to.to_string()));
        values["fee_from"] = json!(of.as_ref().map(|(from, _)| from));
        values["fee_to"] = json!(of.as_ref().map(|(_, to)| to));
    }
    Some(values)
}

/// The branches of a whole month that is paid.
fn whole_month(view: &Overview) -> Vec<Value> {
    let mut lines = Vec::new();
    for due in &view.dues {
        for branch in Branch::ALL {
            let i = branch.index();
            let fixed = if branch == Branch::Medical {
                due.totals.ee_fixed
            } else {
                Fen::ZERO
            };
            let (employer, employee) = (due.totals.employer[i], due.totals.employee[i] + fixed);
            if employer + employee != Fen::ZERO {
                lines.push(json!({
                    "branch": zh(&format!("branch.{}", branch.code())),
                    "employer_fen": employer.0,
                    "employee_fen": employee.0,
                    "fee_fen": due.fee_by_branch[i].0,
                }));
            }
        }
    }
    lines
}

fn number(asked: &Asked, row: &ListRow) -> String {
    let is_own = asked.employer.is_some_and(|employer| asked.caller.acts_for(employer));
    if is_own {
        row.person.number.clone()
    } else {
        masked_number(&row.person.number)
    }
}

fn detail(asked: &Asked, row: &ListRow) -> Value {
    json!({
        "name": row.person.name,
        "id_number": number(asked, row),
        "category": zh(&format!("category.{}", row.category.code())),
        "branch": zh(&format!("branch.{}", row.branch.code())),
        "reason": row.reason,
        "from": row.from.to_string(),
        "to": row.to.to_string(),
        "months": row.months,
        "base_fen": row.base.0,
        "employer_fen": row.employer.0,
        "employee_fen": (row.employee + row.fixed).0,
        "fee_from": row.fee_span.map(|(from, _)| from.to_string()),
        "fee_to": row.fee_span.map(|(_, to)| to.to_string()),
        "days": row.days,
        "fee_fen": row.fee.0,
    })
}

fn of_medical(asked: &Asked, row: &ListRow) -> Value {
    json!({
        "name": row.person.name,
        "id_number": number(asked, row),
        "category": zh(&format!("category.{}", row.category.code())),
        "reason": row.reason,
        "from": row.from.to_string(),
        "to": row.to.to_string(),
        "months": row.months,
        "base_fen": row.base.0,
        "employer_fen": (row.employer - row.mutual_aid).0,
        "mutual_aid_fen": row.mutual_aid.0,
        "employee_fen": row.employee.0,
        "fixed_fen": row.fixed.0,
        "fee_fen": row.fee.0,
        "costs": row.costs,
    })
}

fn summary(rows: &[ListRow]) -> Vec<Value> {
    let mut lines = Vec::new();
    for branch in Branch::ALL {
        let of: Vec<&ListRow> = rows.iter().filter(|r| r.branch == branch).collect();
        let (Some(from), Some(to)) = (of.iter().map(|r| r.from).min(), of.iter().map(|r| r.to).max()) else {
            continue;
        };
        let mut people: Vec<_> = of.iter().map(|r| r.person.id).collect();
        people.sort_unstable();
        people.dedup();
        let sum = |part: fn(&ListRow) -> Fen| of.iter().map(|r| part(r)).sum::<Fen>().0;
        lines.push(json!({
            "branch": zh(&format!("branch.{}", branch.code())),
            "people": people.len(),
            "person_months": of.iter().map(|r| r.months).sum::<u32>(),
            "from": from.to_string(),
            "to": to.to_string(),
            "base_fen": of.iter().map(|r| r.base.0 * i64::from(r.months)).sum::<i64>(),
            "employer_fen": sum(|r| r.employer),
            "employee_fen": sum(|r| r.employee + r.fixed),
            "fee_fen": sum(|r| r.fee),
        }));
    }
    lines
}
