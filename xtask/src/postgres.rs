//! A PostgreSQL of our own for one run: in a temporary folder, on a free port, gone afterwards.

use std::env;
use std::fs;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitCode, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::place;

/// Starts the server, stops it when our end of the input closes (whatever closed it) and removes the folder.
const KEEPER: &str = r#"folder=$1; shift
"$@" >"$folder/log" 2>&1 </dev/null &
server=$!
read -r done
kill -INT $server; wait $server
rm -rf "$folder""#;

/// Nothing is kept, so nothing needs to reach the disk.
const SETTINGS: [&str; 7] = [
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "synchronous_commit=on",
    "full_page_writes=off",
    "max_connections=200",
    "shared_buffers=64MB",
    "timezone=UTC",
];

/// A running server.
pub struct Postgres {
    /// `postgres://…` of a user who may make databases.
    pub url: String,
    keeper: Child,
    stop: Option<ChildStdin>,
}

/// The folder with `initdb` and `postgres`: Debian's of the highest version, else the PATH's.
pub fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok().into_iter().flatten().flatten();
    let debian = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| folder.join("initdb").exists())
        .max()
        .map(|(_, folder)| folder);
    debian.or_else(|| place::program("initdb")?.parent().map(Path::to_path_buf))
}

/// `cargo xtask with-postgres COMMAND…`: runs it with `SHEBAO_TEST_PG` set and answers as it did.
pub fn run_with(command: &[String]) -> Result<ExitCode> {
    let (program, args) = command.split_first().context("which command?")?;
    let postgres = Postgres::start()?;
    let status = Command::new(program).args(args).env("SHEBAO_TEST_PG", &postgres.url).status();
    let status = status.with_context(|| format!("cannot start {program}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Postgres {
    /// Makes and starts a server.
    pub fn start() -> Result<Postgres> {
        let programs = programs().context("PostgreSQL is not installed")?;
        let folder = place::temporary("postgres")?;
        let data = folder.join("data");
        let user = if place::is_root() { Some(give_away(&folder)?) } else { None };
        let program = |name: &str| as_user(user, &programs.join(name));

        let made = program("initdb")
            .args([
                "--auth=trust",
                "--username=shebao",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "--pgdata",
            ])
            .arg(&data)
            .current_dir(&folder)
            .stdin(Stdio::null())
            .output()
            .context("cannot run initdb")?;
        if !made.status.success() {
            bail!("initdb: {}", String::from_utf8_lossy(&made.stderr).trim());
        }

        let port = place::free_port()?.to_string();
        let server = program("postgres");
        let mut keeper = Command::new("sh");
        keeper
            .args(["-c", KEEPER, "keeper"])
            .arg(&folder)
            .arg(server.get_program())
            .args(server.get_args());
        keeper.arg("-D").arg(&data).args(["-p", &port, "-k"]).arg(&folder);
        keeper.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        // A group of its own, so that Ctrl-C reaches the server through its keeper alone.
        keeper.current_dir(&folder).stdin(Stdio::piped()).process_group(0);
        let mut keeper = keeper.spawn().context("cannot start sh")?;
        let stop = keeper.stdin.take();
        let postgres = Postgres {
            url: format!("postgres://shebao@127.0.0.1:{port}/postgres"),
            keeper,
            stop,
        };
        postgres.wait_until_ready(&programs, &port, &folder)?;
        println!("── PostgreSQL of {} on port {port} in {}", programs.display(), folder.display());
        Ok(postgres)
    }

    fn wait_until_ready(&self, programs: &Path, port: &str, folder: &Path) -> Result<()> {
        for _ in 0..300 {
            let ready = Command::new(programs.join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", port])
                .status();
            if ready.is_ok_and(|status| status.success()) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(100));
        }
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        bail!("PostgreSQL did not start within 30 s:\n{log}")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut input) = self.stop.take() {
            let _ = input.write_all(b"done\n");
        }
        let _ = self.keeper.wait();
    }
}

/// PostgreSQL refuses to run as root: the folder becomes the property of another user, who is named.
fn give_away(folder: &Path) -> Result<&'static str> {
    let known = |user: &&str| {
        Command::new("id")
            .args(["-u", user])
            .output()
            .is_ok_and(|output| output.status.success())
    };
    let user = ["postgres", "nobody"]
        .into_iter()
        .find(known)
        .context("neither user postgres nor nobody exists")?;
    let given = Command::new("chown").arg(user).arg(folder).status().context("cannot run chown")?;
    if !given.success() {
        bail!("cannot give {} to user {user}", folder.display());
    }
    Ok(user)
}

/// A command as another user; the process is the program itself, so that a signal reaches it.
fn as_user(user: Option<&str>, program: &Path) -> Command {
    let mut command = match user {
        Some(user) => {
            let mut command = Command::new("setpriv");
            command
                .args(["--reuid", user, "--regid", &group_of(user), "--clear-groups"])
                .arg(program);
            command
        }
        None => Command::new(program),
    };
    command.env("HOME", env::temp_dir());
    command
}

fn group_of(user: &str) -> String {
    let id = Command::new("id").args(["-g", user]).output();
    id.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_string())
        .unwrap_or_default()
}
