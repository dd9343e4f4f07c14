//! Money that waits: the list, one sum, and to whom an officer gives it.

use axum::response::{IntoResponse, Response};
use domain::bill::BillKind;
use domain::collection::ClaimKey;
use domain::ids::{SubjectId, TransferId};
use maud::{Markup, Render, html};
use procedures::Error;
use procedures::reconcile::{Waiting, missing, unallocated, waiting};
use procedures::take_remittance::{Assignment, Received, assign_to_code};
use units::{Fact, Fen};

use crate::body::{At, Filled};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Column, Crumb, Field, Heading, Line, Panel, Problems, Table, Tone, actions, amount, button_small, empty, error_summary, form,
    link, rich, stack, submit,
};
use crate::{Asked, Typed};

/// The address of a sum that waits.
pub(super) fn address(of: &Waiting) -> String {
    format!("/unallocated/{}-{}", of.money.subject, of.money.id)
}

fn read_address(text: &str) -> Result<(SubjectId, TransferId), Failure> {
    let (subject, id) = text.split_once('-').ok_or(Failure::NoSuchPage)?;
    let subject = SubjectId::from_code(subject).map_err(|_| Failure::NoSuchPage)?;
    Ok((subject, TransferId::from_code(id).map_err(|_| Failure::NoSuchPage)?))
}

pub(super) async fn list(asked: Asked) -> Result<Markup, Failure> {
    let money = asked
        .read(|desk| {
            let waiting = unallocated(desk)?;
            waiting
                .into_iter()
                .map(|w| missing(desk, &w).map(|short| (w, short)))
                .collect::<Result<Vec<_>, _>>()
        })
        .await?;
    let sum: Fen = money.iter().map(|(w, _)| w.left).sum();
    let title = match money.len() {
        0 => asked.say("unallocated.none", &[]),
        n => asked.say("unallocated.title", &[("n", Fact::Count(n as i64)), ("sum", Fact::Money(sum))]),
    };
    let new = button_small("/remittances/new", &asked.say("remittance.new", &[]), Some("N"));
    let heading = Heading::new(title.clone())
        .lead(rich(asked.lang, "unallocated.sub", &[]))
        .actions(new);
    let body = table(&asked, &money, &title);
    let frame = asked.frame(title).menu(super::menu(&asked, "/unallocated"));
    Ok(frame.page(html! { (heading) (stack(&[body])) }))
}

fn table(asked: &Asked, money: &[(Waiting, Option<Fen>)], title: &str) -> Markup {
    if money.is_empty() {
        let nothing = empty(html! { (asked.say("unallocated.none", &[])) }, None);
        return Panel::untitled("money", title).body(nothing).render();
    }
    let columns = vec![
        Column::title(asked.say("unallocated.payer", &[])),
        Column::text(asked.say("unallocated.wrote", &[])).whole_labelled(),
        Column::text(asked.say("unallocated.came", &[])).unbroken(),
        Column::figure(asked.say("unallocated.left", &[])),
        Column::text(asked.say("unallocated.state", &[])),
    ];
    let lines = money.iter().map(|(w, short)| {
        let why = if w.purpose.is_some() { "work.too_little" } else { "work.no_owner" };
        let payer = if w.money.incoming.payer.is_empty() {
            asked.say("unallocated.open", &[])
        } else {
            w.money.incoming.payer.clone()
        };
        Line::new(vec![
            link(&address(w), &payer),
            html! { span lang="zh" { (w.money.incoming.text) } },
            html! { (words::day_iso(w.money.value_date)) },
            amount(w.left),
            html! {
                (asked.say(why, &[]))
                @if let Some(short) = short { (words::between(asked.lang)) (asked.say("unallocated.short", &[("missing", Fact::Money(*short))])) }
            },
        ])
    });
    let table = Table::new(title, columns).lines(lines.collect()).walked();
    Panel::untitled("money", title).flush().body(table.render()).render()
}

pub(super) async fn one(asked: Asked, At(text): At<String>) -> Result<Markup, Failure> {
    let (subject, id) = read_address(&text)?;
    let of = asked.read(move |desk| waiting(desk, subject, id)).await?;
    let key = asked.new_key();
    Ok(draw(&asked, &of, &Typed::default(), &Problems::new(), &key))
}

