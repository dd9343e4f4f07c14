//! A till: opened, what was taken, counted and closed.

use axum::response::{IntoResponse, Response};
use domain::hall::till::{Counted, Means, State, Sums, Till};
use domain::ids::TillId;
use maud::{Markup, Render, html};
use procedures::take_money::{TillDay, close_till, my_tills, open_till, till_day};
use procedures::{Error, Permission};
use units::{Fact, Fen};

use super::counter::{Seen, menu};
use super::office_of;
use super::taken::{taking_at, what};
use crate::body::{At, Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Column, Field, Heading, Line, Panel, Problems, Table, Tone, actions, amount, columns_wide_side, difference, empty,
    error_summary, form, link, number, pairs_of_money, rich, stack, status, submit,
};
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed};

pub(super) fn routes() -> Vec<Route> {
    let desk = Permission::TakeMoney;
    vec![
        Route::page("/tills", desk, "One's tills.", list),
        Route::form("/tills", desk, "Opens a till.", open),
        Route::page("/tills/{till}", desk, "A till with what was taken.", page),
        Route::form("/tills/{till}/close", desk, "Counts and closes a till.", close),
    ]
}

pub(super) fn till_of(part: &str) -> Result<TillId, Failure> {
    TillId::from_code(part).map_err(|_| Failure::NoSuchPage)
}

async fn list(asked: Asked) -> Result<Markup, Failure> {
    let tills = asked.read(my_tills).await?;
    let title = asked.say("till.menu", &[]);
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "till.desk.lead", &[]));
    let body = if tills.is_empty() {
        empty(rich(asked.lang, "till.none", &[]), None)
    } else {
        table_of(&asked, &tills)
    };
    let panel = Panel::untitled("tills", title.clone()).flush().body(body).render();
    Ok(asked
        .frame(title)
        .menu(menu(&asked, "/tills"))
        .page(html! { (heading) (stack(&[panel])) }))
}

fn table_of(asked: &Asked, tills: &[Till]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("till.col.day")),
        Column::text(word("till.col.counter")),
        Column::figure(word("till.col.counted")),
        Column::figure(word("till.col.difference")),
        Column::text(word("hall.col.state")),
    ];
    let lines = tills.iter().map(|t| {
        let closing = t.closing.as_ref();
        Line::new(vec![
            link(&format!("/tills/{}", t.id), &words::day_iso(t.day)),
            html! { (t.counter) },
            html! { @match closing { Some(c) => (amount(c.counted.total())), None => "–" } },
            html! { @match closing { Some(c) => (difference(c.difference)), None => "–" } },
            state_word(asked, t.state),
        ])
    });
    Table::new(word("till.menu"), heads).lines(lines.collect()).render()
}

fn state_word(asked: &Asked, state: State) -> Markup {
    let tone = match state {
        State::Open => Tone::Time,
        State::Closed => Tone::Good,
    };
    status(tone, &asked.say(&format!("till.state.{}", state.code()), &[]))
}

/// The panel of today's till on the cashier's desk.
pub(super) fn today(asked: &Asked, till: Option<&TillDay>, seen: &Seen) -> Markup {
    let title = asked.say("till.today", &[]);
    let body = match till {
        Some(of) => html! {
            (sums(asked, &of.sums, of.takings.len()))
            p class="sb-above" { (link(&format!("/tills/{}", of.till.id), &asked.say("till.do.close_page", &[]))) }
        },
        None => match (&seen.own, seen.office) {
            (Some(own), Some(office)) => {
                let fields = html! {
                    input type="hidden" name="office" value=(office.code());
                    input type="hidden" name="counter" value=(own.number);
                    (actions(submit(&asked.say("till.do.open", &[]))))
                };
                html! { p { (rich(asked.lang, "till.open.says", &[])) } (form("/tills", &asked.new_key(), fields)) }
            }
            (_, _) => html! { p { (rich(asked.lang, "till.open.first", &[])) } },
        },
    };
    Panel::new("till", title).body(body).render()
}

fn sums(asked: &Asked, of: &Sums, count: usize) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let mut rows: Vec<(String, Markup)> = Means::ALL
        .into_iter()
        .filter(|means| of.by(*means) > Fen::ZERO)
        .map(|means| (word(&format!("till.means.{}", means.code())), amount(of.by(means))))
        .collect();
    let facts = [("n", Fact::Count(count as i64))];
    rows.push((asked.say("till.taken", &facts), html! { b { (amount(of.total())) } }));
    let rows: Vec<(&str, Markup)> = rows.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    pairs_of_money(&rows)
}

async fn open(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (office, key) = (office_of(typed.get("office"))?, asked.key(&typed)?);
    let counter: u32 = typed.get("counter").parse().map_err(|_| Failure::NoSuchPage)?;
    let done = asked.act(move |desk| open_till(desk, &key, office, counter)).await;
    super::counter::back(&asked, done).await
}

async fn page(asked: Asked, At(part): At<String>, Searched(_): Searched) -> Result<Markup, Failure> {
    drawn(&asked, till_of(&part)?, &Typed::default(), &Problems::new()).await
}

