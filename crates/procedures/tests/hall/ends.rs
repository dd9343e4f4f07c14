use domain::hall::Matter;
use domain::hall::appointment::State;
use domain::hall::office::End;
use domain::hall::ticket::CounterState;
use domain::ids::{AppointmentId, OfficeId};
use procedures::call_next::turn_counter;
use procedures::close_office::Displaced;
use procedures::hall::{all_offices, offices, slots_of};
use procedures::retire_office::{keep_office, retire_office};
use procedures::stand_in_line::take_ticket;
use procedures::{Caller, Error, Key, Role};
use units::{Date, date};

use crate::rig::{clerk, employer};
use crate::visits::{Rig, book, check, code, many, officer, slot, stands};

fn ends(rig: &Rig, who: &Caller, from: Date, ask: &str) -> Result<Displaced, Error> {
    let (at, key) = (rig.at, Key::new(ask.to_owned(), b""));
    let end = End {
        from,
        ground: "并入新中心".to_owned(),
    };
    let done = rig.agency.write(who, move |desk| retire_office(desk, &key, at, &end));
    done.map(|(_, done)| done)
}

fn keeps(rig: &Rig, ask: &str) -> Result<(), Error> {
    let (at, key) = (rig.at, Key::new(ask.to_owned(), b""));
    let who = officer(Role::Acceptance, 700);
    rig.agency.write(&who, move |desk| keep_office(desk, &key, at)).map(drop)
}

fn days(rig: &Rig) -> Vec<Date> {
    let at = rig.at;
    let slots = rig
        .agency
        .read(&Caller::system(), move |desk| slots_of(desk, at, Matter::Registration));
    let mut days: Vec<Date> = slots.expect("slots").iter().map(|slot| slot.key.day).collect();
    days.dedup();
    days
}

fn served(rig: &Rig) -> (Vec<OfficeId>, usize) {
    let seen = rig.agency.read(&Caller::system(), |desk| Ok((offices(desk)?, all_offices(desk)?)));
    let (now, ever) = seen.expect("offices");
    (now.iter().map(|of| of.id).collect(), ever.len())
}

#[test]
fn an_office_that_ends_moves_what_is_booked_and_offers_nothing_from_its_day_on() {
    for rig in Rig::each() {
        let employers = many(&rig, 15);
        let before = book(&rig, employers[13], slot(15, "09:00"), false).expect("a place before the end");
        let full = slot(16, "09:00");
        let booked: Vec<AppointmentId> = employers[..12]
            .iter()
            .map(|of| book(&rig, *of, full, false).expect("a place"))
            .collect();
        let waiting = book(&rig, employers[12], full, true).expect("waits");
        let late = book(&rig, employers[14], slot(18, "13:30"), false).expect("a place after the end");

        let chief = officer(Role::Acceptance, 700);
        let day = date(2026, 9, 16);
        assert_eq!(
            code(&ends(&rig, &chief, date(2026, 9, 14), "today").expect_err("today")),
            "hall.end_past"
        );
        for stranger in [clerk(employers[0]), officer(Role::Cashier, 701), officer(Role::Auditor, 702)] {
            assert!(
                matches!(ends(&rig, &stranger, day, "stranger"), Err(Error::Denied(_))),
                "{stranger:?}"
            );
        }
        let done = ends(&rig, &chief, day, "end").expect("it ends");
        assert_eq!(done, Displaced { moved: 13, turned_away: 1 });
        assert_eq!(ends(&rig, &chief, day, "end").expect("the same ask"), Displaced::default());
        assert_eq!(
            code(&ends(&rig, &chief, date(2026, 9, 18), "again").expect_err("twice")),
            "hall.ends_already"
        );

        for (of, id) in employers[..12].iter().zip(&booked) {
            let (state, at, _) = stands(&rig, *of, *id);
            assert!(state == State::Confirmed && at.day < day, "{at:?}");
        }
        assert_eq!(stands(&rig, employers[12], waiting).0, State::Displaced);
        assert!(stands(&rig, employers[14], late).1.day < day);
        assert_eq!(stands(&rig, employers[13], before).1, slot(15, "09:00"), "nothing before it moves");
        assert_eq!(days(&rig), [date(2026, 9, 14), date(2026, 9, 15)]);
        let refused = book(&rig, employer(&rig.agency, 9, 1), slot(17, "09:00"), false).expect_err("no such slot");
        assert_eq!(code(&refused), "hall.no_such_slot");

        // Taken back before its day: what was moved stays, slots are there again. Then it ends after all.
        keeps(&rig, "keep").expect("kept");
        assert!(days(&rig).contains(&date(2026, 9, 17)));
        assert_eq!(stands(&rig, employers[12], waiting).0, State::Displaced);
        assert_eq!(code(&keeps(&rig, "keep twice").expect_err("no end")), "hall.no_end");
        ends(&rig, &chief, day, "end again").expect("it ends");
        check(&rig);
    }
}

#[test]
fn an_office_whose_day_has_come_serves_nobody_and_keeps_its_history() {
    for rig in Rig::each() {
        let of = employer(&rig.agency, 5, 1);
        let own = book(&rig, of, slot(15, "09:00"), false).expect("a place");
        ends(&rig, &officer(Role::Acceptance, 700), date(2026, 9, 16), "end").expect("it ends");
        let (now, ever) = served(&rig);
        assert!(now.contains(&rig.at), "it serves until its day");
        rig.turn(date(2026, 9, 15));
        rig.turn(date(2026, 9, 16));
        assert_eq!(served(&rig), (now.iter().copied().filter(|id| *id != rig.at).collect(), ever));
        assert_eq!(days(&rig), []);
        assert_eq!(stands(&rig, of, own).0, State::Missed, "what was stays on record");
        assert_eq!(code(&keeps(&rig, "keep").expect_err("too late")), "hall.office_gone");
        let (at, key) = (rig.at, Key::new("ticket", b""));
        let ticket = rig
            .agency
            .write(&clerk(of), move |desk| take_ticket(desk, &key, at, Matter::Cashier, Some(of)));
        assert_eq!(code(&ticket.expect_err("no number")), "hall.office_gone");
        let key = Key::new("counter", b"");
        let sits = rig.agency.write(&officer(Role::Acceptance, 700), move |desk| {
            turn_counter(desk, &key, at, 1, CounterState::Open)
        });
        assert_eq!(code(&sits.expect_err("no counter")), "hall.office_gone");
        check(&rig);
    }
}
