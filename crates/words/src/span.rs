use units::{Fact, Month};

use crate::{Lang, join, say};

/// Months in ascending order as people say them: `2019年2月至6月、2020年1月`, `February to June 2019 and January 2020`.
pub fn spans(lang: Lang, months: impl IntoIterator<Item = Month>) -> String {
    let mut list: Vec<(Month, Month)> = Vec::new();
    for month in months {
        match list.last_mut() {
            Some((_, last)) if last.next() == month => *last = month,
            _ => list.push((month, month)),
        }
    }
    let written: Vec<String> = list.iter().map(|(from, to)| span(lang, *from, *to)).collect();
    join(lang, &written)
}

fn span(lang: Lang, from: Month, to: Month) -> String {
    if from == to {
        return crate::month(lang, from);
    }
    let same_year = from.year() == to.year();
    let (first, last) = match (lang, same_year) {
        (Lang::Zh, true) => (crate::month(lang, from), crate::month_short(lang, to)),
        (Lang::En, true) => (crate::month_short(lang, from), crate::month(lang, to)),
        (Lang::Zh | Lang::En, false) => (crate::month(lang, from), crate::month(lang, to)),
    };
    say(lang, "gaps.span", &[("from", Fact::Text(first)), ("to", Fact::Text(last))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_in_a_row_are_said_as_a_span() {
        let months = |list: &[&str]| list.iter().map(|m| Month::parse(m).expect("a month")).collect::<Vec<_>>();
        for (list, zh, en) in [
            (
                &["2019-02", "2019-03", "2020-01"][..],
                "2019年2月至3月、2020年1月",
                "February to March 2019 and January 2020",
            ),
            (&["2019-12", "2020-01"], "2019年12月至2020年1月", "December 2019 to January 2020"),
            (&["2026-08"], "2026年8月", "August 2026"),
            (&[], "", ""),
        ] {
            assert_eq!(spans(Lang::Zh, months(list)), zh);
            assert_eq!(spans(Lang::En, months(list)), en);
        }
    }
}
