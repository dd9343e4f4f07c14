use policy::{AccountMethod, Book, Category, EmployerKind, Goal, GoalCase};
use units::{Fen, Month, Statement};

use super::{Answers, Fields, day};
use crate::reckon::{account, gaps, route};

pub(super) const GAPS_ASKS: [&str; 7] = ["name", "known_on", "goal", "case", "on", "record", "retires_in"];
pub(super) const SETTLE_ASKS: [&str; 7] = ["name", "known_on", "year", "opening", "credits", "method", "employer_kind"];

pub(super) const ROUTE_ASKS: [&str; 5] = ["name", "known_on", "months", "category", "on"];

/// Which way a back payment goes: each part as `route first..last`, its papers, the working days of its review, whether it is online.
pub(super) fn way(book: &Book, ask: &Fields<'_>) -> Result<Answers, String> {
    let question = route::Ask {
        months: ask.required("months", span)?,
        category: ask.required("category", Category::from_code)?,
        before: 0,
        on: ask.required("on", day)?,
        known_on: ask.known_on()?,
    };
    let parts = match route::route(book, &question) {
        Ok(parts) => parts,
        Err(route::RouteRefused::Unknown(unknown)) => return Ok(Answers::from([("unknown".to_owned(), unknown.parameter)])),
        Err(refused) => return Ok(Answers::from([("refused".to_owned(), refused.code().to_owned())])),
    };
    let each = |say: &dyn Fn(&route::Part) -> String| parts.iter().map(say).collect::<Vec<_>>().join("; ");
    let months = |part: &route::Part| match (part.months.first(), part.months.last()) {
        (Some(first), Some(last)) => format!("{} {first}..{last}", part.route.code),
        _ => part.route.code.clone(),
    };
    let papers = |part: &route::Part| match part.papers.iter().map(|paper| paper.code.as_str()).collect::<Vec<_>>() {
        none if none.is_empty() => "none".to_owned(),
        papers => papers.join(" "),
    };
    Ok(Answers::from([
        ("parts".to_owned(), each(&months)),
        ("papers".to_owned(), each(&papers)),
        (
            "days".to_owned(),
            each(&|part| part.days.map_or_else(|| "none".to_owned(), |days| days.to_string())),
        ),
        ("online".to_owned(), each(&|part| if part.online { "yes" } else { "no" }.to_owned())),
    ]))
}

/// `2011-05..2011-08`, or one month.
fn span(text: &str) -> Option<Vec<Month>> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    Some(Month::parse(first).ok()?.through(Month::parse(last).ok()?).collect())
}

/// What a record means for a goal.
pub(super) fn gaps(book: &Book, ask: &Fields<'_>) -> Result<Answers, String> {
    let record = ask.required("record", |text| gaps::read_spans(text).ok())?;
    let question = gaps::Ask {
        goal: ask.required("goal", Goal::from_code)?,
        case: ask.optional("case", GoalCase::from_code)?,
        on: ask.required("on", day)?,
        known_on: ask.known_on()?,
        record: &record,
        retires: ask.optional("retires_in", |text| Month::parse(text).ok())?,
        payer: None,
    };
    let answer = match gaps::gaps(book, &question) {
        Ok(answer) => answer,
        Err(gaps::Refused::Unknown(unknown)) => return Ok(Answers::from([("unknown".to_owned(), unknown.parameter)])),
        Err(gaps::Refused::NoSuchCase { .. }) => return Ok(Answers::from([("refused".to_owned(), "no_such_case".to_owned())])),
    };
    let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let helping = answer.curable.iter().filter(|curable| curable.helps).count();
    Ok(Answers::from([
        ("required".to_owned(), answer.required.to_string()),
        ("counted".to_owned(), answer.counted.to_string()),
        ("met".to_owned(), yes(answer.met)),
        ("missing".to_owned(), answer.missing.len().to_string()),
        (
            "broken_by".to_owned(),
            answer.broken_by.map_or_else(|| "nothing".to_owned(), |m| m.month.to_string()),
        ),
        ("curable".to_owned(), helping.to_string()),
        ("after_cure".to_owned(), yes(answer.met_after_cure)),
    ]))
}

/// What a year of an account earns; `credits` are one amount for every month, or twelve.
pub(super) fn settle(book: &Book, ask: &Fields<'_>) -> Result<Answers, String> {
    let question = account::Ask {
        year: ask.required("year", |text| text.parse().ok())?,
        opening: ask.required("opening", |text| Fen::parse_yuan(text).ok())?,
        credits: ask.required("credits", credits)?,
        method: ask.optional("method", AccountMethod::from_code)?,
        kind: ask
            .optional("employer_kind", EmployerKind::from_code)?
            .unwrap_or(EmployerKind::Enterprise),
        known_on: ask.known_on()?,
    };
    match account::settle(book, &question) {
        Ok(answer) => Ok(Answers::from([
            ("rate".to_owned(), answer.terms.carried.to_string()),
            ("in_year_rate".to_owned(), answer.terms.in_year.to_string()),
            ("interest".to_owned(), answer.sums.interest.to_string()),
            ("closing".to_owned(), answer.sums.closing.to_string()),
            ("benchmark_rate".to_owned(), answer.benchmark.to_string()),
            ("provisional".to_owned(), if answer.provisional { "yes" } else { "no" }.to_owned()),
        ])),
        Err(account::Refused::Unknown(unknown)) => Ok(Answers::from([("unknown".to_owned(), unknown.parameter)])),
        Err(account::Refused::Negative { .. }) => Ok(Answers::from([("refused".to_owned(), "negative".to_owned())])),
    }
}

fn credits(text: &str) -> Option<[Fen; 12]> {
    let amounts: Vec<Fen> = text.split(' ').map(|amount| Fen::parse_yuan(amount).ok()).collect::<Option<_>>()?;
    match amounts.as_slice() {
        [each] => Some([*each; 12]),
        all => all.try_into().ok(),
    }
}
