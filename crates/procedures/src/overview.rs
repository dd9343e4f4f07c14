//! What stands around every page of an employer: which month is open, its deadlines, what will be debited if nothing is done.

use domain::assessment::BillTotals;
use domain::declaration::{Declaration, How};
use domain::filing::window::Window;
use domain::ids::EmployerId;
use domain::registry::{Collection, Employer};
use policy::{MonthDates, RollWindow};
use store::sweep::Swept;
use store::{declaration, employer, history};
use units::{Date, Month};

use crate::assess_month::MonthPolicy;
use crate::roll_totals::roll_totals;
use crate::{Desk, Error, Permission};

/// An employer's month at a glance.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Whose.
    pub employer: Employer,
    /// The month that changes alter now.
    pub month: Month,
    /// Whether changes are accepted today.
    pub window: Window,
    /// The days of the month that concern the roll.
    pub roll_window: RollWindow,
    /// All days of the month; nothing where the calendar of a year is not known yet.
    pub dates: Option<MonthDates>,
    /// The employer's version, for `If-Match` and the declaration.
    pub version: i64,
    /// What the month comes to as the roll stands. Nothing where a figure is unknown, a large filing is being applied, or the
    /// caller may not see amounts.
    pub totals: Option<BillTotals>,
    /// The last word on the month, if any.
    pub declaration: Option<Declaration>,
}

impl Overview {
    /// Whether the agency debits this employer by itself.
    pub fn is_debited(&self) -> bool {
        self.employer.collection == Collection::Debit
    }

    /// How the month stands declared; `None` while it is not.
    pub fn declared(&self) -> Option<How> {
        self.declaration.as_ref().map(|d| d.how).filter(|how| how.is_declared())
    }

    /// Whether changes are accepted today.
    pub fn is_open(&self) -> bool {
        matches!(self.window, Window::Open { .. })
    }

    /// The next day at whose end something happens by itself, or on which the window opens: that the page counts down to.
    pub fn next_deadline(&self, today: Date) -> Date {
        match self.window {
            Window::Shut { opens, .. } => opens,
            Window::Open { closes, .. } => {
                let default = self.roll_window.default_declaration;
                if self.is_debited() && today <= default && self.declared().is_none() {
                    default
                } else {
                    closes
                }
            }
        }
    }
}

/// The employer at a glance, for whoever may look at it.
pub fn overview(desk: &mut Desk, who: EmployerId) -> Result<Overview, Error> {
    desk.permit_for(Permission::ViewEmployer, who)?;
    let known = employer::load(desk.tx, who)?.ok_or(Error::NotFound)?;
    let version = history::version(desk.tx, who.0)?.ok_or(Error::NotFound)?;
    let window = desk.window()?;
    let month = window.month();
    let totals = match desk.caller.may_for(Permission::ViewBills, who) {
        true => totals(desk, &known, version, month)?,
        false => None,
    };
    Ok(Overview {
        month,
        window,
        roll_window: desk.roll_window(month)?,
        dates: desk.month_dates(month).ok(),
        version,
        totals,
        declaration: declaration::latest(desk.tx, who, month)?,
        employer: known,
    })
}

fn totals(desk: &mut Desk, known: &Employer, version: i64, month: Month) -> Result<Option<BillTotals>, Error> {
    if history::busy(desk.tx, known.id.0)?.is_some() {
        return Ok(None);
    }
    let swept = Swept {
        id: known.id,
        kind: known.kind,
        size: known.size,
        injury_class: known.injury_class,
        is_debited: known.collection == Collection::Debit,
        version,
        is_busy: false,
    };
    let policy = match MonthPolicy::current(desk.agency, month, desk.today) {
        Err(Error::Refused(_)) => return Ok(None),
        other => other?,
    };
    match roll_totals(desk.tx, &policy, &[swept], month) {
        Err(Error::Refused(_)) => Ok(None),
        other => Ok(other?.first().map(|sums| sums.totals)),
    }
}

/// The employers that the caller acts for, each at a glance, those that are not declared first.
pub fn served(desk: &mut Desk) -> Result<Vec<Overview>, Error> {
    desk.permit(Permission::SignedIn)?;
    let employers: Vec<EmployerId> = desk.caller.employers().map(|(employer, _)| employer).collect();
    let mut list = employers.into_iter().map(|e| overview(desk, e)).collect::<Result<Vec<_>, _>>()?;
    list.sort_by(|a, b| (a.declared().is_some(), &a.employer.name).cmp(&(b.declared().is_some(), &b.employer.name)));
    list.dedup_by_key(|o| o.employer.id);
    Ok(list)
}
