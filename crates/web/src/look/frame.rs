use maud::{DOCTYPE, Markup, html};
use units::{Date, Fact};
use words::{Lang, say};

use super::icon::sprite;
use super::{Icon, Menu, inline_form, submit_plain};
use crate::file;

/// One step of the breadcrumb; the last has no address.
#[derive(Clone, Debug)]
pub struct Crumb {
    text: String,
    href: Option<String>,
}

impl Crumb {
    /// A step that leads somewhere.
    pub fn to(text: impl Into<String>, href: impl Into<String>) -> Crumb {
        Crumb {
            text: text.into(),
            href: Some(href.into()),
        }
    }

    /// This page.
    pub fn here(text: impl Into<String>) -> Crumb {
        Crumb {
            text: text.into(),
            href: None,
        }
    }
}

/// The strip of the demo: the business day and what moves it. Outside demo mode neither strip nor addresses exist.
#[derive(Clone, Debug)]
pub struct DemoStrip {
    /// The business day.
    pub today: Date,
    /// The next event, named: `5月15日24:00自动申报`.
    pub next_event: Option<String>,
    /// The business day can be moved on by one.
    pub next_day: bool,
    /// Bank answers can be ordered.
    pub bank_answers: bool,
}

/// The strip under the menu on an employer's pages: two countdowns, never one.
#[derive(Clone, Debug, Default)]
pub struct Deadlines {
    /// What comes next: `**还有3天** · 5月15日（周五）24:00自动申报`.
    pub next: Option<Markup>,
    /// The close of the window.
    pub close: Option<Markup>,
    /// The worst open problem.
    pub problem: Option<Markup>,
    /// What will be debited if nothing is done.
    pub end: Option<Markup>,
}

/// The foot of each page.
#[derive(Clone, Debug, Default)]
pub struct Footer {
    /// The agency's name.
    pub agency: String,
    /// `cn/example 2026.05`
    pub pack: Option<String>,
    /// Fingerprint of the pack, short.
    pub fingerprint: Option<String>,
    /// Which of its pages the reader may open: `/guide`, `/verify`, `/api`, `/accessibility`, `/record/looks`, `/sign-in/own`, `/keys`.
    pub links: Vec<&'static str>,
}

/// A whole page: everything around the content. Pages get one from `Asked::frame`, which fills in language, person, demo and footer.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    lang: Lang,
    title: String,
    wrong: bool,
    address: String,
    search: Option<String>,
    person: Option<(String, String)>,
    sign_in: bool,
    key: String,
    menu: Option<Menu>,
    deadlines: Deadlines,
    demo: Option<DemoStrip>,
    trail: Vec<Crumb>,
    footer: Footer,
}

impl Frame {
    /// A page with its title (of the window; the `h1` is the heading's). `address` is path and query of this page.
    pub fn new(lang: Lang, title: impl Into<String>, address: impl Into<String>) -> Frame {
        Frame {
            lang,
            title: title.into(),
            address: address.into(),
            ..Frame::default()
        }
    }

    /// The page came back with problems: its title begins with 错误: or Error:.
    pub fn wrong(mut self, wrong: bool) -> Frame {
        self.wrong = wrong;
        self
    }

    /// The search field, with what may be searched for.
    pub fn search(mut self, hint: impl Into<String>) -> Frame {
        self.search = Some(hint.into());
        self
    }

    /// Who is signed in, in which role, and a key for the sign-out form.
    pub fn person(mut self, role: impl Into<String>, name: impl Into<String>, key: impl Into<String>) -> Frame {
        self.person = Some((role.into(), name.into()));
        self.key = key.into();
        self
    }

    /// Nobody is signed in: offers to.
    pub fn offer_sign_in(mut self) -> Frame {
        self.sign_in = true;
        self
    }

    /// The menu.
    pub fn menu(mut self, menu: Menu) -> Frame {
        self.menu = Some(menu);
        self
    }

    /// The deadline strip.
    pub fn deadlines(mut self, deadlines: Deadlines) -> Frame {
        self.deadlines = deadlines;
        self
    }

    /// The demo strip, and a key for its forms.
    pub fn demo(mut self, strip: DemoStrip, key: impl Into<String>) -> Frame {
        self.demo = Some(strip);
        if self.key.is_empty() {
            self.key = key.into();
        }
        self
    }

    /// The breadcrumb, from the second level on.
    pub fn trail(mut self, trail: Vec<Crumb>) -> Frame {
        self.trail = trail;
        self
    }

