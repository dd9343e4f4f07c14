mod rows;
mod tables;

use std::collections::BTreeMap;

use units::{Date, Month, Rate, WorkingDays};

use crate::account::{BenchmarkRate, PaymentMonths};
use crate::calendar::{CalendarYear, Years};
use crate::deferral::Deferral;
use crate::reading::{Fields, Reader};
use crate::schedule::{DatedRow, Schedule};
use crate::value::Value;
use crate::{
    Branch, BranchSet, Deadline, DifferenceRules, Divisions, Fault, Goals, Group, HallRules, LateFeeRules, MonthDates, Procedure,
    Provenance, RateFrom, Reasons, Regime, RetirementRules, RollWindow, Routes, SampleShares, Source, SurchargeOn, Unknown,
};

/// The typed policy of one region.
#[derive(Clone, Debug, Default)]
pub struct Book {
    region: String,
    names: BTreeMap<String, String>,
    fingerprint: String,
    texts: Vec<(String, String)>,
    calendar: WorkingDays,
    years: Years,
    reasons: Reasons,
    retirement: RetirementRules,
    benchmark: Vec<BenchmarkRate>,
    payment_months: Vec<PaymentMonths>,
    goals: Goals,
    deferrals: Vec<Deferral>,
    routes: Routes,
    hall: HallRules,
    divisions: Divisions,
    sources: BTreeMap<String, Source>,
    pub(crate) schedule: Schedule,
}

impl Book {
    pub(crate) fn read(region: &str, fingerprint: String, texts: &[(usize, &str, &str)]) -> Result<Book, Vec<Fault>> {
        let mut book = Book {
            region: region.to_owned(),
            fingerprint,
            ..Book::default()
        };
        let mut faults = Vec::new();
        let mut years = Years::new();
        for (_, path, text) in texts.iter().filter(|(_, path, _)| path.ends_with("/sources.toml")) {
            let mut reader = Reader::new(path, text);
            book.read_sources(&mut reader);
            faults.append(&mut reader.faults);
        }
        let sources: Vec<String> = book.sources.keys().cloned().collect();
        for (level, path, text) in texts {
            let mut reader = Reader::new(path, text);
            match path.rsplit('/').next().unwrap_or_default() {
                "sources.toml" => {}
                "pack.toml" => book.read_name(*level, &mut reader),
                "calendar.toml" => crate::calendar::read(&mut reader, &mut years, &sources),
                "reasons.toml" if book.reasons.all().is_empty() => book.reasons = crate::reasons::reading::read(&mut reader, &sources),
                "retirement.toml" if book.retirement.is_empty() => book.retirement = crate::retirement::read(&mut reader, &sources),
                "benchmark.toml" if book.benchmark.is_empty() => book.benchmark = crate::account::read_benchmark(&mut reader, &sources),
                "payment_months.toml" if book.payment_months.is_empty() => {
                    book.payment_months = crate::account::read_payment_months(&mut reader, &sources);
                }
                "hall.toml" if book.hall.is_empty() => book.hall = crate::hall::read(&mut reader, &sources),
                "divisions.toml" if book.divisions.is_empty() => book.divisions = crate::division::read(&mut reader, &sources),
                "deferral.toml" => book.deferrals.extend(crate::deferral::read(&mut reader, &sources)),
                "routes.toml" if book.routes.all().is_empty() => book.routes = crate::routes::reading::read(&mut reader, &sources),
                "reasons.toml"
                | "retirement.toml"
                | "routes.toml"
                | "benchmark.toml"
                | "payment_months.toml"
                | "hall.toml"
                | "divisions.toml" => {}
                "goals.toml" => crate::goals::reading::read(*level, &mut reader, &sources, &mut book.goals),
                _ => {
                    let document = reader.document();
                    book.schedule.read(*level, &document, &mut reader, &sources);
                }
            }
            faults.append(&mut reader.faults);
            book.texts.push(((*path).to_owned(), (*text).to_owned()));
        }
        faults.extend(book.schedule.conflicts());
        book.calendar = calendar_of(&years);
        book.years = years;
        if faults.is_empty() { Ok(book) } else { Err(faults) }
    }

