use std::sync::Arc;
use std::time::Duration;

use procedures::{Agency, Caller, Desk, Error};
use reckoned::Shelf;
use words::Lang;

use crate::error::Failure;
use crate::gate::Gate;

/// Makes a PDF of a form's template and values; handed in by the binary, so that this room does not link the engine.
pub type FormMaker = Box<dyn Fn(&str, &serde_json::Value) -> Result<Vec<u8>, String> + Send + Sync>;

/// What the binary gives the portal.
pub struct Setup {
    /// The running agency.
    pub agency: Agency,
    /// The agency's name in Chinese and English, for the foot of the pages.
    pub name: [String; 2],
    /// Whether people reach us by HTTPS. Over plain HTTP (the demo on this machine) cookies cannot carry `Secure`.
    pub https: bool,
    /// How long an answer may take.
    pub patience: Duration,
    /// Makes PDFs.
    pub forms: Option<FormMaker>,
}

/// The portal: what every handler shares. Clones share it.
#[derive(Clone)]
pub struct Portal {
    setup: Arc<Setup>,
    shelf: Arc<Shelf>,
    gates: Arc<Gates>,
}

/// What bounds work outside the database's own queues.
pub(crate) struct Gates {
    /// Procedures that open their own transactions, and PDFs.
    pub(crate) work: Gate,
    /// What takes much memory or computing before it is known who asks: passwords, files.
    pub(crate) hard: Gate,
}

impl Gates {
    fn of_this_machine() -> Gates {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Gates {
            work: Gate::of((cores * 4).max(8)),
            hard: Gate::of(cores.max(2)),
        }
    }
}

impl Portal {
    /// A portal of what the binary gives it.
    pub fn new(setup: Setup) -> Portal {
        let shelf = Shelf::embedded().holding(setup.agency.book().clone());
        Portal {
            setup: Arc::new(setup),
            shelf: Arc::new(shelf),
            gates: Arc::new(Gates::of_this_machine()),
        }
    }

    /// What bounds work outside the database's own queues.
    pub(crate) fn gates(&self) -> &Gates {
        &self.gates
    }

    /// The running agency.
    pub fn agency(&self) -> &Agency {
        &self.setup.agency
    }

    /// The packs that the calculators of the API reckon by: the agency's own and those built into the program.
    pub(crate) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Its name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.setup.name[0],
            Lang::En => &self.setup.name[1],
        }
    }

    /// Whether the business day is moved by hand and people sign in with one click.
    pub fn is_demo(&self) -> bool {
        self.setup.agency.is_demo()
    }

    pub(crate) fn https(&self) -> bool {
        self.setup.https
    }

    pub(crate) fn patience(&self) -> Duration {
        self.setup.patience
    }

    /// Twenty characters that nobody can guess: keys of forms, numbers of requests.
    pub fn draw(&self) -> String {
        const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        let mut bytes = [0_u8; 20];
        self.agency().random(&mut bytes);
        bytes
            .iter()
            .filter_map(|b| LETTERS.get(usize::from(b & 31)))
            .map(|b| char::from(*b))
            .collect()
    }

    /// Whether PDFs can be made here.
    pub fn makes_forms(&self) -> bool {
        self.setup.forms.is_some()
    }

    /// A form as PDF. Where too much is under way: [`Failure::Busy`].
    pub async fn form(&self, template: &str, values: serde_json::Value) -> Result<Vec<u8>, Failure> {
        let (setup, template) = (Arc::clone(&self.setup), template.to_owned());
        let made = apart(&self.gates.work, move || setup.forms.as_ref().map(|make| make(&template, &values)));
        match made.await? {
            Some(Ok(pdf)) => Ok(pdf),
            Some(Err(fault)) => {
                tracing::error!(fault, "form");
                Err(Failure::Bug)
            }
            None => Err(Failure::Procedure(Error::NotFound)),
        }
    }

    /// Looks, in one snapshot, on a thread of the database. A full queue is [`Failure::Busy`]; nothing blocks here.
    pub async fn read<T, F>(&self, caller: &Caller, look: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&mut Desk) -> Result<T, Error> + Send + 'static,
    {
        let (answer, answered) = tokio::sync::oneshot::channel();
        let sent = self.agency().read_then(caller, look, move |seen| drop(answer.send(seen)));
        sent.map_err(|_| Failure::Busy)?;
        Ok(answered.await.map_err(|_| Failure::Bug)??)
    }

    /// Acts; answers once it is durable. The closure may be called again where the database asks for it, with the same instant.
    pub async fn act<T, F>(&self, caller: &Caller, act: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnMut(&mut Desk) -> Result<T, Error> + Send + 'static,
    {
        let (answer, answered) = tokio::sync::oneshot::channel();
        let sent = self.agency().write_then(caller, act, move |done| drop(answer.send(done)));
        sent.map_err(|_| Failure::Busy)?;
        Ok(answered.await.map_err(|_| Failure::Bug)??)
    }

    /// For a procedure that opens its own transactions one after another (jobs): on a thread that may wait. Where too much is under way:
    /// [`Failure::Busy`].
    pub async fn work<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&Agency) -> Result<T, Error> + Send + 'static,
    {
        let agency = self.agency().clone();
        Ok(apart(&self.gates.work, move || work(&agency)).await??)
    }

    /// The same for what takes much memory or computing (passwords, files): fewer at once.
    pub async fn hard_work<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&Agency) -> Result<T, Error> + Send + 'static,
    {
        let agency = self.agency().clone();
        Ok(apart(&self.gates.hard, move || work(&agency)).await??)
    }
}

/// On a thread of its own, once the gate lets it in. It keeps its seat until it is done, also where nobody waits for it any more.
async fn apart<T: Send + 'static>(gate: &Gate, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let inside = gate.enter().await?;
    let done = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(inside);
        done
    });
    done.await.map_err(|_| Failure::Bug)
}
