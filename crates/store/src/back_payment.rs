//! Back payments: what was asked for, what was done to it, what each month comes to, and where it stands.

mod months;
mod review;
mod sample;
mod stand;
mod step;

pub use months::{
    BACK_PAYMENT_MONTH, BACK_PAYMENT_POSTED, MonthRow, Posted, approve, bills_of_employer, month_row, months, months_entered, months_known,
    posted_months, posted_of_person, posted_on_bill, posted_row,
};
pub use review::{BACK_PAYMENT_POINT, BACK_PAYMENT_SEEN, Pointed, Seen, point_at, see_paper};
pub use sample::{
    BACK_PAYMENT_SAMPLE, DecidedAt, Sampled, count_at_counter, count_in_review, decided_at_counter, decided_in_review, put_sample,
};
pub use stand::{in_state_before, stand, standing};
pub use step::{BACK_PAYMENT_EVENT, Said, Step, append};

use domain::Category;
use domain::case::back_payment::{Case, Kind, State};
use domain::ids::{CaseId, EmployerId, LoginId, PersonId};
use units::{Date, Fen, Month};

use crate::event::Act;
use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// How they were opened.
pub static BACK_PAYMENT: Table = Table::new(
    "back_payment",
    &[
        "employer_id",
        "case_id",
        "n",
        "kind",
        "filing",
        "origin",
        "month",
        "event",
        "filed_by",
        "filed_by_name",
        "filed_on",
    ],
    &["employer_id", "case_id"],
    "employer_id",
);

/// Whose months.
pub static BACK_PAYMENT_LINE: Table = Table::new(
    "back_payment_line",
    &[
        "employer_id",
        "case_id",
        "line",
        "n",
        "person_id",
        "from_month",
        "to_month",
        "category",
        "base_fen",
        "reason",
        "document",
        "medical_costs",
    ],
    &["employer_id", "case_id", "line", "n"],
    "employer_id",
)
.superseded();

/// The papers.
pub static BACK_PAYMENT_PAPER: Table = Table::new(
    "back_payment_paper",
    &["employer_id", "case_id", "paper", "n", "name", "bytes"],
    &["employer_id", "case_id", "paper", "n"],
    "employer_id",
)
.superseded();

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
    pub kind: Kind,
    /// The first case of the request it is a part of.
    pub filing: CaseId,
    /// Where it came from: `form`, `gap`, `late_enrolment`, `workbook`, `counter`.
    pub origin: &'static str,
    /// The month, where the whole employer's is paid.
    pub month: Option<Month>,
    /// Why one person is settled alone: `retirement`, `transfer`, `death`.
    pub event: Option<&'static str>,
    /// Who filed it.
    pub filed_by: LoginId,
    /// The name as on the receipt.
    pub filed_by_name: String,
    /// The business day.
    pub filed_on: Date,
}

/// Origins as stored.
pub const ORIGINS: [&str; 5] = ["form", "gap", "late_enrolment", "workbook", "counter"];
/// Events of a settlement for one person as stored.
pub const EVENTS: [&str; 3] = ["retirement", "transfer", "death"];

/// One person's months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its position, from 1.
    pub line: i64,
    /// The event that wrote it.
    pub n: i64,
    /// Whose.
    pub person: PersonId,
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// Payer category.
    pub category: Category,
    /// Declared wage, unclamped.
    pub base: Fen,
    /// Why the months were missed.
    pub reason: String,
    /// Number of the document that supports it.
    pub document: Option<String>,
    /// Whether medical costs arose in these months.
    pub medical_costs: bool,
}

/// A paper that was shown or handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Its code in the pack.
    pub paper: String,
    /// The event.
    pub n: i64,
    /// The name of the file, where one was uploaded.
    pub name: Option<String>,
}

/// A case with all that belongs to it, without the bytes of papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// How it was opened.
    pub opened: Opened,
    /// Whose months, in their order.
    pub lines: Vec<Line>,
    /// The papers there are.
    pub papers: Vec<Paper>,
    /// What was done, in order.
    pub steps: Vec<Step>,
    /// The looks of officers at papers, in order.
    pub seen: Vec<Seen>,
    /// What steps point at, in order.
    pub points: Vec<Pointed>,
    /// What second looks at its decisions found, in order.
    pub sampled: Vec<Sampled>,
}

