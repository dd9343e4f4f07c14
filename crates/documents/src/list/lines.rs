use domain::Category;

use super::cells::{Cells, Person};
use super::{BackPaymentLine, EarlierLine, IncreaseLine, ReductionLine, RosterLine, WageLine};
use crate::cell::choice;
use crate::fault::CellFault;
use crate::finding::Grade;
use crate::heading::Field;

/// A kind of list: which columns it needs and how a row becomes a line.
pub(crate) trait Line: Sized {
    /// Columns without which the list cannot be read.
    const NEEDS: &'static [Field];
    /// Whether a person may stand in it once only.
    const ONCE: bool;
    /// Reads all cells of the row, so that every fault is told at once; `None` where a value is missing.
    fn read(cells: &mut Cells<'_>, person: &Person) -> Option<Self>;
}

impl Line for RosterLine {
    const NEEDS: &'static [Field] = &[Field::Name, Field::Number, Field::Category, Field::Wage];
    const ONCE: bool = true;

    fn read(cells: &mut Cells<'_>, person: &Person) -> Option<RosterLine> {
        let (sex, category) = (cells.sex(person), cells.category());
        // What is owed for somebody retired hangs on no wage, and no age is too high for it.
        let is_retired = category == Some(Category::Retired);
        let wage = if is_retired { cells.wage_if_any() } else { cells.wage() };
        let (hired_on, work_started) = (cells.day(Field::HiredOn), cells.optional_day(Field::WorkStarted));
        cells.old_enough(person, hired_on);
        if !is_retired {
            cells.before_retirement(person);
        }
        Some(RosterLine {
            row: person.row,
            name: person.name.clone(),
            identity: person.identity.clone()?,
            sex,
            category: category?,
            wage: wage?,
            hired_on,
            work_started,
            phone: cells.text(Field::Phone),
            remark: cells.text(Field::Remark),
        })
    }
}

impl Line for IncreaseLine {
    const NEEDS: &'static [Field] = &[Field::Name, Field::Number, Field::Category, Field::HiredOn, Field::Wage];
    const ONCE: bool = true;

    fn read(cells: &mut Cells<'_>, person: &Person) -> Option<IncreaseLine> {
        let (sex, category, wage) = (cells.sex(person), cells.category(), cells.wage());
        let hired_on = cells.day(Field::HiredOn);
        cells.old_enough(person, hired_on);
        cells.before_retirement(person);
        let branches = cells.text(Field::Branches);
        Some(IncreaseLine {
            row: person.row,
            name: person.name.clone(),
            identity: person.identity.clone()?,
            sex,
            category: category?,
            hired_on: hired_on?,
            wage: wage?,
            all_branches: branches.is_empty() || choice::asks_for_all_branches(&branches),
            branches,
            employment_form: cells.text(Field::EmploymentForm),
            phone: cells.text(Field::Phone),
            remark: cells.text(Field::Remark),
        })
    }
}

impl Line for ReductionLine {
    const NEEDS: &'static [Field] = &[Field::Name, Field::Number, Field::EndDate, Field::Reason];
    const ONCE: bool = true;

    fn read(cells: &mut Cells<'_>, person: &Person) -> Option<ReductionLine> {
        let (end_date, last_month) = (cells.day(Field::EndDate), cells.month(Field::LastMonth, false));
        let reason = cells.text(Field::Reason);
        if reason.is_empty() {
            cells.say(Field::Reason, Grade::MustChange, &CellFault::ReasonMissing);
        }
        Some(ReductionLine {
            row: person.row,
            name: person.name.clone(),
            identity: person.identity.clone()?,
            end_date: end_date?,
            reason,
            medical_reason: cells.text(Field::MedicalReason),
            last_month,
            remark: cells.text(Field::Remark),
        })
    }
}

impl Line for WageLine {
    const NEEDS: &'static [Field] = &[Field::Number, Field::Wage];
    const ONCE: bool = true;

    fn read(cells: &mut Cells<'_>, person: &Person) -> Option<WageLine> {
        let wage = cells.wage();
        Some(WageLine {
            row: person.row,
            name: person.name.clone(),
            identity: person.identity.clone()?,
            wage: wage?,
            remark: cells.text(Field::Remark),
        })
    }
}

impl Line for BackPaymentLine {
    const NEEDS: &'static [Field] = &[Field::Name, Field::Number, Field::FromMonth, Field::ToMonth, Field::Wage];
    const ONCE: bool = false;

    fn read(cells: &mut Cells<'_>, person: &Person) -> Option<BackPaymentLine> {
        let category = if cells.has(Field::Category) { cells.category() } else { None };
        let (from, to) = (cells.month(Field::FromMonth, true), cells.month(Field::ToMonth, true));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            cells.say(Field::ToMonth, Grade::MustChange, &CellFault::MonthsReversed);
        }
        let wage = cells.wage();
        Some(BackPaymentLine {
            row: person.row,
            name: person.name.clone(),
            identity: person.identity.clone()?,
            category,
            from: from?,
            to: to?,
            wage: wage?,
            reason: cells.text(Field::BackPaymentReason),
            evidence: cells.text(Field::Evidence),
        })
    }
}

impl Line for EarlierLine {
    const NEEDS: &'static [Field] = &[
        Field::Name,
        Field::Number,
        Field::Branches,
        Field::FromMonth,
        Field::ToMonth,
        Field::Wage,
        Field::EmployerPays,
        Field::PersonPays,
        Field::Standing,
    ];
    const ONCE: bool = false;

    fn read(cells: &mut Cells<'_>, person: &Person) -> Option<EarlierLine> {
        let (branches, standing) = (cells.branches(), cells.standing());
        let (from, to) = (cells.month(Field::FromMonth, true), cells.month(Field::ToMonth, true));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            cells.say(Field::ToMonth, Grade::MustChange, &CellFault::MonthsReversed);
        }
        let (base, employer) = (cells.amount(Field::Wage), cells.amount(Field::EmployerPays));
        let (own, to_account) = (cells.amount(Field::PersonPays), cells.amount(Field::ToAccount));
        let paid_on = cells.day_if_any(Field::PaidOn);
        Some(EarlierLine {
            row: person.row,
            name: person.name.clone(),
            identity: person.identity.clone()?,
            branches: branches?,
            from: from?,
            to: to?,
            standing: standing?,
            base: base?,
            employer: employer?,
            person: own?,
            to_account: to_account?,
            paid_on: paid_on.ok()?,
        })
    }
}
