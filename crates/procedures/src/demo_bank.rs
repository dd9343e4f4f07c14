//! The demonstration's bank: answers each debit on its day, as ordered, with a file like a bank's.

use domain::collection::{Batch, Debit};
use domain::ids::EmployerId;
use store::{day_step, debit, filing_debit};
use units::{Date, Fen};

use crate::back_payment::debit::debit_filings_of;
use crate::take_bank_answer::take_bank_answer;
use crate::{Agency, Caller, Desk, Error, Key, Permission};

/// What the bank can be told to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The debit succeeds.
    Paid,
    /// The account holds too little.
    InsufficientBalance,
    /// The account was closed.
    AccountClosed,
    /// There is no agreement for the account.
    NoMandate,
}

impl Order {
    /// All of them.
    pub const ALL: [Order; 4] = [Order::Paid, Order::InsufficientBalance, Order::AccountClosed, Order::NoMandate];

    /// The code as stored.
    pub fn code(self) -> &'static str {
        match self {
            Order::Paid => "paid",
            Order::InsufficientBalance => "insufficient_balance",
            Order::AccountClosed => "account_closed",
            Order::NoMandate => "no_mandate",
        }
    }

    /// Reads the stored code.
    pub fn from_code(code: &str) -> Option<Order> {
        Order::ALL.into_iter().find(|order| order.code() == code)
    }

    /// Status and reason as the bank's file writes them.
    fn written(self) -> (&'static str, &'static str) {
        match self {
            Order::Paid => ("ACSC", ""),
            Order::InsufficientBalance => ("RJCT", "AM04"),
            Order::AccountClosed => ("RJCT", "AC04"),
            Order::NoMandate => ("RJCT", "MD01"),
        }
    }
}

/// Orders what the bank answers to the next `times` debits of an employer. Only the demonstration has such a bank.
pub fn order(desk: &mut Desk, employer: EmployerId, order: Order, times: i64) -> Result<(), Error> {
    desk.permit(Permission::MoveClock)?;
    if !desk.agency.is_demo() {
        return Err(Error::NotFound);
    }
    Ok(day_step::order_bank(desk.tx, employer, order.code(), times.clamp(1, 12))?)
}

/// What the bank was ordered to answer, by employer.
pub fn orders(desk: &mut Desk) -> Result<Vec<(EmployerId, Order, i64)>, Error> {
    desk.permit(Permission::MoveClock)?;
    let orders = day_step::orders(desk.tx)?;
    Ok(orders
        .into_iter()
        .filter_map(|(employer, code, times)| Some((employer, Order::from_code(&code)?, times)))
        .collect())
}

/// The city's first employers with their names, for the page on which answers are ordered.
pub fn employers(desk: &mut Desk, limit: i64) -> Result<Vec<(EmployerId, String)>, Error> {
    desk.permit(Permission::MoveClock)?;
    if !desk.agency.is_demo() {
        return Err(Error::NotFound);
    }
    let region = desk.region().to_owned();
    let page = store::employer::page(desk.tx, &region, i64::MIN, limit)?;
    Ok(page.into_iter().map(|employer| (employer.id, employer.name)).collect())
}

/// Answers the batches whose day of collection has come; answers how many files were taken.
pub(crate) fn answer(agency: &Agency, caller: &Caller, day: Date) -> Result<u64, Error> {
    if !agency.is_demo() {
        return Ok(0);
    }
    let due = agency.read(caller, move |desk| {
        let region = desk.region_subject()?;
        let batches = debit::batches(desk.tx, region, 4)?;
        Ok(batches
            .into_iter()
            .filter(|b| b.complete && b.collect_on <= day)
            .collect::<Vec<_>>())
    })?;
    let mut taken = 0;
    for batch in due {
        let asked = batch.clone();
        let file = agency.write(caller, move |desk| answers(desk, &asked))?;
        if let Some(bytes) = file {
            take_bank_answer(agency, caller, &format!("bank-{}.csv", batch.id.code()), bytes.as_bytes())?;
            taken += 1;
        }
    }
    Ok(taken)
}

/// Answers the online filings of days before today as a bank would: asks for those that are in no file yet, then answers every debit
/// that was asked for, on its own day.
pub(crate) fn answer_filings(agency: &Agency, caller: &Caller) -> Result<(), Error> {
    if !agency.is_demo() {
        return Ok(());
    }
    let file = agency.write(caller, |desk| {
        let region = desk.region().to_owned();
        let yesterday = desk.today.yesterday().unwrap_or(desk.today);
        let key = Key::new(format!("filings {yesterday}"), b"");
        match debit_filings_of(desk, &key, yesterday) {
            // Nothing was filed online.
            Ok(_) | Err(Error::Refused(_)) => {}
            Err(other) => return Err(other),
        }
        let asked = filing_debit::unanswered(desk.tx, &region, desk.today)?;
        let lines = asked.iter().map(|one| (one.employer, one.end_to_end(), one.amount, one.collect_on));
        file_of(desk, &lines.collect::<Vec<_>>())
    })?;
    if let Some((bytes, day)) = file {
        take_bank_answer(agency, caller, &format!("bank-filings-{day}.csv"), bytes.as_bytes())?;
    }
    Ok(())
}

/// What the demonstration's account is short of: the 312.40 of practice, or half of a debit that is smaller.
fn short_by(amount: Fen) -> Fen {
    Fen(31_240).at_most(Fen(amount.count() / 2)).at_least(Fen(1))
}

/// The bank's file on the debits of a batch that it has not answered.
fn answers(desk: &mut Desk, batch: &Batch) -> Result<Option<String>, Error> {
    let open: Vec<Debit> = debit::whole_batch(desk.tx, batch.id)?
        .into_iter()
        .filter(|d| d.answer.is_none())
        .collect();
    let lines: Vec<Line> = open
        .iter()
        .map(|d| (d.employer, d.end_to_end(), d.amount, batch.collect_on))
        .collect();
    Ok(file_of(desk, &lines)?.map(|(file, _)| file))
}

/// One debit as the bank's file answers it: whose, its identification, how much, the day.
type Line = (EmployerId, String, Fen, Date);

/// The bank's file on debits, each as ordered, and its first day; nothing where there is nothing to answer.
fn file_of(desk: &mut Desk, lines: &[Line]) -> Result<Option<(String, Date)>, Error> {
    let Some(&(.., first)) = lines.first() else {
        return Ok(None);
    };
    let mut file = String::from("end_to_end_id,amount,currency,status,reason,value_date,short\r\n");
    let mut sum = Fen::ZERO;
    for (employer, end_to_end, amount, day) in lines {
        let ordered = day_step::take_order(desk.tx, *employer)?.and_then(|code| Order::from_code(&code));
        let order = ordered.unwrap_or(Order::Paid);
        let (status, reason) = order.written();
        let short = if order == Order::InsufficientBalance {
            short_by(*amount).to_string()
        } else {
            String::new()
        };
        file.push_str(&format!("{end_to_end},{amount},CNY,{status},{reason},{day},{short}\r\n"));
        sum += *amount;
    }
    file.push_str(&format!("#,{},{sum}\r\n", lines.len()));
    Ok(Some((file, first)))
}
