//! The desks' queues: by the legal day, with a clock in words, what to look at, and clean cases decided together.

use axum::response::{IntoResponse, Response};
use domain::case::back_payment::{Kind, State};
use domain::case::clock::Alarm;
use domain::ids::{CaseId, EmployerId};
use maud::{Markup, Render, html};
use procedures::back_payment::see::ClockState;
use procedures::back_payment::{Overview, check, confirm, queue};
use procedures::{Desk, Error, Key, Permission};
use units::{Date, Fact, Fen};

use super::{address, may, months_said, person_months, state_of, whose};
use crate::Asked;
use crate::body::Filled;
use crate::error::Failure;
use crate::look::{
    Column, Figure, Frame, Heading, Line, LineMark, Menu, MenuItem, Panel, Table, Tone, amount_or_dash, clock, empty, figures, form,
    key_hint, link, rich, selection, stack, status, tick, tick_all, tools,
};
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            Desks::APPROVAL,
            Permission::ApproveBackPayment,
            "Oldest months that wait for approval.",
            approval,
        ),
        Route::form(
            "/desks/pension-approval/pass",
            Permission::ApproveBackPayment,
            "Passes clean cases together.",
            pass_approval,
        ),
        Route::page(
            Desks::VERIFICATION,
            Permission::VerifyBackPayment,
            "Older months that wait for business verification.",
            verification,
        ),
        Route::form(
            "/desks/verification/pass",
            Permission::VerifyBackPayment,
            "Passes clean cases together.",
            pass_verification,
        ),
        Route::page(
            Desks::ACCEPTANCE,
            Permission::AcceptBackPayment,
            "Cleared cases that wait for the counter.",
            acceptance,
        ),
    ]
}

/// The desks that work on back payments.
struct Desks;

impl Desks {
    const APPROVAL: &'static str = "/desks/pension-approval";
    const VERIFICATION: &'static str = "/desks/verification";
    const ACCEPTANCE: &'static str = "/desks/acceptance/back-payments";
}

/// The menu of the desk whose officer looks.
pub(super) fn menu(asked: &Asked) -> Option<Menu> {
    if may(asked, Permission::ServeHall) {
        return Some(crate::pages::hall::counter::menu(asked, Desks::ACCEPTANCE));
    }
    let desks = [
        (Permission::ApproveBackPayment, "pension-approval", Desks::APPROVAL),
        (Permission::VerifyBackPayment, "verification", Desks::VERIFICATION),
    ];
    let own = desks.into_iter().find(|(permission, ..)| may(asked, *permission));
    own.map(|(_, desk, here)| asked.desk_menu(desk, vec![sample_item(asked, desk)], here))
}

/// The way to a desk's sample.
pub(crate) fn sample_item(asked: &Asked, desk: &str) -> MenuItem {
    MenuItem {
        text: asked.say("sample.menu", &[]),
        href: format!("/desks/{desk}/sample"),
        waiting: 0,
        key: None,
    }
}

/// A page of the desk, with its menu.
pub(super) fn framed(asked: &Asked, title: String, here: &str) -> Frame {
    let frame = asked.frame(title);
    match menu(asked) {
        Some(menu) => frame.menu(menu.here(here)),
        None => frame,
    }
}

async fn approval(asked: Asked) -> Result<Markup, Failure> {
    review(&asked, Kind::Approved, Desks::APPROVAL, &[]).await
}

async fn verification(asked: Asked) -> Result<Markup, Failure> {
    review(&asked, Kind::Verified, Desks::VERIFICATION, &[]).await
}

/// What became of one of the cases that were passed together.
type Passed = (String, Result<String, String>);

