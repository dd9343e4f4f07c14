//! The totals of a roster workbook or CSV.

use std::path::Path;
use std::process::ExitCode;

use documents::export::{BillBranch, BillHead, BillRow, Unwritable, roster_workbook};
use documents::{Finding, Grade, Reading, RosterLine, Sheet};
use domain::assessment::Amounts;
use domain::identity::Sex;
use domain::reckon::person::{self, Employer};
use domain::reckon::roster;
use domain::reckon::why::Why;
use policy::{Book, Branch, Table};
use procedures::retirement::retires_in;
use reckoned::{DoubtJson, LateNoticeJson, Stop, TotalsJson, WhyJson};
use serde::Serialize;
use units::{Date, Fact, Fen, Month};
use web::found::FoundJson;
use words::Lang;

use super::{cells, employer, left_out, paragraphs, sums};
use crate::Ended;
use crate::command::Assess;
use crate::offline::{findings, reasons};
use crate::terminal::{Ink, Terminal};

#[derive(Default, Serialize)]
struct Answer {
    region: String,
    month: String,
    known_on: String,
    /// Rows that are people, taken or not.
    people: u32,
    /// The people in the totals.
    assessed: u32,
    lines: Vec<BranchSum>,
    totals: TotalsJson,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    provisional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<DoubtJson>,
    /// The doubts in the reader's language, one a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<String>,
    findings: Vec<FoundJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<LateNoticeJson>,
    /// How each person's amounts came about, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<PersonWhy>>,
    fingerprint: String,
}

/// How one person's amounts came about.
#[derive(Serialize)]
struct PersonWhy {
    /// The row in the roster.
    row: u32,
    name: String,
    why: WhyJson,
}

#[derive(Serialize)]
struct BranchSum {
    branch: &'static str,
    employer: String,
    employee: String,
}

/// The roster, ages seen by the rules of the region.
fn read(path: &Path, book: &Book, terminal: &Terminal<'_>) -> Result<Sheet<RosterLine>, Stop> {
    let bytes = terminal.read(path)?;
    let retires = |born: Date, sex: Option<Sex>| retires_in(book, born, sex);
    let reading = Reading {
        retires: Some(&retires),
        ..Reading::on(terminal.today)
    };
    documents::read_roster(&bytes, &reading).map_err(|unreadable| terminal.in_file(path, &unreadable))
}

