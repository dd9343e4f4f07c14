//! What a case comes to, month by month: what is computed, what was entered, what nobody here knows yet; and the late fee of each.

use domain::case::back_payment::{MonthDue, Point};
use maud::{Markup, Render, html};
use procedures::back_payment::beside::Limits;
use procedures::back_payment::{MonthRow, Overview, Unpriced};
use units::{Fact, Fen, Month};

use super::amounts;
use crate::Asked;
use crate::look::{Alert, Column, Line, Panel, Table, Tone, amount, bullets, link, status};

/// Why some amounts cannot be named yet: each unknown figure with its months, and who will name them.
pub(super) fn unknown(asked: &Asked, of: &Overview, is_own: bool) -> Markup {
    let Some(why) = &of.unknown else { return html! {} };
    let mut figures: Vec<(&Unpriced, Vec<Month>)> = Vec::new();
    for open in &of.unpriced {
        let told = words::tell(asked.lang, &Dateless(open));
        match figures
            .iter_mut()
            .find(|(first, _)| words::tell(asked.lang, &Dateless(first)) == told)
        {
            Some((_, months)) => months.push(open.month),
            None => figures.push((open, vec![open.month])),
        }
    }
    let lines: Vec<Markup> = figures.iter().map(|(open, months)| figure(asked, open, months)).collect();
    let who = match is_own {
        true => "back_payments.unknown.says",
        false => "back_payments.unknown.enter",
    };
    let body = html! {
        (bullets(&lines))
        p { (asked.say(who, &[])) " " span class="sb-code" { (why.code()) } }
    };
    let count = [("count", Fact::Count(of.unpriced.len() as i64))];
    Alert::new(Tone::Info, "unknown", asked.say("back_payments.unknown", &count))
        .body(body)
        .render()
}

/// A reason without its month, by which months of one reason are put together.
struct Dateless<'a>(&'a Unpriced);

impl units::Statement for Dateless<'_> {
    fn code(&self) -> &'static str {
        self.0.why.code()
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        let blank = |(name, fact): (&'static str, Fact)| match name {
            "month" | "months" => (name, Fact::Text(String::new())),
            _other => (name, fact),
        };
        self.0.why.facts().into_iter().map(blank).collect()
    }
}

/// One unknown figure by its name, with its months; another reason in its own words.
fn figure(asked: &Asked, open: &Unpriced, months: &[Month]) -> Markup {
    let mut facts = open.why.facts();
    let parameter = facts.iter().find_map(|(name, fact)| match (*name, fact) {
        ("parameter", Fact::Parameter(key)) => Some(format!("parameter.{key}")),
        _other => None,
    });
    let Some(parameter) = parameter.filter(|name| words::knows(name)) else {
        return html! { (words::tell(asked.lang, open.why.as_ref())) };
    };
    facts.retain(|(name, _)| *name == "doubt");
    facts.push(("parameter", Fact::Word(parameter)));
    let mut months = months.to_vec();
    months.sort_unstable();
    months.dedup();
    facts.push(("months", Fact::Months(months)));
    html! { (asked.say("back_payments.unknown.figure", &facts)) }
}

/// A month of a person in the table: with its amounts, or still open.
enum Shown<'a> {
    Priced(&'a MonthRow),
    Open(&'a Unpriced),
}

impl Shown<'_> {
    fn at(&self) -> (Month, domain::ids::PersonId) {
        match self {
            Shown::Priced(row) => (row.month, row.person),
            Shown::Open(open) => (open.month, open.person),
        }
    }
}

/// Month by month and person by person: base, both sides, on which ground an amount was entered; then the late fee.
pub(super) fn months(asked: &Asked, of: &Overview, limits: &Limits) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let title = word("back_payments.months.title");
    let mut shown: Vec<Shown> = of.rows.iter().map(Shown::Priced).collect();
    shown.extend(of.unpriced.iter().map(Shown::Open));
    shown.sort_by_key(Shown::at);
    if shown.is_empty() && of.dues.is_empty() {
        return html! {};
    }
    let many = of.people.len() > 1;
    let mut columns = vec![Column::title(word("gaps.month"))];
    if many {
        columns.push(Column::text(word("enrolments.name")));
    }
    columns.extend([
        Column::figure(word("back_payments.base.limits")),
        Column::figure(word("gaps.employer_pays")),
        Column::figure(word("back_payments.person_pays")),
        Column::text(word("back_payments.ground")).whole(),
    ]);
    let lines = shown.iter().map(|one| {
        let (month, person) = one.at();
        let name = of.people.get(&person).map(|person| person.name.clone()).unwrap_or_default();
        let mut cells = vec![html! { (words::month_iso(month)) @if is_pointed_at(of, month) { " " (status(Tone::Time, &word("back_payments.month.pointed"))) } }];
        if many {
            cells.push(html! { span lang="zh" { (name) } });
        }
        cells.extend(match one {
            Shown::Priced(row) => [
                based(asked, limits.get(&(person, month)), row.base),
                amount(row.amounts.employer_total()),
                amount(row.amounts.employee_total()),
                ground(asked, of, row),
            ],
            Shown::Open(_) => {
                let line = of.story.lines.iter().find(|l| l.person == person && l.from <= month && month <= l.to);
                let open = || html! { span class="sb-small sb-soft" { (word("gaps.unknown")) } };
                let evidence = line.map_or_else(|| html! {}, |l| evidence(asked, l));
                let base = line.map_or_else(|| html! {}, |l| based(asked, limits.get(&(person, month)), l.base));
                [base, open(), open(), evidence]
            }
        });
        Line::new(cells)
    });
    let body = html! {
        @if !shown.is_empty() { (Table::new(title.clone(), columns).tight().lines(lines.collect())) }
        @if !of.dues.is_empty() { (fees(asked, of)) }
    };
    Panel::new("months", title).flush().body(body).render()
}

