//! A record written by hand: a line for each stretch of months, `pension 2012-01..2019-01 on_time`.

use policy::Branch;
use units::{Fact, Month, Statement};

use super::Record;
use crate::standing::Standing;

/// A line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineUnread {
    /// Which, from 1.
    pub line: u32,
    /// As written, cut where it is long.
    pub text: String,
}

impl Statement for LineUnread {
    fn code(&self) -> &'static str {
        "gaps.line_unread"
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![("line", Fact::Count(i64::from(self.line))), ("text", Fact::Text(self.text.clone()))]
    }
}

/// No stretch is longer than a working life.
const LONGEST: i32 = 12 * 80;

/// Reads lines, or parts between semicolons. Without a branch a stretch is pension's, `all` is every branch's; without a standing it
/// was paid on time. A later line overrules an earlier one.
pub fn read_spans(text: &str) -> Result<Record, LineUnread> {
    let mut record = Record::new();
    for (place, line) in text
        .split(['\n', ';', '；'])
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let unread = || LineUnread {
            line: u32::try_from(place + 1).unwrap_or(u32::MAX),
            text: line.trim().chars().take(60).collect(),
        };
        let (branches, from, to, standing) = span(line).ok_or_else(unread)?;
        for branch in branches {
            for month in from.through(to) {
                record.put(branch, month, standing);
            }
        }
    }
    Ok(record)
}

fn span(line: &str) -> Option<(Vec<Branch>, Month, Month, Standing)> {
    let mut words: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、'))
        .filter(|w| !w.is_empty())
        .collect();
    let branches = match words.first()? {
        &"all" => Some(Branch::ALL.to_vec()),
        word => Branch::from_code(word).map(|branch| vec![branch]),
    };
    if branches.is_some() {
        words.remove(0);
    }
    let (from, to) = match words.first()?.split_once("..") {
        Some((from, to)) => (Month::parse(from).ok()?, Month::parse(to).ok()?),
        None => (Month::parse(words.first()?).ok()?, Month::parse(words.first()?).ok()?),
    };
    let standing = match words.get(1) {
        Some(code) => Standing::from_code(code)?,
        None => Standing::OnTime,
    };
    let fits = (0..LONGEST).contains(&from.months_until(to)) && words.len() <= 2;
    fits.then(|| (branches.unwrap_or_else(|| vec![Branch::Pension]), from, to, standing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_read_or_refused_by_line() {
        let record = read_spans("2012-01..2012-03\nmedical 2012-02 back_paid; 2012-02 owed").expect("a record");
        let month = |text: &str| Month::parse(text).expect("a month");
        assert_eq!(record.standing(Branch::Pension, month("2012-03")), Some(Standing::OnTime));
        assert_eq!(record.standing(Branch::Pension, month("2012-02")), Some(Standing::Owed));
        assert_eq!(record.standing(Branch::Medical, month("2012-02")), Some(Standing::BackPaid));
        assert_eq!(read_spans("all,2012-01,on_time").expect("a record").iter().count(), 5);
        for (text, line) in [
            ("2012-01\n2012-13", 2),
            ("2012-03..2012-01", 1),
            ("pension 2012-01 on_tome", 1),
            ("0001-01..9999-12", 1),
            ("pension", 1),
        ] {
            assert_eq!(read_spans(text).err().map(|unread| unread.line), Some(line), "{text}");
        }
        assert_eq!(read_spans(" \n").expect("nothing"), Record::new());
    }
}
