//! The employer's back payments: what waits for it, who was enrolled late, what was done.

use axum::response::Response;
use domain::standing::Standing;
use maud::{Markup, Render, html};
use procedures::back_payment::{Missed, Overview, back_payments, missed_months, open_monthly_report};
use procedures::employer_account::{Account, employer_account};
use procedures::{Error, Permission};
use units::{Fact, Month};

use super::{address, months_said, route_name, state_of, whose};
use crate::Asked;
use crate::body::Filled;
use crate::error::{Failure, unaccepted};
use crate::look::{
    Column, Heading, Line, Panel, Problems, Table, amount_or_dash, button_small, empty, error_summary, inline_form, link, rich, rich_links,
    stack,
};
use crate::pages::employer::Around;
use crate::route::Route;
use words::spans;

/// Late enrolments that are offered at most.
const OFFERED: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/employers/{employer}/back-payments",
            Permission::FileBackPayment,
            "The employer's back payments and who was enrolled late.",
            page,
        ),
        Route::form(
            "/employers/{employer}/back-payments/whole-month",
            Permission::FileBackPayment,
            "Opens the back payment of the oldest owed month.",
            whole_month,
        ),
    ]
}

/// The employer's whole month, the oldest one that is owed.
async fn whole_month(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let of = asked.employer()?;
    let mut problems = Problems::new();
    let Ok(month) = Month::parse(typed.get("month")) else {
        return Err(Failure::NoSuchPage);
    };
    let key = asked.key(&typed)?;
    match asked.act(move |desk| open_monthly_report(desk, &key, of, month)).await {
        Ok(opened) => {
            let first = opened.cases.first().map(|(id, _)| address(of, *id));
            Ok(asked.go(&first.unwrap_or_else(|| format!("/employers/{}/back-payments", of.code()))))
        }
        Err(Failure::Procedure(Error::Refused(refused))) => {
            problems.add_to_form(asked.lang, refused.as_ref());
            Ok(unaccepted(draw(&asked, &problems).await?))
        }
        Err(other) => Err(other),
    }
}

async fn page(asked: Asked) -> Result<Markup, Failure> {
    draw(&asked, &Problems::new()).await
}

async fn draw(asked: &Asked, problems: &Problems) -> Result<Markup, Failure> {
    let of = asked.employer()?;
    let (around, cases, late, account) = asked
        .read(move |desk| {
            let account = match desk.caller.may_for(Permission::ViewBills, of) {
                true => Some(employer_account(desk, of)?),
                false => None,
            };
            Ok((Around::look(desk, of)?, back_payments(desk, of)?, missed_months(desk, of)?, account))
        })
        .await?;
    let title = asked.say("frame.menu.back_payments", &[]);
    let open = cases.iter().filter(|case| !case.case.state.is_final()).count();
    let heading = Heading::new(asked.say("back_payments.title", &[("count", Fact::Count(open as i64))]))
        .lead(rich(asked.lang, "back_payments.lead", &[]))
        .actions(html! {
            (button_small(&around.at("back-payments/new"), &asked.say("back_payments.new", &[]), Some("N")))
            (button_small(&around.at("back-payments/batch"), &asked.say("back_payments.batch", &[]), None))
        });
    let mut parts = vec![table(asked, &cases, &around)];
    parts.extend(account.and_then(|account| owed(asked, &around, &account)));
    if !late.is_empty() {
        parts.push(late_table(asked, &around, &late));
    }
    let trail = around.trail(asked, "", title.clone());
    let frame = around.frame(asked, "back-payments", title).trail(trail).wrong(!problems.is_empty());
    Ok(frame.page(html! { (error_summary(asked.lang, problems)) (heading) (stack(&parts)) }))
}

/// Whole months that the employer owes: filed and unpaid, oldest first. Only the oldest can be opened.
fn owed(asked: &Asked, around: &Around, account: &Account) -> Option<Markup> {
    let late = account.entries.iter().filter(|entry| entry.standing == Standing::Owed);
    let months: Vec<Month> = late.map(|entry| entry.key.month).collect();
    let oldest = months.iter().min()?;
    let facts = [
        ("months", Fact::Text(spans(asked.lang, months.iter().copied()))),
        ("month", Fact::Month(*oldest)),
    ];
    let button = html! {
        input type="hidden" name="month" value=(oldest.to_string());
        button class="govuk-button govuk-button--secondary" type="submit" { (asked.say("back_payments.whole.open", &facts)) }
    };
    let body = html! {
        p { (rich(asked.lang, "back_payments.whole.says", &facts)) }
        (inline_form(&around.at("back-payments/whole-month"), &asked.new_key(), "", button))
        p class="sb-above" { (rich_links(asked.lang, "back_payments.alone.way", &[], &[("alone", &around.at("back-payments/new?kind=retirement"))])) }
    };
    Some(Panel::new("whole", asked.say("back_payments.whole", &[])).body(body).render())
}

fn table(asked: &Asked, cases: &[Overview], around: &Around) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let title = word("back_payments.cases");
    if cases.is_empty() {
        let way = link(&around.at("back-payments/new"), &word("back_payments.new"));
        return Panel::new("cases", title)
            .body(empty(html! { (word("back_payments.none")) }, Some(way)))
            .render();
    }
    let columns = vec![
        Column::title(word("back_payments.number")).unbroken(),
        Column::text(word("back_payments.whose")).whole(),
        Column::text(word("back_payments.route")).whole(),
        Column::figure(word("back_payments.amount_today")),
        Column::text(word("back_payments.state")).whole(),
    ];
    let lines = cases.iter().map(|of| {
        Line::new(vec![
            link(&address(of.employer.id, of.story.opened.id), &of.story.opened.id.code()),
            html! { span lang="zh" { (whose(asked, of)) } span class="sb-small sb-soft sb-line" { (months_said(asked, of)) } },
            html! { (route_name(asked, of.story.opened.kind)) },
            amount_or_dash(of.whole()),
            state_of(asked.lang, &of.case.state),
        ])
    });
    let table = Table::new(title.clone(), columns).lines(lines.collect()).walked();
    Panel::new("cases", title).flush().body(table.render()).render()
}

/// Months as the form of a request takes them: `2018-06..2018-08,2026-07`.
fn asked_for(missed: &Missed) -> String {
    let written = missed.spans().into_iter().map(|(from, to)| match from == to {
        true => from.to_string(),
        false => format!("{from}..{to}"),
    });
    written.collect::<Vec<_>>().join(",")
}

fn late_table(asked: &Asked, around: &Around, late: &[Missed]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let columns = vec![
        Column::title(word("enrolments.name")),
        Column::text(word("back_payments.started")).unbroken(),
        Column::text(word("back_payments.missed")).whole(),
        Column::text(word("back_payments.do")).whole(),
    ];
    let lines = late.iter().take(OFFERED).map(|missed| {
        let (one, months) = (&missed.who, &missed.months);
        let href = around.at(&format!(
            "back-payments/new?person={}&months={}&origin=late_enrolment",
            one.person.id.code(),
            asked_for(missed)
        ));
        Line::new(vec![
            html! { span lang="zh" { (one.person.name) } },
            html! { (one.started_on.map(words::day_iso).unwrap_or_default()) },
            html! { (spans(asked.lang, months.iter().copied())) },
            link(&href, &word("back_payments.make_up")),
        ])
    });
    let table = Table::new(word("back_payments.late"), columns).lines(lines.collect()).walked();
    Panel::new("late", word("back_payments.late"))
        .flush()
        .body(html! { (table) })
        .render()
}
