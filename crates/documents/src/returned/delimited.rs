use std::collections::BTreeMap;

use encoding_rs::GB18030;

use super::{Results, heading};
use crate::export::csv_field;
use crate::grid::delimited::{Encoding, Record, TextRows, decode, next_record, separator_of};
use crate::grid::{Row, Rows};
use crate::heading::{Field, Headings};
use crate::unreadable::Unreadable;

/// Adds the column to a CSV. Its bytes stay as they are; the new field is written in its encoding.
pub(super) fn write(bytes: &[u8], header_row: u32, results: &Results) -> Result<Vec<u8>, Unreadable> {
    let (text, encoding) = decode(bytes)?;
    let target = target_column(&text, header_row)?;
    let mut texts: BTreeMap<u32, String> = results.clone();
    texts.insert(header_row, heading());
    let wide = |encode: fn(u16) -> [u8; 2], mark: [u8; 2]| {
        let edited = edit(text.as_bytes(), target, &texts, Encoding::Utf8);
        let units = String::from_utf8_lossy(&edited)
            .encode_utf16()
            .flat_map(encode)
            .collect::<Vec<u8>>();
        [&mark[..], &units].concat()
    };
    Ok(match encoding {
        Encoding::Utf8 | Encoding::Gb18030 => edit(bytes, target, &texts, encoding),
        Encoding::Utf8Marked => [b"\xEF\xBB\xBF", edit(&bytes[3..], target, &texts, encoding).as_slice()].concat(),
        Encoding::Utf16Little => wide(u16::to_le_bytes, [0xFF, 0xFE]),
        Encoding::Utf16Big => wide(u16::to_be_bytes, [0xFE, 0xFF]),
    })
}

/// The result column the file has, or the one after its last.
fn target_column(text: &str, header_row: u32) -> Result<usize, Unreadable> {
    let (mut rows, mut row) = (TextRows::new(text), Row::default());
    while rows.next(&mut row)? {
        if row.number == header_row {
            if let Some(column) = Headings::of(&row, &[]).columns.get(&Field::Result) {
                return Ok(column.index as usize);
            }
            break;
        }
    }
    let (mut record, mut at, mut most) = (Record::default(), 0, 0);
    let separator = separator_of(text.as_bytes());
    while next_record(text.as_bytes(), at, separator, &mut record) {
        most = most.max(record.fields.len());
        at = record.next;
    }
    Ok(most)
}

fn edit(bytes: &[u8], target: usize, texts: &BTreeMap<u32, String>, encoding: Encoding) -> Vec<u8> {
    let separator = separator_of(bytes);
    let mut out = Vec::with_capacity(bytes.len() + texts.len() * 64);
    let (mut record, mut at, mut number) = (Record::default(), 0, 0u32);
    while next_record(bytes, at, separator, &mut record) {
        number = number.saturating_add(1);
        let text = texts.get(&number).map(|t| encoded(t, encoding));
        match record.fields.get(target) {
            Some((start, end)) => {
                out.extend_from_slice(&bytes[at..*start]);
                out.extend_from_slice(&text.unwrap_or_default());
                out.extend_from_slice(&bytes[*end..record.next]);
            }
            None => {
                out.extend_from_slice(&bytes[at..record.end]);
                if let Some(text) = text {
                    out.extend(std::iter::repeat_n(separator, target + 1 - record.fields.len()));
                    out.extend_from_slice(&text);
                }
                out.extend_from_slice(&bytes[record.end..record.next]);
            }
        }
        at = record.next;
    }
    out
}

fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    let field = csv_field(&text.replace('\n', " "));
    match encoding {
        Encoding::Gb18030 => GB18030.encode(&field).0.into_owned(),
        Encoding::Utf8 | Encoding::Utf8Marked | Encoding::Utf16Little | Encoding::Utf16Big => field.into_bytes(),
    }
}
