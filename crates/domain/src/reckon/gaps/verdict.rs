use super::Answer;

/// Where a goal stands, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is met.
    Met,
    /// Months that are in force would be enough; the money of some is not there yet.
    Waits,
    /// Months are missing, or a condition fails.
    NotMet,
}

impl Answer {
    /// Where the goal stands.
    pub fn verdict(&self) -> Verdict {
        let with_waiting = self.counted as usize + self.waiting.len();
        match (self.met, self.waiting.is_empty()) {
            (true, _) => Verdict::Met,
            (false, false) if with_waiting >= self.required as usize => Verdict::Waits,
            (false, _) => Verdict::NotMet,
        }
    }
}
