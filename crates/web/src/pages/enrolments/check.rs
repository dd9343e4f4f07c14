//! Last step of a single increase: what was entered, what it brings, and the button.

use axum::response::{IntoResponse, Response};
use domain::filing::increase::Increased;
use domain::ids::DraftId;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::drafts::{Queued, drop_draft, queue};
use procedures::enrol_staff::{EnrolLine, Rule, enrol_staff};
use procedures::preview_filing::{IncreasePreview, preview_increase};
use procedures::receipts::already;
use units::{Fact, Fen};

use super::terms::line_of;
use super::{draft_of, step};
use crate::body::{Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Column, Field, Happening, Heading, Line, Panel, Passage, Problems, Summary, Table, Tone, actions, amount, bullets, columns,
    error_summary, form, identity, link, rich, submit, timeline,
};
use crate::pages::drafts::{INCREASE, new_draft, or_section, typed as draft_typed};
use crate::pages::employer::{Around, at};
use crate::route::Route;
use crate::{Asked, Typed};

pub(super) fn routes() -> Vec<Route> {
    let path = "/employers/{employer}/enrolments/new/check";
    vec![
        Route::page(path, Permission::FileIncrease, "A single increase before it is filed.", page),
        Route::form(path, Permission::FileIncrease, "Files a single increase.", file),
    ]
}

async fn page(asked: Asked, Searched(query): Searched) -> Result<Response, Failure> {
    let shown = show(&asked, &query).await;
    or_section(&asked, "enrolments", shown)
}

async fn show(asked: &Asked, query: &Typed) -> Result<Response, Failure> {
    let (employer, id) = (asked.employer()?, draft_of(query)?);
    let typed = asked.read(move |desk| draft_typed(desk, employer, id, INCREASE)).await?;
    let mut problems = Problems::new();
    match line_of(asked, &typed, &mut problems) {
        Some(line) => Ok(draw(asked, id, &line, &Typed::default(), &Problems::new()).await?.into_response()),
        // A draft that is not complete is gone on with where it stands.
        None => Ok(asked.go(&at(employer, &format!("enrolments/new/terms?draft={}", id.code())))),
    }
}

async fn draw(asked: &Asked, id: DraftId, line: &EnrolLine, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let employer = asked.employer()?;
    let asked_line = line.clone();
    let (around, preview) = asked
        .read(move |desk| Ok((Around::look(desk, employer)?, preview_increase(desk, employer, &asked_line)?)))
        .await?;
    let title = asked.say("enrolments.check", &[]);
    let main = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).step(step(asked, 3)).render())
        (Panel::untitled("entered", asked.say("enrolments.entered", &[])).body(entered(asked, &around, id, line).render()).render())
        @match &preview.verdict.outcome {
            Ok(made) => { (brings(asked, &around, line, &preview, made)) (confirm(asked, &around, id, line, typed, problems)) }
            Err(refusal) => (Alert::new(Tone::Bad, "refused", words::tell(asked.lang, refusal.as_ref()))
                .body(html! { (words::mend(asked.lang, refusal.as_ref()).unwrap_or_default()) span class="sb-code" { (refusal.code()) } }).render()),
        }
    };
    let trail = around.trail(asked, "enrolments", asked.say("enrolments.single", &[]));
    let frame = around.frame(asked, "enrolments", title).wrong(!problems.is_empty()).trail(trail);
    Ok(frame.page(columns(main, after(asked))))
}

fn entered(asked: &Asked, around: &Around, id: DraftId, line: &EnrolLine) -> Summary {
    let word = |key: &str| asked.say(key, &[]);
    let lang = asked.lang;
    let who = around.at(&format!("enrolments/new?draft={}", id.code()));
    let terms = |field: &str| around.at(&format!("enrolments/new/terms?draft={}#{field}", id.code()));
    let masked = domain::registry::masked_number(&line.identity.number);
    Summary::new(lang)
        .row(word("enrolments.name"), html! { (line.name) (identity(&masked)) })
        .change(who)
        .row(word("enrolments.hired"), html! { (words::day(lang, line.increase.hired_on)) })
        .change(terms("hired"))
        .row(
            word("enrolments.category"),
            html! { (word(&format!("category.{}", line.increase.category.code()))) },
        )
        .change(terms("category"))
        .row(word("enrolments.wage"), html! { (words::money(lang, line.increase.wage)) })
        .change(terms("wage"))
        .row(word("enrolments.branches"), html! { (word("enrolments.branches.both")) })
}

fn brings(asked: &Asked, around: &Around, line: &EnrolLine, preview: &IncreasePreview, made: &Increased) -> Markup {
    let lang = asked.lang;
    let month = around.overview.month;
    let facts = [
        ("name", Fact::Text(line.name.clone())),
        ("from", Fact::Month(made.from)),
        ("month", Fact::Month(month)),
        ("due_on", Fact::Day(preview.decided_by)),
        ("base", Fact::Money(made.base)),
    ];
    let mut list = vec![rich(lang, "enrolments.brings.from", &facts)];
    if made.base != line.increase.wage {
        list.push(rich(lang, "enrolments.brings.base", &facts));
    }
    if preview.reopens {
        list.push(rich(lang, "enrolments.brings.reopens", &facts));
    }
    let body = html! {
        @if let Some(effect) = &preview.effect { (bill(asked, effect.before.total(), effect.after.total(), month)) }
        @if made.waits {
            (Alert::new(Tone::Time, "waits", asked.say("enrolments.elsewhere", &facts)).body(rich(lang, "enrolments.elsewhere.says", &facts)).inner().render())
        }
        (late(asked, made))
        div class="sb-above" { (bullets(&list)) }
    };
    Panel::new("brings", asked.say("enrolments.brings", &[])).body(body).render()
}

