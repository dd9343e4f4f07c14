use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

use domain::hall::Matter;
use domain::hall::appointment::{Errand, State};
use domain::hall::office::{Closure, SlotKey};
use domain::ids::{AppointmentId, EmployerId, LoginId, OfficeId};
use procedures::book_visit::{VisitAsk, appointment, appointments_of, book_visit, cancel_visit, move_visit};
use procedures::close_office::{Displaced, close_office, miss_visit};
use procedures::found_halls::found_halls;
use procedures::hall::slots_of;
use procedures::turn_day::turn_day;
use procedures::{Agency, Caller, Error, Grant, Key, Role};
use store::scratch::Scratch;
use units::{Date, date};

use crate::rig::{agency_on, book as rules, clerk, employer};

/// An agency on a database of its own with a founded hall.
pub struct Rig {
    pub agency: Agency,
    pub at: OfficeId,
    _scratch: Scratch,
}

impl Rig {
    /// One on each database that can be had here.
    pub fn each() -> Vec<Rig> {
        let scratches = Scratch::each(&mut std::io::stderr()).expect("scratch databases");
        scratches.into_iter().map(Rig::on).collect()
    }

    fn on(scratch: Scratch) -> Rig {
        let agency = agency_on(scratch.db.clone(), rules(vec![], "cn/example"), DAY);
        let founded = agency.write(&Caller::system(), found_halls).expect("halls");
        Rig {
            agency,
            at: founded[0],
            _scratch: scratch,
        }
    }

    pub fn turn(&self, day: Date) {
        let steps = turn_day(&self.agency, day).expect("turned");
        let refused = steps.into_iter().find(|step| step.done.is_err());
        assert!(refused.is_none(), "{day}: {refused:?}");
    }
}

const DAY: Date = date(2026, 9, 14);

pub fn officer(role: Role, login: i64) -> Caller {
    Caller {
        login: LoginId(login),
        name: "施山茶".to_owned(),
        grants: vec![Grant {
            role,
            employer: None,
            person: None,
        }],
    }
}

pub fn slot(day: i8, starts: &str) -> SlotKey {
    SlotKey {
        day: date(2026, 9, day),
        starts: domain::hall::office::Moment::parse(starts).expect("a time of day"),
        matter: Matter::Registration,
    }
}

pub fn book(rig: &Rig, of: EmployerId, slot: SlotKey, waits: bool) -> Result<AppointmentId, Error> {
    let ask = VisitAsk {
        office: rig.at,
        slot,
        errand: Errand::Matter,
        employers: vec![of],
        visitor: None,
        waits,
    };
    let key = Key::new(format!("book {of} {slot:?} {waits}"), b"");
    let booked = rig.agency.write(&clerk(of), move |desk| book_visit(desk, &key, &ask));
    booked.map(|(_, id)| id)
}

pub fn stands(rig: &Rig, of: EmployerId, id: AppointmentId) -> (State, SlotKey, Option<String>) {
    let told = rig
        .agency
        .read(&clerk(of), move |desk| appointment(desk, id))
        .expect("an appointment");
    (
        told.appointment.state,
        told.appointment.slot,
        told.appointment.number.map(|n| n.to_string()),
    )
}

pub fn code(error: &Error) -> &'static str {
    match error {
        Error::Refused(refused) => refused.code(),
        other => panic!("{other:?}"),
    }
}

pub fn many(rig: &Rig, count: u32) -> Vec<EmployerId> {
    (0..count).map(|i| employer(&rig.agency, 1_000 + i, 1)).collect()
}

pub fn check(rig: &Rig) {
    let checks = procedures::check::check(&rig.agency).expect("checked");
    for one in checks {
        assert!(one.held(), "{}: {:?}", one.name, one.broken);
    }
}

#[test]
fn two_hundred_at_once_never_overfill_a_slot() {
    for rig in Rig::each() {
        let employers = many(&rig, 200);
        let rig = Arc::new(rig);
        let threads: Vec<_> = employers
            .into_iter()
            .map(|of| {
                let rig = Arc::clone(&rig);
                thread::spawn(move || book(&rig, of, slot(16, "09:00"), false).map_err(|error| code(&error)))
            })
            .collect();
        let mut came = BTreeMap::new();
        for thread in threads {
            let what = thread.join().expect("no panic").map_or_else(|code| code, |_| "booked");
            *came.entry(what).or_insert(0) += 1;
        }
        assert_eq!(came, BTreeMap::from([("booked", 12), ("hall.slot_full", 188)]));
        let at = rig.at;
        let slots = rig
            .agency
            .read(&Caller::system(), move |desk| slots_of(desk, at, Matter::Registration))
            .expect("slots");
        let full = slots.iter().find(|s| s.key == slot(16, "09:00")).expect("the slot");
        assert_eq!((full.taken, full.left()), (12, 0));
        check(&rig);
    }
}

