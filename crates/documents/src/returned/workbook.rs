use std::io::{BufRead, Cursor, Write};

use quick_xml::Writer;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, BytesText, Event};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{Results, heading};
use crate::finding::letters;
use crate::grid::parts::Book;
use crate::grid::sheet::column_of;
use crate::grid::xml::{Xml, attribute};
use crate::grid::{Row, Rows};
use crate::heading::{Field, Headings};
use crate::limit;
use crate::unreadable::Unreadable;

fn damaged<E>(_: E) -> Unreadable {
    Unreadable::Damaged
}

/// Adds the column to a sheet. Every other part is copied as it is, packed; in the sheet only the new cells are written.
pub(super) fn write(bytes: &[u8], sheet: &str, header_row: u32, results: &Results) -> Result<Vec<u8>, Unreadable> {
    let mut book = Book::open(bytes)?;
    let part = book
        .sheets
        .iter()
        .find(|s| s.name == sheet && !s.hidden)
        .cloned()
        .ok_or(Unreadable::Damaged)?;
    let mut last = 0;
    let mut earlier = None;
    {
        let (mut rows, mut row) = (book.rows(&part)?, Row::default());
        while rows.next(&mut row)? {
            last = row.cells().map(|c| c.column + 1).fold(last, u32::max);
            if row.number == header_row {
                earlier = Headings::of(&row, &[]).columns.get(&Field::Result).map(|c| c.index);
            }
        }
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len() + bytes.len() / 4)));
    for index in 0..archive.len() {
        let (name, changed) = {
            let entry = archive.by_index_raw(index).map_err(damaged)?;
            (entry.name().map_err(damaged)?.into_owned(), entry.last_modified())
        };
        if name != part.path {
            out.raw_copy_file(archive.by_index_raw(index).map_err(damaged)?).map_err(damaged)?;
            continue;
        }
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        out.start_file(&name, changed.map_or(options, |at| options.last_modified_time(at)))
            .map_err(damaged)?;
        let source = std::io::BufReader::with_capacity(64 << 10, archive.by_index(index).map_err(damaged)?);
        let mut edit = Edit {
            out: Writer::new(std::io::BufWriter::with_capacity(64 << 10, &mut out)),
            column: earlier.unwrap_or(last),
            header_row,
            results,
            prefix: String::new(),
            row: 0,
            next: 0,
            written: true,
            style: None,
            widest: 0,
            columns: false,
        };
        edit.run(source)?;
        edit.out.get_mut().flush().map_err(damaged)?;
    }
    Ok(out.finish().map_err(damaged)?.into_inner())
}

/// The sheet on its way through.
struct Edit<'a, W: Write> {
    out: Writer<W>,
    /// The column of the results, from 0.
    column: u32,
    header_row: u32,
    results: &'a Results,
    /// `x:` where the file writes its elements so.
    prefix: String,
    row: u32,
    /// Column of the next cell where it does not say.
    next: u32,
    /// The result of this row is written, or it has none.
    written: bool,
    /// Format of the last cell, for the heading.
    style: Option<String>,
    /// Last column that has a width.
    widest: u32,
    columns: bool,
}

