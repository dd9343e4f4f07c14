//! The acceptance counter with a number before it: the caller's open cases lie there already; nothing is typed again.

use axum::response::{IntoResponse, Response};
use domain::hall::appointment::Errand;
use domain::ids::{EmployerId, TicketId};
use maud::{Markup, Render, html};
use procedures::accept_at_counter::{AtHand, Next, accept_at_counter, at_hand};
use procedures::enter_reduction::find_employer;
use procedures::visit::{Need, Visit};
use procedures::{Error, Permission};
use units::Fact;

use super::choose::{about, need_word, no_papers, why};
use super::{matter_name, page_of, ticket_of};
use crate::body::{At, Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Field, Heading, Panel, Problems, Task, actions, bullets, columns, empty, error_summary, form, link, money, rich, rich_links, stack,
    submit, tasks,
};
use crate::pages::back_payments::originals;
use crate::route::Route;
use crate::{Asked, Typed};

pub(super) fn routes() -> Vec<Route> {
    let desk = Permission::ServeHall;
    vec![
        Route::page(
            "/desks/acceptance/{ticket}",
            desk,
            "The number at the counter with its open cases.",
            page,
        ),
        Route::form("/desks/acceptance/{ticket}", desk, "Takes a case up at the counter.", accept),
    ]
}

async fn page(asked: Asked, At(part): At<String>, Searched(query): Searched) -> Result<Markup, Failure> {
    let mut problems = Problems::new();
    let named = named(&asked, &query, &mut problems).await?;
    drawn(&asked, ticket_of(&part)?, named, &query, &problems).await
}

