use serde_json::Value;

use crate::FormFault;
use crate::engine::{BREAKS, shows};

/// Every character of every text must have a glyph, else the form is refused and the character named.
pub(crate) fn check(values: &Value) -> Result<(), FormFault> {
    walk(values, "")
}

fn walk(value: &Value, at: &str) -> Result<(), FormFault> {
    match value {
        Value::String(text) => match text.chars().find(|c| !BREAKS.contains(c) && !shows(*c)) {
            Some(character) => Err(FormFault::NoGlyph {
                character,
                at: at.to_owned(),
                text: text.clone(),
            }),
            None => Ok(()),
        },
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(i, inner)| walk(inner, &format!("{at}[{i}]"))),
        Value::Object(map) => map.iter().try_for_each(|(key, inner)| {
            let at = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
            walk(inner, &at)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}
