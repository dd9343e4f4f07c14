//! Employers: those that the caller acts for, and one.

use axum::Json;
use axum::http::Method;
use domain::registry::Employer;
use procedures::register_employer::employer;
use procedures::{Error, Permission};
use serde::Serialize;
use utoipa::ToSchema;

use super::wire::EmployerCode;
use crate::error::Failure;
use crate::route::Route;
use crate::{Asked, Doc};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api(
            Method::GET,
            "/api/employers",
            Permission::ViewEmployer,
            "The employers that the caller acts for.",
            Doc::new("employers").answers::<EmployersJson>(200),
            mine,
        ),
        Route::api(
            Method::GET,
            "/api/employers/{employer}",
            Permission::ViewEmployer,
            "An employer as registered.",
            Doc::new("employers").answers::<EmployerJson>(200),
            one,
        ),
    ]
}

/// Employers.
#[derive(Serialize, ToSchema)]
struct EmployersJson {
    /// Each of them.
    items: Vec<EmployerJson>,
}

/// An employer as registered.
#[derive(Serialize, ToSchema)]
struct EmployerJson {
    /// Its code in addresses.
    id: EmployerCode,
    /// Unified social credit code.
    credit_code: String,
    /// Registered name.
    name: String,
    /// `enterprise` or `institution`.
    kind: &'static str,
    /// `micro`, `small`, `medium`, `large`.
    size: &'static str,
    /// Industry class for employment injury, 1 to 8.
    injury_class: u8,
    /// District of the agency, a division code.
    district: String,
    /// `debit` or `transfer`.
    collection: &'static str,
}

impl From<&Employer> for EmployerJson {
    fn from(of: &Employer) -> EmployerJson {
        EmployerJson {
            id: EmployerCode(of.id),
            credit_code: of.credit_code.clone(),
            name: of.name.clone(),
            kind: of.kind.code(),
            size: of.size.code(),
            injury_class: of.injury_class,
            district: of.district.clone(),
            collection: of.collection.code(),
        }
    }
}

async fn mine(asked: Asked) -> Result<Json<EmployersJson>, Failure> {
    let mut ids: Vec<_> = asked.caller.employers().map(|(id, _)| id).collect();
    ids.dedup();
    let found = asked
        .read(move |desk| {
            let known = ids.into_iter().filter_map(|id| match employer(desk, id) {
                Err(Error::NotFound) => None,
                other => Some(other),
            });
            known.collect::<Result<Vec<Employer>, Error>>()
        })
        .await?;
    Ok(Json(EmployersJson {
        items: found.iter().map(EmployerJson::from).collect(),
    }))
}

async fn one(asked: Asked) -> Result<Json<EmployerJson>, Failure> {
    let who = asked.employer()?;
    let found = asked.read(move |desk| employer(desk, who)).await?;
    Ok(Json(EmployerJson::from(&found)))
}
