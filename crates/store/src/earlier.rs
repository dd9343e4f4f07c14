//! Months from before the agency kept its own: files in their stages, and the months that they hold.

use domain::Branch;
use domain::earlier::{EarlierMonths, EarlierTotals};
use domain::ids::{EarlierFileId, EmployerId, LoginId, PersonId};
use domain::standing::Standing;
use units::Date;

use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// Files, a row a stage.
pub static FILE: Table = Table::new(
    "earlier_file",
    &[
        "employer_id",
        "file_id",
        "stage",
        "n",
        "name",
        "sha256",
        "lines",
        "people",
        "months",
        "employer_fen",
        "person_fen",
        "account_fen",
        "by_login",
        "by_name",
        "on_date",
        "ground",
    ],
    &["employer_id", "file_id", "stage"],
    "employer_id",
);

/// The months.
pub static MONTHS: Table = Table::new(
    "earlier_months",
    &[
        "employer_id",
        "file_id",
        "line",
        "n",
        "person_id",
        "branch",
        "from_month",
        "to_month",
        "standing",
        "base_fen",
        "employer_fen",
        "person_fen",
        "account_fen",
        "paid_on",
    ],
    &["employer_id", "file_id", "line"],
    "employer_id",
);

/// Where a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Handed in by one officer.
    HandedIn,
    /// Confirmed by another: its months count.
    Confirmed,
    /// Taken back: its months count no more.
    TakenBack,
}

impl Stage {
    /// The code in JSON, and the end of the key of its label.
    pub const fn code(self) -> &'static str {
        match self {
            Stage::HandedIn => "handed_in",
            Stage::Confirmed => "confirmed",
            Stage::TakenBack => "taken_back",
        }
    }

    const fn index(self) -> i64 {
        match self {
            Stage::HandedIn => 0,
            Stage::Confirmed => 1,
            Stage::TakenBack => 2,
        }
    }

    fn from_index(index: i64) -> Result<Stage, Trouble> {
        let all = [Stage::HandedIn, Stage::Confirmed, Stage::TakenBack];
        all.into_iter()
            .find(|stage| stage.index() == index)
            .ok_or_else(|| Trouble::value(format!("earlier_file row: stage {index}")))
    }
}

/// A file at one of its stages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierFile {
    /// Of which employer.
    pub employer: EmployerId,
    /// Its identifier.
    pub id: EarlierFileId,
    /// The stage.
    pub stage: Stage,
    /// The event that brought it there.
    pub n: i64,
    /// The name of the file.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Lines as stored: one a branch.
    pub lines: i64,
    /// Persons.
    pub people: i64,
    /// What it comes to.
    pub totals: EarlierTotals,
    /// Who brought it to the stage.
    pub by: LoginId,
    /// The name as on the receipt.
    pub by_name: String,
    /// The business day.
    pub on: Date,
    /// Why it was taken back.
    pub ground: Option<String>,
}

/// Months with what became of their file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The months.
    pub months: EarlierMonths,
    /// The event that confirmed them.
    pub confirmed_n: Option<i64>,
    /// The event that took them back.
    pub taken_back_n: Option<i64>,
}

impl Held {
    /// Whether they count in the employer's version `n`.
    pub fn counts_at(&self, n: i64) -> bool {
        self.confirmed_n.is_some_and(|since| since <= n) && self.taken_back_n.is_none_or(|end| end > n)
    }
}

/// The row of a file, in the order of [`FILE`].
pub fn file_row(file: &EarlierFile) -> Vec<V> {
    vec![
        file.employer.0.into(),
        file.id.0.into(),
        file.stage.index().into(),
        file.n.into(),
        file.name.as_str().into(),
        file.sha256.as_str().into(),
        file.lines.into(),
        file.people.into(),
        file.totals.months.into(),
        file.totals.employer.into(),
        file.totals.person.into(),
        file.totals.to_account.into(),
        file.by.0.into(),
        file.by_name.as_str().into(),
        file.on.into(),
        file.ground.as_deref().into(),
    ]
}

