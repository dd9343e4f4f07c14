//! A visit with a row in every table of the hall: an employer without an account pays at the till.

use domain::bill::BillKind;
use domain::collection::ClaimKey;
use domain::hall::Matter;
use domain::hall::appointment::Errand;
use domain::hall::office::{Closure, End};
use domain::hall::ticket::CounterState;
use domain::hall::till::Means;
use domain::ids::EmployerId;
use procedures::book_visit::{VisitAsk, book_visit};
use procedures::call_next::turn_counter;
use procedures::close_office::close_office;
use procedures::enrol_staff::Rule;
use procedures::found_halls::found_halls;
use procedures::hall::slots_of;
use procedures::lists::{file_upload, keep_upload};
use procedures::payable::payable;
use procedures::retire_office::retire_office;
use procedures::stand_in_line::take_ticket;
use procedures::take_money::{Handed, open_till, take_money};
use procedures::{Caller, Role};
use store::upload::ListKind;
use units::{Month, date};

use crate::rig::{Rig, clerk_of, officer};

const ROSTER: &str = "name,id_number,category,wage,hired_on\r\n周芒种,110105199102021237,本市城镇,9500,2024-03-01\r\n";

/// An employer that no debit reaches.
pub fn register_a_payer(rig: &Rig) -> EmployerId {
    let of = EmployerId(rig.agency.id());
    rig.register(of, "白鹭示例有限公司", 3);
    let clerk = clerk_of(of);
    let keep = move |desk: &mut procedures::Desk<'_>| keep_upload(desk, of, ListKind::Roster, "花名册.csv", ROSTER.as_bytes().to_vec());
    let id = rig.agency.write(&clerk, keep).expect("kept");
    file_upload(&rig.agency, &clerk, &rig.key("payer"), of, id, Rule::AllOrNothing).expect("filed");
    of
}

/// Books, takes a number, pays the month at the till; the last day that can be booked is closed.
pub fn visit_the_hall(rig: &Rig, of: EmployerId, billed: Month) {
    let at = rig.agency.write(&Caller::system(), found_halls).expect("halls")[0];
    let slots = rig
        .agency
        .read(&Caller::system(), move |desk| slots_of(desk, at, Matter::Registration))
        .expect("slots");
    let ask = VisitAsk {
        office: at,
        slot: slots[0].key,
        errand: Errand::Matter,
        employers: vec![of],
        visitor: None,
        waits: false,
    };
    let clerk = clerk_of(of);
    let key = rig.key("book");
    rig.agency.write(&clerk, move |desk| book_visit(desk, &key, &ask)).expect("booked");
    let key = rig.key("number");
    rig.agency
        .write(&clerk, move |desk| take_ticket(desk, &key, at, Matter::Cashier, Some(of)))
        .expect("a number");
    let (acceptance, key) = (officer(Role::Acceptance), rig.key("counter"));
    rig.agency
        .write(&acceptance, move |desk| turn_counter(desk, &key, at, 1, CounterState::Open))
        .expect("open");
    let closure = Closure {
        day: slots[slots.len() - 1].key.day,
        starts: None,
        ground: "全市停电检修".to_owned(),
    };
    let key = rig.key("closure");
    rig.agency
        .write(&acceptance, move |desk| close_office(desk, &key, at, &closure))
        .expect("closed");
    pay_at_the_till(rig, of, billed, at);
    // The office closes for good next year.
    let (end, key) = (
        End {
            from: date(2027, 1, 1),
            ground: "并入新大厅".to_owned(),
        },
        rig.key("end"),
    );
    rig.agency
        .write(&acceptance, move |desk| retire_office(desk, &key, at, &end))
        .expect("retired");
}

fn pay_at_the_till(rig: &Rig, of: EmployerId, billed: Month, at: domain::ids::OfficeId) {
    let (cashier, key) = (officer(Role::Cashier), rig.key("till"));
    rig.agency.write(&cashier, move |desk| open_till(desk, &key, at, 2)).expect("open");
    let bill = Errand::Bill(ClaimKey {
        month: billed,
        kind: BillKind::Regular,
    });
    let due = rig.agency.read(&cashier, move |desk| payable(desk, of, bill)).expect("read");
    let handed = Handed {
        employer: of,
        of: bill,
        means: Means::Card,
        amount: due.expect("payable").to_pay(),
        reference: "0612 0042 7719".to_owned(),
        ticket: None,
    };
    let key = rig.key("taking");
    rig.agency
        .write(&cashier, move |desk| take_money(desk, &key, &handed))
        .expect("taken");
}
