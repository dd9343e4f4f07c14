use maud::{Markup, html};

use super::hidden;

/// A big choice: the whole card is the label of its radio.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// The choice in a few words.
    pub title: String,
    /// What follows from it.
    pub text: Markup,
    /// Chosen when the page opens. A decision has none.
    pub picked: bool,
}

/// Two or three big choices side by side under one question.
pub fn choices(name: &str, question: &str, list: &[Choice]) -> Markup {
    html! {
        fieldset class="govuk-fieldset" id=(name) {
            legend class="govuk-fieldset__legend" { (question) }
            div class="sb-two sb-two--even sb-above" {
                @for (at, choice) in list.iter().enumerate() {
                    @let id = format!("{name}-{at}");
                    div class=(if choice.picked { "sb-choice is-picked" } else { "sb-choice" }) {
                        label for=(id) {
                            input type="radio" id=(id) name=(name) value=(choice.value) checked[choice.picked];
                            b { (choice.title) }
                        }
                        p { (choice.text) }
                    }
                }
            }
        }
    }
}

/// One row of a table of reasons: what it is, what follows from it, papers, place.
#[derive(Clone, Debug)]
pub struct Reason {
    /// What is sent.
    pub value: String,
    /// The reason.
    pub name: String,
    /// What follows for the person.
    pub consequence: String,
    /// Which papers.
    pub papers: String,
    /// Where (a [`super::status`]).
    pub place: Markup,
    /// Chosen.
    pub picked: bool,
}

/// Reasons that are seldom needed: the words that unfold them, the rows, and whether they are unfolded.
#[derive(Clone, Debug)]
pub struct Folded<'a> {
    /// `显示全部原因`
    pub words: &'a str,
    /// The rows.
    pub rows: &'a [Reason],
    /// One of them is chosen.
    pub open: bool,
}

/// Reasons with their consequences side by side, visible before choosing: radio, consequence, papers, place.
/// `heads` are the three column heads. `Field::reasons` puts it into a form group with label and error.
pub fn reasons(name: &str, heads: [&str; 3], list: &[Reason], more: Option<&Folded>) -> Markup {
    html! {
        div class="sb-reasons" {
            div class="sb-reason sb-reason--head" aria-hidden="true" { @for head in heads { span { (head) } } }
            @for (at, reason) in list.iter().enumerate() { (row(name, heads, at, reason)) }
        }
        @if let Some(more) = more {
            details class="sb-above" open[more.open] {
                summary class="sb-link" { (more.words) }
                div class="sb-reasons sb-above" {
                    @for (at, reason) in more.rows.iter().enumerate() { (row(name, heads, list.len() + at, reason)) }
                }
            }
        }
    }
}

fn row(name: &str, heads: [&str; 3], at: usize, reason: &Reason) -> Markup {
    let id = if at == 0 { name.to_owned() } else { format!("{name}-{at}") };
    html! {
        div class=(if reason.picked { "sb-reason is-picked" } else { "sb-reason" }) {
            div {
                input type="radio" id=(id) name=(name) value=(reason.value) aria-describedby={ (id) "a " (id) "b " (id) "c" } checked[reason.picked];
                label for=(id) { (reason.name) }
                small id={ (id) "a" } { (reason.consequence) }
            }
            span id={ (id) "b" } { (hidden(heads[1])) (reason.papers) }
            span id={ (id) "c" } { (reason.place) }
        }
    }
}
