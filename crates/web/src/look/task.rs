use maud::{Markup, html};

use super::{Icon, Tone};

/// One thing to do: what, why now, state. What cannot be done yet has no link and says what is missing.
#[derive(Clone, Debug)]
pub struct Task {
    what: String,
    href: Option<String>,
    why: Option<Markup>,
    state: Markup,
}

impl Task {
    /// What to do and its state (a [`super::status`]).
    pub fn new(what: impl Into<String>, state: Markup) -> Task {
        Task {
            what: what.into(),
            href: None,
            why: None,
            state,
        }
    }

    /// Where it is done.
    pub fn at(mut self, href: impl Into<String>) -> Task {
        self.href = Some(href.into());
        self
    }

    /// Why now, or what is missing.
    pub fn why(mut self, why: Markup) -> Task {
        self.why = Some(why);
        self
    }
}

/// What waits for somebody. Done items stay.
pub fn tasks(list: &[Task]) -> Markup {
    html! {
        ul class="sb-tasks" {
            @for task in list {
                li {
                    @match &task.href { Some(href) => a href=(href) { (task.what) }, None => span { (task.what) } }
                    (task.state)
                    @if let Some(why) = &task.why { small { (why) } }
                }
            }
        }
    }
}

/// A paper of a case. One that the agency holds is listed as not needed.
#[derive(Clone, Debug)]
pub struct Paper {
    /// What is there (`Good`), missing (`Bad`), or not needed (`Quiet`).
    pub tone: Tone,
    /// Its name.
    pub name: String,
    /// What it proves, which seal.
    pub note: Option<Markup>,
    /// State or upload link at the right.
    pub state: Markup,
}

/// The papers of a case.
pub fn papers(list: &[Paper]) -> Markup {
    html! {
        ul class="sb-papers" {
            @for paper in list {
                li class=[(paper.tone == Tone::Bad).then_some("sb-bad")] {
                    (if paper.tone == Tone::Quiet { Icon::Off } else { paper.tone.icon() })
                    span { (paper.name) @if let Some(note) = &paper.note { small { (note) } } }
                    (paper.state)
                }
            }
        }
    }
}

/// Sentences with a dot before each.
pub fn bullets(lines: &[Markup]) -> Markup {
    html! { ul class="sb-bullets" { @for line in lines { li { (line) } } } }
}

/// Steps one after another.
pub fn numbered(lines: &[Markup]) -> Markup {
    html! { ol class="sb-numbered" { @for line in lines { li { (line) } } } }
}
