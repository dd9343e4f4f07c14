//! An employer's records from before this system (历史缴费记录), taken over file by file: read and held against the register,
//! handed in by one officer with the sums of the old records' own printout, confirmed by another. Only then do the months count.

mod check;
mod decide;
mod hand_in;
mod see;

pub(crate) use check::first_kept;
pub use check::{CheckedEarlier, answered_earlier, check_earlier, employer_of_code, empty_earlier};
pub use decide::{confirm_earlier, take_back_earlier};
pub(crate) use hand_in::hand_in_months;
pub use hand_in::{EarlierSums, hand_in_earlier};
pub use see::{EarlierFileView, EarlierRow, earlier_file, earlier_files, earlier_of};

/// Where a file stands.
pub use store::earlier::{EarlierFile, Stage};
