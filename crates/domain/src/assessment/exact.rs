//! The kernel beside an assessment of its own make: from the texts of the pack's rows, in fractions of whole numbers, without the
//! compiled table, without parts per million, without the kernel's roundings.

use std::collections::BTreeMap;

use policy::{Branch, BranchSet, Category, EmployerKind, EmployerSize, Listed, Packs, Payer, Table};
use proptest::prelude::*;
use units::{Date, Fen, Month};

use super::{Inputs, assess};

/// A fraction with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fraction(i128, i128);

impl Fraction {
    /// `16%`, `0.5‰`, `7270`, `3.00`
    fn read(text: &str) -> Fraction {
        let (number, scale) = match (text.strip_suffix('%'), text.strip_suffix('‰')) {
            (Some(number), _) => (number, 100),
            (_, Some(number)) => (number, 1000),
            _ => (text, 1),
        };
        let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
        let digits: i128 = format!("{whole}{decimals}").parse().expect("digits");
        Fraction(digits, scale * 10_i128.pow(decimals.len() as u32))
    }

    fn times(self, other: Fraction) -> Fraction {
        Fraction(self.0 * other.0, self.1 * other.1)
    }

    fn is_below(self, other: Fraction) -> bool {
        self.0 * other.1 < other.0 * self.1
    }

    /// Half and more goes up, to a whole number.
    fn rounded(self) -> i128 {
        let (whole, rest) = (self.0.div_euclid(self.1), self.0.rem_euclid(self.1));
        if 2 * rest >= self.1 { whole + 1 } else { whole }
    }
}

/// The rows of a month by parameter: whom each is for, and its text.
type Rows = BTreeMap<String, Vec<(String, String)>>;

fn rows(listed: Vec<Listed>) -> Rows {
    let mut rows = Rows::new();
    for row in listed {
        rows.entry(row.ground.parameter).or_default().push((row.applies, row.ground.value));
    }
    rows
}

/// Whether a description such as `payer local_urban, foreign; employer enterprise` is for this payer.
fn is_for(applies: &str, payer: Payer) -> bool {
    applies.split("; ").filter(|part| !part.is_empty()).all(|part| {
        let (direction, codes) = part.split_once(' ').expect("a direction and codes");
        let own = match direction {
            "payer" => payer.category.code().to_owned(),
            "employer" => payer.kind.code().to_owned(),
            "size" => payer.size.code().to_owned(),
            "injury_class" => payer.injury_class.unwrap_or(0).to_string(),
            other => panic!("no direction {other}"),
        };
        codes.split(", ").any(|code| code == own)
    })
}

/// The text of a parameter for a payer; `none` and nothing are the same here.
fn text<'r>(rows: &'r Rows, parameter: &str, payer: Payer) -> Option<&'r str> {
    let found = rows.get(parameter)?.iter().find(|(applies, _)| is_for(applies, payer))?;
    (found.1 != "none").then_some(found.1.as_str())
}

/// Base, employer's side, person's side of one branch in fen; `None` where a text says `unknown`.
fn branch(rows: &Rows, branch: Branch, payer: Payer, wage: Fen) -> Option<[i128; 3]> {
    let value = |what: &str| match text(rows, &format!("{}.{what}", branch.code()), payer) {
        Some("unknown") => Err(()),
        found => Ok(found.map(Fraction::read)),
    };
    let whole_yuan = Fraction(i128::from(wage.0), 100).rounded();
    let (employer, employee) = (value("employer").ok()?, value("employee").ok()?);
    let in_fen = |yuan: Option<Fraction>| yuan.map_or(0, |yuan| yuan.times(Fraction(100, 1)).rounded());
    if let Some(sum) = value("employee_sum").ok()? {
        return Some([in_fen(value("sum_base").ok()?), 0, in_fen(Some(sum))]);
    }
    let fixed = in_fen(value("employee_fixed").ok()?);
    if employer.is_none() && employee.is_none() {
        return Some([0, 0, fixed]);
    }
    let (floor, ceiling) = (value("floor").ok()??, value("ceiling").ok()??);
    let mut base = Fraction(whole_yuan, 1);
    if base.is_below(floor) {
        base = floor;
    } else if ceiling.is_below(base) {
        base = ceiling;
    }
    let relief = value("relief").ok()?.unwrap_or(Fraction(1, 1));
    let share =
        |rate: Option<Fraction>, part: Fraction| rate.map_or(0, |rate| base.times(Fraction(100, 1)).times(rate).times(part).rounded());
    Some([in_fen(Some(base)), share(employer, relief), share(employee, Fraction(1, 1)) + fixed])
}

const MONTHS: [&str; 14] = [
    "2012-03", "2012-08", "2014-01", "2015-12", "2016-06", "2019-04", "2019-12", "2020-03", "2020-06", "2021-01", "2021-06", "2024-01",
    "2025-08", "2026-11",
];

fn payer() -> impl Strategy<Value = Payer> {
    let kinds = proptest::sample::select(EmployerKind::ALL.to_vec());
    let sizes = proptest::sample::select(EmployerSize::ALL.to_vec());
    let classes = proptest::option::of(1..=8_u8);
    let made = (proptest::sample::select(Category::ALL.to_vec()), kinds, sizes, classes);
    made.prop_map(|(category, kind, size, injury_class)| {
        // A flexible worker has no employer.
        let kind = if category == Category::Flexible {
            EmployerKind::Enterprise
        } else {
            kind
        };
        Payer {
            category,
            kind,
            size,
            injury_class,
        }
    })
}

#[test]
fn no_fen_differs_from_an_exact_recomputation() {
    let book = Packs::embedded().book("cn/beijing").expect("a pack without faults");
    let of = |month: &str| {
        let month = Month::parse(month).expect("a month");
        (
            rows(book.listed(month, Date::MAX)),
            policy::compile(&book, month, Date::MAX).expect("a known month"),
        )
    };
    let months: Vec<(Rows, Table)> = MONTHS.into_iter().map(of).collect();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(6_000));
    let asks = (0..months.len(), payer(), 0..6_000_000_i64);
    let compared = runner.run(&asks, |(month, payer, wage)| {
        let (rows, table) = &months[month];
        let mut expected = Branch::ALL.map(|b| branch(rows, b, payer, Fen(wage)));
        if payer.injury_class.is_none() {
            expected[Branch::EmploymentInjury.index()] = Some([0; 3]);
        }
        let Ok(row) = table.row(payer.category, payer.kind, payer.size, payer.injury_class) else {
            prop_assert!(expected.contains(&None));
            return Ok(());
        };
        let amounts = assess(
            row,
            &Inputs {
                base: Fen(wage),
                branches: BranchSet::ALL,
            },
            &mut (),
        );
        for branch in Branch::ALL {
            let (base, employer, employee) = amounts.line(branch);
            prop_assert_eq!(
                Some([base, employer, employee].map(|fen| i128::from(fen.0))),
                expected[branch.index()],
                "{:?}",
                branch
            );
        }
        Ok(())
    });
    compared.expect("the same to the fen");
}
