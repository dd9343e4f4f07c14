//! The first page of help: commands grouped by what somebody wants to do, one example each.

use units::Fact;
use words::Lang;

use crate::offline::{broken, width};

/// Groups: the key of a heading, and its commands: the key of a sentence and an example.
const GROUPS: [(&str, &[(&str, &str)]); 4] = [
    (
        "help.reckon",
        &[
            (
                "help.assess",
                "shebao assess --region cn/beijing --month 2026-08 --wage 9500 --category local_urban --injury-class 1 --why",
            ),
            (
                "help.assess_roster",
                "shebao assess --region cn/beijing --month 2026-08 --injury-class 1 roster.xlsx",
            ),
            ("help.roster", "shebao roster template roster.xlsx"),
            (
                "help.late_fee",
                "shebao late-fee --region cn/beijing --month 2026-08 --amount 19662.66 --declared 2026-10-12",
            ),
            (
                "help.route",
                "shebao route --region cn/beijing/chaoyang --months 2011-05..2011-08 --category nonlocal_urban --on 2026-09-18",
            ),
            (
                "help.gaps",
                "shebao gaps --region cn/beijing --goal points_settlement --on 2026-05-12 --wage 9500 --injury-class 1 record.csv",
            ),
            (
                "help.settle",
                "shebao account settle --region cn/beijing --year 2024 --opening 10000 --credit 01=760 --credit 02=760 --why",
            ),
            (
                "help.against",
                "shebao assess --region cn/beijing --month 2026-08 --injury-class 1 roster.xlsx --against mine.xlsx",
            ),
            ("help.workdays", "shebao workdays add 2026-09-21 20"),
            ("help.retire", "shebao retire --born 1971-03 --group woman55"),
            ("help.id", "shebao id check 110102197603092158"),
        ],
    ),
    (
        "help.policy",
        &[
            ("help.policy_list", "shebao policy list"),
            ("help.policy_show", "shebao policy show cn/beijing --month 2026-08"),
            ("help.policy_test", "shebao policy test"),
            ("help.policy_diff", "shebao policy diff 2019-04 2019-05 --region cn/beijing"),
        ],
    ),
    (
        "help.run",
        &[
            ("help.demo", "shebao demo --people 3000"),
            (
                "help.login",
                "shebao login add --database sqlite:city.db --region cn/beijing --handle lu --name Lu --role operator < password.txt",
            ),
            ("help.serve", "shebao serve --database sqlite:city.db --listen 127.0.0.1:8080"),
            ("help.close_month", "shebao close-month --database sqlite:city.db --month 2026-08"),
            ("help.debit_export", "shebao debit export --database sqlite:city.db debits.xml"),
            (
                "help.debit_online",
                "shebao debit export --online --database sqlite:city.db online.xml",
            ),
            ("help.debit_import", "shebao debit import --database sqlite:city.db answers.xml"),
        ],
    ),
    (
        "help.trust",
        &[
            ("help.check", "shebao check --database sqlite:city.db"),
            ("help.audit", "shebao audit verify --database sqlite:city.db"),
            ("help.backup", "shebao backup --database sqlite:city.db copy.db"),
        ],
    ),
];

/// The help of a command in Chinese, as the parser lays it out. What has no words of ours keeps the parser's.
pub fn in_chinese(command: clap::Command) -> clap::Command {
    translated(command, "")
}

/// A command with its options and those below it; `path` leads to it: `account.settle`.
fn translated(command: clap::Command, path: &str) -> clap::Command {
    let word = |key: &str| words::knows(key).then(|| words::say(Lang::Zh, key, &[]));
    let names: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    let mut command = command
        .help_template(format!("{{about}}\n\n{}: {{usage}}\n\n{{all-args}}", heading("option.usage")))
        .subcommand_help_heading(heading("option.commands"))
        .disable_help_flag(true)
        .mut_args(|arg| {
            let key = if arg.is_positional() {
                "option.arguments"
            } else {
                "option.options"
            };
            let arg = match word(&format!("option.{}.says", arg.get_id())) {
                Some(says) => arg.help(says),
                None => arg,
            };
            arg.help_heading(heading(key))
        })
        .arg(help_flag());
    if let Some(says) = word(&format!("subcommand.{path}")) {
        command = command.about(says);
    } else if path.is_empty() {
        command = command.about(words::say(Lang::Zh, "help.about", &[]));
    }
    for name in names {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        command = command.mut_subcommand(name, |below| translated(below, &path));
    }
    command
}

