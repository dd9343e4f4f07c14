use axum::response::{IntoResponse, Response};
use domain::Branch;
use domain::base_year::WageAsk;
use domain::ids::{EmployerId, PersonId};
use domain::registry::masked_number;
use maud::{Markup, Render, html};
use procedures::declare_bases::{BaseLine, BaseShown, Bases, bases, declare_bases, open_years};
use procedures::enrol_staff::Rule;
use procedures::{Error, Permission};
use units::{Fact, Fen, Month};

use super::super::bills::person_name;
use super::super::employer::Around;
use super::{at, frame, year_facts, year_of};
use crate::body::{At, Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    self, Alert, Column, Crumb, Field, Heading, Paging, Panel, Problems, Table, Tone, actions, amount_marked, amount_or_dash,
    error_summary, form, rich, stack, status, submit, tick, upload_form,
};
use crate::{Asked, Typed};

pub(super) async fn current(asked: Asked) -> Result<Response, Failure> {
    let who = asked.employer()?;
    let years = asked.read(move |desk| open_years(desk, who)).await?;
    let newest = years.last().copied().ok_or(Failure::NoSuchPage)?;
    Ok(asked.go(&at(who, newest, "")))
}

pub(super) async fn page(asked: Asked, At((_, year)): At<(String, String)>, Searched(query): Searched) -> Result<Markup, Failure> {
    draw(
        &asked,
        year_of(&asked, &year)?,
        query.get("page"),
        &Typed::default(),
        &Problems::new(),
    )
    .await
}

async fn draw(asked: &Asked, year_from: Month, at_page: &str, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let who = asked.employer()?;
    let (around, shown) = asked
        .read(move |desk| Ok((Around::look(desk, who)?, bases(desk, who, year_from)?)))
        .await?;
    let title = asked.say("bases.title", &year_facts(year_from));
    let undeclared = shown.people.iter().filter(|p| p.undeclared).count();
    let facts = [
        ("opens", Fact::Day(shown.days.0)),
        ("closes", Fact::Day(shown.days.1)),
        ("month", Fact::Month(shown.month)),
    ];
    let may = asked.caller.may_for(Permission::DeclareBases, who);
    let content = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).lead(rich(asked.lang, "bases.sub", &facts)))
        (stack(&[
            if undeclared > 0 { missing(asked, undeclared, shown.people.len()) } else { html! {} },
            if may { by_workbook(asked, who, year_from) } else { html! {} },
            people(asked, who, &shown, may, at_page, typed, problems),
        ]))
    };
    let trail = vec![Crumb::here(asked.say("bases.here", &[]))];
    Ok(frame(asked, &around, &title, trail).wrong(!problems.is_empty()).page(content))
}

fn missing(asked: &Asked, undeclared: usize, people: usize) -> Markup {
    let facts = [
        ("undeclared", Fact::Count(undeclared as i64)),
        ("people", Fact::Count(people as i64)),
    ];
    Alert::new(Tone::Time, "missing", asked.say("bases.missing", &facts))
        .body(rich(asked.lang, "bases.missing.says", &[]))
        .render()
}

fn by_workbook(asked: &Asked, who: EmployerId, year_from: Month) -> Markup {
    let fields = html! {
        (Field::new(asked.lang, "list", asked.say("bases.file", &[])).hint(asked.say("bases.file.hint", &[])).file(".xlsx,.csv"))
        (actions(submit(&asked.say("bases.file.check", &[]))))
    };
    let body = upload_form(&at(who, year_from, "/lists"), &asked.new_key(), fields);
    Panel::new("workbook", asked.say("bases.workbook", &[])).body(body).render()
}

fn people(asked: &Asked, who: EmployerId, shown: &Bases, may: bool, at_page: &str, typed: &Typed, problems: &Problems) -> Markup {
    let words = |key: &str| asked.say(key, &[]);
    let mut order: Vec<&BaseShown> = shown.people.iter().collect();
    order.sort_by_key(|p| (!p.undeclared, p.person.id));
    let paging = Paging::read(
        Some(at_page).filter(|p| !p.is_empty()),
        u32::try_from(order.len()).unwrap_or(u32::MAX),
    );
    let mut columns = vec![
        Column::title(words("bills.name")),
        Column::text(words("bases.number")).left_out(),
        Column::figure(words("bases.last")),
        Column::figure(words("bases.declared")),
        Column::figure(words("branch.pension.short")).group(words("bases.counted")),
        Column::figure(words("branch.medical.short")).group(words("bases.counted")),
        Column::text(words("bills.state")),
    ];
    if may {
        columns.push(Column::text(words("bases.wage")).whole_labelled());
    }
    let lines = order
        .into_iter()
        .skip(paging.offset() as usize)
        .take(paging.per as usize)
        .map(|person| line(asked, person, may, typed, problems))
        .collect();
    let table = Table::new(words("bases.people"), columns).lines(lines).tight().render();
    let pages = paging.show(asked.lang, |p| format!("{}?page={p}", at(who, shown.year_from, "")));
    let body = match may {
        true => form(
            &at(who, shown.year_from, ""),
            &asked.same_key(typed),
            html! {
                input type="hidden" name="page" value=(at_page);
                (table) (pages)
                div class="sb-more" { (actions(submit(&words("bases.button")))) p class="sb-small sb-soft" { (words("bases.button.says")) } }
            },
        ),
        false => html! { (table) (pages) },
    };
    Panel::new("people", words("bases.people")).flush().body(body).render()
}

