//! The standing of a person's month in one branch: on time, paid late, back-paid, owed, and why.
//!
//! Computed by one function from participation, bill, debits, settlement, decisions and a day; never stored. The line it
//! keeps is the product's promise: a bill whose debit bounced is *on time* when paid inside its collection month and *paid
//! late* after it; *back-paid* is only a month that nobody filed (practice 4.1).

mod cause;
mod tally;

pub use cause::Cause;
pub use tally::{Tally, tally};

use units::{Date, Fen};

use crate::collection::{Cause as BounceCause, Outcome};

macro_rules! standings {
    ($($(#[$doc:meta])* $name:ident $code:literal $word:literal: $cumulative:ident $unbroken:ident $tone:ident;)*) => {
        /// The standing of a person's month in one branch.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Standing { $($(#[$doc])* $name,)* }

        impl Standing {
            /// All of them, in the order of practice 4.1.
            pub const ALL: &'static [Standing] = &[$(Standing::$name,)*];

            /// The code in JSON, in record files, in certificates.
            pub const fn code(self) -> &'static str {
                match self { $(Standing::$name => $code,)* }
            }

            /// The key of its label.
            pub const fn word(self) -> &'static str {
                match self { $(Standing::$name => $word,)* }
            }

            /// Whether the month counts for the cumulative months.
            pub const fn cumulative(self) -> Counts {
                match self { $(Standing::$name => Counts::$cumulative,)* }
            }

            /// Whether the month keeps a series unbroken.
            pub const fn unbroken(self) -> Counts {
                match self { $(Standing::$name => Counts::$unbroken,)* }
            }

            /// Its colour idea.
            pub const fn tone(self) -> Tone {
                match self { $(Standing::$name => Tone::$tone,)* }
            }
        }
    };
}

/// Whether a month counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// It does.
    Yes,
    /// Not before the money is there.
    NotYet,
    /// The rule of the goal decides.
    ByGoal,
    /// It does not.
    No,
    /// The question does not arise.
    Never,
}

/// How a standing looks; colour is never the only sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Plain.
    Plain,
    /// Plain with a note.
    Noted,
    /// A clock ran: paid late.
    Late,
    /// Back payment, nothing else.
    Back,
    /// Something is wrong.
    Bad,
    /// Waits.
    Waits,
    /// Deferred.
    Deferred,
    /// Empty.
    Blank,
    /// Struck through.
    Struck,
}

standings! {
    /// Money received by the last day of the collection month.
    OnTime "on_time" "standing.on_time": Yes Yes Plain;
    /// The first debit failed, paid inside the collection month.
    OnTimeRetried "on_time_retried" "standing.on_time_retried": Yes Yes Noted;
    /// Filed in time, debit failed, paid after the collection month.
    PaidLateDebit "paid_late_debit" "standing.paid_late_debit": Yes ByGoal Late;
    /// The employer's whole month unpaid for another reason, settled later.
    PaidLateEmployer "paid_late_employer" "standing.paid_late_employer": Yes ByGoal Late;
    /// Nobody filed the month; filed and paid later.
    BackPaid "back_paid" "standing.back_paid": Yes ByGoal Back;
    /// As back-paid, on an inspection, order, award or judgment.
    BackPaidOrder "back_paid_order" "standing.back_paid_order": Yes ByGoal Back;
    /// Back-paid by a flexible payer.
    BackPaidSelf "back_paid_self" "standing.back_paid_self": Yes ByGoal Back;
    /// A note on a paid month; the month keeps its standing.
    BaseDifference "base_difference" "standing.base_difference": Never Never Noted;
    /// Billed or in force, debit day to come.
    Due "due" "standing.due": NotYet NotYet Waits;
    /// Sent to the bank, no answer.
    DebitPending "debit_pending" "standing.debit_pending": NotYet NotYet Waits;
    /// The money is there, not yet on persons.
    Received "received" "standing.received": NotYet NotYet Waits;
    /// Collection month over, unpaid.
    Owed "owed" "standing.owed": No No Bad;
    /// Owed, order to pay served or later.
    OwedEnforced "owed_enforced" "standing.owed_enforced": No No Bad;
    /// Under a deferred payment agreement that is kept.
    Instalment "instalment" "standing.instalment": NotYet NotYet Late;
    /// Approved deferral; shown as normal.
    Deferred "deferred" "standing.deferred": Yes Yes Deferred;
    /// No contribution in this month.
    Interrupted "interrupted" "standing.interrupted": No No Bad;
    /// Not due: before the scheme, retired.
    NotDue "not_due" "standing.not_due": Never Never Blank;
    /// Medical, paid by the unemployment fund.
    FundPaid "fund_paid" "standing.fund_paid": Yes Yes Noted;
    /// Paid elsewhere and transferred in.
    Elsewhere "elsewhere" "standing.elsewhere": Yes ByGoal Noted;
    /// Deemed contribution.
    Deemed "deemed" "standing.deemed": Yes No Noted;
    /// Two relations paid one month.
    Duplicate "duplicate" "standing.duplicate": Yes Yes Back;
    /// The month was reversed.
    Refunded "refunded" "standing.refunded": No No Struck;
    /// Written off by legal decision.
    WrittenOff "written_off" "standing.written_off": No No Struck;
}

