use policy::LateFeeRules;
use units::{Date, Fen};

use super::claim::{Claim, ClaimKey, Due, due_on};
use crate::ids::TransferId;

/// Money of an employer that waits for a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// The movement that brought it.
    pub id: TransferId,
    /// What of it still waits.
    pub amount: Fen,
    /// The day it counts.
    pub value_date: Date,
    /// What it is for.
    pub purpose: Purpose,
}

/// What waiting money is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The payer's reference, or an officer, names a bill.
    Bill(ClaimKey),
    /// The employer is known, the bill is not.
    Open,
    /// A refund carried over: it is taken off whatever is paid next, and makes up what other money is short of.
    NextBill,
}

/// A claim that is not settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// What is asked for.
    pub claim: Claim,
    /// How its late fee runs.
    pub rules: LateFeeRules,
    /// Whether its collection month is not over.
    pub current: bool,
    /// Whether a debit of it is with the bank: nothing else may settle it until the answer.
    pub at_bank: bool,
}

/// One bill settled by waiting money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settles {
    /// Which bill.
    pub key: ClaimKey,
    /// What it took.
    pub due: Due,
    /// The day it counts as paid: that of the latest money it took.
    pub value_date: Date,
    /// How much of which money.
    pub from: Vec<(TransferId, Fen)>,
}

/// What becomes of an employer's waiting money.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allocation {
    /// Bills settled, each whole with its fee.
    pub settled: Vec<Settles>,
    /// Money that belongs to the payer again: its bill was settled before, or it is more than the bill asked for.
    pub refund_due: Vec<(TransferId, Fen)>,
    /// The first bill that the money does not suffice for, and the sum that is missing on the day asked for.
    pub missing: Option<(ClaimKey, Fen)>,
}

/// Voluntary money settles a bill with its late fee in full, or waits.
///
/// Named money goes to its bill, several payments for one bill together. Open money takes the current month first, then
/// arrears oldest month first, and stops at the first that it does not suffice for: a younger debt is never paid before an
/// older one. A bill at the bank is left alone, and money named for it waits. `on` is the day a missing sum is named for.
pub fn allocate(money: &[Money], open: &[Open], on: Date) -> Allocation {
    let mut purse: Vec<Money> = money.iter().copied().filter(|m| m.amount > Fen::ZERO).collect();
    purse.sort_by_key(|m| (m.value_date, m.id));
    let mut allocation = Allocation::default();
    let mut named: Vec<ClaimKey> = purse.iter().filter_map(|m| named_bill(m.purpose)).collect();
    named.sort_unstable();
    named.dedup();
    for key in named {
        match open.iter().find(|o| o.claim.key == key) {
            Some(open) if open.at_bank => {}
            Some(open) => {
                if settle(&mut purse, Purpose::Bill(key), open, on, &mut allocation) {
                    give_back(&mut purse, key, &mut allocation);
                }
            }
            None => give_back(&mut purse, key, &mut allocation),
        }
    }
    let mut rest: Vec<&Open> = open
        .iter()
        .filter(|o| !o.at_bank && !allocation.settled.iter().any(|s| s.key == o.claim.key))
        .collect();
    rest.sort_by_key(|o| (!o.current, o.claim.counts_as, o.claim.key));
    for open in rest {
        let is_loose = |m: &Money| matches!(m.purpose, Purpose::Open | Purpose::NextBill) && m.amount > Fen::ZERO;
        if !purse.iter().any(is_loose) || !settle(&mut purse, Purpose::Open, open, on, &mut allocation) {
            break;
        }
    }
    allocation
}

fn named_bill(purpose: Purpose) -> Option<ClaimKey> {
    match purpose {
        Purpose::Bill(key) => Some(key),
        Purpose::Open | Purpose::NextBill => None,
    }
}

/// Settles one claim from the money of that purpose and from refunds carried over, if it suffices on the day of the latest of it that
/// is needed.
fn settle(purse: &mut [Money], purpose: Purpose, open: &Open, on: Date, allocation: &mut Allocation) -> bool {
    let is_for_it = |m: &Money| (m.purpose == Purpose::NextBill || m.purpose == purpose) && m.amount > Fen::ZERO;
    let mut held = Fen::ZERO;
    let mut enough = None;
    for money in purse.iter().filter(|m| is_for_it(m)) {
        held += money.amount;
        let due = due_on(&open.claim, &open.rules, money.value_date);
        if held >= due.total() {
            enough = Some((due, money.value_date));
            break;
        }
    }
    let Some((due, value_date)) = enough else {
        if held > Fen::ZERO && allocation.missing.is_none() {
            let total = due_on(&open.claim, &open.rules, on).total();
            allocation.missing = Some((open.claim.key, total - held));
        }
        return false;
    };
    let mut wanted = due.total();
    let mut from = Vec::new();
    for money in purse.iter_mut().filter(|m| is_for_it(m)) {
        let taken = money.amount.at_most(wanted);
        if taken == Fen::ZERO {
            break;
        }
        money.amount -= taken;
        wanted -= taken;
        from.push((money.id, taken));
    }
    allocation.settled.push(Settles {
        key: open.claim.key,
        due,
        value_date,
        from,
    });
    true
}

/// What was sent for a bill that needs no more belongs to the payer.
fn give_back(purse: &mut [Money], key: ClaimKey, allocation: &mut Allocation) {
    for money in purse.iter_mut().filter(|m| m.purpose == Purpose::Bill(key) && m.amount > Fen::ZERO) {
        allocation.refund_due.push((money.id, money.amount));
        money.amount = Fen::ZERO;
    }
}

