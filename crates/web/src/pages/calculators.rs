//! The calculators in public: what the command line works out, as pages that answer in the browser as one types and need no script. The
//! address holds the whole question, so an answer can be sent to somebody else; only [`compare`] takes files and is a form that is sent.

mod compare;
mod shown;

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{IntoResponse, Response};
use domain::reckon::Book;
use maud::{Markup, Render, html};
use procedures::Permission;
use reckoned::page::{ACCOUNT, ASSESS, GAPS, Input, Kind, LATE_FEE, Page, RETIREMENT, RULES, Read, WORKING_DAYS};

use crate::body::Searched;
use crate::look::{
    Crumb, Field, Heading, OneOf, Panel, Problems, actions, columns_question_first, error_summary, link, rich, stack, submit,
};
use crate::rim::policy_with_engine;
use crate::route::Route;
use crate::{Asked, Typed};

pub(crate) use shown::draw;

/// The calculators that are a question in an address, each with its own and what it answers.
pub(crate) const PAGES: [(&str, Page, &str); 6] = [
    (
        "/calculators/assess",
        ASSESS,
        "What one person and the employer owe for a month, with the reasons.",
    ),
    (
        "/calculators/late-fee",
        LATE_FEE,
        "The late fee of a service month to a day, with the reasons.",
    ),
    (
        "/calculators/gaps",
        GAPS,
        "What a person's months mean for a goal: what counts, what breaks it, what can be made up at what cost.",
    ),
    (
        "/calculators/retire",
        RETIREMENT,
        "The month of statutory retirement, with the reasons.",
    ),
    (
        "/calculators/account",
        ACCOUNT,
        "What a year of an individual account earns, with the reasons.",
    ),
    (
        "/calculators/workdays",
        WORKING_DAYS,
        "When so many working days end, or how many lie between two days.",
    ),
];

pub(crate) fn routes() -> Vec<Route> {
    let index = Route::page("/calculators", Permission::Public, "The calculators: what each answers.", index);
    let pages = PAGES.into_iter().map(|(path, of, says)| {
        let handler = move |asked: Asked, Searched(typed): Searched| async move { page(&asked, &typed, path, &of) };
        Route::page(path, Permission::Public, says, handler)
    });
    std::iter::once(index).chain(pages).chain(compare::routes()).collect()
}

fn page(asked: &Asked, typed: &Typed, path: &str, of: &Page) -> Response {
    let book = asked.portal.agency().book();
    let untouched = of.inputs.iter().all(|input| typed.get(input.name).is_empty());
    let mut read = Read::new(typed, asked.today);
    let (filled, answer) = if untouched {
        let filled = (of.first)(asked.today);
        (
            RULES
                .iter()
                .fold(filled, |filled, rule| filled.with(rule.name, typed.get(rule.name))),
            None,
        )
    } else {
        (typed.clone(), of.answer(asked.portal.shelf(), book.region(), &mut read, asked.lang))
    };
    let problems = problems(asked, &read);
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let title = asked.say(&format!("calculators.{}", of.code), &[]);
    // The answer stands beside the question, on a phone below it: the browser goes there.
    let form = html! {
        form method="get" action=(format!("{path}#answered")) data-calculator=(of.code) novalidate {
            @for input in of.inputs { (field(asked, input, &filled, &problems)) }
            (by_rules(asked, &filled, &problems))
            (actions(submit(&asked.say("calculators.reckon", &[]))))
        }
    };
    let form = Panel::new("ask", asked.say("calculators.ask", &[])).body(form).render();
    let drawn = answer.map(|answer| draw(asked.lang, &answer));
    let question = html! { (form) (shown::where_reckoned(asked)) };
    let parts = columns_question_first(question, shown::place(asked, book, drawn, problems.is_empty()));
    let lead = rich(asked.lang, &format!("calculators.{}.lead", of.code), &[]);
    let content = html! { (error_summary(asked.lang, &problems)) (Heading::new(title.clone()).lead(lead)) (parts) };
    let trail = vec![
        Crumb::to(asked.say("calculators.title", &[]), "/calculators"),
        Crumb::here(title.clone()),
    ];
    let frame = asked.frame(title).trail(trail).wrong(!problems.is_empty());
    let mut response = (status, frame.page(content)).into_response();
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy_with_engine());
    response
}

