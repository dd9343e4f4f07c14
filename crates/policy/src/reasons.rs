//! The reasons for a staff reduction: what each does to the person, where it is filed, with which papers.

pub(crate) mod reading;

use crate::coded::coded;

coded! {
    /// What a reason does to the person's participation at this employer.
    StatusEffect {
        /// A later employer resumes it (暂停缴费).
        Suspended = 0, "suspended";
        /// For good (终止缴费).
        Ended = 1, "ended";
        /// Moved, suspended here (转出).
        Transferred = 2, "transferred";
        /// 退休
        Retired = 3, "retired";
        /// Ended by death; succession opens.
        Died = 4, "died";
        /// The increase is voided with its trace; no month ever existed.
        Voided = 5, "voided";
        /// No reduction at all: the category changes, contributions go on in part.
        CategoryChange = 6, "category_change";
    }
}

coded! {
    /// What the reason alone means for unemployment benefit (twelve months paid and registration are shown beside it).
    Benefit {
        /// Loss of work against the person's will.
        Yes = 0, "yes";
        /// At the person's own will.
        No = 1, "no";
        /// The question does not arise.
        NotApplicable = 2, "not_applicable";
        /// Only on proof.
        ByProof = 3, "by_proof";
        /// As the reason for the end of the contract decides.
        ByContractReason = 4, "by_contract_reason";
    }
}

coded! {
    /// Where a reduction for this reason is filed.
    Channel {
        /// Online.
        Online = 0, "online";
        /// At a counter, with papers.
        Counter = 1, "counter";
        /// Online, unless unemployment benefit is to be claimed: then at a counter.
        CounterForBenefit = 2, "counter_for_benefit";
    }
}

coded! {
    /// What stands behind a row.
    Certainty {
        /// Statute or regulation read.
        Law = 0, "law";
        /// Seen in a document, screen or program.
        Document = 1, "doc";
        /// Practitioners' knowledge, no text read: shown as unconfirmed.
        Known = 2, "known";
        /// Our own choice where nothing official is known.
        Proposed = 3, "proposed";
    }
}

impl Certainty {
    /// The same on the scale of dated values.
    pub const fn confidence(self) -> crate::Confidence {
        match self {
            Certainty::Law => crate::Confidence::A,
            Certainty::Document => crate::Confidence::B,
            Certainty::Known => crate::Confidence::C,
            Certainty::Proposed => crate::Confidence::D,
        }
    }
}

/// A reason for pension, unemployment, injury (and maternity before 2020). Its name is the sentence `reason.<code>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Two digits, never used again for something else.
    pub code: u8,
    /// What becomes of the participation.
    pub effect: StatusEffect,
    /// What it means for unemployment benefit.
    pub benefit: Benefit,
    /// Where it is filed while the agency collects by debit.
    pub channel: Channel,
    /// Where it is filed under joint registration (from late 2023).
    pub channel_joint: Channel,
    /// Keys of the papers it needs, `paper.<key>` being their names.
    pub papers: Vec<String>,
    /// The clause it rests on, where one is named.
    pub law: Option<String>,
    /// The medical reason chosen unless the clerk says otherwise.
    pub medical: Option<u8>,
    /// The same where unemployment benefit will be claimed.
    pub medical_if_benefit: Option<u8>,
    /// Whether the month of the end date is due whatever the window says (retirement, death).
    pub leaving_month_due: bool,
    /// Whether an officer must add a note.
    pub note_required: bool,
    /// Value of the core platform for exchange, `22/221`.
    pub core: String,
    /// What stands behind the row.
    pub certainty: Certainty,
    /// Keys of the sources.
    pub source: String,
}

impl Reason {
    /// The keys of the names of its papers: `paper.<key>`.
    pub fn paper_words(&self) -> Vec<String> {
        self.papers.iter().map(|key| format!("paper.{key}")).collect()
    }
}

/// A reason for medical (with maternity from 2020). Its name is the sentence `reason.M<code>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MedicalReason {
    /// 1 to 12, shown as `M1` to `M12`.
    pub code: u8,
    /// What becomes of the participation.
    pub effect: StatusEffect,
    /// What stands behind the row.
    pub certainty: Certainty,
    /// Keys of the sources.
    pub source: String,
}

/// What a word in the reason column of a workbook leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// This reason.
    Is(u8),
    /// More than one is possible: asked, never chosen.
    Ask(Vec<u8>),
    /// Never a reason; the sentence of this key says why.
    Refused(String),
    /// No word that is known.
    Unknown,
}

/// The reasons of a region.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reasons {
    pub(crate) reasons: Vec<Reason>,
    pub(crate) medical: Vec<MedicalReason>,
    pub(crate) words: Vec<(String, Meaning)>,
}

impl Reasons {
    /// All, in the order of the pack.
    pub fn all(&self) -> &[Reason] {
        &self.reasons
    }

    /// The reason with this code.
    pub fn get(&self, code: u8) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.code == code)
    }

    /// All medical reasons, in the order of the pack.
    pub fn medical(&self) -> &[MedicalReason] {
        &self.medical
    }

    /// The medical reason with this code.
    pub fn medical_reason(&self, code: u8) -> Option<&MedicalReason> {
        self.medical.iter().find(|reason| reason.code == code)
    }

    /// What HR meant by a word in the reason column. Two digits are a code, `M` and digits are none of ours here.
    pub fn read(&self, written: &str) -> Meaning {
        let word: String = written.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(reason) = word.parse().ok().and_then(|code| self.get(code)) {
            return Meaning::Is(reason.code);
        }
        let known = self.words.iter().find(|(w, _)| *w == word);
        known.map_or(Meaning::Unknown, |(_, meaning)| meaning.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Packs;

    #[test]
    fn what_hr_writes_leads_to_a_reason_a_question_or_a_refusal() {
        let book = Packs::embedded().book("cn/example").expect("a pack without faults");
        let reasons = book.reasons();
        for (written, meaning) in [
            ("辞职", Meaning::Is(26)),
            (" 合同 到期 ", Meaning::Is(21)),
            ("26", Meaning::Is(26)),
            ("旷工", Meaning::Ask(vec![22, 26])),
            ("转出", Meaning::Ask(vec![11, 12, 13])),
            ("产假", Meaning::Refused("reason.refused.employment_goes_on".to_owned())),
            ("不干了", Meaning::Unknown),
            ("99", Meaning::Unknown),
        ] {
            assert_eq!(reasons.read(written), meaning, "{written}");
        }
        let redundancy = reasons.get(24).expect("reason 24");
        assert_eq!(
            (redundancy.benefit, redundancy.medical, redundancy.medical_if_benefit),
            (Benefit::Yes, Some(5), Some(4))
        );
        assert!(
            reasons
                .get(41)
                .is_some_and(|death| death.leaving_month_due && death.channel == Channel::Counter)
        );
        assert_eq!((reasons.all().len(), reasons.medical().len()), (33, 12));
    }
}
