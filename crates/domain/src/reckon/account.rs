//! The yearly settlement of one individual account (结息): what the year earns, how that comes about, and whether the rate keeps to
//! the law's floor (Social Insurance Law, article 14).

use policy::{AccountMethod, AccountRounding, BenchmarkRate, Book, EmployerKind, Provenance, Unknown};
use units::{Date, Fact, Fen, Month, Rate, Rounding, Statement};

use super::person::{Doubt, doubts_of};
use super::why::Why;

/// A question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The calendar year.
    pub year: u32,
    /// The balance carried in.
    pub opening: Fen,
    /// What each month of the year brought, January first.
    pub credits: [Fen; 12],
    /// How the year's credits bear interest; `None`: as the pack says.
    pub method: Option<AccountMethod>,
    /// Whose employees: enterprises' or institutions'.
    pub kind: EmployerKind,
    /// The day on which the policy was known.
    pub known_on: Date,
}

/// The rates and ways of one settlement: what the sums hang on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// On the balance carried in.
    pub carried: Rate,
    /// On what the year brings.
    pub in_year: Rate,
    /// How.
    pub method: AccountMethod,
    /// To what the interest is rounded.
    pub rounding: AccountRounding,
}

impl Terms {
    /// The lower of the rates that some money earns. Both are the account's: the law's floor holds for either (Social Insurance
    /// Law, article 14). Where nothing lies in the account, the lower of both.
    fn lower(&self, ask: &Ask) -> Rate {
        let credited = ask.credits.iter().any(|credit| *credit > Fen::ZERO);
        match (ask.opening > Fen::ZERO, credited) {
            (true, false) => self.carried,
            (false, true) => self.in_year,
            (true, true) | (false, false) => Rate(self.carried.ppm().min(self.in_year.ppm())),
        }
    }
}

/// The first year in which the law's floor holds for an account's rate (Social Insurance Law, article 14, from 2011-07-01).
const FLOOR_FROM: u32 = 2011;

/// The sums of one settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// All credits of the year.
    pub credits: Fen,
    /// The interest on the balance carried in and on the credits, rounded once.
    pub interest: Fen,
    /// Opening, credits and interest.
    pub closing: Fen,
    /// The interest before rounding: numerator and denominator in fen.
    pub exact: (i128, i128),
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The rates and ways used.
    pub terms: Terms,
    /// The sums.
    pub sums: Sums,
    /// Whether the year's own rate is not announced yet.
    pub provisional: bool,
    /// The highest one-year benchmark deposit rate of the year.
    pub benchmark: Rate,
    /// Whether the lower of the two rates is not below it.
    pub not_below_benchmark: bool,
    /// The lower of the rates that some money earned.
    pub lower: Rate,
    /// Whether the law of the year lets the rate be as low as it is.
    pub allowed: bool,
    /// What is not sure.
    pub doubts: Vec<Doubt>,
    /// Why.
    pub why: Why,
    /// Fingerprint of the pack.
    pub fingerprint: String,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A rate that is needed is unknown.
    Unknown(Unknown),
    /// A balance or a credit below zero: nothing is taken out of an account before its legal events.
    Negative {
        /// The amount.
        amount: Fen,
    },
}

impl Statement for Refused {
    fn code(&self) -> &'static str {
        match self {
            Refused::Unknown(unknown) => unknown.code(),
            Refused::Negative { .. } => "account.negative",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Refused::Unknown(unknown) => unknown.facts(),
            Refused::Negative { amount } => vec![("amount", Fact::Money(*amount))],
        }
    }
}

impl From<Unknown> for Refused {
    fn from(unknown: Unknown) -> Refused {
        Refused::Unknown(unknown)
    }
}

/// The sums of a year (劳办发〔1997〕116号). Month by month: each credit earns for the month it came in and those after it. By the year:
/// all credits by `rate × 1.083 × ½`. The interest is rounded once, on the whole of it.
pub fn settled(terms: &Terms, opening: Fen, credits: &[Fen; 12]) -> Sums {
    let sum: Fen = credits.iter().sum();
    let on_balance = i128::from(opening.0) * i128::from(terms.carried.ppm());
    let in_year = i128::from(terms.in_year.ppm());
    let (numerator, denominator) = match terms.method {
        AccountMethod::MonthlyProduct => (on_balance * 12 + monthly_product(credits) * in_year, 12_000_000),
        AccountMethod::Annual => (on_balance * 2_000 + i128::from(sum.0) * in_year * 1_083, 2_000_000_000),
    };
    let rounding = match terms.rounding {
        AccountRounding::Fen => Rounding::HalfUp,
        AccountRounding::JiaoUp => Rounding::UpToJiao,
    };
    let interest = rounding.apply(numerator, denominator);
    Sums {
        credits: sum,
        interest,
        closing: opening + sum + interest,
        exact: (numerator, denominator),
    }
}

