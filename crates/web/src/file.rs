//! The files of `static/`, served from the binary under names that carry the hash of their content.

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// One embedded file.
#[derive(Debug)]
pub struct File {
    /// `shebao.css`
    pub name: &'static str,
    /// `/static/shebao-0123456789ab.css`
    pub path: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// SHA-256 of its content, hex.
    pub sha256: &'static str,
    /// Its content.
    pub bytes: &'static [u8],
    /// The same in gzip.
    pub gzip: &'static [u8],
}

/// The address of a file by its name. A name that is not there is a bug.
pub fn path(name: &str) -> &'static str {
    let found = FILES.iter().find(|f| f.name == name);
    debug_assert!(found.is_some(), "no file {name:?} in static/");
    found.map_or("/static/missing", |f| f.path)
}

/// The file at an address (`shebao-0123456789ab.css`).
pub fn at(name: &str) -> Option<&'static File> {
    FILES.iter().find(|f| f.path.strip_prefix("/static/") == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vendored_files_are_unmodified() {
        for (name, sha256) in [
            (
                "govuk-frontend.min.css",
                "cda09c60ce00d90a4886f096817e237cdefcb7ff267e4cfe9816fb98a7d17b7f",
            ),
            ("htmx.min.js", "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"),
        ] {
            let found = FILES.iter().find(|f| f.name == name).map(|f| f.sha256);
            assert_eq!(found, Some(sha256), "{name}: also change its LICENSE.txt");
        }
    }

    #[test]
    fn a_file_is_found_under_its_hashed_name_only() {
        let css = path("shebao.css");
        assert!(at(css.trim_start_matches("/static/")).is_some());
        assert!(at("shebao.css").is_none());
    }

    #[test]
    fn our_own_files_fetch_nothing_and_name_no_font_file() {
        for name in ["shebao.css", "shebao.js", "calculator.js"] {
            let text = FILES
                .iter()
                .find(|f| f.name == name)
                .map(|f| String::from_utf8_lossy(f.bytes))
                .expect("the file");
            for banned in ["http://", "https://", "@import", "url(", "eval(", "innerHTML"] {
                assert!(!text.contains(banned), "{name} has {banned}");
            }
        }
    }
}