/// The employer that the officer typed, for a number that names none.
async fn named(asked: &Asked, typed: &Typed, problems: &mut Problems) -> Result<Option<EmployerId>, Failure> {
    let code = typed.get("employer").trim().to_owned();
    if code.is_empty() {
        return Ok(None);
    }
    match asked.read(move |desk| find_employer(desk, &code)).await {
        Ok(found) => Ok(Some(found.id)),
        Err(Failure::Procedure(Error::Refused(refused))) => {
            problems.add(asked.lang, "employer", &asked.say("cases.take_in.employer", &[]), refused.as_ref());
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

async fn drawn(asked: &Asked, id: TicketId, named: Option<EmployerId>, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let seen = asked.read(move |desk| at_hand(desk, id, named)).await?;
    let number = seen.ticket.number.to_string();
    let title = match &seen.employer {
        Some((_, name)) => asked.say(
            "hall.at_hand.title",
            &[("number", Fact::Text(number)), ("name", Fact::Text(name.clone()))],
        ),
        None => asked.say("hall.at_hand.title.nobody", &[("number", Fact::Text(number))]),
    };
    let lead = html! { (matter_name(asked, seen.ticket.matter)) };
    let heading = Heading::new(title.clone()).lead(lead);
    let main = match &seen.employer {
        None => ask_whose(asked, id, typed, problems),
        Some((whose, _)) => stack(&[cases(asked, &seen, *whose, typed), bills(asked, &seen, *whose)]),
    };
    let content = html! {
        (error_summary(asked.lang, problems))
        (heading)
        (columns(main, side(asked, &seen)))
    };
    let frame = asked.frame(title).wrong(!problems.is_empty());
    Ok(frame.menu(super::counter::menu(asked, "/desks/acceptance")).page(content))
}

fn ask_whose(asked: &Asked, id: TicketId, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let body = html! {
        form method="get" action=(format!("/desks/acceptance/{id}")) novalidate {
            (Field::new(asked.lang, "employer", word("cases.take_in.employer")).hint(word("cases.take_in.employer.hint")).typed(typed).problems(problems).text(20))
            (actions(submit(&word("hall.do.find"))))
        }
    };
    Panel::new("whose", word("hall.at_hand.whose")).body(body).render()
}

/// What needs this counter lies open; what the desks do by themselves is named below it.
fn cases(asked: &Asked, seen: &AtHand, whose: EmployerId, typed: &Typed) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let is_case = |of: &&Visit| matches!(of.errand, Errand::Reduction(_) | Errand::BackPayment(_));
    let open: Vec<&Visit> = seen.visits.iter().filter(is_case).collect();
    let is_now = |of: &&&Visit| matches!(of.need, Need::Presence { .. }) || seen.ticket.errand == Some(of.errand);
    let mut parts: Vec<Markup> = open.iter().filter(is_now).map(|of| case(asked, (seen, typed), whose, of)).collect();
    if parts.is_empty() {
        let nothing = empty(rich(asked.lang, "hall.at_hand.none", &[]), None);
        parts.push(Panel::new("cases", word("hall.at_hand.cases")).body(nothing).render());
    }
    let rest: Vec<Task> = open
        .iter()
        .filter(|of| !is_now(of))
        .map(|of| {
            let task = Task::new(about(asked, of), need_word(asked, &of.need)).why(why(asked, of));
            task.at(page_of(whose, of.errand).unwrap_or_default())
        })
        .collect();
    if !rest.is_empty() {
        parts.push(Panel::new("rest", word("hall.at_hand.rest")).body(tasks(&rest)).render());
    }
    stack(&parts)
}

fn case(asked: &Asked, (seen, typed): (&AtHand, &Typed), whose: EmployerId, of: &Visit) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let papers: Vec<Markup> = of.papers.iter().map(|paper| html! { (word(&of.paper_key(paper))) }).collect();
    let at = page_of(whose, of.errand).unwrap_or_default();
    let fields = html! {
        input type="hidden" name="whose" value=(whose.code());
        input type="hidden" name="errand" value=(of.errand.code());
        (originals(asked, &of.unseen, typed))
        (Field::new(asked.lang, "note", word("hall.at_hand.note")).optional().textarea(2))
        (actions(html! {
            (submit(&word("hall.do.accept")))
            (link(&at, &word("hall.do.open_case")))
            @if matches!(of.errand, Errand::BackPayment(_)) { (link(&format!("{at}#h-stick"), &word("stick.case"))) }
        }))
    };
    let body = html! {
        p { (why(asked, of)) }
        @if papers.is_empty() { p { (no_papers(asked, of)) } } @else { p { (word("hall.at_hand.papers")) } (bullets(&papers)) }
        @if matches!(of.need, Need::Presence { .. }) && seen.ticket.state.is_at_counter() {
            @if matches!(of.errand, Errand::BackPayment(_)) { p class="sb-small sb-soft" { (rich(asked.lang, "hall.at_hand.back_payment", &[])) } }
            (form(&format!("/desks/acceptance/{}", seen.ticket.id), &asked.new_key(), fields))
        } @else {
            p { (link(&at, &word("hall.do.open_case"))) }
        }
    };
    let id = of.errand.code();
    Panel::new(&id, about(asked, of))
        .aside(html! { (word("hall.at_hand.same")) })
        .body(body)
        .render()
}

fn bills(asked: &Asked, seen: &AtHand, whose: EmployerId) -> Markup {
    let title = asked.say("hall.at_hand.bills", &[]);
    if seen.payables.is_empty() {
        let nothing = empty(rich(asked.lang, "hall.at_hand.bills.none", &[]), None);
        return Panel::new("bills", title).body(nothing).render();
    }
    let body = html! {
        ul class="sb-tasks" {
            @for of in &seen.payables {
                li {
                    span { (super::cashier::what(asked, of)) small { (money(asked.lang, of.to_pay())) } }
                    @if seen.ticket.state.is_at_counter() {
                        (crate::look::inline_form(&format!("/desks/acceptance/{}", seen.ticket.id), &asked.new_key(), "", html! {
                            input type="hidden" name="whose" value=(whose.code());
                            input type="hidden" name="errand" value=(of.of.code());
                            (crate::look::submit_plain(&asked.say("hall.do.to_cashier", &[])))
                        }))
                    }
                }
            }
        }
    };
    Panel::new("bills", title).body(body).render()
}

/// A paper form or a file on a stick becomes the same filing, with the officer named.
fn side(asked: &Asked, seen: &AtHand) -> Markup {
    let of = seen.employer.as_ref().map(|(whose, _)| whose.code());
    let at = |section: &str| of.as_ref().map(|code| format!("/employers/{code}/{section}")).unwrap_or_default();
    let (reductions, increases) = (at("reductions/batch"), at("enrolments/batch"));
    let links = [
        ("form", "/desks/collection/reductions/new"),
        ("reductions", reductions.as_str()),
        ("increases", increases.as_str()),
    ];
    let mut lines = vec![rich_links(asked.lang, "hall.intake.form", &[], &links)];
    if of.is_some() {
        lines.push(rich_links(asked.lang, "hall.intake.reductions", &[], &links));
        lines.push(rich_links(asked.lang, "hall.intake.increases", &[], &links));
    }
    let body = html! { (bullets(&lines)) p class="sb-small sb-soft" { (rich(asked.lang, "hall.intake.says", &[])) } };
    Panel::new("intake", asked.say("hall.intake.title", &[])).body(body).render()
}

async fn accept(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (id, key) = (ticket_of(&part)?, asked.key(&typed)?);
    let whose = EmployerId::from_code(typed.get("whose")).map_err(|_| Failure::NoSuchPage)?;
    let errand = Errand::from_code(typed.get("errand")).ok_or(Failure::NoSuchPage)?;
    let (originals, note) = (typed.all("originals").to_vec(), typed.get("note").to_owned());
    let done = asked
        .act(move |desk| accept_at_counter(desk, &key, id, whose, errand, (&originals, &note)))
        .await;
    match done {
        Ok((receipt, next)) => {
            let home = format!("{}?done={}", super::counter::home(&asked), receipt.number);
            Ok(asked.go(&match next {
                Next::Cashier(ticket) => format!("{home}&on={ticket}"),
                Next::Here => format!("/desks/acceptance/{id}?employer={}", whose.code()),
                Next::Done => home,
            }))
        }
        Err(Failure::Procedure(Error::Refused(refused))) => {
            let mut problems = Problems::new();
            problems.add_to_form(asked.lang, refused.as_ref());
            let page = drawn(&asked, id, Some(whose), &typed, &problems).await?;
            Ok(unaccepted(page).into_response())
        }
        Err(other) => Err(other),
    }
}
