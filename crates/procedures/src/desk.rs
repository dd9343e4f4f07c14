//! A desk: one transaction, who asks, today, the rules. Every procedure is a plain function on it.

use std::sync::Arc;

use domain::filing::window::Window;
use domain::ids::{EmployerId, SubjectId};
use policy::{Book, MonthDates, RollWindow, Table};
use sha2::{Digest, Sha256};
use store::Tx;
use store::event::{self, Act, Appended, Body, NewEvent};
use store::lot::Lot;
use units::{Date, Month};

use crate::{Agency, Caller, Error, Permission};

/// One transaction with all that a procedure may know.
pub struct Desk<'a> {
    /// The transaction.
    pub tx: &'a mut Tx,
    /// Who asks.
    pub caller: &'a Caller,
    /// The business day: rules, windows, fees.
    pub today: Date,
    /// The instant, ms since 1970: receipts, sessions.
    pub now: i64,
    /// The running agency.
    pub agency: &'a Agency,
}

/// The idempotency key of an ask and what it was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Drawn when the form was drawn, or sent by the API's caller.
    pub key: String,
    /// SHA-256 of the ask as it came.
    pub ask_hash: [u8; 32],
}

impl Key {
    /// A key for an ask in its canonical form.
    pub fn new(key: impl Into<String>, ask: &[u8]) -> Key {
        Key {
            key: key.into(),
            ask_hash: Sha256::digest(ask).into(),
        }
    }
}

/// Acknowledgement of an accepted act (回执).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// `<subject code>-<n>-<8 characters>`.
    pub number: String,
    /// On whom the act is.
    pub subject: SubjectId,
    /// The event's number.
    pub n: i64,
    /// What was done.
    pub kind: String,
    /// The business day.
    pub on_date: Date,
    /// The instant, ms since 1970.
    pub at: i64,
    /// What was asked and decided, canonical JSON.
    pub body: String,
}

/// Whether an ask is new.
pub enum Opening {
    /// It is: write the rows, then [`Desk::seal`].
    New(Act),
    /// It was accepted before; this is the receipt of that time.
    Already(Receipt),
}

impl Desk<'_> {
    /// The rules.
    pub fn book(&self) -> &Book {
        self.agency.book()
    }

    /// The region's name.
    pub fn region(&self) -> &str {
        self.agency.book().region()
    }

    /// The agency as a subject: acts that concern no single employer.
    pub fn region_subject(&mut self) -> Result<SubjectId, Error> {
        let region = self.region().to_owned();
        store::region::subject(self.tx, &region)?.ok_or(Error::NotFound)
    }

    /// Refuses a caller without this permission.
    pub fn permit(&self, permission: Permission) -> Result<(), Error> {
        if self.caller.may(permission) {
            Ok(())
        } else {
            Err(Error::Denied(permission))
        }
    }

    /// Refuses a caller without this permission for this employer.
    pub fn permit_for(&self, permission: Permission, employer: EmployerId) -> Result<(), Error> {
        if self.caller.may_for(permission, employer) {
            Ok(())
        } else {
            Err(Error::Denied(permission))
        }
    }

    /// The compiled policy of a month as known on a day.
    pub fn table(&self, month: Month, known_on: Date) -> Result<Arc<Table>, Error> {
        self.agency.table(month, known_on)
    }

    /// A new identifier. It follows the machine's clock, which never stands on one day as a demonstration's does.
    pub fn id(&mut self) -> i64 {
        self.tx.id(self.agency.now())
    }

    /// The dates of a month as known today.
    pub fn month_dates(&self, month: Month) -> Result<MonthDates, Error> {
        Ok(self.book().month_dates(month, self.today)?)
    }

    /// The days that concern changes to the roll of a month.
    pub fn roll_window(&self, month: Month) -> Result<RollWindow, Error> {
        Ok(self.book().roll_window(month, self.today)?)
    }

    /// The window for changes to the roll as it stands today.
    pub fn window(&self) -> Result<Window, Error> {
        let month = Month::of(self.today);
        Ok(Window::on(self.today, &self.roll_window(month)?, &self.roll_window(month.next())?))
    }

    /// Opens an act: the first receipt where the same ask was accepted before, else the subject's next number.
    pub fn open(&mut self, subject: impl Into<SubjectId>, key: &Key) -> Result<Opening, Error> {
        let subject = subject.into();
        if let Some(earlier) = event::find_by_key(self.tx, subject.0, self.caller.login.0, &key.key, &key.ask_hash)? {
            return Ok(Opening::Already(self.receipt(earlier)));
        }
        Ok(Opening::New(event::begin(self.tx, subject.0)?))
    }

    /// Opens an act that must be new: the caller made the key itself.
    pub fn begin(&mut self, subject: impl Into<SubjectId>) -> Result<Act, Error> {
        Ok(event::begin(self.tx, subject.into().0)?)
    }

    /// Appends the event of an act and gives its receipt.
    pub fn seal(&mut self, act: Act, kind: &str, key: &Key, body: Body) -> Result<Receipt, Error> {
        let behalf = self
            .caller
            .employers()
            .find(|(e, role)| *role == crate::Role::Agent && e.0 == act.subject)
            .map(|(e, _)| e.0);
        // The receipt names both: the agent, and for whom it acted.
        let principal = match behalf {
            Some(of) => store::employer::load(self.tx, EmployerId(of))?.map(|known| known.name),
            None => None,
        };
        let body = match principal {
            Some(name) => body.with("on_behalf_of", name),
            None => body,
        };
        let new = NewEvent {
            behalf,
            ..self.event(&act, kind, key, body)
        };
        let appended = act.append(self.tx, &new)?;
        Ok(self.receipt(appended))
    }

    /// As [`Desk::seal`] for a subject that is founded in bulk; nobody acts on behalf of such a one.
    pub(crate) fn seal_in(&self, lot: &mut Lot, act: Act, kind: &str, key: &Key, body: Body) -> Result<(), Error> {
        let new = self.event(&act, kind, key, body);
        lot.append(act, &new)?;
        Ok(())
    }

    fn event<'a>(&self, act: &Act, kind: &'a str, key: &'a Key, body: Body) -> NewEvent<'a> {
        NewEvent {
            subject: act.subject,
            kind,
            on_date: self.today,
            at: self.now,
            actor: self.caller.login.0,
            behalf: None,
            key: &key.key,
            ask_hash: key.ask_hash,
            body: body.with("by", self.caller.name.as_str()),
        }
    }

    /// The receipt of an event.
    pub fn receipt(&self, event: Appended) -> Receipt {
        let subject = SubjectId(event.subject);
        Receipt {
            number: event::receipt_number(self.agency.receipt_secret(), &subject.code(), event.subject, event.n),
            subject,
            n: event.n,
            kind: event.kind,
            on_date: event.on_date,
            at: event.at,
            body: event.body,
        }
    }
}
