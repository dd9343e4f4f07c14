//! The sample check (抽查复核): how it is drawn, what is drawn, and the form in which an officer who had no hand in the case says what was
//! found.

use axum::response::Response;
use domain::case::sample::{LOTS, Verdict};
use maud::{Markup, Render, html};
use procedures::back_payment::decided::DecidingDesk;
use procedures::back_payment::sample::{Drawn, Finding, SamplePage, sample_of, take_down};
use procedures::back_payment::{Overview, Sampled};
use procedures::{Error, Permission};
use units::{Fact, Rate, Statement};

use super::act::{Case, after};
use super::{Unchosen, address, done, queue};
use crate::body::Filled;
use crate::error::Failure;
use crate::look::{
    Alert, Column, Field, Happening, Heading, Line, OneOf, Panel, Passage, Problems, Table, Tone, actions, bullets, empty, form, link,
    rich, stack, status, submit,
};
use crate::route::Route;
use crate::{Asked, Typed};

pub(super) fn routes() -> Vec<Route> {
    let says = "Decisions of the desk that were drawn for a second look.";
    vec![
        Route::page(
            "/desks/pension-approval/sample",
            DecidingDesk::Approval.permission(),
            says,
            of_approval,
        ),
        Route::page(
            "/desks/verification/sample",
            DecidingDesk::Verification.permission(),
            says,
            of_verification,
        ),
        Route::page("/desks/acceptance/sample", DecidingDesk::Counter.permission(), says, of_the_counter),
        Route::form(
            "/back-payments/{employer}/{case}/sample",
            Permission::SampleDecisions,
            "Takes down what a second look at a drawn decision found.",
            found,
        ),
    ]
}

async fn of_approval(asked: Asked) -> Result<Markup, Failure> {
    page(&asked, DecidingDesk::Approval).await
}

async fn of_verification(asked: Asked) -> Result<Markup, Failure> {
    page(&asked, DecidingDesk::Verification).await
}

async fn of_the_counter(asked: Asked) -> Result<Markup, Failure> {
    page(&asked, DecidingDesk::Counter).await
}

async fn page(asked: &Asked, which: DecidingDesk) -> Result<Markup, Failure> {
    let sample = asked.read(move |desk| sample_of(desk, which)).await?;
    let open = [("count", Fact::Count(sample.open.len() as i64))];
    let title = match sample.open.is_empty() {
        true => asked.say("sample.title.none", &[]),
        false => asked.say("sample.title", &open),
    };
    let facts = [
        ("since", Fact::Day(sample.since)),
        ("decided", Fact::Count(sample.decided)),
        ("drawn", Fact::Count((sample.open.len() + sample.looked.len()) as i64)),
    ];
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "sample.lead", &facts));
    let parts = [waiting(asked, &sample), looked(asked, &sample), rule(asked, &sample)];
    let content = html! { (heading) (stack(&parts)) };
    let here = format!("/desks/{}/sample", which.code());
    Ok(queue::framed(asked, title, &here).page(content))
}

/// How it is drawn, so that anybody can draw it again.
fn rule(asked: &Asked, of: &SamplePage) -> Markup {
    let facts = [
        ("at_once", Fact::Rate(of.shares.at_once)),
        ("looked_at", Fact::Rate(of.shares.looked_at)),
        ("lots", Fact::Count(i64::from(LOTS))),
        ("to_come", Fact::Count(of.to_come as i64)),
    ];
    let mut keys = vec!["sample.rule.lot", "sample.rule.shares", "sample.rule.who", "sample.rule.moves"];
    if of.to_come > 0 {
        keys.insert(0, "sample.rule.to_come");
    }
    let lines: Vec<Markup> = keys.into_iter().map(|key| rich(asked.lang, key, &facts)).collect();
    Panel::new("rule", asked.say("sample.rule", &[])).body(bullets(&lines)).render()
}

fn columns(asked: &Asked, last: &str) -> Vec<Column> {
    let word = |key: &str| asked.say(key, &[]);
    vec![
        Column::title(word("back_payments.number")).unbroken(),
        Column::text(word("back_payments.queue.whose")).whole(),
        Column::text(word("sample.done.day")).unbroken(),
        Column::text(word("sample.done.outcome")).whole(),
        Column::text(word("sample.lot")).whole(),
        Column::text(word(last)).whole(),
    ]
}

fn cells(asked: &Asked, one: &Drawn) -> Vec<Markup> {
    let decided = &one.decided;
    vec![
        done::number(decided.employer, decided.case),
        done::whose(asked, decided),
        html! { (words::day_iso(decided.on)) },
        html! {
            (done::outcome(asked, decided.outcome))
            span class="sb-small sb-soft sb-line" {
                (asked.say(&format!("sample.passage.{}", decided.passage.code()), &[])) " · " (words::join(asked.lang, &decided.officers))
            }
        },
        html! { span class="sb-num" { (lot(one)) } },
    ]
}

/// `0412 < 2000`
fn lot(of: &Drawn) -> String {
    format!("{:04} < {}", of.lot, of.below)
}

fn waiting(asked: &Asked, of: &SamplePage) -> Markup {
    let title = asked.say("sample.open", &[]);
    if of.open.is_empty() {
        let why = empty(html! { (asked.say("sample.open.none", &[])) }, None);
        return Panel::new("open", title).body(why).render();
    }
    let lines = of.open.iter().map(|one| {
        let mut cells = cells(asked, one);
        cells.push(match &one.locked {
            Some(why) => html! { span class="sb-small sb-soft" { (words::tell(asked.lang, why)) } },
            None => {
                let there = format!("{}#h-sample", address(one.decided.employer, one.decided.case));
                link(&there, &asked.say("sample.look", &[]))
            }
        });
        Line::new(cells)
    });
    let table = Table::new(title.clone(), columns(asked, "sample.next"))
        .tight()
        .lines(lines.collect())
        .walked();
    Panel::new("open", title).flush().body(table.render()).render()
}

