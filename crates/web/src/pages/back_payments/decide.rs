//! What officers do: decide with a ground, enter amounts that nobody here knows, take in at the counter.

use axum::response::Response;
use domain::Branch;
use domain::ids::PersonId;
use procedures::back_payment::{Approved, accept, approve_amounts, ask_employer, check, confirm, disagree, refuse, return_case};
use procedures::{Error, Permission};
use units::Fen;

use super::act::{Case, after};
use crate::body::Filled;
use crate::error::Failure;
use crate::look::Problems;
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::form(
            "/back-payments/{employer}/{case}/decide",
            Permission::QueueBackPayments,
            "An officer decides, with a ground.",
            decide,
        ),
        Route::form(
            "/back-payments/{employer}/{case}/amounts",
            Permission::QueueBackPayments,
            "An officer enters amounts that are unknown here.",
            amounts,
        ),
        Route::form(
            "/back-payments/{employer}/{case}/accept",
            Permission::AcceptBackPayment,
            "The counter takes the case in for today.",
            take_in,
        ),
    ]
}

/// What an officer can choose.
#[derive(Clone, Copy)]
enum Choice {
    Check,
    Confirm,
    Disagree,
    Ask,
    Return,
    Refuse,
}

impl Choice {
    fn from_code(code: &str) -> Option<Choice> {
        match code {
            "check" => Some(Choice::Check),
            "confirm" => Some(Choice::Confirm),
            "disagree" => Some(Choice::Disagree),
            "ask" => Some(Choice::Ask),
            "return" => Some(Choice::Return),
            "refuse" => Some(Choice::Refuse),
            _other => None,
        }
    }

    const fn needs_a_ground(self) -> bool {
        match self {
            Choice::Check | Choice::Confirm => false,
            Choice::Disagree | Choice::Ask | Choice::Return | Choice::Refuse => true,
        }
    }
}

async fn decide(crate::body::At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let label = asked.say("back_payments.decision", &[]);
    let choice = problems.take(asked.lang, "decision", &label, typed.one_of("decision", Choice::from_code));
    let ground = match choice {
        Some(choice) if choice.needs_a_ground() => {
            let label = asked.say("back_payments.decision.ground", &[]);
            problems.take(asked.lang, "ground", &label, typed.text("ground", 500))
        }
        Some(_) | None => None,
    };
    let ground = ground.unwrap_or_default();
    after(asked, case, typed, problems, move |desk, key, of, id| match choice {
        Some(Choice::Check) => check(desk, key, of, id),
        Some(Choice::Confirm) => confirm(desk, key, of, id),
        Some(Choice::Disagree) => disagree(desk, key, of, id, &ground),
        Some(Choice::Ask) => ask_employer(desk, key, of, id, &ground),
        Some(Choice::Return) => return_case(desk, key, of, id, &ground),
        Some(Choice::Refuse) => refuse(desk, key, of, id, &ground),
        None => Err(Error::NotFound),
    })
    .await
}

async fn take_in(crate::body::At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    after(asked, case, typed, Problems::new(), accept).await
}

async fn amounts(crate::body::At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let approved = entered(&asked, &typed, &mut problems);
    after(asked, case, typed, problems, move |desk, key, of, id| match &approved {
        Some(approved) => approve_amounts(desk, key, of, id, std::slice::from_ref(approved)),
        None => Err(Error::NotFound),
    })
    .await
}

/// The officer's figures as typed; a branch left empty is nothing.
fn entered(asked: &Asked, typed: &Typed, problems: &mut Problems) -> Option<Approved> {
    let lang = asked.lang;
    let mut figure = |name: &str, label: &str| match typed.money(name) {
        Err(FieldRefused::Required) => Some(Fen::ZERO),
        read => problems.take(lang, name, label, read),
    };
    let mut amounts = Vec::new();
    for branch in Branch::ALL {
        let label = asked.say(&format!("branch.{}", branch.code()), &[]);
        let employer = figure(&format!("employer-{}", branch.code()), &label)?;
        let employee = figure(&format!("employee-{}", branch.code()), &label)?;
        if employer != Fen::ZERO || employee != Fen::ZERO {
            amounts.push((branch, employer, employee));
        }
    }
    let fee = match typed.money("fee") {
        Err(FieldRefused::Required) => None,
        read => Some(problems.take(lang, "fee", &asked.say("back_payments.amounts.fee", &[]), read)?),
    };
    let label = asked.say("back_payments.amounts.ground", &[]);
    let ground = problems.take(lang, "amounts_ground", &label, typed.text("amounts_ground", 500));
    let month = match typed.month("month") {
        Err(FieldRefused::Required) => None,
        read => problems.take(lang, "month", &asked.say("back_payments.amounts.month", &[]), read),
    };
    let person = problems.take(
        lang,
        "person",
        &asked.say("enrolments.name", &[]),
        typed.one_of("person", |code| PersonId::from_code(code).ok()),
    );
    Some(Approved {
        person: person?,
        month,
        amounts,
        to_pension_account: None,
        fee,
        ground: ground?,
    })
}
