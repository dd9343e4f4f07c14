use maud::{Markup, html};

/// Why months show what they show: the anchor that the grid links to, the months, their standing, the reason in sentences.
#[derive(Clone, Debug)]
pub struct Cause {
    /// The anchor: `c-2025-09`.
    pub id: String,
    /// `2025年9月`
    pub months: String,
    /// The standing (a [`super::status`]).
    pub state: Markup,
    /// What happened, what it means, what to do.
    pub why: Markup,
}

/// The reasons below the grid of [`super::Months`].
pub fn causes(list: &[Cause]) -> Markup {
    html! {
        ul class="sb-causes" {
            @for cause in list {
                li id=(cause.id) { span { b { (cause.months) } br; (cause.state) } span { (cause.why) } }
            }
        }
    }
}
