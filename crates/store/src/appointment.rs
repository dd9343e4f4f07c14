//! Booked visits: who holds which slot, who waits for one.

use std::collections::BTreeMap;

use domain::hall::appointment::{Appointment, Errand, Number, State, Told};
use domain::hall::office::SlotKey;
use domain::ids::{AppointmentId, EmployerId, LoginId, OfficeId};
use units::Date;

use crate::event::Act;
use crate::fact::Table;
use crate::office::{matter, moment};
use crate::{Row, Trouble, Tx, V};

/// Appointments, a row for each way they stand.
pub static APPOINTMENT: Table = Table::new(
    "appointment",
    &[
        "office_id",
        "appointment_id",
        "n",
        "on_day",
        "starts",
        "matter",
        "state",
        "letter",
        "seq",
        "errand",
        "employer_id",
        "visitor",
        "by_login",
        "made_at",
        "told_day",
        "told_starts",
        "told",
    ],
    &["office_id", "appointment_id", "n"],
    "office_id",
)
.superseded();

/// The employers of a visit.
pub static APPOINTMENT_EMPLOYER: Table = Table::new(
    "appointment_employer",
    &["office_id", "appointment_id", "employer_id", "n"],
    &["office_id", "appointment_id", "employer_id"],
    "office_id",
);

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT b.office_id, b.appointment_id, b.n, b.on_day, b.starts, b.matter, b.state, b.letter, b.seq, b.errand, b.employer_id, ",
            "b.visitor, b.by_login, b.made_at, b.told_day, b.told_starts, b.told FROM appointment b ",
            $rest
        )
    };
}

fn row(of: &Appointment, n: i64) -> Vec<V> {
    let (day, starts, told) = match &of.told {
        None => (None, None, None),
        Some(Told::Filled) => (None, None, Some(String::new())),
        Some(Told::Closed { from, ground }) => (Some(from.day), Some(from.starts.to_string()), Some(ground.clone())),
    };
    vec![
        of.office.0.into(),
        of.id.0.into(),
        n.into(),
        of.slot.day.into(),
        of.slot.starts.to_string().into(),
        of.slot.matter.code().into(),
        of.state.code().into(),
        of.number.map(|number| number.letter.to_string()).into(),
        of.number.map(|number| number.count).into(),
        of.errand.code().into(),
        of.employer.0.into(),
        of.visitor.as_str().into(),
        of.by.0.into(),
        of.made_at.into(),
        day.into(),
        starts.into(),
        told.into(),
    ]
}

pub(crate) fn number(letter: Option<&str>, count: Option<i64>) -> Option<Number> {
    Some(Number {
        letter: letter?.chars().next()?,
        count: u32::try_from(count?).ok()?,
    })
}

fn restore(row: &Row) -> Result<(i64, Appointment), Trouble> {
    let odd = |what: &str| Trouble::value(format!("appointment row: {what}"));
    let matter = matter(row.text(5)?)?;
    let told = match (row.opt_date(14)?, row.opt_text(15)?, row.opt_text(16)?) {
        (Some(day), Some(starts), Some(ground)) => Some(Told::Closed {
            from: SlotKey {
                day,
                starts: moment(starts)?,
                matter,
            },
            ground: ground.to_owned(),
        }),
        (_, _, Some(_)) => Some(Told::Filled),
        (_, _, None) => None,
    };
    let appointment = Appointment {
        office: OfficeId(row.i64(0)?),
        id: AppointmentId(row.i64(1)?),
        slot: SlotKey {
            day: row.date(3)?,
            starts: moment(row.text(4)?)?,
            matter,
        },
        state: State::from_code(row.text(6)?).ok_or_else(|| odd("unknown state"))?,
        number: number(row.opt_text(7)?, row.opt_i64(8)?),
        errand: Errand::from_code(row.text(9)?).ok_or_else(|| odd("unknown errand"))?,
        employer: EmployerId(row.i64(10)?),
        visitor: row.text(11)?.to_owned(),
        by: LoginId(row.i64(12)?),
        made_at: row.i64(13)?,
        told,
    };
    Ok((row.i64(2)?, appointment))
}