    fn read_sources(&mut self, reader: &mut Reader<'_>) {
        for (key, source) in crate::source::read(reader) {
            self.sources.entry(key).or_insert(source);
        }
    }

    fn read_name(&mut self, level: usize, reader: &mut Reader<'_>) {
        let document = reader.document();
        let mut fields = Fields::new(&document, 0..0);
        let _ = fields.text("extends", reader);
        for key in ["zh", "en"] {
            let name = fields.required(key, reader).map(|(name, _)| name.to_owned());
            if level == 0 {
                self.names.insert(key.to_owned(), name.unwrap_or_default());
            }
        }
        fields.finish(reader);
    }

    /// The region's path, `cn/beijing`.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The region's name in a language (`zh`, `en`).
    pub fn name(&self, language: &str) -> &str {
        self.names.get(language).map_or(&self.region, String::as_str)
    }

    /// SHA-256 of the texts on the region's path, in hex.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The texts on the region's path, in the order of the fingerprint.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The working days of the State Council calendar.
    pub fn calendar(&self) -> &WorkingDays {
        &self.calendar
    }

    /// The same as known on a day: without the years whose calendar was not out yet.
    pub fn calendar_known(&self, known_on: Date) -> WorkingDays {
        let known = |(year, of): (&i16, &CalendarYear)| (of.ground.known_on <= known_on).then(|| (*year, of.days.clone()));
        WorkingDays::new(self.years.iter().filter_map(known).collect())
    }

    /// Where the calendar of a year comes from.
    pub fn calendar_ground(&self, year: i16) -> Option<&Provenance> {
        self.years.get(&year).map(|of| &of.ground)
    }

    /// The reasons for a staff reduction.
    pub fn reasons(&self) -> &Reasons {
        &self.reasons
    }

    /// The statutory retirement age and the months it asks for.
    pub fn retirement(&self) -> &RetirementRules {
        &self.retirement
    }

    pub(crate) fn benchmark_rates(&self) -> &[BenchmarkRate] {
        &self.benchmark
    }

    /// The months by which accounts are paid out, by age.
    pub fn all_payment_months(&self) -> &[PaymentMonths] {
        &self.payment_months
    }

    /// The rights that hang on months of contribution.
    pub fn goals(&self) -> &Goals {
        &self.goals
    }

    /// Every row of deferral on the region's path.
    pub fn all_deferrals(&self) -> &[Deferral] {
        &self.deferrals
    }

    /// The routes of a back payment; empty where the pack has none.
    pub fn routes(&self) -> &Routes {
        &self.routes
    }

    /// The matters of the hall and the fair limits of booking.
    pub fn hall(&self) -> &HallRules {
        &self.hall
    }

    /// The division codes of the region's province, where a pack on its path holds them.
    pub fn divisions(&self) -> &Divisions {
        &self.divisions
    }

    /// Title or address of a source, by its key.
    pub fn source(&self, key: &str) -> Option<&str> {
        self.sources.get(key).map(|source| source.seen.as_str())
    }

