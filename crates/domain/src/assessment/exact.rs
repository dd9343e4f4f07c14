//! The kernel beside an assessment of its own make: from the texts of the pack's rows, in fractions of whole numbers, without the
//! compiled table, without parts per million, without the kernel's roundings.

use std::collections::BTreeMap;

use policy::{Book, Branch, BranchSet, Category, EmployerKind, EmployerSize, Listed, Packs, Payer, Row, Table};
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

/// Every row of a region by parameter, in the order of the packs: own pack first.
struct Region {
    book: Book,
    rows: BTreeMap<String, Vec<Listed>>,
}

/// The rows of a month by parameter: whom each is for, and its text.
type Rows = BTreeMap<String, Vec<(String, String)>>;

impl Region {
    fn of(region: &str) -> Region {
        let book = Packs::embedded().book(region).expect("a pack without faults");
        let rows = book
            .parameters()
            .map(|parameter| (parameter.to_owned(), book.history(parameter)))
            .collect();
        Region { book, rows }
    }

    /// What answers in a month when everything is known: of the nearest pack that has rows in it, the ones known last before others.
    /// Found by hand, not by the book's own search.
    fn rows_of(&self, month: Month) -> Rows {
        let folder = |row: &Listed| {
            row.ground
                .place
                .rsplit_once('/')
                .map(|(folder, _)| folder.to_owned())
                .unwrap_or_default()
        };
        let mut found = Rows::new();
        for (parameter, rows) in &self.rows {
            let holds = |row: &&Listed| row.ground.valid_from <= month && row.ground.valid_until.is_none_or(|until| month <= until);
            let mut rows: Vec<&Listed> = rows.iter().filter(holds).collect();
            rows.sort_by_key(|row| (std::cmp::Reverse(folder(row).len()), std::cmp::Reverse(row.ground.known_on)));
            let texts = rows.into_iter().map(|row| (row.applies.clone(), row.ground.value.clone()));
            found.insert(parameter.clone(), texts.collect());
        }
        found
    }
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
    let rounding = |what: &str| text(rows, &format!("rounding.{what}"), payer).expect("a rule of rounding");
    assert_eq!(rounding("share"), "half_up");
    let declared = match rounding("base") {
        "yuan" => Fraction(Fraction(i128::from(wage.0), 100).rounded(), 1),
        _ => Fraction(i128::from(wage.0), 100),
    };
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
    let mut base = declared;
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

/// The regions whose figures are their own, and one that takes them from another.
const REGIONS: [&str; 4] = ["cn/beijing", "cn/shanghai", "cn/shenzhen", "cn/example"];

/// Of a region and a month: the rows found by hand, and the compiled table; nothing where nobody can be billed.
type Cache = BTreeMap<(usize, Month), Option<(Rows, Table)>>;

fn in_month<'c>(cache: &'c mut Cache, regions: &[Region], region: usize, month: Month) -> Option<&'c (Rows, Table)> {
    let made = || {
        let table = policy::compile(&regions[region].book, month, Date::MAX).ok()?;
        Some((regions[region].rows_of(month), table))
    };
    cache.entry((region, month)).or_insert_with(made).as_ref()
}

/// Base, employer's side, person's side of each branch as the kernel has them.
fn lines(row: &Row, wage: Fen) -> [[i128; 3]; 5] {
    let inputs = Inputs {
        base: wage,
        branches: BranchSet::ALL,
    };
    let amounts = assess(row, &inputs, &mut ());
    Branch::ALL.map(|branch| {
        let (base, employer, employee) = amounts.line(branch);
        [base, employer, employee].map(|fen| i128::from(fen.0))
    })
}

#[test]
fn no_fen_differs_from_an_exact_recomputation_in_any_pack_and_month() {
    let regions: Vec<Region> = REGIONS.into_iter().map(Region::of).collect();
    let cache = std::cell::RefCell::new(Cache::new());
    let first = Month::new(2011, 1).expect("a month");
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(8_000));
    let asks = (0..regions.len(), 0..192_i32, payer(), 0..6_000_000_i64, 0..100_000_i64);
    let compared = runner.run(&asks, |(region, after, payer, wage, more)| {
        let (month, mut cache) = (first.plus(after), cache.borrow_mut());
        let Some((rows, table)) = in_month(&mut cache, &regions, region, month) else {
            return Ok(());
        };
        let mut expected = Branch::ALL.map(|b| branch(rows, b, payer, Fen(wage)));
        if payer.injury_class.is_none() {
            expected[Branch::EmploymentInjury.index()] = Some([0; 3]);
        }
        let Ok(row) = table.row(payer.category, payer.kind, payer.size, payer.injury_class) else {
            prop_assert!(expected.contains(&None), "{} {} refused", REGIONS[region], month);
            return Ok(());
        };
        let (found, above) = (lines(row, Fen(wage)), lines(row, Fen(wage + more)));
        for branch in Branch::ALL {
            let (i, rules) = (branch.index(), row.branches[branch.index()]);
            prop_assert_eq!(Some(found[i]), expected[i], "{} {} {:?}", REGIONS[region], month, branch);
            // Who earns more owes no less; and no base leaves its bounds.
            prop_assert!((0..3).all(|part| found[i][part] <= above[i][part]), "{} {:?}", month, branch);
            let bounds = i128::from(rules.floor)..=i128::from(rules.ceiling);
            prop_assert!(
                !row.in_force.contains(branch) || bounds.contains(&found[i][0]),
                "{} {:?}",
                month,
                branch
            );
        }
        Ok(())
    });
    compared.expect("the same to the fen");
    assert!(
        cache.borrow().values().flatten().count() > 400,
        "most months of most packs were reached"
    );
}
