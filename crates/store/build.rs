//! Embeds `migrations/*.sql` in the order of their numbers.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = Path::new("../../migrations").canonicalize()?;
    println!("cargo:rerun-if-changed=../../migrations");
    let mut paths: Vec<_> = fs::read_dir(&folder)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "sql"));
    paths.sort();
    let mut out = String::from("&[\n");
    for path in paths {
        let name = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        let number: u32 = name
            .split('_')
            .next()
            .and_then(|n| n.parse().ok())
            .ok_or_else(|| io::Error::other(format!("{name}: no number in front")))?;
        let written = writeln!(out, "    ({number}, {name:?}, include_str!({path:?})),");
        written.map_err(io::Error::other)?;
    }
    out.push_str("]\n");
    fs::write(
        Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("migrations.rs"),
        out,
    )
}
