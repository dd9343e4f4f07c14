//! The tables of a book that are no dated parameters, as rows for whoever looks them up: rights, deferrals, the age of retirement, the
//! benchmark, the months of paying out, the ways of a back payment.

use units::{Date, Month};

use super::Book;
use crate::listed::Listed;
use crate::{BenchmarkRate, Branch, Deferral, Goal, GoalCase, Paper, Provenance, Route};

/// The decree of the payment months also set what is credited to an account from this month on (parameters 6.1, 6.5).
const PAID_OUT_SINCE: (u32, u32) = (2006, 1);

impl Book {
    /// The rows of the tables in force in a month, as known on a day.
    pub fn tabled(&self, month: Month, known_on: Date) -> Vec<Listed> {
        let holds = |row: &Listed| {
            let ground = &row.ground;
            ground.known_on <= known_on && ground.valid_from <= month && ground.valid_until.is_none_or(|until| month <= until)
        };
        self.tables().into_iter().filter(holds).collect()
    }

    /// All rows of the tables, of all months.
    pub fn tables(&self) -> Vec<Listed> {
        let mut rows = self.goal_rows();
        rows.extend(self.all_deferrals().iter().map(deferral));
        rows.extend(self.retirement_rows());
        rows.extend(self.benchmark_rows());
        rows.extend(self.payment_rows());
        rows.extend(self.route_rows());
        rows
    }

    fn goal_rows(&self) -> Vec<Listed> {
        let rules = Goal::ALL.into_iter().flat_map(|goal| self.goals().history(goal));
        let row = |rule: &crate::GoalRule| Listed {
            applies: rule.case.map(GoalCase::code).unwrap_or_default().to_owned(),
            ground: Provenance {
                confidence: rule.ground.confidence.max(rule.reading.unwrap_or(rule.ground.confidence)),
                ..rule.ground.clone()
            },
        };
        rules.map(row).collect()
    }

    fn retirement_rows(&self) -> Vec<Listed> {
        let rules = self.retirement();
        let row = |parameter: String, value: String, (from, until): (Month, Option<Month>), source: &str| Listed {
            applies: String::new(),
            ground: Provenance {
                known_on: rules.known_on.unwrap_or(from.first_day()),
                known_on_assumed: rules.known_on.is_none(),
                valid_until: until,
                ..plain(parameter, value, from, source, &rules.place)
            },
        };
        let ages = rules.ages.iter().map(|age| {
            let value = format!("{}, +1/{}, +{}", age.old_age, age.step, age.most);
            let from = age.from_birth.plus(i32::try_from(age.old_age * 12).unwrap_or(0));
            row(format!("retirement.age.{}", age.group.code()), value, (from, None), &age.source)
        });
        let minimum = rules.minimum.iter().enumerate().filter_map(|(place, least)| {
            let from = Month::new(least.from_year, 1).ok()?;
            let next = rules.minimum.get(place + 1).and_then(|next| Month::new(next.from_year, 1).ok());
            let span = (from, next.map(Month::previous));
            Some(row(
                "retirement.minimum_months".to_owned(),
                least.months.to_string(),
                span,
                &least.source,
            ))
        });
        ages.chain(minimum).collect()
    }

    fn benchmark_rows(&self) -> Vec<Listed> {
        let rates = self.benchmark_rates();
        let row = |(place, rate): (usize, &BenchmarkRate)| {
            let last = rates.get(place + 1).and_then(|next| next.from.yesterday().ok());
            Listed {
                applies: last.map_or_else(|| format!("{}..", rate.from), |last| format!("{}..{last}", rate.from)),
                ground: Provenance {
                    valid_until: last.map(Month::of),
                    ..rate.ground()
                },
            }
        };
        rates.iter().enumerate().map(row).collect()
    }

    fn payment_rows(&self) -> Vec<Listed> {
        let Ok(from) = Month::new(PAID_OUT_SINCE.0, PAID_OUT_SINCE.1) else {
            return vec![];
        };
        let row = |of: &crate::PaymentMonths| Listed {
            applies: String::new(),
            ground: Provenance {
                law: of.law.clone(),
                confidence: of.confidence,
                ..plain(
                    format!("payment_months.{}", of.age),
                    of.months.to_string(),
                    from,
                    &of.source,
                    &of.place,
                )
            },
        };
        self.all_payment_months().iter().map(row).collect()
    }

    /// The rows that a way, the papers asked for and its forms rest on.
    pub fn route_grounds(&self, route: &Route, papers: &[Paper]) -> Vec<Provenance> {
        let mut wanted = vec![format!("route.{}", route.code)];
        wanted.extend(papers.iter().map(|paper| format!("route_paper.{}", paper.code)));
        wanted.extend(route.forms.iter().map(|form| format!("route_form.{form}")));
        let grounds = self.route_rows().into_iter().map(|row| row.ground);
        grounds.filter(|ground| wanted.contains(&ground.parameter)).collect()
    }

