//! A story as it stands in its file: who is there, and steps in the order in which they happen.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};
use toml::{Table, Value};
use units::{Date, Fen, Month};

/// A file of `scenarios/`.
pub struct Story {
    /// What it is about, one sentence.
    pub title: String,
    /// The region whose rules hold.
    pub region: String,
    /// Whether a real bank is spoken to by files; else the demonstration's answers by itself.
    pub has_real_bank: bool,
    /// Employers by the name that the steps use.
    pub employers: BTreeMap<String, Fields>,
    /// People by the name that the steps use.
    pub people: BTreeMap<String, Fields>,
    /// What happens.
    pub steps: Vec<Step>,
}

/// Something that happens.
pub struct Step {
    /// The business day.
    pub on: Date,
    /// The role that acts.
    pub who: String,
    /// The verb.
    pub verb: String,
    /// What the verb needs.
    pub fields: Fields,
    /// How it ends.
    pub expected: Expected,
}

/// How a step ends.
pub enum Expected {
    /// Refused with this code.
    Refused(String),
    /// Done, and these parts of its answer are so.
    Answer(BTreeMap<String, String>),
}

impl Story {
    /// Reads a file.
    pub fn read(text: &str) -> Result<Story> {
        let root: Table = text.parse()?;
        let only = ["title", "region", "bank", "employers", "people", "story"];
        if let Some(other) = root.keys().find(|key| !only.contains(&key.as_str())) {
            bail!("{other} is no part of a story");
        }
        let root = Fields::new(root);
        let steps = root
            .table("story")?
            .get("steps")
            .and_then(Value::as_array)
            .context("no steps")?
            .clone();
        let mut story = Story {
            title: root.text("title")?,
            region: root.text("region")?,
            has_real_bank: match root.text_or("bank", "demo")?.as_str() {
                "demo" => false,
                "files" => true,
                other => bail!("{other} is no bank"),
            },
            employers: cast(&root, "employers")?,
            people: cast(&root, "people")?,
            steps: Vec::new(),
        };
        for (at, step) in steps.into_iter().enumerate() {
            story.steps.push(Step::read(step).with_context(|| format!("step {}", at + 1))?);
        }
        ensure!(story.steps.windows(2).all(|pair| pair[0].on <= pair[1].on), "time runs backwards");
        Ok(story)
    }

    /// The day on which it begins.
    pub fn begins(&self) -> Result<Date> {
        Ok(self.steps.first().context("no step")?.on)
    }
}

impl Step {
    fn read(value: Value) -> Result<Step> {
        let Value::Table(mut table) = value else {
            bail!("a step is a table")
        };
        let expected = match table.remove("expect") {
            None => Expected::Answer(BTreeMap::new()),
            Some(Value::Table(expect)) => match expect.get("refused") {
                Some(code) => Expected::Refused(told(code)?),
                None => Expected::Answer(
                    expect
                        .iter()
                        .map(|(name, value)| Ok((name.clone(), told(value)?)))
                        .collect::<Result<_>>()?,
                ),
            },
            Some(other) => bail!("expect is a table, not {other}"),
        };
        let fields = Fields::new(table);
        Ok(Step {
            on: fields.date("on")?,
            who: fields.text("who")?,
            verb: fields.text("do")?,
            fields,
            expected,
        })
    }

    /// Fails where a field was written that the verb does not know.
    pub fn all_read(&self) -> Result<()> {
        let read = self.fields.read.borrow();
        match self.fields.table.keys().find(|key| !read.contains(*key)) {
            Some(unknown) => bail!("{} knows no {unknown}", self.verb),
            None => Ok(()),
        }
    }
}

fn cast(root: &Fields, part: &str) -> Result<BTreeMap<String, Fields>> {
    let Some(table) = root.optional(part) else {
        return Ok(BTreeMap::new());
    };
    let table = table.as_table().with_context(|| format!("{part} is a table"))?;
    table
        .iter()
        .map(|(name, value)| Ok((name.clone(), Fields::new(value.as_table().context("a table")?.clone()))))
        .collect()
}

/// A value as an answer tells it.
fn told(value: &Value) -> Result<String> {
    Ok(match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Datetime(day) => day.to_string(),
        Value::Array(values) => values.iter().map(told).collect::<Result<Vec<_>>>()?.join(" "),
        other => bail!("{other} is nothing that an answer tells"),
    })
}

/// Fields by name, which remember what was asked for.
pub struct Fields {
    table: Table,
    read: RefCell<BTreeSet<String>>,
}

impl Fields {
    fn new(table: Table) -> Fields {
        Fields {
            table,
            read: RefCell::default(),
        }
    }

    /// A field that may be left out.
    pub fn optional(&self, name: &str) -> Option<&Value> {
        self.read.borrow_mut().insert(name.to_string());
        self.table.get(name)
    }

    fn field(&self, name: &str) -> Result<&Value> {
        self.optional(name).with_context(|| format!("no {name}"))
    }

    fn table(&self, name: &str) -> Result<&Table> {
        self.field(name)?.as_table().with_context(|| format!("{name} is a table"))
    }

    /// Text.
    pub fn text(&self, name: &str) -> Result<String> {
        Ok(self.field(name)?.as_str().with_context(|| format!("{name} is text"))?.to_string())
    }

    /// Text, or what stands for it.
    pub fn text_or(&self, name: &str, otherwise: &str) -> Result<String> {
        if self.optional(name).is_some() {
            self.text(name)
        } else {
            Ok(otherwise.into())
        }
    }

    /// A whole number, or what stands for it.
    pub fn number_or(&self, name: &str, otherwise: i64) -> Result<i64> {
        match self.optional(name) {
            None => Ok(otherwise),
            Some(value) => value.as_integer().with_context(|| format!("{name} is a whole number")),
        }
    }

    /// A day, written without quotes.
    pub fn date(&self, name: &str) -> Result<Date> {
        let day = self
            .field(name)?
            .as_datetime()
            .with_context(|| format!("{name} is a day, without quotes"))?;
        day.to_string().parse().with_context(|| format!("{name}: {day}"))
    }

    /// A month, where one is written.
    pub fn month(&self, name: &str) -> Result<Option<Month>> {
        if self.optional(name).is_none() {
            return Ok(None);
        }
        let text = self.text(name)?;
        Ok(Some(
            Month::parse(&text).ok().with_context(|| format!("{name}: {text} is no month"))?,
        ))
    }

    /// An amount in yuan.
    pub fn money(&self, name: &str) -> Result<Fen> {
        let text = self.text(name)?;
        Fen::parse_yuan(&text).ok().with_context(|| format!("{name}: {text} is no amount"))
    }
}
