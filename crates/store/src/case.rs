//! Cases at the desks: how each was opened, what was done to it, and where it stands.

use domain::case::CaseKind;
use domain::case::counter_reduction::{self as counter, Employment, Exception};
use domain::case::double_enrolment::{self as double, Finding, Verdict};
use domain::ids::{CaseId, EmployerId, LoginId, PersonId};
use units::{Date, Month};

use crate::event::Act;
use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// How cases were opened.
pub static CASE_OPENED: Table = Table::new(
    "case_opened",
    &[
        "employer_id",
        "case_id",
        "n",
        "kind",
        "person_id",
        "line",
        "due_on",
        "filed_by",
        "filed_on",
    ],
    &["employer_id", "case_id"],
    "employer_id",
);

/// What was done to them.
pub static CASE_EVENT: Table = Table::new(
    "case_event",
    &[
        "employer_id",
        "case_id",
        "step",
        "n",
        "event",
        "by_login",
        "by_name",
        "on_date",
        "day",
        "month",
        "word",
        "note",
    ],
    &["employer_id", "case_id", "step"],
    "employer_id",
);

/// How a case was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Of which employer.
    pub employer: EmployerId,
    /// Its identifier.
    pub id: CaseId,
    /// The event that filed it.
    pub n: i64,
    /// Which kind.
    pub kind: CaseKind,
    /// Whom it concerns.
    pub person: PersonId,
    /// The line of the filing.
    pub line: i64,
    /// The day by which it must be decided.
    pub due_on: Date,
    /// Who filed it.
    pub filed_by: LoginId,
    /// The business day on which it was filed.
    pub filed_on: Date,
}

/// One thing done to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its position, from 1.
    pub step: i64,
    /// The event of the employer that wrote it.
    pub n: i64,
    /// What was done, a code of the kind.
    pub event: String,
    /// Who.
    pub by: LoginId,
    /// The name as on the receipt.
    pub by_name: String,
    /// The business day.
    pub on_date: Date,
    /// A day that it names.
    pub day: Option<Date>,
    /// A month that it names.
    pub month: Option<Month>,
    /// A verdict.
    pub word: Option<String>,
    /// A ground.
    pub note: Option<String>,
}

/// A case with all that was done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// How it was opened.
    pub opened: Opened,
    /// What was done, in order.
    pub steps: Vec<Step>,
}

impl Story {
    /// Where a counter reduction stands.
    ///
    /// # Errors
    /// Trouble where the stored steps are none of such a case.
    pub fn counter_reduction(&self) -> Result<counter::Case, Trouble> {
        let mut case = counter::Case::filed(self.opened.filed_by);
        for step in &self.steps {
            let event = counter_event(step).ok_or_else(|| self.odd(step))?;
            case = case.advance(event).map_err(|_| self.odd(step))?;
        }
        Ok(case)
    }

    /// Where a double enrolment stands.
    ///
    /// # Errors
    /// Trouble where the stored steps are none of such a case.
    pub fn double_enrolment(&self) -> Result<double::Case, Trouble> {
        let mut case = double::Case::open(self.opened.filed_by);
        for step in &self.steps {
            let event = double_event(step).ok_or_else(|| self.odd(step))?;
            case = case.advance(event).map_err(|_| self.odd(step))?;
        }
        Ok(case)
    }

    /// The code of the state that follows from the steps.
    pub fn state(&self) -> Result<&'static str, Trouble> {
        match self.opened.kind {
            CaseKind::CounterReduction => Ok(self.counter_reduction()?.state.code()),
            CaseKind::DoubleEnrolment => Ok(self.double_enrolment()?.state.code()),
            CaseKind::Refund => Err(Trouble::value("a refund is no row of case_opened".to_owned())),
        }
    }

    fn odd(&self, step: &Step) -> Trouble {
        Trouble::value(format!(
            "case {} step {}: {} does not follow",
            self.opened.id.code(),
            step.step,
            step.event
        ))
    }
}

