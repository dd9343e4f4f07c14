//! What test runners count, read from their closing lines.

/// Counted tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed, were stopped, or were never reached.
    pub failed: u64,
    /// Tests left out on purpose.
    pub skipped: u64,
}

impl Tally {
    /// Adds another count.
    pub fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// The count in a closing line of nextest, `cargo test`, Playwright or our own; nothing in any other line.
pub fn read(line: &str) -> Option<Tally> {
    let line = line.trim();
    let nextest = line.starts_with("Summary [") && line.contains(" run: ");
    let own = line.strip_prefix("examples: ").is_some_and(|rest| rest.contains(" passed, "));
    if nextest || own || line.starts_with("test result: ") || is_playwright(line) {
        Some(count(line))
    } else {
        None
    }
}

/// Playwright closes with a line for each kind: `3 failed`, `1 skipped`, `2 did not run`, `24 passed (9.0s)`.
fn is_playwright(line: &str) -> bool {
    let Some((number, rest)) = line.split_once(' ') else { return false };
    let kind = rest.split(" (").next().unwrap_or(rest);
    number.parse::<u64>().is_ok() && matches!(kind, "passed" | "failed" | "skipped" | "did not run" | "interrupted")
}

fn count(line: &str) -> Tally {
    let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut tally = Tally::default();
    for pair in words.windows(2) {
        let Ok(number) = pair[0].parse::<u64>() else { continue };
        match pair[1] {
            "passed" => tally.passed += number,
            // "timed out", "exec failed", "did not run"
            "failed" | "timed" | "exec" | "did" | "interrupted" => tally.failed += number,
            "skipped" | "ignored" => tally.skipped += number,
            _ => {}
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_runners_closing_line_is_counted_and_no_other_line() {
        let table = [
            ("     Summary [   0.021s] 3 tests run: 3 passed, 0 skipped", Some((3, 0, 0))),
            (
                "     Summary [  12.100s] 9 tests run: 6 passed (1 slow), 2 failed, 1 timed out, 4 skipped",
                Some((6, 3, 4)),
            ),
            (
                "test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; 7 filtered out; finished in 0.10s",
                Some((3, 1, 2)),
            ),
            ("  24 passed (1.2m)", Some((24, 0, 0))),
            ("  2 did not run", Some((0, 2, 0))),
            ("  1 failed", Some((0, 1, 0))),
            ("examples: 36 passed, 1 failed", Some((36, 1, 0))),
            ("        PASS [   0.004s] units month::tests::it_is_3 passed", None),
            ("  ✓  1 [zh-1280] › pages.spec.mjs:4 › 12 passed months are shown (1.0s)", None),
            ("error: 2 targets failed:", None),
        ];
        for (line, want) in table {
            let want = want.map(|(passed, failed, skipped)| Tally { passed, failed, skipped });
            assert_eq!(read(line), want, "{line}");
        }
    }
}
