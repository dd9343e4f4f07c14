use units::Fen;

use super::decimal::Decimal;
use super::plain;
use crate::fault::CellFault;
use crate::grid::{Content, Kind};

/// From here on a monthly wage is taken for fen typed as yuan or a point that slipped: a million yuan.
const IMPLAUSIBLE: Fen = Fen::yuan(1_000_000);

/// An amount in yuan: `12340`, `12,340.00`, `￥15,800.00 `, `９８７０`, `6,500元`. The flag says that it was rounded to the fen.
pub(crate) fn read(cell: Content<'_>) -> Option<(Fen, bool)> {
    let number = match cell.kind {
        Kind::Number => Decimal::parse(cell.text)?.to_15_digits(),
        Kind::Text => written(cell.text)?,
        Kind::Day | Kind::Boolean | Kind::Error | Kind::NoValue => return None,
    };
    let (fen, exact) = number.scaled(2)?;
    Some((Fen(fen), !exact))
}

fn written(text: &str) -> Option<Decimal> {
    let text = plain(text).replace(' ', "");
    let text = text.strip_prefix("RMB").or_else(|| text.strip_prefix("CNY")).unwrap_or(&text);
    let text = text.strip_suffix('元').unwrap_or(text);
    let (sign, text) = match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let text = text.strip_prefix(['¥', '$']).unwrap_or(text);
    if text.contains(['e', 'E', '+', '-']) {
        return None;
    }
    Decimal::parse(&format!("{sign}{}", ungrouped(text)?))
}

/// Without thousands separators, where they stand in the right places.
fn ungrouped(text: &str) -> Option<String> {
    if !text.contains(',') {
        return Some(text.to_owned());
    }
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next().is_some_and(|g| (1..=3).contains(&g.len()));
    let well_formed = first && groups.all(|g| g.len() == 3) && !decimals.contains(',');
    well_formed.then(|| text.replace(',', ""))
}

/// A wage: an amount above zero, below what nobody earns.
pub(crate) fn read_wage(cell: Content<'_>) -> Result<(Fen, bool), CellFault> {
    let (wage, rounded) = read(cell).ok_or(CellFault::WageNotANumber)?;
    if wage < Fen::ZERO {
        return Err(CellFault::WageNegative);
    }
    if wage == Fen::ZERO {
        return Err(CellFault::WageZero);
    }
    if wage >= IMPLAUSIBLE {
        Err(CellFault::WageImplausible(wage))
    } else {
        Ok((wage, rounded))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(kind: Kind, text: &str) -> Content<'_> {
        Content {
            column: 0,
            kind,
            formula: false,
            text,
        }
    }

    #[test]
    fn wages_are_read_as_people_write_them() {
        for (text, fen) in [
            ("12,340.00", 1_234_000),
            ("９８７０", 987_000),
            ("￥15,800.00 ", 1_580_000),
            ("¥ 15800", 1_580_000),
            ("6,500元", 650_000),
            (" 8806.50\u{3000}", 880_650),
            ("1,234,567", 0),
            ("RMB 7270", 727_000),
        ] {
            let read = read_wage(cell(Kind::Text, text));
            let wanted = if fen == 0 {
                Err(CellFault::WageImplausible(Fen::yuan(1_234_567)))
            } else {
                Ok((Fen(fen), false))
            };
            assert_eq!(read, wanted, "{text}");
        }
        assert_eq!(read_wage(cell(Kind::Number, "36348.01")), Ok((Fen(3_634_801), false)));
        assert_eq!(read_wage(cell(Kind::Number, "8333.3333333333339")), Ok((Fen(833_333), true)));
    }

    #[test]
    fn what_is_no_wage_is_told_by_its_kind() {
        for (kind, text, fault) in [
            (Kind::Text, "同上", CellFault::WageNotANumber),
            (Kind::Text, "1,23", CellFault::WageNotANumber),
            (Kind::Text, "1.2E+04", CellFault::WageNotANumber),
            (Kind::Text, "1.5万", CellFault::WageNotANumber),
            (Kind::Text, "8600-9000", CellFault::WageNotANumber),
            (Kind::Day, "43868", CellFault::WageNotANumber),
            (Kind::Boolean, "1", CellFault::WageNotANumber),
            (Kind::Number, "-8600", CellFault::WageNegative),
            (Kind::Text, "-8,600.00", CellFault::WageNegative),
            (Kind::Text, "0", CellFault::WageZero),
            (Kind::Number, "88065000", CellFault::WageImplausible(Fen::yuan(88_065_000))),
        ] {
            assert_eq!(read_wage(cell(kind, text)), Err(fault), "{text}");
        }
    }
}