impl Standing {
    /// Reads a code, as record files carry it.
    pub fn from_code(code: &str) -> Option<Standing> {
        Standing::ALL.iter().copied().find(|standing| standing.code() == code)
    }

    /// Whether the money of the month is with its fund.
    pub fn is_paid(self) -> bool {
        matches!(self.cumulative(), Counts::Yes)
    }
}

/// One debit of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Try {
    /// 1 or 2.
    pub attempt: u8,
    /// The day of collection.
    pub collect_on: Date,
    /// What the bank answered, if it did.
    pub outcome: Option<Outcome>,
    /// What was missing on the account, where the bank says it.
    pub short: Option<Fen>,
}

/// How a bill was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The day the money counts.
    pub value_date: Date,
    /// Which debit brought it; `None`: a transfer.
    pub attempt: Option<u8>,
    /// The late fee that came with it.
    pub fee: Fen,
    /// The days it ran.
    pub fee_days: u32,
}

/// What is known of the bill that a person's month is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Billed {
    /// The last day that is in time.
    pub last_on_time: Date,
    /// The debits, in their order.
    pub tries: Vec<Try>,
    /// How it was settled, if it is.
    pub settled: Option<Settled>,
    /// The day on which money for it came that still waits.
    pub received: Option<Date>,
}

/// What a case or an authority decided about the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// A back payment was posted.
    BackPaid,
    /// A back payment on an order, award or judgment was posted.
    BackPaidOrder,
    /// A flexible payer's back payment was posted.
    BackPaidSelf,
    /// An order to pay was served.
    Enforced,
    /// An agreement to pay later is kept.
    Instalment,
    /// Approved deferral.
    Deferred,
    /// The unemployment fund pays.
    FundPaid,
    /// Paid elsewhere, transferred in.
    Elsewhere,
    /// Deemed.
    Deemed,
    /// Reversed and paid back.
    Refunded,
    /// Written off.
    WrittenOff,
}

/// How the person's month stands to the register and to the bills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Insured nowhere, and not due.
    NotDue,
    /// Between two participations, or after the last.
    Interrupted,
    /// Employed, but the employer did not file the month before it was assessed.
    Omitted,
    /// In force; the month is not assessed yet.
    Running,
    /// On the employer's bill.
    Billed(Billed),
}

/// The standing of a month, and why it shows as it does.
pub fn standing(part: &Part, decided: Option<Decided>, today: Date) -> (Standing, Option<Cause>) {
    if let Some(fixed) = decided.and_then(final_standing) {
        return (fixed, None);
    }
    match part {
        Part::NotDue => (Standing::NotDue, None),
        Part::Interrupted => (Standing::Interrupted, Some(Cause::NoParticipation)),
        Part::Omitted => (Standing::Interrupted, Some(Cause::Omitted)),
        Part::Running => (Standing::Due, Some(Cause::NotAssessed)),
        Part::Billed(bill) => of_bill(bill, decided, today),
    }
}