/// What must be mended, by field.
fn problems(asked: &Asked, read: &Read<'_>) -> Problems {
    let mut problems = Problems::new();
    for (field, refused) in read.refusals() {
        let label = if field.is_empty() { String::new() } else { label(asked, field) };
        problems.add(asked.lang, field, &label, refused.as_ref());
    }
    problems
}

/// That the answer can be had without this portal.
fn offline(asked: &Asked) -> Markup {
    html! { p class="sb-small sb-soft" { (rich(asked.lang, "calculators.offline", &[])) } }
}

/// By which rules, folded away: most people ask by today's rules of the region that is served.
fn by_rules(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let served = asked.portal.agency().book().region();
    let is_set = |rule: &Input| !["", served].contains(&typed.get(rule.name)) || problems.of(rule.name).is_some();
    html! {
        details class="govuk-details" open[RULES.iter().any(is_set)] {
            summary class="govuk-details__summary" { span class="govuk-details__summary-text" { (asked.say("calculators.by_rules", &[])) } }
            div class="govuk-details__text" { @for rule in &RULES { (field(asked, rule, typed, problems)) } }
        }
    }
}

/// The regions that are offered, and the one that stands chosen: the one asked for, else the one that is served.
fn regions(asked: &Asked, typed: &Typed) -> (String, Vec<OneOf>) {
    let served = asked.portal.agency().book().region();
    let chosen = Some(typed.get("region")).filter(|region| !region.is_empty()).unwrap_or(served);
    let one = |book: Arc<Book>| OneOf::new(book.region(), book.name(asked.lang.code()));
    (
        chosen.to_owned(),
        asked.portal.shelf().all_charging().into_iter().map(one).collect(),
    )
}

fn label(asked: &Asked, name: &str) -> String {
    asked.say(&format!("calculators.field.{name}"), &[])
}

fn field(asked: &Asked, input: &Input, typed: &Typed, problems: &Problems) -> Markup {
    let mut field = Field::new(asked.lang, input.name, label(asked, input.name))
        .typed(typed)
        .problems(problems);
    let hint = format!("calculators.field.{}.hint", input.name);
    if words::knows(&hint) {
        field = field.hint(asked.say(&hint, &[]));
    }
    if input.optional {
        field = field.optional();
    }
    match input.kind {
        Kind::Text(wide) => field.text(wide),
        Kind::Money => field.money(),
        Kind::Lines(rows) => field.textarea(rows),
        Kind::Region => {
            let (chosen, offered) = regions(asked, typed);
            field.value(chosen).select(None, &offered)
        }
        Kind::Code(codes, prefix) => {
            let one = |code: &&str| OneOf::new(*code, asked.say(&format!("{prefix}{code}"), &[]));
            let list: Vec<OneOf> = codes.iter().map(one).collect();
            let unset = input.optional.then(|| asked.say("calculators.not_said", &[]));
            field.select(unset.as_deref(), &list)
        }
    }
}

async fn index(asked: Asked) -> Markup {
    let title = asked.say("calculators.title", &[]);
    let line = |code: &str, path: &str| {
        let lead = rich(asked.lang, &format!("calculators.{code}.lead"), &[]);
        html! { p { b { (link(path, &asked.say(&format!("calculators.{code}"), &[]))) } br; (lead) } }
    };
    let [first, rest @ ..] = &PAGES;
    let list = html! {
        (line(first.1.code, first.0))
        (line(compare::CODE, compare::PAGE))
        @for (path, of, _) in rest { (line(of.code, path)) }
    };
    let parts = [Panel::untitled("list", title.clone()).body(list).render(), offline(&asked)];
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "calculators.lead", &[]));
    asked.frame(title).page(html! { (heading) (stack(&parts)) })
}
