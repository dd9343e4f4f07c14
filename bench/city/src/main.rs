//! The demonstration's city: how long until its first page can be answered, how long until it is whole, in how much memory.
//! The same steps as `shebao demo --people N`, without the server. Afterwards the hash and effect of every event are computed
//! again.
//!
//! usage: bench-city [PEOPLE] [FOLDER]      (1000000, the system's folder for temporary files)

#[path = "../../close/src/machine.rs"]
mod machine;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use policy::Packs;
use procedures::found_demo::{found_demo, found_until};
use procedures::turn_day::turn_days_until;
use procedures::{Agency, Clock, Setting};
use store::{Db, Options, Trouble};
use units::{Date, Month, date};

/// The demonstration's first day.
const TODAY: Date = date(2026, 9, 7);
/// People who live through the months before.
const FIRST_PEOPLE: u64 = 3_000;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let people: u64 = arguments
        .next()
        .map_or(Ok(1_000_000), |n| n.replace('_', "").parse())
        .context("how many people?")?;
    let folder = arguments
        .next()
        .map_or_else(std::env::temp_dir, PathBuf::from)
        .join(format!("shebao-bench-city-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    println!("{}", machine::words());
    let outcome = city(&folder.join("city.db").display().to_string(), people);
    std::fs::remove_dir_all(&folder)?;
    outcome
}

fn city(path: &str, people: u64) -> Result<()> {
    let begun = Instant::now();
    let agency = agency(path)?;
    let first_day = Month::of(TODAY).plus(-3).first_day();
    let founding = found_until(
        &agency,
        said(found_demo(&agency, first_day))?,
        people.min(FIRST_PEOPLE),
        &mut |_| {},
    );
    let founding = said(founding)?.joining(Month::of(TODAY));
    said(turn_days_until(&agency, first_day, &mut |_| {}))?;
    said(turn_days_until(&agency, TODAY, &mut |_| {}))?;
    println!(
        "{} people at {} employers have lived through {first_day} to {TODAY}: {:.1} s, {:.2} CPU-s, peak {} MiB: the first page",
        founding.people,
        founding.employers,
        begun.elapsed().as_secs_f64(),
        machine::cpu_seconds(),
        machine::peak_mib()
    );
    machine::forget_peak();
    let (begun, spent, before) = (Instant::now(), machine::cpu_seconds(), founding.people);
    let whole = said(found_until(&agency, founding, people, &mut |_| {}))?;
    let (seconds, cpu) = (begun.elapsed().as_secs_f64(), machine::cpu_seconds() - spent);
    println!(
        "the city is whole: {} people at {} employers: {seconds:.1} s, {cpu:.1} CPU-s, {:.1} CPU-µs a person; peak {} MiB",
        whole.people,
        whole.employers,
        cpu * 1e6 / (whole.people - before).max(1) as f64,
        machine::peak_mib()
    );
    let on_roll = agency.db().read(|tx| {
        let row = tx.one("SELECT COUNT(*) FROM person", &[])?;
        row.map_or(Ok(0), |row| row.i64(0))
    });
    let on_roll = on_roll.map_err(|e: Trouble| anyhow::anyhow!("{e}"))?;
    ensure!(on_roll as u64 == whole.people, "{on_roll} people are registered");
    let mut broken = 0;
    let verified = store::audit::verify(agency.db(), &mut |_| broken += 1).map_err(|e| anyhow::anyhow!("{e}"))?;
    ensure!(broken == 0, "{broken} events do not hold");
    println!("every event's hash and effect computed again: {verified:?}");
    Ok(())
}

fn agency(path: &str) -> Result<Agency> {
    let setting = Setting {
        db: Db::open(path, Options::default())?,
        book: Packs::embedded()
            .book("cn/example")
            .map_err(|faults| anyhow::anyhow!("{faults:?}"))?,
        clock: Clock::Stored,
        instant: Box::new(|| 1_788_700_000_000),
        random: Box::new(|bytes| bytes.fill(7)),
        receipt_secret: vec![1; 32],
    };
    Ok(Agency::new(setting))
}

fn said<T>(outcome: Result<T, procedures::Error>) -> Result<T> {
    outcome.map_err(|error| anyhow::anyhow!("{error:?}"))
}
