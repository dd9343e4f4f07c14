//! `shebao demo`: a whole synthetic city in an embedded database, with a business day that moves by hand.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use procedures::demo_bank::Order;
use procedures::found_city::Founding;
use procedures::found_demo::{enrol_somebody_late, found_demo, found_until};
use procedures::found_earlier::found_earlier;
use procedures::turn_day::turn_days_until;
use procedures::{Agency, Caller};
use reckoned::Stop;
use units::{Date, Month};

use super::opening;
use crate::Ended;
use crate::command::Demo;
use crate::terminal::Terminal;

/// The pack of the demonstration: the procedure of the founding documents.
const REGION: &str = "cn/example";
/// Months that are lived through before the demonstration's first day.
const MONTHS_BEFORE: i32 = 3;
/// Up to so many people the whole city lives through them. Of a larger one a part does, the others join on the first day.
const LIVED_THROUGH_BELOW: u64 = 20_000;
/// That part.
const FIRST_PEOPLE: u64 = 3_000;

/// Founds the city where it is not there yet, and serves it.
pub fn run(ask: &Demo, terminal: &mut Terminal<'_>) -> Ended {
    let today = terminal.day("--date", &ask.date)?;
    let people: u64 = ask.people;
    let folder = ask.dir.clone().unwrap_or_else(|| std::env::temp_dir().join("shebao-demo"));
    std::fs::create_dir_all(&folder).map_err(|cause| Stop::trouble(terminal.lang, &format!("{}: {cause}", folder.display())))?;
    let file: PathBuf = folder.join("shebao.db");
    let is_new = !file.exists();
    let agency = opening::demo(terminal, &file, REGION)?;
    let listener = TcpListener::bind(&ask.listen).map_err(|cause| Stop::trouble(terminal.lang, &format!("{}: {cause}", ask.listen)))?;
    if is_new {
        let founded = found(&agency, today, people, terminal);
        founded.map_err(|error| opening::stop(terminal.lang, &error))?;
    }
    let address = listener
        .local_addr()
        .map_err(|cause| Stop::trouble(terminal.lang, &cause.to_string()))?;
    for line in ready(&agency, &address.to_string(), terminal)? {
        terminal.hint(&line)?;
    }
    web::run(listener, None, &opening::portal(agency, false))?;
    Ok(ExitCode::SUCCESS)
}

fn found(agency: &Agency, today: Date, people: u64, terminal: &mut Terminal<'_>) -> Result<(), procedures::Error> {
    let first_day = Month::of(today).plus(-MONTHS_BEFORE).first_day();
    let first_people = if people <= LIVED_THROUGH_BELOW { people } else { FIRST_PEOPLE };
    let founding = found_until(agency, found_demo(agency, first_day)?, first_people, &mut |_| {})?;
    found_earlier(agency)?;
    let _unsaid = terminal.hint(&terminal.say(
        "demo.living",
        &[("from", units::Fact::Day(first_day)), ("to", units::Fact::Day(today))],
    ));
    turn_days_until(agency, first_day, &mut |_| {})?;
    let late = late_day(today);
    let is_before = late < Month::of(today).first_day();
    let founding = if is_before { enrol_late(agency, founding, late)? } else { founding };
    bounce_latest(agency, today)?;
    let founding = if is_before { founding } else { enrol_late(agency, founding, late)? };
    turn_days_until(agency, today, &mut |_| {})?;
    if founding.people < people {
        let (city, founding) = (agency.clone(), founding.joining(Month::of(today)));
        thread::spawn(move || grow(&city, founding, people));
    }
    Ok(())
}

/// The second day of the latest window for changes of the roll that is not after today: the fifth opens it.
fn late_day(today: Date) -> Date {
    let this = Month::of(today).day(6);
    if this <= today { this } else { Month::of(today).previous().day(6) }
}

/// Somebody is enrolled two months late on a day.
fn enrol_late(agency: &Agency, founding: Founding, on: Date) -> Result<Founding, procedures::Error> {
    turn_days_until(agency, on, &mut |_| {})?;
    enrol_somebody_late(agency, founding)
}

/// The clerk's latest debit bounces, so that the demonstration opens with something to mend.
fn bounce_latest(agency: &Agency, today: Date) -> Result<(), procedures::Error> {
    let before = Month::of(today).first_day().yesterday().unwrap_or(today);
    turn_days_until(agency, before, &mut |_| {})?;
    agency.write(&Caller::system(), |desk| {
        let employer = procedures::found_demo::clerks_employer(desk)?;
        procedures::demo_bank::order(desk, employer, Order::InsufficientBalance, 1)
    })
}

/// A large city grows while its first pages are already served.
fn grow(agency: &Agency, from: Founding, people: u64) {
    match found_until(agency, from, people, &mut |_| {}) {
        Ok(grown) => tracing::info!(people = grown.people, employers = grown.employers, "the city is whole"),
        Err(error) => tracing::error!(?error, "the city stopped growing"),
    }
}

/// Where to look, and as whom.
fn ready(agency: &Agency, address: &str, terminal: &Terminal<'_>) -> Result<Vec<String>, Stop> {
    let people = procedures::sign_in::demo_people(agency).map_err(|error| opening::stop(terminal.lang, &error))?;
    let mut lines = vec![terminal.say("demo.people", &[])];
    for (handle, person) in people {
        let role = person
            .roles()
            .next()
            .map(|role| terminal.say(&format!("sign_in.role.{}", role.code()), &[]))
            .unwrap_or_default();
        lines.push(format!("  {handle:<18} {}  {role}", person.name));
    }
    lines.push(terminal.say("demo.ready", &[("address", units::Fact::Text(format!("http://{address}")))]));
    Ok(lines)
}
