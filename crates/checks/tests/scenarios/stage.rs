//! An agency on an empty database with a clock that the story moves.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};

use anyhow::{Context, Result, anyhow, ensure};
use domain::identity::{self, Identity};
use domain::ids::{EmployerId, LoginId, PersonId};
use domain::registry::{Collection, Employer};
use policy::{Category, EmployerKind, EmployerSize, Packs};
use procedures::{Agency, Caller, Clock, Desk, Error, Grant, Key, Role, Setting};
use store::Trouble;
use store::scratch::Scratch;
use units::Date;

use super::story::{Fields, Step, Story};

/// Nine in the morning in China, in ms after midnight UTC.
const MORNING: i64 = 3_600_000;

/// Why a step was not done.
pub enum No {
    /// Refused with this code.
    Refused(String),
    /// Something is broken: the story, the database, the program.
    Broken(anyhow::Error),
}

impl From<anyhow::Error> for No {
    fn from(error: anyhow::Error) -> No {
        No::Broken(error)
    }
}

impl From<Error> for No {
    fn from(error: Error) -> No {
        match error {
            Error::Refused(statement) => No::Refused(statement.code().to_string()),
            Error::Denied(_) => No::Refused("permit.denied".into()),
            Error::NotFound => No::Refused("not_found".into()),
            Error::Stale { .. } => No::Refused("stale".into()),
            Error::Trouble(trouble) => No::Broken(anyhow!(trouble)),
        }
    }
}

/// An insured person of the story.
#[derive(Clone)]
pub struct Actor {
    /// Name as typed.
    pub name: String,
    /// The number, read.
    pub identity: Identity,
    /// Payer category.
    pub category: Category,
}

/// Where a story is played.
pub struct Stage {
    agency: Agency,
    instant: Arc<AtomicI64>,
    today: Date,
    asks: u32,
    employers: BTreeMap<String, EmployerId>,
    people: BTreeMap<String, Actor>,
}

impl Stage {
    /// Opens an agency of the story's region, registers its employers and reads its people.
    pub fn open(story: &Story, database: &Scratch) -> Result<Stage> {
        let packs = Packs::embedded();
        let book = packs
            .book(&story.region)
            .map_err(|faults| anyhow!("{}: {faults:?}", story.region))?;
        let instant = Arc::new(AtomicI64::new(0));
        let (ticking, drawn) = (Arc::clone(&instant), AtomicU8::new(1));
        let setting = Setting {
            db: database.db.clone(),
            book,
            clock: match story.has_real_bank {
                true => Clock::Wall,
                false => Clock::Stored,
            },
            instant: Box::new(move || ticking.load(Ordering::SeqCst)),
            random: Box::new(move |bytes| bytes.fill_with(|| drawn.fetch_add(1, Ordering::SeqCst))),
            receipt_secret: b"a story's secret".to_vec(),
        };
        let today = story.begins()?;
        let mut stage = Stage {
            agency: Agency::new(setting),
            instant,
            today,
            asks: 0,
            employers: BTreeMap::new(),
            people: BTreeMap::new(),
        };
        stage.set_clock(today)?;
        stage.agency.found(Some(today)).map_err(|error| anyhow!("{error:?}"))?;
        stage.turn(today)?;
        for (name, fields) in &story.employers {
            let employer = employer(&stage.agency, fields).with_context(|| format!("employer {name}"))?;
            let (id, key) = (employer.id, stage.key());
            let registered = stage.agency.write(&Caller::system(), move |desk| {
                procedures::register_employer::register_employer(desk, &key, &employer).map(|_| ())
            });
            registered.map_err(|error| anyhow!("employer {name}: {error:?}"))?;
            stage.employers.insert(name.clone(), id);
        }
        for (name, fields) in &story.people {
            stage
                .people
                .insert(name.clone(), actor(fields).with_context(|| format!("person {name}"))?);
        }
        Ok(stage)
    }

    /// Lets days pass until `day`.
    pub fn move_to(&mut self, day: Date) -> Result<()> {
        ensure!(day >= self.today, "time runs backwards");
        while self.today < day {
            self.turn(self.today.tomorrow()?)?;
        }
        // Each step has an instant of its own.
        self.instant.fetch_add(1_000, Ordering::SeqCst);
        Ok(())
    }

    /// A day begins, with all that happens by itself.
    fn turn(&mut self, day: Date) -> Result<()> {
        self.set_clock(day)?;
        let turned = procedures::turn_day::turn_day(&self.agency, day).map_err(|error| anyhow!("{day}: {error:?}"))?;
        for step in turned {
            ensure!(step.done.is_ok(), "{day}: {}: {:?}", step.step.code(), step.done);
        }
        Ok(())
    }