/// Fen times the months they lay (月积数): January's credit counts twelve times, December's once.
fn monthly_product(credits: &[Fen; 12]) -> i128 {
    let times = (1..=12).rev();
    credits
        .iter()
        .zip(times)
        .map(|(credit, months): (&Fen, i128)| i128::from(credit.0) * months)
        .sum()
}

/// The settlement of one account for one year.
pub fn settle(book: &Book, ask: &Ask) -> Result<Answer, Refused> {
    if let Some(amount) = std::iter::once(&ask.opening)
        .chain(&ask.credits)
        .find(|amount| **amount < Fen::ZERO)
    {
        return Err(Refused::Negative { amount: *amount });
    }
    let rate = book.account_rate_for(ask.kind, ask.year, ask.known_on)?;
    book.account_rate_through(ask.kind, ask.known_on, &months_with_money(ask))?;
    let terms = Terms {
        carried: rate.carried,
        in_year: rate.in_year,
        method: ask.method.unwrap_or(rate.method),
        rounding: rate.rounding,
    };
    let highest = book.benchmark_rates_of(ask.year).iter().max_by_key(|row| row.rate.ppm());
    let highest = highest.ok_or_else(|| {
        let month = Month::new(ask.year, 1).ok();
        Unknown {
            parameter: "benchmark.one_year".to_owned(),
            months: month.into_iter().collect(),
            doubt: None,
        }
    })?;
    let sums = settled(&terms, ask.opening, &ask.credits);
    // The pack's way of reckoning is in doubt only where it was the pack that chose it.
    let used = |ground: &&Provenance| ask.method.is_none() || ground.parameter != "account.method";
    let grounds: Vec<&Provenance> = rate.grounds.iter().filter(used).collect();
    let benchmark = highest.ground();
    let lower = terms.lower(ask);
    let not_below_benchmark = lower.ppm() >= highest.rate.ppm();
    let doubts = doubts_of(grounds.iter().copied().chain([&benchmark]));
    Ok(Answer {
        why: why(ask, &terms, &sums, &grounds, highest),
        terms,
        sums,
        provisional: rate.provisional,
        benchmark: highest.rate,
        not_below_benchmark,
        allowed: not_below_benchmark || ask.year < FLOOR_FROM,
        lower,
        doubts,
        fingerprint: book.fingerprint().to_owned(),
    })
}

/// The months of the year in which money lies: all of them where a balance is carried in, else from the first credit on.
fn months_with_money(ask: &Ask) -> Vec<Month> {
    let first = if ask.opening > Fen::ZERO {
        Some(0)
    } else {
        ask.credits.iter().position(|credit| *credit > Fen::ZERO)
    };
    let (Some(first), Ok(january)) = (first, Month::new(ask.year, 1)) else {
        return vec![];
    };
    let first = january.plus(i32::try_from(first).unwrap_or(0));
    first.through(january.plus(11)).collect()
}

fn why(ask: &Ask, terms: &Terms, sums: &Sums, grounds: &[&Provenance], benchmark: &BenchmarkRate) -> Why {
    let by = |why: Why, parameter: &str| match grounds.iter().find(|ground| ground.parameter == parameter) {
        Some(ground) => why.by((*ground).clone()),
        None => why,
    };
    let balance = Why::new(
        "account_on_balance",
        vec![("opening", Fact::Money(ask.opening)), ("rate", Fact::Rate(terms.carried))],
    );
    let on_credits = match terms.method {
        AccountMethod::MonthlyProduct => {
            let product = i64::try_from(monthly_product(&ask.credits)).unwrap_or(i64::MAX);
            Why::new(
                "account_monthly_product",
                vec![("product", Fact::Money(Fen(product))), ("rate", Fact::Rate(terms.in_year))],
            )
        }
        AccountMethod::Annual => Why::new(
            "account_annual",
            vec![("credits", Fact::Money(sums.credits)), ("rate", Fact::Rate(terms.in_year))],
        ),
    };
    let in_year = if grounds.iter().any(|ground| ground.parameter == "account.in_year_rate") {
        "account.in_year_rate"
    } else {
        "account.rate"
    };
    let way = Why::new(
        "account_method",
        vec![("method", Fact::Word(format!("account.method.{}", terms.method.code())))],
    );
    let rounding = Why::new(
        "account_rounding",
        vec![("rounding", Fact::Word(format!("account.rounding.{}", terms.rounding.code())))],
    );
    let mut interest = Why::new("account_interest", vec![("interest", Fact::Money(sums.interest))]).because([
        by(balance, "account.rate"),
        by(on_credits, in_year).because([by(way, "account.method")]),
        by(rounding, "account.rounding"),
    ]);
    interest.exact = Some(decimals(sums.exact));
    let floor = Why::new(
        "account_benchmark",
        vec![("rate", Fact::Rate(terms.lower(ask))), ("benchmark", Fact::Rate(benchmark.rate))],
    )
    .by(benchmark.ground());
    let facts = vec![
        ("opening", Fact::Money(ask.opening)),
        ("credits", Fact::Money(sums.credits)),
        ("interest", Fact::Money(sums.interest)),
        ("closing", Fact::Money(sums.closing)),
    ];
    Why::new("account_closing", facts).because([interest, floor])
}

