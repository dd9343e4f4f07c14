use maud::{Markup, html};

use super::Icon;

/// The colour of a state. Colour is never alone: an icon and a word go with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// On time, done.
    Good,
    /// A clock runs, attention, paid late.
    Time,
    /// Owed, failed, refused.
    Bad,
    /// Neutral news: accepted, draft, declared.
    Info,
    /// Back payment, and nothing else.
    Back,
    /// Nothing to see: not begun, stopped, due later.
    Quiet,
}

impl Tone {
    /// `good` in `sb-status--good`; the quiet one has no colour of its own.
    pub(super) const fn modifier(self) -> Option<&'static str> {
        match self {
            Tone::Good => Some("good"),
            Tone::Time => Some("time"),
            Tone::Bad => Some("bad"),
            Tone::Info => Some("info"),
            Tone::Back => Some("back"),
            Tone::Quiet => None,
        }
    }

    /// The icon that usually goes with the colour.
    pub const fn icon(self) -> Icon {
        match self {
            Tone::Good => Icon::Ok,
            Tone::Time => Icon::Time,
            Tone::Bad => Icon::Warn,
            Tone::Info => Icon::Info,
            Tone::Back => Icon::Back,
            Tone::Quiet => Icon::Off,
        }
    }

    /// `base base--good`.
    pub(super) fn class(self, base: &str) -> String {
        match self.modifier() {
            Some(modifier) => format!("{base} {base}--{modifier}"),
            None => base.to_owned(),
        }
    }
}

/// A state in one word, with the usual icon of its colour: `✓ 成功`.
pub fn status(tone: Tone, word: &str) -> Markup {
    status_with(tone, tone.icon(), word)
}

/// A state with an icon of its own: a draft has the sheet, what must go to the counter the people.
pub fn status_with(tone: Tone, icon: Icon, word: &str) -> Markup {
    html! { span class=(tone.class("sb-status")) { (icon) (word) } }
}
