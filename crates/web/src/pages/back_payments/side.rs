//! What may be done about a case, by role and by where it stands. No decision is chosen beforehand.

use domain::case::back_payment::{Point, State};
use domain::hall::appointment::Errand;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::back_payment::debit::AtBank;
use procedures::back_payment::{Overview, Pointed};
use procedures::book_visit::Booked;
use units::{Fact, Statement};

use super::show::Shown;
use super::{address, amounts, may, review_of, story};
use crate::look::{Alert, Field, OneOf, Panel, Problems, Tone, actions, bullets, button, form, link, rich, submit, submit_plain};
use crate::{Asked, Typed};

/// The side of the page: the forms that this reader may use now, or who has the case.
pub(super) fn panel(asked: &Asked, shown: &Shown, is_own: bool, typed: &Typed, problems: &Problems) -> Markup {
    let of = &shown.of;
    let draw = Draw {
        asked,
        of,
        visit: shown.visit.as_ref(),
        seconds: &shown.seconds,
        typed,
        problems,
    };
    if is_own {
        return draw.employers();
    }
    let desk = match &of.case.state {
        State::InReview(_) | State::Checked { .. } => review_of(of.story.opened.kind),
        State::Ready => Permission::AcceptBackPayment,
        State::Accepted(_) => Permission::TakeMoney,
        State::Preparing
        | State::Waiting { .. }
        | State::Returned { .. }
        | State::Lapsed(_)
        | State::Posted { .. }
        | State::Refused { .. }
        | State::Withdrawn => return draw.waits(),
    };
    if !may(asked, desk) {
        return draw.waits();
    }
    if let Some(locked) = &of.locked {
        let body = html! { (words::mend(asked.lang, locked).unwrap_or_default()) " " span class="sb-code" { (locked.code()) } };
        let alert = Alert::new(Tone::Time, "locked", words::tell(asked.lang, locked))
            .body(body)
            .render();
        // Whoever checked may still put right what was entered: it is then checked anew.
        return html! { (alert) (amounts::panel(asked, of, typed, problems)) };
    }
    let amounts = amounts::panel(asked, of, typed, problems);
    match &of.case.state {
        State::InReview(_) => html! { (amounts) (draw.decision(&["check", "ask", "return", "refuse"])) },
        State::Checked { .. } => html! { (draw.decision(&["confirm", "disagree", "return", "refuse"])) (amounts) },
        State::Ready => html! { (amounts) (draw.accept()) (draw.decision(&["return"])) },
        State::Accepted(filing) if filing.online => draw.waits(),
        State::Accepted(_) => draw.payment(),
        State::Preparing
        | State::Waiting { .. }
        | State::Returned { .. }
        | State::Lapsed(_)
        | State::Posted { .. }
        | State::Refused { .. }
        | State::Withdrawn => draw.waits(),
    }
}

/// The papers whose originals lie on the counter: each is ticked by the officer who compared it.
pub(in crate::pages) fn originals(asked: &Asked, unseen: &[String], typed: &Typed) -> Markup {
    let one = |code: &String| OneOf::new(code, asked.say(&format!("back_payment.paper.{code}"), &[]));
    let list: Vec<OneOf> = unseen.iter().map(one).collect();
    html! {
        @if !list.is_empty() {
            (Field::new(asked.lang, "originals", asked.say("back_payments.accept.originals", &[])).checkboxes(&list, typed.all("originals")))
        }
    }
}

