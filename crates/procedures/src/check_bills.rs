//! Invariant 1: each bill is the sum of its lines, derived again from the facts as known at its closing; and each row
//! that a sweep wrote is proved by its slice, each slice by the region's event.

use domain::bill::{Bill, Sheet};
use domain::ids::EmployerId;
use store::sweep;
use store::{TroubleKind, Tx, bill};
use units::Month;

use crate::assess_month::{Policies, sheet_at};
use crate::{Agency, Error};

/// Employers looked at in one snapshot.
const AT_ONCE: i64 = 512;

/// A bill or a slice that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenBill {
    /// The row, `bill employer_id=… month=… kind=…`.
    pub row: String,
    /// `bill.sum_differs`, `bill.not_derivable`, `sweep.rows_differ`, `sweep.slices_differ`.
    pub code: &'static str,
}

/// Derives every bill of the region again and hands what differs to `report`. Says how many were examined.
pub fn check_bills(agency: &Agency, report: &mut dyn FnMut(BrokenBill)) -> Result<u64, Error> {
    let (mut after, mut examined) = (0, 0);
    loop {
        let of = agency.clone();
        let (next, count, broken) = agency.db().read(move |tx| check_range(tx, &of, after))?;
        broken.into_iter().for_each(&mut *report);
        examined += count;
        match next {
            Some(last) => after = last,
            None => break,
        }
    }
    for broken in agency.db().read(|tx| sweep::verify(tx).map_err(Error::from))? {
        report(BrokenBill {
            row: broken.row,
            code: broken.code,
        });
    }
    Ok(examined)
}

fn check_range(tx: &mut Tx, agency: &Agency, after: i64) -> Result<(Option<i64>, u64, Vec<BrokenBill>), Error> {
    let region = agency.book().region().to_owned();
    let employers = sweep::next_employers(tx, &region, after, AT_ONCE)?;
    let (Some(first), Some(last)) = (employers.first(), employers.last()) else {
        return Ok((None, 0, vec![]));
    };
    let (mut policies, mut broken, mut examined) = (Policies::new(agency), Vec::new(), 0);
    for (who, month, kind) in bill::odd_totals(tx, first.id, last.id)? {
        broken.push(BrokenBill {
            row: key(who, month, kind),
            code: "bill.sum_differs",
        });
    }
    for swept in &employers {
        let bills = match bill::of_employer(tx, swept.id) {
            Ok(bills) => bills,
            Err(trouble) if trouble.kind() == TroubleKind::Value => {
                broken.push(BrokenBill {
                    row: format!("bill employer_id={}: {trouble}", swept.id.0),
                    code: "bill.not_derivable",
                });
                continue;
            }
            Err(trouble) => return Err(Error::Trouble(trouble)),
        };
        for of_month in bills.chunk_by(|a, b| a.month == b.month) {
            examined += of_month.len() as u64;
            check_month(tx, &mut policies, swept.id, of_month, &mut broken)?;
        }
    }
    Ok((Some(last.id.0), examined, broken))
}

fn key(who: EmployerId, month: Month, kind: i64) -> String {
    format!("bill employer_id={} month={} kind={kind}", who.0, month.code())
}

fn check_month(
    tx: &mut Tx,
    policies: &mut Policies,
    who: EmployerId,
    of_month: &[Bill],
    broken: &mut Vec<BrokenBill>,
) -> Result<(), Error> {
    let mut before: Option<Sheet> = None;
    for made in of_month.iter().filter(|made| made.kind.is_of_roll()) {
        let row = key(who, made.month, made.kind.stored());
        let sheet = match sheet_at(tx, policies, who, made.month, &made.basis) {
            Ok(sheet) => sheet,
            Err(Error::Trouble(trouble)) if trouble.kind() != TroubleKind::Value => return Err(Error::Trouble(trouble)),
            Err(Error::Trouble(_) | Error::Refused(_) | Error::Denied(_) | Error::NotFound | Error::Stale { .. }) => {
                broken.push(BrokenBill {
                    row,
                    code: "bill.not_derivable",
                });
                continue;
            }
        };
        let between = before.as_ref().map_or_else(|| sheet.regular(), |before| sheet.since(before));
        if between.totals != made.totals || between.surcharge != made.surcharge {
            broken.push(BrokenBill {
                row,
                code: "bill.sum_differs",
            });
        }
        before = Some(sheet);
    }
    Ok(())
}
