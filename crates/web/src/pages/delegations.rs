//! Whom an employer authorises to act for it, until when, and taking it back.

use axum::response::Response;
use domain::ids::LoginId;
use maud::{Markup, Render, html};
use procedures::delegate::{self, Delegation, delegations};
use procedures::{Error, Permission};

use crate::body::Filled;
use crate::error::{Failure, unaccepted};
use crate::look::{
    Column, Field, Heading, Line, Panel, Problems, Table, Tone, actions, columns, empty, error_summary, form, inline_form, rich, status,
    submit,
};
use crate::pages::employer::{Around, at};
use crate::route::Route;
use crate::{Asked, Typed};

pub(crate) fn routes() -> Vec<Route> {
    let clerk = Permission::Delegate;
    vec![
        Route::page("/employers/{employer}/delegations", clerk, "Whom the employer authorises.", open),
        Route::form(
            "/employers/{employer}/delegations",
            clerk,
            "Authorises an agent until a day.",
            authorise,
        ),
        Route::form(
            "/employers/{employer}/delegations/take-back",
            clerk,
            "Takes an authorisation back.",
            take_back,
        ),
    ]
}

async fn open(asked: Asked) -> Result<Markup, Failure> {
    page(&asked, &Typed::default(), &Problems::new()).await
}

async fn page(asked: &Asked, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let employer = asked.employer()?;
    let (around, list) = asked
        .read(move |desk| Ok((Around::look(desk, employer)?, delegations(desk, employer)?)))
        .await?;
    let title = asked.say("delegation.title", &[]);
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "delegation.lead", &[]));
    let content = html! {
        (error_summary(asked.lang, problems))
        (heading.render())
        (columns(table(asked, &around, &list), ask(asked, &around, typed, problems)))
    };
    let trail = around.trail(asked, "", title.clone());
    let frame = around.frame(asked, "delegations", title).trail(trail).wrong(!problems.is_empty());
    Ok(frame.page(content))
}

fn table(asked: &Asked, around: &Around, list: &[Delegation]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("delegation.agent")),
        Column::text(word("delegation.until")).unbroken(),
        Column::text(word("cases.state")),
        Column::text(word("delegation.act")),
    ];
    let action = around.at("delegations/take-back");
    let key = asked.new_key();
    let lines = list.iter().map(|one| {
        let is_over = one.until.is_some_and(|until| until < asked.today);
        let state = if is_over {
            status(Tone::Quiet, &word("delegation.over"))
        } else {
            status(Tone::Good, &word("delegation.holds"))
        };
        let until = one
            .until
            .map_or_else(|| word("delegation.no_end"), |day| words::day(asked.lang, day));
        let back = html! {
            input type="hidden" name="agent" value=(one.agent.code());
            button class="sb-plain" type="submit" { (word("delegation.take_back")) span class="govuk-visually-hidden" { " " (one.name) } }
        };
        Line::new(vec![
            html! { (one.name) },
            html! { (until) },
            state,
            inline_form(&action, &key, "", back),
        ])
    });
    let body = match list.is_empty() {
        true => empty(rich(asked.lang, "delegation.empty", &[]), None),
        false => Table::new(word("delegation.list"), heads).lines(lines.collect()).render(),
    };
    Panel::new("agents", word("delegation.list")).flush().body(body).render()
}

fn ask(asked: &Asked, around: &Around, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let fields = html! {
        (Field::new(asked.lang, "handle", word("delegation.handle")).hint(word("delegation.handle.hint")).typed(typed).problems(problems).text(20))
        (Field::new(asked.lang, "until", word("delegation.until")).typed(typed).problems(problems).date())
        (actions(submit(&word("delegation.authorise"))))
    };
    let action = around.at("delegations");
    Panel::new("authorise", word("delegation.new"))
        .body(form(&action, &asked.same_key(typed), fields))
        .render()
}

async fn authorise(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let employer = asked.employer()?;
    let mut problems = Problems::new();
    let label = |key: &str| asked.say(key, &[]);
    let handle = problems.take(asked.lang, "handle", &label("delegation.handle"), typed.text("handle", 100));
    let until = problems.take(asked.lang, "until", &label("delegation.until"), typed.date("until"));
    if let (Some(handle), Some(until)) = (handle, until) {
        let key = asked.key(&typed)?;
        match asked
            .act(move |desk| delegate::authorise(desk, &key, employer, &handle, until))
            .await
        {
            Ok(_) => return Ok(asked.go(&at(employer, "delegations"))),
            Err(Failure::Procedure(Error::Refused(refused))) => {
                let (field, words) = match refused.code() {
                    "delegation.day_over" => ("until", "delegation.until"),
                    _other => ("handle", "delegation.handle"),
                };
                problems.add(asked.lang, field, &asked.say(words, &[]), refused.as_ref());
            }
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(page(&asked, &typed, &problems).await?))
}

async fn take_back(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let employer = asked.employer()?;
    let agent = LoginId::from_code(typed.get("agent")).map_err(|_| Failure::NoSuchPage)?;
    let key = asked.key(&typed)?;
    asked.act(move |desk| delegate::take_back(desk, &key, employer, agent)).await?;
    Ok(asked.go(&at(employer, "delegations")))
}
