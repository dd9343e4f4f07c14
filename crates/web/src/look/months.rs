use maud::{Markup, Render, html};
use units::{Fact, Month};
use words::{Lang, say};

use super::hidden;

/// What a cell of the record shows: a sign, never a colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// ✓ paid on time.
    OnTime,
    /// ✓2 on time, by the second debit.
    SecondDebit,
    /// 逾 L paid late.
    PaidLate,
    /// 补 B back-paid.
    BackPaid,
    /// 缺 M missing: nobody filed.
    Missing,
    /// 欠 O owed: billed, unpaid after the collection month.
    Owed,
    /// 缓 D deferred.
    Deferred,
    /// 待 W insured, debit to come.
    Due,
    /// Hatched: not insured.
    NotInsured,
    /// Empty: to come.
    Ahead,
}

impl Sign {
    /// All, in the order of the legend.
    pub const ALL: [Sign; 10] = [
        Sign::OnTime,
        Sign::SecondDebit,
        Sign::PaidLate,
        Sign::BackPaid,
        Sign::Missing,
        Sign::Owed,
        Sign::Deferred,
        Sign::Due,
        Sign::NotInsured,
        Sign::Ahead,
    ];

    const fn code(self) -> &'static str {
        match self {
            Sign::OnTime => "on_time",
            Sign::SecondDebit => "second_debit",
            Sign::PaidLate => "paid_late",
            Sign::BackPaid => "back_paid",
            Sign::Missing => "missing",
            Sign::Owed => "owed",
            Sign::Deferred => "deferred",
            Sign::Due => "due",
            Sign::NotInsured => "not_insured",
            Sign::Ahead => "ahead",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Sign::OnTime => "sb-m",
            Sign::SecondDebit => "sb-m sb-m--second",
            Sign::PaidLate => "sb-m sb-m--late",
            Sign::BackPaid => "sb-m sb-m--back",
            Sign::Missing | Sign::Owed => "sb-m sb-m--owed",
            Sign::Deferred => "sb-m sb-m--deferred",
            Sign::Due => "sb-m sb-m--wait",
            Sign::NotInsured => "sb-m sb-m--none",
            Sign::Ahead => "sb-m sb-m--future",
        }
    }

    /// The character in the cell; nothing where the cell itself is the sign.
    fn character(self, lang: Lang) -> String {
        match self {
            Sign::NotInsured | Sign::Ahead => String::new(),
            Sign::OnTime
            | Sign::SecondDebit
            | Sign::PaidLate
            | Sign::BackPaid
            | Sign::Missing
            | Sign::Owed
            | Sign::Deferred
            | Sign::Due => say(lang, &format!("look.sign.{}", self.code()), &[]),
        }
    }

    fn says(self, lang: Lang) -> String {
        say(lang, &format!("look.sign.{}.says", self.code()), &[])
    }
}

/// One month of one branch. A sign that needs a reason links to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthCell {
    /// What it shows.
    pub sign: Sign,
    /// Where its reason stands: `#c-2025-09`.
    pub why: Option<String>,
}

/// One branch over a year.
#[derive(Clone, Debug)]
pub struct BranchOfYear {
    /// `医疗（含生育）`
    pub name: String,
    /// On a phone: `医疗`
    pub short: String,
    /// January to December; fewer cells are filled up as not insured.
    pub cells: Vec<MonthCell>,
}

/// One year.
#[derive(Clone, Debug)]
pub struct YearOfMonths {
    /// The year.
    pub year: u32,
    /// Its branches; where all agree the year is shown as one row.
    pub branches: Vec<BranchOfYear>,
    /// How many of its months are paid (the last column).
    pub paid: u32,
}

/// The record: years down (newest first), months across, one row per branch where they differ, long quiet stretches folded.
#[derive(Clone, Debug)]
pub struct Months {
    lang: Lang,
    years: Vec<YearOfMonths>,
    unfold: Option<String>,
}

impl Months {
    /// The years, newest first. `unfold` is the address that shows all; without it nothing is folded.
    pub fn new(lang: Lang, years: Vec<YearOfMonths>, unfold: Option<String>) -> Months {
        Months { lang, years, unfold }
    }

