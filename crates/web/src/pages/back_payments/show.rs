//! One case, the same page for its employer and every desk: parts, months, papers, what comes next.

use domain::case::back_payment::{Kind, MonthDue, State};
use domain::ids::CaseId;
use maud::{Markup, Render, html};
use procedures::back_payment::beside::{Limits, base_limits, seconds};
use procedures::back_payment::sample::{Drawn, samples_of_case};
use procedures::back_payment::see::ClockState;
use procedures::back_payment::take_files::Compared;
use procedures::back_payment::{Overview, back_payment};
use procedures::back_payment_cost::{Further, further};
use procedures::book_visit::{Booked, visit_of_case};
use procedures::receipts::receipts_of_steps;
use procedures::{Error, Permission, Receipt};
use units::{Fact, Fen};

use super::{
    address, checks, may, months_said, papers, person_months, priced, queue, route_name, sample, side, state_of, stick, story, whose,
};
use crate::body::{At, Searched};
use crate::error::Failure;
use crate::look::{
    Figure, Heading, Panel, Problems, amount, amount_or_dash, clock, columns_wide_side, error_summary, figures, link, pairs,
    pairs_of_money, rich, stack,
};
use crate::pages::employer::Around;
use crate::route::Route;
use crate::{Asked, Typed};
use words::spans;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/back-payments/{employer}/{case}",
        Permission::ViewBackPayments,
        "A back payment with what may be done about it.",
        open,
    )]
}

/// A case with the other parts of its request and what a further day costs.
pub(super) struct Shown {
    pub of: Overview,
    pub parts: Vec<Overview>,
    pub further: Option<Further>,
    pub visit: Option<Booked>,
    pub receipts: Vec<Receipt>,
    pub drawn: Vec<Drawn>,
    pub compared: Option<Vec<Compared>>,
    pub limits: Limits,
    pub seconds: Vec<String>,
}

async fn open(asked: Asked, At((_, case)): At<(String, String)>, Searched(typed): Searched) -> Result<Markup, Failure> {
    page(&asked, &case, &typed, &Problems::new()).await
}

pub(super) async fn page(asked: &Asked, case: &str, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let (shown, around) = looked(asked, case).await?;
    Ok(drawn(asked, &shown, around.as_ref(), typed, problems))
}

/// The case with what a declaration file says line by line.
pub(super) async fn compared(asked: &Asked, case: &str, compared: Vec<Compared>) -> Result<Markup, Failure> {
    let (mut shown, around) = looked(asked, case).await?;
    shown.compared = Some(compared);
    Ok(drawn(asked, &shown, around.as_ref(), &Typed::default(), &Problems::new()))
}

async fn looked(asked: &Asked, case: &str) -> Result<(Shown, Option<Around>), Failure> {
    let employer = asked.employer()?;
    let id = CaseId::from_code(case).map_err(|_| Failure::NoSuchPage)?;
    let is_own = may(asked, Permission::FileBackPayment) && asked.caller.employers().any(|(of, _)| of == employer);
    let checks = may(asked, Permission::SampleDecisions);
    asked
        .read(move |desk| {
            let of = back_payment(desk, employer, id)?;
            let siblings: Vec<CaseId> = of.parts.iter().map(|(id, _)| *id).collect();
            let parts = siblings
                .into_iter()
                .map(|id| back_payment(desk, employer, id))
                .collect::<Result<Vec<_>, Error>>()?;
            let further = further(desk, &of)?;
            let around = if is_own { Some(Around::look(desk, employer)?) } else { None };
            let visit = visit_of_case(desk, employer, id)?;
            let receipts = receipts_of_steps(desk, &of)?;
            let drawn = if checks { samples_of_case(desk, employer, id)? } else { Vec::new() };
            let (limits, seconds) = (base_limits(desk, &of)?, seconds(desk, &of)?);
            Ok((
                Shown {
                    of,
                    parts,
                    further,
                    visit,
                    receipts,
                    drawn,
                    compared: None,
                    limits,
                    seconds,
                },
                around,
            ))
        })
        .await
}

