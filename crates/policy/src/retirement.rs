//! The statutory retirement age from 2025 on, step by step, and the months of contribution it asks for.

use units::{Date, Month};

use crate::coded::coded;
use crate::reading::{Fields, Reader};

coded! {
    /// The groups whose age moves apart from each other.
    RetirementGroup {
        /// Men.
        Man = 0, "man";
        /// Women whose old age was 55.
        Woman55 = 1, "woman55";
        /// Women whose old age was 50.
        Woman50 = 2, "woman50";
    }
}

/// How the age of one group moves: one month later for each step of months in the birth month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgeStep {
    /// The group.
    pub group: RetirementGroup,
    /// The first birth month that is delayed.
    pub from_birth: Month,
    /// The age before the reform, in years.
    pub old_age: u32,
    /// So many birth months share one month of delay.
    pub step: u32,
    /// No more months of delay than this.
    pub most: u32,
    /// Keys of the sources.
    pub source: String,
}

/// The months of contribution asked for by the year of retirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinimumMonths {
    /// From this year on, until the next row.
    pub from_year: u32,
    /// Months.
    pub months: u32,
    /// Keys of the sources.
    pub source: String,
}

/// What retirement asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetirementRules {
    /// One for each group.
    pub ages: Vec<AgeStep>,
    /// Oldest first; the first holds for all years before too.
    pub minimum: Vec<MinimumMonths>,
    /// The day on which the reform was decided. `None`: not said.
    pub known_on: Option<Date>,
    /// The file they stand in.
    pub place: String,
}

impl RetirementRules {
    /// Whether no pack on the path says anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.ages.is_empty()
    }
}

pub(crate) fn read(reader: &mut Reader<'_>, sources: &[String]) -> RetirementRules {
    let document = reader.document();
    let mut file = Fields::new(&document, 0..0);
    let mut rules = RetirementRules {
        place: reader.file.to_owned(),
        ..RetirementRules::default()
    };
    rules.known_on = file.day("known_on", reader);
    for (table, span) in file.value("age").map(|rows| reader.tables(rows)).unwrap_or_default() {
        let mut row = Fields::new(table, span);
        let group = row.coded("group", RetirementGroup::from_code, reader);
        let from_birth = row.month("from_birth", reader);
        let (old_age, step, most) = (
            row.number("old_age", reader),
            row.number("step", reader),
            row.number("most", reader),
        );
        let source = row.source(reader, sources);
        row.finish(reader);
        if let (Some(group), Some(from_birth), Some((old_age, _)), Some((step, _)), Some((most, _))) =
            (group, from_birth, old_age, step, most)
        {
            rules.ages.push(AgeStep {
                group,
                from_birth,
                old_age,
                step: step.max(1),
                most,
                source,
            });
        }
    }
    for (table, span) in file.value("minimum").map(|rows| reader.tables(rows)).unwrap_or_default() {
        let mut row = Fields::new(table, span);
        let (from_year, months) = (row.number("from_year", reader), row.number("months", reader));
        let source = row.source(reader, sources);
        row.finish(reader);
        if let (Some((from_year, _)), Some((months, _))) = (from_year, months) {
            rules.minimum.push(MinimumMonths { from_year, months, source });
        }
    }
    file.finish(reader);
    rules.minimum.sort_by_key(|row| row.from_year);
    rules
}
