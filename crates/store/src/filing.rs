//! Lines of filings, waiting increases and drafts.

use domain::ids::{DraftId, EmployerId, LoginId, PersonId};
use units::Date;

use crate::{Row, Trouble, Tx, V};

/// What became of one line in one branch group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    /// Imported.
    Done,
    /// Not imported; the note says why.
    Failed,
    /// To be finished at the counter.
    Counter,
    /// Waits for another employer or an officer.
    Waiting,
    /// Refused when it was filed.
    Refused,
    /// Does not concern this group.
    NotConcerned,
}

impl LineState {
    /// All of them.
    pub const ALL: [LineState; 6] = [
        LineState::Done,
        LineState::Failed,
        LineState::Counter,
        LineState::Waiting,
        LineState::Refused,
        LineState::NotConcerned,
    ];

    /// The code as stored, and the key of its word.
    pub fn code(self) -> &'static str {
        match self {
            LineState::Done => "done",
            LineState::Failed => "failed",
            LineState::Counter => "counter",
            LineState::Waiting => "waiting",
            LineState::Refused => "refused",
            LineState::NotConcerned => "not_concerned",
        }
    }

    /// Reads the stored code.
    pub fn from_code(code: &str) -> Option<LineState> {
        LineState::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// One line of a filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Position in the filing, from 1; the row of the workbook where there was one.
    pub line: i64,
    /// Whom it concerns, where known.
    pub person: Option<PersonId>,
    /// What the line said, as canonical JSON: shown on the receipt.
    pub shown: String,
    /// What became of it: pension, unemployment, injury; and medical.
    pub states: [LineState; 2],
    /// Code of the ground, with its facts as JSON; empty where there is nothing to say.
    pub note: String,
}

/// The row of a line, in the order of [`crate::nouns::FILING_LINE`].
pub fn row(employer: EmployerId, n: i64, line: &Line) -> Vec<V> {
    vec![
        employer.0.into(),
        n.into(),
        line.line.into(),
        line.person.map(|p| p.0).into(),
        line.shown.as_str().into(),
        line.states[0].code().into(),
        line.states[1].code().into(),
        line.note.as_str().into(),
    ]
}

fn restore(row: &Row) -> Result<Line, Trouble> {
    let state = |col| LineState::from_code(row.text(col)?).ok_or_else(|| Trouble::value("filing_line row: unknown state".to_owned()));
    Ok(Line {
        line: row.i64(0)?,
        person: row.opt_i64(1)?.map(PersonId),
        shown: row.text(2)?.to_owned(),
        states: [state(3)?, state(4)?],
        note: row.text(5)?.to_owned(),
    })
}

/// The lines of one filing.
pub fn lines(tx: &mut Tx, employer: EmployerId, n: i64) -> Result<Vec<Line>, Trouble> {
    let sql = "SELECT line, person_id, shown, state_1, state_2, note FROM filing_line WHERE employer_id = $1 AND n = $2 ORDER BY line";
    tx.query(sql, &[employer.0.into(), n.into()])?.iter().map(restore).collect()
}

/// How many lines of a filing are in which pair of states.
pub fn tally(tx: &mut Tx, employer: EmployerId, n: i64) -> Result<Vec<([LineState; 2], i64)>, Trouble> {
    let sql = "SELECT state_1, state_2, COUNT(*) FROM filing_line WHERE employer_id = $1 AND n = $2 GROUP BY state_1, state_2 ORDER BY state_1, state_2";
    let state = |text: &str| LineState::from_code(text).ok_or_else(|| Trouble::value("filing_line row: unknown state".to_owned()));
    tx.query(sql, &[employer.0.into(), n.into()])?
        .iter()
        .map(|row| Ok(([state(row.text(0)?)?, state(row.text(1)?)?], row.i64(2)?)))
        .collect()
}

/// The first lines of a filing, at most `limit`.
pub fn first_lines(tx: &mut Tx, employer: EmployerId, n: i64, limit: i64) -> Result<Vec<Line>, Trouble> {
    let sql =
        "SELECT line, person_id, shown, state_1, state_2, note FROM filing_line WHERE employer_id = $1 AND n = $2 ORDER BY line LIMIT $3";
    tx.query(sql, &[employer.0.into(), n.into(), limit.into()])?
        .iter()
        .map(restore)
        .collect()
}

/// Lines filed on or after a day that somebody still has to do something about, with the filing's number: the latest first.
pub fn unfinished(tx: &mut Tx, employer: EmployerId, since: Date, limit: i64) -> Result<Vec<(i64, Line)>, Trouble> {
    let sql = "SELECT l.line, l.person_id, l.shown, l.state_1, l.state_2, l.note, l.n FROM filing_line AS l \
               JOIN event AS e ON e.subject_id = l.employer_id AND e.n = l.n \
               WHERE l.employer_id = $1 AND e.on_date >= $2 AND (l.state_1 IN ('failed', 'counter') OR l.state_2 IN ('failed', 'counter')) \
               ORDER BY l.n DESC, l.line LIMIT $3";
    tx.query(sql, &[employer.0.into(), since.into(), limit.into()])?
        .iter()
        .map(|row| Ok((row.i64(6)?, restore(row)?)))
        .collect()
}

/// Increases of an employer that wait for another one.
pub fn waiting_of(tx: &mut Tx, employer: EmployerId) -> Result<Vec<Waiting>, Trouble> {
    let sql = "SELECT employer_id, person_id, n, held_by, due_on, ask FROM waiting WHERE employer_id = $1 AND superseded_n IS NULL ORDER BY due_on, person_id";
    tx.query(sql, &[employer.0.into()])?.iter().map(waiting).collect()
}

