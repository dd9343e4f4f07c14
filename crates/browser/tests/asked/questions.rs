//! Questions to the calculators out of a seed: all packs, categories, kinds and sizes, months from before the first rule to after the
//! last, days of knowledge, wages at and beside every limit, and a share of what must be refused.

use serde_json::{Map, Value, json};

/// The same number for the same seed and place, spread evenly (SplitMix64).
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: u64, place: u64) -> Dice {
        Dice(seed ^ place.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    pub fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len() as u64) as usize]
    }

    /// One in so many.
    pub fn once_in(&mut self, many: u64) -> bool {
        self.roll(many) == 0
    }

    pub fn month(&mut self, first: u64, years: u64) -> String {
        format!("{:04}-{:02}", first + self.roll(years), 1 + self.roll(12))
    }

    pub fn day(&mut self, first: u64, years: u64) -> String {
        format!("{}-{:02}", self.month(first, years), 1 + self.roll(31).min(27))
    }
}

pub const SEED: u64 = 20_261_122;
pub const TODAY: &str = "2026-11-22";
/// Questions of one region, month and day of knowledge follow one another.
const TOGETHER: u64 = 20;
/// Beijing, of which most is known, more often than the others.
const REGIONS: [&str; 12] = [
    "cn/beijing",
    "cn/beijing",
    "cn/beijing",
    "cn/beijing",
    "cn/beijing/chaoyang",
    "cn/shanghai",
    "cn/shanghai",
    "cn/shanghai",
    "cn/shenzhen",
    "cn/shenzhen",
    "cn/example",
    "cn",
];
pub const CATEGORIES: [&str; 7] = [
    "local_urban",
    "nonlocal_urban",
    "local_rural",
    "nonlocal_rural",
    "foreign",
    "retired",
    "flexible",
];

/// Question number `place` in JSON, always the same one.
pub fn question(place: u64) -> String {
    let mut dice = Dice::of(SEED, place);
    let lang = dice.one(&["zh", "en"]);
    let (calculator, options) = match place % 10 {
        0 => others(&mut dice),
        _ => ("assess", assess(&mut dice, &mut Dice::of(!SEED, place / TOGETHER))),
    };
    json!({ "lang": lang, "today": TODAY, "ask": { calculator: options } }).to_string()
}

/// `common` is rolled alike for all that stand together.
fn assess(dice: &mut Dice, common: &mut Dice) -> Value {
    let mut options = Map::new();
    let mut say = |name: &str, value: &str| drop(options.insert(name.to_owned(), value.into()));
    let region = if common.once_in(60) { "cn/nowhere" } else { common.one(&REGIONS) };
    say("region", region);
    // More of what is known, without leaving out what is not.
    let month = match region {
        _ if common.once_in(5) => common.month(2010, 18),
        "cn/beijing" | "cn/beijing/chaoyang" => common.month(2017, 10),
        _ => common.month(2024, 3),
    };
    say("month", if dice.once_in(300) { "2026-13" } else { &month });
    match common.roll(6) {
        0 => say("known_on", &common.day(2011, 17)),
        1 => say("known_on", &format!("{month}-01")),
        2..=4 => {}
        _ => say("known_on", &format!("{month}-{:02}", 15 + common.roll(14))),
    }
    if !dice.once_in(400) {
        say("wage", &wage(dice));
    }
    say("category", if dice.once_in(200) { "nobody" } else { dice.one(&CATEGORIES) });
    if dice.once_in(3) {
        say("employer_kind", dice.one(&["enterprise", "institution"]));
    }
    if !dice.once_in(3) {
        say("employer_size", dice.one(&["micro", "small", "medium", "large"]));
    }
    if !dice.once_in(5) {
        let classes: &[&str] = match dice.roll(50) {
            0 => &["0", "9", "256", "two", "-1", ""],
            _ => &["1", "2", "3", "4", "5", "6", "7", "8"],
        };
        say("injury_class", dice.one(classes));
    }
    if dice.once_in(200) {
        say("employer_size", "huge");
    }
    if dice.once_in(200) {
        say("employer_kind", "guild");
    }
    options.insert("why".to_owned(), Value::Bool(dice.once_in(3)));
    Value::Object(options)
}

