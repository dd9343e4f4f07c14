//! Files as users send them, each row with the answer written in `fixtures/answers.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use documents::{Finding, Grade, Reading, Sheet};
use domain::identity::Sex;
use serde_json::Value;
use units::{Date, Month, Statement, date};

fn file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

fn answers(name: &str) -> Value {
    let all: Value = serde_json::from_slice(&file("answers.json")).unwrap();
    all["files"][name].clone()
}

/// Men at 60 and women at 55, later by a month for every four months of birth from the anchor on (sources S60, S101, S102).
fn retires(born: Date, sex: Option<Sex>) -> Option<Month> {
    let (anchor, age) = match sex? {
        Sex::Male => (Month::new(1965, 1).unwrap(), 60),
        Sex::Female => (Month::new(1970, 1).unwrap(), 55),
    };
    let late = anchor.months_until(Month::of(born));
    let delay = if late < 0 { 0 } else { (late / 4 + 1).min(36) };
    Some(Month::of(born).plus(age * 12 + delay))
}

fn how() -> Reading<'static> {
    Reading {
        retires: Some(&retires),
        ..Reading::on(date(2026, 11, 10))
    }
}

/// Our code for a class of reasons of the answers.
fn code(reason: &str) -> &'static str {
    match reason {
        "id_check_digit" => "finding.id_check_digit",
        "id_15_digits" => "identity.fifteen_digits",
        "id_precision_lost" => "finding.id_precision_lost",
        "id_birth_date" => "identity.birth_date",
        "wage_missing" => "finding.wage_missing",
        "wage_negative" => "finding.wage_negative",
        "wage_zero" => "finding.wage_zero",
        "wage_not_a_number" => "finding.wage_not_a_number",
        "wage_implausible" => "finding.wage_implausible",
        "category_unknown" => "finding.category_unknown",
        "age_below_16" => "increase.age_below_16",
        "age_past_retirement" => "increase.age_past_retirement",
        "duplicate" => "finding.duplicate",
        "cell_error" => "finding.cell_error",
        "formula_without_value" => "finding.formula_without_value",
        "date_impossible" => "finding.date_impossible",
        "id_invisible_character" => "finding.id_invisible_character",
        "date_bare_number" => "finding.date_bare_number",
        "date_without_day" => "finding.date_without_day",
        "months_reversed" => "finding.months_reversed",
        "month_impossible" => "finding.month_impossible",
        other => panic!("no code for {other}"),
    }
}

/// What needs the register, and is said by `procedures`.
const OF_THE_REGISTER: [&str; 14] = [
    "not_on_roll",
    "already_enrolled",
    "name_differs",
    "date_in_future",
    "reason_unknown",
    "date_before_hire",
    "counter",
    "late_registration",
    "branches_incomplete",
    "outside_employment",
    "month_in_future",
    "overlap",
    "document_reused",
    "base_out_of_bounds",
];

fn rows_of(answers: &Value, which: &str) -> Vec<(u32, String, String)> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let rows = answers[which].as_array().cloned().unwrap_or_default();
    rows.iter()
        .map(|r| (r["row"].as_u64().unwrap() as u32, text(&r["column"]), text(&r["reason"])))
        .collect()
}

fn by_row<L>(sheet: &Sheet<L>) -> BTreeMap<u32, Vec<&Finding>> {
    let mut out: BTreeMap<u32, Vec<&Finding>> = BTreeMap::new();
    for finding in &sheet.findings {
        out.entry(finding.place.row).or_default().push(finding);
    }
    out
}

fn heading(finding: &Finding) -> &str {
    finding.place.column.as_ref().map_or("row", |c| c.heading.as_str())
}

