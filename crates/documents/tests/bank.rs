//! The debit batch against its schema's sample, and the answers that another library wrote to it.
//!
//! `fixtures/bank` holds a batch of ours (`debit.xml`) and what a bank made of it, one folder a story. After a change of the batch:
//! `BLESS=1 cargo test -p documents --test bank`, then validate it and play the bank again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use documents::bank::{AnswerForm, BankAnswers, BankRefused, Cause, Debit, DebitBatch, Outcome, debit_message, read_answers};
use serde_json::Value;
use units::{Fen, date};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/bank")
}

fn file(story: &str, name: &str) -> Vec<u8> {
    let path = folder().join(story).join(name);
    std::fs::read(&path).unwrap_or_else(|_| panic!("{}", path.display()))
}

fn batch() -> DebitBatch {
    let debit = |n: i64| Debit {
        instruction: format!("B202611-{n:06}"),
        end_to_end: format!("SB202611{n:08}"),
        amount: Fen(1_966_266 + n * 7_919),
        mandate: format!("WT{n:07}"),
        mandate_signed_on: date(2024, 1, 8),
        name: format!("北京示例第{n}有限公司 <&>"),
        credit_code: "91110105MA0CQ7R270".into(),
        account: format!("62000000000000{n:05}"),
        bank_code: if n == 1 { String::new() } else { "102100000013".into() },
        remittance: format!("2026年11月社会保险费 B202611-{n:06}"),
    };
    DebitBatch {
        batch: "SB-CN110105-20261203-001".into(),
        created_at: 1_796_205_600_000,
        collect_on: date(2026, 12, 3),
        creditor: "示例市社会保险基金管理中心".into(),
        creditor_account: "0200099900099900001".into(),
        creditor_bank_code: "102100099996".into(),
        debits: (1..=20).map(debit).collect(),
    }
}

#[test]
fn the_batch_is_the_one_that_was_validated() {
    let written = debit_message(&batch()).unwrap();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(folder().join("debit.xml"), &written).unwrap();
    }
    assert!(
        file("", "debit.xml") == written,
        "the batch changed: validate it, play the bank again"
    );
}

fn expected() -> Value {
    serde_json::from_slice(&file("", "expected.json")).unwrap()
}

fn cause(code: &str) -> Cause {
    match code {
        "AM04" => Cause::InsufficientFunds,
        "AC04" => Cause::AccountClosed,
        "MD01" => Cause::NoMandate,
        other => panic!("{other}"),
    }
}

/// What an accepted story says of each instruction.
fn outcomes(story: &Value) -> BTreeMap<String, Option<Outcome>> {
    let failed = story["failed"].as_object().unwrap();
    let unanswered: Vec<&str> = story["unanswered"].as_array().unwrap().iter().filter_map(|v| v.as_str()).collect();
    let of = |id: &str| match failed.get(id) {
        Some(code) => Some(Outcome::Bounced(cause(code.as_str().unwrap()))),
        None => (!unanswered.contains(&id)).then_some(Outcome::Paid),
    };
    batch().debits.iter().map(|d| (d.end_to_end.clone(), of(&d.end_to_end))).collect()
}

fn check(answers: &BankAnswers, wanted: &BTreeMap<String, Option<Outcome>>, what: &str) {
    let batch = batch();
    let sent = |id: &str| batch.debits.iter().find(|d| d.end_to_end == id).map(|d| d.amount);
    assert_eq!(answers.check_against(&batch.batch, sent), Ok(()), "{what}");
    let found: BTreeMap<_, _> = answers.answers.iter().map(|a| (a.end_to_end.clone(), a.outcome)).collect();
    let wanted: BTreeMap<_, _> = wanted.iter().filter_map(|(id, o)| o.map(|o| (id.clone(), o))).collect();
    assert_eq!(found, wanted, "{what}");
    assert_eq!(found.len(), answers.answers.len(), "{what}");
    assert!(answers.answers.iter().all(|a| a.value_date == Some(date(2026, 12, 3))), "{what}");
    assert!(answers.movements.is_empty() && answers.sha256.len() == 64, "{what}");
    let form = match what.rsplit('/').next().unwrap() {
        name if name.starts_with("pain") => AnswerForm::Status,
        name if name.starts_with("camt") => AnswerForm::Notice,
        _ => AnswerForm::Csv,
    };
    assert_eq!(answers.form, form, "{what}");
    assert_eq!(
        answers.batch.as_deref(),
        (form != AnswerForm::Csv).then_some("SB-CN110105-20261203-001"),
        "{what}"
    );
}

