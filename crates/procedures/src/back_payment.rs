//! Back payments (补缴) at their desks: asked for, checked, reviewed, filed, paid, posted; and what everybody sees of them.

pub mod amounts;
pub mod approve;
pub mod check_lines;
pub mod debit;
pub mod decide;
pub mod file_again;
pub mod missed;
pub mod open;
pub mod owed_alone;
pub mod papers;
mod parts;
pub(crate) mod pay;
mod payable;
pub mod prepare;
pub mod printed;
pub mod see;
mod step;
pub mod take_files;
pub mod turn;
mod visit;
pub mod workbook;

pub use amounts::Unpriced;
pub use approve::{Approved, ToEnter, approve_amounts};
pub use check_lines::{AskLine, Checked, LineVerdict, Note, PartPlan, check_back_payment};
pub use decide::{Decision, Outcome, accept, ask_employer, check, confirm, decide_many, disagree, refuse, return_case};
pub use file_again::{file_again, file_online};
pub use missed::{Missed, missed_months};
pub use open::{Ask, Asked, Opened, open_back_payment, open_monthly_report};
pub use owed_alone::{OwedAlone, owed_alone};
pub use papers::{put_paper, see_paper, take_paper_out};
pub(crate) use payable::{payable, payables, whole_months};
pub use prepare::{answer, mend, submit, withdraw};
pub use see::{Overview, PaperState, back_payment, back_payments, queue};
pub use store::back_payment::{Line, MonthRow, Pointed, Posted, Seen, Step, Story};
pub(crate) use visit::visit;
