use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An amount of money in fen (a hundredth of a yuan). May be negative: a reversal, a difference.
///
/// There is no multiplication and no conversion from a float: a product of money is a [`crate::Rate`] of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(pub i64);

/// The text is no amount in yuan with at most two decimals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnAmount;

impl Fen {
    /// Nothing.
    pub const ZERO: Fen = Fen(0);

    /// Whole yuan.
    pub const fn yuan(yuan: i64) -> Fen {
        Fen(yuan * 100)
    }

    /// The count of fen, as stored in BIGINT columns.
    pub const fn count(self) -> i64 {
        self.0
    }

    /// Reads yuan with a point and at most two decimals: `7270`, `12345.6`, `-0.01`. No separators, no signs of currency.
    pub fn parse_yuan(text: &str) -> Result<Fen, NotAnAmount> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 15 || decimals.len() > 2 || !all_digits(whole) || !all_digits(decimals) {
            return Err(NotAnAmount);
        }
        if digits.ends_with('.') {
            return Err(NotAnAmount);
        }
        let cents = format!("{decimals:0<2}");
        let number = |s: &str| s.parse::<i64>().map_err(|_| NotAnAmount);
        let fen = number(whole)? * 100 + number(&cents)?;
        Ok(Fen(if negative { -fen } else { fen }))
    }

    /// Yuan with two decimals and thousands separated by commas, for people: `174,612.80`.
    pub fn grouped(self) -> String {
        let plain = Fen(self.0.abs()).to_string();
        let (whole, decimals) = plain.split_at(plain.len() - 3);
        let mut out = String::new();
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        let sign = if self.0 < 0 { "\u{2212}" } else { "" };
        format!("{sign}{out}{decimals}")
    }

    /// The larger of the two.
    pub fn at_least(self, floor: Fen) -> Fen {
        if self < floor { floor } else { self }
    }

    /// The smaller of the two.
    pub fn at_most(self, ceiling: Fen) -> Fen {
        if self > ceiling { ceiling } else { self }
    }
}

/// Yuan with two decimals and a plain minus, for machines: `-12.30`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl Add for Fen {
    type Output = Fen;
    fn add(self, other: Fen) -> Fen {
        Fen(self.0 + other.0)
    }
}

impl Sub for Fen {
    type Output = Fen;
    fn sub(self, other: Fen) -> Fen {
        Fen(self.0 - other.0)
    }
}

impl Neg for Fen {
    type Output = Fen;
    fn neg(self) -> Fen {
        Fen(-self.0)
    }
}

impl AddAssign for Fen {
    fn add_assign(&mut self, other: Fen) {
        self.0 += other.0;
    }
}

impl SubAssign for Fen {
    fn sub_assign(&mut self, other: Fen) {
        self.0 -= other.0;
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Fen>>(amounts: I) -> Fen {
        amounts.fold(Fen::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Fen> for Fen {
    fn sum<I: Iterator<Item = &'a Fen>>(amounts: I) -> Fen {
        amounts.copied().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_and_written_to_the_fen() {
        for (text, fen) in [("0", 0), ("7270", 727_000), ("12.3", 1230), ("-0.01", -1), ("19662.66", 1_966_266)] {
            assert_eq!(Fen::parse_yuan(text), Ok(Fen(fen)), "{text}");
        }
        for text in ["", "-", ".5", "1.", "1.234", "1,000", "+1", "1e3", "１", " 1", "9999999999999999"] {
            assert_eq!(Fen::parse_yuan(text), Err(NotAnAmount), "{text}");
        }
        assert_eq!(Fen(-5).to_string(), "-0.05");
        assert_eq!(Fen(17_461_280).grouped(), "174,612.80");
        assert_eq!(Fen(-338_680).grouped(), "\u{2212}3,386.80");
        assert_eq!(Fen(100_000_000).grouped(), "1,000,000.00");
        assert_eq!(Fen(99).grouped(), "0.99");
    }
}
