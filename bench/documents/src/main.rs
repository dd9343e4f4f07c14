//! A roster of many people written as a workbook of ten columns and read back with all checks of a line, beside openpyxl
//! on the same cells (where python3 has it); then the roster assessed for a month and written back with its amounts.
//!
//! usage: bench-documents [PEOPLE] [FOLDER]      (100000, the system's folder for temporary files)

mod assessed;
#[path = "../../close/src/machine.rs"]
mod machine;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use documents::export::{Heading, Plan, Value, Workbook, category_word};
use documents::{Field, Reading, read_roster};
use domain::identity::Sex;
use domain::reckon::retirement::retirement;
use policy::{Book, Packs, RetirementGroup};
use procedures::city::{Draw, person};
use units::{Date, Month, date};

/// The columns.
const FIELDS: [Field; 10] = [
    Field::Ordinal,
    Field::Name,
    Field::Number,
    Field::Sex,
    Field::Category,
    Field::Wage,
    Field::WorkStarted,
    Field::HiredOn,
    Field::Phone,
    Field::Remark,
];
/// Ages are seen from here.
const TODAY: Date = date(2026, 9, 1);
/// Contenders run in turn so often; medians are compared.
const RUNS: usize = 3;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let people: i64 = arguments
        .next()
        .map_or(Ok(100_000), |n| n.replace('_', "").parse())
        .context("how many people?")?;
    let folder = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    println!("{}; {people} people, {} columns", machine::words(), FIELDS.len());
    let file = folder.join(format!("shebao-bench-{}.xlsx", std::process::id()));
    let book = Packs::embedded()
        .book("cn/example")
        .map_err(|faults| anyhow::anyhow!("{faults:?}"))?;
    let (mut writing, mut reading) = (Measure::default(), Measure::default());
    let mut known = Known::default();
    for _ in 0..RUNS {
        let (bytes, written) = writing.take(|| written(people, &book, false))?;
        let read = reading.take(|| read_back(&bytes, &book))?;
        ensure!(read == written, "read {read:?}, written {written:?}");
        std::fs::write(&file, &bytes)?;
        known = read;
    }
    writing.print("export", people);
    reading.print("import with all checks", people);
    println!(
        "read back as written: {} clean lines with wages of {} yuan, {} past retirement named",
        known.clean,
        known.wages / 100,
        known.past_retirement
    );
    beside(&file, &folder, people, &writing, &reading)?;
    std::fs::remove_file(&file)?;
    assessed::run(people, &folder)
}

/// What a list comes to: counted where it is written, and again from what was read.
#[derive(Debug, Default, PartialEq, Eq)]
struct Known {
    clean: usize,
    /// Of the clean lines, in fen.
    wages: i64,
    past_retirement: usize,
}

/// Times of one kind of work.
#[derive(Default)]
struct Measure {
    seconds: Vec<f64>,
    cpu: Vec<f64>,
    peak: u64,
}

impl Measure {
    fn take<T>(&mut self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        machine::forget_peak();
        let (begun, spent) = (Instant::now(), machine::cpu_seconds());
        let done = work()?;
        self.seconds.push(begun.elapsed().as_secs_f64());
        self.cpu.push(machine::cpu_seconds() - spent);
        self.peak = self.peak.max(machine::peak_mib());
        Ok(done)
    }

    fn median(&self) -> (f64, f64) {
        let of = |figures: &[f64]| {
            let mut sorted = figures.to_vec();
            sorted.sort_by(f64::total_cmp);
            sorted.get(sorted.len() / 2).copied().unwrap_or_default()
        };
        (of(&self.seconds), of(&self.cpu))
    }

    fn print(&self, name: &str, people: i64) {
        let (seconds, cpu) = self.median();
        let rows = people as f64;
        println!(
            "{name}: {seconds:.2} s, {cpu:.2} CPU-s: {:.0} rows a second, {:.0} a CPU-second; peak {} MiB",
            rows / seconds,
            rows / cpu.max(0.01),
            self.peak
        );
    }
}

