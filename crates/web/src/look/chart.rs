use maud::{Markup, html};
use units::Fen;

/// One bar: what it stands for, how high, and the words on it.
#[derive(Clone, Debug)]
pub struct Bar {
    /// `2026-05`
    pub label: String,
    /// How high, in any one unit.
    pub height: u64,
    /// A part stacked on top of it (interest on credits).
    pub on_top: u64,
    /// The words above it: `17.5万`.
    pub says: String,
}

impl Bar {
    /// A bar of money; negative amounts have no height.
    pub fn of(label: impl Into<String>, amount: Fen, says: impl Into<String>) -> Bar {
        Bar {
            label: label.into(),
            height: u64::try_from(amount.count()).unwrap_or_default(),
            on_top: 0,
            says: says.into(),
        }
    }
}

/// Bars as SVG, labels on the marks. A table with the same figures stands beside or under it: this picture is an addition.
pub fn bars(title: &str, description: &str, list: &[Bar]) -> Markup {
    const WIDE: u64 = 68;
    const HIGH: u64 = 140;
    let top = list.iter().map(|b| b.height.saturating_add(b.on_top)).max().unwrap_or(0).max(1);
    let scaled = |n: u64| u64::try_from(u128::from(n) * u128::from(HIGH) / u128::from(top)).unwrap_or_default();
    let width = WIDE * u64::try_from(list.len()).unwrap_or(1).max(1);
    html! {
        svg class="sb-bars" role="img" width=(width) height="184" viewBox={ "0 0 " (width) " 184" } {
            title { (title) }
            desc { (description) }
            line x1="0" x2=(width) y1="162" y2="162" {}
            @for (at, bar) in (0u64..).zip(list) {
                @let (height, on_top) = (scaled(bar.height), scaled(bar.on_top));
                @let x = at * WIDE;
                rect class="is-bar" x=(x + 14) y=(162 - height) width="40" height=(height) {}
                @if on_top > 0 { rect class="is-bar-2" x=(x + 14) y=(162 - height - on_top) width="40" height=(on_top) {} }
                text class="is-label" x=(x + 34) y=(156 - height - on_top) text-anchor="middle" { (bar.says) }
                text x=(x + 34) y="178" text-anchor="middle" { (bar.label) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_fills_the_picture_and_nothing_divides_by_zero() {
        let out = bars(
            "t",
            "d",
            &[
                Bar::of("a", Fen(50), "50"),
                Bar::of("b", Fen(100), "100"),
                Bar::of("c", Fen(-1), ""),
            ],
        )
        .into_string();
        assert!(
            out.contains("height=\"140\"") && out.contains("height=\"70\"") && out.contains("height=\"0\""),
            "{out}"
        );
        assert!(bars("t", "d", &[]).into_string().contains("<title>t</title>"));
    }
}