fn bill(asked: &Asked, before: Fen, after: Fen, month: units::Month) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let columns = vec![
        Column::title(word("enrolments.bill")),
        Column::figure(word("enrolments.bill.before")),
        Column::figure(word("enrolments.bill.after")),
        Column::text(word("enrolments.bill.note")).whole(),
    ];
    let more = [("amount", Fact::Money(after - before))];
    let cells = vec![
        html! { (words::month(asked.lang, month)) },
        amount(before),
        amount(after),
        rich(asked.lang, "enrolments.bill.more", &more),
    ];
    html! { (Table::new(word("enrolments.bill.caption"), columns).lines(vec![Line::new(cells)])) }
}

/// The thirty days are over, or months were missed: flagged, with what can be done about the months.
fn late(asked: &Asked, made: &Increased) -> Markup {
    let (Some(first), Some(last)) = (made.missed.first(), made.missed.last()) else {
        return match made.duty_ended {
            Some(day) => Alert::new(Tone::Time, "late", asked.say("increase.late", &[("duty_ended", Fact::Day(day))]))
                .inner()
                .render(),
            None => html! {},
        };
    };
    let facts = [
        ("from", Fact::Month(*first)),
        ("to", Fact::Month(*last)),
        ("count", Fact::Count(i64::try_from(made.missed.len()).unwrap_or(i64::MAX))),
    ];
    let body = html! {
        @if let Some(day) = made.duty_ended { (asked.say("increase.late", &[("duty_ended", Fact::Day(day))])) " " }
        (rich(asked.lang, "enrolments.missed.says", &facts))
    };
    Alert::new(Tone::Back, "missed", asked.say("increase.missed", &facts))
        .body(body)
        .inner()
        .render()
}

fn confirm(asked: &Asked, around: &Around, id: DraftId, line: &EnrolLine, typed: &Typed, problems: &Problems) -> Markup {
    let lang = asked.lang;
    let word = |key: &str| asked.say(key, &[]);
    let o = &around.overview;
    let facts = [
        ("closes", Fact::Day(o.roll_window.closes)),
        ("opens", Fact::Day(o.roll_window.opens)),
        ("month", Fact::Month(o.month)),
        ("name", Fact::Text(line.name.clone())),
    ];
    let key = if o.is_open() {
        "enrolments.submit"
    } else {
        "enrolments.submit.later"
    };
    let note = if o.is_open() {
        "enrolments.submit.note"
    } else {
        "enrolments.submit.later.note"
    };
    let tick = Field::new(lang, "declared", asked.say("enrolments.declare", &facts)).problems(problems);
    let fields = html! {
        input type="hidden" name="draft" value=(id.code());
        (tick.tick(!typed.get("declared").is_empty()))
        (actions(html! { (submit(&asked.say(key, &facts))) (link(&around.at("enrolments"), &word("enrolments.keep_later"))) }))
        p class="sb-small sb-soft sb-above" { (rich(lang, note, &facts)) }
    };
    form(&around.at("enrolments/new/check"), &asked.same_key(typed), fields)
}

fn after(asked: &Asked) -> Markup {
    let step = |passage, key: &str| Happening::new(passage, asked.say(key, &[])).note(rich(asked.lang, &format!("{key}.says"), &[]));
    let steps = [
        step(Passage::Now, "enrolments.after.now"),
        step(Passage::Ahead, "enrolments.after.groups"),
        step(Passage::Ahead, "enrolments.after.undo"),
        step(Passage::Ahead, "enrolments.after.print"),
    ];
    Panel::new("after", asked.say("enrolments.after", &[]))
        .body(timeline(&steps))
        .render()
}

async fn file(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (employer, id) = (asked.employer()?, draft_of(&typed)?);
    let key = asked.key(&typed)?;
    let first = key.clone();
    if let Some(receipt) = asked.read(move |desk| already(desk, employer, &first)).await? {
        return Ok(asked.go(&format!("/receipts/{}?again=1", receipt.number)));
    }
    let kept = asked.read(move |desk| draft_typed(desk, employer, id, INCREASE)).await?;
    let mut problems = Problems::new();
    let Some(line) = line_of(&asked, &kept, &mut problems) else {
        return Ok(asked.go(&at(employer, &format!("enrolments/new/terms?draft={}", id.code()))));
    };
    problems.take(
        asked.lang,
        "declared",
        &asked.say("enrolments.declare.label", &[]),
        typed.ticked("declared"),
    );
    if !problems.is_empty() {
        return Ok(unaccepted(draw(&asked, id, &line, &typed, &problems).await?).into_response());
    }
    let window = asked.read(move |desk| Ok(Around::look(desk, employer)?.overview)).await?;
    if !window.is_open() {
        let (queued, opens) = (new_draft(&asked), window.roll_window.opens);
        let change = Queued::Increase(Box::new(line));
        asked
            .act(move |desk| {
                queue(desk, employer, queued, &change, opens)?;
                drop_draft(desk, employer, id)
            })
            .await?;
        return Ok(asked.go(&at(employer, "enrolments?queued=1")));
    }
    let again = line.clone();
    let filed = asked
        .act(move |desk| {
            let enrolled = enrol_staff(desk, &key, employer, std::slice::from_ref(&line), Rule::AllOrNothing)?;
            drop_draft(desk, employer, id)?;
            Ok(enrolled.receipt)
        })
        .await;
    match filed {
        Ok(receipt) => Ok(asked.go(&format!("/receipts/{}", receipt.number))),
        Err(Failure::Procedure(procedures::Error::Refused(refusal))) => {
            problems.add_to_form(asked.lang, refusal.as_ref());
            Ok(unaccepted(draw(&asked, id, &again, &typed, &problems).await?).into_response())
        }
        Err(other) => Err(other),
    }
}
