//! Mine against yours: an employer's own figures beside ours, from two files. No register is asked and nothing is kept, so page,
//! operation and command line call this one without a desk.

use std::collections::HashMap;

use documents::export::{Differences, Unwritable, differences_workbook};
use documents::{Finding, Grade, Lang, OwnFigures, OwnLine, Place, Reading, RosterLine, Sheet, Unreadable};
use domain::reckon::comparison::{Compared, Mine, compare};
use domain::reckon::person::{Doubt, Employer, doubts_of};
use policy::{Book, Unknown};
use units::{Date, Fact, Month, Statement};

use crate::retirement::retires_in;

/// What is compared.
#[derive(Clone, Copy, Debug)]
pub struct FiguresAsk {
    /// The contribution month.
    pub month: Month,
    /// The day on which the policy was known.
    pub known_on: Date,
    /// The business day, from which ages are seen.
    pub today: Date,
    /// The employer.
    pub employer: Employer,
}

/// The two files beside each other.
#[derive(Clone, Debug)]
pub struct Against {
    /// The pack.
    pub region: String,
    /// The contribution month.
    pub month: Month,
    /// The day on which the policy was known.
    pub known_on: Date,
    /// Fingerprint of the pack.
    pub fingerprint: String,
    /// What differs, by place.
    pub compared: Compared,
    /// Row in the roster and name, by place.
    pub people: Vec<(u32, String)>,
    /// What was found in the roster, by row.
    pub in_roster: Vec<Finding>,
    /// What was found in the employer's own figures, by row.
    pub in_mine: Vec<Finding>,
    /// Whether employment injury was left out because the industry class was not said.
    pub injury_class_missing: bool,
}

impl Against {
    /// Whether every figure of everybody is the same and no row has to change.
    pub fn agrees(&self) -> bool {
        let must_change = |finding: &Finding| finding.grade == Grade::MustChange;
        self.compared.differences.is_empty() && !self.in_roster.iter().chain(&self.in_mine).any(must_change)
    }

    /// As a workbook: every figure that differs, the rules, the findings.
    pub fn workbook(&self, lang: Lang) -> Result<Vec<u8>, Unwritable> {
        let of = Differences {
            compared: &self.compared,
            people: &self.people,
            in_roster: &self.in_roster,
            in_mine: &self.in_mine,
        };
        differences_workbook(&of, lang)
    }

    /// The parameters not sure on which our side of a difference rests, the least sure first.
    pub fn doubts(&self) -> Vec<Doubt> {
        doubts_of(self.compared.differences.iter().filter_map(|difference| difference.ground.as_ref()))
    }
}

/// Why nothing was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FiguresRefused {
    /// A figure that the month needs is unknown.
    Unknown(Unknown),
    /// The roster cannot be read at all.
    Roster(Unreadable),
    /// The employer's own figures cannot be read at all.
    Mine(Unreadable),
}

impl Statement for FiguresRefused {
    fn code(&self) -> &'static str {
        match self {
            FiguresRefused::Unknown(unknown) => unknown.code(),
            FiguresRefused::Roster(unreadable) | FiguresRefused::Mine(unreadable) => unreadable.code(),
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            FiguresRefused::Unknown(unknown) => unknown.facts(),
            FiguresRefused::Roster(unreadable) | FiguresRefused::Mine(unreadable) => unreadable.facts(),
        }
    }
}

/// Somebody stands in one of the two files only, or twice.
#[derive(Clone, Copy, Debug)]
enum Unmatched {
    NotInRoster,
    NotInMine,
    Twice(u32),
}

impl Statement for Unmatched {
    fn code(&self) -> &'static str {
        match self {
            Unmatched::NotInRoster => "difference.not_in_roster",
            Unmatched::NotInMine => "difference.not_in_mine",
            Unmatched::Twice(_) => "difference.twice",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Unmatched::Twice(row) => vec![("row", Fact::Count(i64::from(*row)))],
            Unmatched::NotInRoster | Unmatched::NotInMine => vec![],
        }
    }
}

/// Reads a roster and the employer's own figures and holds each person's figures against ours.
pub fn compare_figures(book: &Book, ask: &FiguresAsk, roster: &[u8], mine: &[u8]) -> Result<Against, FiguresRefused> {
    let table = policy::compile(book, ask.month, ask.known_on).map_err(FiguresRefused::Unknown)?;
    let before = book.base_year(ask.month).ok().map(|first| first.previous());
    let before = before.and_then(|month| policy::compile(book, month, ask.known_on).ok());
    let retires = |born, sex| retires_in(book, born, sex);
    let reading = Reading {
        retires: Some(&retires),
        ..Reading::on(ask.today)
    };
    let sheet = documents::read_roster(roster, &reading).map_err(FiguresRefused::Roster)?;
    let own = documents::read_own_figures(mine).map_err(FiguresRefused::Mine)?;
    let mut matched = matched(&sheet, &own);
    let compared = compare(&table, before.as_ref(), ask.employer, &matched.people);
    for (place, refused) in &compared.refused {
        let row = matched.places.get(*place).map_or(0, |(row, _)| *row);
        matched.in_roster.push(sheet.finding(row, None, "", Grade::MustChange, refused));
    }
    matched.in_roster.sort_by_key(|finding| finding.place.row);
    matched.in_mine.sort_by_key(|finding| finding.place.row);
    Ok(Against {
        region: book.region().to_owned(),
        month: ask.month,
        known_on: ask.known_on,
        fingerprint: book.fingerprint().to_owned(),
        compared,
        people: matched.places,
        in_roster: matched.in_roster,
        in_mine: matched.in_mine,
        injury_class_missing: ask.employer.injury_class.is_none(),
    })
}

