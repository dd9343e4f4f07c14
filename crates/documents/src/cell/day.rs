use units::{Date, Month};

use super::decimal::Decimal;
use super::plain;
use crate::fault::CellFault;
use crate::grid::{Content, Kind};

/// From which day a workbook counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// 30 December 1899, with a 29 February 1900 that never was.
    From1900,
    /// 1 January 1904.
    From1904,
    /// A CSV: nobody knows.
    Unknown,
}

/// The day of a serial number; `None` where the number means no day of our time (before 1 March 1900, after 9999).
fn of_serial(days: i64, epoch: Epoch) -> Option<Date> {
    let (first, least) = match epoch {
        Epoch::From1900 => (units::date(1899, 12, 30), 61),
        Epoch::From1904 => (units::date(1904, 1, 1), 0),
        Epoch::Unknown => return None,
    };
    if days < least || days > 2_958_465 {
        return None;
    }
    first.checked_add(jiff::Span::new().days(days)).ok()
}

/// A day, and whether it was a bare number that only may have been meant as one.
pub(crate) fn read(cell: Content<'_>, epoch: Epoch) -> Result<(Date, bool), CellFault> {
    match cell.kind {
        Kind::Day => whole(cell.text)
            .and_then(|days| of_serial(days, epoch))
            .map(|d| (d, false))
            .ok_or(CellFault::DateUnreadable),
        Kind::Number => {
            let number = whole(cell.text).ok_or(CellFault::DateUnreadable)?;
            match number {
                19_000_101..=21_001_231 => written(cell.text).map(|d| (d, false)),
                _ => of_serial(number, epoch).map(|d| (d, true)).ok_or(CellFault::DateUnreadable),
            }
        }
        Kind::Text => written(cell.text).map(|d| (d, false)),
        Kind::Boolean | Kind::Error | Kind::NoValue => Err(CellFault::DateUnreadable),
    }
}

/// The days of a serial number; the time of day behind the point is dropped.
fn whole(text: &str) -> Option<i64> {
    let text = text.split_once('.').map_or(text, |(days, _)| days);
    Decimal::parse(text)?.scaled(0).map(|(days, _)| days)
}

/// Year, month and day out of `2019-3-1`, `2019/3/1`, `2019.3.1`, `2019年3月1日`, `20190301`, with a time behind them or not.
fn split(text: &str) -> Option<Vec<u32>> {
    let text = plain(text);
    let day = text.split(['T', ' ']).next().unwrap_or_default();
    let day = if text.contains(['年', '月']) { &text } else { day };
    if day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()) {
        return [&day[..4], &day[4..6], &day[6..]].iter().map(|n| n.parse().ok()).collect();
    }
    let day: String = day.chars().filter(|c| *c != ' ').collect();
    let day = day.trim_end_matches(['日', '号', '.', '-', '/']).trim_end_matches('月');
    let mut parts = Vec::new();
    for part in day.split(['-', '/', '.', '年', '月']) {
        let digits = !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        parts.push(part.parse().ok().filter(|_| digits)?);
    }
    Some(parts)
}

fn written(text: &str) -> Result<Date, CellFault> {
    let parts = split(text).ok_or(CellFault::DateUnreadable)?;
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] => (*year, *month, *day),
        [year, month] if in_our_time(*year) && (1..=12).contains(month) => return Err(CellFault::DateWithoutDay),
        _ => return Err(CellFault::DateUnreadable),
    };
    if !in_our_time(year) {
        return Err(CellFault::DateUnreadable);
    }
    let small = |n: u32| i8::try_from(n).ok();
    let date = small(month)
        .zip(small(day))
        .and_then(|(month, day)| Date::new(year as i16, month, day).ok());
    date.ok_or(CellFault::DateImpossible)
}

fn in_our_time(year: u32) -> bool {
    (1900..=2100).contains(&year)
}