/// What the forms are drawn from.
struct Draw<'a> {
    asked: &'a Asked,
    of: &'a Overview,
    visit: Option<&'a Booked>,
    seconds: &'a [String],
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

    fn at(&self, act: &str) -> String {
        format!("{}/{act}", address(self.of.employer.id, self.of.story.opened.id))
    }

    fn panel(&self, id: &str, title: &str, act: &str, fields: Markup) -> Markup {
        let key = self.asked.same_key(self.typed);
        Panel::new(id, self.word(title)).body(form(&self.at(act), &key, fields)).render()
    }

    fn plain(&self, act: &str, text: &str) -> Markup {
        form(
            &self.at(act),
            &self.asked.same_key(self.typed),
            actions(submit_plain(&self.word(text))),
        )
    }

    /// The employer's own side.
    fn employers(&self) -> Markup {
        match &self.of.case.state {
            State::Preparing if !self.of.outgrown.is_empty() => html! { (self.outgrown()) (self.withdraw()) },
            State::Preparing => html! { (self.submit()) (self.withdraw()) },
            State::Returned { ground } => html! { (self.mend(ground)) (self.withdraw()) },
            State::Waiting { asked, .. } => html! { (self.answer(asked)) (self.withdraw()) },
            State::Ready | State::Lapsed(_) if !self.of.outgrown.is_empty() => html! { (self.outgrown()) (self.withdraw()) },
            State::Ready => html! { (self.ready()) (self.withdraw()) },
            State::Lapsed(_) => html! { (self.again()) (self.withdraw()) },
            State::InReview(_) | State::Checked { .. } => html! { (self.waits()) (self.withdraw()) },
            State::Accepted(filing) if !filing.online => self.to_cashier(),
            State::Accepted(filing) if filing.on == self.asked.today && matches!(self.of.at_bank, Some(AtBank::Refused(_))) => {
                html! { (self.waits()) (self.to_cashier()) }
            }
            State::Accepted(_) | State::Posted { .. } | State::Refused { .. } | State::Withdrawn => self.waits(),
        }
    }

    fn submit(&self) -> Markup {
        let missing: Vec<Markup> = self
            .of
            .papers
            .iter()
            .filter(|paper| paper.missing)
            .map(|paper| html! { (self.word(&format!("back_payment.paper.{}", paper.paper.code))) })
            .collect();
        if !missing.is_empty() {
            let facts = [("count", Fact::Count(missing.len() as i64))];
            let key = match review_of(self.of.story.opened.kind) {
                Permission::AcceptBackPayment => "back_payments.submit.missing.unreviewed",
                _reviewing => "back_payments.submit.missing",
            };
            let body = html! {
                p { (rich(self.asked.lang, key, &facts)) }
                (bullets(&missing))
                p class="sb-small" { (link("#h-papers", &self.word("back_payments.to_papers"))) }
            };
            return Panel::new("submit", self.word("back_payments.submit.title")).body(body).render();
        }
        let (says, act) = match (review_of(self.of.story.opened.kind), self.of.online) {
            (Permission::AcceptBackPayment, true) => ("back_payments.submit.online", "back_payments.submit.plain"),
            (Permission::AcceptBackPayment, false) => ("back_payments.submit.counter", "back_payments.submit.plain"),
            (_reviewed, _) => ("back_payments.submit.says", "back_payments.submit"),
        };
        let fields = html! {
            p { (rich(self.asked.lang, says, &[])) }
            (actions(submit(&self.word(act))))
        };
        self.panel("submit", "back_payments.submit.title", "submit", fields)
    }

    fn ready(&self) -> Markup {
        let amount = [("amount", Fact::Money(self.of.total()))];
        let fields = html! {
            @if self.of.online && self.of.unknown.is_none() {
                p { (rich(self.asked.lang, "back_payments.online.says", &amount)) }
                (form(&self.at("file-online"), &self.asked.same_key(self.typed), actions(submit(&self.asked.say("back_payments.file_online", &amount)))))
                p class="sb-small sb-soft sb-above" { (rich(self.asked.lang, "back_payments.no_visit", &[])) }
            } @else {
                p { (rich(self.asked.lang, "back_payments.counter.says", &[])) }
                @match self.visit {
                    Some(booked) => (self.booked(booked)),
                    None => { p { (button(&self.book(), &self.word("back_payments.book"))) } },
                }
            }
        };
        Panel::new("ready", self.word("back_payments.ready.title")).body(fields).render()
    }

    /// The visit that is booked for this case, with the way to change it.
    fn booked(&self, booked: &Booked) -> Markup {
        let of = &booked.appointment;
        html! {
            p { b { (story::visit_said(self.asked, booked)) } }
            p { (link(&crate::pages::hall::appointment_at(of.id), &self.word("back_payments.booked.open"))) }
        }
    }

    /// Its months have grown old while it waited: taken back and asked for anew, each goes the way of its age.
    fn outgrown(&self) -> Markup {
        let months = [("months", Fact::Months(self.of.outgrown.clone()))];
        let body = html! {
            p { (rich(self.asked.lang, "back_payments.outgrown.says", &months)) }
            p { (link(&format!("/employers/{}/back-payments/new", self.of.employer.id.code()), &self.word("back_payments.outgrown.anew"))) }
        };
        Panel::new("outgrown", self.word("back_payments.outgrown.title"))
            .body(body)
            .render()
    }

    fn again(&self) -> Markup {
        let amount = [("amount", Fact::Money(self.of.total()))];
        let fields = html! {
            p { (rich(self.asked.lang, "back_payments.again.says", &amount)) }
            (actions(submit(&self.asked.say("back_payments.again", &amount))))
        };
        self.panel("again", "back_payments.again.title", "file-again", fields)
    }

    fn answer(&self, what: &str) -> Markup {
        let fields = html! {
            p { b { (what) } }
            (self.pointed())
            (self.field("note", "back_payments.answer.note").textarea(3))
            (actions(submit(&self.word("back_payments.answer"))))
        };
        self.panel("answer", "back_payments.answer.title", "answer", fields)
    }

    /// The form reopens with the reason on top and each line as it was.
    fn mend(&self, ground: &str) -> Markup {
        let lines = self.of.story.lines.iter().map(|line| {
            let name = self
                .of
                .people
                .get(&line.person)
                .map(|person| person.name.clone())
                .unwrap_or_default();
            let (months, wage) = (format!("months-{}", line.line), format!("wage-{}", line.line));
            let as_it_is = format!("{}..{}", line.from, line.to);
            let typed = |name: &str, now: String| match self.typed.get(name) {
                "" => now,
                typed => typed.to_owned(),
            };
            let facts = [("name", Fact::Text(name)), ("line", Fact::Count(line.line))];
            html! {
                (Field::new(self.asked.lang, &months, self.asked.say("back_payments.mend.months", &facts))
                    .hint(self.word("back_payments.mend.months.hint")).problems(self.problems).value(typed(&months, as_it_is)).text(20))
                (Field::new(self.asked.lang, &wage, self.asked.say("back_payments.mend.wage", &facts))
                    .problems(self.problems).value(typed(&wage, words::money_plain(line.base))).money())
            }
        });
        let fields = html! {
            p { (self.word("back_payments.mend.because")) " " b { (ground) } }
            (self.pointed())
            @for line in lines { (line) }
            (self.field("note", "back_payments.mend.note").textarea(3))
            (actions(submit(&self.word("back_payments.mend"))))
        };
        self.panel("mend", "back_payments.mend.title", "mend", fields)
    }

    fn withdraw(&self) -> Markup {
        let body = html! { p class="sb-small sb-soft" { (self.word("back_payments.withdraw.says")) } (self.plain("withdraw", "back_payments.withdraw")) };
        Panel::new("withdraw", self.word("back_payments.withdraw.title"))
            .body(body)
            .render()
    }

    /// Choices with a reason, none of them chosen.
    fn decision(&self, choices: &[&str]) -> Markup {
        let list: Vec<OneOf> = choices
            .iter()
            .map(|choice| {
                OneOf::new(*choice, self.word(&format!("back_payments.decide.{choice}")))
                    .hint(self.word(&format!("back_payments.decide.{choice}.says")))
            })
            .collect();
        let chosen = self.typed.get("decision");
        let fields = html! {
            (Field::new(self.asked.lang, "decision", self.word("back_payments.decision")).value(chosen).problems(self.problems).radios(&list))
            (self.field("ground", "back_payments.decision.ground").hint(self.word("back_payments.decision.ground.hint")).textarea(3))
            @if choices.contains(&"ask") || choices.contains(&"return") { (self.points()) }
            (actions(submit(&self.word("back_payments.decide"))))
            p class="sb-small sb-soft sb-above" { (self.word("back_payments.decide.two")) @if choices.contains(&"check") { (self.second()) } }
        };
        self.panel("decide", "back_payments.decide.title", "decide", fields)
    }

    /// Who can confirm after the reader.
    fn second(&self) -> Markup {
        let (key, facts) = match self.seconds {
            [] => ("back_payments.decide.nobody", vec![]),
            [only] => ("back_payments.decide.then_only", vec![("name", Fact::Text(only.clone()))]),
            names => (
                "back_payments.decide.then",
                vec![("names", Fact::Text(words::join(self.asked.lang, names)))],
            ),
        };
        html! { " " (self.asked.say(key, &facts)) }
    }

    /// What a question or a return points at: the papers of the way, the months of the case.
    fn points(&self) -> Markup {
        let papers = self.of.papers.iter().map(|paper| {
            let code = &paper.paper.code;
            OneOf::new(Point::Paper(code.clone()).code(), self.word(&format!("back_payment.paper.{code}")))
        });
        let months = super::months_of(self.of)
            .into_iter()
            .filter(|_| self.of.story.opened.month.is_none());
        let months = months.map(|month| OneOf::new(Point::Month(month).code(), words::month(self.asked.lang, month)));
        let list: Vec<OneOf> = papers.chain(months).collect();
        if list.is_empty() {
            return html! {};
        }
        Field::new(self.asked.lang, "at", self.word("back_payments.decision.at"))
            .hint(self.word("back_payments.decision.at.hint"))
            .optional()
            .problems(self.problems)
            .checkboxes(&list, self.typed.all("at"))
    }

    /// What an officer pointed at and is not mended yet, for the employer.
    fn pointed(&self) -> Markup {
        let said = |pointed: &Pointed| match &pointed.point {
            Point::Paper(code) => html! { (link("#h-papers", &self.word(&format!("back_payment.paper.{code}")))) },
            Point::Month(month) => html! { (words::month(self.asked.lang, *month)) },
        };
        let story = &self.of.story;
        let list: Vec<Markup> = story.pointed_at().filter(|one| !story.is_mended(one)).map(said).collect();
        html! { @if !list.is_empty() { p { (self.word("back_payments.pointed")) } (bullets(&list)) } }
    }

    fn accept(&self) -> Markup {
        if self.of.unknown.is_some() {
            return html! {};
        }
        let amount = [("amount", Fact::Money(self.of.total()))];
        let unseen = self.of.papers.iter().filter(|paper| paper.there.is_some() && paper.seen.is_none());
        let unseen: Vec<String> = unseen.map(|paper| paper.paper.code.clone()).collect();
        let fields = html! {
            p { (rich(self.asked.lang, "back_payments.accept.says", &amount)) }
            (originals(self.asked, &unseen, self.typed))
            (actions(submit(&self.asked.say("back_payments.accept", &amount))))
        };
        self.panel("accept", "back_payments.accept.title", "accept", fields)
    }

    /// The one cashier's page takes the money, with the number of whoever stands there.
    fn payment(&self) -> Markup {
        let amount = [("amount", Fact::Money(self.of.total()))];
        let body = html! {
            p { (rich(self.asked.lang, "back_payments.payment.says", &amount)) }
            p { (button("/desks/cashier", &self.word("back_payments.payment.desk"))) }
        };
        Panel::new("payment", self.word("back_payments.payment.title")).body(body).render()
    }

    /// Filed for today: a number at the cashier's.
    fn to_cashier(&self) -> Markup {
        let amount = [("amount", Fact::Money(self.of.total()))];
        let body = html! {
            p { (rich(self.asked.lang, "back_payments.cashier.says", &amount)) }
            p { (button("/hall?matter=cashier", &self.word("hall.do.ticket"))) }
        };
        Panel::new("cashier", self.word("back_payments.cashier.title")).body(body).render()
    }

    /// Where the visit is booked that this case is for.
    fn book(&self) -> String {
        let errand = Errand::BackPayment(self.of.story.opened.id);
        format!("/employers/{}/appointments/new?for={}", self.of.employer.id.code(), errand.code())
    }

    /// Who has it now.
    fn waits(&self) -> Markup {
        let body = html! { p { (holder(self.asked, &self.of.case.state, self.of.at_bank)) } };
        Panel::new("waits", self.word("back_payments.with")).body(body).render()
    }
}

