//! A synthetic city: invented employers and people, drawn from a seed, with valid numbers and a realistic spread.
//!
//! Everything here is invented; the shares are chosen for a lively demonstration and are no statistics.

use std::sync::LazyLock;

use domain::collection::Creditor;
use domain::filing::declared_base;
use domain::registry::Collection;
use policy::{Category, EmployerKind, EmployerSize};
use units::{Date, Fen, date};

/// The account of the demonstration's agency: invented.
pub(crate) fn creditor() -> Creditor {
    Creditor {
        name: "示例市社会保险基金收入户".to_owned(),
        account_number: "1100000000000000001".to_owned(),
        bank_code: "102100000000".to_owned(),
    }
}

const SURNAMES: &str = include_str!("../../../scenarios/city/surnames.txt");
const GIVEN: &str = include_str!("../../../scenarios/city/given.txt");
const TRADES: &str = include_str!("../../../scenarios/city/trades.txt");
const NAMES: &str = include_str!("../../../scenarios/city/names.txt");

/// The lists, split once: a million people are drawn from them.
struct Lists {
    surnames: Vec<&'static str>,
    given: Vec<&'static str>,
    trades: Vec<&'static str>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists {
    surnames: SURNAMES.split_whitespace().collect(),
    given: GIVEN.split_whitespace().collect(),
    trades: TRADES.lines().collect(),
});

/// Districts whose division codes the invented numbers carry (parameters, section 9).
const DIVISIONS: [&str; 10] = [
    "110101", "110102", "110105", "110106", "110108", "110112", "110114", "130102", "370102", "410105",
];

/// A seeded source of draws (SplitMix64): the same seed is the same city.
#[derive(Clone, Debug)]
pub struct Draw(pub u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `below` − 1.
    pub fn below(&mut self, below: u64) -> u64 {
        self.next() % below.max(1)
    }

    fn one_of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len() as u64) as usize]
    }
}

/// An invented employer.
#[derive(Clone, Debug)]
pub struct InventedEmployer {
    /// Name, unique by its number.
    pub name: String,
    /// Valid unified social credit code.
    pub credit_code: String,
    /// Which floors apply.
    pub kind: EmployerKind,
    /// Its size.
    pub size: EmployerSize,
    /// Industry class for employment injury.
    pub injury_class: u8,
    /// How it pays.
    pub collection: Collection,
    /// How many people.
    pub people: u64,
}

/// An invented person.
#[derive(Clone, Debug)]
pub struct InventedPerson {
    /// Name.
    pub name: String,
    /// Valid identity number.
    pub number: String,
    /// Day of birth.
    pub born: Date,
    /// `true` for a woman.
    pub female: bool,
    /// Payer category.
    pub category: Category,
    /// First day of employment.
    pub hired_on: Date,
    /// Declared wage, whole yuan.
    pub wage: Fen,
}

/// What the city calls something: its bank, its clerk, its officers; empty where it has no name for it.
pub fn name_of(what: &str) -> &'static str {
    let line = NAMES.lines().find_map(|line| line.split_once(' ').filter(|(key, _)| *key == what));
    line.map_or("", |(_, name)| name)
}

/// The `i`-th employer of the city.
pub fn employer(draw: &mut Draw, i: u64) -> InventedEmployer {
    let trades = &LISTS.trades;
    let trade = trades[(i % trades.len() as u64) as usize];
    let mut words = trade.split(' ');
    let class = words.next().and_then(|c| c.parse().ok()).unwrap_or(1);
    let stem = words.next().unwrap_or(trade);
    let number = i / trades.len() as u64;
    let ordinal = if number == 0 {
        String::new()
    } else {
        name_of("ordinal").replace("{n}", &number.to_string())
    };
    let people = match draw.below(1000) {
        0..600 => 1 + draw.below(5),
        600..850 => 6 + draw.below(15),
        850..970 => 21 + draw.below(80),
        970..998 => 101 + draw.below(400),
        _ => 501 + draw.below(4_500),
    };
    let size = match people {
        0..10 => EmployerSize::Micro,
        10..100 => EmployerSize::Small,
        100..1000 => EmployerSize::Medium,
        _ => EmployerSize::Large,
    };
    InventedEmployer {
        name: name_of("employer").replace("{stem}", stem).replace("{ordinal}", &ordinal),
        credit_code: credit_code(i),
        kind: EmployerKind::Enterprise,
        size,
        injury_class: class,
        collection: Collection::Debit,
        people,
    }
}

