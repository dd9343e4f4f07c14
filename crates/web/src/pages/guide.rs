//! The guide: questions answered plainly, the papers of a back payment, the layouts of files with their numbered rules, the deadlines
//! as a feed.

mod questions;
mod ways;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::ids::EmployerId;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::deadlines::{Deadline, FeedEntry, What, calendar_feed, of_months};
use units::{Fact, Month};

use crate::Asked;
use crate::body::Searched;
use crate::look::{Column, Heading, Line, Panel, Table, rich, stack};
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/guide",
            Permission::Public,
            "Questions with plain answers, for the asker's own record where signed in.",
            questions::page,
        ),
        Route::page(
            "/guide/back-payment",
            Permission::Public,
            "Which papers, where, by when, for the asker's months.",
            ways::page,
        ),
        Route::page(
            "/formats",
            Permission::Public,
            "Layouts of files with their numbered rules.",
            formats,
        ),
        Route::page("/calendar.ics", Permission::Public, "The deadlines as a calendar feed.", calendar),
    ]
}

/// A file that people hand in: its columns by the keys of their words, those that must be there first.
struct Layout {
    id: &'static str,
    must: &'static [&'static str],
    may: &'static [&'static str],
}

const LAYOUTS: [Layout; 4] = [
    Layout {
        id: "increases",
        must: &["name", "number", "hired_on", "category", "wage"],
        may: &["branches", "phone", "remark"],
    },
    Layout {
        id: "reductions",
        must: &["name", "number", "end_date", "reason"],
        may: &["last_month", "medical_reason", "remark"],
    },
    Layout {
        id: "wages",
        must: &["name", "number", "wage"],
        may: &["remark"],
    },
    Layout {
        id: "bank",
        must: &["end_to_end_id", "amount", "currency", "status", "value_date"],
        may: &["reason_code"],
    },
];

const RULES: [&str; 9] = [
    "formats.rule.1",
    "formats.rule.2",
    "formats.rule.3",
    "formats.rule.4",
    "formats.rule.5",
    "formats.rule.6",
    "formats.rule.7",
    "formats.rule.8",
    "formats.rule.9",
];

async fn formats(asked: Asked) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let title = word("formats.title");
    let heads = || {
        vec![
            Column::title(word("formats.column")),
            Column::text(word("formats.needed")),
            Column::text(word("formats.says")).whole_labelled(),
        ]
    };
    let row = |column: &str, needed: &str| {
        Line::new(vec![
            html! { (word(&format!("formats.column.{column}"))) },
            html! { (word(needed)) },
            html! { (word(&format!("formats.column.{column}.says"))) },
        ])
    };
    let mut parts: Vec<Markup> = LAYOUTS
        .iter()
        .map(|layout| {
            let name = word(&format!("formats.layout.{}", layout.id));
            let must = layout.must.iter().map(|column| row(column, "formats.must"));
            let lines = must.chain(layout.may.iter().map(|column| row(column, "formats.may"))).collect();
            let table = Table::new(name.clone(), heads()).lines(lines);
            Panel::new(layout.id, name).flush().body(table.render()).render()
        })
        .collect();
    let rules: Vec<Markup> = RULES.iter().map(|key| rich(asked.lang, key, &[])).collect();
    let numbered = html! {
        ul class="govuk-list" { @for (at, rule) in rules.iter().enumerate() { li { b { "R" (at + 1) } " " (rule) } } }
    };
    parts.push(Panel::new("rules", word("formats.rules")).body(numbered).render());
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "formats.lead", &[]));
    asked.frame(title).page(html! { (heading.render()) (stack(&parts)) })
}

/// Months in the feed, from the one before on.
const MONTHS: i32 = 8;

/// The deadlines are the pack's, the same for every employer; with `?employer=` each leads to that employer's page.
async fn calendar(asked: Asked, Searched(query): Searched) -> Response {
    let of = EmployerId::from_code(query.get("employer")).ok();
    let book = asked.portal.agency().book();
    let days = of_months(book, asked.today, Month::of(asked.today).previous(), MONTHS);
    let entries: Vec<FeedEntry> = days.iter().map(|day| entry(&asked, day, of)).collect();
    let feed = calendar_feed(&asked.say("guide.calendar.name", &[]), asked.now, &entries);
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    let name = HeaderValue::from_static("inline; filename=\"shebao.ics\"");
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], feed).into_response()
}

fn entry(asked: &Asked, of: &Deadline, employer: Option<EmployerId>) -> FeedEntry {
    let facts = [("day", Fact::Day(of.day)), ("month", Fact::Month(of.month))];
    let section = match of.what {
        What::WindowOpens | What::Close => "",
        What::DefaultDeclaration => "/bills",
        What::FirstDebit | What::SecondDebit | What::LastOnTime => "/debits",
    };
    FeedEntry {
        uid: format!(
            "{}-{}@{}",
            of.what.code(),
            of.month,
            asked.portal.agency().book().region().replace('/', ".")
        ),
        on: of.day,
        summary: asked.say(&format!("deadline.{}", of.what.code()), &facts),
        description: String::new(),
        url: employer.map(|e| format!("/employers/{}{section}", e.code())).unwrap_or_default(),
    }
}
