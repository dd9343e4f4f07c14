use std::collections::BTreeMap;
use std::io::BufRead;

use quick_xml::events::Event;

use super::xml::{Xml, attribute};
use crate::limit;
use crate::unreadable::Unreadable;

/// Most cell formats that are kept; a spreadsheet program writes at most 65,490.
const FORMATS: usize = 65_536;

/// Which cell formats of a workbook show a number as a date.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    dates: Vec<bool>,
}

impl Styles {
    /// Reads `styles.xml`.
    pub fn read(source: impl BufRead) -> Result<Styles, Unreadable> {
        let mut xml = Xml::new(source, limit::PART_BYTES);
        let mut custom: BTreeMap<u32, bool> = BTreeMap::new();
        let mut styles = Styles::default();
        let mut in_cell_formats = false;
        loop {
            match xml.next()? {
                Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                    "cellXfs" => in_cell_formats = true,
                    "numFmt" if custom.len() < FORMATS => {
                        let id = attribute(&e, "numFmtId").and_then(|id| id.parse().ok());
                        let date = attribute(&e, "formatCode").is_some_and(|code| shows_a_date(&code));
                        custom.extend(id.map(|id: u32| (id, date)));
                    }
                    "xf" if in_cell_formats && styles.dates.len() < FORMATS => {
                        let id: u32 = attribute(&e, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                        let date = custom.get(&id).copied().unwrap_or_else(|| is_built_in_date(id));
                        styles.dates.push(date);
                    }
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "cellXfs" => in_cell_formats = false,
                Event::Eof => return Ok(styles),
                _ => {}
            }
        }
    }

    /// Whether a cell of this format shows a date.
    pub fn is_date(&self, format: usize) -> bool {
        self.dates.get(format).copied().unwrap_or(false)
    }
}

/// Formats without a code in the file: dates (14–17, 22) and those of the East Asian editions (27–31, 36, 50–54, 57, 58).
fn is_built_in_date(id: u32) -> bool {
    matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57..=58)
}

/// Whether a format code has a year or a day in it, outside quotes, brackets and escapes.
fn shows_a_date(code: &str) -> bool {
    let mut letters = code.split(';').next().unwrap_or_default().chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                letters.by_ref().find(|c| *c == '"');
            }
            '[' => {
                letters.by_ref().find(|c| *c == ']');
            }
            '\\' | '_' | '*' => {
                letters.next();
            }
            'y' | 'Y' | 'd' | 'D' | 'e' | '年' | '日' => return true,
            'E' | 'G' => {
                // `E+`, `General`
                letters.next();
                if letter == 'G' {
                    letters.by_ref().find(|c| *c == 'l');
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_format_is_told_from_a_number_format() {
        for code in [
            "yyyy-mm-dd",
            "yyyy/m/d",
            "m/d/yy",
            "yyyy\"年\"m\"月\"d\"日\"",
            "[$-804]yyyy年m月d日;@",
            "d-mmm",
            "yyyy年m月",
        ] {
            assert!(shows_a_date(code), "{code}");
        }
        for code in [
            "General",
            "0",
            "0.00",
            "#,##0.00",
            "0.00E+00",
            "@",
            "[Red]#,##0.00",
            "h:mm:ss",
            "\"day\" 0",
            "[h]:mm",
            "_(* #,##0_)",
        ] {
            assert!(!shows_a_date(code), "{code}");
        }
        assert!(is_built_in_date(14) && is_built_in_date(57) && !is_built_in_date(0) && !is_built_in_date(4) && !is_built_in_date(49));
    }
}
