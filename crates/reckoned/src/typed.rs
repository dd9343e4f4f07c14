//! What somebody typed into a form: kept as it came, so that a form that must be mended comes back with all of it.

use std::collections::BTreeMap;

use units::{Date, Fact, Fen, Month, Statement};

/// Why a field cannot be taken as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldRefused {
    /// Nothing was typed.
    Required,
    /// The day is not in the calendar.
    NoSuchDay {
        /// As typed.
        year: i64,
        /// As typed.
        month: i64,
        /// As typed.
        day: i64,
        /// How many days the month has, where the month exists.
        days: i64,
    },
    /// Year, month or day are no numbers.
    NotADate,
    /// No month.
    NotAMonth,
    /// No amount in yuan.
    NotAnAmount {
        /// As typed.
        typed: String,
    },
    /// No whole number.
    NotANumber {
        /// As typed.
        typed: String,
    },
    /// Longer than it may be.
    TooLong {
        /// How many characters it may have.
        most: i64,
        /// How many it has.
        has: i64,
    },
    /// Not one of the values offered.
    NotOffered,
    /// The declaration was not ticked.
    NotTicked,
}

impl Statement for FieldRefused {
    fn code(&self) -> &'static str {
        match self {
            FieldRefused::Required => "field.required",
            FieldRefused::NoSuchDay { .. } => "field.no_such_day",
            FieldRefused::NotADate => "field.not_a_date",
            FieldRefused::NotAMonth => "field.not_a_month",
            FieldRefused::NotAnAmount { .. } => "field.not_an_amount",
            FieldRefused::NotANumber { .. } => "field.not_a_number",
            FieldRefused::TooLong { .. } => "field.too_long",
            FieldRefused::NotOffered => "field.not_offered",
            FieldRefused::NotTicked => "field.not_ticked",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        let plain = |n: &i64| Fact::Text(n.to_string());
        match self {
            FieldRefused::NoSuchDay { year, month, day, days } => {
                vec![
                    ("year", plain(year)),
                    ("month", plain(month)),
                    ("day", plain(day)),
                    ("days", Fact::Count(*days)),
                ]
            }
            FieldRefused::NotAnAmount { typed } | FieldRefused::NotANumber { typed } => vec![("typed", Fact::Text(typed.clone()))],
            FieldRefused::TooLong { most, has } => vec![("most", Fact::Count(*most)), ("has", Fact::Count(*has))],
            FieldRefused::Required
            | FieldRefused::NotADate
            | FieldRefused::NotAMonth
            | FieldRefused::NotOffered
            | FieldRefused::NotTicked => Vec::new(),
        }
    }
}

/// Everything typed, by field name. Full-width digits and signs are read as their half-width twins where a number is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(BTreeMap<String, Vec<String>>);

impl Typed {
    /// The pairs of a form as they came.
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Typed {
        let mut typed = Typed::default();
        for (name, value) in pairs {
            typed.0.entry(name).or_default().push(value);
        }
        typed
    }

