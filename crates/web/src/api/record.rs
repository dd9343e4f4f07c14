//! The caller's own record: months by branches, each with its standing, its cause and the sentence that a reader is told.

use axum::Json;
use axum::http::Method;
use domain::Branch;
use procedures::Permission;
use procedures::record::{Cell, MonthRow, Record, Stay, own_record};
use serde::Serialize;
use utoipa::ToSchema;

use super::wire::{Day, EmployerCode, MonthCode, PersonCode, SaidJson, Yuan};
use crate::body::Searched;
use crate::error::Failure;
use crate::route::Route;
use crate::{Asked, Doc};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::api(
        Method::GET,
        "/api/record",
        Permission::OwnRecord,
        "The caller's own record, month by month and branch by branch.",
        Doc::new("record")
            .query("as_of", "YYYY-MM-DD: as it was known on that day; today without it.")
            .answers::<RecordJson>(200),
        own,
    )]
}

/// A person's record.
#[derive(Serialize, ToSchema)]
struct RecordJson {
    /// Whose.
    person: PersonCode,
    /// The name.
    name: String,
    /// The number, masked.
    number: String,
    /// The day it is as of.
    day: Day,
    /// Employers, oldest first.
    employers: Vec<StayJson>,
    /// Counted months of each branch.
    counts: Vec<CountJson>,
    /// Months, oldest first.
    months: Vec<RecordMonthJson>,
}

/// Time at one employer.
#[derive(Serialize, ToSchema)]
struct StayJson {
    /// Which employer.
    employer: EmployerCode,
    /// Its name.
    name: String,
    /// First month.
    from: MonthCode,
    /// Last month; nothing: still there.
    to: Option<MonthCode>,
}

impl From<&Stay> for StayJson {
    fn from(of: &Stay) -> StayJson {
        StayJson {
            employer: EmployerCode(of.employer),
            name: of.name.clone(),
            from: MonthCode(of.from),
            to: of.to.map(MonthCode),
        }
    }
}

/// Counted months of a branch.
#[derive(Serialize, ToSchema)]
struct CountJson {
    /// `pension`, `medical`, `unemployment`, `employment_injury`, `maternity`.
    branch: &'static str,
    /// All months that count.
    cumulative: u32,
    /// Months without a break up to now.
    unbroken: u32,
}

/// One month.
#[derive(Serialize, ToSchema)]
struct RecordMonthJson {
    /// Which.
    month: MonthCode,
    /// The branches that are due in it.
    branches: Vec<CellJson>,
}

/// One month in one branch.
#[derive(Serialize, ToSchema)]
struct CellJson {
    /// `pension`, `medical`, `unemployment`, `employment_injury`, `maternity`.
    branch: &'static str,
    /// How it stands: `on_time`, `on_time_retried`, `paid_late_debit`, `paid_late_employer`, `back_paid`, `due`, `owed` …
    standing: &'static str,
    /// The standing in words, in the language of `Accept-Language`.
    standing_text: String,
    /// Why, with its facts and its sentence.
    cause: Option<SaidJson>,
    /// At which employer.
    employer: Option<EmployerCode>,
    /// The base that was charged.
    base: Yuan,
    /// The employer's part.
    employer_pays: Yuan,
    /// The person's part.
    person_pays: Yuan,
    /// What goes to the person's account.
    to_account: Yuan,
    /// A difference was billed later and paid; the month keeps its standing.
    difference: bool,
}

fn cell(asked: &Asked, branch: Branch, of: &Cell) -> CellJson {
    CellJson {
        branch: branch.code(),
        standing: of.standing.code(),
        standing_text: asked.say(of.word(), &[]),
        cause: of.cause.as_ref().map(|cause| SaidJson::of(asked, cause)),
        employer: of.employer.map(EmployerCode),
        base: Yuan(of.base),
        employer_pays: Yuan(of.employer_pays),
        person_pays: Yuan(of.person_pays),
        to_account: Yuan(of.to_account),
        difference: of.difference,
    }
}

fn month(asked: &Asked, of: &MonthRow) -> RecordMonthJson {
    let due = Branch::ALL
        .into_iter()
        .zip(&of.cells)
        .filter(|(_, c)| c.standing != domain::standing::Standing::NotDue);
    RecordMonthJson {
        month: MonthCode(of.month),
        branches: due.map(|(branch, c)| cell(asked, branch, c)).collect(),
    }
}

async fn own(asked: Asked, Searched(typed): Searched) -> Result<Json<RecordJson>, Failure> {
    let as_of = match typed.get("as_of") {
        "" => None,
        _given => Some(typed.date("as_of")?),
    };
    let found: Record = asked.read(move |desk| own_record(desk, as_of)).await?;
    let count = |branch: &Branch| {
        let tally = &found.tallies[branch.index()];
        CountJson {
            branch: branch.code(),
            cumulative: tally.cumulative,
            unbroken: tally.unbroken,
        }
    };
    Ok(Json(RecordJson {
        person: PersonCode(found.person.id),
        name: found.person.name.clone(),
        number: found.person.number.clone(),
        day: Day(found.day),
        employers: found.stays.iter().map(StayJson::from).collect(),
        counts: found.branches.iter().map(count).collect(),
        months: found.months.iter().map(|row| month(&asked, row)).collect(),
    }))
}
