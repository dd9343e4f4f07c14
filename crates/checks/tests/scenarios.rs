//! Stories in domain words, each told on SQLite and on PostgreSQL, each ending in the same state hash.

mod stage;
mod story;
mod verbs;

use std::fs;

use anyhow::{Context, Result, bail, ensure};
use store::scratch::Scratch;

use stage::{No, Stage};
use story::{Expected, Step, Story};

/// Plays a story on a database; answers the state hash at its end.
fn play(story: &Story, database: &Scratch) -> Result<String> {
    let mut stage = Stage::open(story, database)?;
    for (at, step) in story.steps.iter().enumerate() {
        take(&mut stage, step).with_context(|| format!("step {}: {} on {}", at + 1, step.verb, step.on))?;
    }
    stage.state()
}

fn take(stage: &mut Stage, step: &Step) -> Result<()> {
    stage.move_to(step.on)?;
    let Some((_, verb)) = verbs::ALL.iter().find(|(name, _)| *name == step.verb) else {
        let known: Vec<&str> = verbs::ALL.iter().map(|(name, _)| *name).collect();
        bail!("no verb {}; there are: {}", step.verb, known.join(", "));
    };
    let answer = verb(stage, step);
    step.all_read()?;
    match (&step.expected, answer) {
        (_, Err(No::Broken(error))) => Err(error),
        (Expected::Refused(code), Err(No::Refused(told))) if *code == told => Ok(()),
        (_, Err(No::Refused(told))) => bail!("refused: {told}"),
        (Expected::Refused(code), Ok(_)) => bail!("was to be refused: {code}"),
        (Expected::Answer(expected), Ok(answer)) => {
            for (name, want) in expected {
                let told = answer
                    .get(name.as_str())
                    .with_context(|| format!("{} answers no {name}", step.verb))?;
                ensure!(told == want, "{name} is {told}, not {want}");
            }
            Ok(())
        }
    }
}

fn stories() -> Result<Vec<Story>> {
    let folder = checks::tidy::root().join("scenarios");
    let mut paths: Vec<_> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let read = |path: &std::path::PathBuf| Story::read(&fs::read_to_string(path)?).with_context(|| path.display().to_string());
    paths.iter().map(read).collect()
}

#[test]
fn every_story_ends_as_it_says_and_alike_on_both_databases() -> Result<()> {
    let stories = stories()?;
    ensure!(!stories.is_empty(), "no story in scenarios/");
    let mut faults = Vec::new();
    for story in &stories {
        let mut ends = Vec::new();
        for database in Scratch::each(&mut std::io::stderr())? {
            match play(story, &database) {
                Ok(hash) => ends.push(hash),
                Err(error) => faults.push(format!(
                    "{} ({}): {error:#}",
                    story.title,
                    database.url.split(':').next().unwrap_or_default()
                )),
            }
        }
        if ends.windows(2).any(|pair| pair[0] != pair[1]) {
            faults.push(format!("{}: the databases end differently: {}", story.title, ends.join(" ")));
        }
    }
    ensure!(faults.is_empty(), "\n{}", faults.join("\n"));
    Ok(())
}

#[test]
fn a_story_that_is_not_so_is_told() -> Result<()> {
    let story = |step: &str| {
        Story::read(&format!(
            "title = \"t\"\nregion = \"cn/example\"\n[employers]\nswift = {{ name = \"甲\", credit_code = \"91110105MA00000X0A\" }}\n[story]\nsteps = [{step}]\n"
        ))
    };
    let table = [
        (
            "{ on = 2026-08-05, who = \"clerk\", do = \"see_roll\", employer = \"swift\", expect = { people = 1 } }",
            "people is 0, not 1",
        ),
        (
            "{ on = 2026-08-05, who = \"insured\", do = \"see_roll\", employer = \"swift\" }",
            "refused: permit.denied",
        ),
        ("{ on = 2026-08-05, who = \"clerk\", do = \"dance\" }", "no verb dance"),
        (
            "{ on = 2026-08-05, who = \"clerk\", do = \"see_roll\", employer = \"swift\", colour = \"red\" }",
            "colour",
        ),
        (
            "{ on = 2026-08-05, who = \"clerk\", do = \"see_roll\", employer = \"swift\", expect = { refused = \"a.b\" } }",
            "was to be refused: a.b",
        ),
        (
            "{ on = 2026-08-05, who = \"clerk\", do = \"see_roll\", employer = \"swallow\" }",
            "no employer swallow",
        ),
    ];
    for (step, want) in table {
        let told = play(&story(step)?, &Scratch::lite()?).map_err(|error| format!("{error:#}"));
        assert!(told.as_ref().is_err_and(|told| told.contains(want)), "{step}: {told:?}");
    }
    Ok(())
}
