use std::collections::BTreeSet;

use axum::response::{IntoResponse, Response};
use domain::ids::EmployerId;
use domain::registry::masked_number;
use maud::{Markup, Render, html};
use procedures::Error;
use procedures::enrol_staff::Rule;
use procedures::wage_list::{CheckedWages, WageList, check_wages, declare_wages, keep_wages, returned_wages};
use units::{Fact, Month, Statement};

use super::super::employer::Around;
use super::{at, frame, year_facts, year_of};
use crate::body::{At, Filled, Uploaded};
use crate::error::{Failure, unaccepted};
use crate::look::{
    self, Column, Crumb, Figure, Found, Grade, Heading, Panel, Problems, Table, actions, amount, button_small, error_summary, figures,
    findings, findings_title, form, identity, link, rich, stack, submit, submit_as, tick, wrote,
};
use crate::pages::lists::workbook as file_to_save;
use crate::{Asked, FieldRefused};

pub(super) async fn take(At((_, year)): At<(String, String)>, Uploaded { asked, mut files, .. }: Uploaded) -> Result<Response, Failure> {
    let (who, year_from) = (asked.employer()?, year_of(&asked, &year)?);
    let Some(file) = files.pop() else {
        let mut problems = Problems::new();
        problems.add(asked.lang, "list", &asked.say("bases.file", &[]), &FieldRefused::Required);
        let content = html! { (error_summary(asked.lang, &problems)) p { (link(&at(who, year_from, ""), &asked.say("bases.back", &[]))) } };
        return Ok(unaccepted(asked.frame(asked.say("bases.workbook", &[])).wrong(true).page(content)).into_response());
    };
    let id = asked.act(move |desk| keep_wages(desk, who, &file.name, file.bytes.clone())).await?;
    Ok(asked.go(&at(who, year_from, &format!("/lists/{id}"))))
}

fn list_of(list: &str, year_from: Month, confirmed: BTreeSet<i64>) -> Result<WageList, Failure> {
    let upload = list.parse().map_err(|_| Failure::NoSuchPage)?;
    Ok(WageList {
        upload,
        year_from,
        confirmed,
    })
}

pub(super) async fn page(asked: Asked, At((_, year, list)): At<(String, String, String)>) -> Result<Response, Failure> {
    let year_from = year_of(&asked, &year)?;
    draw(&asked, list_of(&list, year_from, BTreeSet::new())?, &Problems::new()).await
}

pub(super) async fn given_back(asked: Asked, At((_, year, list)): At<(String, String, String)>) -> Result<Response, Failure> {
    let (who, caller, lang) = (asked.employer()?, asked.caller.clone(), asked.lang);
    let list = list_of(&list, year_of(&asked, &year)?, BTreeSet::new())?;
    let (name, bytes) = asked
        .portal
        .hard_work(move |agency| returned_wages(agency, &caller, who, &list, lang))
        .await?;
    file_to_save(&name, bytes)
}

async fn draw(asked: &Asked, list: WageList, problems: &Problems) -> Result<Response, Failure> {
    let (who, caller, year_from) = (asked.employer()?, asked.caller.clone(), list.year_from);
    let around = asked.read(move |desk| Around::look(desk, who)).await?;
    let confirmed = list.confirmed.clone();
    let title_of_year = asked.say("bases.title", &year_facts(year_from));
    let trail = |here: &str| vec![Crumb::to(title_of_year.clone(), at(who, year_from, "")), Crumb::here(here)];
    let checked = match asked.portal.hard_work(move |agency| check_wages(agency, &caller, who, &list)).await {
        Ok(checked) => checked,
        Err(Failure::Procedure(Error::Refused(why))) => {
            let mut problems = Problems::new();
            problems.add_to_form(asked.lang, why.as_ref());
            let title = asked.say("bases.unreadable", &[]);
            let content = html! { (error_summary(asked.lang, &problems)) (Heading::new(title.clone())) p { (link(&at(who, year_from, ""), &asked.say("bases.back", &[]))) } };
            return Ok(unaccepted(frame(asked, &around, &title, trail(&title)).wrong(true).page(content)).into_response());
        }
        Err(other) => return Err(other),
    };
    let attention = checked.findings.iter().filter(|f| f.grade.code() == "attention").count();
    let title = findings_title(
        asked.lang,
        i64::from(checked.people_seen),
        checked.refused() as i64,
        attention as i64,
    );
    let content = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).lead(rich(asked.lang, "bases.list.sub", &[("name", Fact::Text(checked.name.clone()))])))
        (stack(&[facts(asked, &checked), found(asked, who, &checked), missing(asked, &checked), clean(asked, &checked), ways(asked, who, &checked, &confirmed)]))
    };
    let page = frame(asked, &around, &title, trail(&checked.name))
        .wrong(!problems.is_empty())
        .page(content);
    Ok(if problems.is_empty() {
        page.into_response()
    } else {
        unaccepted(page)
    })
}

