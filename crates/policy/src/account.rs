//! Individual accounts: what a year earns, how it is reckoned, what the bank would pay, and for how many months it is paid out.

use units::{Date, Month, Rate};

use crate::coded::coded;
use crate::provenance::{Confidence, Provenance};
use crate::reading::{Fields, Reader};
use crate::schedule::DatedRow;
use crate::value::Value;
use crate::{Book, Category, EmployerKind, EmployerSize, Payer, Unknown};

coded! {
    /// How a year's credits bear interest (劳办发〔1997〕116号).
    AccountMethod {
        /// 月积数法: each month's credit for the months that it lay.
        MonthlyProduct = 0, "monthly_product";
        /// 年度计算法: the year's credits by one factor.
        Annual = 1, "annual";
    }
}

coded! {
    /// To what a year's interest is rounded.
    AccountRounding {
        /// To the fen, half a fen going up.
        Fen = 0, "fen";
        /// 见分进角: any fen goes up to the next jiao.
        JiaoUp = 1, "jiao_up";
    }
}

/// What one year of an individual account earns, and how it is reckoned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRate {
    /// On the balance carried in.
    pub carried: Rate,
    /// On what the year brings; the same as `carried` where the place has one rate.
    pub in_year: Rate,
    /// Whether the year's own rate is not announced yet and the last known one stands in.
    pub provisional: bool,
    /// How credits of the year bear interest where nobody asks for another way.
    pub method: AccountMethod,
    /// To what the interest is rounded.
    pub rounding: AccountRounding,
    /// The rows used, in the order of the fields.
    pub grounds: Vec<Provenance>,
}

/// The one-year benchmark deposit rate from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenchmarkRate {
    /// The first day; it holds until the day before the next.
    pub from: Date,
    /// A year's rate.
    pub rate: Rate,
    /// Keys of the sources.
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// What is doubtful about it.
    pub note: Option<String>,
    /// File and line of the row.
    pub place: String,
}

/// For how many months an account is paid out to somebody who retires at an age (计发月数).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentMonths {
    /// Full years.
    pub age: u32,
    /// Months.
    pub months: u32,
    /// Keys of the sources.
    pub source: String,
    /// The text it rests on.
    pub law: Option<String>,
    /// How sure it is.
    pub confidence: Confidence,
    /// File and line of the row.
    pub place: String,
}

impl BenchmarkRate {
    /// Where it comes from.
    pub fn ground(&self) -> Provenance {
        Provenance {
            parameter: "benchmark.one_year".to_owned(),
            value: format!("{}.{:02}%", self.rate.ppm() / 10_000, self.rate.ppm() % 10_000 / 100),
            valid_from: Month::of(self.from),
            valid_until: None,
            known_on: self.from,
            known_on_assumed: false,
            source: self.source.clone(),
            law: None,
            confidence: self.confidence,
            note: self.note.clone(),
            carried: None,
            place: self.place.clone(),
        }
    }
}

impl Book {
    /// What a year of an individual account earns, for the employees of enterprises.
    pub fn account_rate(&self, year: u32, known_on: Date) -> Result<AccountRate, Unknown> {
        self.account_rate_for(EmployerKind::Enterprise, year, known_on)
    }