/// Compares a sheet with the answers; `rows` are the rows of the lines taken.
fn compare<L>(name: &str, sheet: &Sheet<L>, rows: impl Fn(&L) -> u32) {
    let answers = answers(name);
    let taken: BTreeSet<u32> = sheet.lines.iter().map(&rows).collect();
    let found = by_row(sheet);
    let none = vec![];
    let mut said: BTreeSet<u32> = BTreeSet::new();
    for (row, column, reason) in rows_of(&answers, "refuse") {
        if OF_THE_REGISTER.contains(&reason.as_str()) {
            assert!(taken.contains(&row), "{name} {row}: {reason} is not for this room to say");
            continue;
        }
        let here = found.get(&row).unwrap_or(&none);
        let right = here
            .iter()
            .any(|f| f.grade == Grade::MustChange && f.code == code(&reason) && heading(f) == column);
        assert!(
            right && !taken.contains(&row),
            "{name} {row}: wanted {reason} at {column}, found {here:?}"
        );
        assert_eq!(here.len(), 1, "{name} {row}: one cause, one finding: {here:?}");
        said.insert(row);
    }
    for (row, column, reason) in rows_of(&answers, "either")
        .into_iter()
        .filter(|(_, _, r)| !OF_THE_REGISTER.contains(&r.as_str()))
    {
        let here = found.get(&row).unwrap_or(&none);
        let silent_kind = reason == "document_kind" && taken.contains(&row);
        assert!(
            silent_kind
                || here
                    .iter()
                    .any(|f| f.code == code(&reason) || reason == "date_bare_number" && heading(f) == column),
            "{name} {row}: {reason}: {here:?}"
        );
        said.insert(row);
    }
    for (row, column, _) in rows_of(&answers, "accept") {
        assert!(taken.contains(&row), "{name} {row}: to be accepted: {:?}", found.get(&row));
        let here = found.get(&row).unwrap_or(&none);
        assert!(
            here.iter()
                .all(|f| f.grade != Grade::MustChange && (heading(f) == column || column == "row")),
            "{name} {row}: {here:?}"
        );
        said.insert(row);
    }
    let more: Vec<_> = found.iter().filter(|(row, _)| !said.contains(row)).collect();
    assert!(more.is_empty(), "{name}: findings in rows that need none: {more:?}");
    let people = answers["people"].as_u64().or(answers["rows"].as_u64()).unwrap() as u32;
    assert_eq!(sheet.people_seen, people, "{name}");
    assert_eq!(sheet.lines.len() + sheet.refused.len(), people as usize, "{name}");
}

#[test]
fn every_row_of_a_roster_gets_its_answer_in_four_dresses() {
    for name in ["roster.xlsx", "roster-1904.xlsx", "roster-gb18030.csv", "roster-utf8-bom.csv"] {
        let sheet = documents::read_roster(&file(name), &how()).unwrap();
        let answers = answers(name);
        compare(name, &sheet, |l| l.row);
        assert_eq!(sheet.header_row, 3, "{name}");
        assert_eq!(sheet.sheet.as_deref(), answers["sheet"].as_str(), "{name}");
        let (least, most) = (&answers["accepted"]["at_least"], &answers["accepted"]["at_most"]);
        let taken = sheet.lines.len() as u64;
        assert!(
            least.as_u64().unwrap() <= taken && taken <= most.as_u64().unwrap(),
            "{name}: {taken}"
        );
        assert_eq!(sheet.columns.len(), 11, "{name}: every column is known");
        assert_eq!(sheet.hidden_rows, if name.ends_with("xlsx") { vec![44] } else { vec![] }, "{name}");
    }
}

