//! The user's own file comes back with a result column, everything else as it was, and can be sent again.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Data, DataRef, Reader, Xlsx};
use documents::export::{BillBranch, BillHead, BillRow, Heading, Plan, Template, Value, Workbook, bill_workbook, csv_table, template};
use documents::returned::{results, with_results};
use documents::{Field, Grade, Reading};
use units::{Fen, Month, date};
use words::Lang;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

fn how() -> Reading<'static> {
    Reading::on(date(2026, 11, 10))
}

/// All cells of a workbook as another library reads them.
fn cells(bytes: &[u8]) -> BTreeMap<(String, u32, u32), String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut out = BTreeMap::new();
    for sheet in book.sheet_names() {
        let mut reader = book.worksheet_cells_reader(&sheet).unwrap();
        while let Some(cell) = reader.next_cell().unwrap() {
            let (row, column) = cell.get_position();
            if !matches!(cell.get_value(), DataRef::Empty) {
                out.insert((sheet.clone(), row, column), format!("{:?}", cell.get_value()));
            }
        }
    }
    out
}

/// The parts of an archive.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let read = |at| {
        let mut entry = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        (entry.name().unwrap().into_owned(), content)
    };
    (0..count).map(read).collect()
}

#[test]
fn every_original_cell_of_a_workbook_is_unchanged_and_the_last_column_says_what_is_wrong() {
    for (name, column) in [("roster.xlsx", 11), ("roster-1904.xlsx", 11)] {
        let bytes = file(name);
        let sheet = documents::read_roster(&bytes, &how()).unwrap();
        let texts = results(Lang::Zh, sheet.findings.iter(), sheet.lines.iter().map(|l| l.row));
        let back = with_results(&bytes, &sheet, &texts).unwrap();
        let (before, mut after) = (cells(&bytes), cells(&back));
        let mut added = BTreeMap::new();
        after.retain(|(sheet, row, at), value| {
            let new = sheet == "花名册" && *at == column;
            if new {
                added.insert(*row + 1, value.clone());
            }
            !new
        });
        assert!(before == after, "{name}: a cell changed");
        assert_eq!(added.len(), texts.len() + 1, "{name}");
        assert!(added[&3].contains("结果 / Result"), "{name}: {:?}", added[&3]);
        assert!(added[&10].contains("要改，D列：末位与前17位不符：应为"), "{name}: {:?}", added[&10]);
        assert!(added[&4].contains("没有问题"), "{name}: {:?}", added[&4]);
        let (old, new) = (parts(&bytes), parts(&back));
        assert_eq!(old.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>(), "{name}");
        let changed: Vec<_> = old.iter().filter(|(k, v)| new[*k] != **v).map(|(k, _)| k.as_str()).collect();
        assert_eq!(changed, vec!["xl/worksheets/sheet1.xml"], "{name}");
    }
}

#[test]
fn a_returned_workbook_is_read_as_before_and_returned_again_with_one_result_column() {
    for name in ["roster.xlsx", "roster-gb18030.csv", "roster-utf8-bom.csv"] {
        let bytes = file(name);
        let first = documents::read_roster(&bytes, &how()).unwrap();
        let back = with_results(
            &bytes,
            &first,
            &results(Lang::Zh, first.findings.iter(), first.lines.iter().map(|l| l.row)),
        )
        .unwrap();
        let second = documents::read_roster(&back, &how()).unwrap();
        assert_eq!(second.findings, first.findings, "{name}");
        assert_eq!(second.lines, first.lines, "{name}");
        assert_eq!(second.columns[&Field::Result].letter, "L", "{name}");
        let again = with_results(
            &back,
            &second,
            &results(Lang::Zh, second.findings.iter(), second.lines.iter().map(|l| l.row)),
        )
        .unwrap();
        let content = |bytes: &[u8]| {
            if name.ends_with("csv") {
                BTreeMap::from([(String::new(), bytes.to_vec())])
            } else {
                parts(bytes)
            }
        };
        assert!(content(&again) == content(&back), "{name}: the same results are the same file");
        let emptied = with_results(&back, &second, &BTreeMap::new()).unwrap();
        assert_eq!(documents::read_roster(&emptied, &how()).unwrap().lines, first.lines, "{name}");
    }
}

#[test]
fn other_writers_workbooks_are_returned_too() {
    let reductions = file("reductions.xlsx");
    let sheet = documents::read_reductions(&reductions, &how()).unwrap();
    let back = with_results(&reductions, &sheet, &results(Lang::En, sheet.findings.iter(), [3].into_iter())).unwrap();
    let (before, after) = (cells(&reductions), cells(&back));
    assert!(before.iter().all(|(k, v)| after.get(k) == Some(v)));
    assert!(
        after[&("批量减员".to_owned(), 6, 7)].contains("Must change, column C"),
        "{:?}",
        after[&("批量减员".to_owned(), 6, 7)]
    );
    let wages = file("wages-2025.xlsx");
    let sheet = documents::read_wages(&wages, &how()).unwrap();
    let back = with_results(&wages, &sheet, &results(Lang::Zh, sheet.findings.iter(), [].into_iter())).unwrap();
    let (before, after) = (cells(&wages), cells(&back));
    assert!(before.iter().all(|(k, v)| after.get(k) == Some(v)));
    assert_eq!(documents::read_wages(&back, &how()).unwrap().lines, sheet.lines);
}

