//! The clerk's first page: what is wrong, where the month stands, what will be debited and why, what waits, the latest receipts.

use domain::hall::appointment::Errand;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::back_payment::{Missed, Overview, missed_months, running};
use procedures::book_visit::{Booked, appointments_of};
use procedures::draft_bill::{Draft, draft_bill};
use procedures::receipts::{Summary, summaries};
use procedures::undeclared_months::{UndeclaredMonth, undeclared_months};
use units::Fact;

use super::{Around, at, problem};
use crate::Asked;
use crate::error::Failure;
use crate::look::{Heading, Panel, button_small, columns_wide_side, link, rich, stack};
use crate::pages::receipts::list::table as receipts_table;
use crate::route::Route;

mod back_payments;
mod debit;
mod month;
mod waiting;

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/employers/{employer}",
        Permission::ViewEmployer,
        "An employer's month: deadlines, draft, what waits, receipts.",
        page,
    )]
}

/// What the page shows.
struct Home {
    around: Around,
    draft: Option<Draft>,
    latest: Vec<Summary>,
    visits: Vec<Booked>,
    missed: Vec<Missed>,
    running: Vec<Overview>,
    booked_for: Vec<Errand>,
    undeclared: Vec<UndeclaredMonth>,
}

async fn page(asked: Asked) -> Result<Markup, Failure> {
    let who = asked.employer()?;
    let home = asked
        .read(move |desk| {
            let around = Around::look(desk, who)?;
            let draft = match around.overview.totals {
                Some(_) => Some(draft_bill(desk, who)?),
                None => None,
            };
            let visits = appointments_of(desk, who)?;
            let live = visits.iter().filter(|one| one.appointment.state.is_live());
            let booked_for = live.map(|one| one.appointment.errand).collect();
            // Whoever may not see back payments has none waiting.
            let running = match desk.caller.may_for(Permission::ViewBackPayments, who) {
                true => running(desk, who)?,
                false => vec![],
            };
            Ok(Home {
                around,
                running,
                booked_for,
                draft,
                latest: summaries(desk, who, None, 5)?,
                visits,
                missed: missed_months(desk, who)?,
                undeclared: undeclared_months(desk, who)?,
            })
        })
        .await?;
    let title = words::month(asked.lang, home.around.overview.month);
    let content = content(&asked, &home, &title);
    Ok(home.around.frame(&asked, "", title).page(content))
}

fn content(asked: &Asked, home: &Home, title: &str) -> Markup {
    let o = &home.around.overview;
    let side = waiting::panel(asked, home);
    let middle = match &home.draft {
        Some(draft) => columns_wide_side(debit::panel(asked, draft, o, home.around.carried_on), side),
        None => side,
    };
    html! {
        (heading(asked, home, title))
        (stack(&[
            problem::panel(asked, &home.around),
            problem::coming(asked, &home.around),
            month::panel(asked, o),
            middle,
            latest(asked, home),
            besides(asked, home),
        ]))
    }
}

fn heading(asked: &Asked, home: &Home, title: &str) -> Markup {
    let o = &home.around.overview;
    let mut facts = vec![
        ("today", Fact::Day(asked.today)),
        ("opens", Fact::Day(o.roll_window.opens)),
        ("closes", Fact::Day(o.roll_window.closes)),
        ("month", Fact::Month(o.month)),
    ];
    let people = o.totals.as_ref().map(|t| Fact::Count(t.people.into()));
    facts.extend(people.map(|count| ("people", count)));
    let key = match (o.is_open(), o.totals.is_some()) {
        (true, true) => "home.sub.open",
        (true, false) => "home.sub.open.no_figures",
        (false, true) => "home.sub.shut",
        (false, false) => "home.sub.shut.no_figures",
    };
    let mut heading = Heading::new(title.to_owned()).lead(rich(asked.lang, key, &facts));
    if asked.caller.may_for(Permission::FileIncrease, o.employer.id) {
        heading = heading.actions(html! {
            (button_small(&at(o.employer.id, "enrolments/new"), &asked.say("frame.menu.increases", &[]), Some("N")))
            (button_small(&at(o.employer.id, "reductions/single"), &asked.say("frame.menu.reductions", &[]), Some("R")))
        });
    }
    heading.render()
}

fn latest(asked: &Asked, home: &Home) -> Markup {
    let all = link(&home.around.at("receipts"), &asked.say("home.receipts.all", &[]));
    let panel = Panel::new("receipts", asked.say("home.receipts", &[])).flush().aside(all);
    panel.body(receipts_table(asked, &home.latest)).render()
}

/// What is seldom needed and stands in no menu.
fn besides(asked: &Asked, home: &Home) -> Markup {
    let employer = home.around.overview.employer.id;
    let of = |permission, section, key: &str| {
        let may = asked.caller.may_for(permission, employer);
        may.then(|| link(&home.around.at(section), &asked.say(key, &[])))
    };
    let links = [
        of(Permission::ViewEmployer, "bases", "home.besides.bases"),
        of(Permission::ViewBills, "mandate", "home.besides.mandate"),
        of(Permission::Delegate, "delegations", "home.besides.delegations"),
    ];
    html! { p class="sb-chips sb-small" { (asked.say("home.besides", &[])) @for link in links.iter().flatten() { (link) } } }
}
