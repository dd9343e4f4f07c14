use policy::Branch;
use units::{Fen, Rate, split_in_proportion};

use super::{Fund, What};
use crate::assessment::BillTotals;

/// Which part of the employer's medical share belongs to the large-amount mutual-aid fund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LargeAmount {
    /// The fund's part of the rate.
    pub part: Rate,
    /// The employer's whole medical rate that it is a part of.
    pub of: Rate,
}

/// One destination of paid money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it goes.
    pub fund: Fund,
    /// As what.
    pub what: What,
    /// How much, above zero.
    pub amount: Fen,
}

/// Splits the money of a paid bill by the bill's columns: individual accounts by their control totals, the rest of each
/// branch into its pool, the large-amount part by largest remainder on the bill's sum; the late fee into the pools of
/// its branches, never into a pot of its own (story Y2). Funds that get nothing have no part.
pub fn split_paid(bill: &BillTotals, late_fee: &[Fen; 5], large: Option<LargeAmount>) -> Vec<Part> {
    let mut parts = Vec::with_capacity(12);
    let mut put = |fund, what, amount: Fen| {
        if amount != Fen::ZERO {
            parts.push(Part { fund, what, amount });
        }
    };
    put(Fund::PensionAccounts, What::Principal, bill.to_pension_account);
    put(Fund::MedicalAccounts, What::Principal, bill.to_medical_account);
    let medical_employer = bill.employer[Branch::Medical.index()];
    let large_share = large.map_or(Fen::ZERO, |large| large_part(medical_employer, large));
    put(Fund::LargeAmount, What::Principal, bill.ee_fixed + large_share);
    for branch in Branch::ALL {
        let both = bill.employer[branch.index()] + bill.employee[branch.index()];
        let elsewhere = match branch {
            Branch::Pension => bill.to_pension_account,
            Branch::Medical => bill.to_medical_account + large_share,
            Branch::Unemployment | Branch::EmploymentInjury | Branch::Maternity => Fen::ZERO,
        };
        put(Fund::Pooled(branch), What::Principal, both - elsewhere);
    }
    for branch in Branch::ALL {
        put(Fund::Pooled(branch), What::LateFee, late_fee[branch.index()]);
    }
    debug_assert_eq!(
        parts.iter().map(|p| p.amount).sum::<Fen>(),
        bill.total() + late_fee.iter().sum::<Fen>(),
        "every fen of a paid bill goes somewhere"
    );
    parts
}

fn large_part(medical_employer: Fen, large: LargeAmount) -> Fen {
    let rest = large.of.ppm().saturating_sub(large.part.ppm());
    let weights = [Fen(i64::from(large.part.ppm())), Fen(i64::from(rest))];
    split_in_proportion(medical_employer, &weights)[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bill of 2026-08 of stories Y1 and Y2: bases 9,500, 7,270 and 36,348.
    fn august() -> BillTotals {
        BillTotals {
            employer: [Fen(849_888), Fen(520_556), Fen(26_559), Fen(10_624), Fen::ZERO],
            employee: [Fen(424_944), Fen(106_236), Fen(26_559), Fen::ZERO, Fen::ZERO],
            ee_fixed: Fen(900),
            to_pension_account: Fen(424_944),
            to_medical_account: Fen(106_236),
            people: 3,
        }
    }

    const BEIJING: LargeAmount = LargeAmount {
        part: Rate(10_000),
        of: Rate(98_000),
    };

    #[test]
    fn a_paid_bill_is_split_among_its_funds_to_the_fen() {
        let parts = split_paid(&august(), &[Fen::ZERO; 5], Some(BEIJING));
        let amount = |fund| parts.iter().find(|p| p.fund == fund).map(|p| p.amount.0);
        assert_eq!(parts.iter().map(|p| p.amount).sum::<Fen>(), august().total());
        assert_eq!(amount(Fund::PensionAccounts), Some(424_944));
        assert_eq!(amount(Fund::MedicalAccounts), Some(106_236));
        assert_eq!(amount(Fund::Pooled(Branch::Pension)), Some(849_888));
        // 5,205.56 × 1 / 9.8 = 531.1796…
        assert_eq!(amount(Fund::LargeAmount), Some(53_118 + 900));
        assert_eq!(amount(Fund::Pooled(Branch::Medical)), Some(520_556 - 53_118));
        assert_eq!(amount(Fund::Pooled(Branch::Maternity)), None);
    }

    #[test]
    fn a_late_fee_goes_to_the_funds_of_its_branches() {
        let fee = [Fen(7_012), Fen(3_452), Fen(292), Fen(58), Fen::ZERO];
        let parts = split_paid(&august(), &fee, Some(BEIJING));
        let fees: Vec<(Fund, i64)> = parts
            .iter()
            .filter(|p| p.what == What::LateFee)
            .map(|p| (p.fund, p.amount.0))
            .collect();
        let pooled = Fund::Pooled;
        assert_eq!(
            fees,
            [
                (pooled(Branch::Pension), 7_012),
                (pooled(Branch::Medical), 3_452),
                (pooled(Branch::Unemployment), 292),
                (pooled(Branch::EmploymentInjury), 58)
            ]
        );
    }
}
