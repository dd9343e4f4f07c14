//! What may be done about a refund, by who looks and where it stands. No way is chosen beforehand.

use axum::response::Response;
use domain::case::refund::{State, Way};
use domain::ids::{CaseId, EmployerId};
use domain::registry::account_tail;
use maud::{Markup, Render, html};
use procedures::refunds::RefundPage;
use procedures::{Error, Key, Permission, Receipt, move_refund};
use units::Fact;

use super::one::{form_at, page};
use super::{address, decides};
use crate::body::{At, Filled};
use crate::error::{Failure, unaccepted};
use crate::look::{Alert, Field, OneOf, Panel, Problems, Tone, actions, form, rich, submit};
use crate::route::Route;
use crate::{Asked, Typed};

pub(super) fn routes() -> Vec<Route> {
    let desk = Permission::DecideRefund;
    vec![
        Route::form(
            "/refunds/{employer}/{refund}/choose",
            Permission::ChooseRefund,
            "The employer says how it wants the money.",
            choose,
        ),
        Route::form(
            "/refunds/{employer}/{refund}/check",
            desk,
            "A first officer checks a refund.",
            check,
        ),
        Route::form(
            "/refunds/{employer}/{refund}/decide",
            desk,
            "A second officer decides a refund.",
            decide,
        ),
        Route::form(
            "/refunds/{employer}/{refund}/send-back",
            desk,
            "Asks the employer to choose again.",
            send_back,
        ),
        Route::form("/refunds/{employer}/{refund}/paid", desk, "The bank paid a refund.", paid),
        Route::form(
            "/refunds/{employer}/{refund}/returned",
            desk,
            "The bank could not pay a refund.",
            returned,
        ),
    ]
}

/// The side of the page: the forms that this reader may use now, or who has it.
pub(super) fn side(asked: &Asked, of: &RefundPage, typed: &Typed, problems: &Problems) -> Markup {
    let draw = Draw {
        asked,
        of,
        typed,
        problems,
    };
    let chooses = asked.employer.is_some_and(|e| asked.caller.may_for(Permission::ChooseRefund, e));
    match (&of.refund.state, decides(asked)) {
        (State::Offered | State::SentBack { .. }, false) if chooses => draw.choose(),
        (State::Chosen(_) | State::Checked { .. }, true) => match &of.refund.locked {
            Some(locked) => draw.locked(locked),
            None => draw.decide(),
        },
        (State::Ordered, true) => html! { (draw.paid()) (draw.returned()) },
        (State::PaidOut { .. } | State::Carried | State::Lapsed, _) => html! {},
        (State::Offered | State::SentBack { .. } | State::Chosen(_) | State::Checked { .. } | State::Ordered, _) => draw.waits(),
    }
}

struct Draw<'a> {
    asked: &'a Asked,
    of: &'a RefundPage,
    typed: &'a Typed,
    problems: &'a Problems,
}

impl Draw<'_> {
    fn word(&self, key: &str) -> String {
        self.asked.say(key, &[])
    }

    fn field<'a>(&'a self, name: &'a str, key: &str) -> Field<'a> {
        Field::new(self.asked.lang, name, self.word(key))
            .typed(self.typed)
            .problems(self.problems)
    }

    fn panel(&self, id: &str, title: &str, act: &str, fields: Markup) -> Markup {
        let key = self.asked.same_key(self.typed);
        let body = form(&form_at(self.of, act), &key, fields);
        Panel::new(id, self.word(title)).body(body).render()
    }

    fn second(&self, key: &str) -> Markup {
        html! { button class="govuk-button govuk-button--secondary" type="submit" { (self.word(key)) } }
    }

    fn choose(&self) -> Markup {
        let mut ways = Vec::new();
        if let Some(account) = &self.of.account {
            let facts = [
                ("bank", Fact::Text(account.bank.clone())),
                ("name", Fact::Text(account.name.clone())),
                ("tail", Fact::Text(account_tail(&account.number))),
            ];
            ways.push(
                OneOf::new(Way::Account.code(), self.word("refund.way.account")).hint(self.asked.say("refund.way.account.says", &facts)),
            );
        }
        ways.push(OneOf::new(Way::NextBill.code(), self.word("refund.way.next_bill")).hint(self.word("refund.way.next_bill.says")));
        let fields = html! {
            @if let State::SentBack { ground } = &self.of.refund.state { p { b { (ground) } } }
            (self.field("way", "refund.way").radios(&ways))
            @if self.of.account.is_none() { p class="sb-small sb-soft" { (self.word("refund.no_account.fix")) } }
            (actions(submit(&self.asked.say("refund.choose", &[("amount", Fact::Money(self.of.refund.offer.amount))]))))
        };
        self.panel("choose", "refund.choose.title", "choose", fields)
    }

    fn locked(&self, locked: &domain::case::CaseRefused) -> Markup {
        Alert::new(Tone::Time, "locked", words::tell(self.asked.lang, locked))
            .body(html! { (words::mend(self.asked.lang, locked).unwrap_or_default()) span class="sb-code" { (units::Statement::code(locked)) } })
            .render()
    }

    fn decide(&self) -> Markup {
        let is_second = matches!(self.of.refund.state, State::Checked { .. });
        let (act, title, says, button) = match is_second {
            true => ("decide", "refund.decide.title", "refund.decide.says", "refund.decide"),
            false => ("check", "refund.check.title", "refund.check.says", "refund.check"),
        };
        let facts = [("amount", Fact::Money(self.of.refund.offer.amount))];
        let yes = html! {
            p { (rich(self.asked.lang, says, &facts)) }
            (actions(submit(&self.asked.say(button, &facts))))
        };
        let no = html! {
            (self.field("ground", "refund.ground").hint(self.word("refund.ground.hint")).textarea(3))
            (actions(self.second("refund.send_back")))
        };
        html! {
            (self.panel("decide", title, act, yes))
            (self.panel("send-back", "refund.send_back.title", "send-back", no))
        }
    }

    fn paid(&self) -> Markup {
        let fields = html! {
            (self.field("day", "refund.value_date").date())
            (self.field("reference", "refund.bank_reference").text(30))
            (actions(submit(&self.asked.say("refund.paid", &[("amount", Fact::Money(self.of.refund.offer.amount))]))))
        };
        self.panel("paid", "refund.paid.title", "paid", fields)
    }

    fn returned(&self) -> Markup {
        let fields = html! {
            (self.field("ground", "refund.returned.ground").textarea(2))
            (actions(self.second("refund.returned")))
        };
        self.panel("returned", "refund.returned.title", "returned", fields)
    }

    fn waits(&self) -> Markup {
        let key = format!("refund.waits.{}", self.of.refund.state.code());
        let body = html! { p { (rich(self.asked.lang, &key, &[])) } };
        Panel::new("waits", self.word("refund.waits")).body(body).render()
    }
}

