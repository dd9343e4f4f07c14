//! What moves the demonstration: the next day, the next event, what the bank answers. Outside the demo none of it exists.

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use domain::ids::EmployerId;
use maud::{Markup, Render, html};
use procedures::deadlines::next_after;
use procedures::demo_bank::{self, Order};
use procedures::turn_day::turn_days_until;
use procedures::{Agency, Desk, Error, Permission};
use units::{Date, Fact};

use crate::body::{Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Column, Field, Heading, Line, OneOf, Panel, Problems, Table, Tone, actions, columns, empty, error_summary, form, number, rich, status,
    submit,
};
use crate::route::Route;
use crate::{Asked, Typed, rim};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::form(
            "/demo/next-day",
            Permission::MoveClock,
            "The demonstration's next business day.",
            next_day,
        )
        .demo_only(),
        Route::form(
            "/demo/next-event",
            Permission::MoveClock,
            "The demonstration's days up to the next event.",
            next_event,
        )
        .demo_only(),
        Route::page(
            "/demo/bank-answers",
            Permission::MoveClock,
            "What the demonstration's bank is to answer.",
            bank,
        )
        .demo_only(),
        Route::form(
            "/demo/bank-answers",
            Permission::MoveClock,
            "Orders what the demonstration's bank answers.",
            order,
        )
        .demo_only(),
    ]
}

async fn next_day(asked: Asked, headers: HeaderMap) -> Result<Response, Failure> {
    let day = asked.today.tomorrow().unwrap_or(asked.today);
    turn(&asked, day).await?;
    Ok(asked.go(came_from(&headers)))
}

async fn next_event(asked: Asked, headers: HeaderMap) -> Result<Response, Failure> {
    let next = next_after(asked.portal.agency().book(), asked.today);
    let day = next.map_or_else(|| asked.today.tomorrow().unwrap_or(asked.today), |next| next.happened_on());
    turn(&asked, day).await?;
    Ok(asked.go(came_from(&headers)))
}

/// Turns every day up to this one; the turn of a day is the same that the server's timer does.
async fn turn(asked: &Asked, day: Date) -> Result<(), Failure> {
    let work = move |agency: &Agency| turn_days_until(agency, day, &mut |_| {});
    asked.portal.work(work).await
}

/// The page whose strip was pressed; its path only, so that nobody is led away.
fn came_from(headers: &HeaderMap) -> &str {
    let referer = headers.get(header::REFERER).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let path = referer.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    path.and_then(rim::own_path).unwrap_or("/")
}

/// One employer of the demonstration and what its next debits come to.
struct Ordered {
    employer: EmployerId,
    name: String,
    order: Option<(Order, i64)>,
}

/// Employers offered on the page; the demonstration may hold very many.
const OFFERED: i64 = 60;

fn look(desk: &mut Desk) -> Result<Vec<Ordered>, Error> {
    let orders = demo_bank::orders(desk)?;
    let offered = demo_bank::employers(desk, OFFERED)?;
    let ordered = |(employer, name): (EmployerId, String)| Ordered {
        employer,
        name,
        order: orders
            .iter()
            .find(|(of, _, _)| *of == employer)
            .map(|(_, order, times)| (*order, *times)),
    };
    Ok(offered.into_iter().map(ordered).collect())
}

async fn bank(asked: Asked, Searched(query): Searched) -> Result<Markup, Failure> {
    let typed = Typed::default()
        .with("employer", query.get("employer"))
        .with("answer", query.get("answer"))
        .with("times", "1");
    page(&asked, &typed, &Problems::new()).await
}

async fn page(asked: &Asked, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let list = asked.read(look).await?;
    let title = asked.say("demo.bank.title", &[]);
    let content = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).lead(rich(asked.lang, "demo.bank.sub", &[])))
        (columns(table(asked, &list), ask(asked, typed, problems, &list)))
    };
    Ok(asked.frame(title).wrong(!problems.is_empty()).page(content))
}

fn table(asked: &Asked, list: &[Ordered]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("demo.bank.employer")),
        Column::number(word("demo.bank.number")),
        Column::text(word("demo.bank.answer")),
    ];
    let lines = list.iter().map(|one| {
        let said = match one.order {
            Some((order, times)) => {
                let facts = [("n", Fact::Count(times))];
                html! { (answer(asked, order)) " " (asked.say("demo.bank.times", &facts)) }
            }
            None => answer(asked, Order::Paid),
        };
        Line::new(vec![html! { (one.name) }, number(&one.employer.code()), said])
    });
    let body = match list.is_empty() {
        true => empty(rich(asked.lang, "demo.bank.empty", &[]), None),
        false => Table::new(word("demo.bank.table"), heads).lines(lines.collect()).render(),
    };
    Panel::new("ordered", word("demo.bank.table")).flush().body(body).render()
}

fn answer(asked: &Asked, order: Order) -> Markup {
    let word = asked.say(&format!("demo.answer.{}", order.code()), &[]);
    match order {
        Order::Paid => status(Tone::Good, &word),
        Order::InsufficientBalance | Order::AccountClosed | Order::NoMandate => status(Tone::Bad, &word),
    }
}

fn ask(asked: &Asked, typed: &Typed, problems: &Problems, list: &[Ordered]) -> Markup {
    let lang = asked.lang;
    let word = |key: &str| asked.say(key, &[]);
    let employers: Vec<OneOf> = list.iter().map(|one| OneOf::new(one.employer.code(), one.name.clone())).collect();
    let answers: Vec<OneOf> = Order::ALL
        .iter()
        .map(|order| OneOf::new(order.code(), word(&format!("demo.answer.{}", order.code()))))
        .collect();
    let fields = html! {
        (Field::new(lang, "employer", word("demo.bank.employer")).typed(typed).problems(problems).select(Some(&word("demo.bank.choose")), &employers))
        (Field::new(lang, "answer", word("demo.bank.answer")).typed(typed).problems(problems).radios(&answers))
        (Field::new(lang, "times", word("demo.bank.how_often")).hint(word("demo.bank.how_often.hint")).typed(typed).problems(problems).digits(2))
        (actions(submit(&word("demo.bank.order"))))
    };
    Panel::new("order", word("demo.bank.ask"))
        .body(form("/demo/bank-answers", &asked.same_key(typed), fields))
        .render()
}

async fn order(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let lang = asked.lang;
    let mut problems = Problems::new();
    let label = |key: &str| asked.say(key, &[]);
    let employer = typed.one_of("employer", |code| EmployerId::from_code(code).ok());
    let employer = problems.take(lang, "employer", &label("demo.bank.employer"), employer);
    let answer = problems.take(lang, "answer", &label("demo.bank.answer"), typed.one_of("answer", Order::from_code));
    let times = problems.take(lang, "times", &label("demo.bank.how_often"), typed.count("times"));
    if let (Some(employer), Some(answer), Some(times)) = (employer, answer, times) {
        asked
            .act(move |desk| demo_bank::order(desk, employer, answer, i64::from(times)))
            .await?;
        return Ok(asked.go("/demo/bank-answers"));
    }
    Ok(unaccepted(page(&asked, &typed, &problems).await?).into_response())
}
