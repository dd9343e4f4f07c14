//! One login: its rights, one more, the end of one; another password for its owner; its end.

use axum::response::Response;
use domain::ids::{EmployerId, LoginId, PersonId};
use maud::{Markup, Render, html};
use procedures::sign_in::logins::{Known, State, end_login, end_right, give_right, one};
use procedures::sign_in::right;
use procedures::{Error, Grant, Permission, Role};
use units::Fact;

use super::{HERE, at_field, right_fields, state, typed_right};
use crate::body::{At, Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Column, Crumb, Heading, Line, Panel, Problems, Table, Tone, actions, button_secondary, columns, error_summary, form,
    inline_form, link, rich, stack, submit, submit_destructive,
};
use crate::pages::own_login::right_words;
use crate::route::Route;
use crate::{Asked, Typed};

pub(super) fn routes() -> Vec<Route> {
    let operate = Permission::Operate;
    vec![
        Route::page("/operations/logins/{login}", operate, "One login with its rights.", open),
        Route::form("/operations/logins/{login}/rights", operate, "Gives a login one more right.", give),
        Route::form(
            "/operations/logins/{login}/rights/end",
            operate,
            "Takes a right back at once and ends the login's sessions.",
            take_back,
        ),
        Route::page(
            "/operations/logins/{login}/end",
            operate,
            "Asks whether a login is to end.",
            confirm,
        ),
        Route::form(
            "/operations/logins/{login}/end",
            operate,
            "Ends a login with its rights and sessions, for good.",
            close,
        ),
    ]
}

pub(super) fn address(id: LoginId) -> String {
    format!("{HERE}/{}", id.code())
}

fn named(code: &str) -> Result<LoginId, Failure> {
    LoginId::from_code(code).map_err(|_| Failure::NoSuchPage)
}

async fn open(asked: Asked, At(code): At<String>, Searched(query): Searched) -> Result<Markup, Failure> {
    page(&asked, named(&code)?, query.get("done"), &Typed::default(), &Problems::new()).await
}

async fn page(asked: &Asked, id: LoginId, done: &str, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let known = asked.read(move |desk| one(desk, id)).await?;
    let title = known.name.clone();
    let lead = asked.say("logins.one.sub", &[("handle", Fact::Text(known.handle.clone()))]);
    let held = rights(asked, &known);
    let body = match known.state {
        State::Demo | State::Ended => stack(&[held]),
        State::Open | State::Resting => columns(
            stack(&[held, give_panel(asked, id, typed, problems)]),
            stack(&[reset_panel(asked, &known), end_panel(asked, &known)]),
        ),
    };
    let content = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).lead(html! { (lead) " " (state(asked, known.state)) }))
        @if let "given" | "ended" | "closed" = done {
            (Alert::new(Tone::Good, "done", asked.say(&format!("logins.done.{done}"), &[])).render())
        }
        (body)
    };
    let trail = vec![
        Crumb::to(asked.say("operations.title", &[]), "/operations".to_owned()),
        Crumb::to(asked.say("logins.title", &[]), HERE.to_owned()),
        Crumb::here(title.clone()),
    ];
    Ok(asked.frame(title).trail(trail).wrong(!problems.is_empty()).page(content))
}

fn rights(asked: &Asked, known: &Known) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let can = matches!(known.state, State::Open | State::Resting);
    let mut heads = vec![Column::title(word("logins.right"))];
    if can {
        heads.push(Column::text(word("logins.act")));
    }
    let action = format!("{}/rights/end", address(known.id));
    let key = asked.new_key();
    let lines =
        known.rights.iter().map(|right| {
            let words = right_words(asked, right);
            let mut cells = vec![html! { (words) }];
            if can {
                cells.push(inline_form(&action, &key, "", html! {
                input type="hidden" name="role" value=(right.grant.role.code());
                input type="hidden" name="employer" value=(right.grant.employer.map(EmployerId::code).unwrap_or_default());
                input type="hidden" name="person" value=(right.grant.person.map(PersonId::code).unwrap_or_default());
                button class="sb-plain" type="submit" { (word("logins.right.end")) span class="govuk-visually-hidden" { " " (words) } }
            }));
            }
            Line::new(cells)
        });
    let panel = Panel::new("rights", word("logins.rights"));
    match known.state {
        State::Ended => panel.body(html! { p { (word("logins.ended.says")) } }).render(),
        State::Open | State::Resting | State::Demo if known.rights.is_empty() => {
            panel.body(html! { p { (word("logins.rights.none")) } }).render()
        }
        State::Open | State::Resting | State::Demo => {
            let table = Table::new(word("logins.rights"), heads).lines(lines.collect());
            let says = (known.state == State::Demo)
                .then(|| html! { p class="sb-small sb-soft sb-above" { (rich(asked.lang, "logins.demo.says", &[])) } });
            panel.body(html! { (table.render()) @if let Some(says) = says { (says) } }).render()
        }
    }
}

