use maud::{Markup, html};
use units::Fact;
use words::{Lang, Piece};

/// A sentence of the locale files with its emphasis; figures in it are not broken at the end of a line.
pub fn rich(lang: Lang, key: &str, facts: &[(&str, Fact)]) -> Markup {
    rich_links(lang, key, facts, &[])
}

/// As [`rich`], with the addresses of its `[links](name)` by name. A link without an address is plain text.
pub fn rich_links(lang: Lang, key: &str, facts: &[(&str, Fact)], links: &[(&str, &str)]) -> Markup {
    html! {
        @for piece in words::pieces(lang, key, facts) {
            @match piece {
                Piece::Plain(text) => (text),
                Piece::Figure(text) => span class="sb-num" { (text) },
                Piece::Strong(text) => b { (text) },
                Piece::Link { text, name } => @match links.iter().find(|(n, _)| *n == name) {
                    Some((_, href)) => a href=(href) { (text) },
                    None => (text),
                },
            }
        }
    }
}

/// A paragraph of one sentence key.
pub fn paragraph(lang: Lang, key: &str, facts: &[(&str, Fact)]) -> Markup {
    html! { p { (rich(lang, key, facts)) } }
}

/// Words that only a screen reader says.
pub fn hidden(text: &str) -> Markup {
    html! { span class="govuk-visually-hidden" { (text) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emphasis_links_and_figures_become_html_and_what_was_typed_stays_text() {
        let facts = [("name", Fact::Text("<b>**赵**".into())), ("n", Fact::Count(3))];
        let out = rich_links(Lang::Zh, "words.marks", &facts, &[("open", "/x?a=1&b=2")]).into_string();
        assert_eq!(
            out,
            "&lt;b&gt;**赵**：<b>3行</b>，<a href=\"/x?a=1&amp;b=2\">打开&lt;b&gt;**赵**</a>"
        );
    }
}
