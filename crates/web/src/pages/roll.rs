//! The roll: who is registered with the employer now, dense, with filters, search, ticks and a workbook.

mod one;
mod table;

use axum::response::Response;
use domain::registry::OnRoll;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::draft_bill::{Draft, draft_bill};
use procedures::receipts::{LineState, summaries};
use procedures::roll::{Roll, roll, workbook as roll_workbook};
use units::{Fact, Fen};

use crate::body::Searched;
use crate::error::Failure;
use crate::look::{Alert, Figure, Heading, Panel, Tone, button, button_secondary, figures, rich};
use crate::pages::employer::Around;
use crate::pages::lists;
use crate::route::Route;
use crate::{Asked, Typed};

pub(crate) fn routes() -> Vec<Route> {
    let own = vec![
        Route::page(
            "/employers/{employer}/roll",
            Permission::ViewEmployer,
            "The people registered with an employer.",
            page,
        ),
        Route::page(
            "/employers/{employer}/roll/workbook",
            Permission::ViewEmployer,
            "The roll as a workbook.",
            workbook,
        ),
    ];
    [own, one::routes()].into_iter().flatten().collect()
}

/// Whether a person is meant by a part of the name or the last four of the number.
pub(crate) fn fits(one: &OnRoll, wanted: &str) -> bool {
    let wanted = wanted.to_uppercase();
    wanted.is_empty() || one.person.name.contains(&wanted) || (wanted.chars().count() == 4 && one.person.number.ends_with(&wanted))
}

/// What the page shows.
struct Shown {
    around: Around,
    roll: Roll,
    draft: Option<Draft>,
    left: i64,
}

async fn page(asked: Asked, Searched(query): Searched) -> Result<Markup, Failure> {
    let employer = asked.employer()?;
    let shown = asked
        .read(move |desk| {
            let around = Around::look(desk, employer)?;
            let draft = match around.overview.totals {
                Some(_) => Some(draft_bill(desk, employer)?),
                None => None,
            };
            let since = around.overview.month.first_day();
            let filed = summaries(desk, employer, None, 100)?;
            let of_month = filed
                .iter()
                .filter(|s| s.receipt.kind == "staff_reduced" && s.receipt.on_date >= since);
            let done = of_month.flat_map(|s| s.of_group(0)).filter(|(state, _)| *state == LineState::Done);
            let left = done.map(|(_, count)| count).sum();
            Ok(Shown {
                roll: roll(desk, employer)?,
                around,
                draft,
                left,
            })
        })
        .await?;
    let title = asked.say("frame.menu.roll", &[]);
    let content = html! {
        (heading(&asked, &shown, &title))
        (nobody(&asked, &query))
        div class="sb-stack" {
            (Panel::untitled("facts", asked.say("lists.facts", &[])).body(facts(&asked, &shown)).render())
            (table::panel(&asked, &shown, &query))
            p class="sb-small sb-soft" { (asked.say("roll.masked", &[])) }
        }
    };
    Ok(shown.around.frame(&asked, "roll", title).page(content))
}

fn heading(asked: &Asked, shown: &Shown, title: &str) -> Markup {
    let o = &shown.around.overview;
    let facts = [
        ("default", Fact::Day(o.roll_window.default_declaration)),
        ("closes", Fact::Day(o.roll_window.closes)),
        ("opens", Fact::Day(o.roll_window.opens)),
        ("month", Fact::Month(o.month)),
    ];
    let key = match (
        o.is_open(),
        o.declared().is_none() && asked.today <= o.roll_window.default_declaration,
    ) {
        (false, _) => "roll.sub.shut",
        (true, true) => "roll.sub",
        (true, false) => "roll.sub.declared",
    };
    let heading = Heading::new(title.to_owned()).lead(rich(asked.lang, key, &facts));
    if !asked.caller.may_for(Permission::FileIncrease, o.employer.id) {
        return heading.render();
    }
    let ways = html! {
        (button(&shown.around.at("enrolments/new"), &asked.say("frame.menu.increases", &[])))
        (button_secondary(&shown.around.at("reductions/single"), &asked.say("frame.menu.reductions", &[])))
    };
    heading.actions(ways).render()
}

fn nobody(asked: &Asked, query: &Typed) -> Markup {
    html! {
        @if !query.get("nobody").is_empty() { (Alert::new(Tone::Time, "nobody", asked.say("roll.nobody", &[])).render()) }
    }
}

/// Five facts about the roll.
fn facts(asked: &Asked, shown: &Shown) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let count = |n: usize| words::count(i64::try_from(n).unwrap_or(i64::MAX));
    let people = word("roll.people");
    let new = shown.roll.people.iter().filter(|one| table::is_new(one, shown.roll.month)).count();
    let mut list = vec![
        Figure::new(word("roll.contributing"), count(shown.roll.people.len())).unit(people.clone()),
        Figure::new(word("roll.changes"), format!("{} / {}", count(new), words::count(shown.left))).unit(people.clone()),
    ];
    if let Some(draft) = &shown.draft {
        let bases: Vec<Fen> = draft.sheet.people.iter().filter_map(|(_, a)| table::pension_base(a)).collect();
        let yuan = words::money_plain(bases.iter().sum());
        list.push(Figure::new(word("roll.bases"), yuan.strip_suffix(".00").unwrap_or(&yuan).to_owned()).unit(word("home.yuan")));
        let limited = |is: fn(Fen, Fen) -> bool| {
            let clamped = draft
                .sheet
                .people
                .iter()
                .filter(|(_, a)| table::pension_base(a).is_some_and(|b| is(b, a.inputs.base)));
            count(clamped.count())
        };
        let both = format!("{} / {}", limited(|base, wage| base < wage), limited(|base, wage| base > wage));
        list.push(Figure::new(word("roll.limits"), both).unit(people));
    }
    figures(&list)
}

async fn workbook(asked: Asked) -> Result<Response, Failure> {
    let employer = asked.employer()?;
    let bytes = asked.read(move |desk| roll_workbook(desk, employer)).await?;
    lists::workbook(&format!("roll-{}-{}.xlsx", employer.code(), asked.today), bytes)
}
