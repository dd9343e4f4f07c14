//! What a desk decided (已办结): day, officers, ground, how long it took against the clock; the way to each case.

use domain::ids::{CaseId, EmployerId};
use maud::{Markup, Render, html};
use procedures::back_payment::decided::{Decided, DecidingDesk, Outcome, decided};
use units::Fact;
use words::spans;

use super::{address, queue, sample};
use crate::Asked;
use crate::body::Searched;
use crate::error::Failure;
use crate::look::{Column, Heading, Line, Paging, Panel, Table, Tone, empty, link, rich, stack, status};
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    let says = "What the desk decided, the latest first.";
    vec![
        Route::page(
            "/desks/pension-approval/done",
            DecidingDesk::Approval.permission(),
            says,
            of_approval,
        ),
        Route::page(
            "/desks/verification/done",
            DecidingDesk::Verification.permission(),
            says,
            of_verification,
        ),
        Route::page("/desks/acceptance/done", DecidingDesk::Counter.permission(), says, of_the_counter),
    ]
}

async fn of_approval(asked: Asked, Searched(typed): Searched) -> Result<Markup, Failure> {
    page(&asked, DecidingDesk::Approval, typed.get("page")).await
}

async fn of_verification(asked: Asked, Searched(typed): Searched) -> Result<Markup, Failure> {
    page(&asked, DecidingDesk::Verification, typed.get("page")).await
}

async fn of_the_counter(asked: Asked, Searched(typed): Searched) -> Result<Markup, Failure> {
    page(&asked, DecidingDesk::Counter, typed.get("page")).await
}

async fn page(asked: &Asked, which: DecidingDesk, typed: &str) -> Result<Markup, Failure> {
    let wanted = Some(typed.to_owned()).filter(|typed| !typed.is_empty());
    let paged = move |total: i64| Paging::read(wanted.as_deref(), u32::try_from(total).unwrap_or(u32::MAX));
    let (page, paging) = asked
        .read(move |desk| {
            let mut shown = paged(0);
            let page = decided(desk, which, |total| {
                shown = paged(total);
                (i64::from(shown.per), i64::from(shown.offset()))
            })?;
            Ok((page, shown))
        })
        .await?;
    let here = format!("/desks/{}/done", which.code());
    let count = [("count", Fact::Count(page.total))];
    let title = asked.say("sample.done.title", &count);
    let lead = match which {
        DecidingDesk::Counter => "sample.done.lead.acceptance",
        DecidingDesk::Approval | DecidingDesk::Verification => "sample.done.lead",
    };
    let body = match page.rows.is_empty() {
        true => empty(html! { (asked.say("sample.done.none", &[])) }, None),
        false => html! { (table(asked, which, &page.rows)) (paging.show(asked.lang, |p| format!("{here}?page={p}"))) },
    };
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, lead, &[]));
    let panel = Panel::untitled("done", title.clone()).flush().body(body).render();
    let content = html! { (heading) (stack(&[panel])) };
    Ok(queue::framed(asked, title, &here).page(content))
}

fn table(asked: &Asked, which: DecidingDesk, rows: &[Decided]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let mut columns = vec![
        Column::text(word("sample.done.day")).unbroken(),
        Column::title(word("back_payments.number")).unbroken(),
        Column::text(word("back_payments.queue.whose")).whole(),
        Column::text(word("sample.done.outcome")).whole(),
        Column::text(word("sample.done.officers")).whole(),
    ];
    if which != DecidingDesk::Counter {
        columns.push(Column::text(word("sample.done.took")).whole());
    }
    let lines = rows.iter().map(|row| {
        let mut cells = vec![
            html! { (words::day_iso(row.on)) },
            number(row.employer, row.case),
            whose(asked, row),
            html! {
                (outcome(asked, row.outcome))
                @if let Some(found) = &row.found { " " (sample::verdict(asked, found.verdict)) }
                @if let Some(ground) = &row.ground { span class="sb-small sb-soft sb-line" { (ground) } }
            },
            html! { (words::join(asked.lang, &row.officers)) },
        ];
        if which != DecidingDesk::Counter {
            cells.push(took(asked, row));
        }
        Line::new(cells)
    });
    Table::new(word("sample.done"), columns)
        .tight()
        .lines(lines.collect())
        .walked()
        .render()
}

/// The number of a case, the way to it.
pub(super) fn number(employer: EmployerId, case: CaseId) -> Markup {
    link(&address(employer, case), &case.code())
}

/// Whose case it is: the employer, the first person, the months.
pub(super) fn whose(asked: &Asked, row: &Decided) -> Markup {
    let (first, count) = &row.whose;
    let people = match (first, *count) {
        (Some(name), 1) => name.clone(),
        (Some(name), count) => asked.say(
            "back_payments.and_others",
            &[("name", Fact::Text(name.clone())), ("count", Fact::Count(count as i64))],
        ),
        (None, _) => super::route_name(asked, row.kind),
    };
    html! {
        span lang="zh" { (row.employer_name) }
        span class="sb-small sb-soft sb-line" { (people) " · " (spans(asked.lang, row.months.iter().copied())) }
    }
}

/// What was decided, as a status.
pub(super) fn outcome(asked: &Asked, of: Outcome) -> Markup {
    let tone = match of {
        Outcome::Passed | Outcome::TakenIn => Tone::Good,
        Outcome::Returned => Tone::Time,
        Outcome::Refused => Tone::Bad,
    };
    status(tone, &asked.say(&format!("sample.outcome.{}", of.code()), &[]))
}

/// `第3天，共20天`; red where the clock was over.
fn took(asked: &Asked, row: &Decided) -> Markup {
    let Some((day, days)) = row.clock else { return html! { "–" } };
    if day == 0 {
        return html! { (asked.say("sample.done.same_day", &[])) };
    }
    let facts = [("day", Fact::Count(day.into())), ("days", Fact::Count(days.into()))];
    let said = asked.say("back_payments.clock", &facts);
    let over = [("n", Fact::Count(day.saturating_sub(days).into()))];
    html! { (said) @if day > days { " " (status(Tone::Bad, &asked.say("status.clock.over", &over))) } }
}
