//! Second step of a single increase: first day, household category, wage.

use axum::response::{IntoResponse, Response};
use domain::Category;
use domain::filing::increase::Increase;
use domain::ids::DraftId;
use domain::spell::GroupSet;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::enrol_staff::EnrolLine;
use procedures::preview_filing::{Identified, identify, preview_increase};
use units::Fact;

use super::who::{carried, identity_of};
use super::{draft_of, step};
use crate::body::{Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Field, Heading, OneOf, Panel, Problems, Tone, actions, bullets, columns, error_summary, form, link, number, pairs, rich, submit,
    submit_as,
};
use crate::pages::drafts::{INCREASE, or_section, save, typed as draft_typed};
use crate::pages::employer::{Around, at};
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed};

/// The categories that an employer's own staff can have.
const CATEGORIES: [Category; 5] = [
    Category::LocalUrban,
    Category::NonlocalUrban,
    Category::LocalRural,
    Category::NonlocalRural,
    Category::Foreign,
];

pub(super) fn routes() -> Vec<Route> {
    let path = "/employers/{employer}/enrolments/new/terms";
    vec![
        Route::page(
            path,
            Permission::FileIncrease,
            "A single increase: first day, category, wage.",
            page,
        ),
        Route::form(
            path,
            Permission::FileIncrease,
            "Checks first day, category and wage of an increase.",
            take,
        ),
    ]
}

async fn page(asked: Asked, Searched(query): Searched) -> Result<Response, Failure> {
    let shown = show(&asked, &query).await;
    or_section(&asked, "enrolments", shown)
}

async fn show(asked: &Asked, query: &Typed) -> Result<Response, Failure> {
    let (employer, id) = (asked.employer()?, draft_of(query)?);
    let typed = asked.read(move |desk| draft_typed(desk, employer, id, INCREASE)).await?;
    Ok(draw(asked, id, &typed, &Problems::new()).await?.into_response())
}

async fn draw(asked: &Asked, id: DraftId, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let employer = asked.employer()?;
    let who = identity_of(typed).ok().zip(typed.text("name", 50).ok());
    let (around, identified) = asked
        .read(move |desk| {
            let identified = match &who {
                Some((identity, name)) => identify(desk, employer, name, identity)?.ok(),
                None => None,
            };
            Ok((Around::look(desk, employer)?, identified))
        })
        .await?;
    let lang = asked.lang;
    let word = |key: &str| asked.say(key, &[]);
    let name = typed.get("name").trim().to_owned();
    let title = asked.say("enrolments.terms", &[("name", Fact::Text(name))]);
    let categories: Vec<OneOf> = CATEGORIES
        .iter()
        .map(|c| OneOf::new(c.code(), word(&format!("category.{}", c.code()))))
        .collect();
    let fields = html! {
        input type="hidden" name="draft" value=(id.code());
        (carried(typed, &["number", "name"]))
        (Field::new(lang, "hired", word("enrolments.hired")).hint(word("enrolments.hired.hint")).typed(typed).problems(problems).date())
        (Field::new(lang, "category", word("enrolments.category")).hint(word("enrolments.category.hint")).typed(typed).problems(problems).radios(&categories))
        (Field::new(lang, "wage", word("enrolments.wage")).hint(word("enrolments.wage.hint")).typed(typed).problems(problems).money())
        (actions(html! { (submit(&word("enrolments.next_check"))) (submit_as("act", "draft", &word("enrolments.keep"))) (link(&around.at("enrolments"), &word("enrolments.cancel"))) }))
    };
    let main = html! {
        (error_summary(lang, problems))
        (Heading::new(title.clone()).step(step(asked, 2)).render())
        (elsewhere(asked, &around, identified))
        (form(&around.at("enrolments/new/terms"), &asked.same_key(typed), fields))
    };
    let trail = around.trail(asked, "enrolments", word("enrolments.single"));
    let side = side(asked, &around, id, typed, identified);
    let frame = around.frame(asked, "enrolments", title).wrong(!problems.is_empty()).trail(trail);
    Ok(frame.page(columns(main, side)))
}

