use crate::{has, json, refused, scratch};

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
