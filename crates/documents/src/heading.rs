//! What a column means, recognised by its heading and never by its position.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Column, letters};
use crate::grid::{Kind, Row};

/// The meaning of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Running number (序号).
    Ordinal,
    /// Name (姓名).
    Name,
    /// Kind of document (证件类型).
    DocumentKind,
    /// Identity number (证件号码).
    Number,
    /// Sex (性别).
    Sex,
    /// Payer category (户口性质).
    Category,
    /// First day of any work (参加工作日期).
    WorkStarted,
    /// First day at this employer (入职日期).
    HiredOn,
    /// Average monthly wage, or the first one (月均工资).
    Wage,
    /// Telephone.
    Phone,
    /// Remark.
    Remark,
    /// Branches asked for (参保险种).
    Branches,
    /// Form of employment (用工形式).
    EmploymentForm,
    /// Last day of employment (减员日期).
    EndDate,
    /// Reason for pension, unemployment, injury (减员原因).
    Reason,
    /// Reason for medical (医疗减员原因).
    MedicalReason,
    /// Last month to be paid (缴费截止月份).
    LastMonth,
    /// First month of a back payment (补缴起始月).
    FromMonth,
    /// Last month of a back payment (补缴终止月).
    ToMonth,
    /// Why months are paid back (补缴原因).
    BackPaymentReason,
    /// Number of the supporting document (证明文件编号).
    Evidence,
    /// The result column that we write ourselves; read over.
    Result,
}

impl Field {
    /// All of them.
    pub const ALL: [Field; 22] = [
        Field::Ordinal,
        Field::Name,
        Field::DocumentKind,
        Field::Number,
        Field::Sex,
        Field::Category,
        Field::WorkStarted,
        Field::HiredOn,
        Field::Wage,
        Field::Phone,
        Field::Remark,
        Field::Branches,
        Field::EmploymentForm,
        Field::EndDate,
        Field::Reason,
        Field::MedicalReason,
        Field::LastMonth,
        Field::FromMonth,
        Field::ToMonth,
        Field::BackPaymentReason,
        Field::Evidence,
        Field::Result,
    ];

    /// The code; also the heading of machine-written files.
    pub fn code(self) -> &'static str {
        match self {
            Field::Ordinal => "ordinal",
            Field::Name => "name",
            Field::DocumentKind => "document_kind",
            Field::Number => "id_number",
            Field::Sex => "sex",
            Field::Category => "category",
            Field::WorkStarted => "work_started",
            Field::HiredOn => "hired_on",
            Field::Wage => "wage",
            Field::Phone => "phone",
            Field::Remark => "remark",
            Field::Branches => "branches",
            Field::EmploymentForm => "employment_form",
            Field::EndDate => "end_date",
            Field::Reason => "reason",
            Field::MedicalReason => "medical_reason",
            Field::LastMonth => "last_month",
            Field::FromMonth => "from_month",
            Field::ToMonth => "to_month",
            Field::BackPaymentReason => "back_payment_reason",
            Field::Evidence => "evidence",
            Field::Result => "result",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|f| f.code() == code)
    }

    /// The key of its heading in `locales/findings.toml`.
    pub fn word(self) -> String {
        format!("column.{}", self.code())
    }
}