async fn review(asked: &Asked, kind: Kind, here: &str, passed: &[Passed]) -> Result<Markup, Failure> {
    let mut all = asked
        .read(move |desk| {
            let mut all = Vec::new();
            for state in ["in_review", "checked", "waiting"] {
                all.extend(queue(desk, kind, state)?);
            }
            Ok(all)
        })
        .await?;
    all.sort_by_key(|of| (due(of).is_none(), due(of), of.story.opened.id));
    let over = count(&all, |of| alarm(of) == Some(Alarm::Escalates));
    let near = count(&all, |of| alarm(of) == Some(Alarm::Warns));
    let facts = [
        ("count", Fact::Count(all.len() as i64)),
        ("over", Fact::Count(over)),
        ("near", Fact::Count(near)),
    ];
    let title = asked.say("back_payments.queue.title", &facts);
    let lead = rich(asked.lang, &format!("back_payments.queue.lead.{}", kind.code()), &facts);
    let sums = figures(&[
        Figure::new(asked.say("back_payments.queue.over", &[]), over.to_string()).tone(if over > 0 { Tone::Bad } else { Tone::Quiet }),
        Figure::new(asked.say("back_payments.queue.near", &[]), near.to_string()).tone(if near > 0 { Tone::Time } else { Tone::Quiet }),
        Figure::new(
            asked.say("back_payments.queue.first", &[]),
            count(&all, |of| matches!(of.case.state, State::InReview(_))).to_string(),
        ),
        Figure::new(
            asked.say("back_payments.queue.second", &[]),
            count(&all, |of| matches!(of.case.state, State::Checked { .. })).to_string(),
        ),
        Figure::new(
            asked.say("back_payments.queue.waiting", &[]),
            count(&all, |of| matches!(of.case.state, State::Waiting { .. })).to_string(),
        ),
    ]);
    let parts = [
        passed_panel(asked, passed),
        Panel::new("clocks", asked.say("back_payments.queue.clocks", &[]))
            .body(sums)
            .render(),
        cases(asked, here, &title, &all),
    ];
    let heading = Heading::new(title.clone()).lead(lead);
    let content = html! { (heading) (stack(&parts)) };
    let frame = asked.frame(title);
    Ok(match menu(asked) {
        Some(menu) => frame.menu(menu).page(content),
        None => frame.page(content),
    })
}

fn count(all: &[Overview], of: impl Fn(&Overview) -> bool) -> i64 {
    all.iter().filter(|one| of(one)).count() as i64
}

fn due(of: &Overview) -> Option<Date> {
    of.clock.as_ref().and_then(|clock| clock.due)
}

fn alarm(of: &Overview) -> Option<Alarm> {
    of.clock
        .as_ref()
        .filter(|clock| clock.waiting_since.is_none())
        .map(|clock| clock.alarm)
}

/// Nothing is left to judge by hand: every paper opened, every amount computed, nobody locked out.
fn is_clean(of: &Overview) -> bool {
    let judged = of.unknown.is_some() || of.rows.iter().any(|row| row.ground.is_some());
    let complete = of.papers.iter().all(|paper| paper.seen.is_some() && !paper.asked_for);
    let decidable = matches!(of.case.state, State::InReview(_) | State::Checked { .. });
    decidable && complete && !judged && of.locked.is_none() && !of.story.lines.iter().any(|line| line.medical_costs)
}

fn cases(asked: &Asked, here: &str, title: &str, all: &[Overview]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    if all.is_empty() {
        return Panel::untitled("queue", title)
            .body(empty(html! { (word("back_payments.queue.none")) }, None))
            .render();
    }
    let columns = vec![
        Column::pick(word("roll.pick"), tick_all(&word("roll.pick.all"))),
        Column::text(word("back_payments.queue.due")).card_title(),
        Column::text(word("back_payments.queue.day")).whole(),
        Column::title(word("back_payments.number")).whole(),
        Column::text(word("back_payments.queue.whose")).whole(),
        Column::figure(word("back_payments.person_months")),
        Column::figure(word("back_payments.principal_yuan")),
        Column::text(word("back_payments.queue.note")).whole(),
    ];
    let lines = all.iter().map(|of| line(asked, of)).collect();
    let table = Table::new(title, columns).tight().lines(lines).walked();
    let clean = count(all, is_clean);
    let bar = selection(
        asked.lang,
        &asked.say("back_payments.queue.clean", &[("count", Fact::Count(clean))]),
        html! { button class="govuk-button sb-button--small" type="submit" { (word("back_payments.queue.pass")) } },
    );
    // Where no case can be passed as it stands there is nothing to send.
    let list = match clean {
        0 => table.render(),
        _some => form(&format!("{here}/pass"), &asked.new_key(), html! { (bar) (table) }),
    };
    let body =
        html! { (tools(html! { span class="sb-small sb-soft" { (word("back_payments.queue.order")) } }, key_hint(asked.lang))) (list) };
    Panel::untitled("queue", title).flush().body(body).render()
}

