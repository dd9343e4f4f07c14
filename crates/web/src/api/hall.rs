//! The hall for programs: offices, slots, booked visits, the line.

pub(super) mod wire;

use axum::Json;
use axum::http::Method;
use axum::response::Response;
use domain::hall::Matter;
use domain::hall::appointment::Errand;
use domain::hall::office::{Moment, SlotKey};
use domain::ids::{AppointmentId, OfficeId, TicketId};
use procedures::Permission;
use procedures::book_visit::{VisitAsk, appointment, appointments_of, book_visit, cancel_visit, matter_of, move_visit};
use procedures::hall::{display, offices, place, slots_of};
use procedures::stand_in_line::{check_in, take_ticket};
use procedures::visit::visits;

use super::wire::AcceptedJson;
use crate::body::{Ask, At, Searched};
use crate::error::{Failure, created};
use crate::route::Route;
use crate::{Asked, Doc};
use wire::{
    AppointmentAsk, AppointmentJson, AppointmentsJson, BookedJson, CounterJson, DisplayJson, HallLineJson, MoveAsk, NothingAsk, OfficeJson,
    OfficesJson, SlotJson, SlotsJson, TicketAsk, TicketJson, VisitJson, VisitsJson,
};

pub(crate) fn routes() -> Vec<Route> {
    [open_to_all(), of_employers()].into_iter().flatten().collect()
}

fn open_to_all() -> Vec<Route> {
    vec![
        Route::api(
            Method::GET,
            "/api/offices",
            Permission::Public,
            "The offices of the agency.",
            Doc::new("hall").answers::<OfficesJson>(200),
            list,
        ),
        Route::api(
            Method::GET,
            "/api/offices/{office}/slots",
            Permission::Public,
            "The slots of a matter at an office, with what is left of each.",
            Doc::new("hall")
                .query("matter", "The code of the matter, such as registration.")
                .answers::<SlotsJson>(200),
            slots,
        ),
        Route::api(
            Method::GET,
            "/api/offices/{office}/display",
            Permission::Public,
            "Counters and lines of a hall as its display shows them.",
            Doc::new("hall").answers::<DisplayJson>(200),
            shown,
        ),
        Route::api(
            Method::GET,
            "/api/tickets/{ticket}",
            Permission::Public,
            "A place in the line.",
            Doc::new("hall").answers::<TicketJson>(200),
            ticket,
        ),
        Route::api(
            Method::POST,
            "/api/offices/{office}/tickets",
            Permission::TakeTicket,
            "Takes a number in a hall.",
            Doc::new("hall").asks::<TicketAsk>().answers::<TicketJson>(201),
            take,
        ),
    ]
}

fn of_employers() -> Vec<Route> {
    let own = Permission::BookVisit;
    vec![
        Route::api(
            Method::GET,
            "/api/employers/{employer}/visits",
            own,
            "What an employer could come for, and whether each visit can be avoided.",
            Doc::new("hall").answers::<VisitsJson>(200),
            needs,
        ),
        Route::api(
            Method::GET,
            "/api/employers/{employer}/appointments",
            own,
            "Booked visits of an employer.",
            Doc::new("hall").answers::<AppointmentsJson>(200),
            booked,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/appointments",
            own,
            "Books a visit, or a place on the waiting list of a full slot.",
            Doc::new("hall").asks::<AppointmentAsk>().answers::<BookedJson>(201),
            book,
        ),
        Route::api(
            Method::POST,
            "/api/appointments/{appointment}/cancel",
            own,
            "Takes a booked visit back.",
            Doc::new("hall").asks::<NothingAsk>().answers::<BookedJson>(201),
            cancel,
        ),
        Route::api(
            Method::POST,
            "/api/appointments/{appointment}/move",
            own,
            "Moves a booked visit to another slot of its office.",
            Doc::new("hall").asks::<MoveAsk>().answers::<BookedJson>(201),
            moves,
        ),
        Route::api(
            Method::POST,
            "/api/appointments/{appointment}/check-in",
            Permission::TakeTicket,
            "The people of a booked visit came.",
            Doc::new("hall").asks::<NothingAsk>().answers::<TicketJson>(201),
            came,
        ),
    ]
}

fn office_of(part: &str) -> Result<OfficeId, Failure> {
    OfficeId::from_code(part).map_err(|_| Failure::NoSuchPage)
}

fn appointment_of(part: &str) -> Result<AppointmentId, Failure> {
    AppointmentId::from_code(part).map_err(|_| Failure::NoSuchPage)
}

fn unreadable(what: String) -> Failure {
    Failure::Unreadable { what }
}

fn matter_code(code: &str) -> Result<Matter, Failure> {
    Matter::from_code(code).ok_or_else(|| unreadable(format!("matter: {code:?} is no matter")))
}

fn moment(text: &str) -> Result<Moment, Failure> {
    Moment::parse(text).map_err(|_| unreadable(format!("starts: {text:?} is no time of day such as 09:00")))
}

async fn list(asked: Asked) -> Result<Json<OfficesJson>, Failure> {
    let found = asked.read(offices).await?;
    Ok(Json(OfficesJson {
        items: found.iter().map(OfficeJson::from).collect(),
    }))
}

