use units::Fact;

use crate::{Lang, knows, say};

/// What a parameter of the packs is called, with its key behind it: `employer’s pension rate (pension.employer)`. A key that has no name
/// stands alone.
pub fn parameter(lang: Lang, key: &str) -> String {
    let Some(name) = name_of(key) else {
        return key.to_owned();
    };
    let facts = [("name", Fact::Word(name)), ("key", Fact::Text(key.to_owned()))];
    say(lang, "parameter.named", &facts)
}

/// The same for who has nothing to do with keys: `employer’s pension rate`.
pub fn parameter_name(lang: Lang, key: &str) -> String {
    name_of(key).map_or_else(|| key.to_owned(), |name| say(lang, &name, &[]))
}

fn name_of(key: &str) -> Option<String> {
    let kind = key.split('.').next().unwrap_or(key);
    let names = [format!("parameter.{key}"), key.to_owned(), format!("parameter.{kind}")];
    names.into_iter().find(|name| knows(name))
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
            assert!(en.starts_with(&parameter_name(Lang::En, key)), "{key}");
        }
    }
}
