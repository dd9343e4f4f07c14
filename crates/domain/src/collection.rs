//! Collection: what is due on a day, what an answer of the bank makes of it, and which bill waiting money settles.

mod account;
mod allocation;
mod answer;
mod bank;
mod claim;
mod creditor;
mod debit;
mod filing_debit;
mod mandate;
mod next;
mod reference;
mod refund;

pub use account::{AccountBalance, MonthOfAccount, Moved, Movement, month_of_account};
pub use allocation::{Allocation, Money, Open, Purpose, Settles, allocate};
pub use answer::{Cause, Outcome, Verdict, judge};
pub use bank::{BankFile, BankLine, Batch, Doubt, Incoming, Remittance, Said};
pub use claim::{Claim, ClaimKey, Claims, Due, Settlement, Settler, claims, due_on};
pub use creditor::{Creditor, CreditorRefused, set_creditor};
pub use debit::{Answer, Debit};
pub use filing_debit::{FilingBatch, FilingDebit};
pub use mandate::{MandateChange, MandateRefused, change_mandate, mandate_on};
pub use next::{IfNothing, NextStep, Timetable, Tried, announced_on, if_nothing, last_safe_day, next_step};
pub use reference::{NotAReference, PaymentReference};
pub use refund::{Offered, RefundGround, Spotted, spot_refunds};
