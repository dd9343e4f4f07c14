use units::{Date, Fact, Fen, Statement};

use crate::case::back_payment::Kind;
use crate::collection::Cause as BounceCause;

/// Why a month shows as it does. The sentence of its code is read by the employer, the person and, on a certificate, by
/// outside offices; the month itself stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The first debit failed, a later one succeeded inside the collection month.
    SecondDebit {
        /// The day of the first debit.
        day: Date,
        /// Why it failed.
        cause: BounceCause,
        /// The day the money came.
        paid_on: Date,
    },
    /// The first debit failed, a transfer came inside the collection month.
    TransferAfterBounce {
        /// The day of the first debit.
        day: Date,
        /// Why it failed.
        cause: BounceCause,
        /// The day the money came.
        paid_on: Date,
    },
    /// Debits failed and the bill was settled after its collection month.
    LateAfterBounce {
        /// The day of the first debit.
        day: Date,
        /// Why it failed.
        cause: BounceCause,
        /// How many debits failed.
        bounces: u8,
        /// The day the money came.
        paid_on: Date,
        /// The days of late fee.
        days: u32,
        /// The late fee: of the bill, or where the month is one person's, on that person's contributions.
        fee: Fen,
    },
    /// No debit failed, but the employer's month was settled after its collection month.
    LateByEmployer {
        /// The day the money came.
        paid_on: Date,
        /// The days of late fee.
        days: u32,
        /// The late fee.
        fee: Fen,
    },
    /// Billed, the debit is to come.
    Due,
    /// In force, the month is not assessed yet.
    NotAssessed,
    /// A debit failed; the month is still in time.
    Bounced {
        /// The day of the debit.
        day: Date,
        /// Why it failed.
        cause: BounceCause,
        /// The last day that is in time.
        until: Date,
    },
    /// The bank has not answered.
    DebitPending {
        /// The day of the debit.
        day: Date,
    },
    /// Money for it came and waits to be allocated.
    Received {
        /// The day it came.
        day: Date,
    },
    /// Unpaid after the collection month.
    Owed {
        /// How many debits failed.
        bounces: u8,
        /// The first of them.
        first: Option<(Date, BounceCause)>,
    },
    /// Paid, and a later reduction takes it off: the refund is not decided.
    TakenOff,
    /// Paid, taken off by a later reduction, and given back.
    Refunded {
        /// The day it was decided.
        day: Date,
    },
    /// Employed, but nobody filed the month.
    Omitted,
    /// No employer, no own enrolment.
    NoParticipation,
    /// The employer owes its month; this person's part was settled before the rest.
    SettledAlone {
        /// Code of what could not wait: `retirement`, `transfer`, `death`.
        event: &'static str,
        /// The day the money came.
        paid_on: Date,
        /// The days of late fee.
        days: u32,
        /// The late fee on this person's contributions.
        fee: Fen,
    },
    /// The employer had not filed the month and made it up.
    BackPaid {
        /// Which way it went.
        kind: Kind,
        /// The day the money came.
        paid_on: Date,
        /// The days of late fee.
        days: u32,
        /// The late fee on this person's contributions.
        fee: Fen,
    },
    /// Paid late, as the records from before this system say.
    EarlierLate {
        /// The day the money came.
        paid_on: Date,
    },
    /// Back-paid, as the records from before this system say.
    EarlierBackPaid {
        /// The day the money came.
        paid_on: Date,
    },
}

impl Cause {
    /// The same cause with the fee of one person's month instead of the bill's.
    #[must_use]
    pub fn with_fee(self, own: Fen) -> Cause {
        match self {
            Cause::LateAfterBounce {
                day,
                cause,
                bounces,
                paid_on,
                days,
                ..
            } => Cause::LateAfterBounce {
                day,
                cause,
                bounces,
                paid_on,
                days,
                fee: own,
            },
            Cause::LateByEmployer { paid_on, days, .. } => Cause::LateByEmployer { paid_on, days, fee: own },
            Cause::BackPaid { kind, paid_on, days, .. } => Cause::BackPaid {
                kind,
                paid_on,
                days,
                fee: own,
            },
            // Its fee is the person's own already.
            Cause::SettledAlone { .. }
            | Cause::SecondDebit { .. }
            | Cause::TransferAfterBounce { .. }
            | Cause::Due
            | Cause::NotAssessed
            | Cause::Bounced { .. }
            | Cause::DebitPending { .. }
            | Cause::Received { .. }
            | Cause::Owed { .. }
            | Cause::TakenOff
            | Cause::Refunded { .. }
            | Cause::Omitted
            | Cause::NoParticipation
            | Cause::EarlierLate { .. }
            | Cause::EarlierBackPaid { .. } => self,
        }
    }
}

