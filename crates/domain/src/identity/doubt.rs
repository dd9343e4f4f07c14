//! What stays open about an identifier that passed its checks: said beside it, never a refusal.

use policy::Divisions;
use units::{Fact, Statement};

use super::{CreditCode, Identity, IdentityKind};

/// One open question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityDoubt {
    /// The card's layout is known by length, first digit and check digit only: nothing inside is read.
    LayoutUnconfirmed,
    /// A card without a check digit: a mistyped digit cannot be noticed.
    NoCheckDigit,
    /// A code of a province whose divisions a pack holds, and it is not among them.
    DivisionNotListed {
        /// The six digits.
        division: String,
    },
    /// The division had been abolished before the person was born.
    DivisionAbolished {
        /// The six digits.
        division: String,
        /// Its name.
        name: String,
        /// Its last year.
        until: i16,
    },
    /// A lone organisation code fits its check character, by a rule that is not confirmed.
    OrganisationRule,
    /// The organisation code inside does not fit its own check character, by a rule that is not confirmed.
    OrganisationCheck {
        /// The nine characters.
        organisation: String,
    },
}

impl Statement for IdentityDoubt {
    fn code(&self) -> &'static str {
        match self {
            IdentityDoubt::LayoutUnconfirmed => "identity.doubt.layout",
            IdentityDoubt::NoCheckDigit => "identity.doubt.no_check_digit",
            IdentityDoubt::DivisionNotListed { .. } => "identity.doubt.division_not_listed",
            IdentityDoubt::DivisionAbolished { .. } => "identity.doubt.division_abolished",
            IdentityDoubt::OrganisationRule => "identity.doubt.organisation_rule",
            IdentityDoubt::OrganisationCheck { .. } => "identity.doubt.organisation_check",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        let text = |text: &str| Fact::Text(text.to_owned());
        match self {
            IdentityDoubt::LayoutUnconfirmed | IdentityDoubt::NoCheckDigit | IdentityDoubt::OrganisationRule => vec![],
            IdentityDoubt::DivisionNotListed { division } => vec![("division", text(division))],
            IdentityDoubt::DivisionAbolished { division, name, until } => vec![
                ("division", text(division)),
                ("name", text(name)),
                ("until", text(&until.to_string())),
            ],
            IdentityDoubt::OrganisationCheck { organisation } => vec![("organisation", text(organisation))],
        }
    }
}

impl Identity {
    /// The six digits of the division, on cards whose layout has them for certain.
    pub fn division(&self) -> Option<&str> {
        match self.kind {
            IdentityKind::Citizen | IdentityKind::HongKongMacaoResident | IdentityKind::TaiwanResident => self.number.get(..6),
            IdentityKind::PermanentResident | IdentityKind::PermanentResidentOld => None,
        }
    }

    /// What stays open about it, as far as the packs hold divisions.
    pub fn doubts(&self, divisions: &Divisions) -> Vec<IdentityDoubt> {
        let of_card = self.doubt_of_card();
        of_card.or_else(|| self.doubt_of_division(divisions)).into_iter().collect()
    }

    /// What stays open about any card of its kind.
    pub fn doubt_of_card(&self) -> Option<IdentityDoubt> {
        match self.kind {
            IdentityKind::PermanentResident => Some(IdentityDoubt::LayoutUnconfirmed),
            IdentityKind::PermanentResidentOld => Some(IdentityDoubt::NoCheckDigit),
            IdentityKind::Citizen | IdentityKind::HongKongMacaoResident | IdentityKind::TaiwanResident => None,
        }
    }

    fn doubt_of_division(&self, divisions: &Divisions) -> Option<IdentityDoubt> {
        let (code, born) = (self.division()?, self.born?);
        let Some(division) = divisions.by_code(code) else {
            let division = code.to_owned();
            return divisions
                .province_is_held(code)
                .then_some(IdentityDoubt::DivisionNotListed { division });
        };
        let until = division.until.filter(|_| division.was_abolished_before(born))?;
        Some(IdentityDoubt::DivisionAbolished {
            division: code.to_owned(),
            name: division.name.clone(),
            until,
        })
    }
}

impl CreditCode {
    /// What stays open about it.
    pub fn doubts(&self) -> Vec<IdentityDoubt> {
        let misfit = (!self.organisation_fits()).then(|| IdentityDoubt::OrganisationCheck {
            organisation: self.organisation().to_owned(),
        });
        misfit.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{check_character, read};

    fn divisions() -> Divisions {
        policy::Packs::embedded().divisions().expect("packs without faults")
    }

    fn doubts(body: &str) -> Vec<&'static str> {
        let number = format!("{body}{}", check_character(body));
        let doubts = read(&number).map(|identity| identity.doubts(&divisions())).unwrap_or_default();
        doubts.iter().map(Statement::code).collect()
    }

    #[test]
    fn a_division_raises_a_doubt_only_where_the_list_can_tell() {
        assert_eq!(doubts("11010519900101123"), Vec::<&str>::new());
        assert_eq!(doubts("31011519900101123"), Vec::<&str>::new(), "no list of other provinces");
        assert_eq!(doubts("11022319700101123"), ["identity.doubt.division_not_listed"]);
        assert_eq!(doubts("11010319900101123"), Vec::<&str>::new(), "numbers outlive their district");
        assert_eq!(doubts("11010320120101123"), ["identity.doubt.division_abolished"]);
        assert_eq!(doubts("91115619870612003"), ["identity.doubt.layout"]);
        let old = read("USA110123456789").map(|identity| identity.doubts(&divisions()));
        assert_eq!(old, Ok(vec![IdentityDoubt::NoCheckDigit]));
    }
}
