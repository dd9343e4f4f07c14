//! A paper form is taken in: it becomes the same record as an online filing, with the officer named.

use axum::response::Response;
use domain::filing::reduction::Reduction;
use maud::{Markup, Render, html};
use procedures::enter_reduction::{find_for_form, take_in_form};
use procedures::reduce_staff::ReduceLine;
use procedures::{Error, Permission};

use super::list::REDUCTIONS;
use crate::body::Filled;
use crate::error::{Failure, unaccepted};
use crate::look::{Field, Heading, OneOf, Panel, Problems, actions, error_summary, form, link, rich, submit};
use crate::pages::collection;
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed};

const ADDRESS: &str = "/desks/collection/reductions/new";

pub(super) fn routes() -> Vec<Route> {
    let desk = Permission::TakeInForm;
    vec![
        Route::page(ADDRESS, desk, "A paper form of a staff reduction.", ask),
        Route::form(ADDRESS, desk, "Takes a paper form of a staff reduction in.", take),
    ]
}

async fn ask(asked: Asked) -> Markup {
    page(&asked, &Typed::default(), &Problems::new())
}

fn page(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let lang = asked.lang;
    let word = |key: &str| asked.say(key, &[]);
    let title = word("cases.take_in.title");
    let field = |name, key: &str| Field::new(lang, name, word(key)).typed(typed).problems(problems);
    let reasons: Vec<OneOf> = asked
        .portal
        .agency()
        .book()
        .reasons()
        .all()
        .iter()
        .map(|reason| {
            OneOf::new(
                reason.code.to_string(),
                format!("{} {}", reason.code, word(&format!("reason.{}", reason.code))),
            )
        })
        .collect();
    let fields = html! {
        (field("employer", "cases.take_in.employer").hint(word("cases.take_in.employer.hint")).text(20))
        (field("number", "cases.take_in.number").text(20))
        (field("end", "cases.end_date").date())
        (field("reason", "cases.reason").select(Some(&word("cases.take_in.choose")), &reasons))
        (field("last", "cases.last_month").hint(word("cases.take_in.last.hint")).optional().month())
        (field("remark", "cases.remark").optional().textarea(2))
        (actions(html! { (submit(&word("cases.take_in.submit"))) (link(REDUCTIONS, &word("cases.back"))) }))
    };
    let content = html! {
        (error_summary(lang, problems))
        (Heading::new(title.clone()).lead(rich(lang, "cases.take_in.lead", &[])).render())
        (Panel::untitled("take", title.clone()).body(form(ADDRESS, &asked.same_key(typed), fields)).render())
    };
    asked
        .frame(title)
        .wrong(!problems.is_empty())
        .menu(collection::menu(asked, REDUCTIONS))
        .page(content)
}

/// The paper as read: whose, and the line without its person.
struct Paper {
    employer: String,
    number: String,
    reduction: Reduction,
    reason: u8,
    remark: String,
}

fn read(asked: &Asked, typed: &Typed, problems: &mut Problems) -> Option<Paper> {
    let lang = asked.lang;
    let label = |key: &str| asked.say(key, &[]);
    let employer = problems.take(lang, "employer", &label("cases.take_in.employer"), typed.text("employer", 18));
    let number = problems.take(lang, "number", &label("cases.take_in.number"), typed.text("number", 18));
    let end_date = problems.take(lang, "end", &label("cases.end_date"), typed.date("end"));
    let reason = typed.one_of("reason", |code| code.parse::<u8>().ok());
    let reason = problems.take(lang, "reason", &label("cases.reason"), reason);
    let last_month = match typed.month("last") {
        Err(FieldRefused::Required) => None,
        month => Some(problems.take(lang, "last", &label("cases.last_month"), month)?),
    };
    let remark = problems.take(lang, "remark", &label("cases.remark"), typed.text_if_any("remark", 200))?;
    Some(Paper {
        employer: employer?,
        number: number?,
        reduction: Reduction {
            end_date: end_date?,
            last_month,
        },
        reason: reason?,
        remark: remark.unwrap_or_default(),
    })
}

async fn take(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    if let Some(paper) = read(&asked, &typed, &mut problems) {
        let key = asked.key(&typed)?;
        let taken = asked
            .act(move |desk| {
                let (employer, person) = find_for_form(desk, &paper.employer, &paper.number)?;
                let line = ReduceLine {
                    line: 1,
                    person: person.id,
                    reduction: paper.reduction.clone(),
                    reason: paper.reason,
                    medical_reason: None,
                    remark: paper.remark.clone(),
                };
                take_in_form(desk, &key, employer.id, &line)
            })
            .await;
        match taken {
            Ok(_) => return Ok(asked.go(REDUCTIONS)),
            Err(Failure::Procedure(Error::Refused(refused))) => problems.add_to_form(asked.lang, refused.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(page(&asked, &typed, &problems)))
}
