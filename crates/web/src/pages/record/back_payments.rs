//! The back payments of the caller's months: all in one panel of the record, each on a page to read.

use domain::case::back_payment::State;
use domain::ids::CaseId;
use maud::{Markup, Render, html};
use procedures::back_payment::{OwnCase, OwnStory, own_back_payment};
use units::{Fact, Fen};

use crate::Asked;
use crate::body::At;
use crate::error::Failure;
use crate::look::{Column, Crumb, Happening, Heading, Line, Panel, Passage, Table, amount, columns_wide_side, link, rich, stack, timeline};
use crate::pages::back_payments::{ahead, deadline, holder, point_said, route_name, state_of};
use words::spans;

/// The address of a case for the person it is about.
pub(in crate::pages) fn address(id: CaseId) -> String {
    format!("/record/back-payments/{}", id.code())
}

/// All cases in one panel: which months, which way, where they stand since when. Nothing where there is none.
pub(super) fn panel(asked: &Asked, cases: &[OwnCase]) -> Option<Markup> {
    if cases.is_empty() {
        return None;
    }
    let word = |key: &str| asked.say(key, &[]);
    let columns = vec![
        Column::title(word("record.case.number")),
        Column::text(word("record.case.months")).whole_labelled(),
        Column::text(word("record.case.way")).whole_labelled(),
        Column::text(word("record.case.state")).whole_labelled(),
    ];
    let lines = cases.iter().map(|case| {
        Line::new(vec![
            link(&address(case.id), &case.id.code()),
            html! { (spans(asked.lang, case.months.iter().copied())) span class="sb-small sb-soft sb-line" lang="zh" { (case.employer) } },
            html! { (route_name(asked, case.kind)) },
            html! { (state_of(asked.lang, &case.state)) span class="sb-small sb-soft sb-line" { (since(asked, case)) } },
        ])
    });
    let title = word("record.cases");
    let table = Table::new(title.clone(), columns).lines(lines.collect());
    Some(Panel::new("cases", title).flush().body(table.render()).render())
}

/// Since when it stands where it stands.
pub(in crate::pages) fn since(asked: &Asked, case: &OwnCase) -> String {
    asked.say("record.case.since", &[("day", Fact::Day(case.since))])
}

pub(super) async fn own(asked: Asked, At(case): At<String>) -> Result<Markup, Failure> {
    let id = CaseId::from_code(&case).map_err(|_| Failure::NoSuchPage)?;
    let of = asked.read(move |desk| own_back_payment(desk, id)).await?;
    let facts = [
        ("months", Fact::Text(spans(asked.lang, of.case.months.iter().copied()))),
        ("employer", Fact::Text(of.case.employer.clone())),
        ("route", Fact::Text(route_name(&asked, of.case.kind))),
        ("day", Fact::Day(of.case.filed_on)),
    ];
    let title = asked.say("record.case.title", &facts);
    let trail = vec![
        Crumb::to(asked.say("frame.menu.record", &[]), "/record"),
        Crumb::here(of.case.id.code()),
    ];
    let heading =
        Heading::new(title.clone())
            .status(state_of(asked.lang, &of.case.state))
            .lead(rich(asked.lang, "record.case.lead", &facts));
    let content = html! {
        (heading)
        @if let Some(clock) = &of.clock { div class="sb-below" { (deadline(&asked, clock)) } }
        (columns_wide_side(
            stack(&[months(&asked, &of), request(&asked, &of)]),
            html! { (has_it(&asked, &of)) (story(&asked, &of)) },
        ))
    };
    let frame = asked.frame(title).menu(asked.insured_menu("/record")).trail(trail);
    Ok(frame.page(content))
}

