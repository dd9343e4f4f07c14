//! Which way a back payment goes: months by month, as the office's pack parts them, and why each goes where it goes.

use policy::{BackPaymentRules, Book, Category, NonlocalBy, Paper, Provenance, Review, Route, RouteForm, Unknown};
use units::{Date, Fact, Month, Statement};

use super::person::{Doubt, doubts_of, sorted};

/// The code of the route of recent months.
pub const RECENT: &str = "latest_three_months";
/// The code of the route of months that business verification looks at.
pub const VERIFIED: &str = "business_verification";
/// The code of the route of months that the pension acceptance centre approves.
pub const APPROVED: &str = "pension_acceptance_centre_approval";
/// The paper that a long request asks for.
const DOCUMENT: &str = "decision_document";

/// What is asked for: one person's months in one filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The months, in any order.
    pub months: Vec<Month>,
    /// The person's category: what counts is whether the household registration is local.
    pub category: Category,
    /// How many other months of the person are asked for or were made up before: the document of a long request counts all of them.
    pub before: u32,
    /// The day of filing.
    pub on: Date,
    /// The day on which the policy was known.
    pub known_on: Date,
}

/// Why months go a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// They lie up to the pack's day.
    Early {
        /// The last month that counts as early.
        until: Month,
    },
    /// An out-of-town person asks for more months than the pack lets pass.
    NonlocalLong {
        /// How many are asked for.
        months: u32,
        /// How many would pass.
        over: u32,
    },
    /// Months of an out-of-town person that lie longer ago than the pack lets pass.
    NonlocalOld {
        /// How many months ago would pass.
        over: u32,
    },
    /// They are the latest before the month of filing.
    Recent {
        /// How many months are recent.
        months: u32,
    },
    /// They lie between the two.
    Between {
        /// The last early month.
        after: Month,
        /// The first recent month.
        before: Month,
    },
}

impl Why {
    /// The key of its sentence.
    pub fn key(&self) -> &'static str {
        match self {
            Why::Early { .. } => "why.route_early",
            Why::NonlocalLong { .. } => "why.route_nonlocal_long",
            Why::NonlocalOld { .. } => "why.route_nonlocal_old",
            Why::Recent { .. } => "why.route_recent",
            Why::Between { .. } => "why.route_between",
        }
    }

    /// The last day on which a month still goes this way; `None` where no later day changes it.
    pub fn last_day(&self, month: Month) -> Option<Date> {
        let months = match *self {
            Why::Recent { months } => months,
            Why::Early { .. } | Why::NonlocalLong { .. } | Why::NonlocalOld { .. } | Why::Between { .. } => return None,
        };
        Some(month.plus(i32::try_from(months).ok()?).last_day())
    }

    /// The kind of conclusion it is in a tree of reasons.
    fn rule(&self) -> &'static str {
        self.key().trim_start_matches("why.")
    }

    /// What fills it.
    pub fn facts(&self) -> Vec<(&'static str, Fact)> {
        let count = |n: u32| Fact::Count(i64::from(n));
        match *self {
            Why::Early { until } => vec![("until", Fact::Month(until))],
            Why::NonlocalLong { months, over } => vec![("months", count(months)), ("over", count(over))],
            Why::NonlocalOld { over } => vec![("over", count(over))],
            Why::Recent { months } => vec![("months", count(months))],
            Why::Between { after, before } => vec![("after", Fact::Month(after)), ("before", Fact::Month(before))],
        }
    }
}

/// One part of what is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its months, oldest first.
    pub months: Vec<Month>,
    /// The way it goes.
    pub route: Route,
    /// Why.
    pub why: Why,
    /// The papers, each with its ground.
    pub papers: Vec<Paper>,
    /// The forms.
    pub forms: Vec<RouteForm>,
    /// Whether it can be done wholly online.
    pub online: bool,
    /// Working days that the review has, where there is one.
    pub days: Option<u32>,
    /// The months of these that go through the tax authority; the others start at the agencies.
    pub through_tax: Vec<Month>,
    /// What is not sure of that which decided the way, its papers and its days, the least sure first.
    pub doubts: Vec<Doubt>,
    /// The rows of the pack that decided the way, its papers and its days.
    pub grounds: Vec<Provenance>,
}