/// Whole yuan and with fen, round sums such as limits and tiers are, and what is no wage.
pub fn wage(dice: &mut Dice) -> String {
    match dice.roll(40) {
        0 => dice
            .one(&[
                "-1",
                "-0.01",
                "0",
                "0.01",
                "10000000",
                "9999999.99",
                "95OO",
                "9500.123",
                "",
                "9,500",
            ])
            .to_owned(),
        1..=14 => dice.roll(45_000).to_string(),
        15..=24 => format!("{}.{:02}", dice.roll(45_000), dice.roll(100)),
        25..=32 => (dice.roll(450) * 100).to_string(),
        // Figures that were limits or tiers somewhere, and a fen beside them.
        _ => {
            let limit = dice.one(&[
                "7162", "35811", "7270", "36348", "6821", "35283", "6326", "33891", "5869", "31884", "5360", "28221", "3613",
            ]);
            let beside = dice.one(&["", "", ".01", ".50"]);
            format!("{limit}{beside}")
        }
    }
}

/// A question to another calculator.
fn others(dice: &mut Dice) -> (&'static str, Value) {
    let region = dice.one(&REGIONS);
    let why = dice.once_in(3);
    match dice.roll(5) {
        0 => {
            let mut options = json!({
                "region": region, "month": dice.month(2009, 19), "amount": wage(dice), "declared": dice.day(2010, 19), "why": why,
            });
            if dice.once_in(6) {
                options["deferral"] = dice.one(&["industries_2022", "small_2022", "difficulty_2020", "never"]).into();
            }
            if dice.once_in(8) {
                options["branch"] = dice.one(&["pension", "unemployment", "medical", "fire"]).into();
            }
            ("late-fee", options)
        }
        1 => {
            let credits: Vec<String> = (0..dice.roll(14)).map(|_| format!("{:02}={}", dice.roll(14), wage(dice))).collect();
            let mut options = json!({
                "region": region, "year": 2004 + dice.roll(24), "opening": format!("{}.{:02}", dice.roll(900_000), dice.roll(100)),
                "credit": if dice.once_in(3) { vec!["03=760.00".to_owned()] } else { credits }, "why": why,
            });
            if dice.once_in(2) {
                options["method"] = dice.one(&["monthly_product", "annual", "daily"]).into();
            }
            if dice.once_in(4) {
                options["employer_kind"] = "institution".into();
            }
            ("account-settle", options)
        }
        2 => (
            "retire",
            json!({
                "born": dice.month(1948, 62), "group": dice.one(&["man", "woman55", "woman50", "child"]), "why": why,
                "known_on": if dice.once_in(5) { dice.day(2022, 5) } else { TODAY.to_owned() },
            }),
        ),
        3 => ("id-check", json!({ "values": [number(dice), number(dice)] })),
        _ if dice.once_in(2) => (
            "workdays",
            json!({ "add": { "date": dice.day(2005, 25), "n": dice.one(&["0", "1", "5", "20", "260", "-1", "x"]) } }),
        ),
        _ => (
            "workdays",
            json!({ "count": { "from": dice.day(2012, 17), "to": dice.day(2012, 17) } }),
        ),
    }
}

/// An identity number, whole or broken.
fn number(dice: &mut Dice) -> String {
    let division = dice.one(&["110101", "110105", "310115", "440305", "000000", "110103", "110199"]);
    let body = format!("{division}{}{:03}", dice.day(1905, 125).replace('-', ""), dice.roll(1_000));
    match dice.roll(8) {
        0 => body,
        1 => format!("{division}{:06}{:03}", dice.roll(1_000_000), dice.roll(1_000)),
        2 => dice
            .one(&[
                "",
                "x",
                "91110105MA01234567",
                "９１",
                "912345678901234567",
                "810000199408230021",
                "1.10101E+17",
                "600037341",
                "60003734-2",
            ])
            .to_owned(),
        3 => format!("{body}{}", dice.one(&["0", "X", "x", "5"])),
        _ => {
            const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
            let sum: u32 = body
                .chars()
                .filter_map(|c| c.to_digit(10))
                .zip(WEIGHTS)
                .map(|(digit, weight)| digit * weight)
                .sum();
            format!("{body}{}", b"10X98765432"[(sum % 11) as usize] as char)
        }
    }
}
