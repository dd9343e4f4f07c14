//! The operator's logins: who may sign in, somebody new, another password for who lost it. What was drawn is shown once.

mod one;

use axum::response::{IntoResponse, Response};
use maud::{Markup, Render, html};
use procedures::sign_in::logins::{Handed, Known, State, let_in, logins, reset};
use procedures::sign_in::right;
use procedures::{Error, Permission, Role};
use units::Statement;

use crate::body::Filled;
use crate::error::{Failure, unaccepted};
use crate::look::{
    Column, Crumb, Field, Heading, Line, OneOf, Panel, Problems, Summary, Table, Tone, actions, error_summary, form, link, rich, stack,
    status, submit,
};
use crate::pages::own_login::{grouped, right_words};
use crate::route::Route;
use crate::{Asked, Typed};

const HERE: &str = "/operations/logins";

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::page(HERE, Permission::Operate, "Who may sign in.", open),
        Route::form(HERE, Permission::Operate, "Lets somebody in: a login with one right.", add),
        Route::form(
            "/operations/logins/reset",
            Permission::Operate,
            "Another password and second factor for who lost them.",
            again,
        ),
    ];
    routes.extend(one::routes());
    routes
}

async fn open(asked: Asked) -> Result<Markup, Failure> {
    page(&asked, &Typed::default(), &Problems::new(), None).await
}

async fn page(asked: &Asked, typed: &Typed, problems: &Problems, handed: Option<&Handed>) -> Result<Markup, Failure> {
    let list = asked.read(logins).await?;
    let title = asked.say("logins.title", &[]);
    let mut parts = Vec::new();
    parts.extend(handed.map(|handed| once(asked, handed)));
    parts.push(table(asked, &list));
    parts.push(new(asked, typed, problems));
    let content = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).lead(rich(asked.lang, "logins.sub", &[])))
        (stack(&parts))
    };
    let trail = vec![
        Crumb::to(asked.say("operations.title", &[]), "/operations".to_owned()),
        Crumb::here(title.clone()),
    ];
    Ok(asked.frame(title).trail(trail).wrong(!problems.is_empty()).page(content))
}

/// What the person is told: here and never again.
fn once(asked: &Asked, handed: &Handed) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let body = Summary::new(asked.lang)
        .row(word("sign_in.handle"), html! { code { (handed.handle) } })
        .row(word("sign_in.password"), html! { code { (handed.password) } })
        .row(word("own_login.factor.secret"), html! { code { (grouped(&handed.secret)) } });
    Panel::new("handed", word("logins.once"))
        .body(html! { p { (word("logins.once.says")) } (body.render()) })
        .render()
}

fn table(asked: &Asked, list: &[Known]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("sign_in.handle")),
        Column::text(word("own_login.name")),
        Column::text(word("logins.rights")),
        Column::text(word("logins.state")),
    ];
    let lines = list.iter().map(|one| {
        let rights = html! { @for right in &one.rights { div { (right_words(asked, right)) } } };
        Line::new(vec![
            link(&one::address(one.id), &one.handle),
            html! { (one.name) },
            rights,
            state(asked, one.state),
        ])
    });
    let table = Table::new(word("logins.list"), heads).lines(lines.collect());
    Panel::new("logins", word("logins.list")).flush().body(table.render()).render()
}

fn state(asked: &Asked, state: State) -> Markup {
    let (tone, key) = match state {
        State::Demo => (Tone::Quiet, "logins.demo"),
        State::Ended => (Tone::Quiet, "logins.ended"),
        State::Resting => (Tone::Time, "logins.resting"),
        State::Open => (Tone::Good, "logins.open"),
    };
    status(tone, &asked.say(key, &[]))
}

fn new(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let field = |name, key: &str| Field::new(asked.lang, name, word(key)).typed(typed).problems(problems);
    let fields = html! {
        (field("handle", "sign_in.handle").hint(word("logins.handle.hint")).text(20))
        (field("name", "own_login.name").text(20))
        (right_fields(asked, typed, problems))
        (actions(submit(&word("logins.add"))))
    };
    Panel::new("new", word("logins.new"))
        .body(form(HERE, &asked.same_key(typed), fields))
        .render()
}

/// As what, and for whom.
fn right_fields(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let field = |name, key: &str| Field::new(asked.lang, name, word(key)).typed(typed).problems(problems);
    let kinds: Vec<OneOf> = Role::of_logins()
        .map(|role| OneOf::new(role.code(), word(&format!("sign_in.role.{}", role.code()))))
        .collect();
    html! {
        (field("role", "logins.role").select(Some(&word("logins.role.choose")), &kinds))
        (field("employer", "logins.employer").hint(word("logins.employer.hint")).optional().text(20))
        (field("person", "logins.person").hint(word("logins.person.hint")).optional().text(20))
    }
}

/// A right as it was typed: the role, the employer's credit code, the person's number.
fn typed_right(asked: &Asked, typed: &Typed, problems: &mut Problems) -> Option<(Role, Option<String>, Option<String>)> {
    let label = |key: &str| asked.say(key, &[]);
    let role = typed.one_of("role", |code| Role::of_logins().find(|role| role.code() == code));
    let role = problems.take(asked.lang, "role", &label("logins.role"), role);
    let employer = problems.take(asked.lang, "employer", &label("logins.employer"), typed.text_if_any("employer", 18));
    let person = problems.take(asked.lang, "person", &label("logins.person"), typed.text_if_any("person", 30));
    Some((role?, employer?, person?))
}

async fn add(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let label = |key: &str| asked.say(key, &[]);
    let handle = problems.take(asked.lang, "handle", &label("sign_in.handle"), typed.text("handle", 40));
    let name = problems.take(asked.lang, "name", &label("own_login.name"), typed.text("name", 60));
    let asked_for = typed_right(&asked, &typed, &mut problems);
    if let (Some(handle), Some(name), Some((role, employer, person))) = (handle, name, asked_for) {
        let caller = asked.caller.clone();
        let add = move |agency: &procedures::Agency| {
            let granted = right(agency, role, employer, person)?;
            let_in(agency, &caller, &handle, &name, granted)
        };
        match asked.portal.hard_work(add).await {
            Ok(handed) => return Ok(page(&asked, &Typed::default(), &problems, Some(&handed)).await?.into_response()),
            Err(Failure::Procedure(Error::Refused(refused))) => at_field(&asked, &mut problems, refused.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(page(&asked, &typed, &problems, None).await?))
}

fn at_field(asked: &Asked, problems: &mut Problems, refused: &dyn Statement) {
    let (field, key) = match refused.code() {
        "sign_in.handle_taken" => ("handle", "sign_in.handle"),
        "sign_in.no_such_employer" => ("employer", "logins.employer"),
        "sign_in.no_such_person" => ("person", "logins.person"),
        _ => return problems.add_to_form(asked.lang, refused),
    };
    problems.add(asked.lang, field, &asked.say(key, &[]), refused);
}

async fn again(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let handle = typed.text("handle", 40)?;
    let caller = asked.caller.clone();
    let mut problems = Problems::new();
    match asked.portal.hard_work(move |agency| reset(agency, &caller, &handle)).await {
        Ok(handed) => Ok(page(&asked, &Typed::default(), &problems, Some(&handed)).await?.into_response()),
        Err(Failure::Procedure(Error::Refused(refused))) => {
            problems.add_to_form(asked.lang, refused.as_ref());
            Ok(unaccepted(page(&asked, &Typed::default(), &problems, None).await?))
        }
        Err(other) => Err(other),
    }
}
