//! XML from strangers: streamed, no document types, no entities but the five of XML, bounded nesting and token length.

use std::error::Error;
use std::fmt;
use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::limit;
use crate::unreadable::Unreadable;

/// More than the bound stands between two marks, or in the whole part.
#[derive(Debug)]
struct Overflow;

impl fmt::Display for Overflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("larger than allowed")
    }
}

impl Error for Overflow {}

/// Fails when one event takes more than [`limit::TOKEN_BYTES`], so that no buffer grows beyond it; fails after `left` bytes.
pub(crate) struct Bounded<R> {
    inner: R,
    /// Bytes of the event that is being read.
    token: usize,
    left: u64,
}

impl<R: BufRead> Bounded<R> {
    pub fn new(inner: R, bytes: u64) -> Bounded<R> {
        Bounded {
            inner,
            token: 0,
            left: bytes,
        }
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(out.len());
        out[..n].copy_from_slice(&available[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.token > limit::TOKEN_BYTES {
            return Err(io::Error::other(Overflow));
        }
        let bytes = self.inner.fill_buf()?;
        if self.left == 0 && !bytes.is_empty() {
            return Err(io::Error::other(Overflow));
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len()).min(64 << 10);
        Ok(&bytes[..most])
    }

    fn consume(&mut self, n: usize) {
        self.token += n;
        self.left = self.left.saturating_sub(n as u64);
        self.inner.consume(n);
    }
}

/// A stream of events of one part or message.
pub(crate) struct Xml<R: BufRead> {
    reader: Reader<Bounded<R>>,
    buffer: Vec<u8>,
    depth: u32,
    bytes: u64,
    rooted: bool,
}

impl<R: BufRead> Xml<R> {
    pub fn new(source: R, bytes: u64) -> Xml<R> {
        Xml {
            reader: Reader::from_reader(Bounded::new(source, bytes)),
            buffer: Vec::new(),
            depth: 0,
            bytes,
            rooted: false,
        }
    }

    /// The next event. A document that ends inside an element is damaged.
    pub fn next(&mut self) -> Result<Event<'_>, Unreadable> {
        self.buffer.clear();
        self.reader.get_mut().token = 0;
        let bytes = self.bytes;
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|e| refusal(&e, bytes))?;
        match &event {
            Event::Start(_) => {
                self.depth += 1;
                self.rooted = true;
                if self.depth > limit::DEPTH {
                    return Err(Unreadable::Damaged);
                }
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Empty(_) => self.rooted = true,
            Event::DocType(_) => return Err(Unreadable::Entities),
            Event::Eof if self.depth > 0 || !self.rooted => return Err(Unreadable::Damaged),
            _ => {}
        }
        Ok(event)
    }
}

fn refusal(error: &quick_xml::Error, bytes: u64) -> Unreadable {
    match error {
        quick_xml::Error::Io(io) if io.get_ref().is_some_and(|e| e.is::<Overflow>()) => Unreadable::Bomb { most: bytes >> 20 },
        _ => Unreadable::Damaged,
    }
}

/// Adds the characters of an event inside a text element to `out`; other events add nothing.
pub(crate) fn push_text(event: &Event<'_>, out: &mut String) -> Result<(), Unreadable> {
    match event {
        Event::Text(text) => out.push_str(&text.xml10_content()),
        Event::CData(text) => out.push_str(&text.xml10_content()),
        Event::GeneralRef(name) => match name.resolve_char_ref().map_err(|_| Unreadable::Damaged)? {
            Some(letter) => out.push(letter),
            None => out.push_str(resolve_predefined_entity(name).ok_or(Unreadable::Entities)?),
        },
        _ => {}
    }
    Ok(())
}

/// The value of an attribute by its local name, unescaped; `None` where it is missing or cannot be read.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|a| a.key.local_name().as_ref() == name)
        .and_then(|a| a.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|v| v.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(text: &str, bytes: u64) -> Result<usize, Unreadable> {
        let mut xml = Xml::new(text.as_bytes(), bytes);
        let mut events = 0;
        loop {
            if matches!(xml.next()?, Event::Eof) {
                return Ok(events);
            }
            events += 1;
        }
    }

    #[test]
    fn hostile_xml_is_refused_by_what_is_wrong_with_it() {
        let bomb = Err(Unreadable::Bomb { most: 1 });
        assert_eq!(outcome("<a><b/></a>", 1 << 20), Ok(3));
        assert_eq!(
            outcome("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", 1 << 20),
            Err(Unreadable::Entities)
        );
        assert_eq!(outcome("<a><b>", 1 << 20), Err(Unreadable::Damaged));
        assert_eq!(outcome("<a></b>", 1 << 20), Err(Unreadable::Damaged));
        assert_eq!(outcome("", 1 << 20), Err(Unreadable::Damaged));
        assert_eq!(outcome(&"<a>".repeat(1000), 1 << 20), Err(Unreadable::Damaged));
        assert_eq!(outcome(&format!("<a>{}</a>", "<b/>".repeat(300_000)), 1 << 20), bomb);
        assert_eq!(
            outcome(&format!("<a>{}</a>", "x".repeat(3 << 20)), 10 << 20),
            Err(Unreadable::Bomb { most: 10 })
        );
    }
}
