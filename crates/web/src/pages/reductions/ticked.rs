//! A reduction of people who were ticked on the roll: one date and one reason for all of them, a result for each.

use axum::response::{IntoResponse, Response};
use domain::ids::{DraftId, EmployerId, PersonId};
use domain::registry::Person;
use maud::{Markup, Render, html};
use procedures::preview_filing::{ReductionPreview, preview_reductions};
use procedures::reasons::{Offers, offers};
use procedures::reduce_staff::ReduceLine;
use procedures::roll::roll;
use procedures::{Error, Permission};
use units::Fact;

use super::check;
use super::form::{ForEach, fields};
use crate::body::{At, Filled};
use crate::error::{Failure, unaccepted};
use crate::look::{Heading, Panel, Problems, actions, bullets, columns, error_summary, form, link, submit, submit_as};
use crate::pages::drafts::{TICKED, new_draft, or_section, save, typed as draft_typed};
use crate::pages::employer::{Around, at};
use crate::route::Route;
use crate::{Asked, Typed};

/// People of one form; a longer list is handed in as a workbook.
const AT_MOST: usize = 2_000;

pub(super) fn routes() -> Vec<Route> {
    let path = "/employers/{employer}/reductions/ticked/{draft}";
    let check = "/employers/{employer}/reductions/ticked/{draft}/check";
    vec![
        Route::form(
            "/employers/{employer}/reductions/ticked",
            Permission::FileReduction,
            "Takes the people who were ticked on the roll.",
            take_people,
        ),
        Route::page(path, Permission::FileReduction, "When and why the ticked people leave.", page),
        Route::form(
            path,
            Permission::FileReduction,
            "Checks when and why the ticked people leave.",
            take,
        ),
        Route::page(
            check,
            Permission::FileReduction,
            "The reduction of the ticked people before it is filed.",
            check_page,
        ),
        Route::form(check, Permission::FileReduction, "Files the reduction of the ticked people.", file),
    ]
}

async fn take_people(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let employer = asked.employer()?;
    match typed.all("p") {
        [] => Ok(asked.go(&at(employer, "roll?nobody=1"))),
        [one] => Ok(asked.go(&at(employer, &format!("reductions/single/{one}")))),
        many if many.len() > AT_MOST => Ok(asked.go(&at(employer, "reductions/batch"))),
        _many => {
            let id = new_draft(&asked);
            asked.act(move |desk| save(desk, employer, id, TICKED, &typed)).await?;
            Ok(asked.go(&at(employer, &format!("reductions/ticked/{}", id.code()))))
        }
    }
}

struct Step {
    around: Around,
    offers: Offers,
    people: Vec<Person>,
    typed: Typed,
}

fn draft_id(code: &str) -> Result<DraftId, Failure> {
    DraftId::from_code(code).map_err(|_| Failure::NoSuchPage)
}

async fn step(asked: &Asked, employer: EmployerId, id: DraftId) -> Result<Step, Failure> {
    asked
        .read(move |desk| {
            let typed = draft_typed(desk, employer, id, TICKED)?;
            let ticked: Vec<PersonId> = typed.all("p").iter().filter_map(|code| PersonId::from_code(code).ok()).collect();
            let people = roll(desk, employer)?.people.into_iter().map(|one| one.person);
            let people: Vec<Person> = people.filter(|p| ticked.contains(&p.id)).collect();
            if people.is_empty() {
                return Err(Error::NotFound);
            }
            Ok(Step {
                around: Around::look(desk, employer)?,
                offers: offers(desk)?,
                people,
                typed,
            })
        })
        .await
}

async fn page(asked: Asked, At((_, draft)): At<(String, String)>) -> Result<Response, Failure> {
    let shown = show(&asked, &draft).await;
    or_section(&asked, "reductions", shown)
}

async fn show(asked: &Asked, draft: &str) -> Result<Response, Failure> {
    let (employer, id) = (asked.employer()?, draft_id(draft)?);
    let step = step(asked, employer, id).await?;
    Ok(draw(asked, &step, id, &step.typed, &Problems::new()).into_response())
}

