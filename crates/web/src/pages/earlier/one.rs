//! One file of earlier records: its sums, its lines, who handed it in, and the second officer's decision.

use axum::response::{IntoResponse, Response};
use domain::ids::{EarlierFileId, EmployerId};
use maud::{Markup, Render, html};
use procedures::earlier::{EarlierFileView, EarlierRow, Stage, confirm_earlier, earlier_file, take_back_earlier};
use procedures::{Error, Permission};
use units::Fact;

use super::{ADDRESS, menu};
use crate::body::{At, Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Column, Crumb, Field, Happening, Heading, Line, Paging, Panel, Passage, Problems, ROWS_A_PAGE, Table, actions, amount, columns,
    error_summary, form, identity, pairs, rich, stack, submit, submit_destructive, timeline,
};
use crate::route::Route;
use crate::{Asked, Typed};

pub(super) fn address(of: EmployerId, id: EarlierFileId) -> String {
    format!("{ADDRESS}/{}/{}", of.code(), id.code())
}

pub(super) fn routes() -> Vec<Route> {
    let (see, act) = (Permission::ViewEarlier, Permission::TakeOverRecords);
    vec![
        Route::page("/earlier-records/{employer}/{file}", see, "One file of earlier records.", page),
        Route::form("/earlier-records/{employer}/{file}/confirm", act, "Confirms a file.", confirm),
        Route::form("/earlier-records/{employer}/{file}/take-back", act, "Takes a file back.", take_back),
    ]
}

type Of = At<(String, String)>;

fn ids(of: &(String, String)) -> Result<(EmployerId, EarlierFileId), Failure> {
    let employer = EmployerId::from_code(&of.0).map_err(|_| Failure::NoSuchPage)?;
    let file = EarlierFileId::from_code(&of.1).map_err(|_| Failure::NoSuchPage)?;
    Ok((employer, file))
}

async fn page(At(of): Of, Searched(typed): Searched, asked: Asked) -> Result<Markup, Failure> {
    draw(&asked, ids(&of)?, &typed, &Problems::new()).await
}

async fn draw(asked: &Asked, (of, id): (EmployerId, EarlierFileId), typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let first = asked.read(move |desk| earlier_file(desk, of, id, 0, 0)).await?;
    let total = u32::try_from(first.last().lines).unwrap_or(u32::MAX);
    let paging = Paging::read(Some(typed.get("page")).filter(|page| !page.is_empty()), total);
    let (after, limit) = (i64::from(paging.offset()), i64::from(paging.per.max(ROWS_A_PAGE)));
    let view = asked.read(move |desk| earlier_file(desk, of, id, after, limit)).await?;
    let last = view.last();
    let key = format!("earlier.one.{}", last.stage.code());
    let facts = [
        ("name", Fact::Text(last.name.clone())),
        ("employer", Fact::Text(view.employer_name.clone())),
        ("by", Fact::Text(last.by_name.clone())),
    ];
    let title = asked.say(&key, &facts);
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, &format!("{key}.says"), &facts));
    let main = stack(&[sums(asked, &view), lines(asked, &view, of, id, paging)]);
    let side = stack(&[decide(asked, &view, of, id, typed, problems), story(asked, &view)]);
    let trail = vec![Crumb::to(asked.say("earlier.title", &[]), ADDRESS), Crumb::here(last.name.clone())];
    let content = html! { (error_summary(asked.lang, problems)) (heading.render()) (columns(main, side)) };
    let frame = asked.frame(title).wrong(!problems.is_empty()).trail(trail);
    Ok(frame.menu(menu(asked)).page(content))
}

fn sums(asked: &Asked, view: &EarlierFileView) -> Markup {
    let (word, last) = (|key: &str| asked.say(key, &[]), view.last());
    let labels = ["earlier.employer", "earlier.people", "earlier.months"].map(word);
    let sums = ["earlier.field.employer", "earlier.field.person", "earlier.field.to_account"].map(word);
    let rows = [
        (labels[0].as_str(), html! { span lang="zh" { (view.employer_name) } }),
        (labels[1].as_str(), html! { (last.people) }),
        (labels[2].as_str(), html! { (last.totals.months) }),
        (sums[0].as_str(), amount(last.totals.employer)),
        (sums[1].as_str(), amount(last.totals.person)),
        (sums[2].as_str(), amount(last.totals.to_account)),
    ];
    Panel::new("sums", word("earlier.sums")).body(pairs(&rows)).render()
}

