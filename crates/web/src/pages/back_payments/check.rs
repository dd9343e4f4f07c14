//! What a request would become: its parts, each with its way, why, papers, days. Nothing is filed on this page.

use domain::case::back_payment::{Kind, MonthDue};
use domain::reckon::person::Doubt;
use domain::reckon::route::Part;
use maud::{Markup, Render, html};
use procedures::back_payment::{Checked, LineVerdict, Planned};
use units::{Fact, Fen, Month};

use super::alone;
use crate::look::{Alert, Heading, Panel, Tone, actions, amount, bullets, form, pairs_of_money, rich, submit, submit_as};
use crate::pages::employer::Around;
use crate::{Asked, Typed};
use words::spans;

/// One way with the months that go it.
struct Way<'a> {
    part: &'a Part,
    months: Vec<Month>,
}

pub(super) fn page(asked: &Asked, around: &Around, typed: &Typed, verdicts: &[LineVerdict], plans: &[Planned]) -> Markup {
    let checked: Vec<&Checked> = verdicts.iter().filter_map(|verdict| verdict.outcome.as_ref().ok()).collect();
    let ways = ways(&checked);
    let name = checked.first().map(|one| one.person.name.clone()).unwrap_or_default();
    let count: usize = ways.iter().map(|way| way.months.len()).sum();
    let facts = [
        ("name", Fact::Text(name)),
        ("count", Fact::Count(count as i64)),
        ("parts", Fact::Count(ways.len() as i64)),
    ];
    let title = asked.say("back_payments.check", &facts);
    let key = match (typed.get("kind"), ways.len()) {
        ("by_month", 2..) => "back_payments.check.split",
        (kind, _) if alone::is_asked_for(kind) => "back_payments.check.alone",
        _one_way => "back_payments.check.whole",
    };
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, key, &facts));
    let content = html! {
        (heading)
        (notes(asked, &checked))
        div class="sb-parts sb-below" { @for (at, way) in ways.iter().enumerate() { (part(asked, at, way, typed.get("kind") == "by_month", plans)) } }
        (confirm(asked, around, typed))
    };
    let trail = around.trail(asked, "back-payments", title.clone());
    around.frame(asked, "back-payments", title).trail(trail).page(content)
}

fn ways<'a>(checked: &[&'a Checked]) -> Vec<Way<'a>> {
    let mut ways: Vec<Way<'a>> = Vec::new();
    for part in checked.iter().flat_map(|one| &one.parts) {
        match ways.iter_mut().find(|way| way.part.route.code == part.route.code) {
            Some(way) => way.months.extend(&part.months),
            None => ways.push(Way {
                part,
                months: part.months.clone(),
            }),
        }
    }
    for way in &mut ways {
        way.months.sort_unstable();
    }
    ways
}

fn notes(asked: &Asked, checked: &[&Checked]) -> Markup {
    let mut keys: Vec<&str> = checked.iter().flat_map(|one| one.notes.iter().map(|note| note.key())).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut lines: Vec<Markup> = keys.iter().map(|key| html! { (asked.say(key, &[])) }).collect();
    lines.extend(checked.iter().filter_map(|one| wage_of(asked, one)));
    if lines.is_empty() {
        return html! {};
    }
    html! {
        div class="sb-below" { (Alert::new(Tone::Info, "notes", asked.say("back_payments.check.notes", &[])).body(bullets(&lines)).render()) }
    }
}

/// The wage that was taken where nobody named one and none was declared for the months.
fn wage_of(asked: &Asked, one: &Checked) -> Option<Markup> {
    let facts = [
        ("name", Fact::Text(one.person.name.clone())),
        ("month", Fact::Month(one.base_of?)),
        ("wage", Fact::Money(one.base)),
    ];
    Some(html! { (asked.say("back_payments.check.wage_of", &facts)) })
}