/// Who has a case now, and what that means for the money.
pub(in crate::pages) fn holder(asked: &Asked, state: &State, at_bank: Option<AtBank>) -> Markup {
    let key = match state {
        State::Preparing | State::Waiting { .. } | State::Returned { .. } | State::Lapsed(_) => "back_payments.with.employer",
        State::InReview(_) | State::Checked { .. } => "back_payments.with.review",
        State::Ready => "back_payments.with.counter",
        State::Accepted(filing) if filing.online => match at_bank {
            Some(AtBank::Asked) if filing.on < asked.today => "back_payments.with.bank.over",
            Some(AtBank::Asked) => "back_payments.with.bank.asked",
            Some(AtBank::Refused(_)) => "back_payments.with.bank.refused",
            Some(AtBank::NotAsked) | None => "back_payments.with.bank",
        },
        State::Accepted(_) => "back_payments.with.cashier",
        State::Posted { .. } => "back_payments.with.posted",
        State::Refused { .. } => "back_payments.with.refused",
        State::Withdrawn => "back_payments.with.withdrawn",
    };
    let facts = match (state, at_bank) {
        (State::Accepted(filing), Some(AtBank::Refused(cause))) => {
            vec![("day", Fact::Day(filing.on)), ("cause", Fact::Word(cause.word().to_owned()))]
        }
        (State::Accepted(filing), _) => vec![("day", Fact::Day(filing.on))],
        (_, _) => vec![],
    };
    rich(asked.lang, key, &facts)
}
