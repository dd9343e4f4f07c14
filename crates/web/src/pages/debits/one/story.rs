//! The bill from its close to what lies ahead.

use domain::bill::BillKind;
use domain::collection::{Debit, Outcome, Settler};
use domain::hall::till::Means;
use maud::{Markup, html};
use procedures::employer_account::DebitPage;
use units::{Date, Fact};

use crate::Asked;
use crate::look::{Happening, Passage, timeline};

pub(super) fn of(asked: &Asked, bill: &DebitPage) -> Markup {
    let made = match bill.entry.key.kind {
        BillKind::Regular | BillKind::Difference(_) | BillKind::Correction(_) => "debit.story.closed",
        BillKind::BackPayment(_) => "debit.story.back_paid",
        BillKind::SetApart(_) => "debit.story.set_apart",
    };
    let mut entries = vec![happened(asked, Passage::Done, made, bill.closed_on).note({
        let facts = [("people", Fact::Count(bill.people.into())), ("amount", Fact::Money(bill.entry.due))];
        html! { " " (asked.say("debit.story.closed.note", &facts)) }
    })];
    entries.extend(bill.entry.debits.iter().map(|d| tried(asked, d)));
    match &bill.entry.settlement {
        Some(paid) => {
            let key = bill.taken.map_or("debit.story.transfer", at_the_till);
            if matches!(paid.by, Settler::Remittance(_)) {
                entries.push(happened(asked, Passage::Done, key, paid.value_date));
            }
        }
        None => entries.extend(ahead(asked, bill)),
    }
    timeline(&entries)
}

/// How a till took it.
fn at_the_till(means: Means) -> &'static str {
    match means {
        Means::Card => "debit.story.till.card",
        Means::Cash => "debit.story.till.cash",
        Means::Cheque => "debit.story.till.cheque",
        Means::Transfer => "debit.story.till.transfer",
    }
}

fn happened(asked: &Asked, passage: Passage, key: &str, day: Date) -> Happening {
    Happening::new(passage, asked.say(key, &[])).when(words::day_short(asked.lang, day))
}

fn tried(asked: &Asked, debit: &Debit) -> Happening {
    let n = [("n", Fact::Count(debit.attempt.into()))];
    let at = |passage, key: &str| Happening::new(passage, asked.say(key, &n)).when(words::day_short(asked.lang, debit.collect_on));
    match debit.answer.as_ref().map(|a| (a.outcome, a.bank_says.clone())) {
        None => at(Passage::Now, "debit.story.sent"),
        Some((Outcome::Paid, _)) => at(Passage::Done, "debit.story.paid"),
        Some((Outcome::Bounced(cause), code)) => {
            let word = asked.say(cause.word(), &[]);
            let note = match code {
                Some(code) => {
                    let facts = [("cause", Fact::Text(word)), ("code", Fact::Text(code))];
                    asked.say("debit.story.bounced.note", &facts)
                }
                None => word,
            };
            at(Passage::Failed, "debit.story.bounced").note(html! { " " (note) })
        }
    }
}

fn ahead(asked: &Asked, bill: &DebitPage) -> Vec<Happening> {
    let Some(next) = &bill.next else { return vec![] };
    let mut entries = Vec::new();
    let note = asked.say("debit.story.late.note", &[("fee", Fact::Money(next.per_day))]);
    let late = |passage| happened(asked, passage, "debit.story.late", next.late_from).note(html! { " " (note) });
    let is_late = asked.today >= next.late_from;
    if is_late {
        entries.push(late(Passage::Done));
    }
    let waits = bill.entry.debits.iter().any(|d| d.answer.is_none());
    if !waits && bill.bounce.is_some() {
        entries.push(happened(asked, Passage::Now, "debit.story.now", asked.today));
    }
    let mut coming = vec![];
    if let (None, Some((first, _))) = (&bill.bounce, bill.first) {
        coming.push(("debit.story.first", first));
    }
    if let Some((second, _)) = next.debit {
        coming.push(("debit.story.second", second));
    }
    coming.extend(next.last_safe.map(|day| ("debit.story.last_safe", day)));
    for (key, day) in coming.into_iter().filter(|(_, day)| *day > asked.today) {
        entries.push(happened(asked, Passage::Ahead, key, day));
    }
    if !is_late {
        entries.push(late(Passage::Ahead));
    }
    entries
}
