//! The day of the visit: what is to be paid on it, which counters come one after another, and the days on which nobody works.

use domain::case::back_payment::MonthDue;
use maud::{Markup, Render, html};
use procedures::back_payment::Overview;
use procedures::back_payment_cost::Further;
use units::{Date, Fact, Fen};

use crate::Asked;
use crate::look::{Panel, figure, rich};

/// What is to be paid that day, as it stands today, with what each day more adds.
pub(super) fn cost(asked: &Asked, of: &Overview, further: Option<&Further>) -> Markup {
    let title = asked.say("hall.cost", &[]);
    let Some(whole) = of.whole() else {
        let open = html! { p { (asked.say("hall.cost.unknown", &[])) } };
        return Panel::new("cost", title).body(open).render();
    };
    let sum = |part: fn(&MonthDue) -> Fen| of.dues.iter().map(part).sum::<Fen>();
    let facts = [
        ("principal", Fact::Money(sum(|due| due.totals.total()))),
        ("fee", Fact::Money(sum(|due| due.fee))),
        ("day", Fact::Day(asked.today)),
        ("more", Fact::Money(further.map_or(Fen::ZERO, |further| further.per_day))),
    ];
    let body = html! {
        (figure(asked.lang, whole))
        p class="sb-small sb-soft" { (rich(asked.lang, "hall.cost.says", &facts)) }
        p class="sb-small sb-soft" { (rich(asked.lang, "hall.cost.order", &[])) }
    };
    Panel::new("cost", title).body(body).render()
}

/// The holidays between the first day that can be chosen and the last: spans in which weekdays fall out.
pub(super) fn holidays(asked: &Asked, days: &[Date]) -> Option<String> {
    let calendar = asked.portal.agency().book().calendar();
    let (first, last) = (*days.first()?, *days.last()?);
    let mut spans: Vec<(Date, Date, bool)> = Vec::new();
    let mut day = first;
    while day <= last {
        let next = day.tomorrow().ok()?;
        if !calendar.is_working(day).ok()? {
            let is_weekday = day.weekday().to_monday_one_offset() <= 5;
            match spans.last_mut().filter(|(_, to, _)| to.tomorrow().ok() == Some(day)) {
                Some(span) => (span.1, span.2) = (day, span.2 || is_weekday),
                None => spans.push((day, day, is_weekday)),
            }
        }
        day = next;
    }
    let said: Vec<String> = spans
        .into_iter()
        .filter(|(.., is_holiday)| *is_holiday)
        .map(|(from, to, _)| asked.say("hall.holiday.span", &[("from", Fact::Day(from)), ("to", Fact::Day(to))]))
        .collect();
    (!said.is_empty()).then(|| asked.say("hall.holidays", &[("days", Fact::Text(words::join(asked.lang, &said)))]))
}