fn draw(asked: &Asked, step: &Step, id: DraftId, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let around = &step.around;
    let count = Fact::Count(i64::try_from(step.people.len()).unwrap_or(i64::MAX));
    let title = asked.say("reductions.when.many", &[("count", count)]);
    let inner = html! {
        @for person in &step.people { input type="hidden" name="p" value=(person.id.code()); }
        (fields(asked, &step.offers, around.overview.month, typed, problems))
        (actions(html! { (submit(&word("reductions.next"))) (submit_as("act", "draft", &word("enrolments.keep"))) (link(&around.at("roll"), &word("enrolments.cancel"))) }))
    };
    let main = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).step(asked.say("reductions.step.batch", &[("n", Fact::Count(2)), ("of", Fact::Count(3))])).render())
        (form(&around.at(&format!("reductions/ticked/{}", id.code())), &asked.same_key(typed), inner))
    };
    let names: Vec<Markup> = step.people.iter().map(|p| html! { (p.name) }).collect();
    let side = html! {
        (Panel::new("people", word("reductions.people.label")).body(bullets(&names)).render())
    };
    let trail = around.trail(asked, "reductions", word("reductions.batch"));
    let frame = around.frame(asked, "reductions", title).wrong(!problems.is_empty()).trail(trail);
    frame.page(columns(main, side))
}

async fn take(At((_, draft)): At<(String, String)>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (employer, id) = (asked.employer()?, draft_id(&draft)?);
    let saved = typed.clone();
    asked.act(move |desk| save(desk, employer, id, TICKED, &saved)).await?;
    let address = format!("reductions/ticked/{}", id.code());
    if typed.get("act") == "draft" {
        return Ok(asked.go(&at(employer, "reductions")));
    }
    let step = step(&asked, employer, id).await?;
    let mut problems = Problems::new();
    match ForEach::read(&asked, &step.offers, &typed, &mut problems) {
        Some(_) => Ok(asked.go(&at(employer, &format!("{address}/check")))),
        None => Ok(unaccepted(draw(&asked, &step, id, &typed, &problems)).into_response()),
    }
}

struct Ready {
    step: Step,
    lines: Vec<ReduceLine>,
    preview: ReductionPreview,
}

async fn ready(asked: &Asked, employer: EmployerId, id: DraftId) -> Result<Option<Ready>, Failure> {
    let step = step(asked, employer, id).await?;
    let Some(common) = ForEach::read(asked, &step.offers, &step.typed, &mut Problems::new()) else {
        return Ok(None);
    };
    let lines: Vec<ReduceLine> = (1..).zip(&step.people).map(|(at, person)| common.line(at, person.id)).collect();
    let asked_lines = lines.clone();
    let preview = asked.read(move |desk| preview_reductions(desk, employer, &asked_lines)).await?;
    Ok(Some(Ready { step, lines, preview }))
}

impl Ready {
    fn subject(&self, id: DraftId) -> check::Subject<'_> {
        let form = self.step.around.at(&format!("reductions/ticked/{}", id.code()));
        check::Subject {
            around: &self.step.around,
            offers: &self.step.offers,
            lines: &self.lines,
            names: self.step.people.clone(),
            preview: &self.preview,
            draft: id,
            action: format!("{form}/check"),
            form,
            who: Some(self.step.around.at("roll")),
        }
    }
}

async fn check_page(asked: Asked, At((_, draft)): At<(String, String)>) -> Result<Response, Failure> {
    let shown = show_check_page(&asked, &draft).await;
    or_section(&asked, "reductions", shown)
}

async fn show_check_page(asked: &Asked, draft: &str) -> Result<Response, Failure> {
    let (employer, id) = (asked.employer()?, draft_id(draft)?);
    match ready(asked, employer, id).await? {
        Some(ready) => Ok(check::draw(asked, &ready.subject(id), &Typed::default(), &Problems::new()).into_response()),
        None => Ok(asked.go(&at(employer, &format!("reductions/ticked/{}", id.code())))),
    }
}

async fn file(At((_, draft)): At<(String, String)>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (employer, id) = (asked.employer()?, draft_id(&draft)?);
    if let Some(receipt) = check::filed_before(&asked, employer, &typed).await? {
        return Ok(receipt);
    }
    match ready(&asked, employer, id).await? {
        Some(ready) => check::file(&asked, &ready.subject(id), &typed).await,
        None => Ok(asked.go(&at(employer, &format!("reductions/ticked/{}", id.code())))),
    }
}