/// The workbook and what it comes to; `clean_only` leaves nobody in it who is past retirement.
fn written(people: i64, book: &Book, clean_only: bool) -> Result<(Vec<u8>, Known)> {
    let mut draw = Draw(7);
    let mut known = Known::default();
    let is_past = |born, female: bool| {
        let sex = if female { Sex::Female } else { Sex::Male };
        retires_in(book, born, Some(sex)).is_some_and(|month| month < Month::of(TODAY))
    };
    let mut numbers = 0..;
    let rows = (0..people.unsigned_abs()).map(|i| {
        let one = loop {
            let one = person(&mut draw, numbers.next().unwrap_or_default());
            if !clean_only || !is_past(one.born, one.female) {
                break one;
            }
        };
        if is_past(one.born, one.female) {
            known.past_retirement += 1;
        } else {
            known.clean += 1;
            known.wages += one.wage.count();
        }
        vec![
            Value::Count(i as i64 + 1),
            Value::Text(one.name),
            Value::Text(one.number),
            Value::Text(if one.female { "女" } else { "男" }.to_owned()),
            Value::Text(category_word(one.category)),
            Value::Money(one.wage),
            Value::Day(one.hired_on),
            Value::Day(one.hired_on),
            Value::Text(format!("138{i:08}")),
            Value::Empty,
        ]
    });
    let plan = Plan {
        name: "花名册".to_owned(),
        above: vec![],
        headings: FIELDS.map(Heading::of).to_vec(),
    };
    let mut workbook = Workbook::new();
    workbook.sheet(&plan, rows)?;
    Ok((workbook.finish()?, known))
}

fn read_back(bytes: &[u8], book: &Book) -> Result<Known> {
    let retires = |born, sex| retires_in(book, born, sex);
    let how = Reading {
        retires: Some(&retires),
        ..Reading::on(TODAY)
    };
    let sheet = read_roster(bytes, &how).map_err(|why| anyhow::anyhow!("{why:?}"))?;
    Ok(Known {
        clean: sheet.lines.len(),
        wages: sheet.lines.iter().map(|line| line.wage.count()).sum(),
        past_retirement: sheet
            .findings
            .iter()
            .filter(|finding| finding.code == "increase.age_past_retirement")
            .count(),
    })
}

fn retires_in(book: &Book, born: Date, sex: Option<Sex>) -> Option<Month> {
    let group = match sex? {
        Sex::Male => RetirementGroup::Man,
        Sex::Female => RetirementGroup::Woman55,
    };
    retirement(book.retirement(), Month::of(born), group).map(|answer| answer.month)
}

/// The peer reads and writes the same cells, without a check.
const PEER: &str = "
import sys, time, resource, openpyxl
cpu = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
t, c = time.time(), cpu()
rows = list(openpyxl.load_workbook(sys.argv[1], read_only=True).active.iter_rows(values_only=True))
print(len(rows) - 1, time.time() - t, cpu() - c)
t, c = time.time(), cpu()
book = openpyxl.Workbook(write_only=True)
sheet = book.create_sheet()
for row in rows: sheet.append(row)
book.save(sys.argv[2])
print(len(rows) - 1, time.time() - t, cpu() - c)
";

fn beside(file: &Path, folder: &Path, people: i64, writing: &Measure, reading: &Measure) -> Result<()> {
    let copy = folder.join(format!("shebao-bench-{}-peer.xlsx", std::process::id()));
    let peer = Command::new("python3").args(["-c", PEER]).arg(file).arg(&copy).output();
    let Some(said) = peer.ok().filter(|out| out.status.success()) else {
        println!("openpyxl is not here: no peer");
        return Ok(());
    };
    std::fs::remove_file(&copy)?;
    let said = String::from_utf8(said.stdout)?;
    for (line, (name, ours)) in said.lines().zip([("reads", reading), ("writes", writing)]) {
        let figures: Vec<f64> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
        let [rows, seconds, cpu] = figures[..] else { continue };
        ensure!(rows as i64 == people, "the peer saw {rows} rows");
        let ratio = cpu / ours.median().1.max(0.01);
        println!("openpyxl {name} the same cells: {seconds:.2} s, {cpu:.2} CPU-s; ours is {ratio:.1} times as fast by CPU time");
    }
    Ok(())
}
