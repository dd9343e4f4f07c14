//! The calculators in public: what the command line works out, as pages that need no script and as operations for programs. The address
//! holds the whole question, so an answer can be sent to somebody else; only [`compare`] takes files and is a form that is sent.

mod account;
mod assess;
mod compare;
mod gaps;
mod here;
mod late_fee;
mod read;
mod retirement;
mod working_days;

use axum::Json;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::reckon::Book;
use domain::reckon::person::Doubt;
use domain::reckon::why::Why as Reason;
use maud::{Markup, Render, html};
use procedures::Permission;
use serde::Serialize;
use units::Fact;
use utoipa::ToSchema;
use words::Lang;

use crate::body::Searched;
use crate::error::Failure;
use crate::look::{
    Alert, Crumb, Field, Heading, OneOf, Panel, Problems, Tone, Why, WhyStep, actions, bullets, error_summary, link, rich,
    short_fingerprint, stack, submit,
};
use crate::rim::policy_with_engine;
use crate::route::Route;
use crate::{Asked, Doc, Typed};
use reckoned::{WhyShown, doubted};

use account::Settlement;
use assess::Assessment;
use gaps::Goals;
use late_fee::LateFee;
use read::Read;
use retirement::Retirement;
use working_days::WorkingDays;

pub(crate) fn routes() -> Vec<Route> {
    let index = Route::page("/calculators", Permission::Public, "The calculators: what each answers.", index);
    let calculators = [
        vec![index],
        mounted::<Assessment>(),
        mounted::<LateFee>(),
        mounted::<Retirement>(),
        mounted::<Goals>(),
        mounted::<Settlement>(),
        mounted::<WorkingDays>(),
        compare::routes(),
    ];
    calculators.into_iter().flatten().collect()
}

/// What a question asks for.
#[derive(Clone, Copy)]
enum Kind {
    /// A month or a day in one field, a short text: so many characters.
    Text(u8),
    /// Yuan.
    Money,
    /// One of these codes; their words are behind the prefix.
    Code(&'static [&'static str], &'static str),
    /// Several lines.
    Lines(u8),
}

/// One field of a question. Its label is `calculators.field.<name>`, with a hint where there is one.
#[derive(Clone, Copy)]
struct Input {
    name: &'static str,
    kind: Kind,
    optional: bool,
}

const fn must(name: &'static str, kind: Kind) -> Input {
    Input {
        name,
        kind,
        optional: false,
    }
}

const fn may(name: &'static str, kind: Kind) -> Input {
    Input {
        name,
        kind,
        optional: true,
    }
}

