//! The record as its owner reads it: what is missing, figures, months, causes, employers, who looked.

use domain::Branch;
use domain::standing::{Cause, Standing};
use maud::{Markup, Render, html};
use procedures::back_payment::{OwnCase, own_back_payments};
use procedures::record::{Record, looks as who_looked, own_record};
use units::{Date, Fact, Fen, Month};
use words::Moment;

use super::{back_payments, grid};
use crate::Asked;
use crate::body::At;
use crate::error::Failure;
use crate::look::{Alert, Column, Figure, Heading, Line, Panel, Table, Tone, empty, figures, link, rich, stack};

pub(super) async fn own(asked: Asked) -> Result<Markup, Failure> {
    let (record, cases) = asked.read(|desk| Ok((own_record(desk, None)?, own_back_payments(desk)?))).await?;
    Ok(page(&asked, &record, &cases))
}

pub(super) async fn own_as_of(asked: Asked, At(day): At<String>) -> Result<Markup, Failure> {
    let day: Date = day.parse().map_err(|_| Failure::NoSuchPage)?;
    let record = asked.read(move |desk| own_record(desk, Some(day))).await?;
    // A case as it stands today is nothing of a past day's record.
    Ok(page(&asked, &record, &[]))
}

fn page(asked: &Asked, record: &Record, cases: &[OwnCase]) -> Markup {
    let title = asked.say("record.title", &[]);
    let frame = asked.frame(title.clone()).menu(asked.insured_menu("/record"));
    let ask = (!record.branches.is_empty()).then(|| super::statement::ask(asked));
    frame.page(body(asked, record, title, (back_payments::panel(asked, cases), ask)))
}

/// The record, for its owner and for an officer; what is under way comes before the months, what can be done with it last.
pub(super) fn body(asked: &Asked, record: &Record, title: String, (under_way, last): (Option<Markup>, Option<Markup>)) -> Markup {
    let heading = Heading::new(title).lead(sub(asked, record));
    if record
        .months
        .iter()
        .all(|row| row.cells.iter().all(|c| c.standing == Standing::NotDue))
    {
        let nothing = empty(html! { (asked.say("record.none", &[])) }, None);
        return html! { (heading) (stack(&[Panel::untitled("none", asked.say("record.grid", &[])).body(nothing).render()])) };
    }
    let mut parts = notices(asked, record);
    parts.extend(under_way);
    parts.push(
        Panel::untitled("sums", asked.say("record.figures", &[]))
            .body(sums(asked, record))
            .render(),
    );
    let grid = html! {
        p class="sb-small sb-soft" { (asked.say("record.grid.sub", &[])) }
        (grid::months(asked.lang, record))
    };
    let legend = grid::shown_legend(asked.lang, record);
    parts.push(
        Panel::new("months", asked.say("record.grid", &[]))
            .aside(legend)
            .body(grid)
            .render(),
    );
    if let Some(why) = grid::why(asked.lang, record) {
        parts.push(Panel::new("why", asked.say("record.causes", &[])).body(why).render());
    }
    parts.push(
        Panel::new("stays", asked.say("record.stays", &[]))
            .flush()
            .body(stays(asked, record))
            .render(),
    );
    if let Some(look) = &record.last_look {
        let facts = [
            ("when", Fact::Text(Moment::of(look.at).written(asked.lang))),
            ("who", Fact::Text(look.who.clone())),
            ("purpose", Fact::Text(look.purpose.clone())),
        ];
        parts.push(html! { p class="sb-small sb-soft" { (asked.say("record.last_look", &facts)) } });
    }
    parts.extend(last);
    html! { (heading) (stack(&parts)) }
}

fn sub(asked: &Asked, record: &Record) -> Markup {
    let mut facts = vec![
        ("name", Fact::Text(record.person.name.clone())),
        ("number", Fact::Text(record.person.number.clone())),
        ("day", Fact::Day(record.day)),
    ];
    let waits = |row: &&procedures::record::MonthRow| row.cells.iter().any(|c| c.standing == Standing::Due);
    match record.months.iter().rev().take_while(waits).last() {
        Some(row) => {
            facts.push(("month", Fact::Month(row.month)));
            rich(asked.lang, "record.sub.waiting", &facts)
        }
        None => rich(asked.lang, "record.sub", &facts),
    }
}

fn months_in(record: &Record, wanted: impl Fn(&procedures::record::Cell) -> bool) -> Vec<Month> {
    let hit = record.months.iter().filter(|row| row.cells.iter().any(&wanted));
    hit.map(|row| row.month).collect()
}

