//! Deferral by approval (阶段性缓缴): months whose payment was put off without becoming arrears.

use units::{Date, Month};

use crate::coded::coded;
use crate::provenance::Confidence;
use crate::reading::{Fields, Reader};
use crate::{Book, Branch, BranchSet};

coded! {
    /// Whose side a deferral puts off.
    DeferredSides {
        /// The employer's alone; the person's is paid in time.
        Employer = 0, "employer";
        /// Both, the person's by agreement.
        Both = 1, "both";
    }
}

/// One measure for some branches, as one notice has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deferral {
    /// The key of the measure, `industries_2022`.
    pub measure: String,
    /// Its name, Chinese and English.
    pub names: [String; 2],
    /// The branches that are put off.
    pub branches: BranchSet,
    /// Whose side.
    pub sides: DeferredSides,
    /// The first service month.
    pub from: Month,
    /// The last service month.
    pub until: Month,
    /// The last day of payment. `None`: not known.
    pub last_payment: Option<Date>,
    /// The first day that counts for the late fee of what was put off; the day after the last day of payment where the notice
    /// says nothing else. `None`: not known.
    pub late_fee_from: Option<Date>,
    /// The spans of days in which it could be asked for, both ends included.
    pub apply: Vec<(Date, Date)>,
    /// The day on which this became known.
    pub known_on: Date,
    /// Keys of the sources.
    pub source: String,
    /// The notice.
    pub law: Option<String>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Conditions, and what is doubtful.
    pub note: Option<String>,
    /// File and line of the row.
    pub place: String,
}

impl Book {
    /// The measures that put off a branch of a service month, as known on a day: of each measure the row known last.
    pub fn deferrals(&self, branch: Branch, month: Month, known_on: Date) -> Vec<&Deferral> {
        let mut found: Vec<&Deferral> = Vec::new();
        for row in self.all_deferrals() {
            let holds = row.branches.contains(branch) && row.from <= month && month <= row.until && row.known_on <= known_on;
            match found.iter_mut().find(|other| other.measure == row.measure) {
                _ if !holds => {}
                Some(other) if other.known_on <= row.known_on => *other = row,
                Some(_) => {}
                None => found.push(row),
            }
        }
        found
    }
}

/// Reads `deferral = [{ measure = "…", branches = ["pension"], … }]`.
pub(crate) fn read(reader: &mut Reader<'_>, sources: &[String]) -> Vec<Deferral> {
    let document = reader.document();
    let mut file = Fields::new(&document, 0..0);
    let mut rows = Vec::new();
    for (table, span) in file.value("deferral").map(|rows| reader.tables(rows)).unwrap_or_default() {
        let place = format!("{}:{}", reader.file, reader.line(&span));
        let mut row = Fields::new(table, span);
        rows.extend(read_row(&mut row, place, reader, sources));
        row.finish(reader);
    }
    file.finish(reader);
    rows
}

fn read_row<'t>(row: &mut Fields<'_, 't>, place: String, reader: &mut Reader<'t>, sources: &[String]) -> Option<Deferral> {
    let owned = |text: Option<(&str, _)>| text.map(|(text, _): (&str, std::ops::Range<usize>)| text.to_owned());
    let measure = owned(row.required("measure", reader));
    let names = [owned(row.required("zh", reader)), owned(row.required("en", reader))];
    let mut branches = BranchSet::default();
    for (code, span) in row.texts("branches", reader).unwrap_or_default() {
        match Branch::from_code(code) {
            Some(branch) => branches = branches.with(branch),
            None => reader.fault(&span, format!("`branches` does not know \"{code}\"")),
        }
    }
    let sides = row.coded("sides", DeferredSides::from_code, reader);
    let (from, until) = (row.month("from", reader), row.month("until", reader));
    let last_payment = row.required("last_payment", reader).and_then(|(text, span)| match text {
        "unknown" => None,
        day => day.parse().map_err(|_| reader.fault(&span, format!("\"{day}\" is no day"))).ok(),
    });
    let late_fee_from = row
        .day("late_fee_from", reader)
        .or_else(|| last_payment.and_then(|day: Date| day.tomorrow().ok()));
    let mut apply = Vec::new();
    for (text, span) in row.texts("apply", reader).unwrap_or_default() {
        let days = text
            .split_once(' ')
            .and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
        match days {
            Some(days) => apply.push(days),
            None => reader.fault(&span, "a span of days such as \"2022-05-09 2022-05-13\" is expected"),
        }
    }
    let known_on = row.day("known_on", reader);
    let source = row.source(reader, sources);
    let law = owned(row.text("law", reader));
    let note = owned(row.text("note", reader));
    let confidence = row.coded("confidence", Confidence::from_code, reader);
    let [zh, en] = names;
    let from = from?;
    Some(Deferral {
        measure: measure?,
        names: [zh?, en?],
        branches,
        sides: sides?,
        from,
        until: until?,
        last_payment,
        late_fee_from,
        apply,
        known_on: known_on.unwrap_or_else(|| from.first_day()),
        source,
        law,
        confidence: confidence?,
        note,
        place,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Packs;
    use units::date;

    #[test]
    fn a_deferred_month_bears_a_late_fee_only_after_its_last_day_of_payment() {
        let book = Packs::embedded().book("cn/beijing/chaoyang").expect("a pack without faults");
        let month = |text: &str| Month::parse(text).expect("a month");
        let from = |branch, service: &str, known_on| -> Vec<(String, Option<Date>)> {
            let found = book.deferrals(branch, month(service), known_on);
            found.into_iter().map(|row| (row.measure.clone(), row.late_fee_from)).collect()
        };
        let (today, industries) = (date(2026, 11, 22), "industries_2022".to_owned());
        assert_eq!(
            from(Branch::Pension, "2022-04", today),
            [(industries.clone(), Some(date(2023, 1, 1)))]
        );
        assert_eq!(from(Branch::Pension, "2022-04", date(2022, 5, 8)), []);
        let both = from(Branch::Unemployment, "2022-10", today);
        assert_eq!(
            both,
            [
                (industries, Some(date(2023, 1, 1))),
                ("distressed_2022".to_owned(), Some(date(2024, 1, 1)))
            ]
        );
        let before = from(Branch::Pension, "2022-08", date(2022, 11, 23));
        assert_eq!(
            before,
            [("distressed_2022".to_owned(), Some(date(2023, 2, 24)))],
            "before the notice of November"
        );
        assert_eq!(from(Branch::Medical, "2022-05", today), [], "medical was never put off");
        assert_eq!(from(Branch::Pension, "2020-07", today), [("hardship_2020".to_owned(), None)]);
    }
}
