//! Yearly bases: how everybody's base stands with its clamps, and the declaration.

use axum::Json;
use axum::http::Method;
use axum::response::Response;
use domain::Branch;
use domain::base_year::WageAsk;
use procedures::Permission;
use procedures::declare_bases::{BaseLine, BaseShown, BaseVerdict, Bases, Clamped, DeclaredBases, bases, declare_bases};
use procedures::enrol_staff::Rule;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bills::month_of;
use super::wire::{AcceptedJson, Day, MonthCode, PersonCode, SaidJson, Yuan};
use crate::body::{Ask, At};
use crate::error::{Failure, created};
use crate::route::Route;
use crate::{Asked, Doc};

/// Lines of one ask: as many as a workbook may have.
const BODY_BYTES: usize = 8 << 20;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api(
            Method::GET,
            "/api/employers/{employer}/bases/{year}",
            Permission::ViewEmployer,
            "Everybody's base of a contribution year, named by its first month, with its clamps.",
            Doc::new("bases").answers::<BasesJson>(200),
            state,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/bases/{year}",
            Permission::DeclareBases,
            "Declares bases for a contribution year.",
            Doc::new("bases").asks::<BasesAsk>().answers::<DeclaredJson>(201),
            declare,
        )
        .body_at_most(BODY_BYTES),
    ]
}

/// The wages that are declared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BasesAsk {
    /// One for each person.
    lines: Vec<BaseAsk>,
    /// One refused line refuses all; without it the others are declared.
    #[serde(default)]
    all_or_nothing: bool,
}

/// One person's wage.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BaseAsk {
    /// Whose.
    person: PersonCode,
    /// The average monthly wage of the calendar year before, unclamped.
    wage: Yuan,
    /// It looks implausible, was looked at, and is right.
    #[serde(default)]
    confirmed: bool,
}

/// The bases of a contribution year.
#[derive(Serialize, ToSchema)]
struct BasesJson {
    /// First month of the year.
    year_from: MonthCode,
    /// The month that the clamps are shown for.
    month: MonthCode,
    /// First day of the yearly declaration.
    opens: Day,
    /// Its last day.
    closes: Day,
    /// Everybody on the roll.
    items: Vec<BaseJson>,
}

impl From<&Bases> for BasesJson {
    fn from(of: &Bases) -> BasesJson {
        BasesJson {
            year_from: MonthCode(of.year_from),
            month: MonthCode(of.month),
            opens: Day(of.days.0),
            closes: Day(of.days.1),
            items: of.people.iter().map(BaseJson::from).collect(),
        }
    }
}

/// One person's base.
#[derive(Serialize, ToSchema)]
struct BaseJson {
    /// The person's code.
    person: PersonCode,
    /// Name, first character and stars.
    name: String,
    /// Number, masked.
    number: String,
    /// The base in force, unclamped.
    base: Yuan,
    /// Where it comes from.
    origin: &'static str,
    /// The base of the contribution year before.
    last: Option<Yuan>,
    /// Nobody declared it for this year.
    undeclared: bool,
    /// How each branch counts it.
    branches: Vec<ClampJson>,
}

impl From<&BaseShown> for BaseJson {
    fn from(of: &BaseShown) -> BaseJson {
        BaseJson {
            person: PersonCode(of.person.id),
            name: domain::registry::masked_name(&of.person.name),
            number: domain::registry::masked_number(&of.person.number),
            base: Yuan(of.base.base),
            origin: of.base.origin.code(),
            last: of.last.map(Yuan),
            undeclared: of.undeclared,
            branches: clamps(&of.clamped),
        }
    }
}

/// A base as one branch counts it.
#[derive(Serialize, ToSchema)]
struct ClampJson {
    /// `pension`, `medical`, `unemployment`, `employment_injury`, `maternity`.
    branch: &'static str,
    /// The base between floor and ceiling.
    base: Yuan,
    /// The floor.
    floor: Yuan,
    /// The ceiling.
    ceiling: Yuan,
}

