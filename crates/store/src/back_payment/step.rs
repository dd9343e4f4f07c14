use domain::case::back_payment::{Case, Event, Filing, State};
use domain::case::clock::Clock;
use domain::ids::LoginId;
use units::{Date, Fen};

use super::{Opened, stand};
use crate::event::Act;
use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// What was done.
pub static BACK_PAYMENT_EVENT: Table = Table::new(
    "back_payment_event",
    &[
        "employer_id",
        "case_id",
        "step",
        "n",
        "event",
        "by_login",
        "by_name",
        "on_date",
        "day",
        "days",
        "warned_before",
        "amount_fen",
        "note",
    ],
    &["employer_id", "case_id", "step"],
    "employer_id",
);

/// One thing done to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its position, from 1.
    pub step: i64,
    /// The event of the employer that wrote it.
    pub n: i64,
    /// What was done, a code.
    pub event: String,
    /// Who.
    pub by: LoginId,
    /// The name as on the receipt.
    pub by_name: String,
    /// The business day.
    pub on_date: Date,
    /// What it says.
    pub said: Said,
}

/// What a step says beside its code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// A day that it names.
    pub day: Option<Date>,
    /// Working days of a clock, and how many before its end it warns.
    pub clock: Option<(u32, u32)>,
    /// What is to be paid.
    pub amount: Option<Fen>,
    /// A ground, word for word.
    pub note: Option<String>,
}

impl Step {
    /// The event that it was, at a case.
    pub(super) fn to_event(&self, case: &Case) -> Option<Event> {
        let (by, ground) = (self.by, self.said.note.clone().unwrap_or_default());
        let clock = || Some(self.said.clock).map(|c| c.zip(self.said.day).map(|((days, before), day)| Clock::start(day, days, before)));
        let filing = |online| {
            Some(Filing {
                on: self.said.day?,
                amount: self.said.amount?,
                online,
            })
        };
        let was_online = matches!(case.state, State::Lapsed(Filing { online: true, .. }));
        match self.event.as_str() {
            "submit" => Some(Event::Submit { clock: clock()? }),
            "check" => Some(Event::Check { by }),
            "confirm" => Some(Event::Confirm { by }),
            "disagree" => Some(Event::Disagree { ground, by }),
            "ask" => Some(Event::Ask {
                what: ground,
                by,
                on: self.said.day?,
            }),
            "answer" => Some(Event::Answer {
                note: ground,
                on: self.said.day?,
            }),
            "return" => Some(Event::Return { ground, by }),
            "mend" => Some(Event::Mend { note: ground }),
            "refuse" => Some(Event::Refuse { ground, by }),
            "approve_amounts" => Some(Event::ApproveAmounts {
                amount: self.said.amount?,
                ground,
                by,
            }),
            "accept" => Some(Event::Accept {
                by,
                filing: filing(false)?,
            }),
            "file_online" => Some(Event::FileOnline { filing: filing(true)? }),
            "pay" => Some(Event::Pay {
                by: Some(by),
                on: self.said.day?,
            }),
            "lapse" => Some(Event::Lapse { on: self.said.day? }),
            "file_again" => Some(Event::FileAgain {
                filing: filing(was_online)?,
            }),
            "withdraw" => Some(Event::Withdraw),
            _ => None,
        }
    }
}

impl From<&Event> for Said {
    fn from(event: &Event) -> Said {
        let nothing = Said::default();
        match event {
            Event::Submit { clock } => Said {
                day: clock.as_ref().map(|c| c.started),
                clock: clock.as_ref().map(|c| (c.days, c.warned_before)),
                ..nothing
            },
            Event::Disagree { ground: note, .. }
            | Event::Return { ground: note, .. }
            | Event::Refuse { ground: note, .. }
            | Event::Mend { note } => Said {
                note: Some(note.clone()),
                ..nothing
            },
            Event::ApproveAmounts { amount, ground, .. } => Said {
                amount: Some(*amount),
                note: Some(ground.clone()),
                ..nothing
            },
            Event::Ask { what: note, on, .. } | Event::Answer { note, on } => Said {
                day: Some(*on),
                note: Some(note.clone()),
                ..nothing
            },
            Event::Accept { filing, .. } | Event::FileOnline { filing } | Event::FileAgain { filing } => Said {
                day: Some(filing.on),
                amount: Some(filing.amount),
                ..nothing
            },
            Event::Pay { on, .. } | Event::Lapse { on } => Said { day: Some(*on), ..nothing },
            Event::Check { .. } | Event::Confirm { .. } | Event::Withdraw => nothing,
        }
    }
}

/// Appends a step and writes where the case stands now; `due_on` is the day by which the queue sorts it.
pub fn append(tx: &mut Tx, act: &mut Act, opened: &Opened, step: &Step, state: &State, due_on: Date) -> Result<(), Trouble> {
    let said = &step.said;
    let row = [
        opened.employer.0.into(),
        opened.id.0.into(),
        step.step.into(),
        step.n.into(),
        step.event.as_str().into(),
        step.by.0.into(),
        step.by_name.as_str().into(),
        step.on_date.into(),
        said.day.into(),
        said.clock.map(|(days, _)| i64::from(days)).into(),
        said.clock.map(|(_, before)| i64::from(before)).into(),
        said.amount.into(),
        said.note.as_deref().into(),
    ];
    act.insert(tx, &BACK_PAYMENT_EVENT, &row)?;
    stand(tx, opened, state, due_on)
}

pub(super) fn of_case(tx: &mut Tx, key: &[V]) -> Result<Vec<Step>, Trouble> {
    let sql = "SELECT step, n, event, by_login, by_name, on_date, day, days, warned_before, amount_fen, note FROM back_payment_event \
               WHERE employer_id = $1 AND case_id = $2 ORDER BY step";
    tx.query(sql, key)?.iter().map(restore).collect()
}

fn restore(row: &Row) -> Result<Step, Trouble> {
    let count = |col| -> Result<Option<u32>, Trouble> { Ok(row.opt_i64(col)?.and_then(|n| u32::try_from(n).ok())) };
    Ok(Step {
        step: row.i64(0)?,
        n: row.i64(1)?,
        event: row.text(2)?.to_owned(),
        by: LoginId(row.i64(3)?),
        by_name: row.text(4)?.to_owned(),
        on_date: row.date(5)?,
        said: Said {
            day: row.opt_date(6)?,
            clock: count(7)?.zip(count(8)?),
            amount: row.opt_i64(9)?.map(Fen),
            note: row.opt_text(10)?.map(str::to_owned),
        },
    })
}