/// The row of a line of a file, in the order of [`MONTHS`].
pub fn months_row(file: EarlierFileId, line: i64, n: i64, of: &EarlierMonths) -> Vec<V> {
    vec![
        of.employer.0.into(),
        file.0.into(),
        line.into(),
        n.into(),
        of.person.0.into(),
        V::I(of.branch.index() as i64),
        of.from.into(),
        of.to.into(),
        of.standing.code().into(),
        of.base.into(),
        of.employer_pays.into(),
        of.person_pays.into(),
        of.to_account.into(),
        of.paid_on.into(),
    ]
}

fn restore_file(row: &Row) -> Result<EarlierFile, Trouble> {
    Ok(EarlierFile {
        employer: EmployerId(row.i64(0)?),
        id: EarlierFileId(row.i64(1)?),
        stage: Stage::from_index(row.i64(2)?)?,
        n: row.i64(3)?,
        name: row.text(4)?.to_owned(),
        sha256: row.text(5)?.to_owned(),
        lines: row.i64(6)?,
        people: row.i64(7)?,
        totals: EarlierTotals {
            months: row.i64(8)?,
            employer: row.fen(9)?,
            person: row.fen(10)?,
            to_account: row.fen(11)?,
        },
        by: LoginId(row.i64(12)?),
        by_name: row.text(13)?.to_owned(),
        on: row.date(14)?,
        ground: row.opt_text(15)?.map(str::to_owned),
    })
}

/// The stages that a file went through, in their order; none where there is no such file.
pub fn stages(tx: &mut Tx, employer: EmployerId, id: EarlierFileId) -> Result<Vec<EarlierFile>, Trouble> {
    let sql = "SELECT employer_id, file_id, stage, n, name, sha256, lines, people, months, employer_fen, person_fen, account_fen, by_login, \
               by_name, on_date, ground FROM earlier_file WHERE employer_id = $1 AND file_id = $2 ORDER BY stage";
    tx.query(sql, &[employer.0.into(), id.0.into()])?.iter().map(restore_file).collect()
}

/// Whose file a number names.
pub fn employer_of(tx: &mut Tx, id: EarlierFileId) -> Result<Option<EmployerId>, Trouble> {
    let row = tx.one(
        "SELECT employer_id FROM earlier_file WHERE file_id = $1 AND stage = 0",
        &[id.0.into()],
    )?;
    row.map(|row| row.i64(0).map(EmployerId)).transpose()
}

/// The files of an employer in their last stage, latest first.
pub fn files(tx: &mut Tx, employer: EmployerId, limit: i64) -> Result<Vec<EarlierFile>, Trouble> {
    let sql = "SELECT employer_id, file_id, stage, n, name, sha256, lines, people, months, employer_fen, person_fen, account_fen, by_login, \
               by_name, on_date, ground FROM earlier_file AS f WHERE employer_id = $1 AND stage = (SELECT MAX(g.stage) FROM earlier_file AS g \
               WHERE g.employer_id = f.employer_id AND g.file_id = f.file_id) ORDER BY file_id DESC LIMIT $2";
    tx.query(sql, &[employer.0.into(), limit.into()])?
        .iter()
        .map(restore_file)
        .collect()
}

/// The latest files of all employers in their last stage.
pub fn latest(tx: &mut Tx, limit: i64) -> Result<Vec<EarlierFile>, Trouble> {
    let sql = "SELECT employer_id, file_id, stage, n, name, sha256, lines, people, months, employer_fen, person_fen, account_fen, by_login, \
               by_name, on_date, ground FROM earlier_file AS f WHERE stage = (SELECT MAX(g.stage) FROM earlier_file AS g \
               WHERE g.employer_id = f.employer_id AND g.file_id = f.file_id) ORDER BY file_id DESC LIMIT $1";
    tx.query(sql, &[limit.into()])?.iter().map(restore_file).collect()
}