#[cfg(test)]
mod tests {
    use super::super::claim::tests::{august, month, rules};
    use super::*;
    use units::date;

    fn open(text: &str, current: bool) -> Open {
        let mut claim = august();
        claim.key.month = month(text);
        claim.counts_as = month(text);
        Open {
            claim,
            rules: rules(),
            current,
            at_bank: false,
        }
    }

    fn key(text: &str) -> ClaimKey {
        ClaimKey {
            month: month(text),
            kind: crate::bill::BillKind::Regular,
        }
    }

    fn money(id: i64, amount: i64, day: Date, purpose: Purpose) -> Money {
        Money {
            id: TransferId(id),
            amount: Fen(amount),
            value_date: day,
            purpose,
        }
    }

    const TWELFTH: Date = date(2026, 10, 12);

    fn settled(allocation: &Allocation) -> Vec<String> {
        allocation.settled.iter().map(|s| s.key.month.to_string()).collect()
    }

    #[test]
    fn a_bill_is_settled_with_its_fee_or_the_money_waits_with_the_missing_sum_named() {
        let bills = [open("2026-08", false)];
        let whole = allocate(&[money(1, 1_977_080, TWELFTH, Purpose::Bill(key("2026-08")))], &bills, TWELFTH);
        assert_eq!(whole.settled[0].due.fee.fee, Fen(10_814));
        assert_eq!((whole.refund_due, whole.missing), (vec![], None));

        let short = allocate(&[money(1, 1_966_266, TWELFTH, Purpose::Bill(key("2026-08")))], &bills, TWELFTH);
        assert_eq!((short.settled, short.missing), (vec![], Some((key("2026-08"), Fen(10_814)))));
    }

    #[test]
    fn two_payments_settle_one_bill_on_the_day_of_the_second() {
        let bills = [open("2026-08", false)];
        let both = [
            money(2, 1_500_000, TWELFTH, Purpose::Bill(key("2026-08"))),
            money(1, 500_000, date(2026, 9, 20), Purpose::Bill(key("2026-08"))),
        ];
        let allocation = allocate(&both, &bills, TWELFTH);
        assert_eq!(allocation.settled[0].value_date, TWELFTH);
        assert_eq!(
            allocation.settled[0].from,
            [(TransferId(1), Fen(500_000)), (TransferId(2), Fen(1_477_080))]
        );
        assert_eq!(allocation.refund_due, [(TransferId(2), Fen(22_920))]);
    }

    #[test]
    fn a_bill_paid_twice_makes_the_second_money_a_refund() {
        let allocation = allocate(
            &[money(1, 1_966_266, TWELFTH, Purpose::Bill(key("2026-07")))],
            &[open("2026-08", true)],
            TWELFTH,
        );
        assert_eq!(allocation.refund_due, [(TransferId(1), Fen(1_966_266))]);
        assert_eq!(allocation.settled, []);
    }

    #[test]
    fn open_money_takes_the_current_month_first_and_then_the_oldest() {
        let bills = [open("2026-09", true), open("2026-08", false), open("2026-07", false)];
        let purse = |amount| [money(1, amount, TWELFTH, Purpose::Open)];
        assert_eq!(settled(&allocate(&purse(1_966_266), &bills, TWELFTH)), ["2026-09"]);
        let two = allocate(&purse(1_966_266 + 2_006_574), &bills, TWELFTH);
        // July: 41 days from 1 September, 403.08.
        assert_eq!(settled(&two), ["2026-09", "2026-07"]);
        // What suffices for August alone does not jump over July.
        let late = [open("2026-08", false), open("2026-07", false)];
        let none = allocate(&purse(1_977_080), &late, TWELFTH);
        assert_eq!(
            (none.settled, none.missing),
            (vec![], Some((key("2026-07"), Fen(2_006_574 - 1_977_080))))
        );
    }

    #[test]
    fn a_refund_carried_over_makes_up_what_a_transfer_is_short_of() {
        let bills = [open("2026-09", true)];
        let purse = [
            money(1, 503_500, date(2026, 9, 1), Purpose::NextBill),
            money(2, 1_462_766, TWELFTH, Purpose::Bill(key("2026-09"))),
        ];
        let both = allocate(&purse, &bills, TWELFTH);
        assert_eq!(
            both.settled[0].from,
            [(TransferId(1), Fen(503_500)), (TransferId(2), Fen(1_462_766))]
        );
        assert_eq!(both.refund_due, []);
        // Alone it waits for the debit: nothing is settled in part, and it is never given back to the payer as paid twice.
        let alone = allocate(&purse[..1], &bills, TWELFTH);
        assert_eq!((alone.settled, alone.refund_due), (vec![], vec![]));
    }

    #[test]
    fn a_bill_at_the_bank_is_not_settled_a_second_time() {
        let mut bill = open("2026-09", true);
        bill.at_bank = true;
        let named = allocate(
            &[money(1, 1_966_266, TWELFTH, Purpose::Bill(key("2026-09")))],
            &[bill.clone()],
            TWELFTH,
        );
        assert_eq!(named, Allocation::default());
        let loose = allocate(&[money(1, 1_966_266, TWELFTH, Purpose::Open)], &[bill], TWELFTH);
        assert_eq!(loose, Allocation::default());
    }
}
