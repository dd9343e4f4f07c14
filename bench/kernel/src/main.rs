//! The kernel beside the limit of the machine: `cargo xtask bench kernel [PEOPLE] [EMPLOYERS] [RUNS]`.

mod city;
mod limit;

use anyhow::{Context, Result, anyhow, ensure};
use domain::assessment::{BillTotals, Inputs, assess};
use policy::{BranchSet, Category, EmployerKind, EmployerSize, Packs, Row, Table};
use units::{Fen, Month, date};

use city::City;

/// The categories of the city's people.
pub const CATEGORIES: [Category; 4] = [
    Category::LocalUrban,
    Category::NonlocalUrban,
    Category::LocalRural,
    Category::Foreign,
];

fn main() -> Result<()> {
    let asked: Vec<usize> = std::env::args()
        .skip(1)
        .map(|arg| arg.replace('_', "").parse())
        .collect::<Result<_, _>>()?;
    let size = |at: usize, otherwise: usize| asked.get(at).copied().unwrap_or(otherwise);
    let (people, employers, runs) = (size(0, 10_000_000), size(1, 1_000_000), size(2, 7));
    let packs = Packs::embedded();
    let book = packs.book("cn/beijing").map_err(|faults| anyhow!("{faults:?}"))?;
    let month = Month::parse("2025-10").map_err(|_| anyhow!("month"))?;
    let table = policy::compile(&book, month, date(2025, 12, 31)).map_err(|unknown| anyhow!("{unknown:?}"))?;
    let rows: Vec<[&Row; 4]> = (1..=8).map(|class| rows(&table, class)).collect::<Result<_>>()?;
    let city = City::build(people, employers);
    println!("work     one month, {people} people, {employers} employers, sums of 10 rounded amounts per employer, one thread");
    println!("machine  {}", machine());

    let (mut limit, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..=runs {
        let (seconds, by_limit) = timed(|| limit::sums(&city, &rows))?;
        limit.push(seconds);
        let (seconds, by_us) = timed(|| bills(&city, &rows))?;
        ours.push(seconds);
        ensure!(by_limit == by_us, "the limit sums to {by_limit} fen, the kernel to {by_us}");
    }
    // The first turn warms caches and pages.
    let (limit, ours) = (median(&mut limit[1..]), median(&mut ours[1..]));
    let millions = |seconds: f64| people as f64 / seconds / 1e6;
    println!("limit    {:6.1} M people a CPU-second", millions(limit));
    println!("kernel   {:6.1} M people a CPU-second", millions(ours));
    println!("ratio    {:6.2} of the limit (median of {runs}, in turn)", limit / ours);
    println!("check    both sum to the same fen");
    Ok(())
}

fn rows(table: &Table, class: u8) -> Result<[&Row; 4]> {
    let row = |category| table.row(category, EmployerKind::Enterprise, EmployerSize::Small, Some(class));
    let all: Vec<&Row> = CATEGORIES
        .into_iter()
        .map(row)
        .collect::<Result<_, _>>()
        .map_err(|unknown| anyhow!("{unknown:?}"))?;
    all.try_into().ok().context("four categories")
}

/// What the close does for each employer: one bill of its people.
fn bills(city: &City, rows: &[[&Row; 4]]) -> u64 {
    let mut all = 0;
    for employer in 0..city.employers() {
        let rows = rows[employer % 8];
        let mut totals = BillTotals::default();
        for person in city.people_of(employer) {
            let inputs = Inputs {
                base: Fen(i64::from(city.base[person])),
                branches: BranchSet::ALL,
            };
            totals.add(&assess(rows[usize::from(city.category[person])], &inputs, &mut ()));
        }
        all += std::hint::black_box(totals).total().0 as u64;
    }
    all
}

/// CPU-seconds of this thread, as the kernel counts them in nanoseconds.
fn cpu() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(stat.split(' ').next().context("schedstat")?.parse::<f64>()? / 1e9)
}

fn timed(mut f: impl FnMut() -> u64) -> Result<(f64, u64)> {
    let begun = cpu()?;
    let sum = f();
    Ok((cpu()? - begun, sum))
}

fn median(seconds: &mut [f64]) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

fn machine() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let names: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("model name\t: ")).collect();
    format!("{} × {}", names.len(), names.first().copied().unwrap_or("unknown"))
}