fn counter_event(step: &Step) -> Option<counter::Event> {
    let (by, ground) = (step.by, step.note.clone().unwrap_or_default());
    match step.event.as_str() {
        "confirm" => Some(counter::Event::Confirm(Employment { ended_on: step.day?, by })),
        "send_back" => Some(counter::Event::SendBack { ground, by }),
        "mend" => Some(counter::Event::Mend { note: ground }),
        "note_exception" => Some(counter::Event::NoteException(Exception {
            first_try: step.day?,
            ground,
            by,
        })),
        "grant_exception" => Some(counter::Event::GrantException { by }),
        "decline_exception" => Some(counter::Event::DeclineException { ground, by }),
        "enter" => Some(counter::Event::Enter {
            last_month: step.month?,
            by,
        }),
        "withdraw" => Some(counter::Event::Withdraw),
        _ => None,
    }
}

fn double_event(step: &Step) -> Option<double::Event> {
    let (by, ground) = (step.by, step.note.clone().unwrap_or_default());
    match step.event.as_str() {
        "propose" => Some(double::Event::Propose(Finding {
            verdict: Verdict::from_code(step.word.as_deref()?)?,
            ground,
            by,
        })),
        "agree" => Some(double::Event::Agree { by }),
        "disagree" => Some(double::Event::Disagree { ground, by }),
        "lapse" => Some(double::Event::Lapse),
        _ => None,
    }
}

/// A step as it is written, before it has a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saying {
    /// A day that it names.
    pub day: Option<Date>,
    /// A month that it names.
    pub month: Option<Month>,
    /// A verdict.
    pub word: Option<&'static str>,
    /// A ground.
    pub note: Option<String>,
}

impl From<&counter::Event> for Saying {
    fn from(event: &counter::Event) -> Saying {
        let nothing = Saying::default();
        match event {
            counter::Event::Confirm(employment) => Saying {
                day: Some(employment.ended_on),
                ..nothing
            },
            counter::Event::NoteException(exception) => Saying {
                day: Some(exception.first_try),
                note: Some(exception.ground.clone()),
                ..nothing
            },
            counter::Event::SendBack { ground: note, .. }
            | counter::Event::DeclineException { ground: note, .. }
            | counter::Event::Mend { note } => Saying {
                note: Some(note.clone()),
                ..nothing
            },
            counter::Event::Enter { last_month, .. } => Saying {
                month: Some(*last_month),
                ..nothing
            },
            counter::Event::GrantException { .. } | counter::Event::Withdraw => nothing,
        }
    }
}

impl From<&double::Event> for Saying {
    fn from(event: &double::Event) -> Saying {
        let nothing = Saying::default();
        match event {
            double::Event::Propose(finding) => Saying {
                word: Some(finding.verdict.code()),
                note: Some(finding.ground.clone()),
                ..nothing
            },
            double::Event::Disagree { ground, .. } => Saying {
                note: Some(ground.clone()),
                ..nothing
            },
            double::Event::Agree { .. } | double::Event::Lapse => nothing,
        }
    }
}

/// Opens a case in the act that files it.
pub fn open(tx: &mut Tx, act: &mut Act, opened: &Opened, state: &str) -> Result<(), Trouble> {
    let row = [
        opened.employer.0.into(),
        opened.id.0.into(),
        opened.n.into(),
        opened.kind.code().into(),
        opened.person.0.into(),
        opened.line.into(),
        opened.due_on.into(),
        opened.filed_by.0.into(),
        opened.filed_on.into(),
    ];
    act.insert(tx, &CASE_OPENED, &row)?;
    stand(tx, opened, state)
}

/// Appends a step and writes where the case stands now.
pub fn append(tx: &mut Tx, act: &mut Act, opened: &Opened, step: &Step, state: &str) -> Result<(), Trouble> {
    let row = [
        opened.employer.0.into(),
        opened.id.0.into(),
        step.step.into(),
        step.n.into(),
        step.event.as_str().into(),
        step.by.0.into(),
        step.by_name.as_str().into(),
        step.on_date.into(),
        step.day.into(),
        step.month.into(),
        step.word.as_deref().into(),
        step.note.as_deref().into(),
    ];
    act.insert(tx, &CASE_EVENT, &row)?;
    stand(tx, opened, state)
}

/// Writes where a case stands: the projection.
pub fn stand(tx: &mut Tx, opened: &Opened, state: &str) -> Result<(), Trouble> {
    let sql = "INSERT INTO case_file (employer_id, case_id, kind, state, due_on, person_id) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (employer_id, case_id) DO UPDATE SET state = excluded.state";
    let row = [
        opened.employer.0.into(),
        opened.id.0.into(),
        opened.kind.code().into(),
        state.into(),
        opened.due_on.into(),
        opened.person.0.into(),
    ];
    tx.execute(sql, &row)?;
    Ok(())
}

