use domain::ids::{EmployerId, PersonId};
use domain::standing::Cause;
use policy::Branch;
use procedures::record::{Record, masked_record};
use procedures::{Agency, Role, check_money, employer_account, reconcile, voucher};
use units::{Fen, date};

use crate::bank::{Says, run_and_answer};
use crate::rig::{month, officer, turn_to};
use crate::stories::{august, key, pay, reference};

fn people(agency: &Agency, of: EmployerId) -> Vec<PersonId> {
    let people = agency.db().read(move |tx| store::bill::people(tx, of)).expect("people");
    let mut ids: Vec<_> = people.into_iter().map(|(id, p)| (p.name, id)).collect();
    ids.sort();
    ids.into_iter().map(|(_, id)| id).collect()
}

fn record(agency: &Agency, who: PersonId) -> Record {
    agency
        .read(&officer(Role::Records), move |desk| masked_record(desk, who, None))
        .expect("a record")
}

fn standings(agency: &Agency, of: EmployerId) -> Vec<&'static str> {
    people(agency, of)
        .into_iter()
        .map(|who| {
            record(agency, who).month(month("2026-08")).expect("a month").cells[0]
                .standing
                .code()
        })
        .collect()
}

#[test]
fn story_y1_on_the_record_it_is_on_time_with_the_second_debit_and_nowhere_late() {
    let (agency, of) = august();
    assert_eq!(standings(&agency, of), ["due"; 3]);
    run_and_answer(&agency, "2026-08", 1, date(2026, 9, 2), Says::No("AM04"));
    turn_to(&agency, date(2026, 9, 14));
    let row = record(&agency, people(&agency, of)[0]);
    let cell = row.month(month("2026-08")).expect("a month").cells[0];
    assert_eq!(cell.standing.code(), "due");
    assert!(matches!(cell.cause, Some(Cause::Bounced { .. })), "{:?}", cell.cause);
    turn_to(&agency, date(2026, 9, 15));
    run_and_answer(&agency, "2026-08", 2, date(2026, 9, 15), Says::Paid);
    turn_to(&agency, date(2026, 10, 20));
    assert_eq!(standings(&agency, of), ["on_time_retried"; 3]);
    let row = record(&agency, people(&agency, of)[0]);
    let cells = row.month(month("2026-08")).expect("a month").cells;
    let account: Fen = cells.iter().map(|c| c.to_account).sum();
    assert!(account > Fen::ZERO);
    assert_eq!(row.tallies[Branch::Pension.index()].cumulative, 1);
    assert_eq!(row.not_kept, Some((month("2026-01"), month("2026-08"))));
    assert!(row.person.name.contains('*'));
}

#[test]
fn story_y2_on_the_record_it_is_paid_late_and_never_back_paid() {
    let (agency, of) = august();
    for (attempt, day) in [(1, date(2026, 9, 2)), (2, date(2026, 9, 15))] {
        turn_to(&agency, day);
        run_and_answer(&agency, "2026-08", attempt, day, Says::No("AM04"));
    }
    turn_to(&agency, date(2026, 10, 12));
    assert_eq!(standings(&agency, of), ["owed"; 3]);
    pay(&agency, 1_977_080, date(2026, 10, 12), "B1", &reference(of, "2026-08"));
    assert_eq!(standings(&agency, of), ["paid_late_debit"; 3]);
    let mut own = Fen::ZERO;
    let mut credits = Vec::new();
    for who in people(&agency, of) {
        let cell = record(&agency, who).month(month("2026-08")).expect("a month").cells[0];
        let Some(Cause::LateAfterBounce {
            days: 11, bounces: 2, fee, ..
        }) = cell.cause
        else {
            panic!("{:?}", cell.cause)
        };
        own += fee;
        credits.push(cell.to_account.0);
    }
    // Each person's share is rounded by itself: within a fen each of the bill's 108.14.
    assert!((own.0 - 10_814).abs() <= 3, "{own}");
    credits.sort_unstable();
    assert_eq!(credits, [58_160, 76_000, 290_784]);
    // As of 5 October it was owed, and it still is there.
    let who = people(&agency, of)[0];
    let past = agency
        .read(&officer(Role::Records), move |desk| {
            masked_record(desk, who, Some(date(2026, 10, 5)))
        })
        .expect("a record");
    assert_eq!(past.month(month("2026-08")).expect("a month").cells[0].standing.code(), "owed");
}

#[test]
fn the_statement_the_books_and_the_voucher_say_the_same() {
    let (agency, of) = august();
    for (attempt, day) in [(1, date(2026, 9, 2)), (2, date(2026, 9, 15))] {
        turn_to(&agency, day);
        run_and_answer(&agency, "2026-08", attempt, day, Says::No("AM04"));
    }
    turn_to(&agency, date(2026, 10, 12));
    let statement = |agency: &Agency| {
        agency
            .read(&officer(Role::Collection), move |desk| employer_account::employer_account(desk, of))
            .expect("a statement")
    };
    let before = statement(&agency);
    assert_eq!((before.owed, before.arrears), (Fen(1_977_080), Fen(1_977_080)));
    pay(&agency, 1_977_080, date(2026, 10, 12), "B1", &reference(of, "2026-08"));
    pay(&agency, 500, date(2026, 10, 12), "B2", "谢谢");
    let after = statement(&agency);
    assert_eq!(
        (after.owed, after.entries[0].paid, after.entries[0].fee),
        (Fen::ZERO, Fen(1_977_080), Fen(10_814))
    );
    let books = agency
        .read(&officer(Role::Collection), |desk| reconcile::reconcile(desk, date(2026, 10, 12)))
        .expect("books");
    assert!(books.holds());
    assert_eq!(
        (books.bank(), books.principal, books.late_fees),
        (Fen(1_977_580), Fen(1_966_266), Fen(10_814))
    );
    assert_eq!(books.work.iter().map(|w| w.what.code()).collect::<Vec<_>>(), ["work.no_owner"]);
    let paper = agency
        .read(&officer(Role::Collection), move |desk| voucher::voucher(desk, of, key("2026-08")))
        .expect("a voucher");
    assert_eq!(paper.parts.iter().map(|p| p.2).sum::<Fen>(), Fen(1_977_080));
    let number = paper.number.clone();
    let verified = agency
        .read(&procedures::Caller::anonymous(), move |desk| voucher::verify_voucher(desk, &number))
        .expect("verified");
    assert_eq!(verified.bills, [(key("2026-08"), Fen(1_977_080), date(2026, 10, 12))]);
    let forged = paper.number.replace(&paper.number[paper.number.len() - 1..], "?");
    assert!(
        agency
            .read(&procedures::Caller::anonymous(), move |desk| voucher::verify_voucher(desk, &forged))
            .is_err()
    );
}

#[test]
fn the_checks_hold_and_name_what_does_not() {
    let (agency, _) = august();
    turn_to(&agency, date(2026, 9, 2));
    run_and_answer(&agency, "2026-08", 1, date(2026, 9, 2), Says::Paid);
    type Check = fn(&mut procedures::Desk) -> Result<check_money::Finding, procedures::Error>;
    let checks: [Check; 4] = [
        check_money::every_fen_is_in_one_place,
        check_money::movements_have_two_legs,
        check_money::no_bill_is_paid_twice,
        check_money::a_bank_file_has_effect_once,
    ];
    for (i, check) in checks.into_iter().enumerate() {
        let found = agency.read(&officer(Role::Operator), check).expect("checked");
        assert!(found.examined > 0, "{i}");
        assert_eq!(found.broken, Vec::<String>::new(), "{i}");
    }
}
