use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;

use domain::filing::increase::Increase;
use domain::hall::Matter;
use domain::hall::appointment::Errand;
use domain::hall::ticket::{CounterState, State as TicketState};
use domain::hall::till::{Counted, Means};
use domain::ids::{CaseId, EmployerId, OfficeId, PersonId};
use domain::ledger::Fund;
use domain::spell::GroupSet;
use policy::Category;
use procedures::accept_at_counter::{Next, accept_at_counter, at_hand};
use procedures::back_payment::see::person_by_number;
use procedures::back_payment::{Ask, AskLine, Asked, accept, back_payment, file_again, open_back_payment, submit};
use procedures::book_visit::{VisitAsk, appointments_of, book_visit, move_visit};
use procedures::call_next::{call_next, turn_counter};
use procedures::enrol_staff::{EnrolLine, Rule, enrol_staff};
use procedures::found_halls::found_halls;
use procedures::hall::slots_of;
use procedures::payable::{payable, payables};
use procedures::stand_in_line::check_in;
use procedures::take_money::{Handed, close_till, my_tills, open_till, take_money, taking};
use procedures::turn_day::turn_day;
use procedures::visit::visit;
use procedures::voucher::vouchers_of_act;
use procedures::{Agency, Caller, Clock, Error, Key, Role, Setting};
use store::{Db, Options};
use units::{Date, Fen, date};

use crate::line::holds;
use crate::rig::{book as rules, clerk, employer, month};
use crate::visits::{Rig, check, code, officer};

fn key(text: &str) -> Key {
    Key::new(text, text.as_bytes())
}

fn cashier() -> Caller {
    officer(Role::Cashier, 800)
}

/// Somebody hired on the eighth of June who was enrolled in September: June to August were missed.
fn missed(agency: &Agency) -> (EmployerId, PersonId) {
    let of = employer(agency, 1, 1);
    let line = EnrolLine {
        line: 1,
        name: "吴小暑".to_owned(),
        identity: domain::identity::read("110105199003071239").expect("a number"),
        increase: Increase {
            category: Category::LocalUrban,
            hired_on: date(2026, 6, 8),
            wage: Fen::yuan(8_200),
            groups: GroupSet::BOTH,
        },
    };
    let ask = key("enrol");
    let enrolled = agency
        .write(&clerk(of), move |desk| {
            enrol_staff(desk, &ask, of, std::slice::from_ref(&line), Rule::AllOrNothing)
        })
        .expect("enrolled");
    assert!(enrolled.verdicts.iter().all(|verdict| verdict.outcome.is_ok()));
    let person = agency.read(&clerk(of), move |desk| person_by_number(desk, of, "110105199003071239"));
    (of, person.expect("known"))
}

/// A part for June and July, handed in: straight to the counter.
fn ready(agency: &Agency) -> (EmployerId, CaseId) {
    let (of, person) = missed(agency);
    let (ask, hand_in) = (key("ask"), key("hand in"));
    let line = AskLine {
        line: 1,
        person,
        from: month("2026-06"),
        to: month("2026-07"),
        base: None,
        reason: "单位漏报".to_owned(),
        document: None,
        medical_costs: false,
    };
    let asked = Ask {
        asked: Asked::ByMonth,
        origin: "form",
        lines: vec![line],
    };
    let opened = agency
        .write(&clerk(of), move |desk| {
            open_back_payment(desk, &ask, of, &asked, Rule::AllOrNothing)
        })
        .expect("asked for");
    let id = opened.cases[0].0;
    let need = agency.read(&clerk(of), move |desk| {
        visit(desk, of, Matter::BackPayment, Errand::BackPayment(id))
    });
    assert_eq!(need.expect("an answer").need.code(), "hand_in");
    agency
        .write(&clerk(of), move |desk| submit(desk, &hand_in, of, id))
        .expect("handed in");
    (of, id)
}

/// The same, taken in today.
fn filed(agency: &Agency) -> (EmployerId, CaseId) {
    let (of, id) = ready(agency);
    let ask = key("accept");
    agency
        .write(&officer(Role::Acceptance, 700), move |desk| accept(desk, &ask, of, id, &[]))
        .expect("taken in");
    (of, id)
}

fn till(agency: &Agency, at: OfficeId, ask: &str) {
    let ask = key(ask);
    agency.write(&cashier(), move |desk| open_till(desk, &ask, at, 2)).expect("opened");
}

fn due(agency: &Agency, of: EmployerId, id: CaseId) -> Option<Fen> {
    let seen = agency.read(&cashier(), move |desk| payable(desk, of, Errand::BackPayment(id)));
    seen.expect("seen").map(|due| {
        assert!(due.adds_up());
        due.to_pay()
    })
}

fn hand(agency: &Agency, of: EmployerId, id: CaseId, amount: Fen, ask: &str) -> Result<procedures::take_money::Taken, Error> {
    let handed = Handed {
        employer: of,
        of: Errand::BackPayment(id),
        means: Means::Card,
        amount,
        reference: format!("POS {ask}"),
        ticket: None,
    };
    let ask = key(ask);
    agency.write(&cashier(), move |desk| take_money(desk, &ask, &handed))
}