fn line(asked: &Asked, person: &BaseShown, may: bool, typed: &Typed, problems: &Problems) -> look::Line {
    let clamped = |branch: Branch| {
        let counted = person.clamped.base[branch.index()];
        let mark = match counted.cmp(&person.base.base) {
            _ if !person.clamped.charged.contains(branch) => return amount_or_dash(None),
            std::cmp::Ordering::Less => "limit.capped",
            std::cmp::Ordering::Greater => "limit.floor",
            std::cmp::Ordering::Equal => return amount_or_dash(Some(counted)),
        };
        amount_marked(&asked.say(mark, &[]), counted)
    };
    let state = if person.undeclared {
        status(Tone::Time, &asked.say("bases.undeclared", &[]))
    } else {
        status(Tone::Good, &asked.say("bases.is_declared", &[]))
    };
    let name = person_name(asked, Some(&person.person));
    let mut cells = vec![
        html! { (name) },
        look::identity(&masked_number(&person.person.number)),
        amount_or_dash(person.last),
        amount_or_dash(Some(person.base.base)),
        clamped(Branch::Pension),
        clamped(Branch::Medical),
        state,
    ];
    if may {
        cells.push(wage_field(asked, person, typed, problems));
    }
    look::Line::new(cells)
}

fn wage_field(asked: &Asked, person: &BaseShown, typed: &Typed, problems: &Problems) -> Markup {
    let name = field(person.person.id);
    let who = person_name(asked, Some(&person.person));
    let problem = problems.of(&name);
    let label = asked.say("bases.wage.of", &[("name", Fact::Text(who.clone()))]);
    html! {
        @if let Some(problem) = problem {
            p class="govuk-error-message" id={ (name) "-error" } { (problem.text) @if let Some(mend) = &problem.mend { (words::between(asked.lang)) (mend) } }
            label { (tick("confirmed", &person.person.id.code(), &asked.say("bases.confirm", &[]), &who, false)) " " (asked.say("bases.confirm", &[])) }
        }
        input class={ "govuk-input sb-num govuk-input--width-10" @if problem.is_some() { " govuk-input--error" } } type="text" inputmode="decimal"
            id=(name) name=(name) value=(typed.get(&name)) aria-label=(label) aria-describedby=[problem.map(|_| format!("{name}-error"))];
    }
}

fn field(person: PersonId) -> String {
    format!("wage-{}", person.code())
}

pub(super) async fn declare(At((_, year)): At<(String, String)>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (who, year_from) = (asked.employer()?, year_of(&asked, &year)?);
    let key = asked.key(&typed)?;
    let shown = asked.read(move |desk| bases(desk, who, year_from)).await?;
    let (lines, mut problems) = read(&asked, &shown, &typed);
    if problems.is_empty() {
        let checked = lines.clone();
        let verdicts = asked
            .read(move |desk| procedures::declare_bases::check_bases(desk, who, year_from, &checked))
            .await?;
        for (verdict, line) in verdicts.iter().zip(&lines) {
            if let Err(why) = &verdict.outcome {
                let name = shown
                    .people
                    .iter()
                    .find(|p| p.person.id == line.person)
                    .map_or("", |p| p.person.name.as_str());
                problems.add(asked.lang, &field(line.person), name, why.as_ref());
            }
        }
    }
    if problems.is_empty() {
        let answer = asked
            .act(move |desk| declare_bases(desk, &key, who, year_from, &lines, Rule::AllOrNothing))
            .await;
        match answer {
            Ok(declared) => return Ok(asked.go(&format!("/receipts/{}", declared.receipt.number))),
            Err(Failure::Procedure(Error::Refused(why))) => problems.add_to_form(asked.lang, why.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(draw(&asked, year_from, typed.get("page"), &typed, &problems).await?).into_response())
}

/// The wages typed; an empty field declares nothing.
fn read(asked: &Asked, shown: &Bases, typed: &Typed) -> (Vec<BaseLine>, Problems) {
    let (mut lines, mut problems) = (Vec::new(), Problems::new());
    for (person, at) in shown.people.iter().zip(1..) {
        let name = field(person.person.id);
        if typed.get(&name).trim().is_empty() {
            continue;
        }
        let wage: Option<Fen> = problems.take(asked.lang, &name, &person.person.name, typed.money(&name));
        let confirmed = typed.all("confirmed").contains(&person.person.id.code());
        lines.extend(wage.map(|wage| BaseLine {
            line: at,
            person: person.person.id,
            ask: WageAsk { wage, confirmed },
        }));
    }
    (lines, problems)
}