fn drawn(asked: &Asked, shown: &Shown, around: Option<&Around>, typed: &Typed, problems: &Problems) -> Markup {
    let of = &shown.of;
    let facts = [
        ("name", Fact::Text(whose(asked, of))),
        ("count", Fact::Count(person_months(of))),
        ("route", Fact::Text(route_name(asked, of.story.opened.kind))),
        ("number", Fact::Text(of.story.opened.id.code())),
        ("months", Fact::Text(months_said(asked, of))),
        ("employer", Fact::Text(of.employer.name.clone())),
        ("parts", Fact::Count(shown.parts.len() as i64 + 1)),
    ];
    let title = asked.say("back_payments.case", &facts);
    let lead = match shown.parts.is_empty() {
        true => rich(asked.lang, "back_payments.case.lead", &facts),
        false => rich(asked.lang, "back_payments.case.split", &facts),
    };
    let heading = Heading::new(title.clone()).status(state_of(asked.lang, &of.case.state)).lead(lead);
    let main = [
        sums(asked, shown),
        parts(asked, shown),
        request(asked, of),
        priced::unknown(asked, of, around.is_some()),
        if around.is_none() {
            checks::panel(asked, of)
        } else {
            html! {}
        },
        priced::months(asked, of, &shown.limits),
        papers::panel(asked, of, files_it(asked, of, around)),
        papers::forms(asked, of),
        stick::panel(asked, of, shown.compared.as_deref(), problems),
    ];
    let content = html! {
        (error_summary(asked.lang, problems))
        (heading)
        @if let Some(clock) = of.clock.as_ref().map(|state| deadline(asked, state)) { div class="sb-below" { (clock) } }
        (columns_wide_side(
            stack(&main),
            html! { (side::panel(asked, shown, files_it(asked, of, around), typed, problems)) (sample::panel(asked, of, &shown.drawn, typed, problems)) (after(asked, of)) (story::panel(asked, shown)) },
        ))
    };
    match around {
        Some(around) => {
            let trail = around.trail(asked, "back-payments", of.story.opened.id.code());
            let frame = around.frame(asked, "back-payments", title).trail(trail);
            frame.wrong(!problems.is_empty()).page(content)
        }
        None => {
            let frame = asked.frame(title).wrong(!problems.is_empty());
            match queue::menu(asked) {
                Some(menu) => frame.menu(menu).page(content),
                None => frame.page(content),
            }
        }
    }
}

/// The employer's own side of a case: its clerk's, and of a paper form the officer's who took it in.
fn files_it(asked: &Asked, of: &Overview, around: Option<&Around>) -> bool {
    let took_in = may(asked, Permission::FileBackPayment) && of.story.opened.filed_by == asked.caller.login;
    let is_filing = match &of.case.state {
        State::Preparing | State::Waiting { .. } | State::Returned { .. } | State::Lapsed(_) => true,
        State::InReview(_)
        | State::Checked { .. }
        | State::Ready
        | State::Accepted(_)
        | State::Posted { .. }
        | State::Refused { .. }
        | State::Withdrawn => false,
    };
    around.is_some() || (took_in && is_filing)
}

/// Principal, late fee to today, what one day more adds.
fn sums(asked: &Asked, shown: &Shown) -> Markup {
    let of = &shown.of;
    let yuan = || asked.say("record.yuan", &[]);
    let count = Figure::new(asked.say("back_payments.person_months", &[]), person_months(of).to_string());
    let mut facts = vec![count];
    if !of.dues.is_empty() {
        let principal: Fen = of.dues.iter().map(|due| due.totals.total()).sum();
        let fee: Fen = of.dues.iter().map(|due| due.fee).sum();
        let label = match of.unpriced.is_empty() {
            true => asked.say("back_payments.principal", &[]),
            false => asked.say("back_payments.principal.known", &[("count", Fact::Count(of.dues.len() as i64))]),
        };
        facts.push(Figure::new(label, principal.grouped()).unit(yuan()));
        facts.push(Figure::new(fee_word(asked, of), fee.grouped()).unit(asked.say("back_payments.fee.by", &[])));
        if let Some(further) = &shown.further {
            let more = format!("+{}", further.per_day.grouped());
            facts.push(Figure::new(asked.say("back_payments.per_day", &[]), more).unit(yuan()));
        }
    }
    let mut body = html! { (figures(&facts)) };
    if of.dues.iter().any(MonthDue::fee_exceeds_principal) {
        body = html! { (body) p class="sb-small sb-soft sb-above" { (asked.say("back_payments.fee.above", &[])) } };
    }
    Panel::untitled("sums", asked.say("back_payments.sums", &[])).body(body).render()
}

/// What the request says of each span of months: why nobody filed them, on which wage, with which document.
fn request(asked: &Asked, of: &Overview) -> Markup {
    if of.story.lines.is_empty() {
        return html! {};
    }
    let word = |key: &str| asked.say(key, &[]);
    let labels = [
        "back_payments.whose",
        "back_payments.request.wage",
        "back_payments.reason",
        "back_payments.document",
    ]
    .map(word);
    let many = of.people.len() > 1;
    let lines = of.story.lines.iter().map(|line| {
        let name = of.people.get(&line.person).map(|person| person.name.clone()).unwrap_or_default();
        let months = spans(asked.lang, line.from.through(line.to));
        let costs = line.medical_costs.then(|| word("back_payments.costs"));
        pairs(&[
            (
                &labels[0],
                html! { @if many { span lang="zh" { (name) } " · " } (months) @if let Some(costs) = costs { span class="sb-small sb-soft sb-line" { (costs) } } },
            ),
            (&labels[1], amount(line.base)),
            (&labels[2], html! { span lang="zh" { (line.reason) } }),
            (&labels[3], html! { (line.document.clone().unwrap_or_else(|| "–".to_owned())) }),
        ])
    });
    let body = html! { @for line in lines { div class="sb-above" { (line) } } };
    Panel::new("request", word("back_payments.request")).body(body).render()
}

