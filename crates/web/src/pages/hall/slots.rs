//! The slots of an office, and the appointment of one.

use axum::response::{IntoResponse, Response};
use domain::hall::Matter;
use domain::hall::appointment::Errand;
use domain::hall::office::{End, Half, Moment, Office, Slot, SlotKey, half};
use domain::ids::{AppointmentId, EmployerId, OfficeId};
use maud::{Markup, Render, html};
use procedures::back_payment::{Overview, back_payment};
use procedures::back_payment_cost::{Further, further};
use procedures::book_visit::{VisitAsk, book_visit, matter_of, other_employers};
use procedures::hall::{office_plan, offices, slots_of};
use procedures::visit::{Need, Visit, visit};
use procedures::{Desk, Error, Permission};
use units::{Date, Fact};

use super::choose::{about, no_papers, why};
use super::{address_of, appointment_at, day, end, name_of, when};
use crate::body::{Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Chip, Field, Heading, OneOf, Panel, Problems, Tone, actions, chips, columns_wide_side, empty, error_summary, form, link, pairs,
    rich, stack, submit,
};
use crate::pages::employer::{Around, at};
use crate::route::Route;
use crate::{Asked, Typed};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/employers/{employer}/appointments/new",
            Permission::BookVisit,
            "Slots of an office, and whether the visit can be avoided.",
            page,
        ),
        Route::form("/employers/{employer}/appointments", Permission::BookVisit, "Books a visit.", book),
    ]
}

/// Everything that the page shows.
struct Seen {
    around: Around,
    visit: Visit,
    offices: Vec<Office>,
    office: Option<Office>,
    end: Option<End>,
    slots: Vec<Slot>,
    others: Vec<(EmployerId, String)>,
    case: Option<(Overview, Option<Further>)>,
}

/// What the address asks for.
struct Wanted {
    errand: Errand,
    matter: Matter,
    office: Option<OfficeId>,
    slot: Option<(Date, Moment)>,
}

fn wanted(typed: &Typed) -> Result<Wanted, Failure> {
    let errand = match typed.get("for") {
        "" => Errand::Matter,
        code => Errand::from_code(code).ok_or(Failure::NoSuchPage)?,
    };
    let matter = matter_of(errand, Matter::from_code(typed.get("matter"))).ok_or(Failure::NoSuchPage)?;
    let (day, starts) = typed.get("slot").split_once('T').unwrap_or_default();
    let slot = day.parse::<Date>().ok().zip(Moment::parse(starts).ok());
    Ok(Wanted {
        errand,
        matter,
        office: OfficeId::from_code(typed.get("office")).ok(),
        slot,
    })
}

fn look(desk: &mut Desk, who: EmployerId, wanted: &Wanted) -> Result<Seen, Error> {
    let visit = visit(desk, who, wanted.matter, wanted.errand)?;
    let case = match wanted.errand {
        Errand::BackPayment(id) => {
            let of = back_payment(desk, who, id)?;
            let more = further(desk, &of)?;
            Some((of, more))
        }
        Errand::Matter | Errand::Reduction(_) | Errand::Bill(_) => None,
    };
    let all = offices(desk)?;
    let office = all
        .iter()
        .find(|o| Some(o.id) == wanted.office)
        .or(all.first().filter(|_| wanted.office.is_none()))
        .cloned();
    let (slots, end) = match &office {
        Some(office) => (slots_of(desk, office.id, wanted.matter)?, office_plan(desk, office.id)?.end),
        None => (Vec::new(), None),
    };
    Ok(Seen {
        around: Around::look(desk, who)?,
        visit,
        office,
        end,
        offices: all,
        slots,
        others: other_employers(desk, who)?,
        case,
    })
}

async fn page(asked: Asked, Searched(query): Searched) -> Result<Markup, Failure> {
    drawn(&asked, &query, &Problems::new()).await
}