fn line(asked: &Asked, of: &Overview) -> Line {
    let principal: Fen = of.dues.iter().map(|due| due.totals.total()).sum();
    let id = of.story.opened.id.code();
    let value = format!("{}/{id}", of.employer.id.code());
    let pick = match is_clean(of) {
        true => tick(
            "case",
            &value,
            &asked.say("back_payments.queue.pick", &[("number", Fact::Text(id.clone()))]),
            &whose(asked, of),
            false,
        ),
        false => html! {},
    };
    let day = match due(of) {
        Some(day) => html! { span class="sb-due-cell" { b class="sb-num" { (words::day_short(asked.lang, day)) } (left(asked, of)) } },
        None => status(Tone::Quiet, &asked.say("back_payments.queue.stopped", &[])),
    };
    let spent = of
        .clock
        .as_ref()
        .map(|state| clock(&clock_words(asked, state), state.day, state.days, clock_tone(state)));
    let shown = Line::new(vec![
        pick,
        day,
        html! { @if let Some(spent) = spent { (spent) } },
        link(&address(of.employer.id, of.story.opened.id), &id),
        html! { span lang="zh" { (of.employer.name) } span class="sb-small sb-soft sb-line" { (whose(asked, of)) " · " (months_said(asked, of)) } },
        html! { (person_months(of)) },
        amount_or_dash(of.whole().map(|_| principal)),
        note(asked, of),
    ]);
    match alarm(of) {
        Some(Alarm::Escalates) => shown.mark(LineMark::Bad),
        Some(Alarm::Warns | Alarm::Quiet) | None => shown,
    }
}

/// How much is left, in words.
fn left(asked: &Asked, of: &Overview) -> Markup {
    let Some(state) = of.clock.as_ref() else { return html! {} };
    if state.day > state.days {
        let over = [("n", Fact::Count((state.day - state.days).into()))];
        return status(Tone::Bad, &asked.say("status.clock.over", &over));
    }
    let n = state.days - state.day;
    match (n, state.alarm) {
        (0, _) => status(Tone::Time, &asked.say("back_payments.queue.today", &[])),
        (_, Alarm::Warns | Alarm::Escalates) => status(Tone::Time, &asked.say("status.clock.left", &[("n", Fact::Count(n.into()))])),
        (_, Alarm::Quiet) => html! { span class="sb-small sb-soft" { (asked.say("status.clock.left", &[("n", Fact::Count(n.into()))])) } },
    }
}

/// `第18天，共20天`
pub(super) fn clock_words(asked: &Asked, state: &ClockState) -> String {
    let facts = [("day", Fact::Count(state.day.into())), ("days", Fact::Count(state.days.into()))];
    match state.waiting_since {
        Some(_) => asked.say("back_payments.clock.stopped", &facts),
        None => asked.say("back_payments.clock", &facts),
    }
}

pub(super) fn clock_tone(state: &ClockState) -> Tone {
    match (state.waiting_since, state.alarm) {
        (Some(_), _) | (None, Alarm::Quiet) => Tone::Quiet,
        (None, Alarm::Warns) => Tone::Time,
        (None, Alarm::Escalates) => Tone::Bad,
    }
}

/// What to look at before deciding.
fn note(asked: &Asked, of: &Overview) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    html! {
        @if let Some(locked) = &of.locked { span class="sb-small sb-soft" { (words::tell(asked.lang, locked)) } }
        @if matches!(of.case.state, State::Checked { .. }) { (status(Tone::Info, &word("back_payments.queue.second"))) }
        @if matches!(of.case.state, State::InReview(_)) && of.papers.iter().any(|paper| paper.seen.is_none()) {
            " " (status(Tone::Info, &word("back_payments.queue.unopened")))
        }
        @if of.unknown.is_some() { " " (status(Tone::Time, &word("back_payments.queue.unknown"))) }
        @if of.story.lines.iter().any(|line| line.medical_costs) { " " (status(Tone::Time, &word("back_payments.queue.costs"))) }
        @if alarm(of) == Some(Alarm::Escalates) { " " span class="sb-small sb-soft" { (word("back_payments.queue.escalated")) } }
    }
}

async fn pass_approval(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    pass(asked, &typed, Kind::Approved, Desks::APPROVAL).await
}

async fn pass_verification(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    pass(asked, &typed, Kind::Verified, Desks::VERIFICATION).await
}