fn lines(asked: &Asked, view: &EarlierFileView, of: EmployerId, id: EarlierFileId, paging: Paging) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("earlier.person")),
        Column::text(word("earlier.branch")),
        Column::text(word("earlier.span")).unbroken(),
        Column::text(word("earlier.stands")),
        Column::figure(word("earlier.base")),
        Column::figure(word("earlier.employer_pays")),
        Column::figure(word("earlier.person_pays")),
        Column::text(word("earlier.paid_on")).unbroken(),
    ];
    let lines = view.rows.iter().map(|row| line(asked, row));
    let title = word("earlier.lines");
    let table = Table::new(title.clone(), heads).lines(lines.collect());
    let body = html! { (table.render()) (paging.show(asked.lang, |page| format!("{}?page={page}", address(of, id)))) };
    Panel::new("lines", title).flush().body(body).render()
}

fn line(asked: &Asked, row: &EarlierRow) -> Line {
    let months = &row.months;
    let span = match months.from == months.to {
        true => months.from.to_string(),
        false => format!("{}–{}", months.from, months.to),
    };
    Line::new(vec![
        html! { span lang="zh" { (row.name) } " " (identity(&row.number)) },
        html! { (asked.say(&format!("branch.{}", months.branch.code()), &[])) },
        html! { (span) },
        html! { (asked.say(months.standing.word(), &[])) },
        amount(months.base),
        amount(months.employer_pays),
        amount(months.person_pays),
        html! { (months.paid_on.map_or_else(|| "–".to_owned(), words::day_iso)) },
    ])
}

fn decide(asked: &Asked, view: &EarlierFileView, of: EmployerId, id: EarlierFileId, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let at = address(of, id);
    let may_act = asked.caller.may(Permission::TakeOverRecords) && view.last().stage != Stage::TakenBack;
    if !may_act {
        return html! {};
    }
    let waits = view.last().stage == Stage::HandedIn;
    let confirm = html! {
        p { (word("earlier.confirm.says")) }
        (form(&format!("{at}/confirm"), &asked.new_key(), actions(submit(&word("earlier.confirm")))))
    };
    let ground = Field::new(asked.lang, "ground", word("earlier.ground"))
        .hint(word("earlier.ground.hint"))
        .typed(typed)
        .problems(problems)
        .text(30);
    let back = html! { (ground) (actions(submit_destructive(&word("earlier.take_back")))) };
    let body = html! {
        @if waits && view.may_confirm { (confirm) }
        @if waits && !view.may_confirm { p { (word("earlier.own_file")) } }
        (form(&format!("{at}/take-back"), &asked.same_key(typed), back))
    };
    Panel::new("decide", word("earlier.decide")).body(body).render()
}

fn story(asked: &Asked, view: &EarlierFileView) -> Markup {
    let entries: Vec<Happening> = view
        .stages
        .iter()
        .map(|stage| {
            let what = asked.say(&format!("earlier.story.{}", stage.stage.code()), &[]);
            let note = html! { p { (stage.by_name) } @if let Some(ground) = &stage.ground { p { (ground) } } };
            Happening::new(Passage::Done, what)
                .when(words::day_short(asked.lang, stage.on))
                .note(note)
        })
        .collect();
    Panel::new("story", asked.say("cases.story", &[])).body(timeline(&entries)).render()
}

async fn confirm(At(of): Of, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (employer, id) = ids(&of)?;
    let key = asked.key(&typed)?;
    let done = asked.act(move |desk| confirm_earlier(desk, &key, employer, id)).await.map(|_| ());
    after(&asked, &typed, (employer, id), done).await
}

async fn take_back(At(of): Of, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (employer, id) = ids(&of)?;
    let (key, ground) = (asked.key(&typed)?, typed.get("ground").to_owned());
    let done = asked
        .act(move |desk| take_back_earlier(desk, &key, employer, id, &ground))
        .await
        .map(|_| ());
    after(&asked, &typed, (employer, id), done).await
}

async fn after(
    asked: &Asked,
    typed: &Typed,
    (of, id): (EmployerId, EarlierFileId),
    done: Result<(), Failure>,
) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    match done {
        Ok(()) => return Ok(asked.go(&address(of, id))),
        Err(Failure::Procedure(Error::Refused(why))) if why.code() == "earlier.ground_missing" => {
            problems.add(asked.lang, "ground", &asked.say("earlier.ground", &[]), why.as_ref());
        }
        Err(Failure::Procedure(Error::Refused(why))) => problems.add_to_form(asked.lang, why.as_ref()),
        Err(other) => return Err(other),
    }
    Ok(unaccepted(draw(asked, (of, id), typed, &problems).await?).into_response())
}
