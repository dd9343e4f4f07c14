//! Declaration files over the API: held line by line against a case, or opened as one.

use axum::Json;
use axum::response::Response;
use procedures::back_payment::take_files::{Compared, DeclaredLine, Named, compare_files, open_files};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::wire::{MonthCode, Yuan};
use super::case::case_id;
use super::request::opened;
use crate::body::{Ask, At, JsonBody};
use crate::error::Failure;

/// The files of a stick.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeclarationFilesAsk)]
pub(super) struct StickAsk {
    /// The manifest and every file that it names.
    files: Vec<StickFileAsk>,
}

/// A declaration file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeclarationFileAsk)]
struct StickFileAsk {
    /// Its name, as the manifest has it; the manifest's own ends in `.manifest`.
    name: String,
    /// Its content, to the byte.
    text: String,
}

impl StickAsk {
    fn named(self) -> Vec<Named> {
        self.files.into_iter().map(|file| (file.name, file.text.into_bytes())).collect()
    }
}

/// Files held against a case.
#[derive(Serialize, ToSchema)]
#[schema(as = DeclarationComparedJson)]
pub(super) struct StickJson {
    /// Whether every line agrees.
    agrees: bool,
    /// Each line.
    lines: Vec<StickLineJson>,
}

/// A line of a branch group.
#[derive(Serialize, ToSchema)]
#[schema(as = DeclarationComparedLineJson)]
struct StickLineJson {
    /// The branch group: 1 or 2.
    group: u8,
    /// As the case has it.
    in_case: Option<DeclaredJson>,
    /// As the file has it.
    in_file: Option<DeclaredJson>,
    /// Where both have it, what is not the same: `name`, `category`, `to`, `base`, `document`, `reason`, `employer`, `employee`.
    differing: Vec<&'static str>,
}

/// One side of a line.
#[derive(Serialize, ToSchema)]
#[schema(as = DeclaredLineJson)]
struct DeclaredJson {
    /// The name.
    name: String,
    /// First month.
    from: MonthCode,
    /// Last month.
    to: MonthCode,
    /// The declared wage.
    base: Yuan,
    /// The employer's part of this group.
    employer: Yuan,
    /// The person's part of this group.
    employee: Yuan,
}

impl From<&DeclaredLine> for DeclaredJson {
    fn from(of: &DeclaredLine) -> DeclaredJson {
        DeclaredJson {
            name: of.name.clone(),
            from: MonthCode(of.from),
            to: MonthCode(of.to),
            base: Yuan(of.base),
            employer: Yuan(of.employer),
            employee: Yuan(of.employee),
        }
    }
}

pub(super) async fn compare(
    At((_, case)): At<(String, String)>,
    JsonBody { asked, body }: JsonBody<StickAsk>,
) -> Result<Json<StickJson>, Failure> {
    let (who, id, files) = (asked.employer()?, case_id(&case)?, body.named());
    let found = asked.read(move |desk| compare_files(desk, who, id, &files)).await?;
    let line = |of: &Compared| StickLineJson {
        group: of.group,
        in_case: of.in_case.as_ref().map(DeclaredJson::from),
        in_file: of.in_file.as_ref().map(DeclaredJson::from),
        differing: of.differing.iter().map(|part| part.code()).collect(),
    };
    Ok(Json(StickJson {
        agrees: found.iter().all(Compared::agrees),
        lines: found.iter().map(line).collect(),
    }))
}

pub(super) async fn open(Ask { asked, body, key }: Ask<StickAsk>) -> Result<Response, Failure> {
    let (who, files) = (asked.employer()?, body.named());
    let made = asked.act(move |desk| open_files(desk, &key, who, &files)).await?;
    Ok(opened(&asked, who, &made))
}
