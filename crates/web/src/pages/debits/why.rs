//! Why the late fee of a bill is what it is, down to the row of the pack; below its figure with htmx, on a page of its own without.

use domain::Branch;
use maud::{Markup, Render, html};
use procedures::explain_fee::{FeeWhy, explain_fee};
use units::{Fact, Fen};

use super::{address, around, bill_name, frame, read_address};
use crate::Asked;
use crate::body::At;
use crate::error::Failure;
use crate::look::{Crumb, Heading, Panel, Why, WhyStep, link, short_fingerprint, stack};
use crate::pages::bills::{branch_name, source};

pub(super) async fn page(asked: Asked, At((_, text)): At<(String, String)>) -> Result<Markup, Failure> {
    let of = asked.employer()?;
    let key = read_address(&text).ok_or(Failure::NoSuchPage)?;
    let (around, found) = asked.read(move |desk| Ok((around(desk, of)?, explain_fee(desk, of, key)?))).await?;
    let title = asked.say("why.fee.title", &[("month", Fact::Text(bill_name(&asked, key)))]);
    let trail = vec![
        Crumb::to(asked.say("frame.menu.home", &[]), around.at("")),
        Crumb::to(asked.say("frame.menu.debits", &[]), around.at("debits")),
        Crumb::to(bill_name(&asked, key), address(of, key)),
        Crumb::here(asked.say("why.fee.here", &[])),
    ];
    let panel = Panel::untitled("why", title.clone()).body(why(&asked, &found).render()).render();
    let back = html! { p { (link(&address(of, key), &asked.say("why.fee.back", &[]))) } };
    let content = html! { (Heading::new(title.clone())) (stack(&[panel, back])) };
    Ok(frame(&asked, &around, title).trail(trail).page(content))
}

fn why(asked: &Asked, found: &FeeWhy) -> Why {
    let principal: Fen = found.principal.iter().sum();
    let facts = [
        ("principal", Fact::Money(principal)),
        ("days", Fact::Count(found.fee.days.into())),
        ("fee", Fact::Money(found.fee.fee)),
        ("total", Fact::Money(principal + found.fee.fee)),
        ("day", Fact::Day(found.settled_on)),
    ];
    let sum = match (found.fee.days, found.is_settled) {
        (0, _) => "why.fee.none",
        (_, true) => "why.fee.sum.settled",
        (_, false) => "why.fee.sum.today",
    };
    let mut steps = vec![WhyStep::new(asked.say("why.fee.principal", &facts)).under(by_branch(asked, found, &found.principal))];
    if let Some(until) = found.waived_until {
        steps.push(WhyStep::new(asked.say("bills.waived", &[("day", Fact::Day(until))])));
    }
    steps.push(one(asked, &found.why));
    if found.fee.fee > Fen::ZERO {
        let split = WhyStep::new(asked.say("why.fee.split", &[])).under(by_branch(asked, found, &found.fee.by_branch));
        steps.push(split);
    }
    if found.fee.fee > principal {
        steps.push(WhyStep::new(asked.say("late_fee.above_principal", &[])));
    }
    let pack = [("pack", Fact::Text(short_fingerprint(&found.fingerprint)))];
    Why::new(asked.say(sum, &facts), steps).fingerprint(asked.say("why.fingerprint", &pack))
}

fn by_branch(asked: &Asked, found: &FeeWhy, parts: &[Fen; 5]) -> Vec<WhyStep> {
    let some = Branch::ALL.into_iter().filter(|b| parts[b.index()] != Fen::ZERO);
    some.map(|branch| {
        let facts = [
            ("branch", Fact::Text(branch_name(asked, branch, found.key.month))),
            ("total", Fact::Money(parts[branch.index()])),
        ];
        WhyStep::new(asked.say("why.branch", &facts))
    })
    .collect()
}

/// One conclusion with what it rests on, as the reckoning gave it.
fn one(asked: &Asked, why: &domain::reckon::why::Why) -> WhyStep {
    let mut facts = why.facts.clone();
    facts.push(("exact", Fact::Text(why.exact.clone().unwrap_or_default())));
    let shown = WhyStep::new(asked.say(&format!("why.{}", why.rule), &facts)).under(why.because.iter().map(|b| one(asked, b)).collect());
    // A row that says that there is no cap is no ground of the sum.
    match why.ground.as_ref().filter(|ground| ground.value != "none") {
        Some(ground) => shown.source(source(asked, ground)),
        None => shown,
    }
}
