//! One named step: a command with a time limit, its output passed on line by line and its closing lines kept.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::group::Group;
use crate::place;
use crate::tally::{self, Tally};

/// A command to be run.
pub struct Step {
    name: String,
    limit: Duration,
    program: PathBuf,
    args: Vec<String>,
    envs: Vec<(String, String)>,
    folder: PathBuf,
    indent: bool,
}

/// How a step ended.
pub struct Outcome {
    /// The step's name.
    pub name: String,
    /// Why it failed, if it did.
    pub fault: Option<String>,
    /// What its test runner counted.
    pub tally: Tally,
    /// The closing lines of its test runner.
    pub closing: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

impl Step {
    /// A step called `name` that may take `minutes`.
    pub fn new(name: &str, minutes: u64, program: impl AsRef<Path>, args: &[&str]) -> Step {
        Step {
            name: name.into(),
            limit: Duration::from_secs(minutes * 60),
            program: program.as_ref().into(),
            args: args.iter().map(|arg| (*arg).into()).collect(),
            envs: Vec::new(),
            folder: place::root(),
            indent: false,
        }
    }

    /// A step that runs cargo.
    pub fn cargo(name: &str, minutes: u64, args: &[&str]) -> Step {
        Step::new(name, minutes, place::cargo(), args)
    }

    /// With a variable in its environment.
    pub fn env(mut self, name: &str, value: &str) -> Step {
        self.envs.push((name.into(), value.into()));
        self
    }

    /// In another folder than the root.
    pub fn folder(mut self, folder: impl AsRef<Path>) -> Step {
        self.folder = folder.as_ref().into();
        self
    }

    /// Its lines indented, for a step that runs beside another.
    pub fn beside(mut self) -> Step {
        self.indent = true;
        self
    }

    /// Runs it to its end or its limit.
    pub fn run(self) -> Outcome {
        println!("── {}", self.name);
        let begun = Instant::now();
        let mut outcome = Outcome {
            name: self.name.clone(),
            fault: None,
            tally: Tally::default(),
            closing: Vec::new(),
            took: Duration::ZERO,
        };
        if let Err(error) = self.follow(&mut outcome) {
            outcome.fault = Some(format!("{error:#}"));
        }
        outcome.took = begun.elapsed();
        match &outcome.fault {
            Some(fault) => println!("── {}: FAILED after {:.0} s: {fault}", self.name, outcome.took.as_secs_f32()),
            None => println!("── {}: done in {:.0} s", self.name, outcome.took.as_secs_f32()),
        }
        outcome
    }

    fn follow(&self, outcome: &mut Outcome) -> Result<()> {
        let mut command = Command::new(&self.program);
        command
            .args(&self.args)
            .current_dir(&self.folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.envs(self.envs.iter().map(|(name, value)| (name, value)));
        let mut group = Group::start(&mut command).with_context(|| format!("cannot start {}", self.program.display()))?;
        let (lines, arriving) = channel();
        if let Some(pipe) = group.leader().stdout.take() {
            forward(pipe, lines.clone(), self.indent);
        }
        if let Some(pipe) = group.leader().stderr.take() {
            forward(pipe, lines, self.indent);
        }
        let status = group.wait(self.limit)?;
        // What a left-over grandchild still holds open is not waited for.
        while let Ok(line) = arriving.recv_timeout(Duration::from_secs(2)) {
            if let Some(tally) = tally::read(&line) {
                outcome.tally.add(tally);
                outcome.closing.push(line);
            }
        }
        match status {
            None => anyhow::bail!("stopped: took longer than {} minutes", self.limit.as_secs() / 60),
            Some(status) if !status.success() => anyhow::bail!("{status}"),
            Some(_) => Ok(()),
        }
    }
}

/// Passes each line of a pipe on to our output and to `lines`.
fn forward(pipe: impl Read + Send + 'static, lines: Sender<String>, indent: bool) {
    thread::spawn(move || {
        for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).trim_end_matches('\r').to_string();
            println!("{}{line}", if indent { "      · " } else { "" });
            // Nobody listens any more when the step was stopped.
            let _ = lines.send(line);
        }
    });
}
