use super::debit::Answer;

/// Why a debit failed, in the classes that people act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The balance is too small (余额不足).
    InsufficientFunds,
    /// The account is closed.
    AccountClosed,
    /// The account is blocked.
    AccountBlocked,
    /// There is no such account.
    AccountUnknown,
    /// Name and account do not belong together (账号户名不符).
    NameDiffers,
    /// No debit agreement in force (协议未生效).
    NoMandate,
    /// The payer refused it.
    RefusedByDebtor,
    /// The bank does not say why, or says it with a code of its own.
    NotSaid,
}

impl Cause {
    /// All of them.
    pub const ALL: [Cause; 8] = [
        Cause::InsufficientFunds,
        Cause::AccountClosed,
        Cause::AccountBlocked,
        Cause::AccountUnknown,
        Cause::NameDiffers,
        Cause::NoMandate,
        Cause::RefusedByDebtor,
        Cause::NotSaid,
    ];

    /// The code as stored; its sentence is `debit.cause.<code>`.
    pub const fn code(self) -> &'static str {
        match self {
            Cause::InsufficientFunds => "insufficient_funds",
            Cause::AccountClosed => "account_closed",
            Cause::AccountBlocked => "account_blocked",
            Cause::AccountUnknown => "account_unknown",
            Cause::NameDiffers => "name_differs",
            Cause::NoMandate => "no_mandate",
            Cause::RefusedByDebtor => "refused_by_debtor",
            Cause::NotSaid => "not_said",
        }
    }

    /// Reads the code.
    pub fn from_code(code: &str) -> Option<Cause> {
        Cause::ALL.into_iter().find(|cause| cause.code() == code)
    }

    /// The key of the words that name it.
    pub const fn word(self) -> &'static str {
        match self {
            Cause::InsufficientFunds => "debit.cause.insufficient_funds",
            Cause::AccountClosed => "debit.cause.account_closed",
            Cause::AccountBlocked => "debit.cause.account_blocked",
            Cause::AccountUnknown => "debit.cause.account_unknown",
            Cause::NameDiffers => "debit.cause.name_differs",
            Cause::NoMandate => "debit.cause.no_mandate",
            Cause::RefusedByDebtor => "debit.cause.refused_by_debtor",
            Cause::NotSaid => "debit.cause.not_said",
        }
    }

    /// Whether a second debit of the same account cannot succeed.
    pub const fn needs_another_account(self) -> bool {
        match self {
            Cause::AccountClosed | Cause::AccountUnknown | Cause::NameDiffers | Cause::NoMandate => true,
            Cause::InsufficientFunds | Cause::AccountBlocked | Cause::RefusedByDebtor | Cause::NotSaid => false,
        }
    }
}

/// What became of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The money is there.
    Paid,
    /// It was not collected, or collected and taken back at once.
    Bounced(Cause),
}

/// What an answer makes of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The pending posting is posted and the bill settled.
    Settles,
    /// The pending posting is voided; the bill stays open.
    Bounces(Cause),
    /// Said before: nothing happens.
    Repeats,
    /// Money came for a debit that had bounced: it waits as unallocated, an officer looks.
    PaidAfterBounce,
    /// The bank takes back what it said was paid: nothing moves by itself, an officer looks.
    TakenBack(Cause),
}

impl Verdict {
    /// The code as stored beside the line.
    pub const fn code(self) -> &'static str {
        match self {
            Verdict::Settles => "settles",
            Verdict::Bounces(_) => "bounces",
            Verdict::Repeats => "repeats",
            Verdict::PaidAfterBounce => "paid_after_bounce",
            Verdict::TakenBack(_) => "taken_back",
        }
    }
}

/// Judges an answer. Order and repetition of files do not matter: what was said before is said again without effect.
pub fn judge(said_before: Option<&Answer>, outcome: Outcome) -> Verdict {
    match (said_before.map(|a| a.outcome), outcome) {
        (None, Outcome::Paid) => Verdict::Settles,
        (None, Outcome::Bounced(cause)) => Verdict::Bounces(cause),
        (Some(Outcome::Paid), Outcome::Paid) | (Some(Outcome::Bounced(_)), Outcome::Bounced(_)) => Verdict::Repeats,
        (Some(Outcome::Bounced(_)), Outcome::Paid) => Verdict::PaidAfterBounce,
        (Some(Outcome::Paid), Outcome::Bounced(cause)) => Verdict::TakenBack(cause),
    }
}

#[cfg(test)]
mod tests {
    use super::super::debit::tests::asked;
    use super::*;

    #[test]
    fn an_answer_takes_effect_once_and_a_contradiction_moves_nothing_by_itself() {
        let short = Outcome::Bounced(Cause::InsufficientFunds);
        let closed = Outcome::Bounced(Cause::AccountClosed);
        for (before, now, verdict) in [
            (None, Outcome::Paid, Verdict::Settles),
            (None, short, Verdict::Bounces(Cause::InsufficientFunds)),
            (Some(Outcome::Paid), Outcome::Paid, Verdict::Repeats),
            (Some(short), closed, Verdict::Repeats),
            (Some(short), Outcome::Paid, Verdict::PaidAfterBounce),
            (Some(Outcome::Paid), closed, Verdict::TakenBack(Cause::AccountClosed)),
        ] {
            let debit = asked(before);
            assert_eq!(judge(debit.answer.as_ref(), now), verdict, "{before:?} {now:?}");
        }
    }

    #[test]
    fn codes_lead_back() {
        for cause in Cause::ALL {
            assert_eq!(Cause::from_code(cause.code()), Some(cause));
            assert_eq!(cause.word(), format!("debit.cause.{}", cause.code()));
        }
    }
}
