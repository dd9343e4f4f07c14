use crate::{KNOWN, has, json, refused, scratch, shebao, written};

#[test]
fn a_template_is_a_workbook_that_reads_back_empty() {
    let path = scratch("template.xlsx");
    let answer = json(&format!("roster template {path}"), 0);
    has(&answer, &["file"]);
    assert!(std::fs::read(&path).expect("the workbook").starts_with(b"PK"));
    refused(&format!("assess --month 2026-08 --known-on 2026-11-10 {path}"), 2, "file.no_people");
}

#[test]
fn a_place_that_cannot_be_written_is_a_failure_of_the_system() {
    refused("roster template /nowhere/template.xlsx", 3, "usage.unwritable_file");
}

/// A roster of two, one of them below the floor.
fn two() -> String {
    let text = "name,id_number,category,wage\n张三,110102197603092158,local_urban,9000\n李四,110101199003077715,local_urban,5000\n";
    written("two.csv", text)
}

#[test]
fn a_roster_says_what_is_not_sure_what_is_left_out_and_what_a_late_notice_changed() {
    let answer = json(&format!("assess --month 2026-08 {KNOWN} {}", two()), 0);
    assert_eq!(
        (&answer["confidence"], &answer["missing"][0]),
        (&"C".into(), &"injury-class".into())
    );
    has(
        &answer,
        &[
            "doubts.parameter",
            "doubts.note",
            "difference.people",
            "difference.published",
            "fingerprint",
        ],
    );
    assert_eq!(
        (&answer["difference"]["people"], &answer["difference"]["published"]),
        (&1.into(), &"2026-08-21".into())
    );
    let one = json(&format!("assess --month 2026-08 --wage 5000 --category local_urban {KNOWN}"), 0);
    assert_eq!(answer["difference"]["totals"], one["difference"]["totals"]);
    let early = json(&format!("assess --month 2013-08 {KNOWN} {}", two()), 0);
    assert_eq!(early["missing"][0], "employment_injury.employer");
    let carried = json(&format!("assess --month 2027-07 {KNOWN} {}", two()), 0);
    assert_eq!((&carried["provisional"], &carried["confidence"]), (&true.into(), &"D".into()));
}

#[test]
fn the_reasons_of_each_person_of_a_roster_are_there_where_asked_for() {
    let answer = json(&format!("assess --month 2026-09 --why {KNOWN} {}", two()), 0);
    has(&answer, &["why.row", "why.name", "why.why.rule", "why.why.because"]);
    assert_eq!(answer["why"].as_array().map(Vec::len), Some(2));
    assert!(json(&format!("assess --month 2026-09 {KNOWN} {}", two()), 0)["why"].is_null());
}

#[test]
fn an_option_without_its_roster_and_a_workbook_under_another_name_are_refused() {
    let one = format!("assess --month 2026-09 --wage 5000 --category local_urban {KNOWN}");
    refused(&format!("{one} --out {}", scratch("one.xlsx")), 2, "usage.roster_only");
    let named = format!("assess --month 2026-09 {KNOWN} {} --out {}", two(), scratch("out.csv"));
    refused(&named, 2, "usage.no_workbook");
    refused(&format!("roster template {}", scratch("roster.csv")), 2, "usage.no_workbook");
}

#[test]
fn another_card_is_taken_and_never_in_silence() {
    let text = "name,id_number,category,wage\nSMITH JOHN,911156198706120039,foreign,9000\n陈大文,810000199304285175,nonlocal_urban,9000\n张三,110102197603092158,local_urban,-1\n";
    let path = written("cards.csv", text);
    let answer = json(&format!("assess --month 2026-08 {KNOWN} {path}"), 1);
    let found: Vec<(u64, &str, &str)> = answer["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|found| {
            let text = |key: &str| found[key].as_str().unwrap_or_default();
            (found["row"].as_u64().unwrap_or_default(), text("code"), text("grade"))
        })
        .collect();
    assert_eq!(
        found,
        [
            (2, "finding.id_other_card", "note"),
            (2, "identity.doubt.layout", "note"),
            (3, "finding.id_other_card", "note"),
            (4, "finding.wage_negative", "must_change"),
        ]
    );
    assert_eq!((&answer["people"], &answer["assessed"]), (&3.into(), &2.into()));
    let said = shebao(&format!("assess --month 2026-08 {KNOWN} {path}")).out;
    assert!(
        said.contains("3 people in the roster: 2 assessed, 1 left out; 4 findings"),
        "{said}"
    );
}

#[test]
fn own_figures_come_by_person_and_branch_and_an_unreadable_one_is_told_once() {
    let text = "姓名,证件号码,险种,单位,个人\n张三,110102197603092158,养老,1440,720\n张三,110102197603092158,医疗,abc,183\n张三,110102197603092158,失业,45,45\n";
    let roster = written(
        "one.csv",
        "name,id_number,category,wage\n张三,110102197603092158,local_urban,9000\n",
    );
    let ask = |mine: &str| format!("assess --month 2026-08 {KNOWN} {roster} --against {mine}");
    let answer = json(&ask(&written("long.csv", text)), 1);
    assert_eq!((&answer["difference"], &answer["apart"]), (&"0.00".into(), &0.into()), "{answer}");
    assert_eq!(
        (&answer["findings"][0]["code"], answer["findings"].as_array().map(Vec::len)),
        (&"finding.amount_unreadable".into(), Some(1))
    );
    let none = written("none.csv", "姓名,证件号码,养老\n张三,110102197603092158,1\n");
    let error = refused(&ask(&none), 2, "file.no_figures");
    assert_eq!(error["where"]["file"], none.as_str());
}
