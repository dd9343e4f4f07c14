//! The front door under many hands: what is tried at once is judged one after the other, and time tells when a rest or a session ends.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use domain::ids::LoginId;
use procedures::sign_in::logins::{State, end_login, end_right, give_right, let_in, one, reset};
use procedures::sign_in::own::{self, NewFactor};
use procedures::sign_in::{NewLogin, Token, add_login, caller_of, replace_login, sign_in};
use procedures::{Agency, Caller, Clock, Desk, Error, Grant, Key, Receipt, Role, Setting, totp};
use store::login::Granted;
use store::scratch::Scratch;

use crate::rig::book;
use crate::visits::{code, officer};

const PASSWORD: &str = "wheat at dawn";
const MINUTE: i64 = 60_000;
const START: i64 = 1_788_710_400_000;

/// An agency whose instant is moved by hand, with one login.
struct Door {
    agency: Agency,
    instant: Arc<AtomicI64>,
    secret: Vec<u8>,
    _scratch: Scratch,
}

impl Door {
    fn each() -> Vec<Door> {
        let scratches = Scratch::each(&mut std::io::stderr()).expect("scratch databases");
        scratches.into_iter().map(Door::on).collect()
    }

    fn on(scratch: Scratch) -> Door {
        let instant = Arc::new(AtomicI64::new(START));
        let (told, drawn) = (Arc::clone(&instant), AtomicI64::new(1));
        let random = move |bytes: &mut [u8]| {
            let n = drawn.fetch_add(1, Ordering::Relaxed);
            bytes
                .iter_mut()
                .zip(n.to_le_bytes().into_iter().cycle())
                .for_each(|(byte, of)| *byte = of);
        };
        let agency = Agency::new(Setting {
            db: scratch.db.clone(),
            book: book(vec![], "cn/example"),
            clock: Clock::Wall,
            instant: Box::new(move || told.load(Ordering::SeqCst)),
            random: Box::new(random),
            receipt_secret: vec![1; 32],
        });
        agency.found(None).expect("founded");
        let new = NewLogin {
            handle: "chen".to_owned(),
            name: "陈某".to_owned(),
            password: PASSWORD.to_owned(),
            grants: vec![right_of(Role::Auditor)],
        };
        let secret = add_login(&agency, &officer(Role::Operator, 801), new).expect("a login");
        Door {
            agency,
            instant,
            secret: totp::from_base32(&secret).expect("base 32"),
            _scratch: scratch,
        }
    }

    fn pass(&self, ms: i64) {
        self.instant.fetch_add(ms, Ordering::SeqCst);
    }

    /// The code of this instant, or so many steps from it.
    fn code(&self, steps: i64) -> String {
        totp::at(&self.secret, self.agency.now() / 30_000 + steps).expect("a code")
    }

    fn tries(&self, handle: &str, password: &str, code: &str) -> Result<(Caller, Token), &'static str> {
        sign_in(&self.agency, handle, password, code).map_err(|error| self::code(&error))
    }

    fn is_open(&self, token: &Token) -> bool {
        let token = token.clone();
        let found = self.agency.read(&Caller::anonymous(), move |desk| caller_of(desk, &token));
        found.expect("read").is_some()
    }
}

