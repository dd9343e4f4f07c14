use units::Fen;

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

/// An amount in words (大写金额) as bank vouchers write it: `人民币壹仟零陆元零伍分`, `人民币拾万元整`.
///
/// After the yuan or the jiao comes 整 where no fen follow; a missing place between two figures is one 零, and so is a missing single
/// yuan before jiao (￥1,680.32 人民币壹仟陆佰捌拾元零叁角贰分); a negative amount begins with
/// 负. Source: 支付结算办法 annex 1 (正确填写票据和结算凭证的基本规定), practitioners' knowledge, text not read here.
pub fn in_words(amount: Fen) -> String {
    let fen = amount.count().unsigned_abs();
    let (yuan, jiao, cent) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut words = String::from(if amount.count() < 0 { "人民币负" } else { "人民币" });
    if yuan > 0 || fen == 0 {
        words.push_str(&whole(yuan));
        words.push('元');
    }
    let yuan_ends_in_zero = yuan > 0 && yuan % 10 == 0;
    if (jiao > 0 && yuan_ends_in_zero) || (jiao == 0 && yuan > 0 && cent > 0) {
        words.push('零');
    }
    if jiao > 0 {
        words.push_str(digit(jiao));
        words.push('角');
    }
    if cent > 0 {
        words.push_str(digit(cent));
        words.push('分');
    } else {
        words.push('整');
    }
    words
}

fn digit(n: u64) -> &'static str {
    DIGITS.get(usize::try_from(n % 10).unwrap_or(0)).copied().unwrap_or("零")
}

/// Whole yuan in groups of four figures.
fn whole(yuan: u64) -> String {
    if yuan == 0 {
        return "零".to_owned();
    }
    let mut groups = Vec::new();
    let mut rest = yuan;
    while rest > 0 {
        groups.push(rest % 10_000);
        rest /= 10_000;
    }
    let mut words = String::new();
    let mut gap = false;
    for (place, group) in groups.iter().enumerate().rev() {
        if *group == 0 {
            gap = !words.is_empty();
            continue;
        }
        if !words.is_empty() && (gap || *group < 1_000) {
            words.push('零');
        }
        words.push_str(&four(*group));
        words.push_str(GROUPS.get(place).copied().unwrap_or(""));
        gap = false;
    }
    words
}

/// One group of up to four figures, without leading zeros.
fn four(group: u64) -> String {
    let mut words = String::new();
    let mut gap = false;
    for (place, power) in [(3, 1_000), (2, 100), (1, 10), (0, 1)] {
        let n = group / power % 10;
        if n == 0 {
            gap = !words.is_empty();
            continue;
        }
        if gap {
            words.push('零');
            gap = false;
        }
        words.push_str(digit(n));
        words.push_str(PLACES[place]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_on_bank_vouchers() {
        for (fen, words) in [
            (0, "人民币零元整"),
            (1, "人民币壹分"),
            (10, "人民币壹角整"),
            (105, "人民币壹元零伍分"),
            (150, "人民币壹元伍角整"),
            (1_000, "人民币壹拾元整"),
            (10_814, "人民币壹佰零捌元壹角肆分"),
            (100_605, "人民币壹仟零陆元零伍分"),
            (140_950, "人民币壹仟肆佰零玖元伍角整"),
            (600_714, "人民币陆仟零柒元壹角肆分"),
            (1_680_032, "人民币壹万陆仟捌佰元零叁角贰分"),
            (168_032, "人民币壹仟陆佰捌拾元零叁角贰分"),
            (10_000_000, "人民币壹拾万元整"),
            (10_700_053, "人民币壹拾万柒仟元零伍角叁分"),
            (100_000_100, "人民币壹佰万零壹元整"),
            (17_461_280, "人民币壹拾柒万肆仟陆佰壹拾贰元捌角整"),
            (1_000_000_000_000, "人民币壹佰亿元整"),
            (1_000_000_010_000, "人民币壹佰亿零壹佰元整"),
            (1_234_567_890_123, "人民币壹佰贰拾叁亿肆仟伍佰陆拾柒万捌仟玖佰零壹元贰角叁分"),
            (-2_550, "人民币负贰拾伍元伍角整"),
        ] {
            assert_eq!(in_words(Fen(fen)), words, "{fen}");
        }
    }
}
