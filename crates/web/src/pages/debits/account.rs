//! The account that is debited, with the day from which it is used.

use axum::response::{IntoResponse, Response};
use domain::registry::account_tail;
use maud::{Markup, Render, html};
use procedures::Error;
use procedures::change_mandate::{Accounts, NewAccount, accounts, change_mandate, told};
use units::{Fact, Statement};

use super::{around, frame};
use crate::body::Filled;
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Crumb, Field, Heading, Panel, Problems, Tone, actions, empty, error_summary, form, link, pairs, rich, stack, submit,
};
use crate::pages::employer::Around;
use crate::{Asked, Typed};

pub(super) async fn page(asked: Asked) -> Result<Markup, Failure> {
    let of = asked.employer()?;
    let (around, held) = asked.read(move |desk| Ok((around(desk, of)?, accounts(desk, of)?))).await?;
    let typed = Typed::default().with("account_name", around.overview.employer.name.clone());
    let key = asked.new_key();
    Ok(draw(&asked, &around, &held, &typed, &Problems::new(), &key))
}

fn draw(asked: &Asked, around: &Around, held: &Accounts, typed: &Typed, problems: &Problems, key: &str) -> Markup {
    let title = asked.say("mandate.title", &[]);
    let of = asked.employer.map(|e| e.code()).unwrap_or_default();
    let mut parts = Vec::new();
    if let Some((day, tail)) = &held.announced {
        let facts = [("day", Fact::Day(*day)), ("tail", Fact::Text(tail.clone()))];
        parts.push(Alert::new(Tone::Info, "announced", asked.say("mandate.announced", &facts)).render());
    }
    parts.push(Panel::new("now", asked.say("mandate.now", &[])).body(now(asked, held)).render());
    if asked.caller.may(procedures::Permission::ChangeMandate) {
        let fields = fields(asked, typed, problems);
        let action = format!("/employers/{of}/mandate");
        parts.push(
            Panel::new("change", asked.say("mandate.change", &[]))
                .body(form(&action, key, fields))
                .render(),
        );
    }
    let trail = vec![
        Crumb::to(asked.say("frame.menu.home", &[]), format!("/employers/{of}")),
        Crumb::to(asked.say("frame.menu.debits", &[]), format!("/employers/{of}/debits")),
        Crumb::here(title.clone()),
    ];
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "mandate.sub", &[]));
    let content = html! { (error_summary(asked.lang, problems)) (heading) (stack(&parts)) };
    frame(asked, around, title).wrong(!problems.is_empty()).trail(trail).page(content)
}

fn now(asked: &Asked, held: &Accounts) -> Markup {
    let tail = |number: &str| asked.say("mandate.tail", &[("tail", Fact::Text(account_tail(number)))]);
    html! {
        @match &held.now {
            None => (empty(html! { (asked.say("mandate.none", &[])) }, None)),
            Some(now) => (pairs(&[
                (&asked.say("mandate.bank.label", &[]), html! { span lang="zh" { (now.bank) } }),
                (&asked.say("mandate.account_name.label", &[]), html! { span lang="zh" { (now.account_name) } }),
                (&asked.say("mandate.account_number.label", &[]), html! { (tail(&now.account_number)) }),
                (&asked.say("mandate.from", &[]), html! { (words::day_iso(now.from)) }),
            ])),
        }
        @for later in &held.later {
            @let facts = [
                ("day", Fact::Day(later.from)),
                ("bank", Fact::Text(later.bank.clone())),
                ("tail", Fact::Text(account_tail(&later.account_number))),
            ];
            p { (asked.say("mandate.later", &facts)) }
        }
    }
}

fn fields(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let labelled = |name: &'static str| {
        let label = asked.say(&format!("mandate.{name}.label"), &[]);
        Field::new(asked.lang, name, label).typed(typed).problems(problems)
    };
    html! {
        (labelled("bank").text(30))
        (labelled("bank_code").digits(14))
        (labelled("account_name").hint(asked.say("mandate.account_name.hint", &[])).text(30))
        (labelled("account_number").digits(30))
        (actions(submit(&asked.say("mandate.submit", &[]))))
    }
}

pub(super) async fn change(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let of = asked.employer()?;
    let key = asked.key(&typed)?;
    let mut problems = Problems::new();
    let mut take = |name: &'static str, most: usize| {
        let label = asked.say(&format!("mandate.{name}.label"), &[]);
        problems.take(asked.lang, name, &label, typed.text(name, most))
    };
    let all = (
        take("bank", 60),
        take("bank_code", 20),
        take("account_name", 100),
        take("account_number", 60),
    );
    if let (Some(bank), Some(bank_code), Some(account_name), Some(account_number)) = all {
        let wanted = NewAccount {
            bank,
            bank_code,
            account_name,
            account_number,
            from: None,
        };
        match asked.act(move |desk| change_mandate(desk, &key, of, &wanted)).await {
            Ok(changed) => return Ok(done(&asked, &changed).await?.into_response()),
            Err(Failure::Procedure(Error::Refused(why))) => refused(&asked, &mut problems, why.as_ref()),
            Err(other) => return Err(other),
        }
    }
    let (around, held) = asked.read(move |desk| Ok((around(desk, of)?, accounts(desk, of)?))).await?;
    let key = asked.same_key(&typed);
    Ok(unaccepted(draw(&asked, &around, &held, &typed, &problems, &key)).into_response())
}

fn refused(asked: &Asked, problems: &mut Problems, why: &dyn Statement) {
    let field = match why.code() {
        "mandate.name_differs" => "account_name",
        "mandate.account_number" | "mandate.nothing_changed" => "account_number",
        "mandate.bank" => "bank",
        _ => return problems.add_to_form(asked.lang, why),
    };
    let label = asked.say(&format!("mandate.{field}.label"), &[]);
    problems.add(asked.lang, field, &label, why);
}

async fn done(asked: &Asked, changed: &procedures::change_mandate::Changed) -> Result<Markup, Failure> {
    let of = asked.employer()?;
    let around = asked.read(move |desk| around(desk, of)).await?;
    let title = asked.say("mandate.done", &[]);
    let (code, facts) = told(changed);
    let receipt = asked.say("mandate.receipt", &[("number", Fact::Text(changed.receipt.number.clone()))]);
    let tone = if changed.stays.is_some() { Tone::Time } else { Tone::Good };
    let notice = Alert::new(tone, "told", asked.say(code, &facts)).body(html! { (receipt) });
    let back = link(&format!("/employers/{}/mandate", of.code()), &asked.say("mandate.title", &[]));
    let content = html! { (Heading::new(title.clone())) (stack(&[notice.render(), html! { p { (back) } }])) };
    Ok(frame(asked, &around, title).page(content))
}
