use maud::{Markup, Render, html};

/// The head of a page: one `h1` that states the situation, at most one status, a sentence below, small buttons at the right.
///
/// `Heading::new("2026年5月账单").status(status(Tone::Info, "草稿")).lead(rich(…)).actions(button_small(…))`
#[derive(Clone, Debug, Default)]
pub struct Heading {
    title: String,
    step: Option<String>,
    status: Option<Markup>,
    sub: Option<Markup>,
    actions: Option<Markup>,
}

impl Heading {
    /// A page's `h1`.
    pub fn new(title: impl Into<String>) -> Heading {
        Heading {
            title: title.into(),
            ..Heading::default()
        }
    }

    /// The line above the title of a wizard: `单人减员 · 第2步，共3步`.
    pub fn step(mut self, text: impl Into<String>) -> Heading {
        self.step = Some(text.into());
        self
    }

    /// The one status of the page, behind its title.
    pub fn status(mut self, status: Markup) -> Heading {
        self.status = Some(status);
        self
    }

    /// What the reader should know first, below the title.
    pub fn lead(mut self, text: Markup) -> Heading {
        self.sub = Some(text);
        self
    }

    /// Small buttons at the right.
    pub fn actions(mut self, buttons: Markup) -> Heading {
        self.actions = Some(buttons);
        self
    }
}

impl Render for Heading {
    fn render(&self) -> Markup {
        html! {
            div class="sb-head" {
                div {
                    @if let Some(step) = &self.step { p class="sb-step" { (step) } }
                    h1 { (self.title) @if let Some(status) = &self.status { " " (status) } }
                    @if let Some(sub) = &self.sub { p class="sb-head__sub" { (sub) } }
                }
                @if let Some(actions) = &self.actions { div class="sb-chips" { (actions) } }
            }
        }
    }
}
