//! A person whom two employers want: both sides, one officer's decision on proof, a second one's.

use axum::response::Response;
use domain::case::double_enrolment::{Case, State, Verdict};
use domain::ids::{EmployerId, PersonId};
use domain::registry::masked_number;
use maud::{Markup, Render, html};
use procedures::double_enrolments::{self, Conflict, Side, one};
use procedures::{Desk, Error, Key, Permission, Receipt};
use units::{Date, Fact, Statement};

use super::{DESK, menu};
use crate::body::{At, Filled};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Crumb, Field, Happening, Heading, OneOf, Panel, Passage, Problems, Summary, Tone, actions, columns_wide_side, error_summary,
    form, identity, link, rich, status, submit, timeline,
};
use crate::route::Route;
use crate::{Asked, Typed};

pub(super) fn routes() -> Vec<Route> {
    let officer = Permission::DecideDoubleEnrolment;
    vec![
        Route::page(
            "/desks/registration/conflicts/{employer}/{person}",
            officer,
            "A double enrolment.",
            open,
        ),
        Route::form(
            "/desks/registration/conflicts/{employer}/{person}/propose",
            officer,
            "Decides a double enrolment on proof.",
            propose,
        ),
        Route::form(
            "/desks/registration/conflicts/{employer}/{person}/agree",
            officer,
            "A second officer confirms a decision.",
            agree,
        ),
        Route::form(
            "/desks/registration/conflicts/{employer}/{person}/disagree",
            officer,
            "A second officer declines a decision.",
            disagree,
        ),
    ]
}

/// The address of a conflict.
pub(super) fn address(newcomer: EmployerId, who: PersonId) -> String {
    format!("{DESK}/conflicts/{}/{}", newcomer.code(), who.code())
}

/// Where a decision stands, as a status.
pub(super) fn state(asked: &Asked, case: &Case) -> Markup {
    let word = asked.say(&format!("case.double_enrolment.state.{}", case.state.code()), &[]);
    let tone = match case.state {
        State::Open | State::Proposed(_) => Tone::Time,
        State::Decided(_) => Tone::Good,
        State::Lapsed => Tone::Quiet,
    };
    status(tone, &word)
}

type Here = At<(String, String)>;

async fn open(asked: Asked, At((_, who)): Here) -> Result<Markup, Failure> {
    page(&asked, &who, &Typed::default(), &Problems::new()).await
}

async fn page(asked: &Asked, who: &str, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let newcomer = asked.employer()?;
    let who = PersonId::from_code(who).map_err(|_| Failure::NoSuchPage)?;
    let of = asked.read(move |desk| one(desk, newcomer, who)).await?;
    let title = asked.say("registration.conflict.title", &[("name", Fact::Text(of.person.name.clone()))]);
    let facts = [("due", Fact::Day(of.due_on)), ("since", Fact::Day(of.since))];
    let heading = Heading::new(title.clone())
        .status(state(asked, &of.case))
        .lead(rich(asked.lang, "registration.conflict.lead", &facts));
    let main = html! {
        (person(asked, &of))
        (side(asked, "newcomer", "registration.newcomer", &of.newcomer))
        (side(asked, "holder", "registration.holder", &of.holder))
        (story(asked, &of))
    };
    let content = html! {
        (error_summary(asked.lang, problems))
        (heading.render())
        (columns_wide_side(main, decision(asked, &of, typed, problems)))
    };
    let trail = vec![Crumb::to(asked.say("frame.menu.queue", &[]), DESK), Crumb::here(title.clone())];
    let frame = asked.frame(title).wrong(!problems.is_empty()).menu(menu(asked, DESK)).trail(trail);
    Ok(frame.page(content))
}

fn person(asked: &Asked, of: &Conflict) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let summary = Summary::new(asked.lang)
        .row(
            word("cases.person"),
            html! { (of.person.name) " " (identity(&masked_number(&of.person.number))) },
        )
        .row(word("cases.receipt"), link(&format!("/receipts/{}", of.receipt), &of.receipt))
        .row(word("registration.since"), html! { (words::day(asked.lang, of.since)) })
        .row(word("cases.due"), html! { (words::day(asked.lang, of.due_on)) });
    Panel::new("person", word("registration.person")).body(summary.render()).render()
}

fn side(asked: &Asked, id: &str, title: &str, of: &Side) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let day = |day: Option<Date>| html! { (day.map_or_else(|| "–".to_owned(), |d| words::day(asked.lang, d))) };
    let month = of
        .from
        .map_or_else(|| word("registration.not_yet"), |m| words::month(asked.lang, m));
    let category = of.category.map(|c| word(&format!("category.{}", c.code()))).unwrap_or_default();
    let base = of.base.map(|b| words::money(asked.lang, b)).unwrap_or_default();
    let summary = Summary::new(asked.lang)
        .row(word("cases.employer"), html! { (of.employer.name) })
        .row(word("registration.number"), html! { (of.employer.id.code()) })
        .row(word("registration.hired_on"), day(of.started_on))
        .row(word("registration.from"), html! { (month) })
        .row(word("registration.category"), html! { (category) })
        .row(word("registration.base"), html! { (base) });
    Panel::new(id, word(title)).body(summary.render()).render()
}