/// A month: `2026-10`, `202610`, `2026年10月`, `2026/10`, or a day in it.
pub(crate) fn read_month(cell: Content<'_>, epoch: Epoch) -> Result<Month, CellFault> {
    let text = plain(cell.text);
    let code = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
    let parts = match cell.kind {
        Kind::Text | Kind::Number if code => vec![text[..4].parse().unwrap_or(0), text[4..].parse().unwrap_or(0)],
        Kind::Text => split(&text).ok_or(CellFault::MonthUnreadable)?,
        Kind::Day => {
            let day = whole(cell.text)
                .and_then(|days| of_serial(days, epoch))
                .ok_or(CellFault::MonthUnreadable)?;
            return Ok(Month::of(day));
        }
        Kind::Number | Kind::Boolean | Kind::Error | Kind::NoValue => return Err(CellFault::MonthUnreadable),
    };
    match parts.as_slice() {
        [year, month] | [year, month, _] if in_our_time(*year) => Month::new(*year, *month).map_err(|_| CellFault::MonthImpossible),
        _ => Err(CellFault::MonthUnreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    fn cell(kind: Kind, text: &str) -> Content<'_> {
        Content {
            column: 0,
            kind,
            formula: false,
            text,
        }
    }

    fn text(text: &str) -> Result<(Date, bool), CellFault> {
        read(cell(Kind::Text, text), Epoch::Unknown)
    }

    #[test]
    fn a_day_is_read_in_every_form_that_people_use() {
        for written in [
            "2019-3-1",
            "2019/3/1",
            "2019.3.1",
            "2019年3月1日",
            "20190301",
            "2019-03-01",
            " ２０１９－０３－０１ ",
            "2019年3月1号",
            "2019-03-01 00:00:00",
            "2019-03-01T00:00:00",
            "2019 年 3 月 1 日",
            "2019.03.01.",
        ] {
            assert_eq!(text(written), Ok((date(2019, 3, 1), false)), "{written}");
        }
        assert_eq!(read(cell(Kind::Number, "20190301"), Epoch::From1900), Ok((date(2019, 3, 1), false)));
    }

    #[test]
    fn what_is_no_day_is_told_by_its_kind() {
        for (written, fault) in [
            ("2023-02-29", CellFault::DateImpossible),
            ("2026.4.31", CellFault::DateImpossible),
            ("2019-13-01", CellFault::DateImpossible),
            ("20190231", CellFault::DateImpossible),
            ("2018年11月", CellFault::DateWithoutDay),
            ("2018-11", CellFault::DateWithoutDay),
            ("3/1/2019", CellFault::DateUnreadable),
            ("19-3-1", CellFault::DateUnreadable),
            ("43868", CellFault::DateUnreadable),
            ("昨天", CellFault::DateUnreadable),
            ("2019-03-999999", CellFault::DateUnreadable),
            ("1019-03-01", CellFault::DateUnreadable),
        ] {
            assert_eq!(text(written), Err(fault), "{written}");
        }
    }

    #[test]
    fn a_serial_number_counts_from_the_epoch_of_its_workbook() {
        let day = |kind, days, epoch| read(cell(kind, days), epoch);
        assert_eq!(day(Kind::Day, "43868", Epoch::From1900), Ok((date(2020, 2, 7), false)));
        assert_eq!(day(Kind::Day, "42406", Epoch::From1904), Ok((date(2020, 2, 7), false)));
        assert_eq!(day(Kind::Number, "43868", Epoch::From1900), Ok((date(2020, 2, 7), true)));
        assert_eq!(day(Kind::Day, "43868.75", Epoch::From1900), Ok((date(2020, 2, 7), false)));
        assert_eq!(day(Kind::Day, "61", Epoch::From1900), Ok((date(1900, 3, 1), false)));
        for (days, epoch) in [
            ("60", Epoch::From1900),
            ("-1", Epoch::From1904),
            ("99999999", Epoch::From1900),
            ("43868", Epoch::Unknown),
        ] {
            assert_eq!(day(Kind::Number, days, epoch), Err(CellFault::DateUnreadable), "{days}");
        }
    }

    #[test]
    fn a_month_is_read_or_refused_by_its_kind() {
        let month = |text| read_month(cell(Kind::Text, text), Epoch::Unknown);
        for text in [
            "2026-10",
            "202610",
            "2026年10月",
            "2026/10",
            "2026.10",
            "2026-10-31",
            "２０２６－１０",
        ] {
            assert_eq!(month(text), Ok(Month::new(2026, 10).unwrap()), "{text}");
        }
        assert_eq!(
            read_month(cell(Kind::Day, "46326"), Epoch::From1900),
            Ok(Month::new(2026, 10).unwrap())
        );
        assert_eq!(month("2019-13"), Err(CellFault::MonthImpossible));
        assert_eq!(month("201913"), Err(CellFault::MonthImpossible));
        assert_eq!(month("十月"), Err(CellFault::MonthUnreadable));
        assert_eq!(month("10"), Err(CellFault::MonthUnreadable));
    }
}
