use domain::bill::{Bill, BillKind};
use domain::ids::EmployerId;
use maud::{Markup, Render, html};
use procedures::bills::{BillState, bills};
use procedures::draft_bill::{Draft, draft_bill};
use units::Fen;

use super::{around, at, frame, kind_words, query, state, total};
use crate::Asked;
use crate::error::Failure;
use crate::look::{Bar, Column, Crumb, Heading, Line, Panel, Table, amount, bars, empty, link, rich, stack};

/// Months in the picture.
const BARS: usize = 12;

pub(super) async fn page(asked: Asked) -> Result<Markup, Failure> {
    let who = asked.employer()?;
    let (draft, made) = asked.read(move |desk| Ok((draft_bill(desk, who)?, bills(desk, who)?))).await?;
    let title = asked.say("bills.title", &[]);
    let content = html! {
        (Heading::new(title.clone()).lead(rich(asked.lang, "bills.sub", &[])))
        (stack(&[total::coming(&asked, who, &draft, false), months(&asked, who, &made), picture(&asked, &made)]))
    };
    let around = around(&asked, who).await?;
    Ok(frame(&asked, &around, &title, vec![Crumb::here(title.clone())]).page(content))
}

fn months(asked: &Asked, who: EmployerId, made: &[(Bill, BillState)]) -> Markup {
    let words = |key: &str| asked.say(key, &[]);
    if made.is_empty() {
        return empty(rich(asked.lang, "bills.none", &[]), None);
    }
    let columns = vec![
        Column::title(words("bills.month")),
        Column::text(words("bills.kind")),
        Column::number(words("bills.people")),
        Column::figure(words("bills.employer")),
        Column::figure(words("bills.employee")),
        Column::figure(words("bills.total")),
        Column::text(words("bills.state")),
    ];
    let line = |(bill, of): &(Bill, BillState)| {
        let href = format!("{}{}", at(who, &bill.month.to_string()), query(bill.kind));
        Line::new(vec![
            link(&href, &words::month(asked.lang, bill.month)),
            html! { (kind_words(asked, bill.kind)) },
            html! { (words::count(i64::from(bill.totals.people))) },
            amount(bill.totals.employer_total()),
            amount(bill.totals.employee_total()),
            html! { b { (amount(bill.totals.total())) } },
            state(asked, bill.kind, *of),
        ])
    };
    let table = Table::new(words("bills.made"), columns)
        .lines(made.iter().map(line).collect())
        .walked();
    Panel::new("made", words("bills.made")).flush().body(table.render()).render()
}

/// The bars of the last twelve billed months; the table above has the same figures. What was paid back of other years is no month of
/// these.
fn picture(asked: &Asked, made: &[(Bill, BillState)]) -> Markup {
    let mut months: Vec<(units::Month, Fen)> = Vec::new();
    let is_of_month = |bill: &Bill| match bill.kind {
        BillKind::Regular | BillKind::Difference(_) | BillKind::Correction(_) => true,
        BillKind::BackPayment(_) | BillKind::SetApart(_) => false,
    };
    for (bill, _) in made.iter().rev().filter(|(bill, _)| is_of_month(bill)) {
        match months.last_mut() {
            Some((month, sum)) if *month == bill.month => *sum += bill.totals.total(),
            _ => months.push((bill.month, bill.totals.total())),
        }
    }
    if months.len() < 3 {
        return html! {};
    }
    let list: Vec<Bar> = months
        .iter()
        .skip(months.len().saturating_sub(BARS))
        .map(|(month, sum)| {
            Bar::of(
                words::month_iso(*month),
                *sum,
                words::money_plain(Fen(sum.count() / 100 * 100)).trim_end_matches(".00").to_owned(),
            )
        })
        .collect();
    let title = asked.say("bills.picture", &[]);
    Panel::new("picture", title.clone())
        .body(bars(&title, &asked.say("bills.picture.says", &[]), &list))
        .render()
}

/// Whether a draft has anybody.
pub(super) fn is_empty(draft: &Draft) -> bool {
    draft.sheet.people.is_empty()
}