#[test]
fn five_failed_tries_in_a_row_rest_a_user_name_whether_or_not_somebody_has_it() {
    // After how long, with the right password, with the right code: and what a name that somebody has answers.
    let asks = [
        (0, false, true, "sign_in.wrong"),
        (MINUTE, true, false, "sign_in.wrong"),
        (MINUTE, false, false, "sign_in.wrong"),
        (MINUTE, true, true, "in"),
        // Whoever came in starts anew.
        (MINUTE, false, true, "sign_in.wrong"),
        (MINUTE, false, true, "sign_in.wrong"),
        (MINUTE, true, false, "sign_in.wrong"),
        (MINUTE, true, false, "sign_in.wrong"),
        (MINUTE, false, false, "sign_in.wrong"),
        // What is right is not told from what is wrong while the name rests, and does not lengthen it.
        (MINUTE, true, true, "sign_in.resting"),
        (MINUTE, false, true, "sign_in.resting"),
        (13 * MINUTE - 1, true, true, "sign_in.resting"),
        (1, true, true, "in"),
        // Four tries, and a fifth after they are forgotten.
        (MINUTE, false, true, "sign_in.wrong"),
        (0, false, true, "sign_in.wrong"),
        (0, false, true, "sign_in.wrong"),
        (0, false, true, "sign_in.wrong"),
        (15 * MINUTE, false, true, "sign_in.wrong"),
        (0, true, true, "in"),
    ];
    for door in Door::each() {
        for (at, (passes, password, code, answer)) in asks.into_iter().enumerate() {
            door.pass(passes);
            let password = if password { PASSWORD } else { "rye at dusk" };
            let code = if code { door.code(0) } else { "000000".to_owned() };
            let got = door.tries("chen", password, &code).map_or_else(|code| code, |_| "in");
            assert_eq!(got, answer, "{at}");
        }
        let nobody = |times: usize| (0..times).map(|_| door.tries("nobody", PASSWORD, "000000").expect_err("nobody"));
        let answers: Vec<_> = nobody(6).collect();
        assert_eq!(answers[..5], ["sign_in.wrong"; 5]);
        assert_eq!(answers[5], "sign_in.resting");
        door.pass(15 * MINUTE);
        assert_eq!(nobody(1).collect::<Vec<_>>(), ["sign_in.wrong"]);
    }
}

#[test]
fn a_code_opens_one_session_and_a_session_lasts_half_a_day() {
    for door in Door::each() {
        let now = door.code(0);
        let (_, token) = door.tries("chen", PASSWORD, &now).expect("in");
        for old in [now, door.code(-1)] {
            assert_eq!(door.tries("chen", PASSWORD, &old).expect_err("used"), "sign_in.wrong");
        }
        let next = door.code(1);
        let (_, other) = door.tries("chen", PASSWORD, &next).expect("in");
        assert!(door.is_open(&token) && door.is_open(&other));
        door.pass(12 * 60 * MINUTE - 1);
        assert!(door.is_open(&token));
        door.pass(1);
        assert!(!door.is_open(&token));
    }
}

#[test]
fn whatever_is_tried_in_the_same_instant_is_counted_one_by_one() {
    for door in Door::each() {
        let door = Arc::new(door);
        let at_once = |tries: usize, password: &'static str, handle: &'static str, steps: i64| {
            let together = Arc::new(Barrier::new(tries));
            let ask = || {
                let (door, together) = (Arc::clone(&door), Arc::clone(&together));
                thread::spawn(move || {
                    let code = door.code(steps);
                    together.wait();
                    door.tries(handle, password, &code).map_or_else(|code| code, |_| "in")
                })
            };
            let asked: Vec<_> = (0..tries).map(|_| ask()).collect();
            let mut came = BTreeMap::new();
            for one in asked {
                *came.entry(one.join().expect("no panic")).or_insert(0) += 1;
            }
            came
        };
        let once = at_once(4, PASSWORD, "chen", 0);
        assert_eq!(once, BTreeMap::from([("in", 1), ("sign_in.wrong", 3)]), "one code, one session");
        door.pass(15 * MINUTE);
        for handle in ["chen", "nobody"] {
            let wrong = at_once(12, "rye at dusk", handle, 0);
            assert_eq!(wrong, BTreeMap::from([("sign_in.wrong", 5), ("sign_in.resting", 7)]), "{handle}");
        }
    }
}

