use maud::{Markup, html};

/// The one filled button of a page region, as a link: verb, object, amount. First in its row.
pub fn button(href: &str, text: &str) -> Markup {
    html! { a class="govuk-button" role="button" draggable="false" href=(href) { (text) } }
}

/// A button with an outline, as a link.
pub fn button_secondary(href: &str, text: &str) -> Markup {
    html! { a class="govuk-button govuk-button--secondary" role="button" draggable="false" href=(href) { (text) } }
}

/// A small outlined button at the head of a page; `key` is the key that presses it (`N`).
pub fn button_small(href: &str, text: &str, key: Option<&str>) -> Markup {
    let lower = key.map(str::to_ascii_lowercase);
    html! {
        a class="govuk-button govuk-button--secondary sb-button--small" role="button" draggable="false" href=(href) data-key=[lower] {
            (text) @if let Some(key) = key { kbd aria-hidden="true" { (key) } }
        }
    }
}

/// The filled button that sends the form it stands in.
pub fn submit(text: &str) -> Markup {
    html! { button class="govuk-button" type="submit" { (text) } }
}

/// A second way to send the form: `submit_as("act", "draft", "存为草稿")` sends `act=draft`.
pub fn submit_as(name: &str, value: &str, text: &str) -> Markup {
    html! { button class="govuk-button govuk-button--secondary" type="submit" name=(name) value=(value) formnovalidate { (text) } }
}

/// The red button, only on the page that confirms a destructive act.
pub fn submit_destructive(text: &str) -> Markup {
    html! { button class="govuk-button govuk-button--warning" type="submit" { (text) } }
}

/// A button of a form that reads like a link (sign out, next day).
pub fn submit_plain(text: &str) -> Markup {
    html! { button class="sb-plain" type="submit" { (text) } }
}

/// A plain link: the way out beside a button.
pub fn link(href: &str, text: &str) -> Markup {
    html! { a href=(href) { (text) } }
}

/// Buttons and links in a row; the filled one first.
pub fn actions(row: Markup) -> Markup {
    html! { div class="sb-actions" { (row) } }
}
