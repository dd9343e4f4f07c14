//! Reasons as a tree: what was concluded, from which facts, by which row of a pack, and what it rests on in turn. The code that
//! reckons builds it; command line, page and API only write it.

use policy::Provenance;
use units::Fact;

/// One conclusion. Its sentence is `why.<rule>`, filled with the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The kind of conclusion.
    pub rule: &'static str,
    /// The facts by name, in the order in which they are said; the last is what came of it, where one figure did.
    pub facts: Vec<(&'static str, Fact)>,
    /// The figure before rounding, in yuan with all its decimals.
    pub exact: Option<String>,
    /// The row of the pack it rests on.
    pub ground: Option<Provenance>,
    /// The conclusions it rests on.
    pub because: Vec<Why>,
}

impl Why {
    /// A conclusion from these facts.
    pub fn new(rule: &'static str, facts: Vec<(&'static str, Fact)>) -> Why {
        Why {
            rule,
            facts,
            exact: None,
            ground: None,
            because: vec![],
        }
    }

    /// The same resting on a row of a pack.
    #[must_use]
    pub fn by(mut self, ground: Provenance) -> Why {
        self.ground = Some(ground);
        self
    }

    /// The same resting on other conclusions.
    #[must_use]
    pub fn because(mut self, because: impl IntoIterator<Item = Why>) -> Why {
        self.because.extend(because);
        self
    }

    /// This conclusion and all it rests on, each before what it rests on, with its depth.
    pub fn walk(&self) -> Vec<(usize, &Why)> {
        let mut found = vec![(0, self)];
        let deeper = |(depth, why)| (depth + 1, why);
        found.extend(self.because.iter().flat_map(|why| why.walk().into_iter().map(deeper)));
        found
    }
}
