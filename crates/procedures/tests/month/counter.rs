//! The offline path of a reduction, and the decision on a double enrolment.

use domain::bill::BillKind;
use domain::case::double_enrolment::Verdict;
use domain::filing::reduction::Reduction;
use domain::ids::{CaseId, EmployerId, LoginId, PersonId};
use domain::spell::GroupSet;
use procedures::enrol_staff::{EnrolLine, Rule, enrol_staff};
use procedures::reduce_staff::{ReduceLine, reduce_staff};
use procedures::{Agency, Caller, Error, Key, Role, close_month, counter_cases, double_enrolments, enter_reduction, move_case};
use units::{Date, Fen, date};

use crate::rig::{Hired, agency, clerk, employer, month, officer, put_on_roll, turn_to};

fn another(role: Role, login: i64) -> Caller {
    Caller {
        login: LoginId(login),
        ..officer(role)
    }
}

fn key(text: &str) -> Key {
    Key::new(text, b"x")
}

fn code(error: Error) -> &'static str {
    match error {
        Error::Refused(why) => why.code(),
        other => panic!("{other:?}"),
    }
}

fn line(who: PersonId, end: Date, reason: u8) -> ReduceLine {
    ReduceLine {
        line: 1,
        person: who,
        reduction: Reduction {
            end_date: end,
            last_month: None,
        },
        reason,
        medical_reason: None,
        remark: String::new(),
    }
}

/// Files a reduction for the counter; answers its case.
fn file(agency: &Agency, of: EmployerId, who: PersonId, end: Date, text: &'static str) -> Result<CaseId, Error> {
    let line = line(who, end, 28);
    agency.write(&clerk(of), move |desk| {
        reduce_staff(desk, &key(text), of, std::slice::from_ref(&line), Rule::AllOrNothing)?;
        let cases = counter_cases::running_of(desk, of)?;
        Ok(cases.last().expect("a case").opened.id)
    })
}

fn people_on_roll(agency: &Agency, of: EmployerId) -> usize {
    let look = move |desk: &mut procedures::Desk| Ok(procedures::roll::roll(desk, of)?.people.len());
    agency.read(&clerk(of), look).expect("a roll")
}

#[test]
fn a_counter_reduction_takes_two_desks_and_ends_both_groups() {
    let agency = agency(date(2026, 9, 10));
    let of = employer(&agency, 1, 1);
    let people = put_on_roll(
        &agency,
        of,
        &[Hired::new("赵一", "2026-01", 9_500), Hired::new("钱二", "2026-01", 9_500)],
    );
    let id = file(&agency, of, people[0], date(2026, 9, 9), "file").expect("filed");
    assert_eq!(people_on_roll(&agency, of), 2, "nothing ends before the desks have acted");
    let again = file(&agency, of, people[0], date(2026, 9, 9), "again");
    assert_eq!(again.map_err(code), Err("reduction.case_open"));

    let (filing, collection) = (another(Role::EmploymentFiling, 21), another(Role::Collection, 22));
    assert_eq!(
        enter(&agency, &collection, of, id, "early").map_err(code).unwrap_err(),
        "case.not_now"
    );
    agency
        .write(&filing, move |desk| {
            move_case::confirm_employment(desk, &key("confirm"), of, id, date(2026, 9, 8))
        })
        .expect("confirmed");
    enter(&agency, &collection, of, id, "enter").expect("entered");
    assert_eq!(people_on_roll(&agency, of), 1);
    let case = agency
        .read(&collection, move |desk| counter_cases::one(desk, of, id))
        .expect("the case");
    assert_eq!((case.case.state.code(), case.steps.len()), ("entered", 2));
    let ended = agency
        .db()
        .read(move |tx| store::spell::timeline(tx, of, people[0]))
        .expect("a timeline");
    for spell in &ended.spells {
        assert_eq!(
            spell.to,
            Some(month("2026-08")),
            "the month of leaving is not due inside the window"
        );
        assert_eq!(spell.ended_on, Some(date(2026, 9, 8)), "the contract's day wins over the filed one");
    }
}

fn enter(agency: &Agency, by: &Caller, of: EmployerId, id: CaseId, text: &'static str) -> Result<procedures::Receipt, Error> {
    agency.write(by, move |desk| enter_reduction::enter_reduction(desk, &key(text), of, id, None))
}

