//! Asking for a back payment: whom, which months, why. The way of each month is shown before anything is filed.

use axum::response::{IntoResponse, Response};
use domain::ids::{EmployerId, PersonId};
use maud::{Markup, Render, html};
use procedures::back_payment::{Ask, AskLine, Asked as Wanted, check_back_payment, open_back_payment, plan};
use procedures::enrol_staff::Rule;
use procedures::roll::roll;
use procedures::{Error, Permission};
use units::{Fact, Fen};

use super::asked_for::Request;
use super::{address, alone, check, months};
use crate::body::{Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Column, Field, Heading, Line, OneOf, Panel, Problems, Table, actions, bullets, columns, empty, error_summary, form, identity, link,
    rich, submit,
};
use crate::pages::employer::Around;
use crate::pages::roll::fits;
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed};

/// Names shown at most; whoever looks for one of many types a part of the name.
const AT_MOST: usize = 200;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/employers/{employer}/back-payments/new",
            Permission::FileBackPayment,
            "Asks whom a back payment is for, and which months.",
            new,
        ),
        Route::form(
            "/employers/{employer}/back-payments/check",
            Permission::FileBackPayment,
            "Shows the way of each month; nothing is filed.",
            look,
        ),
        Route::form(
            "/employers/{employer}/back-payments",
            Permission::FileBackPayment,
            "Opens a back payment: a case for each way.",
            open,
        ),
    ]
}

async fn new(asked: Asked, Searched(typed): Searched) -> Result<Markup, Failure> {
    match PersonId::from_code(typed.get("person")) {
        Ok(_) => draw(&asked, &typed, &Problems::new()).await,
        Err(_) if alone::is_asked_for(typed.get("kind")) => alone::pick(&asked, &typed).await,
        Err(_) => pick(&asked, &typed).await,
    }
}

/// First: who.
async fn pick(asked: &Asked, typed: &Typed) -> Result<Markup, Failure> {
    let of = asked.employer()?;
    let (around, roll) = asked.read(move |desk| Ok((Around::look(desk, of)?, roll(desk, of)?))).await?;
    let word = |key: &str| asked.say(key, &[]);
    let wanted = typed.get("q").trim();
    let found: Vec<_> = roll.people.iter().filter(|one| fits(one, wanted)).collect();
    let title = word("back_payments.who");
    let heads = vec![
        Column::title(word("enrolments.name")),
        Column::text(word("enrolments.number")).unbroken(),
        Column::text(word("back_payments.started")).unbroken(),
    ];
    let lines = found.iter().take(AT_MOST).map(|one| {
        let href = around.at(&format!("back-payments/new?person={}", one.person.id.code()));
        Line::new(vec![
            link(&href, &one.person.name),
            identity(&domain::registry::masked_number(&one.person.number)),
            html! { (one.started_on.map(words::day_iso).unwrap_or_default()) },
        ])
    });
    let body = match found.is_empty() {
        true => empty(
            rich(asked.lang, "reductions.who.none", &[("q", Fact::Text(wanted.to_owned()))]),
            None,
        ),
        false => html! { (Table::new(title.clone(), heads).lines(lines.collect()).walked()) },
    };
    let search = html! {
        form method="get" action=(around.at("back-payments/new")) class="sb-below" {
            label class="govuk-label" for="who" { (word("reductions.who.search")) }
            div class="sb-chips" {
                input class="govuk-input govuk-input--width-20" id="who" name="q" type="text" value=(wanted) autocomplete="off";
                button class="govuk-button govuk-button--secondary sb-button--small" type="submit" { (word("frame.search")) }
            }
        }
    };
    let content = html! {
        (Heading::new(title.clone()).lead(rich(asked.lang, "back_payments.who.lead", &[])).render())
        (search)
        (Panel::untitled("people", title.clone()).flush().body(body).render())
    };
    let trail = around.trail(asked, "back-payments", title.clone());
    Ok(around.frame(asked, "back-payments", title).trail(trail).page(content))
}

/// Then: which months, why.
async fn draw(asked: &Asked, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    if alone::is_asked_for(typed.get("kind")) {
        return alone::draw(asked, typed, problems).await;
    }
    let of = asked.employer()?;
    let person = PersonId::from_code(typed.get("person")).map_err(|_| Failure::NoSuchPage)?;
    let (around, roll) = asked.read(move |desk| Ok((Around::look(desk, of)?, roll(desk, of)?))).await?;
    let one = roll.people.iter().find(|one| one.person.id == person).ok_or(Failure::NoSuchPage)?;
    let title = asked.say("back_payments.ask", &[("name", Fact::Text(one.person.name.clone()))]);
    let fields = fields(asked, typed, problems);
    let key = asked.same_key(typed);
    let body = form(&around.at("back-payments/check"), &key, fields);
    let started = one.started_on.map(|day| {
        rich(
            asked.lang,
            "back_payments.ask.started",
            &[
                ("day", Fact::Day(day)),
                ("wage", Fact::Money(one.base)),
                ("category", Fact::Word(format!("category.{}", one.category.code()))),
            ],
        )
    });
    let side = Panel::new("know", asked.say("back_payments.know", &[]))
        .body(bullets(&[
            rich(asked.lang, "back_payments.know.split", &[]),
            rich(asked.lang, "back_payments.know.fee", &[]),
            rich(asked.lang, "back_payments.know.medical", &[]),
            rich(asked.lang, "back_payments.know.nothing", &[]),
        ]))
        .render();
    let heading = Heading::new(title.clone());
    let heading = match started {
        Some(lead) => heading.lead(lead),
        None => heading,
    };
    let content = html! {
        (error_summary(asked.lang, problems))
        (heading)
        (columns(Panel::untitled("ask", title.clone()).body(body).render(), side))
    };
    let trail = around.trail(asked, "back-payments", title.clone());
    let frame = around.frame(asked, "back-payments", title).trail(trail).wrong(!problems.is_empty());
    Ok(frame.page(content))
}

