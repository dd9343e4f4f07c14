//! What is printed from a receipt: the reduction form and the increase form in duplicate, the list that is handed back.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::ids::EmployerId;
use procedures::filed_forms::{FormLine, Printed, printed};
use procedures::receipts::LineState;
use procedures::{Error, Permission};
use serde_json::{Value, json};
use units::Date;
use words::{Lang, Moment, say};

use super::line::{group_names, note_of, shown};
use super::list::by;
use crate::Asked;
use crate::body::At;
use crate::error::Failure;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/receipts/{number}/form.pdf",
            Permission::ViewEmployer,
            "The form of a filing, in duplicate.",
            form,
        ),
        Route::page(
            "/receipts/{number}/returned-list.pdf",
            Permission::ViewEmployer,
            "The list that is handed back, line by line.",
            returned,
        ),
    ]
}

async fn form(asked: Asked, At(no): At<String>) -> Result<Response, Failure> {
    let of = asked.read(move |desk| printed(desk, &no)).await?;
    let (template, lines) = match of.filing.receipt.kind.as_str() {
        "staff_reduced" => ("reduction", of.lines.iter().map(reduced).collect::<Vec<_>>()),
        "staff_increased" => ("increase", of.lines.iter().map(increased).collect()),
        _other => return Err(Failure::Procedure(Error::NotFound)),
    };
    let values = with_lines(&asked, &of, lines);
    pdf(&asked, template, &of, values).await
}

async fn returned(asked: Asked, At(no): At<String>) -> Result<Response, Failure> {
    let of = asked.read(move |desk| printed(desk, &no)).await?;
    let change = match of.filing.receipt.kind.as_str() {
        "staff_reduced" => "forms.change.reduced",
        "staff_increased" => "forms.change.increased",
        _other => return Err(Failure::Procedure(Error::NotFound)),
    };
    let lines = of.lines.iter().map(|line| handed_back(line, &zh(change))).collect();
    let mut values = with_lines(&asked, &of, lines);
    values["accepted_on"] = json!(of.filing.receipt.on_date.to_string());
    pdf(&asked, "returned_list", &of, values).await
}

fn zh(key: &str) -> String {
    say(Lang::Zh, key, &[])
}

fn with_lines(asked: &Asked, of: &Printed, lines: Vec<Value>) -> Value {
    let receipt = &of.filing.receipt;
    let [first, second] = group_names(Lang::Zh, of.month);
    let day = |day: Date| day.to_string();
    let branches = [
        "branch.pension",
        "branch.unemployment",
        "branch.employment_injury",
        "branch.medical",
    ]
    .map(zh);
    json!({
        "employer": {
            "name": of.employer.name,
            "credit_code": of.employer.credit_code,
            "registration_number": of.employer.id.code(),
            "district": of.employer.district,
            "agency": asked.portal.name(Lang::Zh),
        },
        "contact": { "clerk": by(&receipt.body) },
        "filed_on": day(receipt.on_date),
        "made_on": day(receipt.on_date),
        "filed_at": Moment::of(receipt.at).iso(),
        "number": receipt.number,
        "copies": 2,
        "groups": [first, second],
        "branches": branches,
        "lines": lines,
    })
}

/// The branches of the groups that a line touched.
fn branches(line: &FormLine) -> Vec<String> {
    let concerned = |at: usize| line.filed.states.get(at).is_some_and(|s| *s != LineState::NotConcerned);
    let mut list = Vec::new();
    if concerned(0) {
        list.extend(["branch.pension", "branch.unemployment", "branch.employment_injury"].map(zh));
    }
    if concerned(1) {
        list.push(zh("branch.medical"));
    }
    list
}

fn name(line: &FormLine) -> String {
    let said = shown(&line.filed)["name"].as_str().unwrap_or_default().to_owned();
    line.person.as_ref().map_or(said, |p| p.name.clone())
}

fn reasons(line: &FormLine) -> [Value; 2] {
    let said = shown(&line.filed);
    let medical = said["medical_reason"].as_i64().or(line.default_medical);
    [
        said["reason"]
            .as_i64()
            .map(|code| format!("{code} {}", zh(&format!("reason.{code}")))),
        medical.map(|code| format!("M{code} {}", zh(&format!("reason.M{code}")))),
    ]
    .map(|text| json!(text))
}

fn last_months(line: &FormLine) -> Value {
    let month = line.last_month.map(|m| m.to_string());
    json!([month, month])
}

fn reduced(line: &FormLine) -> Value {
    let said = shown(&line.filed);
    json!({
        "name": name(line),
        "id_number": line.number,
        "category": line.category.map(|c| zh(&format!("category.{}", c.code()))).unwrap_or_default(),
        "stops": branches(line),
        "last_month": last_months(line),
        "reason": reasons(line),
        "ended_on": said["end_date"],
        "own_will": line.own_will,
        "remark": said["remark"].as_str().unwrap_or_default(),
        "consent": said["reason"].as_i64() == Some(13),
    })
}

fn increased(line: &FormLine) -> Value {
    let said = shown(&line.filed);
    json!({
        "name": name(line),
        "id_number": line.number,
        "sex": line.person.as_ref().map(|p| zh(if p.female { "forms.sex.female" } else { "forms.sex.male" })).unwrap_or_default(),
        "born": line.person.as_ref().filter(|_| line.in_full).map(|p| p.born.to_string()),
        "category": said["category"].as_str().map(|c| zh(&format!("category.{c}"))).unwrap_or_default(),
        "medical_category": zh("forms.medical.in_service"),
        "joins": branches(line),
        "reason": [zh("forms.increase.reason"), zh("forms.increase.reason")],
        "employed_from": said["hired_on"],
        "first_month": line.first_month.map(|m| m.to_string()),
        "wage_fen": said["wage_fen"],
        "remark": "",
    })
}

fn handed_back(line: &FormLine, change: &str) -> Value {
    let result = line.filed.states.map(|state| match state {
        LineState::NotConcerned => Value::Null,
        other => json!(zh(&format!("forms.result.{}", other.code()))),
    });
    let note = note_of(Lang::Zh, &line.filed).map(|_| plain_note(line)).unwrap_or_default();
    json!({
        "name": name(line),
        "id_number": line.number,
        "change": change,
        "last_month": last_months(line),
        "reason": reasons(line),
        "result": result,
        "note": note,
    })
}

fn plain_note(line: &FormLine) -> String {
    let Some((code, facts)) = procedures::receipts::read_note(&line.filed.note) else {
        return String::new();
    };
    let facts: Vec<(&str, units::Fact)> = facts.iter().map(|(name, fact)| (name.as_str(), fact.clone())).collect();
    if words::knows(&code) { say(Lang::Zh, &code, &facts) } else { code }
}

async fn pdf(asked: &Asked, template: &str, of: &Printed, values: Value) -> Result<Response, Failure> {
    let bytes = asked.portal.form(template, values).await?;
    let name = format!("{}-{}.pdf", template.replace('_', "-"), of.filing.receipt.number);
    let shown = HeaderValue::from_str(&format!("inline; filename=\"{name}\"")).map_err(|_| Failure::Bug)?;
    let kind = HeaderValue::from_static("application/pdf");
    debug_assert_eq!(EmployerId(of.filing.receipt.subject.0), of.employer.id);
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, shown)], bytes).into_response())
}