/// Status 1 where a row was not taken.
pub fn run(ask: &Assess, path: &Path, terminal: &mut Terminal<'_>) -> Ended {
    let month = terminal.month("--month", &ask.month)?;
    let known_on = terminal.known_on(ask.known_on.as_deref())?;
    let employer = employer(ask, terminal)?;
    let book = terminal.book(&ask.region)?;
    let table = policy::compile(&book, month, known_on).map_err(|unknown| terminal.refused(&unknown))?;
    let sheet = read(path, &book, terminal)?;
    let mut amounts = Vec::new();
    let people = sheet.lines.iter().map(|line| (line.category, line.wage));
    let totals = roster::roster(&table, employer, people, |place, of_person| {
        if ask.out.is_some() {
            amounts.push((place, *of_person));
        }
    });
    if let Some(refused) = of_nobody(&totals) {
        return Err(reckoned::stopped(refused, &terminal.reader()).into());
    }
    let found = found_in(&sheet, &totals.refused);
    if let Some(out) = &ask.out {
        let rows = Rows {
            sheet: &sheet,
            found: &found,
            amounts: &amounts,
        };
        let bytes =
            workbook(path, month, &rows, &totals, (&table.fingerprint, terminal.lang)).map_err(|cause| terminal.unwritable(out, &cause))?;
        terminal.write(out, &bytes)?;
    }
    let people = || sheet.lines.iter().map(|line| (line.category, line.wage));
    let late = totals
        .has_late_notice
        .then(|| roster::difference(&book, &table, employer, people()))
        .flatten();
    let reasons = ask.why.then(|| reasons_of(&table, employer, &sheet));
    let findings = found.iter().map(|finding| FoundJson::of(finding, terminal.lang)).collect();
    let refused = found.iter().any(|finding| finding.grade == Grade::MustChange);
    let answer = Answer {
        region: ask.region.clone(),
        month: month.to_string(),
        known_on: known_on.to_string(),
        people: sheet.people_seen,
        difference: late.as_ref().map(|late| LateNoticeJson::of_roster(late, terminal.lang)),
        why: reasons.as_ref().map(|reasons| PersonWhy::all(reasons, terminal.lang)),
        fingerprint: table.fingerprint.clone(),
        ..Answer::of(&totals, findings, terminal.lang)
    };
    if terminal.json {
        terminal.object(&answer)?;
    } else {
        print(&answer, &totals, terminal)?;
        told(&reasons.unwrap_or_default(), terminal)?;
        if let Some(late) = &late {
            paragraphs(&reckoned::late_of_roster_said(late, terminal.lang), terminal)?;
        }
        reasons::fingerprint(&answer.fingerprint, terminal)?;
    }
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Why nobody could be assessed, where that lies in the question and not in the people: it is said once.
fn of_nobody(totals: &roster::Totals) -> Option<&person::Refused> {
    let ((_, first), rest) = totals.refused.split_first()?;
    let of_question = match first {
        person::Refused::Unknown(_) | person::Refused::SizeDecides { .. } | person::Refused::NoSuchClass { .. } => true,
        person::Refused::NegativeWage { .. }
        | person::Refused::ZeroWage
        | person::Refused::ImplausibleWage { .. }
        | person::Refused::NoSuchTier { .. }
        | person::Refused::OutsideLimits { .. } => false,
    };
    (of_question && totals.bill.people == 0 && rest.iter().all(|(_, refused)| refused == first)).then_some(first)
}

impl Answer {
    /// The sums with what is left out, what is not sure and what was found.
    fn of(totals: &roster::Totals, findings: Vec<FoundJson>, lang: Lang) -> Answer {
        Answer {
            assessed: totals.bill.people,
            lines: branch_sums(totals),
            totals: TotalsJson::of(totals.bill.employer_total(), totals.bill.employee_total()),
            missing: reckoned::missing(&totals.left_out),
            provisional: reckoned::is_provisional(&totals.doubts),
            confidence: reckoned::confidence(&totals.doubts),
            doubts: reckoned::doubts(&totals.doubts, lang),
            doubt: reckoned::doubt(&totals.doubts, lang),
            findings,
            ..Answer::default()
        }
    }
}

/// How the amounts of a person came about: row, name, tree.
type Reasons = (u32, String, Why);

impl PersonWhy {
    fn all(reasons: &[Reasons], lang: Lang) -> Vec<PersonWhy> {
        let said = reasons.iter().map(|(row, name, why)| PersonWhy {
            row: *row,
            name: name.clone(),
            why: WhyJson::of(why, lang),
        });
        said.collect()
    }
}

/// The reasons for people, each person's under row and name.
fn told(reasons: &[Reasons], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    for (row, name, why) in reasons {
        let facts = [("row", Fact::Count(i64::from(*row))), ("column", Fact::Text(name.clone()))];
        terminal.prose(0, &terminal.say("assess.place", &facts), Ink::Strong)?;
        reasons::tree(why, terminal)?;
    }
    Ok(())
}

/// How the amounts of each person came about, with row and name.
fn reasons_of(table: &Table, employer: Employer, sheet: &Sheet<RosterLine>) -> Vec<Reasons> {
    let reasons = sheet.lines.iter().filter_map(|line| {
        let ask = person::Ask {
            month: table.month,
            known_on: table.known_on,
            wage: line.wage,
            category: line.category,
            employer,
        };
        let answer = person::person_in(table, &ask).ok()?;
        Some((line.row, line.name.clone(), person::why(&answer)))
    });
    reasons.collect()
}

/// A roster as read and reckoned.
struct Rows<'a> {
    sheet: &'a Sheet<RosterLine>,
    found: &'a [Finding],
    /// Of each person assessed, by place.
    amounts: &'a [(usize, Amounts)],
}