/// Decisions that stand whatever the bill says.
fn final_standing(decided: Decided) -> Option<Standing> {
    match decided {
        Decided::BackPaid => Some(Standing::BackPaid),
        Decided::BackPaidOrder => Some(Standing::BackPaidOrder),
        Decided::BackPaidSelf => Some(Standing::BackPaidSelf),
        Decided::FundPaid => Some(Standing::FundPaid),
        Decided::Elsewhere => Some(Standing::Elsewhere),
        Decided::Deemed => Some(Standing::Deemed),
        Decided::Refunded => Some(Standing::Refunded),
        Decided::WrittenOff => Some(Standing::WrittenOff),
        Decided::Enforced | Decided::Instalment | Decided::Deferred => None,
    }
}

fn of_bill(bill: &Billed, decided: Option<Decided>, today: Date) -> (Standing, Option<Cause>) {
    let bounces: Vec<(Try, BounceCause)> = bill.tries.iter().filter_map(|t| bounced(t).map(|cause| (*t, cause))).collect();
    if let Some(paid) = bill.settled {
        return settled(bill, &bounces, paid);
    }
    if let Some(day) = bill.received {
        return (Standing::Received, Some(Cause::Received { day }));
    }
    if let Some(waits) = bill.tries.iter().find(|t| t.outcome.is_none() && t.collect_on <= today) {
        return (Standing::DebitPending, Some(Cause::DebitPending { day: waits.collect_on }));
    }
    if today <= bill.last_on_time {
        let cause = match bounces.last() {
            None => Cause::Due,
            Some((t, cause)) => Cause::Bounced {
                day: t.collect_on,
                cause: *cause,
                until: bill.last_on_time,
            },
        };
        return (Standing::Due, Some(cause));
    }
    let owed = Some(Cause::Owed {
        bounces: bounces.len() as u8,
        first: bounces.first().map(|(t, cause)| (t.collect_on, *cause)),
    });
    match decided {
        Some(Decided::Enforced) => (Standing::OwedEnforced, owed),
        Some(Decided::Instalment) => (Standing::Instalment, owed),
        Some(Decided::Deferred) => (Standing::Deferred, None),
        None
        | Some(
            Decided::BackPaid
            | Decided::BackPaidOrder
            | Decided::BackPaidSelf
            | Decided::FundPaid
            | Decided::Elsewhere
            | Decided::Deemed
            | Decided::Refunded
            | Decided::WrittenOff,
        ) => (Standing::Owed, owed),
    }
}

fn bounced(t: &Try) -> Option<BounceCause> {
    match t.outcome {
        Some(Outcome::Bounced(cause)) => Some(cause),
        Some(Outcome::Paid) | None => None,
    }
}

