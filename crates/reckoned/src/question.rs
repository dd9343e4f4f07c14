use serde::{Deserialize, Serialize};
use words::Lang;

use crate::{AssessOptions, IdentityOptions, LateFeeOptions, Reader, RetireOptions, SettleOptions, Shelf, Stop, Usage, WorkingDaysOptions};

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
    /// The same in words and figures, as a page shows them; no command prints it.
    AssessShown(AssessOptions),
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
        self.ask.said(&Reader { lang, today }, shelf)
    }
}

impl Calculator {
    fn said(&self, reader: &Reader, shelf: &Shelf) -> Result<String, Stop> {
        let lang = reader.lang;
        match self {
            Calculator::Assess(options) => text(&options.answer(reader, shelf)?.json(lang), lang),
            Calculator::AssessShown(options) => text(&options.answer(reader, shelf)?.shown(lang), lang),
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
            Calculator::Pack { region } => {
                let book = shelf.book(region, reader)?;
                text(&serde_json::json!({ "region": region, "fingerprint": book.fingerprint() }), lang)
            }
            Calculator::Workdays(options) => text(&options.answer(reader, shelf)?.json(reader, shelf)?, lang),
        }
    }
}

fn text(answer: &impl Serialize, lang: Lang) -> Result<String, Stop> {
    serde_json::to_string(answer).map_err(|fault| Stop::trouble(lang, &fault.to_string()))
}