/// Writes a new appointment with its employers.
pub fn open(tx: &mut Tx, act: &mut Act, of: &Appointment, employers: &[EmployerId]) -> Result<(), Trouble> {
    act.insert(tx, &APPOINTMENT, &row(of, act.n))?;
    for employer in employers {
        let row = [of.office.0.into(), of.id.0.into(), employer.0.into(), act.n.into()];
        act.insert(tx, &APPOINTMENT_EMPLOYER, &row)?;
    }
    Ok(())
}

/// Writes how an appointment stands now; `was` is the event of the row that it follows.
pub fn follow(tx: &mut Tx, act: &mut Act, was: i64, of: &Appointment) -> Result<(), Trouble> {
    act.supersede(tx, &APPOINTMENT, &[of.office.0.into(), of.id.0.into(), was.into()])?;
    act.insert(tx, &APPOINTMENT, &row(of, act.n))
}

/// One appointment as it stands, with the event of its row.
pub fn load(tx: &mut Tx, id: AppointmentId) -> Result<Option<(i64, Appointment)>, Trouble> {
    let sql = select!("WHERE b.appointment_id = $1 AND b.superseded_n IS NULL");
    tx.one(sql, &[id.0.into()])?.map(|row| restore(&row)).transpose()
}

/// Every way an appointment stood, the first first.
pub fn history(tx: &mut Tx, id: AppointmentId) -> Result<Vec<(i64, Appointment)>, Trouble> {
    let sql = select!("WHERE b.appointment_id = $1 ORDER BY b.n");
    tx.query(sql, &[id.0.into()])?.iter().map(restore).collect()
}

/// The employers of a visit.
pub fn employers(tx: &mut Tx, id: AppointmentId) -> Result<Vec<EmployerId>, Trouble> {
    let sql = "SELECT employer_id FROM appointment_employer WHERE appointment_id = $1 ORDER BY employer_id";
    let rows = tx.query(sql, &[id.0.into()])?;
    rows.iter().map(|row| row.i64(0).map(EmployerId)).collect()
}

/// The appointments of an employer from a day on, whatever became of them.
pub fn of_employer(tx: &mut Tx, employer: EmployerId, from: Date) -> Result<Vec<Appointment>, Trouble> {
    let sql = select!(
        "JOIN appointment_employer e ON e.office_id = b.office_id AND e.appointment_id = b.appointment_id \
         WHERE e.employer_id = $1 AND b.on_day >= $2 AND b.superseded_n IS NULL ORDER BY b.on_day, b.starts, b.appointment_id"
    );
    let rows = tx.query(sql, &[employer.0.into(), from.into()])?;
    rows.iter().map(|row| restore(row).map(|(_, appointment)| appointment)).collect()
}

/// The appointments of a day at an office, in the order of their slots, the waiting list in its order.
pub fn of_day(tx: &mut Tx, office: OfficeId, day: Date) -> Result<Vec<(i64, Appointment)>, Trouble> {
    let sql = select!("WHERE b.office_id = $1 AND b.on_day = $2 AND b.superseded_n IS NULL ORDER BY b.starts, b.made_at, b.appointment_id");
    tx.query(sql, &[office.0.into(), day.into()])?.iter().map(restore).collect()
}

/// The days from one on for which somebody holds a place at an office or waits for one.
pub fn days_from(tx: &mut Tx, office: OfficeId, from: Date) -> Result<Vec<Date>, Trouble> {
    let sql = "SELECT DISTINCT on_day FROM appointment WHERE office_id = $1 AND on_day >= $2 AND superseded_n IS NULL \
               AND state IN ('confirmed', 'waiting') ORDER BY on_day";
    tx.query(sql, &[office.0.into(), from.into()])?
        .iter()
        .map(|row| row.date(0))
        .collect()
}

