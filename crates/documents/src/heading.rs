//! What a column means, recognised by its heading and never by its position.

mod names;
mod row;

pub(crate) use row::{Headings, begins_footer, is_footer};

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
    /// A month of a person's record (费款所属期).
    Month,
    /// How a month stands (缴费状态).
    Standing,
    /// What the employer paid a month (单位月缴).
    EmployerPays,
    /// What the person paid a month (个人月缴).
    PersonPays,
    /// What went to the person's account a month (月划入个人账户).
    ToAccount,
    /// The day on which the money came (到账日期).
    PaidOn,
    /// The result column that we write ourselves; read over.
    Result,
}

impl Field {
    /// All of them.
    pub const ALL: [Field; 28] = [
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
        Field::Month,
        Field::Standing,
        Field::EmployerPays,
        Field::PersonPays,
        Field::ToAccount,
        Field::PaidOn,
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
            Field::Month => "month",
            Field::Standing => "standing",
            Field::EmployerPays => "employer_pays",
            Field::PersonPays => "person_pays",
            Field::ToAccount => "to_account",
            Field::PaidOn => "paid_on",
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

/// The half-width form of a full-width letter, digit, sign or space.
pub(crate) fn half_width(letter: char) -> char {
    match letter {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ffe5}' => '¥',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}
