//! A workbook as an archive of parts: looked at before anything is unpacked, then read part by part within bounds.

use std::io::{BufReader, Cursor};

use quick_xml::events::Event;
use zip::ZipArchive;

use super::sheet::SheetRows;
use super::strings::Strings;
use super::style::Styles;
use super::xml::{Xml, attribute};
use crate::limit;
use crate::unreadable::{Looks, Unreadable};

/// A sheet of a workbook.
#[derive(Clone, Debug)]
pub(crate) struct SheetPart {
    pub name: String,
    /// Its part in the archive.
    pub path: String,
    /// Hidden by the user (or "very hidden" by a program).
    pub hidden: bool,
}

/// An opened workbook.
pub(crate) struct Book<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    pub sheets: Vec<SheetPart>,
    strings: Strings,
    styles: Styles,
    /// Days count from 1904 (made on a Mac).
    pub from_1904: bool,
}

fn damaged<E>(_: E) -> Unreadable {
    Unreadable::Damaged
}

impl<'a> Book<'a> {
    /// Looks at the archive, then reads what all sheets need.
    pub fn open(bytes: &'a [u8]) -> Result<Book<'a>, Unreadable> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        look_at(&mut archive)?;
        let home = home_of(&mut archive)?;
        let folder = home.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let links = read_links(&mut archive, &links_of(&home))?;
        let (mut sheets, from_1904) = read_home(&mut archive, &home)?;
        for sheet in &mut sheets {
            let target = links.iter().find(|l| l.id == sheet.path).map(|l| l.target.as_str());
            sheet.path = target.map(|t| resolve(&folder, t)).ok_or(Unreadable::Damaged)?;
        }
        let other = |kind: &str| links.iter().find(|l| l.kind.ends_with(kind)).map(|l| resolve(&folder, &l.target));
        let (strings, styles) = (other("/sharedStrings"), other("/styles"));
        let strings = read_optional(&mut archive, strings, |source| Strings::read(source))?;
        let styles = read_optional(&mut archive, styles, |source| Styles::read(source))?;
        Ok(Book {
            archive,
            sheets,
            strings,
            styles,
            from_1904,
        })
    }

    /// The rows of a sheet.
    pub fn rows(&mut self, sheet: &SheetPart) -> Result<SheetRows<'_, impl std::io::BufRead>, Unreadable> {
        let part = open_part(&mut self.archive, &sheet.path, limit::SHEET_BYTES)?.ok_or(Unreadable::Damaged)?;
        Ok(SheetRows::new(part, &self.strings, &self.styles))
    }
}

/// What the central directory alone says: how many parts, whether they are locked, what they claim to unpack to.
fn look_at(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), Unreadable> {
    let most = limit::SHEET_BYTES >> 20;
    if archive.len() > limit::PARTS {
        return Err(Unreadable::Bomb { most });
    }
    let (mut looks, mut workbook) = (Looks::Archive, false);
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(damaged)?;
        if entry.encrypted() {
            return Err(Unreadable::Encrypted);
        }
        match entry.name().map_err(damaged)?.as_ref() {
            "mimetype" | "content.xml" => looks = Looks::OpenDocument,
            name if name.ends_with("workbook.bin") => looks = Looks::BinaryWorkbook,
            "_rels/.rels" => workbook = true,
            _ => {}
        }
        if entry.size() > limit::SHEET_BYTES * 2 {
            return Err(Unreadable::Bomb { most });
        }
    }
    if workbook && looks == Looks::Archive {
        Ok(())
    } else {
        Err(Unreadable::NotAWorkbook { looks })
    }
}

/// A part as a bounded stream; `None` where there is none. Its claimed size is refused before a byte is unpacked.
fn open_part<'b>(
    archive: &'b mut ZipArchive<Cursor<&[u8]>>,
    path: &str,
    most: u64,
) -> Result<Option<impl std::io::BufRead + 'b>, Unreadable> {
    let Some(index) = archive.index_for_name(path) else {
        return Ok(None);
    };
    let entry = archive.by_index(index).map_err(damaged)?;
    if entry.size() > most {
        return Err(Unreadable::Bomb { most: most >> 20 });
    }
    Ok(Some(BufReader::with_capacity(64 << 10, entry)))
}

fn read_optional<T: Default>(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    path: Option<String>,
    read: impl FnOnce(&mut dyn std::io::BufRead) -> Result<T, Unreadable>,
) -> Result<T, Unreadable> {
    let Some(path) = path else { return Ok(T::default()) };
    match open_part(archive, &path, limit::PART_BYTES)? {
        Some(mut part) => read(&mut part),
        None => Ok(T::default()),
    }
}

/// A link from one part to another.
struct Link {
    id: String,
    kind: String,
    target: String,
}

fn links_of(path: &str) -> String {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{file}.rels")
}

fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => {
                steps.pop();
            }
            "." | "" => {}
            _ => steps.push(step),
        }
    }
    steps.join("/")
}

fn read_links(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Result<Vec<Link>, Unreadable> {
    let part = open_part(archive, path, limit::PART_BYTES)?.ok_or(Unreadable::Damaged)?;
    let mut xml = Xml::new(part, limit::PART_BYTES);
    let mut links = Vec::new();
    loop {
        match xml.next()? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "Relationship" => {
                let value = |name| attribute(&e, name).unwrap_or_default();
                links.push(Link {
                    id: value("Id"),
                    kind: value("Type"),
                    target: value("Target"),
                });
                if links.len() > limit::PARTS {
                    return Err(Unreadable::Damaged);
                }
            }
            Event::Eof => return Ok(links),
            _ => {}
        }
    }
}

/// The part that lists the sheets, usually `xl/workbook.xml`.
fn home_of(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<String, Unreadable> {
    let links = read_links(archive, "_rels/.rels")?;
    let home = links.iter().find(|l| l.kind.ends_with("/officeDocument"));
    let path = home.map(|l| resolve("", &l.target)).filter(|p| p.ends_with(".xml"));
    path.filter(|p| archive.index_for_name(p).is_some())
        .ok_or(Unreadable::NotAWorkbook { looks: Looks::Archive })
}

/// Sheets in their order with the id of their link in `path`, and whether days count from 1904.
fn read_home(archive: &mut ZipArchive<Cursor<&[u8]>>, home: &str) -> Result<(Vec<SheetPart>, bool), Unreadable> {
    let part = open_part(archive, home, limit::PART_BYTES)?.ok_or(Unreadable::Damaged)?;
    let mut xml = Xml::new(part, limit::PART_BYTES);
    let (mut sheets, mut from_1904, mut workbook) = (Vec::new(), false, false);
    loop {
        match xml.next()? {
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                "workbook" => workbook = true,
                "workbookPr" => from_1904 = attribute(&e, "date1904").is_some_and(|v| v == "1" || v == "true" || v == "on"),
                "sheet" if sheets.len() < limit::SHEETS => sheets.push(SheetPart {
                    name: attribute(&e, "name").unwrap_or_default(),
                    path: attribute(&e, "id").unwrap_or_default(),
                    hidden: attribute(&e, "state").is_some_and(|s| s != "visible"),
                }),
                _ => {}
            },
            Event::Eof if workbook => return Ok((sheets, from_1904)),
            Event::Eof => return Err(Unreadable::NotAWorkbook { looks: Looks::Archive }),
            _ => {}
        }
    }
}
