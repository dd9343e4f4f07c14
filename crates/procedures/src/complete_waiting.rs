//! An increase that waited for another employer completes itself when the person is free.

use domain::filing::increase::{IncreaseFacts, decide_increase};
use domain::ids::{EmployerId, PersonId};
use store::event::Body;
use store::filing::{self, Line, LineState, Waiting};
use store::{nouns, person, spell};
use units::Month;

use crate::enrol_staff::{ask_of, begin_participation};
use crate::{Desk, Error, Key};

/// Completes the increases that waited for this employer to let the person go, from the first month it holds no longer.
pub(crate) fn freed(desk: &mut Desk, by: EmployerId, who: PersonId) -> Result<(), Error> {
    let open = desk.window()?.month();
    let still_held = person::places(desk.tx, who)?
        .into_iter()
        .filter(|p| p.employer == by)
        .any(|p| p.to.is_none_or(|to| to >= open));
    if still_held {
        return Ok(());
    }
    for waiting in filing::waiting_for(desk.tx, by)?.into_iter().filter(|w| w.person == who) {
        complete(desk, &waiting, open)?;
    }
    Ok(())
}

/// Completes one waiting increase for the open month; an act of its own on the employer that waited.
pub(crate) fn complete(desk: &mut Desk, waiting: &Waiting, open: Month) -> Result<(), Error> {
    let (Some(ask), Some(known)) = (ask_of(&waiting.ask), person::load(desk.tx, waiting.person)?) else {
        return Ok(());
    };
    let mut act = desk.begin(waiting.employer)?;
    act.supersede(
        desk.tx,
        &nouns::WAITING,
        &[waiting.employer.0.into(), waiting.person.0.into(), waiting.n.into()],
    )?;
    crate::double_enrolments::lapse(desk, &mut act, waiting)?;
    let timeline = spell::timeline(desk.tx, waiting.employer, waiting.person)?;
    let facts = IncreaseFacts {
        today: desk.today,
        month: open,
        timeline: &timeline,
        born: known.born,
        retires: None,
        held_elsewhere: false,
    };
    let (states, note) = match decide_increase(&facts, &ask) {
        Ok(made) => {
            begin_participation(desk, &mut act, waiting.employer, waiting.person, &ask, &made)?;
            ([LineState::Done; 2], String::new())
        }
        Err(refused) => ([LineState::Failed; 2], crate::receipts::note_of(&refused)),
    };
    let line = Line {
        line: 1,
        person: Some(waiting.person),
        shown: Body::new().with("name", known.name).to_text(),
        states,
        note,
    };
    act.insert(desk.tx, &nouns::FILING_LINE, &filing::row(waiting.employer, act.n, &line))?;
    crate::roll_changed::roll_changed(desk, &mut act, waiting.employer, open)?;
    let key = Key::new(format!("waited:{}:{}", waiting.n, waiting.person.0), waiting.ask.as_bytes());
    desk.seal(
        act,
        "increase_completed",
        &key,
        Body::new().with("month", open).with("filed_by", waiting.n),
    )?;
    Ok(())
}
