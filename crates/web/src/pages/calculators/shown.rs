//! An answer on its page, and what the script needs to draw the same in the reader's browser without asking the server: the address of the
//! engine and the shapes that its answers fill (`static/calculator.js`).

use domain::reckon::Book;
use maud::{Markup, Render, html};
use reckoned::{ColumnKind, ColumnShown, PanelShown, Shown, ShownTone, TableShown, WhyShown};
use units::Fact;
use words::Lang;

use super::offline;
use crate::look::{Alert, Column, Line, Panel, Table, Tone, Why, WhyStep, bullets, empty, rich, stack};
use crate::{Asked, file};

/// An answer as the page shows it.
pub(crate) fn draw(lang: Lang, shown: &Shown) -> Markup {
    let mut parts = vec![head(shown.tone, &shown.title, &shown.said, &shown.notes)];
    parts.extend(shown.panels.iter().map(panel));
    parts.extend(shown.why.as_ref().map(|why| reasons(why, &shown.rules, lang)));
    stack(&parts)
}

/// The answer's head: one sentence, the rest below it.
pub(super) fn head(tone: ShownTone, title: &str, said: &[String], notes: &[String]) -> Markup {
    let tone = match tone {
        ShownTone::Good => Tone::Good,
        ShownTone::Info => Tone::Info,
        ShownTone::Time => Tone::Time,
        ShownTone::Bad => Tone::Bad,
    };
    let mut alert = Alert::new(tone, "answer", title);
    if !said.is_empty() {
        alert = alert.body(html! { @for line in said { span class="sb-line" { (line) } } });
    }
    if !notes.is_empty() {
        alert = alert.below(points(notes));
    }
    alert.render()
}

fn points(lines: &[String]) -> Markup {
    let lines: Vec<Markup> = lines.iter().map(|line| html! { (line) }).collect();
    bullets(&lines)
}

fn panel(shown: &PanelShown) -> Markup {
    let panel = Panel::new(&shown.id, &shown.title);
    let panel = if shown.is_table_alone() { panel.flush() } else { panel };
    let body = html! {
        @if let Some(shown) = &shown.table { (table(shown)) }
        @if !shown.points.is_empty() { (points(&shown.points)) }
        @for line in &shown.said { p { (line) } }
    };
    panel.body(body).render()
}

fn table(shown: &TableShown) -> Markup {
    let column = |column: &ColumnShown| match column.kind {
        ColumnKind::Title => Column::title(&column.head),
        ColumnKind::Text => Column::text(&column.head),
        ColumnKind::Figure => Column::figure(&column.head),
    };
    let cells = |texts: &Vec<String>| -> Vec<Markup> { texts.iter().map(|text| html! { (text) }).collect() };
    let lines = shown.lines.iter().map(|line| Line::new(cells(line)));
    let mut table = Table::new(&shown.caption, shown.columns.iter().map(column).collect()).lines(lines.collect());
    if !shown.foot.is_empty() {
        table = table.foot(cells(&shown.foot));
    }
    table.render()
}

/// The reasons, from the figure to the row of the pack, and by which rules.
fn reasons(reason: &WhyShown, rules: &str, lang: Lang) -> Markup {
    let steps = reason.under.iter().map(step).collect();
    let sum = format!("{}{}", reason.about, reason.rest);
    let why = Why::new(sum, steps).fingerprint(rules);
    Panel::new("why", words::say(lang, "look.why", &[])).body(why.render()).render()
}

fn step(shown: &WhyShown) -> WhyStep {
    let mut step = WhyStep::new(&shown.about);
    if !shown.rest.is_empty() {
        step = step.text(html! { (shown.rest) });
    }
    if let Some(source) = &shown.source {
        step = step.source(html! { (source) });
    }
    step.under(shown.under.iter().map(self::step).collect())
}

/// Where it is reckoned: by this server, or in the browser once the script has the engine.
pub(super) fn where_reckoned(asked: &Asked) -> Markup {
    html! {
        div data-by-server { (offline(asked)) }
        p class="sb-small sb-soft" data-here hidden { (rich(asked.lang, "calculators.here", &[])) }
        p class="govuk-visually-hidden" role="status" data-said {}
    }
}

/// The place of the answer; `sound`: no fault stands on the page.
pub(super) fn place(asked: &Asked, book: &Book, drawn: Option<Markup>, sound: bool) -> Markup {
    html! {
        div id="answered" {
            @match drawn {
                Some(drawn) => (drawn),
                None if sound => (empty(html! { (asked.say("calculators.here.unasked", &[])) }, None)),
                None => {}
            }
        }
        (engine(asked, book))
    }
}

/// The address of the module, what it must be equal to, and one of each shape that an answer is made of. The script does nothing where
/// the module's rules are not those of this server (a fingerprint differs): then the form is sent as it is without the script.
fn engine(asked: &Asked, book: &Book) -> Markup {
    let lang = asked.lang;
    let blank = |name: &'static str| (name, Fact::Text(format!("{{{name}}}")));
    let wrong = words::say(lang, "calculators.here.wrong", &[blank("field"), blank("message")]);
    let one = [String::new()];
    let bare = PanelShown::default();
    let filled = PanelShown {
        table: Some(blank_table()),
        ..PanelShown::default()
    };
    let nothing = WhyShown {
        under: vec![WhyShown::default()],
        ..WhyShown::default()
    };
    html! {
        div hidden data-engine=(file::path("engine.wasm")) data-fingerprint=(book.fingerprint()) data-region=(book.region())
            data-today=(asked.today.to_string()) data-lang=(lang.code()) data-wrong=(wrong) {
            @for tone in ShownTone::ALL {
                template data-shape=(tone.code()) { (head(tone, "", &one, &one)) }
            }
            template data-shape="panel" { (panel(&bare)) }
            template data-shape="table" { (panel(&filled)) }
            template data-shape="why" { (reasons(&nothing, "", lang)) }
        }
        script src=(file::path("calculator.js")) defer {}
    }
}

/// A table with a column of each kind.
fn blank_table() -> TableShown {
    let column = |kind| ColumnShown { kind, head: String::new() };
    let columns = [ColumnKind::Title, ColumnKind::Text, ColumnKind::Figure].map(column);
    TableShown {
        columns: columns.to_vec(),
        lines: vec![vec![String::new(); 3]],
        foot: vec![String::new(); 3],
        ..TableShown::default()
    }
}