fn clamps(of: &Clamped) -> Vec<ClampJson> {
    let clamp = |branch: Branch| {
        let i = branch.index();
        ClampJson {
            branch: branch.code(),
            base: Yuan(of.base[i]),
            floor: Yuan(of.floor[i]),
            ceiling: Yuan(of.ceiling[i]),
        }
    };
    of.charged.iter().map(clamp).collect()
}

/// What was declared.
#[derive(Serialize, ToSchema)]
struct DeclaredJson {
    /// The receipt.
    accepted: AcceptedJson,
    /// What became of each line; nothing where the same ask was accepted before.
    lines: Vec<VerdictJson>,
    /// Months that had been billed at an assumed base and are corrected by a bill each.
    corrected: Vec<MonthCode>,
    /// On the roll, and still without a declared base.
    undeclared: Vec<PersonCode>,
}

/// What became of one line.
#[derive(Serialize, ToSchema)]
#[schema(as = BaseVerdictJson)]
struct VerdictJson {
    /// Its position, from 1.
    line: i64,
    /// Whose, where that person is known.
    person: Option<PersonCode>,
    /// `done` or `refused`.
    outcome: &'static str,
    /// Why it was refused.
    refused: Option<SaidJson>,
    /// From which month it holds.
    from: Option<MonthCode>,
    /// The base that was taken, unclamped.
    base: Option<Yuan>,
    /// How each branch counts it.
    branches: Vec<ClampJson>,
}

fn verdict(asked: &Asked, of: &BaseVerdict) -> VerdictJson {
    let based = of.outcome.as_ref().ok();
    VerdictJson {
        line: of.line,
        person: of.person.as_ref().map(|p| PersonCode(p.id)),
        outcome: if based.is_some() { "done" } else { "refused" },
        refused: of.outcome.as_ref().err().map(|why| SaidJson::of(asked, why.as_ref())),
        from: based.map(|b| MonthCode(b.taken.from)),
        base: based.map(|b| Yuan(b.taken.base)),
        branches: based.map(|b| clamps(&b.clamped)).unwrap_or_default(),
    }
}

fn declared(asked: &Asked, of: &DeclaredBases) -> DeclaredJson {
    DeclaredJson {
        accepted: AcceptedJson::from(&of.receipt),
        lines: of.verdicts.iter().map(|v| verdict(asked, v)).collect(),
        corrected: of.settled.iter().map(|bill| MonthCode(bill.month)).collect(),
        undeclared: of.undeclared.iter().map(|p| PersonCode(p.id)).collect(),
    }
}

async fn state(asked: Asked, At((_, year)): At<(String, String)>) -> Result<Json<BasesJson>, Failure> {
    let (who, year) = (asked.employer()?, month_of(&year)?);
    let found = asked.read(move |desk| bases(desk, who, year)).await?;
    Ok(Json(BasesJson::from(&found)))
}

async fn declare(At((_, year)): At<(String, String)>, Ask { asked, body, key }: Ask<BasesAsk>) -> Result<Response, Failure> {
    let (who, year) = (asked.employer()?, month_of(&year)?);
    let rule = if body.all_or_nothing {
        Rule::AllOrNothing
    } else {
        Rule::GoodLinesOnly
    };
    let line = |(at, ask): (i64, &BaseAsk)| BaseLine {
        line: at,
        person: ask.person.0,
        ask: WageAsk {
            wage: ask.wage.0,
            confirmed: ask.confirmed,
        },
    };
    let lines: Vec<BaseLine> = (1..).zip(&body.lines).map(line).collect();
    let done = asked.act(move |desk| declare_bases(desk, &key, who, year, &lines, rule)).await?;
    Ok(created(&format!("/receipts/{}", done.receipt.number), declared(&asked, &done)))
}
