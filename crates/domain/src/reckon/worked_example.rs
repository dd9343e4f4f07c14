//! Runs the worked examples that stand beside the packs: what is asked, what must come of it, line by line.

mod answer;
mod figure;
mod months;

use std::collections::BTreeMap;

use policy::{Book, Example, Packs};
use units::{Date, Month};

/// What running the examples of a region showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many lines were run.
    pub examples: usize,
    /// How many lines did not hold.
    pub failed_examples: usize,
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
const ASKS: [&str; 21] = [
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
    "day",
    "years_of_age",
    "measure",
    "branch",
    "written",
];

type Answers = BTreeMap<String, String>;

/// Runs the examples of a region, its own and not those of the packs it extends. `known_on`: examples that name no day of knowledge
/// are asked as known on this one; where nothing is said, as everything is known.
pub fn run(packs: &Packs, region: &str, known_on: Option<Date>) -> Result<Outcome, Vec<policy::Fault>> {
    let book = packs.book(region)?;
    let mut outcome = Outcome::default();
    for mut example in packs.examples(region)? {
        if let Some(day) = known_on.filter(|_| asks_of(&example).contains(&"known_on")) {
            example.fields.entry("known_on".to_owned()).or_insert(day.to_string());
        }
        outcome.examples += 1;
        let failed = failures(&book, &example);
        outcome.failed_examples += usize::from(!failed.is_empty());
        outcome.failed.extend(failed);
    }
    Ok(outcome)
}

/// What of one example does not come out as written.
pub(crate) fn failures(book: &Book, example: &Example) -> Vec<Failed> {
    let answers = answer::answer(book, example);
    let asks = asks_of(example);
    let got = |field: &str| match &answers {
        Ok(answers) => answers.get(field).cloned().unwrap_or_else(|| "nothing".to_owned()),
        Err(wrong) => wrong.clone(),
    };
    let name = example.fields.get("name").or_else(|| example.fields.get("parameter"));
    let expectations = example.fields.iter().filter(|(field, _)| !asks.contains(&field.as_str()));
    let unmet = expectations.filter_map(|(field, expected)| {
        let got = got(field);
        (got != *expected).then(|| Failed {
            place: example.place.clone(),
            name: name.cloned().unwrap_or_default(),
            field: field.clone(),
            expected: expected.clone(),
            got,
        })
    });
    unmet.collect()
}

/// The fields that an example asks by; all others are expected of the answer.
fn asks_of(example: &Example) -> &'static [&'static str] {
    match example.calculator.as_str() {
        "figure" => &figure::ASKS,
        "row" => &figure::ROW_ASKS,
        "gaps" => &months::GAPS_ASKS,
        "settle" => &months::SETTLE_ASKS,
        "route" => &months::ROUTE_ASKS,
        _ => &ASKS,
    }
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
            let outcome = run(&packs, region, None).expect("packs without faults");
            assert_eq!(outcome.failed, [], "{region}");
        }
        assert!(run(&packs, "cn/beijing", None).expect("a pack").examples > 20);
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
        let outcome = run(&packs, "cn/example", None).expect("packs without faults");
        let failed: Vec<_> = outcome
            .failed
            .iter()
            .map(|f| (f.place.as_str(), f.field.as_str(), f.got.as_str()))
            .collect();
        let place = "cn/example/wrong.examples.toml:1";
        assert_eq!(failed, [(place, "employe", "nothing"), (place, "employer", "2498.50")]);
    }
}
