//! The published files against the register: every row gets the answer that is written beside it.

use std::collections::BTreeMap;

use documents::{Finding, Grade};
use procedures::enrol_staff::Rule;
use procedures::lists::{check_upload, file_upload};
use procedures::{Error, receipts, roll};
use store::filing::LineState;
use store::upload::ListKind;
use units::{Fen, date};

use crate::rig::Rig;

fn must_change(findings: &[Finding]) -> BTreeMap<u32, &'static str> {
    findings
        .iter()
        .filter(|f| f.grade == Grade::MustChange)
        .map(|f| (f.place.row, f.code))
        .collect()
}

#[test]
fn the_clean_roster_costs_what_was_computed_apart() {
    for rig in Rig::each("cn/example", date(2026, 11, 10)) {
        let id = rig.keep(ListKind::Roster, "roster-clean.xlsx");
        let checked = check_upload(&rig.agency, &rig.clerk, rig.employer, id).expect("readable");
        assert_eq!((checked.clean, checked.refused()), (101, 0));
        assert_eq!(checked.effect, Fen(49_208_702));
    }
}

#[test]
fn five_thousand_people_are_filed_in_slices_under_one_event() {
    for rig in Rig::each("cn/example", date(2026, 11, 10)) {
        let id = rig.keep(ListKind::Roster, "roster-5000.xlsx");
        let key = rig.key("five thousand");
        let file = || file_upload(&rig.agency, &rig.clerk, &key, rig.employer, id, Rule::AllOrNothing).expect("filed");
        let receipt = file();
        assert_eq!(file().number, receipt.number, "the same ask is the same receipt");
        let (employer, n) = (rig.employer, receipt.n);
        let (people, lines) = rig
            .agency
            .read(&rig.clerk, move |desk| {
                Ok((roll::roll(desk, employer)?.people.len(), receipts::filing(desk, employer, n)?.lines))
            })
            .expect("read");
        assert_eq!((people, lines.len()), (5_000, 5_000));
        assert!(lines.iter().all(|l| l.states == [LineState::Done; 2]));
    }
}

#[test]
fn every_row_of_the_increases_gets_its_answer() {
    let rig = Rig::lite("cn/example", date(2026, 11, 10));
    rig.load_clean_roster();
    let id = rig.keep(ListKind::Increases, "increases.xlsx");
    let checked = check_upload(&rig.agency, &rig.clerk, rig.employer, id).expect("readable");
    let refused = must_change(&checked.findings);
    assert_eq!(refused.keys().copied().collect::<Vec<_>>(), [11, 15, 19, 23, 25], "{refused:?}");
    assert_eq!(refused[&11], "increase.already_enrolled");
    assert_eq!(refused[&25], "increase.branches_incomplete");
    let late = checked.findings.iter().find(|f| f.place.row == 6).expect("row 6 is said");
    assert_eq!((late.grade, late.code), (Grade::Attention, "increase.late_registration"));
    assert_eq!(checked.clean, 20);
}

#[test]
fn every_row_of_the_reductions_gets_its_answer() {
    let rig = Rig::lite("cn/example", date(2026, 11, 10));
    rig.load_clean_roster();
    let id = rig.keep(ListKind::Reductions, "reductions.xlsx");
    let checked = check_upload(&rig.agency, &rig.clerk, rig.employer, id).expect("readable");
    let refused = must_change(&checked.findings);
    assert_eq!(refused.keys().copied().collect::<Vec<_>>(), [7, 13, 19, 24, 32, 38], "{refused:?}");
    assert_eq!(refused[&13], "reduction.not_on_roll");
    assert_eq!(refused[&19], "reduction.reason_unknown");
    assert_eq!(refused[&24], "reduction.date_before_hire");
    assert_eq!(refused[&38], "reduction.name_differs");
    let meant = checked
        .findings
        .iter()
        .find(|f| f.place.row == 7 && f.code == "reduction.is_it_meant");
    assert!(meant.is_some(), "row 7 asks whether the person of that name is meant");
    let counter: Vec<u32> = checked
        .findings
        .iter()
        .filter(|f| f.code == "reduction.at_the_counter")
        .map(|f| f.place.row)
        .collect();
    assert_eq!(counter, [14, 16, 17, 28], "retirement, death, and what an officer must note");
    let open: Vec<u32> = checked
        .findings
        .iter()
        .filter(|f| f.code == "reduction.reason_taken_as")
        .map(|f| f.place.row)
        .collect();
    assert_eq!(open, [4, 18, 33], "a transfer without its destination is taken, and said");
    assert_eq!((checked.clean, checked.at_the_counter), (34, 4));
}

#[test]
fn all_or_nothing_files_none_and_good_lines_only_files_the_rest_under_one_receipt() {
    for rig in Rig::each("cn/example", date(2026, 11, 10)) {
        rig.load_clean_roster();
        let id = rig.keep(ListKind::Reductions, "reductions.xlsx");
        let file = |rule| file_upload(&rig.agency, &rig.clerk, &rig.key("reductions"), rig.employer, id, rule);
        let Err(Error::Refused(why)) = file(Rule::AllOrNothing) else {
            panic!("must be refused")
        };
        assert_eq!(why.code(), "list.must_change");
        let employer = rig.employer;
        let people = || {
            rig.agency
                .read(&rig.clerk, move |desk| Ok(roll::roll(desk, employer)?.people.len()))
                .expect("read")
        };
        assert_eq!(people(), 101, "nothing was filed");
        let receipt = file(Rule::GoodLinesOnly).expect("filed");
        let lines = rig
            .agency
            .read(&rig.clerk, move |desk| Ok(receipts::filing(desk, employer, receipt.n)?.lines))
            .expect("read");
        let count = |state| lines.iter().filter(|l| l.states == [state; 2]).count();
        assert_eq!((count(LineState::Done), count(LineState::Counter)), (30, 4));
        assert_eq!(people(), 101 - 30);
    }
}
