//! Who sees an identity number in full: who acts for the employer, and who has written down a look at the person a moment ago.

use std::io::Cursor;

use calamine::{Reader, Xlsx, open_workbook_from_rs};
use domain::filing::increase::Increase;
use domain::identity::{Identity, IdentityKind};
use domain::ids::{EmployerId, LoginId, PersonId};
use domain::registry::masked_number;
use domain::spell::GroupSet;
use policy::Category;
use procedures::enrol_staff::{EnrolLine, Rule, enrol_staff};
use procedures::filed_forms::printed;
use procedures::record::{look_up, looked_record};
use procedures::{Agency, Caller, Error, Key, Role, roll};
use units::{Fen, date};

use crate::rig::{Hired, agency, clerk, employer, officer, put_on_roll, turn_to};

const NUMBER: &str = "110105199003071239";

/// Two people on a roll, the second by a filing, and its receipt's number.
fn filed(agency: &Agency, of: EmployerId) -> ([PersonId; 2], [String; 2], String) {
    let first = put_on_roll(agency, of, &[Hired::new("王五", "2026-01", 9_500)])[0];
    let filed = agency.write(&clerk(of), move |desk| {
        let line = EnrolLine {
            line: 1,
            name: "李四".to_owned(),
            identity: Identity {
                number: NUMBER.to_owned(),
                kind: IdentityKind::Citizen,
                born: Some(date(1990, 3, 7)),
                sex: None,
            },
            increase: Increase {
                category: Category::LocalUrban,
                hired_on: date(2026, 9, 1),
                wage: Fen::yuan(9_500),
                groups: GroupSet::BOTH,
            },
        };
        enrol_staff(desk, &Key::new("enrol", b""), of, &[line], Rule::AllOrNothing)
    });
    let receipt = filed.expect("filed").receipt.number;
    let known = agency.db().read(move |tx| {
        let second = store::person::by_number(tx, NUMBER)?.expect("a person");
        let load = |tx: &mut store::Tx, id| store::person::load(tx, id).map(|p| p.expect("a person").number);
        Ok::<_, store::Trouble>(([first, second], [load(tx, first)?, load(tx, second)?]))
    });
    let (people, numbers) = known.expect("read");
    (people, numbers, receipt)
}

/// All cells of the roll as this caller has it.
fn cells(agency: &Agency, caller: &Caller, of: EmployerId) -> String {
    let bytes = agency.read(caller, move |desk| roll::workbook(desk, of)).expect("a workbook");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("readable");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("its cells");
    sheet.rows().flatten().map(|cell| format!("{cell}\n")).collect()
}

/// The number on the filing's form, and whether what it tells stands beside it.
fn on_form(agency: &Agency, caller: &Caller, receipt: &str) -> (String, bool) {
    let receipt = receipt.to_owned();
    let form = agency.read(caller, move |desk| printed(desk, &receipt)).expect("a form");
    (form.lines[0].number.clone(), form.lines[0].in_full)
}

#[test]
fn a_list_and_a_form_show_full_numbers_to_the_employer_and_masked_ones_to_an_officer_without_a_look() {
    let agency = agency(date(2026, 9, 10));
    let (of, other) = (employer(&agency, 1, 1), employer(&agency, 2, 1));
    let (people, numbers, receipt) = filed(&agency, of);
    let own = cells(&agency, &clerk(of), of);
    assert!(numbers.iter().all(|number| own.contains(number)), "{own}");
    assert_eq!(on_form(&agency, &clerk(of), &receipt), (NUMBER.to_owned(), true));
    let foreign = agency.read(&clerk(other), move |desk| roll::workbook(desk, of));
    assert!(matches!(foreign, Err(Error::Denied(_))));

    let auditor = officer(Role::Auditor);
    for officer in [officer(Role::Cashier), auditor.clone()] {
        let seen = cells(&agency, &officer, of);
        assert!(
            numbers
                .iter()
                .all(|number| !seen.contains(number) && seen.contains(&masked_number(number))),
            "{seen}"
        );
        assert_eq!(on_form(&agency, &officer, &receipt), (masked_number(NUMBER), false));
    }

    let looked = agency.write(&auditor, |desk| look_up(desk, NUMBER, "核对养老待遇"));
    assert_eq!(looked.expect("written down"), people[1]);
    let seen = cells(&agency, &auditor, of);
    assert!(seen.contains(NUMBER) && !seen.contains(&numbers[0]), "{seen}");
    assert_eq!(on_form(&agency, &auditor, &receipt), (NUMBER.to_owned(), true));
    let namesake = Caller {
        login: LoginId(12),
        ..auditor.clone()
    };
    assert_eq!(namesake.name, auditor.name);
    assert_eq!(on_form(&agency, &namesake, &receipt), (masked_number(NUMBER), false));

    let record = |caller: &Caller| {
        let found = agency.read(caller, move |desk| looked_record(desk, people[1], None));
        found.expect("a record").person
    };
    assert_eq!(record(&auditor).number, NUMBER);
    assert_eq!(record(&namesake).number, masked_number(NUMBER), "a name is no login");
    assert!(record(&namesake).name.contains('*'));
    turn_to(&agency, date(2026, 9, 11));
    assert_eq!(record(&auditor).number, masked_number(NUMBER), "a look lasts a quarter of an hour");
}
