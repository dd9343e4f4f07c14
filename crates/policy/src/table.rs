use units::{Date, Fen, Month, Rate};

use crate::{Branch, BranchSet, Category, EmployerKind, EmployerSize, INJURY_CLASSES, Payer, Provenance, Unknown};

/// What one side pays in one branch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Share of the base in parts per million, relief already applied.
    pub ppm: u32,
    /// A published sum in fen that stands in place of a share.
    pub fixed: u32,
}

/// One branch for one kind of payer. Money in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BranchRow {
    /// The base is raised to this.
    pub floor: u32,
    /// The base is cut to this.
    pub ceiling: u32,
    /// The employer's side.
    pub employer: Side,
    /// The person's side.
    pub employee: Side,
    /// Share of the base credited to the individual account, in parts per million.
    pub account: u32,
}

/// All the kernel needs to bill one kind of payer: flat and narrow, so that a city's table stays in the cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// By [`Branch::index`].
    pub branches: [BranchRow; 5],
    /// The branches that are charged at all.
    pub in_force: BranchSet,
    /// What is added before the division by a million: half of it where a half fen goes up, nothing where it is dropped.
    pub rounding: u32,
    /// Whether a declared base counts in whole yuan, half a yuan going up.
    pub whole_yuan: bool,
    /// The person's fixed sum beside the medical share, in fen (large-amount mutual aid, 大额互助).
    pub ee_fixed: u32,
    /// The number of this row in its table.
    pub cell: u16,
}

/// The parameter a figure of a row rests on.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The floor of the base.
    Floor,
    /// The ceiling of the base.
    Ceiling,
    /// The employer's published rate.
    Employer,
    /// What temporary relief leaves of the employer's rate, as a share of it.
    Relief,
    /// The person's published rate.
    Employee,
    /// The person's published sum in place of a rate.
    EmployeeSum,
    /// The person's fixed sum beside the rate.
    EmployeeFixed,
    /// The share credited to the individual account.
    Account,
}

impl Slot {
    /// Every slot, in the order of their numbers.
    pub const ALL: [Slot; Table::SLOTS] = [
        Slot::Floor,
        Slot::Ceiling,
        Slot::Employer,
        Slot::Relief,
        Slot::Employee,
        Slot::EmployeeSum,
        Slot::EmployeeFixed,
        Slot::Account,
    ];

    /// The part of the parameter's key after the branch.
    pub const fn key(self) -> &'static str {
        match self {
            Slot::Floor => "floor",
            Slot::Ceiling => "ceiling",
            Slot::Employer => "employer",
            Slot::Relief => "relief",
            Slot::Employee => "employee",
            Slot::EmployeeSum => "employee_sum",
            Slot::EmployeeFixed => "employee_fixed",
            Slot::Account => "account",
        }
    }
}

/// The policy of one region for one month, as known on one day, compiled for the kernel.
#[derive(Clone, Debug)]
pub struct Table {
    pub(crate) rows: Vec<Result<Row, Unknown>>,
    pub(crate) grounds: Vec<Provenance>,
    pub(crate) used: Vec<[[u16; Table::SLOTS]; 5]>,
    pub(crate) base_rounding: Option<Provenance>,
    pub(crate) share_rounding: Option<Provenance>,
    /// The bases among which a flexible worker chooses, in fen, lowest first; none: any base between floor and ceiling.
    pub tiers: Vec<Fen>,
    /// The contribution month.
    pub month: Month,
    /// The day on which the policy was known.
    pub known_on: Date,
    /// The fingerprint of the pack texts.
    pub fingerprint: String,
    /// The part of the employer's medical rate that belongs to the large-amount mutual-aid fund.
    pub large_amount: Rate,
}

impl Table {
    /// How many parameters a branch of a row rests on at most.
    pub const SLOTS: usize = 8;

    /// Every kind of payer, in the order of their rows. Categories lie side by side: the people of one employer share a kilobyte.
    pub fn payers() -> impl Iterator<Item = Payer> {
        let classes = || std::iter::once(None).chain((1..=INJURY_CLASSES).map(Some));
        EmployerKind::ALL.into_iter().flat_map(move |kind| {
            EmployerSize::ALL.into_iter().flat_map(move |size| {
                classes().flat_map(move |injury_class| {
                    Category::ALL.into_iter().map(move |category| Payer {
                        category,
                        kind,
                        size,
                        injury_class,
                    })
                })
            })
        })
    }

    /// The row of a payer. `Err` where a figure that it needs is unknown in this month.
    ///
    /// An injury class outside 1 to 8 counts as none.
    #[inline]
    pub fn row(&self, category: Category, kind: EmployerKind, size: EmployerSize, injury_class: Option<u8>) -> Result<&Row, &Unknown> {
        self.rows[Table::cell(Payer {
            category,
            kind,
            size,
            injury_class,
        })]
        .as_ref()
    }

    /// The number of a payer's row.
    pub(crate) fn cell(payer: Payer) -> usize {
        let class = payer.injury_class.filter(|class| *class <= INJURY_CLASSES).unwrap_or(0);
        let employer =
            (payer.kind.index() * EmployerSize::ALL.len() + payer.size.index()) * (INJURY_CLASSES as usize + 1) + usize::from(class);
        employer * Category::ALL.len() + payer.category.index()
    }

    /// What the rounding of a declared base rests on.
    pub fn base_rounding(&self) -> Option<&Provenance> {
        self.base_rounding.as_ref()
    }

    /// What the rounding of each share rests on.
    pub fn share_rounding(&self) -> Option<&Provenance> {
        self.share_rounding.as_ref()
    }

    /// What a figure of a row rests on; `None` where nothing is in force.
    pub fn ground(&self, cell: u16, branch: Branch, slot: Slot) -> Option<&Provenance> {
        let number = self.used.get(usize::from(cell))?[branch.index()][slot as usize];
        self.grounds.get(usize::from(number))
    }
}
