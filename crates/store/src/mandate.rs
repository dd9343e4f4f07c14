//! Debit agreements (银行缴费协议) with the days from which they are used.

use domain::ids::EmployerId;
use domain::registry::Mandate;

use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// Debit agreements; a later one of the same day supersedes the earlier.
pub static MANDATE: Table = Table::new(
    "mandate",
    &[
        "employer_id",
        "from_date",
        "n",
        "reference",
        "bank",
        "bank_code",
        "account_name",
        "account_number",
    ],
    &["employer_id", "from_date", "n"],
    "employer_id",
)
.superseded();

/// The row of an agreement, in the order of [`MANDATE`].
pub fn row(employer: EmployerId, mandate: &Mandate, n: i64) -> Vec<V> {
    vec![
        employer.0.into(),
        mandate.from.into(),
        n.into(),
        mandate.reference.as_str().into(),
        mandate.bank.as_str().into(),
        mandate.bank_code.as_str().into(),
        mandate.account_name.as_str().into(),
        mandate.account_number.as_str().into(),
    ]
}

/// The primary key of an agreement's row.
pub fn key(employer: EmployerId, mandate: &Mandate, n: i64) -> [V; 3] {
    [employer.0.into(), mandate.from.into(), n.into()]
}

fn restore(row: &Row) -> Result<(i64, Mandate), Trouble> {
    let mandate = Mandate {
        from: row.date(1)?,
        reference: row.text(3)?.to_owned(),
        bank: row.text(4)?.to_owned(),
        bank_code: row.text(5)?.to_owned(),
        account_name: row.text(6)?.to_owned(),
        account_number: row.text(7)?.to_owned(),
    };
    Ok((row.i64(2)?, mandate))
}

/// The agreements of an employer as known now, oldest first, each with the event that wrote it.
pub fn of_employer(tx: &mut Tx, employer: EmployerId) -> Result<Vec<(i64, Mandate)>, Trouble> {
    let sql = "SELECT employer_id, from_date, n, reference, bank, bank_code, account_name, account_number FROM mandate \
               WHERE employer_id = $1 AND superseded_n IS NULL ORDER BY from_date, n";
    tx.query(sql, &[employer.0.into()])?.iter().map(restore).collect()
}
