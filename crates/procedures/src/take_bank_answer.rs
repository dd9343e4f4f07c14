//! The bank's answers (银行回盘): a file is accepted once and whole, then booked line by line.

use std::collections::HashMap;

use documents::bank::{AnswerForm, BankAnswers, BankRefused, read_answers};
use domain::collection::{BankFile, BankLine, Debit, Incoming, Outcome, Said};
use domain::ids::{BatchId, EmployerId, TransferId};
use store::event::Body;
use store::{bank_file, debit, filing_debit};
use units::{Date, Fen};

use crate::book_bank_line::book_line;
use crate::{Agency, Caller, Desk, Error, Key, Permission, Receipt};

/// Lines booked in one transaction.
const SLICE: i64 = 100;

/// What became of a file.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The acknowledgement: of the first time, where it was sent before.
    pub receipt: Receipt,
    /// The file.
    pub file: BankFile,
    /// Whether it had been accepted before and had no second effect.
    pub already: bool,
}

/// Takes a file: reads it, accepts it whole, books every line. The same bytes again change nothing and name the first receipt.
///
/// Refused whole, leaving no trace: [`BankRefused`].
pub fn take_bank_answer(agency: &Agency, caller: &Caller, name: &str, bytes: &[u8]) -> Result<Taken, Error> {
    let answers = read_answers(bytes).map_err(Error::refused)?;
    let name = name.to_owned();
    let mut taken = agency.write(caller, move |desk| accept(desk, &name, &answers))?;
    let file = taken.file.id;
    let mut after = 0;
    while let Some(next) = agency.write(caller, move |desk| book(desk, file, after))? {
        after = next;
    }
    taken.file = agency.read(caller, move |desk| load(desk, file))?;
    Ok(taken)
}

/// A file in its last stage.
pub fn load(desk: &mut Desk, file: i64) -> Result<BankFile, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    bank_file::load(desk.tx, region, file)?.ok_or(Error::NotFound)
}

/// The receipt of a file's acceptance, and the files before it: the upload page's list.
pub fn latest(desk: &mut Desk, limit: i64) -> Result<Vec<(BankFile, Receipt)>, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    let mut files = Vec::new();
    for file in bank_file::latest(desk.tx, region, limit)? {
        let first = bank_file::by_bytes(desk.tx, region, &file.sha256)?.ok_or(Error::NotFound)?;
        let event = store::history::load(desk.tx, region.0, first.n)?.ok_or(Error::NotFound)?;
        files.push((file, desk.receipt(event)));
    }
    Ok(files)
}

/// The lines of a file after one.
pub fn lines(desk: &mut Desk, file: i64, after: i64, limit: i64) -> Result<Vec<BankLine>, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    Ok(bank_file::lines(desk.tx, region, file, after, limit)?)
}

/// Accepts a file that adds up and fits what was sent; nothing of it is booked yet.
pub fn accept(desk: &mut Desk, name: &str, answers: &BankAnswers) -> Result<Taken, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    if let Some(file) = bank_file::by_bytes(desk.tx, region, &answers.sha256)? {
        let event = store::history::load(desk.tx, region.0, file.n)?.ok_or(Error::NotFound)?;
        let receipt = desk.receipt(event);
        return Ok(Taken {
            receipt,
            file,
            already: true,
        });
    }
    let mut act = desk.begin(region)?;
    let (batch, lines) = matched(desk, answers)?;
    let sum = |paid: bool| {
        let hit = lines.iter().filter(|l| brings_money(l) == paid);
        (hit.clone().count() as i64, hit.map(|l| l.amount).sum::<Fen>())
    };
    let file = BankFile {
        id: desk.id(),
        form: form_code(answers.form).to_owned(),
        name: name.to_owned(),
        sha256: answers.sha256.clone(),
        message: answers.message.clone(),
        batch,
        lines: lines.len() as i64,
        paid: sum(true),
        bounced: sum(false),
        booked: false,
        n: act.n,
    };
    act.insert(desk.tx, &bank_file::FILE, &bank_file::row(region, &file, act.n))?;
    for line in &lines {
        let row = bank_file::line_row(region, file.id, line, act.n);
        act.insert(desk.tx, &bank_file::LINE, &row)?;
    }
    let batch = file.batch.map_or_else(String::new, BatchId::code);
    let key = Key::new(format!("bank:{batch}:{}", file.sha256), file.sha256.as_bytes());
    let body = Body::new()
        .with("name", name)
        .with("batch", batch)
        .with("paid", file.paid.0)
        .with("paid_fen", file.paid.1)
        .with("bounced", file.bounced.0)
        .with("bounced_fen", file.bounced.1);
    let receipt = desk.seal(act, "bank_file_accepted", &key, body)?;
    Ok(Taken {
        receipt,
        file,
        already: false,
    })
}

