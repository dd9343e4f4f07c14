//! Values out of a list: categories, sexes, branches, as people write them.

use domain::identity::Sex;
use domain::{Branch, Category};

use super::plain;

/// The payer category; an older or a spoken name is taken for the official one. What does not say "local or not" is none.
pub(crate) fn category(text: &str) -> Option<Category> {
    let text: String = plain(text).to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.strip_suffix("户口").or_else(|| text.strip_suffix("户籍")).unwrap_or(&text);
    Some(match text {
        "本市城镇" | "本市城镇职工" | "本市非农业" | "本市非农" | "本地城镇" | "京籍城镇" | "城镇本市" | "local_urban" => {
            Category::LocalUrban
        }
        "外埠城镇" | "非本市城镇" | "外埠城镇职工" | "外埠非农业" | "外埠非农" | "外地城镇" | "非京籍城镇" | "城镇外埠"
        | "nonlocal_urban" => Category::NonlocalUrban,
        "本市农村劳动力" | "本市农村" | "本市农民工" | "本市农业" | "本地农村" | "京籍农村" | "农村本市" | "local_rural" => {
            Category::LocalRural
        }
        "外埠农村劳动力"
        | "外埠农民工"
        | "外埠农村"
        | "外埠农业"
        | "非本市农村"
        | "非本市农村劳动力"
        | "外地农村"
        | "非京籍农村"
        | "农村外埠"
        | "nonlocal_rural" => Category::NonlocalRural,
        "外籍" | "外籍人员" | "外国人" | "foreign" => Category::Foreign,
        "退休" | "退休人员" | "retired" => Category::Retired,
        "灵活就业" | "灵活就业人员" | "flexible" => Category::Flexible,
        _ => return None,
    })
}

/// The sex.
pub(crate) fn sex(text: &str) -> Option<Sex> {
    match plain(text).to_lowercase().as_str() {
        "男" | "男性" | "m" | "male" | "man" => Some(Sex::Male),
        "女" | "女性" | "f" | "female" | "woman" => Some(Sex::Female),
        _ => None,
    }
}

/// Whether a text asks for every branch: `五险`, `全部`, or a list with all of them (maternity is inside medical since 2020).
pub(crate) fn asks_for_all_branches(text: &str) -> bool {
    let text = plain(text).to_lowercase();
    if ["五险", "四险", "全险", "全部", "社保", "all"].iter().any(|w| text.starts_with(w)) {
        return true;
    }
    let each = [
        ["养老", "pension"],
        ["医疗", "medical"],
        ["失业", "unemployment"],
        ["工伤", "injury"],
    ];
    each.iter().all(|names| names.iter().any(|n| text.contains(n)))
}

/// The branch a text names, or all of them; a code or what people call it.
pub(crate) fn branches(text: &str) -> Option<Vec<Branch>> {
    let text: String = plain(text).to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    if matches!(text.as_str(), "各险种" | "全部" | "全部险种" | "五险" | "all") {
        return Some(Branch::ALL.to_vec());
    }
    let name = text
        .trim_start_matches("企业")
        .trim_start_matches("职工")
        .trim_start_matches("基本")
        .trim_end_matches("保险");
    let branch = match name {
        "养老" | "pension" => Branch::Pension,
        "医疗" | "医保" | "医疗(含生育)" | "医疗（含生育）" | "medical" => Branch::Medical,
        "失业" | "unemployment" => Branch::Unemployment,
        "工伤" | "employment_injury" | "injury" => Branch::EmploymentInjury,
        "生育" | "maternity" => Branch::Maternity,
        _ => return None,
    };
    Some(vec![branch])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_known_by_older_names_too() {
        assert_eq!(category("外埠农民工"), Some(Category::NonlocalRural));
        assert_eq!(category(" 本市城镇户口 "), Some(Category::LocalUrban));
        assert_eq!(category("Nonlocal_Rural"), Some(Category::NonlocalRural));
        for text in ["居民户口", "城镇", "农业", ""] {
            assert_eq!(category(text), None, "{text}");
        }
    }

    #[test]
    fn all_branches_are_told_from_some() {
        for text in [
            "五险",
            "五险一金",
            "养老、医疗、失业、工伤",
            "养老,失业,工伤,医疗,生育",
            "全部",
            "ALL",
        ] {
            assert!(asks_for_all_branches(text), "{text}");
        }
        for text in ["养老,医疗", "工伤", ""] {
            assert!(!asks_for_all_branches(text), "{text}");
        }
    }
}
