//! Staff reduction (减员): the ways to file, who is waited for, drafts, what was filed this month.

mod brings;
mod check;
mod form;
mod pick;
mod single;
mod ticked;

use domain::ids::PersonId;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::receipts::{Summary, summaries};
use units::Fact;

use crate::body::Searched;
use crate::error::Failure;
use crate::look::{Alert, Choice, Heading, Panel, Tone, actions, bullets, button, button_secondary, columns, empty, link, rich};
use crate::pages::employer::Around;
use crate::pages::receipts::list::table;
use crate::pages::{drafts, lists};
use crate::route::Route;
use crate::{Asked, Typed};

pub(crate) fn routes() -> Vec<Route> {
    let own = vec![Route::page(
        "/employers/{employer}/reductions",
        Permission::ViewEmployer,
        "Staff reductions of the month, drafts, ways to file.",
        page,
    )];
    [own, pick::routes(), single::routes(), ticked::routes()]
        .into_iter()
        .flatten()
        .collect()
}

/// The lists of reductions.
pub(crate) const LISTS: lists::Section = lists::Section {
    section: "reductions",
    kinds: &[procedures::lists::ListKind::Reductions],
};

async fn page(asked: Asked, Searched(query): Searched) -> Result<Markup, Failure> {
    let employer = asked.employer()?;
    let (around, list) = asked
        .read(move |desk| Ok((Around::look(desk, employer)?, summaries(desk, employer, None, 200)?)))
        .await?;
    let since = around.overview.month.first_day();
    let filed: Vec<Summary> = list
        .into_iter()
        .filter(|s| s.receipt.kind == "staff_reduced" && s.receipt.on_date >= since)
        .collect();
    let month = [("month", Fact::Month(around.overview.month))];
    let title = asked.say("reductions.title", &month);
    let main = html! {
        (queued(&asked, &around, &query))
        (wanted(&asked, &around))
        (drafts::panel(&asked, &around, "reduction"))
        (of_month(&asked, &around, &filed))
    };
    let content = html! {
        (Heading::new(title.clone()).lead(rich(asked.lang, "reductions.sub", &[])).render())
        (columns(main, ways(&asked, &around)))
    };
    Ok(around.frame(&asked, "reductions", title).page(content))
}

fn queued(asked: &Asked, around: &Around, query: &Typed) -> Markup {
    if query.get("queued").is_empty() {
        return html! {};
    }
    let facts = [("day", Fact::Day(around.overview.next_deadline(asked.today)))];
    Alert::new(Tone::Info, "queued", asked.say("enrolments.queued", &facts))
        .body(rich(asked.lang, "reductions.queued.says", &facts))
        .render()
}

/// Another employer waits: who, since when, until when, and the way to answer.
fn wanted(asked: &Asked, around: &Around) -> Markup {
    html! {
        @for one in &around.matters.wanted {
            @let facts = [("name", Fact::Text(one.person.name.clone())), ("since", Fact::Day(one.since)), ("day", Fact::Day(one.due_on))];
            @let href = around.at(&format!("reductions/single/{}", one.person.id.code()));
            (Alert::new(Tone::Time, format!("wanted-{}", one.person.id.code()), asked.say("home.waiting.wanted", &facts))
                .body(rich(asked.lang, "home.waiting.wanted.why", &facts))
                .actions(button(&href, &asked.say("reductions.of", &facts))).render())
        }
    }
}

fn of_month(asked: &Asked, around: &Around, filed: &[Summary]) -> Markup {
    let title = asked.say("reductions.filed", &[("month", Fact::Month(around.overview.month))]);
    if filed.is_empty() {
        let none = empty(html! { (asked.say("reductions.none", &[])) }, None);
        return Panel::new("filed", title).body(none).render();
    }
    Panel::new("filed", title).flush().body(table(asked, filed)).render()
}

fn ways(asked: &Asked, around: &Around) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let may = asked.caller.may_for(Permission::FileReduction, around.overview.employer.id);
    html! {
        @if may {
            (Panel::new("ways", word("reductions.ways")).body(html! {
                p { (word("reductions.ways.single")) }
                (actions(button(&around.at("reductions/single"), &word("reductions.single"))))
                p class="sb-above" { (word("reductions.ways.batch")) }
                (actions(html! { (button_secondary(&around.at("reductions/batch"), &word("reductions.batch"))) (link(&around.at("roll"), &word("reductions.tick"))) }))
            }).render())
        }
        (Panel::new("duty", word("reductions.duty")).body(bullets(&[
            rich(asked.lang, "reductions.duty.certificate", &[]),
            rich(asked.lang, "reductions.duty.arrears", &[]),
            rich(asked.lang, "reductions.duty.leave", &[]),
        ])).render())
    }
}

/// The person that an address names.
pub(super) fn person_of(code: &str) -> Result<PersonId, Failure> {
    PersonId::from_code(code).map_err(|_| Failure::NoSuchPage)
}

/// How a list with findings is filed: the clean lines, or all or nothing.
pub(crate) fn rules(asked: &Asked, clean: i64, refused: i64, picked_all: bool) -> Vec<Choice> {
    let facts = [("clean", Fact::Count(clean)), ("bad", Fact::Count(refused))];
    vec![
        Choice {
            value: "clean".to_owned(),
            title: asked.say("lists.rule.clean", &facts),
            text: rich(asked.lang, "lists.rule.clean.says", &facts),
            picked: !picked_all,
        },
        Choice {
            value: "all".to_owned(),
            title: asked.say("lists.rule.all", &facts),
            text: rich(asked.lang, "lists.rule.all.says", &facts),
            picked: picked_all,
        },
    ]
}
