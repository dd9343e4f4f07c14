//! What a person's months mean for a goal: all goals at a glance, one goal in full.

mod cures;
mod goal;
mod ground;

use domain::reckon::gaps::Verdict;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::gaps::{Gaps, Goal, all_own_gaps};
use units::Fact;

use crate::Asked;
use crate::error::Failure;
use crate::look::{Column, Crumb, Heading, Line, Panel, Table, Tone, empty, link, rich, stack, status};
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/record/gaps",
            Permission::OwnRecord,
            "What the caller's months mean for each goal.",
            overview,
        ),
        Route::page(
            "/record/gaps/{goal}",
            Permission::OwnRecord,
            "What counts, what is missing, who can make it up.",
            goal::one,
        ),
    ]
}

/// The address of a goal.
pub(crate) fn address(goal: Goal) -> String {
    format!("/record/gaps/{}", goal.code().replace('_', "-"))
}

/// The goal of an address.
pub(crate) fn goal_at(part: &str) -> Option<Goal> {
    Goal::ALL.into_iter().find(|goal| goal.code().replace('_', "-") == part)
}

/// The name of a goal.
fn name(asked: &Asked, goal: Goal) -> String {
    asked.say(&format!("goal.{}", goal.code()), &[])
}

async fn overview(asked: Asked) -> Result<Markup, Failure> {
    let all = asked.read(all_own_gaps).await?;
    let title = asked.say("frame.menu.gaps", &[]);
    let trail = vec![
        Crumb::to(asked.say("frame.menu.record", &[]), "/record"),
        Crumb::here(title.clone()),
    ];
    let heading = Heading::new(asked.say("gaps.title", &[])).lead(rich(asked.lang, "gaps.lead", &[("day", Fact::Day(asked.today))]));
    let body = if all.is_empty() {
        Panel::untitled("none", title.clone())
            .body(empty(html! { (asked.say("gaps.none", &[])) }, None))
            .render()
    } else {
        Panel::untitled("goals", title.clone()).flush().body(table(&asked, &all)).render()
    };
    let frame = asked.frame(title).menu(asked.insured_menu("/record/gaps")).trail(trail);
    let office = html! { p class="sb-small sb-soft" { (asked.say("gaps.office", &[])) } };
    Ok(frame.page(html! { (heading) (stack(&[body, office])) }))
}

fn table(asked: &Asked, all: &[Gaps]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let columns = vec![
        Column::title(word("gaps.goal")),
        Column::text(word("gaps.rule")).whole(),
        Column::figure(word("gaps.counted")),
        Column::figure(word("gaps.required")),
        Column::text(word("gaps.answer")).whole(),
    ];
    let lines = all.iter().map(|of| {
        let answer = &of.answer;
        Line::new(vec![
            link(&address(answer.rule.goal), &name(asked, answer.rule.goal)),
            html! { (ground::rule(asked, of)) },
            html! { (answer.counted) },
            html! { (answer.required) },
            met(asked, of),
        ])
    });
    Table::new(word("frame.menu.gaps"), columns)
        .lines(lines.collect())
        .walked()
        .render()
}

/// Yes or no, in a word.
fn met(asked: &Asked, of: &Gaps) -> Markup {
    let (tone, key) = match of.answer.verdict() {
        Verdict::Met => (Tone::Good, "gaps.met"),
        Verdict::Waits => (Tone::Time, "gaps.not_yet"),
        Verdict::NotMet => (Tone::Bad, "gaps.not_met"),
    };
    status(tone, &asked.say(key, &[]))
}