async fn drawn(asked: &Asked, id: TillId, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let seen = asked.read(move |desk| till_day(desk, id)).await?;
    let facts = [
        ("day", Fact::Day(seen.till.day)),
        ("counter", Fact::Text(seen.till.counter.to_string())),
    ];
    let title = asked.say("till.title", &facts);
    let heading = Heading::new(title.clone()).status(state_word(asked, seen.till.state));
    let body = columns_wide_side(stack(&[takings(asked, &seen)]), side(asked, &seen, typed, problems));
    let content = html! { (error_summary(asked.lang, problems)) (heading) (body) };
    let frame = asked.frame(title).wrong(!problems.is_empty());
    Ok(frame.menu(menu(asked, "/tills")).page(content))
}

fn takings(asked: &Asked, seen: &TillDay) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    if seen.takings.is_empty() {
        let nothing = empty(rich(asked.lang, "till.takings.none", &[]), None);
        return Panel::new("takings", word("till.takings")).body(nothing).render();
    }
    let heads = vec![
        Column::title(word("hall.col.employer")),
        Column::text(word("till.col.of")),
        Column::text(word("till.means")),
        Column::text(word("till.reference")).whole_labelled(),
        Column::figure(word("till.col.sum")),
    ];
    let lines = seen.takings.iter().map(|(of, name)| {
        Line::new(vec![
            html! { span lang="zh" { (name) } },
            link(&taking_at(seen.till.id, of.id), &what(asked, of)),
            html! { (word(&format!("till.means.{}", of.means.code()))) },
            html! { @if of.reference.is_empty() { "–" } @else { (number(&of.reference)) } },
            amount(of.amount),
        ])
    });
    let foot = vec![
        html! { (word("till.total")) },
        html! {},
        html! {},
        html! {},
        amount(seen.sums.total()),
    ];
    let table = Table::new(word("till.takings"), heads).lines(lines.collect()).foot(foot);
    Panel::new("takings", word("till.takings")).flush().body(table.render()).render()
}

fn side(asked: &Asked, seen: &TillDay, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let Some(closing) = &seen.till.closing else {
        let field = |name: &'static str, key: &str| Field::new(asked.lang, name, word(key)).typed(typed).problems(problems);
        let fields = html! {
            (field("cash", "till.count.cash").money())
            (field("card", "till.count.card").money())
            (field("cheque", "till.count.cheque").money())
            (field("ground", "till.ground").hint(word("till.ground.hint")).optional().textarea(2))
            (actions(submit(&word("till.do.close"))))
        };
        let body = html! {
            (sums(asked, &seen.sums, seen.takings.len()))
            p class="sb-above" { (rich(asked.lang, "till.count.says", &[])) }
            (form(&format!("/tills/{}/close", seen.till.id), &asked.same_key(typed), fields))
        };
        return Panel::new("close", word("till.close")).body(body).render();
    };
    let tone = if closing.difference == Fen::ZERO { Tone::Good } else { Tone::Time };
    let facts = [
        ("counted", Fact::Money(closing.counted.total())),
        ("difference", Fact::Money(closing.difference)),
        ("ground", Fact::Text(closing.ground.clone().unwrap_or_default())),
    ];
    let key = if closing.difference == Fen::ZERO {
        "till.closed.even"
    } else {
        "till.closed.differs"
    };
    let alert = Alert::new(tone, "closed", word("till.closed")).body(rich(asked.lang, key, &facts));
    let booked = Panel::new("sums", word("till.booked"))
        .body(sums(asked, &seen.sums, seen.takings.len()))
        .render();
    stack(&[alert.render(), booked])
}

/// Yuan, where nothing typed is nothing counted.
fn counted(typed: &Typed, name: &str) -> Result<Fen, FieldRefused> {
    match typed.money(name) {
        Err(FieldRefused::Required) => Ok(Fen::ZERO),
        other => other,
    }
}

async fn close(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let id = till_of(&part)?;
    let mut problems = Problems::new();
    let mut take = |name: &str, key: &str| problems.take(asked.lang, name, &asked.say(key, &[]), counted(&typed, name));
    let (cash, card) = (take("cash", "till.count.cash"), take("card", "till.count.card"));
    let cheque = take("cheque", "till.count.cheque");
    let ground = problems.take(
        asked.lang,
        "ground",
        &asked.say("till.ground", &[]),
        typed.text_if_any("ground", 200),
    );
    if let (Some(cash), Some(card), Some(cheque), Some(ground)) = (cash, card, cheque, ground) {
        let (key, counted) = (asked.key(&typed)?, Counted { cash, card, cheque });
        let done = asked.act(move |desk| close_till(desk, &key, id, counted, ground.as_deref())).await;
        match done {
            Ok(_) => return Ok(asked.go(&format!("/tills/{id}"))),
            Err(Failure::Procedure(Error::Refused(refused))) => {
                problems.add(asked.lang, "ground", &asked.say("till.ground", &[]), refused.as_ref());
            }
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(drawn(&asked, id, &typed, &problems).await?).into_response())
}
