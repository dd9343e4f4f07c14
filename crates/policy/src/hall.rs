//! The hall (办事大厅): which matters there are, which of them need a visit and on what ground, and the fair limits of booking. Offices,
//! hours and capacity are the agency's own settings, no policy.

use crate::coded::coded;
use crate::reading::{Fields, Reader};

coded! {
    /// A hall service (业务). Its name is the sentence `hall.matter.<code>`.
    Matter {
        /// Back payment: acceptance of the file and of the lists.
        BackPayment = 0, "back_payment";
        /// The cashier.
        Cashier = 1, "cashier";
        /// Staff reductions that need papers.
        Reduction = 2, "reduction";
        /// Approval of pension matters.
        PensionApproval = 3, "pension_approval";
        /// Registration of employers, change of the debit account.
        Registration = 4, "registration";
        /// Back payment after an inspection.
        Inspection = 5, "inspection";
        /// Staff increases.
        Increase = 6, "increase";
        /// Declaration of the month, the bill.
        Declaration = 7, "declaration";
        /// Statements and certificates.
        Certificate = 8, "certificate";
    }
}

coded! {
    /// Whether a matter needs somebody to come.
    Visit {
        /// It is done online; a number is not given for it.
        Online = 0, "online";
        /// It needs presence.
        Presence = 1, "presence";
        /// The case decides: some are done online, some need presence.
        ByCase = 2, "by_case";
        /// Nobody books it; who comes takes a ticket.
        WalkIn = 3, "walk_in";
    }
}

/// What a pack says about one matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterRules {
    /// Which.
    pub matter: Matter,
    /// The letter of its numbers, `A`; none where nobody comes.
    pub letter: Option<char>,
    /// Whether it needs somebody to come.
    pub visit: Visit,
    /// The clause or notice that requires presence, in Chinese as it is named; none where none is known.
    pub ground: Option<String>,
    /// Keys of the sources.
    pub source: String,
}

/// The rules of the hall of a region.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HallRules {
    /// Matters in the order of pages.
    pub matters: Vec<MatterRules>,
    /// Bookings of one employer on one day, at most.
    pub per_day: u32,
    /// Employers that one visit may be for, at most.
    pub employers_a_visit: u32,
    /// Keys of the sources of both limits.
    pub source: String,
}

impl HallRules {
    /// Whether no pack on the path says anything.
    pub fn is_empty(&self) -> bool {
        self.matters.is_empty()
    }

    /// What is said about a matter.
    pub fn of(&self, matter: Matter) -> Option<&MatterRules> {
        self.matters.iter().find(|rules| rules.matter == matter)
    }
}

pub(crate) fn read(reader: &mut Reader<'_>, sources: &[String]) -> HallRules {
    let document = reader.document();
    let mut file = Fields::new(&document, 0..0);
    let mut rules = HallRules {
        per_day: file.number("per_day", reader).map_or(0, |(n, _)| n),
        employers_a_visit: file.number("employers_a_visit", reader).map_or(0, |(n, _)| n),
        source: file.source(reader, sources),
        ..HallRules::default()
    };
    for (table, span) in file.value("matter").map(|rows| reader.tables(rows)).unwrap_or_default() {
        let mut row = Fields::new(table, span.clone());
        let matter = row.coded("matter", Matter::from_code, reader);
        let visit = row.coded("visit", Visit::from_code, reader);
        let letter = row.text("letter", reader).and_then(|(letter, _)| letter.chars().next());
        let ground = row.text("ground", reader).map(|(ground, span)| {
            if !ground.contains(" · ") {
                reader.fault(
                    &span,
                    "`ground` is read by everybody who books: in both languages, `中文 · English`",
                );
            }
            ground.to_owned()
        });
        let source = row.source(reader, sources);
        row.finish(reader);
        let (Some(matter), Some(visit)) = (matter, visit) else { continue };
        let wants_letter = visit != Visit::Online;
        if wants_letter != letter.is_some() {
            reader.fault(
                &span,
                "a matter that people come for has a `letter`, one that is done online has none",
            );
        }
        if rules
            .matters
            .iter()
            .any(|known| known.matter == matter || (letter.is_some() && known.letter == letter))
        {
            reader.fault(&span, "the matter or its letter is there twice");
        }
        rules.matters.push(MatterRules {
            matter,
            letter,
            visit,
            ground,
            source,
        });
    }
    file.finish(reader);
    rules
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Packs;

    #[test]
    fn the_example_says_which_matters_need_a_visit_and_the_fair_limits() {
        let book = Packs::embedded().book("cn/example").expect("the pack is right");
        let hall = book.hall();
        assert_eq!((hall.per_day, hall.employers_a_visit), (1, 5));
        let visit = |matter| hall.of(matter).map(|rules| rules.visit);
        assert_eq!(visit(Matter::Increase), Some(Visit::Online));
        assert_eq!(visit(Matter::BackPayment), Some(Visit::ByCase));
        assert_eq!(visit(Matter::Cashier), Some(Visit::WalkIn));
    }

    #[test]
    fn a_letter_that_is_used_twice_is_a_fault() {
        let text = "per_day = 1\nemployers_a_visit = 5\nsource = \"B62\"\nmatter = [\n\
                    { matter = \"cashier\", visit = \"walk_in\", letter = \"A\", source = \"B62\" },\n\
                    { matter = \"reduction\", visit = \"by_case\", letter = \"A\", source = \"B62\" },\n\
                    { matter = \"increase\", visit = \"online\", letter = \"Z\", source = \"B62\" },\n]";
        let mut reader = Reader::new("hall.toml", text);
        read(&mut reader, &["B62".to_owned()]);
        assert_eq!(reader.faults.iter().map(|f| f.line).collect::<Vec<_>>(), [6, 7]);
    }
}
