use maud::{Markup, Render, html};
use words::{Lang, say};

/// The result of one branch group: it succeeds or fails apart from the other.
#[derive(Clone, Debug)]
pub struct GroupResult {
    /// `养老·失业·工伤`
    pub name: String,
    /// Its state (a [`super::status`]).
    pub state: Markup,
    /// The cause, what to do, by when.
    pub note: Option<Markup>,
}

/// A receipt: the acknowledgement of a filing. Never a bare "success".
#[derive(Clone, Debug)]
pub struct Receipt {
    /// `7H2KQM-418-3F9XTB6W`
    pub number: String,
    /// What, for whom, by whom, when: label and value.
    pub facts: Vec<(String, Markup)>,
    /// The branch groups, each with its own result; empty where the filing has none.
    pub groups: Vec<GroupResult>,
    /// The fingerprint of what was filed, short.
    pub fingerprint: Option<String>,
    /// Where anybody can check it.
    pub verify: Option<String>,
    /// The same content was filed before: `这份内容5月8日16:20已受理，这是当时的回执。`
    pub seen_before: Option<String>,
    /// The reader's language.
    pub lang: Lang,
}

impl Render for Receipt {
    fn render(&self) -> Markup {
        html! {
            section class="sb-panel" aria-labelledby="h-receipt" {
                h2 id="h-receipt" class="sb-receipt__label" { (say(self.lang, "look.receipt.number", &[])) }
                p class="sb-receipt__no" { (self.number) }
                @if let Some(seen) = &self.seen_before { p class="sb-time" { (seen) } }
                dl class="sb-pairs" { @for (label, value) in &self.facts { dt { (label) } dd { (value) } } }
                @if !self.groups.is_empty() {
                    div class="sb-groups" {
                        @for group in &self.groups {
                            div class="sb-group" {
                                b { (group.name) }
                                (group.state)
                                @if let Some(note) = &group.note { p { (note) } }
                            }
                        }
                    }
                }
                @if self.fingerprint.is_some() || self.verify.is_some() {
                    p class="sb-small sb-soft sb-above" {
                        @if let Some(fingerprint) = &self.fingerprint { (say(self.lang, "look.fingerprint", &[])) (fingerprint) }
                        @if self.fingerprint.is_some() && self.verify.is_some() { " · " }
                        @if let Some(verify) = &self.verify { a href=(verify) { (say(self.lang, "look.receipt.verify", &[])) } }
                    }
                }
            }
        }
    }
}