    /// What a year of an individual account earns, as it stands in the year's last month.
    pub fn account_rate_for(&self, kind: EmployerKind, year: u32, known_on: Date) -> Result<AccountRate, Unknown> {
        let first = Month::new(year, 1).map_err(|_| Unknown {
            parameter: "account.rate".to_owned(),
            months: vec![],
            doubt: None,
        })?;
        let month = first.plus(11);
        let carried = self
            .account_row("account.rate", kind, month, known_on)?
            .ok_or_else(|| Unknown::new("account.rate", month))?;
        let in_year = self.account_row("account.in_year_rate", kind, month, known_on)?;
        let method = self.required("account.method", month, known_on)?;
        let rounding = self.required("account.rounding", month, known_on)?;
        let rate = |row: &DatedRow| match row.value {
            Value::Rate(rate) => Ok(rate),
            _ => Err(Unknown::new(row.ground.parameter.clone(), month)),
        };
        let grounds = [Some(carried), in_year, Some(method), Some(rounding)];
        // That the last known rate stands in until the year's own is announced has no source (parameters 6.2).
        let ground = |row: &DatedRow| {
            let ground = row.ground_in(month);
            let confidence = if ground.carried.is_some() {
                Confidence::R
            } else {
                ground.confidence
            };
            Provenance { confidence, ..ground }
        };
        Ok(AccountRate {
            carried: rate(carried)?,
            in_year: in_year.map_or_else(|| rate(carried), rate)?,
            provisional: carried.ground.valid_until.is_some_and(|until| until < month),
            method: coded_row(method, AccountMethod::from_code, month)?,
            rounding: coded_row(rounding, AccountRounding::from_code, month)?,
            grounds: grounds.into_iter().flatten().map(ground).collect(),
        })
    }

    /// That some rate of the year's accounts is known for each of these months.
    ///
    /// # Errors
    /// The months for which it is not.
    pub fn account_rate_through(&self, kind: EmployerKind, known_on: Date, months: &[Month]) -> Result<(), Unknown> {
        let rate = |month: &Month| self.account_row("account.rate", kind, *month, known_on);
        let known = |month: &&Month| matches!(rate(month), Ok(Some(_)));
        let unknown: Vec<Month> = months.iter().filter(|month| !known(month)).copied().collect();
        let Some(first) = unknown.first() else { return Ok(()) };
        Err(Unknown {
            parameter: "account.rate".to_owned(),
            doubt: rate(first).err().and_then(|unknown| unknown.doubt),
            months: unknown,
        })
    }

    fn account_row(&self, parameter: &str, kind: EmployerKind, month: Month, known_on: Date) -> Result<Option<&DatedRow>, Unknown> {
        let payer = Payer {
            category: Category::LocalUrban,
            kind,
            size: EmployerSize::Small,
            injury_class: None,
        };
        let row = self
            .schedule
            .live(parameter, month, known_on)
            .into_iter()
            .find(|row| row.applies.includes(payer));
        match row {
            Some(row) if row.value == Value::Unknown => Err(Unknown {
                doubt: row.ground.note.clone(),
                ..Unknown::new(parameter, month)
            }),
            Some(row) if row.value == Value::None => Ok(None),
            row => Ok(row),
        }
    }

    /// The one-year benchmark deposit rate on a day; refused before the first one on file.
    pub fn benchmark_rate(&self, day: Date) -> Result<&BenchmarkRate, Unknown> {
        let row = self.benchmark_rates().iter().rev().find(|row| row.from <= day);
        row.ok_or_else(|| Unknown::new("benchmark.one_year", Month::of(day)))
    }

    /// The benchmark deposit rates that were in force on some day of a year, oldest first.
    pub fn benchmark_rates_of(&self, year: u32) -> &[BenchmarkRate] {
        let rates = self.benchmark_rates();
        let begins = |row: &BenchmarkRate| u32::try_from(row.from.year()).unwrap_or(0);
        let after = rates.partition_point(|row| begins(row) <= year);
        let before = rates.partition_point(|row| begins(row) < year);
        let carried = rates
            .get(before)
            .is_none_or(|row| begins(row) != year || row.from.day_of_year() > 1);
        rates.get(before.saturating_sub(usize::from(carried))..after).unwrap_or_default()
    }

    /// The months by which an account is paid out at an age in full years; refused outside the table.
    pub fn payment_months(&self, age: u32) -> Option<&PaymentMonths> {
        self.all_payment_months().iter().find(|row| row.age == age)
    }
}

fn coded_row<T>(row: &DatedRow, from_code: fn(&str) -> Option<T>, month: Month) -> Result<T, Unknown> {
    let code = match row.value {
        Value::Word(code) => Some(code),
        _ => None,
    };
    code.and_then(from_code)
        .ok_or_else(|| Unknown::new(row.ground.parameter.clone(), month))
}

