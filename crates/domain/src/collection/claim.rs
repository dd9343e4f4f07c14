use policy::LateFeeRules;
use units::{Date, Fen, Month};

use crate::assessment::BillTotals;
use crate::ids::{BatchId, TransferId};
use crate::late_fee::{LateFee, late_fee};

/// Which bill of an employer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimKey {
    /// The contribution month.
    pub month: Month,
    /// The kind of bill, as stored: regular, a difference, a back payment.
    pub kind: i64,
}

/// What an employer is asked to pay by one bill, corrections of that bill already taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Which bill.
    pub key: ClaimKey,
    /// The month that decides when it is late: the contribution month of a regular bill, for a difference the month in
    /// which it was billed.
    pub counts_as: Month,
    /// The last day on which a notice waives the fee (base published late), where one does.
    pub waived_until: Option<Date>,
    /// Its sums.
    pub totals: BillTotals,
}

/// What settles a claim on one day: the principal and the late fee to that day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// What the bill asks for.
    pub principal: Fen,
    /// The late fee, with its days and its split.
    pub fee: LateFee,
}

impl Due {
    /// Both.
    pub fn total(&self) -> Fen {
        self.principal + self.fee.fee
    }
}

/// What settles the claim with money of `value_date`. The day of the money itself does not count for the fee.
pub fn due_on(claim: &Claim, rules: &LateFeeRules, value_date: Date) -> Due {
    let waived = claim.waived_until.is_some_and(|last| value_date <= last);
    let principal = claim.totals.total();
    // The day on which a claim begins counts no day: the fee of a waived claim has its dates and is nothing.
    let settled_on = if waived { rules.from(claim.counts_as) } else { value_date };
    Due {
        principal,
        fee: late_fee(rules, claim.counts_as, claim.totals.by_branch(), settled_on),
    }
}

/// What settled a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settler {
    /// The debit of a batch: which try.
    Debit {
        /// 1 or 2.
        attempt: u8,
        /// The batch.
        batch: BatchId,
    },
    /// A transfer of the employer, or waiting money that sufficed.
    Remittance(TransferId),
}

/// A bill that is settled, in full and with its late fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// Which bill.
    pub key: ClaimKey,
    /// By what.
    pub by: Settler,
    /// The day the money counts.
    pub value_date: Date,
    /// What the bill asked for.
    pub principal: Fen,
    /// The late fee that came with it.
    pub fee: Fen,
    /// The days it ran.
    pub fee_days: u32,
    /// The event that wrote it.
    pub n: i64,
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use policy::RateFrom;
    use units::{Rate, date};

    pub fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    pub fn rules() -> LateFeeRules {
        let rates = vec![RateFrom {
            from: date(2011, 7, 1),
            rate: Rate(500),
        }];
        LateFeeRules {
            charged: true,
            starts_after_months: 2,
            rates,
            capped_at_principal: false,
        }
    }

    /// The bill of 2026-08 of stories Y1 and Y2.
    pub fn august() -> Claim {
        let totals = BillTotals {
            employer: [Fen(849_888), Fen(520_556), Fen(26_559), Fen(10_624), Fen::ZERO],
            employee: [Fen(424_944), Fen(106_236), Fen(26_559), Fen::ZERO, Fen::ZERO],
            ee_fixed: Fen(900),
            to_pension_account: Fen(424_944),
            to_medical_account: Fen(106_236),
            people: 3,
        };
        Claim {
            key: ClaimKey {
                month: month("2026-08"),
                kind: 0,
            },
            counts_as: month("2026-08"),
            waived_until: None,
            totals,
        }
    }

    #[test]
    fn a_bill_paid_inside_its_collection_month_bears_no_fee_and_eleven_days_later_it_does() {
        let on = |day| due_on(&august(), &rules(), day);
        assert_eq!(on(date(2026, 9, 15)).total(), Fen(1_966_266));
        assert_eq!(on(date(2026, 9, 30)).fee.fee, Fen::ZERO);
        assert_eq!(on(date(2026, 10, 1)).fee.fee, Fen::ZERO);
        let late = on(date(2026, 10, 12));
        assert_eq!((late.fee.days, late.fee.fee, late.total()), (11, Fen(10_814), Fen(1_977_080)));
        assert_eq!(late.fee.by_branch, [Fen(7_012), Fen(3_452), Fen(292), Fen(58), Fen::ZERO]);
    }

    #[test]
    fn a_difference_is_late_by_the_month_it_was_billed_in_and_never_inside_its_waiver() {
        let mut claim = august();
        claim.key.kind = 1;
        claim.counts_as = month("2026-10");
        claim.waived_until = Some(date(2026, 12, 31));
        for (day, days) in [(date(2026, 12, 20), 0), (date(2026, 12, 31), 0), (date(2027, 1, 1), 31)] {
            assert_eq!(due_on(&claim, &rules(), day).fee.days, days, "{day}");
        }
    }
}
