//! The people of a bill: changed ones first, each amount of a line with its way to "why?".

use domain::Branch;
use domain::bill::{Line, Moved};
use domain::ids::EmployerId;
use maud::{Markup, Render, html};
use units::{Fact, Fen};

use super::sheet::Sheet;
use super::{at, branch_name, person_name};
use crate::Asked;
use crate::Typed;
use crate::look::{
    self, Chip, Column, Paging, Panel, Table, Tone, amount_marked, amount_or_dash, chips, key_hint, status, tools, why_link,
};

/// Which people are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Show {
    All,
    Changed,
    Limited,
}

impl Show {
    fn read(typed: &Typed) -> Show {
        match typed.get("show") {
            "changed" => Show::Changed,
            "limited" => Show::Limited,
            _ => Show::All,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Show::All => "all",
            Show::Changed => "changed",
            Show::Limited => "limited",
        }
    }
}

/// The list with its filters. `since` is the same people beside last month, where there was one; `path` is the page itself.
pub(super) fn people(sheet: &Sheet, who: EmployerId, typed: &Typed, since: Option<&[Line]>, path: &str) -> Markup {
    let asked = sheet.asked;
    let moved = |line: &Line| moved_of(line, since);
    let mut lines: Vec<&Line> = sheet.lines.iter().collect();
    lines.sort_by_key(|line| (moved(line).is_none(), line.person));
    let changed = lines.iter().filter(|l| moved(l).is_some()).count();
    let limited = lines.iter().filter(|l| limit(l).is_some()).count();
    let show = Show::read(typed);
    let shown: Vec<&Line> = lines
        .iter()
        .copied()
        .filter(|line| match show {
            Show::All => true,
            Show::Changed => moved(line).is_some(),
            Show::Limited => limit(line).is_some(),
        })
        .collect();
    let joint = if path.contains('?') { '&' } else { '?' };
    let chip = |of: Show, count: usize| Chip {
        text: asked.say(&format!("bills.show.{}", of.code()), &[]),
        count: Some(count as i64),
        href: format!("{path}{joint}show={}", of.code()),
        here: show == of,
    };
    let filters = chips(
        asked.lang,
        &[
            chip(Show::All, lines.len()),
            chip(Show::Changed, changed),
            chip(Show::Limited, limited),
        ],
    );
    let total = u32::try_from(shown.len()).unwrap_or(u32::MAX);
    let paging = Paging::read(Some(typed.get("page")).filter(|p| !p.is_empty()), total);
    let branches = sheet.branches();
    let rows: Vec<look::Line> = shown
        .into_iter()
        .skip(paging.offset() as usize)
        .take(paging.per as usize)
        .map(|line| row(sheet, who, &branches, line, moved(line)))
        .collect();
    let title = asked.say("bills.by_person", &[]);
    let body = html! {
        (tools(filters, key_hint(asked.lang)))
        (Table::new(title.clone(), columns(asked, sheet, &branches)).lines(rows).tight().walked().render())
        @if sheet.surcharge != Fen::ZERO {
            p class="sb-more" { (look::rich(asked.lang, "bills.surcharge.apart", &[("amount", Fact::Money(sheet.surcharge))])) }
        }
        (paging.show(asked.lang, |p| format!("{path}{joint}show={}&page={p}", show.code())))
    };
    Panel::new("people", title)
        .flush()
        .aside(html! { (asked.say("bills.by_person.says", &[])) })
        .body(body)
        .render()
}

/// Why a person's sum differs from last month; of a later bill each line says its own cause.
fn moved_of(line: &Line, since: Option<&[Line]>) -> Option<Moved> {
    match since {
        Some(since) => since.iter().find(|s| s.person == line.person).and_then(Line::moved),
        None => line.before.and_then(|_| line.moved()),
    }
}

/// The sentence key of the limit that the base met: capped or floored in pension, or in the first branch charged.
fn limit(line: &Line) -> Option<&'static str> {
    let assessed = line.after.or(line.before)?;
    let branch = assessed.amounts.charged.iter().next()?;
    let counted = assessed.amounts.base[branch.index()];
    match counted.cmp(&assessed.inputs.base) {
        std::cmp::Ordering::Less => Some("limit.capped"),
        std::cmp::Ordering::Greater => Some("limit.floor"),
        std::cmp::Ordering::Equal => None,
    }
}