impl Part {
    /// The way with what it rests on: why these months go it, the rows of the pack, the papers with their ground in law.
    pub fn reasons(&self) -> super::why::Why {
        let text = |text: &str| Fact::Text(text.to_owned());
        let word = |kind: &str, code: &str| Fact::Word(format!("back_payment.{kind}.{code}"));
        let rows = self.grounds.iter().map(|ground| {
            let name = Fact::Word(format!("parameter.{}", ground.parameter));
            super::why::Why::new("route_row", vec![("parameter", name), ("value", text(&ground.value))]).by(ground.clone())
        });
        let decided = super::why::Why::new(self.why.rule(), self.why.facts()).because(rows);
        let papers = self.papers.iter().map(|paper| {
            let facts = vec![
                ("paper", word("paper", &paper.code)),
                ("law", text(&paper.law)),
                ("source", text(&paper.source)),
            ];
            super::why::Why::new("route_paper", facts)
        });
        let mut facts = vec![("count", Fact::Count(self.months.len() as i64))];
        facts.extend(self.months.first().map(|first| ("from", Fact::Month(*first))));
        facts.extend(self.months.last().map(|last| ("to", Fact::Month(*last))));
        facts.push(("source", text(&self.route.source)));
        facts.push(("route", word("route", &self.route.code)));
        super::why::Why::new("route_part", facts).because([decided]).because(papers)
    }
}

/// What is not sure about some parts of one request, each doubt once.
pub fn doubts<'p>(parts: impl IntoIterator<Item = &'p Part>) -> Vec<Doubt> {
    sorted(parts.into_iter().flat_map(|part| part.doubts.iter().cloned()).collect())
}

/// Why no way can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteRefused {
    /// No month is asked for.
    NoMonths,
    /// A month that is not over belongs to the running declaration.
    NotOver {
        /// Which.
        month: Month,
    },
    /// A month before there was anything to contribute to.
    BeforeScheme {
        /// Which.
        month: Month,
        /// The first one.
        from: Month,
    },
    /// A month in which foreign nationals took no part yet.
    BeforeForeign {
        /// Which.
        month: Month,
        /// The first one.
        from: Month,
    },
    /// Somebody for whom no employer pays: the ways of the pack are an employer's.
    NoEmployer {
        /// The person's category.
        category: Category,
    },
    /// The pack does not say.
    Unknown(Unknown),
}

impl Statement for RouteRefused {
    fn code(&self) -> &'static str {
        match self {
            RouteRefused::NoMonths => "route.no_months",
            RouteRefused::NotOver { .. } => "route.month_not_over",
            RouteRefused::BeforeScheme { .. } => "route.before_scheme",
            RouteRefused::BeforeForeign { .. } => "route.before_foreign",
            RouteRefused::NoEmployer { .. } => "route.no_employer",
            RouteRefused::Unknown(unknown) => unknown.code(),
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            RouteRefused::NoMonths => vec![],
            RouteRefused::NotOver { month } => vec![("month", Fact::Month(*month))],
            RouteRefused::NoEmployer { category } => vec![("category", Fact::Word(format!("category.{}", category.code())))],
            RouteRefused::BeforeScheme { month, from } | RouteRefused::BeforeForeign { month, from } => {
                vec![("month", Fact::Month(*month)), ("from", Fact::Month(*from))]
            }
            RouteRefused::Unknown(unknown) => unknown.facts(),
        }
    }
}

impl From<Unknown> for RouteRefused {
    fn from(unknown: Unknown) -> RouteRefused {
        RouteRefused::Unknown(unknown)
    }
}

