//! The dense table of the roll: filters, search, sorting, ticks, the bar that says what can be done with the ticked.

use domain::bill::Assessed;
use domain::registry::OnRoll;
use maud::{Markup, Render, html};
use procedures::Permission;
use units::{Fact, Fen, Month};

use super::{Shown, fits};
use crate::look::{
    Chip, Column, Line, Paging, Panel, Sorted, Table, Tone, chips, empty, identity, key_hint, link, rich, selection, status, tick,
    tick_all, tools,
};
use crate::{Asked, Typed};

/// First paid in this month.
pub(super) fn is_new(one: &OnRoll, month: Month) -> bool {
    one.from.iter().flatten().min() == Some(&month)
}

/// The base of the pension branch, where the person takes part in it.
pub(super) fn pension_base(assessed: &Assessed) -> Option<Fen> {
    assessed.amounts.base.first().copied().filter(|base| *base > Fen::ZERO)
}

/// A person with what the month makes of the declared wage.
struct Row<'a> {
    one: &'a OnRoll,
    base: Option<Fen>,
}

impl Row<'_> {
    fn is_capped(&self) -> bool {
        self.base.is_some_and(|base| base < self.one.base)
    }

    fn is_raised(&self) -> bool {
        self.base.is_some_and(|base| base > self.one.base)
    }

    /// One branch group only, or a last month that is set: somebody should look.
    fn is_uneven(&self) -> bool {
        self.one.from.iter().any(Option::is_none) || self.one.to[0] != self.one.to[1]
    }

    fn ends(&self) -> Option<Month> {
        self.one.to.iter().flatten().max().copied()
    }
}

const FILTERS: [&str; 5] = ["all", "new", "uneven", "capped", "raised"];

fn passes(row: &Row, filter: &str, month: Month) -> bool {
    match filter {
        "new" => is_new(row.one, month),
        "uneven" => row.is_uneven() || row.ends().is_some(),
        "capped" => row.is_capped(),
        "raised" => row.is_raised(),
        _all => true,
    }
}

pub(super) fn panel(asked: &Asked, shown: &Shown, query: &Typed) -> Markup {
    let base_of = |one: &OnRoll| {
        let draft = shown.draft.as_ref()?;
        let at = draft.sheet.people.binary_search_by_key(&one.person.id, |(id, _)| *id).ok()?;
        draft.sheet.people.get(at).and_then(|(_, assessed)| pension_base(assessed))
    };
    let all: Vec<Row> = shown.roll.people.iter().map(|one| Row { one, base: base_of(one) }).collect();
    let (filter, wanted) = (query.get("show"), query.get("q").trim());
    let month = shown.roll.month;
    let mut rows: Vec<&Row> = all
        .iter()
        .filter(|row| passes(row, filter, month) && fits(row.one, wanted))
        .collect();
    sort(&mut rows, query.get("sort"));
    let address = shown.around.at("roll");
    let paging = Paging::read(
        Some(query.get("page")).filter(|p| !p.is_empty()),
        u32::try_from(rows.len()).unwrap_or(u32::MAX),
    );
    let page: Vec<&Row> = rows
        .iter()
        .skip(paging.offset() as usize)
        .take(paging.per as usize)
        .copied()
        .collect();
    let more = format!("show={filter}&q={}&sort={}", encoded(wanted), query.get("sort"));
    let body = html! {
        (tools(filters(asked, &all, month, filter, &address), right(asked, wanted, filter, &address)))
        @if page.is_empty() {
            div class="sb-panel__head" { (empty(rich(asked.lang, "roll.none", &[]), None)) }
        } @else {
            (pickable(asked, shown, &page, query))
        }
        (paging.show(asked.lang, |p| format!("{address}?{more}&page={p}")))
    };
    Panel::untitled("roll", asked.say("frame.menu.roll", &[]))
        .flush()
        .body(body)
        .render()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

fn filters(asked: &Asked, all: &[Row], month: Month, filter: &str, address: &str) -> Markup {
    let chip = |value: &&str| {
        let number = all.iter().filter(|row| passes(row, value, month)).count();
        Chip {
            text: asked.say(&format!("roll.show.{value}"), &[]),
            count: Some(i64::try_from(number).unwrap_or(i64::MAX)),
            href: if *value == "all" {
                address.to_owned()
            } else {
                format!("{address}?show={value}")
            },
            here: *value == filter || (*value == "all" && !FILTERS.contains(&filter)),
        }
    };
    chips(asked.lang, &FILTERS.iter().map(chip).collect::<Vec<_>>())
}

/// Search, workbook, keys.
fn right(asked: &Asked, wanted: &str, filter: &str, address: &str) -> Markup {
    let hint = asked.say("roll.search", &[]);
    html! {
        div class="sb-chips" {
            form method="get" action=(address) class="sb-chips" {
                label class="govuk-visually-hidden" for="roll-q" { (hint) }
                input class="sb-input--small" id="roll-q" name="q" type="text" value=(wanted) placeholder=(hint) autocomplete="off";
                @if !filter.is_empty() { input type="hidden" name="show" value=(filter); }
                button class="govuk-button govuk-button--secondary sb-button--small" type="submit" { (asked.say("frame.search", &[])) }
            }
            @if !wanted.is_empty() { (link(address, &asked.say("roll.search.clear", &[]))) }
            (link(&format!("{address}/workbook"), &asked.say("roll.workbook", &[])))
            (key_hint(asked.lang))
        }
    }
}

fn sort(rows: &mut [&Row], by: &str) {
    match by {
        "wage" => rows.sort_by_key(|row| std::cmp::Reverse(row.one.base)),
        "since" => rows.sort_by_key(|row| row.one.from.iter().flatten().min().copied()),
        "name" => rows.sort_by(|a, b| a.one.person.name.cmp(&b.one.person.name)),
        _usual => {}
    }
}

/// The table inside the form that reduces the ticked.
fn pickable(asked: &Asked, shown: &Shown, page: &[&Row], query: &Typed) -> Markup {
    let may = asked.caller.may_for(Permission::FileReduction, shown.around.overview.employer.id);
    let word = |key: &str| asked.say(key, &[]);
    let table = table(asked, shown, page, query, may);
    html! {
        @if may {
            form method="post" action=(shown.around.at("reductions/ticked")) {
                input type="hidden" name="key" value=(asked.new_key());
                (selection(asked.lang, &word("roll.selected"), html! {
                    button class="govuk-button sb-button--small" type="submit" { (word("roll.reduce")) }
                    (link(&shown.around.at("roll"), &word("roll.unselect")))
                }))
                (table)
            }
        } @else { (table) }
    }
}

fn table(asked: &Asked, shown: &Shown, page: &[&Row], query: &Typed, may: bool) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let address = shown.around.at("roll");
    let sorts = |column: Column, by: &str, way: Sorted| {
        let now = (query.get("sort") == by).then_some(way);
        column.sorts(format!("{address}?show={}&sort={by}", query.get("show")), now)
    };
    let mut columns = Vec::new();
    if may {
        columns.push(Column::pick(word("roll.pick"), tick_all(&word("roll.pick.all"))));
    }
    columns.extend([
        sorts(Column::title(word("enrolments.name")), "name", Sorted::Ascending),
        Column::text(word("enrolments.number")).unbroken(),
        Column::text(word("roll.category")).unbroken().left_out(),
        sorts(Column::number(word("roll.since")).left_out(), "since", Sorted::Ascending),
        sorts(Column::figure(word("roll.wage")).left_out(), "wage", Sorted::Descending),
        Column::figure(word("roll.base")),
        Column::text(word("roll.group.first")).left_out(),
        Column::text(word("branch.medical")).left_out(),
        Column::text(word("roll.state")),
    ]);
    let lines = page.iter().map(|row| Line::new(cells(asked, shown, row, may))).collect();
    html! { (Table::new(word("frame.menu.roll"), columns).lines(lines).tight().walked()) }
}