async fn drawn(asked: &Asked, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let (who, wants) = (asked.employer()?, wanted(typed)?);
    let again = wanted(typed)?;
    let seen = asked.read(move |desk| look(desk, who, &again)).await?;
    let facts = [("about", Fact::Text(about(asked, &seen.visit)))];
    let title = asked.say("hall.book.title", &facts);
    let heading = Heading::new(title.clone());
    let body = match &seen.visit.need {
        Need::Presence { .. } => {
            let main = stack(&[answer(asked, &seen.visit), grid(asked, typed, &wants, &seen)]);
            columns_wide_side(main, side(asked, typed, problems, &wants, &seen))
        }
        Need::Online(_) | Need::GoesOn(_) | Need::Mend(_) | Need::HandIn(_) | Need::WalkIn(_) => stack(&[answer(asked, &seen.visit)]),
    };
    let trail = seen.around.trail(asked, "appointments", asked.say("hall.book.short", &[]));
    let content = html! { (error_summary(asked.lang, problems)) (heading) (body) };
    let frame = seen.around.frame(asked, "appointments", title).wrong(!problems.is_empty());
    Ok(frame.trail(trail).page(content))
}

/// Can the visit be avoided? The first thing that is said.
fn answer(asked: &Asked, of: &Visit) -> Markup {
    let (tone, key, href) = match &of.need {
        Need::Presence { .. } => (Tone::Info, "hall.avoid.no", None),
        Need::Online(href) => (Tone::Good, "hall.avoid.online", Some((href, "hall.do.online"))),
        Need::GoesOn(href) => (Tone::Good, "hall.avoid.goes_on", Some((href, "hall.do.see"))),
        Need::WalkIn(href) if matches!(of.errand, Errand::BackPayment(_)) => {
            (Tone::Info, "hall.avoid.walk_in", Some((href, "hall.do.open_case")))
        }
        Need::WalkIn(href) => (Tone::Info, "hall.avoid.walk_in", Some((href, "hall.do.transfer"))),
        Need::HandIn(href) => (Tone::Time, "hall.avoid.hand_in", Some((href, "hall.do.hand_in"))),
        Need::Mend(href) => (Tone::Time, "hall.avoid.mend", Some((href, "hall.do.mend"))),
    };
    let alert = Alert::new(tone, "avoid", asked.say(key, &[])).body(why(asked, of));
    match href {
        Some((href, words)) => alert.actions(link(href, &asked.say(words, &[]))).render(),
        None => alert.render(),
    }
}

fn address(who: &str, typed: &Typed, office: OfficeId, slot: Option<SlotKey>) -> String {
    let base = format!(
        "/employers/{who}/appointments/new?for={}&matter={}&office={}",
        typed.get("for"),
        typed.get("matter"),
        office.code()
    );
    match slot {
        Some(slot) => format!("{base}&slot={}T{}", slot.day, slot.starts),
        None => base,
    }
}

/// Days in one row of the table.
const DAYS: usize = 5;
/// So few places left are said to be few.
const FEW: u32 = 3;

fn grid(asked: &Asked, typed: &Typed, wants: &Wanted, seen: &Seen) -> Markup {
    let title = asked.say("hall.slots.title", &[]);
    let who = seen.around.overview.employer.id.code();
    let places: Vec<Chip> = seen
        .offices
        .iter()
        .map(|o| Chip {
            text: name_of(asked.lang, o).to_owned(),
            count: None,
            href: address(&who, typed, o.id, None),
            here: seen.office.as_ref().is_some_and(|here| here.id == o.id),
        })
        .collect();
    let Some(office) = &seen.office else {
        return Panel::new("when", title)
            .body(empty(rich(asked.lang, "hall.no_office", &[]), None))
            .render();
    };
    let mut days: Vec<Date> = seen.slots.iter().map(|s| s.key.day).collect();
    days.dedup();
    let rows: Vec<&[Date]> = days.chunks(DAYS).collect();
    let until = Fact::Text(office.cash_until.to_string());
    let body = html! {
        (chips(asked.lang, &places))
        @if let Some(notice) = end::notice(asked, seen.end.as_ref()) { div class="sb-below" { (notice) } }
        @for row in &rows { (table(asked, typed, wants, seen, office, row)) }
        @if rows.is_empty() { (empty(rich(asked.lang, "hall.slots.none", &[]), None)) }
        @if let Some(holidays) = day::holidays(asked, &days) { p class="sb-small sb-soft sb-above" { (holidays) } }
        p class="sb-small sb-soft sb-above" { (rich(asked.lang, "hall.slots.hours", &[("address", Fact::Text(address_of(asked.lang, office).to_owned())), ("until", until)])) }
    };
    Panel::new("when", title)
        .aside(html! { (asked.say("hall.slots.aside", &[])) })
        .body(body)
        .render()
}

