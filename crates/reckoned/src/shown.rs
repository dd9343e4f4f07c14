use domain::reckon::why::Why;
use serde::Serialize;
use units::{Fact, Fen};
use words::Lang;

use crate::{Assessment, doubted, ground, left_out_said, sentence};

/// An assessment in words and figures as a page shows them, drawn by the server or in the browser.
#[derive(Clone, Debug, Serialize)]
pub struct AssessmentShown {
    /// What both sides owe.
    pub title: String,
    /// Whether employment injury is left out because its class was not said.
    pub injury_class_missing: bool,
    /// What is left out because nobody knows its rate, and what is not sure.
    pub doubts: Vec<String>,
    /// The branches: name, base, employer, employee, both.
    pub lines: Vec<[String; 5]>,
    /// The sums: employer, employee, both.
    pub total: [String; 3],
    /// How it came about.
    pub why: WhyShown,
    /// Fingerprint of the pack.
    pub fingerprint: String,
}

/// A conclusion in words.
#[derive(Clone, Debug, Serialize)]
pub struct WhyShown {
    /// What it is about: the sentence up to its first colon.
    pub about: String,
    /// The rest of it, with the colon.
    pub rest: String,
    /// Where its value comes from.
    pub source: Option<String>,
    /// What it rests on.
    pub under: Vec<WhyShown>,
}

impl AssessmentShown {
    /// The assessment in the reader's language.
    pub fn of(of: &Assessment, lang: Lang) -> AssessmentShown {
        let answer = &of.answer;
        let all = answer.employer + answer.employee;
        let line = |line: &domain::reckon::person::Line| {
            let name = words::say(lang, &format!("branch.{}", line.branch.code()), &[]);
            let [base, employer, employee, both] =
                [line.base, line.employer, line.employee, line.employer + line.employee].map(Fen::grouped);
            [name, base, employer, employee, both]
        };
        let unknown = answer.left_out.as_ref().filter(|_| !answer.injury_class_missing());
        let left_out = unknown.map(|left_out| left_out_said(left_out, "calculators.injury_class_missing", lang));
        AssessmentShown {
            title: words::say(lang, "assess.both_sides", &[("all", Fact::Money(all))]),
            injury_class_missing: answer.injury_class_missing(),
            doubts: left_out.into_iter().chain(doubted(&answer.doubts, lang)).collect(),
            lines: answer.lines.iter().map(line).collect(),
            total: [answer.employer, answer.employee, all].map(Fen::grouped),
            why: WhyShown::of(&domain::reckon::person::why(answer), lang),
            fingerprint: answer.fingerprint.clone(),
        }
    }
}

impl WhyShown {
    /// The tree in the reader's language.
    pub fn of(why: &Why, lang: Lang) -> WhyShown {
        let said = sentence(why, lang);
        let (about, rest) = match said.find(['：', ':']) {
            Some(at) => said.split_at(at),
            None => (said.as_str(), ""),
        };
        WhyShown {
            about: about.to_owned(),
            rest: rest.to_owned(),
            source: why.ground.as_ref().map(|of| ground(of, lang)),
            under: why.because.iter().map(|part| WhyShown::of(part, lang)).collect(),
        }
    }
}
