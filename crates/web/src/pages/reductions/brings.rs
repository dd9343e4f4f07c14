//! What a reduction brings: the bills, the warnings, the person, the employer's other duties with their dates.

use domain::filing::reduction::{MOVE_DAYS, ReductionWarning};
use maud::{Markup, Render, html};
use procedures::reasons::{Benefit, Channel};
use procedures::reduce_staff::Leaving;
use units::{Date, Fact, Month};

use super::check::Subject;
use crate::Asked;
use crate::look::{Alert, Column, Line, LineMark, Panel, Table, Tone, amount, bullets, rich, rich_links};
use crate::pages::receipts::line::papers;

/// Who cannot be filed, and why. Nothing where everybody can.
pub(super) fn refused(asked: &Asked, of: &Subject) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let lines: Vec<Line> = of
        .preview
        .verdicts
        .iter()
        .filter_map(|verdict| {
            let refusal = verdict.outcome.as_ref().err()?;
            let name = verdict.person.as_ref().map(|p| p.name.clone()).unwrap_or_default();
            let mend = words::mend(asked.lang, refusal.as_ref()).unwrap_or_default();
            let why = html! { (words::tell(asked.lang, refusal.as_ref())) (words::between(asked.lang)) (mend) span class="sb-code" { (refusal.code()) } };
            Some(Line::new(vec![html! { (name) }, why]).mark(LineMark::Bad))
        })
        .collect();
    if lines.is_empty() {
        return html! {};
    }
    let columns = vec![
        Column::title(word("enrolments.name")),
        Column::text(word("look.finding.problem")).whole(),
    ];
    let count = [("count", Fact::Count(i64::try_from(lines.len()).unwrap_or(i64::MAX)))];
    Panel::new("refused", asked.say("reductions.refused", &count))
        .flush()
        .body(html! { (Table::new(asked.say("reductions.refused", &count), columns).lines(lines)) })
        .render()
}

/// The panel.
pub(super) fn panel(asked: &Asked, of: &Subject) -> Markup {
    let body = html! {
        (bills(asked, of))
        (warnings(asked, of))
        (person(asked, of))
        (duties(asked, of))
    };
    Panel::new("brings", asked.say("reductions.brings", &[])).body(body).render()
}

fn made<'a>(of: &'a Subject) -> Vec<&'a Leaving> {
    of.preview.verdicts.iter().filter_map(|v| v.outcome.as_ref().ok()).collect()
}

/// This month's bill before and after, and what the months after it fall by.
fn bills(asked: &Asked, of: &Subject) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let month = of.around.overview.month;
    let effect = &of.preview.effect;
    let (employer, persons) = of.preview.sides();
    let all: units::Fen = made(of)
        .iter()
        .filter(|m| m.channel != Channel::Counter)
        .map(|m| m.month_cost)
        .sum();
    let last = made(of).first().map_or(month, |m| m.reduced.last_month);
    let facts = [
        ("amount", Fact::Money(of.preview.falls_by())),
        ("employer", Fact::Money(employer)),
        ("persons", Fact::Money(persons)),
        ("last", Fact::Month(last)),
        ("all", Fact::Money(all)),
    ];
    let says = match (of.preview.falls_by() == units::Fen::ZERO, of.only().is_some()) {
        (true, _) => "reductions.bill.same",
        (false, true) => "reductions.bill.less",
        (false, false) => "reductions.bill.less.many",
    };
    let columns = vec![
        Column::title(word("enrolments.bill")),
        Column::figure(word("enrolments.bill.before")),
        Column::figure(word("reductions.bill.after")),
        Column::text(word("enrolments.bill.note")).whole(),
    ];
    let (before, after) = (effect.before.total(), effect.after.total());
    let next = month.next();
    let lines = vec![
        Line::new(vec![
            html! { (words::month(asked.lang, month)) },
            amount(before),
            amount(after),
            rich(asked.lang, says, &facts),
        ]),
        Line::new(vec![
            html! { (words::month(asked.lang, next)) },
            amount(before),
            amount(before - all),
            rich(asked.lang, "reductions.bill.next", &facts),
        ]),
    ];
    html! { (Table::new(word("enrolments.bill.caption"), columns).lines(lines)) }
}

fn warnings(asked: &Asked, of: &Subject) -> Markup {
    let name = of.only().map(|(_, p)| p.name.clone());
    let mut shown: Vec<(ReductionWarning, i64)> = Vec::new();
    for warning in made(of).iter().flat_map(|m| &m.reduced.warnings) {
        match shown.iter_mut().find(|(known, _)| known == warning) {
            Some((_, count)) => *count += 1,
            None => shown.push((warning.clone(), 1)),
        }
    }
    html! {
        @for (at, (warning, count)) in shown.iter().enumerate() { (alert(asked, of, at, warning, *count, name.as_deref())) }
        @if of.preview.reopens { (Alert::new(Tone::Time, "reopens", asked.say("reductions.reopens", &[])).inner().render()) }
        @for leaving in made(of).iter().take(1).filter(|m| !m.reduced.assessed_too_much.is_empty()) {
            (late(asked, &leaving.reduced.assessed_too_much))
        }
    }
}

