//! What stands around every page of an employer: menu with what waits, the deadline strip with its two countdowns, the way back.
//!
//! A page of any section takes one [`Around`] in the read that fetches its own content:
//!
//! ```ignore
//! let (around, bills) = asked.read(move |desk| Ok((Around::look(desk, who)?, bills(desk, who)?))).await?;
//! Ok(around.frame(&asked, "bills", title).page(content))
//! ```

pub(crate) mod home;
pub(crate) mod list;
mod problem;

use domain::ids::EmployerId;
use maud::Markup;
use procedures::employer_account::{DebitPage, attention};
use procedures::open_matters::{Matters, open_matters};
use procedures::overview::{Overview, overview};
use procedures::{Desk, Error};
use units::{Date, Fact, Fen};
use words::Lang;

use crate::Asked;
use crate::look::{Crumb, Deadlines, Frame, Menu, rich};
use crate::pages::debits::nothing;
use crate::route::Route;
use crate::routes::leads_somewhere;

pub(crate) fn routes() -> Vec<Route> {
    [list::routes(), home::routes()].into_iter().flatten().collect()
}

/// The employer's month and what waits, as every page of it shows them.
pub(crate) struct Around {
    /// The month at a glance.
    pub(crate) overview: Overview,
    /// What waits.
    pub(crate) matters: Matters,
    /// The worst open problem with money: a bill that a debit did not settle.
    pub(crate) problem: Option<DebitPage>,
    /// A bill that is made and waits for its debit.
    pub(crate) coming: Option<DebitPage>,
    /// Refunds carried over that the bill still to be made will be less by.
    pub(crate) carried_on: Fen,
    /// What the agency offers back and nobody answered: how many sums, and how much.
    pub(crate) refunds: (i64, Fen),
}

impl Around {
    /// Looks at the employer.
    pub(crate) fn look(desk: &mut Desk, who: EmployerId) -> Result<Around, Error> {
        let attention = attention(desk, who)?;
        Ok(Around {
            overview: overview(desk, who)?,
            matters: open_matters(desk, who)?,
            problem: attention.problem,
            coming: attention.coming,
            carried_on: attention.carried_on,
            refunds: procedures::refunds::offered(desk, who)?,
        })
    }

    /// The address of a page of this employer: `""` is its home.
    pub(crate) fn at(&self, below: &str) -> String {
        at(self.overview.employer.id, below)
    }

    /// The page of a section (`""`, `roll`, `bills`, …) with menu and deadlines.
    pub(crate) fn frame(&self, asked: &Asked, section: &str, title: impl Into<String>) -> Frame {
        asked
            .frame(title)
            .menu(self.menu(asked, section))
            .deadlines(self.deadlines(asked.lang, asked.today))
    }

    /// The way back to a section, for pages below it; the last step is this page.
    pub(crate) fn trail(&self, asked: &Asked, section: &str, here: impl Into<String>) -> Vec<Crumb> {
        let words = |key: &str| asked.say(key, &[]);
        let mut trail = vec![Crumb::to(words("frame.menu.home"), self.at(""))];
        let name = match section {
            "enrolments" => Some("frame.menu.increases"),
            "reductions" => Some("frame.menu.reductions"),
            "roll" => Some("frame.menu.roll"),
            "receipts" => Some("frame.menu.receipts"),
            "back-payments" => Some("frame.menu.back_payments"),
            "bills" => Some("frame.menu.bills"),
            "debits" => Some("frame.menu.debits"),
            "appointments" => Some("frame.menu.appointments"),
            _ => None,
        };
        trail.extend(name.map(|key| Crumb::to(words(key), self.at(section))));
        trail.push(Crumb::here(here));
        trail
    }

    /// The menu is that of the page's employer, also where the address names none: a receipt.
    fn menu(&self, asked: &Asked, section: &str) -> Menu {
        let waits = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let employer = &self.overview.employer;
        let menu = Menu::clerk(asked.lang, &employer.id.code(), &employer.name)
            .only(leads_somewhere)
            .waiting(&self.at("enrolments"), waits(self.matters.of_increases()))
            .waiting(&self.at("reductions"), waits(self.matters.of_reductions()))
            .waiting(
                &self.at("debits"),
                u32::from(self.problem.is_some()) + u32::try_from(self.refunds.0).unwrap_or(0),
            )
            .here(self.at(section));
        if asked.caller.employers().nth(1).is_some() {
            menu.switch(asked.say("frame.menu.employers", &[]), "/employers")
        } else {
            menu
        }
    }

    /// Two countdowns, never one: the end of one's own declaration and the end of changes; at the right what will be debited.
    fn deadlines(&self, lang: Lang, today: Date) -> Deadlines {
        let o = &self.overview;
        let next = o.next_deadline(today);
        let facts = [
            ("day", Fact::Day(next)),
            ("left", Fact::Count(days_until(today, next))),
            ("month", Fact::Month(o.month)),
        ];
        let is_default = next == o.roll_window.default_declaration;
        let say = |key: &str| rich(lang, key, &facts);
        let next_words: Markup = match (o.is_open(), is_default, today == next) {
            (false, _, _) => say("home.due.opens"),
            (true, true, false) => say("home.due.default"),
            (true, true, true) => say("home.due.default.today"),
            (true, false, false) => say("home.due.close"),
            (true, false, true) => say("home.due.close.today"),
        };
        let close = [("day", Fact::Day(o.roll_window.closes))];
        Deadlines {
            next: Some(next_words),
            close: (o.is_open() && is_default).then(|| rich(lang, "home.due.then_close", &close)),
            problem: self.problem.as_ref().map(|bill| problem::in_short(lang, bill)),
            end: self.debited(lang),
        }
    }

    /// What happens next by itself: to a bill that is made, else to the draft of the month.
    fn debited(&self, lang: Lang) -> Option<Markup> {
        let made = self.problem.as_ref().or(self.coming.as_ref());
        if let Some(says) = made.and_then(|bill| nothing::in_short(lang, bill)) {
            return Some(says);
        }
        let total = self.overview.totals.as_ref()?.total();
        let mut facts = vec![("amount", Fact::Money(total)), ("month", Fact::Month(self.overview.month))];
        if let (Some(dates), true) = (&self.overview.dates, self.overview.is_debited()) {
            facts.push(("day", Fact::Day(dates.first_debit)));
            return Some(rich(lang, "home.due.debit", &facts));
        }
        Some(rich(lang, "home.due.draft", &facts))
    }
}

/// The address of a page of an employer.
pub(crate) fn at(employer: EmployerId, below: &str) -> String {
    match below {
        "" => format!("/employers/{}", employer.code()),
        below => format!("/employers/{}/{below}", employer.code()),
    }
}

/// Days from one to the other, none where it is past.
pub(crate) fn days_until(today: Date, day: Date) -> i64 {
    i64::from((day - today).get_days()).max(0)
}
