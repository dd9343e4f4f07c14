//! A bill that a debit did not settle: on top of the home page, and in short on the strip of every page of the employer.

use domain::standing::Standing;
use maud::{Markup, Render, html};
use procedures::employer_account::DebitPage;
use units::{Fact, Fen};
use words::Lang;

use super::Around;
use crate::Asked;
use crate::look::{Alert, Tone, button, link, rich};
use crate::pages::debits;

fn is_owed(bill: &DebitPage) -> bool {
    matches!(bill.entry.standing, Standing::Owed)
}

/// For the strip: which month, and until when it is still on time.
pub(super) fn in_short(lang: Lang, bill: &DebitPage) -> Markup {
    let month = ("month", Fact::Month(bill.entry.key.month));
    let next = bill.next.as_ref();
    match (is_owed(bill), next.and_then(|n| n.debit), next) {
        (false, Some((day, _)), _) => rich(lang, "home.problem.short", &[month, ("day", Fact::Day(day))]),
        (false, None, Some(next)) => rich(lang, "home.problem.short.pay", &[month, ("last", Fact::Day(next.last_on_time))]),
        (true, _, _) | (false, None, None) => rich(lang, "home.problem.short.owed", &[month]),
    }
}

/// On top of the home page; nothing where all went well.
pub(super) fn panel(asked: &Asked, around: &Around) -> Markup {
    let Some(bill) = &around.problem else { return html! {} };
    let href = debits::address(around.overview.employer.id, bill.entry.key);
    let way = if is_owed(bill) {
        "home.problem.way.owed"
    } else {
        "home.problem.way"
    };
    let ways = html! { (button(&href, &asked.say(way, &[]))) (link(&href, &asked.say("home.problem.nothing", &[]))) };
    Alert::new(Tone::Bad, "problem", title(asked, bill))
        .body(says(asked, bill))
        .actions(ways)
        .render()
}

fn title(asked: &Asked, bill: &DebitPage) -> String {
    let month = ("month", Fact::Month(bill.entry.key.month));
    if is_owed(bill) {
        let amount = bill.today.as_ref().map_or(bill.entry.due, |due| due.total());
        return asked.say("home.problem.title.owed", &[month, ("amount", Fact::Money(amount))]);
    }
    match &bill.bounce {
        Some((_, _, Some(short))) => asked.say("home.problem.title.short", &[month, ("short", Fact::Money(*short))]),
        Some((_, cause, None)) => asked.say("home.problem.title", &[month, ("cause", Fact::Word(cause.word().to_owned()))]),
        None => asked.say("home.problem.short.owed", &[month]),
    }
}

/// What it means: on time until the last day, or the fee that runs.
fn says(asked: &Asked, bill: &DebitPage) -> Markup {
    let (Some(next), Some((debit, ..))) = (&bill.next, &bill.bounce) else {
        // No debit was tried, so there is none to tell of.
        return debits::nothing::if_nothing(asked.lang, bill).unwrap_or_default();
    };
    let mut facts = vec![
        ("month", Fact::Month(bill.entry.key.month)),
        ("due", Fact::Money(bill.entry.due)),
        ("people", Fact::Count(bill.people.into())),
        ("bounced", Fact::Day(debit.collect_on)),
        ("last", Fact::Day(next.last_on_time)),
        ("late", Fact::Day(next.late_from)),
        ("per_day", Fact::Money(next.per_day)),
        ("fee", Fact::Money(bill.today.as_ref().map_or(Fen::ZERO, |due| due.fee.fee))),
    ];
    if is_owed(bill) {
        return rich(asked.lang, "home.problem.says.owed", &facts);
    }
    let second = next
        .debit
        .map(|(day, _)| asked.say("home.problem.second", &[("day", Fact::Day(day))]));
    facts.push(("second", Fact::Text(second.unwrap_or_default())));
    rich(asked.lang, "home.problem.says", &facts)
}

/// A bill that is made and waits for its debit: the sum, the day, and by when the account must be funded.
pub(super) fn coming(asked: &Asked, around: &Around) -> Markup {
    let Some(bill) = &around.coming else { return html! {} };
    let Some(says) = debits::nothing::if_nothing(asked.lang, bill) else {
        return html! {};
    };
    let facts = [
        ("month", Fact::Month(bill.entry.key.month)),
        ("amount", Fact::Money(bill.entry.due)),
    ];
    let href = debits::address(around.overview.employer.id, bill.entry.key);
    Alert::new(Tone::Info, "coming", asked.say("home.coming.title", &facts))
        .body(says)
        .actions(link(&href, &asked.say("home.coming.way", &[])))
        .render()
}
