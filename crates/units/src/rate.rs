use std::fmt;

use crate::Fen;

/// A share in parts per million: 16 % is 160 000, 0.5 ‰ is 500.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(pub u32);

/// The text is no rate, or is no whole part per million.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotARate;

/// How a product that is no whole fen becomes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Half a fen and more goes up (四舍五入).
    HalfUp,
    /// Any part of a fen is dropped.
    DownToFen,
    /// Any fen goes up to the next jiao, ten fen (见分进角).
    UpToJiao,
}

const MILLION: i128 = 1_000_000;

impl Rate {
    /// No share at all.
    pub const ZERO: Rate = Rate(0);

    /// Parts per million.
    pub const fn ppm(self) -> u32 {
        self.0
    }

    /// Reads `16%`, `0.5‰`, or a decimal fraction such as `0.0005`.
    pub fn parse(text: &str) -> Result<Rate, NotARate> {
        let (number, scale) = if let Some(n) = text.strip_suffix('%') {
            (n, 4)
        } else if let Some(n) = text.strip_suffix('‰') {
            (n, 3)
        } else {
            (text, 6)
        };
        let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let significant = decimals.trim_end_matches('0');
        if whole.is_empty() || !all_digits(whole) || !all_digits(decimals) || significant.len() > scale {
            return Err(NotARate);
        }
        let digits = format!("{whole}{significant:0<scale$}");
        digits.parse().map(Rate).map_err(|_| NotARate)
    }

    /// This share of an amount, rounded once. A negative amount rounds as its mirror image.
    pub fn of(self, amount: Fen, rounding: Rounding) -> Fen {
        self.times(amount, 1, rounding)
    }

    /// This share of an amount taken `times` over (days of a late fee, months of interest) and rounded once.
    pub fn times(self, amount: Fen, times: u32, rounding: Rounding) -> Fen {
        let exact = i128::from(amount.0) * i128::from(self.0) * i128::from(times);
        rounding.apply(exact, MILLION)
    }
}

impl Rounding {
    /// `numerator / denominator` fen as whole fen (or whole jiao). The denominator is positive.
    pub fn apply(self, numerator: i128, denominator: i128) -> Fen {
        let negative = numerator < 0;
        let n = numerator.abs();
        let fen = match self {
            Rounding::HalfUp => (2 * n + denominator) / (2 * denominator),
            Rounding::DownToFen => n / denominator,
            Rounding::UpToJiao => (n + 10 * denominator - 1) / (10 * denominator) * 10,
        };
        let fen = i64::try_from(fen).unwrap_or(i64::MAX);
        Fen(if negative { -fen } else { fen })
    }
}

/// A decimal fraction without trailing zeros: `0.0005`, `0.16`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:06}", self.0 / 1_000_000, self.0 % 1_000_000);
        let trimmed = text.trim_end_matches('0').trim_end_matches('.');
        f.write_str(trimmed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_read_exactly_or_refused() {
        for (text, ppm) in [
            ("16%", 160_000),
            ("0.5‰", 500),
            ("9.8%", 98_000),
            ("0.2%", 2_000),
            ("0.0005", 500),
            ("8.31%", 83_100),
            ("1", 1_000_000),
        ] {
            assert_eq!(Rate::parse(text), Ok(Rate(ppm)), "{text}");
        }
        for text in ["", "%", "16 %", "-1%", "0.00001%", "1e2%", ".5%"] {
            assert_eq!(Rate::parse(text), Err(NotARate), "{text}");
        }
        assert_eq!(Rate(500).to_string(), "0.0005");
        assert_eq!(Rate(160_000).to_string(), "0.16");
    }

    #[test]
    fn a_share_is_rounded_once_half_up_and_symmetrically() {
        for (ppm, fen, expected) in [
            (5_000, 717_000, 3_585),
            (5_000, 690_100, 3_451),
            (5_000, 690_099, 3_450),
            (5_000, -690_100, -3_451),
        ] {
            assert_eq!(Rate(ppm).of(Fen(fen), Rounding::HalfUp), Fen(expected), "{ppm} {fen}");
        }
        assert_eq!(Rate(500).times(Fen(1_966_266), 11, Rounding::HalfUp), Fen(10_814));
        assert_eq!(Rounding::UpToJiao.apply(101, 1), Fen(110));
        assert_eq!(Rounding::DownToFen.apply(199, 100), Fen(1));
    }
}
