//! One month of a person: each branch with its base, both sides, what reached the account, and why it stands as it does.

use domain::Branch;
use domain::standing::Standing;
use maud::{Markup, Render, html};
use procedures::record::{MonthRow, Record, own_record};
use units::{Fact, Fen, Month};
use words::tell;

use super::grid;
use crate::Asked;
use crate::body::At;
use crate::error::Failure;
use crate::look::{Column, Crumb, Heading, Line, Panel, Table, amount, link, stack};
use crate::pages::certificates;

pub(super) async fn own(asked: Asked, At(text): At<String>) -> Result<Markup, Failure> {
    let month = Month::parse(&text).map_err(|_| Failure::NoSuchPage)?;
    let record = asked.read(|desk| own_record(desk, None)).await?;
    let title = title(&asked, &record, month);
    let trail = vec![
        Crumb::to(asked.say("frame.menu.record", &[]), "/record"),
        Crumb::here(words::month(asked.lang, month)),
    ];
    let frame = asked.frame(title.clone()).menu(asked.insured_menu("/record")).trail(trail);
    Ok(frame.page(body(&asked, &record, month, title)))
}

fn title(asked: &Asked, record: &Record, month: Month) -> String {
    let facts = |standing: &str| [("month", Fact::Month(month)), ("standing", Fact::Word(standing.to_owned()))];
    let Some(row) = record.month(month) else {
        return asked.say("record.month.none", &facts("standing.not_due"));
    };
    let due: Vec<Standing> = row.cells.iter().map(|c| c.standing).filter(|s| *s != Standing::NotDue).collect();
    match due.as_slice() {
        [] => asked.say("record.month.none", &facts("standing.not_due")),
        [first, rest @ ..] if rest.iter().all(|s| s == first) => asked.say("record.month.title", &facts(first.word())),
        [..] => asked.say("record.month.differs", &facts("standing.not_due")),
    }
}

fn body(asked: &Asked, record: &Record, month: Month, title: String) -> Markup {
    let heading = Heading::new(title);
    let back = html! { p { (link("/record", &asked.say("record.month.back", &[]))) } };
    let Some(row) = record.month(month) else {
        return html! { (heading) (back) };
    };
    let mut parts = Vec::new();
    if let Some(why) = why(asked, record, month) {
        parts.push(Panel::new("why", asked.say("record.month.why", &[])).body(why).render());
    }
    let employer = row.cells.iter().find_map(|c| c.employer);
    let name = employer
        .and_then(|of| record.stays.iter().find(|s| s.employer == of))
        .map(|s| s.name.clone());
    let mut panel = Panel::new("branches", words::month(asked.lang, month))
        .flush()
        .body(table(asked, row));
    if let Some(name) = name {
        panel = panel.aside(html! { span lang="zh" { (name) } });
    }
    parts.push(panel.render());
    if row.cells.iter().any(|c| c.earlier) {
        parts.push(html! { p class="sb-small sb-soft" { (asked.say("earlier.month", &[])) } });
    }
    if row.cells.iter().any(|c| c.difference) {
        parts.push(html! { p class="sb-small sb-soft" { (asked.say("record.difference", &[])) } });
    }
    if row.cells.iter().any(|c| c.standing != Standing::NotDue) {
        parts.push(certificates::offer_month(asked, month));
    }
    parts.push(back);
    html! { (heading) (stack(&parts)) }
}

fn why(asked: &Asked, record: &Record, month: Month) -> Option<Markup> {
    let of_month: Vec<_> = record.explained.iter().filter(|e| e.month == month).collect();
    let row = record.month(month)?;
    let apart = grid::maternity_apart(row);
    (!of_month.is_empty()).then(|| {
        html! {
            @for explained in &of_month {
                p {
                    @if !row.agrees() {
                        @let names: Vec<String> = explained.branches.iter().map(|b| grid::branch_name(asked.lang, *b, apart)).collect();
                        b { (words::join(asked.lang, &names)) } " "
                    }
                    (grid::caused(asked.lang, explained.standing, Some(&explained.cause))) " " (tell(asked.lang, &explained.cause))
                }
            }
        }
    })
}

fn table(asked: &Asked, row: &MonthRow) -> Markup {
    let columns = vec![
        Column::title(asked.say("record.month.branch", &[])),
        Column::text(asked.say("record.month.standing", &[])).whole(),
        Column::figure(asked.say("record.month.base", &[])),
        Column::figure(asked.say("record.month.employer", &[])),
        Column::figure(asked.say("record.month.person", &[])),
        Column::figure(asked.say("record.month.account", &[])),
    ];
    let apart = grid::maternity_apart(row);
    let due: Vec<Branch> = Branch::ALL
        .into_iter()
        .filter(|b| row.cells[b.index()].standing != Standing::NotDue)
        .collect();
    let lines = due.iter().map(|branch| {
        let cell = &row.cells[branch.index()];
        Line::new(vec![
            html! { (grid::branch_name(asked.lang, *branch, apart)) },
            grid::caused(asked.lang, cell.standing, cell.cause.as_ref()),
            amount(cell.base),
            amount(cell.employer_pays),
            amount(cell.person_pays),
            amount(cell.to_account),
        ])
    });
    let sum = |part: fn(&procedures::record::Cell) -> Fen| amount(row.cells.iter().map(part).sum());
    let foot = vec![
        html! { (asked.say("record.month.total", &[])) },
        html! {},
        html! {},
        sum(|c| c.employer_pays),
        sum(|c| c.person_pays),
        sum(|c| c.to_account),
    ];
    Table::new(words::month(asked.lang, row.month), columns)
        .lines(lines.collect())
        .foot(foot)
        .render()
}