/// The declared wage; below it floor and ceiling of the month's pension base, marked where the wage lies outside.
fn based(asked: &Asked, known: Option<&(Fen, Fen)>, base: Fen) -> Markup {
    let Some((floor, ceiling)) = known else { return amount(base) };
    let mark = match (base < *floor, base > *ceiling) {
        (true, _) => Some("back_payments.limits.floor"),
        (_, true) => Some("back_payments.limits.ceiling"),
        (false, false) => None,
    };
    html! {
        @if let Some(mark) = mark { (status(Tone::Time, &asked.say(mark, &[]))) " " }
        (amount(base))
        span class="sb-small sb-soft sb-line sb-nowrap" { (whole_yuan(*floor)) "–" (whole_yuan(*ceiling)) }
    }
}

/// Limits are published in yuan; one with fen keeps them.
fn whole_yuan(of: Fen) -> String {
    let text = of.grouped();
    text.strip_suffix(".00").map(str::to_owned).unwrap_or(text)
}

/// What the request names for these months: the supporting document.
fn evidence(asked: &Asked, line: &procedures::back_payment::Line) -> Markup {
    let document = line.document.as_ref().map(|document| {
        let facts = [("document", Fact::Text(document.clone()))];
        asked.say("back_payments.evidence", &facts)
    });
    html! { @if let Some(document) = document { span class="sb-small sb-line" { (document) } } }
}

/// Whether an officer pointed at a month that is not put right yet.
fn is_pointed_at(of: &Overview, month: Month) -> bool {
    let mut open = of.story.pointed_at().filter(|pointed| !of.story.is_mended(pointed));
    open.any(|pointed| pointed.point == Point::Month(month))
}

/// How an amount came about; what was entered can be put right by whoever may enter it.
fn ground(asked: &Asked, of: &Overview, row: &MonthRow) -> Markup {
    let is_of = |line: &&procedures::back_payment::Line| line.person == row.person && line.from <= row.month && row.month <= line.to;
    let named = of.story.lines.iter().find(is_of).map(|line| evidence(asked, line));
    let Some(ground) = &row.ground else {
        return html! { span class="sb-small" { (asked.say("back_payments.computed", &[])) } @if let Some(named) = named { (named) } };
    };
    let by = of.story.steps.iter().find(|step| step.n == row.n).map(|step| step.by_name.clone());
    html! {
        span class="sb-small" {
            (asked.say("back_payments.entered", &[("ground", Fact::Text(ground.clone()))]))
            @if let Some(by) = by { " · " (by) }
            @if of.may_enter { " · " (link(&amounts::again(of, row), &asked.say("back_payments.amounts.correct", &[]))) }
        }
        @if let Some(named) = named { (named) }
    }
}

/// The late fee of each month with its days: why it is what it is.
fn fees(asked: &Asked, of: &Overview) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let title = word("back_payments.fees");
    let columns = vec![
        Column::title(word("gaps.month")),
        Column::figure(word("back_payments.principal_yuan")),
        Column::text(word("back_payments.fee.days")).whole_labelled(),
        Column::figure(word("gaps.late_fee")),
    ];
    let lines = of.dues.iter().map(|due| {
        let days = match (due.from, due.to) {
            (Some(from), Some(to)) => asked.say(
                "back_payments.fee.from_to",
                &[
                    ("from", Fact::Day(from)),
                    ("to", Fact::Day(to)),
                    ("days", Fact::Count(due.days.into())),
                ],
            ),
            (Some(from), None) if from > asked.today => word("back_payments.fee.none"),
            (Some(_), None) => word("back_payments.fee.not_charged"),
            (None, _) => word("back_payments.fee.entered"),
        };
        Line::new(vec![
            html! { (words::month_iso(due.month)) },
            amount(due.totals.total()),
            html! { (days) },
            amount(due.fee),
        ])
    });
    let sum = |of_due: fn(&MonthDue) -> Fen| amount(of.dues.iter().map(of_due).sum());
    let total = match of.unpriced.is_empty() {
        true => word("gaps.total"),
        false => word("back_payments.total.known"),
    };
    let foot = vec![html! { (total) }, sum(|due| due.totals.total()), html! {}, sum(|due| due.fee)];
    Table::new(title, columns)
        .shown_caption()
        .lines(lines.collect())
        .foot(foot)
        .render()
}