impl Story {
    /// Where it stands.
    ///
    /// # Errors
    /// Trouble where the stored steps do not follow from one another.
    pub fn case(&self) -> Result<Case, Trouble> {
        self.before(i64::MAX)
    }

    /// Where it stood before a step.
    ///
    /// # Errors
    /// As [`Story::case`].
    pub fn before(&self, at: i64) -> Result<Case, Trouble> {
        let mut case = Case::opened(self.opened.kind, self.opened.filed_by);
        for step in self.steps.iter().filter(|step| step.step < at) {
            let odd = || {
                Trouble::value(format!(
                    "back payment {} step {}: {} does not follow",
                    self.opened.id.code(),
                    step.step,
                    step.event
                ))
            };
            let event = step.to_event(&case).ok_or_else(odd)?;
            case = case.advance(event).map_err(|_| odd())?;
        }
        Ok(case)
    }
}

/// Opens a case in the act that files it.
pub fn open(tx: &mut Tx, act: &mut Act, opened: &Opened, lines: &[Line]) -> Result<(), Trouble> {
    let row = [
        opened.employer.0.into(),
        opened.id.0.into(),
        opened.n.into(),
        opened.kind.code().into(),
        opened.filing.0.into(),
        opened.origin.into(),
        opened.month.into(),
        opened.event.into(),
        opened.filed_by.0.into(),
        opened.filed_by_name.as_str().into(),
        opened.filed_on.into(),
    ];
    act.insert(tx, &BACK_PAYMENT, &row)?;
    for line in lines {
        put_line(tx, act, opened, line)?;
    }
    stand(tx, opened, &State::Preparing, opened.filed_on)
}

/// Writes a line.
pub fn put_line(tx: &mut Tx, act: &mut Act, opened: &Opened, line: &Line) -> Result<(), Trouble> {
    let row = [
        opened.employer.0.into(),
        opened.id.0.into(),
        line.line.into(),
        act.n.into(),
        line.person.0.into(),
        line.from.into(),
        line.to.into(),
        V::I(line.category.index() as i64),
        line.base.into(),
        line.reason.as_str().into(),
        line.document.as_deref().into(),
        line.medical_costs.into(),
    ];
    act.insert(tx, &BACK_PAYMENT_LINE, &row)
}

/// Ends a line: it was mended or taken out.
pub fn end_line(tx: &mut Tx, act: &mut Act, opened: &Opened, line: &Line) -> Result<(), Trouble> {
    let key = [opened.employer.0.into(), opened.id.0.into(), line.line.into(), line.n.into()];
    act.supersede(tx, &BACK_PAYMENT_LINE, &key)
}

/// Writes a paper; an earlier one of its kind is followed by it.
pub fn put_paper(tx: &mut Tx, act: &mut Act, story: &Story, paper: &str, file: Option<(&str, &[u8])>) -> Result<(), Trouble> {
    end_paper(tx, act, story, paper)?;
    let opened = &story.opened;
    let row = [
        opened.employer.0.into(),
        opened.id.0.into(),
        paper.into(),
        act.n.into(),
        file.map(|(name, _)| name).into(),
        file.map_or(V::Null, |(_, bytes)| V::B(bytes.to_vec())),
    ];
    act.insert(tx, &BACK_PAYMENT_PAPER, &row)
}

/// Takes a paper out.
pub fn end_paper(tx: &mut Tx, act: &mut Act, story: &Story, paper: &str) -> Result<(), Trouble> {
    let opened = &story.opened;
    for old in story.papers.iter().filter(|old| old.paper == paper) {
        let key = [opened.employer.0.into(), opened.id.0.into(), paper.into(), old.n.into()];
        act.supersede(tx, &BACK_PAYMENT_PAPER, &key)?;
    }
    Ok(())
}

/// The bytes of a paper with its name.
pub fn paper_bytes(tx: &mut Tx, employer: EmployerId, id: CaseId, paper: &str) -> Result<Option<(String, Vec<u8>)>, Trouble> {
    let sql = "SELECT name, bytes FROM back_payment_paper WHERE employer_id = $1 AND case_id = $2 AND paper = $3 \
               AND superseded_n IS NULL AND bytes IS NOT NULL";
    let row = tx.one(sql, &[employer.0.into(), id.0.into(), paper.into()])?;
    row.map(|row| Ok((row.opt_text(0)?.unwrap_or_default().to_owned(), row.bytes(1)?.to_vec())))
        .transpose()
}

