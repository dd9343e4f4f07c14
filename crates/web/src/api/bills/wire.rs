//! Bills as they stand on the wire.

use std::collections::BTreeMap;

use domain::Branch;
use domain::assessment::Amounts;
use domain::bill::{Bill, Line};
use domain::collection::ClaimKey;
use domain::ids::PersonId;
use domain::registry::{Person, masked_name, masked_number};
use procedures::bills::{BillPage, BillState};
use procedures::draft_bill::Draft;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::wire::{BillKeyJson, Day, EmployerCode, MonthCode, PersonCode, SumsJson, Yuan, reference};

/// Bills.
#[derive(Serialize, ToSchema)]
pub(super) struct BillsJson {
    /// Each of them.
    pub items: Vec<BillJson>,
}

/// A bill.
#[derive(Serialize, ToSchema)]
pub(super) struct BillJson {
    /// Whose.
    pub employer: EmployerCode,
    /// The contribution month.
    pub month: MonthCode,
    /// `regular`, `difference-1`, `correction-2` …
    pub kind: String,
    /// `due`, `debit_pending`, `first_debit_failed`, `collected`, `owed`, `gives_back`.
    pub state: &'static str,
    /// The day it was paid, where it is.
    pub collected_on: Option<Day>,
    /// Why it was made beside the regular one: `policy`, `late_reduction`, `bases_declared`, `month_declared`.
    pub cause: Option<&'static str>,
    /// What it asks for; of a later bill of the month, the difference.
    pub sums: SumsJson,
    /// What of the employer's part is asked for because bases, or the month, are undeclared.
    pub surcharge: Yuan,
    /// The month whose debit days are its own.
    pub run_month: MonthCode,
    /// The day it was made.
    pub closed_on: Day,
    /// The version of the employer whose facts it was made from.
    pub version: i64,
    /// The fingerprint of the rule pack.
    pub pack: String,
    /// The number to write into a transfer.
    pub reference: String,
}

impl BillJson {
    pub fn of(of: &Bill, state: BillState) -> BillJson {
        let key = ClaimKey {
            month: of.month,
            kind: of.kind,
        };
        BillJson {
            employer: EmployerCode(of.employer),
            month: MonthCode(of.month),
            kind: of.kind.slug(),
            state: state.code(),
            collected_on: match state {
                BillState::Collected(day) => Some(Day(day)),
                BillState::Due | BillState::DebitPending | BillState::FirstDebitFailed | BillState::Owed | BillState::GivesBack => None,
            },
            cause: of.cause.map(|cause| cause.code()),
            sums: SumsJson::from(&of.totals),
            surcharge: Yuan(of.surcharge),
            run_month: MonthCode(of.run_month),
            closed_on: Day(of.closed_on),
            version: of.basis.version,
            pack: of.basis.pack.clone(),
            reference: reference(of.employer, key),
        }
    }
}

/// One branch of one person's line.
#[derive(Serialize, ToSchema)]
pub(super) struct BranchLineJson {
    /// `pension`, `medical`, `unemployment`, `employment_injury`, `maternity`.
    pub branch: &'static str,
    /// The base between its floor and ceiling.
    pub base: Yuan,
    /// The employer's part.
    pub employer: Yuan,
    /// The person's part, the fixed sum of medical in it.
    pub employee: Yuan,
}

/// One person on a bill.
#[derive(Serialize, ToSchema)]
#[schema(as = BillLineJson)]
pub(super) struct LineJson {
    /// The person's code.
    pub person: PersonCode,
    /// The name: in full for those who act for the employer.
    pub name: String,
    /// The number, masked.
    pub number: String,
    /// The declared base, unclamped; nothing for a person who left.
    pub declared: Option<Yuan>,
    /// By branch.
    pub branches: Vec<BranchLineJson>,
    /// The employer's part.
    pub employer: Yuan,
    /// The person's part.
    pub employee: Yuan,
    /// Both.
    pub total: Yuan,
    /// Why it differs from the bill before: `joined`, `left`, `groups`, `category`, `base`, `policy`.
    pub moved: Option<&'static str>,
}

/// The branches of one person's amounts.
pub(super) fn branches(amounts: &Amounts) -> Vec<BranchLineJson> {
    let line = |branch: Branch| {
        let (base, employer, employee) = amounts.line(branch);
        BranchLineJson {
            branch: branch.code(),
            base: Yuan(base),
            employer: Yuan(employer),
            employee: Yuan(employee),
        }
    };
    amounts.charged.iter().map(line).collect()
}

