//! From standings to signs: the grid of years and the causes below it.

use domain::Branch;
use domain::standing::{Cause as Why, Counts, Standing, Tone as Look};
use maud::{Markup, html};
use procedures::record::{Cell, Explained, MonthRow, Record, word_of};
use units::{Fact, Month};
use words::{Lang, say, tell};

use crate::look::{BranchOfYear, Cause, MonthCell, Months, Sign, Tone, YearOfMonths, causes, legend, status};

/// The sign of a cell.
pub(super) fn sign(cell: &Cell) -> Sign {
    match cell.standing {
        Standing::OnTime | Standing::BaseDifference | Standing::FundPaid | Standing::Elsewhere | Standing::Deemed => Sign::OnTime,
        Standing::OnTimeRetried => Sign::SecondDebit,
        Standing::PaidLateDebit | Standing::PaidLateEmployer => Sign::PaidLate,
        Standing::BackPaid | Standing::BackPaidOrder | Standing::BackPaidSelf | Standing::Duplicate => Sign::BackPaid,
        Standing::Due | Standing::DebitPending | Standing::Received => Sign::Due,
        Standing::Owed | Standing::OwedEnforced | Standing::Instalment => Sign::Owed,
        Standing::Deferred => Sign::Deferred,
        Standing::Interrupted if cell.cause == Some(Why::NoParticipation) => Sign::NotInsured,
        Standing::Interrupted => Sign::Missing,
        Standing::NotDue | Standing::Refunded | Standing::WrittenOff => Sign::NotInsured,
    }
}

/// The state of a standing as a word with its colour.
pub(crate) fn state(lang: Lang, standing: Standing) -> Markup {
    caused(lang, standing, None)
}

/// The same beside its cause.
pub(crate) fn caused(lang: Lang, standing: Standing, cause: Option<&Why>) -> Markup {
    let tone = match standing.tone() {
        Look::Plain | Look::Noted | Look::Deferred => Tone::Good,
        Look::Late => Tone::Time,
        Look::Back => Tone::Back,
        Look::Bad => Tone::Bad,
        Look::Waits | Look::Blank | Look::Struck => Tone::Quiet,
    };
    status(tone, &say(lang, word_of(standing, cause), &[]))
}

/// The name of a branch as people say it in a month: medical holds maternity from 2020 on.
pub(super) fn branch_name(lang: Lang, branch: Branch, maternity_apart: bool) -> String {
    match branch {
        Branch::Medical if !maternity_apart => say(lang, "branch.medical_with_maternity", &[]),
        Branch::Pension | Branch::Medical | Branch::Unemployment | Branch::EmploymentInjury | Branch::Maternity => {
            say(lang, &format!("branch.{}", branch.code()), &[])
        }
    }
}

/// Whether maternity is a branch of its own in this row.
pub(super) fn maternity_apart(row: &MonthRow) -> bool {
    row.cells[Branch::Maternity.index()].standing != Standing::NotDue
}

fn anchor(month: Month) -> String {
    format!("c-{month}")
}

/// The grid.
pub(super) fn months(lang: Lang, record: &Record) -> Months {
    months_linked(lang, record, "")
}

/// The grid on another page: the causes stand below the grid at this address.
pub(crate) fn months_linked(lang: Lang, record: &Record, causes_at: &str) -> Months {
    let mut years: Vec<YearOfMonths> = Vec::new();
    let (Some(first), Some(last)) = (record.months.first(), record.months.last()) else {
        return Months::new(lang, years, None);
    };
    for year in (first.month.year()..=last.month.year()).rev() {
        years.push(one_year(lang, record, year, last.month, causes_at));
    }
    Months::new(lang, years, None)
}

fn one_year(lang: Lang, record: &Record, year: u32, last: Month, causes_at: &str) -> YearOfMonths {
    let rows: Vec<Option<&MonthRow>> = (1..=12)
        .map(|m| Month::new(year, m).ok().and_then(|month| record.month(month)))
        .collect();
    let shown = rows.iter().flatten();
    let apart = shown.clone().any(|row| maternity_apart(row));
    let due = |branch: &Branch| {
        rows.iter()
            .flatten()
            .any(|row| row.cells[branch.index()].standing != Standing::NotDue)
    };
    let branches = Branch::ALL.into_iter().filter(due).map(|branch| {
        let cells = rows.iter().enumerate().map(|(at, row)| match row {
            Some(row) => cell(record, row, branch, causes_at),
            None => MonthCell {
                sign: match Month::new(year, at as u32 + 1) {
                    Ok(month) if month > last => Sign::Ahead,
                    Ok(_) | Err(_) => Sign::NotInsured,
                },
                why: None,
            },
        });
        BranchOfYear {
            name: branch_name(lang, branch, apart),
            short: say(lang, &format!("branch.{}", branch.code()), &[]),
            cells: cells.collect(),
        }
    });
    let paid = |row: &&&MonthRow| row.cells[Branch::Pension.index()].standing.cumulative() == Counts::Yes;
    YearOfMonths {
        year,
        branches: branches.collect(),
        paid: shown.filter(paid).count() as u32,
    }
}

fn cell(record: &Record, row: &MonthRow, branch: Branch, causes_at: &str) -> MonthCell {
    let cell = &row.cells[branch.index()];
    let sign = sign(cell);
    let explained = cell.cause.is_some() && sign != Sign::NotInsured && record.explained.iter().any(|e| e.month == row.month);
    MonthCell {
        sign,
        why: explained.then(|| format!("{causes_at}#{}", anchor(row.month))),
    }
}

/// The signs that the record shows.
pub(crate) fn shown_legend(lang: Lang, record: &Record) -> Markup {
    let cells = || record.months.iter().flat_map(|row| &row.cells);
    let shown: Vec<Sign> = Sign::ALL.into_iter().filter(|s| cells().any(|cell| sign(cell) == *s)).collect();
    legend(lang, &shown)
}

/// The causes below the grid: months with a letter, newest first.
pub(super) fn why(lang: Lang, record: &Record) -> Option<Markup> {
    let mut list: Vec<Cause> = Vec::new();
    let mut seen: Option<Month> = None;
    for explained in record.explained.iter().filter(|e| e.cause != Why::NoParticipation) {
        list.push(Cause {
            // A month whose branches differ has several causes; the anchor is the first one's.
            id: if seen == Some(explained.month) {
                format!("{}-{}", anchor(explained.month), list.len())
            } else {
                anchor(explained.month)
            },
            months: named(lang, record, explained),
            state: caused(lang, explained.standing, Some(&explained.cause)),
            why: html! { (tell(lang, &explained.cause)) },
        });
        seen = Some(explained.month);
    }
    (!list.is_empty()).then(|| causes(&list))
}

/// `2026年8月`, or with its branches where not all of the month stand alike.
fn named(lang: Lang, record: &Record, explained: &Explained) -> String {
    let month = words::month(lang, explained.month);
    let agrees = record.month(explained.month).is_none_or(MonthRow::agrees);
    if agrees {
        return month;
    }
    let apart = record.month(explained.month).is_some_and(maternity_apart);
    let names: Vec<String> = explained.branches.iter().map(|b| branch_name(lang, *b, apart)).collect();
    let facts = [("month", Fact::Text(month)), ("branches", Fact::Text(words::join(lang, &names)))];
    say(lang, "record.causes.branches", &facts)
}
