//! The sums by branch and the list of people, of a draft and of a bill alike.

use std::collections::BTreeMap;

use domain::assessment::BillTotals;
use domain::bill::{BillKind, Line, PaidRates};
use domain::ids::PersonId;
use domain::registry::Person;
use domain::{Branch, BranchSet};
use maud::{Markup, Render, html};
use units::{Fen, Month, Rate};

use super::branch_name;
use crate::Asked;
use crate::look::{self, Column, Table, amount, amount_or_dash};

/// What both tables are drawn from.
pub(super) struct Sheet<'a> {
    pub(super) asked: &'a Asked,
    pub(super) month: Month,
    /// The lines that the bill asks for.
    pub(super) lines: &'a [Line],
    pub(super) totals: BillTotals,
    /// The part of the employer's sums that is nobody's.
    pub(super) surcharge: Fen,
    pub(super) rates: PaidRates,
    pub(super) people: &'a BTreeMap<PersonId, Person>,
    /// Which bill; `None`: the draft.
    pub(super) kind: Option<BillKind>,
}

impl Sheet<'_> {
    /// The branches that somebody is charged for, in the order in which they are written.
    pub(super) fn branches(&self) -> Vec<Branch> {
        let charged = self.lines.iter().fold(BranchSet::NONE, |set, line| set.or(line.amounts().charged));
        charged.iter().collect()
    }

    /// By branch: people, bases, rates, both sides.
    pub(super) fn by_branch(&self) -> Markup {
        let words = |key: &str| self.asked.say(key, &[]);
        let columns = vec![
            Column::title(words("bills.branch")),
            Column::number(words("bills.people")),
            Column::figure(words("bills.base_total")),
            Column::figure(words("bills.rate")).label_on_phone(words("bills.rate.employer")),
            Column::figure(words("bills.employer")),
            Column::figure(words("bills.rate")).label_on_phone(words("bills.rate.employee")),
            Column::figure(words("bills.employee")),
            Column::figure(words("bills.total_yuan")).label_on_phone(words("bills.total")),
        ];
        let lines = self.branches().into_iter().map(|branch| self.branch_line(branch)).collect();
        let none = || html! {};
        let foot = vec![
            html! { (words("bills.total")) },
            none(),
            none(),
            none(),
            amount(self.totals.employer_total()),
            none(),
            amount(self.totals.employee_total()),
            amount(self.totals.total()),
        ];
        let table = Table::new(words("bills.by_branch"), columns)
            .shown_caption()
            .lines(lines)
            .foot(foot);
        html! { div class="sb-panel sb-panel--flush" { (table.render()) } }
    }

    fn branch_line(&self, branch: Branch) -> look::Line {
        let i = branch.index();
        let charged = self.lines.iter().map(Line::amounts).filter(|a| a.charged.contains(branch));
        let (people, bases) = charged.fold((0, Fen::ZERO), |(n, sum), a| (n + 1, sum + a.base[i]));
        let (employer, employee) = (self.totals.employer[i], self.employee(branch));
        let (er, ee) = match self.rates.0[i] {
            Some((er, ee, fixed)) => (rate(er, Fen::ZERO), rate(ee, fixed)),
            None => (None, None),
        };
        let dash = |text: Option<String>| html! { @match &text { Some(text) => (text), None => "–" } };
        look::Line::new(vec![
            html! { (branch_name(self.asked, branch, self.month)) },
            html! { (words::count(people)) },
            amount(bases),
            dash(er),
            amount_or_dash(Some(employer).filter(|f| *f != Fen::ZERO)),
            dash(ee),
            amount_or_dash(Some(employee).filter(|f| *f != Fen::ZERO)),
            html! { b { (amount(employer + employee)) } },
        ])
    }

    fn employee(&self, branch: Branch) -> Fen {
        let fixed = if branch == Branch::Medical {
            self.totals.ee_fixed
        } else {
            Fen::ZERO
        };
        self.totals.employee[branch.index()] + fixed
    }
}

/// `16%`, `2% + 3`; nothing where nothing is paid.
fn rate(rate: Rate, fixed: Fen) -> Option<String> {
    match (rate, fixed) {
        (Rate::ZERO, Fen::ZERO) => None,
        (rate, Fen::ZERO) => Some(words::rate(rate)),
        (rate, fixed) => Some(format!(
            "{} + {}",
            words::rate(rate),
            words::money_plain(fixed).trim_end_matches(".00")
        )),
    }
}
