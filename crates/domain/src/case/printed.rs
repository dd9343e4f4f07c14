//! The transition tables of cases, visits and tickets as `ARCHITECTURE.md` prints them.

use std::fmt::Write;
use std::fs;

/// Asserts that the page prints these lines between its marks; `SHEBAO_TAKE_OVER=1` writes them there.
pub fn agrees<const N: usize>(name: &str, heads: &[&str; N], lines: impl Iterator<Item = [&'static str; N]>) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ARCHITECTURE.md");
    let page = fs::read_to_string(path).expect("the page");
    let mut table = format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(N));
    for line in lines {
        let cells = line.map(|cell| if cell.contains(' ') { cell.to_owned() } else { format!("`{cell}`") });
        let _ = writeln!(table, "| {} |", cells.join(" | "));
    }
    let (open, close) = (format!("<!-- case:{name} -->\n"), "<!-- /case -->");
    let from = page.find(&open).map(|at| at + open.len()).expect("a mark for the case");
    let to = from + page[from..].find(close).expect("its end");
    if std::env::var_os("SHEBAO_TAKE_OVER").is_some() {
        fs::write(path, format!("{}{table}{}", &page[..from], &page[to..])).expect("written");
    } else {
        assert_eq!(
            &page[from..to],
            table,
            "ARCHITECTURE.md prints another table for {name}: SHEBAO_TAKE_OVER=1 writes it"
        );
    }
}
