//! Files of malice end in a refusal by name, within seconds and bounded memory.

use std::io::{Cursor, Write};

use documents::{Looks, Reading, Unreadable, read_roster};
use proptest::prelude::*;
use units::date;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn refusal(bytes: &[u8]) -> Option<Unreadable> {
    read_roster(bytes, &Reading::on(date(2026, 11, 10))).err()
}

/// A workbook out of its parts; `sheet` is written in pieces, so that a bomb need not be held.
fn workbook(strings: &str, sheet: &mut dyn FnMut(&mut dyn Write)) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .large_file(true);
    let rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let part = |name: &str, content: String, zip: &mut ZipWriter<Cursor<Vec<u8>>>| {
        zip.start_file(name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    };
    part(
        "_rels/.rels",
        format!("<Relationships><Relationship Id=\"a\" Type=\"{rels}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        &mut zip,
    );
    part(
        "xl/workbook.xml",
        "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" id=\"r1\"/></sheets></workbook>".into(),
        &mut zip,
    );
    part(
        "xl/_rels/workbook.xml.rels",
        format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"{rels}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{rels}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
        ),
        &mut zip,
    );
    part("xl/sharedStrings.xml", strings.to_owned(), &mut zip);
    zip.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    sheet(&mut zip);
    zip.finish().unwrap().into_inner()
}

const NO_STRINGS: &str = "<sst/>";

fn repeated(piece: &'static str, times: usize) -> impl FnMut(&mut dyn Write) {
    move |out| {
        out.write_all(b"<worksheet><sheetData>").unwrap();
        let many = piece.repeat(1_000);
        for _ in 0..times / 1_000 {
            out.write_all(many.as_bytes()).unwrap();
        }
        out.write_all(b"</sheetData></worksheet>").unwrap();
    }
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    // 300 MB of one letter, packed into less than one.
    let bytes = workbook(
        NO_STRINGS,
        &mut repeated(
            "<row r=\"1\"><c t=\"inlineStr\"><is><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></is></c></row>",
            4_000_000,
        ),
    );
    assert!(bytes.len() < 4 << 20);
    assert_eq!(refusal(&bytes), Some(Unreadable::Bomb { most: 256 }));
}

#[test]
fn a_bomb_that_lies_about_its_size_is_stopped_on_the_way() {
    let mut bytes = workbook(NO_STRINGS, &mut repeated("<row r=\"1\"/>", 23_000_000));
    // The sizes in the central directory and in the local header say 100 bytes.
    let long = (12u64 * 23_000_000 + 22 + 24).to_le_bytes();
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(4).position(|w| w == &long[..4]) {
        bytes[at + found..at + found + 4].copy_from_slice(&100u32.to_le_bytes());
        at += found + 4;
    }
    let refused = refusal(&bytes);
    assert!(
        matches!(refused, Some(Unreadable::Bomb { .. } | Unreadable::Damaged)),
        "{refused:?}"
    );
}

#[test]
fn one_huge_string_does_not_grow_a_buffer() {
    let bytes = workbook(
        &format!("<sst><si><t>{}</t></si></sst>", "长".repeat(4 << 20)),
        &mut repeated("", 0),
    );
    assert_eq!(refusal(&bytes), Some(Unreadable::Bomb { most: 96 }));
    let many = format!("<sst>{}</sst>", "<si/>".repeat(2_000_001));
    assert_eq!(refusal(&workbook(&many, &mut repeated("", 0))), Some(Unreadable::Bomb { most: 48 }));
}

#[test]
fn entities_wide_sheets_and_deep_ones_are_refused_by_name() {
    let laughs = "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><worksheet><sheetData>&b;</sheetData></worksheet>";
    assert_eq!(
        refusal(&workbook(NO_STRINGS, &mut |out| out.write_all(laughs.as_bytes()).unwrap())),
        Some(Unreadable::Entities)
    );
    let cells: String = (0..16_384).map(|_| "<c><v>1</v></c>").collect();
    let wide = format!("<worksheet><sheetData><row r=\"1\">{cells}</row></sheetData></worksheet>");
    assert!(matches!(
        refusal(&workbook(NO_STRINGS, &mut |out| out.write_all(wide.as_bytes()).unwrap())),
        Some(Unreadable::TooManyColumns { .. })
    ));
    let csv = vec!["姓名"; 16_384].join(",");
    assert_eq!(
        refusal(csv.as_bytes()),
        Some(Unreadable::TooManyColumns {
            columns: 16_384,
            most: 512
        })
    );
    let deep = "<a>".repeat(100_000);
    assert_eq!(
        refusal(&workbook(NO_STRINGS, &mut |out| out.write_all(deep.as_bytes()).unwrap())),
        Some(Unreadable::Damaged)
    );
    let long = "姓名,证件号码,户口性质,工资\n".to_owned() + &"张三,1,1,1\n".repeat(200_001);
    assert_eq!(refusal(long.as_bytes()), Some(Unreadable::TooManyRows { most: 200_000 }));
}

