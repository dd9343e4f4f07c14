use jiff::ToSpan;
use units::{Date, Fen, Month, Rate, Weekday, date};

use crate::Lang;

/// Money in a sentence: `174,612.80元`, `¥174,612.80`. A real minus sign.
pub fn money(lang: Lang, amount: Fen) -> String {
    match lang {
        Lang::Zh => format!("{}元", amount.grouped()),
        Lang::En if amount < Fen::ZERO => format!("\u{2212}¥{}", (-amount).grouped()),
        Lang::En => format!("¥{}", amount.grouped()),
    }
}

/// Money in a table whose head names the unit: `174,612.80`.
pub fn money_plain(amount: Fen) -> String {
    amount.grouped()
}

/// A difference in a sentence: `+3,629.00元`, `−¥3,376.80`. Nothing has no sign.
pub fn money_signed(lang: Lang, amount: Fen) -> String {
    let plus = if amount > Fen::ZERO { "+" } else { "" };
    format!("{plus}{}", money(lang, amount))
}

/// A count with its thousands apart: `1,248`.
pub fn count(n: i64) -> String {
    let digits = Fen(n.saturating_mul(100)).grouped();
    digits.strip_suffix(".00").unwrap_or(&digits).to_owned()
}

/// A share as people write it: `16%`, `0.05%`.
pub fn rate(rate: Rate) -> String {
    let text = format!("{}.{:04}", rate.ppm() / 10_000, rate.ppm() % 10_000);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// `周五`, `Fri`.
pub fn weekday(lang: Lang, day: Date) -> &'static str {
    let (zh, en) = match day.weekday() {
        Weekday::Monday => ("周一", "Mon"),
        Weekday::Tuesday => ("周二", "Tue"),
        Weekday::Wednesday => ("周三", "Wed"),
        Weekday::Thursday => ("周四", "Thu"),
        Weekday::Friday => ("周五", "Fri"),
        Weekday::Saturday => ("周六", "Sat"),
        Weekday::Sunday => ("周日", "Sun"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_SHORT: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec",
];

fn named(names: &[&'static str; 12], month: u32) -> &'static str {
    names.get(month as usize - 1).copied().unwrap_or_default()
}

/// A day in a sentence: `2026年5月15日（周五）`, `Fri 15 May 2026`.
pub fn day(lang: Lang, day: Date) -> String {
    match lang {
        Lang::Zh => format!("{}（{}）", day_without_week(lang, day), weekday(lang, day)),
        Lang::En => format!("{} {}", weekday(lang, day), day_without_week(lang, day)),
    }
}

/// `2026年5月15日`, `15 May 2026`.
pub fn day_without_week(lang: Lang, day: Date) -> String {
    match lang {
        Lang::Zh => format!("{}年{}", day.year(), day_short(lang, day)),
        Lang::En => format!("{} {}", day_short(lang, day), day.year()),
    }
}

/// A day of the year that everybody knows: `5月15日`, `15 May`.
pub fn day_short(lang: Lang, day: Date) -> String {
    match lang {
        Lang::Zh => format!("{}月{}日", day.month(), day.day()),
        Lang::En => format!("{} {}", day.day(), named(&MONTHS_SHORT, day.month().unsigned_abs().into())),
    }
}

/// `5月15日（周五）`, `Fri 15 May`.
pub fn day_week(lang: Lang, day: Date) -> String {
    match lang {
        Lang::Zh => format!("{}（{}）", day_short(lang, day), weekday(lang, day)),
        Lang::En => format!("{} {}", weekday(lang, day), day_short(lang, day)),
    }
}

/// A day in a table: `2026-05-15`.
pub fn day_iso(day: Date) -> String {
    day.to_string()
}

/// A month in a sentence: `2026年5月`, `May 2026`.
pub fn month(lang: Lang, month: Month) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月", month.year(), month.month()),
        Lang::En => format!("{} {}", named(&MONTHS, month.month()), month.year()),
    }
}

/// A month of the year that everybody knows: `5月`, `May`.
pub fn month_short(lang: Lang, month: Month) -> String {
    match lang {
        Lang::Zh => format!("{}月", month.month()),
        Lang::En => named(&MONTHS, month.month()).to_owned(),
    }
}

/// A month in a table: `2026-05`.
pub fn month_iso(month: Month) -> String {
    month.to_string()
}

/// Things in a row: `甲、乙、丙`, `a, b and c`.
pub fn join<S: AsRef<str>>(lang: Lang, things: &[S]) -> String {
    let texts: Vec<&str> = things.iter().map(AsRef::as_ref).collect();
    match (lang, texts.split_last()) {
        (Lang::Zh, _) => texts.join("、"),
        (Lang::En, Some((last, rest))) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        (Lang::En, _) => texts.concat(),
    }
}

/// What stands between two sentences: nothing in Chinese, a space in English.
pub fn between(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "",
        Lang::En => " ",
    }
}

/// A time of day on a day, on the agency's clock (UTC+8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The day.
    pub day: Date,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

impl Moment {
    /// The instant `millis` after 1970-01-01T00:00Z, as the agency's wall clock shows it.
    pub fn of(millis: i64) -> Moment {
        const DAY: i64 = 86_400_000;
        let local = millis.saturating_add(8 * 3_600_000);
        let within = local.rem_euclid(DAY);
        let day = date(1970, 1, 1).saturating_add(local.div_euclid(DAY).clamp(-719_000, 2_900_000).days());
        Moment {
            day,
            hour: (within / 3_600_000) as u8,
            minute: (within / 60_000 % 60) as u8,
        }
    }

    /// In a sentence or a narrow column: `5月8日16:20`, `8 May, 16:20`.
    pub fn written(self, lang: Lang) -> String {
        let sep = match lang {
            Lang::Zh => "",
            Lang::En => ", ",
        };
        format!("{}{sep}{}", day_short(lang, self.day), self.clock())
    }

    /// On a receipt: `2026年5月8日（周五）16:20`, `Fri 8 May 2026, 16:20`.
    pub fn written_in_full(self, lang: Lang) -> String {
        let sep = match lang {
            Lang::Zh => "",
            Lang::En => ", ",
        };
        format!("{}{sep}{}", day(lang, self.day), self.clock())
    }

    /// In a table: `2026-05-08 16:20`.
    pub fn iso(self) -> String {
        format!("{} {}", self.day, self.clock())
    }

    /// `16:20`.
    pub fn clock(self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_and_counts_are_written_as_each_language_does() {
        assert_eq!(money(Lang::Zh, Fen(17_461_280)), "174,612.80元");
        assert_eq!(money(Lang::En, Fen(17_461_280)), "¥174,612.80");
        assert_eq!(money(Lang::En, Fen(-5)), "\u{2212}¥0.05");
        assert_eq!(money_signed(Lang::Zh, Fen(362_900)), "+3,629.00元");
        assert_eq!(money_signed(Lang::Zh, Fen(-337_680)), "\u{2212}3,376.80元");
        assert_eq!(money_signed(Lang::En, Fen(0)), "¥0.00");
        assert_eq!(
            (count(1248), count(-12), count(0)),
            ("1,248".into(), "\u{2212}12".into(), "0".into())
        );
        assert_eq!(
            (rate(Rate(160_000)), rate(Rate(500)), rate(Rate(5_000)), rate(Rate(0))),
            ("16%".into(), "0.05%".into(), "0.5%".into(), "0%".into())
        );
    }

    #[test]
    fn days_and_months_are_written_as_each_language_does() {
        let d = date(2026, 5, 15);
        assert_eq!(
            [day(Lang::Zh, d), day_short(Lang::Zh, d), day_week(Lang::Zh, d)],
            ["2026年5月15日（周五）", "5月15日", "5月15日（周五）"]
        );
        assert_eq!(
            [day(Lang::En, d), day_short(Lang::En, d), day_week(Lang::En, d)],
            ["Fri 15 May 2026", "15 May", "Fri 15 May"]
        );
        let m = Month::of(d);
        assert_eq!(
            [
                month(Lang::Zh, m),
                month_short(Lang::Zh, m),
                month(Lang::En, m),
                month_short(Lang::En, m)
            ],
            ["2026年5月", "5月", "May 2026", "May"]
        );
        assert_eq!((day_iso(d), month_iso(m)), ("2026-05-15".into(), "2026-05".into()));
    }

    #[test]
    fn an_instant_is_shown_on_the_clock_of_the_agency() {
        // 2026-05-08T08:20:59Z
        let m = Moment::of(1_778_228_459_000);
        assert_eq!(
            (m.iso(), m.written(Lang::Zh), m.written(Lang::En)),
            ("2026-05-08 16:20".into(), "5月8日16:20".into(), "8 May, 16:20".into())
        );
        assert_eq!(
            Moment::of(1_778_256_000_000).iso(),
            "2026-05-09 00:00",
            "midnight belongs to the new day"
        );
        assert_eq!(Moment::of(-1).iso(), "1970-01-01 07:59");
        assert!(Moment::of(i64::MAX).iso().as_str() > "9", "no overflow");
    }

    #[test]
    fn things_in_a_row_are_joined() {
        assert_eq!(join(Lang::Zh, &["甲", "乙", "丙"]), "甲、乙、丙");
        assert_eq!(join(Lang::En, &["a", "b", "c"]), "a, b and c");
        assert_eq!((join(Lang::En, &["a"]), join::<&str>(Lang::En, &[])), ("a".into(), String::new()));
    }
}
