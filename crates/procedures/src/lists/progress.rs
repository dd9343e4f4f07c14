//! How far the filing of a list is: for the page that somebody watches or comes back to.

use domain::ids::EmployerId;
use store::{history, job, upload};

use super::permission;
use crate::{Desk, Error, Receipt};

/// Where the filing of a list stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing of it is filed, and nothing is being filed.
    NotFiled,
    /// So many lines of so many are applied; nobody sees them before the last.
    Running {
        /// Lines applied.
        done: i64,
        /// Lines in all.
        total: i64,
    },
    /// It was filed.
    Filed(Receipt),
}

/// Where the filing of a list stands.
pub fn progress(desk: &mut Desk, employer: EmployerId, id: i64) -> Result<Progress, Error> {
    let file = upload::load(desk.tx, employer, id)?.ok_or(Error::NotFound)?;
    desk.permit_for(permission(file.kind), employer)?;
    if let Some(n) = file.filed_n {
        let event = history::load(desk.tx, employer.0, n)?.ok_or(Error::NotFound)?;
        return Ok(Progress::Filed(desk.receipt(event)));
    }
    let running = match history::busy(desk.tx, employer.0)? {
        Some(of) => job::load(desk.tx, of)?,
        None => None,
    };
    Ok(match running {
        Some(job) => Progress::Running {
            done: job.done,
            total: job.total,
        },
        None => Progress::NotFiled,
    })
}