/// Reads `one_year = [{ from = "2015-10-24", value = "1.50%", … }]`, oldest first; a day that goes back is a fault.
pub(crate) fn read_benchmark(reader: &mut Reader<'_>, sources: &[String]) -> Vec<BenchmarkRate> {
    let document = reader.document();
    let mut file = Fields::new(&document, 0..0);
    let mut rates: Vec<BenchmarkRate> = Vec::new();
    for (table, span) in file.value("one_year").map(|rows| reader.tables(rows)).unwrap_or_default() {
        let place = format!("{}:{}", reader.file, reader.line(&span));
        let mut row = Fields::new(table, span.clone());
        let from = row.day("from", reader);
        let rate = row.required("value", reader).and_then(|(text, _)| Rate::parse(text).ok());
        let source = row.source(reader, sources);
        let confidence = row.coded("confidence", Confidence::from_code, reader);
        let note = row.text("note", reader).map(|(note, _)| note.to_owned());
        row.finish(reader);
        let (Some(from), Some(rate), Some(confidence)) = (from, rate, confidence) else {
            reader.fault(&span, "a row has `from` (a day), `value` (a rate), `source`, `confidence`");
            continue;
        };
        if rates.last().is_some_and(|last| last.from >= from) {
            reader.fault(&span, "rows stand in the order of their days");
        }
        rates.push(BenchmarkRate {
            from,
            rate,
            source,
            confidence,
            note,
            place,
        });
    }
    file.finish(reader);
    rates
}

