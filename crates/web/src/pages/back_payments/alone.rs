//! Settling one person alone while the employer owes (单人补缴): who is on unpaid bills, and the request with that person's months.

use domain::ids::PersonId;
use maud::{Markup, Render, html};
use procedures::back_payment::{OwedAlone, owed_alone};
use units::{Fact, Month};

use crate::error::Failure;
use crate::look::{
    Column, Field, Heading, Line, OneOf, Panel, Problems, Table, actions, bullets, columns, empty, error_summary, form, identity, link,
    rich, submit,
};
use crate::pages::employer::Around;
use crate::{Asked, Typed};
use words::spans;

/// Why one person is settled alone, in the order of the form.
pub(super) const EVENTS: [&str; 3] = ["retirement", "transfer", "death"];

/// Whether the request is one of these.
pub(super) fn is_asked_for(kind: &str) -> bool {
    EVENTS.contains(&kind)
}

/// Names shown at most; whoever looks for one of many types a part of the name.
const AT_MOST: usize = 200;

/// First: who. Everybody on an unpaid bill, on the roll or not any more.
pub(super) async fn pick(asked: &Asked, typed: &Typed) -> Result<Markup, Failure> {
    let of = asked.employer()?;
    let (around, people) = asked.read(move |desk| Ok((Around::look(desk, of)?, owed_alone(desk, of)?))).await?;
    let word = |key: &str| asked.say(key, &[]);
    let title = word("back_payments.alone.who");
    let wanted = typed.get("q").trim();
    let fits = |one: &&OwedAlone| one.person.name.contains(wanted) || one.person.number.contains(wanted);
    let found: Vec<&OwedAlone> = people.iter().filter(fits).collect();
    let heads = vec![
        Column::title(word("enrolments.name")),
        Column::text(word("enrolments.number")).unbroken(),
        Column::text(word("back_payments.alone.owed")).whole(),
    ];
    let lines = found.iter().take(AT_MOST).map(|one| {
        let href = around.at(&format!(
            "back-payments/new?kind={}&person={}",
            typed.get("kind"),
            one.person.id.code()
        ));
        Line::new(vec![
            link(&href, &one.person.name),
            identity(&domain::registry::masked_number(&one.person.number)),
            html! { (spans(asked.lang, one.months.iter().copied())) },
        ])
    });
    let body = match found.is_empty() {
        true => empty(rich(asked.lang, "back_payments.alone.none", &[]), None),
        false => html! { (Table::new(title.clone(), heads).lines(lines.collect()).walked()) },
    };
    let search = html! {
        form method="get" action=(around.at("back-payments/new")) class="sb-below" {
            input type="hidden" name="kind" value=(typed.get("kind"));
            label class="govuk-label" for="who" { (word("reductions.who.search")) }
            div class="sb-chips" {
                input class="govuk-input govuk-input--width-20" id="who" name="q" type="text" value=(wanted) autocomplete="off";
                button class="govuk-button govuk-button--secondary sb-button--small" type="submit" { (word("frame.search")) }
            }
        }
    };
    let content = html! {
        (Heading::new(title.clone()).lead(rich(asked.lang, "back_payments.alone.who.lead", &[])).render())
        (search)
        (Panel::untitled("people", title.clone()).flush().body(body).render())
    };
    let trail = around.trail(asked, "back-payments", title.clone());
    Ok(around.frame(asked, "back-payments", title).trail(trail).page(content))
}

/// Then: which of the unpaid months, and why now.
pub(super) async fn draw(asked: &Asked, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let of = asked.employer()?;
    let person = PersonId::from_code(typed.get("person")).map_err(|_| Failure::NoSuchPage)?;
    let (around, people) = asked.read(move |desk| Ok((Around::look(desk, of)?, owed_alone(desk, of)?))).await?;
    let Some(one) = people.iter().find(|one| one.person.id == person) else {
        return pick(asked, typed).await;
    };
    let facts = [
        ("name", Fact::Text(one.person.name.clone())),
        ("months", Fact::Text(spans(asked.lang, one.months.iter().copied()))),
        ("count", Fact::Count(one.months.len() as i64)),
    ];
    let title = asked.say("back_payments.alone", &facts);
    let body = form(
        &around.at("back-payments/check"),
        &asked.same_key(typed),
        fields(asked, typed, problems, &one.months),
    );
    let other = around.at(&format!("back-payments/new?person={}", one.person.id.code()));
    let side = Panel::new("know", asked.say("back_payments.know", &[]))
        .body(html! {
            (bullets(&[
                rich(asked.lang, "back_payments.alone.know.rest", &[]),
                rich(asked.lang, "back_payments.alone.know.record", &[]),
                rich(asked.lang, "back_payments.know.fee", &[]),
                rich(asked.lang, "back_payments.alone.know.day", &[]),
                rich(asked.lang, "back_payments.know.nothing", &[]),
            ]))
            p class="sb-small sb-above" { (link(&other, &asked.say("back_payments.alone.other", &[]))) }
        })
        .render();
    let content = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).lead(rich(asked.lang, "back_payments.alone.lead", &facts)))
        (columns(Panel::untitled("ask", title.clone()).body(body).render(), side))
    };
    let trail = around.trail(asked, "back-payments", title.clone());
    let frame = around.frame(asked, "back-payments", title).trail(trail).wrong(!problems.is_empty());
    Ok(frame.page(content))
}

fn fields(asked: &Asked, typed: &Typed, problems: &Problems, owed: &[Month]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let field = |name, key: &str| Field::new(asked.lang, name, word(key)).typed(typed).problems(problems);
    let events: Vec<OneOf> = EVENTS
        .iter()
        .map(|event| OneOf::new(*event, word(&format!("back_payments.alone.event.{event}"))))
        .collect();
    let months = Field::new(asked.lang, "months", word("back_payments.months")).problems(problems);
    let months = match (typed.get("months"), problems.is_empty()) {
        // The unpaid months stand there; what was typed over them stays.
        ("", true) => months.value(as_typed(owed)),
        (typed, _) => months.value(typed.to_owned()),
    };
    html! {
        input type="hidden" name="person" value=(typed.get("person"));
        input type="hidden" name="origin" value=(typed.get("origin"));
        (Field::new(asked.lang, "kind", word("back_payments.alone.event")).value(typed.get("kind")).problems(problems).radios(&events))
        (months.hint(word("back_payments.alone.months.hint")).text(30))
        (field("reason", "back_payments.alone.reason").hint(word("back_payments.alone.reason.hint")).textarea(3))
        (field("document", "back_payments.document").hint(word("back_payments.alone.document.hint")).optional().text(30))
        (actions(submit(&word("back_payments.alone.look"))))
    }
}

/// `2026-07..2026-09,2026-11`: months as the form reads them.
fn as_typed(months: &[Month]) -> String {
    let mut spans: Vec<(Month, Month)> = Vec::new();
    for &month in months {
        match spans.last_mut() {
            Some((_, last)) if last.next() == month => *last = month,
            _ => spans.push((month, month)),
        }
    }
    let written = spans.iter().map(|(from, to)| match from == to {
        true => from.to_string(),
        false => format!("{from}..{to}"),
    });
    written.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpaid_months_are_written_as_the_form_reads_them() {
        let month = |text| Month::parse(text).expect("a month");
        let months = [month("2026-07"), month("2026-08"), month("2026-10")];
        assert_eq!(as_typed(&months), "2026-07..2026-08,2026-10");
        let read = super::super::months::read(&as_typed(&months)).expect("they are read");
        assert_eq!(read, [(months[0], months[1]), (months[2], months[2])]);
    }
}
