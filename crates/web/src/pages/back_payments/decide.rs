//! What officers do: decide with a ground, take in at the counter.

use axum::response::Response;
use domain::case::back_payment::Point;
use procedures::back_payment::{accept, ask_employer, check, confirm, disagree, refuse, return_case};
use procedures::{Error, Permission};

use super::Unchosen;
use super::act::{Case, after};
use crate::body::Filled;
use crate::error::Failure;
use crate::look::Problems;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::form(
            "/back-payments/{employer}/{case}/decide",
            Permission::QueueBackPayments,
            "An officer decides, with a ground.",
            decide,
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
    let choice = problems.take(
        asked.lang,
        "decision",
        &label,
        typed.one_of("decision", Choice::from_code).map_err(|_| Unchosen::Decision),
    );
    let ground = match choice {
        Some(choice) if choice.needs_a_ground() => {
            let label = asked.say("back_payments.decision.ground", &[]);
            problems.take(asked.lang, "ground", &label, typed.text("ground", 500))
        }
        Some(_) | None => None,
    };
    let ground = ground.unwrap_or_default();
    let at: Vec<Point> = typed.all("at").iter().filter_map(|code| Point::from_code(code)).collect();
    after(asked, case, typed, problems, move |desk, key, of, id| match choice {
        Some(Choice::Check) => check(desk, key, of, id),
        Some(Choice::Confirm) => confirm(desk, key, of, id),
        Some(Choice::Disagree) => disagree(desk, key, of, id, &ground),
        Some(Choice::Ask) => ask_employer(desk, key, of, id, &ground, &at),
        Some(Choice::Return) => return_case(desk, key, of, id, &ground, &at),
        Some(Choice::Refuse) => refuse(desk, key, of, id, &ground),
        None => Err(Error::NotFound),
    })
    .await
}

async fn take_in(crate::body::At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let originals = typed.all("originals").to_vec();
    after(asked, case, typed, Problems::new(), move |desk, key, of, id| {
        accept(desk, key, of, id, &originals)
    })
    .await
}