#[test]
fn the_values_of_a_roster_are_what_the_cells_mean() {
    let sheets: Vec<_> = ["roster.xlsx", "roster-1904.xlsx", "roster-gb18030.csv", "roster-utf8-bom.csv"]
        .into_iter()
        .map(|name| (name, documents::read_roster(&file(name), &how()).unwrap()))
        .collect();
    for (name, sheet) in &sheets {
        let line = |row: u32| sheet.lines.iter().find(|l| l.row == row).unwrap_or_else(|| panic!("{name} {row}"));
        for (row, wanted) in [
            (8, "阿卜杜拉·买买提"),
            (20, "古丽娜·艾尔肯"),
            (26, "马\u{2B627}"),
            (50, "张\u{2CB5A}铭"),
            (101, "LEE HANNAH"),
        ] {
            assert_eq!(line(row).name, wanted, "{name}");
        }
        for (row, fen) in [(51, 1_234_000), (56, 987_000), (58, 1_580_000), (86, 6_800_000), (87, 254_000)] {
            assert_eq!(line(row).wage.count(), fen, "{name} {row}");
        }
        assert!(line(64).identity.number.ends_with('X'), "{name}");
        assert_eq!(line(73).category.code(), "nonlocal_rural", "{name}");
        if name.ends_with("xlsx") {
            assert_eq!(line(79).hired_on, Some(date(2020, 2, 7)), "{name}");
        }
    }
    // The same people in another dress: what is taken in all four is the same, field by field.
    let plain = |name: &str| {
        let (_, sheet) = sheets.iter().find(|(n, _)| *n == name).unwrap();
        sheet.lines.iter().map(|l| (l.row, l.clone())).collect::<BTreeMap<_, _>>()
    };
    let first = plain("roster.xlsx");
    for (name, _) in &sheets[1..] {
        for (row, line) in plain(name) {
            assert_eq!(first.get(&row).unwrap_or(&line), &line, "{name} {row}");
        }
    }
}

#[test]
fn clean_rosters_need_no_word() {
    for name in ["roster-clean.xlsx", "roster-5000.xlsx"] {
        let sheet = documents::read_roster(&file(name), &how()).unwrap();
        assert_eq!(sheet.findings, vec![], "{name}");
        assert_eq!(sheet.lines.len() as u64, answers(name)["people"].as_u64().unwrap(), "{name}");
    }
}

#[test]
fn every_row_of_the_other_lists_gets_its_answer() {
    let increases = documents::read_increases(&file("increases.xlsx"), &how()).unwrap();
    compare("increases.xlsx", &increases, |l| l.row);
    let some: Vec<u32> = increases.lines.iter().filter(|l| !l.all_branches).map(|l| l.row).collect();
    assert_eq!(some, vec![25]);

    let reductions = documents::read_reductions(&file("reductions.xlsx"), &how()).unwrap();
    compare("reductions.xlsx", &reductions, |l| l.row);
    let rich = reductions.lines.iter().find(|l| l.row == 9).unwrap();
    assert!(rich.name.chars().count() >= 2, "a name in two fonts is one name: {}", rich.name);
    assert_eq!(reductions.refused[0].name, "张军俊", "known by name, so that the roll can be asked");

    let wages = documents::read_wages(&file("wages-2025.xlsx"), &how()).unwrap();
    compare("wages-2025.xlsx", &wages, |l| l.row);
    let wage = |row: u32| wages.lines.iter().find(|l| l.row == row).map(|l| l.wage.count());
    for (row, fen) in [
        (7, 727_000),
        (8, 726_999),
        (9, 3_634_800),
        (10, 3_634_801),
        (11, 300_000),
        (50, 880_650),
    ] {
        assert_eq!(wage(row), Some(fen), "{row}");
    }
}

#[test]
fn months_to_be_paid_back_are_read() {
    let name = "back-payment-persons.xlsx";
    let sheet = documents::read_back_payments(&file(name), &how()).unwrap();
    let lines = answers(name)["lines"].as_array().unwrap().clone();
    assert_eq!(sheet.people_seen as usize, lines.len());
    for line in lines {
        let (row, reason) = (line["row"].as_u64().unwrap() as u32, line["reason"].as_str().unwrap());
        let here: Vec<_> = sheet.findings.iter().filter(|f| f.place.row == row).collect();
        let ours = !reason.is_empty() && !OF_THE_REGISTER.contains(&reason);
        assert_eq!(sheet.lines.iter().any(|l| l.row == row), !ours, "{row} {reason}: {here:?}");
        assert_eq!(
            here.iter().map(|f| f.code()).collect::<Vec<_>>(),
            if ours { vec![code(reason)] } else { vec![] },
            "{row}"
        );
    }
}