fn table(asked: &Asked, typed: &Typed, wants: &Wanted, seen: &Seen, office: &Office, days: &[Date]) -> Markup {
    let mut times: Vec<(Moment, Moment)> = seen.slots.iter().map(|s| (s.key.starts, s.ends)).collect();
    times.sort_unstable();
    times.dedup();
    let who = seen.around.overview.employer.id.code();
    html! {
        table class="sb-slots" {
            caption class="govuk-visually-hidden" { (asked.say("hall.slots.caption", &[])) }
            thead { tr { td {} @for day in days { th scope="col" { (words::day_short(asked.lang, *day)) br; (words::weekday(asked.lang, *day)) } } @for _ in days.len()..DAYS { td {} } } }
            tbody {
                @for (starts, ends) in &times {
                    tr {
                        th scope="row" { (time_word(asked, *starts, *ends)) }
                        @for day in days {
                            td {
                                @if let Some(slot) = seen.slots.iter().find(|s| s.key.day == *day && s.key.starts == *starts) {
                                    (cell(asked, slot, wants.slot == Some((*day, *starts)), &address(&who, typed, office.id, Some(slot.key))))
                                }
                            }
                        }
                        @for _ in days.len()..DAYS { td {} }
                    }
                }
            }
        }
    }
}

fn time_word(asked: &Asked, starts: Moment, ends: Moment) -> String {
    match half(starts, ends) {
        Some(Half::Morning) => asked.say("hall.half.morning", &[]),
        Some(Half::Afternoon) => asked.say("hall.half.afternoon", &[]),
        None => starts.to_string(),
    }
}

fn cell(asked: &Asked, slot: &Slot, picked: bool, href: &str) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let left = asked.say("hall.slot.left", &[("left", Fact::Count(slot.left().into()))]);
    let hidden = when(asked, &slot.key, Some(slot.ends));
    let class = match (picked, slot.left()) {
        (true, _) => "sb-slot is-picked",
        (false, 0) => "sb-slot is-full",
        (false, n) if n <= FEW => "sb-slot is-few",
        (false, _) => "sb-slot",
    };
    html! {
        @if slot.closed.is_some() {
            span class="sb-slot is-full" { (word("hall.slot.closed")) small { (word("hall.slot.no")) } }
        } @else {
            a class=(class) href=(href) aria-current=[picked.then_some("true")] {
                @if slot.left() == 0 { (word("hall.slot.full")) } @else { (left) }
                small {
                    @if picked { (word("hall.slot.picked")) }
                    @else if slot.left() == 0 { (word("hall.slot.wait")) }
                    @else if slot.left() <= FEW { (word("hall.slot.few")) }
                    @else { (word("hall.slot.free")) }
                }
                span class="govuk-visually-hidden" { (hidden) }
            }
        }
    }
}

fn side(asked: &Asked, typed: &Typed, problems: &Problems, wants: &Wanted, seen: &Seen) -> Markup {
    let picked = seen
        .slots
        .iter()
        .find(|s| wants.slot == Some((s.key.day, s.key.starts)) && s.closed.is_none());
    let yours = match (picked, &seen.office) {
        (Some(slot), Some(office)) => confirm(asked, typed, problems, seen, office, slot),
        (Some(_) | None, _) => html! { p { (rich(asked.lang, "hall.pick_one", &[])) } },
    };
    let papers = html! {
        @if seen.visit.papers.is_empty() { p { (no_papers(asked, &seen.visit)) } }
        @else { ul class="sb-bullets" { @for paper in &seen.visit.papers { li { (asked.say(&seen.visit.paper_key(paper), &[])) } } } }
        p class="sb-small sb-soft" { (rich(asked.lang, "hall.papers.not", &[])) }
    };
    stack(&[
        Panel::new("yours", asked.say("hall.yours", &[])).body(yours).render(),
        seen.case
            .as_ref()
            .map_or_else(|| html! {}, |(of, further)| day::cost(asked, of, further.as_ref())),
        Panel::new("papers", asked.say("hall.papers", &[])).body(papers).render(),
    ])
}

