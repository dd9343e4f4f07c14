use maud::{Markup, Render, html};

use super::{Icon, Tone};

/// A white panel with its heading.
///
/// `Panel::new("draft", "若不操作，6月3日将扣").aside(status(…)).body(html! { … })`: the id names the heading (`h-draft`),
/// unique on the page.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    id: String,
    title: String,
    hidden_title: bool,
    aside: Option<Markup>,
    flush: bool,
    body: Option<Markup>,
}

impl Panel {
    /// A panel with a heading that is shown.
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Panel {
        Panel {
            id: id.into(),
            title: title.into(),
            ..Panel::default()
        }
    }

    /// A panel whose heading only screen readers say: a row of figures, a total.
    pub fn untitled(id: impl Into<String>, title: impl Into<String>) -> Panel {
        Panel {
            hidden_title: true,
            ..Panel::new(id, title)
        }
    }

    /// Small text, a link or a status at the right of the heading.
    pub fn aside(mut self, aside: Markup) -> Panel {
        self.aside = Some(aside);
        self
    }

    /// No padding: the content is a table that reaches the edges.
    pub fn flush(mut self) -> Panel {
        self.flush = true;
        self
    }

    /// The content.
    pub fn body(mut self, body: Markup) -> Panel {
        self.body = Some(body);
        self
    }
}

impl Render for Panel {
    fn render(&self) -> Markup {
        let heading = format!("h-{}", self.id);
        html! {
            section class=(if self.flush { "sb-panel sb-panel--flush" } else { "sb-panel" }) aria-labelledby=(heading) {
                @if self.hidden_title {
                    h2 id=(heading) class="govuk-visually-hidden" { (self.title) }
                } @else {
                    div class=(if self.flush { "sb-panel__head sb-below" } else { "sb-panel__head" }) {
                        h2 id=(heading) { (self.title) }
                        @if let Some(aside) = &self.aside { span class="sb-small sb-soft" { (aside) } }
                    }
                }
                @if let Some(body) = &self.body { (body) }
            }
        }
    }
}

/// A coloured notice: what happened, what it means, what to do. Red and amber only where something is wrong or a clock runs.
///
/// `Alert::new(Tone::Bad, "bounce", "4月账单没有扣成功").body(rich(…)).actions(html! { (button(…)) (link(…)) })`
#[derive(Clone, Debug)]
pub struct Alert {
    tone: Tone,
    id: String,
    title: String,
    body: Option<Markup>,
    below: Option<Markup>,
    actions: Option<Markup>,
    inner: bool,
}

impl Alert {
    /// A notice whose title is a sentence. The id names its heading on the page.
    pub fn new(tone: Tone, id: impl Into<String>, title: impl Into<String>) -> Alert {
        Alert {
            tone,
            id: id.into(),
            title: title.into(),
            body: None,
            below: None,
            actions: None,
            inner: false,
        }
    }

    /// What it means.
    pub fn body(mut self, body: Markup) -> Alert {
        self.body = Some(body);
        self
    }

    /// A list below it.
    pub fn below(mut self, list: Markup) -> Alert {
        self.below = Some(list);
        self
    }

    /// What to do: buttons and links.
    pub fn actions(mut self, actions: Markup) -> Alert {
        self.actions = Some(actions);
        self
    }

    /// Inside another panel: a smaller heading and some room above.
    pub fn inner(mut self) -> Alert {
        self.inner = true;
        self
    }

    const fn icon(&self) -> Icon {
        match self.tone {
            Tone::Good => Icon::Ok,
            Tone::Time | Tone::Bad => Icon::Warn,
            Tone::Info | Tone::Quiet => Icon::Info,
            Tone::Back => Icon::Back,
        }
    }
}

impl Render for Alert {
    fn render(&self) -> Markup {
        let heading = format!("h-{}", self.id);
        let class = self.tone.class("sb-panel");
        html! {
            section class=(if self.inner { format!("{class} sb-above") } else { class }) aria-labelledby=(heading) {
                div class="sb-alert" {
                    (self.icon())
                    div {
                        @if self.inner { h3 id=(heading) { (self.title) } } @else { h2 id=(heading) { (self.title) } }
                        @if let Some(body) = &self.body { p { (body) } }
                        @if let Some(below) = &self.below { (below) }
                        @if let Some(actions) = &self.actions { div class="sb-actions" { (actions) } }
                    }
                }
            }
        }
    }
}

/// Panels below one another, with room between.
pub fn stack(parts: &[Markup]) -> Markup {
    html! { div class="sb-stack" { @for part in parts { (part) } } }
}

/// Content and a narrow side that is about the thing at hand (never navigation). What stands side by side in either column is kept
/// apart like panels; put text that belongs together into one `div`.
pub fn columns(content: Markup, side: Markup) -> Markup {
    html! { div class="sb-cols" { div class="sb-stack" { (content) } div class="sb-stack" { (side) } } }
}

/// A question and, beside it, its answer; below it where there is no room.
pub fn columns_question_first(question: Markup, answer: Markup) -> Markup {
    html! { div class="sb-cols sb-cols--question" { div class="sb-stack" { (question) } div class="sb-stack" { (answer) } } }
}

/// Content and a wider side, for decisions and things to do.
pub fn columns_wide_side(content: Markup, side: Markup) -> Markup {
    html! { div class="sb-cols sb-cols--wide-side" { div class="sb-stack" { (content) } div class="sb-stack" { (side) } } }
}