fn looked(asked: &Asked, of: &SamplePage) -> Markup {
    if of.looked.is_empty() {
        return html! {};
    }
    let title = asked.say("sample.looked", &[]);
    let lines = of.looked.iter().map(|one| {
        let mut cells = cells(asked, one);
        let found = one.decided.found.as_ref();
        cells.push(html! {
            @if let Some(found) = found {
                (verdict(asked, found.verdict))
                span class="sb-small sb-line" { (found.ground) }
                span class="sb-small sb-soft sb-line" { (found.by_name) " · " (words::day_iso(found.on_date)) }
            }
        });
        Line::new(cells)
    });
    let table = Table::new(title.clone(), columns(asked, "sample.finding"))
        .tight()
        .lines(lines.collect())
        .walked();
    Panel::new("looked", title).flush().body(table.render()).render()
}

/// What was found, as a status.
pub(super) fn verdict(asked: &Asked, of: Verdict) -> Markup {
    let tone = match of {
        Verdict::InOrder => Tone::Good,
        Verdict::NotInOrder => Tone::Bad,
    };
    status(tone, &asked.say(&format!("sample.verdict.{}", of.code()), &[]))
}

/// On the case's page: the first drawn decision that nobody looked at yet, with the form for whoever may.
pub(super) fn panel(asked: &Asked, of: &Overview, drawn: &[Drawn], typed: &Typed, problems: &Problems) -> Markup {
    match drawn.iter().find(|one| one.decided.found.is_none()) {
        Some(one) => one_panel(asked, of, one, typed, problems),
        None => html! {},
    }
}

fn one_panel(asked: &Asked, of: &Overview, one: &Drawn, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let facts = [
        ("day", Fact::Day(one.decided.on)),
        ("outcome", Fact::Word(format!("sample.outcome.{}", one.decided.outcome.code()))),
        ("lot", Fact::Text(format!("{:04}", one.lot))),
        ("below", Fact::Count(i64::from(one.below))),
        ("share", Fact::Rate(Rate(one.share.0))),
        ("lots", Fact::Count(i64::from(LOTS))),
    ];
    let why = html! {
        p { (rich(asked.lang, "sample.drawn", &facts)) }
        details class="sb-below" {
            summary class="sb-link" { (word("sample.again")) }
            p class="sb-small sb-above" { (rich(asked.lang, "sample.again.says", &facts)) }
            p class="sb-small sb-stored" { code { "printf %s '" (one.from) "' | sha256sum" } }
        }
    };
    let body = match &one.locked {
        Some(locked) => html! {
            (why)
            (Alert::new(Tone::Time, "sample-locked", words::tell(asked.lang, locked))
                .body(html! { (words::mend(asked.lang, locked).unwrap_or_default()) " " span class="sb-code" { (locked.code()) } }))
        },
        None => html! { (why) (asks(asked, of, one, typed, problems)) },
    };
    Panel::new("sample", word("sample.panel")).body(body).render()
}

fn asks(asked: &Asked, of: &Overview, one: &Drawn, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let choices = Verdict::ALL.map(|verdict| OneOf::new(verdict.code(), word(&format!("sample.verdict.{}", verdict.code()))));
    let fields = html! {
        input type="hidden" name="step" value=(one.decided.step);
        (Field::new(asked.lang, "verdict", word("sample.verdict")).value(typed.get("verdict")).problems(problems).radios(&choices))
        (Field::new(asked.lang, "found", word("sample.ground")).hint(word("sample.ground.hint")).typed(typed).problems(problems).textarea(3))
        (actions(submit(&word("sample.take_down"))))
    };
    let at = format!("{}/sample", address(of.employer.id, of.story.opened.id));
    form(&at, &asked.same_key(typed), fields)
}

async fn found(crate::body::At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let verdict = problems.take(
        asked.lang,
        "verdict",
        &asked.say("sample.verdict", &[]),
        typed.one_of("verdict", Verdict::from_code).map_err(|_| Unchosen::Decision),
    );
    let label = asked.say("sample.ground", &[]);
    let ground = problems.take(asked.lang, "found", &label, typed.text("found", 500));
    let step = typed.get("step").parse().unwrap_or_default();
    after(asked, case, typed, problems, move |desk, key, of, id| match (verdict, &ground) {
        (Some(verdict), Some(ground)) => {
            let ground = ground.clone();
            take_down(desk, key, of, id, &Finding { step, verdict, ground })
        }
        (_, _) => Err(Error::NotFound),
    })
    .await
}

/// What a second look found, in the case's history.
pub(super) fn happening(asked: &Asked, of: &Sampled, receipt: Markup) -> Happening {
    let passage = match of.verdict {
        Verdict::InOrder => Passage::Done,
        Verdict::NotInOrder => Passage::Failed,
    };
    let note = html! {
        p class="sb-small" { (of.by_name) (receipt) }
        p { (of.ground) }
    };
    Happening::new(passage, asked.say(&format!("sample.event.{}", of.verdict.code()), &[]))
        .when(words::day(asked.lang, of.on_date))
        .note(note)
}
