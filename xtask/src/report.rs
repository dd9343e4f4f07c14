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
            for line in &outcome.closing {
                println!("{}: {line}", outcome.name);
            }
        }
        let broken = self.outcomes.iter().filter(|outcome| outcome.fault.is_some()).count();
        if counted {
            // A step that failed without a failed test (a build, a lint) is a failure of the sum too.
            let unseen = self
                .outcomes
                .iter()
                .filter(|outcome| outcome.fault.is_some() && outcome.tally.failed == 0)
                .count() as u64;
            let skipped = if sum.skipped > 0 {
                format!(", {} skipped", sum.skipped)
            } else {
                String::new()
            };
            println!("tests: {} passed, {} failed{skipped}", sum.passed, sum.failed + unseen);
        }
        if broken == 0 && (!counted || sum.passed > 0) {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
