//! The calculators in public: what the command line works out, as pages that answer in the browser as one types and need no script. The
//! address holds the whole question, so an answer can be sent to somebody else; only [`compare`] takes files and is a form that is sent.

mod compare;
mod shown;

use axum::http::StatusCode;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{IntoResponse, Response};
use domain::reckon::Book;
use maud::{Markup, Render, html};
use procedures::Permission;
use reckoned::page::{ACCOUNT, ASSESS, GAPS, Input, Kind, LATE_FEE, Page, RETIREMENT, Read, Rules, WORKING_DAYS};
use units::Fact;

use crate::body::Searched;
use crate::look::{
    Crumb, Field, Heading, OneOf, Panel, Problems, actions, columns_question_first, error_summary, link, rich, short_fingerprint, stack,
    submit,
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
    let rules = Rules {
        shelf: asked.portal.shelf(),
        book,
    };
    let untouched = of.inputs.iter().all(|input| typed.get(input.name).is_empty());
    let mut read = Read::new(typed, asked.today);
    let (filled, answer) = if untouched {
        ((of.first)(asked.today), None)
    } else {
        (typed.clone(), (of.answer)(&rules, &mut read, asked.lang))
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
            (actions(submit(&asked.say("calculators.reckon", &[]))))
        }
    };
    let form = Panel::new("ask", asked.say("calculators.ask", &[])).body(form).render();
    let drawn = answer.map(|answer| draw(asked.lang, &answer, book.fingerprint()));
    let question = html! { (form) (shown::where_reckoned(asked, book)) };
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

/// What the answer rests on, and that it can be had without this portal.
fn offline(asked: &Asked, book: &Book) -> Markup {
    let text = |text: String| Fact::Text(text);
    let facts = [
        ("pack", text(book.region().to_owned())),
        ("fingerprint", text(short_fingerprint(book.fingerprint()))),
    ];
    html! { p class="sb-small sb-soft" { (rich(asked.lang, "calculators.offline", &facts)) } }
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
    let parts = [
        Panel::untitled("list", title.clone()).body(list).render(),
        offline(&asked, asked.portal.agency().book()),
    ];
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "calculators.lead", &[]));
    asked.frame(title).page(html! { (heading) (stack(&parts)) })
}
