use maud::{Markup, html};
use units::{Fen, Rate};
use words::Lang;

use super::Tone;

/// The one big figure of a page: `174,612.80元`, `¥174,612.80`.
pub fn figure(lang: Lang, amount: Fen) -> Markup {
    html! {
        p class="sb-figure" {
            @match lang {
                Lang::Zh => { (words::money_plain(amount)) small { "元" } }
                Lang::En => (words::money(lang, amount)),
            }
        }
    }
}

/// Money in a table cell whose head names the unit: `174,612.80`. Zero means zero.
pub fn amount(amount: Fen) -> Markup {
    html! { (words::money_plain(amount)) }
}

/// Money in a table cell where there may be none: `–` means that it does not apply.
pub fn amount_or_dash(value: Option<Fen>) -> Markup {
    html! { @match value { Some(value) => (words::money_plain(value)), None => "–" } }
}

/// A difference in a table cell: always with its sign, `+3,629.00`, `−3,376.80`.
pub fn difference(value: Fen) -> Markup {
    html! { @if value > Fen::ZERO { "+" } (words::money_plain(value)) }
}

/// Money in a table cell with a mark before it, so that figures stay aligned: `达上限 35,811.00`.
pub fn amount_marked(mark: &str, value: Fen) -> Markup {
    html! { span class="sb-limit" { (mark) } (words::money_plain(value)) }
}

/// Money in a sentence, with its unit, not broken at the end of a line.
pub fn money(lang: Lang, amount: Fen) -> Markup {
    html! { span class="sb-num" { (words::money(lang, amount)) } }
}

/// A share in a cell: `16%`.
pub fn share(rate: Rate) -> Markup {
    html! { (words::rate(rate)) }
}

/// A number of a document, an account, a receipt: never broken, digits of one width.
pub fn number(text: &str) -> Markup {
    html! { span class="sb-num" { (text) } }
}

/// An identity number, masked by the caller, small beside a name.
pub fn identity(masked: &str) -> Markup {
    html! { span class="sb-id" { (masked) } }
}

/// One of a row of facts.
#[derive(Clone, Debug)]
pub struct Figure {
    label: String,
    value: String,
    unit: Option<String>,
    tone: Option<Tone>,
}

impl Figure {
    /// `养老累计` · `182`.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Figure {
        Figure {
            label: label.into(),
            value: value.into(),
            unit: None,
            tone: None,
        }
    }

    /// What follows in small type: `个月（15年2个月）`.
    pub fn unit(mut self, text: impl Into<String>) -> Figure {
        self.unit = Some(text.into());
        self
    }

    /// Coloured where it is good, runs out or is wrong; other tones stay ink.
    pub fn tone(mut self, tone: Tone) -> Figure {
        self.tone = Some(tone);
        self
    }

    const fn class(&self) -> Option<&'static str> {
        match self.tone {
            Some(Tone::Good) => Some("sb-good"),
            Some(Tone::Time) => Some("sb-time"),
            Some(Tone::Bad) => Some("sb-bad"),
            Some(Tone::Info | Tone::Back | Tone::Quiet) | None => None,
        }
    }
}

/// A row of facts: label above, value large, unit small.
pub fn figures(facts: &[Figure]) -> Markup {
    html! {
        dl class="sb-facts" {
            @for fact in facts {
                div {
                    dt { (fact.label) }
                    dd class=[fact.class()] { (fact.value) @if let Some(unit) = &fact.unit { " " small { (unit) } } }
                }
            }
        }
    }
}

/// Label and value in two columns: the side panel of a person, an account, a bill.
pub fn pairs(rows: &[(&str, Markup)]) -> Markup {
    html! { dl class="sb-pairs" { @for (label, value) in rows { dt { (label) } dd { (value) } } } }
}

/// Label and money in two columns, figures at the right.
pub fn pairs_of_money(rows: &[(&str, Markup)]) -> Markup {
    html! { dl class="sb-pairs sb-pairs--money" { @for (label, value) in rows { dt { (label) } dd class="sb-num" { (value) } } } }
}

/// A clock of working days: the words first, then the bar. `spent` of `allowed`; amber and red as the tone says.
pub fn clock(words: &str, spent: u32, allowed: u32, tone: Tone) -> Markup {
    let class = match tone {
        Tone::Time => "sb-clock sb-clock--time",
        Tone::Bad => "sb-clock sb-clock--bad",
        Tone::Good | Tone::Info | Tone::Back | Tone::Quiet => "sb-clock",
    };
    let allowed = allowed.max(1);
    html! {
        span class="sb-small" { (words) }
        svg class=(class) viewBox={ "0 0 " (allowed) " 1" } preserveAspectRatio="none" aria-hidden="true" {
            rect width=(spent.min(allowed)) height="1" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_has_its_unit_where_each_language_puts_it() {
        assert_eq!(
            figure(Lang::Zh, Fen(17_461_280)).into_string(),
            "<p class=\"sb-figure\">174,612.80<small>元</small></p>"
        );
        assert_eq!(
            figure(Lang::En, Fen(17_461_280)).into_string(),
            "<p class=\"sb-figure\">¥174,612.80</p>"
        );
        assert_eq!(difference(Fen(362_900)).into_string(), "+3,629.00");
        assert_eq!(difference(Fen(-1)).into_string(), "\u{2212}0.01");
        assert_eq!(amount_or_dash(None).into_string(), "–");
        assert_eq!(amount_or_dash(Some(Fen::ZERO)).into_string(), "0.00");
    }
}
