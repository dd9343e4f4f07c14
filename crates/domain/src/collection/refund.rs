use units::Fen;

use super::claim::{Claim, ClaimKey};
use crate::ids::TransferId;

/// Why money belongs to the payer again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundGround {
    /// A paid month was billed too high: the bill below zero.
    Correction(ClaimKey),
    /// Money came twice or was more than the bill asked for: the movement that brought it.
    Overpaid(TransferId),
}

impl RefundGround {
    /// The code as stored, and the key of its words.
    pub const fn code(self) -> &'static str {
        match self {
            RefundGround::Correction(_) => "correction",
            RefundGround::Overpaid(_) => "overpaid",
        }
    }
}

/// A refund that was offered and did not lapse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered<R> {
    /// Which.
    pub refund: R,
    /// For what.
    pub ground: RefundGround,
    /// How much.
    pub amount: Fen,
    /// Whether it is decided: its ground is used up.
    pub is_decided: bool,
}

/// What the agency has to do about an employer's refunds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spotted<R> {
    /// Sums that nobody has offered yet.
    pub new: Vec<(RefundGround, Fen)>,
    /// Offers whose ground is gone.
    pub lapsed: Vec<R>,
}

/// Compares what belongs to the payer with what was offered: bills below zero that nothing takes up, money that came twice.
/// An offer that is not decided lapses when its bill was taken up meanwhile, or asks for another sum now.
pub fn spot_refunds<R: Copy>(credits: &[Claim], overpaid: &[(TransferId, Fen)], offered: &[Offered<R>]) -> Spotted<R> {
    let credit_of = |key: ClaimKey| credits.iter().find(|c| c.key == key).map(|c| -c.totals.total());
    let holds = |offer: &Offered<R>| match offer.ground {
        RefundGround::Correction(key) => offer.is_decided || credit_of(key) == Some(offer.amount),
        RefundGround::Overpaid(_) => true,
    };
    let standing: Vec<&Offered<R>> = offered.iter().filter(|o| holds(o)).collect();
    let mut new: Vec<(RefundGround, Fen)> = credits
        .iter()
        .map(|c| (RefundGround::Correction(c.key), -c.totals.total()))
        .filter(|(ground, _)| !standing.iter().any(|o| o.ground == *ground))
        .collect();
    for (source, sum) in overpaid {
        let ground = RefundGround::Overpaid(*source);
        let before: Fen = standing.iter().filter(|o| o.ground == ground).map(|o| o.amount).sum();
        new.extend(Some((ground, *sum - before)).filter(|(_, rest)| *rest > Fen::ZERO));
    }
    Spotted {
        new,
        lapsed: offered.iter().filter(|o| !holds(o)).map(|o| o.refund).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::claim::tests::august;
    use super::*;
    use crate::bill::BillKind;

    fn credit(k: u16, fen: i64) -> Claim {
        let mut claim = august();
        claim.key.kind = BillKind::Correction(k);
        claim.totals = crate::assessment::BillTotals {
            employer: [Fen(-fen), Fen::ZERO, Fen::ZERO, Fen::ZERO, Fen::ZERO],
            ..crate::assessment::BillTotals::default()
        };
        claim
    }

    fn offer(refund: i64, ground: RefundGround, amount: i64, is_decided: bool) -> Offered<i64> {
        Offered {
            refund,
            ground,
            amount: Fen(amount),
            is_decided,
        }
    }

    #[test]
    fn each_sum_is_offered_once_and_an_offer_whose_bill_was_taken_up_lapses() {
        let (first, second) = (credit(1, 503_500), credit(2, 100));
        let ground = |claim: &Claim| RefundGround::Correction(claim.key);
        let source = RefundGround::Overpaid(TransferId(7));
        for (credits, overpaid, offered, new, lapsed) in [
            (vec![first.clone()], 0, vec![], vec![(ground(&first), 503_500)], vec![]),
            (
                vec![first.clone()],
                0,
                vec![offer(1, ground(&first), 503_500, false)],
                vec![],
                vec![],
            ),
            (
                vec![second.clone()],
                0,
                vec![offer(1, ground(&first), 503_500, false)],
                vec![(ground(&second), 100)],
                vec![1],
            ),
            (vec![], 0, vec![offer(1, ground(&first), 503_500, true)], vec![], vec![]),
            (
                vec![first.clone()],
                0,
                vec![offer(1, ground(&first), 400, false)],
                vec![(ground(&first), 503_500)],
                vec![1],
            ),
            (vec![], 900, vec![offer(1, source, 600, true)], vec![(source, 300)], vec![]),
            (vec![], 900, vec![offer(1, source, 900, false)], vec![], vec![]),
        ] {
            let spotted = spot_refunds(&credits, &[(TransferId(7), Fen(overpaid))], &offered);
            let wanted: Vec<(RefundGround, Fen)> = new.iter().map(|(g, fen)| (*g, Fen(*fen))).collect();
            assert_eq!((spotted.new, spotted.lapsed), (wanted, lapsed));
        }
    }
}
