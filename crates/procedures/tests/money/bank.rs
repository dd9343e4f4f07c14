//! Plays the bank: answers a batch, as CSV with its closing line.

use domain::collection::Debit;
use domain::ids::{BatchId, EmployerId};
use procedures::run_debits::{self, Run};
use procedures::take_bank_answer::{Taken, take_bank_answer};
use procedures::{Agency, Caller, Error, change_mandate};
use units::{Date, Fen};

use crate::rig::{clerk, month};

/// What the bank says to one debit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Says {
    Paid,
    No(&'static str),
    Nothing,
}

pub fn debits(agency: &Agency, batch: BatchId) -> Vec<Debit> {
    agency.db().read(move |tx| store::debit::whole_batch(tx, batch)).expect("debits")
}

/// A file of answers.
pub fn file(debits: &[Debit], day: Date, says: impl Fn(&Debit) -> Says) -> String {
    let mut out = String::from("end_to_end_id,amount,currency,status,reason,value_date\r\n");
    let (mut count, mut sum) = (0, Fen::ZERO);
    for debit in debits {
        let (status, reason) = match says(debit) {
            Says::Paid => ("ACSC", ""),
            Says::No(reason) => ("RJCT", reason),
            Says::Nothing => continue,
        };
        out += &format!("{},{},CNY,{status},{reason},{day}\r\n", debit.end_to_end(), debit.amount);
        (count, sum) = (count + 1, sum + debit.amount);
    }
    out + &format!("#,{count},{sum},,,\r\n")
}

pub fn send(agency: &Agency, text: &str) -> Result<Taken, Error> {
    take_bank_answer(agency, &Caller::system(), "results.csv", text.as_bytes())
}

/// Runs a batch.
pub fn run(agency: &Agency, text: &str, attempt: u8, collect_on: Date) -> BatchId {
    let run = Run {
        month: month(text),
        attempt,
        collect_on,
    };
    run_debits::run_debits(agency, &Caller::system(), run).expect("a batch").id
}

/// Runs a batch and has the bank answer all of it alike.
pub fn run_and_answer(agency: &Agency, text: &str, attempt: u8, day: Date, says: Says) -> BatchId {
    let batch = run(agency, text, attempt, day);
    send(agency, &file(&debits(agency, batch), day, |_| says)).expect("taken");
    batch
}

pub const ACCOUNT: &str = "6222000011111234";

/// Gives an employer an account from today on.
pub fn account(agency: &Agency, of: EmployerId, name: &str, number: &str) -> change_mandate::Changed {
    let asked = change_mandate::NewAccount {
        bank: "示例银行".into(),
        bank_code: "102100099996".into(),
        account_name: name.into(),
        account_number: number.into(),
        from: None,
    };
    let key = procedures::Key::new(format!("mandate {number}"), number.as_bytes());
    agency
        .write(&clerk(of), move |desk| change_mandate::change_mandate(desk, &key, of, &asked))
        .expect("changed")
}
