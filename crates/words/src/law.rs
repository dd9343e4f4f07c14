use crate::{Lang, say};

/// Laws and orders by the keys of their names; a longer name before one that it begins with.
const LAWS: [&str; 13] = [
    "law.social_insurance",
    "law.labour_contract",
    "law.collection_order",
    "law.collection",
    "law.declaration",
    "law.handling",
    "law.injury",
    "law.implementing",
    "law.inspection",
    "law.supervision",
    "law.enforcement",
    "law.foreigners_dated",
    "law.foreigners",
];

/// A legal ground as packs write it, `社会保险法第五十八条`, in the reader's language. The numbers of notices stay as they are.
pub fn law(lang: Lang, ground: &str) -> String {
    match lang {
        Lang::Zh => ground.to_owned(),
        Lang::En => ground.split('；').map(one).collect::<Vec<_>>().join("; "),
    }
}

/// One law with its articles: `Social Insurance Law, art. 16, art. 19`.
fn one(ground: &str) -> String {
    let named = LAWS
        .iter()
        .find_map(|key| Some((key, ground.strip_prefix(&say(Lang::Zh, key, &[]))?)));
    let (mut out, clauses) = match (named, ground.find('第')) {
        (Some((key, rest)), _) => (say(Lang::En, key, &[]), rest),
        (None, Some(at)) => {
            let (notice, rest) = ground.split_at(at);
            (notice_number(notice), rest)
        }
        (None, None) => (notice_number(ground), ""),
    };
    for clause in clauses.split('、').filter(|clause| !clause.is_empty()) {
        for part in clause.split_inclusive(['条', '款', '项']) {
            out.push_str(&numbered(part).unwrap_or_else(|| format!(", {part}")));
        }
    }
    out
}

fn notice_number(number: &str) -> String {
    say(Lang::En, "law.notice", &[("number", units::Fact::Text(number.to_owned()))])
}

/// `第四十四条` as `, art. 44`.
fn numbered(part: &str) -> Option<String> {
    let mut inner: Vec<char> = part.strip_prefix('第')?.chars().collect();
    let key = match inner.pop()? {
        '条' => "law.article",
        '款' => "law.paragraph",
        '项' => "law.item",
        _other => return None,
    };
    let number = number(&inner)?;
    Some(format!(", {}", say(Lang::En, key, &[("n", units::Fact::Count(number))])))
}

/// A Chinese number below a hundred: 八十六.
fn number(digits: &[char]) -> Option<i64> {
    let digit = |letter: &char| {
        let at = "零一二三四五六七八九".chars().position(|known| known == *letter)?;
        i64::try_from(at).ok()
    };
    match digits {
        ['十'] => Some(10),
        ['十', one] => Some(10 + digit(one)?),
        [ten, '十'] => Some(digit(ten)? * 10),
        [ten, '十', one] => Some(digit(ten)? * 10 + digit(one)?),
        [one] => digit(one),
        _none => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ground_is_named_in_the_readers_language() {
        for (ground, english) in [
            ("社会保险法第五十八条", "Social Insurance Law, art. 58"),
            ("社会保险法第十六条、第十九条", "Social Insurance Law, art. 16, art. 19"),
            ("劳动合同法第四十四条第四项、第五项", "Labour Contract Law, art. 44, item 4, item 5"),
            ("京人社发〔2025〕11号", "notice 京人社发〔2025〕11号"),
            ("京劳社养发〔2007〕21号第六条", "notice 京劳社养发〔2007〕21号, art. 6"),
            (
                "人社厅发〔2019〕94号；社会保险稽核办法",
                "notice 人社厅发〔2019〕94号; Measures for Social Insurance Inspection",
            ),
            (
                "社会保险费征缴暂行条例（国务院令第259号）第十三条",
                "Interim Regulation on the Collection of Social Insurance Contributions (State Council Order 259), art. 13",
            ),
            ("社会保险法第二十条", "Social Insurance Law, art. 20"),
            ("社会保险法第十条", "Social Insurance Law, art. 10"),
        ] {
            assert_eq!(law(Lang::En, ground), english);
            assert_eq!(law(Lang::Zh, ground), ground);
        }
    }
}
