//! Files of the bank: accepted whole, line by line.

use domain::collection::{BankFile, BankLine, Incoming, Said};
use domain::ids::{BatchId, EmployerId, SubjectId, TransferId};

use crate::debit::{outcome, outcome_codes};
use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// Files, in their two stages.
pub static FILE: Table = Table::new(
    "bank_file",
    &[
        "region_id",
        "file_id",
        "stage",
        "n",
        "form",
        "name",
        "sha256",
        "message",
        "batch_id",
        "lines",
        "paid",
        "paid_fen",
        "bounced",
        "bounced_fen",
    ],
    &["region_id", "file_id", "stage"],
    "region_id",
);

/// Lines of files.
pub static LINE: Table = Table::new(
    "bank_line",
    &[
        "region_id",
        "file_id",
        "line",
        "n",
        "employer_id",
        "transfer_id",
        "outcome",
        "amount_fen",
        "cause",
        "bank_says",
        "short_fen",
        "value_date",
        "bank_reference",
        "remittance",
        "payer",
        "account",
    ],
    &["region_id", "file_id", "line"],
    "region_id",
);

/// The row of a file in its stage, in the order of [`FILE`].
pub fn row(region: SubjectId, file: &BankFile, n: i64) -> Vec<V> {
    vec![
        region.0.into(),
        file.id.into(),
        file.booked.into(),
        n.into(),
        file.form.as_str().into(),
        file.name.as_str().into(),
        file.sha256.as_str().into(),
        file.message.as_deref().into(),
        file.batch.map(|b| b.0).into(),
        file.lines.into(),
        file.paid.0.into(),
        file.paid.1.into(),
        file.bounced.0.into(),
        file.bounced.1.into(),
    ]
}

/// The row of a line, in the order of [`LINE`].
pub fn line_row(region: SubjectId, file: i64, line: &BankLine, n: i64) -> Vec<V> {
    let mut row: Vec<V> = vec![region.0.into(), file.into(), line.line.into(), n.into()];
    match &line.said {
        Said::Answer {
            employer,
            transfer,
            outcome,
            bank_says,
            short,
        } => {
            let (code, cause) = outcome_codes(*outcome);
            row.extend([employer.0.into(), transfer.0.into(), code.into(), line.amount.into(), cause.into()]);
            row.extend([bank_says.as_deref().into(), (*short).into(), line.value_date.into()]);
            row.extend([V::Null, V::Null, V::Null, V::Null]);
        }
        Said::Incoming(money) => {
            row.extend([V::Null, V::Null, "incoming".into(), line.amount.into(), V::Null, V::Null, V::Null]);
            row.push(line.value_date.into());
            row.extend([&money.bank_reference, &money.text, &money.payer, &money.account].map(|t| V::from(t.as_str())));
        }
    }
    row
}

fn restore(row: &Row) -> Result<BankFile, Trouble> {
    Ok(BankFile {
        id: row.i64(0)?,
        booked: row.bool(1)?,
        n: row.i64(2)?,
        form: row.text(3)?.to_owned(),
        name: row.text(4)?.to_owned(),
        sha256: row.text(5)?.to_owned(),
        message: row.opt_text(6)?.map(str::to_owned),
        batch: row.opt_i64(7)?.map(BatchId),
        lines: row.i64(8)?,
        paid: (row.i64(9)?, row.fen(10)?),
        bounced: (row.i64(11)?, row.fen(12)?),
    })
}

/// The file with these bytes, if it was accepted before: its first stage.
pub fn by_bytes(tx: &mut Tx, region: SubjectId, sha256: &str) -> Result<Option<BankFile>, Trouble> {
    let sql = "SELECT file_id, stage, n, form, name, sha256, message, batch_id, lines, paid, paid_fen, bounced, bounced_fen FROM bank_file \
               WHERE region_id = $1 AND sha256 = $2 AND stage = 0";
    tx.one(sql, &[region.0.into(), sha256.into()])?.map(|row| restore(&row)).transpose()
}

