use std::sync::Arc;

use domain::Category;
use domain::filing::increase::{IncreaseRefused, YOUNGEST, day_of_age};
use domain::identity::{self, Identity, IdentityKind, IdentityRefused, Sex};
use units::{Date, Fen, Month, Statement};

use super::Reading;
use crate::cell::day::Epoch;
use crate::cell::decimal::Decimal;
use crate::cell::{amount, choice, day, name, number, plain};
use crate::fault::CellFault;
use crate::finding::{Finding, Grade, Place};
use crate::grid::{Content, Kind, Row};
use crate::heading::{Field, Headings};

/// What a row says about its person.
#[derive(Clone, Debug, Default)]
pub(crate) struct Person {
    pub row: u32,
    pub name: String,
    pub number: String,
    pub identity: Option<Identity>,
}

/// The cells of one row, read by their meaning. What is wrong becomes a finding.
pub(crate) struct Cells<'a> {
    pub row: &'a Row,
    pub headings: &'a Headings,
    pub sheet: &'a Option<Arc<str>>,
    pub how: &'a Reading<'a>,
    pub epoch: Epoch,
    pub findings: &'a mut Vec<Finding>,
    /// Something must change: the row is not taken.
    pub refused: bool,
}

impl<'a> Cells<'a> {
    pub fn cell(&self, field: Field) -> Option<Content<'a>> {
        let column = self.headings.columns.get(&field)?;
        self.row.cell(column.index)
    }

    pub fn has(&self, field: Field) -> bool {
        self.headings.columns.contains_key(&field)
    }

    /// Adds a finding about a field.
    pub fn say(&mut self, field: Field, grade: Grade, what: &dyn Statement) {
        let place = Place {
            sheet: self.sheet.clone(),
            row: self.row.number,
            column: self.headings.columns.get(&field).cloned(),
        };
        let shown = self.cell(field).map(|c| shown(c, self.epoch)).unwrap_or_default();
        self.findings.push(Finding::new(place, &shown, grade, what));
        self.refused |= grade == Grade::MustChange;
    }

    /// The cell where it holds something that can be read; an error or a formula without result is told.
    pub(super) fn value(&mut self, field: Field, grade: Grade) -> Result<Option<Content<'a>>, ()> {
        let Some(cell) = self.cell(field) else { return Ok(None) };
        let fault = match cell.kind {
            Kind::Error => CellFault::CellError(cell.text.to_owned()),
            Kind::NoValue => CellFault::FormulaWithoutValue,
            Kind::Text | Kind::Number | Kind::Day | Kind::Boolean => {
                let blank = cell.text.chars().all(|c| c.is_whitespace() || crate::cell::is_invisible(c));
                return Ok((!blank).then_some(cell));
            }
        };
        self.say(field, grade, &fault);
        Err(())
    }

    /// Free text, trimmed; a number in full.
    pub fn text(&self, field: Field) -> String {
        self.cell(field).map(|c| shown(c, self.epoch)).unwrap_or_default()
    }

    /// Name and number of the person.
    pub fn person(&mut self) -> Person {
        Person {
            row: self.row.number,
            name: self.name(),
            ..self.number()
        }
    }

    fn name(&mut self) -> String {
        if !self.has(Field::Name) {
            return String::new();
        }
        let Ok(cell) = self.value(Field::Name, Grade::MustChange) else {
            return String::new();
        };
        match name::read(cell.map_or("", |c| c.text)) {
            Ok(clean) => {
                if clean.cleaned {
                    self.say(Field::Name, Grade::Note, &CellFault::NameCleaned(clean.name.clone()));
                }
                if clean.dotted {
                    self.say(Field::Name, Grade::Note, &CellFault::NameDot(clean.name.clone()));
                }
                clean.name
            }
            Err(fault) => {
                self.say(Field::Name, Grade::MustChange, &fault);
                cell.map(|c| plain(c.text)).unwrap_or_default()
            }
        }
    }

    fn number(&mut self) -> Person {
        let mut person = Person::default();
        let Ok(cell) = self.value(Field::Number, Grade::MustChange) else {
            return person;
        };
        let Some(cell) = cell else {
            self.say(Field::Number, Grade::MustChange, &CellFault::NumberMissing);
            return person;
        };
        let typed = number::read(cell);
        person.number = typed.text;
        if typed.lost {
            self.say(Field::Number, Grade::MustChange, &CellFault::PrecisionLost);
            return person;
        }
        match identity::read(&person.number) {
            Ok(identity) => {
                if let Some(first) = typed.first_invisible {
                    let code = format!("U+{:04X}", u32::from(first));
                    self.say(
                        Field::Number,
                        Grade::Note,
                        &CellFault::InvisibleRemoved(typed.invisible as i64, code),
                    );
                }
                if typed.spaces {
                    self.say(Field::Number, Grade::Note, &CellFault::NumberSpaces);
                }
                self.card(&identity);
                person.identity = Some(identity);
            }
            Err(refused) => {
                let closer = closer_look(&person.number, &refused);
                let what: &dyn Statement = closer.as_ref().map_or(&refused as &dyn Statement, |c| c);
                self.say(Field::Number, Grade::MustChange, what);
            }
        }
        person
    }

    /// Another document than a citizen's is taken and never in silence: which it is, and what stays open about any card of its kind.
    fn card(&mut self, identity: &Identity) {
        if identity.kind != IdentityKind::Citizen {
            self.say(Field::Number, Grade::Note, &CellFault::OtherCard(identity.kind.code()));
        }
        if let Some(doubt) = identity.doubt_of_card() {
            self.say(Field::Number, Grade::Note, &doubt);
        }
    }

    /// The sex: the number decides; what is written differently is told.
    pub fn sex(&mut self, person: &Person) -> Option<Sex> {
        let by_number = person.identity.as_ref().and_then(|i| i.sex);
        let Ok(Some(cell)) = self.value(Field::Sex, Grade::Attention) else {
            return by_number;
        };
        let Some(written) = choice::sex(cell.text) else {
            self.say(Field::Sex, Grade::Attention, &CellFault::SexUnknown);
            return by_number;
        };
        match by_number {
            Some(sex) if sex != written => {
                self.say(Field::Sex, Grade::Attention, &CellFault::SexDiffers(sex.code()));
                Some(sex)
            }
            _ => Some(written),
        }
    }

    /// The payer category.
    pub fn category(&mut self) -> Option<Category> {
        let cell = self.value(Field::Category, Grade::MustChange).ok()?;
        let fault = match cell {
            Some(cell) => match choice::category(cell.text) {
                Some(category) => return Some(category),
                None => CellFault::CategoryUnknown,
            },
            None => CellFault::CategoryMissing,
        };
        self.say(Field::Category, Grade::MustChange, &fault);
        None
    }

    /// The wage.
    pub fn wage(&mut self) -> Option<Fen> {
        let cell = self.value(Field::Wage, Grade::MustChange).ok()?;
        let Some(cell) = cell else {
            self.say(Field::Wage, Grade::MustChange, &CellFault::WageMissing);
            return None;
        };
        match amount::read_wage(cell) {
            Ok((wage, rounded)) => {
                if cell.formula {
                    self.say(Field::Wage, Grade::Note, &CellFault::FormulaTaken);
                }
                if rounded {
                    self.say(Field::Wage, Grade::Note, &CellFault::WageRounded(wage));
                }
                Some(wage)
            }
            Err(fault) => {
                self.say(Field::Wage, Grade::MustChange, &fault);
                None
            }
        }
    }

    /// The wage where one is given, else none: zero.
    pub fn wage_if_any(&mut self) -> Option<Fen> {
        let cell = self.value(Field::Wage, Grade::MustChange).ok()?;
        match cell.map(amount::read_wage) {
            None | Some(Err(CellFault::WageZero)) => Some(Fen::ZERO),
            Some(_) => self.wage(),
        }
    }

    /// A day that must be there where its column is.
    pub fn day(&mut self, field: Field) -> Option<Date> {
        match self.value(field, Grade::MustChange).ok()? {
            Some(cell) => self.read_day(field, cell, Grade::MustChange),
            None => {
                if self.has(field) {
                    self.say(field, Grade::MustChange, &CellFault::DateMissing);
                }
                None
            }
        }
    }

    /// A day that nothing hangs on: what cannot be read is told and left out.
    pub fn optional_day(&mut self, field: Field) -> Option<Date> {
        let cell = self.value(field, Grade::Attention).ok()??;
        self.read_day(field, cell, Grade::Attention)
    }

    fn read_day(&mut self, field: Field, cell: Content<'a>, grade: Grade) -> Option<Date> {
        match day::read(cell, self.epoch) {
            Ok((date, bare)) => {
                if bare {
                    self.say(field, Grade::Attention, &CellFault::DateBareNumber(date));
                }
                Some(date)
            }
            Err(fault) => {
                self.say(field, grade, &fault);
                None
            }
        }
    }

    /// A month; an empty cell is told where `needed`.
    pub fn month(&mut self, field: Field, needed: bool) -> Option<Month> {
        let Some(cell) = self.value(field, Grade::MustChange).ok()? else {
            if needed {
                self.say(field, Grade::MustChange, &CellFault::MonthMissing);
            }
            return None;
        };
        match day::read_month(cell, self.epoch) {
            Ok(month) => Some(month),
            Err(fault) => {
                self.say(field, Grade::MustChange, &fault);
                None
            }
        }
    }

    /// Nobody under 16, on the first day or today.
    pub fn old_enough(&mut self, person: &Person, hired_on: Option<Date>) {
        let Some(born) = person.identity.as_ref().and_then(|i| i.born) else {
            return;
        };
        let sixteen_on = day_of_age(born, YOUNGEST);
        if hired_on.unwrap_or(self.how.today).min(self.how.today) < sixteen_on {
            self.say(Field::Number, Grade::MustChange, &IncreaseRefused::AgeBelow16 { sixteen_on });
        }
    }

    /// Nobody past retirement age, where a rule for it is given.
    pub fn before_retirement(&mut self, person: &Person) {
        let Some((born, sex)) = person.identity.as_ref().and_then(|i| Some((i.born?, i.sex))) else {
            return;
        };
        let reached = self.how.retires.and_then(|rule| rule(born, sex));
        if let Some(reached) = reached.filter(|m| *m < Month::of(self.how.today)) {
            self.say(Field::Number, Grade::MustChange, &IncreaseRefused::AgePastRetirement { reached });
        }
    }
}

