use maud::{Markup, Render, html};
use units::Fact;
use words::{Lang, say};

use super::hidden;

/// One entry of the menu.
#[derive(Clone, Debug)]
pub struct MenuItem {
    /// The words.
    pub text: String,
    /// Its address.
    pub href: String,
    /// How many things wait there.
    pub waiting: u32,
    /// The keys that go there: `g r`.
    pub key: Option<&'static str>,
}

/// The menu under the header: whom one acts for, sections, what waits in each.
///
/// The three menus of the site map are [`Menu::clerk`], [`Menu::insured`], [`Menu::desk`].
#[derive(Clone, Debug)]
pub struct Menu {
    lang: Lang,
    who: String,
    switch: Option<(String, String)>,
    items: Vec<MenuItem>,
    here: Option<String>,
}

/// Sections of a clerk: address below the employer's, sentence key, keys.
const CLERK: [(&str, &str, Option<&str>); 10] = [
    ("", "frame.menu.home", Some("g h")),
    ("/roll", "frame.menu.roll", Some("g r")),
    ("/enrolments", "frame.menu.increases", None),
    ("/reductions", "frame.menu.reductions", None),
    ("/bills", "frame.menu.bills", Some("g b")),
    ("/debits", "frame.menu.debits", None),
    ("/back-payments", "frame.menu.back_payments", None),
    ("/appointments", "frame.menu.appointments", None),
    ("/receipts", "frame.menu.receipts", None),
    ("/guide", "frame.menu.guide", None),
];

impl Menu {
    /// A menu of one's own items.
    pub fn new(lang: Lang, who: impl Into<String>, items: Vec<MenuItem>) -> Menu {
        Menu {
            lang,
            who: who.into(),
            switch: None,
            items,
            here: None,
        }
    }

    /// The clerk's menu for an employer: its code as in addresses, its name. Pages take `Asked::clerk_menu`.
    pub fn clerk(lang: Lang, employer: &str, name: &str) -> Menu {
        let base = format!("/employers/{employer}");
        let items = CLERK.iter().map(|(path, words, key)| MenuItem {
            text: say(lang, words, &[]),
            href: if *path == "/guide" {
                path.to_string()
            } else {
                format!("{base}{path}")
            },
            waiting: 0,
            key: *key,
        });
        Menu::new(lang, name, items.collect())
    }

    /// The menu of an insured person. Pages take `Asked::insured_menu`.
    pub fn insured(lang: Lang, name: &str) -> Menu {
        let all = [
            ("/record", "frame.menu.record"),
            ("/record/gaps", "frame.menu.gaps"),
            ("/individual-account", "frame.menu.account"),
            ("/certificates", "frame.menu.certificates"),
            ("/objections", "frame.menu.objections"),
            ("/record/looks", "frame.menu.looks"),
        ];
        let items = all.iter().map(|(href, words)| MenuItem {
            text: say(lang, words, &[]),
            href: href.to_string(),
            waiting: 0,
            key: None,
        });
        Menu::new(lang, name, items.collect())
    }

    /// The menu of an officer's desk, by its code in addresses (`collection`), with the desk's own sections behind.
    pub fn desk(lang: Lang, desk: &str, name: &str, more: Vec<MenuItem>) -> Menu {
        let base = format!("/desks/{desk}");
        // The records desk has no queue: it looks people up.
        let first = if desk == "records" {
            "frame.menu.look_up"
        } else {
            "frame.menu.queue"
        };
        let mut items = vec![MenuItem {
            text: say(lang, first, &[]),
            href: base.clone(),
            waiting: 0,
            key: Some("g h"),
        }];
        items.push(MenuItem {
            text: say(lang, "frame.menu.done", &[]),
            href: format!("{base}/done"),
            waiting: 0,
            key: None,
        });
        items.extend(more);
        Menu::new(lang, name, items)
    }

    /// Only the sections whose address `leads_somewhere`.
    pub fn only(mut self, leads_somewhere: impl Fn(&str) -> bool) -> Menu {
        self.items.retain(|item| leads_somewhere(&item.href));
        self
    }

    /// Another employer can be chosen: words and address.
    pub fn switch(mut self, text: impl Into<String>, href: impl Into<String>) -> Menu {
        self.switch = Some((text.into(), href.into()));
        self
    }

    /// How many things wait in the section at `href`.
    pub fn waiting(mut self, href: &str, count: u32) -> Menu {
        for item in self.items.iter_mut().filter(|item| item.href == href) {
            item.waiting = count;
        }
        self
    }

    /// The section of this page, by its address.
    pub fn here(mut self, href: impl Into<String>) -> Menu {
        self.here = Some(href.into());
        self
    }
}

impl Render for Menu {
    fn render(&self) -> Markup {
        html! {
            nav class="sb-nav" aria-label=(say(self.lang, "frame.menu", &[])) {
                div class="sb-width" {
                    div class="sb-nav__who" {
                        span { (self.who) }
                        @if let Some((text, href)) = &self.switch { a href=(href) { (text) } }
                    }
                    ul {
                        @for item in &self.items {
                            li {
                                a href=(item.href) data-key=[item.key] aria-current=[(self.here.as_ref() == Some(&item.href)).then_some("page")] {
                                    (item.text)
                                    @if item.waiting > 0 {
                                        span class="sb-nav__count" {
                                            (item.waiting) (hidden(&say(self.lang, "frame.menu.waiting", &[("n", Fact::Count(item.waiting.into()))])))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_menu_shows_what_is_offered_and_what_waits() {
        let menu = Menu::clerk(Lang::Zh, "7H2KQM", "北京云雀示例科技有限公司").only(|href| !href.ends_with("/bills"));
        let out = menu
            .waiting("/employers/7H2KQM/debits", 1)
            .here("/employers/7H2KQM/roll")
            .render()
            .into_string();
        assert!(
            out.contains("<a href=\"/employers/7H2KQM/roll\" data-key=\"g r\" aria-current=\"page\">花名册</a>"),
            "{out}"
        );
        assert!(
            out.contains("扣款<span class=\"sb-nav__count\">1<span class=\"govuk-visually-hidden\">件待办</span></span>"),
            "{out}"
        );
        assert!(!out.contains("账单"), "what has no page is not offered");
    }
}
