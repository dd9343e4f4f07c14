//! The offline commands answer the same everywhere: whatever the clock's zone and the locale, with the day of knowledge fixed.

use std::process::Command;

use crate::{fixture, written};

/// Status and standard output of the command in surroundings of one kind.
fn answer(line: &str, zone: &str, locale: &str) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_shebao"))
        .args(line.split(' '))
        .env("TZ", zone)
        .env("LANG", locale)
        .env("LC_ALL", locale)
        .env_remove("COLUMNS")
        .output()
        .expect("the command runs");
    (output.status.code(), String::from_utf8(output.stdout).expect("a text"))
}

#[test]
fn no_zone_and_no_locale_changes_an_answer() {
    let record = written(
        "anywhere.csv",
        "branch,month,standing\npension,2026-09,on_time\npension,2026-08,interrupted\n",
    );
    let gaps = format!("gaps --region cn/beijing --goal retirement --on 2026-11-10 --known-on 2026-11-10 --json --lang zh {record}");
    let roster = format!(
        "assess --month 2026-08 --injury-class 1 --known-on 2026-11-10 --json --lang en {}",
        fixture("roster-gb18030.csv")
    );
    for line in [
        "assess --region cn/beijing --month 2025-07 --wage 5000 --category local_urban --injury-class 1 --why --known-on 2025-09-18 --json --lang en",
        "assess --region cn/shanghai --month 2025-09 --wage 10000 --category local_urban --known-on 2026-11-10 --lang zh",
        &roster,
        "late-fee --region cn/beijing --month 2024-01 --amount 1234.56 --declared 2024-03-01 --known-on 2026-11-10 --json --lang zh",
        "route --months 2011-05..2011-08 --category local_urban --on 2026-11-10 --known-on 2026-11-10 --json --lang zh",
        &gaps,
        "account settle --year 2024 --opening 1234.56 --credit 03=760 --known-on 2026-11-10 --why --lang en",
        "retire --born 1971-03 --group woman55 --known-on 2026-11-10 --why --lang zh",
        "id check 110102197603092158 91110000600037341L 110102760309215 --lang zh",
        "policy show cn/shenzhen --month 2025-03 --known-on 2026-11-10 --lang en",
        "policy diff 2019-04 2019-05 --known-on 2026-11-10 --json --lang en",
        "workdays add 2024-02-29 20 --json --lang zh",
    ] {
        let here = answer(line, "UTC", "C");
        assert!(here.1.len() > 10 && here.0 < Some(2), "{line}: {here:?}");
        for (zone, locale) in [
            ("Asia/Shanghai", "zh_CN.UTF-8"),
            ("Pacific/Kiritimati", "tr_TR.UTF-8"),
            ("America/Adak", "de_DE.UTF-8"),
            (":/nowhere", "xx"),
        ] {
            assert_eq!(answer(line, zone, locale), here, "{line} in {zone}, {locale}");
        }
    }
}

#[test]
fn with_json_the_language_is_that_of_the_command_line_and_never_that_of_the_locale() {
    for line in [
        "assess --region cn/beijing --month 2026-09 --wage 5000 --category local_urban --known-on 2026-11-10 --json",
        "assess --region cn/beijing --month 2012-05 --wage 5000 --category local_urban --known-on 2026-11-10 --json",
        "route --months 2011-05..2011-08 --category local_urban --on 2026-11-10 --known-on 2026-11-10 --json",
        "assess --json",
        "retire --born 1975-03 --json",
        "policy diff 2019-05 --json",
        "id check 110102760309215 --json",
    ] {
        let here = answer(line, "UTC", "C");
        assert!(here.1.len() > 10, "{line}: {here:?}");
        for locale in ["en_US.UTF-8", "zh_CN.UTF-8", "de_DE.UTF-8", "xx"] {
            assert_eq!(answer(line, "UTC", locale), here, "{line} in {locale}");
        }
        assert_eq!(answer(&format!("{line} --lang zh"), "UTC", "en_US.UTF-8"), here, "{line}");
        assert_ne!(answer(&format!("{line} --lang en"), "UTC", "zh_CN.UTF-8"), here, "{line}");
    }
}

#[test]
fn what_the_parser_misses_is_named_in_the_language_asked_for() {
    for (line, missing) in [
        ("assess --json", "--month"),
        ("retire --born 1975-03 --json", "--group"),
        ("policy diff 2019-05 --json", "<B>"),
        ("assess --month 2026-08 --nonsense --json", "--nonsense"),
    ] {
        for (lang, word) in [("zh", "命令行有误"), ("en", "The command line cannot be read")] {
            let (status, said) = answer(&format!("{line} --lang {lang}"), "UTC", "C");
            assert!(status == Some(2) && said.contains(missing) && said.contains(word), "{line}: {said}");
        }
    }
}

#[test]
fn where_columns_are_said_no_line_is_wider() {
    let record = written(
        "columns.csv",
        "branch,month,standing\npension,2013-09,on_time\npension,2013-08,interrupted\n",
    );
    for line in [
        "assess --month 2027-07 --wage 5000 --category local_urban --why --known-on 2026-11-10".to_owned(),
        "policy show cn/beijing --month 2026-09 --known-on 2026-11-10".to_owned(),
        "policy list".to_owned(),
        "route --months 2011-05..2011-08 --category local_urban --on 2026-11-10 --known-on 2026-11-10".to_owned(),
        format!("gaps --goal points --on 2026-11-10 --known-on 2026-11-10 --wage 9000 --why {record}"),
        "account settle --year 2011 --opening 1 --known-on 2026-11-10 --why".to_owned(),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_shebao"))
            .args(line.split(' '))
            .args(["--lang", "en"])
            .env("COLUMNS", "80")
            .output()
            .expect("the command runs");
        let text = String::from_utf8(output.stdout).expect("a text");
        let widest = text
            .lines()
            .filter(|line| !line.contains("http"))
            .map(|line| line.chars().count())
            .max();
        assert!(widest.is_some_and(|widest| widest <= 80), "{line}: {widest:?}\n{text}");
    }
}

#[test]
fn the_help_of_every_command_is_in_the_language_asked_for() {
    for command in [
        "assess",
        "late-fee",
        "route",
        "gaps",
        "account settle",
        "retire",
        "id check",
        "workdays add",
        "policy show",
        "policy diff",
        "roster template",
        "demo",
        "serve",
        "close-month",
        "debit import",
        "check",
        "audit verify",
        "backup",
        "login add",
    ] {
        let (status, zh) = answer(&format!("{command} --help --lang zh"), "UTC", "C");
        assert!(
            status == Some(0) && zh.contains("选项") && zh.contains("显示帮助"),
            "{command}: {zh}"
        );
        let english = zh
            .lines()
            .filter(|line| line.trim_start().starts_with("--") || line.trim_start().starts_with("-h"));
        for line in english.filter(|line| line.split("  ").filter(|part| !part.is_empty()).count() > 1) {
            assert!(line.chars().any(|c| c > '\u{2e80}'), "{command}: {line}");
        }
        let (_, en) = answer(&format!("{command} --help --lang en"), "UTC", "zh_CN.UTF-8");
        assert!(en.contains("Options") && !en.contains("选项"), "{command}: {en}");
        let (_, json) = answer(&format!("{command} --help --json"), "UTC", "C");
        assert!(json.starts_with("{\"help\":\"") && json.lines().count() == 1, "{command}: {json}");
    }
}
