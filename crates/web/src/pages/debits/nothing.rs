//! What becomes of a bill when nothing more is done: one sentence, the same on the bill, the debit, the home page and the strip.

use domain::collection::IfNothing;
use maud::Markup;
use procedures::employer_account::DebitPage;
use units::{Fact, Fen};
use words::Lang;

use crate::look::rich;

/// What settles the bill today, refunds carried over taken off.
pub(crate) fn amount_today(bill: &DebitPage) -> Fen {
    let whole = bill.today.as_ref().map_or(bill.entry.due, |due| due.total());
    (whole - bill.carried).at_least(Fen::ZERO)
}

fn told(bill: &DebitPage) -> Option<(&'static str, Vec<(&'static str, Fact)>)> {
    let month = ("month", Fact::Month(bill.entry.key.month));
    let sent: Option<Fen> = bill.entry.debits.iter().find(|d| d.answer.is_none()).map(|d| d.amount);
    let amount = ("amount", Fact::Money(sent.unwrap_or_else(|| amount_today(bill))));
    let told = match bill.if_nothing? {
        IfNothing::Debited {
            attempt,
            day,
            by: Some(by),
        } => {
            let key = if attempt == 1 {
                "debit.nothing.first"
            } else {
                "debit.nothing.second"
            };
            (key, vec![month, amount, ("day", Fact::Day(day)), ("by", Fact::Day(by))])
        }
        IfNothing::Debited { attempt, day, by: None } => {
            let key = if attempt == 1 {
                "debit.nothing.sent"
            } else {
                "debit.nothing.sent_again"
            };
            (key, vec![month, amount, ("day", Fact::Day(day))])
        }
        IfNothing::MustPay { last, late_from } => (
            match bill.entry.debits.is_empty() {
                true => "debit.nothing.pays_itself",
                false => "debit.nothing.must_pay",
            },
            vec![month, amount, ("last", Fact::Day(last)), ("late", Fact::Day(late_from))],
        ),
        IfNothing::NoDayYet { year, last, late_from } => (
            "debit.nothing.no_day_yet",
            vec![
                month,
                amount,
                ("year", Fact::Text(year.to_string())),
                ("last", Fact::Day(last)),
                ("late", Fact::Day(late_from)),
            ],
        ),
        IfNothing::FeeRuns { per_day } => ("debit.nothing.fee_runs", vec![month, amount, ("fee", Fact::Money(per_day))]),
    };
    Some(told)
}

/// The sentence.
pub(crate) fn if_nothing(lang: Lang, bill: &DebitPage) -> Option<Markup> {
    told(bill).map(|(key, facts)| rich(lang, key, &facts))
}

/// The same in short, for the strip: with its month.
pub(crate) fn in_short(lang: Lang, bill: &DebitPage) -> Option<Markup> {
    told(bill).map(|(key, facts)| rich(lang, &format!("{key}.short"), &facts))
}
