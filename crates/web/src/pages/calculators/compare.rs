//! Mine against yours: a roster and an employer's own figures are handed in, and it is shown where they part from ours, for whom and
//! by which rule. Two files do not fit into an address, so this one is a form that is sent; nothing of it is kept.

mod shown;

use std::sync::Arc;

use axum::Json;
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use domain::reckon::Book;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::compare_figures::{Against, FiguresAsk, FiguresRefused, compare_figures};
use reckoned::page::{employer, rules_said};
use units::{Fact, Month};

use super::{Input, Kind, Read, by_rules, field, label, offline, problems, regions};
use crate::body::Uploaded;
use crate::error::{Failure, unaccepted};
use crate::found::DifferenceJson;
use crate::look::{Crumb, Field, Heading, Panel, Problems, actions, error_summary, rich, stack, submit, submit_as, upload_form};
use crate::pages::lists::workbook;
use crate::route::Route;
use crate::{Asked, Doc, FieldRefused, Typed, UploadedFile};

pub(super) const CODE: &str = "compare";
pub(super) const PAGE: &str = "/calculators/compare";
const API: &str = "/api/calculators/compare";
const SAYS: &str = "An employer's own figures beside ours: where they part, for whom, by which rule. Nothing is kept.";
/// Bytes of both files together.
const BYTES: usize = 16 << 20;
const FILES: [&str; 2] = ["roster", "mine"];
const ENDINGS: &str = ".xlsx,.csv,.txt";

/// What is asked beside the region and the files.
const INPUTS: [Input; 4] = [
    Input::must("month", Kind::Text(8)),
    Input::may("injury_class", Kind::Text(2)),
    Input::may(
        "employer_kind",
        Kind::Code(&["enterprise", "institution"], "calculators.employer_kind."),
    ),
    Input::may(
        "employer_size",
        Kind::Code(&["micro", "small", "medium", "large"], "calculators.employer_size."),
    ),
];

pub(super) fn routes() -> Vec<Route> {
    let doc = Doc::new("calculators")
        .form_file("roster", "The roster: name, id_number, category, wage; .xlsx or CSV.")
        .form_file(
            "mine",
            "Own figures: id_number and a column for each branch and side, as pension_employer; .xlsx or CSV.",
        )
        .form_text("month", "Needed.")
        .form_text("region", "Path of a rule pack; left out, the agency's own.")
        .form_text("known_on", "The day on which the policy was known; left out, today.");
    let optional = INPUTS.iter().filter(|input| input.optional);
    let doc = optional.fold(doc, |doc, input| doc.form_text(input.name, "Optional."));
    vec![
        Route::page(PAGE, Permission::Public, SAYS, page),
        Route::form(PAGE, Permission::Public, SAYS, take).body_at_most(BYTES),
        Route::api(Method::POST, API, Permission::Public, SAYS, doc.answers::<DifferenceJson>(200), api).body_at_most(BYTES),
    ]
}

async fn page(asked: Asked) -> Markup {
    let typed = Typed::default()
        .with("month", Month::of(asked.today).to_string())
        .with("injury_class", "1");
    draw(&asked, &typed, &Problems::new(), None)
}

async fn take(Uploaded { asked, typed, files }: Uploaded) -> Result<Response, Failure> {
    let lang = asked.lang;
    let mut read = Read::new(&typed, asked.today);
    let question = question(&asked, &mut read, files);
    let answered = match question {
        Some(question) => Some(question.answer(&asked).await?),
        None => None,
    };
    let against = answered.and_then(|answered| take_figures(&mut read, answered));
    let problems = problems(&asked, &read);
    match against {
        Some(against) if typed.get("as") == "workbook" => {
            let name = format!("{}-{}.xlsx", asked.say("calculators.compare.file", &[]), against.month);
            let made = asked.portal.hard_work(move |_| Ok(against.workbook(lang))).await?;
            workbook(&name, made.map_err(|_| Failure::Bug)?)
        }
        Some(against) => Ok(draw(&asked, &typed, &problems, Some(&against)).into_response()),
        None => Ok(unaccepted(draw(&asked, &typed, &problems, None)).into_response()),
    }
}

async fn api(Uploaded { asked, typed, files }: Uploaded) -> Result<Json<DifferenceJson>, Failure> {
    let mut read = Read::new(&typed, asked.today);
    let Some(question) = question(&asked, &mut read, files) else {
        return Err(first_refusal(read));
    };
    let answered = question.answer(&asked).await?;
    match take_figures(&mut read, answered) {
        Some(against) => Ok(Json(DifferenceJson::of(&against, asked.lang))),
        None => Err(first_refusal(read)),
    }
}

