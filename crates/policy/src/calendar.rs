//! The days of a year on which people work or not, apart from the plain week.

use units::{Date, YearOfDays, date};

use crate::book::Years;
use crate::reading::{Fields, Reader};

/// Reads `[2026] holidays = ["01-01 01-03", "02-15 02-23"]` (spans, both ends included) and `worked = ["01-04"]`.
/// A year that a nearer pack has given stays as it is there.
pub(crate) fn read(reader: &mut Reader<'_>, years: &mut Years) {
    for (key, value) in reader.document().iter() {
        let (Ok(number), Some(table)) = (key.get_ref().parse(), value.get_ref().as_table()) else {
            reader.fault(&key.span(), "a year in brackets is expected here, such as [2026]");
            continue;
        };
        let mut fields = Fields::new(table, key.span());
        let mut year = YearOfDays::default();
        for (text, span) in fields.texts("holidays", reader).unwrap_or_default() {
            match days(number, text) {
                Some(days) => year.holidays.extend(days),
                None => reader.fault(&span, format!("\"{text}\" is no span of days such as \"10-01 10-07\"")),
            }
        }
        for (text, span) in fields.texts("worked", reader).unwrap_or_default() {
            match day(number, text) {
                Some(day) => drop(year.worked_weekends.insert(day)),
                None => reader.fault(&span, format!("\"{text}\" is no day such as \"10-10\"")),
            }
        }
        let _ = fields.texts("source", reader);
        fields.finish(reader);
        years.entry(number).or_insert(year);
    }
}

fn days(year: i16, text: &str) -> Option<Vec<Date>> {
    let (from, to) = text.split_once(' ').unwrap_or((text, text));
    let (from, to) = (day(year, from)?, day(year, to)?);
    let days: Vec<Date> = from.series(jiff::ToSpan::day(1)).take_while(|day| *day <= to).collect();
    (!days.is_empty()).then_some(days)
}

fn day(year: i16, text: &str) -> Option<Date> {
    let (month, day) = text.split_once('-')?;
    let (month, day): (i8, i8) = (month.parse().ok()?, day.parse().ok()?);
    Date::new(year, month, day).ok().filter(|found| *found >= date(year, 1, 1))
}
