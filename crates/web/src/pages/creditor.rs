//! The operator's page of the account that debits and transfers go to.

use axum::response::{IntoResponse, Response};
use domain::collection::Creditor;
use maud::{Markup, Render, html};
use procedures::set_creditor::{Held, own_creditor, set_creditor};
use procedures::{Error, Permission, Receipt};
use units::{Fact, Statement};

use crate::body::Filled;
use crate::error::{Failure, unaccepted};
use crate::look::{Alert, Crumb, Field, Heading, Panel, Problems, Tone, actions, empty, error_summary, form, pairs, rich, stack, submit};
use crate::route::Route;
use crate::{Asked, Typed};

const HERE: &str = "/operations/account";

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::page(HERE, Permission::Operate, "The account that debits and transfers go to.", open),
        Route::form(HERE, Permission::Operate, "Sets the account that debits and transfers go to.", set),
    ]
}

async fn open(asked: Asked) -> Result<Markup, Failure> {
    let held = asked.read(own_creditor).await?;
    let key = asked.new_key();
    Ok(page(&asked, held.as_ref(), &Typed::default(), &Problems::new(), &key, None))
}

fn page(asked: &Asked, held: Option<&Held>, typed: &Typed, problems: &Problems, key: &str, done: Option<&Receipt>) -> Markup {
    let title = asked.say("creditor.title", &[]);
    let told = done.map(|receipt| {
        let facts = [("number", Fact::Text(receipt.number.clone()))];
        Alert::new(Tone::Good, "told", asked.say("creditor.set", &facts)).render()
    });
    let mut parts: Vec<Markup> = told.into_iter().collect();
    parts.push(Panel::new("now", asked.say("creditor.now", &[])).body(now(asked, held)).render());
    let fields = form(HERE, key, fields(asked, typed, problems));
    parts.push(Panel::new("change", asked.say("creditor.change", &[])).body(fields).render());
    let trail = vec![
        Crumb::to(asked.say("operations.title", &[]), "/operations".to_owned()),
        Crumb::here(title.clone()),
    ];
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "creditor.sub", &[]));
    let content = html! { (error_summary(asked.lang, problems)) (heading) (stack(&parts)) };
    asked.frame(title).trail(trail).wrong(!problems.is_empty()).page(content)
}

fn now(asked: &Asked, held: Option<&Held>) -> Markup {
    let Some(held) = held else {
        return empty(rich(asked.lang, "creditor.none", &[]), None);
    };
    let since = match held.since {
        Some(day) => words::day_iso(day),
        None => asked.say("creditor.invented", &[]),
    };
    let mut rows = account(asked, &held.creditor).to_vec();
    rows.push((asked.say("creditor.since", &[]), html! { (since) }));
    in_pairs(&rows)
}

/// The account in the words of whoever pays into it.
pub(crate) fn account(asked: &Asked, of: &Creditor) -> [(String, Markup); 3] {
    [
        (asked.say("creditor.name.label", &[]), html! { span lang="zh" { (of.name) } }),
        (asked.say("creditor.account_number.label", &[]), html! { (of.account_number) }),
        (asked.say("creditor.bank_code.label", &[]), html! { (of.bank_code) }),
    ]
}

/// Rows as one list of pairs.
pub(crate) fn in_pairs(rows: &[(String, Markup)]) -> Markup {
    let rows: Vec<(&str, Markup)> = rows.iter().map(|(label, value)| (label.as_str(), value.clone())).collect();
    pairs(&rows)
}

fn fields(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let labelled = |name: &'static str| {
        let label = asked.say(&format!("creditor.{name}.label"), &[]);
        Field::new(asked.lang, name, label).typed(typed).problems(problems)
    };
    html! {
        (labelled("name").text(30))
        (labelled("account_number").digits(30))
        (labelled("bank_code").digits(14))
        (actions(submit(&asked.say("creditor.submit", &[]))))
    }
}

async fn set(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let key = asked.key(&typed)?;
    let mut problems = Problems::new();
    let mut take = |name: &'static str| {
        let label = asked.say(&format!("creditor.{name}.label"), &[]);
        problems.take(asked.lang, name, &label, typed.text(name, 200))
    };
    let all = (take("name"), take("account_number"), take("bank_code"));
    if let (Some(name), Some(account_number), Some(bank_code)) = all {
        let wanted = Creditor {
            name,
            account_number,
            bank_code,
        };
        match asked.act(move |desk| set_creditor(desk, &key, &wanted)).await {
            Ok(receipt) => {
                let held = asked.read(own_creditor).await?;
                let key = asked.new_key();
                return Ok(page(&asked, held.as_ref(), &Typed::default(), &problems, &key, Some(&receipt)).into_response());
            }
            Err(Failure::Procedure(Error::Refused(why))) => refused(&asked, &mut problems, why.as_ref()),
            Err(other) => return Err(other),
        }
    }
    let held = asked.read(own_creditor).await?;
    let key = asked.same_key(&typed);
    Ok(unaccepted(page(&asked, held.as_ref(), &typed, &problems, &key, None)).into_response())
}

fn refused(asked: &Asked, problems: &mut Problems, why: &dyn Statement) {
    let field = match why.code() {
        "creditor.name" => "name",
        "creditor.account_number" | "creditor.nothing_changed" => "account_number",
        "creditor.bank_code" => "bank_code",
        _ => return problems.add_to_form(asked.lang, why),
    };
    let label = asked.say(&format!("creditor.{field}.label"), &[]);
    problems.add(asked.lang, field, &label, why);
}
