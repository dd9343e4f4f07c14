//! The second factor: time-based one-time codes of six digits (RFC 6238, SHA-1, 30 seconds).

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

const STEP_SECONDS: i64 = 30;

/// The time step that a code fits, the one before or after included; `None` where it fits none.
pub fn verify(secret: &[u8], code: &str, seconds: i64) -> Option<i64> {
    let now = seconds.div_euclid(STEP_SECONDS);
    let typed: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    [now, now - 1, now + 1]
        .into_iter()
        .find(|step| at(secret, *step).as_deref() == Some(typed.as_str()))
}

/// The code of a time step.
pub fn at(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest[19] & 0x0f);
    let four = [digest[offset] & 0x7f, digest[offset + 1], digest[offset + 2], digest[offset + 3]];
    Some(format!("{:06}", u32::from_be_bytes(four) % 1_000_000))
}

/// The bytes of [`base32`]; `None` where it is none.
pub fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() * 5 / 8);
    let (mut held, mut bits) = (0_u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => return None,
        };
        held = (held << 5 | u32::from(value)) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits & 0xff) as u8);
        }
    }
    Some(out)
}

/// A secret as authenticator programs take it (RFC 4648 base 32 without padding).
pub fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(LETTERS[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        out.push(char::from(LETTERS[(held << (5 - bits) & 31) as usize]));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_of_the_standard_are_reproduced() {
        let secret = b"12345678901234567890"; // RFC 6238, appendix B, last six of eight digits
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(at(secret, seconds / 30).as_deref(), Some(code), "{seconds}");
            assert_eq!(verify(secret, code, seconds), Some(seconds / 30));
        }
        assert_eq!(verify(secret, "000000", 59), None);
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
    }
}
