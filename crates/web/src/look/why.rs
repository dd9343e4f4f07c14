use maud::{Markup, Render, html};
use words::{Lang, say};

/// One step of the way from a figure to its clause: a bold figure, what was done with it, where it comes from, and what it rests on.
#[derive(Clone, Debug, Default)]
pub struct WhyStep {
    what: String,
    text: Option<Markup>,
    source: Option<Markup>,
    under: Vec<WhyStep>,
}

impl WhyStep {
    /// `Base 35,811.00`
    pub fn new(what: impl Into<String>) -> WhyStep {
        WhyStep {
            what: what.into(),
            ..WhyStep::default()
        }
    }

    /// What follows the bold figure: `: declared wage is above the ceiling`.
    pub fn text(mut self, text: Markup) -> WhyStep {
        self.text = Some(text);
        self
    }

    /// The parameter's row and its notice, or the clause.
    pub fn source(mut self, source: Markup) -> WhyStep {
        self.source = Some(source);
        self
    }

    /// What this step rests on. Four levels at most: money first, law last.
    pub fn under(mut self, steps: Vec<WhyStep>) -> WhyStep {
        self.under = steps;
        self
    }
}

impl Render for WhyStep {
    fn render(&self) -> Markup {
        html! {
            li {
                b { (self.what) }
                @if let Some(text) = &self.text { (text) }
                @if let Some(source) = &self.source { cite { (source) } }
                @if !self.under.is_empty() { ul { @for step in &self.under { (step) } } }
            }
        }
    }
}

/// The answer to "why?": the sum in one line, the tree below it, ways to object, the fingerprint of the calculation.
#[derive(Clone, Debug, Default)]
pub struct Why {
    sum: String,
    steps: Vec<WhyStep>,
    links: Option<Markup>,
    fingerprint: Option<String>,
}

impl Why {
    /// `¥5,729.76 = base 35,811.00 × employer rate 16%`
    pub fn new(sum: impl Into<String>, steps: Vec<WhyStep>) -> Why {
        Why {
            sum: sum.into(),
            steps,
            ..Why::default()
        }
    }

    /// Ways on: object, compare with mine.
    pub fn links(mut self, links: Markup) -> Why {
        self.links = Some(links);
        self
    }

    /// The fingerprint of the calculation, written by [`super::short_fingerprint`].
    pub fn fingerprint(mut self, words: impl Into<String>) -> Why {
        self.fingerprint = Some(words.into());
        self
    }
}

impl Render for Why {
    fn render(&self) -> Markup {
        html! {
            div class="sb-why" {
                p class="sb-why__sum" { (self.sum) }
                ul { @for step in &self.steps { (step) } }
                @if self.links.is_some() || self.fingerprint.is_some() {
                    p class="sb-small sb-above" {
                        @if let Some(links) = &self.links { (links) }
                        @if self.links.is_some() && self.fingerprint.is_some() { " · " }
                        @if let Some(fingerprint) = &self.fingerprint { (fingerprint) }
                    }
                }
            }
        }
    }
}

/// The link beside a figure that opens its "why?": below the row with htmx, on its own page (`href`) without.
///
/// The page at `href` answers a request that carries `HX-Request` with [`why_row`] alone.
pub fn why_link(lang: Lang, href: &str, of: &str) -> Markup {
    html! {
        a class="sb-whylink" href=(href) data-hx-get=(href) data-hx-target="closest tr" data-hx-swap="afterend" data-why {
            (say(lang, "look.why", &[])) span class="govuk-visually-hidden" { " " (of) }
        }
    }
}

/// The row below a figure's row that holds its [`Why`]; `columns` as many as the table has.
pub fn why_row(columns: usize, why: &Why) -> Markup {
    html! { tr role="row" id="why" { td role="cell" colspan=(columns) class="is-block sb-why-cell" { (why) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_ends_in_its_sources() {
        let ceiling = WhyStep::new("Ceiling 35,811").source(html! { "京人社发〔2025〕11号" });
        let base = WhyStep::new("Base 35,811.00")
            .text(html! { ": above the ceiling" })
            .under(vec![ceiling]);
        let out = Why::new("¥5,729.76 = …", vec![base]).fingerprint("fp").render().into_string();
        assert!(
            out.contains(
                "<li><b>Base 35,811.00</b>: above the ceiling<ul><li><b>Ceiling 35,811</b><cite>京人社发〔2025〕11号</cite></li></ul></li>"
            ),
            "{out}"
        );
    }
}