#[test]
fn a_place_that_becomes_free_goes_to_whoever_waits_and_everybody_comes_once_a_day() {
    for rig in Rig::each() {
        let employers = many(&rig, 15);
        let full = slot(16, "09:00");
        let booked: Vec<AppointmentId> = employers[..12]
            .iter()
            .map(|of| book(&rig, *of, full, false).expect("a place"))
            .collect();
        assert_eq!(stands(&rig, employers[11], booked[11]).2.as_deref(), Some("E012"));
        let refused = book(&rig, employers[0], slot(16, "13:30"), false).expect_err("twice a day");
        assert_eq!(code(&refused), "hall.one_a_day");
        let early = book(&rig, employers[12], slot(16, "13:30"), true).expect_err("there is a place");
        assert_eq!(code(&early), "hall.not_full");
        let waiting: Vec<AppointmentId> = employers[12..]
            .iter()
            .map(|of| book(&rig, *of, full, true).expect("waits"))
            .collect();
        assert_eq!(stands(&rig, employers[12], waiting[0]), (State::Waiting, full, None));
        // Cancelled: the first who waits gets the place in the same act, with a number that nobody had.
        let (id, key) = (booked[3], Key::new("cancel", b""));
        rig.agency
            .write(&clerk(employers[3]), move |desk| cancel_visit(desk, &key, id))
            .expect("cancelled");
        assert_eq!(
            stands(&rig, employers[12], waiting[0]),
            (State::Confirmed, full, Some("E013".to_owned()))
        );
        // Moved: the next one.
        let (id, key) = (booked[4], Key::new("move", b""));
        rig.agency
            .write(&clerk(employers[4]), move |desk| move_visit(desk, &key, id, slot(17, "09:00")))
            .expect("moved");
        assert_eq!(
            stands(&rig, employers[4], booked[4]),
            (State::Confirmed, slot(17, "09:00"), Some("E001".to_owned()))
        );
        assert_eq!(stands(&rig, employers[13], waiting[1]).0, State::Confirmed);
        // Nobody came on the day: the last one.
        rig.turn(date(2026, 9, 15));
        rig.turn(date(2026, 9, 16));
        let (id, key) = (booked[5], Key::new("miss", b""));
        rig.agency
            .write(&officer(Role::Acceptance, 700), move |desk| miss_visit(desk, &key, id))
            .expect("missed");
        assert_eq!(stands(&rig, employers[14], waiting[2]).0, State::Confirmed);
        // A stranger sees nothing of it.
        let id = booked[0];
        let seen = rig.agency.read(&clerk(employers[1]), move |desk| appointment(desk, id));
        assert!(matches!(seen, Err(Error::NotFound)));
        check(&rig);
    }
}

#[test]
fn a_closure_moves_appointments_and_tells_everyone() {
    for rig in Rig::each() {
        let employers = many(&rig, 3);
        let own: Vec<AppointmentId> = employers
            .iter()
            .map(|of| book(&rig, *of, slot(16, "13:30"), false).expect("a place"))
            .collect();
        let closure = Closure {
            day: date(2026, 9, 16),
            starts: None,
            ground: "全市停电检修".to_owned(),
        };
        let (key, at) = (Key::new("close", b""), rig.at);
        let (_, done) = rig
            .agency
            .write(&officer(Role::Acceptance, 700), move |desk| close_office(desk, &key, at, &closure))
            .expect("closed");
        assert_eq!(done, Displaced { moved: 3, turned_away: 0 });
        for (of, id) in employers.iter().zip(&own) {
            assert_eq!(stands(&rig, *of, *id).1, slot(17, "13:30"), "the same time of the next day");
            let of = *of;
            let last = rig.agency.db().read(move |tx| store::history::latest(tx, of.0, 1)).expect("events");
            assert_eq!(last[0].kind, "visit_displaced");
        }
        let gone = book(&rig, employer(&rig.agency, 7, 1), slot(16, "09:00"), false).expect_err("closed");
        assert_eq!(code(&gone), "hall.no_such_slot");
        // Past the day: who did not come is so recorded.
        for day in 15..=18 {
            rig.turn(date(2026, 9, day));
        }
        let of = employers[0];
        let list = rig
            .agency
            .read(&clerk(of), move |desk| appointments_of(desk, of))
            .expect("appointments");
        assert_eq!(list[0].appointment.state, State::Missed);
        check(&rig);
    }
}
