//! What the calculators answer to the asks of an example, as texts by field.

use policy::{Book, Branch, Category, EmployerKind, EmployerSize, Example, Meaning, RetirementGroup};
use units::{Fen, Statement};

use super::{Answers, Fields, day, figure, months};
use crate::late_fee::late_fee;
use crate::reckon::{difference, person, retirement};

pub(super) fn answer(book: &Book, example: &Example) -> Result<Answers, String> {
    let ask = Fields(&example.fields);
    match example.calculator.as_str() {
        "assess" => assess(book, &ask),
        "late_fee" => fee(book, &ask),
        "month" => month(book, &ask),
        "workdays" => workdays(book, &ask),
        "retire" => retire(book, &ask),
        "gaps" => months::gaps(book, &ask),
        "settle" => months::settle(book, &ask),
        "route" => months::way(book, &ask),
        "figure" => figure::figure(book, &ask),
        "row" => figure::row(book, &ask),
        "benchmark" => figure::benchmark(book, &ask),
        "payment_months" => figure::payment_months(book, &ask),
        "deferral" => figure::deferral(book, &ask),
        "written" => written(book, &ask),
        other => Err(format!("there is no calculator `{other}`")),
    }
}

fn assess(book: &Book, ask: &Fields<'_>) -> Result<Answers, String> {
    let employer = person::Employer {
        kind: ask
            .optional("employer_kind", EmployerKind::from_code)?
            .unwrap_or(EmployerKind::Enterprise),
        size: ask.optional("employer_size", EmployerSize::from_code)?,
        injury_class: ask.optional("injury_class", |text| text.parse().ok())?,
    };
    let asked = person::Ask {
        month: ask.month("month")?,
        known_on: ask.known_on()?,
        wage: ask.required("wage", |text| Fen::parse_yuan(text).ok())?,
        category: ask.required("category", Category::from_code)?,
        employer,
    };
    let mut answers = Answers::new();
    let mut say = |field: &str, value: String| drop(answers.insert(field.to_owned(), value));
    match person::person(book, &asked) {
        Err(person::Refused::Unknown(unknown)) => say("unknown", unknown.parameter),
        Err(refused) => say("refused", refused.code().to_owned()),
        Ok(answer) => {
            if ask.0.contains_key("difference") {
                let found = difference::difference(book, &asked, &answer);
                let text = |found: &difference::Difference| format!("{} {} {}", found.published, found.employer, found.employee);
                say("difference", found.as_ref().map_or_else(|| "none".to_owned(), text));
                let waived = found.and_then(|found| found.rules.waived_until);
                say("waived_until", waived.map_or_else(|| "unknown".to_owned(), |day| day.to_string()));
            }
            say("employer", answer.employer.to_string());
            say("employee", answer.employee.to_string());
            say("all", (answer.employer + answer.employee).to_string());
            say("pension_account", answer.to_pension_account.to_string());
            say(
                "lines",
                answer.lines.iter().map(|line| line.branch.code()).collect::<Vec<_>>().join(" "),
            );
            for line in &answer.lines {
                say(line.branch.code(), format!("{} {} {}", line.base, line.employer, line.employee));
            }
        }
    }
    Ok(answers)
}

fn fee(book: &Book, ask: &Fields<'_>) -> Result<Answers, String> {
    let service_month = ask.month("month")?;
    let mut principal = [Fen::ZERO; 5];
    if let Some(amount) = ask.optional("amount", |text| Fen::parse_yuan(text).ok())? {
        principal[0] = amount;
    }
    if let Some(parts) = ask.0.get("principal") {
        principal = by_branch(parts).ok_or_else(|| format!("`principal` cannot be read: {parts}"))?;
    }
    let settled = ask.required("settled", day)?;
    let rules = book
        .late_fee(service_month, ask.known_on()?)
        .map_err(|unknown| unknown.to_string())?;
    let fee = late_fee(&rules, service_month, principal, settled);
    let parts = Branch::ALL.map(|branch| (branch.code(), fee.by_branch[branch.index()]));
    let split: Vec<String> = parts
        .iter()
        .filter(|(_, part)| *part != Fen::ZERO)
        .map(|(branch, part)| format!("{branch} {part}"))
        .collect();
    Ok(Answers::from([
        ("from".to_owned(), fee.from.to_string()),
        ("to".to_owned(), fee.to.map_or_else(|| "none".to_owned(), |to| to.to_string())),
        ("days".to_owned(), fee.days.to_string()),
        ("fee".to_owned(), fee.fee.to_string()),
        ("split".to_owned(), split.join(", ")),
    ]))
}

