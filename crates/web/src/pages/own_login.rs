//! One's own sign-in: what one may do here, where one is signed in, another password, another second factor.

use axum::response::Response;
use maud::{Markup, Render, html};
use procedures::sign_in::own::{self, NewFactor, OwnLogin, Right, Session};
use procedures::{Error, Permission};
use units::{Fact, Statement};
use words::Moment;

use crate::body::{Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Column, Crumb, Field, Heading, Line, Panel, Problems, Summary, Table, Tone, actions, columns, error_summary, form, inline_form,
    link, rich, stack, submit,
};
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed, rim};

const HERE: &str = "/sign-in/own";
const SECOND_FACTOR: &str = "/sign-in/own/second-factor";

pub(crate) fn routes() -> Vec<Route> {
    let own = Permission::SignedIn;
    vec![
        Route::page(HERE, own, "One's own sign-in: rights, sessions, password.", open),
        Route::form("/sign-in/own/password", own, "Sets another password.", change_password),
        Route::form("/sign-in/own/end-sessions", own, "Ends one's other sessions.", end_sessions),
        Route::page(
            SECOND_FACTOR,
            own,
            "Another second factor: its secret, to be taken into an authenticator.",
            second_factor,
        ),
        Route::form(
            SECOND_FACTOR,
            own,
            "Sets another second factor, once a code shows that the authenticator has it.",
            change_second_factor,
        ),
    ]
}

async fn open(asked: Asked, Searched(query): Searched) -> Result<Markup, Failure> {
    page(&asked, query.get("done"), &Problems::new()).await
}

async fn page(asked: &Asked, done: &str, problems: &Problems) -> Result<Markup, Failure> {
    let token = rim::carried(asked).ok_or(Failure::NoSuchPage)?;
    let own = asked.read(move |desk| own::own_login(desk, &token)).await?;
    let title = asked.say("own_login.title", &[]);
    let content = html! {
        (error_summary(asked.lang, problems))
        @if let "password" | "sessions" | "second_factor" = done {
            (Alert::new(Tone::Good, "done", asked.say(&format!("own_login.done.{done}"), &[])).render())
        }
        (Heading::new(title.clone()).lead(rich(asked.lang, "own_login.sub", &[])))
        (columns(stack(&[who(asked, &own), sessions(asked, &own.sessions)]), stack(&[password(asked, &own, problems), factor(asked, &own)])))
    };
    Ok(asked.frame(title).wrong(!problems.is_empty()).page(content))
}

fn who(asked: &Asked, own: &OwnLogin) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let rights = html! {
        ul class="sb-bullets" { @for right in &own.rights { li { (right_words(asked, right)) } } }
    };
    let summary = Summary::new(asked.lang)
        .row(word("own_login.name"), html! { (own.name) })
        .row(word("sign_in.handle"), html! { (own.handle) })
        .row(word("own_login.rights"), rights);
    Panel::new("who", word("own_login.who")).body(summary.render()).render()
}

pub(super) fn right_words(asked: &Asked, right: &Right) -> String {
    let mut parts = Vec::from_iter(right.employer.clone());
    parts.push(asked.say(&format!("sign_in.role.{}", right.role.code()), &[]));
    parts.extend(right.until.map(|day| asked.say("own_login.until", &[("day", Fact::Day(day))])));
    parts.join(" · ")
}

fn sessions(asked: &Asked, list: &[Session]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("own_login.since")),
        Column::text(word("own_login.ends")),
        Column::text(word("own_login.where")),
    ];
    let lines = list.iter().map(|session| {
        let at = |instant| html! { (Moment::of(instant).written(asked.lang)) };
        let place = if session.is_this { "own_login.this" } else { "own_login.elsewhere" };
        Line::new(vec![at(session.made_at), at(session.expires_at), html! { (word(place)) }])
    });
    let table = Table::new(word("own_login.sessions"), heads).lines(lines.collect()).render();
    let others = list.iter().any(|session| !session.is_this);
    let body = html! {
        (table)
        @if others {
            (actions(inline_form("/sign-in/own/end-sessions", &asked.new_key(), "", html! {
                button class="govuk-button govuk-button--secondary sb-button--small" type="submit" { (word("own_login.end_others")) }
            })))
        }
    };
    Panel::new("sessions", word("own_login.sessions")).body(body).render()
}

fn password(asked: &Asked, own: &OwnLogin, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let title = word("own_login.password");
    if !own.has_password {
        return Panel::new("password", title)
            .body(html! { p { (word("own_login.no_password")) } })
            .render();
    }
    let field = |name, key: &str| Field::new(asked.lang, name, word(key)).problems(problems);
    let fields = html! {
        (field("present", "own_login.present").autocomplete("current-password").password())
        (field("new", "own_login.new").hint(word("own_login.new.hint")).autocomplete("new-password").password())
        (field("again", "own_login.again").autocomplete("new-password").password())
        (actions(submit(&word("own_login.change"))))
    };
    Panel::new("password", title)
        .body(form("/sign-in/own/password", &asked.new_key(), fields))
        .render()
}

fn factor(asked: &Asked, own: &OwnLogin) -> Markup {
    if !own.has_password {
        return html! {};
    }
    let body = html! {
        p { (asked.say("own_login.factor.says", &[])) }
        p { (link(SECOND_FACTOR, &asked.say("own_login.factor.way", &[]))) }
    };
    Panel::new("factor", asked.say("own_login.factor", &[])).body(body).render()
}