/// The headings that mean a field, in the order of preference where a file has several of them. Without spaces, signs, brackets and
/// leading year; Latin letters small.
fn names(field: Field) -> &'static [&'static str] {
    match field {
        Field::Ordinal => &["序号", "编号", "行号", "no", "ordinal", "serial"],
        Field::Name => &[
            "姓名",
            "职工姓名",
            "员工姓名",
            "参保人姓名",
            "人员姓名",
            "名字",
            "name",
            "fullname",
            "employeename",
        ],
        Field::DocumentKind => &[
            "证件类型",
            "证件种类",
            "身份证件类型",
            "证照类型",
            "documentkind",
            "idtype",
            "documenttype",
        ],
        Field::Number => &[
            "证件号码",
            "身份证号码",
            "公民身份号码",
            "身份证号",
            "证件号",
            "社会保障号码",
            "社会保障号",
            "社保号",
            "身份证件号码",
            "身份证",
            "居民身份证号码",
            "idnumber",
            "idno",
            "identitynumber",
            "idcard",
            "idcardnumber",
        ],
        Field::Sex => &["性别", "sex", "gender"],
        Field::Category => &[
            "缴费人员类别",
            "户口性质",
            "户籍性质",
            "户籍类型",
            "户口类型",
            "户籍类别",
            "人员类别",
            "参保人员类别",
            "户籍",
            "户别",
            "category",
            "household",
            "householdcategory",
            "payercategory",
        ],
        Field::WorkStarted => &[
            "参加工作日期",
            "参加工作时间",
            "首次参加工作时间",
            "首次参加工作日期",
            "workstarted",
        ],
        Field::HiredOn => &[
            "本单位入职日期",
            "用工起始日期",
            "入职日期",
            "入职时间",
            "到岗日期",
            "到岗时间",
            "本单位入职时间",
            "合同开始日期",
            "劳动合同起始日期",
            "用工开始日期",
            "入司日期",
            "入司时间",
            "进入本单位日期",
            "hiredon",
            "hiredate",
            "startdate",
            "employmentstart",
            "startofemployment",
        ],
        Field::Wage => &[
            "上年月均工资",
            "上年月平均工资",
            "上年度月平均工资",
            "上年度月均工资",
            "月平均工资",
            "月均工资",
            "首月工资",
            "申报工资",
            "缴费工资",
            "月缴费工资",
            "申报基数",
            "月缴费基数",
            "缴费基数",
            "月工资收入",
            "月工资",
            "工资收入",
            "应发工资",
            "税前工资",
            "工资",
            "wage",
            "averagewage",
            "averagemonthlywage",
            "monthlywage",
            "firstwage",
            "salary",
            "base",
        ],
        Field::Phone => &[
            "手机号",
            "手机号码",
            "手机",
            "联系电话",
            "电话",
            "联系方式",
            "phone",
            "mobile",
            "telephone",
        ],
        Field::Remark => &["备注", "说明", "附注", "remark", "remarks", "note", "notes"],
        Field::Branches => &["参保险种", "险种", "缴费险种", "参保险种类型", "branches", "insurances"],
        Field::EmploymentForm => &["用工形式", "用工类型", "用工性质", "employmentform", "formofemployment"],
        Field::EndDate => &[
            "减员日期",
            "离职日期",
            "离职时间",
            "解除终止日期",
            "解除日期",
            "终止日期",
            "减员时间",
            "停保日期",
            "停保时间",
            "合同终止日期",
            "合同解除日期",
            "解除劳动合同日期",
            "最后工作日",
            "退工日期",
            "enddate",
            "leavingdate",
            "lastday",
            "endofemployment",
        ],
        Field::Reason => &[
            "停止缴费原因",
            "四险减员原因",
            "三险减员原因",
            "减员原因",
            "五险减员原因",
            "离职原因",
            "停保原因",
            "变更原因",
            "减少原因",
            "原因",
            "reason",
            "reasonforleaving",
        ],
        Field::MedicalReason => &[
            "医疗减员原因",
            "医疗停止缴费原因",
            "医保减员原因",
            "医疗保险减员原因",
            "医疗停保原因",
            "medicalreason",
            "reasonformedical",
        ],
        Field::LastMonth => &[
            "缴费截止月份",
            "四险缴费截止月份",
            "缴费截止月",
            "最后缴费月",
            "最后一个缴费月",
            "最后缴费月份",
            "截止月份",
            "lastmonth",
            "lastmonthtobepaid",
        ],
        Field::FromMonth => &["补缴起始月", "补缴开始月", "补缴起始年月", "起始月", "开始月份", "frommonth"],
        Field::ToMonth => &[
            "补缴终止月",
            "补缴结束月",
            "补缴截止月",
            "补缴终止年月",
            "终止月",
            "结束月份",
            "tomonth",
        ],
        Field::BackPaymentReason => &["补缴原因", "backpaymentreason"],
        Field::Evidence => &["证明文件编号", "文书编号", "证明材料编号", "evidence"],
        Field::Result => &["结果", "result", "处理结果"],
    }
}

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

/// The half-width form of a full-width letter, digit, sign or space.
pub(crate) fn half_width(letter: char) -> char {
    match letter {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ffe5}' => '¥',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

/// The field a heading means and how far down the list of its names it was found. A heading in two languages (`姓名 / Name`) is
/// recognised by either.
fn meaning(heading: &str) -> Option<(Field, usize)> {
    let known = |text: &str| {
        let core = core(text);
        let found = |f: Field| names(f).iter().position(|n| *n == core).map(|at| (f, at));
        if core.is_empty() {
            None
        } else {
            Field::ALL.into_iter().find_map(found)
        }
    };
    known(heading).or_else(|| heading.split(['/', '／', '\n', '|']).find_map(known))
}

/// Whether a text is a heading of this field.
pub(crate) fn means(text: &str, field: Field) -> bool {
    meaning(text).is_some_and(|(f, _)| f == field)
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
        let likeness = |column: &Column| names(field).iter().map(|n| shared(&core(&column.heading), n)).max().unwrap_or(0);
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
