use domain::bill::BillKind;
use domain::collection::ClaimKey;
use domain::hall::Matter;
use domain::hall::appointment::Errand;
use domain::hall::ticket::{CounterState, State};
use domain::hall::till::{Counted, Means};
use domain::ids::{EmployerId, TicketId};
use domain::ledger::Fund;
use procedures::accept_at_counter::{Next, accept_at_counter};
use procedures::call_next::{AtCounter, at_the_counter, call_next, turn_counter};
use procedures::hall::{display, place};
use procedures::payable::payable;
use procedures::stand_in_line::{check_in, take_ticket};
use procedures::take_money::{Handed, close_till, my_tills, open_till, take_money};
use procedures::visit::{Need, visit};
use procedures::{Caller, Error, Key, Role, close_month};
use units::{Date, Fen, date};

use crate::rig::{Hired, clerk, employer, month, put_on_roll, turn_to};
use crate::visits::{Rig, book, check, code, many, officer, slot};

fn key(text: &str) -> Key {
    Key::new(text, text.as_bytes())
}

fn ticket(rig: &Rig, of: EmployerId, matter: Matter) -> Result<TicketId, Error> {
    let (at, key) = (rig.at, key(&format!("ticket {of} {}", matter.code())));
    rig.agency
        .write(&clerk(of), move |desk| take_ticket(desk, &key, at, matter, Some(of)))
}

fn open(rig: &Rig, who: &Caller, number: u32) -> Result<(), Error> {
    let (at, key) = (rig.at, key(&format!("open {number} {}", who.login.0)));
    rig.agency
        .write(who, move |desk| turn_counter(desk, &key, at, number, CounterState::Open))
        .map(drop)
}

fn call(rig: &Rig, who: &Caller, number: u32, ask: &str) -> Result<(), Error> {
    let (at, key) = (rig.at, key(ask));
    rig.agency.write(who, move |desk| call_next(desk, &key, at, number)).map(drop)
}

fn at_counter(rig: &Rig, who: &Caller, id: TicketId, what: AtCounter, ask: &str) -> Result<(), Error> {
    let key = key(ask);
    rig.agency.write(who, move |desk| at_the_counter(desk, &key, id, what)).map(drop)
}

fn stands(rig: &Rig, id: TicketId) -> (State, usize) {
    let seen = rig.agency.read(&Caller::anonymous(), move |desk| place(desk, id)).expect("a place");
    (seen.ticket.state, seen.ahead)
}

fn refused(done: Result<(), Error>) -> &'static str {
    code(&done.expect_err("refused"))
}

#[test]
fn the_line_moves_in_order_and_a_number_that_nobody_answers_is_not_lost() {
    for rig in Rig::each() {
        let employers = many(&rig, 3);
        let booked = book(&rig, employers[2], slot(14, "09:00"), false).expect("a place today");
        let first = ticket(&rig, employers[0], Matter::Registration).expect("a number");
        let second = ticket(&rig, employers[1], Matter::Registration).expect("a number");
        let id = key("came");
        let third = rig
            .agency
            .write(&clerk(employers[2]), move |desk| check_in(desk, &id, booked))
            .expect("checked in");
        assert_eq!((stands(&rig, third).1, stands(&rig, first).1, stands(&rig, second).1), (0, 1, 2));
        let again = ticket(&rig, employers[1], Matter::Registration).expect("the same number");
        assert_eq!(again, second);
        let (shi, lv) = (officer(Role::Acceptance, 700), officer(Role::Acceptance, 701));
        assert_eq!(refused(call(&rig, &shi, 1, "too early")), "hall.counter_not_free");
        open(&rig, &shi, 1).expect("opened");
        assert_eq!(refused(open(&rig, &lv, 1)), "hall.counter_taken");
        assert_eq!(refused(open(&rig, &shi, 7)), "hall.sits_elsewhere");
        call(&rig, &shi, 1, "one").expect("called");
        assert_eq!(stands(&rig, third).0, State::Called);
        assert_eq!(refused(call(&rig, &shi, 1, "two")), "hall.counter_not_free");
        assert_eq!(
            refused(at_counter(&rig, &lv, third, AtCounter::Serve, "not hers")),
            "hall.counter_taken"
        );
        // Called three times, nobody comes: back into the line, not lost.
        for ask in ["again", "and again"] {
            at_counter(&rig, &shi, third, AtCounter::CallAgain, ask).expect("called again");
        }
        at_counter(&rig, &shi, third, AtCounter::CallAgain, "gives up").expect("passed");
        assert_eq!(stands(&rig, third).0, State::Waiting);
        call(&rig, &shi, 1, "three").expect("called");
        at_counter(&rig, &shi, third, AtCounter::Serve, "there").expect("served");
        at_counter(&rig, &shi, third, AtCounter::Finish, "done").expect("finished");
        let seen = rig
            .agency
            .read(&Caller::anonymous(), {
                let at = rig.at;
                move |desk| display(desk, at)
            })
            .expect("a display");
        let line = seen.queues.iter().find(|q| q.matter == Matter::Registration).expect("a line");
        assert_eq!(line.waiting, 2);
        // What is done online gets no number at all.
        let online = ticket(&rig, employers[0], Matter::Increase).expect_err("online");
        assert_eq!(code(&online), "hall.no_visit_needed");
        // The night ends the line and the counters.
        rig.turn(date(2026, 9, 15));
        assert_eq!(stands(&rig, second).0, State::Left);
        check(&rig);
    }
}

const AUGUST: &str = "2026-08";

fn bill(text: &str) -> Errand {
    Errand::Bill(ClaimKey {
        month: month(text),
        kind: BillKind::Regular,
    })
}

