//! What will be debited if nothing is done, and why it differs from last month, name by name.

use domain::bill::{Line as BillLine, Moved};
use maud::{Markup, Render, html};
use procedures::draft_bill::Draft;
use procedures::overview::Overview;
use units::{Fact, Fen};

use crate::Asked;
use crate::look::{Column, Icon, Line, Panel, Table, Tone, actions, amount, button, difference, figure, link, rich, status_with};
use crate::pages::employer::at;

/// Names shown before the rest is summed up in one line.
const NAMES: usize = 12;

pub(super) fn panel(asked: &Asked, draft: &Draft, o: &Overview, carried: Fen) -> Markup {
    let lang = asked.lang;
    let totals = draft.sheet.totals();
    let month = ("month", Fact::Month(draft.month));
    let title = match (&draft.dates, draft.is_debited) {
        (Some(dates), true) => asked.say("home.draft.title", &[("day", Fact::Day(dates.first_debit)), month]),
        (Some(_) | None, _) => asked.say("home.draft.title.transfer", &[month]),
    };
    let facts = [
        ("employer", Fact::Money(totals.employer_total())),
        ("person", Fact::Money(totals.employee_total())),
        ("default", Fact::Day(o.roll_window.default_declaration)),
        ("closes", Fact::Day(o.roll_window.closes)),
    ];
    let body = html! {
        (figure(lang, draft.total()))
        p class="sb-soft" { (rich(lang, says(asked, o), &facts)) }
        @if carried > Fen::ZERO { p { (rich(lang, "home.draft.carried", &less(draft.total(), carried))) } }
        (differences(asked, draft))
        (actions(html! {
            @if o.is_open() { (button(&at(o.employer.id, &format!("bills/{}/declare", draft.month)), &asked.say(declare(o), &[("month", Fact::Month(draft.month))]))) }
            (link(&at(o.employer.id, &format!("bills/{}", draft.month)), &asked.say("home.draft.by_person", &[])))
        }))
    };
    let state = status_with(Tone::Info, Icon::Doc, &asked.say("home.draft.state", &[]));
    Panel::new("draft", title).aside(state).body(body).render()
}

/// What is asked for once refunds carried over are taken off.
fn less(total: Fen, carried: Fen) -> [(&'static str, Fact); 2] {
    let off = carried.min(total);
    [("carried", Fact::Money(off)), ("rest", Fact::Money(total - off))]
}

/// What happens if nothing is done, in one sentence.
fn says(asked: &Asked, o: &Overview) -> &'static str {
    match (
        o.declared().is_some(),
        asked.today <= o.roll_window.default_declaration,
        o.is_debited(),
    ) {
        (true, _, _) => "home.draft.says.declared",
        (false, true, true) => "home.draft.says",
        (false, false, _) => "home.draft.says.by_default",
        (false, true, false) => "home.draft.says.transfer",
    }
}

fn declare(o: &Overview) -> &'static str {
    if o.declared().is_some() {
        "home.draft.look"
    } else {
        "home.draft.declare"
    }
}

fn differences(asked: &Asked, draft: &Draft) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let Some((last_month, last_total)) = draft.last else {
        return html! { p class="sb-small sb-soft" { (word("home.draft.first")) } };
    };
    let month = [("month", Fact::Month(last_month))];
    let columns = vec![
        Column::text(asked.say("home.draft.why", &month)).card_title(),
        Column::figure(word("home.yuan")).label_on_phone(word("home.yuan")),
    ];
    let changed: Vec<&BillLine> = draft.changed().collect();
    let mut lines = vec![Line::new(vec![
        html! { (asked.say("home.draft.last", &month)) },
        amount(last_total),
    ])];
    lines.extend(
        changed
            .iter()
            .take(NAMES)
            .map(|line| Line::new(vec![why(asked, draft, line), difference(line.amounts().total())])),
    );
    let rest: Vec<Fen> = changed.iter().skip(NAMES).map(|line| line.amounts().total()).collect();
    if !rest.is_empty() {
        let facts = [("count", Fact::Count(i64::try_from(rest.len()).unwrap_or(i64::MAX)))];
        lines.push(Line::new(vec![
            html! { (asked.say("home.draft.others", &facts)) },
            difference(rest.iter().sum()),
        ]));
    }
    let by_name: Fen = changed.iter().map(|line| line.amounts().total()).sum();
    let left_over = draft.total() - last_total - by_name;
    if left_over != Fen::ZERO {
        lines.push(Line::new(vec![html! { (word("home.draft.left_over")) }, difference(left_over)]));
    }
    let foot = vec![
        html! { (asked.say("home.draft.this", &[("month", Fact::Month(draft.month))])) },
        amount(draft.total()),
    ];
    let table = Table::new(asked.say("home.draft.caption", &month), columns).lines(lines).foot(foot);
    html! { div class="sb-above" { (table) } }
}

/// `何秋分：5月8日新增`
fn why(asked: &Asked, draft: &Draft, line: &BillLine) -> Markup {
    let name = draft.people.get(&line.person).map(|p| p.name.clone()).unwrap_or_default();
    let facts = [("name", Fact::Text(name))];
    let Some(moved) = line.moved() else { return html! {} };
    let more = match moved {
        Moved::Base { before, after } => vec![("before", Fact::Money(before)), ("after", Fact::Money(after))],
        Moved::Category { before, after } => vec![
            ("before", Fact::Word(format!("category.{}", before.code()))),
            ("after", Fact::Word(format!("category.{}", after.code()))),
        ],
        Moved::Joined | Moved::Left | Moved::Groups { .. } | Moved::Policy => vec![],
    };
    let facts: Vec<_> = facts.into_iter().chain(more).collect();
    rich(asked.lang, &format!("home.moved.{}", moved.code()), &facts)
}
