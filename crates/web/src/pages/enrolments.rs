//! Staff increase (增员): what was filed this month with its undoing, drafts, and the ways to file more.

mod check;
mod terms;
mod undo;
mod who;

use domain::ids::DraftId;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::undo_increase::{MonthsIncrease, of_month};
use units::Fact;
use words::Moment;

use crate::body::Searched;
use crate::error::Failure;
use crate::look::{
    Alert, Column, Heading, Line, Panel, Table, Tone, actions, bullets, button, button_secondary, columns, empty, link, number, rich,
    status,
};
use crate::pages::employer::Around;
use crate::pages::receipts::line::{group_names, name_of, state};
use crate::pages::{drafts, lists};
use crate::route::Route;
use crate::{Asked, Typed};

/// Lines of the month that the page shows at most.
const AT_MOST: usize = 200;

pub(crate) fn routes() -> Vec<Route> {
    let own = vec![Route::page(
        "/employers/{employer}/enrolments",
        Permission::ViewEmployer,
        "Staff increases of the month, drafts, ways to file.",
        page,
    )];
    [own, who::routes(), terms::routes(), check::routes(), undo::routes()]
        .into_iter()
        .flatten()
        .collect()
}

async fn page(asked: Asked, Searched(query): Searched) -> Result<Markup, Failure> {
    let employer = asked.employer()?;
    let (around, list) = asked
        .read(move |desk| Ok((Around::look(desk, employer)?, of_month(desk, employer, AT_MOST)?)))
        .await?;
    let month = [("month", Fact::Month(around.overview.month))];
    let title = asked.say("enrolments.title", &month);
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "enrolments.sub", &[]));
    let main = html! {
        (queued(&asked, &around, &query))
        (awaited(&asked, &around))
        (drafts::panel(&asked, &around, "increase"))
        (filed(&asked, &around, &list))
    };
    let content = html! { (heading.render()) (columns(main, ways(&asked, &around))) };
    Ok(around.frame(&asked, "enrolments", title).page(content))
}

/// Said once after a draft was queued for the day on which the window opens.
fn queued(asked: &Asked, around: &Around, query: &Typed) -> Markup {
    if query.get("queued").is_empty() {
        return html! {};
    }
    let facts = [("day", Fact::Day(around.overview.next_deadline(asked.today)))];
    Alert::new(Tone::Info, "queued", asked.say("enrolments.queued", &facts))
        .body(rich(asked.lang, "enrolments.queued.says", &facts))
        .render()
}

fn awaited(asked: &Asked, around: &Around) -> Markup {
    let list = &around.matters.awaited;
    html! {
        @for one in list {
            @let facts = [("name", Fact::Text(one.person.name.clone())), ("day", Fact::Day(one.due_on)), ("since", Fact::Day(one.since))];
            (Alert::new(Tone::Time, format!("awaited-{}", one.person.id.code()), asked.say("home.waiting.awaited", &facts))
                .body(rich(asked.lang, "enrolments.awaited.says", &facts)).render())
        }
    }
}

fn filed(asked: &Asked, around: &Around, list: &[MonthsIncrease]) -> Markup {
    let panel = Panel::new(
        "filed",
        asked.say("enrolments.filed", &[("month", Fact::Month(around.overview.month))]),
    )
    .flush();
    if list.is_empty() {
        let none = empty(html! { (asked.say("enrolments.none", &[])) }, None);
        return Panel::new(
            "filed",
            asked.say("enrolments.filed", &[("month", Fact::Month(around.overview.month))]),
        )
        .body(none)
        .render();
    }
    let word = |key: &str| asked.say(key, &[]);
    let [first, second] = group_names(asked.lang, around.overview.month);
    let heads = vec![
        Column::title(word("receipts.line.name")),
        Column::text(word("receipts.when")).unbroken(),
        Column::text(first),
        Column::text(second),
        Column::number(word("receipts.number")).left_out(),
        Column::text(word("enrolments.undo")),
    ];
    let lines = list.iter().map(|one| Line::new(cells(asked, around, one))).collect();
    panel
        .body(html! { (Table::new(word("enrolments.filed.caption"), heads).lines(lines).walked()) })
        .render()
}

fn cells(asked: &Asked, around: &Around, one: &MonthsIncrease) -> Vec<Markup> {
    let may = asked.caller.may_for(Permission::FileIncrease, around.overview.employer.id);
    let undo = match &one.undone {
        Some(receipt) => html! {
            (status(Tone::Quiet, &asked.say("enrolments.undone", &[("when", Fact::Text(Moment::of(receipt.at).written(asked.lang)))])))
            " " (link(&format!("/receipts/{}", receipt.number), &asked.say("enrolments.undone.receipt", &[])))
        },
        None if one.can_undo && may => link(
            &around.at(&format!("enrolments/undo/{}", one.person.code())),
            &asked.say("enrolments.undo", &[]),
        ),
        None => html! { "–" },
    };
    vec![
        link(&format!("/receipts/{}", one.receipt.number), &name_of(&one.line)),
        html! { (Moment::of(one.receipt.at).written(asked.lang)) },
        state(asked.lang, one.line.states[0]),
        state(asked.lang, one.line.states[1]),
        number(&one.receipt.number),
        undo,
    ]
}

fn ways(asked: &Asked, around: &Around) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let may = asked.caller.may_for(Permission::FileIncrease, around.overview.employer.id);
    let facts = [
        ("closes", Fact::Day(around.overview.roll_window.closes)),
        ("opens", Fact::Day(around.overview.roll_window.opens)),
    ];
    html! {
        @if may {
            (Panel::new("ways", word("enrolments.ways")).body(html! {
                p { (word("enrolments.ways.single")) }
                (actions(button(&around.at("enrolments/new"), &word("enrolments.single"))))
                p class="sb-above" { (word("enrolments.ways.batch")) }
                (actions(button_secondary(&around.at("enrolments/batch"), &word("enrolments.batch"))))
            }).render())
        }
        (Panel::new("duty", word("enrolments.duty")).body(bullets(&[
            rich(asked.lang, "enrolments.duty.days", &facts),
            rich(asked.lang, "enrolments.duty.window", &facts),
            rich(asked.lang, "enrolments.duty.undo", &facts),
        ])).render())
    }
}

/// The draft that an address names.
pub(super) fn draft_of(query: &Typed) -> Result<DraftId, Failure> {
    DraftId::from_code(query.get("draft")).map_err(|_| Failure::NoSuchPage)
}

/// The line above the title of the wizard.
pub(super) fn step(asked: &Asked, n: i64) -> String {
    asked.say("enrolments.step", &[("n", Fact::Count(n)), ("of", Fact::Count(3))])
}

/// The lists of increases.
pub(crate) const LISTS: lists::Section = lists::Section {
    section: "enrolments",
    kinds: &[procedures::lists::ListKind::Increases, procedures::lists::ListKind::Roster],
};