/// Each month with its base and both sides; what it comes to for the person.
fn months(asked: &Asked, of: &OwnStory) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let columns = vec![
        Column::title(word("gaps.month")),
        Column::figure(word("back_payments.base")),
        Column::figure(word("gaps.employer_pays")),
        Column::figure(word("gaps.person_pays")),
    ];
    let lines = of.case.months.iter().map(|month| {
        let row = of.rows.iter().find(|row| row.month == *month);
        let base = of.case.line_of(*month).map(|line| line.base);
        let open = || html! { span class="sb-small sb-soft" { (word("gaps.unknown")) } };
        let cells = match row {
            Some(row) => [
                amount(row.base),
                amount(row.amounts.employer_total()),
                amount(row.amounts.employee_total()),
            ],
            None => [base.map_or_else(open, amount), open(), open()],
        };
        Line::new([html! { (words::month_iso(*month)) }].into_iter().chain(cells).collect())
    });
    let sum = |part: fn(&procedures::back_payment::MonthRow) -> Fen| amount(of.rows.iter().map(part).sum());
    let mut table = Table::new(word("record.case.sums"), columns).lines(lines.collect());
    if of.unpriced.is_empty() && of.case.months.len() > 1 {
        table = table.foot(vec![
            html! { (word("gaps.total")) },
            html! {},
            sum(|row| row.amounts.employer_total()),
            sum(|row| row.amounts.employee_total()),
        ]);
    }
    let body = html! {
        (table)
        @if !of.unpriced.is_empty() {
            p class="sb-small sb-soft sb-above" {
                (asked.say("record.case.unknown", &[("months", Fact::Text(spans(asked.lang, of.unpriced.iter().copied())))]))
            }
        }
        p class="sb-small sb-soft sb-above" { (rich(asked.lang, "record.case.yours", &[])) }
    };
    Panel::new("sums", word("record.case.sums")).body(body).render()
}

/// What the employer gave as the reason, word for word.
fn request(asked: &Asked, of: &OwnStory) -> Markup {
    let body = html! {
        @for line in &of.case.lines {
            p { (spans(asked.lang, line.from.through(line.to))) br; span lang="zh" { (line.reason) } }
        }
        p class="sb-small sb-soft" { (asked.say("record.case.reason.contest", &[])) }
    };
    Panel::new("request", asked.say("record.case.reason", &[])).body(body).render()
}

/// Who has it, and what the person can do.
fn has_it(asked: &Asked, of: &OwnStory) -> Markup {
    let what = match of.case.state {
        State::Preparing | State::Waiting { .. } | State::Returned { .. } | State::Lapsed(_) => Some("record.case.do.employer"),
        State::Ready => Some("record.case.do.ready"),
        State::Refused { .. } | State::Withdrawn => Some("record.case.do.report"),
        State::InReview(_) | State::Checked { .. } | State::Accepted(_) | State::Posted { .. } => None,
    };
    let body = html! {
        p { (holder(asked, &of.case.state, of.at_bank)) }
        p class="sb-small sb-soft" { (since(asked, &of.case)) }
        @if let Some(what) = what { p { (rich(asked.lang, what, &[("employer", Fact::Text(of.case.employer.clone()))])) } }
    };
    Panel::new("waits", asked.say("back_payments.with", &[])).body(body).render()
}

/// What happened, then what comes.
fn story(asked: &Asked, of: &OwnStory) -> Markup {
    let mut entries =
        vec![Happening::new(Passage::Done, asked.say("record.case.filed", &[])).when(words::day(asked.lang, of.case.filed_on))];
    entries.extend(of.told.iter().map(|step| {
        let passage = match step.event.as_str() {
            "return" | "refuse" | "disagree" | "lapse" => Passage::Failed,
            _done => Passage::Done,
        };
        let points: Vec<String> = step.points.iter().map(|point| point_said(asked, point)).collect();
        let note = html! {
            @if !points.is_empty() { p class="sb-small" { (asked.say("back_payments.pointed", &[])) (words::join(asked.lang, &points)) } }
            @if let Some(ground) = &step.note { p lang="zh" { (ground) } }
        };
        Happening::new(passage, asked.say(&format!("back_payment.event.{}", step.event), &[]))
            .when(words::day(asked.lang, step.on))
            .note(note)
    }));
    entries.extend(ahead(of.case.kind, &of.case.state).iter().enumerate().map(|(at, key)| {
        let passage = if at == 0 { Passage::Now } else { Passage::Ahead };
        Happening::new(passage, asked.say(&format!("back_payments.ahead.{key}"), &[]))
    }));
    let body = html! {
        (timeline(&entries))
        @if of.shared { p class="sb-small sb-soft sb-above" { (asked.say("record.case.shared", &[])) } }
    };
    Panel::new("story", asked.say("back_payments.story", &[])).body(body).render()
}
