use domain::ledger::Fund;
use units::{Fen, date};

use crate::bank::{Says, debits, file, run, run_and_answer, send};
use crate::rig::turn_to;
use crate::stories::{adds_up, august, key, pay, reference};

#[test]
fn a_bill_paid_twice_is_a_refund_due() {
    let (agency, of) = august();
    turn_to(&agency, date(2026, 9, 2));
    run_and_answer(&agency, "2026-08", 1, date(2026, 9, 2), Says::Paid);
    let second = pay(&agency, 1_966_266, date(2026, 9, 2), "B1", &reference(of, "2026-08"));
    assert_eq!((second.settled, second.refund_due), (vec![], Fen(1_966_266)));
    assert_eq!(adds_up(&agency).holds(Fund::RefundDue), Fen(1_966_266));
}

#[test]
fn the_same_payment_reported_twice_is_taken_once() {
    let (agency, of) = august();
    let first = pay(&agency, 1_966_266, date(2026, 9, 1), "B1", &reference(of, "2026-08"));
    let again = pay(&agency, 1_966_266, date(2026, 9, 1), "B1", &reference(of, "2026-08"));
    assert!(again.already);
    assert_eq!(again.receipt.number, first.receipt.number);
    assert_eq!(adds_up(&agency).holds(Fund::Bank), Fen(1_966_266));
}

#[test]
fn a_transfer_before_the_debit_settles_and_nothing_is_debited() {
    let (agency, of) = august();
    let paid = pay(&agency, 1_966_266, date(2026, 9, 1), "B1", &reference(of, "2026-08"));
    assert_eq!(paid.settled, [key("2026-08")]);
    let batch = run(&agency, "2026-08", 1, date(2026, 9, 2));
    assert_eq!(debits(&agency, batch), []);
}

#[test]
fn money_for_a_bill_at_the_bank_waits_for_the_answer() {
    for (says, refund) in [(Says::No("AM04"), 0), (Says::Paid, 1_966_266)] {
        let (agency, of) = august();
        let batch = run(&agency, "2026-08", 1, date(2026, 9, 2));
        turn_to(&agency, date(2026, 9, 2));
        let waits = pay(&agency, 1_966_266, date(2026, 9, 2), "B1", &reference(of, "2026-08"));
        assert_eq!((waits.settled, waits.missing), (vec![], None));
        assert_eq!(adds_up(&agency).holds(Fund::Unallocated), Fen(1_966_266));
        send(&agency, &file(&debits(&agency, batch), date(2026, 9, 2), |_| says)).expect("taken");
        let balances = adds_up(&agency);
        assert_eq!(
            (balances.holds(Fund::Unallocated), balances.holds(Fund::RefundDue)),
            (Fen::ZERO, Fen(refund))
        );
        assert_eq!(balances.holds(Fund::Bank), Fen(1_966_266 + refund));
    }
}

#[test]
fn money_of_an_unknown_payer_waits_with_the_region() {
    let (agency, _) = august();
    let received = pay(&agency, 12_345, date(2026, 9, 1), "B9", "8月社保");
    assert_eq!(received.employer, None);
    assert_eq!(adds_up(&agency).holds(Fund::Unallocated), Fen(12_345));
}