fn alert(asked: &Asked, of: &Subject, at: usize, warning: &ReductionWarning, count: i64, name: Option<&str>) -> Markup {
    let whom = match name {
        Some(name) => name.to_owned(),
        None => asked.say("reductions.these_people", &[("count", Fact::Count(count))]),
    };
    let mut facts = vec![("name", Fact::Text(whom))];
    facts.extend(units::Statement::facts(warning));
    let (title, says) = match warning {
        ReductionWarning::NobodyPays(_) => ("reductions.warning.nobody_pays", "reductions.warning.nobody_pays.says"),
        ReductionWarning::WaitedFor(_) => ("reductions.warning.waited_for", "reductions.warning.waited_for.says"),
        ReductionWarning::PapersLate(_) => ("reductions.warning.papers_late", "reductions.warning.papers_late.says"),
        ReductionWarning::RetiresSoon(_) => ("reductions.warning.retires_soon", "reductions.warning.retires_soon.says"),
    };
    let change = format!("{}#last", of.form);
    let all: units::Fen = made(of).iter().map(|m| m.month_cost).sum();
    facts.push(("before", Fact::Money(of.preview.effect.before.total())));
    facts.push(("amount", Fact::Money(all)));
    Alert::new(Tone::Time, format!("warning-{at}"), asked.say(title, &facts))
        .body(rich_links(asked.lang, says, &facts, &[("change", &change)]))
        .inner()
        .render()
}

/// Months that were assessed and should not have been: never a silent negative line.
fn late(asked: &Asked, months: &[Month]) -> Markup {
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return html! {};
    };
    let facts = [
        ("from", Fact::Month(*first)),
        ("to", Fact::Month(*last)),
        ("count", Fact::Count(i64::try_from(months.len()).unwrap_or(i64::MAX))),
    ];
    Alert::new(Tone::Info, "assessed", asked.say("reductions.assessed", &facts))
        .body(rich(asked.lang, "reductions.assessed.says", &facts))
        .inner()
        .render()
}

fn person(asked: &Asked, of: &Subject) -> Markup {
    let Some(line) = of.lines.first() else { return html! {} };
    let Some(offered) = of.offers.get(line.reason) else {
        return html! {};
    };
    let facts = [
        ("name", Fact::Text(of.only().map(|(_, p)| p.name.clone()).unwrap_or_default())),
        ("reason", Fact::Word(format!("reason.{}", line.reason))),
    ];
    let benefit = match offered.reason.benefit {
        Benefit::Yes => "reductions.person.benefit.yes",
        Benefit::No => "reductions.person.benefit.no",
        Benefit::NotApplicable => "reductions.person.benefit.not_applicable",
        Benefit::ByProof => "reductions.person.benefit.by_proof",
        Benefit::ByContractReason => "reductions.person.benefit.by_contract_reason",
    };
    let is_gap = made(of).iter().any(|m| m.reduced.last_month < of.around.overview.month);
    let mut list = vec![rich(asked.lang, benefit, &facts)];
    if is_gap {
        list.push(rich(
            asked.lang,
            "reductions.person.medical",
            &[("month", Fact::Month(of.around.overview.month))],
        ));
    }
    list.push(rich(asked.lang, "reductions.person.object", &facts));
    let title = if of.only().is_some() {
        "reductions.person"
    } else {
        "reductions.person.many"
    };
    html! { h3 class="sb-subtitle" { (asked.say(title, &facts)) } (bullets(&list)) }
}

fn duties(asked: &Asked, of: &Subject) -> Markup {
    let Some(line) = of.lines.first() else { return html! {} };
    let Some(offered) = of.offers.get(line.reason) else {
        return html! {};
    };
    let until = moved_until(line.reduction.end_date);
    let facts = [("day", Fact::Day(until)), ("end", Fact::Day(line.reduction.end_date))];
    let needed = papers(asked.lang, offered.reason.papers.iter().map(String::as_str));
    let mut list = vec![rich(asked.lang, "reductions.duties.certificate", &facts)];
    if offered.reason.benefit == Benefit::Yes {
        list.push(rich(asked.lang, "reductions.duties.unemployed", &facts));
    }
    if offered.channel == Channel::Counter {
        list.push(rich(asked.lang, "reductions.duties.counter", &[("papers", Fact::Text(needed))]));
    } else if !needed.is_empty() {
        list.push(rich(asked.lang, "reductions.duties.papers", &[("papers", Fact::Text(needed))]));
    }
    list.push(rich(asked.lang, "reductions.duties.employment", &facts));
    html! { h3 class="sb-subtitle" { (asked.say("reductions.duties", &[])) } (bullets(&list)) }
}

/// The last of the fifteen days for file and relation (Labour Contract Law, art. 50).
fn moved_until(end: Date) -> Date {
    (0..MOVE_DAYS).fold(end, |day, _| day.tomorrow().unwrap_or(day))
}
