//! The declaration file of a back payment (报盘文件): one for each branch group, with a manifest that names each by its SHA-256.
//!
//! The layout of the agencies' own `.DAT` is not published; this one is our own, UTF-8, a line a person, and is read back without loss.
//! One changed byte is found: in a file by the manifest, in the manifest by its own last line.

use sha2::{Digest, Sha256};
use units::{Fact, Fen, Month, Statement};

/// One person's months in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLine {
    /// The social security number.
    pub number: String,
    /// The name.
    pub name: String,
    /// The payer category, a code.
    pub category: String,
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// The declared wage.
    pub base: Fen,
    /// Number of the supporting document; empty where there is none.
    pub document: String,
    /// Why the months were missed.
    pub reason: String,
    /// The employer's part of this group.
    pub employer: Fen,
    /// The person's part of this group.
    pub employee: Fen,
}

/// What all files of one case say at their head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHead {
    /// The case.
    pub case: String,
    /// The kind of back payment, a code.
    pub kind: String,
    /// The employer's unified social credit code.
    pub credit_code: String,
    /// The branch group: 1 or 2.
    pub group: u8,
}

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileRefused {
    /// It is none of ours.
    NotADeclaration {
        /// Which.
        name: String,
    },
    /// A byte of it was changed.
    Changed {
        /// Which.
        name: String,
    },
    /// The manifest names a file that was not handed in, or another.
    NotNamed {
        /// Which.
        name: String,
    },
    /// A line cannot be read, or the lines do not add up.
    Line {
        /// Which file.
        name: String,
        /// Which line, from 1.
        line: usize,
    },
}

impl Statement for FileRefused {
    fn code(&self) -> &'static str {
        match self {
            FileRefused::NotADeclaration { .. } => "declaration_file.not_one",
            FileRefused::Changed { .. } => "declaration_file.changed",
            FileRefused::NotNamed { .. } => "declaration_file.not_named",
            FileRefused::Line { .. } => "declaration_file.line",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        let name = |name: &str| ("name", Fact::Text(name.to_owned()));
        match self {
            FileRefused::NotADeclaration { name: n } | FileRefused::Changed { name: n } | FileRefused::NotNamed { name: n } => {
                vec![name(n)]
            }
            FileRefused::Line { name: n, line } => vec![name(n), ("line", Fact::Count(*line as i64))],
        }
    }
}

const MARK: &str = "SHEBAO-BACK-PAYMENT 1";
const MANIFEST: &str = "SHEBAO-MANIFEST 1";

