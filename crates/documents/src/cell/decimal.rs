use std::fmt;

/// A decimal number exactly as written, `digits × 10^exponent`. No float: what a workbook stores is read digit by digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub negative: bool,
    pub digits: u128,
    pub exponent: i32,
}

impl Decimal {
    /// Reads `7269.99`, `-8600`, `1.10105198809125E+17`. No separators, no spaces.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (negative, rest) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, power) = match rest.split_once(['e', 'E']) {
            Some((mantissa, power)) => (mantissa, power.parse::<i32>().ok().filter(|p| p.abs() <= 400)?),
            None => (rest, 0),
        };
        let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.len() + decimals.len() > 36 || whole.is_empty() && decimals.is_empty() {
            return None;
        }
        let mut digits: u128 = 0;
        for byte in whole.bytes().chain(decimals.bytes()) {
            digits = digits * 10 + u128::from(byte.is_ascii_digit().then(|| byte - b'0')?);
        }
        let exponent = power - i32::try_from(decimals.len()).ok()?;
        Some(Decimal {
            negative,
            digits,
            exponent,
        })
    }

    /// The number as a spreadsheet program keeps it: 15 digits. What is behind them is the dust of binary fractions.
    pub fn to_15_digits(mut self) -> Decimal {
        while self.digits >= 10u128.pow(15) {
            let rest = self.digits % 10;
            self.digits = self.digits / 10 + u128::from(rest >= 5 && self.digits < 10u128.pow(16));
            self.exponent += 1;
        }
        self
    }

    /// The number times `10^places`, rounded half-up away from zero, and whether that was exact; `None` beyond i64.
    pub fn scaled(self, places: i32) -> Option<(i64, bool)> {
        if self.digits == 0 {
            return Some((0, true));
        }
        let power = self.exponent + places;
        let (value, exact) = match u32::try_from(power) {
            Ok(up) => (self.digits.checked_mul(10u128.checked_pow(up)?)?, true),
            Err(_) => match 10u128.checked_pow(power.unsigned_abs()) {
                Some(unit) => ((self.digits + unit / 2) / unit, self.digits.is_multiple_of(unit)),
                None => (0, false),
            },
        };
        let value = i64::try_from(value).ok()?;
        Some((if self.negative { -value } else { value }, exact))
    }

    /// How many digits stand before the point.
    pub fn whole_digits(self) -> i32 {
        let digits = self.digits.checked_ilog10().map_or(0, |d| d as i32 + 1);
        digits + self.exponent
    }
}

/// In full, without an exponent: `110105198809125000`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            f.write_str("-")?;
        }
        if self.exponent >= 0 {
            let zeros = if self.digits == 0 {
                0
            } else {
                self.exponent.unsigned_abs() as usize
            };
            return write!(f, "{}{:0<zeros$}", self.digits, "");
        }
        let places = self.exponent.unsigned_abs() as usize;
        let text = format!("{:0>width$}", self.digits, width = places + 1);
        let (whole, decimals) = text.split_at(text.len() - places);
        match decimals.trim_end_matches('0') {
            "" => f.write_str(whole),
            decimals => write!(f, "{whole}.{decimals}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn a_stored_number_is_read_without_a_float() {
        for (text, shown) in [
            ("1.10105198809125E+17", "110105198809125000"),
            ("7269.99", "7269.99"),
            ("-8600", "-8600"),
            ("0.10", "0.1"),
            ("5E-3", "0.005"),
            ("0", "0"),
            ("0E5", "0"),
            ("12.00", "12"),
        ] {
            assert_eq!(decimal(text).to_string(), shown, "{text}");
        }
        for text in [
            "",
            "-",
            ".",
            "1.2.3",
            "1,2",
            "１",
            "1e",
            "1e999",
            "0x1",
            " 1",
            "1234567890123456789012345678901234567",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_are_exact_or_say_that_they_were_rounded() {
        let fen = |text: &str| decimal(text).to_15_digits().scaled(2);
        assert_eq!(fen("7269.99"), Some((726_999, true)));
        assert_eq!(fen("7269.9900000000001"), Some((726_999, true)));
        assert_eq!(fen("8333.333333333334"), Some((833_333, false)));
        assert_eq!(fen("0.005"), Some((1, false)));
        assert_eq!(fen("-0.005"), Some((-1, false)));
        assert_eq!(fen("1E300"), None);
        assert_eq!(fen("1E-300"), Some((0, false)));
        assert_eq!(fen("9007199254740993"), Some((900_719_925_474_099_000, true)));
    }
}
