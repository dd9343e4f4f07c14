//! Check and declare: the list that is the proof, then one click.

use axum::response::{IntoResponse, Response};
use domain::ids::EmployerId;
use maud::{Markup, Render, html};
use procedures::declare_month::declare_month;
use procedures::draft_bill::{Draft, draft_bill, late_declaration};
use procedures::{Desk, Error};
use units::{Fact, Month};

use super::super::employer::Around;
use super::sheet::Sheet;
use super::{around, at, frame, month_of, person, to_list, total};
use crate::body::{At, Filled};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Crumb, Heading, Panel, Problems, Summary, actions, bullets, columns, empty, error_summary, form, link, money, rich, stack, submit,
};
use crate::{Asked, Typed};

/// The month that changes alter now, or an earlier one that was left undeclared.
fn declarable(desk: &mut Desk, who: EmployerId, month: Month) -> Result<Draft, Error> {
    match desk.window()?.month() == month {
        true => draft_bill(desk, who),
        false => late_declaration(desk, who, month),
    }
}

/// Whether the month closed without its declaration.
fn is_late(around: &Around, draft: &Draft) -> bool {
    draft.month != around.overview.month
}

pub(super) async fn check(asked: Asked, At((_, part)): At<(String, String)>) -> Result<Markup, Failure> {
    let (who, month) = (asked.employer()?, month_of(&part)?);
    let draft = asked.read(move |desk| declarable(desk, who, month)).await?;
    let around = around(&asked, who).await?;
    Ok(page(&asked, &around, &draft, &Typed::default(), &Problems::new()))
}

fn page(asked: &Asked, around: &Around, draft: &Draft, typed: &Typed, problems: &Problems) -> Markup {
    let who = around.overview.employer.id;
    let month = [("month", Fact::Month(draft.month))];
    let title = asked.say("declare.title", &month);
    let trail = vec![
        to_list(asked, who),
        Crumb::to(words::month(asked.lang, draft.month), at(who, &draft.month.to_string())),
        Crumb::here(asked.say("declare.here", &[])),
    ];
    let late = is_late(around, draft);
    let body = if late || total::can_declare(asked, draft) {
        stack(&[
            columns(left(asked, who, draft, typed), side(asked, draft, late)),
            list(asked, who, draft),
        ])
    } else {
        let how = draft.declaration.as_ref().map_or("none", |d| d.how.code());
        let facts = [
            ("how", Fact::Word(format!("declaration.how.{how}"))),
            ("closes", Fact::Day(draft.window.closes)),
        ];
        empty(
            rich(asked.lang, "declare.nothing", &facts),
            Some(link(&at(who, &draft.month.to_string()), &asked.say("bills.look", &month))),
        )
    };
    let content = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).lead(rich(asked.lang, if late { "declare.late.sub" } else { "declare.sub" }, &month)))
        (body)
    };
    frame(asked, around, &title, trail).wrong(!problems.is_empty()).page(content)
}

fn left(asked: &Asked, who: EmployerId, draft: &Draft, typed: &Typed) -> Markup {
    let totals = draft.sheet.totals();
    let words = |key: &str| asked.say(key, &[]);
    let people = [("people", Fact::Count(i64::from(totals.people)))];
    let summary = Summary::new(asked.lang)
        .row(words("bills.month"), html! { (words::month(asked.lang, draft.month)) })
        .row(words("bills.people"), rich(asked.lang, "declare.people", &people))
        .change(format!("/employers/{}/roll", who.code()))
        .row(words("bills.total"), money(asked.lang, totals.total()))
        .row(words("declare.since"), total::since(asked, draft));
    let action = at(who, &format!("{}/declare", draft.month));
    let button = asked.say(
        "declare.button",
        &[
            ("month", Fact::Month(draft.month)),
            ("people", Fact::Count(i64::from(totals.people))),
        ],
    );
    let fields = html! {
        input type="hidden" name="seen" value=(draft.version);
        (actions(html! { (submit(&button)) (link(&at(who, &draft.month.to_string()), &words("declare.not_yet"))) }))
    };
    html! { (summary.render()) (form(&action, &asked.same_key(typed), fields)) }
}

/// The list that is declared: as wide as the page.
fn list(asked: &Asked, who: EmployerId, draft: &Draft) -> Markup {
    let lines = draft.sheet.regular().lines;
    let sheet = Sheet {
        asked,
        month: draft.month,
        lines: &lines,
        totals: draft.sheet.totals(),
        surcharge: draft.sheet.surcharge.total(),
        rates: draft.rates,
        people: &draft.people,
        kind: None,
    };
    let since = draft.last.is_some().then_some(&draft.lines[..]);
    let path = at(who, &draft.month.to_string());
    html! {
        (person::leavers(asked, since.unwrap_or_default(), &draft.people))
        (person::people(&sheet, who, &Typed::default(), since, &path))
    }
}

fn side(asked: &Asked, draft: &Draft, late: bool) -> Markup {
    let facts = [
        ("default", Fact::Day(draft.window.default_declaration)),
        ("closes", Fact::Day(draft.window.closes)),
    ];
    let says = |key: &str| rich(asked.lang, key, &facts);
    let keys: &[&str] = match (late, draft.is_debited) {
        (true, _) => &["declare.then.late", "declare.then.late.unpaid"],
        (false, true) => &["declare.then.change", "declare.then.nothing", "declare.then.close"],
        (false, false) => &["declare.then.change.self", "declare.then.nothing.self", "declare.then.close"],
    };
    let says: Vec<Markup> = keys.iter().map(|key| says(key)).collect();
    Panel::new("then", asked.say("declare.then", &[])).body(bullets(&says)).render()
}

pub(super) async fn declare(At((_, part)): At<(String, String)>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (who, month) = (asked.employer()?, month_of(&part)?);
    let key = asked.key(&typed)?;
    let seen: i64 = typed.get("seen").parse().map_err(|_| Failure::NoSuchPage)?;
    let answer = asked.act(move |desk| declare_month(desk, &key, who, month, seen)).await;
    let mut problems = Problems::new();
    match answer {
        Ok(receipt) => return Ok(asked.go(&format!("/receipts/{}", receipt.number))),
        Err(Failure::Procedure(Error::Refused(why))) => problems.add_to_form(asked.lang, why.as_ref()),
        Err(Failure::Procedure(Error::Stale { .. })) => problems.add_to_form(asked.lang, &Changed),
        Err(other) => return Err(other),
    }
    let draft = asked.read(move |desk| declarable(desk, who, month)).await?;
    let around = around(&asked, who).await?;
    Ok(unaccepted(page(&asked, &around, &draft, &Typed::default(), &problems)).into_response())
}

/// The roll moved on since the list was drawn.
struct Changed;

impl units::Statement for Changed {
    fn code(&self) -> &'static str {
        "declaration.changed_meanwhile"
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![]
    }
}
