use domain::case::back_payment::Point;
use domain::ids::LoginId;
use units::Date;

use super::{Opened, Paper, Story, odd};
use crate::event::Act;
use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// The papers that officers looked at.
pub static BACK_PAYMENT_SEEN: Table = Table::new(
    "back_payment_seen",
    &[
        "employer_id",
        "case_id",
        "paper",
        "paper_n",
        "n",
        "by_login",
        "by_name",
        "on_date",
        "original",
    ],
    &["employer_id", "case_id", "paper", "n"],
    "employer_id",
);

/// What steps point at.
pub static BACK_PAYMENT_POINT: Table = Table::new(
    "back_payment_point",
    &["employer_id", "case_id", "step", "point", "n"],
    &["employer_id", "case_id", "step", "point"],
    "employer_id",
);

/// An officer's look at a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which paper.
    pub paper: String,
    /// The event that had brought it.
    pub paper_n: i64,
    /// The event.
    pub n: i64,
    /// Who.
    pub by: LoginId,
    /// The name.
    pub by_name: String,
    /// The business day.
    pub on_date: Date,
    /// Whether the original lay before the officer; else the file was opened.
    pub original: bool,
}

/// What an officer pointed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointed {
    /// In which step.
    pub step: i64,
    /// The event of that step.
    pub n: i64,
    /// At what.
    pub point: Point,
}

impl Story {
    /// The last look of an officer at a paper that is there.
    pub fn seen(&self, paper: &Paper) -> Option<&Seen> {
        self.seen
            .iter()
            .rev()
            .find(|seen| seen.paper == paper.paper && seen.paper_n == paper.n)
    }

    /// What the last question or return points at, until a review agrees.
    pub fn pointed_at(&self) -> impl Iterator<Item = &Pointed> {
        let last = self.steps.iter().rev();
        let open = last.take_while(|step| !matches!(step.event.as_str(), "check" | "confirm"));
        let step = open
            .filter(|step| matches!(step.event.as_str(), "ask" | "return"))
            .map(|step| step.step)
            .next();
        self.points.iter().filter(move |point| Some(point.step) == step)
    }

    /// Whether what was pointed at has been brought anew, or put right, since.
    pub fn is_mended(&self, pointed: &Pointed) -> bool {
        match &pointed.point {
            Point::Paper(code) => self.papers.iter().any(|paper| paper.paper == *code && paper.n > pointed.n),
            Point::Month(month) => {
                let covering = self.lines.iter().filter(|line| line.from <= *month && *month <= line.to);
                covering.clone().all(|line| line.n > pointed.n)
            }
        }
    }
}

/// Writes a look at a paper.
pub fn see_paper(tx: &mut Tx, act: &mut Act, opened: &Opened, seen: &Seen) -> Result<(), Trouble> {
    let row = [
        opened.employer.0.into(),
        opened.id.0.into(),
        seen.paper.as_str().into(),
        seen.paper_n.into(),
        act.n.into(),
        seen.by.0.into(),
        seen.by_name.as_str().into(),
        seen.on_date.into(),
        seen.original.into(),
    ];
    act.insert(tx, &BACK_PAYMENT_SEEN, &row)
}

/// Writes what a step points at.
pub fn point_at(tx: &mut Tx, act: &mut Act, opened: &Opened, step: i64, points: &[Point]) -> Result<(), Trouble> {
    for point in points {
        let row = [
            opened.employer.0.into(),
            opened.id.0.into(),
            step.into(),
            point.code().into(),
            act.n.into(),
        ];
        act.insert(tx, &BACK_PAYMENT_POINT, &row)?;
    }
    Ok(())
}

pub(super) fn seen_of_case(tx: &mut Tx, key: &[V]) -> Result<Vec<Seen>, Trouble> {
    let sql = "SELECT paper, paper_n, n, by_login, by_name, on_date, original FROM back_payment_seen \
               WHERE employer_id = $1 AND case_id = $2 ORDER BY n, paper";
    let read = |row: &Row| {
        Ok(Seen {
            paper: row.text(0)?.to_owned(),
            paper_n: row.i64(1)?,
            n: row.i64(2)?,
            by: LoginId(row.i64(3)?),
            by_name: row.text(4)?.to_owned(),
            on_date: row.date(5)?,
            original: row.bool(6)?,
        })
    };
    tx.query(sql, key)?.iter().map(read).collect()
}

pub(super) fn points_of_case(tx: &mut Tx, key: &[V]) -> Result<Vec<Pointed>, Trouble> {
    let sql = "SELECT step, n, point FROM back_payment_point WHERE employer_id = $1 AND case_id = $2 ORDER BY step, point";
    let read = |row: &Row| {
        Ok(Pointed {
            step: row.i64(0)?,
            n: row.i64(1)?,
            point: Point::from_code(row.text(2)?).ok_or_else(|| odd("point"))?,
        })
    };
    tx.query(sql, key)?.iter().map(read).collect()
}