fn story(asked: &Asked, of: &Conflict) -> Markup {
    let mut entries = vec![Happening::new(Passage::Done, asked.say("registration.step.filed", &[])).when(words::day(asked.lang, of.since))];
    entries.extend(of.steps.iter().map(|step| {
        let verdict = step
            .word
            .as_ref()
            .map(|code| asked.say(&format!("registration.verdict.{code}"), &[]));
        let note = html! {
            p class="sb-small" { (asked.who(&step.by_name)) @if let Some(verdict) = verdict { " · " (verdict) } }
            @if let Some(ground) = &step.note { p { (ground) } }
        };
        let passage = if step.event == "disagree" { Passage::Failed } else { Passage::Done };
        Happening::new(passage, asked.say(&format!("case.double_enrolment.event.{}", step.event), &[]))
            .when(words::day(asked.lang, step.on_date))
            .note(note)
    }));
    let next = match of.case.state {
        State::Open => "registration.ahead.propose",
        State::Proposed(_) => "registration.ahead.agree",
        State::Decided(_) | State::Lapsed => "registration.ahead.done",
    };
    entries.push(Happening::new(Passage::Now, asked.say(next, &[])));
    Panel::new("story", asked.say("cases.story", &[])).body(timeline(&entries)).render()
}

fn decision(asked: &Asked, of: &Conflict, typed: &Typed, problems: &Problems) -> Markup {
    if let Some(locked) = &of.locked {
        let body = html! { (words::mend(asked.lang, locked).unwrap_or_default()) span class="sb-code" { (locked.code()) } };
        return Alert::new(Tone::Time, "locked", words::tell(asked.lang, locked))
            .body(body)
            .render();
    }
    let word = |key: &str| asked.say(key, &[]);
    let field = |name, key: &str| Field::new(asked.lang, name, word(key)).typed(typed).problems(problems);
    let at = address(of.newcomer.employer.id, of.person.id);
    let key = asked.same_key(typed);
    let plain = |text: &str| html! { button class="govuk-button govuk-button--secondary" type="submit" { (text) } };
    match &of.case.state {
        State::Open => {
            let name = |side: &Side| Fact::Text(side.employer.name.clone());
            let verdicts = [(Verdict::Newcomer, name(&of.newcomer)), (Verdict::Holder, name(&of.holder))].map(|(verdict, employer)| {
                let hint = word(&format!("registration.verdict.{}.hint", verdict.code()));
                OneOf::new(verdict.code(), asked.say("registration.verdict.of", &[("employer", employer)])).hint(hint)
            });
            let fields = html! {
                (field("verdict", "registration.verdict").radios(&verdicts))
                (field("ground", "registration.ground").hint(word("registration.ground.hint")).textarea(4))
                (actions(submit(&word("registration.propose"))))
            };
            Panel::new("propose", word("registration.propose.title"))
                .body(form(&format!("{at}/propose"), &key, fields))
                .render()
        }
        State::Proposed(finding) => {
            let verdict = word(&format!("registration.verdict.{}", finding.verdict.code()));
            let says = html! {
                p { b { (verdict) } }
                p { (finding.ground) }
                (form(&format!("{at}/agree"), &key, actions(submit(&word("registration.agree")))))
            };
            let against = html! {
                (field("ground", "cases.second.ground").textarea(3))
                (actions(plain(&word("registration.disagree"))))
            };
            html! {
                (Panel::new("agree", word("registration.agree.title")).body(says).render())
                (Panel::new("disagree", word("cases.second.decline.title")).body(form(&format!("{at}/disagree"), &key, against)).render())
            }
        }
        State::Decided(_) | State::Lapsed => html! {},
    }
}

async fn after<F>(asked: Asked, who: String, typed: Typed, mut problems: Problems, mut act: F) -> Result<Response, Failure>
where
    F: FnMut(&mut Desk, &Key, EmployerId, PersonId) -> Result<Receipt, Error> + Send + 'static,
{
    let newcomer = asked.employer()?;
    let person = PersonId::from_code(&who).map_err(|_| Failure::NoSuchPage)?;
    if problems.is_empty() {
        let key = asked.key(&typed)?;
        match asked.act(move |desk| act(desk, &key, newcomer, person)).await {
            Ok(receipt) => return Ok(asked.go(&next(&receipt, newcomer, person))),
            Err(Failure::Procedure(Error::Refused(refused))) => problems.add_to_form(asked.lang, refused.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(page(&asked, &who, &typed, &problems).await?))
}

/// After a decision of two the conflict is gone: back to the queue.
fn next(receipt: &Receipt, newcomer: EmployerId, who: PersonId) -> String {
    if receipt.kind == "double_enrolment_decided" {
        DESK.to_owned()
    } else {
        address(newcomer, who)
    }
}

async fn propose(At((_, who)): Here, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let label = |key: &str| asked.say(key, &[]);
    let verdict = typed.one_of("verdict", Verdict::from_code);
    let verdict = problems.take(asked.lang, "verdict", &label("registration.verdict"), verdict);
    let ground = problems.take(asked.lang, "ground", &label("registration.ground"), typed.text("ground", 500));
    let (Some(verdict), Some(ground)) = (verdict, ground) else {
        return Ok(unaccepted(page(&asked, &who, &typed, &problems).await?));
    };
    after(asked, who, typed, problems, move |desk, key, newcomer, person| {
        double_enrolments::propose(desk, key, newcomer, person, verdict, &ground)
    })
    .await
}

async fn agree(At((_, who)): Here, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    after(asked, who, typed, Problems::new(), double_enrolments::agree).await
}

async fn disagree(At((_, who)): Here, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let label = asked.say("cases.second.ground", &[]);
    let ground = problems
        .take(asked.lang, "ground", &label, typed.text("ground", 500))
        .unwrap_or_default();
    after(asked, who, typed, problems, move |desk, key, newcomer, person| {
        double_enrolments::disagree(desk, key, newcomer, person, &ground)
    })
    .await
}
