//! The published workbook of back payments: each row's answer and the way of each part; lists and files that add up to the case.

use std::collections::BTreeMap;

use documents::declaration_file::read_files;
use documents::{Grade, Lang, Reading, read_back_payments};
use procedures::back_payment::printed::{declaration_files, list_rows};
use procedures::back_payment::workbook::{answered_workbook, check_workbook, open_workbook};
use procedures::back_payment::{Approved, Decision, approve_amounts, confirm, decide_many, put_paper, see_paper, submit};
use procedures::enrol_staff::Rule;
use procedures::{Caller, Role};
use units::{Fact, Fen, date};

use crate::rig::{Rig, fixture, officer};

const FILE: &str = "back-payment-persons.xlsx";

fn expected() -> Vec<(u32, String, Vec<String>)> {
    let answers: serde_json::Value = serde_json::from_slice(&fixture("answers.json")).expect("answers");
    let lines = answers["files"][FILE]["lines"].as_array().expect("lines").clone();
    let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
    lines
        .iter()
        .map(|line| {
            let parts = line["parts"].as_array().into_iter().flatten();
            let way = |p: &serde_json::Value| {
                let (from, to) = (text(&p[0]), text(&p[1]));
                let months = if from == to { from } else { format!("{from}..{to}") };
                format!("{months} {}", text(&p[2]))
            };
            (
                line["row"].as_u64().unwrap_or_default() as u32,
                text(&line["answer"]),
                parts.map(way).collect(),
            )
        })
        .collect()
}

