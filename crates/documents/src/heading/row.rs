use std::collections::BTreeMap;
use std::sync::Arc;

use super::names::names;
use super::{Field, half_width};
use crate::finding::{Column, letters};
use crate::grid::{Kind, Row};

/// What of a heading counts: half-width, small, without brackets and what is in them, without signs and spaces, without a year in front.
fn core(heading: &str) -> String {
    let (mut out, mut depth) = (String::new(), 0u32);
    for letter in heading.chars().take(200).map(half_width) {
        match letter {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 && letter.is_alphanumeric() => out.extend(letter.to_lowercase()),
            _ => {}
        }
    }
    let digits = out.bytes().take_while(u8::is_ascii_digit).count();
    let year = out.get(digits..).filter(|_| digits == 4).and_then(|rest| rest.strip_prefix("年"));
    match year {
        Some(rest) => rest.strip_prefix("度").unwrap_or(rest).to_owned(),
        None => out,
    }
}

/// The field a heading means and how far down the list of its names it was found. A heading in two languages (`姓名 / Name`) is
/// recognised by either.
fn meaning(heading: &str) -> Option<(Field, usize)> {
    let known = |text: &str| {
        let core = core(text);
        let found = |f: Field| names(f).position(|n| n == core).map(|at| (f, at));
        if core.is_empty() {
            None
        } else {
            Field::ALL.into_iter().find_map(found)
        }
    };
    known(heading).or_else(|| heading.split(['/', '／', '\n', '|']).find_map(known))
}

/// The columns of a heading row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Headings {
    pub columns: BTreeMap<Field, Arc<Column>>,
    pub unknown: Vec<Column>,
    /// Two columns that are equally good for a field.
    pub twice: Option<(Field, String, String)>,
}

impl Headings {
    /// Reads a row as headings; `told` are meanings given by the user.
    pub fn of(row: &Row, told: &[(String, Field)]) -> Headings {
        let mut out = Headings::default();
        let mut rank: BTreeMap<Field, usize> = BTreeMap::new();
        for cell in row.cells().filter(|c| c.kind == Kind::Text) {
            let column = Column {
                index: cell.column,
                letter: letters(cell.column),
                heading: cell.text.trim().chars().take(60).collect(),
            };
            let by_user = told.iter().find(|(h, _)| h.trim() == column.heading).map(|(_, f)| (*f, 0));
            let Some((field, at)) = by_user.or_else(|| meaning(cell.text)) else {
                out.unknown.push(column);
                continue;
            };
            match (rank.get(&field).copied(), out.columns.get(&field)) {
                (Some(best), Some(first)) if best == at => {
                    out.twice.get_or_insert((field, first.letter.clone(), column.letter));
                }
                (Some(best), _) if best < at => out.unknown.push(column),
                (_, before) => {
                    out.unknown.extend(before.map(|c| Column::clone(c)));
                    rank.insert(field, at);
                    out.columns.insert(field, Arc::new(column));
                }
            }
        }
        out
    }

    /// Whether this can be the row of headings of a list of people, and how good it is.
    pub fn score(&self) -> usize {
        let people = self.columns.contains_key(&Field::Name) || self.columns.contains_key(&Field::Number);
        if people && self.columns.len() >= 2 { self.columns.len() } else { 0 }
    }

    /// The heading that may be meant for a field that is missing: the one that shares most letters with one of its names.
    pub fn guess(&self, field: Field) -> Option<String> {
        let likeness = |column: &Column| names(field).map(|n| shared(&core(&column.heading), n)).max().unwrap_or(0);
        let best = self.unknown.iter().max_by_key(|c| likeness(c))?;
        (likeness(best) >= 50).then(|| best.heading.clone())
    }
}

/// Letters that both have, as a share of the longer one in percent.
fn shared(one: &str, other: &str) -> usize {
    let mut left: Vec<char> = other.chars().collect();
    let longer = one.chars().count().max(left.len());
    let mut both: usize = 0;
    for letter in one.chars() {
        if let Some(at) = left.iter().position(|l| *l == letter) {
            left.swap_remove(at);
            both += 1;
        }
    }
    (both * 100).checked_div(longer).unwrap_or(0)
}

