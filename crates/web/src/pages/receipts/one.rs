//! One receipt: number, what was filed, both results of each line, what comes next, and what can be printed.

use domain::case::counter_reduction::State as CaseState;
use domain::ids::{CaseId, EmployerId, PersonId};
use maud::{Markup, Render, html};
use procedures::counter_cases::of_filing;
use procedures::receipts::{Filing, Line as Filed, LineState, Summary, by_number};
use procedures::undo_increase::undoable;
use procedures::{Desk, Error, Permission};
use serde_json::Value;
use units::{Date, Fact, Month};
use words::Moment;

use super::line::{group_names, name_of, note_with_code, shown, state};
use super::list::{by_whom, title};
use crate::Asked;
use crate::Typed;
use crate::body::{At, Searched};
use crate::error::Failure;
use crate::look::{
    Chip, Column, GroupResult, Heading, Line, LineMark, Paging, Panel, Receipt, Table, Task, Tone, bullets, button_small, chips, columns,
    link, rich, rich_links, status, tasks, tools,
};
use crate::pages::employer::Around;
use crate::route::Route;
use words::spans;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/receipts/{number}",
        Permission::ViewEmployer,
        "A receipt with the state of each line and branch group.",
        page,
    )]
}

/// What the page shows.
struct Shown {
    around: Around,
    filing: Filing,
    can_undo: bool,
    cases: Vec<(i64, CaseId, CaseState)>,
}

fn look(desk: &mut Desk, no: &str) -> Result<Shown, Error> {
    let filing = by_number(desk, no)?;
    let employer = EmployerId(filing.receipt.subject.0);
    let can_undo = match (filing.receipt.kind.as_str(), filing.lines.as_slice()) {
        ("staff_increased", [only]) => match only.person {
            Some(person) => undoable(desk, employer, person)?.is_some(),
            None => false,
        },
        _other => false,
    };
    Ok(Shown {
        cases: of_filing(desk, employer, filing.receipt.n)?,
        around: Around::look(desk, employer)?,
        filing,
        can_undo: can_undo && desk.caller.may_for(Permission::FileIncrease, employer),
    })
}

async fn page(asked: Asked, At(no): At<String>, Searched(query): Searched) -> Result<Markup, Failure> {
    let shown = asked.read(move |desk| look(desk, &no)).await?;
    let summary = summary(&shown.filing);
    let title = title(&asked, &summary);
    let heading = Heading::new(title.clone())
        .status(overall(&asked, &summary))
        .actions(actions(&asked, &shown));
    let main = html! {
        (receipt(&asked, &shown, !query.get("again").is_empty()))
        (counter(&asked, &shown))
        @if shown.filing.lines.len() > 1 { (lines(&asked, &shown, &query)) }
    };
    let content = html! { (heading.render()) (columns(main, next(&asked, &shown))) };
    let trail = shown.around.trail(&asked, "receipts", title.clone());
    Ok(shown.around.frame(&asked, "receipts", title).trail(trail).page(content))
}

/// Where each line stands that went to the counter, with the way to its case.
fn counter(asked: &Asked, of: &Shown) -> Markup {
    if of.cases.is_empty() {
        return html! {};
    }
    let employer = EmployerId(of.filing.receipt.subject.0);
    let list: Vec<Task> = of
        .cases
        .iter()
        .map(|(line, id, at)| {
            let whose = of.filing.lines.iter().find(|l| l.line == *line).map(name_of).unwrap_or_default();
            Task::new(whose, super::super::cases::state_of(asked.lang, at)).at(super::super::cases::address(employer, *id))
        })
        .collect();
    Panel::new("counter", asked.say("cases.at_the_counter", &[]))
        .body(tasks(&list))
        .render()
}

fn summary(filing: &Filing) -> Summary {
    let mut tally: Vec<([LineState; 2], i64)> = Vec::new();
    for line in &filing.lines {
        match tally.iter_mut().find(|(states, _)| *states == line.states) {
            Some((_, count)) => *count += 1,
            None => tally.push((line.states, 1)),
        }
    }
    Summary {
        receipt: filing.receipt.clone(),
        first: filing.lines.first().cloned(),
        tally,
    }
}

/// Done means both groups of every line; one that is not done names the whole.
fn overall(asked: &Asked, of: &Summary) -> Markup {
    let any = |state: LineState| of.tally.iter().any(|(states, _)| states.contains(&state));
    let (tone, key) = if any(LineState::Failed) || any(LineState::Refused) {
        (Tone::Bad, "receipts.overall.partly")
    } else if any(LineState::Counter) {
        (Tone::Time, "receipts.overall.counter")
    } else if any(LineState::Waiting) {
        (Tone::Time, "receipts.overall.waiting")
    } else {
        (Tone::Good, "receipts.overall.done")
    };
    status(tone, &asked.say(key, &[]))
}