fn draw(asked: &Asked, of: &Waiting, typed: &Typed, problems: &Problems, key: &str) -> Markup {
    let said = &of.money.incoming;
    let facts = [
        ("amount", Fact::Money(of.left)),
        ("payer", Fact::Text(said.payer.clone())),
        ("day", Fact::Day(of.money.value_date)),
        ("text", Fact::Text(said.text.clone())),
    ];
    let title = asked.say("assign.title", &facts);
    let field = |name: &'static str, label: &str| Field::new(asked.lang, name, asked.say(label, &[])).typed(typed).problems(problems);
    let fields = html! {
        (field("code", "assign.code").text(20))
        (field("month", "assign.month").hint(asked.say("assign.month.hint", &[])).optional().month())
        (field("note", "assign.note").hint(asked.say("assign.note.hint", &[])).textarea(2))
        (actions(submit(&asked.say("assign.submit", &[]))))
    };
    let panel = Panel::untitled("assign", title.clone()).body(form(&address(of), key, fields));
    let trail = vec![
        Crumb::to(asked.say("collection.menu.unallocated", &[]), "/unallocated"),
        Crumb::here(of.money.id.code()),
    ];
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "assign.sub", &facts));
    let content = html! { (error_summary(asked.lang, problems)) (heading) (stack(&[panel.render()])) };
    let frame = asked.frame(title).wrong(!problems.is_empty()).trail(trail);
    frame.menu(super::menu(asked, "/unallocated")).page(content)
}

pub(super) async fn assign(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let path = asked.address.clone();
    let (subject, remittance) = read_address(path.rsplit('/').next().unwrap_or_default())?;
    let key = asked.key(&typed)?;
    let mut problems = Problems::new();
    let lang = asked.lang;
    let code = problems.take(lang, "code", &asked.say("assign.code", &[]), typed.text("code", 20));
    let note = problems.take(lang, "note", &asked.say("assign.note", &[]), typed.text("note", 400));
    let named = ["month-year", "month-month"].iter().any(|part| !typed.get(part).is_empty());
    let month = match named {
        true => problems
            .take(lang, "month", &asked.say("assign.month", &[]), typed.month("month"))
            .map(Some),
        false => Some(None),
    };
    if let (Some(code), Some(note), Some(month)) = (code, note, month) {
        let bill = month.map(|month| ClaimKey {
            month,
            kind: BillKind::Regular,
        });
        let wanted = move |employer| Assignment {
            subject,
            remittance,
            employer,
            bill,
            note: note.clone(),
        };
        match asked.act(move |desk| assign_to_code(desk, &key, &code, &wanted)).await {
            Ok(received) => return Ok(done(&asked, &received, "assign.done").into_response()),
            Err(Failure::Procedure(Error::Refused(why))) => {
                let field = if why.code() == "assign.no_employer" { "code" } else { "note" };
                let label = asked.say(&format!("assign.{field}"), &[]);
                problems.add(lang, field, &label, why.as_ref());
            }
            Err(other) => return Err(other),
        }
    }
    let of = asked.read(move |desk| waiting(desk, subject, remittance)).await?;
    let key = asked.same_key(&typed);
    Ok(unaccepted(draw(&asked, &of, &typed, &problems, &key)).into_response())
}

/// What became of money: which bills it settled, what is missing, what goes back. `title` names what was done.
pub(super) fn done(asked: &Asked, received: &Received, title: &str) -> Markup {
    let number = ("number", Fact::Text(received.receipt.number.clone()));
    let (key, facts) = if !received.settled.is_empty() {
        (
            "assign.done.settled",
            vec![number, ("n", Fact::Count(received.settled.len() as i64))],
        )
    } else if let Some((_, missing)) = received.missing {
        ("assign.done.missing", vec![number, ("missing", Fact::Money(missing))])
    } else if received.refund_due > Fen::ZERO {
        ("assign.done.refund", vec![number, ("sum", Fact::Money(received.refund_due))])
    } else if received.already {
        ("remittance.already", vec![number])
    } else if received.employer.is_none() {
        ("remittance.no_owner", vec![number])
    } else {
        ("assign.done.waits", vec![number])
    };
    let title = asked.say(title, &[]);
    let tone = if received.settled.is_empty() { Tone::Time } else { Tone::Good };
    let notice = Alert::new(tone, "done", title.clone()).body(rich(asked.lang, key, &facts));
    let back = html! {
        p { (link("/unallocated", &asked.say("collection.menu.unallocated", &[]))) }
        p { (link("/remittances/new", &asked.say("remittance.another", &[]))) }
        @if let Some(of) = received.employer { p { (link(&format!("/employers/{}/debits", of.code()), &asked.say("remittance.to_account", &[]))) } }
    };
    let frame = asked.frame(title.clone()).menu(super::menu(asked, "/unallocated"));
    frame.page(html! { (Heading::new(title)) (stack(&[notice.render(), back])) })
}
