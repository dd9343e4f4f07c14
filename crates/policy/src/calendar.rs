//! The days of a year on which people work or not, apart from the plain week.

use std::collections::BTreeMap;

use units::{Date, Month, Weekday, YearOfDays, date};

use crate::reading::{Fields, Reader};
use crate::{Confidence, Provenance};

/// The calendar of a year, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CalendarYear {
    pub days: YearOfDays,
    /// Its value is the year's holidays and worked weekends as the pack writes them.
    pub ground: Provenance,
}

/// The years of a calendar by number.
pub(crate) type Years = BTreeMap<i16, CalendarYear>;

/// Reads `[2026] holidays = ["01-01 01-03", "02-15 02-23"]` (spans, both ends included) and `worked = ["01-04"]`, with the `source` and
/// where it is on file the day of publication, `known_on`. Without it a calendar counts as known from the first day of its year, as a
/// row of any other parameter does. A year that a nearer pack has given stays as it is there.
pub(crate) fn read(reader: &mut Reader<'_>, years: &mut Years, sources: &[String]) {
    for (key, value) in reader.document().iter() {
        let (Ok(number), Some(table)) = (key.get_ref().parse::<i16>(), value.get_ref().as_table()) else {
            reader.fault(&key.span(), "a year in brackets is expected here, such as [2026]");
            continue;
        };
        let Ok(first) = Month::new(number.unsigned_abs().into(), 1) else {
            reader.fault(&key.span(), "no such year");
            continue;
        };
        let mut fields = Fields::new(table, key.span());
        let mut year = YearOfDays::default();
        let holidays = fields.texts("holidays", reader).unwrap_or_default();
        for (text, span) in &holidays {
            match days(number, text) {
                // A weekend inside a span is free without it.
                Some(days) => year.holidays.extend(days.into_iter().filter(|day| !is_weekend(*day))),
                None => reader.fault(span, format!("\"{text}\" is no span of days such as \"10-01 10-07\"")),
            }
        }
        let worked = fields.texts("worked", reader).unwrap_or_default();
        for (text, span) in &worked {
            match day(number, text) {
                Some(day) => drop(year.worked_weekends.insert(day)),
                None => reader.fault(span, format!("\"{text}\" is no day such as \"10-10\"")),
            }
        }
        let known_on = fields.day("known_on", reader);
        let ground = Provenance {
            parameter: format!("calendar.{number}"),
            value: written(&holidays, &worked),
            valid_from: first,
            valid_until: Some(first.plus(11)),
            known_on: known_on.unwrap_or(first.first_day()),
            known_on_assumed: known_on.is_none(),
            source: fields.source(reader, sources),
            law: None,
            // Two independent lists agree on every day.
            confidence: Confidence::B,
            note: None,
            carried: None,
            place: format!("{}:{}", reader.file, reader.line(&key.span())),
        };
        fields.finish(reader);
        years.entry(number).or_insert(CalendarYear { days: year, ground });
    }
}

/// `−01-01..01-03 −02-15..02-23 +01-04`: free days behind a minus, weekend days that are worked behind a plus.
fn written(holidays: &[(&str, std::ops::Range<usize>)], worked: &[(&str, std::ops::Range<usize>)]) -> String {
    let free = holidays.iter().map(|(text, _)| format!("−{}", text.replace(' ', "..")));
    let worked = worked.iter().map(|(text, _)| format!("+{text}"));
    free.chain(worked).collect::<Vec<_>>().join(" ")
}