    /// Reads `a=1&b=2`, percent-encoded as browsers do. A sign that stands for nothing stands for itself.
    pub fn read(encoded: &str) -> Typed {
        let pairs = encoded.split('&').filter(|pair| !pair.is_empty());
        Typed::of(pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        }))
    }

    /// The names and all their values.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// The field as typed; nothing where it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// All values sent under one name: ticks.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Everything typed but the key, in one order: what the hash of an ask is taken over.
    pub fn canonical(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (name, values) in self.0.iter().filter(|(name, _)| *name != "key") {
            for value in values {
                for part in [name, value] {
                    out.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
                    out.extend_from_slice(part.as_bytes());
                }
            }
        }
        out
    }

    /// Everything typed but the key, as a draft keeps it.
    pub fn kept(&self) -> String {
        let kept: BTreeMap<&String, &Vec<String>> = self.0.iter().filter(|(name, _)| *name != "key").collect();
        serde_json::to_string(&kept).unwrap_or_default()
    }

    /// What a draft kept; nothing of it is lost but what cannot be read.
    pub fn of_kept(kept: &str) -> Typed {
        Typed(serde_json::from_str(kept).unwrap_or_default())
    }

    /// All fields but this one.
    pub fn without(mut self, name: &str) -> Typed {
        self.0.remove(name);
        self
    }

    /// Sets a field, for a form that is drawn with values.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Typed {
        self.0.insert(name.to_owned(), vec![value.into()]);
        self
    }

    /// The three parts of a date, for a form that is drawn with values.
    pub fn with_date(self, name: &str, date: Date) -> Typed {
        let parts = [
            ("year", i32::from(date.year())),
            ("month", date.month().into()),
            ("day", date.day().into()),
        ];
        parts.into_iter().fold(self, |typed, (part, value)| {
            typed.with(&format!("{name}-{part}"), value.to_string())
        })
    }

    /// Text without spaces around it, at most `most` characters.
    pub fn text(&self, name: &str, most: usize) -> Result<String, FieldRefused> {
        let text = self.get(name).trim();
        if text.is_empty() {
            return Err(FieldRefused::Required);
        }
        let has = text.chars().count();
        if has > most {
            return Err(FieldRefused::TooLong {
                most: i64::try_from(most).unwrap_or(i64::MAX),
                has: i64::try_from(has).unwrap_or(i64::MAX),
            });
        }
        Ok(text.to_owned())
    }

    /// As [`Typed::text`], where it may be left empty.
    pub fn text_if_any(&self, name: &str, most: usize) -> Result<Option<String>, FieldRefused> {
        match self.text(name, most) {
            Err(FieldRefused::Required) => Ok(None),
            other => other.map(Some),
        }
    }

    /// A day in three fields, or in one as `2026-05-20`.
    pub fn date(&self, name: &str) -> Result<Date, FieldRefused> {
        let whole = half_width(self.get(name));
        let parts: Vec<String> = match whole.is_empty() {
            true => ["year", "month", "day"]
                .iter()
                .map(|part| half_width(self.get(&format!("{name}-{part}"))))
                .collect(),
            false => whole.split('-').map(str::to_owned).collect(),
        };
        if parts.iter().all(String::is_empty) {
            return Err(FieldRefused::Required);
        }
        let numbers: Option<Vec<i64>> = parts.iter().map(|part| number(part)).collect();
        let Some([year, month, day]) = numbers.as_deref().and_then(|n| <[i64; 3]>::try_from(n).ok()) else {
            return Err(FieldRefused::NotADate);
        };
        let in_range = |n: i64, low: i64, high: i64| (low..=high).contains(&n).then_some(n);
        let Some((y, m)) = in_range(year, 1900, 2200).zip(in_range(month, 1, 12)) else {
            return Err(FieldRefused::NotADate);
        };
        let of = Month::new(y.unsigned_abs() as u32, m.unsigned_abs() as u32).map_err(|_| FieldRefused::NotADate)?;
        let days = i64::from(of.last_day().day());
        match in_range(day, 1, days) {
            Some(day) => Ok(of.day(day.unsigned_abs() as u8)),
            None => Err(FieldRefused::NoSuchDay { year, month, day, days }),
        }
    }

    /// A month in two fields, or in one as `2026-05`.
    pub fn month(&self, name: &str) -> Result<Month, FieldRefused> {
        let whole = half_width(self.get(name));
        if !whole.is_empty() {
            return Month::parse(&whole).map_err(|_| FieldRefused::NotAMonth);
        }
        let [year, month] = ["year", "month"].map(|part| half_width(self.get(&format!("{name}-{part}"))));
        if year.is_empty() && month.is_empty() {
            return Err(FieldRefused::Required);
        }
        let read = number(&year)
            .zip(number(&month))
            .and_then(|(y, m)| Month::new(u32::try_from(y).ok()?, u32::try_from(m).ok()?).ok());
        read.filter(|m| (1900..2200).contains(&m.year())).ok_or(FieldRefused::NotAMonth)
    }

    /// Yuan with at most two decimals; commas, 元 and ¥ are passed over.
    pub fn money(&self, name: &str) -> Result<Fen, FieldRefused> {
        let typed = self.get(name).trim();
        if typed.is_empty() {
            return Err(FieldRefused::Required);
        }
        let plain: String = half_width(typed).chars().filter(|c| !matches!(c, ',' | '元' | '¥' | ' ')).collect();
        Fen::parse_yuan(&plain).map_err(|_| FieldRefused::NotAnAmount { typed: typed.to_owned() })
    }

    /// A whole number that is not negative.
    pub fn count(&self, name: &str) -> Result<u32, FieldRefused> {
        let typed = self.get(name).trim();
        if typed.is_empty() {
            return Err(FieldRefused::Required);
        }
        number(&half_width(typed))
            .and_then(|n| u32::try_from(n).ok())
            .ok_or(FieldRefused::NotANumber { typed: typed.to_owned() })
    }

    /// One of the values offered, read by `from_code`.
    pub fn one_of<T>(&self, name: &str, from_code: impl FnOnce(&str) -> Option<T>) -> Result<T, FieldRefused> {
        match self.get(name) {
            "" => Err(FieldRefused::Required),
            value => from_code(value).ok_or(FieldRefused::NotOffered),
        }
    }

    /// The tick of a declaration.
    pub fn ticked(&self, name: &str) -> Result<(), FieldRefused> {
        if self.get(name).is_empty() {
            Err(FieldRefused::NotTicked)
        } else {
            Ok(())
        }
    }
}

