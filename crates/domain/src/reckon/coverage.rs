//! Which figures of a pack no worked example holds fast: each is changed a little, and something must notice.

use std::collections::{BTreeMap, BTreeSet};

use policy::{Book, Example, Fault, Mutant, Packs, Payer, Table, mutants};
use units::{Date, Month, WorkingDays};

use super::worked_example::failures;

/// A figure that could be changed without anybody noticing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uncovered {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The parameter.
    pub parameter: String,
    /// The field of the row.
    pub field: String,
    /// The figure as written.
    pub was: String,
    /// What it was changed to.
    pub is: String,
}

/// What changing every figure of a region's own files showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// How many figures were changed.
    pub figures: usize,
    /// Those that nothing noticed.
    pub uncovered: Vec<Uncovered>,
}

impl Coverage {
    /// The files that hold an uncovered figure, with how many.
    pub fn files(&self) -> BTreeMap<&str, usize> {
        let mut files = BTreeMap::new();
        for figure in &self.uncovered {
            *files.entry(figure.file.as_str()).or_default() += 1;
        }
        files
    }
}

/// A parameter that neither has a value nor says that it is unknown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hole {
    /// The parameter.
    pub parameter: String,
    /// The first month without an answer.
    pub month: Month,
    /// Months without an answer for some payer.
    pub months: usize,
}

/// The months that every parameter of a pack must answer for.
pub fn covered_months() -> impl Iterator<Item = Month> {
    let month = |year| Month::new(year, 1).ok();
    let (first, after) = (month(2011), month(2027));
    first
        .zip(after)
        .into_iter()
        .flat_map(|(first, after)| first.through(after.previous()))
}

/// Changes every figure of a region's own files, one at a time.
pub fn coverage(packs: &Packs, region: &str) -> Result<Coverage, Vec<Fault>> {
    let whole = Ground::new(packs, region, packs.examples(region)?)?;
    let mut alone: BTreeMap<String, Option<Ground>> = BTreeMap::new();
    let mut coverage = Coverage::default();
    let files: Vec<(&str, &str)> = packs.own_files(region).collect();
    for (path, text) in files {
        for mutant in mutants(path, text)? {
            if whole.says_the_same(path, &mutant.text) {
                continue;
            }
            coverage.figures += 1;
            let ground = alone
                .entry(mutant.parameter.clone())
                .or_insert_with(|| whole.narrowed(packs, path, text, &mutant.parameter));
            let noticed = ground
                .as_ref()
                .is_some_and(|ground| ground.notices(path, &block(&mutant.text, &mutant.parameter), &mutant.parameter))
                || whole.notices(path, &mutant.text, &mutant.parameter);
            if !noticed {
                coverage.uncovered.push(uncovered(path, mutant));
            }
        }
    }
    coverage.uncovered.sort();
    Ok(coverage)
}

fn uncovered(path: &str, mutant: Mutant) -> Uncovered {
    let Mutant {
        line,
        parameter,
        field,
        was,
        is,
        text: _,
    } = mutant;
    Uncovered {
        file: path.to_owned(),
        line,
        parameter,
        field,
        was,
        is,
    }
}

/// The part of a file that holds one parameter: from its key to the bracket that closes its rows. Nothing where it cannot be told.
fn block(text: &str, parameter: &str) -> String {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        inside |= line.strip_prefix(parameter).is_some_and(|rest| rest.trim_start().starts_with('='));
        if inside {
            lines.push(line);
            inside = !line.trim_end().ends_with(']');
        }
    }
    lines.join("\n")
}

/// Packs whose examples hold, and whose parameters have no more holes than these.
struct Ground {
    packs: Packs,
    region: String,
    examples: Vec<Example>,
    holes: BTreeSet<Hole>,
    calendar: WorkingDays,
}

impl Ground {
    fn new(packs: &Packs, region: &str, examples: Vec<Example>) -> Result<Ground, Vec<Fault>> {
        let book = packs.book(region)?;
        let holds = |example: &Example| failures(&book, example).is_empty();
        Ok(Ground {
            packs: packs.clone(),
            region: region.to_owned(),
            examples: examples.into_iter().filter(holds).collect(),
            holes: holes(&book),
            calendar: book.calendar().clone(),
        })
    }