/// Employment injury and maternity are the employer's alone.
fn has_employee_side(branch: Branch) -> bool {
    match branch {
        Branch::Pension | Branch::Medical | Branch::Unemployment => true,
        Branch::EmploymentInjury | Branch::Maternity => false,
    }
}

fn columns(asked: &Asked, sheet: &Sheet, branches: &[Branch]) -> Vec<Column> {
    let words = |key: &str| asked.say(key, &[]);
    let mut columns = vec![Column::title(words("bills.name")), Column::figure(words("bills.base"))];
    for &branch in branches {
        let name = branch_name(asked, branch, sheet.month);
        let side = |key: &str| {
            let column = Column::figure(words(key))
                .group(name.clone())
                .label_on_phone(format!("{name} · {}", words(key)));
            match branch {
                Branch::Pension | Branch::Medical => column,
                Branch::Unemployment | Branch::EmploymentInjury | Branch::Maternity => column.left_out(),
            }
        };
        columns.push(side("bills.employer"));
        if has_employee_side(branch) {
            columns.push(side("bills.employee"));
        }
    }
    columns.push(Column::figure(words("bills.total")));
    columns
}

fn row(sheet: &Sheet, who: EmployerId, branches: &[Branch], line: &Line, moved: Option<Moved>) -> look::Line {
    let asked = sheet.asked;
    let amounts = line.amounts();
    let name = person_name(asked, sheet.people.get(&line.person));
    let counted = amounts.charged.iter().next().map_or(Fen::ZERO, |b| amounts.base[b.index()]);
    let base = match limit(line) {
        Some(key) => amount_marked(&asked.say(key, &[]), counted),
        None => amount_or_dash(Some(counted)),
    };
    let mut cells = vec![
        html! { (name) @if let Some(moved) = moved { " " (moved_status(asked, moved)) } },
        base,
    ];
    for &branch in branches {
        let (_, employer, employee) = amounts.line(branch);
        let charged = amounts.charged.contains(branch);
        cells.push(amount_or_dash(Some(employer).filter(|_| charged)));
        if has_employee_side(branch) {
            cells.push(amount_or_dash(Some(employee).filter(|_| charged)));
        }
    }
    let href = at(who, &format!("{}/why/{}{}", sheet.month, line.person.code(), query_of(sheet)));
    cells.push(html! { b { (words::money_plain(amounts.total())) } " " (why_link(asked.lang, &href, &name)) });
    look::Line::new(cells)
}

/// The kind of bill that the page shows, for the addresses below it.
fn query_of(sheet: &Sheet) -> String {
    sheet.kind.map(super::query).unwrap_or_default()
}

fn moved_status(asked: &Asked, moved: Moved) -> Markup {
    let tone = match moved {
        Moved::Joined => Tone::Info,
        Moved::Left | Moved::Groups { .. } => Tone::Time,
        Moved::Category { .. } | Moved::Base { .. } | Moved::Policy => Tone::Quiet,
    };
    let facts = match moved {
        Moved::Base { before, after } => vec![("before", Fact::Money(before)), ("after", Fact::Money(after))],
        Moved::Joined | Moved::Left | Moved::Groups { .. } | Moved::Category { .. } | Moved::Policy => vec![],
    };
    status(tone, &asked.say(&format!("bill.moved.{}", moved.code()), &facts))
}

/// Who was on last month's bill and is on this one no longer.
pub(super) fn leavers(
    asked: &Asked,
    since: &[Line],
    names: &std::collections::BTreeMap<domain::ids::PersonId, domain::registry::Person>,
) -> Markup {
    let left: Vec<&Line> = since.iter().filter(|l| l.moved() == Some(Moved::Left)).collect();
    if left.is_empty() {
        return html! {};
    }
    let names: Vec<String> = left.iter().map(|l| person_name(asked, names.get(&l.person))).collect();
    let sum: Fen = left.iter().map(|l| -l.amounts().total()).sum();
    let facts = [("names", Fact::Text(words::join(asked.lang, &names))), ("amount", Fact::Money(sum))];
    html! { p class="sb-soft" { (look::rich(asked.lang, "bills.leavers", &facts)) } }
}