#[test]
fn a_fault_of_the_system_makes_the_day_of_the_first_try_count() {
    let agency = agency(date(2026, 9, 10));
    let of = employer(&agency, 1, 1);
    let people = put_on_roll(
        &agency,
        of,
        &[Hired::new("赵一", "2026-01", 9_500), Hired::new("钱二", "2026-01", 9_500)],
    );
    turn_to(&agency, date(2026, 9, 26));
    close_month::close_month(&agency, &Caller::system(), month("2026-09"), &mut |_| {}).expect("closed");

    // The paper comes after the close; the officer who takes it in does not decide it.
    let (taker, filing) = (another(Role::Collection, 22), another(Role::EmploymentFiling, 21));
    let paper = line(people[0], date(2026, 9, 20), 26);
    agency
        .write(&taker, move |desk| enter_reduction::take_in_form(desk, &key("paper"), of, &paper))
        .expect("taken in");
    let id = agency
        .read(&taker, |desk| Ok(counter_cases::queue(desk, &["filed"])?[0].opened.id))
        .expect("a case");
    agency
        .write(&filing, move |desk| {
            move_case::confirm_employment(desk, &key("confirm"), of, id, date(2026, 9, 20))
        })
        .expect("confirmed");
    assert_eq!(
        enter(&agency, &taker, of, id, "own").map_err(code).unwrap_err(),
        "case.own_submission"
    );

    let (first, second) = (another(Role::Collection, 23), another(Role::Collection, 24));
    let note = move |desk: &mut procedures::Desk| {
        move_case::note_exception(desk, &key("note"), of, id, date(2026, 9, 24), "outage of 24 September")
    };
    agency.write(&first, note).expect("noted");
    let grant = move |desk: &mut procedures::Desk| move_case::grant_exception(desk, &key("grant"), of, id);
    assert_eq!(agency.write(&first, grant).map_err(code).unwrap_err(), "case.same_person");
    agency.write(&second, grant).expect("granted");
    enter(&agency, &first, of, id, "enter").expect("entered");

    let bills = agency
        .db()
        .read(move |tx| store::bill::of_month(tx, of, month("2026-09")))
        .expect("bills");
    let [regular, correction] = bills.as_slice() else {
        panic!("{bills:?}")
    };
    assert!(matches!(correction.kind, BillKind::Correction(_)), "{correction:?}");
    assert_eq!(
        correction.totals.total() + correction.totals.total() + regular.totals.total(),
        Fen::ZERO,
        "one of two falls away"
    );
}

#[test]
fn a_double_enrolment_is_decided_by_two_officers() {
    for verdict in Verdict::ALL {
        let agency = agency(date(2026, 9, 10));
        let (holder, newcomer) = (employer(&agency, 1, 1), employer(&agency, 2, 1));
        let who = put_on_roll(&agency, holder, &[Hired::new("王五", "2026-01", 9_500)])[0];
        let number = agency
            .db()
            .read(move |tx| store::person::load(tx, who))
            .expect("read")
            .expect("a person")
            .number;
        agency
            .write(&clerk(newcomer), move |desk| {
                let line = EnrolLine {
                    line: 1,
                    name: "王五".to_owned(),
                    identity: domain::identity::Identity {
                        number: number.clone(),
                        kind: domain::identity::IdentityKind::Citizen,
                        born: Some(date(1990, 1, 1)),
                        sex: None,
                    },
                    increase: domain::filing::increase::Increase {
                        category: policy::Category::LocalUrban,
                        hired_on: date(2026, 9, 1),
                        wage: Fen::yuan(9_500),
                        groups: GroupSet::default()
                            .with(policy::Group::PensionUnemploymentInjury)
                            .with(policy::Group::Medical),
                    },
                };
                enrol_staff(desk, &key("enrol"), newcomer, &[line], Rule::AllOrNothing)
            })
            .expect("it waits");
        let (first, second) = (another(Role::Registration, 31), another(Role::Registration, 32));
        let propose =
            move |desk: &mut procedures::Desk| double_enrolments::propose(desk, &key("propose"), newcomer, who, verdict, "contract");
        agency.write(&first, propose).expect("proposed");
        let agree = move |desk: &mut procedures::Desk| double_enrolments::agree(desk, &key("agree"), newcomer, who);
        assert_eq!(agency.write(&first, agree).map_err(code).unwrap_err(), "case.same_person");
        agency.write(&second, agree).expect("agreed");
        let on_rolls = (people_on_roll(&agency, holder), people_on_roll(&agency, newcomer));
        let expected = match verdict {
            Verdict::Newcomer => (0, 1),
            Verdict::Holder => (1, 0),
        };
        assert_eq!(on_rolls, expected, "{verdict:?}");
        let left = agency.read(&first, double_enrolments::conflicts).expect("conflicts");
        assert!(left.is_empty(), "nothing waits any more");
    }
}
