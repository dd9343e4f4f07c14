use maud::{Markup, Render, html};
use words::{Lang, say};

use super::hidden;

/// What was entered, to be checked: key, value, a link to change it that comes back here.
///
/// `Summary::new(lang).row("离职日期", html! { "2026年5月20日（周三）" }).change("…/single/2#end")`
#[derive(Clone, Debug)]
pub struct Summary {
    lang: Lang,
    rows: Vec<(String, Markup, Option<String>)>,
}

impl Summary {
    /// Nothing yet.
    pub fn new(lang: Lang) -> Summary {
        Summary { lang, rows: Vec::new() }
    }

    /// One more line.
    pub fn row(mut self, key: impl Into<String>, value: Markup) -> Summary {
        self.rows.push((key.into(), value, None));
        self
    }

    /// The last line can be changed at `href`.
    pub fn change(mut self, href: impl Into<String>) -> Summary {
        if let Some(row) = self.rows.last_mut() {
            row.2 = Some(href.into());
        }
        self
    }
}

impl Render for Summary {
    fn render(&self) -> Markup {
        html! {
            dl class="govuk-summary-list" {
                @for (key, value, change) in &self.rows {
                    div class="govuk-summary-list__row" {
                        dt class="govuk-summary-list__key" { (key) }
                        dd class="govuk-summary-list__value" { (value) }
                        @if let Some(href) = change {
                            dd class="govuk-summary-list__actions" { a href=(href) { (say(self.lang, "look.change", &[])) (hidden(&format!(" {key}"))) } }
                        }
                    }
                }
            }
        }
    }
}
