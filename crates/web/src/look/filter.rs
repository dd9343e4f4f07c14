use maud::{Markup, html};
use words::{Lang, say};

/// A filter as a link: name and how many there are.
#[derive(Clone, Debug)]
pub struct Chip {
    /// `要改`
    pub text: String,
    /// How many.
    pub count: Option<i64>,
    /// Its address.
    pub href: String,
    /// It is the one in force.
    pub here: bool,
}

/// Filters in a row. Chinese writes the count close to the word, English apart from it.
pub fn chips(lang: Lang, list: &[Chip]) -> Markup {
    html! {
        div class="sb-chips" role="group" aria-label=(say(lang, "look.filter", &[])) {
            @for chip in list {
                a class="sb-chip" href=(chip.href) aria-current=[chip.here.then_some("true")] {
                    (chip.text)
                    @if let Some(count) = chip.count { @if lang == Lang::En { " " } (words::count(count)) }
                }
            }
        }
    }
}

/// The bar over a table: filters at the left, a hint or a button at the right.
pub fn tools(left: Markup, right: Markup) -> Markup {
    html! { div class="sb-tools" { (left) span class="sb-small sb-soft" { (right) } } }
}

/// The bar that names what is ticked and what can be done with it. It stands inside the form of the table; the script keeps it
/// up to date, and without the script it is always there and the server says when nothing was ticked.
pub fn selection(lang: Lang, says: &str, buttons: Markup) -> Markup {
    let joint = match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    };
    html! {
        div class="sb-tools sb-tools--picked" role="region" aria-label=(say(lang, "look.selected", &[])) data-selection {
            span { (says) " " b data-selection-count {} " " span class="sb-small" data-selection-names data-joint=(joint) {} }
            div class="sb-chips" { (buttons) }
        }
    }
}