impl Statement for Cause {
    fn code(&self) -> &'static str {
        match self {
            Cause::SecondDebit { .. } => "standing.why.second_debit",
            Cause::TransferAfterBounce { .. } => "standing.why.transfer_after_bounce",
            Cause::LateAfterBounce { bounces: 0 | 1, .. } => "standing.why.late_after_bounce",
            Cause::LateAfterBounce { .. } => "standing.why.late_after_bounces",
            Cause::LateByEmployer { .. } => "standing.why.late_by_employer",
            Cause::Due => "standing.why.due",
            Cause::NotAssessed => "standing.why.not_assessed",
            Cause::Bounced { .. } => "standing.why.bounced",
            Cause::DebitPending { .. } => "standing.why.debit_pending",
            Cause::Received { .. } => "standing.why.received",
            Cause::Owed { first: None, .. } => "standing.why.owed",
            Cause::Owed { .. } => "standing.why.owed_after_bounce",
            Cause::TakenOff => "standing.why.taken_off",
            Cause::Refunded { .. } => "standing.why.refunded",
            Cause::Omitted => "standing.why.omitted",
            Cause::NoParticipation => "standing.why.no_participation",
            Cause::SettledAlone { days: 0, .. } => "standing.why.settled_alone",
            Cause::SettledAlone { .. } => "standing.why.settled_alone_late",
            Cause::BackPaid { days: 0, .. } => "standing.why.back_paid",
            Cause::BackPaid { .. } => "standing.why.back_paid_late",
            Cause::EarlierLate { .. } => "standing.why.earlier_late",
            Cause::EarlierBackPaid { .. } => "standing.why.earlier_back_paid",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        let word = |cause: BounceCause| Fact::Word(cause.word().to_owned());
        match *self {
            Cause::SecondDebit { day, cause, paid_on } | Cause::TransferAfterBounce { day, cause, paid_on } => {
                vec![("day", Fact::Day(day)), ("cause", word(cause)), ("paid_on", Fact::Day(paid_on))]
            }
            Cause::LateAfterBounce {
                day,
                cause,
                bounces,
                paid_on,
                days,
                fee,
            } => vec![
                ("day", Fact::Day(day)),
                ("cause", word(cause)),
                ("bounces", Fact::Count(bounces.into())),
                ("paid_on", Fact::Day(paid_on)),
                ("days", Fact::Count(days.into())),
                ("fee", Fact::Money(fee)),
            ],
            Cause::LateByEmployer { paid_on, days, fee } => {
                vec![
                    ("paid_on", Fact::Day(paid_on)),
                    ("days", Fact::Count(days.into())),
                    ("fee", Fact::Money(fee)),
                ]
            }
            Cause::SettledAlone { event, paid_on, days, fee } => vec![
                ("event", Fact::Word(format!("standing.event.{event}"))),
                ("paid_on", Fact::Day(paid_on)),
                ("days", Fact::Count(days.into())),
                ("fee", Fact::Money(fee)),
            ],
            Cause::BackPaid { kind, paid_on, days, fee } => vec![
                ("route", Fact::Word(format!("back_payment.route.{}", kind.code()))),
                ("paid_on", Fact::Day(paid_on)),
                ("days", Fact::Count(days.into())),
                ("fee", Fact::Money(fee)),
            ],
            Cause::EarlierLate { paid_on } | Cause::EarlierBackPaid { paid_on } => vec![("paid_on", Fact::Day(paid_on))],
            Cause::Bounced { day, cause, until } => vec![("day", Fact::Day(day)), ("cause", word(cause)), ("until", Fact::Day(until))],
            Cause::DebitPending { day } | Cause::Received { day } | Cause::Refunded { day } => vec![("day", Fact::Day(day))],
            Cause::Owed {
                bounces,
                first: Some((day, cause)),
            } => {
                vec![
                    ("day", Fact::Day(day)),
                    ("cause", word(cause)),
                    ("bounces", Fact::Count(bounces.into())),
                ]
            }
            Cause::Owed { first: None, .. }
            | Cause::Due
            | Cause::NotAssessed
            | Cause::TakenOff
            | Cause::Omitted
            | Cause::NoParticipation => vec![],
        }
    }
}