fn odd(what: &str) -> Trouble {
    Trouble::value(format!("back_payment row: unknown {what}"))
}

fn listed(code: &str, list: &'static [&'static str]) -> Option<&'static str> {
    list.iter().copied().find(|known| *known == code)
}

fn restore_opened(row: &Row) -> Result<Opened, Trouble> {
    let event = match row.opt_text(7)? {
        Some(code) => Some(listed(code, &EVENTS).ok_or_else(|| odd("event"))?),
        None => None,
    };
    Ok(Opened {
        employer: EmployerId(row.i64(0)?),
        id: CaseId(row.i64(1)?),
        n: row.i64(2)?,
        kind: Kind::from_code(row.text(3)?).ok_or_else(|| odd("kind"))?,
        filing: CaseId(row.i64(4)?),
        origin: listed(row.text(5)?, &ORIGINS).ok_or_else(|| odd("origin"))?,
        month: row.opt_month(6)?,
        event,
        filed_by: LoginId(row.i64(8)?),
        filed_by_name: row.text(9)?.to_owned(),
        filed_on: row.date(10)?,
    })
}

fn restore_line(row: &Row) -> Result<Line, Trouble> {
    Ok(Line {
        line: row.i64(0)?,
        n: row.i64(1)?,
        person: PersonId(row.i64(2)?),
        from: row.month(3)?,
        to: row.month(4)?,
        category: Category::from_index(row.i64(5)?).ok_or_else(|| odd("category"))?,
        base: row.fen(6)?,
        reason: row.text(7)?.to_owned(),
        document: row.opt_text(8)?.map(str::to_owned),
        medical_costs: row.bool(9)?,
    })
}

fn story(tx: &mut Tx, opened: Opened) -> Result<Story, Trouble> {
    let key = [opened.employer.0.into(), opened.id.0.into()];
    let lines = "SELECT line, n, person_id, from_month, to_month, category, base_fen, reason, document, medical_costs FROM back_payment_line \
                 WHERE employer_id = $1 AND case_id = $2 AND superseded_n IS NULL ORDER BY line, n";
    let lines = tx.query(lines, &key)?.iter().map(restore_line).collect::<Result<_, _>>()?;
    let papers = "SELECT paper, n, name FROM back_payment_paper WHERE employer_id = $1 AND case_id = $2 AND superseded_n IS NULL \
                  ORDER BY paper, n";
    let paper = |row: &Row| {
        Ok::<_, Trouble>(Paper {
            paper: row.text(0)?.to_owned(),
            n: row.i64(1)?,
            name: row.opt_text(2)?.map(str::to_owned),
        })
    };
    let papers = tx.query(papers, &key)?.iter().map(paper).collect::<Result<_, _>>()?;
    let steps = step::of_case(tx, &key)?;
    let seen = review::seen_of_case(tx, &key)?;
    let points = review::points_of_case(tx, &key)?;
    let sampled = sample::of_case(tx, &key)?;
    Ok(Story {
        opened,
        lines,
        papers,
        steps,
        seen,
        points,
        sampled,
    })
}

fn stories(tx: &mut Tx, sql: &'static str, args: &[V]) -> Result<Vec<Story>, Trouble> {
    let opened: Vec<Opened> = tx.query(sql, args)?.iter().map(restore_opened).collect::<Result<_, _>>()?;
    opened.into_iter().map(|opened| story(tx, opened)).collect()
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT b.employer_id, b.case_id, b.n, b.kind, b.filing, b.origin, b.month, b.event, b.filed_by, b.filed_by_name, b.filed_on \
             FROM back_payment AS b ",
            $rest
        )
    };
}

/// One case.
pub fn load(tx: &mut Tx, employer: EmployerId, id: CaseId) -> Result<Option<Story>, Trouble> {
    let sql = select!("WHERE b.employer_id = $1 AND b.case_id = $2");
    Ok(stories(tx, sql, &[employer.0.into(), id.0.into()])?.pop())
}