    /// The foot.
    pub fn footer(mut self, footer: Footer) -> Frame {
        self.footer = footer;
        self
    }

    /// The page with its content.
    pub fn page(self, content: Markup) -> Markup {
        let lang = self.lang;
        html! {
            (DOCTYPE)
            html lang=(lang.tag()) class="govuk-template" {
                (self.head())
                body class="govuk-template__body sb" {
                    a href="#main" class="govuk-skip-link" { (say(lang, "frame.skip", &[])) }
                    (sprite())
                    (self.demo_strip())
                    (self.header())
                    @if let Some(menu) = &self.menu { (menu) }
                    (self.deadline_strip())
                    main id="main" class="sb-main" {
                        div class="sb-width" { (self.breadcrumb()) (content) }
                    }
                    (self.foot())
                }
            }
        }
    }

    fn head(&self) -> Markup {
        let key = if self.wrong { "frame.title.wrong" } else { "frame.title" };
        html! {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="htmx-config" content=r#"{"includeIndicatorCSS": false, "history": false}"#;
                meta name="robots" content="noindex";
                title { (say(self.lang, key, &[("title", Fact::Text(self.title.clone()))])) }
                link rel="stylesheet" href=(file::path("portal.css"));
                script src=(file::path("htmx.min.js")) defer {}
                script src=(file::path("shebao.js")) defer {}
            }
        }
    }

    fn demo_strip(&self) -> Markup {
        let Some(demo) = &self.demo else { return html! {} };
        let word = |key: &str| say(self.lang, key, &[]);
        let act = |action: &str, class: &str, text: &str| inline_form(action, &self.key, class, submit_plain(text));
        html! {
            div class="sb-demo" role="region" aria-label=(word("frame.demo")) {
                div class="sb-width" {
                    span { i class="sb-wide-only" { (word("frame.demo.long")) } i class="sb-phone-only" { (word("frame.demo.short")) } }
                    span { i class="sb-wide-only" { (word("frame.demo.date")) } span class="sb-demo__date" { (words::day(self.lang, demo.today)) } }
                    @if demo.next_day { (act("/demo/next-day", "", &word("frame.demo.next_day"))) }
                    @if let Some(event) = &demo.next_event {
                        (act("/demo/next-event", "sb-wide-only", &say(self.lang, "frame.demo.skip", &[("event", Fact::Text(event.clone()))])))
                    }
                    @if demo.bank_answers {
                        form method="get" action="/demo/bank-answers" class="sb-inline sb-wide-only" { (submit_plain(&word("frame.demo.bank"))) }
                    }
                }
            }
        }
    }

    fn header(&self) -> Markup {
        let word = |key: &str| say(self.lang, key, &[]);
        html! {
            header class="sb-top" {
                div class="sb-width" {
                    a class="sb-mark" href="/" { span class="sb-mark__seal" lang="zh" { "社保" } span class="sb-mark__latin" lang="en" { "Shebao" } }
                    @if let Some(hint) = &self.search {
                        form class="sb-search" role="search" action="/search" {
                            label class="govuk-visually-hidden" for="q" { (word("frame.search")) }
                            (Icon::Search)
                            input id="q" name="q" type="search" placeholder=(hint) data-key="/" autocomplete="off";
                        }
                    }
                    div class="sb-top__side" {
                        (self.languages())
                        @match &self.person {
                            Some((role, name)) => {
                                a class="sb-top__user" href="/sign-in/own" { (role) " " (name) }
                                (inline_form("/sign-out", &self.key, "", submit_plain(&word("frame.sign_out"))))
                            }
                            None if self.sign_in => a href="/sign-in" { (word("frame.sign_in")) },
                            None => {}
                        }
                    }
                }
            }
        }
    }

    /// 中文 | English: the same page in the other language.
    fn languages(&self) -> Markup {
        html! {
            span class="sb-lang" role="group" aria-label=(say(self.lang, "frame.language", &[])) {
                @for lang in Lang::ALL {
                    @if lang == self.lang {
                        span aria-current="true" lang=(lang.tag()) { (lang.own_name()) }
                    } @else {
                        a href=(with_lang(&self.address, lang)) lang=(lang.tag()) hreflang=(lang.tag()) { (lang.own_name()) }
                    }
                }
            }
        }
    }

    fn deadline_strip(&self) -> Markup {
        let Deadlines { next, close, problem, end } = &self.deadlines;
        if next.is_none() && close.is_none() && problem.is_none() && end.is_none() {
            return html! {};
        }
        html! {
            div class="sb-due" role="region" aria-label=(say(self.lang, "frame.deadlines", &[])) {
                div class="sb-width" {
                    @if let Some(next) = next { span class="sb-due__next" { (next) } }
                    @if let Some(close) = close { span class="sb-wide-only" { (close) } }
                    @if let Some(problem) = problem { span class="sb-bad" { (problem) } }
                    @if let Some(end) = end { span class="sb-due__end" { (end) } }
                }
            }
        }
    }

    fn breadcrumb(&self) -> Markup {
        html! {
            @if !self.trail.is_empty() {
                nav class="sb-trail" aria-label=(say(self.lang, "frame.trail", &[])) {
                    ol {
                        @for crumb in &self.trail {
                            li { @match &crumb.href { Some(href) => a href=(href) { (crumb.text) }, None => span aria-current="page" { (crumb.text) } } }
                        }
                    }
                }
            }
        }
    }

    fn foot(&self) -> Markup {
        let all = [
            ("/guide", "frame.menu.guide"),
            ("/calculators", "calculators.title"),
            ("/verify", "frame.foot.verify"),
            ("/api", "frame.foot.api"),
            ("/accessibility", "frame.foot.accessibility"),
            ("/record/looks", "frame.foot.looks"),
            ("/sign-in/own", "own_login.title"),
            ("/keys", "frame.foot.keys"),
        ];
        let rules = match (&self.footer.pack, &self.footer.fingerprint) {
            (Some(pack), Some(print)) => {
                let facts = [("pack", Fact::Text(pack.clone())), ("fingerprint", Fact::Text(print.clone()))];
                Some(say(self.lang, "frame.foot.pack", &facts))
            }
            (Some(_) | None, _) => None,
        };
        html! {
            footer class="sb-foot" {
                div class="sb-width" {
                    span { (say(self.lang, "frame.foot.agency", &[("agency", Fact::Text(self.footer.agency.clone()))])) }
                    @for (href, key) in all.iter().filter(|(href, _)| self.footer.links.contains(href)) {
                        @let is_keys = *href == "/keys";
                        a href=(href) data-key=[is_keys.then_some("?")] { (say(self.lang, key, &[])) @if is_keys { " " kbd aria-hidden="true" { "?" } } }
                    }
                    @if let Some(rules) = rules { span { (rules) } }
                }
            }
        }
    }
}

