//! Sign in and out. In the demo one click on a person's card; else password and second factor.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, Render, html};
use procedures::sign_in::{self, Token};
use procedures::{Caller, Error, Permission};
use units::Fact;

use super::start::start_page;
use crate::body::{Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{Field, Heading, Panel, Problems, actions, error_summary, form, rich, submit};
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed, rim, session};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::page("/sign-in", Permission::Public, "Sign in.", ask),
        Route::form(
            "/sign-in",
            Permission::Public,
            "Signs in by password and second factor.",
            by_password,
        ),
        Route::form(
            "/sign-in/demo",
            Permission::Public,
            "Signs in as one of the demo's people.",
            as_demo_person,
        )
        .demo_only(),
        Route::form("/sign-out", Permission::Public, "Signs out.", sign_out),
    ]
}

async fn ask(asked: Asked, Searched(query): Searched) -> Result<Markup, Failure> {
    let typed = Typed::default().with("next", query.get("next"));
    page(&asked, &typed, &Problems::new()).await
}

async fn page(asked: &Asked, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let title = asked.say("sign_in.title", &[]);
    let people = match asked.portal.is_demo() {
        true => asked.portal.work(sign_in::demo_people).await?,
        false => Vec::new(),
    };
    let content = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).lead(rich(asked.lang, if people.is_empty() { "sign_in.sub" } else { "sign_in.sub.demo" }, &[])))
        div class="sb-stack" {
            @if !people.is_empty() { (cards(asked, typed, &people)) }
            @if people.is_empty() || !problems.is_empty() { (password_panel(asked, typed, problems)) }
            @else { details class="govuk-details" { summary class="govuk-details__summary" { span class="govuk-details__summary-text" { (asked.say("sign_in.by_password", &[])) } } (password_panel(asked, typed, problems)) } }
        }
    };
    Ok(asked.frame(title).wrong(!problems.is_empty()).page(content))
}

/// A card per person of the demo: name, roles, what the role does.
fn cards(asked: &Asked, typed: &Typed, people: &[(String, Caller)]) -> Markup {
    let key = asked.same_key(typed);
    html! {
        section aria-labelledby="h-people" {
            h2 id="h-people" class="sb-title" { (asked.say("sign_in.people", &[])) }
            div class="sb-cards" {
                @for (handle, person) in people {
                    @let role = person.roles().next();
                    div class="sb-card" {
                        h3 { (person.name) }
                        @if let Some(role) = role { p { (asked.say(&format!("sign_in.role.{}", role.code()), &[])) } }
                        (actions(form("/sign-in/demo", &key, html! {
                            input type="hidden" name="handle" value=(handle);
                            input type="hidden" name="next" value=(typed.get("next"));
                            button class="govuk-button govuk-button--secondary sb-button--small" type="submit" name="role" value=(role.map_or("", |r| r.code())) {
                                (asked.say("sign_in.as", &[("name", Fact::Text(person.name.clone()))]))
                            }
                        })))
                    }
                }
            }
        }
    }
}

fn password_panel(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let lang = asked.lang;
    let label = |key: &str| asked.say(key, &[]);
    let fields = html! {
        input type="hidden" name="next" value=(typed.get("next"));
        (Field::new(lang, "handle", label("sign_in.handle")).typed(typed).problems(problems).autocomplete("username").text(20))
        (Field::new(lang, "password", label("sign_in.password")).problems(problems).autocomplete("current-password").password())
        (Field::new(lang, "code", label("sign_in.code")).hint(label("sign_in.code.hint")).problems(problems).autocomplete("one-time-code").digits(6))
        (actions(submit(&label("frame.sign_in"))))
    };
    let body = form("/sign-in", &asked.same_key(typed), fields);
    Panel::new("password", asked.say("sign_in.by_password", &[])).body(body).render()
}

async fn by_password(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let lang = asked.lang;
    let mut problems = Problems::new();
    let handle = problems.take(lang, "handle", &asked.say("sign_in.handle", &[]), typed.text("handle", 100));
    let password = match typed.get("password") {
        "" => problems.take(
            lang,
            "password",
            &asked.say("sign_in.password", &[]),
            Err::<String, _>(FieldRefused::Required),
        ),
        password => Some(password.to_owned()),
    };
    let code = typed.get("code").to_owned();
    if let (Some(handle), Some(password)) = (handle, password) {
        match asked
            .portal
            .hard_work(move |agency| sign_in::sign_in(agency, &handle, &password, &code))
            .await
        {
            Ok((caller, token)) => return Ok(opened(&asked, &typed, &caller, &token)),
            Err(Failure::Procedure(Error::Refused(refusal))) => problems.add_to_form(lang, refusal.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(page(&asked, &typed, &problems).await?))
}

async fn as_demo_person(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let handle = typed.text("handle", 100)?;
    let (caller, token) = asked.portal.work(move |agency| sign_in::sign_in_demo(agency, &handle)).await?;
    Ok(opened(&asked, &typed, &caller, &token))
}

/// Opens the session in the browser and goes where the person wanted, or to the start page.
fn opened(asked: &Asked, typed: &Typed, caller: &Caller, token: &Token) -> Response {
    let start = start_page(caller);
    let to = rim::own_path(typed.get("next"))
        .filter(|next| !next.starts_with("/sign-"))
        .unwrap_or(&start);
    with_cookie(asked.go(to), session::opened(token, asked.portal.https()))
}

async fn sign_out(asked: Asked) -> Result<Response, Failure> {
    if let Some(token) = rim::carried(&asked) {
        asked.act(move |desk| sign_in::sign_out(desk, &token)).await?;
    }
    Ok(with_cookie(asked.go("/sign-in"), session::closed(asked.portal.https())))
}

fn with_cookie(response: Response, cookie: Option<HeaderValue>) -> Response {
    let mut response = response.into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
