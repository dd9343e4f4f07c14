//! The turn of the contribution year: who has no base declared for it goes on at 110 %, until declared (Social
//! Insurance Law, art. 62). A fact of each employer concerned, written once.

use domain::base_year::{assumed_base, in_force};
use domain::ids::{EmployerId, PersonId};
use domain::spell::{Base, BaseOrigin};
use policy::Procedure;
use store::event::Body;
use store::{employer, event, nouns, spell, sweep};
use units::{Fact, Fen, Month};

use crate::assess_month::MonthPolicy;
use crate::write_timeline::write_roll;
use crate::{Agency, Caller, Desk, Error, Key, Permission};

/// Employers looked at in one snapshot.
const AT_ONCE: i64 = 256;

/// How many employers and people go on at an assumed base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assumed {
    /// Employers.
    pub employers: u64,
    /// People.
    pub people: u64,
}

/// Writes the assumed bases of a contribution year. The same once more: nothing is written twice.
///
/// Refused: `base.year_not_begun`.
pub fn assume_bases(agency: &Agency, caller: &Caller, year_from: Month) -> Result<Assumed, Error> {
    if !caller.may(Permission::CloseMonth) {
        return Err(Error::Denied(Permission::CloseMonth));
    }
    let (mut after, mut assumed) = (0, Assumed::default());
    loop {
        let (next, concerned) = agency.read(caller, move |desk| concerned(desk, year_from, after))?;
        for (who, people) in concerned {
            assumed.employers += 1;
            assumed.people += people.len() as u64;
            agency.write(caller, move |desk| write(desk, who, year_from, &people))?;
        }
        match next {
            Some(last) => after = last,
            None => return Ok(assumed),
        }
    }
}

type Concerned = Vec<(EmployerId, Vec<(PersonId, Fen)>)>;

fn concerned(desk: &mut Desk, year_from: Month, after: i64) -> Result<(Option<i64>, Concerned), Error> {
    if desk.today < year_from.first_day() {
        return Err(Error::said("base.year_not_begun", vec![("year", Fact::Month(year_from))]));
    }
    let procedure = desk.book().procedure(year_from, desk.today)?;
    let before = MonthPolicy::current(desk.agency, year_from.previous(), desk.today)?;
    let region = desk.region().to_owned();
    let employers = sweep::next_employers(desk.tx, &region, after, AT_ONCE)?;
    let mut found = Vec::new();
    for swept in &employers {
        let people = undeclared(desk, swept.id, swept.version, year_from, &procedure, &before)?;
        if !people.is_empty() {
            found.push((swept.id, people));
        }
    }
    Ok((employers.last().map(|e| e.id.0), found))
}

fn undeclared(
    desk: &mut Desk,
    who: EmployerId,
    version: i64,
    year_from: Month,
    procedure: &Procedure,
    before: &MonthPolicy,
) -> Result<Vec<(PersonId, Fen)>, Error> {
    let known = employer::load(desk.tx, who)?.ok_or(Error::NotFound)?;
    let tariff = before.tariff(&known);
    let mut people = Vec::new();
    for (person, timeline) in spell::timelines_as_known(desk.tx, who, version)? {
        let Some(inputs) = timeline.at(year_from.previous()) else {
            continue;
        };
        let assessed = tariff.assess(&inputs, &mut ()).map_err(Clone::clone)?;
        let base = assumed_base(
            &timeline,
            year_from,
            &assessed,
            procedure.undeclared_surcharge,
            procedure.surcharge_on,
        );
        people.extend(base.map(|base| (person, base)));
    }
    Ok(people)
}

fn write(desk: &mut Desk, who: EmployerId, year_from: Month, people: &[(PersonId, Fen)]) -> Result<(), Error> {
    let name = format!("bases_assumed:{year_from}");
    let key = Key::new(name.clone(), name.as_bytes());
    if event::find_by_key(desk.tx, who.0, desk.caller.login.0, &key.key, &key.ask_hash)?.is_some() {
        return Ok(());
    }
    let mut act = desk.begin(who)?;
    for (person, base) in people {
        let since = spell::timeline(desk.tx, who, *person)?;
        // Declared between the look and the writing.
        if in_force(&since, year_from).is_some_and(|b| b.from >= year_from) {
            continue;
        }
        let row = Base {
            person: *person,
            from: year_from,
            base: *base,
            origin: BaseOrigin::Assumed,
            n: act.n,
        };
        act.insert(desk.tx, &nouns::BASE, &spell::base_row(who, &row))?;
        write_roll(desk, who, *person)?;
    }
    let body = Body::new().with("year_from", year_from).with("people", people.len() as i64);
    desk.seal(act, "bases_assumed", &key, body)?;
    Ok(())
}
