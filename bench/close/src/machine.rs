//! What the machine says about itself and about this process.

use std::fs::read_to_string;

/// The machine in a line.
pub fn words() -> String {
    let cpu = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("?", |rest| rest.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = read_to_string("/proc/loadavg").unwrap_or_default();
    format!("{name}, {cores} cores, load {}", load.split(' ').next().unwrap_or("?"))
}

/// CPU seconds of this process, all threads, user and system.
pub fn cpu_seconds() -> f64 {
    cpu_seconds_of("self")
}

/// CPU seconds of a process by its number.
pub fn cpu_seconds_of(process: &str) -> f64 {
    let stat = read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|t| t.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}

/// The peak of resident memory since the last [`forget_peak`], in MiB.
pub fn peak_mib() -> u64 {
    let status = read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}

/// Begins a new peak.
pub fn forget_peak() {
    // Where the system does not know this the peak counts from the start.
    drop(std::fs::write("/proc/self/clear_refs", "5"));
}
