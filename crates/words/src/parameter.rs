use units::Fact;

use crate::{Lang, knows, say};

/// What a parameter of the packs is called, with its key behind it: `employer’s pension rate (pension.employer)`. A key that has no name
/// stands alone.
pub fn parameter(lang: Lang, key: &str) -> String {
    let kind = key.split('.').next().unwrap_or(key);
    let names = [format!("parameter.{key}"), key.to_owned(), format!("parameter.{kind}")];
    let Some(name) = names.iter().find(|name| knows(name)) else {
        return key.to_owned();
    };
    let facts = [("name", Fact::Word(name.clone())), ("key", Fact::Text(key.to_owned()))];
    say(lang, "parameter.named", &facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_said_by_name_and_key() {
        for (key, zh, en) in [
            ("pension.floor", "养老缴费下限（pension.floor）", "pension floor (pension.floor)"),
            (
                "goal.home_purchase",
                "购房（goal.home_purchase）",
                "Home purchase (goal.home_purchase)",
            ),
            ("deferral.x", "缓缴办法（deferral.x）", "measure of deferral (deferral.x)"),
            ("nothing.known", "nothing.known", "nothing.known"),
        ] {
            assert_eq!([parameter(Lang::Zh, key), parameter(Lang::En, key)], [zh, en]);
        }
    }
}
