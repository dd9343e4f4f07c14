use units::{Date, Fact, Fen, Statement};

/// What is wrong with a cell or a row, or what was made of it. Its code starts with `finding.`, its sentence is in
/// `locales/findings.toml`. What the register knows (not on the roll, enrolled already) is said by `procedures`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellFault {
    /// No name.
    NameMissing,
    /// The name holds a digit, a question mark of a broken encoding, or is too long.
    NameUnreadable,
    /// Spaces or invisible characters inside the name were dropped.
    NameCleaned(String),
    /// Another dot was turned into U+00B7.
    NameDot(String),
    /// No identity number.
    NumberMissing,
    /// The number was typed into a number cell (or passed through one) and lost its last digits.
    PrecisionLost,
    /// Invisible characters inside the number were dropped; how many, and the code of the first.
    InvisibleRemoved(i64, String),
    /// Spaces inside the number were dropped.
    NumberSpaces,
    /// The same person as in an earlier row.
    Duplicate(u32),
    /// No household category.
    CategoryMissing,
    /// Not a category.
    CategoryUnknown,
    /// Neither man nor woman.
    SexUnknown,
    /// The sex differs from the number; the word of the one the number says.
    SexDiffers(&'static str),
    /// No wage.
    WageMissing,
    /// Below zero.
    WageNegative,
    /// Zero.
    WageZero,
    /// No amount.
    WageNotANumber,
    /// So much that a point slipped or fen were typed.
    WageImplausible(Fen),
    /// More than two decimals, rounded half-up to this.
    WageRounded(Fen),
    /// No date.
    DateMissing,
    /// This day does not exist.
    DateImpossible,
    /// Year and month without a day.
    DateWithoutDay,
    /// No date that can be read for certain.
    DateUnreadable,
    /// A number without date format, read as this day.
    DateBareNumber(Date),
    /// After the business date.
    DateInFuture(Date),
    /// No month.
    MonthMissing,
    /// No such month.
    MonthImpossible,
    /// No month that can be read for certain.
    MonthUnreadable,
    /// The last month lies before the first.
    MonthsReversed,
    /// Not every branch is asked for.
    BranchesIncomplete,
    /// No reason.
    ReasonMissing,
    /// A spreadsheet error stands in the cell.
    CellError(String),
    /// A formula whose result is not stored.
    FormulaWithoutValue,
    /// The result of a formula was taken.
    FormulaTaken,
    /// Something stands in the row, but neither name nor number.
    NobodyInRow,
    /// Hidden rows were read as any other.
    HiddenRows(i64),
    /// Another sheet has the headings as well and was not read.
    OtherSheet(String),
    /// Under 16 today; the day of the 16th birthday.
    Below16(Date),
    /// Under 16 on the day of hiring.
    HiredBelow16(Date),
    /// Past retirement age since this day.
    PastRetirement(Date),
}

impl CellFault {
    /// Each kind once, for a test that wants a sentence for each.
    pub fn samples() -> Vec<CellFault> {
        use CellFault::*;
        let day = units::date(2026, 11, 10);
        vec![
            NameMissing,
            NameUnreadable,
            NameCleaned("张三".into()),
            NameDot("古丽娜·艾尔肯".into()),
            NumberMissing,
            PrecisionLost,
            InvisibleRemoved(1, "U+200B".into()),
            NumberSpaces,
            Duplicate(15),
            CategoryMissing,
            CategoryUnknown,
            SexUnknown,
            SexDiffers("female"),
            WageMissing,
            WageNegative,
            WageZero,
            WageNotANumber,
            WageImplausible(Fen::yuan(88_065_000)),
            WageRounded(Fen(833_333)),
            DateMissing,
            DateImpossible,
            DateWithoutDay,
            DateUnreadable,
            DateBareNumber(day),
            DateInFuture(day),
            MonthMissing,
            MonthImpossible,
            MonthUnreadable,
            MonthsReversed,
            BranchesIncomplete,
            ReasonMissing,
            CellError("#N/A".into()),
            FormulaWithoutValue,
            FormulaTaken,
            NobodyInRow,
            HiddenRows(1),
            OtherSheet("Sheet2".into()),
            Below16(day),
            HiredBelow16(day),
            PastRetirement(day),
        ]
    }
}