impl LineJson {
    fn of(of: &Line, people: &BTreeMap<PersonId, Person>, in_full: bool, moved: Option<&'static str>) -> LineJson {
        let amounts = of.amounts();
        let person = people.get(&of.person);
        let name = person.map_or("", |p| p.name.as_str());
        LineJson {
            person: PersonCode(of.person),
            name: if in_full { name.to_owned() } else { masked_name(name) },
            number: person.map(|p| masked_number(&p.number)).unwrap_or_default(),
            declared: of.after.map(|a| Yuan(a.inputs.base)),
            branches: branches(&amounts),
            employer: Yuan(amounts.employer_total()),
            employee: Yuan(amounts.employee_total()),
            total: Yuan(amounts.total()),
            moved,
        }
    }
}

/// A bill with its lines.
#[derive(Serialize, ToSchema)]
pub(super) struct BillPageJson {
    /// The bill.
    pub bill: BillJson,
    /// Its lines.
    pub lines: Vec<LineJson>,
    /// Whether the stored sums are those of the lines, derived again for this answer.
    pub lines_add_up: bool,
    /// The other bills of the month.
    pub others: Vec<BillKeyJson>,
    /// The first and the second day of debit; nothing while the calendar is unknown.
    pub debit_days: Option<[Day; 2]>,
    /// The last day that is in time.
    pub last_on_time: Option<Day>,
}

impl BillPageJson {
    pub fn of(of: &BillPage, in_full: bool) -> BillPageJson {
        let moved: BTreeMap<PersonId, &'static str> = of
            .since_last_month
            .iter()
            .flatten()
            .chain(of.since_last_month.is_none().then_some(&of.lines).into_iter().flatten())
            .filter_map(|line| Some((line.person, line.moved()?.code())))
            .collect();
        let line = |line: &Line| LineJson::of(line, &of.people, in_full, moved.get(&line.person).copied());
        let key = |b: &Bill| BillKeyJson {
            month: MonthCode(b.month),
            kind: b.kind.slug(),
        };
        BillPageJson {
            bill: BillJson::of(&of.bill, of.state),
            lines: of.lines.iter().map(line).collect(),
            lines_add_up: of.holds(),
            others: of.others.iter().map(key).collect(),
            debit_days: of.dates.as_ref().map(|d| [Day(d.first_debit), Day(d.second_debit)]),
            last_on_time: of.dates.as_ref().map(|d| Day(d.last_on_time)),
        }
    }
}

/// The coming bill as it stands.
#[derive(Serialize, ToSchema)]
pub(super) struct DraftJson {
    /// The month that changes alter now.
    pub month: MonthCode,
    /// The version of the employer that this is the draft of: what a declaration names as `seen`.
    pub version: i64,
    /// The first day of changes.
    pub opens: Day,
    /// The day at whose end the month is declared by itself.
    pub default_declaration: Day,
    /// The last day of changes.
    pub closes: Day,
    /// The first and the second day of debit; nothing while the calendar is unknown.
    pub debit_days: Option<[Day; 2]>,
    /// How the month stands declared: `clerk`, `default`, `reopened`, `reissued`; nothing before the first word.
    pub declared: Option<&'static str>,
    /// Whether the agency debits this employer by itself.
    pub is_debited: bool,
    /// What would be asked for.
    pub sums: SumsJson,
    /// What of the employer's part is asked for because bases are undeclared.
    pub surcharge: Yuan,
    /// What the bill asks for where nobody declares the month: 110 % of the month before. Nothing: it is declared, or will
    /// be by default.
    pub unless_declared: Option<Yuan>,
    /// What the month before asked for.
    pub last_total: Option<Yuan>,
    /// Everybody, and who left since the month before.
    pub lines: Vec<LineJson>,
    /// Who has no base declared for this contribution year.
    pub undeclared: Vec<PersonCode>,
}

impl DraftJson {
    pub fn of(of: &Draft, in_full: bool) -> DraftJson {
        let had_last = of.last.is_some();
        let moved = |line: &Line| line.moved().filter(|_| had_last).map(|m| m.code());
        // A line of the draft is what the month asks for, not the difference from the month before.
        let now = |line: &Line| Line { before: None, ..*line };
        DraftJson {
            month: MonthCode(of.month),
            version: of.version,
            opens: Day(of.window.opens),
            default_declaration: Day(of.window.default_declaration),
            closes: Day(of.window.closes),
            debit_days: of.dates.as_ref().map(|d| [Day(d.first_debit), Day(d.second_debit)]),
            declared: of.declaration.as_ref().map(|d| d.how.code()),
            is_debited: of.is_debited,
            sums: SumsJson::from(&of.sheet.totals()),
            surcharge: Yuan(of.sheet.surcharge.total()),
            unless_declared: of.unless_declared.map(Yuan),
            last_total: of.last.map(|(_, total)| Yuan(total)),
            lines: of
                .lines
                .iter()
                .map(|line| LineJson::of(&now(line), &of.people, in_full, moved(line)))
                .collect(),
            undeclared: of.undeclared.iter().copied().map(PersonCode).collect(),
        }
    }
}