fn restore_opened(row: &Row) -> Result<Opened, Trouble> {
    Ok(Opened {
        employer: EmployerId(row.i64(0)?),
        id: CaseId(row.i64(1)?),
        n: row.i64(2)?,
        kind: CaseKind::from_code(row.text(3)?).ok_or_else(|| Trouble::value("case_opened row: unknown kind".to_owned()))?,
        person: PersonId(row.i64(4)?),
        line: row.i64(5)?,
        due_on: row.date(6)?,
        filed_by: LoginId(row.i64(7)?),
        filed_on: row.date(8)?,
    })
}

fn restore_step(row: &Row) -> Result<Step, Trouble> {
    Ok(Step {
        step: row.i64(0)?,
        n: row.i64(1)?,
        event: row.text(2)?.to_owned(),
        by: LoginId(row.i64(3)?),
        by_name: row.text(4)?.to_owned(),
        on_date: row.date(5)?,
        day: row.opt_date(6)?,
        month: row.opt_month(7)?,
        word: row.opt_text(8)?.map(str::to_owned),
        note: row.opt_text(9)?.map(str::to_owned),
    })
}

fn story(tx: &mut Tx, opened: Opened) -> Result<Story, Trouble> {
    let sql = "SELECT step, n, event, by_login, by_name, on_date, day, month, word, note FROM case_event \
               WHERE employer_id = $1 AND case_id = $2 ORDER BY step";
    let steps = tx.query(sql, &[opened.employer.0.into(), opened.id.0.into()])?;
    let steps = steps.iter().map(restore_step).collect::<Result<_, _>>()?;
    Ok(Story { opened, steps })
}

/// One case.
pub fn load(tx: &mut Tx, employer: EmployerId, id: CaseId) -> Result<Option<Story>, Trouble> {
    let sql = "SELECT employer_id, case_id, n, kind, person_id, line, due_on, filed_by, filed_on FROM case_opened \
               WHERE employer_id = $1 AND case_id = $2";
    let row = tx.one(sql, &[employer.0.into(), id.0.into()])?;
    row.map(|row| story(tx, restore_opened(&row)?)).transpose()
}

/// Whose case a number names.
pub fn employer_of(tx: &mut Tx, id: CaseId) -> Result<Option<EmployerId>, Trouble> {
    let row = tx.one("SELECT employer_id FROM case_opened WHERE case_id = $1", &[id.0.into()])?;
    row.map(|row| row.i64(0).map(EmployerId)).transpose()
}

/// The cases that a filing opened, by its lines.
pub fn of_filing(tx: &mut Tx, employer: EmployerId, n: i64) -> Result<Vec<Story>, Trouble> {
    let sql = "SELECT employer_id, case_id, n, kind, person_id, line, due_on, filed_by, filed_on FROM case_opened \
               WHERE employer_id = $1 AND n = $2 ORDER BY line, case_id";
    stories(tx, sql, &[employer.0.into(), n.into()])
}

/// The cases of an employer, oldest first.
pub fn of_employer(tx: &mut Tx, employer: EmployerId) -> Result<Vec<Story>, Trouble> {
    let sql = "SELECT employer_id, case_id, n, kind, person_id, line, due_on, filed_by, filed_on FROM case_opened \
               WHERE employer_id = $1 ORDER BY case_id";
    stories(tx, sql, &[employer.0.into()])
}

/// Cases of a kind in a state over all employers, the earliest due day first.
pub fn queue(tx: &mut Tx, kind: CaseKind, state: &str, limit: i64) -> Result<Vec<Story>, Trouble> {
    let sql = "SELECT o.employer_id, o.case_id, o.n, o.kind, o.person_id, o.line, o.due_on, o.filed_by, o.filed_on FROM case_file f \
               JOIN case_opened o ON o.employer_id = f.employer_id AND o.case_id = f.case_id \
               WHERE f.kind = $1 AND f.state = $2 ORDER BY f.due_on, f.employer_id, f.case_id LIMIT $3";
    stories(tx, sql, &[kind.code().into(), state.into(), limit.into()])
}