fn told(facts: &[(&'static str, Fact)]) -> String {
    let of = |name: &str| facts.iter().find(|(n, _)| *n == name).map(|(_, fact)| fact.clone());
    match (of("months"), of("route")) {
        (Some(Fact::Text(months)), Some(Fact::Word(route))) => {
            format!("{months} {}", route.trim_start_matches("back_payment.route."))
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn every_row_of_the_back_payments_gets_its_answer() {
    for rig in Rig::each("cn/example", date(2026, 11, 10)) {
        rig.load_clean_roster();
        let (employer, bytes) = (rig.employer, fixture(FILE));
        let book = bytes.clone();
        let listed = rig
            .agency
            .read(&rig.clerk, move |desk| check_workbook(desk, employer, &book))
            .expect("readable");
        let mut refused: BTreeMap<u32, &str> = BTreeMap::new();
        let mut ways: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for finding in &listed.findings {
            if finding.grade == Grade::MustChange {
                refused.insert(finding.place.row, finding.code);
            } else if finding.code == "back_payment.row.way" {
                ways.entry(finding.place.row).or_default().push(told(&finding.facts));
            }
        }
        for (row, answer, parts) in expected() {
            match answer.as_str() {
                "refuse" => assert!(refused.contains_key(&row), "row {row} is to be refused"),
                "accept" => assert_eq!((refused.get(&row), ways.get(&row)), (None, Some(&parts)), "row {row}"),
                _either => assert!(ways.get(&row) == Some(&parts) || refused.contains_key(&row), "row {row}"),
            }
        }
        for (row, code) in [
            (27, "back_payment.outside_employment"),
            (28, "route.month_not_over"),
            (31, "back_payment.not_on_roll"),
            (32, "back_payment.overlap"),
            (33, "back_payment.document_reused_in_row"),
        ] {
            assert_eq!(refused.get(&row), Some(&code), "row {row}");
        }
        let book = bytes.clone();
        let answered = rig
            .agency
            .read(&rig.clerk, move |desk| answered_workbook(desk, employer, &book, Lang::Zh))
            .expect("given back");
        let again = read_back_payments(&answered, &Reading::on(date(2026, 11, 10))).expect("still readable");
        assert_eq!(again.people_seen, listed.rows, "the file can be sent again as it is");
    }
}

#[test]
fn the_clean_rows_are_filed_decided_together_and_printed_to_the_fen() {
    let rig = Rig::lite("cn/example", date(2026, 11, 10));
    rig.load_clean_roster();
    let (employer, bytes, key) = (rig.employer, fixture(FILE), rig.key("workbook"));
    let book = bytes.clone();
    let all = rig.agency.write(&rig.clerk, move |desk| {
        open_workbook(desk, &key, employer, &book, Rule::AllOrNothing)
    });
    assert!(all.is_err(), "a refused row refuses all");
    let key = rig.key("workbook");
    let opened = rig
        .agency
        .write(&rig.clerk, move |desk| {
            open_workbook(desk, &key, employer, &bytes, Rule::GoodLinesOnly)
        })
        .expect("filed");
    assert_eq!(opened.cases.len(), 3, "{:?}", opened.cases);
    let verified = opened.cases[1].0;
    enter_what_is_unknown(&rig, verified);
    let (view, rows) = rig
        .agency
        .read(&rig.clerk, move |desk| list_rows(desk, employer, verified))
        .expect("listed");
    assert_eq!(
        rows.iter().map(|r| r.total()).sum::<Fen>(),
        view.total(),
        "the lists add up to the case"
    );
    let mut files = rig
        .agency
        .read(&rig.clerk, move |desk| declaration_files(desk, employer, verified))
        .expect("exported");
    let (_, manifest) = files.pop().expect("a manifest");
    let read = read_files(&manifest, &files).expect("read back");
    let principal: Fen = read.iter().flat_map(|(_, lines)| lines).map(|l| l.employer + l.employee).sum();
    let asked: Fen = view.dues.iter().map(|d| d.totals.total()).sum();
    assert_eq!((read.len(), principal), (2, asked));
    let last = files[0].1.len() - 2;
    files[0].1[last] ^= 1;
    assert!(read_files(&manifest, &files).is_err());
    decided_together(&rig, &opened.cases.iter().map(|(id, _)| *id).collect::<Vec<_>>());
}

/// 2011: the injury rates of that time fit no class of today; the clerk hands the case in, the officer enters what the file shows.
fn enter_what_is_unknown(rig: &Rig, id: domain::ids::CaseId) {
    let employer = rig.employer;
    let view = rig
        .agency
        .read(&rig.clerk, move |desk| procedures::back_payment::back_payment(desk, employer, id))
        .expect("seen");
    assert!(view.unknown.is_some());
    let papers: Vec<String> = view.papers.iter().map(|paper| paper.paper.code.clone()).collect();
    for paper in view.papers {
        let key = rig.key("paper");
        rig.agency
            .write(&rig.clerk, move |desk| {
                put_paper(desk, &key, employer, id, &paper.paper.code, Some(("scan.pdf", b"%PDF-1.7")))
            })
            .expect("taken in");
    }
    let (handed, entered) = (rig.key("submit"), rig.key("amounts"));
    rig.agency
        .write(&rig.clerk, move |desk| submit(desk, &handed, employer, id))
        .expect("handed in");
    let until = units::Month::parse("2011-12").expect("a month");
    let old = view.story.lines.iter().filter(|l| l.to <= until);
    let amounts: Vec<Approved> = old
        .map(|l| Approved {
            person: l.person,
            month: None,
            amounts: policy::Branch::ALL
                .map(|branch| match branch {
                    policy::Branch::Pension => (branch, Fen::yuan(1_260), Fen::yuan(504)),
                    _other => (branch, Fen::ZERO, Fen::ZERO),
                })
                .to_vec(),
            to_pension_account: None,
            fee: None,
            ground: "2011年工资凭证".to_owned(),
        })
        .collect();
    rig.agency
        .write(&officer(Role::Verification), move |desk| {
            approve_amounts(desk, &entered, employer, id, &amounts)
        })
        .expect("entered");
    for paper in papers {
        let key = rig.key("opened");
        rig.agency
            .write(&officer(Role::Verification), move |desk| {
                see_paper(desk, &key, employer, id, &paper, false)
            })
            .expect("opened");
    }
}

/// One case is not under review: it is refused, and stops none of the others.
fn decided_together(rig: &Rig, cases: &[domain::ids::CaseId]) {
    let employer = rig.employer;
    let (recent, verified) = (cases[0], cases[1]);
    let named = [(employer, recent), (employer, verified)];
    let verifier = officer(Role::Verification);
    let outcomes = decide_many(&rig.agency, &verifier, &rig.key("many"), &named, &Decision::Check).expect("decided");
    let refused = outcomes[0].outcome.as_ref().err().map(|why| why.code());
    assert_eq!(refused, Some("back_payment.not_at_this_desk"));
    assert!(outcomes[1].outcome.is_ok(), "{:?}", outcomes[1].outcome);
    let second = Caller {
        login: domain::ids::LoginId(89),
        ..officer(Role::Verification)
    };
    let key = rig.key("confirm");
    let done = rig.agency.write(&second, move |desk| confirm(desk, &key, employer, verified));
    assert!(done.is_ok(), "{done:?}");
    assert_eq!(rig.broken(), Vec::<String>::new());
}
