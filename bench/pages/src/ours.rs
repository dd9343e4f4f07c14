//! Ours: the demonstration's employers live from October 2015 to September 2026, day by day; then the portal as it is served.

use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use policy::Packs;
use procedures::found_demo::found_demo;
use procedures::record::own_record;
use procedures::turn_day::turn_day;
use procedures::{Agency, Clock, Role, Setting, sign_in};
use store::{Db, Options};
use units::{Date, date};
use web::{Portal, Setup};

use crate::client::Ask;

/// The first day that is lived through: since then the industry classes of employment injury are known for everybody.
const FIRST_DAY: Date = date(2015, 11, 5);
/// The demonstration's day.
const TODAY: Date = date(2026, 9, 7);

/// A city with a past, and what is asked of it.
pub struct Lived {
    /// Months of the record.
    pub months: usize,
    /// Of them, paid in the first branch.
    pub paid: usize,
    /// The caller's own name and roles: the least that a signed-in program can ask.
    pub one_read: Ask,
    /// The record as a page.
    pub page: Ask,
    /// The same as JSON.
    pub json: Ask,
}

/// Lives through the years into a file.
pub fn live(file: &Path) -> Result<Lived> {
    let agency = agency(&file.display().to_string())?;
    said(found_demo(&agency, FIRST_DAY))?;
    let mut day = FIRST_DAY;
    while day <= TODAY {
        for turned in said(turn_day(&agency, day))? {
            said(turned.done).with_context(|| format!("{day}, {}", turned.step.code()))?;
        }
        day = day.tomorrow()?;
    }
    let (caller, token) = said(sign_in::sign_in_demo(&agency, Role::Insured.code()))?;
    let record = said(agency.read(&caller, |desk| own_record(desk, None)))?;
    let paid = record.months.iter().filter(|row| row.cells[0].paid_on.is_some()).count();
    ensure!(paid > 120, "{paid} months of the record are paid");
    let cookie = format!("shebao-session={}", token.0);
    Ok(Lived {
        months: record.months.len(),
        paid,
        one_read: Ask::new("/api/sessions/own", &cookie),
        page: Ask::new("/record", &cookie),
        json: Ask::new("/api/record", &cookie),
    })
}

/// Says its port and serves until it is ended.
pub fn serve(file: &str) -> Result<()> {
    let portal = Portal::new(Setup {
        agency: agency(file)?,
        name: [
            "示例市社会保险经办机构".to_owned(),
            "Social insurance agency of Example City".to_owned(),
        ],
        https: false,
        patience: Duration::from_secs(30),
        forms: None,
    });
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    println!("{}", listener.local_addr()?.port());
    web::run(listener, None, &portal).context("serving")
}

fn agency(file: &str) -> Result<Agency> {
    let setting = Setting {
        db: Db::open(file, Options::default())?,
        book: Packs::embedded().book("cn/example").map_err(|faults| anyhow!("{faults:?}"))?,
        clock: Clock::Stored,
        instant: Box::new(|| 1_788_700_000_000),
        random: Box::new(|bytes| bytes.fill(7)),
        receipt_secret: vec![1; 32],
    };
    Ok(Agency::new(setting))
}

fn said<T>(outcome: Result<T, procedures::Error>) -> Result<T> {
    outcome.map_err(|error| anyhow!("{error:?}"))
}
