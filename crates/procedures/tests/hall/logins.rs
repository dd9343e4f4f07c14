//! Who lets whom in: once for a handle however many operators ask at once, and on record without a secret.

use std::sync::{Arc, Barrier};
use std::thread;

use domain::ids::LoginId;
use procedures::sign_in::logins::{let_in, reset};
use procedures::sign_in::{Token, own};
use procedures::{Caller, Error, Role};
use store::login::Granted;

use crate::visits::{Rig, check, code, officer};

fn granted(role: Role) -> Granted {
    Granted {
        role: role.code().to_owned(),
        employer: None,
        person: None,
        until: None,
    }
}

/// Kinds and bodies of the agency's latest events about logins, oldest first.
fn told(rig: &Rig) -> Vec<(String, String)> {
    let events = rig.agency.db().read(|tx| {
        let region = store::region::subject(tx, "cn/example")?.expect("founded");
        store::history::latest(tx, region.0, 50)
    });
    let of_logins = |kind: &str| kind.starts_with("login_") || kind.starts_with("password_") || kind.starts_with("second_factor_");
    let mut told: Vec<_> = events
        .expect("events")
        .into_iter()
        .filter(|event| of_logins(&event.kind))
        .map(|event| (event.kind, event.body))
        .collect();
    told.reverse();
    told
}

#[test]
fn two_operators_who_add_one_handle_in_the_same_instant_add_one_login() {
    for rig in Rig::each() {
        let rig = Arc::new(rig);
        let together = Arc::new(Barrier::new(2));
        let ask = |login: i64, role: Role| {
            let (rig, together) = (Arc::clone(&rig), Arc::clone(&together));
            thread::spawn(move || {
                together.wait();
                let operator = officer(Role::Operator, login);
                let_in(&rig.agency, &operator, "chen", "陈某", granted(role)).map_err(|error| code(&error))
            })
        };
        let asked = [ask(801, Role::Cashier), ask(802, Role::Records)];
        let ended: Vec<_> = asked.into_iter().map(|one| one.join().expect("no panic")).collect();
        let refused: Vec<_> = ended.iter().filter_map(|one| one.as_ref().err()).collect();
        assert_eq!(refused, [&"sign_in.handle_taken"], "{ended:?}");
        let known = rig
            .agency
            .db()
            .read(|tx| store::login::by_handle(tx, "chen"))
            .expect("read")
            .expect("added");
        let rights = rig
            .agency
            .db()
            .read(move |tx| store::login::grants(tx, known.id, units::date(2026, 9, 14)))
            .expect("rights");
        assert_eq!(rights.len(), 1, "the second operator's right is not on the first one's login");
        assert_eq!(told(&rig).len(), 1);
        check(&rig);
    }
}

#[test]
fn what_becomes_of_a_login_is_on_record_without_its_secrets() {
    for rig in Rig::each() {
        let operator = officer(Role::Operator, 801);
        let stranger = let_in(&rig.agency, &officer(Role::Cashier, 802), "lin", "林某", granted(Role::Records));
        assert!(matches!(stranger, Err(Error::Denied(_))));
        let handed = let_in(&rig.agency, &operator, "lin", "林某", granted(Role::Records)).expect("let in");
        let lost = reset(&rig.agency, &operator, "lin").expect("reset");
        let known = rig
            .agency
            .db()
            .read(|tx| store::login::by_handle(tx, "lin"))
            .expect("read")
            .expect("there");
        let own = Caller {
            login: LoginId(known.id.0),
            ..officer(Role::Records, 0)
        };
        let token = Token("this".to_owned());
        let wrong = own::change_password(&rig.agency, &own, &token, "not-it-at-all", "another-one-8");
        assert_eq!(code(&wrong.expect_err("not the present one")), "own_login.wrong");
        own::change_password(&rig.agency, &own, &token, &lost.password, "another-one-8").expect("changed");

        let events = told(&rig);
        let kinds: Vec<&str> = events.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["login_added", "login_reset", "password_changed"]);
        assert!(events[0].1.contains("records") && events[0].1.contains("lin"), "{}", events[0].1);
        for (_, body) in &events {
            let secrets = [&handed.password, &handed.secret, &lost.password, &lost.secret, &known.password_hash];
            assert!(secrets.iter().all(|secret| !body.contains(secret.as_str())), "{body}");
            assert!(!body.contains("another-one-8") && !body.contains("argon2"), "{body}");
        }
        check(&rig);
    }
}