#[test]
fn what_is_no_list_is_told_by_its_name() {
    let looks = |looks| Some(Unreadable::NotAWorkbook { looks });
    let roster = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/roster.xlsx")).unwrap();
    let mut locked = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    assert_eq!(refusal(&locked), Some(Unreadable::OldFormat));
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(refusal(&locked), Some(Unreadable::Encrypted));
    for (bytes, wanted) in [
        (Vec::new(), Some(Unreadable::Empty)),
        (roster[..roster.len() / 2].to_vec(), Some(Unreadable::Damaged)),
        (b"PK\x03\x04".to_vec(), Some(Unreadable::Damaged)),
        (b"%PDF-1.7".to_vec(), looks(Looks::Pdf)),
        (b"\xEF\xBB\xBF <html><table>".to_vec(), looks(Looks::WebPage)),
        (b"\x89PNG\r\n".to_vec(), looks(Looks::Picture)),
        (b"<?xml version=\"1.0\"?><Workbook/>".to_vec(), looks(Looks::Xml)),
        (b"name,id_number\0,wage".to_vec(), looks(Looks::Bytes)),
        (
            "姓名,证件号码\n".into(),
            Some(Unreadable::MissingColumn {
                field: documents::Field::Category,
                row: 1,
                guess: None,
            }),
        ),
        ("今天天气好\n".into(), Some(Unreadable::NoHeadings { rows: 30 })),
        (vec![b'a'; (64 << 20) + 1], Some(Unreadable::TooBig { size: 65, most: 64 })),
        (b"a,b\n\xff\xff\xff".to_vec(), Some(Unreadable::WrongEncoding { line: 2 })),
    ] {
        assert_eq!(refusal(&bytes), wanted, "{:?}", &bytes[..bytes.len().min(20)]);
    }
}

#[test]
fn damage_anywhere_in_a_workbook_never_crashes() {
    let roster = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/roster-clean.xlsx")).unwrap();
    for at in (0..roster.len()).step_by(61) {
        let mut bytes = roster.clone();
        bytes[at] ^= 0x55;
        let _ = read_roster(&bytes, &Reading::on(date(2026, 11, 10)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_crash_a_reader(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = read_roster(&bytes, &Reading::on(date(2026, 11, 10)));
        let _ = documents::bank::read_answers(&bytes);
    }

    #[test]
    fn no_cells_crash_a_reader(cells in prop::collection::vec("[\\PC\"',\r\n=0-9年月日.-]{0,16}", 0..30)) {
        let text = format!("姓名,证件号码,户口性质,工资,入职日期,结果\n{}", cells.chunks(6).map(|c| c.join(",")).collect::<Vec<_>>().join("\n"));
        if let Ok(sheet) = read_roster(text.as_bytes(), &Reading::on(date(2026, 11, 10))) {
            prop_assert_eq!(sheet.people_seen as usize, sheet.lines.len() + sheet.refused.len());
            let texts = documents::returned::results(words::Lang::En, sheet.findings.iter(), sheet.lines.iter().map(|l| l.row));
            let back = documents::returned::with_results(text.as_bytes(), &sheet, &texts).unwrap();
            let again = read_roster(&back, &Reading::on(date(2026, 11, 10))).unwrap();
            prop_assert_eq!(again.lines, sheet.lines);
        }
    }

    #[test]
    fn no_bank_line_crashes_a_reader(lines in prop::collection::vec("[A-Z0-9,.#\"-]{0,40}", 0..20)) {
        let text = format!("end_to_end_id,amount,currency,status,reason,value_date\r\n{}", lines.join("\r\n"));
        let _ = documents::bank::read_answers(text.as_bytes());
    }
}
