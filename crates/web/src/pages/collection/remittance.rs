//! A transfer that came, entered by hand from the bank statement: it finds its bill by the payment number, or waits.

use axum::response::{IntoResponse, Response};
use domain::collection::Incoming;
use maud::{Markup, Render, html};
use procedures::Error;
use procedures::take_remittance::take_remittance;
use units::Statement;

use super::unallocated::done;
use crate::body::Filled;
use crate::error::{Failure, unaccepted};
use crate::look::{Crumb, Field, Heading, Panel, Problems, actions, error_summary, form, rich, stack, submit};
use crate::{Asked, Typed};

pub(super) async fn page(asked: Asked) -> Result<Markup, Failure> {
    let typed = Typed::default().with_date("day", asked.today);
    Ok(draw(&asked, &typed, &Problems::new()))
}

fn draw(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let title = asked.say("remittance.title", &[]);
    let field = |name: &'static str| {
        let label = asked.say(&format!("remittance.{name}"), &[]);
        Field::new(asked.lang, name, label).typed(typed).problems(problems)
    };
    let hint = |key: &str| asked.say(key, &[]);
    let fields = html! {
        (field("amount").money())
        (field("day").hint(hint("remittance.day.hint")).date())
        (field("text").hint(hint("remittance.text.hint")).optional().text(40))
        (field("payer").text(30))
        (field("account").optional().text(30))
        (field("reference").hint(hint("remittance.reference.hint")).text(30))
        (actions(submit(&asked.say("remittance.submit", &[]))))
    };
    let body = form("/remittances", &asked.same_key(typed), fields);
    let panel = Panel::untitled("remittance", title.clone()).body(body).render();
    let trail = vec![
        Crumb::to(asked.say("collection.menu.unallocated", &[]), "/unallocated"),
        Crumb::here(title.clone()),
    ];
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "remittance.lead", &[]));
    let content = html! { (error_summary(asked.lang, problems)) (heading) (stack(&[panel])) };
    let frame = asked.frame(title).wrong(!problems.is_empty()).trail(trail);
    frame.menu(super::menu(asked, "/unallocated")).page(content)
}

pub(super) async fn take(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let lang = asked.lang;
    let mut problems = Problems::new();
    let label = |name: &str| asked.say(&format!("remittance.{name}"), &[]);
    let amount = problems.take(lang, "amount", &label("amount"), typed.money("amount"));
    let day = problems.take(lang, "day", &label("day"), typed.date("day"));
    let text = problems.take(lang, "text", &label("text"), typed.text_if_any("text", 140));
    let payer = problems.take(lang, "payer", &label("payer"), typed.text("payer", 140));
    let account = problems.take(lang, "account", &label("account"), typed.text_if_any("account", 40));
    let reference = problems.take(lang, "reference", &label("reference"), typed.text("reference", 64));
    if let (Some(amount), Some(day), Some(text), Some(payer), Some(account), Some(reference)) =
        (amount, day, text, payer, account, reference)
    {
        let money = Incoming {
            bank_reference: reference,
            text: text.unwrap_or_default(),
            payer,
            account: account.unwrap_or_default(),
        };
        match asked.act(move |desk| take_remittance(desk, amount, day, &money)).await {
            Ok(received) => return Ok(done(&asked, &received, "remittance.done").into_response()),
            Err(Failure::Procedure(Error::Refused(why))) => refused(&asked, &mut problems, why.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(draw(&asked, &typed, &problems)).into_response())
}

fn refused(asked: &Asked, problems: &mut Problems, why: &dyn Statement) {
    let field = match why.code() {
        "money.not_above_zero" => "amount",
        "money.in_the_future" => "day",
        "money.no_bank_reference" | "money.booked_before" => "reference",
        _ => return problems.add_to_form(asked.lang, why),
    };
    let label = asked.say(&format!("remittance.{field}"), &[]);
    problems.add(asked.lang, field, &label, why);
}
