//! What waits for an employer's clerk: lines that did not go through, people at the counter, people who are waited for, drafts.

use domain::ids::{EmployerId, PersonId};
use domain::registry::Person;
use store::filing::{self, Draft, Line, Waiting};
use store::{history, person, spell};
use units::{Date, Month};

use crate::{Desk, Error, Permission};

/// How many lines a page names at most.
const AT_MOST: i64 = 200;

/// A line that somebody still has to do something about.
#[derive(Clone, Debug)]
pub struct Unfinished {
    /// The number of the receipt.
    pub receipt: String,
    /// What was done: `staff_increased`, `staff_reduced`, ….
    pub kind: String,
    /// The line.
    pub line: Line,
}

/// Somebody whom two employers claim.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Who.
    pub person: Person,
    /// Since when.
    pub since: Date,
    /// The day on which an officer decides.
    pub due_on: Date,
}

/// What waits.
#[derive(Clone, Debug, Default)]
pub struct Matters {
    /// Lines of this month that failed or must be finished at the counter, the latest first.
    pub unfinished: Vec<Unfinished>,
    /// Our own increases that wait for another employer.
    pub awaited: Vec<Claimed>,
    /// People of our roll for whom another employer waits.
    pub wanted: Vec<Claimed>,
    /// What was typed and not filed, the latest first.
    pub drafts: Vec<Draft>,
}

impl Matters {
    /// How many wait under the increases.
    pub fn of_increases(&self) -> usize {
        self.unfinished.iter().filter(|u| u.kind != "staff_reduced").count() + self.awaited.len() + self.drafts_of("increase")
    }

    /// How many wait under the reductions.
    pub fn of_reductions(&self) -> usize {
        self.unfinished.iter().filter(|u| u.kind == "staff_reduced").count() + self.wanted.len() + self.drafts_of("reduction")
    }

    fn drafts_of(&self, kind: &str) -> usize {
        self.drafts.iter().filter(|d| d.kind.starts_with(kind)).count()
    }
}

/// What waits for the clerk of an employer.
pub fn open_matters(desk: &mut Desk, employer: EmployerId) -> Result<Matters, Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    let month = desk.window()?.month();
    let awaited = filing::waiting_of(desk.tx, employer)?;
    let wanted = filing::waiting_for(desk.tx, employer)?;
    Ok(Matters {
        unfinished: unfinished(desk, employer, month)?,
        awaited: claimed(desk, awaited)?,
        wanted: claimed(desk, wanted)?,
        drafts: filing::drafts(desk.tx, employer)?,
    })
}

fn claimed(desk: &mut Desk, waiting: Vec<Waiting>) -> Result<Vec<Claimed>, Error> {
    let mut claimed = Vec::with_capacity(waiting.len());
    for one in waiting {
        let person = person::load(desk.tx, one.person)?.ok_or(Error::NotFound)?;
        let since = history::load(desk.tx, one.employer.0, one.n)?.map_or(desk.today, |event| event.on_date);
        claimed.push(Claimed {
            person,
            since,
            due_on: one.due_on,
        });
    }
    Ok(claimed)
}

/// Of the lines since the month before the open one, those whose person still takes part here: whoever was ended meanwhile
/// waits for nobody.
fn unfinished(desk: &mut Desk, employer: EmployerId, month: Month) -> Result<Vec<Unfinished>, Error> {
    let since = month.previous().first_day();
    let mut unfinished = Vec::new();
    let mut seen = Vec::new();
    for (n, line) in filing::unfinished(desk.tx, employer, since, AT_MOST)? {
        let Some(who) = line.person.filter(|who| !seen.contains(who)) else {
            continue;
        };
        seen.push(who);
        if !takes_part(desk, employer, who, month)? {
            continue;
        }
        let Some(event) = history::load(desk.tx, employer.0, n)? else {
            continue;
        };
        let receipt = desk.receipt(event);
        unfinished.push(Unfinished {
            receipt: receipt.number,
            kind: receipt.kind,
            line,
        });
    }
    Ok(unfinished)
}

fn takes_part(desk: &mut Desk, employer: EmployerId, who: PersonId, month: Month) -> Result<bool, Error> {
    let timeline = spell::timeline(desk.tx, employer, who)?;
    Ok(timeline.spells.iter().any(|s| !s.is_void() && s.to.is_none_or(|to| to >= month)))
}