/// The bytes of one file.
pub fn write_file(head: &FileHead, lines: &[FileLine]) -> Vec<u8> {
    let mut text = format!("{MARK}\n{}\t{}\t{}\t{}\n", head.case, head.kind, head.credit_code, head.group);
    let mut sum = Fen::ZERO;
    for l in lines {
        sum += l.employer + l.employee;
        let cells = [
            clean(&l.number),
            clean(&l.name),
            clean(&l.category),
            l.from.to_string(),
            l.to.to_string(),
            l.base.to_string(),
            clean(&l.document),
            clean(&l.reason),
            l.employer.to_string(),
            l.employee.to_string(),
        ];
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    text.push_str(&format!("#\t{}\t{sum}\n", lines.len()));
    text.into_bytes()
}

/// Tabs and ends of lines part the cells: in a cell they are spaces.
fn clean(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ").trim().to_owned()
}

/// The manifest of some files: each by name and SHA-256, and over all that its own.
pub fn write_manifest(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut text = format!("{MANIFEST}\n");
    for (name, bytes) in files {
        text.push_str(&format!("{}  {name}\n", hex(bytes)));
    }
    let own = hex(text.as_bytes());
    text.push_str(&format!("{own}  #\n"));
    text.into_bytes()
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads files back with their manifest: every file is named, none is changed, every line adds up.
///
/// # Errors
/// [`FileRefused`], naming file and line.
pub fn read_files(manifest: &[u8], files: &[(String, Vec<u8>)]) -> Result<Vec<(FileHead, Vec<FileLine>)>, FileRefused> {
    let named = read_manifest(manifest)?;
    for (name, sum) in &named {
        let Some((_, bytes)) = files.iter().find(|(n, _)| n == name) else {
            return Err(FileRefused::NotNamed { name: name.clone() });
        };
        if hex(bytes) != *sum {
            return Err(FileRefused::Changed { name: name.clone() });
        }
    }
    if let Some((name, _)) = files.iter().find(|(n, _)| !named.iter().any(|(known, _)| known == n)) {
        return Err(FileRefused::NotNamed { name: name.clone() });
    }
    files.iter().map(|(name, bytes)| read_file(name, bytes)).collect()
}

fn read_manifest(bytes: &[u8]) -> Result<Vec<(String, String)>, FileRefused> {
    let name = || "MANIFEST".to_owned();
    let text = std::str::from_utf8(bytes).map_err(|_| FileRefused::NotADeclaration { name: name() })?;
    let body = text
        .strip_suffix('\n')
        .and_then(|t| t.rfind('\n').map(|at| &text[..=at]))
        .filter(|body| body.starts_with(MANIFEST))
        .ok_or_else(|| FileRefused::NotADeclaration { name: name() })?;
    if text[body.len()..] != format!("{}  #\n", hex(body.as_bytes())) {
        return Err(FileRefused::Changed { name: name() });
    }
    let lines = body.lines().skip(1);
    let pair = |line: &str| line.split_once("  ").map(|(sum, file)| (file.to_owned(), sum.to_owned()));
    lines
        .map(|line| pair(line).ok_or_else(|| FileRefused::NotADeclaration { name: name() }))
        .collect()
}

fn read_file(name: &str, bytes: &[u8]) -> Result<(FileHead, Vec<FileLine>), FileRefused> {
    let none = || FileRefused::NotADeclaration { name: name.to_owned() };
    let text = std::str::from_utf8(bytes).map_err(|_| none())?;
    let mut rows = text.lines().enumerate();
    if rows.next().map(|(_, row)| row) != Some(MARK) {
        return Err(none());
    }
    let head: Vec<&str> = rows.next().map(|(_, row)| row.split('\t').collect()).unwrap_or_default();
    let [case, kind, credit_code, group] = head.as_slice() else {
        return Err(none());
    };
    let head = FileHead {
        case: (*case).to_owned(),
        kind: (*kind).to_owned(),
        credit_code: (*credit_code).to_owned(),
        group: group.parse().map_err(|_| none())?,
    };
    let (mut lines, mut sum, mut closed) = (Vec::new(), Fen::ZERO, false);
    for (at, row) in rows {
        let wrong = || FileRefused::Line {
            name: name.to_owned(),
            line: at + 1,
        };
        let cells: Vec<&str> = row.split('\t').collect();
        if closed {
            return Err(wrong());
        }
        if let ["#", count, total] = cells.as_slice() {
            closed = count.parse() == Ok(lines.len()) && Fen::parse_yuan(total).is_ok_and(|total| total == sum);
            if !closed {
                return Err(wrong());
            }
            continue;
        }
        let line = read_line(&cells).ok_or_else(wrong)?;
        sum += line.employer + line.employee;
        lines.push(line);
    }
    if closed { Ok((head, lines)) } else { Err(none()) }
}

fn read_line(cells: &[&str]) -> Option<FileLine> {
    let [number, name, category, from, to, base, document, reason, employer, employee] = cells else {
        return None;
    };
    Some(FileLine {
        number: (*number).to_owned(),
        name: (*name).to_owned(),
        category: (*category).to_owned(),
        from: Month::parse(from).ok()?,
        to: Month::parse(to).ok()?,
        base: Fen::parse_yuan(base).ok()?,
        document: (*document).to_owned(),
        reason: (*reason).to_owned(),
        employer: Fen::parse_yuan(employer).ok()?,
        employee: Fen::parse_yuan(employee).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> (Vec<u8>, Vec<(String, Vec<u8>)>) {
        let head = |group| FileHead {
            case: "K7F2M".into(),
            kind: "business_verification".into(),
            credit_code: "91110105MA01YVQE1X".into(),
            group,
        };
        let month = |text| Month::parse(text).expect("a month");
        let line = FileLine {
            number: "110102199205273809".into(),
            name: "马𫘧".into(),
            category: "local_urban".into(),
            from: month("2019-02"),
            to: month("2019-06"),
            base: Fen(777_000),
            document: "京社补〔2026〕108号".into(),
            reason: "单位漏报".into(),
            employer: Fen(123_456),
            employee: Fen(7),
        };
        let files: Vec<_> = [1, 2]
            .map(|group| (format!("K7F2M-{group}.dat"), write_file(&head(group), std::slice::from_ref(&line))))
            .into();
        (write_manifest(&files), files)
    }

    #[test]
    fn what_is_written_is_read_back_without_loss() {
        let (manifest, files) = files();
        let read = read_files(&manifest, &files).expect("whole");
        let again: Vec<_> = files
            .iter()
            .zip(&read)
            .map(|((name, _), (head, lines))| (name.clone(), write_file(head, lines)))
            .collect();
        assert_eq!(again, files);
        assert_eq!(read[0].1[0].name, "马𫘧");
    }

    #[test]
    fn one_changed_byte_is_refused_wherever_it_is() {
        let (manifest, files) = files();
        for at in 0..files[1].1.len() {
            let mut changed = files.clone();
            changed[1].1[at] ^= 1;
            assert!(read_files(&manifest, &changed).is_err(), "byte {at}");
        }
        for at in 0..manifest.len() {
            let mut changed = manifest.clone();
            changed[at] ^= 1;
            assert!(read_files(&changed, &files).is_err(), "manifest byte {at}");
        }
        assert!(read_files(&manifest, &files[..1]).is_err(), "a file is missing");
    }
}
