//! Why a person's amounts are what they are: below the row with htmx, on a page of its own without.

use domain::Provenance;
use domain::assessment::{Figure, Rule, Share, Step};
use domain::ids::PersonId;
use maud::{Markup, Render, html};
use procedures::explain_bill::{Explained, explain_bill, explain_draft};
use procedures::{Error, explain_bill};
use reckoned::row_rests_on;
use units::{Fact, Fen};

use super::{around, at, branch_name, frame, kind_of, month_of, person_name, to_list};
use crate::Asked;
use crate::body::{At, Searched};
use crate::error::Failure;
use crate::look::{Crumb, Heading, Panel, Why, WhyStep, link, short_fingerprint, why_row};

/// More columns than any table of a bill has.
const COLUMNS: usize = 12;

pub(super) async fn page(
    asked: Asked,
    At((_, part, line)): At<(String, String, String)>,
    Searched(typed): Searched,
) -> Result<Markup, Failure> {
    let (who, month, kind) = (asked.employer()?, month_of(&part)?, kind_of(&typed)?);
    let line = PersonId::from_code(&line).map_err(|_| Failure::NoSuchPage)?;
    let found = asked
        .read(move |desk| {
            let found = match explain_bill(desk, who, month, kind, line) {
                Err(Error::NotFound) if desk.window()?.month() == month => explain_draft(desk, who, line)?,
                other => other?,
            };
            Ok(found)
        })
        .await?;
    let whys: Vec<Why> = found.answers.iter().map(|answer| why(&asked, &found, answer)).collect();
    if asked.partial {
        return Ok(html! { @for why in &whys { (why_row(COLUMNS, why)) } });
    }
    let name = person_name(&asked, Some(&found.person));
    let title = asked.say("why.title", &[("name", Fact::Text(name.clone())), ("month", Fact::Month(month))]);
    let trail = vec![
        to_list(&asked, who),
        Crumb::to(words::month(asked.lang, month), at(who, &month.to_string())),
        Crumb::here(name),
    ];
    let content = html! {
        (Heading::new(title.clone()))
        @for (at, why) in whys.iter().enumerate() {
            (Panel::untitled(format!("why-{at}"), title.clone()).body(why.render()).render())
        }
        p { (link(&at(who, &month.to_string()), &asked.say("why.back", &[]))) }
    };
    let around = around(&asked, who).await?;
    Ok(frame(&asked, &around, &title, trail).page(content))
}

fn why(asked: &Asked, found: &Explained, answer: &explain_bill::Why) -> Why {
    let amounts = &answer.amounts;
    let facts = [
        ("total", Fact::Money(amounts.total())),
        ("employer", Fact::Money(amounts.employer_total())),
        ("employee", Fact::Money(amounts.employee_total())),
        ("known_on", Fact::Day(answer.basis.known_on)),
    ];
    let mut steps = vec![declared(asked, answer)];
    for branch in amounts.charged.iter() {
        let (_, employer, employee) = amounts.line(branch);
        let sum = [
            ("branch", Fact::Text(branch_name(asked, branch, found.month))),
            ("total", Fact::Money(employer + employee)),
        ];
        let under = answer
            .steps
            .iter()
            .filter(|s| s.branch == Some(branch) && s.share != Some(Share::Account))
            .map(|s| step(asked, s))
            .collect();
        steps.push(WhyStep::new(asked.say("why.branch", &sum)).under(under));
    }
    Why::new(asked.say("why.sum", &facts), steps)
        .fingerprint(asked.say("why.fingerprint", &[("pack", Fact::Text(short_fingerprint(&answer.basis.pack)))]))
}

/// The declared base as a fact: by whom and when it was filed.
fn declared(asked: &Asked, answer: &explain_bill::Why) -> WhyStep {
    let base = &answer.base;
    let facts = [
        ("base", Fact::Money(base.base)),
        ("origin", Fact::Word(format!("base.origin.{}", base.origin.code()))),
    ];
    let step = WhyStep::new(asked.say("why.declared", &facts));
    let source = answer.filed.as_ref().map(|filed| {
        let facts = [("day", Fact::Day(filed.on_date)), ("from", Fact::Month(base.from))];
        html! { (asked.say("why.filed", &facts)) " " (link(&format!("/receipts/{}", filed.number), &filed.number)) }
    });
    match source {
        Some(source) => step.source(source),
        None => step,
    }
}

fn step(asked: &Asked, step: &Step) -> WhyStep {
    let side = match step.share {
        Some(Share::Employee) => "bills.employee",
        Some(Share::Employer | Share::Account) | None => "bills.employer",
    };
    let fact = |figure: Figure| match figure {
        Figure::Money(amount) => Fact::Money(amount),
        Figure::Rate(rate) => Fact::Rate(rate),
    };
    let mut facts: Vec<(&str, Fact)> = step.inputs.iter().map(|(name, figure)| (*name, fact(*figure))).collect();
    facts.push(("side", Fact::Word(side.to_owned())));
    facts.push(("result", fact(step.result)));
    facts.push(("exact", Fact::Text(step.exact.map(|e| exact(e.0)).unwrap_or_default())));
    let key = match step.rule {
        Rule::BaseRounded
        | Rule::BaseRaised
        | Rule::BaseCut
        | Rule::BaseKept
        | Rule::RateRelieved
        | Rule::ShareOfBase
        | Rule::PublishedSum
        | Rule::FixedSum
        | Rule::AccountCredit => {
            format!("why.{}", step.rule.code())
        }
    };
    let shown = WhyStep::new(asked.say(&key, &facts));
    match &step.ground {
        Some(ground) => shown.source(source(asked, ground)),
        None => shown,
    }
}

/// Millionths of a fen as yuan, to the last digit that counts.
fn exact(millionths: u64) -> String {
    let (fen, rest) = (millionths / 1_000_000, millionths % 1_000_000);
    let digits = format!("{rest:06}");
    format!("{}{}", Fen(i64::try_from(fen).unwrap_or(i64::MAX)), digits.trim_end_matches('0'))
}

/// The parameter's row: since when, known since when, and its notice.
pub(in crate::pages) fn source(asked: &Asked, ground: &Provenance) -> Markup {
    let text = |text: &str| Fact::Text(text.to_owned());
    let facts = [
        ("value", text(&ground.value)),
        ("from", Fact::Month(ground.valid_from)),
        ("known_on", Fact::Day(ground.known_on)),
    ];
    let key = if ground.known_on_assumed { "why.row.assumed" } else { "why.row" };
    let book = asked.portal.agency().book();
    html! { (asked.say(key, &facts)) (asked.say("why.row.stop", &[])) (row_rests_on(book, ground, asked.lang)) }
}
