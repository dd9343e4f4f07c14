//! A city from its first command: who is let in, what is served, and what every command says of a database that is not the one.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// A folder of its own for one test, empty at first.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("serving").join(name);
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn command(line: &str, database: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shebao"));
    command
        .args(line.split(' '))
        .env("SHEBAO_DATABASE", format!("sqlite:{}", database.display()))
        .env_remove("SHEBAO_REGION")
        .env_remove("COLUMNS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn ended(mut command: Command) -> Output {
    let mut child = command.spawn().expect("the command runs");
    let mut input = child.stdin.take().expect("an input");
    // Who does not ask for a password may be gone already.
    drop(input.write_all(b"correct horse battery\n"));
    drop(input);
    child.wait_with_output().expect("the command ends")
}

/// The answer of a command with `--json`, and its status.
fn asked(line: &str, database: &Path) -> (i32, Value) {
    let output = ended(command(&format!("{line} --json --lang en"), database));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let answer = serde_json::from_str(&text).unwrap_or_else(|cause| panic!("{line}: {cause}: {text}"));
    (output.status.code().expect("a status"), answer)
}

/// Holds that a command is refused with a code, and says so and what to do in both languages.
fn refused(line: &str, database: &Path, status: i32, code: &str) {
    let (found, answer) = asked(line, database);
    let error = &answer["error"];
    assert_eq!((found, error["code"].as_str()), (status, Some(code)), "{line}: {answer}");
    for (lang, is_chinese) in [("zh", true), ("en", false)] {
        let said = String::from_utf8(ended(command(&format!("{line} --lang {lang}"), database)).stderr).expect("UTF-8");
        assert_eq!(said.lines().count(), 2, "{line}: the sentence and the mend: {said}");
        assert_eq!(
            said.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c)),
            is_chinese,
            "{line}: {said}"
        );
        assert!(!said.contains('{'), "{said}");
    }
}

/// A service, ended with its test.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn on(line: &str, database: &Path) -> Served {
        let mut child = command(line, database).spawn().expect("the service runs");
        let mut first = String::new();
        let said = child.stderr.as_mut().expect("an output");
        BufReader::new(said).read_line(&mut first).expect("a line");
        let address = first.trim().trim_start_matches("http://").to_owned();
        assert!(address.starts_with("127.0.0.1:"), "{first}");
        Served { child, address }
    }

    fn page(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("an answer");
        let ask = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        stream.write_all(ask.as_bytes()).expect("asked");
        let mut page = Vec::new();
        stream.read_to_end(&mut page).expect("answered");
        String::from_utf8_lossy(&page).into_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

const ADD: &str = "login add --handle lu --name Lu --role operator";
const SERVE: &str = "serve --listen 127.0.0.1:0";

#[test]
fn the_first_person_is_let_in_before_anything_was_served_and_then_the_city_is_served() {
    let folder = folder("first");
    let database = folder.join("city.db");
    refused(ADD, &database, 2, "database.region_unsaid");
    refused(SERVE, &database, 2, "database.region_unsaid");
    refused(&format!("{ADD} --region cn/nowhere"), &database, 2, "usage.no_such_region");
    assert_eq!(std::fs::read_dir(&folder).expect("the folder").count(), 0, "nothing is left behind");

    let (status, added) = asked(&format!("{ADD} --region cn/beijing"), &database);
    assert!(
        status == 0 && added["totp_secret"].as_str().is_some_and(|secret| secret.len() == 32),
        "{added}"
    );

    let served = Served::on(SERVE, &database);
    let page = served.page("/sign-in");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("name=\"password\""), "{page}");
    assert!(
        page.contains("北京") && !page.contains("示例"),
        "the region is that of the first command"
    );
    // Beside the service: who looks on is answered, who acts is told why not.
    assert_eq!(asked("check", &database).0, 0);
    assert_eq!(asked("audit verify --region cn/beijing", &database).0, 0);
    refused("debit export out.xml", &database, 1, "debit.no_batch");
    refused("login add --handle wu --name Wu --role auditor", &database, 3, "database.served");
    refused("close-month --month 2026-08", &database, 3, "database.served");
    drop(served);

    for line in [
        SERVE,
        "check",
        "close-month --month 2026-08",
        "debit import answers.xml",
        "audit verify",
    ] {
        if line.starts_with("debit") {
            std::fs::write(folder.join("answers.xml"), b"").expect("a file");
        }
        let line = line.replace("answers.xml", &folder.join("answers.xml").display().to_string());
        refused(&format!("{line} --region cn/example"), &database, 2, "database.another_region");
        let mut by_environment = command(&format!("{line} --json"), &database);
        by_environment.env("SHEBAO_REGION", "cn/example");
        let said = String::from_utf8(ended(by_environment).stdout).expect("UTF-8");
        assert!(
            said.contains("database.another_region") && said.contains("cn/beijing"),
            "{line}: {said}"
        );
    }
    assert_eq!(asked("check", &database).0, 0, "nothing of it was founded");
}

#[test]
fn the_service_founds_a_database_with_the_region_of_the_environment() {
    let folder = folder("environment");
    let database = folder.join("city.db");
    let mut serve = command(SERVE, &database);
    serve.env("SHEBAO_REGION", "cn/shanghai");
    let mut child = serve.spawn().expect("the service runs");
    let mut first = String::new();
    BufReader::new(child.stderr.as_mut().expect("an output"))
        .read_line(&mut first)
        .expect("a line");
    drop(child.kill());
    drop(child.wait());
    assert!(first.starts_with("http://127.0.0.1:"), "{first}");
    assert_eq!(asked("audit verify --region cn/shanghai", &database).0, 0);
    refused("audit verify --region cn/beijing", &database, 2, "database.another_region");
    refused(
        &format!("demo --dir {} --listen 127.0.0.1:0", elsewhere(&folder, &database)),
        &database,
        2,
        "database.no_demo",
    );
}

/// The database under the name that a demonstration looks for.
fn elsewhere(folder: &Path, database: &Path) -> String {
    let demo = folder.join("demo");
    std::fs::create_dir_all(&demo).expect("a folder");
    std::fs::copy(database, demo.join("shebao.db")).expect("copied");
    let wal = database.with_extension("db-wal");
    if wal.exists() {
        std::fs::copy(wal, demo.join("shebao.db-wal")).expect("copied");
    }
    demo.display().to_string()
}

#[test]
fn a_mistyped_path_is_named_and_no_file_is_left_behind() {
    let folder = folder("mistyped");
    let (database, out) = (folder.join("mistyped.db"), folder.join("out.xml"));
    let answers = crate::written("empty-answers.csv", "");
    for line in [
        "check".to_owned(),
        "check --rebuild".to_owned(),
        "audit verify".to_owned(),
        format!("debit export {}", out.display()),
        format!("debit export --online {}", out.display()),
        format!("debit import {answers}"),
        "close-month --month 2026-08".to_owned(),
        format!("backup {}", out.display()),
        "check --region cn/beijing".to_owned(),
    ] {
        refused(&line, &database, 2, "database.missing");
        assert_eq!(
            std::fs::read_dir(&folder).expect("the folder").count(),
            0,
            "{line}: nothing is left behind"
        );
    }
    std::fs::write(&database, b"").expect("a file");
    refused("check", &database, 2, "database.empty");
    refused("close-month --month 2026-08", &database, 2, "database.empty");
}
