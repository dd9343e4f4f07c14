//! What the parser of the command line did not understand, in the reader's language.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use units::Fact;
use words::Lang;

/// One sentence without its head: which option is missing, unknown, given twice or has a wrong value. What has no sentence of ours is
/// said in the parser's words, all of them on one line.
pub fn said(error: &Error, lang: Lang) -> String {
    let (key, kind) = match error.kind() {
        ErrorKind::MissingRequiredArgument => ("parser.missing", ContextKind::InvalidArg),
        ErrorKind::UnknownArgument => ("parser.unknown", ContextKind::InvalidArg),
        ErrorKind::InvalidSubcommand => ("parser.no_command", ContextKind::InvalidSubcommand),
        ErrorKind::ArgumentConflict => ("parser.twice", ContextKind::InvalidArg),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => ("parser.value", ContextKind::InvalidArg),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            ("parser.no_subcommand", ContextKind::InvalidSubcommand)
        }
        _ => return plain(error),
    };
    let named = match error.get(kind) {
        Some(ContextValue::String(one)) => one.clone(),
        Some(ContextValue::Strings(several)) => words::join(lang, several),
        _ if key == "parser.no_subcommand" => String::new(),
        _ => return plain(error),
    };
    words::say(lang, key, &[("what", Fact::Text(named))])
}

/// How the command is written: the parser's line.
pub fn usage(error: &Error) -> String {
    let text = error.to_string();
    let line = text.lines().find(|line| line.starts_with("Usage:"));
    line.unwrap_or_default().to_owned()
}

/// The parser's words up to its usage, on one line.
fn plain(error: &Error) -> String {
    let text = error.to_string();
    let lines = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let told: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    told.join(" ").trim_start_matches("error: ").to_owned()
}
