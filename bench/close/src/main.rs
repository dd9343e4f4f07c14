//! The close of a month over a whole region: one bill an employer, durable, in restartable ranges, beside a loop that
//! reads the same rows and writes the same bills without a rule, a proof or a range.
//!
//! usage: bench-close [PEOPLE] [FOLDER] [postgres://…]      (1000000, the system's folder for temporary files)

mod city;
mod hand;
mod machine;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use policy::Packs;
use procedures::close_month::close_month;
use procedures::{Agency, Caller, Clock, Setting};
use store::{Db, Options};
use units::{Date, Month, date};

/// Contenders run in turn so often; medians are compared.
const RUNS: usize = 3;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let people: i64 = arguments
        .next()
        .map_or(Ok(1_000_000), |n| n.replace('_', "").parse())
        .context("how many people?")?;
    let folder = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let postgres = arguments.next();
    let folder = folder.join(format!("shebao-bench-close-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    println!("{}", machine::words());
    let outcome = region(&folder, people).and_then(|()| one_employer(&folder, 1_000));
    std::fs::remove_dir_all(&folder)?;
    outcome?;
    postgres.map_or(Ok(()), |url| on_postgres(&url, people))
}

fn agency(path: &str) -> Result<Agency> {
    let setting = Setting {
        db: Db::open(path, Options::default())?,
        book: Packs::embedded()
            .book("cn/example")
            .map_err(|faults| anyhow::anyhow!("{faults:?}"))?,
        clock: Clock::Stored,
        instant: Box::new(|| 1_790_000_000_000),
        random: Box::new(|bytes| bytes.fill(7)),
        receipt_secret: vec![1; 32],
    };
    let agency = Agency::new(setting);
    agency.found(Some(date(2026, 9, 1))).map_err(|e| anyhow::anyhow!("{e:?}"))?;
    Ok(agency)
}

fn close(agency: &Agency, month: Month, on: Date) -> Result<(i64, i64, i64)> {
    agency.db().write(move |tx| store::clock::move_to(tx, on))?;
    let closed = close_month(agency, &Caller::system(), month, &mut |_| {}).map_err(|e| anyhow::anyhow!("{e:?}"))?;
    Ok((closed.sums.employers, closed.sums.people, closed.sums.total.count()))
}

fn region(folder: &std::path::Path, people: i64) -> Result<()> {
    let path = folder.join("region.db").display().to_string();
    let agency = agency(&path)?;
    let begun = Instant::now();
    let employers = city::fill(agency.db(), people)?;
    println!(
        "{people} people at {employers} employers, laid out in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    let (mut ours, mut theirs, mut cpu, mut their_cpu, mut peak) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), 0);
    for run in 0..RUNS {
        let month = Month::new(2026, 9 + run as u32).map_err(|_| anyhow::anyhow!("no month"))?;
        machine::forget_peak();
        let (begun, spent) = (Instant::now(), machine::cpu_seconds());
        let made = close(&agency, month, month.day(26))?;
        ours.push(begun.elapsed().as_secs_f64());
        cpu.push(machine::cpu_seconds() - spent);
        // Later runs also hold what the peer left behind in this process.
        if run == 0 {
            peak = machine::peak_mib();
        }
        let (begun, spent) = (Instant::now(), machine::cpu_seconds());
        let by_hand = hand::close(&path, month)?;
        theirs.push(begun.elapsed().as_secs_f64());
        their_cpu.push(machine::cpu_seconds() - spent);
        ensure!(made == by_hand, "the two closes differ: {made:?} {by_hand:?}");
        println!(
            "{month}: {} bills, {} people, total {} fen, the same by hand",
            made.0, made.1, made.2
        );
    }
    let (ours, theirs, cpu, their_cpu) = (median(ours), median(theirs), median(cpu), median(their_cpu));
    println!("close, durable, in ranges of 4,096 employers: {ours:.3} s, {cpu:.2} CPU-s, resident peak {peak} MiB");
    println!(
        "the same rows by a hand-written loop, a commit a range: {theirs:.3} s, {their_cpu:.2} CPU-s; ratio {:.2}",
        theirs / ours
    );
    Ok(())
}

/// The same on PostgreSQL, in an empty database: its server's CPU time is not in ours, and there is no loop by hand.
fn on_postgres(url: &str, people: i64) -> Result<()> {
    let agency = agency(url)?;
    let employers = city::fill(agency.db(), people)?;
    let (mut taken, mut cpu) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        let month = Month::new(2026, 9 + run as u32).map_err(|_| anyhow::anyhow!("no month"))?;
        let (begun, spent) = (Instant::now(), machine::cpu_seconds());
        let made = close(&agency, month, month.day(26))?;
        taken.push(begun.elapsed().as_secs_f64());
        cpu.push(machine::cpu_seconds() - spent);
        ensure!((made.0, made.1) == (employers, people), "{made:?}");
    }
    println!(
        "PostgreSQL: {people} people at {employers} employers closed in {:.3} s, {:.2} CPU-s of ours",
        median(taken),
        median(cpu)
    );
    Ok(())
}

fn one_employer(folder: &std::path::Path, people: i64) -> Result<()> {
    let path = folder.join("one.db").display().to_string();
    let agency = agency(&path)?;
    city::fill_one(agency.db(), people)?;
    let mut taken = Vec::new();
    for run in 0..RUNS {
        let month = Month::new(2026, 9 + run as u32).map_err(|_| anyhow::anyhow!("no month"))?;
        agency.db().write(move |tx| store::clock::move_to(tx, month.day(26)))?;
        let begun = Instant::now();
        let made = close(&agency, month, month.day(26))?;
        taken.push(begun.elapsed().as_secs_f64() * 1e3);
        ensure!((made.0, made.1) == (1, people));
    }
    println!(
        "one employer of {people}, from roll to bill with both events of the region, durable: {:.1} ms",
        median(taken)
    );
    Ok(())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
