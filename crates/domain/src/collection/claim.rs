use std::cmp::Ordering;

use policy::LateFeeRules;
use units::{Date, Fen, Month};

use crate::assessment::BillTotals;
use crate::bill::{Bill, BillKind};
use crate::ids::{BatchId, TransferId};
use crate::late_fee::{LateFee, late_fee};

/// Which bill of an employer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClaimKey {
    /// The contribution month.
    pub month: Month,
    /// Which bill of that month.
    pub kind: BillKind,
}

/// By month, and within a month in the order in which the bills were made.
impl Ord for ClaimKey {
    fn cmp(&self, other: &ClaimKey) -> Ordering {
        (self.month, self.kind.stored()).cmp(&(other.month, other.kind.stored()))
    }
}

impl PartialOrd for ClaimKey {
    fn partial_cmp(&self, other: &ClaimKey) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What an employer is asked to pay by one bill, corrections of that bill already taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Which bill.
    pub key: ClaimKey,
    /// The month whose debit days and deadline are its own: the contribution month of a regular bill, for a later one
    /// the month at whose close it was made.
    pub counts_as: Month,
    /// The last day on which a notice waives the fee (base published late), where one does.
    pub waived_until: Option<Date>,
    /// Its sums.
    pub totals: BillTotals,
    /// Later bills of the month that were taken off it; they are settled with it.
    pub with: Vec<ClaimKey>,
}

/// What an employer's bills ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// Bills to be paid, by month and kind.
    pub open: Vec<Claim>,
    /// Bills below zero with nothing open to take them off: money to be paid back.
    pub credits: Vec<Claim>,
}

/// The open claims among an employer's bills: a correction below zero is taken off the oldest open bill of its month that
/// bears it, so that what is asked for is what the month's bills add up to.
pub fn claims(bills: &[Bill], is_settled: impl Fn(ClaimKey) -> bool) -> Claims {
    let mut unsettled: Vec<Claim> = bills.iter().map(claim_of).filter(|c| !is_settled(c.key)).collect();
    unsettled.sort_by_key(|c| c.key);
    let (mut claims, mut below) = (Claims::default(), Vec::new());
    for claim in unsettled {
        match claim.totals.total().cmp(&Fen::ZERO) {
            Ordering::Greater => claims.open.push(claim),
            Ordering::Less => below.push(claim),
            Ordering::Equal => {}
        }
    }
    for credit in below {
        let bears = |c: &&mut Claim| c.key.month == credit.key.month && c.totals.total() + credit.totals.total() >= Fen::ZERO;
        match claims.open.iter_mut().find(bears) {
            Some(open) => {
                open.totals = open.totals.with(&credit.totals);
                open.with.push(credit.key);
            }
            None => claims.credits.push(credit),
        }
    }
    claims.open.retain(|c| c.totals.total() > Fen::ZERO);
    claims
}

fn claim_of(bill: &Bill) -> Claim {
    Claim {
        key: ClaimKey {
            month: bill.month,
            kind: bill.kind,
        },
        counts_as: bill.run_month,
        waived_until: bill.waived_until,
        totals: bill.totals,
        with: Vec::new(),
    }
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
        /// The pending movement that was posted.
        transfer: TransferId,
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
                kind: crate::bill::BillKind::Regular,
            },
            counts_as: month("2026-08"),
            waived_until: None,
            totals,
            with: Vec::new(),
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
        claim.key.kind = BillKind::Difference(1);
        claim.counts_as = month("2026-10");
        claim.waived_until = Some(date(2026, 12, 31));
        for (day, days) in [(date(2026, 12, 20), 0), (date(2026, 12, 31), 0), (date(2027, 1, 1), 31)] {
            assert_eq!(due_on(&claim, &rules(), day).fee.days, days, "{day}");
        }
    }

    fn bill(kind: BillKind, pension: i64) -> Bill {
        let totals = BillTotals {
            employer: [Fen(pension), Fen::ZERO, Fen::ZERO, Fen::ZERO, Fen::ZERO],
            people: 1,
            ..BillTotals::default()
        };
        let basis = crate::bill::Basis {
            version: 1,
            pack: String::new(),
            known_on: date(2026, 8, 25),
        };
        Bill {
            employer: crate::ids::EmployerId(1),
            month: month("2026-08"),
            kind,
            basis,
            totals,
            surcharge: Fen::ZERO,
            run_month: month("2026-08"),
            cause: None,
            waived_until: None,
            closed_on: date(2026, 8, 25),
            n: None,
        }
    }

    #[test]
    fn a_correction_below_zero_is_taken_off_the_open_bill_of_its_month() {
        let bills = [
            bill(BillKind::Correction(1), -300),
            bill(BillKind::Regular, 1_000),
            bill(BillKind::Difference(2), 50),
        ];
        let open = claims(&bills, |_| false);
        let asked: Vec<(BillKind, i64)> = open.open.iter().map(|c| (c.key.kind, c.totals.total().0)).collect();
        assert_eq!(asked, [(BillKind::Regular, 700), (BillKind::Difference(2), 50)]);
        assert_eq!(open.open[0].with.len(), 1);
        assert_eq!(open.credits, []);
        let paid = claims(&bills, |key| key.kind == BillKind::Regular);
        assert_eq!((paid.open.len(), paid.credits.len()), (1, 1));
    }
}
