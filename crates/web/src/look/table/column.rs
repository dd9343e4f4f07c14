use maud::{Markup, html};

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// The row's heading.
    Title,
    /// Text.
    Text,
    /// Money or a count, at the right.
    Figure,
    /// A number that is no quantity, at the left, never broken.
    Number,
    /// A tick.
    Pick,
}

/// What becomes of a column on a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnPhone {
    Title,
    Labelled,
    Whole { labelled: bool },
    LeftOut,
    Pick,
}

/// Which way a column is sorted now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A column: its head, what its cells hold, and what becomes of it on a phone.
#[derive(Clone, Debug)]
pub struct Column {
    text: String,
    phone_label: Option<String>,
    pub(super) shape: Shape,
    pub(super) on_phone: OnPhone,
    pub(super) group: Option<String>,
    sort: Option<(String, Option<Sorted>)>,
    unbroken: bool,
    hidden_head: bool,
    head_content: Option<Markup>,
}

impl Column {
    fn new(text: impl Into<String>, shape: Shape, on_phone: OnPhone) -> Column {
        let text = text.into();
        Column {
            text,
            phone_label: None,
            shape,
            on_phone,
            group: None,
            sort: None,
            unbroken: false,
            hidden_head: false,
            head_content: None,
        }
    }

    /// The row's heading and link; the title of its card on a phone.
    pub fn title(head: impl Into<String>) -> Column {
        Column::new(head, Shape::Title, OnPhone::Title)
    }

    /// Text.
    pub fn text(head: impl Into<String>) -> Column {
        Column::new(head, Shape::Text, OnPhone::Labelled)
    }

    /// Money or a count, at the right; the head names the unit.
    pub fn figure(head: impl Into<String>) -> Column {
        Column::new(head, Shape::Figure, OnPhone::Labelled)
    }

    /// A receipt, a month, an account: digits of one width, at the left, never broken.
    pub fn number(head: impl Into<String>) -> Column {
        Column::new(head, Shape::Number, OnPhone::Labelled)
    }

    /// The ticks; `head` is what a screen reader says, the cell holds [`super::tick_all`] or nothing.
    pub fn pick(head: impl Into<String>, tick_all: Markup) -> Column {
        Column {
            hidden_head: true,
            head_content: Some(tick_all),
            ..Column::new(head, Shape::Pick, OnPhone::Pick)
        }
    }

    /// Text that fills a whole line of the card, without its label.
    pub fn whole(mut self) -> Column {
        self.on_phone = OnPhone::Whole { labelled: false };
        self
    }

    /// Text that fills a whole line of the card, its label above it.
    pub fn whole_labelled(mut self) -> Column {
        self.on_phone = OnPhone::Whole { labelled: true };
        self
    }

    /// Not on a phone.
    pub fn left_out(mut self) -> Column {
        self.on_phone = OnPhone::LeftOut;
        self
    }

    /// The title of the card, though not the row's heading.
    pub fn card_title(mut self) -> Column {
        self.on_phone = OnPhone::Title;
        self
    }

    /// Another label on a phone, where the head is too short there.
    pub fn label_on_phone(mut self, text: impl Into<String>) -> Column {
        self.phone_label = Some(text.into());
        self
    }

    /// Under a common head with its neighbours of the same group: `养老` over `单位`, `个人`.
    pub fn group(mut self, text: impl Into<String>) -> Column {
        self.group = Some(text.into());
        self
    }

    /// The head is a link that sorts by this column.
    pub fn sorts(mut self, href: impl Into<String>, now: Option<Sorted>) -> Column {
        self.sort = Some((href.into(), now));
        self
    }

    /// Short text that must stay on one line: a day, a category.
    pub fn unbroken(mut self) -> Column {
        self.unbroken = true;
        self
    }

    pub(super) fn label(&self) -> String {
        match (&self.phone_label, &self.group) {
            (Some(label), _) => label.clone(),
            (None, Some(group)) if self.text.is_ascii() => format!("{group}, {}", self.text.to_ascii_lowercase()),
            (None, Some(group)) => format!("{group}，{}", self.text),
            (None, None) => self.text.clone(),
        }
    }

    pub(super) fn class(&self) -> Option<String> {
        let shape = match self.shape {
            Shape::Figure => Some("sb-num"),
            Shape::Number => Some("sb-num sb-left"),
            Shape::Text if self.unbroken => Some("sb-nowrap"),
            Shape::Title | Shape::Text | Shape::Pick => None,
        };
        let phone = match self.on_phone {
            OnPhone::Title => Some("is-title"),
            OnPhone::Whole { .. } => Some("is-block"),
            OnPhone::LeftOut => Some("is-extra"),
            OnPhone::Pick => Some("is-pick"),
            OnPhone::Labelled => None,
        };
        match (shape, phone) {
            (Some(shape), Some(phone)) => Some(format!("{shape} {phone}")),
            (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
            (None, None) => None,
        }
    }

    /// The head cell; `tall` where it spans the two rows of a grouped head.
    pub(super) fn head(&self, tall: bool) -> Markup {
        let class = match self.shape {
            Shape::Figure => Some("sb-num"),
            Shape::Title | Shape::Text | Shape::Number | Shape::Pick => None,
        };
        let sorted = self.sort.as_ref().and_then(|(_, now)| now.as_ref()).map(|now| match now {
            Sorted::Ascending => "ascending",
            Sorted::Descending => "descending",
        });
        html! {
            th role="columnheader" scope="col" rowspan=[tall.then_some("2")] class=[class] aria-sort=[sorted] {
                @if self.hidden_head {
                    span class="govuk-visually-hidden" { (self.text) }
                    @if let Some(content) = &self.head_content { (content) }
                } @else if let Some((href, _)) = &self.sort {
                    a href=(href) { (self.text) }
                } @else {
                    (self.text)
                }
            }
        }
    }
}