/// Each ticked case is an act of its own; one that is refused stops none of the others.
async fn pass(asked: Asked, typed: &crate::Typed, kind: Kind, here: &str) -> Result<Response, Failure> {
    let base = asked.key(typed)?;
    let mut passed: Vec<Passed> = Vec::new();
    for value in typed.all("case") {
        let Some((of, id)) = value.split_once('/') else { continue };
        let (Ok(of), Ok(id)) = (EmployerId::from_code(of), CaseId::from_code(id)) else {
            continue;
        };
        let key = Key::new(format!("{}:{}", base.key, id.code()), value.as_bytes());
        let outcome = asked.act(move |desk| pass_one(desk, &key, of, id)).await;
        let said = match outcome {
            Ok(number) => Ok(number),
            Err(Failure::Procedure(Error::Refused(refused))) => Err(words::tell(asked.lang, refused.as_ref())),
            Err(other) => return Err(other),
        };
        passed.push((id.code(), said));
    }
    Ok(review(&asked, kind, here, &passed).await?.into_response())
}

/// The first or the second pair of eyes, as the case stands.
fn pass_one(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId) -> Result<String, Error> {
    let shown = procedures::back_payment::back_payment(desk, of, id)?;
    let receipt = match shown.case.state {
        State::Checked { .. } => confirm(desk, key, of, id)?,
        State::Preparing
        | State::InReview(_)
        | State::Waiting { .. }
        | State::Returned { .. }
        | State::Ready
        | State::Accepted(_)
        | State::Lapsed(_)
        | State::Posted { .. }
        | State::Refused { .. }
        | State::Withdrawn => check(desk, key, of, id)?,
    };
    Ok(receipt.number)
}

fn passed_panel(asked: &Asked, passed: &[Passed]) -> Markup {
    if passed.is_empty() {
        return html! {};
    }
    let done = passed.iter().filter(|(_, outcome)| outcome.is_ok()).count();
    let facts = [("count", Fact::Count(done as i64)), ("of", Fact::Count(passed.len() as i64))];
    let lines: Vec<Markup> = passed
        .iter()
        .map(|(id, outcome)| match outcome {
            Ok(number) => html! { (id) " " (status(Tone::Good, &asked.say("back_payments.queue.passed", &[]))) " " (link(&format!("/receipts/{number}"), number)) },
            Err(why) => html! { (id) " " (status(Tone::Bad, &asked.say("back_payments.queue.refused", &[]))) " " (why) },
        })
        .collect();
    Panel::new("passed", asked.say("back_payments.queue.result", &facts))
        .body(crate::look::bullets(&lines))
        .render()
}

async fn acceptance(asked: Asked) -> Result<Markup, Failure> {
    let (ready, accepted) = asked
        .read(|desk| {
            let (mut ready, mut accepted) = (Vec::new(), Vec::new());
            for kind in Kind::ALL {
                ready.extend(queue(desk, kind, "ready")?);
                accepted.extend(queue(desk, kind, "accepted")?);
            }
            Ok((ready, accepted))
        })
        .await?;
    let facts = [
        ("count", Fact::Count(ready.len() as i64)),
        ("accepted", Fact::Count(accepted.len() as i64)),
    ];
    let title = asked.say("back_payments.acceptance.title", &facts);
    let parts = [
        counter(&asked, "ready", "back_payments.acceptance.ready", &ready),
        counter(&asked, "accepted", "back_payments.acceptance.accepted", &accepted),
    ];
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "back_payments.acceptance.lead", &facts));
    let content = html! { (heading) (stack(&parts)) };
    let frame = asked.frame(title);
    Ok(match menu(&asked) {
        Some(menu) => frame.menu(menu).page(content),
        None => frame.page(content),
    })
}

fn counter(asked: &Asked, id: &str, title: &str, all: &[Overview]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    if all.is_empty() {
        return Panel::new(id, word(title))
            .body(empty(html! { (word("back_payments.acceptance.none")) }, None))
            .render();
    }
    let columns = vec![
        Column::title(word("back_payments.number")).unbroken(),
        Column::text(word("back_payments.queue.whose")).whole(),
        Column::text(word("back_payments.route")).whole(),
        Column::figure(word("back_payments.amount_today")),
        Column::text(word("back_payments.state")).whole(),
    ];
    let lines = all.iter().map(|of| {
        Line::new(vec![
            link(&address(of.employer.id, of.story.opened.id), &of.story.opened.id.code()),
            html! { span lang="zh" { (of.employer.name) } span class="sb-small sb-soft sb-line" { (whose(asked, of)) " · " (months_said(asked, of)) } },
            html! { (super::route_name(asked, of.story.opened.kind)) },
            amount_or_dash(of.whole()),
            state_of(asked.lang, &of.case.state),
        ])
    });
    let table = Table::new(word(title), columns).lines(lines.collect()).walked();
    Panel::new(id, word(title)).flush().body(html! { (table) }).render()
}
