//! One person of the roll, as the employer may see: since when, on which base, what the month costs, what can be done.

use domain::ids::PersonId;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::draft_bill::draft_bill;
use procedures::roll::on_roll;
use procedures::undo_increase::undoable;
use units::{Fact, Fen};

use crate::Asked;
use crate::body::At;
use crate::error::Failure;
use crate::look::{Column, Heading, Line, Panel, Table, amount, button_small, columns, identity, number, pairs};
use crate::pages::employer::Around;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/employers/{employer}/roll/{person}",
        Permission::ViewEmployer,
        "One person of the roll.",
        page,
    )]
}

/// The branches in their order of [`domain::assessment`], with the keys of their names.
const BRANCHES: [&str; 5] = [
    "branch.pension",
    "branch.medical_with_maternity",
    "branch.unemployment",
    "branch.employment_injury",
    "branch.maternity",
];

async fn page(asked: Asked, At((_, person)): At<(String, String)>) -> Result<Markup, Failure> {
    let employer = asked.employer()?;
    let person = PersonId::from_code(&person).map_err(|_| Failure::NoSuchPage)?;
    let (around, one, assessed, can_undo) = asked
        .read(move |desk| {
            let around = Around::look(desk, employer)?;
            let assessed = match around.overview.totals {
                Some(_) => draft_bill(desk, employer)?.sheet.people.into_iter().find(|(id, _)| *id == person),
                None => None,
            };
            let can_undo = undoable(desk, employer, person)?.is_some();
            Ok((around, on_roll(desk, employer, person)?, assessed, can_undo))
        })
        .await?;
    let word = |key: &str| asked.say(key, &[]);
    let title = one.person.name.clone();
    let labels = [
        "enrolments.number",
        "enrolments.category",
        "enrolments.hired",
        "reductions.side.since",
        "enrolments.wage",
    ]
    .map(word);
    let since = one
        .from
        .iter()
        .flatten()
        .min()
        .map(|m| asked.say("reductions.side.from", &[("month", Fact::Month(*m))]));
    let hired = one.started_on.map_or_else(|| "–".to_owned(), |day| words::day(asked.lang, day));
    let facts = pairs(&[
        (labels[0].as_str(), number(&domain::registry::masked_number(&one.person.number))),
        (labels[1].as_str(), html! { (word(&format!("category.{}", one.category.code()))) }),
        (labels[2].as_str(), html! { (hired) }),
        (labels[3].as_str(), html! { (since.unwrap_or_default()) }),
        (labels[4].as_str(), html! { (words::money(asked.lang, one.base)) }),
    ]);
    let month = [("month", Fact::Month(around.overview.month))];
    let may = asked.caller.may_for(Permission::FileReduction, employer);
    let ways = html! {
        @if may {
            (button_small(&around.at(&format!("reductions/single/{}", person.code())), &word("frame.menu.reductions"), Some("R")))
            @if can_undo { (button_small(&around.at(&format!("enrolments/undo/{}", person.code())), &word("enrolments.undo"), None)) }
        }
    };
    let main = html! {
        @if let Some((_, assessed)) = &assessed {
            (Panel::new("month", asked.say("roll.one.month", &month)).flush().body(costs(&asked, assessed)).render())
        }
    };
    let heading = Heading::new(title.clone())
        .lead(identity(&domain::registry::masked_number(&one.person.number)))
        .actions(ways);
    let side = Panel::new("person", word("roll.one.here")).body(facts).render();
    let content = html! { (heading.render()) (columns(main, side)) };
    let trail = around.trail(&asked, "roll", title.clone());
    Ok(around.frame(&asked, "roll", title).trail(trail).page(content))
}

fn costs(asked: &Asked, assessed: &domain::bill::Assessed) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let a = &assessed.amounts;
    let columns = vec![
        Column::title(word("roll.one.branch")),
        Column::figure(word("roll.base")),
        Column::figure(word("roll.one.employer")),
        Column::figure(word("roll.one.person")),
    ];
    let at = |list: &[Fen; 5], i: usize| list.get(i).copied().unwrap_or_default();
    let lines = BRANCHES
        .iter()
        .enumerate()
        .filter(|(i, _)| at(&a.employer, *i) + at(&a.employee, *i) > Fen::ZERO)
        .map(|(i, key)| {
            let fixed = if i == 1 { a.ee_fixed } else { Fen::ZERO };
            Line::new(vec![
                html! { (word(key)) },
                amount(at(&a.base, i)),
                amount(at(&a.employer, i)),
                amount(at(&a.employee, i) + fixed),
            ])
        });
    let employer: Fen = a.employer.iter().sum();
    let person: Fen = a.employee.iter().sum::<Fen>() + a.ee_fixed;
    let foot = vec![html! { (word("roll.one.total")) }, html! {}, amount(employer), amount(person)];
    html! { (Table::new(word("roll.one.branch"), columns).lines(lines.collect()).foot(foot)) }
}
