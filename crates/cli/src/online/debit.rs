//! `shebao debit export|import`: files to and from the bank.

use std::path::Path;
use std::process::ExitCode;

use procedures::export_debits::{DebitFile, DebitForm, export_latest, export_online};
use procedures::open_agency::Purpose;
use procedures::take_bank_answer::take_bank_answer;
use procedures::{Caller, Error, Key};
use reckoned::Usage;
use serde_json::json;

use super::opening;
use crate::Ended;
use crate::command::{Debit, Place};
use crate::terminal::Terminal;

/// Writes a batch, or reads an answer.
pub fn run(ask: &Debit, terminal: &mut Terminal<'_>) -> Ended {
    match ask {
        Debit::Export {
            online: false,
            place,
            file,
        } => {
            let agency = opening::agency(terminal, place, Purpose::LookOn, 2)?;
            let form = form_of(file);
            let written = agency.read(&Caller::system(), move |desk| export_latest(desk, form));
            write(written, file, terminal)
        }
        Debit::Export { online: true, place, file } => {
            let agency = opening::agency(terminal, place, Purpose::Act, 2)?;
            let (form, key) = (form_of(file), Key::new(format!("online:{}", agency.id()), b""));
            let written = agency.write(&Caller::system(), move |desk| export_online(desk, &key, form));
            write(written, file, terminal)
        }
        Debit::Import { place, file } => import(place, file, terminal),
    }
}

fn form_of(to: &Path) -> DebitForm {
    match to.extension().is_some_and(|e| e == "csv") {
        true => DebitForm::Csv,
        false => DebitForm::Message,
    }
}

fn write(file: Result<DebitFile, Error>, to: &Path, terminal: &mut Terminal<'_>) -> Ended {
    let file = file.map_err(|error| opening::stop(terminal.lang, &error))?;
    std::fs::write(to, &file.bytes).map_err(|cause| {
        terminal.usage(&Usage::UnwritableFile {
            path: to.display().to_string(),
            cause: cause.to_string(),
        })
    })?;
    let (bills, total) = (file.debits, file.total.to_string());
    if terminal.json {
        terminal.object(&json!({ "bills": bills, "total": total, "file": to }))?;
    } else {
        terminal.line(&format!("{} {bills} {total}", to.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn import(place: &Place, from: &Path, terminal: &mut Terminal<'_>) -> Ended {
    let bytes = std::fs::read(from).map_err(|cause| terminal.usage(&Usage::unreadable(from, &cause)))?;
    let agency = opening::agency(terminal, place, Purpose::Act, 2)?;
    let name = from.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let taken = take_bank_answer(&agency, &Caller::system(), &name, &bytes).map_err(|error| opening::stop(terminal.lang, &error))?;
    let (accepted, total) = (taken.file.lines, (taken.file.paid.1 + taken.file.bounced.1).to_string());
    if terminal.json {
        terminal.object(&json!({ "bills": accepted, "total": total, "accepted": !taken.already, "already": taken.already, "receipt": taken.receipt.number, "refused": [] }))?;
    } else {
        terminal.line(&format!("{} {accepted} {total}", taken.receipt.number))?;
    }
    Ok(ExitCode::SUCCESS)
}
