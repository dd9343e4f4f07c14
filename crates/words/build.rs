//! Embeds `locales/*.toml` as one sorted table. A file that cannot be read, an entry without both languages,
//! or a key in two files stops the build and is named.
//!
//! A module for the browser holds the calculators and carries the topics of `browser.txt` alone.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Key → (file, Chinese, English).
type Entries = BTreeMap<String, (String, String, String)>;

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../locales");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files: Vec<PathBuf> = fs::read_dir(&root)?.filter_map(|entry| entry.ok().map(|e| e.path())).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    files.sort();
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo:rerun-if-changed=browser.txt");
        let topics = fs::read_to_string("browser.txt")?;
        files.retain(|path| path.file_stem().is_some_and(|stem| topics.lines().any(|topic| stem == topic)));
    }
    let mut entries = Entries::new();
    for file in &files {
        println!("cargo:rerun-if-changed={}", file.display());
        read(file, &mut entries).map_err(|fault| format!("{}: {fault}", file.display()))?;
    }
    let mut out = String::from("pub(crate) static SENTENCES: &[Sentence] = &[\n");
    for (key, (topic, zh, en)) in &entries {
        writeln!(out, "    Sentence {{ key: {key:?}, topic: {topic:?}, zh: {zh:?}, en: {en:?} }},")?;
    }
    out.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("sentences.rs"), out)?;
    Ok(())
}

fn read(file: &Path, entries: &mut Entries) -> Result<(), Box<dyn Error>> {
    let topic = file.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned();
    let table: toml::Table = fs::read_to_string(file)?.parse()?;
    for (key, value) in table {
        let text = |lang: &str| {
            value
                .get(lang)
                .and_then(|t| t.as_str())
                .filter(|t| !t.is_empty())
                .map(str::to_owned)
        };
        let zh = text("zh").ok_or_else(|| format!("{key:?} has no zh"))?;
        let en = text("en").ok_or_else(|| format!("{key:?} has no en"))?;
        if value.as_table().is_some_and(|t| t.len() != 2) {
            return Err(format!("{key:?} has more than zh and en").into());
        }
        if let Some((other, _, _)) = entries.insert(key.clone(), (topic.clone(), zh, en)) {
            return Err(format!("{key:?} stands in {other}.toml already").into());
        }
    }
    Ok(())
}