/// Fen as yuan with six decimals and no zeros behind the second, cut off: enough to see how it was rounded.
fn decimals((numerator, denominator): (i128, i128)) -> String {
    let millionths = numerator * 10_000 / denominator;
    let text = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
    let kept = text.trim_end_matches('0').len().max(text.find('.').unwrap_or(0) + 3);
    text.get(..kept).unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Packs;
    use units::date;

    fn terms(rate: &str, method: AccountMethod, rounding: AccountRounding) -> Terms {
        let rate = Rate::parse(rate).expect("a rate");
        Terms {
            carried: rate,
            in_year: rate,
            method,
            rounding,
        }
    }

    #[test]
    fn money_of_months_without_a_rate_is_refused_with_those_months() {
        let book = Packs::embedded().book("cn/beijing").expect("a pack");
        let of = |opening: i64, month: usize| {
            let mut credits = [Fen::ZERO; 12];
            credits[month - 1] = Fen::yuan(1_200);
            let ask = Ask {
                year: 2014,
                opening: Fen::yuan(opening),
                credits,
                method: None,
                kind: EmployerKind::Institution,
                known_on: date(2026, 11, 22),
            };
            settle(&book, &ask)
        };
        let months = |refused: Result<Answer, Refused>| match refused {
            Err(Refused::Unknown(unknown)) => (unknown.parameter, unknown.months.first().copied(), unknown.months.len()),
            other => panic!("{other:?}"),
        };
        let month = |month| Month::new(2014, month).ok();
        assert_eq!(months(of(0, 3)), ("account.rate".to_owned(), month(3), 7));
        assert_eq!(months(of(1, 10)), ("account.rate".to_owned(), month(1), 9));
        let answer = of(0, 10).expect("three months at five per cent");
        assert_eq!(answer.sums.interest, Fen(1_500));
    }

    #[test]
    fn the_benchmark_is_held_against_the_lower_rate_and_its_doubt_is_said() {
        let credited = [Fen::yuan(100); 12];
        for (region, year, credits, doubted, is_kept, is_allowed) in [
            ("cn/shanghai", 2015, credited, true, true, true),
            ("cn/beijing", 2015, credited, true, false, false),
            ("cn/beijing", 2011, credited, false, false, false),
            ("cn/beijing", 2024, credited, false, true, true),
            // The law of July 2011 forbids nothing in 2009, and a rate that no money earned is not held against anything.
            ("cn/beijing", 2009, credited, false, false, true),
            ("cn/beijing", 2009, [Fen::ZERO; 12], false, true, true),
        ] {
            let book = Packs::embedded().book(region).expect("a pack");
            let ask = Ask {
                year,
                opening: Fen::yuan(10_000),
                credits,
                method: None,
                kind: EmployerKind::Enterprise,
                known_on: date(2026, 11, 22),
            };
            let answer = settle(&book, &ask).expect("an answer");
            let doubt = answer.doubts.iter().find(|doubt| doubt.parameter == "benchmark.one_year");
            let said = (doubt.is_some(), answer.not_below_benchmark, answer.allowed);
            assert_eq!(said, (doubted, is_kept, is_allowed), "{region} {year}");
            assert!(doubt.is_none_or(|doubt| doubt.note.is_some()));
        }
    }

    #[test]
    fn a_rate_that_stands_in_is_a_doubt() {
        let book = Packs::embedded().book("cn/beijing").expect("a pack");
        let ask = Ask {
            year: 2026,
            opening: Fen::yuan(10_000),
            credits: [Fen::ZERO; 12],
            method: Some(AccountMethod::MonthlyProduct),
            kind: EmployerKind::Enterprise,
            known_on: date(2026, 11, 22),
        };
        let answer = settle(&book, &ask).expect("an answer");
        let doubt = answer
            .doubts
            .iter()
            .find(|doubt| doubt.parameter == "account.rate")
            .expect("a doubt");
        assert!(answer.provisional && doubt.carried.is_some());
        assert_eq!(doubt.confidence, policy::Confidence::R);
    }

    #[test]
    fn the_two_methods_give_what_the_formulas_of_1997_give() {
        use AccountMethod::{Annual, MonthlyProduct};
        let each = [Fen::yuan(100); 12];
        for (method, opening, credits, interest, closing) in [
            // The worked example of the facts: 10,000 at 6 %, 100 a month.
            (MonthlyProduct, Fen::yuan(10_000), each, Fen(63_900), Fen(1_183_900)),
            // 1200 × 6 % × 1.083 × ½ = 38.988, and not the misprint that grows the principal by 8.3 %.
            (Annual, Fen::yuan(10_000), each, Fen(63_899), Fen(1_183_899)),
            (MonthlyProduct, Fen::ZERO, [Fen::ZERO; 12], Fen::ZERO, Fen::ZERO),
            (Annual, Fen::ZERO, each, Fen(3_899), Fen(123_899)),
        ] {
            let sums = settled(&terms("6%", method, AccountRounding::Fen), opening, &credits);
            assert_eq!((sums.interest, sums.closing), (interest, closing), "{method:?}");
        }
        let nothing = settled(&terms("0%", Annual, AccountRounding::Fen), Fen::ZERO, &each);
        assert_eq!(nothing.closing, Fen::yuan(1_200), "at no interest nothing grows");
    }

    #[test]
    fn a_month_earns_from_the_month_it_came_in() {
        for (month, fen) in [(0, 1_200), (11, 100)] {
            let mut credits = [Fen::ZERO; 12];
            credits[month] = Fen::yuan(10_000);
            let sums = settled(
                &terms("12%", AccountMethod::MonthlyProduct, AccountRounding::Fen),
                Fen::ZERO,
                &credits,
            );
            assert_eq!(sums.interest, Fen::yuan(fen), "month {}", month + 1);
        }
    }

    #[test]
    fn interest_is_rounded_once_and_as_the_place_rounds() {
        let opening = Fen(3_333);
        let fen = settled(
            &terms("2.62%", AccountMethod::MonthlyProduct, AccountRounding::Fen),
            opening,
            &[Fen(1); 12],
        );
        let jiao = settled(
            &terms("2.62%", AccountMethod::MonthlyProduct, AccountRounding::JiaoUp),
            opening,
            &[Fen(1); 12],
        );
        assert_eq!((fen.interest, jiao.interest), (Fen(87), Fen(90)));
        assert_eq!(decimals(fen.exact), "0.874949");
    }

    #[test]
    fn a_year_is_settled_with_its_rate_its_floor_and_its_doubts() {
        let book = Packs::embedded().book("cn/beijing").expect("a pack");
        let ask = Ask {
            year: 2024,
            opening: Fen::yuan(10_000),
            credits: [Fen::yuan(760); 12],
            method: None,
            kind: EmployerKind::Enterprise,
            known_on: date(2026, 9, 7),
        };
        let answer = settle(&book, &ask).expect("an answer");
        // 10,000 × 2.62 % + 760 × 78 × 2.62 % ÷ 12 = 262 + 129.428
        assert_eq!((answer.sums.interest, answer.sums.closing), (Fen(39_143), Fen(1_951_143)));
        assert!(answer.not_below_benchmark && !answer.provisional);
        assert_eq!(answer.benchmark.to_string(), "0.015");
        assert_eq!(answer.why.because[0].exact.as_deref(), Some("391.428"));
        let early = settle(
            &book,
            &Ask {
                known_on: date(2025, 1, 1),
                ..ask
            },
        )
        .expect("an answer");
        assert!(early.provisional, "the rate of 2024 was announced in June 2025");
        assert_eq!(early.terms.carried.to_string(), "0.0397");
        let old = settle(&book, &Ask { year: 2011, ..ask }).expect("an answer");
        assert_eq!(
            (old.terms.carried.to_string(), old.terms.in_year.to_string()),
            ("0.035".into(), "0.005".into())
        );
        assert_eq!(old.benchmark.to_string(), "0.035", "the highest of the year");
        assert!(matches!(settle(&book, &Ask { year: 1990, ..ask }), Err(Refused::Unknown(_))));
        let below = Ask { opening: Fen(-1), ..ask };
        assert_eq!(settle(&book, &below), Err(Refused::Negative { amount: Fen(-1) }));
    }
}