fn notices(asked: &Asked, record: &Record) -> Vec<Markup> {
    let own = asked.caller.person() == Some(record.person.id);
    let mut parts = Vec::new();
    let mut notice = |id: &str, tone, key: &str, months: Vec<Month>| {
        if months.is_empty() {
            return;
        }
        let names: Vec<String> = months.iter().map(|m| words::month(asked.lang, *m)).collect();
        let facts = [
            ("n", Fact::Count(months.len() as i64)),
            ("months", Fact::Text(words::join(asked.lang, &names))),
        ];
        let alert = Alert::new(tone, id, asked.say(key, &facts)).body(rich(asked.lang, &format!("{key}.says"), &facts));
        let alert = match own {
            true => alert.actions(link("/record/gaps", &asked.say("gaps.see", &[]))),
            false => alert,
        };
        parts.push(alert.render());
    };
    notice(
        "missing",
        Tone::Time,
        "record.missing",
        months_in(record, |c| c.cause == Some(Cause::Omitted)),
    );
    notice(
        "owed",
        Tone::Bad,
        "record.owed",
        months_in(record, |c| c.standing == Standing::Owed),
    );
    if let Some((first, begins)) = record.not_kept {
        let facts = [("from", Fact::Month(first)), ("to", Fact::Month(begins.previous()))];
        parts.push(html! { p class="sb-small sb-soft" { (asked.say("record.not_kept", &facts)) } });
    }
    parts
}

fn sums(asked: &Asked, record: &Record) -> Markup {
    let tally = &record.tallies[Branch::Pension.index()];
    let count = |n: u32| [("n", Fact::Count(n.into()))];
    let unbroken = match tally.broken_by {
        Some(month) => asked.say(
            "record.months.broken",
            &[("n", Fact::Count(tally.unbroken.into())), ("month", Fact::Month(month))],
        ),
        None => asked.say("record.months", &count(tally.unbroken)),
    };
    let mut facts = vec![
        Figure::new(asked.say("record.cumulative", &[]), tally.cumulative.to_string())
            .unit(asked.say("record.months", &count(tally.cumulative))),
        Figure::new(asked.say("record.unbroken", &[]), tally.unbroken.to_string()).unit(unbroken),
    ];
    if let Some((longest, month)) = tally.longest {
        let unit = asked.say(
            "record.months.until",
            &[("n", Fact::Count(longest.into())), ("month", Fact::Month(month))],
        );
        facts.push(Figure::new(asked.say("record.longest", &[]), longest.to_string()).unit(unit));
    }
    let pension = record.months.iter().map(|row| &row.cells[Branch::Pension.index()]);
    let credited: Fen = pension.filter(|c| c.standing.is_paid()).map(|c| c.to_account).sum();
    facts.push(Figure::new(asked.say("record.credited", &[]), credited.grouped()).unit(asked.say("record.yuan", &[])));
    figures(&facts)
}

fn stays(asked: &Asked, record: &Record) -> Markup {
    let columns = vec![
        Column::title(asked.say("record.stay", &[])),
        Column::text(asked.say("record.stay.from", &[])).unbroken(),
        Column::text(asked.say("record.stay.to", &[])).unbroken(),
    ];
    let lines = record.stays.iter().rev().map(|stay| {
        let to = stay.to.map_or_else(|| asked.say("record.stay.now", &[]), words::month_iso);
        Line::new(vec![
            html! { span lang="zh" { (stay.name) } },
            html! { (words::month_iso(stay.from)) },
            html! { (to) },
        ])
    });
    Table::new(asked.say("record.stays", &[]), columns).lines(lines.collect()).render()
}

pub(super) async fn looks(asked: Asked) -> Result<Markup, Failure> {
    let looks = asked.read(|desk| who_looked(desk, 200)).await?;
    let title = asked.say("record.looks", &[]);
    let columns = vec![
        Column::title(asked.say("record.look.when", &[])),
        Column::text(asked.say("record.look.who", &[])),
        Column::text(asked.say("record.look.purpose", &[])),
    ];
    let content = if looks.is_empty() {
        empty(
            html! { (asked.say("record.looks.none", &[])) },
            Some(link("/record", &asked.say("record.month.back", &[]))),
        )
    } else {
        let lines = looks.iter().map(|l| {
            Line::new(vec![
                html! { (Moment::of(l.at).written(asked.lang)) },
                html! { (l.who) },
                html! { (l.purpose) },
            ])
        });
        Table::new(title.clone(), columns).lines(lines.collect()).render()
    };
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "record.looks.sub", &[]));
    let panel = if looks.is_empty() {
        Panel::untitled("looks", title.clone())
    } else {
        Panel::untitled("looks", title.clone()).flush()
    };
    let frame = asked.frame(title).menu(asked.insured_menu("/record/looks"));
    Ok(frame.page(html! { (heading) (stack(&[panel.body(content).render()])) }))
}
