//! One line of a filing in words: whose, what became of it in each branch group, why, and what to do.

use maud::{Markup, html};
use procedures::receipts::{Line, LineState, read_note};
use serde_json::Value;
use units::{Fact, Month};
use words::{Lang, say};

use crate::look::{Icon, Tone, status, status_with};

/// The names of the two branch groups of a month: written out, never 四险 for a month after December 2019.
pub(crate) fn group_names(lang: Lang, month: Month) -> [String; 2] {
    let keys = if month.year() < 2020 {
        ["group.four", "group.medical"]
    } else {
        ["group.three", "group.medical_with_maternity"]
    };
    keys.map(|key| say(lang, key, &[]))
}

/// What the line said: `name`, `end_date`, ….
pub(crate) fn shown(line: &Line) -> Value {
    serde_json::from_str(&line.shown).unwrap_or_default()
}

/// Whose line it is.
pub(crate) fn name_of(line: &Line) -> String {
    shown(line)["name"].as_str().unwrap_or_default().to_owned()
}

/// What became of it, as a status.
pub(crate) fn state(lang: Lang, state: LineState) -> Markup {
    let word = say(lang, &format!("receipts.state.{}", state.code()), &[]);
    match state {
        LineState::Done => status(Tone::Good, &word),
        LineState::Failed | LineState::Refused => status(Tone::Bad, &word),
        LineState::Counter => status_with(Tone::Time, Icon::People, &word),
        LineState::Waiting => status(Tone::Time, &word),
        LineState::NotConcerned => status(Tone::Quiet, &word),
    }
}

/// The state of many lines in one branch group: one word where they agree, else each with its count.
pub(crate) fn states(lang: Lang, of_group: &[(LineState, i64)]) -> Markup {
    html! {
        @match of_group {
            [] => "–",
            [(only, _)] => (state(lang, *only)),
            many => span class="sb-chips" {
                @for (one, count) in many {
                    span class="sb-nowrap" { (state(lang, *one)) " " (words::count(*count)) }
                }
            },
        }
    }
}

/// Both groups in a sentence: `养老·失业·工伤：成功；医疗（含生育）：未成功。`
pub(crate) fn state_words(lang: Lang, line: &Line) -> String {
    let [first, second] = ["group.three", "group.medical_with_maternity"];
    let word = |state: LineState| Fact::Word(format!("receipts.state.{}", state.code()));
    let [one, two] = line.states;
    let facts = [
        ("first", Fact::Word(first.to_owned())),
        ("second", Fact::Word(second.to_owned())),
        ("one", word(one)),
        ("two", word(two)),
    ];
    say(lang, "receipts.both", &facts)
}

/// Why, and what to do, where there is something to say.
pub(crate) fn note_of(lang: Lang, line: &Line) -> Option<Markup> {
    let (code, facts) = read_note(&line.note)?;
    let facts: Vec<(&str, Fact)> = facts.iter().map(|(name, fact)| (name.as_str(), fact.clone())).collect();
    // The papers say more than the sentence that sends to the counter.
    if let Some(papers) = facts.iter().find(|(name, _)| *name == "papers") {
        return Some(html! { (say(lang, "receipts.counter", std::slice::from_ref(papers))) });
    }
    let text = if words::knows(&code) {
        say(lang, &code, &facts)
    } else {
        code.clone()
    };
    let fix = format!("{code}.fix");
    Some(html! { (text) @if words::knows(&fix) { (words::between(lang)) (say(lang, &fix, &facts)) } })
}

/// The same on the receipt: what failed has its code in small type, so that somebody can name it.
pub(crate) fn note_with_code(lang: Lang, line: &Line) -> Option<Markup> {
    let (code, _) = read_note(&line.note)?;
    let failed = line.states.iter().any(|s| matches!(s, LineState::Failed | LineState::Refused));
    Some(html! { (note_of(lang, line)?) @if failed { span class="sb-code" { (code) } } })
}

/// Papers by their keys, in words.
pub(crate) fn papers<'a>(lang: Lang, keys: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = keys
        .filter(|key| !key.is_empty())
        .map(|key| say(lang, &format!("paper.{key}"), &[]))
        .collect();
    words::join(lang, &names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_written_out_and_four_branches_end_in_2019() {
        let of = |month: &str| group_names(Lang::Zh, Month::parse(month).expect("a month"));
        assert_eq!(of("2026-05"), ["养老·失业·工伤", "医疗（含生育）"]);
        assert_eq!(of("2020-01"), ["养老·失业·工伤", "医疗（含生育）"]);
        assert!(of("2019-12")[0].starts_with("四险"));
    }

    #[test]
    fn two_results_are_never_one() {
        let line = Line {
            line: 1,
            person: None,
            shown: "{\"name\":\"周谷雨\"}".to_owned(),
            states: [LineState::Done, LineState::Failed],
            note: String::new(),
        };
        assert_eq!(name_of(&line), "周谷雨");
        assert_eq!(state_words(Lang::Zh, &line), "养老·失业·工伤：成功；医疗（含生育）：未成功。");
        assert!(note_of(Lang::Zh, &line).is_none());
    }

    #[test]
    fn every_state_has_its_word() {
        for lang in Lang::ALL {
            for one in LineState::ALL {
                assert!(!state(lang, one).into_string().is_empty());
            }
        }
    }
}