#[test]
fn another_password_or_second_factor_ends_every_other_session_and_a_wrong_proof_counts() {
    for door in Door::each() {
        let (caller, here) = door.tries("chen", PASSWORD, &door.code(-1)).expect("in");
        let (_, elsewhere) = door.tries("chen", PASSWORD, &door.code(0)).expect("in");
        let secret = own::draw_secret(&door.agency);
        let shown = totp::at(&totp::from_base32(&secret).expect("base 32"), door.agency.now() / 30_000).expect("a code");
        let new = NewFactor {
            secret: &secret,
            code: &shown,
        };
        own::change_second_factor(&door.agency, &caller, &here, PASSWORD, &new).expect("changed");
        assert!(door.is_open(&here) && !door.is_open(&elsewhere));
        for at in 0..6 {
            let wrong = own::change_password(&door.agency, &caller, &here, "rye at dusk", "barley at noon");
            let says = if at < 5 { "own_login.wrong" } else { "sign_in.resting" };
            assert_eq!(code(&wrong.expect_err("not it")), says, "{at}");
        }
        assert!(matches!(door.tries("chen", PASSWORD, "000000"), Err("sign_in.resting")));
        let unknown = own::change_password(&door.agency, &officer(Role::Auditor, 4), &here, PASSWORD, "barley at noon");
        assert!(matches!(unknown, Err(Error::NotFound)));
    }
}

/// A login of this role with the password of all, and its code now.
fn another(door: &Door, handle: &str, role: Role) -> LoginId {
    let new = NewLogin {
        handle: handle.to_owned(),
        name: handle.to_owned(),
        password: PASSWORD.to_owned(),
        grants: vec![right_of(role)],
    };
    add_login(&door.agency, &officer(Role::Operator, 801), new).expect("a login");
    id_of(door, handle)
}

fn right_of(role: Role) -> Granted {
    Granted {
        role: role.code().to_owned(),
        employer: None,
        person: None,
        until: None,
    }
}

fn id_of(door: &Door, handle: &str) -> LoginId {
    let handle = handle.to_owned();
    let found = door.agency.db().read(move |tx| store::login::by_handle(tx, &handle));
    found.expect("read").expect("there").id
}

/// What a login may do, and how it stands.
fn stands(door: &Door, id: LoginId) -> (Vec<Role>, State) {
    let known = door.agency.read(&officer(Role::Operator, 801), move |desk| one(desk, id));
    let known = known.expect("a login");
    (known.rights.iter().map(|right| right.role).collect(), known.state)
}

fn key(text: &str) -> Key {
    Key::new(text, b"")
}

fn grant(role: Role) -> Grant {
    Grant {
        role,
        employer: None,
        person: None,
    }
}

#[test]
fn a_right_or_a_login_that_ends_ends_its_sessions_with_it_and_its_handle_stays_taken() {
    for door in Door::each() {
        let (chen, operator) = (id_of(&door, "chen"), officer(Role::Operator, 801));
        let write = |f: fn(&mut Desk, LoginId) -> Result<Receipt, Error>| door.agency.write(&operator, move |desk| f(desk, chen));
        write(|desk, chen| give_right(desk, &key("give"), chen, &right_of(Role::Records))).expect("given");
        assert_eq!(stands(&door, chen), (vec![Role::Auditor, Role::Records], State::Open));
        let (_, token) = door.tries("chen", PASSWORD, &door.code(-1)).expect("in");
        let receipt = write(|desk, chen| end_right(desk, &key("end right"), chen, &grant(Role::Auditor))).expect("ended");
        assert!(!door.is_open(&token));
        let again = write(|desk, chen| end_right(desk, &key("end right"), chen, &grant(Role::Auditor))).expect("the same ask");
        assert_eq!(again.number, receipt.number);
        let other = write(|desk, chen| end_right(desk, &key("once more"), chen, &grant(Role::Auditor)));
        assert_eq!(code(&other.expect_err("no such right")), "sign_in.no_such_right");
        assert_eq!(stands(&door, chen), (vec![Role::Records], State::Open));

        let (_, token) = door.tries("chen", PASSWORD, &door.code(0)).expect("in");
        let stranger = door
            .agency
            .write(&officer(Role::Auditor, 5), move |desk| end_login(desk, &key("end"), chen));
        assert!(matches!(stranger, Err(Error::Denied(_))));
        write(|desk, chen| end_login(desk, &key("end"), chen)).expect("ended");
        assert!(!door.is_open(&token));
        assert_eq!(stands(&door, chen), (vec![], State::Ended));
        assert!(matches!(door.tries("chen", PASSWORD, &door.code(1)), Err("sign_in.wrong")));
        let says = |result: Result<(), Error>| code(&result.expect_err("ended")).to_owned();
        assert_eq!(says(reset(&door.agency, &operator, "chen").map(drop)), "sign_in.no_such_login");
        assert_eq!(
            says(write(|desk, chen| give_right(desk, &key("too late"), chen, &right_of(Role::Records))).map(drop)),
            "sign_in.no_such_login"
        );
        let taken = let_in(&door.agency, &operator, "chen", "陈某", right_of(Role::Cashier));
        assert_eq!(says(taken.map(drop)), "sign_in.handle_taken");
        let checks = procedures::check::check(&door.agency).expect("checked");
        assert!(checks.iter().all(|one| one.held()));
    }
}

