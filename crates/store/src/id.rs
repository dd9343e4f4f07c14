//! Ids of everything: drawn here, shown as Crockford base 32 with a check character.

use std::sync::{Mutex, PoisonError};

/// 2020-01-01T00:00:00Z in ms: ids last until 2089.
const EPOCH_MS: i64 = 1_577_836_800_000;
const NODE_BITS: u32 = 10;
const COUNT_BITS: u32 = 12;
const ALPHABET: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
const DIGITS: usize = 13;

/// Draws ids: 41 bits of ms since 2020, 10 bits of node, 12 bits of count. Always rising, also where the clock steps back.
#[derive(Debug)]
pub struct Ids {
    node: i64,
    /// Ms and count of the last id, as one number.
    last: Mutex<i64>,
}

impl Ids {
    /// A source for the node given; only its lowest 10 bits count.
    pub fn new(node: u16) -> Ids {
        Ids {
            node: i64::from(node) & ((1 << NODE_BITS) - 1),
            last: Mutex::new(0),
        }
    }

    /// The next id at the instant `now` (ms since 1970).
    pub fn draw(&self, now: i64) -> i64 {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = ((now - EPOCH_MS).max(0) << COUNT_BITS).max(*last + 1);
        let (ms, count) = (*last >> COUNT_BITS, *last & ((1 << COUNT_BITS) - 1));
        (ms << (NODE_BITS + COUNT_BITS)) | (self.node << COUNT_BITS) | count
    }

    /// Draws only ids above `id` from here on.
    pub fn rise_above(&self, id: i64) {
        let (ms, count) = (id >> (NODE_BITS + COUNT_BITS), id & ((1 << COUNT_BITS) - 1));
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = (*last).max((ms << COUNT_BITS) | count);
    }
}

/// An id as people and JSON see it: 13 digits and a check character.
pub fn write(id: i64) -> String {
    let mut text = base32(id.unsigned_abs(), DIGITS);
    text.push(char::from(ALPHABET[(id.unsigned_abs() % 37) as usize]));
    text
}

/// Reads what [`write`] wrote; case, hyphens and the look-alikes I, L, O do not matter. A wrong check character is none.
pub fn read(text: &str) -> Option<i64> {
    let digits: Vec<u8> = text.bytes().filter(|b| *b != b'-').map(|b| b.to_ascii_uppercase()).collect();
    let (check, digits) = digits.split_last()?;
    if digits.len() != DIGITS {
        return None;
    }
    let mut id = 0_i64;
    for digit in digits {
        let digit = match digit {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            other => *other,
        };
        let value = ALPHABET[..32].iter().position(|a| *a == digit)?;
        id = id.checked_mul(32)?.checked_add(value as i64)?;
    }
    (ALPHABET[(id % 37) as usize] == *check).then_some(id)
}

/// A number in so many Crockford digits, the highest ones cut off.
pub(crate) fn base32(mut number: u64, digits: usize) -> String {
    let mut out = vec![b'0'; digits];
    for place in out.iter_mut().rev() {
        *place = ALPHABET[(number % 32) as usize];
        number /= 32;
    }
    out.into_iter().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_also_when_the_clock_steps_back() {
        let ids = Ids::new(3);
        let now = EPOCH_MS + 1_000;
        let mut drawn: Vec<i64> = (0..5_000).map(|_| ids.draw(now)).collect();
        drawn.push(ids.draw(now - 500));
        assert!(drawn.windows(2).all(|w| w[0] < w[1]));
        let later = Ids::new(3);
        later.rise_above(*drawn.last().unwrap());
        assert!(later.draw(now) > *drawn.last().unwrap());
    }

    #[test]
    fn an_id_is_read_as_it_was_written_and_one_wrong_character_is_seen() {
        for id in [0, 1, 36, 37, 1_234_567_890_123, i64::MAX] {
            let text = write(id);
            assert_eq!(text.len(), 14);
            assert_eq!(read(&text), Some(id), "{text}");
            assert_eq!(read(&text.to_lowercase()), Some(id), "{text}");
        }
        let text = write(1_234_567_890_123);
        for place in 0..13 {
            let mut wrong = text.clone().into_bytes();
            wrong[place] = if wrong[place] == b'7' { b'8' } else { b'7' };
            assert_eq!(read(std::str::from_utf8(&wrong).unwrap()), None);
        }
        assert_eq!(read("ZZZZZZZZZZZZZZ"), None);
        assert_eq!(read(""), None);
    }
}
