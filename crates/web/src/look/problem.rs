use maud::{Markup, html};
use units::{Fact, Statement};
use words::{Lang, say};

use super::hidden;

/// One thing to mend in a form: at which field, in words, with its stable code. The same words stand in the summary on top and at
/// the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field's name; also the anchor of its first input. Empty: the form as a whole.
    pub field: String,
    /// The field's label, which the summary puts before the words.
    pub label: String,
    /// What is wrong, in the reader's language.
    pub text: String,
    /// What to do, where the statement has a mend.
    pub mend: Option<String>,
    /// The stable code.
    pub code: String,
}

/// What must be mended before a form can be taken. Empty means that it can.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// None yet.
    pub fn new() -> Problems {
        Problems::default()
    }

    /// A statement about the form as a whole.
    pub fn add_to_form(&mut self, lang: Lang, statement: &dyn Statement) {
        self.add(lang, "", "", statement);
    }

    /// A statement about a field, with the field's label.
    pub fn add(&mut self, lang: Lang, field: &str, label: &str, statement: &dyn Statement) {
        self.0.push(Problem {
            field: field.to_owned(),
            label: label.to_owned(),
            text: words::tell(lang, statement),
            mend: words::mend(lang, statement),
            code: statement.code().to_owned(),
        });
    }

    /// The value, or nothing and a problem at the field: `let end = problems.take(lang, "end", "离职日期", typed.date("end"));`
    pub fn take<T, S: Statement>(&mut self, lang: Lang, field: &str, label: &str, result: Result<T, S>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(statement) => {
                self.add(lang, field, label, &statement);
                None
            }
        }
    }

    /// The problem of a field, the first where there are many.
    pub fn of(&self, field: &str) -> Option<&Problem> {
        self.0.iter().find(|p| p.field == field)
    }

    /// Nothing to mend.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All, in the order of the form.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }
}

/// The summary on top of a form that came back: how many things, that nothing typed is lost, a link to each field. Nothing where
/// there is no problem.
pub fn error_summary(lang: Lang, problems: &Problems) -> Markup {
    if problems.is_empty() {
        return html! {};
    }
    let count = i64::try_from(problems.0.len()).unwrap_or_default();
    html! {
        div class="govuk-error-summary" tabindex="-1" data-module="govuk-error-summary" {
            div role="alert" {
                h2 class="govuk-error-summary__title" { (say(lang, "look.errors", &[("n", Fact::Count(count))])) }
                div class="govuk-error-summary__body" {
                    ul class="govuk-error-summary__list" {
                        @for problem in problems.iter() {
                            li {
                                @if problem.field.is_empty() {
                                    (problem.text) @if let Some(mend) = &problem.mend { (words::between(lang)) (mend) }
                                    span class="sb-code" { (problem.code) }
                                } @else {
                                    a href={ "#" (problem.field) } { (say(lang, "look.errors.at", &[("label", Fact::Text(problem.label.clone())), ("text", Fact::Text(problem.text.clone()))])) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The sentence at the field, with its code in small type.
pub(super) fn at_field(lang: Lang, problem: &Problem) -> Markup {
    html! {
        p id={ (problem.field) "-error" } class="govuk-error-message" {
            (hidden(&say(lang, "look.error", &[]))) (problem.text)
            @if let Some(mend) = &problem.mend { (words::between(lang)) (mend) }
            span class="sb-code" { (problem.code) }
        }
    }
}
