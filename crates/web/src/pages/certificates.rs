//! Certificates for outside bodies: issued from a goal or a month, listed, printed; what anybody reads of one stands at `/verify`.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, Render, html};
use procedures::certify::{About, Certificate, Sentence, certificate, certify_month, certify_rule, own_certificates};
use procedures::gaps::{GoalCase, Question};
use procedures::{Error, Permission};
use serde_json::json;
use units::{Fact, Month};
use words::{Lang, Moment, say};

use super::gaps::goal_at;
use crate::Asked;
use crate::body::{At, Filled};
use crate::error::Failure;
use crate::look::{Column, Crumb, Heading, Line, Panel, Summary, Table, button_secondary, empty, inline_form, link, number, rich, stack};
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::page("/certificates", Permission::OwnRecord, "The caller's certificates.", list),
        Route::page(
            "/certificates/{number}",
            Permission::OwnRecord,
            "A certificate as it was issued.",
            one,
        ),
        Route::page(
            "/certificates/{number}/certificate.pdf",
            Permission::OwnRecord,
            "The certificate, to hand to an outside body.",
            pdf,
        ),
        Route::form(
            "/record/gaps/{goal}/certificate",
            Permission::OwnRecord,
            "Certifies whether the months suffice for a rule.",
            of_goal,
        ),
        Route::form(
            "/record/{month}/certificate",
            Permission::OwnRecord,
            "Certifies how a month stands and why.",
            of_month,
        ),
    ]
}

/// The button that issues the certificate of a goal, with what it shows.
pub(crate) fn offer_rule(asked: &Asked, goal_address: &str, case: Option<GoalCase>) -> Markup {
    let button = html! {
        @if let Some(case) = case { input type="hidden" name="case" value=(case.code()); }
        button class="govuk-button govuk-button--secondary" type="submit" { (asked.say("certificate.issue.rule", &[])) }
    };
    let body = html! {
        p { (asked.say("certificate.offer.rule", &[])) }
        (inline_form(&format!("{goal_address}/certificate"), &asked.new_key(), "sb-inline", button))
    };
    Panel::new("certificate", asked.say("certificate.offer", &[])).body(body).render()
}

/// The button that issues the certificate of a month.
pub(crate) fn offer_month(asked: &Asked, month: Month) -> Markup {
    let button = html! {
        button class="govuk-button govuk-button--secondary" type="submit" { (asked.say("certificate.issue.month", &[])) }
    };
    let body = html! {
        p { (asked.say("certificate.offer.month", &[])) }
        (inline_form(&format!("/record/{month}/certificate"), &asked.new_key(), "sb-inline", button))
    };
    Panel::new("certificate", asked.say("certificate.offer", &[])).body(body).render()
}

async fn of_goal(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let goal = goal_at(&part).ok_or(Failure::NoSuchPage)?;
    let question = Question {
        case: GoalCase::from_code(typed.get("case")),
        ..Question::of(goal)
    };
    let key = asked.key(&typed)?;
    let receipt = asked.act(move |desk| certify_rule(desk, &key, question)).await?;
    Ok(asked.go(&format!("/certificates/{}", receipt.number)))
}

async fn of_month(At(text): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let month = Month::parse(&text).map_err(|_| Failure::NoSuchPage)?;
    let key = asked.key(&typed)?;
    let receipt = asked.act(move |desk| certify_month(desk, &key, month)).await?;
    Ok(asked.go(&format!("/certificates/{}", receipt.number)))
}

/// What a certificate says, sentence by sentence.
pub(crate) fn sentences(lang: Lang, of: &Certificate) -> Vec<String> {
    of.says.iter().map(|sentence| said(lang, sentence)).collect()
}

fn said(lang: Lang, sentence: &Sentence) -> String {
    let read = |(name, fact): &(String, Fact)| match (name.as_str(), fact) {
        ("law", Fact::Text(law)) => Fact::Text(words::law(lang, law)),
        _other => fact.clone(),
    };
    let facts: Vec<(&str, Fact)> = sentence.facts.iter().map(|named| (named.0.as_str(), read(named))).collect();
    match words::knows(&sentence.key) {
        true => say(lang, &sentence.key, &facts),
        false => sentence.key.clone(),
    }
}

fn about(asked: &Asked, of: &Certificate) -> String {
    let key = match of.about {
        About::Rule => "certificate.about.rule",
        About::Month => "certificate.about.month",
    };
    asked.say(key, &[])
}

async fn list(asked: Asked) -> Result<Markup, Failure> {
    let all = asked.read(own_certificates).await?;
    let title = asked.say("frame.menu.certificates", &[]);
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "certificate.lead", &[]));
    let body = if all.is_empty() {
        let way = link("/record/gaps", &asked.say("frame.menu.gaps", &[]));
        Panel::untitled("none", title.clone())
            .body(empty(html! { (asked.say("certificate.none", &[])) }, Some(way)))
            .render()
    } else {
        Panel::untitled("certificates", title.clone())
            .flush()
            .body(table(&asked, &all, &title))
            .render()
    };
    let frame = asked.frame(title).menu(asked.insured_menu("/certificates"));
    Ok(frame.page(html! { (heading) (stack(&[body])) }))
}