/// Each person's amounts as a workbook, with the findings on a sheet of their own.
fn workbook(
    path: &Path,
    month: Month,
    of: &Rows<'_>,
    totals: &roster::Totals,
    (fingerprint, lang): (&str, Lang),
) -> Result<Vec<u8>, Unwritable> {
    let both = |key: &str| format!("{} / {}", words::say(Lang::Zh, key, &[]), words::say(Lang::En, key, &[]));
    let charged = Branch::ALL
        .into_iter()
        .filter(|branch| totals.bill.by_branch()[branch.index()] != Fen::ZERO);
    let head = BillHead {
        employer: path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        credit_code: String::new(),
        month,
        more: std::iter::once(seen(of.sheet.people_seen, totals.bill.people, of.found.len(), lang))
            .chain(below(totals, fingerprint, lang))
            .collect(),
        branches: charged
            .map(|branch| BillBranch {
                index: branch.index(),
                name: both(&format!("branch.{}", branch.code())),
            })
            .collect(),
    };
    let rows = of.amounts.iter().filter_map(|(place, of_person)| {
        let line = of.sheet.lines.get(*place)?;
        let fixed = Branch::ALL.map(|branch| of_person.line(branch).2);
        Some(BillRow {
            name: line.name.clone(),
            number: line.identity.number.clone(),
            category: words::say(lang, &format!("category.{}", line.category.code()), &[]),
            base: of_person.base,
            employer: of_person.employer,
            employee: fixed,
        })
    });
    roster_workbook(&head, rows, of.found, lang)
}

/// What stands below the head: what is left out, what is not sure, by which pack.
fn below(totals: &roster::Totals, fingerprint: &str, lang: Lang) -> Vec<String> {
    let left_out = totals.left_out.iter();
    let mut lines: Vec<String> = left_out
        .map(|left_out| reckoned::left_out_said(left_out, "assess.injury_class_missing", lang))
        .collect();
    lines.extend(reckoned::doubted(&totals.doubts, lang));
    lines.push(words::say(
        lang,
        "calculators.fingerprint",
        &[("fingerprint", Fact::Text(fingerprint.to_owned()))],
    ));
    lines
}

fn branch_sums(totals: &roster::Totals) -> Vec<BranchSum> {
    let charged = Branch::ALL
        .into_iter()
        .filter(|branch| totals.bill.by_branch()[branch.index()] != Fen::ZERO);
    let sum = |branch: Branch| {
        let employer = totals.bill.employer[branch.index()];
        let employee = totals.bill.by_branch()[branch.index()] - employer;
        BranchSum {
            branch: branch.code(),
            employer: employer.to_string(),
            employee: employee.to_string(),
        }
    };
    charged.map(sum).collect()
}

/// What was found while reading, and who could not be assessed.
fn found_in(sheet: &Sheet<RosterLine>, refused: &[(usize, person::Refused)]) -> Vec<Finding> {
    let not_assessed = refused.iter().filter_map(|(place, why)| {
        let line = sheet.lines.get(*place)?;
        Some(sheet.finding(line.row, None, "", Grade::MustChange, why))
    });
    sheet.findings.iter().cloned().chain(not_assessed).collect()
}

/// How many people were seen, assessed and left out, and how much was found.
fn seen(people: u32, assessed: u32, findings: usize, lang: Lang) -> String {
    let facts = [
        ("people", Fact::Count(i64::from(people))),
        ("assessed", Fact::Count(i64::from(assessed))),
        ("left_out", Fact::Count(i64::from(people.saturating_sub(assessed)))),
        ("findings", Fact::Count(findings as i64)),
    ];
    words::say(lang, "assess.people", &facts)
}

fn print(answer: &Answer, totals: &roster::Totals, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    findings::tell(&answer.findings, terminal)?;
    let all = [("all", Fact::Money(totals.bill.total()))];
    terminal.prose(0, &terminal.say("assess.both_sides", &all), Ink::Strong)?;
    let mut table = sums(terminal);
    let charged = |branch: &Branch| totals.bill.by_branch()[branch.index()] != Fen::ZERO;
    for branch in Branch::ALL.into_iter().filter(charged) {
        let employer = totals.bill.employer[branch.index()];
        let name = terminal.say(&format!("branch.{}", branch.code()), &[]);
        table.row(cells(name, None, employer, totals.bill.by_branch()[branch.index()] - employer));
    }
    let name = terminal.say("table.total", &[]);
    table.total(cells(name, None, totals.bill.employer_total(), totals.bill.employee_total()));
    table.write(terminal)?;
    let seen = seen(answer.people, answer.assessed, answer.findings.len(), terminal.lang);
    terminal.prose(0, &seen, Ink::Plain)?;
    left_out(&totals.left_out, terminal)?;
    reasons::doubts(&totals.doubts, terminal)
}
