use maud::{Markup, html};

use super::Field;
use crate::look::choice::{Folded, Reason, reasons};

/// One of the values a field may take.
#[derive(Clone, Debug)]
pub struct OneOf {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
    /// What follows from it, in small type (radios only).
    pub hint: Option<String>,
}

impl OneOf {
    /// A value and its words.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> OneOf {
        OneOf {
            value: value.into(),
            text: text.into(),
            hint: None,
        }
    }

    /// What follows from it.
    pub fn hint(mut self, text: impl Into<String>) -> OneOf {
        self.hint = Some(text.into());
        self
    }
}

impl Field<'_> {
    /// One of many, in a list that opens. `unset` is the first line while nothing is chosen; none where there is a default.
    pub fn select(self, unset: Option<&str>, list: &[OneOf]) -> Markup {
        let input = html! {
            select class=(self.class("govuk-select", "govuk-select--error")) id=(self.name) name=(self.name)
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()] {
                @if let Some(unset) = unset { option value="" selected[self.value.is_empty()] { (unset) } }
                @for one in list { option value=(one.value) selected[one.value == self.value] { (one.text) } }
            }
        };
        self.single(input)
    }

    /// One of a few, all seen at once.
    pub fn radios(self, list: &[OneOf]) -> Markup {
        let inputs = html! {
            div class="govuk-radios govuk-radios--small" {
                @for (at, one) in list.iter().enumerate() {
                    @let id = if at == 0 { self.name.to_owned() } else { format!("{}-{at}", self.name) };
                    @let hint = one.hint.as_ref().map(|_| format!("{id}-of"));
                    div class="govuk-radios__item" {
                        input class="govuk-radios__input" type="radio" id=(id) name=(self.name) value=(one.value) checked[one.value == self.value]
                            aria-describedby=[hint.as_ref()];
                        label class="govuk-label govuk-radios__label" for=(id) { (one.text) }
                        @if let (Some(text), Some(hint)) = (&one.hint, hint) { div id=(hint) class="govuk-hint govuk-radios__hint" { (text) } }
                    }
                }
            }
        };
        self.several(inputs)
    }

    /// Several of a few; each is sent under the field's name. `chosen` are the values ticked now.
    pub fn checkboxes(self, list: &[OneOf], chosen: &[String]) -> Markup {
        let inputs = html! {
            div class="govuk-checkboxes govuk-checkboxes--small" {
                @for (at, one) in list.iter().enumerate() {
                    @let id = if at == 0 { self.name.to_owned() } else { format!("{}-{at}", self.name) };
                    div class="govuk-checkboxes__item" {
                        input class="govuk-checkboxes__input" type="checkbox" id=(id) name=(self.name) value=(one.value) checked[chosen.contains(&one.value)];
                        label class="govuk-label govuk-checkboxes__label" for=(id) {
                            (one.text) @if let Some(hint) = &one.hint { span class="sb-small sb-soft sb-line" { (hint) } }
                        }
                    }
                }
            }
        };
        self.several(inputs)
    }

    /// One reason of a table: name and consequence, papers, place. `heads` are the heads of its three columns.
    pub fn reasons(self, heads: [&str; 3], list: &[Reason]) -> Markup {
        self.several(reasons(self.name, heads, list, None))
    }

    /// As [`Field::reasons`], with those that are seldom needed folded away below.
    pub fn reasons_and_more(self, heads: [&str; 3], list: &[Reason], more: &Folded) -> Markup {
        self.several(reasons(self.name, heads, list, Some(more)))
    }
}