/// A heading. The parser keeps headings to the end of the program, which the page of help is.
fn heading(key: &str) -> &'static str {
    words::say(Lang::Zh, key, &[]).leak()
}

/// `--help` with words of ours.
fn help_flag() -> clap::Arg {
    clap::Arg::new("help")
        .short('h')
        .long("help")
        .action(clap::ArgAction::Help)
        .help(words::say(Lang::Zh, "option.help.says", &[]))
        .help_heading(heading("option.options"))
}

/// The parser's page with its own words in Chinese, broken where the terminal ends: what stands in a second column goes on below itself.
pub fn laid_out(page: &str, lang: Lang, columns: Option<usize>) -> String {
    let mut out = String::new();
    for line in page.lines() {
        let line = match lang {
            Lang::Zh => in_chinese_words(line),
            Lang::En => line.to_owned(),
        };
        match columns {
            Some(columns) if width(&line) > columns => hang(&line, columns, &mut out),
            Some(_) | None => out.push_str(&line),
        }
        out.push('\n');
    }
    out
}

/// What the parser says of its own on a line of help.
fn in_chinese_words(line: &str) -> String {
    let defaulted = line
        .replace("[OPTIONS]", "[选项]")
        .replace("[COMMAND]", "[命令]")
        .replace("<COMMAND>", "<命令>");
    let defaulted = defaulted.replace("Print version", &words::say(Lang::Zh, "option.version.says", &[]));
    let line = defaulted.replacen("Usage: ", &format!("{}：", words::say(Lang::Zh, "option.usage", &[])), 1);
    match line.split_once("[default: ") {
        Some((before, default)) => {
            let facts = [("value", Fact::Text(default.trim_end_matches(']').to_owned()))];
            format!("{}{}", before.trim_end(), words::say(Lang::Zh, "option.default", &facts))
        }
        None => line,
    }
}

/// Breaks a line of two columns: the second begins behind the last gap.
fn hang(line: &str, columns: usize, out: &mut String) {
    let text = line.trim_start();
    let indent = line.len() - text.len();
    let (first, rest) = match text.find("  ") {
        Some(gap) => {
            let rest = text.get(gap..).unwrap_or_default().trim_start();
            (line.strip_suffix(rest).unwrap_or_default(), rest)
        }
        None => (line.get(..indent).unwrap_or_default(), text),
    };
    // A first column that leaves too little room stands on a line of its own.
    let (first, at) = match width(first) {
        wide if wide + 24 <= columns => (first.to_owned(), wide),
        _ => (format!("{}\n{}", first.trim_end(), " ".repeat(indent + 4)), indent + 4),
    };
    let between = format!("\n{}", " ".repeat(at));
    out.push_str(&first);
    out.push_str(&broken(rest, columns.saturating_sub(at)).join(&between));
}

/// The page in a language; an example that is too long goes on behind a backslash, so that it can be copied.
pub fn page(lang: Lang, columns: Option<usize>) -> String {
    let say = |key: &str| words::say(lang, key, &[]);
    let about = say("help.about");
    let mut page = match columns {
        Some(columns) => broken(&about, columns).join("\n"),
        None => about,
    };
    page.push('\n');
    for (heading, commands) in GROUPS {
        page.push_str(&format!("\n{}\n", say(heading)));
        for (what, example) in commands {
            let example = match columns {
                Some(columns) => broken(example, columns.saturating_sub(8)).join(" \\\n          "),
                None => (*example).to_owned(),
            };
            page.push_str(&format!("  {}\n      {example}\n", say(what)));
        }
    }
    page
}
