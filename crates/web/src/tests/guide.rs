//! The guide: pages of the design drawn with the components, to look at and to hold the components to what every page must keep.
//!
//! `SHEBAO_GUIDE=/some/folder cargo test -p web guide` writes them as HTML with their files; serve the folder and open it.

mod employer;
mod filing;
mod person;

use crate::file;
use crate::look::*;
use maud::{Markup, Render, html};
use std::fs;
use std::path::Path;
use units::{Fen, date};
use words::Lang;

/// The text of the reader's language.
fn t(lang: Lang, zh: &str, en: &str) -> String {
    match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    }
}

fn text(lang: Lang, zh: &str, en: &str) -> Markup {
    let text = t(lang, zh, en);
    html! { (text) }
}

fn strip() -> DemoStrip {
    DemoStrip {
        today: date(2026, 5, 12),
        next_event: Some("5月15日24:00自动申报".into()),
        next_day: true,
        bank_answers: true,
    }
}

/// The frame of the design's clerk.
fn clerk_frame(lang: Lang, title: &str, here: &str) -> Frame {
    let strip = DemoStrip {
        next_event: Some(t(lang, "5月15日24:00自动申报", "15 May 24:00, automatic declaration")),
        ..strip()
    };
    let name = t(lang, "北京云雀示例科技有限公司", "Yunque Example Technology (Beijing)");
    let menu = Menu::clerk(lang, "7H2KQM", &name)
        .waiting("/employers/7H2KQM/reductions", 1)
        .waiting("/employers/7H2KQM/debits", 1)
        .here(format!("/employers/7H2KQM{here}"));
    let bold = |b: &str, rest: &str| html! { b { (b) } " · " (rest) };
    let end = match lang {
        Lang::Zh => html! { "若不操作，6月3日将扣" b class="sb-num" { "174,612.80元" } },
        Lang::En => html! { "If you do nothing, 3 June debit: " b class="sb-num" { "¥174,612.80" } },
    };
    let deadlines = Deadlines {
        next: Some(bold(
            &t(lang, "还有3天", "3 days left"),
            &t(
                lang,
                "5月15日（周五）24:00自动申报",
                "declared automatically at 24:00 on Fri 15 May",
            ),
        )),
        close: Some(text(lang, "5月25日（周一）24:00关窗出账", "Changes close Mon 25 May")),
        problem: Some(bold(
            &t(lang, "4月首次扣款失败", "April debit failed"),
            &t(lang, "5月18日二次扣款", "second 18 May"),
        )),
        end: Some(end),
    };
    Frame::new(lang, title, "/employers/7H2KQM")
        .search(words::say(lang, "frame.search.clerk", &[]))
        .person(words::say(lang, "frame.role.clerk", &[]), t(lang, "许立夏", "Xu Lixia"), "k1")
        .menu(menu)
        .deadlines(deadlines)
        .demo(strip, "k1")
        .footer(footer(lang))
}

fn footer(lang: Lang) -> Footer {
    Footer {
        agency: t(lang, "示例市社会保险经办平台", "Social insurance agency of Example City"),
        pack: Some("cn/example 2026.05".into()),
        fingerprint: Some("7c1e…a94f".into()),
        links: vec!["/guide", "/verify", "/accessibility", "/record/looks", "/keys"],
    }
}

fn done(lang: Lang) -> Markup {
    status(Tone::Good, &words::say(lang, "status.filing.done", &[]))
}

/// The name of a page of the guide, and how it is drawn.
type Drawn = (&'static str, fn(Lang) -> Markup);

fn pages() -> Vec<Drawn> {
    vec![
        ("clerk-home", employer::home),
        ("bill", employer::bill),
        ("debit", employer::debit),
        ("roll", employer::roll),
        ("reduction-single", filing::single),
        ("reduction-check", filing::check),
        ("findings", filing::workbook),
        ("receipt", filing::receipt),
        ("progress", filing::progress),
        ("record", person::record),
        ("case", person::case),
        ("queue", person::queue),
    ]
}

#[test]
fn every_page_of_the_guide_keeps_what_all_pages_keep() {
    let folder = std::env::var("SHEBAO_GUIDE").ok();
    for (name, draw) in pages() {
        for lang in Lang::ALL {
            let out = draw(lang).into_string();
            assert_eq!(out.matches("<h1").count(), 1, "{name} {lang:?}: one h1");
            assert!(
                !out.contains("style=\"") && !out.contains("<style") && !out.contains(" onclick"),
                "{name}: nothing inline"
            );
            for id in ids(&out) {
                assert_eq!(
                    out.matches(&format!(" id=\"{id}\"")).count(),
                    1,
                    "{name} {lang:?}: id {id} stands twice"
                );
            }
            for target in describers(&out) {
                assert!(
                    out.contains(&format!(" id=\"{target}\"")),
                    "{name} {lang:?}: nothing has the id {target}"
                );
            }
            if let Some(folder) = &folder {
                write(Path::new(folder), &format!("{name}.{}.html", lang.code()), out.as_bytes());
            }
        }
    }
    if let Some(folder) = &folder {
        for name in ["portal.css", "htmx.min.js", "shebao.js"] {
            let path = file::path(name);
            let bytes = file::at(path.trim_start_matches("/static/")).map(|f| f.bytes).unwrap_or_default();
            write(&Path::new(folder).join("static"), path.trim_start_matches("/static/"), bytes);
        }
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    fs::create_dir_all(folder).expect("the folder of the guide");
    fs::write(folder.join(name), bytes).expect("a page of the guide");
}

fn values<'a>(html: &'a str, attribute: &'a str) -> impl Iterator<Item = &'a str> {
    html.match_indices(attribute)
        .filter_map(move |(at, _)| html.get(at + attribute.len()..)?.split('"').next())
}

fn ids(html: &str) -> Vec<&str> {
    values(html, " id=\"").collect()
}

fn describers(html: &str) -> Vec<&str> {
    let all = [" aria-describedby=\"", " aria-labelledby=\"", " for=\""];
    all.iter().flat_map(|a| values(html, a)).flat_map(|v| v.split(' ')).collect()
}

fn yuan(fen: i64) -> Fen {
    Fen(fen)
}

/// The pages of the shell as they are served, beside those of the guide.
#[tokio::test]
async fn the_pages_of_the_shell_keep_it_too() {
    let trial = super::trial::Trial::demo();
    for (name, path) in [
        ("front", "/"),
        ("sign-in", "/sign-in"),
        ("keys", "/keys"),
        ("accessibility", "/accessibility"),
        ("nowhere", "/no/such"),
    ] {
        for lang in Lang::ALL {
            let out = trial
                .get(&format!("{path}?lang={}", lang.code()), procedures::Role::Anonymous)
                .await
                .body;
            assert_eq!(out.matches("<h1").count(), 1, "{name} {lang:?}: one h1");
            for id in ids(&out) {
                assert_eq!(
                    out.matches(&format!(" id=\"{id}\"")).count(),
                    1,
                    "{name} {lang:?}: id {id} stands twice"
                );
            }
            if let Ok(folder) = std::env::var("SHEBAO_GUIDE") {
                write(Path::new(&folder), &format!("{name}.{}.html", lang.code()), out.as_bytes());
            }
        }
    }
}
