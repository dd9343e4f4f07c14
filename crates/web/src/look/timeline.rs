use maud::{Markup, html};

/// Where an entry of a timeline stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// Happened: a filled dot.
    Done,
    /// Happened, and went wrong: red.
    Failed,
    /// Now: amber.
    Now,
    /// Will happen: hollow.
    Ahead,
}

/// One thing that happened or will happen. A past entry names who did it, and its document, in the note.
#[derive(Clone, Debug)]
pub struct Happening {
    passage: Passage,
    when: Option<String>,
    what: String,
    note: Option<Markup>,
}

impl Happening {
    /// What happened, in a few words.
    pub fn new(passage: Passage, what: impl Into<String>) -> Happening {
        Happening {
            passage,
            when: None,
            what: what.into(),
            note: None,
        }
    }

    /// When, as written: `5月6日06:12`.
    pub fn when(mut self, text: impl Into<String>) -> Happening {
        self.when = Some(text.into());
        self
    }

    /// Who, how much, which document.
    pub fn note(mut self, note: Markup) -> Happening {
        self.note = Some(note);
        self
    }
}

/// A case or a bill from its beginning to what lies ahead.
pub fn timeline(entries: &[Happening]) -> Markup {
    html! {
        ol class="sb-timeline" {
            @for entry in entries {
                li class=[class(entry.passage)] aria-current=[(entry.passage == Passage::Now).then_some("step")] {
                    @if let Some(when) = &entry.when { time { (when) } }
                    b { (entry.what) }
                    @if let Some(note) = &entry.note { (note) }
                }
            }
        }
    }
}

const fn class(passage: Passage) -> Option<&'static str> {
    match passage {
        Passage::Done => None,
        Passage::Failed => Some("is-bad"),
        Passage::Now => Some("is-now"),
        Passage::Ahead => Some("is-ahead"),
    }
}
