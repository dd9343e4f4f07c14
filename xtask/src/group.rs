//! A process with all it starts, ended together, also when we are killed.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Ends the group `$1` when our end of its input closes, whatever closed it; a line on the input calls it off.
const GUARD: &str = "read -r done || { kill -TERM -- -$1; sleep 5; kill -KILL -- -$1; } 2>/dev/null";

/// A running process group.
pub struct Group {
    leader: Child,
    guard: Child,
    call_off: Option<ChildStdin>,
}

impl Group {
    /// Starts `command` as leader of a group of its own, without input.
    pub fn start(command: &mut Command) -> io::Result<Group> {
        let leader = command.stdin(Stdio::null()).process_group(0).spawn()?;
        let mut guard = Command::new("sh")
            .args(["-c", GUARD, "guard", &leader.id().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let call_off = guard.stdin.take();
        Ok(Group { leader, guard, call_off })
    }

    /// The leader, for its output.
    pub fn leader(&mut self) -> &mut Child {
        &mut self.leader
    }

    /// Waits at most `limit`; `None` when that was not enough: the group is then ended.
    pub fn wait(&mut self, limit: Duration) -> io::Result<Option<ExitStatus>> {
        let begun = Instant::now();
        while begun.elapsed() < limit {
            if let Some(status) = self.leader.try_wait()? {
                return Ok(Some(status));
            }
            thread::sleep(Duration::from_millis(20));
        }
        self.signal("-TERM");
        thread::sleep(Duration::from_secs(2));
        self.signal("-KILL");
        self.leader.wait()?;
        Ok(None)
    }

    fn signal(&self, signal: &str) {
        let group = format!("-{}", self.leader.id());
        // A group that is gone already is what we wanted.
        let _ = Command::new("kill").args([signal, "--", &group]).stderr(Stdio::null()).status();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        use std::io::Write;
        if !matches!(self.leader.try_wait(), Ok(Some(_))) {
            self.signal("-TERM");
            let _ = self.wait(Duration::from_secs(5));
        }
        if let Some(mut input) = self.call_off.take() {
            let _ = input.write_all(b"done\n");
        }
        let _ = self.guard.wait();
    }
}
