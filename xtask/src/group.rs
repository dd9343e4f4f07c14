//! A process with all it starts, ended together, also when we are killed.

use std::io::{self, Write};
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
        // Also what the leader left behind.
        self.signal("-TERM");
        let _ = self.wait(Duration::from_secs(5));
        if let Some(mut input) = self.call_off.take() {
            let _ = input.write_all(b"done\n");
        }
        let _ = self.guard.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader};

    fn runs(process: &str) -> bool {
        std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
    }

    #[test]
    fn what_takes_too_long_is_ended_with_all_it_started() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 60 & echo $!; wait"]).stdout(Stdio::piped());
        let mut group = Group::start(&mut command).unwrap();
        let mut child = String::new();
        BufReader::new(group.leader().stdout.take().unwrap()).read_line(&mut child).unwrap();
        assert!(runs(child.trim()));
        assert_eq!(group.wait(Duration::from_millis(50)).unwrap(), None);
        assert!(!runs(child.trim()));
    }

    #[test]
    fn what_a_leader_leaves_behind_is_ended() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 60 >/dev/null & echo $!"]).stdout(Stdio::piped());
        let mut group = Group::start(&mut command).unwrap();
        let mut child = String::new();
        BufReader::new(group.leader().stdout.take().unwrap()).read_line(&mut child).unwrap();
        assert!(group.wait(Duration::from_secs(5)).unwrap().is_some_and(|status| status.success()));
        drop(group);
        std::thread::sleep(Duration::from_millis(100));
        assert!(!runs(child.trim()));
    }
}