fn facts(asked: &Asked, checked: &CheckedWages) -> Markup {
    let count = |key: &str, n: usize| Figure::new(asked.say(key, &[]), words::count(n as i64));
    figures(&[
        count("bases.list.clean", checked.clean.len()),
        count("bases.list.refused", checked.refused()),
        count("bases.list.held", checked.held.len()),
        count("bases.list.missing", checked.undeclared.len()),
    ])
}

fn found(asked: &Asked, who: EmployerId, checked: &CheckedWages) -> Markup {
    let graded = checked.findings.iter().filter_map(|f| match f.grade.code() {
        "must_change" => Some((Grade::MustChange, f)),
        "attention" => Some((Grade::Attention, f)),
        _note => None,
    });
    let list: Vec<Found> = graded
        .map(|(grade, f)| Found {
            grade,
            row: f.place.row,
            name: None,
            href: None,
            column: f
                .place
                .column
                .as_ref()
                .map_or_else(String::new, |c| format!("{} {}", c.letter, c.heading)),
            wrote: wrote(asked.lang, &hide_number(&f.cell), None),
            problem: words::tell(asked.lang, f),
            mend: words::mend(asked.lang, f).unwrap_or_default(),
            code: f.code().to_owned(),
        })
        .collect();
    if list.is_empty() {
        return html! {};
    }
    let result = at(who, checked.year_from, &format!("/lists/{}/result", checked.upload));
    Panel::new("found", asked.say("bases.list.found", &[]))
        .flush()
        .aside(button_small(&result, &asked.say("lists.download", &[]), None))
        .body(findings(asked.lang, &list))
        .render()
}

/// A cell that looks like an identity number is masked.
fn hide_number(cell: &str) -> String {
    let is_number = cell.len() >= 15 && cell.bytes().filter(u8::is_ascii_digit).count() >= 14;
    if is_number { masked_number(cell) } else { cell.to_owned() }
}

fn missing(asked: &Asked, checked: &CheckedWages) -> Markup {
    if checked.undeclared.is_empty() {
        return html! {};
    }
    let columns = vec![
        Column::title(asked.say("bills.name", &[])),
        Column::text(asked.say("bases.number", &[])),
    ];
    let line = |(name, number): &(String, String)| look::Line::new(vec![html! { (name) }, identity(number)]);
    let table = Table::new(asked.say("bases.list.missing", &[]), columns).lines(checked.undeclared.iter().map(line).collect());
    let body = html! { p class="sb-more" { (rich(asked.lang, "bases.missing.says", &[])) } (table.render()) };
    Panel::new("missing", asked.say("bases.list.missing", &[]))
        .flush()
        .body(body)
        .render()
}

