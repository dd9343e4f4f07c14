//! What may be done about a case, by role and by where it stands. No decision is chosen beforehand.

use axum::response::Response;
use domain::case::counter_reduction::State;
use domain::ids::{CaseId, EmployerId};
use maud::{Markup, Render, html};
use procedures::counter_cases::{CounterCase, Preview};
use procedures::{Error, Key, Permission, Receipt, enter_reduction, move_case};
use units::Fact;

use super::{address, may, page};
use crate::body::{At, Filled};
use crate::error::{Failure, unaccepted};
use crate::look::{Alert, Field, Panel, Problems, Tone, actions, button, form, link, rich, submit, submit_plain};
use crate::route::Route;
use crate::{Asked, Typed};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::form(
            "/cases/{employer}/{case}/confirm",
            Permission::ConfirmEmployment,
            "Confirms the end of employment.",
            confirm,
        ),
        Route::form(
            "/cases/{employer}/{case}/send-back",
            Permission::SendBackCase,
            "Sends a case back to its employer.",
            send_back,
        ),
        Route::form(
            "/cases/{employer}/{case}/exception",
            Permission::CounterReduction,
            "Notes that the system was at fault.",
            note_exception,
        ),
        Route::form(
            "/cases/{employer}/{case}/exception/grant",
            Permission::CounterReduction,
            "A second officer agrees with the exception.",
            grant,
        ),
        Route::form(
            "/cases/{employer}/{case}/exception/decline",
            Permission::CounterReduction,
            "A second officer declines the exception.",
            decline,
        ),
        Route::form(
            "/cases/{employer}/{case}/enter",
            Permission::CounterReduction,
            "Enters the reduction.",
            enter,
        ),
        Route::form(
            "/cases/{employer}/{case}/mend",
            Permission::FileReduction,
            "The employer mended what was sent back.",
            mend,
        ),
        Route::form(
            "/cases/{employer}/{case}/withdraw",
            Permission::FileReduction,
            "The employer takes the case back.",
            withdraw,
        ),
    ]
}

/// The side of the page: the forms that this reader may use now, or why none.
pub(super) fn side(asked: &Asked, of: &CounterCase, ahead: Option<&Preview>, typed: &Typed, problems: &Problems) -> Markup {
    let is_officer = may(asked, Permission::SendBackCase);
    if let (true, Some(locked), false) = (is_officer, &of.locked, of.case.state.is_final()) {
        return Alert::new(Tone::Time, "locked", words::tell(asked.lang, locked))
            .body(html! { (words::mend(asked.lang, locked).unwrap_or_default()) span class="sb-code" { (units::Statement::code(locked)) } })
            .render();
    }
    let draw = Draw {
        asked,
        of,
        typed,
        problems,
    };
    match (&of.case.state, is_officer) {
        (State::Filed, true) if may(asked, Permission::ConfirmEmployment) => html! { (draw.confirm()) (draw.send_back()) },
        (State::Confirmed(_), true) if may(asked, Permission::CounterReduction) => {
            html! { (draw.enter(ahead)) (draw.exception()) (draw.send_back()) }
        }
        (State::ExceptionGranted(..), true) if may(asked, Permission::CounterReduction) => html! { (draw.enter(ahead)) (draw.send_back()) },
        (State::ExceptionNoted(..), true) if may(asked, Permission::CounterReduction) => draw.second(),
        (State::SentBack { ground }, false) => html! { (draw.mend(ground)) (draw.withdraw()) },
        (State::Filed | State::Confirmed(_), false) if may(asked, Permission::FileReduction) => draw.withdraw(),
        (State::Entered { .. }, _) => draw.entered(),
        (_, _) => draw.waits(),
    }
}