fn fields(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let field = |name, key: &str| Field::new(asked.lang, name, word(key)).typed(typed).problems(problems);
    let kinds: Vec<OneOf> = Request::KINDS
        .iter()
        .map(|kind| OneOf::new(*kind, word(&format!("back_payments.kind.{kind}"))).hint(word(&format!("back_payments.kind.{kind}.says"))))
        .collect();
    let kind = match typed.get("kind") {
        "" => Request::KINDS[0],
        kind => kind,
    };
    html! {
        input type="hidden" name="person" value=(typed.get("person"));
        input type="hidden" name="origin" value=(typed.get("origin"));
        (field("months", "back_payments.months").hint(word("back_payments.months.hint")).text(30))
        (field("wage", "back_payments.wage").hint(word("back_payments.wage.hint")).optional().money())
        (field("reason", "back_payments.reason").hint(word("back_payments.reason.hint")).textarea(3))
        (Field::new(asked.lang, "kind", word("back_payments.kind")).value(kind).problems(problems).radios(&kinds))
        (field("document", "back_payments.document").hint(word("back_payments.document.hint")).optional().text(30))
        (field("costs", "back_payments.costs").hint(word("back_payments.costs.hint")).optional().tick(typed.get("costs") == "yes"))
        (actions(submit(&word("back_payments.look"))))
    }
}

/// Reads what was typed; what cannot be taken stands at its field.
fn read(asked: &Asked, typed: &Typed, problems: &mut Problems) -> Option<Ask> {
    let label = |key: &str| asked.say(key, &[]);
    let lang = asked.lang;
    let spans = problems.take(lang, "months", &label("back_payments.months"), months::read(typed.get("months")));
    let wage: Option<Fen> = match typed.money("wage") {
        Err(FieldRefused::Required) => None,
        read => problems.take(lang, "wage", &label("back_payments.wage"), read),
    };
    let reason = problems.take(lang, "reason", &label("back_payments.reason"), typed.text("reason", 300));
    let wanted = problems.take(lang, "kind", &label("back_payments.kind"), typed.one_of("kind", Wanted::from_code));
    let document = problems.take(
        lang,
        "document",
        &label("back_payments.document"),
        typed.text_if_any("document", 80),
    );
    let person = PersonId::from_code(typed.get("person")).ok()?;
    let (spans, reason, asked_for, document) = (spans?, reason?, wanted?, document?);
    let lines = spans.iter().enumerate().map(|(at, (from, to))| AskLine {
        line: at as i64 + 1,
        person,
        from: *from,
        to: *to,
        base: wage,
        reason: reason.clone(),
        document: document.clone(),
        medical_costs: !typed.get("costs").is_empty(),
    });
    Some(Ask {
        asked: asked_for,
        origin: match asked.caller.employers().next() {
            Some(_) => Request::origin(typed.get("origin")),
            // An officer who takes a paper form in.
            None => "counter",
        },
        lines: lines.collect(),
    })
}

async fn look(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let of = asked.employer()?;
    let mut problems = Problems::new();
    let Some(ask) = read(&asked, &typed, &mut problems).filter(|_| problems.is_empty()) else {
        return Ok(unaccepted(draw(&asked, &typed, &problems).await?));
    };
    let sent = ask.clone();
    let (around, verdicts, plans) = asked
        .read(move |desk| {
            let verdicts = check_back_payment(desk, of, &sent)?;
            let plans = plan(desk, of, &sent, &verdicts)?;
            Ok((Around::look(desk, of)?, verdicts, plans))
        })
        .await?;
    // All of them at once: nobody mends one to be told of the next.
    let mut said: Vec<String> = Vec::new();
    for refused in verdicts.iter().filter_map(|verdict| verdict.outcome.as_ref().err()) {
        let told = words::tell(asked.lang, refused.as_ref());
        if !said.contains(&told) {
            let field = Request::field_of(refused.code());
            let label = asked.say(&format!("back_payments.{field}"), &[]);
            problems.add(asked.lang, field, &label, refused.as_ref());
            said.push(told);
        }
    }
    if !problems.is_empty() {
        return Ok(unaccepted(draw(&asked, &typed, &problems).await?));
    }
    Ok(check::page(&asked, &around, &typed, &verdicts, &plans).into_response())
}

async fn open(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let of: EmployerId = asked.employer()?;
    let mut problems = Problems::new();
    let Some(ask) = read(&asked, &typed, &mut problems).filter(|_| problems.is_empty()) else {
        return Ok(unaccepted(draw(&asked, &typed, &problems).await?));
    };
    let key = asked.key(&typed)?;
    let opened = asked
        .act(move |desk| open_back_payment(desk, &key, of, &ask, Rule::AllOrNothing))
        .await;
    match opened {
        Ok(opened) => {
            let first = opened.cases.first().map(|(id, _)| address(of, *id));
            Ok(asked.go(&first.unwrap_or_else(|| format!("/employers/{}/back-payments", of.code()))))
        }
        Err(Failure::Procedure(Error::Refused(refused))) => {
            problems.add_to_form(asked.lang, refused.as_ref());
            Ok(unaccepted(draw(&asked, &typed, &problems).await?))
        }
        Err(other) => Err(other),
    }
}
