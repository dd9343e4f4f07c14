//! The account of the agency that debits and transfers go to.

use domain::collection::Creditor;
use domain::ids::SubjectId;
use units::Date;

use crate::fact::Table;
use crate::{Trouble, Tx, V};

/// Accounts of the agency; the latest holds.
pub static CREDITOR: Table = Table::new(
    "creditor",
    &["region_id", "n", "on_date", "name", "account_number", "bank_code"],
    &["region_id", "n"],
    "region_id",
);

/// The row of an account, in the order of [`CREDITOR`].
pub fn row(region: SubjectId, creditor: &Creditor, on: Date, n: i64) -> Vec<V> {
    vec![
        region.0.into(),
        n.into(),
        on.into(),
        creditor.name.as_str().into(),
        creditor.account_number.as_str().into(),
        creditor.bank_code.as_str().into(),
    ]
}

/// The account that holds, with the day on which it was set.
pub fn latest(tx: &mut Tx, region: SubjectId) -> Result<Option<(Date, Creditor)>, Trouble> {
    let sql = "SELECT on_date, name, account_number, bank_code FROM creditor WHERE region_id = $1 ORDER BY n DESC LIMIT 1";
    tx.one(sql, &[region.0.into()])?
        .map(|row| {
            let creditor = Creditor {
                name: row.text(1)?.to_owned(),
                account_number: row.text(2)?.to_owned(),
                bank_code: row.text(3)?.to_owned(),
            };
            Ok((row.date(0)?, creditor))
        })
        .transpose()
}