/// What the forms are drawn from.
struct Draw<'a> {
    asked: &'a Asked,
    of: &'a CounterCase,
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
        let action = format!("{}/{act}", address(self.of.opened.employer, self.of.opened.id));
        let key = self.asked.same_key(self.typed);
        Panel::new(id, self.word(title)).body(form(&action, &key, fields)).render()
    }

    fn confirm(&self) -> Markup {
        let fields = html! {
            (self.field("contract", "cases.contract_end").hint(self.word("cases.contract_end.hint")).date())
            (actions(submit(&self.word("cases.confirm"))))
        };
        self.panel("confirm", "cases.confirm.title", "confirm", fields)
    }

    fn send_back(&self) -> Markup {
        let fields = html! {
            (self.field("ground", "cases.ground").hint(self.word("cases.ground.hint")).textarea(3))
            (actions(html! { button class="govuk-button govuk-button--secondary" type="submit" { (self.word("cases.send_back")) } }))
        };
        self.panel("send-back", "cases.send_back.title", "send-back", fields)
    }

    fn exception(&self) -> Markup {
        let fields = html! {
            p { (rich(self.asked.lang, "cases.exception.says", &[])) }
            (self.field("first", "cases.first_try").date())
            (self.field("fault", "cases.exception.ground").hint(self.word("cases.exception.ground.hint")).textarea(3))
            (actions(html! { button class="govuk-button govuk-button--secondary" type="submit" { (self.word("cases.exception.note")) } }))
        };
        self.panel("exception", "cases.exception.title", "exception", fields)
    }

    fn second(&self) -> Markup {
        let Some(exception) = self.of.case.state.exception() else {
            return html! {};
        };
        let at = address(self.of.opened.employer, self.of.opened.id);
        let key = self.asked.same_key(self.typed);
        let facts = [("day", Fact::Day(exception.first_try))];
        let says = html! {
            p { (rich(self.asked.lang, "cases.second.says", &facts)) }
            p { (exception.ground) }
            (form(&format!("{at}/exception/grant"), &key, actions(submit(&self.word("cases.second.grant")))))
        };
        let declined = html! {
            (self.field("ground", "cases.second.ground").textarea(3))
            (actions(html! { button class="govuk-button govuk-button--secondary" type="submit" { (self.word("cases.second.decline")) } }))
        };
        html! {
            (Panel::new("second", self.word("cases.second.title")).body(says).render())
            (self.panel("decline", "cases.second.decline.title", "exception/decline", declined))
        }
    }

    fn enter(&self, ahead: Option<&Preview>) -> Markup {
        let default = ahead.and_then(|a| a.outcome.as_ref().ok()).map(|l| l.reduced.last_month);
        let hint = default
            .map(|month| self.asked.say("cases.enter.hint", &[("month", Fact::Month(month))]))
            .unwrap_or_default();
        let fields = html! {
            (self.field("last", "cases.last_month").hint(hint).optional().month())
            (actions(submit(&self.asked.say("cases.enter", &[("name", Fact::Text(self.of.person.name.clone()))]))))
        };
        self.panel("enter", "cases.enter.title", "enter", fields)
    }

    fn mend(&self, ground: &str) -> Markup {
        let fields = html! {
            p { b { (ground) } }
            (self.field("note", "cases.mend.note").textarea(3))
            (actions(submit(&self.word("cases.mend"))))
        };
        self.panel("mend", "cases.mend.title", "mend", fields)
    }

    fn withdraw(&self) -> Markup {
        let fields =
            html! { p { (rich(self.asked.lang, "cases.withdraw.says", &[])) } (actions(submit_plain(&self.word("cases.withdraw")))) };
        self.panel("withdraw", "cases.withdraw.title", "withdraw", fields)
    }

    fn entered(&self) -> Markup {
        let list = format!("{}/returned-list.pdf", address(self.of.opened.employer, self.of.opened.id));
        let body = html! {
            p { (rich(self.asked.lang, "cases.entered.says", &[])) }
            (actions(html! { (button(&list, &self.word("cases.returned_list"))) (link(&format!("/receipts/{}", self.of.receipt), &self.word("cases.receipt"))) }))
        };
        Panel::new("entered", self.word("cases.entered.title")).body(body).render()
    }

    fn waits(&self) -> Markup {
        let body = html! { p { (rich(self.asked.lang, "cases.waits.says", &[])) } };
        Panel::new("waits", self.word("cases.waits.title")).body(body).render()
    }
}

async fn after<F>(asked: Asked, case: String, typed: Typed, problems: Problems, act: F) -> Result<Response, Failure>
where
    F: FnMut(&mut procedures::Desk, &Key, EmployerId, CaseId) -> Result<Receipt, Error> + Send + 'static,
{
    let (lang, employer) = (asked.lang, asked.employer()?);
    let id = CaseId::from_code(&case).map_err(|_| Failure::NoSuchPage)?;
    let mut problems = problems;
    if problems.is_empty() {
        let (key, mut act) = (asked.key(&typed)?, act);
        match asked.act(move |desk| act(desk, &key, employer, id)).await {
            Ok(_) => return Ok(asked.go(&address(employer, id))),
            Err(Failure::Procedure(Error::Refused(refused))) => problems.add_to_form(lang, refused.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(page(&asked, &case, &typed, &problems).await?))
}

type Case = At<(String, String)>;

async fn confirm(At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let label = asked.say("cases.contract_end", &[]);
    let Some(day) = problems.take(asked.lang, "contract", &label, typed.date("contract")) else {
        return Ok(unaccepted(page(&asked, &case, &typed, &problems).await?));
    };
    after(asked, case, typed, problems, move |desk, key, of, id| {
        move_case::confirm_employment(desk, key, of, id, day)
    })
    .await
}

/// Reads a ground; without one the act does nothing and the problem stands at its field.
fn ground(asked: &Asked, typed: &Typed, name: &str, label: &str) -> (String, Problems) {
    let mut problems = Problems::new();
    let read = problems.take(asked.lang, name, &asked.say(label, &[]), typed.text(name, 500));
    (read.unwrap_or_default(), problems)
}

async fn send_back(At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (text, problems) = ground(&asked, &typed, "ground", "cases.ground");
    after(asked, case, typed, problems, move |desk, key, of, id| {
        move_case::send_back(desk, key, of, id, &text)
    })
    .await
}

async fn note_exception(At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (text, mut problems) = ground(&asked, &typed, "fault", "cases.exception.ground");
    let label = asked.say("cases.first_try", &[]);
    let first = problems
        .take(asked.lang, "first", &label, typed.date("first"))
        .unwrap_or(asked.today);
    after(asked, case, typed, problems, move |desk, key, of, id| {
        move_case::note_exception(desk, key, of, id, first, &text)
    })
    .await
}

async fn grant(At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    after(asked, case, typed, Problems::new(), move_case::grant_exception).await
}

async fn decline(At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (text, problems) = ground(&asked, &typed, "ground", "cases.second.ground");
    after(asked, case, typed, problems, move |desk, key, of, id| {
        move_case::decline_exception(desk, key, of, id, &text)
    })
    .await
}

async fn enter(At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let last = match typed.month("last") {
        Err(crate::FieldRefused::Required) => None,
        read => problems.take(asked.lang, "last", &asked.say("cases.last_month", &[]), read),
    };
    after(asked, case, typed, problems, move |desk, key, of, id| {
        enter_reduction::enter_reduction(desk, key, of, id, last)
    })
    .await
}

async fn mend(At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (text, problems) = ground(&asked, &typed, "note", "cases.mend.note");
    after(asked, case, typed, problems, move |desk, key, of, id| {
        move_case::mend(desk, key, of, id, &text)
    })
    .await
}

async fn withdraw(At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    after(asked, case, typed, Problems::new(), move_case::withdraw).await
}
