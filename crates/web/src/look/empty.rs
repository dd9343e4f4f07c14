use maud::{Markup, html};

/// Why something is empty and what would fill it; with a way on where there is one.
pub fn empty(says: Markup, way: Option<Markup>) -> Markup {
    html! { div class="sb-empty" { p { (says) } @if let Some(way) = way { div class="sb-actions" { (way) } } } }
}