/// The two entries of the new password differ.
struct Differs;

impl Statement for Differs {
    fn code(&self) -> &'static str {
        "own_login.differs"
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![]
    }
}

/// A secret that somebody typed: as it is, blanks included.
fn secret_of(asked: &Asked, typed: &Typed, problems: &mut Problems, name: &'static str, key: &str) -> Option<String> {
    let given = match typed.get(name) {
        "" => Err(FieldRefused::Required),
        given => Ok(given.to_owned()),
    };
    problems.take(asked.lang, name, &asked.say(key, &[]), given)
}

async fn change_password(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let present = secret_of(&asked, &typed, &mut problems, "present", "own_login.present");
    let new = secret_of(&asked, &typed, &mut problems, "new", "own_login.new");
    if new.as_deref().is_some_and(|new| new != typed.get("again")) {
        problems.add(asked.lang, "again", &asked.say("own_login.again", &[]), &Differs);
    }
    if let (Some(present), Some(new), true) = (present, new, problems.is_empty()) {
        let (caller, token) = (asked.caller.clone(), rim::carried(&asked).ok_or(Failure::NoSuchPage)?);
        let change = move |agency: &procedures::Agency| own::change_password(agency, &caller, &token, &present, &new);
        match asked.portal.hard_work(change).await {
            Ok(()) => return Ok(asked.go(&format!("{HERE}?done=password"))),
            Err(Failure::Procedure(Error::Refused(refused))) => add(&asked, &mut problems, refused.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(page(&asked, "", &problems).await?))
}

/// A refusal at the field that it is about.
fn add(asked: &Asked, problems: &mut Problems, refused: &dyn Statement) {
    let (field, key) = match refused.code() {
        "own_login.wrong" => ("present", "own_login.present"),
        "own_login.same" | "sign_in.password_short" => ("new", "own_login.new"),
        "own_login.code_wrong" => ("code", "sign_in.code"),
        _ => return problems.add_to_form(asked.lang, refused),
    };
    problems.add(asked.lang, field, &asked.say(key, &[]), refused);
}

async fn end_sessions(asked: Asked) -> Result<Response, Failure> {
    let token = rim::carried(&asked).ok_or(Failure::NoSuchPage)?;
    asked.act(move |desk| own::end_other_sessions(desk, &token)).await?;
    Ok(asked.go(&format!("{HERE}?done=sessions")))
}

async fn second_factor(asked: Asked) -> Result<Markup, Failure> {
    let secret = own::draw_secret(asked.portal.agency());
    factor_page(&asked, &secret, &Problems::new()).await
}

async fn factor_page(asked: &Asked, secret: &str, problems: &Problems) -> Result<Markup, Failure> {
    let word = |key: &str| asked.say(key, &[]);
    let token = rim::carried(asked).ok_or(Failure::NoSuchPage)?;
    let known = asked.read(move |desk| own::own_login(desk, &token)).await?;
    let title = word("own_login.factor.title");
    let field = |name, key: &str| Field::new(asked.lang, name, word(key)).problems(problems);
    let address = format!("otpauth://totp/Shebao:{}?secret={secret}&issuer=Shebao", known.handle);
    let fields = html! {
        input type="hidden" name="secret" value=(secret);
        (field("code", "sign_in.code").hint(word("own_login.factor.code.hint")).autocomplete("one-time-code").digits(6))
        (field("present", "own_login.present").autocomplete("current-password").password())
        (actions(html! { (submit(&word("own_login.factor.set"))) (link(HERE, &word("own_login.factor.not"))) }))
    };
    let content = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).lead(rich(asked.lang, "own_login.factor.sub", &[])))
        @if !known.has_password { p { (word("own_login.no_password")) } }
        @else {
        (Summary::new(asked.lang)
            .row(word("own_login.factor.secret"), html! { code { (grouped(secret)) } })
            .row(word("own_login.factor.address"), html! { a href=(address) { (word("own_login.factor.open")) } })
            .render())
        (form(SECOND_FACTOR, &asked.new_key(), fields))
        }
    };
    let trail = vec![Crumb::to(word("own_login.title"), HERE.to_owned()), Crumb::here(title.clone())];
    Ok(asked.frame(title).trail(trail).wrong(!problems.is_empty()).page(content))
}

/// In groups of four, as people copy it.
pub(super) fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect::<Vec<String>>()
        .join(" ")
}

async fn change_second_factor(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let present = secret_of(&asked, &typed, &mut problems, "present", "own_login.present");
    let code = secret_of(&asked, &typed, &mut problems, "code", "sign_in.code");
    let secret = typed.get("secret").to_owned();
    if let (Some(present), Some(code)) = (present, code) {
        let (caller, token) = (asked.caller.clone(), rim::carried(&asked).ok_or(Failure::NoSuchPage)?);
        let drawn = secret.clone();
        let change = move |agency: &procedures::Agency| {
            let new = NewFactor {
                secret: &drawn,
                code: &code,
            };
            own::change_second_factor(agency, &caller, &token, &present, &new)
        };
        match asked.portal.hard_work(change).await {
            Ok(()) => return Ok(asked.go(&format!("{HERE}?done=second_factor"))),
            Err(Failure::Procedure(Error::Refused(refused))) => add(&asked, &mut problems, refused.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(factor_page(&asked, &secret, &problems).await?))
}
