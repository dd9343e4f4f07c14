use units::{Date, Month, Rate};

use crate::coded::coded;

/// The days of a contribution month M that concern changes to the roll: they need no calendar beyond M.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollWindow {
    /// The contribution month M.
    pub month: Month,
    /// The first day on which changes to the roll are accepted for M.
    pub opens: Date,
    /// The day at whose end an employer on entrusted collection is declared by default.
    pub default_declaration: Date,
    /// The last day of changes; the month is assessed at its end.
    pub closes: Date,
}

/// All dates of one contribution month M, holidays already applied as the pack says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthDates {
    /// The contribution month M.
    pub month: Month,
    /// The first day on which changes to the roll are accepted for M.
    pub opens: Date,
    /// The day at whose end an employer on entrusted collection is declared by default.
    pub default_declaration: Date,
    /// The last day of changes; the month is assessed at its end.
    pub closes: Date,
    /// The day of the first debit, in M+1.
    pub first_debit: Date,
    /// The day of the second debit, in M+1.
    pub second_debit: Date,
    /// The last day on which money is in time: the last day of M+1.
    pub last_on_time: Date,
    /// The first day that counts for the late fee: the first day of M+2.
    pub late_fee_from: Date,
}

/// By when the money of a contribution month is in time; no calendar is needed for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last day on which money is in time: the last day of M+1.
    pub last_on_time: Date,
    /// The first day that counts for the late fee: the first day of M+2.
    pub late_fee_from: Date,
}

coded! {
    /// Who moves the money.
    Regime {
        /// The agency assesses and debits (社会保险经办机构征收、银行托收).
        AgencyCollects = 0, "agency_collects";
        /// The employer declares to the tax authority and pays itself; nothing is debited by itself.
        EmployerPays = 1, "employer_pays";
    }
}

coded! {
    /// What the surcharge of an undeclared month multiplies.
    SurchargeOn {
        /// The bill as a whole: a line of its own without a person.
        Bill = 0, "bill";
        /// The base of each person.
        Base = 1, "base";
    }
}

/// What is known about differences of a month whose base was published late.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DifferenceRules {
    /// The month in which the agency bills them, without any filing.
    pub billed_in: Option<Month>,
    /// The last day on which employers pay them without a late fee.
    pub waived_until: Option<Date>,
    /// The last day on which individuals pay them as if in time.
    pub individuals_until: Option<Date>,
    /// What is not known about them, in the words of the pack.
    pub doubt: Option<String>,
}

/// Shares of the decisions that a sample check (抽查复核) looks at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleShares {
    /// Of those that passed as they were handed in.
    pub at_once: Rate,
    /// Of the others.
    pub looked_at: Rate,
}

/// The procedure in force in a month: the regime and its switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Procedure {
    /// Whether the agency collects by debit, or the employer pays itself.
    pub regime: Regime,
    /// Short for the first of the two regimes.
    pub agency_collects: bool,
    /// Whether the month of leaving is due although the reduction was filed inside the window.
    pub leaving_month_due: bool,
    /// 110 % where the yearly base, or the month of an employer that never declared, is undeclared.
    pub undeclared_surcharge: Rate,
    /// What that surcharge multiplies.
    pub surcharge_on: SurchargeOn,
    /// Days from the start of employment within which the employer must enrol the person.
    pub enrolment_days: u32,
    /// The first month of the contribution year (缴费年度) that holds the month asked for.
    pub base_year_from: Month,
    /// The days on which the yearly base may be declared for that contribution year.
    pub base_declaration: (Date, Date),
}