fn clean(asked: &Asked, checked: &CheckedWages) -> Markup {
    if checked.clean.is_empty() {
        return html! {};
    }
    let words = |key: &str| asked.say(key, &[]);
    let columns = vec![
        Column::title(words("bills.name")),
        Column::number(words("look.finding.row")),
        Column::figure(words("bases.last")),
        Column::figure(words("bases.declared")),
        Column::figure(words("bases.list.counted")),
        Column::figure(words("bills.total")),
    ];
    let line = |verdict: &procedures::declare_bases::BaseVerdict| {
        let based = verdict.outcome.as_ref().ok()?;
        let name = verdict.person.as_ref().map_or("", |p| p.name.as_str());
        let counted = based.clamped.base.iter().copied().max().unwrap_or_default();
        let limited = match counted.cmp(&based.taken.base) {
            std::cmp::Ordering::Less => look::amount_marked(&words("limit.capped"), counted),
            std::cmp::Ordering::Greater => look::amount_marked(&words("limit.floor"), counted),
            std::cmp::Ordering::Equal => amount(counted),
        };
        Some(look::Line::new(vec![
            html! { (name) },
            html! { (verdict.line) },
            look::amount_or_dash(based.taken.last),
            amount(based.taken.base),
            limited,
            amount(based.clamped.total),
        ]))
    };
    let lines: Vec<look::Line> = checked.clean.iter().take(look::ROWS_AT_MOST as usize).filter_map(line).collect();
    let table = Table::new(words("bases.list.clean"), columns).lines(lines).tight();
    Panel::new("clean", words("bases.list.clean")).flush().body(table.render()).render()
}

fn ways(asked: &Asked, who: EmployerId, checked: &CheckedWages, confirmed: &BTreeSet<i64>) -> Markup {
    if let Some(n) = checked.filed_n {
        return html! { p { (rich(asked.lang, "bases.list.filed", &[("n", Fact::Count(n))])) } };
    }
    let held = html! {
        @if !checked.held.is_empty() {
            fieldset class="govuk-fieldset" {
                legend class="govuk-fieldset__legend" { (asked.say("bases.list.confirm", &[])) }
                @for row in &checked.held {
                    @let says = asked.say("bases.list.confirm.row", &[("row", Fact::Count(*row))]);
                    p { label { (tick("confirmed", &row.to_string(), &says, "", confirmed.contains(row))) " " (says) } }
                }
            }
        }
    };
    let fields = html! {
        (held)
        (actions(html! {
            (submit(&asked.say("bases.list.good", &[("count", Fact::Count(checked.clean.len() as i64))])))
            @if checked.refused() > 0 { (submit_as("rule", "all", &asked.say("bases.list.all", &[]))) }
            (link(&at(who, checked.year_from, ""), &asked.say("bases.back", &[])))
        }))
        p class="sb-small sb-soft" { (asked.say("bases.list.nothing_yet", &[])) }
    };
    let action = at(who, checked.year_from, &format!("/lists/{}", checked.upload));
    Panel::untitled("ways", asked.say("bases.button", &[]))
        .body(form(&action, &asked.new_key(), fields))
        .render()
}

pub(super) async fn declare(
    At((_, year, list)): At<(String, String, String)>,
    Filled { asked, typed }: Filled,
) -> Result<Response, Failure> {
    let (who, year_from) = (asked.employer()?, year_of(&asked, &year)?);
    let confirmed = typed.all("confirmed").iter().filter_map(|row| row.parse().ok()).collect();
    let (list, key, caller) = (list_of(&list, year_from, confirmed)?, asked.key(&typed)?, asked.caller.clone());
    let rule = if typed.get("rule") == "all" {
        Rule::AllOrNothing
    } else {
        Rule::GoodLinesOnly
    };
    let again = list.clone();
    match asked
        .portal
        .hard_work(move |agency| declare_wages(agency, &caller, &key, who, &list, rule))
        .await
    {
        Ok(declared) => Ok(asked.go(&format!("/receipts/{}", declared.receipt.number))),
        Err(Failure::Procedure(Error::Refused(why))) => {
            let mut problems = Problems::new();
            problems.add_to_form(asked.lang, why.as_ref());
            draw(&asked, again, &problems).await
        }
        Err(other) => Err(other),
    }
}