    /// The laws, notices and reports that a row's keys stand for, each once, as `中文 · English`; empty where no published text was seen.
    pub fn published(&self, keys: &str) -> Vec<&str> {
        let mut names: Vec<&str> = vec![];
        for name in keys.split_whitespace().filter_map(|key| self.sources.get(key)?.name.as_deref()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The days that concern changes to the roll of a month; the calendar of the collection month is not needed for them.
    pub fn roll_window(&self, month: Month, known_on: Date) -> Result<RollWindow, Unknown> {
        let day = |parameter| self.day_in(parameter, month, known_on, month);
        Ok(RollWindow {
            month,
            opens: day("procedure.window_opens")?,
            default_declaration: day("procedure.default_declaration")?,
            closes: day("procedure.window_closes")?,
        })
    }

    fn day_in(&self, parameter: &str, month: Month, known_on: Date, falls_in: Month) -> Result<Date, Unknown> {
        match self.required(parameter, month, known_on)?.value {
            Value::DayRule(rule) => rule
                .in_month(falls_in, &self.calendar)
                .map_err(|_| Unknown::new("calendar", falls_in)),
            _ => Err(Unknown::new(parameter, month)),
        }
    }

    /// All dates of a contribution month. Refused by name where a day or the calendar of its year is unknown.
    pub fn month_dates(&self, month: Month, known_on: Date) -> Result<MonthDates, Unknown> {
        let window = self.roll_window(month, known_on)?;
        let collected = month.next();
        let debit = |parameter| self.day_in(parameter, month, known_on, collected);
        let deadline = self.deadline(month, known_on)?;
        Ok(MonthDates {
            month,
            opens: window.opens,
            default_declaration: window.default_declaration,
            closes: window.closes,
            first_debit: debit("procedure.first_debit")?,
            second_debit: debit("procedure.second_debit")?,
            last_on_time: deadline.last_on_time,
            late_fee_from: deadline.late_fee_from,
        })
    }

    /// By when the money of a month is in time.
    pub fn deadline(&self, month: Month, known_on: Date) -> Result<Deadline, Unknown> {
        Ok(Deadline {
            last_on_time: month.next().last_day(),
            late_fee_from: self.late_fee(month, known_on)?.from(month),
        })
    }

    /// The procedure in force in a contribution month.
    pub fn procedure(&self, month: Month, known_on: Date) -> Result<Procedure, Unknown> {
        let word = |parameter: &str| self.word(parameter, month, known_on);
        let unknown = |parameter: &str| Unknown::new(parameter, month);
        let regime = Regime::from_code(word("procedure.regime")?).ok_or_else(|| unknown("procedure.regime"))?;
        let base_year_from = self.base_year(month)?;
        Ok(Procedure {
            regime,
            agency_collects: regime == Regime::AgencyCollects,
            leaving_month_due: word("procedure.leaving_month_due")? == "yes",
            undeclared_surcharge: self.rate("procedure.undeclared_surcharge", month, known_on)?,
            surcharge_on: SurchargeOn::from_code(word("procedure.surcharge_on")?).ok_or_else(|| unknown("procedure.surcharge_on"))?,
            enrolment_days: self.number("procedure.enrolment_days", month, known_on)?,
            base_year_from,
            base_declaration: (
                self.day_of_year("base_declaration.opens", base_year_from, known_on)?,
                self.day_of_year("base_declaration.closes", base_year_from, known_on)?,
            ),
        })
    }

    /// How many of the decisions of a month are looked at a second time.
    pub fn sample_shares(&self, month: Month, known_on: Date) -> Result<SampleShares, Unknown> {
        Ok(SampleShares {
            at_once: self.rate("procedure.sample_at_once", month, known_on)?,
            looked_at: self.rate("procedure.sample_looked_at", month, known_on)?,
        })
    }

    /// How the late fee of a service month is counted.
    pub fn late_fee(&self, month: Month, known_on: Date) -> Result<LateFeeRules, Unknown> {
        let mut rates: Vec<RateFrom> = self
            .schedule
            .rows("late_fee.rate")
            .filter(|row| row.ground.known_on <= known_on)
            .filter_map(|row| match row.value {
                Value::Rate(rate) => Some(RateFrom {
                    from: row.ground.valid_from.first_day(),
                    rate,
                }),
                _ => None,
            })
            .collect();
        rates.sort_by_key(|rate| rate.from);
        if rates.is_empty() {
            return Err(Unknown::new("late_fee.rate", month));
        }
        let starts_after_months = self.number("late_fee.starts_after_months", month, known_on)?;
        Ok(LateFeeRules {
            charged: self.word("late_fee.charged", month, known_on)? == "yes",
            starts_after_months: i32::try_from(starts_after_months).unwrap_or(0),
            rates,
            capped_at_principal: self.word("late_fee.cap", month, known_on)? == "principal",
        })
    }

    /// Until which day a difference of this month may be paid without a late fee, because the base was published late.
    pub fn difference_waiver(&self, month: Month, known_on: Date) -> Option<Date> {
        match self.schedule.value("difference.fee_waived_until", month, known_on)?.value {
            Value::Day(day) => Some(day),
            _ => None,
        }
    }

    /// What is known about the differences of a month whose base was published late.
    pub fn difference_rules(&self, month: Month, known_on: Date) -> DifferenceRules {
        let row = |what: &str| self.schedule.value(&format!("difference.{what}"), month, known_on);
        let day = |what: &str| match row(what).map(|row| &row.value) {
            Some(Value::Day(day)) => Some(*day),
            _ => None,
        };
        let unknown = ["billed_in", "fee_waived_until", "individuals_until"]
            .into_iter()
            .filter_map(row)
            .find(|row| row.value == Value::Unknown);
        DifferenceRules {
            billed_in: match row("billed_in").map(|row| &row.value) {
                Some(Value::Month(month)) => Some(*month),
                _ => None,
            },
            waived_until: day("fee_waived_until"),
            individuals_until: day("individuals_until"),
            doubt: unknown.and_then(|row| row.ground.note.clone()),
        }
    }

    /// The branches that are charged for themselves in a month (no maternity where it is inside medical).
    pub fn branches(&self, month: Month) -> BranchSet {
        let charged = |branch: &Branch| {
            let rows = self.schedule.live(&format!("{}.employer", branch.code()), month, Date::MAX);
            rows.iter().any(|row| row.value != Value::None)
        };
        Branch::ALL.into_iter().filter(charged).collect()
    }

    /// Whether a branch is inside another one in a month, so that nothing is charged for itself; where nothing is known, it is not.
    pub fn is_inside_another(&self, branch: Branch, month: Month) -> bool {
        let rows = self.schedule.live(&format!("{}.employer", branch.code()), month, Date::MAX);
        !rows.is_empty() && rows.iter().all(|row| row.value == Value::None)
    }

    /// The group a branch is filed with in a month.
    pub fn group_of(&self, branch: Branch, month: Month) -> Group {
        let row = self.schedule.value(&format!("{}.group", branch.code()), month, Date::MAX);
        let group = row.and_then(|row| match row.value {
            Value::Word(code) => Group::from_code(code),
            _ => None,
        });
        group.unwrap_or(if branch == Branch::Medical {
            Group::Medical
        } else {
            Group::PensionUnemploymentInjury
        })
    }

    /// The first month of the contribution year (缴费年度) that holds a month.
    pub fn base_year(&self, month: Month) -> Result<Month, Unknown> {
        let first = self.number("base_year.first_month", month, Date::MAX)?;
        let year = if month.month() >= first { month.year() } else { month.year() - 1 };
        Month::new(year, first).map_err(|_| Unknown::new("base_year.first_month", month))
    }

    pub(crate) fn required(&self, parameter: &str, month: Month, known_on: Date) -> Result<&DatedRow, Unknown> {
        let row = self
            .schedule
            .value(parameter, month, known_on)
            .ok_or_else(|| Unknown::new(parameter, month))?;
        match row.value {
            Value::Unknown => Err(Unknown {
                doubt: row.ground.note.clone(),
                ..Unknown::new(parameter, month)
            }),
            _ => Ok(row),
        }
    }

    pub(crate) fn number(&self, parameter: &str, month: Month, known_on: Date) -> Result<u32, Unknown> {
        match self.required(parameter, month, known_on)?.value {
            Value::Number(number) => Ok(number),
            _ => Err(Unknown::new(parameter, month)),
        }
    }

    pub(crate) fn rate(&self, parameter: &str, month: Month, known_on: Date) -> Result<Rate, Unknown> {
        match self.required(parameter, month, known_on)?.value {
            Value::Rate(rate) => Ok(rate),
            _ => Err(Unknown::new(parameter, month)),
        }
    }

    pub(crate) fn word(&self, parameter: &str, month: Month, known_on: Date) -> Result<&'static str, Unknown> {
        match self.required(parameter, month, known_on)?.value {
            Value::Word(word) => Ok(word),
            _ => Err(Unknown::new(parameter, month)),
        }
    }

    pub(crate) fn day(&self, parameter: &str, month: Month, known_on: Date) -> Result<Date, Unknown> {
        match self.required(parameter, month, known_on)?.value {
            Value::Day(day) => Ok(day),
            _ => Err(Unknown::new(parameter, month)),
        }
    }

    fn day_of_year(&self, parameter: &str, month: Month, known_on: Date) -> Result<Date, Unknown> {
        match self.required(parameter, month, known_on)?.value {
            Value::MonthDay(in_month, day) => {
                let in_month = Month::new(month.year(), u32::from(in_month)).map_err(|_| Unknown::new(parameter, month))?;
                Ok(in_month.day(day))
            }
            _ => Err(Unknown::new(parameter, month)),
        }
    }
}

fn calendar_of(years: &Years) -> WorkingDays {
    WorkingDays::new(years.iter().map(|(year, of)| (*year, of.days.clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Packs;
    use units::date;

    fn book(region: &str) -> Book {
        Packs::embedded().book(region).expect("a pack without faults")
    }

    fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    #[test]
    fn the_days_of_a_month_follow_the_calendar() {
        let book = book("cn/example");
        for (m, first, second) in [
            ("2026-08", date(2026, 9, 2), date(2026, 9, 15)),
            ("2026-09", date(2026, 10, 9), date(2026, 10, 15)),
            ("2026-10", date(2026, 11, 3), date(2026, 11, 16)),
        ] {
            let dates = book.month_dates(month(m), date(2026, 8, 1)).expect("known days");
            assert_eq!((dates.first_debit, dates.second_debit), (first, second), "{m}");
        }
        let dates = book.month_dates(month("2026-08"), date(2026, 8, 1)).expect("known days");
        assert_eq!(
            (dates.opens, dates.default_declaration, dates.closes),
            (date(2026, 8, 5), date(2026, 8, 15), date(2026, 8, 25))
        );
        assert_eq!((dates.last_on_time, dates.late_fee_from), (date(2026, 9, 30), date(2026, 10, 1)));
        assert_eq!(
            book.month_dates(month("2026-12"), date(2026, 12, 1)),
            Err(Unknown::new("calendar", month("2027-01")))
        );
    }

    #[test]
    fn the_procedure_is_the_regions_own() {
        let on = date(2026, 9, 7);
        let example = book("cn/example").procedure(month("2026-09"), on).expect("a procedure");
        assert!(example.agency_collects && !example.leaving_month_due);
        assert_eq!((example.undeclared_surcharge, example.enrolment_days), (Rate(1_100_000), 30));
        assert_eq!(
            (example.base_year_from, example.base_declaration),
            (month("2026-07"), (date(2026, 6, 5), date(2026, 7, 25)))
        );
        let beijing = book("cn/beijing").procedure(month("2026-06"), on).expect("a procedure");
        assert!(!beijing.agency_collects && beijing.leaving_month_due);
        assert_eq!(beijing.base_year_from, month("2025-07"));
    }

    #[test]
    fn maternity_moves_to_medical_in_2020() {
        let book = book("cn/beijing/chaoyang");
        assert_eq!(book.group_of(Branch::Maternity, month("2019-12")), Group::PensionUnemploymentInjury);
        assert_eq!(book.group_of(Branch::Maternity, month("2020-01")), Group::Medical);
        assert_eq!(book.branches(month("2019-12")), BranchSet::ALL);
        assert_eq!(book.branches(month("2020-01")), BranchSet::ALL.without(Branch::Maternity));
    }

    #[test]
    fn a_difference_is_waived_once_its_notice_is_known() {
        let book = book("cn/example");
        assert_eq!(book.difference_waiver(month("2025-07"), date(2025, 9, 17)), None);
        assert_eq!(
            book.difference_waiver(month("2025-07"), date(2025, 9, 18)),
            Some(date(2025, 12, 31))
        );
        assert_eq!(book.difference_waiver(month("2026-07"), date(2026, 9, 18)), None);
    }
}
