//! The published workbook of wages: each row's answer, each person's clamp, who is still missing.

use std::collections::{BTreeMap, BTreeSet};

use documents::Grade;
use procedures::declare_bases::bases;
use procedures::enrol_staff::Rule;
use procedures::lists::file_upload;
use procedures::wage_list::{CheckedWages, WageList, check_wages, declare_wages};
use procedures::{draft_bill, receipts};
use store::filing::LineState;
use store::upload::ListKind;
use units::{Fen, Month, date};

use crate::rig::Rig;

fn year() -> Month {
    Month::parse("2026-07").expect("a month")
}

fn refused(checked: &CheckedWages) -> BTreeMap<u32, &'static str> {
    let must = checked.findings.iter().filter(|f| f.grade == Grade::MustChange);
    must.map(|f| (f.place.row, f.code)).collect()
}

#[test]
fn every_row_of_the_wages_gets_its_answer_and_the_missing_are_named() {
    for rig in Rig::each("cn/example", date(2026, 11, 10)) {
        rig.load_clean_roster();
        let upload = rig.keep(ListKind::Wages, "wages-2025.xlsx");
        let list = WageList {
            upload,
            year_from: year(),
            confirmed: BTreeSet::new(),
        };
        let checked = check_wages(&rig.agency, &rig.clerk, rig.employer, &list).expect("readable");
        let rows = refused(&checked);
        assert_eq!(rows.keys().copied().collect::<Vec<_>>(), [17, 25, 36, 61], "{rows:?}");
        assert_eq!(
            (rows[&36], rows[&61]),
            ("base.not_on_roll", "finding.wage_implausible"),
            "no wage is clamped without a word"
        );
        let based = |row: i64| {
            let verdict = checked.clean.iter().find(|v| v.line == row).expect("a clean row");
            let based = verdict.outcome.as_ref().expect("taken");
            (based.taken.base, based.clamped.base[0])
        };
        for (row, declared, clamped) in [
            (7, 7_270, 7_270),
            (8, 7_270, 7_270),
            (9, 36_348, 36_348),
            (10, 36_348, 36_348),
            (11, 3_000, 7_270),
            (50, 8_807, 8_807),
        ] {
            assert_eq!(based(row), (Fen::yuan(declared), Fen::yuan(clamped)), "row {row}");
        }
        let mut numbers: Vec<&str> = checked.undeclared.iter().map(|(_, number)| number.as_str()).collect();
        numbers.sort_unstable();
        let implausible = 1;
        assert_eq!(numbers.len(), 5 + implausible, "{numbers:?}");
        for tail in ["1113", "5487", "2919", "1263", "0343"] {
            assert!(numbers.iter().any(|n| n.ends_with(tail)), "{tail} is named");
        }
    }
}

#[test]
fn the_good_rows_are_declared_under_one_receipt_and_bill_as_the_check_said() {
    let rig = Rig::lite("cn/example", date(2026, 11, 10));
    rig.load_clean_roster();
    let upload = rig.keep(ListKind::Wages, "wages-2025.xlsx");
    let list = WageList {
        upload,
        year_from: year(),
        confirmed: BTreeSet::new(),
    };
    let key = rig.key("wages");
    let checked = check_wages(&rig.agency, &rig.clerk, rig.employer, &list).expect("readable");
    let declare = |rule| declare_wages(&rig.agency, &rig.clerk, &key, rig.employer, &list, rule);
    assert!(declare(Rule::AllOrNothing).is_err(), "a row must change");
    let declared = declare(Rule::GoodLinesOnly).expect("declared");
    assert_eq!(declared.undeclared.len(), checked.undeclared.len());
    assert_eq!(declare(Rule::GoodLinesOnly).expect("again").receipt.number, declared.receipt.number);
    let (employer, n) = (rig.employer, declared.receipt.n);
    let (lines, shown, draft) = rig
        .agency
        .read(&rig.clerk, move |desk| {
            let lines = receipts::filing(desk, employer, n)?.lines;
            Ok((lines, bases(desk, employer, year())?, draft_bill::draft_bill(desk, employer)?))
        })
        .expect("read");
    assert_eq!(
        lines.iter().filter(|l| l.states == [LineState::Done; 2]).count(),
        checked.clean.len()
    );
    let total: Fen = shown.people.iter().map(|p| p.clamped.total).sum();
    assert_eq!((draft.total(), draft.sheet.people.len()), (total, 101));
    assert_eq!(shown.people.iter().filter(|p| p.undeclared).count(), checked.undeclared.len());
}

/// More lines than one turn of the database holds are declared in slices, under one receipt, and come out as the check said.
#[test]
fn a_long_workbook_of_wages_is_declared_in_slices_under_one_receipt() {
    const LINES: u64 = 1_200;
    for rig in Rig::each("cn/example", date(2026, 11, 10)) {
        let people = crate::once::roster(LINES);
        let id = rig.keep_bytes(ListKind::Roster, "花名册.csv", people.as_bytes());
        let key = rig.key("roster");
        file_upload(&rig.agency, &rig.clerk, &key, rig.employer, id, Rule::AllOrNothing).expect("filed");
        let mut wages = "姓名,证件号码,2025年月平均工资\r\n".to_owned();
        for line in people.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            wages += &format!("{},{},9000\r\n", cells[0], cells[1]);
        }
        let list = WageList {
            upload: rig.keep_bytes(ListKind::Wages, "wages.csv", wages.as_bytes()),
            year_from: year(),
            confirmed: (1..=LINES as i64 + 1).collect(),
        };
        let checked = check_wages(&rig.agency, &rig.clerk, rig.employer, &list).expect("readable");
        assert_eq!(checked.clean.len(), LINES as usize, "{:?}", checked.findings.first());
        let key = rig.key("wages");
        let declare = || declare_wages(&rig.agency, &rig.clerk, &key, rig.employer, &list, Rule::AllOrNothing).expect("declared");
        let declared = declare();
        assert_eq!(declare().receipt.number, declared.receipt.number);
        let (employer, n) = (rig.employer, declared.receipt.n);
        let (lines, shown) = rig
            .agency
            .read(&rig.clerk, move |desk| {
                Ok((receipts::filing(desk, employer, n)?.lines, bases(desk, employer, year())?))
            })
            .expect("read");
        assert_eq!(lines.iter().filter(|l| l.states == [LineState::Done; 2]).count(), LINES as usize);
        assert!(shown.people.iter().all(|p| !p.undeclared), "nobody is without a base");
        let broken: Vec<String> = procedures::check::check(&rig.agency)
            .expect("checked")
            .into_iter()
            .flat_map(|c| c.broken)
            .collect();
        assert_eq!(broken, Vec::<String>::new());
    }
}
