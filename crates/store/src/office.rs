//! Offices, their hours, closures and ends.

use domain::hall::Matter;
use domain::hall::office::{Closure, End, Moment, Office, OfficeKind, Session};
use domain::ids::OfficeId;
use units::Date;

use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// Offices, a row a version.
pub static OFFICE: Table = Table::new(
    "office",
    &[
        "office_id",
        "n",
        "region",
        "name",
        "name_en",
        "address",
        "address_en",
        "kind",
        "cash_until",
        "days_ahead",
    ],
    &["office_id", "n"],
    "office_id",
)
.superseded();

/// Hours with capacity.
pub static SESSION: Table = Table::new(
    "office_session",
    &["office_id", "matter", "starts", "n", "ends", "capacity"],
    &["office_id", "matter", "starts", "n"],
    "office_id",
)
.superseded();

/// Closures; a superseded one is lifted.
pub static CLOSURE: Table = Table::new(
    "closure",
    &["office_id", "on_day", "starts", "n", "ground"],
    &["office_id", "on_day", "starts", "n"],
    "office_id",
)
.superseded();

/// Ends of offices; a superseded one was taken back.
pub static END: Table = Table::new(
    "office_end",
    &["office_id", "n", "from_day", "ground"],
    &["office_id", "n"],
    "office_id",
)
.superseded();

/// The row of an office, in the order of [`OFFICE`].
pub fn row(office: &Office, region: &str, n: i64) -> Vec<V> {
    vec![
        office.id.0.into(),
        n.into(),
        region.into(),
        office.name[0].as_str().into(),
        office.name[1].as_str().into(),
        office.address[0].as_str().into(),
        office.address[1].as_str().into(),
        office.kind.code().into(),
        office.cash_until.to_string().into(),
        office.days_ahead.into(),
    ]
}

/// The row of hours, in the order of [`SESSION`].
pub fn session_row(office: OfficeId, session: &Session, n: i64) -> Vec<V> {
    vec![
        office.0.into(),
        session.matter.code().into(),
        session.starts.to_string().into(),
        n.into(),
        session.ends.to_string().into(),
        session.capacity.into(),
    ]
}

/// The row of a closure, in the order of [`CLOSURE`].
pub fn closure_row(office: OfficeId, closure: &Closure, n: i64) -> Vec<V> {
    vec![
        office.0.into(),
        closure.day.into(),
        starts_of(closure).into(),
        n.into(),
        closure.ground.as_str().into(),
    ]
}

/// The row of an end, in the order of [`END`].
pub fn end_row(office: OfficeId, end: &End, n: i64) -> Vec<V> {
    vec![office.0.into(), n.into(), end.from.into(), end.ground.as_str().into()]
}

/// The end of an office that was decided, with the event that wrote it.
pub fn end(tx: &mut Tx, office: OfficeId) -> Result<Option<(i64, End)>, Trouble> {
    let sql = "SELECT n, from_day, ground FROM office_end WHERE office_id = $1 AND superseded_n IS NULL";
    tx.one(sql, &[office.0.into()])?
        .map(|row| {
            let end = End {
                from: row.date(1)?,
                ground: row.text(2)?.to_owned(),
            };
            Ok((row.i64(0)?, end))
        })
        .transpose()
}

fn starts_of(closure: &Closure) -> String {
    closure.starts.map(|starts| starts.to_string()).unwrap_or_default()
}

/// The primary key of a closure's row.
pub fn closure_key(office: OfficeId, closure: &Closure, n: i64) -> [V; 4] {
    [office.0.into(), closure.day.into(), starts_of(closure).into(), n.into()]
}

pub(crate) fn moment(text: &str) -> Result<Moment, Trouble> {
    Moment::parse(text).map_err(|_| Trouble::value(format!("{text} is no time of day")))
}

pub(crate) fn matter(code: &str) -> Result<Matter, Trouble> {
    Matter::from_code(code).ok_or_else(|| Trouble::value(format!("unknown matter {code}")))
}

fn restore(row: &Row) -> Result<(i64, Office), Trouble> {
    let office = Office {
        id: OfficeId(row.i64(0)?),
        name: [row.text(2)?.to_owned(), row.text(3)?.to_owned()],
        address: [row.text(4)?.to_owned(), row.text(5)?.to_owned()],
        kind: OfficeKind::from_code(row.text(6)?).ok_or_else(|| Trouble::value("office row: unknown kind".to_owned()))?,
        cash_until: moment(row.text(7)?)?,
        days_ahead: u32::try_from(row.i64(8)?).unwrap_or_default(),
    };
    Ok((row.i64(1)?, office))
}

/// The offices of a region, the centre first.
pub fn of_region(tx: &mut Tx, region: &str) -> Result<Vec<Office>, Trouble> {
    let sql = "SELECT office_id, n, name, name_en, address, address_en, kind, cash_until, days_ahead FROM office \
               WHERE region = $1 AND superseded_n IS NULL ORDER BY kind, office_id";
    let rows = tx.query(sql, &[region.into()])?;
    rows.iter().map(|row| restore(row).map(|(_, office)| office)).collect()
}

/// One office with the event that wrote its row.
pub fn load(tx: &mut Tx, office: OfficeId) -> Result<Option<(i64, Office)>, Trouble> {
    let sql = "SELECT office_id, n, name, name_en, address, address_en, kind, cash_until, days_ahead FROM office \
               WHERE office_id = $1 AND superseded_n IS NULL";
    tx.one(sql, &[office.0.into()])?.map(|row| restore(&row)).transpose()
}

/// The hours of an office as they hold, each with the event that wrote it.
pub fn sessions(tx: &mut Tx, office: OfficeId) -> Result<Vec<(i64, Session)>, Trouble> {
    let sql = "SELECT n, matter, starts, ends, capacity FROM office_session \
               WHERE office_id = $1 AND superseded_n IS NULL ORDER BY matter, starts";
    let rows = tx.query(sql, &[office.0.into()])?;
    rows.iter()
        .map(|row| {
            let session = Session {
                matter: matter(row.text(1)?)?,
                starts: moment(row.text(2)?)?,
                ends: moment(row.text(3)?)?,
                capacity: u32::try_from(row.i64(4)?).unwrap_or_default(),
            };
            Ok((row.i64(0)?, session))
        })
        .collect()
}

/// The closures of an office from a day on, each with the event that wrote it.
pub fn closures(tx: &mut Tx, office: OfficeId, from: Date) -> Result<Vec<(i64, Closure)>, Trouble> {
    let sql = "SELECT n, on_day, starts, ground FROM closure \
               WHERE office_id = $1 AND on_day >= $2 AND superseded_n IS NULL ORDER BY on_day, starts";
    let rows = tx.query(sql, &[office.0.into(), from.into()])?;
    rows.iter()
        .map(|row| {
            let starts = row.text(2)?;
            let closure = Closure {
                day: row.date(1)?,
                starts: if starts.is_empty() { None } else { Some(moment(starts)?) },
                ground: row.text(3)?.to_owned(),
            };
            Ok((row.i64(0)?, closure))
        })
        .collect()
}