/// Whose case a number names.
pub fn employer_of(tx: &mut Tx, id: CaseId) -> Result<Option<EmployerId>, Trouble> {
    let row = tx.one("SELECT employer_id FROM back_payment WHERE case_id = $1", &[id.0.into()])?;
    row.map(|row| row.i64(0).map(EmployerId)).transpose()
}

/// The parts of one request, in their order.
pub fn of_filing(tx: &mut Tx, employer: EmployerId, filing: CaseId) -> Result<Vec<Story>, Trouble> {
    let sql = select!("WHERE b.employer_id = $1 AND b.filing = $2 ORDER BY b.case_id");
    stories(tx, sql, &[employer.0.into(), filing.0.into()])
}

/// The cases of an employer, newest first.
pub fn of_employer(tx: &mut Tx, employer: EmployerId, limit: i64) -> Result<Vec<Story>, Trouble> {
    let sql = select!("WHERE b.employer_id = $1 ORDER BY b.n DESC, b.case_id DESC LIMIT $2");
    stories(tx, sql, &[employer.0.into(), limit.into()])
}

/// The cases that name a person, of all employers, oldest first.
pub fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Story>, Trouble> {
    let sql = select!(
        "WHERE EXISTS (SELECT 1 FROM back_payment_line AS l WHERE l.person_id = $1 AND l.employer_id = b.employer_id \
         AND l.case_id = b.case_id AND l.superseded_n IS NULL) ORDER BY b.case_id"
    );
    stories(tx, sql, &[person.0.into()])
}

/// Cases of a kind in a state over all employers, the earliest due day first.
pub fn queue(tx: &mut Tx, kind: Kind, state: &str, limit: i64) -> Result<Vec<Story>, Trouble> {
    let sql = select!(
        "JOIN back_payment_file AS f ON f.employer_id = b.employer_id AND f.case_id = b.case_id \
         WHERE f.kind = $1 AND f.state = $2 ORDER BY f.due_on, f.employer_id, f.case_id LIMIT $3"
    );
    stories(tx, sql, &[kind.code().into(), state.into(), limit.into()])
}

/// An employer's cases that are filed for a day and wait for their money.
pub fn filed_of(tx: &mut Tx, employer: EmployerId) -> Result<Vec<Story>, Trouble> {
    let sql = select!(
        "JOIN back_payment_file AS f ON f.employer_id = b.employer_id AND f.case_id = b.case_id \
         WHERE b.employer_id = $1 AND f.state = 'accepted' ORDER BY b.case_id"
    );
    stories(tx, sql, &[employer.0.into()])
}

/// An employer's cases that are not over, oldest first.
pub fn running_of(tx: &mut Tx, employer: EmployerId) -> Result<Vec<Story>, Trouble> {
    let sql = select!(
        "JOIN back_payment_file AS f ON f.employer_id = b.employer_id AND f.case_id = b.case_id \
         WHERE b.employer_id = $1 AND f.state NOT IN ('posted', 'refused', 'withdrawn') ORDER BY b.case_id"
    );
    stories(tx, sql, &[employer.0.into()])
}

/// Persons whom a document supports in other lines than those of one case, where the case is neither refused nor withdrawn.
pub fn persons_of_document(tx: &mut Tx, document: &str) -> Result<Vec<PersonId>, Trouble> {
    let sql = "SELECT DISTINCT l.person_id FROM back_payment_line AS l \
               JOIN back_payment_file AS f ON f.employer_id = l.employer_id AND f.case_id = l.case_id \
               WHERE l.document = $1 AND l.superseded_n IS NULL AND f.state NOT IN ('refused', 'withdrawn') ORDER BY 1";
    tx.query(sql, &[document.into()])?
        .iter()
        .map(|row| Ok(PersonId(row.i64(0)?)))
        .collect()
}

/// Cases of the employers after `after`, in the order of employers and cases.
pub fn after(tx: &mut Tx, after: (EmployerId, CaseId), limit: i64) -> Result<Vec<Story>, Trouble> {
    let sql = select!("WHERE b.employer_id > $1 OR (b.employer_id = $1 AND b.case_id > $2) ORDER BY b.employer_id, b.case_id LIMIT $3");
    stories(tx, sql, &[after.0.0.into(), after.1.0.into(), limit.into()])
}