fn confirm(asked: &Asked, typed: &Typed, problems: &Problems, seen: &Seen, office: &Office, slot: &Slot) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let of = &seen.around.overview.employer;
    let waits = slot.left() == 0;
    let rows = [
        (word("hall.col.when"), html! { b { (when(asked, &slot.key, Some(slot.ends))) } }),
        (word("hall.col.office"), html! { (name_of(asked.lang, office)) }),
        (word("hall.col.employer"), html! { span lang="zh" { (of.name) } }),
    ];
    let rows: Vec<(&str, Markup)> = rows.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    let others: Vec<OneOf> = seen.others.iter().map(|(id, name)| OneOf::new(id.code(), name.clone())).collect();
    let visitor = match typed.get("visitor") {
        "" => asked.caller.name.clone(),
        name => name.to_owned(),
    };
    let hidden = |name: &str, value: String| html! { input type="hidden" name=(name) value=(value); };
    let fields = html! {
        (hidden("for", seen.visit.errand.code()))
        (hidden("matter", seen.visit.matter.code().to_owned()))
        (hidden("office", office.id.code()))
        (hidden("slot", format!("{}T{}", slot.key.day, slot.key.starts)))
        (hidden("waits", if waits { "yes".to_owned() } else { String::new() }))
        (Field::new(asked.lang, "visitor", word("hall.col.visitor")).value(visitor).problems(problems).text(20))
        @if !others.is_empty() {
            details class="govuk-details" {
                summary class="govuk-details__summary" { span class="govuk-details__summary-text" { (word("hall.others")) } }
                (Field::new(asked.lang, "others", word("hall.others.label")).hint(word("hall.others.hint")).checkboxes(&others, typed.all("others")))
            }
        }
        (actions(submit(&word(if waits { "hall.do.wait" } else { "hall.do.confirm" }))))
    };
    html! {
        (pairs(&rows))
        @if waits { p { (rich(asked.lang, "hall.waits.says", &[])) } }
        (form(&at(of.id, "appointments"), &asked.same_key(typed), fields))
    }
}

async fn book(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (who, wants) = (asked.employer()?, wanted(&typed)?);
    let (Some(office), Some((day, starts))) = (wants.office, wants.slot) else {
        return Err(Failure::NoSuchPage);
    };
    let mut problems = Problems::new();
    let visitor = problems.take(
        asked.lang,
        "visitor",
        &asked.say("hall.col.visitor", &[]),
        typed.text("visitor", 40),
    );
    let Some(visitor) = visitor else {
        return Ok(unaccepted(drawn(&asked, &typed, &problems).await?).into_response());
    };
    let mut employers = vec![who];
    employers.extend(typed.all("others").iter().filter_map(|code| EmployerId::from_code(code).ok()));
    let ask = VisitAsk {
        office,
        slot: SlotKey {
            day,
            starts,
            matter: wants.matter,
        },
        errand: wants.errand,
        employers,
        visitor: Some(visitor),
        waits: typed.get("waits") == "yes",
    };
    let key = asked.key(&typed)?;
    let booked: Result<(_, AppointmentId), Failure> = asked.act(move |desk| book_visit(desk, &key, &ask)).await;
    match booked {
        Ok((_, id)) => Ok(asked.go(&appointment_at(id))),
        Err(Failure::Procedure(Error::Refused(refused))) => {
            problems.add_to_form(asked.lang, refused.as_ref());
            Ok(unaccepted(drawn(&asked, &typed, &problems).await?).into_response())
        }
        Err(other) => Err(other),
    }
}
