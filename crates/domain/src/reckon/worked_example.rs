//! Runs the worked examples that stand beside the packs: what is asked, what must come of it, line by line.

use std::collections::BTreeMap;

use policy::{Book, Branch, Category, EmployerKind, EmployerSize, Example, Packs, RetirementGroup};
use units::{Date, Fen, Month, Statement};

use super::{person, retirement};
use crate::late_fee::late_fee;

/// What running the examples of a region showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many lines were run.
    pub examples: usize,
    /// What did not come out as written.
    pub failed: Vec<Failed>,
}

/// One expectation that was not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// File and line.
    pub place: String,
    /// The name of the example.
    pub name: String,
    /// The field.
    pub field: String,
    /// What the line says.
    pub expected: String,
    /// What came of it.
    pub got: String,
}

/// The fields by which an example asks; all others are expectations.
const ASKS: [&str; 16] = [
    "name",
    "month",
    "known_on",
    "wage",
    "category",
    "employer_kind",
    "employer_size",
    "injury_class",
    "amount",
    "principal",
    "settled",
    "start",
    "add",
    "end",
    "born",
    "group",
];

type Answers = BTreeMap<String, String>;

/// Runs the examples of a region, its own and not those of the packs it extends.
pub fn run(packs: &Packs, region: &str) -> Result<Outcome, Vec<policy::Fault>> {
    let book = packs.book(region)?;
    let mut outcome = Outcome::default();
    for example in packs.examples(region)? {
        outcome.examples += 1;
        let answers = answer(&book, &example);
        let expectations = example.fields.iter().filter(|(field, _)| !ASKS.contains(&field.as_str()));
        for (field, expected) in expectations {
            let got = answers.as_ref().map_or_else(
                |wrong| wrong.clone(),
                |a| a.get(field).cloned().unwrap_or_else(|| "nothing".to_owned()),
            );
            if got != *expected {
                let name = example.fields.get("name").cloned().unwrap_or_default();
                outcome.failed.push(Failed {
                    place: example.place.clone(),
                    name,
                    field: field.clone(),
                    expected: expected.clone(),
                    got,
                });
            }
        }
    }
    Ok(outcome)
}

fn answer(book: &Book, example: &Example) -> Result<Answers, String> {
    let ask = Fields(&example.fields);
    match example.calculator.as_str() {
        "assess" => assess(book, &ask),
        "late_fee" => fee(book, &ask),
        "month" => month(book, &ask),
        "workdays" => workdays(book, &ask),
        "retire" => retire(book, &ask),
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
    let mut answers = Answers::new();
    if let Some(n) = ask.optional("add", |text| text.parse().ok())? {
        answers.insert("date".to_owned(), book.calendar().add(start, n).map_err(unknown)?.to_string());
    }
    if let Some(end) = ask.optional("end", day)? {
        answers.insert("days".to_owned(), book.calendar().count(start, end).map_err(unknown)?.to_string());
    }
    Ok(answers)
}

fn retire(book: &Book, ask: &Fields<'_>) -> Result<Answers, String> {
    let group = ask.required("group", RetirementGroup::from_code)?;
    let answer = retirement::retirement(book.retirement(), ask.month("born")?, group).ok_or("no rule for this group")?;
    Ok(Answers::from([
        ("old_month".to_owned(), answer.old_month.to_string()),
        ("delay_months".to_owned(), answer.delay_months.to_string()),
        ("retires".to_owned(), answer.month.to_string()),
        ("age".to_owned(), format!("{} years {} months", answer.years, answer.months)),
        ("minimum".to_owned(), answer.minimum_contribution_months.to_string()),
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

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// The fields of an example as typed values.
struct Fields<'e>(&'e BTreeMap<String, String>);

impl Fields<'_> {
    fn optional<T>(&self, field: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, String> {
        let Some(text) = self.0.get(field) else { return Ok(None) };
        read(text).map(Some).ok_or_else(|| format!("`{field}` cannot be read: {text}"))
    }

    fn required<T>(&self, field: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, String> {
        self.optional(field, read)?.ok_or_else(|| format!("`{field}` is missing"))
    }

    fn month(&self, field: &str) -> Result<Month, String> {
        self.required(field, |text| Month::parse(text).ok())
    }

    /// The day of knowledge; where the line names none, everything is known.
    fn known_on(&self) -> Result<Date, String> {
        Ok(self.optional("known_on", day)?.unwrap_or(Date::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_every_pack_hold() {
        let packs = Packs::embedded();
        for region in packs.regions() {
            let outcome = run(&packs, region).expect("packs without faults");
            assert_eq!(outcome.failed, [], "{region}");
        }
        assert!(run(&packs, "cn/beijing").expect("a pack").examples > 20);
    }

    #[test]
    fn an_example_that_does_not_hold_is_named_with_what_came_of_it() {
        let texts = Packs::embedded()
            .book("cn/example")
            .expect("a pack")
            .texts()
            .map(|(p, t)| (p.to_owned(), t.to_owned()))
            .collect::<Vec<_>>();
        let wrong = r#"assess = [{ name = "wrong", month = "2026-08", wage = "9500", category = "local_urban", employer = "1.00", employe = "2" }]"#;
        let packs = Packs::from_texts([texts, vec![("cn/example/wrong.examples.toml".to_owned(), wrong.to_owned())]].concat());
        let outcome = run(&packs, "cn/example").expect("packs without faults");
        let failed: Vec<_> = outcome
            .failed
            .iter()
            .map(|f| (f.place.as_str(), f.field.as_str(), f.got.as_str()))
            .collect();
        let place = "cn/example/wrong.examples.toml:1";
        assert_eq!(failed, [(place, "employe", "nothing"), (place, "employer", "2498.50")]);
    }
}