impl Statement for CellFault {
    fn code(&self) -> &'static str {
        use CellFault::*;
        match self {
            NameMissing => "finding.name_missing",
            NameUnreadable => "finding.name_unreadable",
            NameCleaned(_) => "finding.name_cleaned",
            NameDot(_) => "finding.name_dot",
            NumberMissing => "finding.id_missing",
            PrecisionLost => "finding.id_precision_lost",
            InvisibleRemoved(..) => "finding.id_invisible_character",
            NumberSpaces => "finding.id_spaces",
            Duplicate(_) => "finding.duplicate",
            CategoryMissing => "finding.category_missing",
            CategoryUnknown => "finding.category_unknown",
            SexUnknown => "finding.sex_unknown",
            SexDiffers(_) => "finding.sex_differs",
            WageMissing => "finding.wage_missing",
            WageNegative => "finding.wage_negative",
            WageZero => "finding.wage_zero",
            WageNotANumber => "finding.wage_not_a_number",
            WageImplausible(_) => "finding.wage_implausible",
            WageRounded(_) => "finding.wage_rounded",
            DateMissing => "finding.date_missing",
            DateImpossible => "finding.date_impossible",
            DateWithoutDay => "finding.date_without_day",
            DateUnreadable => "finding.date_unreadable",
            DateBareNumber(_) => "finding.date_bare_number",
            DateInFuture(_) => "finding.date_in_future",
            MonthMissing => "finding.month_missing",
            MonthImpossible => "finding.month_impossible",
            MonthUnreadable => "finding.month_unreadable",
            MonthsReversed => "finding.months_reversed",
            BranchesIncomplete => "finding.branches_incomplete",
            ReasonMissing => "finding.reason_missing",
            CellError(_) => "finding.cell_error",
            FormulaWithoutValue => "finding.formula_without_value",
            FormulaTaken => "finding.formula_taken",
            NobodyInRow => "finding.nobody_in_row",
            HiddenRows(_) => "finding.hidden_rows",
            OtherSheet(_) => "finding.other_sheet",
            Below16(_) => "finding.age_below_16",
            HiredBelow16(_) => "finding.hired_below_16",
            PastRetirement(_) => "finding.age_past_retirement",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        use CellFault::*;
        match self {
            NameCleaned(name) | NameDot(name) => vec![("name", Fact::Text(name.clone()))],
            InvisibleRemoved(count, first) => vec![("count", Fact::Count(*count)), ("first", Fact::Text(first.clone()))],
            Duplicate(row) => vec![("row", Fact::Count(i64::from(*row)))],
            SexDiffers(sex) => vec![("sex", Fact::Word(format!("sex.{sex}")))],
            WageImplausible(wage) | WageRounded(wage) => vec![("wage", Fact::Money(*wage))],
            DateBareNumber(day) | DateInFuture(day) | Below16(day) | HiredBelow16(day) | PastRetirement(day) => {
                vec![("day", Fact::Day(*day))]
            }
            CellError(error) => vec![("error", Fact::Text(error.clone()))],
            HiddenRows(count) => vec![("count", Fact::Count(*count))],
            OtherSheet(sheet) => vec![("sheet", Fact::Text(sheet.clone()))],
            NameMissing | NameUnreadable | NumberMissing | PrecisionLost | NumberSpaces | CategoryMissing | CategoryUnknown
            | SexUnknown | WageMissing | WageNegative | WageZero | WageNotANumber | DateMissing | DateImpossible | DateWithoutDay
            | DateUnreadable | MonthMissing | MonthImpossible | MonthUnreadable | MonthsReversed | BranchesIncomplete | ReasonMissing
            | FormulaWithoutValue | FormulaTaken | NobodyInRow => vec![],
        }
    }
}
