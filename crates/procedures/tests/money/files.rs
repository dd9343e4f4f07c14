use domain::ledger::Fund;
use procedures::{Agency, Error};
use units::{Fen, date};

use crate::bank::{Says, debits, file, run, send};
use crate::rig::{agency, turn_to};
use crate::stories::{adds_up, billed, close};

/// Five employers with a batch at the bank.
fn batch_of_five() -> (Agency, Vec<domain::collection::Debit>) {
    let agency = agency(date(2026, 8, 20));
    for number in 1..=5 {
        billed(&agency, number);
    }
    turn_to(&agency, date(2026, 8, 26));
    close(&agency, "2026-08");
    turn_to(&agency, date(2026, 9, 2));
    let batch = run(&agency, "2026-08", 1, date(2026, 9, 2));
    let debits = debits(&agency, batch);
    assert_eq!(debits.len(), 5);
    (agency, debits)
}

/// Every table that money writes, as one hash: what must not change is compared by it.
fn state(agency: &Agency) -> String {
    let balances = adds_up(agency);
    let events = agency
        .db()
        .read(|tx| tx.one("SELECT COUNT(*) FROM event", &[]))
        .expect("read")
        .expect("a row");
    format!("{balances:?} {:?}", events.i64(0))
}

fn refused(result: Result<procedures::take_bank_answer::Taken, Error>) -> String {
    match result {
        Err(Error::Refused(why)) => why.code().to_owned(),
        other => panic!("{other:?}"),
    }
}

const DAY: units::Date = date(2026, 9, 2);

#[test]
fn the_same_file_twice_changes_nothing_and_names_the_first_receipt() {
    let (agency, debits) = batch_of_five();
    let bounced = debits[3].employer;
    let text = file(&debits, DAY, |d| if d.employer == bounced { Says::No("AM04") } else { Says::Paid });
    let first = send(&agency, &text).expect("taken");
    assert_eq!((first.file.paid.0, first.file.bounced.0, first.file.booked), (4, 1, true));
    let after = state(&agency);
    let again = send(&agency, &text).expect("taken");
    assert!(again.already);
    assert_eq!(again.receipt.number, first.receipt.number);
    assert_eq!(state(&agency), after);
    assert_eq!(adds_up(&agency).holds(Fund::Bank), Fen(4 * 1_966_266));
}

#[test]
fn the_lines_in_another_order_have_no_second_effect() {
    let (agency, mut debits) = batch_of_five();
    let bounced = debits[1].employer;
    let says = |d: &domain::collection::Debit| if d.employer == bounced { Says::No("AC04") } else { Says::Paid };
    send(&agency, &file(&debits, DAY, says)).expect("taken");
    let balances = adds_up(&agency);
    debits.reverse();
    let other = send(&agency, &file(&debits, DAY, says)).expect("taken");
    assert!(!other.already);
    assert_eq!(adds_up(&agency), balances);
}

#[test]
fn a_file_that_does_not_add_up_is_refused_whole_and_leaves_no_trace() {
    let (agency, debits) = batch_of_five();
    let before = state(&agency);
    let good = file(&debits, DAY, |_| Says::Paid);
    let twice = good.replace(
        "#,5,",
        &format!("{},{},CNY,ACSC,,{DAY}\r\n#,6,", debits[0].end_to_end(), debits[0].amount),
    );
    for (text, code) in [
        (good.replace("#,5,", "#,6,"), "bank.totals_differ"),
        (good.replace("#,5,98313.30", "#,5,98413.30"), "bank.totals_differ"),
        (good[..good.len() * 61 / 100].to_owned(), "bank.truncated"),
        (good.replace("#,5,98313.30,,,\r\n", ""), "bank.truncated"),
        (good.replacen(&debits[2].end_to_end(), "7000X-9", 1), "bank.instruction_unknown"),
        (
            good.replacen("19662.66", "19662.67", 1).replace("98313.30", "98313.31"),
            "bank.amount_differs",
        ),
        (twice.replace("98313.30", "117975.96"), "bank.answered_twice"),
        (String::new(), "bank.size"),
        ("<html></html>".to_owned(), "bank.not_a_bank_file"),
    ] {
        assert_eq!(refused(send(&agency, &text)), code, "{text}");
        assert_eq!(state(&agency), before, "{text}");
    }
}

#[test]
fn an_instruction_without_an_answer_stays_open_and_the_rest_is_posted() {
    let (agency, debits) = batch_of_five();
    let lost = debits[2].employer;
    send(
        &agency,
        &file(&debits, DAY, |d| if d.employer == lost { Says::Nothing } else { Says::Paid }),
    )
    .expect("taken");
    assert_eq!(adds_up(&agency).holds(Fund::Bank), Fen(4 * 1_966_266));
    let open = agency
        .db()
        .read(|tx| store::debit::unanswered(tx, "cn/example", date(2026, 9, 3), 10))
        .expect("read");
    assert_eq!(open.iter().map(|d| d.employer).collect::<Vec<_>>(), [lost]);
}

#[test]
fn money_that_the_bank_reports_after_a_bounce_is_kept_and_looked_at() {
    let (agency, debits) = batch_of_five();
    send(&agency, &file(&debits, DAY, |_| Says::No("AM04"))).expect("taken");
    let one = debits[0].employer;
    send(
        &agency,
        &file(&debits, DAY, |d| if d.employer == one { Says::Paid } else { Says::Nothing }),
    )
    .expect("taken");
    let balances = adds_up(&agency);
    assert_eq!(
        (balances.holds(Fund::Bank), balances.holds(Fund::Unallocated)),
        (Fen(1_966_266), Fen::ZERO)
    );
    let doubts = agency.db().read(|tx| store::debit::doubts(tx, "cn/example", 9)).expect("read");
    assert_eq!(doubts.iter().map(|d| d.verdict.as_str()).collect::<Vec<_>>(), ["paid_after_bounce"]);
    send(
        &agency,
        &file(&debits, DAY, |d| if d.employer == one { Says::No("MD07") } else { Says::Nothing }),
    )
    .expect("taken");
    assert_eq!(adds_up(&agency), balances);
}

/// One file sent by 32 at once, on every database there is.
#[test]
fn thirty_two_imports_of_one_file_have_one_effect() {
    for scratch in store::scratch::Scratch::each(&mut std::io::stderr()).expect("databases") {
        let agency = crate::rig::agency_on(scratch.db.clone(), crate::rig::book(vec![], "cn/example"), date(2026, 8, 20));
        for number in 1..=3 {
            billed(&agency, number);
        }
        turn_to(&agency, date(2026, 8, 26));
        close(&agency, "2026-08");
        turn_to(&agency, DAY);
        let batch = run(&agency, "2026-08", 1, DAY);
        let text = file(&debits(&agency, batch), DAY, |_| Says::Paid);
        let receipts: Vec<String> = std::thread::scope(|threads| {
            let send = |_| threads.spawn(|| send(&agency, &text).map(|taken| taken.receipt.number));
            let running: Vec<_> = (0..32).map(send).collect();
            running.into_iter().filter_map(|t| t.join().expect("no panic").ok()).collect()
        });
        assert!(!receipts.is_empty());
        assert!(receipts.iter().all(|r| *r == receipts[0]), "{receipts:?}");
        assert_eq!(adds_up(&agency).holds(Fund::Bank), Fen(3 * 1_966_266));
        let files = agency.db().read(|tx| tx.query("SELECT 1 FROM bank_file", &[])).expect("read");
        assert_eq!(files.len(), 2, "accepted and booked");
    }
}