fn billed(rig: &Rig) -> EmployerId {
    let of = employer(&rig.agency, 1, 1);
    let hired = [
        Hired::new("赵一", "2026-01", 9_500),
        Hired::new("钱二", "2026-01", 6_900),
        Hired::new("孙三", "2026-01", 41_200),
    ];
    put_on_roll(&rig.agency, of, &hired);
    close_month::close_month(&rig.agency, &Caller::system(), month(AUGUST), &mut |_| {}).expect("closed");
    of
}

fn due(rig: &Rig, of: EmployerId) -> Option<Fen> {
    let seen = rig
        .agency
        .read(&officer(Role::Cashier, 800), move |desk| payable(desk, of, bill(AUGUST)));
    seen.expect("seen").map(|payable| {
        assert!(payable.adds_up());
        payable.to_pay()
    })
}

fn hand(rig: &Rig, of: EmployerId, means: Means, amount: Fen, reference: &str) -> Result<(), Error> {
    let handed = Handed {
        employer: of,
        of: bill(AUGUST),
        means,
        amount,
        reference: reference.to_owned(),
        ticket: None,
    };
    let key = key(&format!("{of} {} {amount} {reference}", means.code()));
    rig.agency
        .write(&officer(Role::Cashier, 800), move |desk| take_money(desk, &key, &handed))
        .map(drop)
}

pub fn holds(rig: &Rig, fund: Fund) -> Fen {
    let balances = rig
        .agency
        .db()
        .read(|tx| store::transfer::balances(tx, "cn/example", Date::MAX))
        .expect("balances");
    assert!(balances.add_up());
    balances.holds(fund)
}

#[test]
fn money_counts_today_and_a_till_closes_only_when_it_is_explained() {
    for rig in Rig::each() {
        let of = billed(&rig);
        let cashier = officer(Role::Cashier, 800);
        // From the counter to the cashier, nothing typed again.
        let taken = ticket(&rig, of, Matter::Registration).expect("a number");
        let shi = officer(Role::Acceptance, 700);
        open(&rig, &shi, 1).expect("opened");
        call(&rig, &shi, 1, "call").expect("called");
        let ask = key("accept");
        let (_, next) = rig
            .agency
            .write(&shi, move |desk| accept_at_counter(desk, &ask, taken, of, bill(AUGUST), (&[], "")))
            .expect("accepted");
        let Next::Cashier(on) = next else { panic!("{next:?}") };
        assert_eq!(stands(&rig, on).0, State::Waiting);
        // October: eleven days late. The amount is that of the day.
        turn_to(&rig.agency, date(2026, 10, 12));
        let amount = due(&rig, of).expect("due");
        assert_eq!(amount, Fen(1_977_080), "19,662.66 and 108.14 of late fee");
        assert_eq!(refused(hand(&rig, of, Means::Cash, amount, "")), "till.not_open");
        let (at, ask) = (rig.at, key("open till"));
        rig.agency
            .write(&cashier, move |desk| open_till(desk, &ask, at, 2))
            .expect("opened");
        assert_eq!(refused(hand(&rig, of, Means::Cash, Fen(1_966_266), "")), "till.another_amount");
        assert_eq!(refused(hand(&rig, of, Means::Card, amount, " ")), "till.no_reference");
        hand(&rig, of, Means::Card, amount, "0612 0042 7719").expect("taken");
        assert_eq!(due(&rig, of), None);
        hand(&rig, of, Means::Card, amount, "0612 0042 7719").expect("the same ask again has no second effect");
        assert_eq!(refused(hand(&rig, of, Means::Cash, amount, "")), "till.nothing_due");
        assert_eq!((holds(&rig, Fund::Till), holds(&rig, Fund::Bank)), (amount, Fen::ZERO));
        let settled = rig
            .agency
            .db()
            .read(move |tx| store::settlement::of_employer(tx, of))
            .expect("settlements");
        assert_eq!((settled[0].value_date, settled[0].fee), (date(2026, 10, 12), Fen(10_814)));
        check(&rig);
        // One fen is missing at the close.
        let tills = rig.agency.read(&cashier, my_tills).expect("tills");
        let counted = Counted {
            card: amount - Fen(1),
            ..Counted::default()
        };
        let close = |ground: Option<&'static str>| {
            let (id, key) = (tills[0].id, key(&format!("close {ground:?}")));
            rig.agency
                .write(&cashier, move |desk| close_till(desk, &key, id, counted, ground))
                .map(drop)
        };
        assert_eq!(refused(close(None)), "till.unexplained");
        close(Some("终端少打一分")).expect("closed");
        assert_eq!(holds(&rig, Fund::Till), Fen::ZERO);
        assert_eq!(
            (holds(&rig, Fund::Bank), holds(&rig, Fund::TillDifference)),
            (amount - Fen(1), Fen(-1))
        );
        check(&rig);
    }
}

#[test]
fn a_visit_that_is_not_needed_names_the_way() {
    for rig in Rig::each() {
        let of = billed(&rig);
        let need = |matter, errand| {
            rig.agency
                .read(&clerk(of), move |desk| visit(desk, of, matter, errand))
                .expect("an answer")
                .need
        };
        assert!(matches!(need(Matter::Increase, Errand::Matter), Need::Online(_)));
        assert!(matches!(need(Matter::Reduction, Errand::Matter), Need::HandIn(_)));
        assert!(matches!(need(Matter::Cashier, bill(AUGUST)), Need::WalkIn(_)));
        let Need::Presence { ground, .. } = need(Matter::Registration, Errand::Matter) else {
            panic!("registration needs presence");
        };
        assert!(ground.is_some_and(|ground| ground.contains("现场审核 · ")));
    }
}
