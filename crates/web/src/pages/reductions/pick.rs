//! First step of a single reduction: who leaves.

use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::roll::roll;
use units::Fact;

use crate::Asked;
use crate::body::Searched;
use crate::error::Failure;
use crate::look::{Column, Heading, Line, Panel, Table, empty, identity, link, number, rich};
use crate::pages::employer::Around;
use crate::pages::roll::fits;
use crate::route::Route;

/// Names shown at most; whoever looks for one of many types a part of the name.
const AT_MOST: usize = 200;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/employers/{employer}/reductions/single",
        Permission::FileReduction,
        "A single reduction: who leaves.",
        page,
    )]
}

async fn page(asked: Asked, Searched(query): Searched) -> Result<Markup, Failure> {
    let employer = asked.employer()?;
    let (around, roll) = asked
        .read(move |desk| Ok((Around::look(desk, employer)?, roll(desk, employer)?)))
        .await?;
    let word = |key: &str| asked.say(key, &[]);
    let wanted = query.get("q").trim();
    let found: Vec<_> = roll.people.iter().filter(|one| fits(one, wanted)).collect();
    let title = word("reductions.who");
    let heads = vec![
        Column::title(word("enrolments.name")),
        Column::text(word("enrolments.number")).unbroken(),
        Column::text(word("enrolments.category")).unbroken().left_out(),
        Column::number(word("roll.since")),
    ];
    let lines = found.iter().take(AT_MOST).map(|one| {
        let masked = domain::registry::masked_number(&one.person.number);
        Line::new(vec![
            link(&around.at(&format!("reductions/single/{}", one.person.id.code())), &one.person.name),
            identity(&masked),
            html! { (word(&format!("category.{}", one.category.code()))) },
            number(&one.from.iter().flatten().min().map(|m| words::month_iso(*m)).unwrap_or_default()),
        ])
    });
    let body = match found.is_empty() {
        true => empty(
            rich(asked.lang, "reductions.who.none", &[("q", Fact::Text(wanted.to_owned()))]),
            None,
        ),
        false => html! { (Table::new(title.clone(), heads).lines(lines.collect()).walked()) },
    };
    let search = html! {
        form method="get" action=(around.at("reductions/single")) class="sb-below" {
            label class="govuk-label" for="who" { (word("reductions.who.search")) }
            div class="sb-chips" {
                input class="govuk-input govuk-input--width-20" id="who" name="q" type="text" value=(wanted) autocomplete="off";
                button class="govuk-button govuk-button--secondary sb-button--small" type="submit" { (word("frame.search")) }
            }
        }
    };
    let content = html! {
        (Heading::new(title.clone()).step(asked.say("reductions.step", &[("n", Fact::Count(1)), ("of", Fact::Count(3))])).render())
        (search)
        (Panel::untitled("people", title.clone()).flush().body(body).render())
    };
    let trail = around.trail(&asked, "reductions", word("reductions.single"));
    Ok(around.frame(&asked, "reductions", title).trail(trail).page(content))
}
