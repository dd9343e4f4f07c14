use maud::{Markup, html};
use words::say;

use super::Field;

impl Field<'_> {
    /// A day in three inputs, as GOV.UK does: `<name>-year`, `<name>-month`, `<name>-day`. Read it with [`crate::Typed::date`].
    pub fn date(self) -> Markup {
        self.parts_shown(&[("year", 4), ("month", 2), ("day", 2)])
    }

    /// A month in two inputs: `<name>-year`, `<name>-month`. Read it with [`crate::Typed::month`].
    pub fn month(self) -> Markup {
        self.parts_shown(&[("year", 4), ("month", 2)])
    }

    fn parts_shown(&self, shown: &[(&str, u8)]) -> Markup {
        let inputs = html! {
            div class="govuk-date-input" {
                @for (at, (part, width)) in shown.iter().enumerate() {
                    @let id = if at == 0 { self.name.to_owned() } else { format!("{}-{part}", self.name) };
                    @let class = self.class(&format!("govuk-input govuk-date-input__input govuk-input--width-{width}"), "govuk-input--error");
                    div class="govuk-date-input__item" {
                        label class="govuk-label govuk-date-input__label" for=(id) { (say(self.lang, &format!("look.date.{part}"), &[])) }
                        input class=(class) id=(id) name={ (self.name) "-" (part) } type="text" inputmode="numeric"
                            value=(self.parts.get(at).map_or("", String::as_str)) aria-invalid=[self.invalid()];
                    }
                }
            }
        };
        self.several(inputs)
    }
}
