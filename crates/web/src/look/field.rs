//! Fields of forms. Each is a [`Field`] that ends in the kind of its input:
//!
//! ```ignore
//! Field::new(lang, "note", "备注").value(typed.get("note")).optional().problems(&problems).textarea(3)
//! Field::new(lang, "end", "离职日期").hint("劳动关系结束的那一天").typed(&typed).problems(&problems).date()
//! ```
//!
//! The name of the field is the name that is sent, the id of its first input and what an error links to.

mod choose;
mod date;
mod file;
mod text;

use maud::{Markup, html};
use words::{Lang, say};

use super::problem::at_field;
use super::{Problem, Problems};
pub use choose::OneOf;

/// A field before its kind is chosen.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    lang: Lang,
    name: &'a str,
    label: String,
    hint: Option<Markup>,
    value: String,
    parts: [String; 3],
    problem: Option<&'a Problem>,
    optional: bool,
    after: Option<Markup>,
    autocomplete: Option<&'static str>,
    question: bool,
}

impl<'a> Field<'a> {
    /// A field that is sent as `name`, with its label.
    pub fn new(lang: Lang, name: &'a str, label: impl Into<String>) -> Field<'a> {
        Field {
            lang,
            name,
            label: label.into(),
            hint: None,
            value: String::new(),
            parts: [String::new(), String::new(), String::new()],
            problem: None,
            optional: false,
            after: None,
            autocomplete: None,
            question: false,
        }
    }

    /// What helps to fill it in.
    pub fn hint(mut self, text: impl Into<String>) -> Field<'a> {
        let text: String = text.into();
        self.hint = Some(html! { (text) });
        self
    }

    /// As [`Field::hint`], with emphasis or links.
    pub fn hint_rich(mut self, hint: Markup) -> Field<'a> {
        self.hint = Some(hint);
        self
    }

    /// What it holds now.
    pub fn value(mut self, value: impl Into<String>) -> Field<'a> {
        self.value = value.into();
        self
    }

    /// What was typed, whole: also the three parts of a date.
    pub fn typed(mut self, typed: &crate::Typed) -> Field<'a> {
        self.value = typed.get(self.name).to_owned();
        self.parts = ["year", "month", "day"].map(|part| typed.get(&format!("{}-{part}", self.name)).to_owned());
        self
    }

    /// The problem at this field, if there is one.
    pub fn problems(mut self, problems: &'a Problems) -> Field<'a> {
        self.problem = problems.of(self.name);
        self
    }

    /// It may be left empty; the label says so.
    pub fn optional(mut self) -> Field<'a> {
        self.optional = true;
        self
    }

    /// What stands below the input: a warning that follows from the value.
    pub fn after(mut self, text: Markup) -> Field<'a> {
        self.after = Some(text);
        self
    }

    /// What the browser may fill in: `username`, `current-password`, `one-time-code`, …
    pub fn autocomplete(mut self, token: &'static str) -> Field<'a> {
        self.autocomplete = Some(token);
        self
    }

    /// The label is the question of the page (its `h1`).
    pub fn as_question(mut self) -> Field<'a> {
        self.question = true;
        self
    }

    fn described_by(&self) -> Option<String> {
        let mut ids = Vec::new();
        if self.hint.is_some() {
            ids.push(format!("{}-hint", self.name));
        }
        if self.problem.is_some() {
            ids.push(format!("{}-error", self.name));
        }
        if self.after.is_some() {
            ids.push(format!("{}-after", self.name));
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.problem.map(|_| "true")
    }

    fn class(&self, base: &str, error: &str) -> String {
        match self.problem {
            Some(_) => format!("{base} {error}"),
            None => base.to_owned(),
        }
    }

    fn label_text(&self) -> Markup {
        html! { (self.label) @if self.optional { span class="sb-optional" { (say(self.lang, "look.optional", &[])) } } }
    }

    fn hint_and_problem(&self) -> Markup {
        html! {
            @if let Some(hint) = &self.hint { div id={ (self.name) "-hint" } class="govuk-hint" { (hint) } }
            @if let Some(problem) = self.problem { (at_field(self.lang, problem)) }
        }
    }

    fn below(&self) -> Markup {
        html! { @if let Some(after) = &self.after { p id={ (self.name) "-after" } class="sb-small sb-above" { (after) } } }
    }

    /// One input under a label.
    fn single(&self, input: Markup) -> Markup {
        html! {
            div class=(self.class("govuk-form-group", "govuk-form-group--error")) {
                @if self.question {
                    h1 class="sb-below" { label for=(self.name) { (self.label_text()) } }
                } @else {
                    label class="govuk-label" for=(self.name) { (self.label_text()) }
                }
                (self.hint_and_problem())
                (input)
                (self.below())
            }
        }
    }

    /// Several inputs under one legend.
    fn several(&self, inputs: Markup) -> Markup {
        html! {
            div class=(self.class("govuk-form-group", "govuk-form-group--error")) {
                fieldset class="govuk-fieldset" aria-describedby=[self.described_by()] {
                    legend class="govuk-fieldset__legend" { @if self.question { h1 { (self.label_text()) } } @else { (self.label_text()) } }
                    (self.hint_and_problem())
                    (inputs)
                    (self.below())
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::{Fact, Statement, date};

    struct NoSuchDay;
    impl Statement for NoSuchDay {
        fn code(&self) -> &'static str {
            "words.example"
        }
        fn facts(&self) -> Vec<(&'static str, Fact)> {
            let day = Fact::Day(date(2026, 5, 15));
            vec![
                ("amount", Fact::Money(units::Fen(1))),
                ("day", day),
                ("rows", Fact::Count(2)),
                ("state", Fact::Text("x".into())),
            ]
        }
    }

    #[test]
    fn a_field_with_a_problem_keeps_its_value_and_names_its_error() {
        let mut problems = Problems::new();
        problems.add(Lang::Zh, "note", "备注", &NoSuchDay);
        let out = Field::new(Lang::Zh, "note", "备注")
            .hint("h")
            .value("<x>")
            .optional()
            .problems(&problems)
            .textarea(3)
            .into_string();
        for needed in [
            "<label class=\"govuk-label\" for=\"note\">备注<span class=\"sb-optional\">（可不填）</span></label>",
            "id=\"note-error\"",
            "aria-describedby=\"note-hint note-error\"",
            "aria-invalid=\"true\"",
            "&lt;x&gt;</textarea>",
            "<span class=\"sb-code\">words.example</span>",
        ] {
            assert!(out.contains(needed), "{needed}\n{out}");
        }
        let summary = super::super::error_summary(Lang::Zh, &problems).into_string();
        assert!(
            summary.contains("还有1处要改，您填的内容都在") && summary.contains("href=\"#note\""),
            "{summary}"
        );
    }

    #[test]
    fn the_parts_of_a_date_come_back_as_typed_and_the_error_links_to_the_first() {
        let typed = crate::Typed::read("end-year=2026&end-month=5&end-day=32");
        let mut problems = Problems::new();
        problems.take(Lang::En, "end", "End date", typed.date("end"));
        let out = Field::new(Lang::En, "end", "End date")
            .typed(&typed)
            .problems(&problems)
            .date()
            .into_string();
        for needed in [
            "id=\"end\" name=\"end-year\"",
            "value=\"2026\"",
            "name=\"end-day\"",
            "value=\"32\"",
            "field.no_such_day",
        ] {
            assert!(out.contains(needed), "{needed}\n{out}");
        }
    }
}