#[test]
fn a_csv_keeps_its_bytes_and_its_encoding() {
    for name in ["roster-gb18030.csv", "roster-utf8-bom.csv"] {
        let bytes = file(name);
        let sheet = documents::read_roster(&bytes, &how()).unwrap();
        let texts = results(Lang::Zh, sheet.findings.iter(), [].into_iter());
        let back = with_results(&bytes, &sheet, &texts).unwrap();
        let lines = |bytes: &[u8]| bytes.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
        let (old, new) = (lines(&bytes), lines(&back));
        assert_eq!(old.len(), new.len(), "{name}");
        for (at, (old, new)) in old.iter().zip(&new).enumerate() {
            let old = old.strip_suffix(b"\r").unwrap_or(old);
            assert!(new.starts_with(old), "{name} line {}", at + 1);
            let told = texts.contains_key(&(at as u32 + 1)) || at == 2;
            assert_eq!(new.len() > old.len() + 1, told, "{name} line {}", at + 1);
        }
    }
}

#[test]
fn a_mended_workbook_is_accepted() {
    let bytes = file("roster-utf8-bom.csv");
    let sheet = documents::read_roster(&bytes, &how()).unwrap();
    let back = with_results(&bytes, &sheet, &results(Lang::Zh, sheet.findings.iter(), [].into_iter())).unwrap();
    let wrong = sheet.findings.iter().find(|f| f.place.row == 10).unwrap();
    let right = format!("{}{}", &wrong.cell[..17], domain::identity::check_character(&wrong.cell[..17]));
    let mended = String::from_utf8(back).unwrap().replace(&wrong.cell, &right);
    let again = documents::read_roster(mended.as_bytes(), &how()).unwrap();
    assert_eq!(again.lines.len(), sheet.lines.len() + 1);
    assert!(again.findings.iter().all(|f| f.place.row != 10));
}

#[test]
fn a_roll_that_was_written_is_read_back_to_the_fen() {
    let plan = Plan {
        name: "花名册".into(),
        above: vec!["北京示例有限公司".into()],
        headings: [Field::Name, Field::Number, Field::Category, Field::Wage, Field::HiredOn]
            .map(Heading::of)
            .to_vec(),
    };
    let sheet = documents::read_roster(&file("roster-5000.xlsx"), &how()).unwrap();
    let wages = |row: u32| Fen(i64::from(row) * 7_919 + 1);
    let rows = || {
        sheet.lines.iter().map(|l| {
            let text = |t: &str| Value::Text(t.into());
            vec![
                text(&l.name),
                text(&l.identity.number),
                text(l.category.code()),
                Value::Money(wages(l.row)),
                Value::Day(l.hired_on.unwrap()),
            ]
        })
    };
    let mut book = Workbook::new();
    book.sheet(&plan, rows()).unwrap();
    for bytes in [book.finish().unwrap(), csv_table(&plan, rows())] {
        let back = documents::read_roster(&bytes, &how()).unwrap();
        assert_eq!(back.findings, vec![]);
        for (line, back) in sheet.lines.iter().zip(&back.lines) {
            assert_eq!(
                (&back.name, &back.identity, back.category, back.hired_on),
                (&line.name, &line.identity, line.category, line.hired_on)
            );
            assert_eq!(back.wage, wages(line.row));
        }
    }
}

#[test]
fn every_template_can_be_filled_in_and_read() {
    for which in Template::ALL {
        let bytes = template(which, &[(Field::Reason, vec!["转往外区县".into(); 40])]).unwrap();
        let empty = match which {
            Template::Roster => documents::read_roster(&bytes, &how()).map(|_| ()),
            Template::Increases => documents::read_increases(&bytes, &how()).map(|_| ()),
            Template::Reductions => documents::read_reductions(&bytes, &how()).map(|_| ()),
            Template::Wages => documents::read_wages(&bytes, &how()).map(|_| ()),
            Template::BackPayments => documents::read_back_payments(&bytes, &how()).map(|_| ()),
            Template::Earlier => documents::read_earlier(&bytes, &how()).map(|_| ()),
        };
        assert_eq!(empty, Err(documents::Unreadable::NoPeople), "{which:?}: its headings are known");
    }
}

#[test]
fn a_bill_has_a_line_a_person_and_sums_that_add_up() {
    let head = BillHead {
        employer: "北京示例有限公司".into(),
        credit_code: "91110105MA0CQ7R270".into(),
        month: Month::new(2026, 8).unwrap(),
        more: vec![],
        branches: vec![
            BillBranch {
                index: 0,
                name: "养老 / Pension".into(),
            },
            BillBranch {
                index: 1,
                name: "医疗 / Medical".into(),
            },
        ],
    };
    let row = |n: i64| BillRow {
        name: format!("张{n}"),
        number: "110***********0010".into(),
        category: "本市城镇".into(),
        base: [Fen(950_000); 5],
        employer: [Fen(152_001), Fen(93_102), Fen(n), Fen::ZERO, Fen::ZERO],
        employee: [Fen(76_000), Fen(19_300), Fen::ZERO, Fen::ZERO, Fen::ZERO],
    };
    let bytes = bill_workbook(&head, (1..=3).map(row)).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).unwrap();
    let range = book.worksheet_range("2026-08").unwrap();
    let last = range.height() as u32 - 1;
    assert_eq!(range.get_value((last, 5)), Some(&Data::Float(4560.03)));
    assert_eq!(range.get_value((last, 12)), Some(&Data::Float((3.0 * 340_403.0 + 6.0) / 100.0)));
    assert_eq!(last, 2 + 1 + 3);
}

#[test]
fn notes_and_faults_are_counted_apart() {
    let sheet = documents::read_roster(&file("roster.xlsx"), &how()).unwrap();
    assert!(sheet.count(Grade::MustChange) >= 13 && sheet.count(Grade::Note) >= 4 && sheet.count(Grade::Attention) >= 1);
}
