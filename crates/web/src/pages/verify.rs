//! Anybody checks a receipt, a voucher or a statement: valid or not, what it says, for whom (masked), when; nothing else.

use axum::response::{IntoResponse, Response};
use maud::{Markup, Render, html};
use procedures::audit::{Verified, verify_receipt};
use procedures::statement::{VerifiedStatement, verify_statement};
use procedures::{Desk, Error, Permission, voucher};
use units::Fact;
use words::Moment;

use super::certificates;
use crate::body::{At, Searched};
use crate::error::Failure;
use crate::look::{Alert, Field, Heading, Panel, Problems, Summary, Tone, actions, number, rich, stack, submit};
use crate::route::Route;
use crate::{Asked, Typed};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::page("/verify", Permission::Public, "Anybody checks a receipt number.", ask),
        Route::page(
            "/verify/{number}",
            Permission::Public,
            "Whether a receipt is ours and what it acknowledges.",
            answer,
        ),
    ]
}

async fn ask(asked: Asked, Searched(query): Searched) -> Response {
    let typed = query.get("number").trim();
    let is_plain = !typed.is_empty() && typed.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_plain {
        return asked.go(&format!("/verify/{typed}"));
    }
    page(&asked, &query, None).into_response()
}

async fn answer(asked: Asked, At(no): At<String>) -> Result<Markup, Failure> {
    if let Some(of) = certificates::checked(&asked, &no).await? {
        let body = rich(asked.lang, "certificate.valid.says", &[]);
        let says = html! {
            (Alert::new(Tone::Good, "verified", asked.say("certificate.valid", &[])).body(body).render())
            (Panel::untitled("facts", asked.say("verify.what", &[])).body(certificates::facts(&asked, &of)).render())
        };
        return Ok(page(&asked, &Typed::default().with("number", no), Some(says)));
    }
    let sent = no.clone();
    let found = asked.read(move |desk| look(desk, &sent)).await?;
    let says = match &found {
        Found::Receipt(of) => valid(&asked, of),
        Found::Voucher(number, of) => paid(&asked, number, of),
        Found::Statement(of) => stated(&asked, of),
        Found::Nothing => {
            let body = rich(asked.lang, "verify.not_ours.says", &[]);
            Alert::new(Tone::Bad, "verified", asked.say("verify.not_ours", &[]))
                .body(body)
                .render()
        }
    };
    Ok(page(&asked, &Typed::default().with("number", no), Some(says)))
}

/// What a number stands for.
enum Found {
    Receipt(Verified),
    Voucher(String, voucher::Verified),
    Statement(VerifiedStatement),
    Nothing,
}

fn look(desk: &mut Desk, number: &str) -> Result<Found, Error> {
    match voucher::verify_voucher(desk, number) {
        Ok(paid) => return Ok(Found::Voucher(number.trim().to_uppercase(), paid)),
        Err(Error::NotFound) => {}
        Err(other) => return Err(other),
    }
    if let Some(stated) = verify_statement(desk, number)? {
        return Ok(Found::Statement(stated));
    }
    Ok(verify_receipt(desk, number)?.map_or(Found::Nothing, Found::Receipt))
}

/// A voucher: payer, months, amounts, the days of the money.
fn paid(asked: &Asked, no: &str, of: &voucher::Verified) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let mut summary = Summary::new(asked.lang)
        .row(word("debit.voucher"), number(no))
        .row(word("verify.payer"), html! { span lang="zh" { (of.payer) } });
    for (key, fen, day) in of.bills.iter().filter(|(_, fen, _)| *fen != units::Fen::ZERO) {
        let facts = [("amount", Fact::Money(*fen)), ("day", Fact::Day(*day))];
        summary = summary.row(
            words::month(asked.lang, key.month),
            html! { (asked.say("verify.paid_line", &facts)) },
        );
    }
    let body = rich(asked.lang, "verify.voucher.says", &[]);
    html! {
        (Alert::new(Tone::Good, "verified", word("verify.voucher")).body(body).render())
        (Panel::untitled("facts", word("verify.what")).body(summary.render()).render())
    }
}

/// A statement: for whom (masked), up to which day, how many months; its checksum is compared with the paper.
fn stated(asked: &Asked, of: &VerifiedStatement) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let summary = Summary::new(asked.lang)
        .row(word("statement.number"), number(&of.number))
        .row(word("verify.whom"), html! { span lang="zh" { (of.whom) } })
        .row(word("statement.as_of"), html! { (words::day(asked.lang, of.as_of)) })
        .row(word("statement.issued_on"), html! { (words::day(asked.lang, of.issued_on)) })
        .row(word("statement.counted"), html! { (of.counted) })
        .row(word("statement.checksum"), number(&of.checksum));
    let body = rich(asked.lang, "verify.statement.says", &[]);
    html! {
        (Alert::new(Tone::Good, "verified", word("verify.statement")).body(body).render())
        (Panel::untitled("facts", word("verify.what")).body(summary.render()).render())
    }
}

fn valid(asked: &Asked, of: &Verified) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let summary = Summary::new(asked.lang)
        .row(word("look.receipt.number"), number(&of.number))
        .row(word("verify.what"), html! { (what(asked, &of.kind)) })
        .row(word("verify.whom"), html! { (of.whom) })
        .row(word("verify.day"), html! { (words::day(asked.lang, of.on_date)) })
        .row(word("verify.at"), html! { (Moment::of(of.at).written_in_full(asked.lang)) });
    let body = rich(asked.lang, "verify.valid.says", &[]);
    html! {
        (Alert::new(Tone::Good, "verified", word("verify.valid")).body(body).render())
        (Panel::untitled("facts", word("verify.what")).body(summary.render()).render())
    }
}

/// What was done, in words where the machine's own mark has some.
pub(crate) fn what(asked: &Asked, kind: &str) -> String {
    let key = format!("receipts.kind.{kind}");
    if words::knows(&key) {
        asked.say(&key, &[])
    } else {
        kind.to_owned()
    }
}

fn page(asked: &Asked, typed: &Typed, says: Option<Markup>) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let title = word("verify.title");
    let nothing = Problems::new();
    let field = Field::new(asked.lang, "number", word("look.receipt.number"))
        .hint(word("verify.hint"))
        .typed(typed)
        .problems(&nothing)
        .text(30);
    let ask = html! { form method="get" action="/verify" { (field) (actions(submit(&word("verify.check")))) } };
    let mut parts: Vec<Markup> = says.into_iter().collect();
    parts.push(Panel::new("ask", word("verify.ask")).body(ask).render());
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "verify.lead", &[]));
    asked.frame(title).page(html! { (heading.render()) (stack(&parts)) })
}