/// An increase that waits for another employer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Who wants the person.
    pub employer: EmployerId,
    /// Whom.
    pub person: PersonId,
    /// The event that filed it.
    pub n: i64,
    /// Who holds the person.
    pub held_by: EmployerId,
    /// The day on which an officer decides where the other employer stayed silent.
    pub due_on: Date,
    /// The increase as filed.
    pub ask: String,
}

fn waiting(row: &Row) -> Result<Waiting, Trouble> {
    Ok(Waiting {
        employer: EmployerId(row.i64(0)?),
        person: PersonId(row.i64(1)?),
        n: row.i64(2)?,
        held_by: EmployerId(row.i64(3)?),
        due_on: row.date(4)?,
        ask: row.text(5)?.to_owned(),
    })
}

/// The event that ended the waiting of an increase: it was completed, or decided against. Nothing while it waits.
pub fn waiting_ended(tx: &mut Tx, employer: EmployerId, person: PersonId, n: i64) -> Result<Option<i64>, Trouble> {
    let sql = "SELECT superseded_n FROM waiting WHERE employer_id = $1 AND person_id = $2 AND n = $3";
    let row = tx.one(sql, &[employer.0.into(), person.0.into(), n.into()])?;
    Ok(match row {
        Some(row) => row.opt_i64(0)?,
        None => None,
    })
}

/// The row of a waiting increase, in the order of [`crate::nouns::WAITING`].
pub fn waiting_row(waiting: &Waiting) -> Vec<V> {
    vec![
        waiting.employer.0.into(),
        waiting.person.0.into(),
        waiting.n.into(),
        waiting.held_by.0.into(),
        waiting.due_on.into(),
        waiting.ask.as_str().into(),
    ]
}

/// Increases that wait for an employer to let somebody go.
pub fn waiting_for(tx: &mut Tx, held_by: EmployerId) -> Result<Vec<Waiting>, Trouble> {
    let sql = "SELECT employer_id, person_id, n, held_by, due_on, ask FROM waiting WHERE held_by = $1 AND superseded_n IS NULL ORDER BY due_on, person_id";
    tx.query(sql, &[held_by.0.into()])?.iter().map(waiting).collect()
}

/// All increases that wait, by the day of the officer's decision.
pub fn all_waiting(tx: &mut Tx) -> Result<Vec<Waiting>, Trouble> {
    let sql = "SELECT employer_id, person_id, n, held_by, due_on, ask FROM waiting WHERE superseded_n IS NULL ORDER BY due_on, employer_id, person_id";
    tx.query(sql, &[])?.iter().map(waiting).collect()
}

/// Something typed and not yet filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its identifier.
    pub id: DraftId,
    /// Which form.
    pub kind: String,
    /// What was typed, as JSON.
    pub body: String,
    /// The day on which it files itself.
    pub queued_for: Option<Date>,
    /// When it was last saved, ms.
    pub made_at: i64,
    /// By whom.
    pub made_by: LoginId,
}

fn draft(row: &Row) -> Result<Draft, Trouble> {
    Ok(Draft {
        id: DraftId(row.i64(0)?),
        kind: row.text(1)?.to_owned(),
        body: row.text(2)?.to_owned(),
        queued_for: row.opt_date(3)?,
        made_at: row.i64(4)?,
        made_by: LoginId(row.i64(5)?),
    })
}

/// Saves a draft, over the earlier one of the same identifier.
pub fn put_draft(tx: &mut Tx, employer: EmployerId, draft: &Draft) -> Result<(), Trouble> {
    let sql = "INSERT INTO draft (employer_id, draft_id, kind, body, queued_for, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7) \
               ON CONFLICT (employer_id, draft_id) DO UPDATE SET body = excluded.body, queued_for = excluded.queued_for, made_at = excluded.made_at";
    let row = [
        employer.0.into(),
        draft.id.0.into(),
        draft.kind.as_str().into(),
        draft.body.as_str().into(),
        draft.queued_for.into(),
        draft.made_at.into(),
        draft.made_by.0.into(),
    ];
    tx.execute(sql, &row)?;
    Ok(())
}

/// One draft.
pub fn load_draft(tx: &mut Tx, employer: EmployerId, id: DraftId) -> Result<Option<Draft>, Trouble> {
    let sql = "SELECT draft_id, kind, body, queued_for, made_at, made_by FROM draft WHERE employer_id = $1 AND draft_id = $2";
    tx.one(sql, &[employer.0.into(), id.0.into()])?.as_ref().map(draft).transpose()
}

/// The drafts of an employer, latest first.
pub fn drafts(tx: &mut Tx, employer: EmployerId) -> Result<Vec<Draft>, Trouble> {
    let sql = "SELECT draft_id, kind, body, queued_for, made_at, made_by FROM draft WHERE employer_id = $1 ORDER BY made_at DESC";
    tx.query(sql, &[employer.0.into()])?.iter().map(draft).collect()
}

/// Drafts that file themselves on or before a day, over all employers.
pub fn queued(tx: &mut Tx, day: Date) -> Result<Vec<(EmployerId, Draft)>, Trouble> {
    let sql = "SELECT draft_id, kind, body, queued_for, made_at, made_by, employer_id FROM draft WHERE queued_for <= $1 ORDER BY employer_id, draft_id";
    tx.query(sql, &[day.into()])?
        .iter()
        .map(|r| Ok((EmployerId(r.i64(6)?), draft(r)?)))
        .collect()
}

/// Forgets a draft that was filed or thrown away.
pub fn drop_draft(tx: &mut Tx, employer: EmployerId, id: DraftId) -> Result<(), Trouble> {
    tx.execute(
        "DELETE FROM draft WHERE employer_id = $1 AND draft_id = $2",
        &[employer.0.into(), id.0.into()],
    )?;
    Ok(())
}