/// Reads `months = [{ age = 60, months = 139, … }]`.
pub(crate) fn read_payment_months(reader: &mut Reader<'_>, sources: &[String]) -> Vec<PaymentMonths> {
    let document = reader.document();
    let mut file = Fields::new(&document, 0..0);
    let mut rows: Vec<PaymentMonths> = Vec::new();
    for (table, span) in file.value("months").map(|rows| reader.tables(rows)).unwrap_or_default() {
        let place = format!("{}:{}", reader.file, reader.line(&span));
        let mut row = Fields::new(table, span.clone());
        let (age, months) = (row.number("age", reader), row.number("months", reader));
        let source = row.source(reader, sources);
        let law = row.text("law", reader).map(|(law, _)| law.to_owned());
        let confidence = row.coded("confidence", Confidence::from_code, reader);
        let _ = row.text("note", reader);
        row.finish(reader);
        let (Some((age, _)), Some((months, _)), Some(confidence)) = (age, months, confidence) else {
            continue;
        };
        if rows.iter().any(|other| other.age == age) {
            reader.fault(&span, format!("age {age} is there twice"));
        }
        rows.push(PaymentMonths {
            age,
            months,
            source,
            law,
            confidence,
            place,
        });
    }
    file.finish(reader);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Packs;
    use units::date;

    fn book(region: &str) -> Book {
        Packs::embedded().book(region).expect("a pack without faults")
    }

    #[test]
    fn a_year_earns_the_national_rate_from_2016_on_and_the_places_own_before() {
        let (beijing, today) = (book("cn/beijing/chaoyang"), date(2026, 11, 22));
        for (year, carried, in_year, confidence) in [
            (1998, 56_700, 17_100, "D"),
            (2008, 41_400, 7_200, "D"),
            (2011, 35_000, 5_000, "D"),
            (2015, 27_500, 3_500, "D"),
            (2016, 83_100, 83_100, "A"),
            (2017, 71_200, 71_200, "B"),
            (2022, 61_200, 61_200, "R"),
            (2024, 26_200, 26_200, "B"),
            (2025, 15_000, 15_000, "B"),
        ] {
            let rate = beijing.account_rate(year, today).expect("a known rate");
            assert_eq!((rate.carried, rate.in_year), (Rate(carried), Rate(in_year)), "{year}");
            assert_eq!((rate.grounds[0].confidence.code(), rate.provisional), (confidence, false), "{year}");
        }
        assert_eq!(
            beijing.account_rate(1997, today),
            Err(Unknown::new("account.rate", Month::new(1997, 12).expect("a month")))
        );
        let institutions = beijing
            .account_rate_for(EmployerKind::Institution, 2015, today)
            .expect("a known rate");
        assert_eq!((institutions.carried, institutions.in_year), (Rate(50_000), Rate(50_000)));
        assert!(beijing.account_rate_for(EmployerKind::Institution, 2013, today).is_err());
        assert!(book("cn").account_rate(2015, today).is_err(), "no rate of the nation before 2016");
    }

    #[test]
    fn until_the_announcement_in_june_the_last_known_rate_stands_in() {
        let book = book("cn");
        for (year, known_on, carried, provisional) in [
            (2025, date(2026, 6, 29), 26_200, true),
            (2025, date(2026, 6, 30), 15_000, false),
            (2026, date(2026, 11, 22), 15_000, true),
            (2016, date(2017, 6, 28), 83_100, false),
        ] {
            let rate = book.account_rate(year, known_on).expect("a known rate");
            assert_eq!(
                (rate.carried, rate.provisional),
                (Rate(carried), provisional),
                "{year} known on {known_on}"
            );
        }
        assert!(book.account_rate(2016, date(2017, 6, 27)).is_err());
        assert!(
            book.account_rate(2027, date(2027, 1, 1)).is_err(),
            "not carried further than one year"
        );
    }

    #[test]
    fn the_benchmark_of_a_day_and_of_a_year() {
        let book = book("cn/beijing");
        for (day, ppm) in [
            (date(1996, 5, 1), 91_800),
            (date(2004, 10, 28), 19_800),
            (date(2004, 10, 29), 22_500),
            (date(2015, 10, 23), 17_500),
            (date(2026, 11, 22), 15_000),
        ] {
            assert_eq!(book.benchmark_rate(day).map(|row| row.rate), Ok(Rate(ppm)), "{day}");
        }
        assert!(book.benchmark_rate(date(1996, 4, 30)).is_err());
        let of = |year| book.benchmark_rates_of(year).iter().map(|row| row.rate.ppm()).collect::<Vec<_>>();
        assert_eq!(of(2015), [27_500, 25_000, 22_500, 20_000, 17_500, 15_000]);
        assert_eq!((of(2016), of(2000)), (vec![15_000], vec![22_500]));
        assert_eq!(of(1995), [] as [u32; 0]);
    }

    #[test]
    fn beijings_derived_rates_are_the_highest_deposit_rate_of_their_year() {
        let book = book("cn/beijing");
        for year in 1998..=2015 {
            let highest = book.benchmark_rates_of(year).iter().map(|row| row.rate.ppm()).max();
            let carried = book.account_rate(year, date(2026, 11, 22)).expect("a known rate").carried;
            assert_eq!(Some(carried.ppm()), highest, "{year}");
        }
        // No later year is below the bank's rate of its last day (Social Insurance Law, article 14).
        for year in 2016..=2025 {
            let bank = book
                .benchmark_rate(date(i16::try_from(year).expect("a year"), 12, 31))
                .expect("a known rate")
                .rate;
            assert!(
                book.account_rate(year, date(2026, 11, 22)).expect("a known rate").carried >= bank,
                "{year}"
            );
        }
    }

    #[test]
    fn an_account_is_paid_out_over_the_months_of_the_national_table() {
        let book = book("cn/beijing");
        let months: Vec<u32> = (40..=70).filter_map(|age| book.payment_months(age)).map(|row| row.months).collect();
        assert_eq!(months.len(), 31);
        assert!(months.is_sorted_by(|older, younger| older > younger));
        for (age, expected) in [(47, 207), (50, 195), (55, 170), (60, 139), (66, 93), (70, 56)] {
            assert_eq!(book.payment_months(age).map(|row| row.months), Some(expected), "{age}");
        }
        assert_eq!(book.payment_months(39), None);
    }
}
