//! The operator's page: the last day and its steps, those that were refused, jobs under way, the checks.

use axum::response::{IntoResponse, Response};
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::check::Check;
use procedures::operations::{Standing, run_checks, standing};
use units::Fact;
use words::Moment;

use crate::Asked;
use crate::error::Failure;
use crate::look::{Column, Heading, Line, LineMark, Panel, Table, Tone, actions, button_small, empty, form, rich, stack, status, submit};
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::page("/operations", Permission::Operate, "The last day, jobs, checks.", open),
        Route::form("/operations/check", Permission::Operate, "Examines every invariant.", check),
    ]
}

async fn open(asked: Asked) -> Result<Markup, Failure> {
    let standing = asked.read(standing).await?;
    Ok(page(&asked, &standing, None))
}

async fn check(asked: Asked) -> Result<Response, Failure> {
    let caller = asked.caller.clone();
    let checks = asked.portal.work(move |agency| run_checks(agency, &caller)).await?;
    let standing = asked.read(standing).await?;
    Ok(page(&asked, &standing, Some(&checks)).into_response())
}

fn page(asked: &Asked, of: &Standing, checks: Option<&[Check]>) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let title = word("operations.title");
    let lead = match of.last_day {
        Some(day) => rich(asked.lang, "operations.lead", &[("day", Fact::Day(day))]),
        None => rich(asked.lang, "operations.lead.none", &[]),
    };
    let mut parts = Vec::new();
    parts.extend(refused(asked, of));
    parts.extend(checks.map(|checks| outcome(asked, checks)));
    let ask = form("/operations/check", &asked.new_key(), actions(submit(&word("operations.check"))));
    let ask = html! { p { (rich(asked.lang, "operations.check.says", &[])) } (ask) };
    parts.push(Panel::new("check", word("operations.checks")).body(ask).render());
    parts.push(jobs(asked, of));
    parts.push(steps(asked, of));
    let heading = Heading::new(title.clone()).lead(lead).actions(html! {
        (button_small("/operations/account", &word("creditor.title"), None)) " "
        (button_small("/operations/logins", &word("logins.title"), None))
    });
    asked.frame(title).page(html! { (heading.render()) (stack(&parts)) })
}

/// Steps that wait for what refuses them to be mended: nothing where there is none.
fn refused(asked: &Asked, of: &Standing) -> Option<Markup> {
    if of.refused.is_empty() {
        return None;
    }
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("operations.step")),
        Column::text(word("operations.day")).unbroken(),
        Column::text(word("operations.reason")),
        Column::text(word("operations.since")).unbroken(),
    ];
    let lines = of.refused.iter().map(|step| {
        let line = Line::new(vec![
            html! { (word(&format!("operations.step.{}", step.step))) },
            html! { (words::day_iso(step.day)) },
            html! { (status(Tone::Bad, &word("operations.refused"))) " " code class="sb-small" { (step.code) } },
            html! { (Moment::of(step.refused_at).written(asked.lang)) },
        ]);
        line.mark(LineMark::Bad)
    });
    let table = Table::new(word("operations.refused.title"), heads).lines(lines.collect());
    let body = html! { p { (rich(asked.lang, "operations.refused.says", &[])) } (table.render()) };
    Some(Panel::new("refused", word("operations.refused.title")).body(body).render())
}

fn outcome(asked: &Asked, checks: &[Check]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("operations.invariant")),
        Column::figure(word("operations.examined")),
        Column::text(word("cases.state")),
        Column::text(word("operations.broken")).whole_labelled(),
    ];
    let lines = checks.iter().map(|check| {
        let state = match check.held() {
            true => status(Tone::Good, &word("operations.held")),
            false => status(Tone::Bad, &word("operations.not_held")),
        };
        let broken = html! { @for line in check.broken.iter().take(20) { code class="sb-small" { (line) } br; } };
        let examined = words::count(i64::try_from(check.examined).unwrap_or(i64::MAX));
        let line = Line::new(vec![
            html! { (word(&format!("operations.invariant.{}", check.name))) },
            html! { (examined) },
            state,
            broken,
        ]);
        if check.held() { line } else { line.mark(LineMark::Bad) }
    });
    let table = Table::new(word("operations.outcome"), heads).lines(lines.collect());
    Panel::new("outcome", word("operations.outcome"))
        .flush()
        .body(table.render())
        .render()
}

fn jobs(asked: &Asked, of: &Standing) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let body = match of.jobs.is_empty() {
        true => empty(rich(asked.lang, "operations.jobs.none", &[]), None),
        false => html! {
            @for job in &of.jobs {
                p { (job.kind) " · " (words::count(job.done)) " / " (words::count(job.total)) }
            }
        },
    };
    Panel::new("jobs", word("operations.jobs")).body(body).render()
}

fn steps(asked: &Asked, of: &Standing) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("operations.step")),
        Column::figure(word("operations.result")),
        Column::text(word("verify.at")).unbroken(),
    ];
    let lines = of.steps.iter().map(|step| {
        Line::new(vec![
            html! { (word(&format!("operations.step.{}", step.step))) },
            html! { (step.result) },
            html! { (Moment::of(step.done_at).written(asked.lang)) },
        ])
    });
    let body = match of.steps.is_empty() {
        true => empty(rich(asked.lang, "operations.steps.none", &[]), None),
        false => Table::new(word("operations.steps"), heads).lines(lines.collect()).render(),
    };
    Panel::new("steps", word("operations.steps")).flush().body(body).render()
}
