//! Staff increases: looked at, filed, taken back.

use axum::Json;
use axum::http::Method;
use axum::response::Response;
use domain::Category;
use domain::filing::increase::Increase;
use domain::spell::GroupSet;
use procedures::enrol_staff::{EnrolLine, EnrolVerdict, Rule, check_increases, enrol_staff};
use procedures::receipts::filing;
use procedures::undo_increase::undo_increase;
use procedures::{Error, Permission};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::filings::FilingJson;
use super::wire::{AcceptedJson, Day, MonthCode, PersonCode, SaidJson, Yuan};
use crate::body::{Ask, JsonBody};
use crate::error::{Failure, created};
use crate::route::Route;
use crate::{Asked, Doc};

/// Lines of one ask: as many as a workbook may have.
const BODY_BYTES: usize = 8 << 20;

pub(crate) fn routes() -> Vec<Route> {
    let file = Permission::FileIncrease;
    vec![
        Route::api(
            Method::POST,
            "/api/employers/{employer}/increases/check",
            file,
            "What increases would make; files nothing.",
            Doc::new("increases").takes::<IncreasesAsk>().answers::<IncreaseVerdictsJson>(200),
            check,
        )
        .body_at_most(BODY_BYTES),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/increases",
            file,
            "Files increases.",
            Doc::new("increases").asks::<IncreasesAsk>().answers::<FilingJson>(201),
            file_increases,
        )
        .body_at_most(BODY_BYTES),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/increases/undo",
            file,
            "Takes back an increase of the open month; its history stays.",
            Doc::new("increases").asks::<UndoAsk>().answers::<AcceptedJson>(201),
            undo,
        ),
    ]
}

/// The increases.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IncreasesAsk {
    /// One for each person.
    lines: Vec<IncreaseAsk>,
    /// One refused line refuses all; without it the others are filed.
    #[serde(default)]
    all_or_nothing: bool,
    /// The version of the employer that was looked at; where the roll moved on since, nothing is filed (409).
    seen: Option<i64>,
}

/// One person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IncreaseAsk {
    /// Name as on the document.
    name: String,
    /// Number of the document.
    number: String,
    /// `local_urban`, `nonlocal_urban`, `local_rural`, `nonlocal_rural`, `foreign`.
    category: String,
    /// First day of employment.
    hired_on: Day,
    /// Full wage of the first month, unclamped.
    wage: Yuan,
}

/// Whose increase is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UndoAsk {
    /// The person.
    person: PersonCode,
}

/// What each line makes.
#[derive(Serialize, ToSchema)]
struct IncreaseVerdictsJson {
    /// In the order of the ask.
    lines: Vec<IncreaseVerdictJson>,
}

/// What one line makes, or why it is refused.
#[derive(Serialize, ToSchema)]
struct IncreaseVerdictJson {
    /// Its position, from 1.
    line: i64,
    /// First month to be paid; nothing where it is refused.
    from: Option<MonthCode>,
    /// Months since the first day of employment that nobody filed: back payments.
    missed: Vec<MonthCode>,
    /// The day on which the thirty days ended, where they are over.
    duty_ended: Option<Day>,
    /// It waits for another employer.
    waits: bool,
    /// Why it is refused.
    refused: Option<SaidJson>,
}

fn verdict(asked: &Asked, of: &EnrolVerdict) -> IncreaseVerdictJson {
    let made = of.outcome.as_ref().ok();
    IncreaseVerdictJson {
        line: of.line,
        from: made.map(|m| MonthCode(m.from)),
        missed: made.map(|m| m.missed.iter().map(|m| MonthCode(*m)).collect()).unwrap_or_default(),
        duty_ended: made.and_then(|m| m.duty_ended).map(Day),
        waits: made.is_some_and(|m| m.waits),
        refused: of.outcome.as_ref().err().map(|why| SaidJson::of(asked, why.as_ref())),
    }
}

/// The lines as the procedure takes them; the first number or category that cannot be read refuses the ask.
fn lines(asks: &[IncreaseAsk]) -> Result<Vec<EnrolLine>, Failure> {
    let line = |(at, ask): (i64, &IncreaseAsk)| {
        let identity = domain::identity::read(&ask.number).map_err(|refused| Failure::Field(Box::new(refused)))?;
        let category = Category::from_code(&ask.category).ok_or(crate::FieldRefused::NotOffered)?;
        Ok(EnrolLine {
            line: at,
            name: ask.name.trim().to_owned(),
            identity,
            increase: Increase {
                category,
                hired_on: ask.hired_on.0,
                wage: ask.wage.0,
                groups: GroupSet::BOTH,
            },
        })
    };
    (1..).zip(asks).map(line).collect()
}

async fn check(JsonBody { asked, body }: JsonBody<IncreasesAsk>) -> Result<Json<IncreaseVerdictsJson>, Failure> {
    let (who, lines) = (asked.employer()?, lines(&body.lines)?);
    let verdicts = asked.read(move |desk| check_increases(desk, who, &lines)).await?;
    Ok(Json(IncreaseVerdictsJson {
        lines: verdicts.iter().map(|v| verdict(&asked, v)).collect(),
    }))
}

async fn file_increases(Ask { asked, body, key }: Ask<IncreasesAsk>) -> Result<Response, Failure> {
    let (who, lines, seen) = (asked.employer()?, lines(&body.lines)?, body.seen);
    let rule = if body.all_or_nothing {
        Rule::AllOrNothing
    } else {
        Rule::GoodLinesOnly
    };
    let filed = asked
        .act(move |desk| {
            let receipt = enrol_staff(desk, &key, who, &lines, rule)?.receipt;
            moved_on(seen, receipt.n)?;
            filing(desk, who, receipt.n)
        })
        .await?;
    Ok(created(
        &format!("/receipts/{}", filed.receipt.number),
        FilingJson::of(&asked, &filed),
    ))
}

/// Refuses where the employer moved on since it was looked at: the act that was to be the next one is another.
pub(super) fn moved_on(seen: Option<i64>, n: i64) -> Result<(), Error> {
    match seen {
        Some(seen) if n != seen + 1 => Err(Error::Stale { version: n - 1 }),
        Some(_) | None => Ok(()),
    }
}

async fn undo(Ask { asked, body, key }: Ask<UndoAsk>) -> Result<Response, Failure> {
    let (who, person) = (asked.employer()?, body.person.0);
    let receipt = asked.act(move |desk| undo_increase(desk, &key, who, person)).await?;
    Ok(created(&format!("/receipts/{}", receipt.number), AcceptedJson::from(&receipt)))
}
