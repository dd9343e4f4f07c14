use serde_json::Value;
use sha2::{Digest, Sha256};

/// The checksum printed on a form and carried by its square code: the first 64 bits of SHA-256 over the lines, as `3F8A-12C4-9B07-55E1`.
///
/// It covers `values.lines`, or all values where there are no lines, written as JSON with sorted keys and no spaces. A counter that
/// computes it from the filed data sees at once whether the paper equals the data.
pub fn checksum(values: &Value) -> String {
    let mut text = String::new();
    write_sorted(values.get("lines").unwrap_or(values), &mut text);
    let hash = Sha256::digest(text.as_bytes());
    let groups: Vec<String> = hash
        .chunks(2)
        .take(4)
        .map(|pair| pair.iter().map(|b| format!("{b:02X}")).collect())
        .collect();
    groups.join("-")
}

/// JSON with sorted keys, whatever order the map keeps.
fn write_sorted(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.0.cmp(b.0));
            out.push('{');
            for (i, (key, inner)) in entries.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write_sorted(inner, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (i, inner) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_sorted(inner, out);
            }
            out.push(']');
        }
        plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => out.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_checksum_sees_every_line_and_no_key_order() {
        let a = json!({"lines": [{"name": "王建国", "wage_fen": 1_200_000}, {"name": "李"}], "printed_on": "2026-11-10"});
        let b = json!({"printed_on": "2026-11-11", "lines": [{"wage_fen": 1_200_000, "name": "王建国"}, {"name": "李"}]});
        let c = json!({"lines": [{"name": "李"}, {"name": "王建国", "wage_fen": 1_200_000}]});
        assert_eq!(checksum(&a), checksum(&b));
        assert_ne!(checksum(&a), checksum(&c));
        assert_eq!(checksum(&json!({"lines": []})), "4F53-CDA1-8C2B-AA0C");
    }
}
