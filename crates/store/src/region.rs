//! A region's agency as a subject: whom acts are about that concern no single employer.

use domain::ids::SubjectId;

use crate::event::{SubjectKind, create_subject};
use crate::{Trouble, Tx};

/// The subject of a region's agency.
pub fn subject(tx: &mut Tx, region: &str) -> Result<Option<SubjectId>, Trouble> {
    let row = tx.one(
        "SELECT subject_id FROM subject WHERE kind = 'region' AND region = $1",
        &[region.into()],
    )?;
    row.map(|r| r.i64(0).map(SubjectId)).transpose()
}

/// The region whose agency stands on this database: the first that was founded.
pub fn founded(tx: &mut Tx) -> Result<Option<String>, Trouble> {
    let sql = "SELECT region FROM subject WHERE kind = 'region' ORDER BY subject_id LIMIT 1";
    tx.one(sql, &[])?.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// Makes the subject of a region's agency where there is none yet.
pub fn found(tx: &mut Tx, region: &str, id: SubjectId) -> Result<SubjectId, Trouble> {
    if let Some(known) = subject(tx, region)? {
        return Ok(known);
    }
    create_subject(tx, id.0, SubjectKind::Region, region)?;
    Ok(id)
}