/// The first of the recent months of what is filed in a month.
pub fn first_recent(rules: &BackPaymentRules, filed: Month) -> Month {
    filed.plus(-i32::try_from(rules.recent_months).unwrap_or(0))
}

/// Parts the months of one person by the way they go, oldest part first.
///
/// # Errors
/// [`RouteRefused`], by name and month.
pub fn route(book: &Book, ask: &Ask) -> Result<Vec<Part>, RouteRefused> {
    let filed = Month::of(ask.on);
    let rules = book.back_payment(filed, ask.known_on)?;
    let mut months = ask.months.clone();
    months.sort_unstable();
    months.dedup();
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return Err(RouteRefused::NoMonths);
    };
    if *last >= filed {
        return Err(RouteRefused::NotOver { month: *last });
    }
    if *first < rules.scheme_from {
        return Err(RouteRefused::BeforeScheme {
            month: *first,
            from: rules.scheme_from,
        });
    }
    insured(book, ask, *first)?;
    let asked = u32::try_from(months.len()).unwrap_or(u32::MAX);
    let is_long = rules
        .document_from_months
        .is_some_and(|from| asked.saturating_add(ask.before) >= from);
    let mut parts: Vec<Part> = Vec::new();
    for month in months {
        let (code, why) = way(&rules, ask.category, filed, month, asked);
        let at = match parts.iter().position(|part| part.route.code == code) {
            Some(at) => at,
            None => {
                parts.push(part(book, &rules, (code, month), why, is_long)?);
                parts.len() - 1
            }
        };
        let Some(part) = parts.get_mut(at) else { continue };
        part.months.push(month);
        let goes_through_tax = rules.tax_authority_from.is_some_and(|from| month >= from);
        if goes_through_tax {
            part.through_tax.push(month);
        }
        let mut used = used(&rules, ask.category, &why, part);
        used.extend(goes_through_tax.then_some("back_payment.tax_authority_from"));
        let grounds = used.iter().filter_map(|what| book.ground_of(what, filed, ask.known_on));
        for ground in grounds {
            part.doubts.extend(doubts_of(std::iter::once(&ground)));
            if !part.grounds.contains(&ground) {
                part.grounds.push(ground);
            }
        }
    }
    for part in &mut parts {
        part.doubts.extend(doubts_of(book.route_grounds(&part.route, &part.papers).iter()));
        part.doubts = sorted(std::mem::take(&mut part.doubts));
    }
    Ok(parts)
}

/// That an employer could pay for such a person in the first month asked for.
fn insured(book: &Book, ask: &Ask, first: Month) -> Result<(), RouteRefused> {
    match ask.category {
        Category::Retired | Category::Flexible => Err(RouteRefused::NoEmployer { category: ask.category }),
        Category::Foreign => match book.foreign_from(Month::of(ask.on), ask.known_on)? {
            Some(from) if first < from => Err(RouteRefused::BeforeForeign { month: first, from }),
            _ => Ok(()),
        },
        Category::LocalUrban | Category::LocalRural | Category::NonlocalUrban | Category::NonlocalRural => Ok(()),
    }
}

/// The parameters that decided about a month: its way, its review's days, whether it goes online, a paper more.
fn used(rules: &BackPaymentRules, category: Category, why: &Why, part: &Part) -> Vec<&'static str> {
    let mut used = vec!["back_payment.approval_until"];
    let is_early = matches!(why, Why::Early { .. });
    if is_early {
        used.push("back_payment.scheme_from");
    } else if is_nonlocal(category) {
        used.extend(["back_payment.nonlocal_over_months", "back_payment.nonlocal_by"]);
    }
    if matches!(why, Why::Recent { .. } | Why::Between { .. }) {
        used.push("back_payment.recent_months");
    }
    match part.route.review {
        Review::Approval => used.push("back_payment.approval_days"),
        Review::Verification => used.push("back_payment.verification_days"),
        Review::None => used.push("back_payment.online"),
    }
    if rules.document_from_months.is_some() && part.papers.iter().any(|paper| paper.code == DOCUMENT) {
        used.push("back_payment.document_from_months");
    }
    used
}