fn actions(asked: &Asked, of: &Shown) -> Markup {
    let no = &of.filing.receipt.number;
    html! {
        @if of.filing.receipt.kind == "staff_reduced" {
            (button_small(&format!("/receipts/{no}/form.pdf"), &asked.say("receipts.form.reduction", &[]), None))
            (button_small(&format!("/receipts/{no}/returned-list.pdf"), &asked.say("receipts.form.returned", &[]), None))
        }
        @if of.filing.receipt.kind == "staff_increased" {
            (button_small(&format!("/receipts/{no}/form.pdf"), &asked.say("receipts.form.increase", &[]), None))
        }
        @if let (true, Some(person)) = (of.can_undo, of.filing.lines.first().and_then(|l| l.person)) {
            (button_small(&of.around.at(&format!("enrolments/undo/{}", person.code())), &asked.say("receipts.undo", &[]), None))
        }
    }
}

fn month_of(filing: &Filing, otherwise: Month) -> Month {
    let body: Value = serde_json::from_str(&filing.receipt.body).unwrap_or_default();
    body["month"]
        .as_i64()
        .and_then(|code| Month::from_code(code).ok())
        .unwrap_or(otherwise)
}

fn receipt(asked: &Asked, of: &Shown, again: bool) -> Markup {
    let receipt = &of.filing.receipt;
    let month = month_of(&of.filing, Month::of(receipt.on_date));
    let word = |key: &str| asked.say(key, &[]);
    let at = Moment::of(receipt.at);
    let mut facts = vec![
        (word("receipts.employer"), html! { (of.around.overview.employer.name) }),
        (word("receipts.month"), html! { (words::month(asked.lang, month)) }),
        (word("receipts.when"), html! { (at.written_in_full(asked.lang)) }),
        (word("receipts.who"), html! { (by_whom(asked, &receipt.body)) }),
    ];
    if at.day != receipt.on_date {
        facts.push((word("receipts.business_day"), html! { (words::day(asked.lang, receipt.on_date)) }));
    }
    let groups = match of.filing.lines.as_slice() {
        [only] => {
            facts.extend(line_facts(asked, only));
            groups(asked, only, month)
        }
        _many => vec![],
    };
    let seen = asked.say("receipts.again", &[("when", Fact::Text(at.written(asked.lang)))]);
    Receipt {
        number: receipt.number.clone(),
        facts,
        groups,
        fingerprint: None,
        verify: Some(format!("/verify/{}", receipt.number)),
        seen_before: again.then_some(seen),
        lang: asked.lang,
    }
    .render()
}

fn groups(asked: &Asked, line: &Filed, month: Month) -> Vec<GroupResult> {
    let note = note_with_code(asked.lang, line);
    let names = group_names(asked.lang, month);
    let one = |(name, of): (String, LineState)| GroupResult {
        name,
        state: state(asked.lang, of),
        note: match of {
            LineState::Done | LineState::NotConcerned => None,
            LineState::Failed | LineState::Refused | LineState::Counter | LineState::Waiting => note.clone(),
        },
    };
    names.into_iter().zip(line.states).map(one).collect()
}

/// What the line said, label and value.
fn line_facts(asked: &Asked, line: &Filed) -> Vec<(String, Markup)> {
    let said = shown(line);
    let word = |key: &str| asked.say(key, &[]);
    let mut facts = Vec::new();
    let mut add = |key: &str, value: Option<String>| facts.extend(value.map(|v| (word(key), html! { (v) })));
    let text = |name: &str| said[name].as_str().map(str::to_owned).filter(|t| !t.is_empty());
    let day = |name: &str| said[name].as_str().and_then(|t| t.parse().ok()).map(|d| words::day(asked.lang, d));
    add("receipts.line.number", text("number"));
    add("receipts.line.hired_on", day("hired_on"));
    add(
        "receipts.line.category",
        text("category").map(|code| word(&format!("category.{code}"))),
    );
    add(
        "receipts.line.wage",
        said["wage_fen"].as_i64().map(|fen| words::money(asked.lang, units::Fen(fen))),
    );
    add("receipts.line.end_date", day("end_date"));
    add(
        "receipts.line.last_month",
        said["last_month"]
            .as_i64()
            .and_then(|code| Month::from_code(code).ok())
            .map(|m| words::month(asked.lang, m)),
    );
    add(
        "receipts.line.reason",
        said["reason"].as_i64().map(|code| word(&format!("reason.{code}"))),
    );
    add(
        "receipts.line.medical_reason",
        said["medical_reason"].as_i64().map(|code| word(&format!("reason.M{code}"))),
    );
    add("receipts.line.remark", text("remark"));
    facts
}