fn state(agency: &Agency, of: EmployerId, id: CaseId) -> &'static str {
    let seen = agency.read(&cashier(), move |desk| back_payment(desk, of, id));
    seen.expect("a case").case.state.code()
}

#[test]
fn a_part_is_paid_once_at_the_till_and_the_cash_up_has_it() {
    for rig in Rig::each() {
        let (of, id) = filed(&rig.agency);
        let amount = due(&rig.agency, of, id).expect("due");
        assert_eq!(
            code(&hand(&rig.agency, of, id, amount, "early").expect_err("no till")),
            "till.not_open"
        );
        till(&rig.agency, rig.at, "till");
        let less = hand(&rig.agency, of, id, amount - Fen(1), "less").expect_err("one fen less");
        assert_eq!(code(&less), "till.another_amount");
        let rig = Arc::new(rig);
        let threads: Vec<_> = (0..8)
            .map(|i| {
                let rig = Arc::clone(&rig);
                thread::spawn(move || hand(&rig.agency, of, id, amount, &format!("at once {i}")).map_err(|error| code(&error)))
            })
            .collect();
        let (mut came, mut taken) = (BTreeMap::new(), None);
        for (i, thread) in threads.into_iter().enumerate() {
            let what = thread.join().expect("no panic").map(|done| taken = Some((i, done)));
            *came.entry(what.err().unwrap_or("taken")).or_insert(0) += 1;
        }
        assert_eq!(came, BTreeMap::from([("taken", 1), ("back_payment.not_now", 7)]));
        let (i, taken) = taken.expect("one of them");
        let again = hand(&rig.agency, of, id, amount, &format!("at once {i}")).expect("the same submission");
        assert_eq!((again.receipt.number, again.taking), (taken.receipt.number.clone(), taken.taking));
        assert_eq!(state(&rig.agency, of, id), "posted");
        assert_eq!((holds(&rig, Fund::Till), holds(&rig, Fund::Unallocated)), (amount, Fen::ZERO));
        // The sum's own page and its voucher: both months on one sheet, under one number.
        let (shown, vouchers) = rig
            .agency
            .read(&cashier(), move |desk| {
                let shown = taking(desk, taken.till, taken.taking)?;
                let vouchers = vouchers_of_act(desk, of, shown.taking.employer_n)?;
                Ok((shown, vouchers))
            })
            .expect("a page");
        assert_eq!((shown.receipt, shown.besides.len()), (taken.receipt.number, 0));
        let months: Vec<String> = vouchers.iter().map(|v| v.bill.month.to_string()).collect();
        assert_eq!(months, ["2026-06", "2026-07"]);
        let sum: Fen = vouchers.iter().map(|v| v.settlement.principal + v.settlement.fee).sum();
        assert_eq!(sum, amount);
        assert!(vouchers.iter().all(|v| v.bank_reference == format!("POS at once {i}")));
        // Counted, closed, in the bank.
        let counted = Counted {
            card: amount,
            ..Counted::default()
        };
        let (id, ask) = (rig.agency.read(&cashier(), my_tills).expect("tills")[0].id, key("close"));
        rig.agency
            .write(&cashier(), move |desk| close_till(desk, &ask, id, counted, None))
            .expect("it balances");
        assert_eq!((holds(&rig, Fund::Till), holds(&rig, Fund::Bank)), (Fen::ZERO, amount));
        check(&rig);
    }
}

#[test]
fn what_lapsed_is_no_longer_paid_and_is_filed_again_a_day_dearer() {
    for rig in Rig::each() {
        let (of, id) = filed(&rig.agency);
        let before = due(&rig.agency, of, id).expect("due");
        rig.turn(date(2026, 9, 15));
        assert_eq!((state(&rig.agency, of, id), due(&rig.agency, of, id)), ("lapsed", None));
        till(&rig.agency, rig.at, "till");
        let late = hand(&rig.agency, of, id, before, "late").expect_err("it lapsed");
        assert_eq!(code(&late), "back_payment.not_now");
        let ask = key("again");
        rig.agency
            .write(&clerk(of), move |desk| file_again(desk, &ask, of, id))
            .expect("filed again");
        let after = due(&rig.agency, of, id).expect("due");
        assert!(after > before, "{after} is not one day more than {before}");
        let old = hand(&rig.agency, of, id, before, "yesterday's").expect_err("yesterday's amount");
        assert_eq!(code(&old), "till.another_amount");
        hand(&rig.agency, of, id, after, "today's").expect("taken");
        assert_eq!(state(&rig.agency, of, id), "posted");
        check(&rig);
    }
}

/// One second before midnight of 14 September 2026 in China.
const LAST_SECOND: i64 = 1_789_401_599_000;

