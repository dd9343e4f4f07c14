//! What a run came to: its failed steps, the runners' closing lines, and the sum as the very last line.

use std::process::ExitCode;

use crate::step::Outcome;
use crate::tally::Tally;

/// Outcomes in the order in which they came.
#[derive(Default)]
pub struct Report {
    outcomes: Vec<Outcome>,
}

impl Report {
    /// Notes an outcome; answers whether the step went well.
    pub fn note(&mut self, outcome: Outcome) -> bool {
        let well = outcome.fault.is_none();
        self.outcomes.push(outcome);
        well
    }

    /// Notes that something outside a step went wrong.
    pub fn fault(&mut self, name: &str, error: &anyhow::Error) {
        println!("── {name}: FAILED: {error:#}");
        self.outcomes.push(Outcome {
            name: name.into(),
            fault: Some(format!("{error:#}")),
            tally: Tally::default(),
            closing: Vec::new(),
            took: std::time::Duration::ZERO,
        });
    }

    /// Prints the closing lines and, with `counted`, the sum of all tests last.
    pub fn close(&self, counted: bool) -> ExitCode {
        println!("\nsteps");
        for outcome in &self.outcomes {
            let state = outcome
                .fault
                .as_deref()
                .map_or("ok".to_string(), |fault| format!("FAILED: {fault}"));
            println!("  {:>5.0} s  {}: {state}", outcome.took.as_secs_f32(), outcome.name);
        }
        let mut sum = Tally::default();
        for outcome in &self.outcomes {
            sum.add(outcome.tally);
            // As the runners wrote them.
            outcome.closing.iter().for_each(|line| println!("{line}"));
        }
        let broken: Vec<&Outcome> = self.outcomes.iter().filter(|outcome| outcome.fault.is_some()).collect();
        if counted {
            // A step that failed without a failed test (a build, a lint) counts as one failure.
            let others: Vec<&str> = broken
                .iter()
                .filter(|outcome| outcome.tally.failed == 0)
                .map(|outcome| outcome.name.as_str())
                .collect();
            if !others.is_empty() {
                println!("failed besides tests, each counted as one: {}", others.join(", "));
            }
            let skipped = if sum.skipped > 0 {
                format!(", {} skipped", sum.skipped)
            } else {
                String::new()
            };
            println!("tests: {} passed, {} failed{skipped}", sum.passed, sum.failed + others.len() as u64);
        }
        if broken.is_empty() && (!counted || sum.passed > 0) {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