/// The `i`-th person of the city.
pub fn person(draw: &mut Draw, i: u64) -> InventedPerson {
    let Lists { surnames, given, .. } = &*LISTS;
    // Common names are common: the first surnames of the list are drawn more often.
    let rank = draw.below(surnames.len() as u64).min(draw.below(surnames.len() as u64));
    let first = draw.one_of(given);
    let second = if first.chars().count() == 1 && draw.below(3) > 0 {
        draw.one_of(given).chars().take(1).collect()
    } else {
        String::new()
    };
    let (division, born, sequence) = birth(i);
    let hired_year = (born.year() + 20).max(2012) + draw.below(12) as i16;
    let hired_on = date(hired_year.min(2026), 1 + draw.below(6) as i8, 1 + draw.below(28) as i8);
    InventedPerson {
        name: format!("{}{first}{second}", surnames[rank as usize]),
        number: citizen_number(division, born, sequence),
        born,
        female: sequence % 2 == 0,
        category: category(draw),
        hired_on,
        wage: wage(draw),
    }
}

/// Division, birthday and sequence of the `i`-th person: a walk through all combinations, so that no number comes twice. Nobody is
/// born so early that the retirement age has come: those who work on past it are no city's usual case.
fn birth(i: u64) -> (&'static str, Date, u64) {
    const DAYS: u64 = 27 * 12 * 28;
    const STRIDE: u64 = 48_271_337; // shares no factor with the number of combinations
    let step = (i + 1).wrapping_mul(STRIDE) % (DIVISIONS.len() as u64 * DAYS * 1_000);
    let day = step / DIVISIONS.len() as u64 % DAYS;
    let born = date(1978 + (day / 336) as i16, 1 + (day / 28 % 12) as i8, 1 + (day % 28) as i8);
    (
        DIVISIONS[(step % DIVISIONS.len() as u64) as usize],
        born,
        step / (DIVISIONS.len() as u64 * DAYS),
    )
}

fn category(draw: &mut Draw) -> Category {
    match draw.below(100) {
        0..46 => Category::LocalUrban,
        46..74 => Category::NonlocalUrban,
        74..82 => Category::LocalRural,
        82..98 => Category::NonlocalRural,
        _ => Category::Foreign,
    }
}

/// Most earn somewhat above the floor, a few several times as much: the product of three draws has that shape.
fn wage(draw: &mut Draw) -> Fen {
    let product = (40 + draw.below(100)) * (40 + draw.below(100)) * (40 + draw.below(120));
    declared_base(Fen::yuan((3_000 + product / 55) as i64))
}

/// A citizen identity number with its check character (GB 11643-1999).
pub fn citizen_number(division: &str, born: Date, sequence: u64) -> String {
    let body = format!(
        "{division}{:04}{:02}{:02}{:03}",
        born.year(),
        born.month(),
        born.day(),
        sequence % 1000
    );
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .bytes()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let check = char::from(b"10X98765432"[(sum % 11) as usize]);
    format!("{body}{check}")
}

/// A unified social credit code with both check characters (GB 32100-2015, GB 11714).
pub fn credit_code(i: u64) -> String {
    const LETTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let eight = format!("MA{:06}", i % 1_000_000);
    let value = |byte: u8| LETTERS.iter().position(|l| *l == byte).unwrap_or(0) as u32;
    // GB 11714 counts A as 10, B as 11 …: without the gaps of the credit code's alphabet.
    let plain = |byte: u8| {
        if byte.is_ascii_digit() {
            u32::from(byte - b'0')
        } else {
            u32::from(byte - b'A') + 10
        }
    };
    let inner: u32 = eight.bytes().zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(b, w)| plain(b) * w).sum();
    let inner_check = match 11 - inner % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from(b'0' + digit as u8),
    };
    let body = format!("91110105{eight}{inner_check}");
    let sum: u32 = body
        .bytes()
        .zip([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
        .map(|(b, w)| value(b) * w)
        .sum();
    let check = char::from(LETTERS[((31 - sum % 31) % 31) as usize]);
    format!("{body}{check}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invented_numbers_are_valid() {
        let mut draw = Draw(7);
        for i in 0..2_000 {
            let person = person(&mut draw, i);
            let read = domain::identity::read(&person.number).unwrap_or_else(|e| panic!("{}: {e:?}", person.number));
            assert_eq!(read.born, Some(person.born));
            let code = credit_code(i);
            assert!(domain::identity::CreditCode::parse(&code).is_ok(), "{code}");
        }
    }

    #[test]
    fn no_number_comes_twice() {
        let numbers: std::collections::HashSet<_> = (0..200_000).map(birth).collect();
        assert_eq!(numbers.len(), 200_000);
    }

    #[test]
    fn the_same_seed_is_the_same_city() {
        let names = |seed| (0..50).scan(Draw(seed), |draw, i| Some(person(draw, i).name)).collect::<Vec<_>>();
        assert_eq!(names(1), names(1));
        assert_ne!(names(1), names(2));
    }
}
