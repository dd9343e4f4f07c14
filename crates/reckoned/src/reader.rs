use policy::{EmployerKind, EmployerSize};
use units::{Date, Fen, Month, Statement};
use words::Lang;

use domain::reckon::person::Employer;

use crate::stop::{Stop, Usage, ValueKind};

/// Reads options as they were typed, and says in the reader's language what cannot be read.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// The reader's language.
    pub lang: Lang,
    /// The day it is.
    pub today: Date,
}

impl Reader {
    /// A refusal by a rule.
    pub fn refused(&self, statement: &dyn Statement) -> Stop {
        Stop::refused(self.lang, statement)
    }

    /// Wrong usage.
    pub fn usage(&self, usage: &dyn Statement) -> Stop {
        Stop::usage(self.lang, usage)
    }

    /// A month: `2026-08`.
    pub fn month(&self, option: &'static str, value: &str) -> Result<Month, Stop> {
        Month::parse(value).map_err(|_| self.wrong(ValueKind::Month, option, value))
    }

    /// A day: `2026-08-31`.
    pub fn day(&self, option: &'static str, value: &str) -> Result<Date, Stop> {
        // The reader of dates also takes 20260831 and times of day; an option takes one form.
        let plain = value.len() == 10 && value.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let day = value.parse().ok().filter(|_| plain);
        day.ok_or_else(|| self.wrong(ValueKind::Day, option, value))
    }

    /// The day on which policy was known: today where nothing is said.
    pub fn known_on(&self, value: Option<&str>) -> Result<Date, Stop> {
        value.map_or(Ok(self.today), |value| self.day("--known-on", value))
    }

    /// An amount in yuan.
    pub fn amount(&self, option: &'static str, value: &str) -> Result<Fen, Stop> {
        Fen::parse_yuan(value).map_err(|_| self.wrong(ValueKind::Amount, option, value))
    }

    /// A whole number.
    pub fn number<N: std::str::FromStr>(&self, option: &'static str, value: &str) -> Result<N, Stop> {
        value.parse().map_err(|_| self.wrong(ValueKind::Number, option, value))
    }

    /// A member of an enum by its code.
    pub fn coded<T>(&self, option: &'static str, value: &str, from_code: fn(&str) -> Option<T>, codes: &[&str]) -> Result<T, Stop> {
        from_code(value).ok_or_else(|| {
            self.usage(&Usage::UnknownWord {
                option,
                value: value.to_owned(),
                known: codes.join(", "),
            })
        })
    }

    /// A value that is none of its kind.
    pub fn wrong(&self, kind: ValueKind, option: &'static str, value: &str) -> Stop {
        self.usage(&Usage::Value {
            kind,
            option,
            value: value.to_owned(),
        })
    }

    /// An option that must be there.
    pub fn needed<'o>(&self, option: &'static str, value: Option<&'o str>) -> Result<&'o str, Stop> {
        value.ok_or_else(|| self.usage(&Usage::Missing { option }))
    }

    /// The employer by kind, size and injury class.
    pub fn employer(&self, kind: &str, size: Option<&str>, class: Option<&str>) -> Result<Employer, Stop> {
        let kind = self.coded(
            "--employer-kind",
            kind,
            EmployerKind::from_code,
            &EmployerKind::ALL.map(EmployerKind::code),
        )?;
        let sized = |code: &str| {
            self.coded(
                "--employer-size",
                code,
                EmployerSize::from_code,
                &EmployerSize::ALL.map(EmployerSize::code),
            )
        };
        Ok(Employer {
            kind,
            size: size.map(sized).transpose()?,
            injury_class: class.map(|class| self.number("--injury-class", class)).transpose()?,
        })
    }
}
