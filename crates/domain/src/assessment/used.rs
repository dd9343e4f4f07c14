use policy::{Branch, BranchRow, Provenance, Row, Side, Slot, Table};
use units::Fen;

use super::steps::{slot_of_bound, slot_of_charge};
use super::{Share, Trace};

/// Marks the parameters that amounts rest on, person after person: what [`super::Steps`] writes down of one person in full.
#[derive(Clone, Debug)]
pub struct Used<'t> {
    table: &'t Table,
    cell: usize,
    /// By row and branch, a bit for each slot.
    marks: Vec<[u8; 5]>,
}

impl<'t> Used<'t> {
    /// Nobody watched yet.
    pub fn new(table: &'t Table) -> Used<'t> {
        Used {
            table,
            cell: 0,
            marks: Vec::new(),
        }
    }

    /// Ready to watch a person under this row.
    pub fn under(&mut self, row: &Row) -> &mut Used<'t> {
        self.cell = usize::from(row.cell);
        if self.marks.len() <= self.cell {
            self.marks.resize(self.cell + 1, [0; 5]);
        }
        self
    }

    /// What all amounts watched rest on, with the roundings.
    pub fn grounds(&self) -> Vec<&'t Provenance> {
        let mut grounds: Vec<&Provenance> = Vec::new();
        for (cell, marks) in self.marks.iter().enumerate() {
            for branch in Branch::ALL {
                let marked = Slot::ALL.into_iter().filter(|slot| marks[branch.index()] & (1 << *slot as u8) != 0);
                grounds.extend(marked.filter_map(|slot| self.table.ground(u16::try_from(cell).ok()?, branch, slot)));
            }
        }
        grounds.extend(self.table.share_rounding().into_iter().chain(self.table.base_rounding()));
        grounds
    }

    fn mark(&mut self, branch: Branch, slot: Slot) {
        if let Some(marks) = self.marks.get_mut(self.cell) {
            marks[branch.index()] |= 1 << slot as u8;
        }
    }
}

impl Trace for Used<'_> {
    fn rounded(&mut self, _: Fen, _: Fen) {}

    fn clamped(&mut self, branch: Branch, base: Fen, _: &BranchRow, clamped: Fen) {
        self.mark(branch, slot_of_bound(base, clamped));
    }

    fn charged(&mut self, branch: Branch, share: Share, _: Fen, side: Side, _: u64, _: Fen) {
        let Some(slot) = slot_of_charge(share, side) else { return };
        self.mark(branch, slot);
        if share == Share::Employer {
            self.mark(branch, Slot::Relief);
        }
    }

    fn added(&mut self, fixed: Fen) {
        if fixed != Fen::ZERO {
            self.mark(Branch::Medical, Slot::EmployeeFixed);
        }
    }
}
