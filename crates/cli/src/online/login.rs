//! `shebao login add`: whoever has the machine in hand lets people in.

use std::io::{self, BufRead};
use std::process::ExitCode;

use procedures::sign_in::{NewLogin, add_login, right};
use procedures::{Caller, Clock, Role};
use reckoned::Usage;
use serde_json::json;

use super::opening;
use crate::Ended;
use crate::command::Login;
use crate::terminal::Terminal;

/// Adds a login and prints the secret of its second factor, once.
pub fn run(ask: &Login, terminal: &mut Terminal<'_>) -> Ended {
    let Login::Add {
        database,
        region,
        handle,
        name,
        role,
        employer,
        person,
    } = ask;
    let known = Role::ALL
        .into_iter()
        .filter(|r| !matches!(r, Role::Anonymous | Role::System))
        .map(Role::code)
        .collect::<Vec<_>>()
        .join(", ");
    let read = Role::from_code(role).filter(|r| !matches!(r, Role::Anonymous | Role::System));
    let role = read.ok_or_else(|| {
        terminal.usage(&Usage::UnknownWord {
            option: "--role",
            value: role.clone(),
            known,
        })
    })?;
    let mut password = String::new();
    io::stdin().lock().read_line(&mut password)?;
    let agency = opening::agency(terminal, database, region, Clock::Stored, 1)?;
    let stop = |error| opening::stop(terminal.lang, &error);
    let granted = right(&agency, role, employer.clone(), person.clone()).map_err(stop)?;
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    let new = NewLogin {
        handle: handle.clone(),
        name: name.clone(),
        password,
        grants: vec![granted],
    };
    let secret = add_login(&agency, &Caller::operator(), new).map_err(stop)?;
    if terminal.json {
        terminal.object(&json!({ "handle": handle, "totp_secret": secret }))?;
    } else {
        terminal.line(&terminal.say(
            "login.added",
            &[("handle", units::Fact::Text(handle.clone())), ("secret", units::Fact::Text(secret))],
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}
