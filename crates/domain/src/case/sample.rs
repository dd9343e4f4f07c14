//! The sample check (抽查复核): which decisions are looked at a second time, and by whom. Nothing is drawn by chance: a decision's lot
//! follows from the case's number and from the digest of the day on which it was decided. Nobody knows the digest while deciding, and
//! everybody can reckon the lot again afterwards.

use policy::SampleShares;
use sha2::{Digest, Sha256};
use units::{Fact, Rate, Statement};

use crate::ids::LoginId;

/// Lots run from 0 to one less.
pub const LOTS: u32 = 10_000;

/// The text that a lot is the hash of: the printed number of the case, a space, the day's digest in hex.
pub fn drawn_from(number: &str, digest: &[u8; 32]) -> String {
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{number} {hex}")
}

/// The lot of a decision: the first eight hex digits of the SHA-256 of [`drawn_from`] as a number, modulo [`LOTS`].
pub fn lot(number: &str, digest: &[u8; 32]) -> u32 {
    let hash = Sha256::digest(drawn_from(number, digest));
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]) % LOTS
}

/// Lots below this are drawn for a share.
pub fn lots_of(share: Rate) -> u32 {
    share.0.min(1_000_000) / (1_000_000 / LOTS)
}

/// How a decision came about, as far as it says how often it is looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Passage {
    /// Agreed to as it was handed in, alone or together with others: nobody asked, returned, disagreed or entered an amount.
    AtOnce,
    /// Somebody looked closer already, or did not agree.
    LookedAt,
}

impl Passage {
    /// The code, also the end of the key of its name.
    pub fn code(self) -> &'static str {
        match self {
            Passage::AtOnce => "at_once",
            Passage::LookedAt => "looked_at",
        }
    }

    /// Of the acts of a case, in order, up to the one that decided: what came since it was handed in last.
    pub fn of<'a>(acts: impl DoubleEndedIterator<Item = &'a str>) -> Passage {
        let mut since = acts.rev().take_while(|act| *act != "submit");
        match since.all(|act| matches!(act, "check" | "confirm" | "accept")) {
            true => Passage::AtOnce,
            false => Passage::LookedAt,
        }
    }

    /// Its share.
    pub fn share(self, shares: SampleShares) -> Rate {
        match self {
            Passage::AtOnce => shares.at_once,
            Passage::LookedAt => shares.looked_at,
        }
    }
}

/// What a second look found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The decision is in order.
    InOrder,
    /// It is not.
    NotInOrder,
}

impl Verdict {
    /// Both.
    pub const ALL: [Verdict; 2] = [Verdict::InOrder, Verdict::NotInOrder];

    /// As stored, and the end of the key of its name.
    pub fn code(self) -> &'static str {
        match self {
            Verdict::InOrder => "in_order",
            Verdict::NotInOrder => "not_in_order",
        }
    }

    /// Reads what is stored.
    pub fn from_code(code: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.code() == code)
    }
}

/// A decision before a second look.
#[derive(Clone, Copy, Debug)]
pub struct Looked<'a> {
    /// Whoever had a hand in the case: filed it, or did something about it at a desk.
    pub took_part: &'a [LoginId],
    /// Whether its lot is drawn.
    pub is_drawn: bool,
    /// Whether somebody looked at it already.
    pub is_found: bool,
}

/// Why a second look is not taken down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The decision was not drawn, or its day's digest is still to come.
    NotDrawn,
    /// Whoever had a hand in the case does not check it.
    TookPart,
    /// It was looked at already: a finding is never changed.
    Found,
    /// What was found needs its ground.
    GroundMissing,
}

impl Statement for Refused {
    fn code(&self) -> &'static str {
        match self {
            Refused::NotDrawn => "sample.not_drawn",
            Refused::TookPart => "sample.took_part",
            Refused::Found => "sample.found",
            Refused::GroundMissing => "sample.ground_missing",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        Vec::new()
    }
}

/// Why this officer may not check a decision at all.
pub fn locked_for(of: Looked<'_>, officer: LoginId) -> Option<Refused> {
    if !of.is_drawn {
        return Some(Refused::NotDrawn);
    }
    if of.is_found {
        return Some(Refused::Found);
    }
    of.took_part.contains(&officer).then_some(Refused::TookPart)
}

/// Whether a finding is taken down.
///
/// # Errors
/// [`Refused`]: not drawn, checked already, by somebody who took part, or without a ground.
pub fn decide(of: Looked<'_>, officer: LoginId, ground: &str) -> Result<(), Refused> {
    match locked_for(of, officer) {
        Some(refused) => Err(refused),
        None if ground.trim().is_empty() => Err(Refused::GroundMissing),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHARES: SampleShares = SampleShares {
        at_once: Rate(200_000),
        looked_at: Rate(50_000),
    };

    #[test]
    fn a_lot_is_what_anybody_reckons_with_a_hash_program() {
        // printf '%s' 'SAC4C6A00000T 0707…07' | sha256sum, with 32 times 07
        let text = drawn_from("SAC4C6A00000T", &[7; 32]);
        assert!(text.starts_with("SAC4C6A00000T 0707") && text.len() == "SAC4C6A00000T ".len() + 64);
        assert_eq!(lot("SAC4C6A00000T", &[7; 32]), 3_549);
        assert_ne!(
            lot("SAC4C6A00000T", &[8; 32]),
            lot("SAC4C6A00000T", &[7; 32]),
            "another day, another lot"
        );
    }

    #[test]
    fn about_the_share_of_many_is_drawn_and_all_or_none_at_the_ends() {
        let drawn = |share: Rate| {
            (0..10_000_i64)
                .filter(|n| lot(&crate::ids::encode(*n), &[9; 32]) < lots_of(share))
                .count()
        };
        assert_eq!((drawn(Rate(0)), drawn(Rate(1_000_000))), (0, 10_000));
        let fifth = drawn(Passage::AtOnce.share(SHARES));
        assert!((1_800..2_200).contains(&fifth), "{fifth}");
        assert_eq!(lots_of(Passage::LookedAt.share(SHARES)), 500);
    }

    #[test]
    fn what_was_agreed_to_as_handed_in_passed_at_once() {
        let of = |acts: &[&'static str]| Passage::of(acts.iter().copied());
        assert_eq!(of(&["submit", "check", "confirm"]), Passage::AtOnce);
        assert_eq!(of(&["submit", "accept"]), Passage::AtOnce);
        assert_eq!(
            of(&["submit", "return", "mend", "submit", "check", "confirm"]),
            Passage::AtOnce,
            "handed in anew"
        );
        for act in ["ask", "answer", "disagree", "approve_amounts", "return", "refuse"] {
            assert_eq!(of(&["submit", act, "check", "confirm"]), Passage::LookedAt, "{act}");
        }
    }

    #[test]
    fn only_somebody_else_checks_what_is_drawn_once_and_with_a_ground() {
        let (first, other) = (LoginId(1), LoginId(2));
        let took_part = [first];
        let drawn = Looked {
            took_part: &took_part,
            is_drawn: true,
            is_found: false,
        };
        assert_eq!(decide(drawn, other, "papers agree"), Ok(()));
        assert_eq!(decide(drawn, first, "papers agree"), Err(Refused::TookPart));
        assert_eq!(decide(drawn, other, "  "), Err(Refused::GroundMissing));
        let found = Looked { is_found: true, ..drawn };
        assert_eq!(decide(found, other, "again"), Err(Refused::Found));
        let not = Looked { is_drawn: false, ..drawn };
        assert_eq!(decide(not, other, "why not"), Err(Refused::NotDrawn));
    }
}
