//! A list given back: the clerk's own file with a result column, or an empty one to fill in.

use documents::export::{Template, template};
use documents::returned::{results, with_results};
use documents::{Field, Lang, Reading, Sheet};
use domain::ids::EmployerId;
use store::Trouble;
use store::upload::ListKind;

use super::{Finding, check, kept};
use crate::{Agency, Caller, Error};

/// The file as it came, with what was found beside each row; its name goes on with `-result`.
pub fn returned(agency: &Agency, caller: &Caller, employer: EmployerId, id: i64, lang: Lang) -> Result<(String, Vec<u8>), Error> {
    let (file, today) = kept(agency, caller, employer, id)?;
    let (checked, _) = check(agency, caller, employer, id)?;
    let how = Reading::on(today);
    let found = &checked.findings;
    let bytes = match file.kind {
        ListKind::Roster => give_back(
            &file.bytes,
            &documents::read_roster(&file.bytes, &how).map_err(Error::refused)?,
            |l| l.row,
            found,
            lang,
        ),
        ListKind::Increases => {
            let sheet = documents::read_increases(&file.bytes, &how).map_err(Error::refused)?;
            give_back(&file.bytes, &sheet, |l| l.row, found, lang)
        }
        ListKind::Reductions => {
            let sheet = documents::read_reductions(&file.bytes, &how).map_err(Error::refused)?;
            give_back(&file.bytes, &sheet, |l| l.row, found, lang)
        }
        ListKind::Wages => return Err(Error::NotFound),
    }?;
    Ok((name_of_result(&file.name), bytes))
}

/// The name of a file that is given back.
pub(crate) fn name_of_result(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, kind)) => format!("{stem}-result.{kind}"),
        None => format!("{name}-result"),
    }
}

pub(crate) fn give_back<L>(
    bytes: &[u8],
    sheet: &Sheet<L>,
    row: impl Fn(&L) -> u32,
    found: &[Finding],
    lang: Lang,
) -> Result<Vec<u8>, Error> {
    let results = results(lang, found.iter(), sheet.lines.iter().map(row));
    with_results(bytes, sheet, &results).map_err(Error::refused)
}

/// An empty list to fill in, with the reasons of the pack to choose from.
pub fn empty_list(agency: &Agency, kind: ListKind) -> Result<Vec<u8>, Error> {
    let which = match kind {
        ListKind::Roster => Template::Roster,
        ListKind::Increases => Template::Increases,
        ListKind::Reductions => Template::Reductions,
        ListKind::Wages => Template::Wages,
    };
    let reasons = agency.book().reasons();
    let choices = [(Field::Reason, reasons.all().iter().map(|r| r.code.to_string()).collect())];
    template(which, &choices).map_err(|error| Error::Trouble(Trouble::value(error.to_string())))
}
