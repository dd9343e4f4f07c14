use units::{Fact, Statement};

/// The account of the agency that debits are collected into and that payers transfer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Creditor {
    /// Name of the account.
    pub name: String,
    /// Its number.
    pub account_number: String,
    /// The clearing code of its bank.
    pub bank_code: String,
}

/// Why the agency's account was not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditorRefused {
    /// No name, or more than a bank file carries.
    Name,
    /// No digits, or more than a bank file carries.
    AccountNumber,
    /// No digits, or more than a bank file carries.
    BankCode,
    /// It is the account that holds.
    NothingChanged,
}

impl Statement for CreditorRefused {
    fn code(&self) -> &'static str {
        match self {
            CreditorRefused::Name => "creditor.name",
            CreditorRefused::AccountNumber => "creditor.account_number",
            CreditorRefused::BankCode => "creditor.bank_code",
            CreditorRefused::NothingChanged => "creditor.nothing_changed",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        Vec::new()
    }
}

/// Decides which account of the agency holds from now on, after the one that holds. Blanks inside the numbers go.
pub fn set_creditor(held: Option<&Creditor>, asked: &Creditor) -> Result<Creditor, CreditorRefused> {
    let digits = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let new = Creditor {
        name: asked.name.trim().to_owned(),
        account_number: digits(&asked.account_number),
        bank_code: digits(&asked.bank_code),
    };
    let fits = |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !(1..=140).contains(&new.name.chars().count()) {
        return Err(CreditorRefused::Name);
    }
    if !fits(&new.account_number, 34) {
        return Err(CreditorRefused::AccountNumber);
    }
    if !fits(&new.bank_code, 35) {
        return Err(CreditorRefused::BankCode);
    }
    if held == Some(&new) {
        return Err(CreditorRefused::NothingChanged);
    }
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn creditor(name: &str, account: &str, bank: &str) -> Creditor {
        Creditor {
            name: name.to_owned(),
            account_number: account.to_owned(),
            bank_code: bank.to_owned(),
        }
    }

    #[test]
    fn an_account_is_whole_or_refused_at_what_is_missing() {
        let held = creditor("某市社会保险基金收入户", "0200099900099900001", "102100099996");
        let (long, longer) = ("名".repeat(141), "1".repeat(35));
        for (name, account, bank, verdict) in [
            (" 某市社会保险基金收入户 ", "0200 0999 0009 9900 002", "102 100 099 996", Ok(())),
            ("  ", "1", "1", Err("creditor.name")),
            (long.as_str(), "1", "1", Err("creditor.name")),
            ("某市", "", "1", Err("creditor.account_number")),
            ("某市", "12-3", "1", Err("creditor.account_number")),
            ("某市", longer.as_str(), "1", Err("creditor.account_number")),
            ("某市", "1", " ", Err("creditor.bank_code")),
            ("某市", "1", "ICBKCNBJ", Err("creditor.bank_code")),
            (
                "某市社会保险基金收入户",
                "0200099900099900001",
                "102100099996",
                Err("creditor.nothing_changed"),
            ),
        ] {
            let set = set_creditor(Some(&held), &creditor(name, account, bank));
            assert_eq!(
                set.as_ref().map(|_| ()).map_err(Statement::code),
                verdict,
                "{name} {account} {bank}"
            );
            if let Ok(set) = set {
                assert_eq!(set, creditor("某市社会保险基金收入户", "0200099900099900002", "102100099996"));
            }
        }
        assert_eq!(set_creditor(None, &held).as_ref(), Ok(&held));
    }
}
