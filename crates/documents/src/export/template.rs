//! Templates to fill in: headings in both languages, cells as text where they must be, lists to choose from.

use domain::earlier::STANDINGS;
use domain::{Branch, Category};
use rust_xlsxwriter::{DataValidation, Formula};
use words::Lang;

use super::table::{Heading, Kind, Unwritable, Workbook, in_both};
use crate::heading::Field;

/// A list that can be filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// A roster.
    Roster,
    /// People to be enrolled.
    Increases,
    /// Leavers.
    Reductions,
    /// Declared wages.
    Wages,
    /// Months that nobody filed, of many people.
    BackPayments,
    /// Months from before the agency's own records.
    Earlier,
}

impl Template {
    /// All of them.
    pub const ALL: [Template; 6] = [
        Template::Roster,
        Template::Increases,
        Template::Reductions,
        Template::Wages,
        Template::BackPayments,
        Template::Earlier,
    ];

    /// The code in addresses; its name is `template.<code>`.
    pub fn code(self) -> &'static str {
        match self {
            Template::Roster => "roster",
            Template::Increases => "increases",
            Template::Reductions => "reductions",
            Template::Wages => "wages",
            Template::BackPayments => "back_payments",
            Template::Earlier => "earlier",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Template> {
        Template::ALL.into_iter().find(|t| t.code() == code)
    }

    /// Its columns.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Template::Roster => &[
                Field::Name,
                Field::Number,
                Field::Category,
                Field::Wage,
                Field::HiredOn,
                Field::Phone,
                Field::Remark,
            ],
            Template::Increases => &[
                Field::Name,
                Field::Number,
                Field::Category,
                Field::HiredOn,
                Field::Wage,
                Field::Branches,
                Field::EmploymentForm,
                Field::Remark,
            ],
            Template::Reductions => &[
                Field::Name,
                Field::Number,
                Field::EndDate,
                Field::Reason,
                Field::MedicalReason,
                Field::LastMonth,
                Field::Remark,
            ],
            Template::Wages => &[Field::Name, Field::Number, Field::Wage, Field::Remark],
            Template::BackPayments => &[
                Field::Name,
                Field::Number,
                Field::FromMonth,
                Field::ToMonth,
                Field::Wage,
                Field::BackPaymentReason,
                Field::Evidence,
            ],
            Template::Earlier => &[
                Field::Name,
                Field::Number,
                Field::Branches,
                Field::FromMonth,
                Field::ToMonth,
                Field::Wage,
                Field::EmployerPays,
                Field::PersonPays,
                Field::ToAccount,
                Field::Standing,
                Field::PaidOn,
            ],
        }
    }

    /// The heading of a column. Where no wage is declared and nothing is paid back, the columns have other names.
    fn heading(self, field: Field) -> Heading {
        let word = match (self, field) {
            (Template::Earlier, Field::Wage) => "template.earlier.base",
            (Template::Earlier, Field::FromMonth) => "template.earlier.from_month",
            (Template::Earlier, Field::ToMonth) => "template.earlier.to_month",
            _own => return Heading::of(field),
        };
        Heading {
            text: in_both(word),
            ..Heading::of(field)
        }
    }
}

/// Rows that are prepared for filling in.
const ROWS: u32 = 2_000;

/// The household categories that are offered.
const CATEGORIES: [&str; 5] = ["本市城镇", "外埠城镇", "本市农村劳动力", "外埠农村劳动力", "外籍"];

/// A household category as the lists write it, so that a list which went out can come in again.
pub fn category_word(category: Category) -> String {
    let [local_urban, nonlocal_urban, local_rural, nonlocal_rural, foreign] = CATEGORIES;
    let word = match category {
        Category::LocalUrban => local_urban,
        Category::NonlocalUrban => nonlocal_urban,
        Category::LocalRural => local_rural,
        Category::NonlocalRural => nonlocal_rural,
        Category::Foreign => foreign,
        Category::Retired | Category::Flexible => return words::say(Lang::Zh, &format!("category.{}", category.code()), &[]),
    };
    word.to_owned()
}

/// An empty template. `choices` are the lists of the pack: reasons for a field that has reasons.
///
/// # Errors
/// The workbook could not be written.
pub fn template(which: Template, choices: &[(Field, Vec<String>)]) -> Result<Vec<u8>, Unwritable> {
    let mut book = Workbook::new();
    let (inner, formats) = book.parts();
    let sheet = inner.add_worksheet();
    sheet.set_name(words::say(Lang::Zh, &format!("template.{}", which.code()), &[]))?;
    let categories = (Field::Category, CATEGORIES.map(str::to_owned).to_vec());
    let standings = (Field::Standing, STANDINGS.map(|s| words::say(Lang::Zh, s.word(), &[])).to_vec());
    let branches = (
        Field::Branches,
        Branch::ALL
            .map(|b| words::say(Lang::Zh, &format!("branch.{}", b.code()), &[]))
            .to_vec(),
    );
    let own = [categories, standings, branches];
    let lists: Vec<&(Field, Vec<String>)> = choices
        .iter()
        .chain(own.iter().filter(|(f, _)| which == Template::Earlier || *f == Field::Category))
        .filter(|(f, l)| which.fields().contains(f) && !l.is_empty())
        .collect();
    let options_name = words::say(Lang::Zh, "template.options", &[]);
    for (column, field) in (0u16..).zip(which.fields()) {
        let heading = which.heading(*field);
        sheet.set_column_width(column, heading.width)?;
        sheet.write_string_with_format(0, column, &heading.text, &formats.heading)?;
        match heading.kind {
            Kind::Text => sheet.set_column_format(column, &formats.text)?,
            Kind::Money => sheet.set_column_format(column, &formats.money)?,
            Kind::Day => sheet.set_column_format(column, &formats.day)?,
            Kind::Count => sheet,
        };
        if let Some((at, (_, list))) = (0u16..).zip(&lists).find(|(_, (f, _))| f == field) {
            let letter = crate::finding::letters(u32::from(at));
            let range = format!("='{options_name}'!${letter}$1:${letter}${}", list.len());
            let choice = DataValidation::new()
                .allow_list_formula(Formula::new(range))
                .show_error_message(false);
            sheet.add_data_validation(1, column, ROWS, column, &choice)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let notes = inner.add_worksheet();
    notes.set_name(words::say(Lang::Zh, "template.notes", &[]))?;
    notes.set_column_width(0, 120)?;
    for (row, key) in (0u32..).zip([
        "template.note.number",
        "template.note.date",
        "template.note.wage",
        "template.note.return",
    ]) {
        notes.write_string(row, 0, in_both(key))?;
    }
    let options = inner.add_worksheet();
    options.set_name(&options_name)?;
    for (column, (_, list)) in (0u16..).zip(&lists) {
        for (row, choice) in (0u32..).zip(list) {
            options.write_string(row, column, choice)?;
        }
    }
    options.set_hidden(true);
    book.finish()
}
