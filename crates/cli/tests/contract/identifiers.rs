use serde_json::Value;

use crate::{has, json, shebao};

fn one(value: &str, status: i32) -> Value {
    let answer = json(&format!("id check {value}"), status);
    has(&answer, &["results.value", "results.kind", "results.valid", "results.reason"]);
    answer["results"][0].clone()
}

#[test]
fn every_kind_of_number_is_known() {
    for (value, kind) in [
        ("110102197603092158", "citizen"),
        ("11010219841118962x", "citizen"),
        ("810000199304285175", "hong_kong_macao_resident"),
        ("911156198706120039", "permanent_resident"),
        ("USA110123456789", "permanent_resident_old"),
        ("91110000600037341L", "credit_code"),
        ("600037341", "organisation_code"),
        ("60003734-1", "organisation_code"),
    ] {
        let result = one(value, 0);
        assert_eq!(
            (&result["kind"], &result["valid"], &result["reason"]),
            (&kind.into(), &true.into(), &Value::Null),
            "{value}"
        );
    }
}

#[test]
fn each_fault_has_a_code_a_message_and_a_mend() {
    for (value, kind, reason) in [
        ("110102197603092159", "citizen", "identity.check_digit"),
        ("110106198702314123", "citizen", "identity.birth_date"),
        ("160102197603092158", "citizen", "identity.unknown_division"),
        ("11010219760309215", "citizen", "identity.length"),
        ("1101021976030921O8", "credit_code", "credit_code.character"),
        ("110102197603092-58", "citizen", "identity.character"),
        ("1.10105E+17", "citizen", "identity.precision_lost"),
        ("110102760309215", "citizen_15", "identity.fifteen_digits"),
        ("110102760231215", "citizen_15", "identity.fifteen_digits_unreadable"),
        ("110102209901012151", "citizen", "identity.check_digit"),
        ("911156198706120038", "permanent_resident", "identity.check_digit"),
        ("USA0E12345678", "foreign_national", "identity.foreign_national"),
        ("91110000600037342L", "credit_code", "credit_code.check_character"),
        ("9111A000600037341L", "credit_code", "credit_code.division"),
        ("600037342", "organisation_code", "organisation_code.check_character"),
        ("60003734K", "organisation_code", "organisation_code.character"),
    ] {
        let result = one(value, 1);
        assert_eq!(
            (&result["kind"], &result["valid"], &result["reason"]),
            (&kind.into(), &false.into(), &reason.into()),
            "{value}"
        );
        let told = |key: &str| result[key].as_str().is_some_and(|said| !said.is_empty() && !said.contains('{'));
        assert!(told("message") && told("fix"), "{value}: {result}");
    }
    assert_eq!(one("110102760309215", 1)["upgraded"], "110102197603092158");
}

#[test]
fn a_number_says_birth_sex_and_division_and_what_is_open() {
    let result = one("110102197603092158", 0);
    assert_eq!((&result["born"], &result["sex"]), (&"1976-03-09".into(), &"male".into()));
    assert_eq!(result["division"]["name"], "北京市西城区");
    assert_eq!(one("911156198706120039", 0)["doubts"][0]["code"], "identity.doubt.layout");
    let code = one("91110000600037341L", 0);
    assert_eq!((&code["organisation_code"], code.get("doubts")), (&"600037341".into(), None));
    let alone = one("60003734-1", 0);
    assert_eq!(
        (&alone["number"], &alone["doubts"][0]["code"]),
        (&"600037341".into(), &"identity.doubt.organisation_rule".into())
    );
    let abolished = &one("110103201201011234", 0)["doubts"][0]["code"];
    assert_eq!(abolished, "identity.doubt.division_abolished");
}

#[test]
fn one_bad_number_among_several_ends_with_status_1_and_all_are_answered() {
    let answer = json("id check 110102197603092158 110102197603092159", 1);
    assert_eq!(answer["results"].as_array().map(Vec::len), Some(2));
    let people = shebao("id check 110102197603092158 110102197603092159").out;
    assert!(
        people.contains("valid") && people.contains("refused") && people.contains("born"),
        "{people}"
    );
    assert_eq!(shebao("id check").status, 2);
}

#[test]
fn a_passport_has_nine_characters_as_an_organisation_code_has_and_the_mend_says_so() {
    // Neither kind says which it is: nine characters are judged as a code, never as a passport.
    for (value, valid, reason) in [
        ("E12345678", false, "organisation_code.check_character"),
        ("EA1234567", false, "organisation_code.check_character"),
        ("12345678A", false, "organisation_code.character"),
        // One in eleven fits by chance.
        ("G12345678", true, ""),
    ] {
        let result = one(value, i32::from(!valid));
        assert_eq!(
            (&result["kind"], &result["valid"]),
            (&"organisation_code".into(), &valid.into()),
            "{value}"
        );
        assert_eq!(result["reason"].as_str().unwrap_or_default(), reason, "{value}");
        let mend = if valid { &result["doubts"][0]["fix"] } else { &result["fix"] };
        assert!(mend.as_str().is_some_and(|mend| mend.contains("passport")), "{value}: {result}");
    }
}

#[test]
fn a_verdict_says_what_it_rests_on_where_asked() {
    let answer = json("id check 110102197603092158 110109199411051043 --why", 1);
    let rules: Vec<&str> = answer["results"][0]["why"]["because"]
        .as_array()
        .expect("reasons")
        .iter()
        .filter_map(|part| part["rule"].as_str())
        .collect();
    assert_eq!(rules, ["id_check_character", "id_born", "id_sex", "id_division"]);
    assert_eq!(answer["results"][1]["why"]["inputs"]["found"], "3");
    assert!(json("id check 110102197603092158 --known-on 2020-01-01", 0)["results"][0]["why"].is_null());
}
