//! The rules of `tidy` hold in the house as it stands.

use checks::tidy;

fn shown(findings: &[tidy::Finding]) -> String {
    findings.iter().map(|finding| format!("\n{finding}")).collect()
}

#[test]
fn the_house_is_tidy() {
    let findings = tidy::house(&tidy::root());
    assert!(findings.is_empty(), "{}", shown(&findings));
}

#[test]
fn every_dependency_may_be_handed_on_under_our_licence() {
    let findings = tidy::licences::of(&tidy::root()).unwrap();
    assert!(findings.is_empty(), "{}", shown(&findings));
}
