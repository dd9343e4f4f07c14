//! What we write for banks is valid against the schema that ISO 20022 publishes (`schemas/`, unchanged), judged by libxml2.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use domain::collection::Batch;
use procedures::Role;
use procedures::export_debits::{DebitForm, export_debits};
use procedures::run_debits::batches;
use units::date;

use crate::rig::{Rig, officer};

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What libxml2 holds against the message; nothing where it is valid.
fn faults(message: &[u8]) -> Option<String> {
    let mut judge = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema"])
        .arg(crates().join("checks/tests/schemas/pain.008.001.08.xsd"))
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xmllint (cargo xtask setup installs it)");
    judge.stdin.take().expect("piped").write_all(message).expect("written");
    let out = judge.wait_with_output().expect("judged");
    (!out.status.success()).then(|| String::from_utf8_lossy(&out.stderr).into_owned())
}

#[test]
fn the_sample_batch_is_valid_and_a_spoiled_one_is_not() {
    let sample = std::fs::read(crates().join("documents/tests/fixtures/bank/debit.xml")).expect("the sample");
    assert_eq!(faults(&sample), None);
    let spoiled = String::from_utf8(sample).expect("text").replacen("<EndToEndId>", "<EndToEndID>", 1);
    assert!(faults(spoiled.as_bytes()).is_some());
}

#[test]
fn the_batches_of_a_real_month_and_of_its_second_try_are_valid() {
    let rig = Rig::lite("cn/example", date(2026, 8, 24));
    rig.give_account();
    rig.load_clean_roster();
    rig.pass_until(date(2026, 9, 14));
    rig.bank_will_bounce(1);
    rig.pass_until(date(2026, 10, 31));
    let collection = officer(Role::Collection);
    let made = rig.agency.read(&collection, |desk| batches(desk, 100)).expect("batches");
    let with_bills: Vec<&Batch> = made.iter().filter(|batch| batch.bills > 0).collect();
    assert_eq!(with_bills.len(), 3, "August, September and September's second debit: {made:?}");
    for batch in with_bills {
        let id = batch.id;
        let file = rig
            .agency
            .read(&collection, move |desk| export_debits(desk, id, DebitForm::Message))
            .expect("exported");
        assert_eq!(faults(&file.bytes), None, "{}", file.name);
    }
}