fn give_panel(asked: &Asked, id: LoginId, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let fields = html! {
        (right_fields(asked, typed, problems))
        (actions(submit(&word("logins.right.give"))))
    };
    Panel::new("give", word("logins.right.new"))
        .body(form(&format!("{}/rights", address(id)), &asked.same_key(typed), fields))
        .render()
}

fn reset_panel(asked: &Asked, known: &Known) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let fields = html! {
        p { (word("logins.reset.says")) }
        input type="hidden" name="handle" value=(known.handle);
        (actions(html! { button class="govuk-button govuk-button--secondary" type="submit" { (word("logins.reset")) } }))
    };
    Panel::new("reset", word("logins.reset"))
        .body(form("/operations/logins/reset", &asked.new_key(), fields))
        .render()
}

fn end_panel(asked: &Asked, known: &Known) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let body = html! {
        p { (word("logins.end.says")) }
        (actions(button_secondary(&format!("{}/end", address(known.id)), &word("logins.end"))))
    };
    Panel::new("end", word("logins.end")).body(body).render()
}

async fn confirm(asked: Asked, At(code): At<String>) -> Result<Markup, Failure> {
    ending(&asked, named(&code)?, &Problems::new()).await
}

async fn ending(asked: &Asked, id: LoginId, problems: &Problems) -> Result<Markup, Failure> {
    let known = asked.read(move |desk| one(desk, id)).await?;
    let title = asked.say("logins.end.title", &[("name", Fact::Text(known.name.clone()))]);
    let here = address(id);
    let fields = html! {
        (actions(html! { (submit_destructive(&asked.say("logins.end", &[]))) (link(&here, &asked.say("logins.end.not", &[]))) }))
    };
    let content = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).lead(rich(asked.lang, "logins.end.says", &[])))
        (form(&format!("{here}/end"), &asked.new_key(), fields))
    };
    let trail = vec![
        Crumb::to(asked.say("logins.title", &[]), HERE.to_owned()),
        Crumb::to(known.name, here),
        Crumb::here(title.clone()),
    ];
    Ok(asked.frame(title).trail(trail).wrong(!problems.is_empty()).page(content))
}

async fn give(At(code): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let id = named(&code)?;
    let mut problems = Problems::new();
    if let Some((role, employer, person)) = typed_right(&asked, &typed, &mut problems) {
        let (caller, key) = (asked.caller.clone(), asked.key(&typed)?);
        let give = move |agency: &procedures::Agency| {
            let granted = right(agency, role, employer, person)?;
            agency.write(&caller, move |desk| give_right(desk, &key, id, &granted))
        };
        match asked.portal.work(give).await {
            Ok(_) => return Ok(asked.go(&format!("{}?done=given", address(id)))),
            Err(Failure::Procedure(Error::Refused(refused))) => at_field(&asked, &mut problems, refused.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(page(&asked, id, "", &typed, &problems).await?))
}

async fn take_back(At(code): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let id = named(&code)?;
    let some = |name: &'static str| Some(typed.get(name)).filter(|code| !code.is_empty());
    let grant = Grant {
        role: Role::from_code(typed.get("role")).ok_or(Failure::NoSuchPage)?,
        employer: some("employer")
            .map(EmployerId::from_code)
            .transpose()
            .map_err(|_| Failure::NoSuchPage)?,
        person: some("person")
            .map(PersonId::from_code)
            .transpose()
            .map_err(|_| Failure::NoSuchPage)?,
    };
    let key = asked.key(&typed)?;
    match asked.act(move |desk| end_right(desk, &key, id, &grant)).await {
        Ok(_) => Ok(asked.go(&format!("{}?done=ended", address(id)))),
        Err(failure) => {
            let problems = said(&asked, failure)?;
            Ok(unaccepted(page(&asked, id, "", &Typed::default(), &problems).await?))
        }
    }
}

async fn close(At(code): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (id, key) = (named(&code)?, asked.key(&typed)?);
    match asked.act(move |desk| end_login(desk, &key, id)).await {
        Ok(_) => Ok(asked.go(&format!("{}?done=closed", address(id)))),
        Err(failure) => Ok(unaccepted(ending(&asked, id, &said(&asked, failure)?).await?)),
    }
}

/// A refusal as the page says it; any other failure stays one.
fn said(asked: &Asked, failure: Failure) -> Result<Problems, Failure> {
    let Failure::Procedure(Error::Refused(refused)) = failure else {
        return Err(failure);
    };
    let mut problems = Problems::new();
    problems.add_to_form(asked.lang, refused.as_ref());
    Ok(problems)
}