    /// Whether a changed calendar has the same working days, because the change begins or ends a span of holidays on a weekend.
    fn says_the_same(&self, path: &str, text: &str) -> bool {
        let book = || self.packs.with(path, text).book(&self.region).ok();
        path.ends_with("/calendar.toml") && book().is_some_and(|book| *book.calendar() == self.calendar)
    }

    /// The same with one parameter alone, where a line about figures names it: fast to read again and again.
    fn narrowed(&self, packs: &Packs, path: &str, text: &str, parameter: &str) -> Option<Ground> {
        let names = |example: &&Example| example.fields.get("parameter").is_some_and(|named| named == parameter);
        let examples: Vec<Example> = self.examples.iter().filter(names).cloned().collect();
        let block = block(text, parameter);
        if block.is_empty() || examples.is_empty() {
            return None;
        }
        let levels = packs.path(&self.region).ok()?;
        let mut texts = vec![(path.to_owned(), block)];
        for level in levels {
            let needed = |file: &str| file.ends_with("/pack.toml") || file.ends_with("/sources.toml");
            texts.extend(
                packs
                    .own_files(&level)
                    .filter(|(file, _)| needed(file))
                    .map(|(file, text)| (file.to_owned(), text.to_owned())),
            );
        }
        Ground::new(&Packs::from_texts(texts), &self.region, examples).ok()
    }

    /// Whether a changed text is refused, fails an example that can know of it, or leaves a month without an answer.
    fn notices(&self, path: &str, text: &str, parameter: &str) -> bool {
        let Ok(book) = self.packs.with(path, text).book(&self.region) else {
            return true;
        };
        let can_know = |example: &&Example| match example.calculator.as_str() {
            "figure" => example.fields.get("parameter").is_some_and(|named| named == parameter),
            "row" => example.fields.get("file").is_some_and(|file| path.ends_with(&format!("/{file}"))),
            // These read one file and no other.
            "written" => path.ends_with("/reasons.toml"),
            "workdays" => path.ends_with("/calendar.toml"),
            "retire" => path.ends_with("/retirement.toml"),
            "benchmark" => path.ends_with("/benchmark.toml"),
            "payment_months" => path.ends_with("/payment_months.toml"),
            "deferral" => path.ends_with("/deferral.toml"),
            _ => true,
        };
        let fails = |example: &Example| !failures(&book, example).is_empty();
        let rows_first = |rows: bool| {
            self.examples
                .iter()
                .filter(can_know)
                .filter(move |example| (example.calculator == "row") == rows)
        };
        rows_first(true).chain(rows_first(false)).any(fails) || holes(&book).iter().any(|hole| !self.holes.contains(hole))
    }
}

/// The parameters of a book that leave some payer in some month without a value and without saying that it is unknown.
pub fn holes(book: &Book) -> BTreeSet<Hole> {
    // Of the industry classes one stands for all: rows name them one by one, and two of one class are a fault.
    let payers: Vec<Payer> = Table::payers()
        .filter(|payer| matches!(payer.injury_class, None | Some(1..=8)))
        .collect();
    let mut holes = BTreeSet::new();
    for parameter in book.parameters() {
        let empty = |month: &Month| {
            let rows = book.candidates(parameter, *month, Date::MAX);
            !payers
                .iter()
                .all(|payer| payer_is_exempt(parameter, *payer) || rows.iter().any(|(payers, _)| payers.include(*payer)))
        };
        let months: Vec<Month> = covered_months().filter(empty).collect();
        if let Some(first) = months.first() {
            holes.insert(Hole {
                parameter: parameter.to_owned(),
                month: *first,
                months: months.len(),
            });
        }
    }
    holes
}

/// Employment injury is asked for by class: without one there is no line.
fn payer_is_exempt(parameter: &str, payer: Payer) -> bool {
    payer.injury_class.is_none() && parameter == "employment_injury.employer"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_answers_for_every_month_or_says_that_it_is_unknown() {
        let packs = Packs::embedded();
        for region in packs.regions() {
            let book = packs.book(region).expect("a pack without faults");
            assert_eq!(holes(&book), BTreeSet::new(), "{region}");
        }
    }

    #[test]
    fn every_figure_of_every_pack_is_held_by_an_example() {
        let packs = Packs::embedded();
        for region in packs.regions() {
            let coverage = coverage(&packs, region).expect("a pack without faults");
            let least = if region == "cn/example" { 40 } else { 100 };
            assert!(coverage.figures > least, "{region}: {}", coverage.figures);
            assert_eq!(coverage.uncovered, [], "{region}");
        }
    }
}