/// How many places of each slot are held from a day on.
pub fn taken(tx: &mut Tx, office: OfficeId, from: Date) -> Result<BTreeMap<SlotKey, u32>, Trouble> {
    let sql = "SELECT on_day, starts, matter, COUNT(*) FROM appointment WHERE office_id = $1 AND on_day >= $2 AND superseded_n IS NULL \
               AND state IN ('confirmed', 'arrived') GROUP BY on_day, starts, matter";
    let mut taken = BTreeMap::new();
    for row in tx.query(sql, &[office.0.into(), from.into()])? {
        let key = SlotKey {
            day: row.date(0)?,
            starts: moment(row.text(1)?)?,
            matter: matter(row.text(2)?)?,
        };
        taken.insert(key, u32::try_from(row.i64(3)?).unwrap_or(u32::MAX));
    }
    Ok(taken)
}

/// How many appointments of an employer count on a day, over all offices, apart from one.
pub fn live_on(tx: &mut Tx, employer: EmployerId, day: Date, but: Option<AppointmentId>) -> Result<i64, Trouble> {
    let sql = "SELECT COUNT(*) FROM appointment b JOIN appointment_employer e ON e.office_id = b.office_id AND e.appointment_id = b.appointment_id \
               WHERE e.employer_id = $1 AND b.on_day = $2 AND b.superseded_n IS NULL \
               AND b.state IN ('confirmed', 'waiting', 'arrived') AND b.appointment_id <> $3";
    let but = but.map_or(0, |id| id.0);
    tx.one(sql, &[employer.0.into(), day.into(), but.into()])?
        .map_or(Ok(0), |row| row.i64(0))
}

/// The next count of a letter at an office on a day: appointments and walk-ins share it, and no number is given twice.
pub fn next_count(tx: &mut Tx, office: OfficeId, day: Date, letter: char) -> Result<u32, Trouble> {
    let sql = "SELECT COALESCE(MAX(seq), 0) FROM (SELECT seq FROM appointment WHERE office_id = $1 AND on_day = $2 AND letter = $3 \
               UNION ALL SELECT seq FROM ticket WHERE office_id = $1 AND on_day = $2 AND letter = $3) AS given";
    let last = tx.one(sql, &[office.0.into(), day.into(), letter.to_string().into()])?;
    let last = last.map_or(Ok(0), |row| row.i64(0))?;
    Ok(u32::try_from(last + 1).unwrap_or(u32::MAX))
}

/// Appointments before a day that are not ended: what the turn of the day ends. At most so many.
pub fn unended_before(tx: &mut Tx, region: &str, day: Date, limit: i64) -> Result<Vec<(i64, Appointment)>, Trouble> {
    let sql = select!(
        "JOIN office o ON o.office_id = b.office_id AND o.superseded_n IS NULL WHERE o.region = $1 AND b.on_day < $2 \
         AND b.superseded_n IS NULL AND b.state IN ('confirmed', 'waiting') ORDER BY b.office_id, b.appointment_id LIMIT $3"
    );
    let rows = tx.query(sql, &[region.into(), day.into(), limit.into()])?;
    rows.iter().map(restore).collect()
}

/// Slots that hold more appointments than they have places for: `(office, day, starts, matter, held, capacity)`. There must be none.
/// Answers how many slots were looked at, too.
pub fn overfull(tx: &mut Tx) -> Result<(u64, Vec<String>), Trouble> {
    let sql = "SELECT b.office_id, b.on_day, b.starts, b.matter, COUNT(*), \
               COALESCE((SELECT MAX(s.capacity) FROM office_session s WHERE s.office_id = b.office_id AND s.matter = b.matter \
               AND s.starts = b.starts AND (s.superseded_n IS NULL OR s.superseded_n > MIN(b.n))), 0) \
               FROM appointment b WHERE b.superseded_n IS NULL AND b.state IN ('confirmed', 'arrived') \
               GROUP BY b.office_id, b.on_day, b.starts, b.matter ORDER BY b.office_id, b.on_day, b.starts, b.matter";
    let (mut examined, mut broken) = (0, Vec::new());
    for row in tx.query(sql, &[])? {
        examined += 1;
        let (held, capacity) = (row.i64(4)?, row.i64(5)?);
        if held > capacity {
            broken.push(format!(
                "appointment office_id={} on_day={} starts={} matter={}: {held} of {capacity}",
                row.i64(0)?,
                row.text(1)?,
                row.text(2)?,
                row.text(3)?
            ));
        }
    }
    Ok((examined, broken))
}
