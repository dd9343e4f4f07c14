use maud::{Markup, Render, html};
use units::Fact;
use words::{Lang, say};

/// A job that takes longer than two seconds, on a page of its own. It goes on when the page is closed.
///
/// The page at `reload` answers a request that carries `HX-Request` with this panel alone, and with the header `HX-Redirect` to the
/// result once the job has ended; without htmx the link reloads the page.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The reader's language.
    pub lang: Lang,
    /// `正在核对1,248行`
    pub says: String,
    /// Steps done.
    pub done: u64,
    /// Steps in all; none while unknown.
    pub total: Option<u64>,
    /// Time left, in words, once known.
    pub left: Option<String>,
    /// This page's own address.
    pub reload: String,
}

impl Render for Progress {
    fn render(&self) -> Markup {
        let count = |n: u64| Fact::Count(i64::try_from(n).unwrap_or(i64::MAX));
        html! {
            section id="progress" class="sb-panel" aria-live="polite"
                data-hx-get=(self.reload) data-hx-trigger="every 2s" data-hx-target="this" data-hx-swap="outerHTML" data-reload="2" {
                p { (self.says) }
                @match self.total {
                    Some(total) => {
                        progress class="sb-progress" max=(total) value=(self.done) aria-label=(self.says) {}
                        @let facts = [("done", count(self.done)), ("total", count(total))];
                        p class="sb-small sb-soft" { (say(self.lang, "look.progress.of", &facts)) @if let Some(left) = &self.left { " · " (left) } }
                    }
                    None => progress class="sb-progress" aria-label=(self.says) {},
                }
                p class="sb-small sb-soft" { (say(self.lang, "look.progress.close", &[])) }
                p class="sb-small" { a href=(self.reload) { (say(self.lang, "look.progress.reload", &[])) } }
            }
        }
    }
}