async fn slots(asked: Asked, At(office): At<String>, Searched(typed): Searched) -> Result<Json<SlotsJson>, Failure> {
    let (id, matter) = (office_of(&office)?, matter_code(typed.get("matter"))?);
    let found = asked.read(move |desk| slots_of(desk, id, matter)).await?;
    Ok(Json(SlotsJson {
        items: found.iter().map(SlotJson::from).collect(),
    }))
}

async fn shown(asked: Asked, At(office): At<String>) -> Result<Json<DisplayJson>, Failure> {
    let id = office_of(&office)?;
    let seen = asked.read(move |desk| display(desk, id)).await?;
    let counters = seen.counters.iter().map(|of| CounterJson {
        counter: of.counter,
        state: of.state.code(),
        number: of.now.map(|(number, _)| number.to_string()),
        calling: of.now.is_some_and(|(_, calling)| calling),
    });
    let lines = seen.queues.iter().map(|of| HallLineJson {
        matter: of.matter.code(),
        waiting: of.waiting,
        next: of.next.iter().map(ToString::to_string).collect(),
        minutes: of.minutes,
    });
    Ok(Json(DisplayJson {
        counters: counters.collect(),
        lines: lines.collect(),
    }))
}

async fn ticket(asked: Asked, At(part): At<String>) -> Result<Json<TicketJson>, Failure> {
    let id = TicketId::from_code(&part).map_err(|_| Failure::NoSuchPage)?;
    let seen = asked.read(move |desk| place(desk, id)).await?;
    Ok(Json(TicketJson::from(&seen)))
}

async fn standing(asked: &Asked, id: TicketId) -> Result<Response, Failure> {
    let seen = asked.read(move |desk| place(desk, id)).await?;
    Ok(created(&format!("/api/tickets/{id}"), TicketJson::from(&seen)))
}

async fn take(At(office): At<String>, Ask { asked, body, key }: Ask<TicketAsk>) -> Result<Response, Failure> {
    let (at, matter) = (office_of(&office)?, matter_code(&body.matter)?);
    let employer = body.employer.map(|of| of.0);
    let id = asked.act(move |desk| take_ticket(desk, &key, at, matter, employer)).await?;
    standing(&asked, id).await
}

async fn needs(asked: Asked) -> Result<Json<VisitsJson>, Failure> {
    let who = asked.employer()?;
    let found = asked.read(move |desk| visits(desk, who)).await?;
    Ok(Json(VisitsJson {
        items: found.iter().map(VisitJson::from).collect(),
    }))
}

async fn booked(asked: Asked) -> Result<Json<AppointmentsJson>, Failure> {
    let who = asked.employer()?;
    let found = asked.read(move |desk| appointments_of(desk, who)).await?;
    Ok(Json(AppointmentsJson {
        items: found.iter().map(AppointmentJson::from).collect(),
    }))
}

async fn answered(asked: &Asked, receipt: &procedures::Receipt, id: AppointmentId) -> Result<Response, Failure> {
    let told = asked.read(move |desk| appointment(desk, id)).await?;
    let body = BookedJson {
        accepted: AcceptedJson::from(receipt),
        appointment: AppointmentJson::from(&told),
    };
    Ok(created(&format!("/receipts/{}", receipt.number), body))
}

async fn book(Ask { asked, body, key }: Ask<AppointmentAsk>) -> Result<Response, Failure> {
    let who = asked.employer()?;
    let errand = match &body.errand {
        None => Errand::Matter,
        Some(code) => Errand::from_code(code).ok_or_else(|| unreadable(format!("for: {code:?} is nothing to come for")))?,
    };
    let named = body.matter.as_deref().map(matter_code).transpose()?;
    let matter = matter_of(errand, named).ok_or_else(|| unreadable("matter: it is missing".to_owned()))?;
    let mut employers = vec![who];
    employers.extend(body.others.iter().map(|of| of.0));
    let ask = VisitAsk {
        office: body.office.0,
        slot: SlotKey {
            day: body.day.0,
            starts: moment(&body.starts)?,
            matter,
        },
        errand,
        employers,
        visitor: body.visitor,
        waits: body.waits,
    };
    let (receipt, id) = asked.act(move |desk| book_visit(desk, &key, &ask)).await?;
    answered(&asked, &receipt, id).await
}

async fn cancel(At(part): At<String>, Ask { asked, key, .. }: Ask<NothingAsk>) -> Result<Response, Failure> {
    let id = appointment_of(&part)?;
    let receipt = asked.act(move |desk| cancel_visit(desk, &key, id)).await?;
    answered(&asked, &receipt, id).await
}

async fn moves(At(part): At<String>, Ask { asked, body, key }: Ask<MoveAsk>) -> Result<Response, Failure> {
    let (id, day, starts) = (appointment_of(&part)?, body.day.0, moment(&body.starts)?);
    let receipt = asked
        .act(move |desk| {
            let matter = appointment(desk, id)?.appointment.slot.matter;
            move_visit(desk, &key, id, SlotKey { day, starts, matter })
        })
        .await?;
    answered(&asked, &receipt, id).await
}

async fn came(At(part): At<String>, Ask { asked, key, .. }: Ask<NothingAsk>) -> Result<Response, Failure> {
    let id = appointment_of(&part)?;
    let ticket = asked.act(move |desk| check_in(desk, &key, id)).await?;
    standing(&asked, ticket).await
}
