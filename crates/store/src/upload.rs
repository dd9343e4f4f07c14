//! Files handed in: kept until they are filed or thrown away, so that nothing is typed or sent twice.

use domain::ids::EmployerId;

use crate::{Row, Trouble, Tx};

/// Which list a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// The people of an employer as they stand (花名册).
    Roster,
    /// Staff increase.
    Increases,
    /// Staff reduction.
    Reductions,
    /// Yearly base declaration.
    Wages,
}

impl ListKind {
    /// All of them.
    pub const ALL: [ListKind; 4] = [ListKind::Roster, ListKind::Increases, ListKind::Reductions, ListKind::Wages];

    /// The code as stored.
    pub fn code(self) -> &'static str {
        match self {
            ListKind::Roster => "roster",
            ListKind::Increases => "increases",
            ListKind::Reductions => "reductions",
            ListKind::Wages => "wages",
        }
    }

    /// Reads the stored code.
    pub fn from_code(code: &str) -> Option<ListKind> {
        ListKind::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// A file handed in.
#[derive(Clone, Debug)]
pub struct Upload {
    /// By which employer.
    pub employer: EmployerId,
    /// Its identifier.
    pub id: i64,
    /// Which list.
    pub kind: ListKind,
    /// Its name as sent.
    pub name: String,
    /// Its bytes, untouched.
    pub bytes: Vec<u8>,
    /// When, ms.
    pub made_at: i64,
    /// The event that filed it.
    pub filed_n: Option<i64>,
}

fn restore(row: &Row) -> Result<Upload, Trouble> {
    Ok(Upload {
        employer: EmployerId(row.i64(0)?),
        id: row.i64(1)?,
        kind: ListKind::from_code(row.text(2)?).ok_or_else(|| Trouble::value("upload row: unknown kind".to_owned()))?,
        name: row.text(3)?.to_owned(),
        bytes: row.bytes(4)?.to_vec(),
        made_at: row.i64(5)?,
        filed_n: row.opt_i64(6)?,
    })
}

/// Keeps a file.
pub fn keep(tx: &mut Tx, upload: &Upload) -> Result<(), Trouble> {
    let sql = "INSERT INTO upload (employer_id, upload_id, kind, name, bytes, made_at, filed_n) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let row = [
        upload.employer.0.into(),
        upload.id.into(),
        upload.kind.code().into(),
        upload.name.as_str().into(),
        upload.bytes.clone().into(),
        upload.made_at.into(),
        upload.filed_n.into(),
    ];
    tx.execute(sql, &row)?;
    Ok(())
}

/// One file of an employer.
pub fn load(tx: &mut Tx, employer: EmployerId, id: i64) -> Result<Option<Upload>, Trouble> {
    let sql = "SELECT employer_id, upload_id, kind, name, bytes, made_at, filed_n FROM upload WHERE employer_id = $1 AND upload_id = $2";
    tx.one(sql, &[employer.0.into(), id.into()])?.as_ref().map(restore).transpose()
}

/// Remembers which event filed it.
pub fn filed(tx: &mut Tx, employer: EmployerId, id: i64, n: i64) -> Result<(), Trouble> {
    tx.execute(
        "UPDATE upload SET filed_n = $3 WHERE employer_id = $1 AND upload_id = $2",
        &[employer.0.into(), id.into(), n.into()],
    )?;
    Ok(())
}