fn month(book: &Book, ask: &Fields<'_>) -> Result<Answers, String> {
    let dates = book
        .month_dates(ask.month("month")?, ask.known_on()?)
        .map_err(|unknown| unknown.to_string())?;
    let named = [
        ("opens", dates.opens),
        ("default_declaration", dates.default_declaration),
        ("closes", dates.closes),
        ("first_debit", dates.first_debit),
        ("second_debit", dates.second_debit),
        ("last_on_time", dates.last_on_time),
        ("late_fee_from", dates.late_fee_from),
    ];
    Ok(named.into_iter().map(|(field, day)| (field.to_owned(), day.to_string())).collect())
}

fn workdays(book: &Book, ask: &Fields<'_>) -> Result<Answers, String> {
    let start = ask.required("start", day)?;
    let unknown = |year: units::UnknownYear| format!("no calendar of {}", year.0);
    let calendar = book.calendar_known(ask.known_on()?);
    let mut answers = Answers::new();
    if let Some(n) = ask.optional("add", |text| text.parse().ok())? {
        answers.insert("date".to_owned(), calendar.add(start, n).map_err(unknown)?.to_string());
    }
    if let Some(end) = ask.optional("end", day)? {
        answers.insert("days".to_owned(), calendar.count(start, end).map_err(unknown)?.to_string());
    }
    Ok(answers)
}

/// What HR meant: a code, `ask` and codes, `refused` and the key of the sentence.
fn written(book: &Book, ask: &Fields<'_>) -> Result<Answers, String> {
    let word = ask.required("written", |text| Some(text.to_owned()))?;
    let means = match book.reasons().read(&word) {
        Meaning::Is(code) => code.to_string(),
        Meaning::Ask(codes) => codes.iter().fold("ask".to_owned(), |text, code| format!("{text} {code}")),
        Meaning::Refused(sentence) => format!("refused {sentence}"),
        Meaning::Unknown => "unknown".to_owned(),
    };
    Ok(Answers::from([("means".to_owned(), means)]))
}

fn retire(book: &Book, ask: &Fields<'_>) -> Result<Answers, String> {
    let group = ask.required("group", RetirementGroup::from_code)?;
    if let Err(unknown) = retirement::is_known(book, ask.known_on()?) {
        return Ok(Answers::from([("unknown".to_owned(), unknown.parameter)]));
    }
    let answer = retirement::retirement(book.retirement(), ask.month("born")?, group).ok_or("no rule for this group")?;
    let since = retirement::minimum(book.retirement(), answer.month.year()).map(|row| row.from_year.to_string());
    Ok(Answers::from([
        ("old_month".to_owned(), answer.old_month.to_string()),
        ("delay_months".to_owned(), answer.delay_months.to_string()),
        ("retires".to_owned(), answer.month.to_string()),
        ("age".to_owned(), format!("{} years {} months", answer.years, answer.months)),
        ("minimum".to_owned(), answer.minimum_contribution_months.to_string()),
        ("minimum_since".to_owned(), since.unwrap_or_default()),
    ]))
}

/// `pension 12748.32, medical 6276.92` as amounts by branch.
fn by_branch(text: &str) -> Option<[Fen; 5]> {
    let mut amounts = [Fen::ZERO; 5];
    for part in text.split(", ") {
        let (branch, amount) = part.split_once(' ')?;
        amounts[Branch::from_code(branch)?.index()] = Fen::parse_yuan(amount).ok()?;
    }
    Some(amounts)
}
