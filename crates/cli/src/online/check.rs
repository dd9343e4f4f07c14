//! `shebao check` and `shebao audit verify`: every invariant, the chain.

use std::process::ExitCode;

use procedures::check;
use procedures::open_agency::Purpose;
use serde_json::json;

use super::opening;
use crate::Ended;
use crate::command::{Audit, Backup, Check};
use crate::terminal::Terminal;

/// Broken places shown to people for each invariant; JSON has all of them.
const SHOWN: usize = 20;

/// Examines every invariant; status 1 where one does not hold.
pub fn run(ask: &Check, terminal: &mut Terminal<'_>) -> Ended {
    if ask.rebuild {
        let agency = opening::agency(terminal, &ask.place, Purpose::Act, 2)?;
        let restored = check::rebuild(&agency).map_err(|error| opening::stop(terminal.lang, &error))?;
        terminal.hint(&terminal.say("check.rebuilt", &[("count", units::Fact::Count(restored as i64))]))?;
        drop(agency);
    }
    let agency = opening::agency(terminal, &ask.place, Purpose::LookOn, 2)?;
    let checks = check::check(&agency).map_err(|error| opening::stop(terminal.lang, &error))?;
    let held = checks.iter().all(check::Check::held);
    if terminal.json {
        let checks: Vec<_> = checks
            .iter()
            .map(|c| json!({ "name": c.name, "held": c.held(), "examined": c.examined, "broken": c.broken }))
            .collect();
        terminal.object(&json!({ "checks": checks }))?;
    } else {
        for one in &checks {
            let mark = if one.held() { "✓" } else { "✗" };
            terminal.line(&format!("{mark} {:<8} {:>12}", one.name, one.examined))?;
            one.broken
                .iter()
                .take(SHOWN)
                .try_for_each(|line| terminal.line(&format!("    {line}")))?;
            if one.broken.len() > SHOWN {
                terminal.line(&format!("    … {}", one.broken.len()))?;
            }
        }
    }
    Ok(if held { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Walks the chains; status 1 where one is broken.
pub fn audit(ask: &Audit, terminal: &mut Terminal<'_>) -> Ended {
    let Audit::Verify { place } = ask;
    let agency = opening::agency(terminal, place, Purpose::LookOn, 2)?;
    let seen = check::verify_chains(&agency).map_err(|error| opening::stop(terminal.lang, &error))?;
    let unbroken = seen.broken.is_empty();
    if terminal.json {
        terminal.object(&json!({ "entries": seen.entries, "head": seen.head, "unbroken": unbroken, "broken": seen.broken }))?;
    } else {
        terminal.line(&format!("{} {} {}", if unbroken { "✓" } else { "✗" }, seen.entries, seen.head))?;
        seen.broken.iter().try_for_each(|line| terminal.line(&format!("    {line}")))?;
    }
    Ok(if unbroken { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// `shebao backup`: copies a served SQLite database, with its manifest.
pub fn backup(ask: &Backup, terminal: &mut Terminal<'_>) -> Ended {
    let manifest = check::backup(&ask.database, &ask.file).map_err(|error| opening::unopened(terminal.lang, &ask.database, &error))?;
    let rows: i64 = manifest.rows.iter().map(|table| table.rows).sum();
    if terminal.json {
        terminal.object(&json!({ "file": ask.file, "rows": rows, "state": manifest.state }))?;
    } else {
        terminal.line(&format!("{} {rows} {}", ask.file.display(), manifest.state))?;
    }
    Ok(ExitCode::SUCCESS)
}
