use domain::bill::BillKind;
use domain::collection::{Cause, ClaimKey, Incoming, Outcome, PaymentReference, Settler};
use domain::ids::EmployerId;
use domain::ledger::{Fund, State, What};
use policy::Branch;
use procedures::position;
use procedures::take_remittance::{Received, take_remittance};
use procedures::{Agency, Caller, close_month};
use units::{Date, Fen, date};

use crate::bank::{ACCOUNT, Says, account, debits, run_and_answer};
use crate::rig::{self, Hired, act, agency, employer, month, put_on_roll, turn_to};

/// The employer of Y1 and Y2 with its bill of 2026-08 closed, on 2 September.
pub fn august() -> (Agency, EmployerId) {
    let agency = agency(date(2026, 8, 20));
    let of = billed(&agency, 1);
    turn_to(&agency, date(2026, 8, 26));
    close(&agency, "2026-08");
    turn_to(&agency, date(2026, 9, 1));
    (agency, of)
}

pub fn billed(agency: &Agency, number: u32) -> EmployerId {
    let of = employer(agency, number, 1);
    put_on_roll(
        agency,
        of,
        &[
            Hired::new("赵一", "2026-01", 9_500),
            Hired::new("钱二", "2026-01", 6_900),
            Hired::new("孙三", "2026-01", 41_200),
        ],
    );
    account(agency, of, &format!("石榴示例物业{number}"), ACCOUNT);
    of
}

pub fn close(agency: &Agency, text: &str) {
    close_month::close_month(agency, &Caller::system(), month(text), &mut |_| {}).expect("closed");
}

pub fn key(text: &str) -> ClaimKey {
    ClaimKey {
        month: month(text),
        kind: BillKind::Regular,
    }
}

pub fn pay(agency: &Agency, amount: i64, day: Date, number: &str, text: &str) -> Received {
    let money = Incoming {
        bank_reference: number.into(),
        text: text.into(),
        payer: "石榴示例物业1".into(),
        account: "622255".into(),
    };
    act(agency, move |desk| take_remittance(desk, Fen(amount), day, &money))
}

pub fn reference(of: EmployerId, text: &str) -> String {
    PaymentReference {
        employer: of,
        bill: key(text),
    }
    .grouped()
}

fn settlements(agency: &Agency, of: EmployerId) -> Vec<domain::collection::Settlement> {
    agency
        .db()
        .read(move |tx| store::settlement::of_employer(tx, of))
        .expect("settlements")
}

fn posted(agency: &Agency, of: EmployerId, what: What) -> Vec<(Fund, i64)> {
    let rows = agency
        .db()
        .read(move |tx| store::transfer::of_subject(tx, of.into()))
        .expect("transfers");
    let hit = rows
        .into_iter()
        .filter(|b| b.transfer.state == State::Posted && b.transfer.what == what);
    hit.map(|b| (b.transfer.credit, b.transfer.amount.0)).collect()
}

/// Every fen is in exactly one place.
pub fn adds_up(agency: &Agency) -> domain::ledger::Balances {
    let balances = agency
        .db()
        .read(|tx| store::transfer::balances(tx, "cn/example", date(2030, 1, 1)))
        .expect("balances");
    assert!(balances.add_up(), "{balances:?}");
    balances
}

#[test]
fn story_y1_a_bounce_that_is_nobodys_arrears() {
    let (agency, of) = august();
    run_and_answer(&agency, "2026-08", 1, date(2026, 9, 2), Says::No("AM04"));
    assert_eq!(settlements(&agency, of), []);
    assert_eq!(adds_up(&agency).holds(Fund::Bank), Fen::ZERO);
    turn_to(&agency, date(2026, 9, 15));
    let batch = run_and_answer(&agency, "2026-08", 2, date(2026, 9, 15), Says::Paid);
    let tried = debits(&agency, batch);
    assert_eq!(tried[0].amount, Fen(1_966_266));
    let settled = settlements(&agency, of);
    assert_eq!(settled.len(), 1);
    assert_eq!(
        (settled[0].principal, settled[0].fee, settled[0].value_date),
        (Fen(1_966_266), Fen::ZERO, date(2026, 9, 15))
    );
    assert!(matches!(settled[0].by, Settler::Debit { attempt: 2, .. }));
    let balances = adds_up(&agency);
    assert_eq!(
        (balances.holds(Fund::Bank), balances.holds(Fund::InTransit)),
        (Fen(1_966_266), Fen::ZERO)
    );
    assert_eq!(balances.holds(Fund::PensionAccounts), Fen(424_944));
}

