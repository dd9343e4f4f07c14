//! Who is registered with an employer at this moment.

use documents::Field;
use documents::export::{Heading, Plan, Value, Workbook};
use domain::ids::{EmployerId, PersonId};
use domain::registry::OnRoll;
use store::{Trouble, person, roll, spell};
use units::Month;

use crate::record::InFull;
use crate::{Desk, Error, Permission};

/// The roll of the month that changes alter now, with what each person costs.
#[derive(Clone, Debug)]
pub struct Roll {
    /// The month.
    pub month: Month,
    /// Everybody whose participation runs.
    pub people: Vec<OnRoll>,
}

/// The people registered with an employer now.
pub fn roll(desk: &mut Desk, employer: EmployerId) -> Result<Roll, Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    let month = desk.window()?.month();
    let people = roll::people(desk.tx, employer, month)?;
    Ok(Roll { month, people })
}

/// One person of the roll; nobody of this employer is not found, whoever else holds them.
pub fn on_roll(desk: &mut Desk, employer: EmployerId, who: PersonId) -> Result<OnRoll, Error> {
    let found = roll(desk, employer)?.people.into_iter().find(|p| p.person.id == who);
    found.ok_or(Error::NotFound)
}

/// Whom of this roll a number belongs to.
pub fn by_number(desk: &mut Desk, employer: EmployerId, number: &str) -> Result<Option<PersonId>, Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    let Some(id) = person::by_number(desk.tx, number)? else {
        return Ok(None);
    };
    let timeline = spell::timeline(desk.tx, employer, id)?;
    Ok((!timeline.spells.is_empty()).then_some(id))
}

/// Somebody of an employer's roll, the same one each time: whom the demonstration shows as the insured person.
pub(crate) fn anybody(desk: &mut Desk, employer: EmployerId) -> Result<PersonId, Error> {
    let month = desk.window()?.month();
    let people = roll::people(desk.tx, employer, month)?;
    people.first().map(|p| p.person.id).ok_or(Error::NotFound)
}

/// The roll as a workbook. For who acts for the employer it holds full numbers and can be read in again as a roster; for others the
/// numbers are masked but for people at whom they have an open look.
pub fn workbook(desk: &mut Desk, employer: EmployerId) -> Result<Vec<u8>, Error> {
    let roll = roll(desk, employer)?;
    let in_full = InFull::of_employer(desk, employer)?;
    let fields = [
        Field::Ordinal,
        Field::Name,
        Field::Number,
        Field::Category,
        Field::HiredOn,
        Field::Wage,
    ];
    let plan = Plan {
        name: format!("roll {}", roll.month),
        above: vec![],
        headings: fields.into_iter().map(Heading::of).collect(),
    };
    let rows = roll.people.iter().zip(1..).map(|(one, at)| {
        vec![
            Value::Count(at),
            Value::Text(one.person.name.clone()),
            Value::Text(in_full.number(&one.person)),
            Value::Text(documents::export::category_word(one.category)),
            one.started_on.map_or(Value::Empty, Value::Day),
            Value::Money(one.base),
        ]
    });
    let unwritable = |error: documents::export::Unwritable| Error::Trouble(Trouble::value(error.to_string()));
    let mut book = Workbook::new();
    book.sheet(&plan, rows).map_err(unwritable)?;
    book.finish().map_err(unwritable)
}
