//! What the verdict on a number rests on: its check character, the day and the sex in it, the division it begins with.

use policy::{Divisions, Provenance};
use units::{Fact, Month};

use super::why::Why;
use crate::identity::{CreditCode, Identity, IdentityKind, OrganisationCode, check_character, organisation_check};

/// Why an identity number is valid.
pub fn of_person(identity: &Identity, divisions: &Divisions) -> Why {
    let kind = vec![
        ("number", text(&identity.number)),
        ("kind", Fact::Word(format!("identity.kind.{}", identity.kind.code()))),
    ];
    let mut parts = match identity.kind {
        IdentityKind::PermanentResident => vec![Why::new("id_first_nine", vec![])],
        IdentityKind::PermanentResidentOld => vec![Why::new("id_old_card", vec![])],
        IdentityKind::Citizen | IdentityKind::HongKongMacaoResident | IdentityKind::TaiwanResident => vec![],
    };
    parts.extend(check_of(&identity.number));
    parts.extend(identity.born.map(|born| Why::new("id_born", vec![("born", Fact::Day(born))])));
    let sex = identity.sex.map(|sex| {
        let digit = identity.number.get(16..17).unwrap_or_default();
        let sex = Fact::Word(format!("sex.{}", sex.code()));
        Why::new("id_sex", vec![("digit", text(digit)), ("sex", sex)])
    });
    parts.extend(sex);
    parts.extend(identity.division().map(|code| division(code, divisions)));
    Why::new("id_valid", kind).because(parts)
}

/// Why a unified social credit code is valid.
pub fn of_credit_code(code: &CreditCode) -> Why {
    let (body, check) = code.as_str().split_at(17);
    let checked = vec![
        ("body", text(body)),
        ("expected", text(&CreditCode::check_character(body).to_string())),
        ("found", text(check)),
    ];
    let organisation = code.organisation();
    let kind = vec![
        ("number", text(code.as_str())),
        ("kind", Fact::Word("identity.kind.credit_code".to_owned())),
    ];
    Why::new("id_valid", kind).because([Why::new("id_check_credit_code", checked), of_organisation(organisation)])
}

/// Why an organisation code is valid.
pub fn of_organisation_code(code: &OrganisationCode) -> Why {
    let kind = vec![
        ("number", text(code.as_str())),
        ("kind", Fact::Word("identity.kind.organisation_code".to_owned())),
    ];
    Why::new("id_valid", kind).because([of_organisation(code.as_str())])
}

/// What a number of eighteen characters would have to end in.
pub fn check_of(number: &str) -> Option<Why> {
    let (body, found) = number.split_at_checked(17)?;
    let is_whole = body.bytes().all(|byte| byte.is_ascii_digit()) && found.len() == 1;
    is_whole.then(|| {
        let facts = vec![
            ("body", text(body)),
            ("expected", text(&check_character(body).to_string())),
            ("found", text(found)),
        ];
        Why::new("id_check_character", facts)
    })
}

fn of_organisation(code: &str) -> Why {
    let (body, found) = code.split_at_checked(8).unwrap_or((code, ""));
    let facts = vec![
        ("body", text(body)),
        ("expected", text(&organisation_check(body).to_string())),
        ("found", text(found)),
    ];
    Why::new("id_check_organisation", facts)
}

/// The division by its row in a pack; of a province that no pack holds nothing is said but the digits.
fn division(code: &str, divisions: &Divisions) -> Why {
    let Some(held) = divisions.by_code(code) else {
        return Why::new("id_division_not_held", vec![("code", text(code))]);
    };
    let facts = vec![("code", text(code)), ("name", text(&held.name))];
    let why = Why::new("id_division", facts);
    let year = |year: i16, month| Month::new(year.unsigned_abs().into(), month).ok();
    // A code without a first year is as old as the list, whose first year is not on file.
    let from = held.from.and_then(|from| year(from, 1));
    match from {
        Some(valid_from) => why.by(Provenance {
            parameter: format!("division.{code}"),
            value: held.name.clone(),
            valid_from,
            valid_until: held.until.and_then(|until| year(until, 12)),
            known_on: valid_from.first_day(),
            known_on_assumed: true,
            source: held.source.clone(),
            law: None,
            confidence: held.confidence,
            note: None,
            carried: None,
            place: String::new(),
        }),
        None => {
            let facts = vec![("source", text(&held.source)), ("confidence", text(held.confidence.code()))];
            why.because([Why::new("id_division_source", facts)])
        }
    }
}

fn text(text: &str) -> Fact {
    Fact::Text(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::read;

    #[test]
    fn a_number_says_what_its_verdict_rests_on() {
        let divisions = policy::Packs::embedded().divisions().expect("packs without faults");
        for (number, rules) in [
            ("110102197603092158", vec!["id_check_character", "id_born", "id_sex", "id_division"]),
            ("911156198706120039", vec!["id_first_nine", "id_check_character"]),
            ("USA110123456789", vec!["id_old_card"]),
            (
                "810000199304285175",
                vec!["id_check_character", "id_born", "id_sex", "id_division_not_held"],
            ),
        ] {
            let why = of_person(&read(number).expect("valid"), &divisions);
            let said: Vec<&str> = why.because.iter().map(|part| part.rule).collect();
            assert_eq!(said, rules, "{number}");
        }
    }

    #[test]
    fn the_check_character_is_told_beside_the_one_that_stands_there() {
        let why = check_of("110109199411051043").expect("eighteen");
        let said: Vec<String> = why.facts.iter().map(|(_, fact)| fact.plain()).collect();
        assert_ne!(said[1], said[2]);
        assert_eq!(check_of("1101"), None);
    }
}
