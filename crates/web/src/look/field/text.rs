use maud::{Markup, html};
use words::Lang;

use super::Field;

/// How wide a line of text is, in characters.
fn width(characters: u8) -> Option<&'static str> {
    match characters {
        0..=2 => Some("govuk-input--width-2"),
        3 => Some("govuk-input--width-3"),
        4 => Some("govuk-input--width-4"),
        5..=7 => Some("govuk-input--width-5"),
        8..=14 => Some("govuk-input--width-10"),
        15..=25 => Some("govuk-input--width-20"),
        26..=40 => Some("govuk-input--width-30"),
        41.. => None,
    }
}

impl Field<'_> {
    fn line(&self, kind: &str, class: &str, mode: Option<&str>, value: Option<&str>) -> Markup {
        html! {
            input class=(self.class(class, "govuk-input--error")) id=(self.name) name=(self.name) type=(kind) value=[value]
                inputmode=[mode] autocomplete=[self.autocomplete] aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
        }
    }

    /// A line of text, as wide as what belongs in it.
    pub fn text(self, characters: u8) -> Markup {
        let class = match width(characters) {
            Some(width) => format!("govuk-input {width}"),
            None => "govuk-input".to_owned(),
        };
        self.single(self.line("text", &class, None, Some(&self.value)))
    }

    /// Digits: a code, a year, a count.
    pub fn digits(self, characters: u8) -> Markup {
        let class = format!("govuk-input sb-num {}", width(characters).unwrap_or_default());
        self.single(self.line("text", &class, Some("numeric"), Some(&self.value)))
    }

    /// An identity number or another mixed number: text without help from the keyboard's dictionary.
    pub fn number(self, characters: u8) -> Markup {
        let class = format!("govuk-input sb-num {}", width(characters).unwrap_or_default());
        let input = html! {
            input class=(self.class(&class, "govuk-input--error")) id=(self.name) name=(self.name) type="text" value=(self.value) spellcheck="false"
                autocapitalize="characters" autocomplete="off" aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
        };
        self.single(input)
    }

    /// A password. What was typed never comes back.
    pub fn password(self) -> Markup {
        self.single(self.line("password", "govuk-input govuk-input--width-20", None, None))
    }

    /// Yuan with two decimals; the unit stands beside the field.
    pub fn money(self) -> Markup {
        let input = self.line("text", "govuk-input govuk-input--money", Some("decimal"), Some(&self.value));
        let with_unit = html! {
            div class="govuk-input__wrapper" {
                @match self.lang {
                    Lang::Zh => { (input) div class="govuk-input__suffix" aria-hidden="true" { "元" } }
                    Lang::En => { div class="govuk-input__prefix" aria-hidden="true" { "¥" } (input) }
                }
            }
        };
        self.single(with_unit)
    }

    /// Several lines.
    pub fn textarea(self, rows: u8) -> Markup {
        let input = html! {
            textarea class=(self.class("govuk-textarea sb-measure", "govuk-textarea--error")) id=(self.name) name=(self.name) rows=(rows)
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()] { (self.value) }
        };
        self.single(input)
    }

    /// One tick: "all this is true".
    pub fn tick(self, checked: bool) -> Markup {
        html! {
            div class=(self.class("govuk-form-group", "govuk-form-group--error")) {
                (self.hint_and_problem())
                div class="govuk-checkboxes govuk-checkboxes--small" {
                    div class="govuk-checkboxes__item" {
                        input class="govuk-checkboxes__input" type="checkbox" id=(self.name) name=(self.name) value="yes" checked[checked]
                            aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
                        label class="govuk-label govuk-checkboxes__label" for=(self.name) { (self.label_text()) }
                    }
                }
                (self.below())
            }
        }
    }
}