fn settled(bill: &Billed, bounces: &[(Try, BounceCause)], paid: Settled) -> (Standing, Option<Cause>) {
    let in_time = paid.value_date <= bill.last_on_time;
    match (in_time, bounces) {
        (true, []) => (Standing::OnTime, None),
        (true, [(first, cause), ..]) => {
            let (day, cause, paid_on) = (first.collect_on, *cause, paid.value_date);
            let why = match paid.attempt {
                Some(_) => Cause::SecondDebit { day, cause, paid_on },
                None => Cause::TransferAfterBounce { day, cause, paid_on },
            };
            (Standing::OnTimeRetried, Some(why))
        }
        (false, [(first, cause), ..]) => {
            let why = Cause::LateAfterBounce {
                day: first.collect_on,
                cause: *cause,
                bounces: bounces.len() as u8,
                paid_on: paid.value_date,
                days: paid.fee_days,
                fee: paid.fee,
            };
            (Standing::PaidLateDebit, Some(why))
        }
        (false, []) => {
            let why = Cause::LateByEmployer {
                paid_on: paid.value_date,
                days: paid.fee_days,
                fee: paid.fee,
            };
            (Standing::PaidLateEmployer, Some(why))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    const SHORT: Option<Outcome> = Some(Outcome::Bounced(BounceCause::InsufficientFunds));

    fn tried(attempt: u8, day: i8, outcome: Option<Outcome>) -> Try {
        Try {
            attempt,
            collect_on: date(2026, 9, day),
            outcome,
            short: None,
        }
    }

    fn bill(tries: &[Try], settled: Option<Settled>) -> Part {
        Part::Billed(Billed {
            last_on_time: date(2026, 9, 30),
            tries: tries.to_vec(),
            settled,
            received: None,
        })
    }

    fn paid(day: Date, attempt: Option<u8>) -> Option<Settled> {
        Some(Settled {
            value_date: day,
            attempt,
            fee: Fen::ZERO,
            fee_days: 0,
        })
    }

    #[test]
    fn on_time_paid_late_and_owed_never_trade_places() {
        let (first, second) = (tried(1, 2, SHORT), tried(2, 15, SHORT));
        let (good, late) = (date(2026, 9, 30), date(2026, 10, 1));
        let debited = |attempt, day| paid(date(2026, 9, day), Some(attempt));
        for (part, today, expected) in [
            (bill(&[], None), date(2026, 8, 28), "due"),
            (bill(&[tried(1, 2, None)], None), date(2026, 9, 1), "due"),
            (bill(&[tried(1, 2, None)], None), date(2026, 9, 2), "debit_pending"),
            (
                bill(&[tried(1, 2, Some(Outcome::Paid))], debited(1, 2)),
                date(2026, 9, 2),
                "on_time",
            ),
            (bill(&[first], None), date(2026, 9, 30), "due"),
            (bill(&[first], None), late, "owed"),
            (
                bill(&[first, tried(2, 15, Some(Outcome::Paid))], debited(2, 15)),
                late,
                "on_time_retried",
            ),
            (bill(&[first, second], paid(good, None)), late, "on_time_retried"),
            (bill(&[first, second], paid(late, None)), late, "paid_late_debit"),
            (bill(&[], paid(good, None)), late, "on_time"),
            (bill(&[], paid(late, None)), late, "paid_late_employer"),
            (Part::Omitted, late, "interrupted"),
            (Part::Running, late, "due"),
            (Part::NotDue, late, "not_due"),
        ] {
            assert_eq!(standing(&part, None, today).0.code(), expected, "{part:?} {today}");
        }
    }

    #[test]
    fn back_paid_comes_only_from_a_case() {
        let today = date(2026, 11, 1);
        assert_eq!(standing(&Part::Omitted, Some(Decided::BackPaid), today).0, Standing::BackPaid);
        let owed = bill(&[tried(1, 2, SHORT)], None);
        for (decided, expected) in [
            (Decided::Deferred, Standing::Deferred),
            (Decided::Enforced, Standing::OwedEnforced),
            (Decided::Instalment, Standing::Instalment),
            (Decided::Refunded, Standing::Refunded),
        ] {
            assert_eq!(standing(&owed, Some(decided), today).0, expected);
        }
    }

    #[test]
    fn money_that_is_there_is_never_shown_as_arrears() {
        let part = Part::Billed(Billed {
            last_on_time: date(2026, 9, 30),
            tries: vec![tried(1, 2, SHORT)],
            settled: None,
            received: Some(date(2026, 10, 9)),
        });
        assert_eq!(standing(&part, None, date(2026, 10, 12)).0, Standing::Received);
    }

    #[test]
    fn codes_are_those_of_the_practice_table() {
        for standing in Standing::ALL {
            assert_eq!(Standing::from_code(standing.code()), Some(*standing));
            assert_eq!(standing.word(), format!("standing.{}", standing.code()));
        }
        assert_eq!(Standing::ALL.len(), 23);
    }
}