/// One part of a percent-encoded form.
fn decoded(part: &str) -> String {
    let (mut out, mut rest) = (Vec::with_capacity(part.len()), part.as_bytes());
    let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    while let [first, after @ ..] = rest {
        let sign = match after {
            [high, low, ..] if *first == b'%' => hex(*high).zip(hex(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        match (sign, first) {
            (Some(byte), _) => out.push(byte),
            (None, b'+') => out.push(b' '),
            (None, other) => out.push(*other),
        }
        rest = after.get(if sign.is_some() { 2 } else { 0 }..).unwrap_or_default();
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn number(text: &str) -> Option<i64> {
    (!text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// Full-width digits, letters and signs as their half-width twins; a Chinese input method writes them by default.
fn half_width(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '。' => '.',
        '\u{ffe5}' => '¥',
        '\u{3000}' => ' ',
        other => other,
    };
    text.trim().chars().map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    #[test]
    fn a_day_is_read_from_three_fields_or_one_or_refused_by_name() {
        let of = |y: &str, m: &str, d: &str| {
            Typed::default()
                .with("end-year", y)
                .with("end-month", m)
                .with("end-day", d)
                .date("end")
        };
        assert_eq!(of("2026", "5", "20"), Ok(date(2026, 5, 20)));
        assert_eq!(of("２０２６", "０５", " 20 "), Ok(date(2026, 5, 20)));
        assert_eq!(
            of("2026", "5", "32"),
            Err(FieldRefused::NoSuchDay {
                year: 2026,
                month: 5,
                day: 32,
                days: 31
            })
        );
        assert_eq!(
            of("2025", "2", "29"),
            Err(FieldRefused::NoSuchDay {
                year: 2025,
                month: 2,
                day: 29,
                days: 28
            })
        );
        assert_eq!(of("", "", ""), Err(FieldRefused::Required));
        for (y, m, d) in [
            ("2026", "13", "1"),
            ("26", "5", "1"),
            ("x", "5", "1"),
            ("2026", "", "1"),
            ("99999999999", "5", "1"),
        ] {
            assert_eq!(of(y, m, d), Err(FieldRefused::NotADate), "{y} {m} {d}");
        }
        assert_eq!(Typed::read("end=2026-05-20").date("end"), Ok(date(2026, 5, 20)));
        assert_eq!(
            Typed::default().with_date("end", date(2026, 5, 2)).date("end"),
            Ok(date(2026, 5, 2))
        );
    }

    #[test]
    fn money_is_read_as_people_type_it() {
        for (typed, fen) in [
            ("7270", 727_000),
            ("7,270.5元", 727_050),
            ("¥1.00", 100),
            ("１２．３４", 1234),
            ("12。5", 1250),
        ] {
            assert_eq!(Typed::default().with("wage", typed).money("wage"), Ok(Fen(fen)), "{typed}");
        }
        assert_eq!(
            Typed::default().with("wage", "一万").money("wage"),
            Err(FieldRefused::NotAnAmount { typed: "一万".into() })
        );
        assert_eq!(Typed::default().money("wage"), Err(FieldRefused::Required));
    }

    #[test]
    fn a_form_keeps_all_values_of_a_name() {
        let typed = Typed::read("p=1&p=2&q=%E8%B5%B5+%26");
        assert_eq!(
            (typed.get("p"), typed.all("p").len(), typed.get("q"), typed.get("none")),
            ("1", 2, "赵 &", "")
        );
        assert_eq!(typed.text("q", 2), Err(FieldRefused::TooLong { most: 2, has: 3 }));
        assert_eq!(typed.month("p"), Err(FieldRefused::NotAMonth));
    }

    #[test]
    fn what_is_no_encoding_stands_for_itself() {
        for (encoded, plain) in [
            ("q=100%", "100%"),
            ("q=%4", "%4"),
            ("q=%zz+%41", "%zz A"),
            ("q=a=b", "a=b"),
            ("q=赵", "赵"),
            ("q", ""),
            ("&&q=%2B%26", "+&"),
            ("q=%FF", "\u{fffd}"),
        ] {
            assert_eq!(Typed::read(encoded).get("q"), plain, "{encoded}");
        }
    }

    #[test]
    fn a_draft_gives_back_all_that_was_typed() {
        let typed = Typed::read("p=1&p=2&q=%E8%B5%B5+%26&key=x");
        let back = Typed::of_kept(&typed.kept());
        assert_eq!((back.all("p").len(), back.get("q"), back.get("key")), (2, "赵 &", ""));
        assert_eq!(Typed::of_kept("no json"), Typed::default());
    }

    #[test]
    fn the_hash_of_an_ask_leaves_out_its_key_and_nothing_else() {
        assert_eq!(Typed::read("b=2&a=1&key=x").canonical(), Typed::read("a=1&key=y&b=2").canonical());
        assert_ne!(Typed::read("a=1&b=2").canonical(), Typed::read("a=12&b=").canonical());
        assert_ne!(Typed::read("a=1&a=2").canonical(), Typed::read("a=2&a=1").canonical());
    }

    #[test]
    fn every_refusal_of_a_field_has_its_sentence() {
        let all = [
            FieldRefused::Required,
            FieldRefused::NoSuchDay {
                year: 2026,
                month: 5,
                day: 32,
                days: 31,
            },
            FieldRefused::NotADate,
            FieldRefused::NotAMonth,
            FieldRefused::NotAnAmount { typed: "x".into() },
            FieldRefused::NotANumber { typed: "x".into() },
            FieldRefused::TooLong { most: 1, has: 2 },
            FieldRefused::NotOffered,
            FieldRefused::NotTicked,
        ];
        for refused in all {
            for lang in words::Lang::ALL {
                assert!(!words::tell(lang, &refused).is_empty());
                assert!(words::mend(lang, &refused).is_some(), "{}", refused.code());
            }
        }
        let no_day = FieldRefused::NoSuchDay {
            year: 2026,
            month: 5,
            day: 32,
            days: 31,
        };
        assert_eq!(words::tell(words::Lang::Zh, &no_day), "2026年5月32日不存在，5月只有31天。");
    }
}
