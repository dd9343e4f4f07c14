use maud::{Markup, PreEscaped, Render, html};

/// A small line drawing. It never stands alone: a word is always beside it, so it is hidden from screen readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A tick: done, on time.
    Ok,
    /// A cross.
    Bad,
    /// A triangle: something is wrong.
    Warn,
    /// A clock: a deadline runs.
    Time,
    /// An arrow back: back payment, and nothing else.
    Back,
    /// A dash: not begun, not needed.
    Off,
    /// Two bars: the clock stands still.
    Pause,
    /// An i: information.
    Info,
    /// A lens.
    Search,
    /// A sheet: draft, document.
    Doc,
    /// A lock: cannot be done here, or not yet.
    Lock,
    /// Two people: at the counter.
    People,
}

impl Icon {
    const fn id(self) -> &'static str {
        match self {
            Icon::Ok => "#i-ok",
            Icon::Bad => "#i-bad",
            Icon::Warn => "#i-warn",
            Icon::Time => "#i-time",
            Icon::Back => "#i-back",
            Icon::Off => "#i-off",
            Icon::Pause => "#i-pause",
            Icon::Info => "#i-info",
            Icon::Search => "#i-search",
            Icon::Doc => "#i-doc",
            Icon::Lock => "#i-lock",
            Icon::People => "#i-people",
        }
    }
}

impl Render for Icon {
    fn render(&self) -> Markup {
        html! { svg class="sb-icon" aria-hidden="true" { use href=(self.id()) {} } }
    }
}

/// The drawings themselves, once at the top of each page.
pub(super) fn sprite() -> Markup {
    PreEscaped(SPRITE.to_owned())
}

const SPRITE: &str = concat!(
    r#"<svg xmlns="http://www.w3.org/2000/svg" class="sb-sprite" aria-hidden="true">"#,
    r#"<symbol id="i-ok" viewBox="0 0 16 16"><path d="M3 8.5l3.2 3.2L13 5"/></symbol>"#,
    r#"<symbol id="i-bad" viewBox="0 0 16 16"><path d="M4 4l8 8M12 4l-8 8"/></symbol>"#,
    r#"<symbol id="i-warn" viewBox="0 0 16 16"><path d="M8 2L14.5 13.5h-13zM8 6.5v3M8 11.6v.1"/></symbol>"#,
    r#"<symbol id="i-time" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.7"/></symbol>"#,
    r#"<symbol id="i-back" viewBox="0 0 16 16"><path d="M6 3L2.5 6.5 6 10M3 6.5h6.5a4 4 0 010 8H7"/></symbol>"#,
    r#"<symbol id="i-off" viewBox="0 0 16 16"><path d="M3.5 8h9"/></symbol>"#,
    r#"<symbol id="i-pause" viewBox="0 0 16 16"><path d="M5.5 3.5v9M10.5 3.5v9"/></symbol>"#,
    r#"<symbol id="i-info" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6"/><path d="M8 7.5v3.3M8 5.1v.1"/></symbol>"#,
    r#"<symbol id="i-search" viewBox="0 0 16 16"><circle cx="7" cy="7" r="4.5"/><path d="M10.5 10.5L14 14"/></symbol>"#,
    r#"<symbol id="i-doc" viewBox="0 0 16 16"><path d="M4 1.8h5.2L12.5 5v9.2H4zM9 2v3.4h3.4M6 8.5h4.5M6 11h4.5"/></symbol>"#,
    r#"<symbol id="i-lock" viewBox="0 0 16 16"><path d="M3.5 7h9v6.5h-9zM5.3 7V5a2.7 2.7 0 015.4 0v2"/></symbol>"#,
    r#"<symbol id="i-people" viewBox="0 0 16 16"><circle cx="6" cy="5.2" r="2.4"/>"#,
    r#"<path d="M1.8 13.5c.3-2.8 2-4 4.2-4s3.9 1.2 4.2 4M10.5 3.2a2.3 2.3 0 010 4.2M12 9.8c1.3.5 2.1 1.7 2.3 3.7"/></symbol>"#,
    "</svg>",
);