#[test]
fn somebody_stays_who_can_let_people_in_also_where_two_operators_end_each_other() {
    for door in Door::each() {
        let both = [another(&door, "lu", Role::Operator), another(&door, "wu", Role::Operator)];
        let door = Arc::new(door);
        let together = Arc::new(Barrier::new(2));
        let asked = [0, 1].map(|by| {
            let (door, together) = (Arc::clone(&door), Arc::clone(&together));
            thread::spawn(move || {
                let operator = officer(Role::Operator, both[by].0);
                together.wait();
                let ended = door.agency.write(&operator, move |desk| end_login(desk, &key("end"), both[1 - by]));
                ended.map_or_else(|error| code(&error), |_| "ended")
            })
        });
        let mut came = asked.map(|one| one.join().expect("no panic"));
        came.sort_unstable();
        assert_eq!(came, ["ended", "sign_in.last_operator"]);
        let left = both
            .into_iter()
            .find(|id| stands(&door, *id).1 == State::Open)
            .expect("one is left");
        let own = officer(Role::Operator, left.0);
        let last = door
            .agency
            .write(&own, move |desk| end_right(desk, &key("own"), left, &grant(Role::Operator)));
        assert_eq!(code(&last.expect_err("the last")), "sign_in.last_operator");
        let handle = if left == both[0] { "lu" } else { "wu" };
        let auditor = NewLogin {
            handle: handle.to_owned(),
            name: handle.to_owned(),
            password: PASSWORD.to_owned(),
            grants: vec![right_of(Role::Auditor)],
        };
        let replaced = replace_login(&door.agency, &own, auditor);
        assert_eq!(code(&replaced.expect_err("the last")), "sign_in.last_operator");
        assert_eq!(
            stands(&door, left),
            (vec![Role::Operator], State::Open),
            "nothing of a refusal stays"
        );
    }
}

#[test]
fn a_handle_that_somebody_has_is_replaced_only_where_that_is_asked_and_then_whole() {
    for door in Door::each() {
        let operator = officer(Role::Operator, 801);
        let (_, token) = door.tries("chen", PASSWORD, &door.code(0)).expect("in");
        let new = |handle: &str| NewLogin {
            handle: handle.to_owned(),
            name: "林某".to_owned(),
            password: "barley at noon".to_owned(),
            grants: vec![right_of(Role::Cashier)],
        };
        let taken = add_login(&door.agency, &operator, new("chen"));
        assert_eq!(code(&taken.expect_err("taken")), "sign_in.handle_taken");
        assert!(door.is_open(&token));
        let nobody = replace_login(&door.agency, &operator, new("nobody"));
        assert_eq!(code(&nobody.expect_err("nobody")), "sign_in.no_such_login");
        let secret = replace_login(&door.agency, &operator, new("chen")).expect("replaced");
        assert!(!door.is_open(&token));
        assert_eq!(stands(&door, id_of(&door, "chen")), (vec![Role::Cashier], State::Open));
        assert!(door.tries("chen", PASSWORD, &door.code(1)).is_err());
        let shown = totp::at(&totp::from_base32(&secret).expect("base 32"), door.agency.now() / 30_000).expect("a code");
        let (caller, token) = door.tries("chen", "barley at noon", &shown).expect("in");
        assert_eq!(caller.name, "林某");
        reset(&door.agency, &operator, "chen").expect("reset");
        assert!(!door.is_open(&token));
        assert_eq!(stands(&door, id_of(&door, "chen")).0, [Role::Cashier], "a reset keeps the rights");
    }
}
