use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::id::base32;

/// All that the hash of an event covers.
pub(crate) struct Link<'a> {
    pub(crate) previous: &'a [u8],
    pub(crate) subject: i64,
    pub(crate) n: i64,
    pub(crate) kind: &'a str,
    pub(crate) on_date: &'a str,
    pub(crate) at: i64,
    pub(crate) actor: i64,
    pub(crate) behalf: Option<i64>,
    pub(crate) key: &'a str,
    pub(crate) ask_hash: &'a [u8],
    pub(crate) body: &'a str,
    pub(crate) effect: &'a [u8],
}

/// Each field with its length in front; nobody to act for is a field of length 0.
pub(crate) fn hash(link: &Link<'_>) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix("shebao.event.1");
    let behalf = link.behalf.map(i64::to_be_bytes);
    let fields: [&[u8]; 12] = [
        link.previous,
        &link.subject.to_be_bytes(),
        &link.n.to_be_bytes(),
        link.kind.as_bytes(),
        link.on_date.as_bytes(),
        &link.at.to_be_bytes(),
        &link.actor.to_be_bytes(),
        behalf.as_ref().map_or(&[], |b| b),
        link.key.as_bytes(),
        link.ask_hash,
        link.body.as_bytes(),
        link.effect,
    ];
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    hash.finalize().into()
}

/// A receipt's number: the subject's code, the event's number, eight characters that only the holder of the key can make.
pub fn receipt_number(secret: &[u8], subject_code: &str, subject: i64, n: i64) -> String {
    let mut seal = [0_u8; 8];
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) {
        mac.update(b"shebao.receipt.1");
        mac.update(&subject.to_be_bytes());
        mac.update(&n.to_be_bytes());
        seal.copy_from_slice(&mac.finalize().into_bytes()[..8]);
    }
    format!("{subject_code}-{n}-{}", base32(u64::from_be_bytes(seal), 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link<'a>() -> Link<'a> {
        Link {
            previous: &[],
            subject: 7,
            n: 1,
            kind: "reduction",
            on_date: "2026-07-14",
            at: 1_784_000_000_000,
            actor: 9,
            behalf: None,
            key: "k",
            ask_hash: &[1; 32],
            body: "{}",
            effect: &[],
        }
    }

    #[test]
    fn every_field_moves_the_hash_and_none_runs_into_the_next() {
        let first = hash(&link());
        assert_ne!(first, hash(&Link { behalf: Some(0), ..link() }));
        assert_ne!(first, hash(&Link { previous: &[0], ..link() }));
        assert_ne!(
            first,
            hash(&Link {
                kind: "reductio",
                on_date: "n2026-07-14",
                ..link()
            })
        );
        assert_ne!(first, hash(&Link { body: "{}x", ..link() }));
        assert_eq!(first, hash(&link()));
    }

    #[test]
    fn a_receipt_number_cannot_be_made_without_the_key() {
        let number = receipt_number(b"secret", "110105000123", 7, 12);
        assert!(
            number.starts_with("110105000123-12-") && number.len() == "110105000123-12-".len() + 8,
            "{number}"
        );
        assert_eq!(number, receipt_number(b"secret", "110105000123", 7, 12));
        assert_ne!(number, receipt_number(b"other", "110105000123", 7, 12));
        assert_ne!(number[16..], receipt_number(b"secret", "110105000123", 7, 13)[16..]);
    }
}
