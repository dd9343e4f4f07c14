//! From dated rows with conditions to the flat table of one month.

use units::{Date, Fen, Month, Rate, Rounding};

use crate::schedule::DatedRow;
use crate::table::{BranchRow, Row, Side, Slot, Table};
use crate::value::Value;
use crate::{Book, Branch, Category, EmployerKind, Payer, Provenance, Unknown};

/// No parameter: the number of a ground that is not there.
const NO_GROUND: u16 = u16::MAX;

/// The rows of one parameter that are valid in the month, each with the number of its ground.
type Column<'b> = Vec<(u16, &'b DatedRow)>;

/// What is valid in the month for one branch.
struct BranchColumns<'b> {
    branch: Branch,
    month: Month,
    slots: [Column<'b>; Table::SLOTS],
    /// The base shown beside a published sum.
    sum_base: Column<'b>,
}

/// Compiles the policy of a region for a month into a flat table, once per (region, month, day of knowledge).
///
/// Refused only where not one kind of payer can be billed; a single unknown figure refuses the rows that need it.
pub fn compile(book: &Book, month: Month, known_on: Date) -> Result<Table, Unknown> {
    let share_rounding = book.required("rounding.share", month, known_on)?;
    let rounding = if share_rounding.value == Value::Word("half_up") {
        500_000
    } else {
        0
    };
    let base_rounding = book.required("rounding.base", month, known_on)?;
    let whole_yuan = base_rounding.value == Value::Word("yuan");

    let mut grounds = Vec::new();
    let columns = Branch::ALL.map(|branch| BranchColumns::gather(book, branch, month, known_on, &mut grounds));
    let mut rows = Vec::new();
    let mut used = Vec::new();
    for (cell, payer) in Table::payers().enumerate() {
        debug_assert_eq!(cell, Table::cell(payer));
        let mut row = Row {
            rounding,
            whole_yuan,
            cell: cell as u16,
            ..Row::default()
        };
        let mut grounds_of_row = [[NO_GROUND; Table::SLOTS]; 5];
        let filled = columns
            .iter()
            .zip(&mut grounds_of_row)
            .try_for_each(|(column, used)| column.fill(&mut row, used, payer));
        rows.push(filled.map(|()| row));
        used.push(grounds_of_row);
    }
    if let Some(Err(unknown)) = rows.first()
        && rows.iter().all(Result::is_err)
    {
        return Err(unknown.clone());
    }
    Ok(Table {
        rows,
        grounds,
        used,
        base_rounding: Some(base_rounding.ground_in(month)),
        share_rounding: Some(share_rounding.ground_in(month)),
        tiers: tiers(book, month, known_on),
        month,
        known_on,
        fingerprint: book.fingerprint().to_owned(),
        // The part of the employer's medical rate that belongs to the large-amount mutual-aid fund (大额互助).
        large_amount: book.rate("medical.large_amount", month, known_on).unwrap_or(Rate::ZERO),
    })
}

impl Book {
    /// Floor and ceiling of a payer's base for a branch in a month, where both are known: also of a month whose table is refused because
    /// another figure is unknown.
    pub fn base_limits(&self, branch: Branch, payer: Payer, month: Month, known_on: Date) -> Option<(Fen, Fen)> {
        let of = |slot: Slot| {
            let live = self.schedule.live(&format!("{}.{}", branch.code(), slot.key()), month, known_on);
            let row = live.into_iter().find(|row| row.applies.includes(payer))?;
            match row.value {
                Value::Money(limit) => Some(limit),
                _ => None,
            }
        };
        of(Slot::Floor).zip(of(Slot::Ceiling))
    }
}

/// The tiers of flexible workers: parts of the average wage, each rounded half up to the yuan as the notices do (R3).
fn tiers(book: &Book, month: Month, known_on: Date) -> Vec<Fen> {
    let of = |parameter| book.schedule.value(parameter, month, known_on).map(|row| &row.value);
    let (Some(Value::Rates(parts)), Some(Value::Money(average))) = (of("flexible.tiers"), of("average_wage.month")) else {
        return Vec::new();
    };
    let whole = |part: &Rate| Rounding::HalfUp.apply(i128::from(average.count()) * i128::from(part.ppm()), 100_000_000);
    let mut tiers: Vec<Fen> = parts.iter().map(|part| Fen(whole(part).count() * 100)).collect();
    tiers.sort_unstable();
    tiers
}