/// A file in its last stage.
pub fn load(tx: &mut Tx, region: SubjectId, id: i64) -> Result<Option<BankFile>, Trouble> {
    let sql = "SELECT file_id, stage, n, form, name, sha256, message, batch_id, lines, paid, paid_fen, bounced, bounced_fen FROM bank_file \
               WHERE region_id = $1 AND file_id = $2 ORDER BY stage DESC LIMIT 1";
    tx.one(sql, &[region.0.into(), id.into()])?.map(|row| restore(&row)).transpose()
}

/// Files in their last stage, latest first.
pub fn latest(tx: &mut Tx, region: SubjectId, limit: i64) -> Result<Vec<BankFile>, Trouble> {
    let sql = "SELECT file_id, stage, n, form, name, sha256, message, batch_id, lines, paid, paid_fen, bounced, bounced_fen \
               FROM bank_file AS f WHERE region_id = $1 AND stage = (SELECT MAX(g.stage) FROM bank_file AS g \
               WHERE g.region_id = f.region_id AND g.file_id = f.file_id) ORDER BY file_id DESC LIMIT $2";
    tx.query(sql, &[region.0.into(), limit.into()])?.iter().map(restore).collect()
}

/// The lines of a file after one, in their order.
pub fn lines(tx: &mut Tx, region: SubjectId, file: i64, after: i64, limit: i64) -> Result<Vec<BankLine>, Trouble> {
    let sql = "SELECT line, amount_fen, value_date, employer_id, transfer_id, outcome, cause, bank_says, short_fen, bank_reference, \
               remittance, payer, account FROM bank_line WHERE region_id = $1 AND file_id = $2 AND line > $3 ORDER BY line LIMIT $4";
    tx.query(sql, &[region.0.into(), file.into(), after.into(), limit.into()])?
        .iter()
        .map(line)
        .collect()
}

fn line(row: &Row) -> Result<BankLine, Trouble> {
    let text = |col| Ok::<_, Trouble>(row.opt_text(col)?.unwrap_or_default().to_owned());
    let said = match (row.opt_i64(3)?, row.opt_i64(4)?) {
        (Some(employer), Some(transfer)) => Said::Answer {
            employer: EmployerId(employer),
            transfer: TransferId(transfer),
            outcome: outcome(row.text(5)?, row.opt_text(6)?)?,
            bank_says: row.opt_text(7)?.map(str::to_owned),
            short: row.opt_i64(8)?.map(units::Fen),
        },
        (None, None) => Said::Incoming(Incoming {
            bank_reference: text(9)?,
            text: text(10)?,
            payer: text(11)?,
            account: text(12)?,
        }),
        (Some(_), None) | (None, Some(_)) => return Err(Trouble::value("bank_line row: half an instruction".to_owned())),
    };
    Ok(BankLine {
        line: row.i64(0)?,
        amount: row.fen(1)?,
        value_date: row.date(2)?,
        said,
    })
}

/// How many answers of booked files there are, and those whose debit has no answer, or one of another outcome without a doubt.
pub fn unbooked_lines(tx: &mut Tx) -> Result<(u64, Vec<(i64, i64)>), Trouble> {
    let all = "SELECT COUNT(*) FROM bank_line AS l WHERE l.outcome <> 'incoming' AND EXISTS (SELECT 1 FROM bank_file AS f \
               WHERE f.region_id = l.region_id AND f.file_id = l.file_id AND f.stage = 1)";
    let examined = tx.one(all, &[])?.map_or(Ok(0), |r| r.i64(0))?;
    let sql = "SELECT l.file_id, l.line FROM bank_line AS l LEFT JOIN debit_answer AS a ON a.employer_id = l.employer_id \
               AND a.transfer_id = l.transfer_id WHERE l.outcome <> 'incoming' AND EXISTS (SELECT 1 FROM bank_file AS f \
               WHERE f.region_id = l.region_id AND f.file_id = l.file_id AND f.stage = 1) AND (a.outcome IS NULL OR (a.outcome <> l.outcome \
               AND NOT EXISTS (SELECT 1 FROM doubt AS d WHERE d.employer_id = l.employer_id AND d.file_id = l.file_id AND d.line = l.line))) \
               ORDER BY l.file_id, l.line";
    let read = |row: &Row| Ok((row.i64(0)?, row.i64(1)?));
    let broken = tx.query(sql, &[])?.iter().map(read).collect::<Result<_, Trouble>>()?;
    Ok((examined.max(0) as u64, broken))
}
