//! Where cases stand: a projection of their steps, for the desks' queues and for what happens by itself on a day.

use domain::case::back_payment::State;
use domain::ids::{CaseId, EmployerId};
use units::Date;

use super::Opened;
use crate::{Trouble, Tx};

/// Writes where a case stands: the projection.
pub fn stand(tx: &mut Tx, opened: &Opened, state: &State, due_on: Date) -> Result<(), Trouble> {
    let sql = "INSERT INTO back_payment_file (employer_id, case_id, kind, state, due_on) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (employer_id, case_id) DO UPDATE SET state = excluded.state, due_on = excluded.due_on";
    let row = [
        opened.employer.0.into(),
        opened.id.0.into(),
        opened.kind.code().into(),
        state.code().into(),
        due_on.into(),
    ];
    tx.execute(sql, &row)?;
    Ok(())
}

/// Cases in a state whose day lies before another, in the order of employers and cases.
pub fn in_state_before(tx: &mut Tx, state: &str, day: Date) -> Result<Vec<(EmployerId, CaseId)>, Trouble> {
    let sql = "SELECT employer_id, case_id FROM back_payment_file WHERE state = $1 AND due_on < $2 ORDER BY employer_id, case_id";
    tx.query(sql, &[state.into(), day.into()])?
        .iter()
        .map(|row| Ok((EmployerId(row.i64(0)?), CaseId(row.i64(1)?))))
        .collect()
}

/// The state of one case as the projection holds it.
pub fn standing(tx: &mut Tx, employer: EmployerId, id: CaseId) -> Result<Option<String>, Trouble> {
    let sql = "SELECT state FROM back_payment_file WHERE employer_id = $1 AND case_id = $2";
    let row = tx.one(sql, &[employer.0.into(), id.0.into()])?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}