/// Somebody else holds the month: said before anything more is typed, without the other's name.
fn elsewhere(asked: &Asked, around: &Around, identified: Option<Identified>) -> Markup {
    let facts = [
        ("month", Fact::Month(around.overview.month)),
        ("due_on", Fact::Day(around.overview.roll_window.closes)),
    ];
    html! {
        @if identified.is_some_and(|i| i.held_elsewhere) {
            (Alert::new(Tone::Time, "elsewhere", asked.say("enrolments.elsewhere", &facts)).body(rich(asked.lang, "enrolments.elsewhere.says", &facts)).render())
        }
    }
}

fn side(asked: &Asked, around: &Around, id: DraftId, typed: &Typed, identified: Option<Identified>) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let masked = identity_of(typed)
        .map(|i| domain::registry::masked_number(&i.number))
        .unwrap_or_default();
    let known = match identified {
        Some(found) if found.is_known => word("enrolments.side.known"),
        Some(_) => word("enrolments.side.new"),
        None => "–".to_owned(),
    };
    let (number_label, known_label) = (word("enrolments.number"), word("enrolments.side.register"));
    let person = html! {
        (pairs(&[(number_label.as_str(), number(&masked)), (known_label.as_str(), html! { (known) })]))
        p class="sb-small sb-above" { (link(&around.at(&format!("enrolments/new?draft={}", id.code())), &word("enrolments.side.change"))) }
    };
    html! {
        (Panel::new("person", typed.get("name").trim()).body(person).render())
        (Panel::new("branches", word("enrolments.branches")).body(bullets(&[rich(asked.lang, "enrolments.branches.all", &[]), rich(asked.lang, "enrolments.branches.base", &[])])).render())
    }
}

/// The line that the form files, or a problem at each field that is missing.
pub(super) fn line_of(asked: &Asked, typed: &Typed, problems: &mut Problems) -> Option<EnrolLine> {
    let lang = asked.lang;
    let label = |key: &str| asked.say(&format!("enrolments.{key}"), &[]);
    let identity = problems.take(lang, "number", &label("number"), identity_of(typed));
    let name = problems.take(lang, "name", &label("name"), typed.text("name", 50));
    let hired_on = problems.take(lang, "hired", &label("hired"), typed.date("hired"));
    let offered = |code: &str| CATEGORIES.into_iter().find(|c| c.code() == code);
    let category: Option<Category> =
        problems.take::<_, FieldRefused>(lang, "category", &label("category"), typed.one_of("category", offered));
    let wage = problems.take(lang, "wage", &label("wage"), typed.money("wage"));
    Some(EnrolLine {
        line: 1,
        name: name?,
        identity: identity?,
        increase: Increase {
            category: category?,
            hired_on: hired_on?,
            wage: wage?,
            groups: GroupSet::BOTH,
        },
    })
}

async fn take(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (employer, id) = (asked.employer()?, draft_of(&typed)?);
    let kept = typed.clone();
    asked.act(move |desk| save(desk, employer, id, INCREASE, &kept)).await?;
    if typed.get("act") == "draft" {
        return Ok(asked.go(&at(employer, "enrolments")));
    }
    let mut problems = Problems::new();
    if let Some(line) = line_of(&asked, &typed, &mut problems) {
        let preview = asked.read(move |desk| preview_increase(desk, employer, &line)).await?;
        match preview.verdict.outcome {
            Ok(_) => return Ok(asked.go(&at(employer, &format!("enrolments/new/check?draft={}", id.code())))),
            Err(refusal) => {
                let field = match refusal.code() {
                    "increase.date_in_future" | "increase.age_below_16" => "hired",
                    "increase.wage_missing" => "wage",
                    _other => "",
                };
                let label = match field {
                    "" => String::new(),
                    field => asked.say(&format!("enrolments.{field}"), &[]),
                };
                problems.add(asked.lang, field, &label, refusal.as_ref());
            }
        }
    }
    Ok(unaccepted(draw(&asked, id, &typed, &problems).await?).into_response())
}