impl<W: Write> Edit<'_, W> {
    fn run(&mut self, source: impl BufRead) -> Result<(), Unreadable> {
        let mut xml = Xml::new(source, limit::SHEET_BYTES);
        // Inside a cell that is dropped.
        let mut dropping = false;
        loop {
            let event = xml.next()?;
            if dropping {
                dropping = !matches!(&event, Event::End(e) if e.local_name().as_ref() == "c");
                continue;
            }
            match &event {
                Event::Eof => return Ok(()),
                Event::Start(e) => dropping = self.start(e, false)?,
                Event::Empty(e) => {
                    self.start(e, true)?;
                }
                Event::End(e) => {
                    match e.local_name().as_ref() {
                        "row" => self.result()?,
                        "cols" => self.width()?,
                        _ => {}
                    }
                    self.put(event)?;
                }
                _ => self.put(event)?,
            }
        }
    }

    fn put(&mut self, event: Event<'_>) -> Result<(), Unreadable> {
        self.out.write_event(event).map_err(damaged)
    }

    /// Writes an element that starts; `true` where it is a cell to be dropped with what is in it.
    fn start(&mut self, e: &BytesStart<'_>, empty: bool) -> Result<bool, Unreadable> {
        let plain = |e: &BytesStart<'_>| {
            if empty {
                Event::Empty(e.to_owned())
            } else {
                Event::Start(e.to_owned())
            }
        };
        match e.local_name().as_ref() {
            "dimension" => {
                let wider = self.wider(e);
                self.put(plain(&wider))?;
            }
            "cols" => {
                self.columns = true;
                self.put(plain(e))?;
            }
            "col" => {
                self.widest = self.widest.max(attribute(e, "max").and_then(|m| m.parse().ok()).unwrap_or(0));
                self.put(plain(e))?;
            }
            "sheetData" => {
                self.prefix = e.name().as_ref().strip_suffix("sheetData").unwrap_or_default().to_owned();
                if !self.columns {
                    self.columns = true;
                    let name = format!("{}cols", self.prefix);
                    self.put(Event::Start(BytesStart::new(name.as_str())))?;
                    self.width()?;
                    self.put(Event::End(BytesStart::new(name.as_str()).to_end()))?;
                }
                self.put(plain(e))?;
            }
            "row" => self.row(e, empty)?,
            "c" => return self.cell(e, empty),
            _ => self.put(plain(e))?,
        }
        Ok(false)
    }

    fn row(&mut self, e: &BytesStart<'_>, empty: bool) -> Result<(), Unreadable> {
        self.row = attribute(e, "r").and_then(|r| r.parse().ok()).unwrap_or(self.row.saturating_add(1));
        self.next = 0;
        self.style = None;
        self.written = self.row != self.header_row && !self.results.contains_key(&self.row);
        let e = if self.written { e.to_owned() } else { self.wider(e) };
        if !empty {
            return self.put(Event::Start(e));
        }
        if self.written {
            return self.put(Event::Empty(e));
        }
        let end = e.to_end().into_owned();
        self.put(Event::Start(e))?;
        self.result()?;
        self.put(Event::End(end))
    }

    fn cell(&mut self, e: &BytesStart<'_>, empty: bool) -> Result<bool, Unreadable> {
        let column = attribute(e, "r").and_then(|r| column_of(&r)).unwrap_or(self.next);
        self.next = column + 1;
        if column >= self.column {
            self.result()?;
        }
        if column == self.column {
            return Ok(!empty);
        }
        if column < self.column {
            self.style = attribute(e, "s");
        }
        self.put(if empty {
            Event::Empty(e.to_owned())
        } else {
            Event::Start(e.to_owned())
        })?;
        Ok(false)
    }

    /// Writes the result of this row, once.
    fn result(&mut self) -> Result<(), Unreadable> {
        if std::mem::replace(&mut self.written, true) {
            return Ok(());
        }
        let of_heading = self.row == self.header_row;
        let text = if of_heading {
            heading()
        } else {
            self.results.get(&self.row).cloned().unwrap_or_default()
        };
        let kept: String = text
            .chars()
            .filter(|c| *c == '\n' || !c.is_control())
            .take(limit::CELL_CHARS)
            .collect();
        let prefix = self.prefix.clone();
        let name = |local: &str| format!("{prefix}{local}");
        let place = format!("{}{}", letters(self.column), self.row);
        let mut cell = BytesStart::new(name("c"));
        cell.push_attribute(("r", place.as_str()));
        if let Some(style) = self.style.as_deref().filter(|_| of_heading) {
            cell.push_attribute(("s", style));
        }
        cell.push_attribute(("t", "inlineStr"));
        let (is, mut t) = (BytesStart::new(name("is")), BytesStart::new(name("t")));
        t.push_attribute(("xml:space", "preserve"));
        let ends = [t.to_end().into_owned(), is.to_end().into_owned(), cell.to_end().into_owned()];
        self.put(Event::Start(cell))?;
        self.put(Event::Start(is))?;
        self.put(Event::Start(t))?;
        self.put(Event::Text(BytesText::from_escaped(escape(kept.as_str()))))?;
        ends.into_iter().try_for_each(|end| self.put(Event::End(end)))
    }

    /// A width for the column, where no range of widths covers it.
    fn width(&mut self) -> Result<(), Unreadable> {
        if self.widest > self.column {
            return Ok(());
        }
        self.widest = self.column + 1;
        let number = (self.column + 1).to_string();
        let mut col = BytesStart::new(format!("{}col", self.prefix));
        for (name, value) in [
            ("min", number.as_str()),
            ("max", number.as_str()),
            ("width", "60"),
            ("customWidth", "1"),
        ] {
            col.push_attribute((name, value));
        }
        self.put(Event::Empty(col))
    }

    /// The element with its `ref="A1:K126"` or `spans="1:11"` reaching to the column.
    fn wider(&self, e: &BytesStart<'_>) -> BytesStart<'static> {
        let mut out = BytesStart::new(e.name().as_ref().to_owned());
        for a in e.attributes().with_checks(false).filter_map(Result::ok) {
            let value = match a.key.as_ref() {
                "ref" => self.wider_range(&a.value),
                "spans" => self.wider_spans(&a.value),
                _ => None,
            };
            out.push_attribute((a.key.as_ref(), value.as_deref().unwrap_or(&a.value)));
        }
        out
    }

    fn wider_range(&self, range: &str) -> Option<String> {
        let (from, to) = range.split_once(':')?;
        let digits = to.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let reaches = column_of(to)?.max(self.column);
        Some(format!("{from}:{}{digits}", letters(reaches)))
    }

    fn wider_spans(&self, spans: &str) -> Option<String> {
        let (from, to) = spans.split_once(':')?;
        let to: u32 = to.parse().ok()?;
        Some(format!("{from}:{}", to.max(self.column + 1)))
    }
}
