use units::{Date, Fact, Fen, Month, Statement};

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
    /// The last character does not fit the first seventeen.
    CheckDigit {
        /// What it would have to be.
        expected: char,
        /// What was entered.
        found: char,
    },
    /// A letter that looks like a digit: its place from 1, the letter, the digit.
    LetterForDigit(i64, char, char),
    /// Invisible characters inside the number were dropped; how many, and the code of the first.
    InvisibleRemoved(i64, String),
    /// Spaces inside the number were dropped.
    NumberSpaces,
    /// The number is of another document than a citizen's; the code of its kind.
    OtherCard(&'static str),
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
    /// No month.
    MonthMissing,
    /// No such month.
    MonthImpossible,
    /// A month that has not begun, and it is said to be paid.
    MonthAhead(Month),
    /// No month that can be read for certain.
    MonthUnreadable,
    /// The last month lies before the first.
    MonthsReversed,
    /// No amount in yuan.
    AmountUnreadable,
    /// No branch.
    BranchMissing,
    /// Not a branch.
    BranchUnknown(String),
    /// No standing.
    StandingMissing,
    /// Not a standing of a month.
    StandingUnknown(String),
    /// The same branch and month as in an earlier row.
    MonthTwice(u32),
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
            CheckDigit { expected: '7', found: 'X' },
            LetterForDigit(11, 'O', '0'),
            InvisibleRemoved(1, "U+200B".into()),
            NumberSpaces,
            OtherCard("permanent_resident"),
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
            MonthMissing,
            MonthImpossible,
            MonthAhead(Month::of(day)),
            MonthUnreadable,
            MonthsReversed,
            AmountUnreadable,
            BranchMissing,
            BranchUnknown("health".into()),
            StandingMissing,
            StandingUnknown("paid".into()),
            MonthTwice(7),
            ReasonMissing,
            CellError("#N/A".into()),
            FormulaWithoutValue,
            FormulaTaken,
            NobodyInRow,
            HiddenRows(1),
            OtherSheet("Sheet2".into()),
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
            CheckDigit { .. } => "finding.id_check_digit",
            LetterForDigit(..) => "finding.id_letter_for_digit",
            InvisibleRemoved(..) => "finding.id_invisible_character",
            NumberSpaces => "finding.id_spaces",
            OtherCard(_) => "finding.id_other_card",
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
            MonthMissing => "finding.month_missing",
            MonthImpossible => "finding.month_impossible",
            MonthAhead(_) => "finding.month_ahead",
            MonthUnreadable => "finding.month_unreadable",
            MonthsReversed => "finding.months_reversed",
            AmountUnreadable => "finding.amount_unreadable",
            BranchMissing => "finding.branch_missing",
            BranchUnknown(_) => "finding.branch_unknown",
            StandingMissing => "finding.standing_missing",
            StandingUnknown(_) => "finding.standing_unknown",
            MonthTwice(_) => "finding.month_twice",
            ReasonMissing => "finding.reason_missing",
            CellError(_) => "finding.cell_error",
            FormulaWithoutValue => "finding.formula_without_value",
            FormulaTaken => "finding.formula_taken",
            NobodyInRow => "finding.nobody_in_row",
            HiddenRows(_) => "finding.hidden_rows",
            OtherSheet(_) => "finding.other_sheet",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        use CellFault::*;
        match self {
            NameCleaned(name) | NameDot(name) => vec![("name", Fact::Text(name.clone()))],
            CheckDigit { expected, found } => vec![
                ("expected", Fact::Text(expected.to_string())),
                ("found", Fact::Text(found.to_string())),
            ],
            LetterForDigit(place, found, digit) => vec![
                ("place", Fact::Count(*place)),
                ("found", Fact::Text(found.to_string())),
                ("expected", Fact::Text(digit.to_string())),
            ],
            InvisibleRemoved(count, first) => vec![("count", Fact::Count(*count)), ("first", Fact::Text(first.clone()))],
            BranchUnknown(text) | StandingUnknown(text) => vec![("text", Fact::Text(text.clone()))],
            Duplicate(row) | MonthTwice(row) => vec![("row", Fact::Count(i64::from(*row)))],
            OtherCard(kind) => vec![("kind", Fact::Word(format!("identity.kind.{kind}")))],
            SexDiffers(sex) => vec![("sex", Fact::Word(format!("sex.{sex}")))],
            WageImplausible(wage) | WageRounded(wage) => vec![("wage", Fact::Money(*wage))],
            DateBareNumber(day) => {
                vec![("day", Fact::Day(*day))]
            }
            MonthAhead(month) => vec![("month", Fact::Month(*month))],
            CellError(error) => vec![("error", Fact::Text(error.clone()))],
            HiddenRows(count) => vec![("count", Fact::Count(*count))],
            OtherSheet(sheet) => vec![("sheet", Fact::Text(sheet.clone()))],
            NameMissing | NameUnreadable | NumberMissing | PrecisionLost | NumberSpaces | CategoryMissing | CategoryUnknown
            | SexUnknown | WageMissing | WageNegative | WageZero | WageNotANumber | DateMissing | DateImpossible | DateWithoutDay
            | DateUnreadable | MonthMissing | MonthImpossible | MonthUnreadable | MonthsReversed | AmountUnreadable | BranchMissing
            | StandingMissing | ReasonMissing | FormulaWithoutValue | FormulaTaken | NobodyInRow => vec![],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heading::Field;
    use crate::unreadable::Unreadable;
    use words::{Lang, knows, mend, tell};

    #[test]
    fn every_finding_is_said_with_its_mend_in_both_languages() {
        let cells = CellFault::samples();
        let files = Unreadable::samples();
        let all = cells
            .iter()
            .map(|f| f as &dyn Statement)
            .chain(files.iter().map(|f| f as &dyn Statement));
        for statement in all {
            for lang in [Lang::Zh, Lang::En] {
                assert!(!tell(lang, statement).is_empty());
                assert!(mend(lang, statement).is_some_and(|m| !m.is_empty()), "{}", statement.code());
            }
        }
        for field in Field::ALL {
            assert!(knows(&field.word()), "{}", field.word());
        }
    }

    #[test]
    fn sentences_read_as_a_clerk_would_say_them() {
        let wrong = CellFault::CheckDigit { expected: '7', found: 'X' };
        assert_eq!(tell(Lang::Zh, &wrong), "末位与前17位不符：应为7，您填的是X。");
        assert_eq!(
            tell(Lang::En, &CellFault::HiddenRows(1)),
            "The list has 1 hidden row, read as any other."
        );
        let missing = Unreadable::MissingColumn {
            field: Field::EndDate,
            row: 3,
            guess: Some("离开时间".into()),
        };
        assert_eq!(
            tell(Lang::Zh, &missing),
            "第3行的列名里没有“减员日期”。您的文件里像是“离开时间”这一列，用它吗？"
        );
    }
}