fn table(asked: &Asked, all: &[Certificate], title: &str) -> Markup {
    let columns = vec![
        Column::title(asked.say("look.receipt.number", &[])).unbroken(),
        Column::text(asked.say("certificate.what", &[])).whole(),
        Column::text(asked.say("certificate.issued", &[])).unbroken(),
    ];
    let lines = all.iter().map(|of| {
        let first = of.says.first().map(|sentence| said(asked.lang, sentence)).unwrap_or_default();
        Line::new(vec![
            link(&format!("/certificates/{}", of.number), &of.number),
            html! { (first) },
            html! { (Moment::of(of.at).written(asked.lang)) },
        ])
    });
    Table::new(title, columns).lines(lines.collect()).walked().render()
}

/// The certificate of the caller with this number; a stranger's is not there.
async fn own(asked: &Asked, no: String) -> Result<Certificate, Failure> {
    let all = asked.read(own_certificates).await?;
    let found = all.into_iter().find(|of| of.number.eq_ignore_ascii_case(&no));
    found.ok_or(Failure::Procedure(Error::NotFound))
}

async fn one(asked: Asked, At(no): At<String>) -> Result<Markup, Failure> {
    let of = own(&asked, no).await?;
    let title = about(&asked, &of);
    let trail = vec![
        Crumb::to(asked.say("frame.menu.certificates", &[]), "/certificates"),
        Crumb::here(of.number.clone()),
    ];
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "certificate.sub", &[]));
    let mut actions = html! { (link(&format!("/verify/{}", of.number), &asked.say("certificate.verify", &[]))) };
    if asked.portal.makes_forms() {
        let pdf = format!("/certificates/{}/certificate.pdf", of.number);
        actions = html! { (button_secondary(&pdf, &asked.say("certificate.pdf", &[]))) (actions) };
    }
    let body = html! { (facts(&asked, &of)) div class="sb-actions" { (actions) } };
    let panel = Panel::untitled("certificate", title.clone()).body(body).render();
    let frame = asked.frame(title).menu(asked.insured_menu("/certificates")).trail(trail);
    Ok(frame.page(html! { (heading) (stack(&[panel])) }))
}

/// Number, person, what it says, when: the same for its owner and for whoever checks it.
pub(crate) fn facts(asked: &Asked, of: &Certificate) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let says = html! {
        @for sentence in sentences(asked.lang, of) { p { (sentence) } }
        p class="sb-soft" { (word("certificate.office")) }
    };
    Summary::new(asked.lang)
        .row(word("look.receipt.number"), number(&of.number))
        .row(word("verify.whom"), html! { (of.whom) })
        .row(word("certificate.says"), says)
        .row(word("certificate.as_of"), html! { (words::day(asked.lang, of.on)) })
        .row(
            word("certificate.issued"),
            html! { (Moment::of(of.at).written_in_full(asked.lang)) },
        )
        .render()
}

/// What anybody reads of a certificate by its number.
pub(crate) async fn checked(asked: &Asked, no: &str) -> Result<Option<Certificate>, Failure> {
    let sent = no.to_owned();
    asked.read(move |desk| certificate(desk, &sent)).await
}

async fn pdf(asked: Asked, At(no): At<String>) -> Result<Response, Failure> {
    let of = own(&asked, no).await?;
    let key = match of.about {
        About::Rule => "certificate.about.rule",
        About::Month => "certificate.about.month",
    };
    let values = json!({
        "number": of.number,
        "made_on": of.on.to_string(),
        "title": say(Lang::Zh, key, &[]),
        "gloss": say(Lang::En, key, &[]),
        "person": { "name": of.whom },
        "agency": asked.portal.name(Lang::Zh),
        "says": sentences(Lang::Zh, &of),
        "says_english": sentences(Lang::En, &of),
        "issued_at": Moment::of(of.at).iso(),
        "verify_at": "/verify",
        "remark": say(Lang::Zh, "certificate.office", &[]),
        "remark_english": say(Lang::En, "certificate.office", &[]),
    });
    let bytes = asked.portal.form("certificate", values).await?;
    let shown = HeaderValue::from_str(&format!("inline; filename=\"certificate-{}.pdf\"", of.number)).map_err(|_| Failure::Bug)?;
    let kind = HeaderValue::from_static("application/pdf");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, shown)], bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_nobody_knows_is_shown_by_its_key() {
        let sentence = |key: &str| Sentence {
            key: key.to_owned(),
            facts: vec![("name".to_owned(), Fact::Text("甲".to_owned()))],
        };
        assert_eq!(said(Lang::Zh, &sentence("certificate.employer")), "参保单位：甲。");
        assert_eq!(said(Lang::Zh, &sentence("no.such.sentence")), "no.such.sentence");
    }
}