impl<'b> BranchColumns<'b> {
    fn gather(book: &'b Book, branch: Branch, month: Month, known_on: Date, grounds: &mut Vec<Provenance>) -> BranchColumns<'b> {
        let mut column = |what: &str| -> Column<'b> {
            let live = book.schedule.live(&format!("{}.{what}", branch.code()), month, known_on);
            let number = |row: &'b DatedRow| {
                grounds.push(row.ground_in(month));
                (grounds.len() as u16 - 1, row)
            };
            live.into_iter().map(number).collect()
        };
        BranchColumns {
            branch,
            month,
            slots: Slot::ALL.map(|slot| column(slot.key())),
            sum_base: column("sum_base"),
        }
    }

    /// Writes this branch of a payer's row.
    fn fill(&self, row: &mut Row, used: &mut [u16; Table::SLOTS], payer: Payer) -> Result<(), Unknown> {
        if self.branch == Branch::EmploymentInjury && payer.injury_class.is_none() {
            return Ok(());
        }
        // A flexible worker has no employer on whose kind a bound could depend.
        let kind = if payer.category == Category::Flexible {
            EmployerKind::Enterprise
        } else {
            payer.kind
        };
        let payer = Payer { kind, ..payer };

        let mut filled = BranchRow::default();
        let published = rate(self.must(Slot::Employer, payer, used)?);
        filled.employer.ppm = self.relieved(published, payer, used)?;
        filled.employee.ppm = rate(self.must(Slot::Employee, payer, used)?);
        filled.account = rate(self.may(Slot::Account, payer, used)?);
        let sum = money(self.may(Slot::EmployeeSum, payer, used)?);
        let fixed = money(self.may(Slot::EmployeeFixed, payer, used)?);
        if sum > 0 {
            filled.employee = Side { ppm: 0, fixed: sum };
            let base = money(first(&self.sum_base, payer).map(|(_, row)| row));
            (filled.floor, filled.ceiling) = (base, base);
        }
        if published > 0 || filled.employee.ppm > 0 {
            filled.floor = money(self.must(Slot::Floor, payer, used)?);
            filled.ceiling = money(self.must(Slot::Ceiling, payer, used)?);
        }
        // Relieved to nothing, a branch stays in force: it has a line of zero.
        if published > 0 || filled.employee != Side::default() || fixed > 0 {
            row.branches[self.branch.index()] = filled;
            row.in_force = row.in_force.with(self.branch);
            row.ee_fixed += fixed;
        }
        Ok(())
    }

    /// What temporary relief leaves of a rate, in whole parts per million.
    fn relieved(&self, ppm: u32, payer: Payer, used: &mut [u16; Table::SLOTS]) -> Result<u32, Unknown> {
        let Some(relief) = self.may(Slot::Relief, payer, used)? else {
            return Ok(ppm);
        };
        let Value::Rate(part) = relief.value else { return Ok(ppm) };
        let product = u64::from(ppm) * u64::from(part.ppm());
        if product.is_multiple_of(1_000_000) {
            Ok((product / 1_000_000) as u32)
        } else {
            Err(self.unknown(Slot::Relief, Some("relief and rate give no whole part per million".to_owned())))
        }
    }

    /// The row of a payer for a parameter that each payer must have, be it `none`.
    fn must(&self, slot: Slot, payer: Payer, used: &mut [u16; Table::SLOTS]) -> Result<Option<&'b DatedRow>, Unknown> {
        match self.may(slot, payer, used)? {
            Some(row) => Ok(Some(row)),
            None => Err(self.unknown(slot, None)),
        }
    }

    /// The row of a payer for a parameter that a payer may have.
    fn may(&self, slot: Slot, payer: Payer, used: &mut [u16; Table::SLOTS]) -> Result<Option<&'b DatedRow>, Unknown> {
        let Some((ground, row)) = first(&self.slots[slot as usize], payer) else {
            return Ok(None);
        };
        if row.value == Value::Unknown {
            return Err(self.unknown(slot, row.ground.note.clone()));
        }
        if row.value != Value::None {
            used[slot as usize] = ground;
        }
        Ok(Some(row))
    }

    fn unknown(&self, slot: Slot, doubt: Option<String>) -> Unknown {
        Unknown {
            doubt,
            ..Unknown::new(format!("{}.{}", self.branch.code(), slot.key()), self.month)
        }
    }
}

fn first<'b>(column: &Column<'b>, payer: Payer) -> Option<(u16, &'b DatedRow)> {
    column.iter().find(|(_, row)| row.applies.includes(payer)).copied()
}

fn rate(row: Option<&DatedRow>) -> u32 {
    match row.map(|row| &row.value) {
        Some(Value::Rate(rate)) => rate.ppm(),
        _ => 0,
    }
}

/// In fen. Bounds and sums of a person's month are far below what 32 bits hold.
fn money(row: Option<&DatedRow>) -> u32 {
    match row.map(|row| &row.value) {
        Some(Value::Money(fen)) => u32::try_from(fen.count()).unwrap_or(u32::MAX),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Packs;

    fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    #[test]
    fn every_month_has_a_value_for_every_payer_or_says_that_it_is_unknown() {
        let book = Packs::embedded().book("cn/beijing").expect("a pack without faults");
        for in_month in month("2011-01").through(month("2027-12")) {
            // On its first day the month may still run on what was known of the year before.
            for known_on in [in_month.first_day(), Date::MAX] {
                let unknown: Vec<Unknown> = match compile(&book, in_month, known_on) {
                    Ok(table) => table.rows.into_iter().filter_map(Result::err).collect(),
                    Err(unknown) => vec![unknown],
                };
                let unsaid: Vec<Unknown> = unknown.into_iter().filter(|unknown| unknown.doubt.is_none()).collect();
                assert_eq!(unsaid, [], "{in_month} as known on {known_on}");
            }
        }
        let after = compile(&book, month("2028-01"), Date::MAX).expect("retired people are still known");
        let employed = after.row(Category::LocalUrban, EmployerKind::Enterprise, crate::EmployerSize::Small, None);
        assert_eq!(employed, Err(&Unknown::new("pension.floor", month("2028-01"))));
    }

    #[test]
    fn no_bound_stands_on_its_head() {
        let book = Packs::embedded().book("cn/beijing").expect("a pack without faults");
        for in_month in month("2012-07").through(month("2027-06")) {
            let table = compile(&book, in_month, Date::MAX).expect("a known month");
            for row in table.rows.iter().flatten() {
                for branch in row.in_force.iter() {
                    let rules = row.branches[branch.index()];
                    assert!(
                        rules.floor <= rules.ceiling && rules.employer.ppm < 250_000,
                        "{in_month} {branch:?} {rules:?}"
                    );
                }
            }
        }
    }
}