fn cells(asked: &Asked, shown: &Shown, row: &Row, may: bool) -> Vec<Markup> {
    let one = row.one;
    let name = &one.person.name;
    let code = one.person.id.code();
    let masked = domain::registry::masked_number(&one.person.number);
    let since = one.from.iter().flatten().min().map(|m| words::month_iso(*m)).unwrap_or_default();
    let mut cells = Vec::new();
    if may {
        let says = asked.say("roll.pick.one", &[("name", Fact::Text(name.clone()))]);
        cells.push(tick("p", &code, &says, name, false));
    }
    cells.extend([
        link(&shown.around.at(&format!("roll/{code}")), name),
        identity(&masked),
        html! { (asked.say(&format!("category.{}", one.category.code()), &[])) },
        html! { (since) },
        html! { (whole_yuan(one.base)) },
        base(asked, row),
        group(asked, one, 0),
        group(asked, one, 1),
        state(asked, row, shown.roll.month),
    ]);
    cells
}

/// Yuan without their zero decimals: declared wages are whole yuan.
fn whole_yuan(amount: Fen) -> String {
    let text = words::money_plain(amount);
    text.strip_suffix(".00").map_or_else(|| text.clone(), str::to_owned)
}

/// The base with the limit before it, so that figures stay aligned.
fn base(asked: &Asked, row: &Row) -> Markup {
    let mark = if row.is_capped() {
        Some("limit.capped")
    } else if row.is_raised() {
        Some("limit.floor")
    } else {
        None
    };
    html! {
        @match row.base {
            Some(base) => {
                @if let Some(mark) = mark { span class="sb-limit" { (asked.say(mark, &[])) } }
                (whole_yuan(base))
            }
            None => "–",
        }
    }
}

fn group(asked: &Asked, one: &OnRoll, at: usize) -> Markup {
    let (from, to) = (one.from.get(at).copied().flatten(), one.to.get(at).copied().flatten());
    match (from, to) {
        (None, _) => html! { span class="sb-bad" { (asked.say("roll.group.none", &[])) } },
        (Some(_), Some(to)) => rich(asked.lang, "roll.group.ends", &[("month", Fact::Month(to))]),
        (Some(_), None) => html! { (asked.say("roll.group.runs", &[])) },
    }
}

fn state(asked: &Asked, row: &Row, month: Month) -> Markup {
    if row.is_uneven() {
        return status(Tone::Bad, &asked.say("roll.uneven", &[]));
    }
    if let Some(last) = row.ends() {
        return status(Tone::Quiet, &asked.say("roll.ends", &[("month", Fact::Month(last))]));
    }
    if is_new(row.one, month) {
        return status(Tone::Info, &asked.say("status.person.new", &[]));
    }
    status(Tone::Good, &asked.say("status.person.contributing", &[]))
}