struct Matched {
    people: Vec<Mine>,
    places: Vec<(u32, String)>,
    in_roster: Vec<Finding>,
    in_mine: Vec<Finding>,
}

/// The people of both files by identity number; whoever is in one only, is told.
fn matched(sheet: &Sheet<RosterLine>, own: &OwnFigures) -> Matched {
    let (mut in_roster, mut in_mine) = (sheet.findings.clone(), own.findings.clone());
    let of_mine = |line: &OwnLine, grade: Grade, what: Unmatched| {
        let place = Place {
            sheet: own.sheet.clone(),
            row: line.row,
            column: None,
        };
        Finding::new(place, &line.number, grade, &what)
    };
    let mut by_number: HashMap<&str, &OwnLine> = HashMap::new();
    for line in &own.lines {
        match by_number.get(line.number.as_str()) {
            Some(first) => in_mine.push(of_mine(line, Grade::Attention, Unmatched::Twice(first.row))),
            None => drop(by_number.insert(&line.number, line)),
        }
    }
    let (mut people, mut places) = (Vec::new(), Vec::new());
    for line in &sheet.lines {
        let number = line.identity.number.as_str();
        let Some(mine) = by_number.remove(number) else {
            in_roster.push(sheet.finding(line.row, None, number, Grade::MustChange, &Unmatched::NotInMine));
            continue;
        };
        people.push(Mine {
            category: line.category,
            wage: line.wage,
            employer: mine.employer,
            employee: mine.employee,
            employer_unread: mine.employer_unread,
            employee_unread: mine.employee_unread,
        });
        places.push((line.row, line.name.clone()));
    }
    // People whose roster row is not taken have their own finding already.
    let known: Vec<&str> = sheet.refused.iter().map(|refused| refused.number.as_str()).collect();
    let left = by_number.into_values().filter(|line| !known.contains(&line.number.as_str()));
    in_mine.extend(left.map(|line| of_mine(line, Grade::MustChange, Unmatched::NotInRoster)));
    Matched {
        people,
        places,
        in_roster,
        in_mine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::{EmployerKind, Packs};
    use units::date;

    const ROSTER: &str = "姓名,证件号码,缴费人员类别,月工资\n张三,110102197603092158,本市城镇,9500\n李四,110105199003075133,本市城镇,9500\n王五,110101199003070038,本市城镇,6000\n";

    fn ask(month: &str, injury_class: Option<u8>) -> FiguresAsk {
        FiguresAsk {
            month: Month::parse(month).expect("a month"),
            known_on: date(2026, 9, 7),
            today: date(2026, 9, 7),
            employer: Employer {
                kind: EmployerKind::Enterprise,
                size: None,
                injury_class,
            },
        }
    }

    fn against(mine: &str) -> Result<Against, FiguresRefused> {
        let book = Packs::embedded().book("cn/beijing").expect("a pack");
        compare_figures(&book, &ask("2026-08", None), ROSTER.as_bytes(), mine.as_bytes())
    }

    #[test]
    fn whoever_is_in_one_file_only_or_twice_is_told_at_the_row_of_that_file() {
        let mine = "证件号码,养老单位,养老个人\n110102197603092158,1520,760\n110102197603092158,1520,760\n110101198001010010,1520,760\n";
        let against = against(mine).expect("a comparison");
        let said = |found: &[Finding]| found.iter().map(|f| (f.place.row, f.code)).collect::<Vec<_>>();
        assert_eq!(said(&against.in_mine), [(3, "difference.twice"), (4, "difference.not_in_roster")]);
        let roster = said(&against.in_roster);
        assert!(roster.contains(&(3, "difference.not_in_mine")), "{roster:?}");
        assert_eq!(against.people, [(2, "张三".to_owned())]);
        assert!(!against.agrees());
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        assert!(matches!(against("姓名,养老单位\n张三,1\n"), Err(FiguresRefused::Mine(_))));
        let book = Packs::embedded().book("cn/beijing").expect("a pack");
        let refused = compare_figures(&book, &ask("2026-08", None), b"%PDF-1.7", b"x");
        assert!(matches!(refused, Err(FiguresRefused::Roster(_))));
        let unknown = compare_figures(&book, &ask("1991-08", None), ROSTER.as_bytes(), b"x").expect_err("not known");
        assert_eq!(unknown.code(), "policy.unknown_parameter");
    }
}