    fn head(&self) -> Markup {
        html! {
            thead {
                tr {
                    td class="is-year sb-wide-cell" {}
                    td class="is-branch" {}
                    @for month in 1..=12 { th scope="col" { (month) (hidden(&say(self.lang, "look.months.head", &[]))) } }
                    td class="is-sum" { span class="sb-small" { (say(self.lang, "look.months.paid", &[])) } }
                }
            }
        }
    }

    fn cell(&self, year: u32, month: u32, name: &str, cell: &MonthCell) -> Markup {
        let said = cell.sign.says(self.lang);
        let character = cell.sign.character(self.lang);
        html! {
            td class=(cell.sign.class()) {
                @match &cell.why {
                    Some(why) => {
                        @let at = Month::new(year, month).map(|m| words::month(self.lang, m)).unwrap_or_default();
                        @let facts = [("month", Fact::Text(at)), ("branch", Fact::Text(name.to_owned())), ("says", Fact::Text(said))];
                        a href=(why) { (character) (hidden(&say(self.lang, "look.months.why", &facts))) }
                    }
                    None => { span aria-hidden="true" { (character) } (hidden(&said)) }
                }
            }
        }
    }

    fn year(&self, year: &YearOfMonths) -> Markup {
        let all = say(self.lang, "look.months.all", &[]);
        let all_short = say(self.lang, "look.months.all.short", &[]);
        let paid = say(self.lang, "look.months.count", &[("n", Fact::Count(year.paid.into()))]);
        let rows: Vec<(&str, &str, &[MonthCell])> = match year.agreed() {
            Some(cells) => vec![(&all, &all_short, cells)],
            None => year
                .branches
                .iter()
                .map(|b| (b.name.as_str(), b.short.as_str(), b.cells.as_slice()))
                .collect(),
        };
        let blank = MonthCell {
            sign: Sign::NotInsured,
            why: None,
        };
        html! {
            tbody {
                tr class="sb-phone-row" { th class="is-year" colspan="13" scope="rowgroup" { (year.year) " " span class="sb-soft sb-small" { (paid) } } }
                @for (at, (name, short, cells)) in rows.iter().enumerate() {
                    tr {
                        @if at == 0 { th class="is-year sb-wide-cell" rowspan=(rows.len()) scope="rowgroup" { (year.year) } }
                        th class="is-branch" scope="row" { span class="is-long" { (name) } span class="is-short" { (short) } }
                        @for month in 1..=12u32 { (self.cell(year.year, month, name, cells.get(month as usize - 1).unwrap_or(&blank))) }
                        @if at == 0 { td class="is-sum" rowspan=(rows.len()) { (paid) } }
                    }
                }
            }
        }
    }

    fn folded(&self, years: &[YearOfMonths], unfold: &str) -> Markup {
        let (newest, oldest) = (years.first().map_or(0, |y| y.year), years.last().map_or(0, |y| y.year));
        let count = i64::try_from(years.len()).unwrap_or_default();
        let facts = [("years", Fact::Count(count)), ("months", Fact::Count(count * 12))];
        let total = say(self.lang, "look.months.count", &[("n", Fact::Count(count * 12))]);
        html! {
            tbody {
                tr class="sb-phone-row" { th class="is-year" colspan="13" scope="rowgroup" { (oldest) "–" (newest) " " span class="sb-soft sb-small" { (total) } } }
                tr {
                    th class="is-year sb-wide-cell" scope="rowgroup" { (format!("{:02}–{:02}", oldest % 100, newest % 100)) }
                    td class="is-fold" colspan="13" { (say(self.lang, "look.months.quiet", &facts)) " " a href=(unfold) { (say(self.lang, "look.months.unfold", &[])) } }
                    td class="is-sum" { (total) }
                }
            }
        }
    }
}