/// One row per person with two states, filtered by state.
fn lines(asked: &Asked, of: &Shown, query: &Typed) -> Markup {
    let all = &of.filing.lines;
    let needs = |line: &&Filed| line.states.iter().any(|s| !matches!(s, LineState::Done | LineState::NotConcerned));
    let only_open = query.get("show") == "open";
    let picked: Vec<&Filed> = all.iter().filter(|line| !only_open || needs(line)).collect();
    let address = format!("/receipts/{}", of.filing.receipt.number);
    let count = |n: usize| Some(i64::try_from(n).unwrap_or(i64::MAX));
    let filters = chips(
        asked.lang,
        &[
            Chip {
                text: asked.say("receipts.filter.all", &[]),
                count: count(all.len()),
                href: address.clone(),
                here: !only_open,
            },
            Chip {
                text: asked.say("receipts.filter.open", &[]),
                count: count(all.iter().filter(needs).count()),
                href: format!("{address}?show=open"),
                here: only_open,
            },
        ],
    );
    let paging = Paging::read(
        Some(query.get("page")).filter(|p| !p.is_empty()),
        u32::try_from(picked.len()).unwrap_or(u32::MAX),
    );
    let month = month_of(&of.filing, Month::of(of.filing.receipt.on_date));
    let rows = picked.iter().skip(paging.offset() as usize).take(paging.per as usize);
    let table = table(asked, rows.copied(), month);
    let show = if only_open { "&show=open" } else { "" };
    Panel::new("lines", asked.say("receipts.lines", &[]))
        .flush()
        .body(html! { (tools(filters, html! {})) (table) (paging.show(asked.lang, |p| format!("{address}?page={p}{show}"))) })
        .render()
}

fn table<'a>(asked: &Asked, rows: impl Iterator<Item = &'a Filed>, month: Month) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let [first, second] = group_names(asked.lang, month);
    let heads = vec![
        Column::title(word("receipts.line.name")),
        Column::number(word("receipts.line.row")),
        Column::text(first),
        Column::text(second),
        Column::text(word("receipts.line.note")).whole_labelled(),
    ];
    let lines = rows.map(|line| {
        let cells = vec![
            html! { (name_of(line)) },
            html! { (line.line) },
            state(asked.lang, line.states[0]),
            state(asked.lang, line.states[1]),
            note_with_code(asked.lang, line).unwrap_or_default(),
        ];
        let is_bad = line.states.iter().any(|s| matches!(s, LineState::Failed | LineState::Refused));
        if is_bad {
            Line::new(cells).mark(LineMark::Bad)
        } else {
            Line::new(cells)
        }
    });
    html! { (Table::new(word("receipts.lines"), heads).lines(lines.collect()).walked()) }
}

/// Somebody was enrolled late: the months between are made up by a back payment, from here.
fn missed(asked: &Asked, of: &Shown) -> Option<Markup> {
    let employer = of.around.overview.employer.id;
    let filed = month_of(&of.filing, Month::of(of.filing.receipt.on_date));
    let hired = |line: &Filed| {
        let day: Option<Date> = shown(line)["hired_on"].as_str().and_then(|day| day.parse().ok());
        day.map(Month::of).filter(|month| *month < filed).zip(line.person)
    };
    let late: Vec<(Month, PersonId)> = of.filing.lines.iter().filter_map(hired).collect();
    let (from, person) = late
        .iter()
        .min()
        .filter(|_| asked.caller.may_for(Permission::FileBackPayment, employer))?;
    let last = filed.previous();
    let href = match late.as_slice() {
        [_only] => of.around.at(&format!(
            "back-payments/new?person={}&months={from}..{last}&origin=late_enrolment",
            person.code()
        )),
        _several => of.around.at("back-payments"),
    };
    let facts = [
        ("months", Fact::Text(spans(asked.lang, from.through(last)))),
        ("count", Fact::Count(late.len() as i64)),
    ];
    let key = if late.len() == 1 {
        "receipts.next.missed"
    } else {
        "receipts.next.missed_many"
    };
    Some(rich_links(asked.lang, key, &facts, &[("make_up", &href)]))
}

/// What comes next, by when.
fn next(asked: &Asked, of: &Shown) -> Markup {
    let o = &of.around.overview;
    let facts = [("closes", Fact::Day(o.roll_window.closes)), ("month", Fact::Month(o.month))];
    let say = |key: &str| rich(asked.lang, key, &facts);
    let any = |state: LineState| of.filing.lines.iter().any(|l| l.states.contains(&state));
    let mut list = vec![];
    if any(LineState::Failed) || any(LineState::Refused) {
        list.push(say("receipts.next.failed"));
    }
    if any(LineState::Counter) {
        list.push(say("receipts.next.counter"));
    }
    if any(LineState::Waiting) {
        list.push(say("receipts.next.waiting"));
    }
    match of.filing.receipt.kind.as_str() {
        "staff_reduced" => list.extend([say("receipts.next.form"), say("receipts.next.person")]),
        "staff_increased" => {
            list.extend(missed(asked, of));
            if of.can_undo {
                list.push(say("receipts.next.undo"));
            }
        }
        _other => {}
    }
    list.push(say("receipts.next.kept"));
    let back = link(&of.around.at(""), &asked.say("receipts.home", &[]));
    Panel::new("next", asked.say("receipts.next", &[]))
        .body(html! { (bullets(&list)) p class="sb-small sb-above" { (back) } })
        .render()
}