/// The parts of the request, this one among them.
fn parts(asked: &Asked, shown: &Shown) -> Markup {
    if shown.parts.is_empty() {
        return html! {};
    }
    let mut all: Vec<&Overview> = shown.parts.iter().chain([&shown.of]).collect();
    all.sort_by_key(|part| (part.story.lines.first().map(|line| line.from), part.story.opened.id));
    html! { div class="sb-parts" { @for (at, part) in all.iter().enumerate() { (one_part(asked, at, part, &shown.of)) } } }
}

fn one_part(asked: &Asked, at: usize, part: &Overview, here: &Overview) -> Markup {
    let sum = |of: fn(&MonthDue) -> Fen| {
        let sum: Fen = part.dues.iter().map(of).sum();
        amount_or_dash((!part.dues.is_empty()).then_some(sum))
    };
    let principal = asked.say("back_payments.principal", &[]);
    let fee = fee_word(asked, part);
    let rows = [
        (principal.as_str(), sum(|due| due.totals.total())),
        (fee.as_str(), sum(|due| due.fee)),
    ];
    let is_here = part.story.opened.id == here.story.opened.id;
    html! {
        section class="sb-part" {
            div class="sb-panel__head" {
                h2 { (asked.say("back_payments.part", &[("n", Fact::Count(at as i64 + 1))])) }
                (state_of(asked.lang, &part.case.state))
            }
            p class="sb-soft sb-small" { (months_said(asked, part)) }
            p { b { (route_name(asked, part.story.opened.kind)) } }
            (pairs_of_money(&rows))
            @if part.unknown.is_some() { p class="sb-small sb-soft" { (open_months(asked, part)) } }
            div class="sb-actions" {
                @if is_here { span class="sb-small sb-soft" { (asked.say("back_payments.here", &[])) } }
                @else { (link(&address(part.employer.id, part.story.opened.id), &asked.say("back_payments.to_part", &[("n", Fact::Count(at as i64 + 1))]))) }
            }
        }
    }
}

/// What the late fee of a case is: today's while it grows, the one of its day once it is filed.
fn fee_word(asked: &Asked, of: &Overview) -> String {
    let key = match &of.case.state {
        State::Accepted(_) | State::Posted { .. } => "gaps.late_fee_plain",
        State::Preparing
        | State::InReview(_)
        | State::Waiting { .. }
        | State::Checked { .. }
        | State::Returned { .. }
        | State::Ready
        | State::Lapsed(_)
        | State::Refused { .. }
        | State::Withdrawn => "back_payments.fee",
    };
    asked.say(key, &[])
}

/// How many months of a part wait for their amount.
fn open_months(asked: &Asked, part: &Overview) -> String {
    match (part.dues.is_empty(), part.unpriced.len()) {
        (false, count) if count > 0 => asked.say("back_payments.unknown.some", &[("count", Fact::Count(count as i64))]),
        (_, _) => asked.say("back_payments.unknown.short", &[]),
    }
}

/// The clock in words, with the day of the decision.
pub(in crate::pages) fn deadline(asked: &Asked, state: &ClockState) -> Markup {
    let body = queue::clock_words(asked, state);
    let tone = queue::clock_tone(state);
    let due = match (state.due, state.waiting_since) {
        (Some(due), _) => asked.say("back_payments.decide_by", &[("day", Fact::Day(due))]),
        (None, Some(since)) => asked.say("back_payments.stopped_since", &[("day", Fact::Day(since))]),
        (None, None) => String::new(),
    };
    html! { div class="sb-deadline" { (clock(&body, state.day, state.days, tone)) b { (due) } } }
}

/// What posting it changes, and what it does not.
fn after(asked: &Asked, of: &Overview) -> Markup {
    let facts = [
        ("count", Fact::Count(person_months(of))),
        ("people", Fact::Count(of.people.len() as i64)),
    ];
    let count = match of.people.len() {
        0 | 1 => "back_payments.after.count",
        _many => "back_payments.after.count.many",
    };
    let key = match (&of.case.state, of.story.opened.kind.is_of_omitted_months()) {
        (State::Refused { .. } | State::Withdrawn, _) => return html! {},
        (_, true) => "back_payments.after.omitted",
        (_, false) => "back_payments.after.billed",
    };
    let mut keys = vec![count, key];
    match of.story.opened.kind {
        Kind::Recent | Kind::Verified | Kind::Approved | Kind::Inspection => keys.push("back_payments.after.medical"),
        Kind::OnePerson => keys.push("back_payments.after.alone"),
        Kind::MonthlyReport | Kind::BaseDifference => {}
    }
    keys.push("back_payments.after.office");
    let lines: Vec<Markup> = keys.into_iter().map(|key| rich(asked.lang, key, &facts)).collect();
    Panel::new("after", asked.say("back_payments.after", &[]))
        .body(crate::look::bullets(&lines))
        .render()
}
