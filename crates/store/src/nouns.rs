//! The fact tables of the registry: columns in the order in which their nouns give rows.

use crate::fact::Table;

/// Employers, a row a version.
pub static EMPLOYER: Table = Table::new(
    "employer",
    &[
        "employer_id",
        "n",
        "region",
        "credit_code",
        "name",
        "kind",
        "size",
        "injury_class",
        "district",
        "collection",
    ],
    &["employer_id", "n"],
    "employer_id",
)
.superseded();

/// Persons, a row a version.
pub static PERSON: Table = Table::new(
    "person",
    &["person_id", "n", "name", "number", "born", "female"],
    &["person_id", "n"],
    "person_id",
)
.superseded();

/// Participation, per branch group.
pub static SPELL: Table = Table::new(
    "spell",
    &[
        "employer_id",
        "person_id",
        "branch_group",
        "from_month",
        "n",
        "to_month",
        "category",
        "reason",
        "started_on",
        "ended_on",
    ],
    &["employer_id", "person_id", "branch_group", "from_month", "n"],
    "employer_id",
)
.superseded();

/// Declared bases.
pub static BASE: Table = Table::new(
    "base",
    &["employer_id", "person_id", "from_month", "n", "base_fen", "origin"],
    &["employer_id", "person_id", "from_month", "n"],
    "employer_id",
)
.superseded();

/// Lines of filings.
pub static FILING_LINE: Table = Table::new(
    "filing_line",
    &["employer_id", "n", "line", "person_id", "shown", "state_1", "state_2", "note"],
    &["employer_id", "n", "line"],
    "employer_id",
);

/// Increases that wait for another employer.
pub static WAITING: Table = Table::new(
    "waiting",
    &["employer_id", "person_id", "n", "held_by", "due_on", "ask"],
    &["employer_id", "person_id", "n"],
    "employer_id",
)
.superseded();
