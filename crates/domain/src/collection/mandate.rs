use units::{Date, Fact, Statement};

use crate::registry::{Mandate, account_tail};

/// The debit agreement that a debit on a day uses: the latest that is in force by then.
pub fn mandate_on(mandates: &[Mandate], day: Date) -> Option<&Mandate> {
    mandates.iter().filter(|m| m.from <= day).max_by_key(|m| m.from)
}

/// What a change of account does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MandateChange {
    /// The agreement from now on.
    pub mandate: Mandate,
    /// A debit already announced that stays on the old account: its day and the account's last four digits.
    pub stays: Option<(Date, String)>,
}

/// Why an account was not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MandateRefused {
    /// It would hold for days that are over.
    InThePast {
        /// The first day asked for.
        from: Date,
        /// Today.
        today: Date,
    },
    /// The account is not in the employer's name (practice 6.2: account name ≠ employer name).
    NameDiffers {
        /// The name on the account.
        account_name: String,
        /// The employer's registered name.
        employer: String,
    },
    /// No digits, or more than a bank file carries.
    AccountNumber,
    /// The bank's name or clearing code is missing.
    Bank,
    /// It is the account in force.
    NothingChanged,
}

impl Statement for MandateRefused {
    fn code(&self) -> &'static str {
        match self {
            MandateRefused::InThePast { .. } => "mandate.in_the_past",
            MandateRefused::NameDiffers { .. } => "mandate.name_differs",
            MandateRefused::AccountNumber => "mandate.account_number",
            MandateRefused::Bank => "mandate.bank",
            MandateRefused::NothingChanged => "mandate.nothing_changed",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            MandateRefused::InThePast { from, today } => vec![("from", Fact::Day(*from)), ("today", Fact::Day(*today))],
            MandateRefused::NameDiffers { account_name, employer } => {
                vec![
                    ("account_name", Fact::Text(account_name.clone())),
                    ("employer", Fact::Text(employer.clone())),
                ]
            }
            MandateRefused::AccountNumber | MandateRefused::Bank | MandateRefused::NothingChanged => vec![],
        }
    }
}

/// Decides a change of account. A debit already announced to the bank stays where it was announced, and the answer says so.
///
/// `held` are the agreements so far, `announced` the days and accounts of debits that the bank has not answered.
pub fn change_mandate(
    held: &[Mandate],
    announced: &[(Date, String)],
    asked: Mandate,
    employer_name: &str,
    today: Date,
) -> Result<MandateChange, MandateRefused> {
    if asked.from < today {
        return Err(MandateRefused::InThePast { from: asked.from, today });
    }
    let number = &asked.account_number;
    if number.is_empty() || number.len() > 34 || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(MandateRefused::AccountNumber);
    }
    if asked.bank.trim().is_empty() || asked.bank_code.trim().is_empty() {
        return Err(MandateRefused::Bank);
    }
    if asked.account_name.trim() != employer_name.trim() {
        return Err(MandateRefused::NameDiffers {
            account_name: asked.account_name,
            employer: employer_name.to_owned(),
        });
    }
    let now = mandate_on(held, asked.from);
    if now.is_some_and(|m| (&m.account_number, &m.bank_code) == (&asked.account_number, &asked.bank_code)) {
        return Err(MandateRefused::NothingChanged);
    }
    let stays = announced
        .iter()
        .filter(|(_, account)| account != number)
        .max_by_key(|(day, _)| *day);
    Ok(MandateChange {
        stays: stays.map(|(day, account)| (*day, account_tail(account))),
        mandate: asked,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    fn mandate(from: Date, account: &str) -> Mandate {
        Mandate {
            from,
            reference: "M1".into(),
            bank: "示例银行".into(),
            bank_code: "102100099996".into(),
            account_name: "示例厂".into(),
            account_number: account.into(),
        }
    }

    #[test]
    fn a_debit_announced_for_the_fifteenth_stays_on_the_old_account() {
        let held = [mandate(date(2020, 1, 1), "6222000011111234")];
        let announced = [(date(2026, 9, 15), "6222000011111234".to_owned())];
        let today = date(2026, 9, 14);
        let change = change_mandate(&held, &announced, mandate(today, "6222000099995521"), "示例厂", today);
        assert_eq!(
            change.as_ref().map(|c| c.stays.clone()),
            Ok(Some((date(2026, 9, 15), "1234".into())))
        );
        let quiet = change_mandate(&held, &[], mandate(today, "6222000099995521"), "示例厂", today);
        assert_eq!(quiet.map(|c| c.stays), Ok(None));
    }

    #[test]
    fn an_account_of_another_name_or_a_day_that_is_over_is_refused() {
        let today = date(2026, 9, 14);
        let held = [mandate(date(2020, 1, 1), "6222000011111234")];
        let ask = |m| change_mandate(&held, &[], m, "示例厂", today).map_err(|r| r.code());
        assert_eq!(
            ask(Mandate {
                account_name: "别厂".into(),
                ..mandate(today, "62229")
            }),
            Err("mandate.name_differs")
        );
        assert_eq!(ask(mandate(date(2026, 9, 13), "62229")), Err("mandate.in_the_past"));
        assert_eq!(ask(mandate(today, "6222-9")), Err("mandate.account_number"));
        assert_eq!(ask(mandate(today, "6222000011111234")), Err("mandate.nothing_changed"));
        assert_eq!(
            ask(Mandate {
                bank: " ".into(),
                ..mandate(today, "62229")
            }),
            Err("mandate.bank")
        );
    }

    #[test]
    fn a_debit_uses_the_latest_agreement_in_force() {
        let held = [mandate(date(2026, 10, 1), "2"), mandate(date(2020, 1, 1), "1")];
        assert_eq!(mandate_on(&held, date(2026, 9, 30)).map(|m| m.account_number.as_str()), Some("1"));
        assert_eq!(mandate_on(&held, date(2026, 10, 1)).map(|m| m.account_number.as_str()), Some("2"));
        assert_eq!(mandate_on(&held, date(2019, 10, 1)), None);
    }
}