#[test]
fn every_accepted_story_is_read_in_each_of_its_forms() {
    let expected = expected();
    for name in ["all-paid", "bounced", "one-missing"] {
        let story = &expected["stories"][name];
        let whole = outcomes(story);
        for form in story["files"].as_array().unwrap().iter().filter_map(|f| f.as_str()) {
            let answers = read_answers(&file(name, form)).unwrap_or_else(|e| panic!("{name}/{form}: {e:?}"));
            // A notice of credits says nothing of what was not paid.
            let credits_only = matches!(form, "camt054.xml" | "camt054-batch.xml");
            let wanted = whole
                .iter()
                .filter(|(_, o)| !credits_only || **o == Some(Outcome::Paid))
                .map(|(id, o)| (id.clone(), *o));
            check(&answers, &wanted.collect(), &format!("{name}/{form}"));
        }
    }
}

#[test]
fn the_order_of_lines_changes_nothing_and_the_same_bytes_have_the_same_name() {
    for form in ["pain002.xml", "camt054-returns.xml", "results.csv"] {
        let sorted = |story: &str| {
            let mut answers = read_answers(&file(story, form)).unwrap();
            answers.answers.sort_by(|a, b| a.end_to_end.cmp(&b.end_to_end));
            answers
        };
        assert_eq!(sorted("bounced").answers, sorted("reordered").answers, "{form}");
        assert_eq!(sorted("bounced").sha256, sorted("replayed").sha256, "{form}");
        assert_ne!(sorted("bounced").sha256, sorted("reordered").sha256, "{form}");
    }
}

#[test]
fn files_that_do_not_add_up_are_refused_whole() {
    let twice = expected()["stories"]["duplicate"]["end_to_end_id"].as_str().unwrap().to_owned();
    let total = batch().total();
    for form in ["pain002.xml", "camt054.xml", "results.csv"] {
        assert_eq!(
            read_answers(&file("duplicate", form)),
            Err(BankRefused::AnsweredTwice(twice.clone())),
            "{form}"
        );
        assert_eq!(read_answers(&file("truncated", form)), Err(BankRefused::Truncated), "{form}");
        let differ = BankRefused::TotalsDiffer {
            said_count: 21,
            count: 20,
            said_sum: total + Fen::yuan(100),
            sum: total,
        };
        assert_eq!(read_answers(&file("wrong-totals", form)), Err(differ), "{form}");
    }
    assert!(matches!(
        read_answers(&file("wrong-totals", "camt054-batch.xml")),
        Err(BankRefused::TotalsDiffer { .. })
    ));
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for (story, form) in [
        ("bounced", "pain002.xml"),
        ("bounced", "camt054-returns.xml"),
        ("bounced", "results.csv"),
    ] {
        let bytes = file(story, form);
        for cut in (0..bytes.len() - 3).step_by(97) {
            assert!(read_answers(&bytes[..cut]).is_err(), "{form} cut at {cut}");
        }
    }
}

#[test]
fn what_was_never_sent_is_refused() {
    let answers = read_answers(&file("all-paid", "results.csv")).unwrap();
    assert_eq!(
        answers.check_against("X", |_| None),
        Err(BankRefused::InstructionUnknown("SB20261100000001".into()))
    );
    let differs = answers.check_against("X", |_| Some(Fen(1)));
    assert!(matches!(differs, Err(BankRefused::AmountDiffers { .. })), "{differs:?}");
    let answers = read_answers(&file("all-paid", "pain002.xml")).unwrap();
    assert_eq!(
        answers.check_against("X", |_| None),
        Err(BankRefused::BatchUnknown("SB-CN110105-20261203-001".into()))
    );
}

#[test]
fn hostile_and_foreign_files_are_refused_by_what_they_are() {
    let status = String::from_utf8(file("all-paid", "pain002.xml")).unwrap();
    let entity = status.replacen("<Document", "<!DOCTYPE Document [<!ENTITY a \"b\">]><Document", 1);
    for (bytes, refused) in [
        (Vec::new(), BankRefused::Size),
        (b"\x89PNG\0\0".to_vec(), BankRefused::NotABankFile),
        (b"<html></html>".to_vec(), BankRefused::NotABankFile),
        ("姓名,证件号码\r\n".into(), BankRefused::NotABankFile),
        (entity.into_bytes(), BankRefused::Entities),
        (
            status.replace("Ccy=\"CNY\"", "Ccy=\"EUR\"").into_bytes(),
            BankRefused::Currency("EUR".into()),
        ),
        (
            status.replace("<TxSts>ACSC", "<TxSts>QQQQ").into_bytes(),
            BankRefused::StatusUnknown("QQQQ".into()),
        ),
    ] {
        let found = read_answers(&bytes);
        // Another status shifts the counts of its own status first.
        let shifted = matches!(
            (&refused, &found),
            (BankRefused::StatusUnknown(_), Err(BankRefused::TotalsDiffer { .. }))
        );
        assert!(shifted || found == Err(refused.clone()), "{refused:?}: {found:?}");
    }
}