#[test]
fn story_y2_the_same_bill_paid_late() {
    let (agency, of) = august();
    run_and_answer(&agency, "2026-08", 1, date(2026, 9, 2), Says::No("AM04"));
    turn_to(&agency, date(2026, 9, 15));
    run_and_answer(&agency, "2026-08", 2, date(2026, 9, 15), Says::No("AM04"));
    turn_to(&agency, date(2026, 10, 12));

    let short = pay(&agency, 1_966_266, date(2026, 10, 12), "B1", &reference(of, "2026-08"));
    assert_eq!((short.settled, short.missing), (vec![], Some((key("2026-08"), Fen(10_814)))));
    let rest = pay(&agency, 10_814, date(2026, 10, 12), "B2", &reference(of, "2026-08"));
    assert_eq!(rest.settled, [key("2026-08")]);

    let settled = settlements(&agency, of);
    assert_eq!(
        (settled[0].principal, settled[0].fee, settled[0].fee_days),
        (Fen(1_966_266), Fen(10_814), 11)
    );
    let pooled = Fund::Pooled;
    assert_eq!(
        posted(&agency, of, What::LateFee),
        [
            (pooled(Branch::Pension), 7_012),
            (pooled(Branch::Medical), 3_452),
            (pooled(Branch::Unemployment), 292),
            (pooled(Branch::EmploymentInjury), 58)
        ]
    );
    let balances = adds_up(&agency);
    assert_eq!(
        (balances.holds(Fund::Bank), balances.holds(Fund::Unallocated)),
        (Fen(1_977_080), Fen::ZERO)
    );
}

#[test]
fn a_bounce_names_its_cause_and_a_closed_account_is_not_tried_again() {
    let (agency, of) = august();
    let batch = run_and_answer(&agency, "2026-08", 1, date(2026, 9, 2), Says::No("AC04"));
    let answer = debits(&agency, batch)[0].answer.clone().expect("an answer");
    assert_eq!(
        (answer.outcome, answer.bank_says),
        (Outcome::Bounced(Cause::AccountClosed), Some("AC04".into()))
    );
    turn_to(&agency, date(2026, 9, 14));
    let again = crate::bank::run(&agency, "2026-08", 2, date(2026, 9, 15));
    assert_eq!(debits(&agency, again), []);
    let _ = of;
}

#[test]
fn a_new_account_is_tried_and_an_announced_debit_stays_on_the_old_one() {
    let (agency, of) = august();
    let batch = crate::bank::run(&agency, "2026-08", 1, date(2026, 9, 2));
    let changed = account(&agency, of, "石榴示例物业1", "6222000099995521");
    assert_eq!(changed.stays, Some((date(2026, 9, 2), "1234".into())));
    let day = date(2026, 9, 2);
    let text = crate::bank::file(&debits(&agency, batch), day, |_| Says::No("AC04"));
    crate::bank::send(&agency, &text).expect("taken");
    turn_to(&agency, date(2026, 9, 14));
    let second = crate::bank::run(&agency, "2026-08", 2, date(2026, 9, 15));
    assert_eq!(debits(&agency, second)[0].mandate.account_number, "6222000099995521");
}

#[test]
fn arrears_never_hold_up_the_current_month() {
    let (agency, of) = august();
    for (attempt, day) in [(1, date(2026, 9, 2)), (2, date(2026, 9, 15))] {
        turn_to(&agency, day);
        run_and_answer(&agency, "2026-08", attempt, day, Says::No("AM04"));
    }
    turn_to(&agency, date(2026, 9, 26));
    close(&agency, "2026-09");
    turn_to(&agency, date(2026, 10, 9));
    let batch = crate::bank::run(&agency, "2026-09", 1, date(2026, 10, 9));
    let asked = debits(&agency, batch);
    assert_eq!(asked.iter().map(|d| d.claim.month).collect::<Vec<_>>(), [month("2026-09")]);
    // Money without a reference is for the current month, which the bank has; then for August, with its fee.
    let money = pay(&agency, 1_980_000, date(2026, 10, 9), "B7", "社保费");
    assert_eq!(money.employer, None);
    let position = act(&agency, move |desk| Ok(store::remittance::waiting(desk.tx, "cn/example", 9)?));
    let assignment = procedures::take_remittance::Assignment {
        subject: position[0].money.subject,
        remittance: position[0].money.id,
        employer: of,
        bill: None,
        note: "付款人即本单位".into(),
    };
    let officer = rig::officer(procedures::Role::Collection);
    let done = agency
        .write(&officer, move |desk| {
            procedures::take_remittance::assign_money(desk, &procedures::Key::new("a", b"a"), &assignment)
        })
        .expect("assigned");
    // 1 to 8 October: eight days, 78.65.
    assert_eq!((done.settled, done.missing), (vec![key("2026-08")], None));
    assert_eq!(adds_up(&agency).holds(Fund::Unallocated), Fen(1_980_000 - 1_966_266 - 7_865));
    let _ = position::due;
}