/// A question whose fields were all read.
struct Question {
    book: Arc<Book>,
    ask: FiguresAsk,
    files: [UploadedFile; 2],
}

impl Question {
    /// On a thread that may wait: files of thousands of people take a while.
    async fn answer(self, asked: &Asked) -> Result<Result<Against, FiguresRefused>, Failure> {
        let Question { book, ask, files } = self;
        let compared = move |_: &procedures::Agency| {
            let [roster, mine] = &files;
            Ok(compare_figures(&book, &ask, &roster.bytes, &mine.bytes))
        };
        asked.portal.hard_work(compared).await
    }
}

/// The question as far as it can be read; what must be mended is then in `read`.
fn question(asked: &Asked, read: &mut Read<'_>, files: Vec<UploadedFile>) -> Option<Question> {
    let book = read.rules(asked.portal.shelf(), asked.portal.agency().book().region());
    let (month, employer) = (read.month("month"), employer(read));
    let mut files = files;
    let mut one = |field: &'static str| {
        let at = files.iter().position(|file| file.field == field && !file.bytes.is_empty());
        let file = at.map(|at| files.swap_remove(at)).ok_or(FieldRefused::Required);
        read.take(field, file)
    };
    let files = FILES.map(&mut one);
    let [Some(roster), Some(mine)] = files else { return None };
    Some(Question {
        book: book?,
        ask: FiguresAsk {
            month: month?,
            known_on: read.known_on,
            today: read.today,
            employer: employer?,
        },
        files: [roster, mine],
    })
}

/// What was compared, or a refusal at the file that cannot be read.
fn take_figures(read: &mut Read<'_>, answered: Result<Against, FiguresRefused>) -> Option<Against> {
    let field = match &answered {
        Err(FiguresRefused::Roster(_)) => "roster",
        Err(FiguresRefused::Mine(_)) => "mine",
        Err(FiguresRefused::Unknown(_)) | Ok(_) => "",
    };
    read.take(field, answered)
}

fn first_refusal(read: Read<'_>) -> Failure {
    read.first_refusal().map_or(Failure::Bug, Failure::Field)
}

fn draw(asked: &Asked, typed: &Typed, problems: &Problems, against: Option<&Against>) -> Markup {
    let title = asked.say("calculators.compare", &[]);
    let mut parts: Vec<Markup> = against.map(|against| shown::answer(asked, against)).unwrap_or_default();
    parts.push(
        Panel::new("ask", asked.say("calculators.ask", &[]))
            .body(form(asked, typed, problems))
            .render(),
    );
    parts.push(rests_on(asked, typed, against));
    let lead = rich(asked.lang, "calculators.compare.lead", &[]);
    let content = html! { (error_summary(asked.lang, problems)) (Heading::new(title.clone()).lead(lead)) (stack(&parts)) };
    let trail = vec![
        Crumb::to(asked.say("calculators.title", &[]), "/calculators"),
        Crumb::here(title.clone()),
    ];
    asked.frame(title).trail(trail).wrong(!problems.is_empty()).page(content)
}

fn form(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let (lang, word) = (asked.lang, |key: &str| asked.say(key, &[]));
    let file = |name: &'static str| {
        Field::new(lang, name, label(asked, name))
            .hint(word(&format!("calculators.field.{name}.hint")))
            .problems(problems)
            .file(ENDINGS)
    };
    let fields = html! {
        @for name in FILES { (file(name)) }
        @for input in &INPUTS { (field(asked, input, typed, problems)) }
        (by_rules(asked, typed, problems))
        (actions(html! {
            (submit(&word("calculators.compare.do")))
            (submit_as("as", "workbook", &word("calculators.compare.workbook")))
        }))
    };
    upload_form(PAGE, &asked.same_key(typed), fields)
}

/// By which rules it was compared, and how to do it without this portal.
fn rests_on(asked: &Asked, typed: &Typed, against: Option<&Against>) -> Markup {
    let (region, _) = regions(asked, typed);
    let command = [("command", Fact::Text(format!("shebao assess --region {region} … --against …")))];
    let rules = against.and_then(|against| {
        Some(rules_said(
            &*asked.portal.shelf().charging(&against.region)?,
            against.known_on,
            asked.lang,
        ))
    });
    html! {
        @if let Some(rules) = rules { p class="sb-small sb-soft" { (rules) } }
        (offline(asked))
        p class="sb-small sb-soft" { (rich(asked.lang, "calculators.compare.offline", &command)) }
    }
}