fn brings_money(line: &BankLine) -> bool {
    match &line.said {
        Said::Answer { outcome, .. } => *outcome == Outcome::Paid,
        Said::Incoming(_) => true,
    }
}

fn form_code(form: AnswerForm) -> &'static str {
    match form {
        AnswerForm::Status => "status",
        AnswerForm::Notice => "notice",
        AnswerForm::Csv => "csv",
    }
}

/// One instruction as it was sent: of a monthly batch, or of a file of online filings.
#[derive(Clone, Copy)]
struct Instruction {
    batch: BatchId,
    amount: Fen,
    collect_on: Date,
}

/// What was sent to the bank, as far as this file speaks of it: whole batches, each read once.
#[derive(Default)]
struct Sent {
    batches: Vec<BatchId>,
    asked: HashMap<(EmployerId, TransferId), Instruction>,
}

impl Sent {
    fn add(&mut self, desk: &mut Desk, batch: BatchId) -> Result<(), Error> {
        if !self.batches.contains(&batch) {
            self.batches.push(batch);
            for one in debit::whole_batch(desk.tx, batch)? {
                self.keep(batch, (one.employer, one.transfer), one.amount, one.collect_on);
            }
            for one in filing_debit::whole_batch(desk.tx, batch)? {
                self.keep(batch, (one.employer, one.transfer), one.amount, one.collect_on);
            }
        }
        Ok(())
    }

    fn keep(&mut self, batch: BatchId, key: (EmployerId, TransferId), amount: Fen, collect_on: Date) {
        let asked = Instruction { batch, amount, collect_on };
        self.asked.insert(key, asked);
    }

    /// Whose instruction an identification names, and what was asked with it.
    fn find(&mut self, desk: &mut Desk, end_to_end: &str) -> Result<((EmployerId, TransferId), Instruction), Error> {
        let unknown = || Error::refused(BankRefused::InstructionUnknown(end_to_end.to_owned()));
        let key = Debit::read_end_to_end(end_to_end).ok_or_else(unknown)?;
        if !self.asked.contains_key(&key) {
            let batch = match debit::load(desk.tx, key.0, key.1)? {
                Some(monthly) => monthly.batch,
                None => filing_debit::load(desk.tx, key.0, key.1)?.ok_or_else(unknown)?.batch,
            };
            self.add(desk, batch)?;
        }
        self.asked.get(&key).map(|asked| (key, *asked)).ok_or_else(unknown)
    }
}

fn batch_named(desk: &mut Desk, answers: &BankAnswers) -> Result<Option<BatchId>, Error> {
    let Some(name) = &answers.batch else { return Ok(None) };
    let unknown = || Error::refused(BankRefused::BatchUnknown(name.clone()));
    let id = BatchId::from_code(name).map_err(|_| unknown())?;
    let region = desk.region_subject()?;
    let is_monthly = debit::load_batch(desk.tx, region, id)?.is_some_and(|b| b.complete);
    if is_monthly || filing_debit::load_batch(desk.tx, region, id)?.is_some() {
        return Ok(Some(id));
    }
    Err(unknown())
}

