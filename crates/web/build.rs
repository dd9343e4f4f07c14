//! Embeds `static/*.css`, `*.js` and `*.wasm` under names that carry their content's hash, so that a browser may keep them for ever; each
//! as it is and compressed as far as it goes, which is too slow to do for every reader.

use std::error::Error;
use std::fmt::Write;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../static").canonicalize()?;
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files: Vec<PathBuf> = fs::read_dir(&root)?.filter_map(|entry| entry.ok().map(|e| e.path())).collect();
    files.sort();
    files.push(one_sheet(&root)?);
    let mut out = String::from("pub(crate) static FILES: &[File] = &[\n");
    for file in files {
        let (Some(name), Some(stem), Some(ending)) = (
            file.file_name().and_then(|n| n.to_str()),
            file.file_stem().and_then(|n| n.to_str()),
            file.extension().and_then(|n| n.to_str()),
        ) else {
            continue;
        };
        let kind = match ending {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "wasm" => "application/wasm",
            _ => continue,
        };
        if file.starts_with(&root) {
            println!("cargo:rerun-if-changed={}", file.display());
        }
        let bytes = fs::read(&file)?;
        let mut compressed = GzEncoder::new(Vec::new(), Compression::best());
        compressed.write_all(&bytes)?;
        let beside = PathBuf::from(env::var("OUT_DIR")?).join(format!("{name}.gz"));
        fs::write(&beside, compressed.finish()?)?;
        let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let short = hash.get(..12).unwrap_or_default();
        writeln!(
            out,
            "    File {{ name: {name:?}, path: \"/static/{stem}-{short}.{ending}\", kind: {kind:?}, sha256: {hash:?}, bytes: include_bytes!({:?}), gzip: include_bytes!({:?}) }},",
            file.display().to_string(),
            beside.display().to_string()
        )?;
    }
    out.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("files.rs"), out)?;
    Ok(())
}

/// Both style sheets as one, the foundation unchanged and our layer after it: a page is never laid out with the first alone, whose
/// fonts are not ours to serve.
fn one_sheet(root: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let mut sheet = fs::read(root.join("govuk-frontend.min.css"))?;
    sheet.push(b'\n');
    sheet.extend(fs::read(root.join("shebao.css"))?);
    let to = PathBuf::from(env::var("OUT_DIR")?).join("portal.css");
    fs::write(&to, sheet)?;
    Ok(to)
}
