use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use words::Lang;

use crate::page::Page;
use crate::{
    AssessOptions, IdentityOptions, LateFeeOptions, Reader, RetireOptions, SettleOptions, Shelf, Stop, Typed, Usage, WorkingDaysOptions,
};

/// A question in one text: who asks, and what. `{"lang":"en","today":"2026-11-22","ask":{"assess":{"month":"2026-08",…}}}`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// `zh` or `en`; Chinese where nothing is said.
    pub lang: Option<String>,
    /// The day it is.
    pub today: String,
    /// What is asked.
    pub ask: Calculator,
}

/// A calculator with its options, named as on the command line.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Calculator {
    /// What one person and the employer owe.
    Assess(AssessOptions),
    /// The late fee of a month.
    LateFee(LateFeeOptions),
    /// What a year of an individual account earns.
    AccountSettle(SettleOptions),
    /// The month of retirement.
    Retire(RetireOptions),
    /// Whether numbers are valid.
    IdCheck(IdentityOptions),
    /// Working days.
    Workdays(WorkingDaysOptions),
    /// A page's question, answered in words and figures as the page shows them; no command prints it.
    Page {
        /// The code of the calculator.
        calculator: String,
        /// The pack of the region that is served.
        region: String,
        /// The form as it is sent: `month=2026-08&wage=9500`.
        typed: String,
    },
    /// Which rules this engine holds for a region.
    Pack {
        /// The region.
        region: String,
    },
}

impl Question {
    /// The answer to a question in JSON: the one line that the command line prints with `--json`, or `{"error":{…}}`.
    pub fn answer(text: &str, shelf: &Shelf) -> String {
        let asked = serde_json::from_str::<Question>(text).map_err(|fault| {
            let what = fault.to_string();
            Stop::usage(Lang::default(), &Usage::CommandLine { what })
        });
        match asked.and_then(|question| question.said(shelf)) {
            Ok(answer) => answer,
            Err(stop) => stop.json(),
        }
    }

    fn said(&self, shelf: &Shelf) -> Result<String, Stop> {
        let lang = self.lang.as_deref().and_then(Lang::from_code).unwrap_or_default();
        let today = self.today.parse().map_err(|_| {
            let what = format!("today: {}", self.today);
            Stop::usage(lang, &Usage::CommandLine { what })
        })?;
        self.ask.answer(&Reader { lang, today }, shelf)
    }
}

impl Calculator {
    /// A calculator and its options as an address gives them: `["workdays", "add"]` and `date=2026-09-21&n=20`.
    ///
    /// # Errors
    /// What the reader of options says of a name that it does not know or misses, in English.
    pub fn read(names: &[&str], typed: &Typed) -> Result<Calculator, String> {
        let options = typed.pairs().map(|(name, values)| (name.to_owned(), option(name, values)));
        let options = Value::Object(options.collect());
        let asked = names.iter().rev().fold(options, |asked, name| json!({ *name: asked }));
        serde_json::from_value(asked).map_err(|fault| fault.to_string())
    }

    /// The line that the command line prints with `--json`.
    ///
    /// # Errors
    /// A rule that refuses, or what cannot be read.
    pub fn answer(&self, reader: &Reader, shelf: &Shelf) -> Result<String, Stop> {
        let lang = reader.lang;
        match self {
            Calculator::Assess(options) => text(&options.answer(reader, shelf)?.json(lang), lang),
            Calculator::LateFee(options) => {
                let (ask, answer) = options.answer(reader, shelf)?;
                text(&options.json(&ask, &answer, lang), lang)
            }
            Calculator::AccountSettle(options) => {
                let (ask, answer) = options.answer(reader, shelf)?;
                text(&options.json(&ask, &answer, lang), lang)
            }
            Calculator::Retire(options) => text(&options.json(&options.answer(reader, shelf)?, lang), lang),
            Calculator::IdCheck(options) => text(&options.answer(reader, shelf)?, lang),
            Calculator::Page { calculator, region, typed } => {
                let codes = Page::ALL.map(|page| page.code);
                let page = reader.coded("calculator", calculator, Page::from_code, &codes)?;
                text(&page.answered(shelf, region, &Typed::read(typed), reader.today, lang), lang)
            }
            Calculator::Pack { region } => {
                let book = shelf.book(region, reader)?;
                text(&json!({ "region": region, "fingerprint": book.fingerprint() }), lang)
            }
            Calculator::Workdays(options) => text(&options.json(&options.answer(reader, shelf)?, lang), lang),
        }
    }
}

/// An option as its type asks: a list, a yes or no, a number, or a text.
fn option(name: &str, values: &[String]) -> Value {
    let first = values.first().map_or("", String::as_str);
    match (name, first) {
        ("credit" | "values", _) => json!(values),
        ("why", "true" | "false") => json!(first == "true"),
        ("year", _) => first.parse::<u32>().map_or_else(|_| json!(first), |year| json!(year)),
        (_, _) => json!(first),
    }
}

fn text(answer: &impl Serialize, lang: Lang) -> Result<String, Stop> {
    serde_json::to_string(answer).map_err(|fault| Stop::trouble(lang, &fault.to_string()))
}