/// The lines of a file with the debits they answer. One that was never sent, or of another amount, refuses the file.
fn matched(desk: &mut Desk, answers: &BankAnswers) -> Result<(Option<BatchId>, Vec<BankLine>), Error> {
    let mut sent = Sent::default();
    let named = batch_named(desk, answers)?;
    if let Some(batch) = named {
        sent.add(desk, batch)?;
    }
    let mut lines = Vec::with_capacity(answers.answers.len() + answers.movements.len());
    for answer in &answers.answers {
        let today = desk.today;
        let ((employer, transfer), asked) = sent.find(desk, &answer.end_to_end)?;
        if named.is_some_and(|batch| batch != asked.batch) {
            return Err(Error::refused(BankRefused::InstructionUnknown(answer.end_to_end.clone())));
        }
        if let Some(answered) = answer.amount.filter(|a| *a != asked.amount) {
            return Err(Error::refused(BankRefused::AmountDiffers {
                end_to_end: answer.end_to_end.clone(),
                sent: asked.amount,
                answered,
            }));
        }
        let said = Said::Answer {
            employer,
            transfer,
            outcome: answer.outcome,
            bank_says: Some(answer.reason.clone()).filter(|r| !r.is_empty()),
            short: answer.short,
        };
        let value_date = answer.value_date.unwrap_or(asked.collect_on.min(today));
        lines.push(BankLine {
            line: lines.len() as i64 + 1,
            amount: asked.amount,
            value_date,
            said,
        });
    }
    incoming(desk, answers, &mut lines)?;
    let batch = named.or_else(|| sent.batches.first().copied().filter(|_| sent.batches.len() == 1));
    Ok((batch, lines))
}

/// Money that answers nothing becomes lines of its own; what left the account refuses the file: nobody here books a fee.
fn incoming(desk: &mut Desk, answers: &BankAnswers, lines: &mut Vec<BankLine>) -> Result<(), Error> {
    for movement in &answers.movements {
        if movement.amount <= Fen::ZERO {
            return Err(Error::refused(BankRefused::Amount(movement.amount.to_string())));
        }
        let said = Said::Incoming(Incoming {
            bank_reference: movement.bank_reference.clone(),
            text: movement.remittance.clone(),
            payer: movement.payer.clone(),
            account: movement.account.clone(),
        });
        lines.push(BankLine {
            line: lines.len() as i64 + 1,
            amount: movement.amount,
            value_date: movement.value_date.unwrap_or(desk.today),
            said,
        });
    }
    Ok(())
}

/// Books the lines of an accepted file after one; answers the last line booked, or nothing once the file is booked.
pub fn book(desk: &mut Desk, id: i64, after: i64) -> Result<Option<i64>, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    let file = bank_file::load(desk.tx, region, id)?.ok_or(Error::NotFound)?;
    if file.booked {
        return Ok(None);
    }
    let lines = bank_file::lines(desk.tx, region, id, after, SLICE)?;
    for line in &lines {
        book_line(desk, id, line)?;
    }
    if let Some(last) = lines.last() {
        return Ok(Some(last.line));
    }
    let mut act = desk.begin(region)?;
    let booked = BankFile { booked: true, ..file };
    act.insert(desk.tx, &bank_file::FILE, &bank_file::row(region, &booked, act.n))?;
    let key = Key::new(format!("bank:{id}:booked"), booked.sha256.as_bytes());
    let body = Body::new().with("file", id.to_string()).with("lines", booked.lines);
    desk.seal(act, "bank_file_booked", &key, body)?;
    Ok(None)
}

/// Files that were accepted but not booked to their end: a crash lay between. Booking goes on at the turn of the day.
pub fn unfinished(desk: &mut Desk) -> Result<Vec<i64>, Error> {
    let region = desk.region_subject()?;
    let files = bank_file::latest(desk.tx, region, 1_000)?;
    Ok(files.into_iter().filter(|f| !f.booked).map(|f| f.id).collect())
}
