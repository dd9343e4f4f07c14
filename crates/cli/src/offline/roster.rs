use std::process::ExitCode;

use documents::export::{Template, template};
use units::Fact;

use crate::Ended;
use crate::command::Roster;
use crate::terminal::Terminal;

/// `shebao roster template`
pub fn run(ask: &Roster, terminal: &mut Terminal<'_>) -> Ended {
    let Roster::Template { file } = ask;
    terminal.workbook_name(file)?;
    let bytes = template(Template::Roster, &[]).map_err(|cause| terminal.unwritable(file, &cause))?;
    terminal.write(file, &bytes)?;
    let path = file.display().to_string();
    if terminal.json {
        terminal.object(&serde_json::json!({ "file": path }))?;
    } else {
        terminal.line(&terminal.say("roster.written", &[("path", Fact::Text(path))]))?;
    }
    Ok(ExitCode::SUCCESS)
}
