//! The engine in the reader's browser: what `static/calculator.js` needs to answer as she types, without asking the server.

use domain::reckon::Book;
use maud::{Markup, Render, html};
use reckoned::{AssessmentShown, WhyShown};
use units::Fact;
use words::Lang;

use super::{head, offline, reasons_shown};
use crate::look::{Alert, Column, Line, Panel, Table, Tone, bullets, columns_question_first, empty, rich, short_fingerprint, stack};
use crate::{Asked, file};

/// The question and its answer beside it; `unasked` where neither an answer nor a fault stands on the page.
pub(super) fn beside(asked: &Asked, book: &Book, form: &Markup, shown: &[Markup], sound: bool) -> Markup {
    let lang = asked.lang;
    let facts = [
        ("pack", Fact::Text(book.region().to_owned())),
        ("fingerprint", Fact::Text(short_fingerprint(book.fingerprint()))),
    ];
    let question = html! {
        (form)
        div data-by-server { (offline(asked, book)) }
        p class="sb-small sb-soft" data-here hidden { (rich(lang, "calculators.here", &facts)) }
        p class="govuk-visually-hidden" role="status" data-said {}
    };
    let unasked = shown.is_empty() && sound;
    let answer = html! {
        div id="answered" {
            (stack(shown))
            @if unasked { (empty(html! { (words::say(lang, "calculators.here.unasked", &[])) }, None)) }
        }
        (engine(asked, book))
    };
    columns_question_first(question, answer)
}

/// The address of the module, what it must be equal to, and the shapes that its answers fill. The script does nothing where the
/// module's rules are not those of this server (a fingerprint differs): then the form is sent as it is without the script.
fn engine(asked: &Asked, book: &Book) -> Markup {
    let lang = asked.lang;
    let incomplete = words::say(lang, "calculators.here.incomplete", &[("field", Fact::Text("{field}".to_owned()))]);
    html! {
        div hidden data-engine=(file::path("engine.wasm")) data-fingerprint=(book.fingerprint()) data-region=(book.region())
            data-today=(asked.today.to_string()) data-lang=(lang.code()) data-incomplete=(incomplete) {
            template data-answer { (answer(lang, &blank(book))) }
            template data-refused { (Alert::new(Tone::Time, "answer", "").body(html! {}).render()) }
        }
        script src=(file::path("calculator.js")) defer {}
    }
}

/// An answer without its words and figures, one of each kind, for the script to fill.
fn blank(book: &Book) -> AssessmentShown {
    let nothing = || WhyShown {
        about: String::new(),
        rest: String::new(),
        source: None,
        under: vec![],
    };
    AssessmentShown {
        title: String::new(),
        injury_class_missing: true,
        doubts: vec![String::new()],
        lines: vec![Default::default()],
        total: Default::default(),
        why: WhyShown {
            under: vec![nothing()],
            ..nothing()
        },
        fingerprint: book.fingerprint().to_owned(),
    }
}

/// An assessment on the page.
pub(super) fn answer(lang: Lang, shown: &AssessmentShown) -> Markup {
    let word = |key: &str| words::say(lang, key, &[]);
    let doubts: Vec<Markup> = shown.doubts.iter().map(|doubt| html! { (doubt) }).collect();
    let body = html! {
        @if shown.injury_class_missing { span data-missing { (word("calculators.injury_class_missing")) } }
        @if !doubts.is_empty() { (bullets(&doubts)) }
    };
    let heads = ["table.base", "table.employer", "table.employee", "table.both"].map(|key| Column::figure(word(key)));
    let columns = std::iter::once(Column::title(word("table.branch"))).chain(heads).collect();
    let cells = |texts: &[String]| -> Vec<Markup> { texts.iter().map(|text| html! { (text) }).collect() };
    let lines = shown.lines.iter().map(|line| Line::new(cells(line)));
    let mut foot = vec![html! { (word("table.total")) }, html! {}];
    foot.extend(cells(&shown.total));
    let table = Table::new(word("calculators.assess"), columns).lines(lines.collect()).foot(foot);
    stack(&[
        head(Tone::Good, shown.title.clone(), body),
        Panel::new("lines", word("calculators.lines")).flush().body(table.render()).render(),
        reasons_shown(&shown.why, &shown.fingerprint, lang),
    ])
}
