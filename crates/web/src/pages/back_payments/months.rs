//! Months as somebody types them: `2011-05..2011-08, 2019-02至2019-06、2026-07`.

use units::{Fact, Month, Statement};

/// More months than any employment has.
const AT_MOST: i32 = 600;

/// Why typed months cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MonthsRefused {
    /// Nothing was typed.
    Nothing,
    /// A piece that is no month and no span.
    Unreadable {
        /// As typed.
        piece: String,
    },
}

impl Statement for MonthsRefused {
    fn code(&self) -> &'static str {
        match self {
            MonthsRefused::Nothing => "route.no_months",
            MonthsRefused::Unreadable { .. } => "back_payments.months_unreadable",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            MonthsRefused::Nothing => vec![],
            MonthsRefused::Unreadable { piece } => vec![("piece", Fact::Text(piece.clone()))],
        }
    }
}

/// The spans as typed, in their order. A span whose ends are swapped stays swapped: the desk says so with its row.
pub(crate) fn read(text: &str) -> Result<Vec<(Month, Month)>, MonthsRefused> {
    let pieces = text.split([',', ';', '，', '、', '；', ' ', '\n', '\r', '\t', '\u{3000}']);
    let mut spans = Vec::new();
    for piece in pieces.map(str::trim).filter(|piece| !piece.is_empty()) {
        let unreadable = || MonthsRefused::Unreadable { piece: piece.to_owned() };
        let (from, to) = ["..", "至", "到", "~", "–", "—"]
            .iter()
            .find_map(|joint| piece.split_once(joint))
            .unwrap_or((piece, piece));
        let (from, to) = (month(from).ok_or_else(unreadable)?, month(to).ok_or_else(unreadable)?);
        if from.months_until(to).abs() > AT_MOST {
            return Err(unreadable());
        }
        spans.push((from, to));
    }
    match spans.is_empty() {
        true => Err(MonthsRefused::Nothing),
        false => Ok(spans),
    }
}

/// `2026-07`, `2026年7月`, `202607`, `2026/7`.
fn month(text: &str) -> Option<Month> {
    let text = text.trim().trim_end_matches('月');
    if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
        let (year, month) = text.split_at(4);
        return Month::new(year.parse().ok()?, month.parse().ok()?).ok();
    }
    let (year, month) = ['-', '年', '/', '.'].iter().find_map(|joint| text.split_once(*joint))?;
    Month::new(year.trim().parse().ok()?, month.trim().parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_as_people_type_them() {
        let told = |text: &str| match read(text) {
            Ok(spans) => spans.iter().map(|(from, to)| format!("{from}..{to}")).collect::<Vec<_>>().join(" "),
            Err(refused) => refused.code().to_owned(),
        };
        for (text, expected) in [
            ("2026-07", "2026-07..2026-07"),
            (
                "2011-05..2011-08, 2019-02至2019-06、2026年7月",
                "2011-05..2011-08 2019-02..2019-06 2026-07..2026-07",
            ),
            ("202607~202608", "2026-07..2026-08"),
            ("2026/7 2026.8", "2026-07..2026-07 2026-08..2026-08"),
            ("2026-08..2026-07", "2026-08..2026-07"),
            ("", "route.no_months"),
            ("2026-13", "back_payments.months_unreadable"),
            ("July", "back_payments.months_unreadable"),
            ("0001-01..2026-01", "back_payments.months_unreadable"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }
}
