//! What the employer does: hand in, answer, mend, file, file again, take back.

use axum::response::Response;
use domain::ids::{CaseId, EmployerId};
use procedures::back_payment::prepare::Mended;
use procedures::back_payment::{answer, file_again, file_online, mend, submit, withdraw};
use procedures::{Desk, Error, Key, Permission, Receipt};

use super::{address, months, show};
use crate::body::{At, Filled};
use crate::error::{Failure, unaccepted};
use crate::look::Problems;
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed};

pub(super) fn routes() -> Vec<Route> {
    let permission = Permission::FileBackPayment;
    vec![
        Route::form("/back-payments/{employer}/{case}/submit", permission, "Hands the case in.", hand_in),
        Route::form(
            "/back-payments/{employer}/{case}/answer",
            permission,
            "Answers what was asked for.",
            reply,
        ),
        Route::form(
            "/back-payments/{employer}/{case}/mend",
            permission,
            "Puts a returned case right.",
            put_right,
        ),
        Route::form(
            "/back-payments/{employer}/{case}/file-online",
            permission,
            "Files recent months online, debited today.",
            online,
        ),
        Route::form(
            "/back-payments/{employer}/{case}/file-again",
            permission,
            "Files a lapsed case again as it is.",
            again,
        ),
        Route::form(
            "/back-payments/{employer}/{case}/withdraw",
            permission,
            "Takes the case back.",
            take_back,
        ),
    ]
}

/// Acts on the case and shows it; what is refused stands on the page with all that was typed.
pub(super) async fn after<F>(asked: Asked, case: String, typed: Typed, problems: Problems, act: F) -> Result<Response, Failure>
where
    F: FnMut(&mut Desk, &Key, EmployerId, CaseId) -> Result<Receipt, Error> + Send + 'static,
{
    let (lang, employer) = (asked.lang, asked.employer()?);
    let id = CaseId::from_code(&case).map_err(|_| Failure::NoSuchPage)?;
    let mut problems = problems;
    if problems.is_empty() {
        let (key, mut act) = (asked.key(&typed)?, act);
        match asked.act(move |desk| act(desk, &key, employer, id)).await {
            Ok(_) => return Ok(asked.go(&address(employer, id))),
            Err(Failure::Procedure(Error::Refused(refused))) => problems.add_to_form(lang, refused.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(show::page(&asked, &case, &typed, &problems).await?))
}

pub(super) type Case = At<(String, String)>;

async fn hand_in(At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    after(asked, case, typed, Problems::new(), submit).await
}

async fn online(At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    after(asked, case, typed, Problems::new(), file_online).await
}

async fn again(At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    after(asked, case, typed, Problems::new(), file_again).await
}

async fn take_back(At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    after(asked, case, typed, Problems::new(), withdraw).await
}

async fn reply(At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let label = asked.say("back_payments.answer.note", &[]);
    let note = problems
        .take(asked.lang, "note", &label, typed.text("note", 500))
        .unwrap_or_default();
    after(asked, case, typed, problems, move |desk, key, of, id| {
        answer(desk, key, of, id, &note)
    })
    .await
}

async fn put_right(At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let label = asked.say("back_payments.mend.note", &[]);
    let note = problems
        .take(asked.lang, "note", &label, typed.text("note", 500))
        .unwrap_or_default();
    let lines = mended(&asked, &typed, &mut problems);
    after(asked, case, typed, problems, move |desk, key, of, id| {
        mend(desk, key, of, id, &note, &lines)
    })
    .await
}

/// The lines of the form as they are to stand; an empty span takes its line out.
fn mended(asked: &Asked, typed: &Typed, problems: &mut Problems) -> Vec<Mended> {
    let mut lines = Vec::new();
    for line in 1.. {
        let (span, wage) = (format!("months-{line}"), format!("wage-{line}"));
        if typed.all(&span).is_empty() {
            break;
        }
        let label = asked.say("back_payments.months", &[]);
        let months = match typed.get(&span).trim() {
            "" => None,
            text => problems
                .take(asked.lang, &span, &label, months::read(text))
                .and_then(|spans| spans.first().copied()),
        };
        let base = match typed.money(&wage) {
            Err(FieldRefused::Required) => None,
            read => problems.take(asked.lang, &wage, &asked.say("back_payments.wage", &[]), read),
        };
        lines.push(Mended {
            line,
            months,
            base,
            document: None,
        });
    }
    lines
}