/// Cases of a kind in a state, the latest first: what was done.
pub fn latest(tx: &mut Tx, kind: CaseKind, state: &str, limit: i64) -> Result<Vec<Story>, Trouble> {
    let sql = "SELECT o.employer_id, o.case_id, o.n, o.kind, o.person_id, o.line, o.due_on, o.filed_by, o.filed_on FROM case_file f \
               JOIN case_opened o ON o.employer_id = f.employer_id AND o.case_id = f.case_id \
               WHERE f.kind = $1 AND f.state = $2 ORDER BY f.due_on DESC, f.employer_id, f.case_id DESC LIMIT $3";
    stories(tx, sql, &[kind.code().into(), state.into(), limit.into()])
}

fn stories(tx: &mut Tx, sql: &'static str, args: &[V]) -> Result<Vec<Story>, Trouble> {
    let opened: Vec<Opened> = tx.query(sql, args)?.iter().map(restore_opened).collect::<Result<_, _>>()?;
    opened.into_iter().map(|opened| story(tx, opened)).collect()
}

/// The case of a kind about a person of an employer that is not ended, if there is one.
pub fn running(tx: &mut Tx, employer: EmployerId, person: PersonId, kind: CaseKind) -> Result<Option<Story>, Trouble> {
    let sql = "SELECT case_id FROM case_file WHERE employer_id = $1 AND person_id = $2 AND kind = $3 \
               AND state NOT IN ('entered', 'withdrawn', 'decided', 'lapsed') ORDER BY case_id DESC LIMIT 1";
    let row = tx.one(sql, &[employer.0.into(), person.0.into(), kind.code().into()])?;
    row.map_or(Ok(None), |row| load(tx, employer, CaseId(row.i64(0)?)))
}

/// Cases of the employers after `after`, in the order of employers and cases.
pub fn after(tx: &mut Tx, after: (EmployerId, CaseId), limit: i64) -> Result<Vec<Story>, Trouble> {
    let sql = "SELECT employer_id, case_id, n, kind, person_id, line, due_on, filed_by, filed_on FROM case_opened \
               WHERE employer_id > $1 OR (employer_id = $1 AND case_id > $2) ORDER BY employer_id, case_id LIMIT $3";
    stories(tx, sql, &[after.0.0.into(), after.1.0.into(), limit.into()])
}

/// The state of one case as the projection holds it.
pub fn standing(tx: &mut Tx, employer: EmployerId, id: CaseId) -> Result<Option<String>, Trouble> {
    let sql = "SELECT state FROM case_file WHERE employer_id = $1 AND case_id = $2";
    let row = tx.one(sql, &[employer.0.into(), id.0.into()])?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// An increase that was filed after the thirty days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateEnrolment {
    /// By which employer.
    pub employer: EmployerId,
    /// The event that filed it.
    pub n: i64,
    /// Whom.
    pub person: PersonId,
    /// The business day on which it was filed.
    pub filed_on: Date,
    /// What the line said, canonical JSON.
    pub shown: String,
    /// The note with the day on which the duty ended.
    pub note: String,
}

/// Increases filed after the thirty days since a day, the latest first.
pub fn late_enrolments(tx: &mut Tx, since: Date, limit: i64) -> Result<Vec<LateEnrolment>, Trouble> {
    let sql = "SELECT l.employer_id, l.n, l.person_id, e.on_date, l.shown, l.note FROM filing_line l \
               JOIN event e ON e.subject_id = l.employer_id AND e.n = l.n \
               WHERE l.note LIKE '{\"code\":\"increase.late\"%' AND l.person_id IS NOT NULL AND e.on_date >= $1 \
               ORDER BY e.on_date DESC, l.employer_id, l.n, l.line LIMIT $2";
    let rows = tx.query(sql, &[since.into(), limit.into()])?;
    rows.iter()
        .map(|row| {
            Ok(LateEnrolment {
                employer: EmployerId(row.i64(0)?),
                n: row.i64(1)?,
                person: PersonId(row.i64(2)?),
                filed_on: row.date(3)?,
                shown: row.text(4)?.to_owned(),
                note: row.text(5)?.to_owned(),
            })
        })
        .collect()
}