fn way(rules: &BackPaymentRules, category: Category, filed: Month, month: Month, asked: u32) -> (&'static str, Why) {
    let (until, recent) = (Month::of(rules.approval_until), first_recent(rules, filed));
    let over = rules.nonlocal_over_months;
    if month <= until {
        return (APPROVED, Why::Early { until });
    }
    if is_nonlocal(category) {
        match rules.nonlocal_by {
            NonlocalBy::Length if asked > over => return (APPROVED, Why::NonlocalLong { months: asked, over }),
            NonlocalBy::Age if month.months_until(filed) > i32::try_from(over).unwrap_or(i32::MAX) => {
                return (APPROVED, Why::NonlocalOld { over });
            }
            NonlocalBy::Length | NonlocalBy::Age => {}
        }
    }
    if month >= recent {
        return (
            RECENT,
            Why::Recent {
                months: rules.recent_months,
            },
        );
    }
    (
        VERIFIED,
        Why::Between {
            after: until,
            before: recent,
        },
    )
}

fn part(
    book: &Book,
    rules: &BackPaymentRules,
    (code, month): (&'static str, Month),
    why: Why,
    is_long: bool,
) -> Result<Part, RouteRefused> {
    let route = book.routes().get(code).ok_or_else(|| Unknown::new("back_payment.route", month))?;
    let mut papers: Vec<Paper> = book.routes().papers_of(route).cloned().collect();
    if is_long && !papers.iter().any(|paper| paper.code == DOCUMENT) {
        papers.extend(book.routes().paper(DOCUMENT).cloned());
    }
    Ok(Part {
        months: vec![],
        through_tax: vec![],
        doubts: vec![],
        grounds: vec![],
        why,
        papers,
        forms: book.routes().forms_of(route).cloned().collect(),
        online: code == RECENT && rules.online,
        days: rules.days_of(route.review),
        route: route.clone(),
    })
}

/// Whether a person has no local household registration (外埠).
pub fn is_nonlocal(category: Category) -> bool {
    match category {
        Category::NonlocalUrban | Category::NonlocalRural => true,
        Category::LocalUrban | Category::LocalRural | Category::Foreign | Category::Retired | Category::Flexible => false,
    }
}

/// Whether somebody looks at it before the counter does.
pub fn is_reviewed(route: &Route) -> bool {
    route.review != Review::None
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Packs;
    use units::date;

    fn of(category: Category, from: &str, to: &str) -> Result<Vec<Part>, RouteRefused> {
        let book = Packs::embedded().book("cn/beijing/chaoyang").expect("a pack");
        let month = |text: &str| Month::parse(text).expect("a month");
        let ask = Ask {
            months: month(from).through(month(to)).collect(),
            category,
            before: 0,
            on: date(2026, 11, 10),
            known_on: date(2026, 11, 10),
        };
        route(&book, &ask)
    }

    #[test]
    fn a_way_that_hangs_on_an_unconfirmed_reading_says_so() {
        // What tells of about 2011 to 2016 is doubtful for a filing of 2026.
        let old = ["C back_payment.approval_until", "C back_payment.recent_months"];
        let reading = ["D back_payment.nonlocal_by", "D back_payment.nonlocal_over_months"];
        let verified = [old[0], old[1], "C back_payment.verification_days"];
        for (category, from, to, doubted) in [
            (
                Category::LocalUrban,
                "2026-08",
                "2026-10",
                vec![old[0], "C back_payment.online", old[1], "C back_payment.tax_authority_from"],
            ),
            (Category::LocalUrban, "2022-06", "2022-07", verified.to_vec()),
            (
                Category::NonlocalUrban,
                "2022-06",
                "2022-07",
                [&reading[..], &verified[..]].concat(),
            ),
            (
                Category::NonlocalRural,
                "2015-01",
                "2021-01",
                vec![reading[0], reading[1], "C back_payment.approval_days", old[0]],
            ),
            (
                Category::LocalUrban,
                "2011-05",
                "2011-06",
                vec!["C back_payment.approval_days", old[0], "C back_payment.scheme_from"],
            ),
        ] {
            let parts = of(category, from, to).expect("a way");
            let said: Vec<String> = doubts(&parts)
                .iter()
                .map(|doubt| format!("{} {}", doubt.confidence.code(), doubt.parameter))
                .collect();
            // The rows of the way, its forms and its papers say for themselves what is not sure.
            let (of_rows, said): (Vec<String>, Vec<String>) = said.into_iter().partition(|one| one.contains(" route"));
            assert_eq!(said, doubted, "{category:?} {from}..{to}");
            assert!(
                of_rows.contains(&"C route_form.detail_list".to_owned()),
                "pages tell its copies differently: {of_rows:?}"
            );
            assert!(doubts(&parts).iter().all(|doubt| doubt.note.is_some()), "{category:?} {from}..{to}");
        }
    }

    #[test]
    fn nobody_is_sent_an_employers_way_who_was_not_insured_by_one() {
        let month = |text: &str| Month::parse(text).expect("a month");
        let before = RouteRefused::BeforeForeign {
            month: month("2011-01"),
            from: month("2011-10"),
        };
        assert_eq!(of(Category::Foreign, "2011-01", "2011-03"), Err(before));
        assert!(of(Category::Foreign, "2011-10", "2011-12").is_ok());
        for category in [Category::Flexible, Category::Retired] {
            assert_eq!(of(category, "2022-06", "2022-07"), Err(RouteRefused::NoEmployer { category }));
        }
    }

    #[test]
    fn a_recent_month_has_a_last_day_for_its_way_and_goes_another_the_day_after() {
        let book = Packs::embedded().book("cn/beijing/chaoyang").expect("a pack");
        let filed = |on| {
            let ask = Ask {
                months: months("2026-08"),
                category: Category::LocalUrban,
                before: 0,
                on,
                known_on: on,
            };
            route(&book, &ask).expect("a way").remove(0)
        };
        let last = filed(date(2026, 9, 18)).why.last_day(months("2026-08")[0]);
        assert_eq!(last, Some(date(2026, 11, 30)));
        assert_eq!(filed(date(2026, 11, 30)).route.code, RECENT);
        let after = filed(date(2026, 12, 1));
        assert_eq!(
            (after.route.code.as_str(), after.why.last_day(months("2026-08")[0])),
            (VERIFIED, None)
        );
    }

    fn months(spans: &str) -> Vec<Month> {
        let month = |text: &str| Month::parse(text).expect("a month");
        spans
            .split(' ')
            .flat_map(|span| {
                let (from, to) = span.split_once("..").unwrap_or((span, span));
                month(from).through(month(to))
            })
            .collect()
    }

    fn told(spans: &str, category: Category, on: Date) -> String {
        let book = Packs::embedded().book("cn/beijing/chaoyang").expect("sound");
        let ask = Ask {
            months: months(spans),
            category,
            before: 0,
            on,
            known_on: on,
        };
        match route(&book, &ask) {
            Ok(parts) => parts
                .iter()
                .map(|p| {
                    format!(
                        "{} {}..{} {}",
                        p.route.code,
                        p.months[0],
                        p.months[p.months.len() - 1],
                        p.papers.len()
                    )
                })
                .collect::<Vec<_>>()
                .join("; "),
            Err(refused) => refused.code().to_owned(),
        }
    }

    #[test]
    fn months_go_the_way_that_the_founding_page_names() {
        let (september, november) = (date(2026, 9, 18), date(2026, 11, 10));
        let (local, nonlocal) = (Category::LocalUrban, Category::NonlocalUrban);
        let table = [
            ("2026-09..2026-10", local, november, "latest_three_months 2026-09..2026-10 0"),
            ("2026-08..2026-10", nonlocal, november, "latest_three_months 2026-08..2026-10 0"),
            (
                "2026-05..2026-10",
                local,
                november,
                "business_verification 2026-05..2026-07 3; latest_three_months 2026-08..2026-10 0",
            ),
            (
                "2011-05..2011-08 2019-02..2019-06 2026-07..2026-08",
                nonlocal,
                september,
                "pension_acceptance_centre_approval 2011-05..2011-06 4; business_verification 2011-07..2019-06 3; latest_three_months 2026-07..2026-08 0",
            ),
            // More than five years of an out-of-town person; 36 months and more ask for the document.
            (
                "2013-01..2018-03",
                nonlocal,
                november,
                "pension_acceptance_centre_approval 2013-01..2018-03 5",
            ),
            ("2013-01..2017-12", nonlocal, november, "business_verification 2013-01..2017-12 4"),
            ("2013-01..2018-03", local, november, "business_verification 2013-01..2018-03 4"),
            ("2013-01..2015-11", local, november, "business_verification 2013-01..2015-11 3"),
            ("2026-11..2026-12", local, november, "route.month_not_over"),
            ("1992-09..1992-10", local, november, "route.before_scheme"),
            ("2019-01", local, date(2011, 6, 30), "policy.unknown_parameter"),
        ];
        for (spans, category, on, expected) in table {
            assert_eq!(told(spans, category, on), expected, "{spans} {category:?} {on}");
        }
    }

    #[test]
    fn the_example_has_the_routes_of_chaoyang() {
        let book = Packs::embedded().book("cn/example").expect("sound");
        let ask = Ask {
            months: months("2026-09"),
            category: Category::LocalUrban,
            before: 0,
            on: date(2026, 11, 10),
            known_on: date(2026, 11, 10),
        };
        assert_eq!(route(&book, &ask).map(|parts| parts[0].route.code.clone()), Ok(RECENT.to_owned()));
    }

    #[test]
    fn a_city_without_routes_refuses_by_name() {
        let book = Packs::embedded().book("cn/beijing").expect("sound");
        let ask = Ask {
            months: months("2026-09"),
            category: Category::LocalUrban,
            before: 0,
            on: date(2026, 11, 10),
            known_on: date(2026, 11, 10),
        };
        assert!(matches!(route(&book, &ask), Err(RouteRefused::Unknown(_))));
    }

    #[test]
    fn the_other_reading_of_five_years_counts_from_the_filing() {
        let text = |path: &str, text: &str| {
            let by_age = text.replace("value = \"length\"", "value = \"age\"");
            (
                path.to_owned(),
                if path.ends_with("back_payment.toml") {
                    by_age
                } else {
                    text.to_owned()
                },
            )
        };
        let book = Packs::embedded().book("cn/beijing/chaoyang").expect("sound");
        let texts = book.texts().map(|(p, t)| text(p, t)).collect();
        let book = Packs::from_texts(texts).book("cn/beijing/chaoyang").expect("sound");
        let ask = Ask {
            months: months("2021-10..2021-11"),
            category: Category::NonlocalRural,
            before: 0,
            on: date(2026, 11, 10),
            known_on: date(2026, 11, 10),
        };
        let parts = route(&book, &ask).expect("routed");
        let told: Vec<(&str, String)> = parts.iter().map(|p| (p.route.code.as_str(), p.months[0].to_string())).collect();
        assert_eq!(told, [(APPROVED, "2021-10".to_owned()), (VERIFIED, "2021-11".to_owned())]);
    }
}
