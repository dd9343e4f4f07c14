//! `shebao login add`: whoever has the machine in hand lets people in.

use std::io::{self, BufRead};
use std::process::ExitCode;

use procedures::open_agency::Purpose;
use procedures::sign_in::{NewLogin, add_login, replace_login, right};
use procedures::{Agency, Caller, Error, Role};
use reckoned::Usage;
use serde_json::json;

use super::opening;
use crate::Ended;
use crate::command::Login;
use crate::terminal::Terminal;

/// Adds or replaces a login.
type Write = fn(&Agency, &Caller, NewLogin) -> Result<String, Error>;

/// Adds or replaces a login and prints the secret of its second factor, once.
pub fn run(ask: &Login, terminal: &mut Terminal<'_>) -> Ended {
    let Login::Add {
        place,
        handle,
        name,
        role,
        employer,
        person,
        replace,
    } = ask;
    let read = Role::of_logins().find(|known| known.code() == role);
    let role = read.ok_or_else(|| {
        terminal.usage(&Usage::UnknownWord {
            option: "--role",
            value: role.clone(),
            known: roles(),
        })
    })?;
    let mut password = String::new();
    io::stdin().lock().read_line(&mut password)?;
    let agency = opening::agency(terminal, place, Purpose::Found, 1)?;
    let stop = |error| opening::stop(terminal.lang, &error);
    agency.found(None).map_err(stop)?;
    let granted = right(&agency, role, employer.clone(), person.clone()).map_err(stop)?;
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    let new = NewLogin {
        handle: handle.clone(),
        name: name.clone(),
        password,
        grants: vec![granted],
    };
    let (write, said): (Write, _) = match replace {
        true => (replace_login, "login.replaced"),
        false => (add_login, "login.added"),
    };
    let secret = write(&agency, &Caller::operator(), new).map_err(stop)?;
    if terminal.json {
        terminal.object(&json!({ "handle": handle, "totp_secret": secret }))?;
    } else {
        terminal.line(&terminal.say(
            said,
            &[("handle", units::Fact::Text(handle.clone())), ("secret", units::Fact::Text(secret))],
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The roles that a login may have, by their codes.
pub fn roles() -> String {
    Role::of_logins().map(Role::code).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use procedures::Role;

    use crate::command::CommandLine;

    #[test]
    fn the_help_names_every_role_that_a_login_may_have() {
        let mut shebao = CommandLine::command();
        let add = shebao
            .find_subcommand_mut("login")
            .and_then(|login| login.find_subcommand_mut("add"));
        let help = add.expect("a command").render_help().to_string();
        assert_eq!(Role::of_logins().count(), 13);
        let chinese = words::say(words::Lang::Zh, "option.role.says", &[]);
        for role in Role::of_logins() {
            assert!(help.contains(role.code()), "{}: {help}", role.code());
            assert!(chinese.contains(role.code()), "{}: {chinese}", role.code());
        }
    }
}