fn days(year: i16, text: &str) -> Option<Vec<Date>> {
    let (from, to) = text.split_once(' ').unwrap_or((text, text));
    let (from, to) = (day(year, from)?, day(year, to)?);
    let days: Vec<Date> = from.series(jiff::ToSpan::day(1)).take_while(|day| *day <= to).collect();
    (!days.is_empty()).then_some(days)
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn day(year: i16, text: &str) -> Option<Date> {
    let (month, day) = text.split_once('-')?;
    let (month, day): (i8, i8) = (month.parse().ok()?, day.parse().ok()?);
    Date::new(year, month, day).ok().filter(|found| *found >= date(year, 1, 1))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use units::{Date, UnknownYear, date};

    use crate::Packs;

    /// Days since 1 January 1970 of a day of the proleptic Gregorian calendar, by arithmetic alone.
    fn number(year: i64, month: i64, day: i64) -> i64 {
        let shifted = if month <= 2 { year - 1 } else { year };
        let era = shifted.div_euclid(400);
        let of_era = shifted - era * 400;
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    fn number_of(day: Date) -> i64 {
        number(i64::from(day.year()), i64::from(day.month()), i64::from(day.day()))
    }

    /// Whether each day of a year is worked, read from the text of the calendar by hand and kept by number: weekdays by the remainder of
    /// seven (1 January 1970 was a Thursday), holidays and exchanges laid over them.
    fn by_hand() -> BTreeMap<i64, bool> {
        let book = Packs::embedded().book("cn").expect("a pack without faults");
        let text = book.texts().find(|(path, _)| *path == "cn/calendar.toml").expect("the calendar").1;
        let mut days = BTreeMap::new();
        let mut year = 0;
        for line in text.lines().map(str::trim) {
            if let Some(head) = line.strip_prefix('[') {
                year = head.split(']').next().and_then(|year| year.parse().ok()).expect("a year");
                days.extend((number(year, 1, 1)..number(year + 1, 1, 1)).map(|day| (day, (day + 3).rem_euclid(7) < 5)));
            }
            let worked = match line.split('=').next().map(str::trim) {
                Some("holidays") => false,
                Some("worked") => true,
                _ => continue,
            };
            for span in line.split('"').skip(1).step_by(2) {
                let place = |text: &str| {
                    let (month, day) = text.split_once('-').expect("a month and a day");
                    number(year, month.parse().expect("a month"), day.parse().expect("a day"))
                };
                let (from, to) = span.split_once(' ').unwrap_or((span, span));
                days.extend((place(from)..=place(to)).map(|day| (day, worked)));
            }
        }
        days
    }

    #[test]
    fn every_day_is_worked_or_not_as_the_text_of_the_calendar_says() {
        let book = Packs::embedded().book("cn").expect("a pack without faults");
        let (calendar, by_hand) = (book.calendar(), by_hand());
        let mut day = date(2011, 1, 1);
        let mut seen = 0;
        while let Ok(works) = calendar.is_working(day) {
            assert_eq!(by_hand.get(&number_of(day)), Some(&works), "{day}");
            (day, seen) = (day.tomorrow().expect("a day"), seen + 1);
        }
        assert_eq!((seen, by_hand.len()), (5_844, 5_844), "sixteen years, four of them leap years");
        assert_eq!(day, date(2027, 1, 1));
    }

    #[test]
    fn adding_and_counting_agree_with_places_in_the_list_of_all_working_days() {
        let book = Packs::embedded().book("cn").expect("a pack without faults");
        let calendar = book.calendar();
        let worked: Vec<i64> = by_hand().into_iter().filter_map(|(day, works)| works.then_some(day)).collect();
        let first = date(2011, 1, 1);
        let asks = (0..5_844_i64, 0..300_usize, 0..800_i64);
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(2_000));
        let compared = runner.run(&asks, |(after, n, span)| {
            let start = first.checked_add(jiff::Span::new().days(after)).expect("a day");
            // The days after `start` begin at this place of the list.
            let place = worked.partition_point(|day| *day <= number_of(start));
            match (
                n.checked_sub(1).map(|n| worked.get(place + n)),
                calendar.add(start, u32::try_from(n).expect("small")),
            ) {
                (None, end) => prop_assert_eq!(end, Ok(start)),
                (Some(Some(day)), end) => prop_assert_eq!(end.map(number_of), Ok(*day), "{} + {}", start, n),
                (Some(None), end) => prop_assert_eq!(end, Err(UnknownYear(2027)), "{} + {}", start, n),
            }
            let to = start.checked_add(jiff::Span::new().days(span)).expect("a day");
            let between = worked.partition_point(|day| *day <= number_of(to)) - worked.partition_point(|day| *day < number_of(start));
            let expected = if to.year() > 2026 {
                Err(UnknownYear(2027))
            } else {
                Ok(u32::try_from(between).expect("small"))
            };
            prop_assert_eq!(calendar.count(start, to), expected, "{} to {}", start, to);
            // The last of n added days is the n-th counted from the next day on.
            if let Ok(end) = calendar.add(start, u32::try_from(n).expect("small")) {
                let next = start.tomorrow().expect("a day");
                prop_assert_eq!(calendar.count(next, end), Ok(u32::try_from(n).expect("small")), "{} + {}", start, n);
            }
            Ok(())
        });
        compared.expect("the same day and the same number");
    }

    #[test]
    fn leap_days_and_year_ends_are_no_edge() {
        let book = Packs::embedded().book("cn").expect("a pack without faults");
        let calendar = book.calendar();
        for (start, n, end) in [
            (date(2012, 2, 28), 1, date(2012, 2, 29)),
            (date(2024, 2, 28), 2, date(2024, 3, 1)),
            (date(2020, 2, 28), 1, date(2020, 3, 2)),
            (date(2011, 12, 30), 1, date(2011, 12, 31)),
            (date(2011, 12, 31), 1, date(2012, 1, 4)),
            (date(2025, 12, 31), 1, date(2026, 1, 4)),
            (date(2026, 12, 30), 1, date(2026, 12, 31)),
        ] {
            assert_eq!(calendar.add(start, n), Ok(end), "{start} + {n}");
        }
        assert_eq!(calendar.add(date(2026, 12, 31), 1), Err(UnknownYear(2027)));
        assert_eq!(calendar.add(date(2026, 12, 31), 0), Ok(date(2026, 12, 31)));
        assert_eq!(calendar.count(date(2026, 3, 2), date(2026, 3, 1)), Ok(0));
    }
}