    fn set_clock(&mut self, day: Date) -> Result<()> {
        let days = units::date(1970, 1, 1).until(day)?.get_days();
        self.instant.store(i64::from(days) * 86_400_000 + MORNING, Ordering::SeqCst);
        if self.agency.is_demo() {
            self.agency.db().write(move |tx| store::clock::move_to(tx, day))?;
        }
        self.today = day;
        Ok(())
    }

    /// Acts as the step's role; a clerk or agent for the step's employer, an insured person for the step's person.
    pub fn act<T: Send + 'static>(&self, step: &Step, mut f: impl FnMut(&mut Desk) -> Result<T, Error> + Send + 'static) -> Result<T, No> {
        let caller = self.caller(step)?;
        Ok(self.agency.write(&caller, move |desk| f(desk))?)
    }

    /// Looks as the step's role, in one snapshot.
    pub fn look<T: Send + 'static>(&self, step: &Step, f: impl FnOnce(&mut Desk) -> Result<T, Error> + Send + 'static) -> Result<T, No> {
        let caller = self.caller(step)?;
        Ok(self.agency.read(&caller, f)?)
    }

    /// The agency, for work in many transactions.
    pub fn agency(&self) -> &Agency {
        &self.agency
    }

    /// Who the step's role is.
    pub fn caller(&self, step: &Step) -> Result<Caller> {
        let (code, second) = match step.who.strip_suffix("_second") {
            Some(role) => (role, 50),
            None => (step.who.as_str(), 0),
        };
        let role = Role::from_code(code).with_context(|| format!("no role {}", step.who))?;
        let employer = if role.is_bound_to_employer() {
            Some(self.employer(step)?)
        } else {
            None
        };
        let person = match role {
            Role::Insured if step.fields.optional("person").is_some() => self.person_id(step).ok(),
            _ => None,
        };
        // One natural person for each role, and a second one of a desk as `collection_second`.
        let login = LoginId(100 + second + Role::ALL.iter().position(|other| *other == role).unwrap_or_default() as i64);
        Ok(Caller {
            login,
            name: step.who.clone(),
            grants: vec![Grant { role, employer, person }],
        })
    }

    /// The name an employer is registered under.
    pub fn name_of(&self, employer: EmployerId) -> Result<String> {
        let known = self
            .agency
            .db()
            .read(move |tx| -> Result<_, Trouble> { store::employer::load(tx, employer) })?;
        Ok(known.context("registered")?.name)
    }

    /// A key for the next ask.
    pub fn key(&mut self) -> Key {
        self.asks += 1;
        let key = format!("ask {}", self.asks);
        Key::new(key.clone(), key.as_bytes())
    }

    /// The step's employer.
    pub fn employer(&self, step: &Step) -> Result<EmployerId> {
        let name = step.fields.text("employer")?;
        self.employers.get(&name).copied().with_context(|| format!("no employer {name}"))
    }

    /// The step's person.
    pub fn person(&self, step: &Step) -> Result<Actor> {
        let name = step.fields.text("person")?;
        self.people.get(&name).cloned().with_context(|| format!("no person {name}"))
    }

    /// The step's person as registered.
    pub fn person_id(&self, step: &Step) -> Result<PersonId, No> {
        let number = self.person(step)?.identity.number;
        let found = self
            .agency
            .read(&Caller::system(), move |desk| procedures::register_person::find(desk, &number))?;
        match found {
            procedures::register_person::Found::Known(person) => Ok(person.id),
            procedures::register_person::Found::Nobody => Err(No::Refused("not_found".into())),
        }
    }

    /// The hash over all that the database holds.
    pub fn state(&self) -> Result<String> {
        Ok(self.agency.db().read(|tx| -> Result<String, Trouble> { store::state::hash(tx) })?)
    }
}

/// The clerk of an employer, for what a verb looks up by itself.
pub fn clerk(employer: EmployerId) -> Caller {
    Caller {
        login: LoginId(99),
        name: "clerk".to_owned(),
        grants: vec![Grant {
            role: Role::Clerk,
            employer: Some(employer),
            person: None,
        }],
    }
}

fn employer(agency: &Agency, fields: &Fields) -> Result<Employer> {
    Ok(Employer {
        id: EmployerId(agency.id()),
        credit_code: fields.text("credit_code")?,
        name: fields.text("name")?,
        kind: EmployerKind::from_code(&fields.text_or("kind", "enterprise")?).context("kind")?,
        size: EmployerSize::from_code(&fields.text_or("size", "small")?).context("size")?,
        injury_class: fields.number_or("injury_class", 1)?.try_into()?,
        district: fields.text_or("district", "110105")?,
        collection: Collection::from_code(&fields.text_or("collection", "debit")?).context("collection")?,
    })
}

fn actor(fields: &Fields) -> Result<Actor> {
    let number = fields.text("number")?;
    Ok(Actor {
        name: fields.text("name")?,
        identity: identity::read(&number).map_err(|refused| anyhow!("{number}: {refused:?}"))?,
        category: Category::from_code(&fields.text_or("category", "local_urban")?).context("category")?,
    })
}
