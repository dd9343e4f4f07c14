//! Sets the example values of a form, or a file of values: `cargo run -p forms --example set -- reduction out.pdf [values.json]`.

use std::error::Error;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = env::args().skip(1);
    let (Some(template), Some(out)) = (words.next(), words.next()) else {
        return Err("usage: set TEMPLATE OUT.pdf [VALUES.json]".into());
    };
    let values = match words.next() {
        Some(path) => fs::read_to_string(path)?,
        None => forms::example(&template).ok_or("no example")?.to_owned(),
    };
    fs::write(out, forms::render(&template, &serde_json::from_str(&values)?)?)?;
    Ok(())
}