/// Whether a text stands under a list: a total, or a signature such as `经理：`.
pub(crate) fn is_footer(text: &str) -> bool {
    begins_footer(text) || text.contains(['：', ':'])
}

/// Whether a text begins as totals, signatures and remarks under a list do.
pub(crate) fn begins_footer(text: &str) -> bool {
    const WORDS: [&str; 26] = [
        "合计",
        "总计",
        "小计",
        "共计",
        "累计",
        "本页",
        "填表人",
        "填报人",
        "制表",
        "经办人",
        "审核",
        "复核",
        "单位负责人",
        "负责人",
        "法定代表人",
        "联系人",
        "联系电话",
        "填报日期",
        "填表日期",
        "单位盖章",
        "盖章",
        "说明",
        "填写说明",
        "total",
        "subtotal",
        "signature",
    ];
    let core = core(text);
    WORDS.iter().any(|w| core.starts_with(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn means(text: &str, field: Field) -> bool {
        meaning(text).is_some_and(|(f, _)| f == field)
    }

    fn row(texts: &[&str]) -> Row {
        let mut row = Row::default();
        for (at, text) in texts.iter().enumerate().filter(|(_, t)| !t.is_empty()) {
            row.push(at as u32, Kind::Text, false, text);
        }
        row
    }

    #[test]
    fn a_heading_is_known_by_its_names() {
        for (heading, field) in [
            ("姓 名", Field::Name),
            ("*证件号码（必填）", Field::Number),
            ("身份证号\n(18位)", Field::Number),
            ("2025年月平均工资", Field::Wage),
            ("2025年度月平均工资（元）", Field::Wage),
            ("ID Number", Field::Number),
            ("id_number", Field::Number),
            ("姓名 / Name", Field::Name),
            ("Full name", Field::Name),
            ("解除（终止）日期", Field::EndDate),
            ("解除/终止日期", Field::EndDate),
            ("结果 / Result", Field::Result),
            ("ＩＤ　ＮＯ．", Field::Number),
        ] {
            assert!(means(heading, field), "{heading}");
        }
        for unknown in ["部门", "", "离开时间", "2025年", "（）", "姓名拼音"] {
            assert_eq!(meaning(unknown), None, "{unknown}");
        }
        for field in Field::ALL {
            assert_eq!(Field::from_code(field.code()), Some(field));
            assert!(means(field.code(), field), "{}", field.code());
        }
    }

    #[test]
    fn the_better_of_two_columns_is_taken_and_two_equal_ones_are_told() {
        let headings = Headings::of(&row(&["姓名", "证件号码", "缴费基数", "上年月均工资"]), &[]);
        assert_eq!(headings.columns[&Field::Wage].letter, "D");
        assert_eq!(headings.unknown[0].heading, "缴费基数");
        assert_eq!(headings.twice, None);
        let twice = Headings::of(&row(&["姓名", "证件号码", "证件号码"]), &[]);
        assert_eq!(twice.twice, Some((Field::Number, "B".into(), "C".into())));
        assert_eq!(Headings::of(&row(&["张三", "居民身份证"]), &[]).score(), 0);
    }

    #[test]
    fn a_missing_column_is_guessed_and_can_be_told() {
        let headings = Headings::of(&row(&["姓名", "证件号码", "离开时间", "部门"]), &[]);
        assert_eq!(headings.guess(Field::EndDate).as_deref(), Some("离开时间"));
        assert_eq!(headings.guess(Field::Wage), None);
        let told = Headings::of(&row(&["姓名", "证件号码", "离开时间"]), &[("离开时间".into(), Field::EndDate)]);
        assert_eq!(told.columns[&Field::EndDate].letter, "C");
    }

    #[test]
    fn totals_and_signatures_are_no_people() {
        for text in [
            "合计",
            "合 计",
            "填表人：周婷",
            "单位负责人：（盖章）",
            "Total",
            "总经理：",
            "合计（人）",
        ] {
            assert!(is_footer(text), "{text}");
        }
        for text in ["张三", "LEE HANNAH", "阿卜杜拉·买买提"] {
            assert!(!is_footer(text), "{text}");
        }
    }
}
