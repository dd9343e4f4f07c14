use std::io::BufRead;

use quick_xml::events::Event;

use super::xml::{Xml, push_text};
use crate::limit;
use crate::unreadable::Unreadable;

/// Most strings that are kept.
const STRINGS: usize = 2_000_000;

/// The strings that the cells of a workbook share, in one buffer. Formatted runs are joined, reading aids (`rPh`) dropped.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Reads `sharedStrings.xml`.
    pub fn read(source: impl BufRead) -> Result<Strings, Unreadable> {
        let mut xml = Xml::new(source, limit::PART_BYTES);
        let mut strings = Strings::default();
        let (mut in_text, mut in_aid) = (false, false);
        loop {
            let event = xml.next()?;
            match &event {
                Event::Start(e) => match e.local_name().as_ref() {
                    "t" => in_text = true,
                    "rPh" => in_aid = true,
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "t" => in_text = false,
                    "rPh" => in_aid = false,
                    "si" => strings.close()?,
                    _ => {}
                },
                Event::Empty(e) if e.local_name().as_ref() == "si" => strings.close()?,
                Event::Eof => return Ok(strings),
                _ if in_text && !in_aid => push_text(&event, &mut strings.text)?,
                _ => {}
            }
        }
    }

    fn close(&mut self) -> Result<(), Unreadable> {
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        if self.text.len() > limit::STRING_BYTES || self.ends.len() >= STRINGS {
            return Err(Unreadable::Bomb {
                most: limit::STRING_BYTES as u64 >> 20,
            });
        }
        self.ends.push(end);
        Ok(())
    }

    /// The string of a number as written in a cell.
    pub fn get(&self, index: &str) -> Option<&str> {
        let index: usize = index.trim().parse().ok()?;
        let end = *self.ends.get(index)? as usize;
        let start = match index {
            0 => 0,
            _ => *self.ends.get(index - 1)? as usize,
        };
        self.text.get(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_joined_and_reading_aids_dropped() {
        let xml = "<sst><si><t>a&amp;&#20013;</t></si><si/><si><r><t>一</t></r><r><t xml:space=\"preserve\"> 二</t></r>\
                   <rPh sb=\"0\" eb=\"1\"><t>yi</t></rPh></si></sst>";
        let strings = Strings::read(xml.as_bytes()).unwrap();
        assert_eq!(strings.get("0"), Some("a&中"));
        assert_eq!(strings.get("1"), Some(""));
        assert_eq!(strings.get(" 2"), Some("一 二"));
        assert_eq!(strings.get("3"), None);
        assert_eq!(strings.get("-1"), None);
    }
}