/// A calculator: its question, its answer on a page and on the wire.
trait Calculator: Sized + Send + 'static {
    /// In addresses; its words are `calculators.<code>`.
    const CODE: &'static str;
    const PAGE: &'static str;
    const API: &'static str;
    const SAYS: &'static str;
    const INPUTS: &'static [Input];
    /// Whether the engine in the browser answers it too, as somebody types.
    const IN_BROWSER: bool = false;
    type Wire: Serialize + ToSchema + Send;

    /// What stands in the form before anybody asks.
    fn first(read: &Read<'_>) -> Typed;
    /// The answer; nothing where something must be mended, which is then in `read`.
    fn reckon(book: &Book, read: &mut Read<'_>) -> Option<Self>;
    /// For programs.
    fn wire(&self, book: &Book, lang: Lang) -> Self::Wire;
    /// For people.
    fn show(&self, lang: Lang) -> Markup;
}

fn mounted<C: Calculator>() -> Vec<Route> {
    let doc = C::INPUTS.iter().fold(Doc::new("calculators"), |doc, input| {
        doc.query(input.name, if input.optional { "Optional." } else { "Needed." })
    });
    vec![
        Route::page(C::PAGE, Permission::Public, C::SAYS, page::<C>),
        Route::api(
            Method::GET,
            C::API,
            Permission::Public,
            C::SAYS,
            doc.answers::<C::Wire>(200),
            api::<C>,
        ),
    ]
}

async fn api<C: Calculator>(asked: Asked, Searched(typed): Searched) -> Result<Json<C::Wire>, Failure> {
    let book = asked.portal.agency().book();
    let mut read = Read::new(&typed, asked.today);
    match C::reckon(book, &mut read) {
        Some(answer) => Ok(Json(answer.wire(book, asked.lang))),
        None => Err(read.first_refusal()),
    }
}

async fn page<C: Calculator>(asked: Asked, Searched(typed): Searched) -> Response {
    let book = asked.portal.agency().book();
    let untouched = C::INPUTS.iter().all(|input| typed.get(input.name).is_empty());
    let mut read = Read::new(&typed, asked.today);
    let (shown, answer) = if untouched {
        (C::first(&read), None)
    } else {
        (typed.clone(), C::reckon(book, &mut read))
    };
    let mut problems = Problems::new();
    for (field, refused) in read.refusals() {
        let label = if field.is_empty() { String::new() } else { label(&asked, field) };
        problems.add(asked.lang, field, &label, refused.as_ref());
    }
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let title = asked.say(&format!("calculators.{}", C::CODE), &[]);
    // Where the answer stands beside the question, the browser goes to it: on a phone it is below.
    let action = format!("{}{}", C::PAGE, if C::IN_BROWSER { "#answered" } else { "" });
    let form = html! {
        form method="get" action=(action) data-calculator=[C::IN_BROWSER.then_some(C::CODE)] novalidate {
            @for input in C::INPUTS { (field(&asked, input, &shown, &problems)) }
            (actions(submit(&asked.say("calculators.reckon", &[]))))
        }
    };
    let form = Panel::new("ask", asked.say("calculators.ask", &[])).body(form).render();
    let shown: Vec<Markup> = answer.iter().map(|answer| answer.show(asked.lang)).collect();
    let parts = match C::IN_BROWSER {
        true => here::beside(&asked, book, &form, &shown, problems.is_empty()),
        false => stack(&[html! { @for part in shown { (part) } }, form, offline(&asked, book)]),
    };
    let lead = rich(asked.lang, &format!("calculators.{}.lead", C::CODE), &[]);
    let content = html! { (error_summary(asked.lang, &problems)) (Heading::new(title.clone()).lead(lead)) (parts) };
    let trail = vec![
        Crumb::to(asked.say("calculators.title", &[]), "/calculators"),
        Crumb::here(title.clone()),
    ];
    let frame = asked.frame(title).trail(trail).wrong(!problems.is_empty());
    let mut response = (status, frame.page(content)).into_response();
    if C::IN_BROWSER {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy_with_engine());
    }
    response
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
    let list = html! {
        (line(Assessment::CODE, Assessment::PAGE))
        (line(compare::CODE, compare::PAGE))
        (line(LateFee::CODE, LateFee::PAGE))
        (line(Goals::CODE, Goals::PAGE))
        (line(Retirement::CODE, Retirement::PAGE))
        (line(Settlement::CODE, Settlement::PAGE))
        (line(WorkingDays::CODE, WorkingDays::PAGE))
    };
    let parts = [
        Panel::untitled("list", title.clone()).body(list).render(),
        offline(&asked, asked.portal.agency().book()),
    ];
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "calculators.lead", &[]));
    asked.frame(title).page(html! { (heading) (stack(&parts)) })
}

/// The answer's head: one sentence, the rest below it.
fn head(tone: Tone, says: String, body: Markup) -> Markup {
    Alert::new(tone, "answer", says).body(body).render()
}

/// The reasons, from the figure to the row of the pack.
fn reasons(reason: &Reason, fingerprint: &str, lang: Lang) -> Markup {
    reasons_shown(&WhyShown::of(reason, lang), fingerprint, lang)
}

fn reasons_shown(reason: &WhyShown, fingerprint: &str, lang: Lang) -> Markup {
    let facts = [("fingerprint", Fact::Text(short_fingerprint(fingerprint)))];
    let steps = reason.under.iter().map(step).collect();
    let sum = format!("{}{}", reason.about, reason.rest);
    let why = Why::new(sum, steps).fingerprint(words::say(lang, "calculators.fingerprint", &facts));
    Panel::new("why", words::say(lang, "look.why", &[])).body(why.render()).render()
}

fn step(shown: &WhyShown) -> WhyStep {
    let mut step = WhyStep::new(&shown.about);
    if !shown.rest.is_empty() {
        step = step.text(html! { (shown.rest) });
    }
    if let Some(source) = &shown.source {
        step = step.source(html! { (source) });
    }
    step.under(shown.under.iter().map(self::step).collect())
}

/// What is not sure.
fn doubts(doubts: &[Doubt], lang: Lang) -> Markup {
    let said: Vec<Markup> = doubted(doubts, lang).into_iter().map(|doubt| html! { (doubt) }).collect();
    if said.is_empty() {
        html! {}
    } else {
        bullets(&said)
    }
}