    /// The ways with their review, the papers and forms with copies and seal. From the first month in which the ways part.
    fn route_rows(&self) -> Vec<Listed> {
        let parts = self.schedule.rows("back_payment.approval_until");
        let known = parts.filter(|row| row.value != crate::value::Value::Unknown);
        let Some(first) = known.map(|row| &row.ground).min_by_key(|ground| ground.valid_from) else {
            return vec![];
        };
        let row = |parameter: String, value: String, (confidence, note): (crate::Confidence, &Option<String>), source: &str| Listed {
            applies: String::new(),
            ground: Provenance {
                confidence,
                note: note.clone(),
                ..plain(parameter, value, first.valid_from, source, &first.place)
            },
        };
        let routes = self.routes();
        let ways = routes.all().iter().map(|route| {
            let value = [route.review.code(), &route.papers.join(" "), &route.forms.join(" ")].join("; ");
            row(
                format!("route.{}", route.code),
                value,
                (route.confidence, &route.note),
                &route.source,
            )
        });
        let papers = routes.papers.iter().map(|paper| {
            let value = format!("{} × {}", paper.copies, paper.seal.code());
            let listed = row(
                format!("route_paper.{}", paper.code),
                value,
                (paper.confidence, &paper.note),
                &paper.source,
            );
            let law = Some(paper.law.clone());
            Listed {
                ground: Provenance { law, ..listed.ground },
                ..listed
            }
        });
        let forms = routes.forms.iter().map(|form| {
            let value = format!("{} × {}", form.copies, form.seal.code());
            row(
                format!("route_form.{}", form.code),
                value,
                (form.confidence, &form.note),
                &form.source,
            )
        });
        ways.chain(papers).chain(forms).collect()
    }
}

fn plain(parameter: String, value: String, valid_from: Month, source: &str, place: &str) -> Provenance {
    Provenance {
        parameter,
        value,
        valid_from,
        valid_until: None,
        known_on: valid_from.first_day(),
        known_on_assumed: true,
        source: source.to_owned(),
        law: None,
        confidence: crate::Confidence::A,
        note: None,
        carried: None,
        place: place.to_owned(),
    }
}

fn deferral(of: &Deferral) -> Listed {
    let branches: Vec<&str> = Branch::ALL
        .into_iter()
        .filter(|branch| of.branches.contains(*branch))
        .map(Branch::code)
        .collect();
    Listed {
        applies: format!("{}; {}", branches.join(" "), of.sides.code()),
        ground: Provenance {
            value: of.last_payment.map_or_else(|| "unknown".to_owned(), |day| day.to_string()),
            valid_until: Some(of.until),
            known_on: of.known_on,
            known_on_assumed: false,
            law: of.law.clone(),
            confidence: of.confidence,
            note: of.note.clone(),
            ..plain(format!("deferral.{}", of.measure), String::new(), of.from, &of.source, &of.place)
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Packs;

    #[test]
    fn every_table_of_a_book_can_be_looked_up() {
        let book = Packs::embedded().book("cn/beijing/chaoyang").expect("a pack without faults");
        let month = |text: &str| Month::parse(text).expect("a month");
        let shown = |at: &str| book.tabled(month(at), Date::MAX);
        let value = |at: &str, parameter: &str| {
            let found = shown(at).into_iter().filter(|row| row.ground.parameter == parameter);
            found.map(|row| row.ground.value).collect::<Vec<_>>().join(" | ")
        };
        for (at, parameter, expected) in [
            ("2026-09", "payment_months.60", "139"),
            ("2026-09", "payment_months.47", "207"),
            ("2026-09", "retirement.age.man", "60, +1/4, +36"),
            ("2024-12", "retirement.age.man", ""),
            ("2030-05", "retirement.minimum_months", "186"),
            ("2026-09", "retirement.minimum_months", "180"),
            ("2015-08", "benchmark.one_year", "2.00% | 1.75%"),
            ("2026-09", "benchmark.one_year", "1.50%"),
            ("2022-08", "deferral.industries_2022", "2022-12-25"),
            ("2026-09", "goal.points_settlement", "84"),
            ("2026-09", "goal.home_purchase", "24 | 12"),
            ("2026-09", "route_form.summary", "3 × official"),
        ] {
            assert_eq!(value(at, parameter), expected, "{at} {parameter}");
        }
        let kinds = ["goal.", "deferral.", "retirement.", "benchmark.", "payment_months.", "route."];
        for kind in kinds {
            assert!(book.tables().iter().any(|row| row.ground.parameter.starts_with(kind)), "{kind}");
        }
        for row in book.tables() {
            let keys = row.ground.source.split_whitespace();
            let titled = keys.filter(|key| *key != "proposed").all(|key| book.source(key).is_some());
            assert!(
                titled && !row.ground.source.is_empty(),
                "{} {}",
                row.ground.parameter,
                row.ground.source
            );
        }
    }
}
