//! Pages on loopback: one read, and the record of somebody whose months since October 2015 were all declared, billed and
//! debited, as a page and as JSON; beside them the same reads by a minimal server that knows one query and no caller. Each
//! server is a process of its own with two threads and answers the same client in turn.
//!
//! usage: bench-pages [SECONDS] [CONNECTIONS] [FOLDER]      (3, 8, the system's folder for temporary files)

mod client;
mod hand;
#[path = "../../close/src/machine.rs"]
mod machine;
mod ours;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use client::{Ask, Load};

/// How often each contender is measured; medians are compared.
const ROUNDS: usize = 5;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, who, file] = arguments.as_slice()
        && word == "serve"
    {
        return match who.as_str() {
            "ours" => ours::serve(file),
            _ => hand::serve(file),
        };
    }
    let number = |at: usize, default: u64| arguments.get(at).map_or(Ok(default), |text| text.parse());
    let seconds = Duration::from_secs(number(0, 3).context("how many seconds?")?);
    let connections = number(1, 8).context("how many connections?")? as usize;
    let folder = arguments.get(2).map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = folder.join(format!("shebao-bench-pages-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    println!("{}, {connections} connections, {ROUNDS} rounds of {seconds:?}", machine::words());
    let outcome = compare(&folder, seconds, connections);
    std::fs::remove_dir_all(&folder)?;
    outcome
}

fn compare(folder: &Path, seconds: Duration, connections: usize) -> Result<()> {
    let (ours_file, hand_file) = (folder.join("ours.db"), folder.join("hand.db"));
    machine::forget_peak();
    let lived = ours::live(&ours_file)?;
    println!(
        "a record of {} months, {} of them paid, lived through in {:.0} CPU-s, peak {} MiB",
        lived.months,
        lived.paid,
        machine::cpu_seconds(),
        machine::peak_mib()
    );
    hand::fill(&hand_file, lived.months)?;
    let (ours, hand) = (Server::start("ours", &ours_file)?, Server::start("hand", &hand_file)?);
    let read = Ask::new("/read/1", "");
    let record = Ask::new("/record/1", "");
    let rows = [
        ("one read", lived.one_read, read),
        ("the record as a page", lived.page, record.clone()),
        ("the record as JSON", lived.json, record),
    ];
    for (name, ours_ask, hand_ask) in rows {
        let mut loads = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            loads.0.push(client::load(&ours, &ours_ask, connections, seconds)?);
            loads.1.push(client::load(&hand, &hand_ask, connections, seconds)?);
        }
        let (ours, hand) = (median(loads.0), median(loads.1));
        println!("{name}");
        println!("  ours     {ours}");
        println!("  by hand  {hand}");
        println!(
            "  ratio {:.2} by answers, {:.2} by CPU time of the server; p99 {:.1} times",
            ours.per_second() / hand.per_second(),
            hand.cpu_of_one() / ours.cpu_of_one(),
            ours.p99.as_secs_f64() / hand.p99.as_secs_f64()
        );
    }
    Ok(())
}

fn median(mut loads: Vec<Load>) -> Load {
    loads.sort_by(|a, b| a.per_second().total_cmp(&b.per_second()));
    loads.swap_remove(loads.len() / 2)
}

/// A contender's process.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub port: u16,
}

impl Server {
    fn start(who: &str, file: &Path) -> Result<Server> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", who])
            .arg(file)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut said = String::new();
        let out = child.stdout.take().context("its output")?;
        std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut said)?;
        let port = said.trim().parse();
        ensure!(port.is_ok(), "the server {who} did not say where it listens: {said}");
        Ok(Server { child, port: port? })
    }

    /// CPU seconds that it has spent.
    pub fn cpu_seconds(&self) -> f64 {
        machine::cpu_seconds_of(&self.child.id().to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has nothing to lose; where it ended by itself there is nothing to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