#[test]
fn money_at_the_last_second_of_the_day_holds_and_one_second_later_is_too_late() {
    for (offset, holds) in [(0, true), (1_000, false)] {
        let now = Arc::new(AtomicI64::new(LAST_SECOND - 3_600_000));
        let instant = Arc::clone(&now);
        let setting = Setting {
            db: Db::open(":memory:", Options::default()).expect("a database"),
            book: rules(vec![], "cn/example"),
            clock: Clock::Wall,
            instant: Box::new(move || instant.load(Ordering::SeqCst)),
            random: Box::new(|bytes| bytes.fill(7)),
            receipt_secret: vec![1; 32],
        };
        let agency = Agency::new(setting);
        agency.found(None).expect("founded");
        let at = agency.write(&Caller::system(), found_halls).expect("halls")[0];
        let (of, id) = filed(&agency);
        let amount = due(&agency, of, id).expect("due");
        till(&agency, at, "till");
        now.store(LAST_SECOND + offset, Ordering::SeqCst);
        let done = hand(&agency, of, id, amount, "last second");
        if holds {
            let taken = done.expect("it holds");
            assert_eq!(taken.receipt.on_date, date(2026, 9, 14));
            now.store(LAST_SECOND + 1_000, Ordering::SeqCst);
        } else {
            assert_eq!(code(&done.expect_err("too late")), "till.of_another_day");
        }
        turn_day(&agency, date(2026, 9, 15)).expect("turned");
        assert_eq!(state(&agency, of, id), if holds { "posted" } else { "lapsed" });
    }
}

/// The first slot of a day for back payments.
fn slot(agency: &Agency, at: OfficeId, day: Date) -> domain::hall::office::SlotKey {
    let all = agency.read(&Caller::system(), move |desk| slots_of(desk, at, Matter::BackPayment));
    let all = all.expect("slots");
    all.iter().find(|s| s.key.day == day && s.left() > 0).expect("a slot").key
}

#[test]
fn a_visit_is_booked_for_a_case_and_the_counter_opens_it_without_retyping() {
    for rig in Rig::each() {
        let (agency, at) = (&rig.agency, rig.at);
        let (of, id) = ready(agency);
        let errand = Errand::BackPayment(id);
        let need = agency
            .read(&clerk(of), move |desk| visit(desk, of, Matter::BackPayment, errand))
            .expect("an answer");
        assert_eq!((need.need.code(), need.about.as_deref()), ("presence", Some("吴小暑")));
        assert_eq!(need.months, [(month("2026-06"), month("2026-07"))]);
        let ask = VisitAsk {
            office: at,
            slot: slot(agency, at, date(2026, 9, 15)),
            errand,
            employers: vec![of],
            visitor: None,
            waits: false,
        };
        let book = key("book");
        let (_, visit_id) = agency.write(&clerk(of), move |desk| book_visit(desk, &book, &ask)).expect("booked");
        let (to, moves) = (slot(agency, at, date(2026, 9, 16)), key("move"));
        agency
            .write(&clerk(of), move |desk| move_visit(desk, &moves, visit_id, to))
            .expect("moved");
        let kept = agency.read(&clerk(of), move |desk| appointments_of(desk, of)).expect("visits");
        assert_eq!((kept[0].appointment.slot, kept[0].appointment.errand), (to, errand));
        rig.turn(date(2026, 9, 15));
        rig.turn(date(2026, 9, 16));
        let came = key("came");
        let ticket = agency
            .write(&clerk(of), move |desk| check_in(desk, &came, visit_id))
            .expect("checked in");
        let (shi, ask) = (officer(Role::Acceptance, 700), key("open"));
        agency
            .write(&shi, move |desk| turn_counter(desk, &ask, at, 4, CounterState::Open))
            .expect("open");
        let call = key("call");
        agency.write(&shi, move |desk| call_next(desk, &call, at, 4)).expect("called");
        let seen = agency.read(&shi, move |desk| at_hand(desk, ticket, None)).expect("at hand");
        assert_eq!((seen.employer.map(|(of, _)| of), seen.visits[0].errand), (Some(of), errand));
        // The case is filed for today and the number goes on to the cashier, who finds it there.
        let take = key("take up");
        let (_, next) = agency
            .write(&shi, move |desk| accept_at_counter(desk, &take, ticket, of, errand, (&[], "")))
            .expect("accepted");
        assert_eq!(state(agency, of, id), "accepted");
        let Next::Cashier(on) = next else { panic!("{next:?}") };
        let seen = agency.read(&cashier(), move |desk| at_hand(desk, on, None)).expect("at the till");
        assert_eq!((seen.ticket.state, seen.ticket.errand), (TicketState::Waiting, Some(errand)));
        assert_eq!(seen.payables.iter().map(|due| due.of).collect::<Vec<_>>(), [errand]);
        let all = agency.read(&cashier(), move |desk| payables(desk, of)).expect("payables");
        till(agency, at, "till");
        hand(agency, of, id, all[0].to_pay(), "paid").expect("taken");
        let need = agency
            .read(&clerk(of), move |desk| visit(desk, of, Matter::BackPayment, errand))
            .expect("an answer");
        assert_eq!(need.need.code(), "goes_on");
        check(&rig);
    }
}