/// Says more about a refused number than the check alone can.
fn closer_look(text: &str, refused: &IdentityRefused) -> Option<CellFault> {
    match refused {
        IdentityRefused::CheckDigit if number::looks_lost(text) => Some(CellFault::PrecisionLost),
        IdentityRefused::PrecisionLost => Some(CellFault::PrecisionLost),
        IdentityRefused::Missing => Some(CellFault::NumberMissing),
        // A birth date or a province that does not exist, and a last character that does not fit either: a digit is mistyped.
        IdentityRefused::CheckDigit | IdentityRefused::BirthDate { .. } | IdentityRefused::UnknownDivision { .. } => {
            let (expected, found) = (identity::check_character(text.get(..17)?), text.chars().nth(17)?);
            (expected != found).then_some(CellFault::CheckDigit { expected, found })
        }
        IdentityRefused::Character { found } => {
            let digit = match found {
                'O' | 'D' | 'Q' => '0',
                'I' | 'L' => '1',
                'Z' => '2',
                'S' => '5',
                'B' => '8',
                _ => return None,
            };
            let place = text.chars().position(|c| c == *found)?;
            Some(CellFault::LetterForDigit(place as i64 + 1, *found, digit))
        }
        IdentityRefused::FifteenDigits { .. }
        | IdentityRefused::Length { .. }
        | IdentityRefused::InvisibleCharacter { .. }
        | IdentityRefused::BornAhead { .. }
        | IdentityRefused::ForeignNational => None,
    }
}

/// A cell as a person sees it: numbers in full, days as dates.
fn shown(cell: Content<'_>, epoch: Epoch) -> String {
    let number = || Decimal::parse(cell.text).map_or_else(|| cell.text.to_owned(), |n| n.to_15_digits().to_string());
    match cell.kind {
        Kind::Day => day::read(cell, epoch).map_or_else(|_| number(), |(date, _)| date.to_string()),
        Kind::Number => number(),
        Kind::Text | Kind::Boolean | Kind::Error | Kind::NoValue => plain_kept(cell.text),
    }
}

/// Trimmed, otherwise as written; characters of control become spaces.
fn plain_kept(text: &str) -> String {
    let kept: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    kept.trim().to_owned()
}
