//! Embeds the form templates and their example values from `policy/cn/forms`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let forms = Path::new(&env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default())
        .join("../../policy/cn/forms")
        .canonicalize()?;
    let out = Path::new(&env::var_os("OUT_DIR").unwrap_or_default()).join("embedded.rs");
    let mut paths: Vec<PathBuf> = fs::read_dir(&forms)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<io::Result<_>>()?;
    paths.sort();
    let mut text = String::new();
    list(&mut text, "SHEET", paths.iter().filter(|p| stem(p) == "sheet" && ends(p, "typ")));
    list(
        &mut text,
        "TEMPLATES",
        paths.iter().filter(|p| stem(p) != "sheet" && ends(p, "typ")),
    );
    list(&mut text, "EXAMPLES", paths.iter().filter(|p| ends(p, "json")));
    fs::write(out, text)?;
    io::Write::write_all(
        &mut io::stdout(),
        format!("cargo::rerun-if-changed={}\n", forms.display()).as_bytes(),
    )
}

fn list<'a>(text: &mut String, name: &str, paths: impl Iterator<Item = &'a PathBuf>) {
    let _ = writeln!(text, "pub const {name}: &[(&str, &str)] = &[");
    for path in paths {
        let _ = writeln!(text, "    ({:?}, include_str!({:?})),", stem(path), path.display().to_string());
    }
    let _ = writeln!(text, "];");
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn ends(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|e| e == extension)
}
