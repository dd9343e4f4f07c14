use crate::coded::coded;

coded! {
    /// An insurance branch (险种).
    Branch {
        /// Basic pension (基本养老保险).
        Pension = 0, "pension";
        /// Basic medical (基本医疗保险), from 2020-01 with maternity in Beijing.
        Medical = 1, "medical";
        /// Unemployment (失业保险).
        Unemployment = 2, "unemployment";
        /// Employment injury (工伤保险), paid by the employer alone.
        EmploymentInjury = 3, "employment_injury";
        /// Maternity (生育保险), paid by the employer alone.
        Maternity = 4, "maternity";
    }
}

coded! {
    /// Branches that are filed together and can fail apart from the other group.
    Group {
        /// Pension, unemployment, employment injury; until 2019-12 in Beijing maternity too.
        PensionUnemploymentInjury = 1, "pension_unemployment_injury";
        /// Medical; from 2020-01 in Beijing with maternity.
        Medical = 2, "medical";
    }
}

/// A set of branches: bit `i` stands for the branch of index `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct BranchSet(
    /// The bits, as stored.
    pub u8,
);

impl BranchSet {
    /// No branch.
    pub const NONE: BranchSet = BranchSet(0);
    /// All five.
    pub const ALL: BranchSet = BranchSet(0b1_1111);

    /// The set of these branches.
    pub fn of(branches: &[Branch]) -> BranchSet {
        branches.iter().fold(BranchSet::NONE, |set, branch| set.with(*branch))
    }

    /// This set and one branch more.
    #[must_use]
    pub const fn with(self, branch: Branch) -> BranchSet {
        BranchSet(self.0 | 1 << branch.index())
    }

    /// This set without a branch.
    #[must_use]
    pub const fn without(self, branch: Branch) -> BranchSet {
        BranchSet(self.0 & !(1 << branch.index()))
    }

    /// What is in both sets.
    #[must_use]
    pub const fn and(self, other: BranchSet) -> BranchSet {
        BranchSet(self.0 & other.0)
    }

    /// What is in either set.
    #[must_use]
    pub const fn or(self, other: BranchSet) -> BranchSet {
        BranchSet(self.0 | other.0)
    }

    /// Whether the branch is in it.
    #[inline]
    pub const fn contains(self, branch: Branch) -> bool {
        self.0 >> branch.index() & 1 == 1
    }

    /// Whether nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its branches, in the order of their index.
    pub fn iter(self) -> impl Iterator<Item = Branch> {
        Branch::ALL.into_iter().filter(move |branch| self.contains(*branch))
    }
}

impl FromIterator<Branch> for BranchSet {
    fn from_iter<I: IntoIterator<Item = Branch>>(branches: I) -> BranchSet {
        branches.into_iter().fold(BranchSet::NONE, BranchSet::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_and_a_stored_number_lead_back_to_their_branch() {
        for (index, branch) in Branch::ALL.into_iter().enumerate() {
            assert_eq!(branch.index(), index);
            assert_eq!(Branch::from_code(branch.code()), Some(branch));
            assert_eq!(Branch::from_index(index as i64), Some(branch));
        }
        assert_eq!(
            (Branch::from_index(5), Branch::from_index(-1), Branch::from_code("Pension")),
            (None, None, None)
        );
        assert_eq!(Group::Medical.index(), 2);
    }

    #[test]
    fn a_set_holds_what_was_put_into_it() {
        let set = BranchSet::of(&[Branch::Medical, Branch::Maternity]);
        assert_eq!(set.0, 0b1_0010);
        assert_eq!(set.without(Branch::Medical).iter().collect::<Vec<_>>(), [Branch::Maternity]);
        assert_eq!(BranchSet::ALL.iter().collect::<BranchSet>(), BranchSet::ALL);
    }
}
