//! "Which papers, where, by when?" for the asker's own months, from the same pack data that the desks work with.

use domain::Category;
use domain::reckon::route::{Ask, Part, route};
use maud::{Markup, Render, html};
use units::{Fact, Month};

use crate::body::Searched;
use crate::look::{Crumb, Field, Heading, OneOf, Panel, Problems, actions, bullets, error_summary, numbered, rich, stack, submit};
use crate::pages::back_payments::typed_months;
use crate::{Asked, Typed};
use words::spans;

pub(super) async fn page(asked: Asked, Searched(typed): Searched) -> Markup {
    let mut problems = Problems::new();
    let answer = match typed.get("months") {
        "" => None,
        _typed => answer(&asked, &typed, &mut problems),
    };
    let title = asked.say("guide.ways", &[]);
    let mut parts = vec![question(&asked, &typed, &problems)];
    match answer {
        Some(ways) => parts.extend(ways.iter().enumerate().map(|(at, way)| one(&asked, at, way, ways.len()))),
        None => parts.push(all(&asked)),
    }
    let trail = vec![Crumb::to(asked.say("guide.title", &[]), "/guide"), Crumb::here(title.clone())];
    let content = html! {
        (error_summary(asked.lang, &problems))
        (Heading::new(title.clone()).lead(rich(asked.lang, "guide.ways.lead", &[])).render())
        (stack(&parts))
    };
    asked.frame(title).trail(trail).wrong(!problems.is_empty()).page(content)
}

fn question(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let categories: Vec<OneOf> = [
        Category::LocalUrban,
        Category::LocalRural,
        Category::NonlocalUrban,
        Category::NonlocalRural,
        Category::Foreign,
    ]
    .iter()
    .map(|category| OneOf::new(category.code(), word(&format!("category.{}", category.code()))))
    .collect();
    let form = html! {
        form method="get" action="/guide/back-payment" {
            (Field::new(asked.lang, "months", word("back_payments.months")).hint(word("back_payments.months.hint")).typed(typed).problems(problems).text(30))
            (Field::new(asked.lang, "category", word("enrolments.category")).typed(typed).problems(problems).select(None, &categories))
            (actions(submit(&word("guide.ways.look"))))
        }
    };
    Panel::new("ask", word("guide.ways.ask")).body(form).render()
}

fn answer(asked: &Asked, typed: &Typed, problems: &mut Problems) -> Option<Vec<Part>> {
    let label = asked.say("back_payments.months", &[]);
    let read = typed_months(typed.get("months"));
    let spans = problems.take(asked.lang, "months", &label, read)?;
    let months: Vec<Month> = spans
        .into_iter()
        .flat_map(|(from, to)| from.min(to).through(from.max(to)))
        .collect();
    let ask = Ask {
        months,
        category: Category::from_code(typed.get("category")).unwrap_or(Category::LocalUrban),
        before: 0,
        on: asked.today,
        known_on: asked.today,
    };
    problems.take(asked.lang, "months", &label, route(asked.portal.agency().book(), &ask))
}

fn one(asked: &Asked, at: usize, part: &Part, of: usize) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let facts = [
        ("n", Fact::Count(at as i64 + 1)),
        ("of", Fact::Count(of as i64)),
        ("months", Fact::Text(spans(asked.lang, part.months.iter().copied()))),
        ("route", Fact::Word(format!("back_payment.route.{}", part.route.code))),
    ];
    // What can be done wholly online needs no number and no counter: it is filed and debited the same day.
    let at_the_hall = ["appointment", "acceptance_counter", "cashier"];
    let online = part.online.then_some("file_online");
    let steps: Vec<Markup> = part
        .route
        .steps
        .iter()
        .map(String::as_str)
        .filter(|step| !part.online || !at_the_hall.contains(step))
        .chain(online)
        .map(|step| html! { (word(&format!("back_payment.step.{step}"))) })
        .collect();
    let body = html! {
        p { b { (asked.say("guide.ways.answer", &facts)) } (words::between(asked.lang)) (asked.say("guide.ways.why", &[("why", Fact::Text(asked.say(part.why.key(), &part.why.facts())))])) }
        (when(asked, part))
        h3 class="sb-subtitle" { (word("back_payments.papers")) }
        (papers(asked, part))
        h3 class="sb-subtitle" { (word("guide.ways.lists")) }
        (bullets(&part.forms.iter().map(|form| {
            let facts = [
                ("form", Fact::Word(format!("back_payment.form.{}", form.code))),
                ("copies", Fact::Count(form.copies.into())),
                ("seal", Fact::Word(format!("back_payment.seal.{}", form.seal.code()))),
            ];
            html! { (asked.say("guide.ways.form", &facts)) }
        }).collect::<Vec<_>>()))
        h3 class="sb-subtitle" { (word("guide.ways.steps")) }
        (numbered(&steps))
    };
    let title = match of {
        1 => word("guide.ways.one"),
        _more => asked.say("guide.ways.part", &facts),
    };
    Panel::new(format!("way-{at}"), title).body(body).render()
}

/// By when: the working days of the review, and that the fee grows by the day.
fn when(asked: &Asked, part: &Part) -> Markup {
    let days = part
        .days
        .map(|days| asked.say("back_payments.days", &[("days", Fact::Count(days.into()))]));
    let online = part.online.then(|| asked.say("back_payments.online", &[]));
    let lines: Vec<Markup> = [days, online, Some(asked.say("guide.ways.day", &[]))]
        .into_iter()
        .flatten()
        .map(|line| html! { (line) })
        .collect();
    bullets(&lines)
}

fn papers(asked: &Asked, part: &Part) -> Markup {
    if part.papers.is_empty() {
        return html! { p { (asked.say("back_payments.papers.none", &[])) } };
    }
    let lines: Vec<Markup> = part
        .papers
        .iter()
        .map(|paper| {
            let facts = [
                ("copies", Fact::Count(paper.copies.into())),
                ("seal", Fact::Word(format!("back_payment.seal.{}", paper.seal.code()))),
                ("law", Fact::Text(words::law(asked.lang, &paper.law))),
            ];
            html! {
                (asked.say(&format!("back_payment.paper.{}", paper.code), &[]))
                small class="sb-soft sb-line" { (asked.say("back_payments.paper.note", &facts)) }
            }
        })
        .collect();
    html! { (bullets(&lines)) p class="sb-small sb-soft" { (rich(asked.lang, "back_payments.papers.licence", &[])) } }
}

/// Without months: every way there is.
fn all(asked: &Asked) -> Markup {
    Panel::new("all", asked.say("guide.ways.all", &[])).body(all_ways(asked)).render()
}

/// Every way with its papers, in the words of the pack.
pub(super) fn all_ways(asked: &Asked) -> Markup {
    let book = asked.portal.agency().book();
    let lines: Vec<Markup> = book
        .routes()
        .all()
        .iter()
        .map(|route| {
            let papers: Vec<String> = book
                .routes()
                .papers_of(route)
                .map(|paper| asked.say(&format!("back_payment.paper.{}", paper.code), &[]))
                .collect();
            let papers = match papers.is_empty() {
                true => asked.say("guide.ways.no_papers", &[]),
                false => words::join(asked.lang, &papers),
            };
            let route = asked.say(&format!("back_payment.route.{}", route.code), &[]);
            rich(
                asked.lang,
                "guide.ways.papers",
                &[("route", Fact::Text(route)), ("papers", Fact::Text(papers))],
            )
        })
        .collect();
    bullets(&lines)
}
