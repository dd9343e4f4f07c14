//! ISO 20022 messages from outside: every leaf with its path, every closing element, nothing kept.

use std::io::BufReader;

use quick_xml::events::Event;

use super::BankRefused;
use crate::cell::decimal::Decimal;
use crate::grid::xml::{Xml, attribute, push_text};
use crate::limit;
use crate::unreadable::Unreadable;
use units::{Date, Fen};

/// What a message shows while it is walked through. Paths are local names joined by `/`, from the root on.
pub(crate) enum Mark<'a> {
    /// An element that ends, with its text and its currency.
    Value {
        path: &'a str,
        text: &'a str,
        currency: Option<&'a str>,
    },
    /// An element that began.
    Opened { path: &'a str },
    /// An element that ended.
    Closed { path: &'a str },
}

/// Walks through a message.
pub(crate) fn walk(bytes: &[u8], visit: &mut dyn FnMut(Mark<'_>) -> Result<(), BankRefused>) -> Result<(), BankRefused> {
    let mut xml = Xml::new(BufReader::new(bytes), limit::BANK_BYTES as u64);
    let (mut path, mut text, mut currency) = (String::new(), String::new(), None::<String>);
    loop {
        let event = xml.next().map_err(|e| refusal(&e, &path))?;
        match &event {
            Event::Start(e) => {
                if !path.is_empty() {
                    path.push('/');
                }
                path.push_str(e.local_name().as_ref());
                currency = attribute(e, "Ccy");
                text.clear();
                visit(Mark::Opened { path: &path })?;
            }
            Event::End(_) => {
                let value = text.trim();
                if !value.is_empty() {
                    visit(Mark::Value {
                        path: &path,
                        text: value,
                        currency: currency.as_deref(),
                    })?;
                }
                visit(Mark::Closed { path: &path })?;
                let parent = path.rfind('/').unwrap_or(0);
                path.truncate(parent);
                text.clear();
            }
            Event::Eof => return Ok(()),
            _ => push_text(&event, &mut text).map_err(|e| refusal(&e, &path))?,
        }
    }
}

fn refusal(fault: &Unreadable, path: &str) -> BankRefused {
    match fault {
        Unreadable::Entities => BankRefused::Entities,
        Unreadable::Bomb { .. } | Unreadable::TooBig { .. } => BankRefused::Size,
        _ => BankRefused::Damaged(path.rsplit('/').next().unwrap_or_default().to_owned()),
    }
}

/// An amount above zero to the fen, in CNY.
pub(crate) fn amount(text: &str, currency: Option<&str>) -> Result<Fen, BankRefused> {
    if let Some(other) = currency.filter(|c| *c != "CNY") {
        return Err(BankRefused::Currency(other.to_owned()));
    }
    let fen = sum(text)?;
    if fen > Fen::ZERO {
        Ok(fen)
    } else {
        Err(BankRefused::Amount(text.to_owned()))
    }
}

/// A sum to the fen, zero included.
pub(crate) fn sum(text: &str) -> Result<Fen, BankRefused> {
    let number = Decimal::parse(text.trim()).filter(|n| !n.negative);
    let exact = number.and_then(|n| n.scaled(2)).filter(|(_, exact)| *exact);
    exact
        .map(|(fen, _)| Fen(fen))
        .ok_or_else(|| BankRefused::Amount(text.chars().take(40).collect()))
}

/// A count.
pub(crate) fn count(text: &str) -> Result<i64, BankRefused> {
    text.trim()
        .parse()
        .map_err(|_| BankRefused::Damaged(text.chars().take(40).collect()))
}

/// The day of an ISO date or date and time.
pub(crate) fn day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}