impl YearOfMonths {
    /// The cells of the year where all branches agree. One branch alone is shown by its name: the others were not insured.
    fn agreed(&self) -> Option<&[MonthCell]> {
        let [first, others @ ..] = self.branches.as_slice() else {
            return None;
        };
        let agree = !others.is_empty() && others.iter().all(|b| b.cells == first.cells);
        agree.then_some(first.cells.as_slice())
    }

    /// Twelve months on time in every branch.
    fn quiet(&self) -> bool {
        self.agreed()
            .is_some_and(|cells| cells.len() == 12 && cells.iter().all(|c| c.sign == Sign::OnTime && c.why.is_none()))
    }
}

/// Three quiet years and more in a row are folded; the two newest never.
const FOLDED_FROM: usize = 3;

impl Render for Months {
    fn render(&self) -> Markup {
        let mut rest = self.years.as_slice();
        let mut bodies = Vec::new();
        while let Some(year) = rest.first() {
            let quiet = if bodies.len() < 2 {
                0
            } else {
                rest.iter().take_while(|y| y.quiet()).count()
            };
            match &self.unfold {
                Some(unfold) if quiet >= FOLDED_FROM => {
                    bodies.push(self.folded(rest.get(..quiet).unwrap_or_default(), unfold));
                    rest = rest.get(quiet..).unwrap_or_default();
                }
                Some(_) | None => {
                    bodies.push(self.year(year));
                    rest = rest.get(1..).unwrap_or_default();
                }
            }
        }
        html! {
            table class="sb-months" {
                caption class="govuk-visually-hidden" { (say(self.lang, "look.months.caption", &[])) }
                (self.head())
                @for body in &bodies { (body) }
            }
        }
    }
}

/// What the signs mean; those that the record shows, in fixed order.
pub fn legend(lang: Lang, shown: &[Sign]) -> Markup {
    html! {
        ul class="sb-legend" aria-label=(say(lang, "look.months.legend", &[])) {
            @for sign in Sign::ALL.iter().filter(|s| shown.contains(s)) {
                li { span class=(sign.class()) aria-hidden="true" { (sign.character(lang)) } (sign.says(lang)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(year: u32, sign: Sign) -> YearOfMonths {
        let cells = vec![MonthCell { sign, why: None }; 12];
        let branch = |name: &str| BranchOfYear {
            name: name.into(),
            short: name.into(),
            cells: cells.clone(),
        };
        YearOfMonths {
            year,
            branches: vec![branch("养老"), branch("医疗")],
            paid: 12,
        }
    }

    #[test]
    fn quiet_years_fold_and_a_year_that_differs_shows_its_branches() {
        let mut odd = year(2025, Sign::OnTime);
        odd.branches[1].cells[6] = MonthCell {
            sign: Sign::BackPaid,
            why: Some("#c".into()),
        };
        let years = vec![
            odd,
            year(2024, Sign::OnTime),
            year(2023, Sign::OnTime),
            year(2022, Sign::OnTime),
            year(2021, Sign::OnTime),
            year(2020, Sign::Owed),
        ];
        let out = Months::new(Lang::Zh, years.clone(), Some("?all".into())).render().into_string();
        assert!(
            out.contains("<a href=\"#c\">补<span class=\"govuk-visually-hidden\">2025年7月，医疗：补缴（漏缴），看原因</span></a>"),
            "{out}"
        );
        assert!(out.contains("21–23") && !out.contains(">2022<"), "three quiet years are one row");
        assert!(out.contains(">2020<"), "owed months never fold");
        let all = Months::new(Lang::Zh, years, None).render().into_string();
        assert!(all.contains(">2022<"));
        let mut alone = year(2011, Sign::BackPaid);
        alone.branches.truncate(1);
        let only = Months::new(Lang::Zh, vec![alone], None).render().into_string();
        assert!(only.contains("养老") && !only.contains("各险种"), "{only}");
    }

    #[test]
    fn each_sign_differs_without_its_colour() {
        for lang in Lang::ALL {
            let mut seen: Vec<String> = Sign::ALL.iter().map(|s| s.character(lang)).filter(|c| !c.is_empty()).collect();
            let count = seen.len();
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), count, "{lang:?}");
        }
    }
}
