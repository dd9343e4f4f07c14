//! Deadlines as a calendar feed (iCalendar, RFC 5545): days without a time of day, stable identities.

use units::Date;

/// A deadline in the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Stable identity, unique for ever: a calendar program replaces what it knows by it.
    pub uid: String,
    /// The day.
    pub on: Date,
    /// One line.
    pub summary: String,
    /// More, may have line breaks.
    pub description: String,
    /// Where to act; may be empty.
    pub url: String,
}

/// Writes the feed. `stamp` is the instant it is made, milliseconds since 1970 UTC.
pub fn calendar_feed(name: &str, stamp: i64, deadlines: &[Deadline]) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: &str| fold(&mut out, &format!("{name}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Shebao//Deadlines//ZH");
    line("CALSCALE", "GREGORIAN");
    line("METHOD", "PUBLISH");
    line("X-WR-CALNAME", &escaped(name));
    let stamp = utc(stamp);
    for deadline in deadlines {
        let next = deadline.on.tomorrow().unwrap_or(deadline.on);
        line("BEGIN", "VEVENT");
        line("UID", &escaped(&deadline.uid));
        line("DTSTAMP", &stamp);
        line("DTSTART;VALUE=DATE", &basic(deadline.on));
        line("DTEND;VALUE=DATE", &basic(next));
        line("SUMMARY", &escaped(&deadline.summary));
        if !deadline.description.is_empty() {
            line("DESCRIPTION", &escaped(&deadline.description));
        }
        if !deadline.url.is_empty() {
            line("URL", &deadline.url.replace(['\r', '\n'], ""));
        }
        line("TRANSP", "TRANSPARENT");
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    out
}

fn basic(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// `20261202T100000Z`.
fn utc(instant: i64) -> String {
    let seconds = instant.div_euclid(1_000);
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let day = units::date(1970, 1, 1).saturating_add(jiff::Span::new().days(days.clamp(-700_000, 2_900_000)));
    format!("{}T{:02}{:02}{:02}Z", basic(day), rest / 3_600, rest / 60 % 60, rest % 60)
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            _ if letter.is_control() => {}
            _ => out.push(letter),
        }
    }
    out
}

/// Lines have at most 75 bytes; what is longer goes on after a line break and a space. No character is cut.
fn fold(out: &mut String, line: &str) {
    let mut length = 0;
    for letter in line.chars() {
        if length + letter.len_utf8() > 75 {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(letter);
        length += letter.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    #[test]
    fn a_feed_is_escaped_and_folded() {
        let deadline = Deadline {
            uid: "declare-202605@example".into(),
            on: date(2026, 12, 31),
            summary: "申报；5月,账单".into(),
            description: format!("第一行\n{}", "长".repeat(60)),
            url: "https://example.org/e/1\r\nX-EVIL:1".into(),
        };
        let feed = calendar_feed("社保;期限", 1_796_205_600_000, &[deadline]);
        assert!(feed.lines().all(|l| l.len() <= 75), "{feed}");
        assert!(feed.split("\r\n").all(|l| !l.contains('\n')));
        let unfolded = feed.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("DESCRIPTION:第一行\\n{}\r\n", "长".repeat(60))));
        assert!(unfolded.contains("SUMMARY:申报；5月\\,账单\r\n"));
        assert!(unfolded.contains("DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n"));
        assert!(unfolded.contains("DTSTAMP:20261202T100000Z\r\n"));
        assert!(unfolded.contains("X-WR-CALNAME:社保\\;期限\r\n"));
        assert!(!unfolded.contains("\r\nX-EVIL"));
        assert!(feed.starts_with("BEGIN:VCALENDAR\r\n") && feed.ends_with("END:VCALENDAR\r\n"));
    }
}
