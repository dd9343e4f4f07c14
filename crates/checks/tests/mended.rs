//! The clerk's own workbook: checked, handed back with a result column, mended in it, and accepted.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use documents::returned::{results, with_results};
use documents::{Finding, Grade, Reading};
use procedures::enrol_staff::Rule;
use procedures::lists::{check_upload, file_upload};
use procedures::roll;
use store::upload::ListKind;
use units::date;
use words::Lang;

use crate::rig::{Rig, fixture};

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let count = archive.len();
    let read = |at| {
        let mut entry = archive.by_index(at).expect("a part");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("read");
        (entry.name().expect("a name").into_owned(), content)
    };
    (0..count).map(read).collect()
}

fn archive(parts: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer
            .start_file(name.as_str(), zip::write::SimpleFileOptions::default())
            .expect("a part");
        writer.write_all(content).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

/// Types a text into a cell, as a spreadsheet program would.
fn type_in(sheet: &mut String, cell: &str, row: u32, text: &str) {
    let typed = format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    if let Some(from) = sheet.find(&format!("<c r=\"{cell}\"")) {
        let open = from + sheet[from..].find('>').expect("closed");
        let to = if sheet[..open].ends_with('/') {
            open + 1
        } else {
            from + sheet[from..].find("</c>").expect("ended") + 4
        };
        sheet.replace_range(from..to, &typed);
        return;
    }
    // An empty cell is not written: it goes before the first one to its right.
    let from = sheet.find(&format!("<row r=\"{row}\"")).expect("a row");
    let to = from + sheet[from..].find("</row>").expect("ended");
    let next = ('A'..='Z').filter(|letter| *letter > cell.chars().next().unwrap_or('A'));
    let at = next
        .filter_map(|letter| sheet[from..to].find(&format!("<c r=\"{letter}{row}\"")))
        .min()
        .map_or(to, |at| from + at);
    sheet.insert_str(at, &typed);
}

/// What the clerk types where a finding is: by the column it names.
fn mend(finding: &Finding) -> (String, String) {
    let row = finding.place.row;
    let letter = &finding.place.column.as_ref().expect("a column").letter;
    let text = match letter.as_str() {
        "D" => procedures::city::citizen_number("110105", date(1985, 3, 1), u64::from(row)),
        "F" => "本市城镇".to_owned(),
        "H" => "2020-03-02".to_owned(),
        "I" => "8000".to_owned(),
        other => panic!("nothing to mend in {other}: {finding:?}"),
    };
    (format!("{letter}{row}"), text)
}

#[test]
fn the_workbook_handed_back_is_accepted_when_its_faults_are_mended() {
    for rig in Rig::each("cn/example", date(2026, 11, 10)) {
        let bytes = fixture("roster.xlsx");
        let id = rig.keep_bytes(ListKind::Roster, "roster.xlsx", &bytes);
        let checked = check_upload(&rig.agency, &rig.clerk, rig.employer, id).expect("readable");
        assert_eq!(checked.people_seen, 120);
        assert!((14..=19).contains(&checked.refused()), "{}", checked.refused());
        let refused = file_upload(&rig.agency, &rig.clerk, &rig.key("faults"), rig.employer, id, Rule::AllOrNothing);
        assert!(refused.is_err(), "a row must change");

        let sheet = documents::read_roster(&bytes, &Reading::on(date(2026, 11, 10))).expect("readable");
        let texts = results(Lang::Zh, checked.findings.iter(), sheet.lines.iter().map(|l| l.row));
        let back = with_results(&bytes, &sheet, &texts).expect("handed back");
        let mut parts = parts(&back);
        let mut cells = String::from_utf8(parts[SHEET].clone()).expect("text");
        let mut mended = 0;
        for finding in checked.findings.iter().filter(|f| f.grade == Grade::MustChange) {
            let (cell, text) = mend(finding);
            type_in(&mut cells, &cell, finding.place.row, &text);
            mended += 1;
        }
        assert_eq!(mended, checked.refused(), "one fault, one finding");
        parts.insert(SHEET.to_owned(), cells.into_bytes());

        let id = rig.keep_bytes(ListKind::Roster, "roster.xlsx", &archive(&parts));
        let again = check_upload(&rig.agency, &rig.clerk, rig.employer, id).expect("readable");
        let left: Vec<&Finding> = again.findings.iter().filter(|f| f.grade == Grade::MustChange).collect();
        assert_eq!((again.people_seen, again.clean), (120, 120), "{left:?}");
        file_upload(&rig.agency, &rig.clerk, &rig.key("mended"), rig.employer, id, Rule::AllOrNothing).expect("filed");
        let employer = rig.employer;
        let people = rig
            .agency
            .read(&rig.clerk, move |desk| Ok(roll::roll(desk, employer)?.people.len()))
            .expect("a roll");
        assert_eq!(people, 120);
        assert_eq!(rig.broken(), Vec::<String>::new());
    }
}