fn part(asked: &Asked, at: usize, way: &Way<'_>, by_month: bool, plans: &[Planned]) -> Markup {
    let part = way.part;
    let kind = Kind::from_code(&part.route.code);
    let number = [("n", Fact::Count(at as i64 + 1))];
    html! {
        section class="sb-part" {
            h2 { (asked.say("back_payments.part", &number)) }
            p class="sb-soft sb-small" { (spans(asked.lang, way.months.iter().copied())) }
            p {
                b { (asked.say(&format!("back_payment.route.{}", part.route.code), &[])) }
                @if by_month { br; span class="sb-small" { (asked.say(part.why.key(), &part.why.facts())) } }
            }
            @if by_month {
                @if let Some(days) = part.days { p class="sb-small" { (asked.say("back_payments.days", &[("days", Fact::Count(days.into()))])) } }
                @if part.online { p class="sb-small" { (asked.say("back_payments.online", &[])) } }
            }
            @if let Some(plan) = plans.iter().find(|plan| Some(plan.kind) == kind) { (cost(asked, plan)) }
            @if !part.papers.is_empty() {
                p class="sb-small" { b { (asked.say("back_payments.papers", &[])) } }
                (bullets(&part.papers.iter().map(|paper| html! {
                    (asked.say(&format!("back_payment.paper.{}", paper.code), &[]))
                    small class="sb-soft sb-line" { (asked.say("back_payments.paper.ground", &[("law", Fact::Text(words::law(asked.lang, &paper.law)))])) }
                }).collect::<Vec<_>>()))
            }
            @if !part.through_tax.is_empty() {
                p class="sb-small" { (asked.say("route.part.tax", &[("months", Fact::Text(spans(asked.lang, part.through_tax.iter().copied())))])) }
            }
            @if !part.doubts.is_empty() {
                (doubts(asked, &part.doubts))
            }
            @if kind.is_some_and(|kind| kind == Kind::Approved) { p class="sb-small sb-soft" { (asked.say("back_payments.reading", &[])) } }
        }
    }
}

/// What is not sure of the way and its papers, folded away: the clerk goes the way all the same.
fn doubts(asked: &Asked, of: &[Doubt]) -> Markup {
    let said = reckoned::doubted_by_name(of, asked.lang);
    let lines: Vec<Markup> = said
        .into_iter()
        .map(|doubt| html! { span class="sb-small sb-soft" { (doubt) } })
        .collect();
    let title = asked.say("back_payments.doubts", &[("count", Fact::Count(of.len() as i64))]);
    html! {
        details class="govuk-details sb-above" {
            summary class="govuk-details__summary" { span class="govuk-details__summary-text" { (title) } }
            div class="govuk-details__text" { (bullets(&lines)) }
        }
    }
}

/// What the part comes to today, as far as it can be named.
fn cost(asked: &Asked, plan: &Planned) -> Markup {
    let open = [("count", Fact::Count(plan.unpriced.len() as i64))];
    let (principal, fee) = ("back_payments.principal", "back_payments.fee");
    let sum = |of: fn(&MonthDue) -> Fen| amount(plan.dues.iter().map(of).sum());
    let (principal, fee) = (asked.say(principal, &[]), asked.say(fee, &[]));
    let whole = asked.say("back_payments.check.today", &[]);
    let rows = [
        (principal.as_str(), sum(|due| due.totals.total())),
        (fee.as_str(), sum(|due| due.fee)),
        (whole.as_str(), amount(plan.total())),
    ];
    html! {
        @if !plan.dues.is_empty() { (pairs_of_money(&rows)) }
        @if !plan.unpriced.is_empty() { p class="sb-small sb-soft" { (asked.say("back_payments.unknown.some", &open)) } }
    }
}

/// The request again, hidden, with the button that files it and the one that goes back.
fn confirm(asked: &Asked, around: &Around, typed: &Typed) -> Markup {
    let names = ["person", "origin", "months", "wage", "reason", "kind", "document", "costs"];
    let fields = html! {
        @for name in names { input type="hidden" name=(name) value=(typed.get(name)); }
        (actions(html! { (submit(&asked.say("back_payments.open", &[]))) }))
    };
    let back: Vec<(&str, &str)> = names.iter().map(|name| (*name, typed.get(name))).collect();
    let again = html! {
        form method="get" action=(around.at("back-payments/new")) {
            @for (name, value) in back { input type="hidden" name=(name) value=(value); }
            (actions(submit_as("back", "1", &asked.say("back_payments.change", &[]))))
        }
    };
    let body = html! {
        p { (asked.say("back_payments.open.says", &[])) }
        (form(&around.at("back-payments"), &asked.same_key(typed), fields))
        (again)
    };
    Panel::new("open", asked.say("back_payments.open.title", &[])).body(body).render()
}