fn restore_months(row: &Row) -> Result<EarlierMonths, Trouble> {
    let branch = usize::try_from(row.i64(2)?).ok().and_then(|at| Branch::ALL.get(at).copied());
    Ok(EarlierMonths {
        employer: EmployerId(row.i64(0)?),
        person: PersonId(row.i64(1)?),
        branch: branch.ok_or_else(|| Trouble::value("earlier_months row: unknown branch".to_owned()))?,
        from: row.month(3)?,
        to: row.month(4)?,
        standing: Standing::from_code(row.text(5)?).ok_or_else(|| Trouble::value("earlier_months row: unknown standing".to_owned()))?,
        base: row.fen(6)?,
        employer_pays: row.fen(7)?,
        person_pays: row.fen(8)?,
        to_account: row.fen(9)?,
        paid_on: row.opt_date(10)?,
    })
}

/// The lines of a file after one, in their order.
pub fn lines(tx: &mut Tx, employer: EmployerId, id: EarlierFileId, after: i64, limit: i64) -> Result<Vec<EarlierMonths>, Trouble> {
    let sql = "SELECT employer_id, person_id, branch, from_month, to_month, standing, base_fen, employer_fen, person_fen, account_fen, paid_on \
               FROM earlier_months WHERE employer_id = $1 AND file_id = $2 AND line > $3 ORDER BY line LIMIT $4";
    tx.query(sql, &[employer.0.into(), id.0.into(), after.into(), limit.into()])?
        .iter()
        .map(restore_months)
        .collect()
}

fn restore_held(row: &Row) -> Result<Held, Trouble> {
    Ok(Held {
        months: restore_months(row)?,
        confirmed_n: row.opt_i64(11)?,
        taken_back_n: row.opt_i64(12)?,
    })
}

/// All months of a person, of all employers, with what became of their files; the oldest first.
pub fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Held>, Trouble> {
    let sql = "SELECT m.employer_id, m.person_id, m.branch, m.from_month, m.to_month, m.standing, m.base_fen, m.employer_fen, m.person_fen, \
               m.account_fen, m.paid_on, c.n, t.n FROM earlier_months AS m \
               LEFT JOIN earlier_file AS c ON c.employer_id = m.employer_id AND c.file_id = m.file_id AND c.stage = 1 \
               LEFT JOIN earlier_file AS t ON t.employer_id = m.employer_id AND t.file_id = m.file_id AND t.stage = 2 \
               WHERE m.person_id = $1 ORDER BY m.from_month, m.employer_id, m.file_id, m.line";
    tx.query(sql, &[person.0.into()])?.iter().map(restore_held).collect()
}

/// The months of an employer's people that were not filed, of files that count, by person.
pub fn missed(tx: &mut Tx, employer: EmployerId) -> Result<Vec<EarlierMonths>, Trouble> {
    let sql = "SELECT m.employer_id, m.person_id, m.branch, m.from_month, m.to_month, m.standing, m.base_fen, m.employer_fen, m.person_fen, \
               m.account_fen, m.paid_on FROM earlier_months AS m \
               JOIN earlier_file AS c ON c.employer_id = m.employer_id AND c.file_id = m.file_id AND c.stage = 1 \
               WHERE m.employer_id = $1 AND m.standing = 'interrupted' AND NOT EXISTS (SELECT 1 FROM earlier_file AS t \
               WHERE t.employer_id = m.employer_id AND t.file_id = m.file_id AND t.stage = 2) ORDER BY m.person_id, m.from_month, m.branch";
    tx.query(sql, &[employer.0.into()])?.iter().map(restore_months).collect()
}

/// How many files there are, and those whose lines do not come to what the file says.
pub fn odd_files(tx: &mut Tx) -> Result<(u64, Vec<(EmployerId, EarlierFileId)>), Trouble> {
    let all = tx.query(
        "SELECT employer_id, file_id FROM earlier_file WHERE stage = 0 ORDER BY employer_id, file_id",
        &[],
    )?;
    let mut odd = Vec::new();
    for row in &all {
        let (employer, id) = (EmployerId(row.i64(0)?), EarlierFileId(row.i64(1)?));
        let lines = lines(tx, employer, id, 0, i64::MAX)?;
        let told = stages(tx, employer, id)?;
        let agrees = |file: &EarlierFile| file.lines == lines.len() as i64 && file.totals == EarlierTotals::of(&lines);
        if !told.iter().all(agrees) {
            odd.push((employer, id));
        }
    }
    Ok((all.len() as u64, odd))
}
