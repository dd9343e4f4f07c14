//! Questions of pages out of a seed: every calculator's form as somebody fills it in, whole, half and wrongly.

use serde_json::json;

use super::questions::{CATEGORIES, Dice, SEED, TODAY, wage};

const REGIONS: [&str; 4] = ["cn/beijing", "cn/beijing", "cn/shanghai", "cn/example"];
const CODES: [&str; 6] = ["assess", "late_fee", "gaps", "retire", "settle", "workdays"];

/// Question number `place` in JSON, always the same one.
pub fn question(place: u64) -> String {
    let mut dice = Dice::of(SEED ^ 0x7061_6765, place);
    let lang = dice.one(&["zh", "en"]);
    let region = dice.one(&REGIONS);
    let code = CODES[(place % 6) as usize];
    let typed: Vec<String> = filled(code, &mut dice)
        .into_iter()
        .map(|(name, value)| format!("{name}={}", encoded(&value)))
        .collect();
    let page = json!({ "calculator": code, "region": region, "typed": typed.join("&") });
    json!({ "lang": lang, "today": TODAY, "ask": { "page": page } }).to_string()
}

/// Percent-encoded as a browser does.
pub fn encoded(text: &str) -> String {
    let sign = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => char::from(byte).to_string(),
        b' ' => "+".to_owned(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(sign).collect()
}

fn filled(code: &str, dice: &mut Dice) -> Vec<(&'static str, String)> {
    let mut form: Vec<(&'static str, String)> = match code {
        "assess" => person(dice),
        "late_fee" => vec![
            ("month", dice.month(2010, 18)),
            ("amount", money(dice)),
            ("declared", dice.day(2011, 18)),
        ],
        "retire" => retiring(dice),
        "settle" => settled(dice),
        "workdays" => {
            let days = if dice.once_in(9) {
                "20001".to_owned()
            } else {
                dice.roll(300).to_string()
            };
            let mut form = vec![("from", dice.day(2016, 12)), ("days", days)];
            if dice.once_in(2) {
                form.push(("to", dice.day(2016, 12)));
            }
            form
        }
        _ => goal(dice),
    };
    if dice.once_in(3) {
        let asked = ["cn/shanghai", "cn/shenzhen", "cn/beijing/chaoyang", "cn", "cn/nowhere", ""];
        form.push(("region", dice.one(&asked).to_owned()));
    }
    if dice.once_in(4) {
        form.push(("known_on", dice.day(2023, 3)));
    }
    // Not typed to its end, or not at all.
    if dice.once_in(8) {
        let at = dice.roll(form.len() as u64) as usize;
        form[at].1 = dice.one(&["", "2026-", "x", "１"]).to_owned();
    }
    form
}

fn person(dice: &mut Dice) -> Vec<(&'static str, String)> {
    let mut form = vec![
        ("month", dice.month(2018, 10)),
        ("wage", money(dice)),
        ("category", dice.one(&CATEGORIES).to_owned()),
    ];
    if !dice.once_in(4) {
        form.push(("injury_class", (1 + dice.roll(9)).to_string()));
    }
    if dice.once_in(2) {
        form.push(("employer_kind", dice.one(&["enterprise", "institution", "", "guild"]).to_owned()));
        form.push(("employer_size", dice.one(&["micro", "small", "medium", "large", ""]).to_owned()));
    }
    form
}

fn retiring(dice: &mut Dice) -> Vec<(&'static str, String)> {
    vec![
        ("born", dice.month(1950, 60)),
        ("group", dice.one(&["man", "woman55", "woman50"]).to_owned()),
    ]
}

fn settled(dice: &mut Dice) -> Vec<(&'static str, String)> {
    let credits = match dice.roll(3) {
        0 => money(dice),
        1 => (0..12).map(|_| dice.roll(3_000).to_string()).collect::<Vec<_>>().join(" "),
        _ => (0..dice.roll(14)).map(|_| wage(dice)).collect::<Vec<_>>().join("  "),
    };
    let mut form = vec![
        ("year", (2005 + dice.roll(23)).to_string()),
        ("opening", money(dice)),
        ("credits", credits),
    ];
    if dice.once_in(2) {
        form.push(("method", dice.one(&["monthly_product", "annual", ""]).to_owned()));
    }
    form
}

fn goal(dice: &mut Dice) -> Vec<(&'static str, String)> {
    const GOALS: [&str; 7] = [
        "retirement",
        "points_settlement",
        "home_purchase",
        "car_quota",
        "maternity_allowance",
        "unemployment_benefit",
        "retiree_medical",
    ];
    const STANDINGS: [&str; 8] = [
        "",
        " on_time",
        " omitted",
        " back_paid",
        " bounced",
        " 正常缴费",
        " 漏缴",
        " nonsense",
    ];
    let mut record = String::new();
    for _ in 0..1 + dice.roll(4) {
        let branch = dice.one(&["pension ", "medical ", "unemployment ", "maternity ", "", "养老 "]);
        let (from, to) = (dice.month(2012, 8), dice.month(2020, 7));
        record += &format!("{branch}{from}..{to}{}\r\n", dice.one(&STANDINGS));
    }
    let mut form = vec![("goal", dice.one(&GOALS).to_owned()), ("on", dice.day(2024, 4)), ("record", record)];
    if dice.once_in(4) {
        form.push(("case", dice.one(&["inside_fifth_ring", "men", "women", ""]).to_owned()));
    }
    if dice.once_in(3) {
        form.extend(retiring(dice));
    }
    if dice.once_in(3) {
        form.extend(person(dice).into_iter().filter(|(name, _)| *name != "month"));
    }
    form
}

/// As people type it.
fn money(dice: &mut Dice) -> String {
    match dice.roll(6) {
        0 => format!("{},{:03}元", 1 + dice.roll(40), dice.roll(1_000)),
        1 => "１２，０００。５".to_owned(),
        2 => wage(dice),
        _ => dice.roll(45_000).to_string(),
    }
}
