//! Sets a form many times, each with other values, for measuring: `time repeat TEMPLATE TIMES [VALUES.json]`.

use std::error::Error;
use std::{env, fs};

use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = env::args().skip(1);
    let (Some(template), Some(times)) = (words.next(), words.next()) else {
        return Err("usage: repeat TEMPLATE TIMES [VALUES.json]".into());
    };
    let text = match words.next() {
        Some(path) => fs::read_to_string(path)?,
        None => forms::example(&template).ok_or("no example")?.to_owned(),
    };
    let mut values: Value = serde_json::from_str(&text)?;
    for i in 0..times.parse::<u32>()? {
        values["number"] = Value::from(format!("N-{i:09}"));
        if let Some(name) = values.pointer_mut("/employer/name") {
            *name = Value::from(format!("北京第{i}号有限公司"));
        }
        for line in values.get_mut("lines").and_then(Value::as_array_mut).into_iter().flatten() {
            if line.get("name").is_some() {
                line["name"] = Value::from(format!("王{}", char::from_u32(0x4E00 + i % 20_000).unwrap_or('一')));
            }
        }
        forms::render(&template, &values)?;
    }
    Ok(())
}