async fn after<F>(asked: Asked, refund: String, typed: Typed, problems: Problems, act: F) -> Result<Response, Failure>
where
    F: FnMut(&mut procedures::Desk, &Key, EmployerId, CaseId) -> Result<Receipt, Error> + Send + 'static,
{
    let (lang, employer) = (asked.lang, asked.employer()?);
    let id = CaseId::from_code(&refund).map_err(|_| Failure::NoSuchPage)?;
    let mut problems = problems;
    if problems.is_empty() {
        let (key, mut act) = (asked.key(&typed)?, act);
        match asked.act(move |desk| act(desk, &key, employer, id)).await {
            Ok(_) => return Ok(asked.go(&address(employer, id))),
            Err(Failure::Procedure(Error::Refused(refused))) => problems.add_to_form(lang, refused.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(page(&asked, &refund, &typed, &problems).await?))
}

type Place = At<(String, String)>;

async fn choose(At((_, refund)): Place, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let label = asked.say("refund.way", &[]);
    let Some(way) = problems.take(asked.lang, "way", &label, typed.one_of("way", Way::from_code)) else {
        return Ok(unaccepted(page(&asked, &refund, &typed, &problems).await?));
    };
    after(asked, refund, typed, problems, move |desk, key, of, id| {
        move_refund::choose(desk, key, of, id, way)
    })
    .await
}

async fn check(At((_, refund)): Place, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    after(asked, refund, typed, Problems::new(), move_refund::check).await
}

async fn decide(At((_, refund)): Place, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    after(asked, refund, typed, Problems::new(), move_refund::decide).await
}

/// Reads a ground; without one the act does nothing and the problem stands at its field.
fn ground(asked: &Asked, typed: &Typed, label: &str) -> (String, Problems) {
    let mut problems = Problems::new();
    let read = problems.take(asked.lang, "ground", &asked.say(label, &[]), typed.text("ground", 500));
    (read.unwrap_or_default(), problems)
}

async fn send_back(At((_, refund)): Place, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (text, problems) = ground(&asked, &typed, "refund.ground");
    after(asked, refund, typed, problems, move |desk, key, of, id| {
        move_refund::send_back(desk, key, of, id, &text)
    })
    .await
}

async fn paid(At((_, refund)): Place, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let label = |key: &str| asked.say(key, &[]);
    let day = problems.take(asked.lang, "day", &label("refund.value_date"), typed.date("day"));
    let reference = problems.take(
        asked.lang,
        "reference",
        &label("refund.bank_reference"),
        typed.text("reference", 64),
    );
    let (day, reference) = (day.unwrap_or(asked.today), reference.unwrap_or_default());
    after(asked, refund, typed, problems, move |desk, key, of, id| {
        move_refund::pay(desk, key, of, id, day, &reference)
    })
    .await
}

async fn returned(At((_, refund)): Place, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (text, problems) = ground(&asked, &typed, "refund.returned.ground");
    after(asked, refund, typed, problems, move |desk, key, of, id| {
        move_refund::returned(desk, key, of, id, &text)
    })
    .await
}