/// The same address with `lang` set, other parts of the query kept.
fn with_lang(address: &str, lang: Lang) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
    let query: String = kept.map(|pair| format!("{pair}&")).collect();
    format!("{path}?{query}lang={}", lang.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_changes_and_the_filters_stay() {
        assert_eq!(with_lang("/a/b", Lang::En), "/a/b?lang=en");
        assert_eq!(with_lang("/a?page=2&lang=zh&q=x", Lang::En), "/a?page=2&q=x&lang=en");
    }

    #[test]
    fn a_page_has_its_language_its_title_and_nothing_inline() {
        for lang in Lang::ALL {
            let out = Frame::new(lang, "T<", "/x").wrong(true).page(html! { h1 { "T<" } }).into_string();
            assert!(out.starts_with("<!DOCTYPE html><html lang=\"") && out.contains(lang.tag()), "{out}");
            assert!(out.contains("T&lt;"));
            assert!(!out.contains("style=\"") && !out.contains("<style") && !out.contains("onclick") && !out.contains("javascript:"));
            assert!(!out.contains("/assets/"), "nothing of the style sheet's own assets");
        }
        let wrong = Frame::new(Lang::Zh, "减员", "/x").wrong(true).page(html! {}).into_string();
        assert!(wrong.contains("<title>错误：减员"), "{wrong}");
    }

    #[test]
    fn outside_the_demo_there_is_no_strip() {
        assert!(!Frame::new(Lang::Zh, "T", "/").page(html! {}).into_string().contains("sb-demo"));
        let strip = DemoStrip {
            today: units::date(2026, 5, 12),
            next_event: None,
            next_day: true,
            bank_answers: false,
        };
        let out = Frame::new(Lang::Zh, "T", "/").demo(strip, "k").page(html! {}).into_string();
        assert!(
            out.contains("2026年5月12日（周二）") && out.contains("action=\"/demo/next-day\""),
            "{out}"
        );
    }
}
