//! Workbooks and CSV that go out: plain tables, the bill with its lines, the roll, templates to fill in.

mod bill;
mod difference;
mod found;
mod table;
mod template;

pub use bill::{BillBranch, BillHead, BillRow, bill_workbook, roster_workbook};
pub use difference::{Differences, differences_workbook};
pub(crate) use table::in_both;
pub use table::{Heading, Kind, Plan, Unwritable, Value, Workbook, csv_table};
pub use template::{Template, category_word, template};

use crate::cell::decimal::Decimal;

/// A field of a CSV that somebody will open in a spreadsheet program: quoted where needed, and never a formula. Text that begins with
/// `=`, `+`, `-`, `@`, a tabulator or a line break gets an apostrophe in front, unless it is a number.
pub fn csv_field(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && Decimal::parse(text).is_none();
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r', ';', '\t']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_of_a_csv_is_a_formula() {
        for (text, field) in [
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+86 10", "'+86 10"),
            ("-cmd", "'-cmd"),
            ("-12.30", "-12.30"),
            ("+5", "+5"),
            ("张三", "张三"),
            ("a,b", "\"a,b\""),
            ("\t=1", "\"'\t=1\""),
        ] {
            assert_eq!(csv_field(text), field, "{text}");
        }
    }
}
