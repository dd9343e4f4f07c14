//! The calculators for programs: the options of the command line as parameters, its JSON as the answer, its codes as refusals.

use axum::Json;
use axum::http::{Method, header};
use axum::response::IntoResponse;
use procedures::Permission;
use reckoned::page::{GAPS, Goals, RULES, Read};
use reckoned::{AssessmentJson, Calculator, IdentityJson, LateFeeJson, Reader, RetirementJson, SettlementJson, WorkingDaysJson};

use crate::body::Searched;
use crate::error::Failure;
use crate::found::GapsJson;
use crate::route::Route;
use crate::{Asked, Doc, Typed};

/// A calculator: its address, its names in the engine, its parameters.
#[derive(Clone, Copy)]
struct Operation {
    path: &'static str,
    names: &'static [&'static str],
    needed: &'static [&'static str],
    optional: &'static [&'static str],
    says: &'static str,
}

const ASSESS: Operation = Operation {
    path: "/api/calculators/assess",
    names: &["assess"],
    needed: &["month", "wage", "category"],
    optional: &["region", "known_on", "employer_kind", "employer_size", "injury_class", "why"],
    says: "What one person and the employer owe for a month.",
};
const LATE_FEE: Operation = Operation {
    path: "/api/calculators/late-fee",
    names: &["late-fee"],
    needed: &["month", "amount", "declared"],
    optional: &["region", "known_on", "deferral", "branch", "why"],
    says: "The late fee of a service month to a day.",
};
const ACCOUNT: Operation = Operation {
    path: "/api/calculators/account",
    names: &["account-settle"],
    needed: &["year", "opening"],
    optional: &["region", "known_on", "credit", "method", "employer_kind", "why"],
    says: "What a year of an individual account earns.",
};
const RETIRE: Operation = Operation {
    path: "/api/calculators/retire",
    names: &["retire"],
    needed: &["born", "group"],
    optional: &["known_on", "why"],
    says: "The month of statutory retirement.",
};
const IDENTITY: Operation = Operation {
    path: "/api/calculators/id",
    names: &["id-check"],
    needed: &["values"],
    optional: &[],
    says: "Whether identity numbers and unified social credit codes are valid, and what they say.",
};
const WORKDAYS_ADD: Operation = Operation {
    path: "/api/calculators/workdays/add",
    names: &["workdays", "add"],
    needed: &["date", "n"],
    optional: &[],
    says: "The day on which so many working days after a day end.",
};
const WORKDAYS_COUNT: Operation = Operation {
    path: "/api/calculators/workdays/count",
    names: &["workdays", "count"],
    needed: &["from", "to"],
    optional: &[],
    says: "How many working days lie between two days, both included.",
};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        ASSESS.route(|doc| doc.answers::<AssessmentJson>(200)),
        LATE_FEE.route(|doc| doc.answers::<LateFeeJson>(200)),
        ACCOUNT.route(|doc| doc.answers::<SettlementJson>(200)),
        RETIRE.route(|doc| doc.answers::<RetirementJson>(200)),
        IDENTITY.route(|doc| doc.answers::<IdentityJson>(200)),
        WORKDAYS_ADD.route(|doc| doc.answers::<WorkingDaysJson>(200)),
        WORKDAYS_COUNT.route(|doc| doc.answers::<WorkingDaysJson>(200)),
        gaps_route(),
    ]
}

impl Operation {
    fn route(self, answers: impl FnOnce(Doc) -> Doc) -> Route {
        let doc = self
            .needed
            .iter()
            .fold(Doc::new("calculators"), |doc, name| doc.query(name, needed(name)));
        let doc = self.optional.iter().fold(doc, |doc, name| doc.query(name, optional(name)));
        let handler = move |asked: Asked, Searched(typed): Searched| async move { self.answer(&asked, typed) };
        Route::api(Method::GET, self.path, Permission::Public, self.says, answers(doc), handler)
    }

    fn answer(self, asked: &Asked, typed: Typed) -> Result<impl IntoResponse + use<>, Failure> {
        let reader = Reader {
            lang: asked.lang,
            today: asked.today,
        };
        let mut typed = typed.without("lang");
        if self.optional.contains(&"region") && typed.get("region").is_empty() {
            typed = typed.with("region", asked.portal.agency().book().region());
        }
        let calculator = Calculator::read(self.names, &typed).map_err(|what| Failure::Unreadable { what })?;
        let said = calculator.answer(&reader, asked.portal.shelf()).map_err(Failure::Stop)?;
        Ok(([(header::CONTENT_TYPE, "application/json")], said))
    }
}

fn needed(name: &str) -> &'static str {
    match name {
        "values" => "Needed; once for each number.",
        _other => "Needed.",
    }
}

fn optional(name: &str) -> &'static str {
    match name {
        "region" => "Path of a rule pack; left out, the agency's own.",
        "known_on" => "The day on which the policy was known; left out, today.",
        "credit" => "A month's credit, `03=760.00`; once for each.",
        "why" => "`true`: with each step.",
        _other => "Optional.",
    }
}

/// A person's months come as the page takes them, a line for each span; a file of them is the command line's.
fn gaps_route() -> Route {
    let doc = GAPS.inputs.iter().fold(Doc::new("calculators"), |doc, input| {
        doc.query(input.name, if input.optional { "Optional." } else { "Needed." })
    });
    let doc = RULES.iter().fold(doc, |doc, rule| doc.query(rule.name, optional(rule.name)));
    let says = "What a person's months mean for a goal: what counts, what breaks it, what can be made up at what cost.";
    Route::api(
        Method::GET,
        "/api/calculators/gaps",
        Permission::Public,
        says,
        doc.answers::<GapsJson>(200),
        gaps,
    )
}

async fn gaps(asked: Asked, Searched(typed): Searched) -> Result<Json<GapsJson>, Failure> {
    let served = asked.portal.agency().book().region();
    let mut read = Read::new(&typed, asked.today);
    let book = read.rules(asked.portal.shelf(), served);
    match book.and_then(|book| Goals::reckon(&book, &mut read).map(|goals| (book, goals))) {
        Some((book, goals)) => {
            let json = GapsJson::of(book.region(), &goals.ask(), &goals.answer, true, asked.lang);
            Ok(Json(json.going(&goals.ways, asked.lang)))
        }
        None => Err(read.first_refusal().map_or(Failure::Bug, Failure::Field)),
    }
}
