use units::{Date, Fen, Month, Rate, UnknownYear, WorkingDays};

use crate::Branch;

/// What kind of value a parameter has. The key decides; a pack cannot invent one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `"16%"`, `"0.5‰"`, of a whole number of parts per million.
    Rate,
    /// `"7270"`, `"584.92"` yuan.
    Money,
    /// `"30"`
    Number,
    /// `"2025-12-31"`
    Day,
    /// `"day 25"`, `"day 15, next working day"`, `"working day 2"`
    DayRule,
    /// `"day 10, next working day .. day 25"`, both included
    DaySpan,
    /// `"06-05"`
    MonthDay,
    /// `"2025-10"`
    Month,
    /// `"0.5% 0.8% 1.2%"`
    Rates,
    /// `"3 6 9 12"`
    Numbers,
    /// `"1536 1563"` yuan
    Amounts,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// The value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Nothing is in force, and that is known.
    None,
    /// Something is in force, but nobody here knows what: refused by name.
    Unknown,
    Rate(Rate),
    Money(Fen),
    Number(u32),
    Day(Date),
    DayRule(DayRule),
    DaySpan(DayRule, DayRule),
    MonthDay(u8, u8),
    Month(Month),
    Rates(Vec<Rate>),
    Numbers(Vec<u32>),
    Amounts(Vec<Fen>),
    Word(&'static str),
}

/// A day of a month as a notice describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayRule {
    /// This day, or the last of a shorter month.
    Day(u8),
    /// This day, moved to the next working day where it is none.
    DayMoved(u8),
    /// The n-th working day.
    WorkingDay(u32),
}

const YES_NO: Kind = Kind::Word(&["yes", "no"]);

/// The kind of a parameter's values, and whether its rows may depend on the payer; `None`: no such parameter.
pub(crate) fn kind_of(parameter: &str) -> Option<(Kind, bool)> {
    let (subject, what) = parameter.split_once('.')?;
    let of_branch = Branch::from_code(subject).and(match what {
        "employer" | "employee" | "relief" | "account" => Some((Kind::Rate, true)),
        "floor" | "ceiling" | "employee_sum" | "sum_base" | "employee_fixed" => Some((Kind::Money, true)),
        "large_amount" => Some((Kind::Rate, false)),
        "group" => Some((Kind::Word(&["pension_unemployment_injury", "medical"]), false)),
        _ => None,
    });
    of_branch.or_else(|| by_payer(parameter).map(|kind| (kind, true))).or_else(|| {
        let kind = for_all(parameter).or_else(|| of_benefits(parameter));
        kind.or_else(|| crate::looked_up::kind_of(parameter)).map(|kind| (kind, false))
    })
}

/// Parameters that stand in the packs for people to look up; no calculator reads them.
const INFORMATIONAL: [&str; 36] = [
    "back_payment.individual_from",
    "back_payment.individual_rate",
    "base_declaration.basis",
    "base_declaration.new_hire",
    "base_declaration.new_hire_medical",
    "collection.pays",
    "collection.back_payment_counter",
    "collection.back_payment_online",
    "collection.funds_by",
    "collection.flexible_first_debit",
    "collection.flexible_first_query",
    "collection.flexible_second_debit",
    "collection.flexible_second_query",
    "employment_injury.project",
    "employment_injury.steps_1",
    "employment_injury.steps_2",
    "employment_injury.steps_3",
    "flexible.pays",
    "flexible.payable_until",
    "pension.calculation_base",
    "subsidised.pension",
    "subsidised.unemployment",
    "subsidised.medical",
    "subsidised.medical_sum",
    "late_fee.rank",
    "maternity_allowance.days",
    "maternity_allowance.city_days",
    "maternity_allowance.difficult_birth_days",
    "maternity_allowance.further_child_days",
    "maternity_allowance.days_of_month",
    "unemployment_benefit.amounts",
    "unemployment_benefit.caps",
    "unemployment_benefit.months_below_five",
    "unemployment_benefit.months_at_five",
    "unemployment_benefit.months_at_five_otherwise",
    "unemployment_benefit.most_months",
];

/// Whether a parameter is there to be looked up only.
pub fn is_informational(parameter: &str) -> bool {
    INFORMATIONAL.contains(&parameter) || crate::looked_up::kind_of(parameter).is_some()
}

/// Parameters whose rows may name the payers they are for.
fn by_payer(parameter: &str) -> Option<Kind> {
    match parameter {
        "account.rate" | "account.in_year_rate" => Some(Kind::Rate),
        "collection.pays" | "collection.back_payment_counter" | "collection.back_payment_online" => Some(Kind::DaySpan),
        _ => None,
    }
}

/// Benefits, the same for everybody.
fn of_benefits(parameter: &str) -> Option<Kind> {
    let kind = match parameter {
        "unemployment_benefit.amounts" => Kind::Amounts,
        "unemployment_benefit.caps" | "unemployment_benefit.months_below_five" => Kind::Numbers,
        "unemployment_benefit.months_at_five"
        | "unemployment_benefit.months_at_five_otherwise"
        | "unemployment_benefit.most_months"
        | "maternity_allowance.days"
        | "maternity_allowance.city_days"
        | "maternity_allowance.difficult_birth_days"
        | "maternity_allowance.further_child_days"
        | "maternity_allowance.days_of_month" => Kind::Number,
        _ => return None,
    };
    Some(kind)
}

/// Parameters that are the same for every payer.
fn for_all(parameter: &str) -> Option<Kind> {
    let kind = match parameter {
        "account.method" => Kind::Word(&["monthly_product", "annual"]),
        "account.rounding" => Kind::Word(&["fen", "jiao_up"]),
        "average_wage.month" | "pension.calculation_base" | "subsidised.medical_sum" => Kind::Money,
        "rounding.share" => Kind::Word(&["half_up", "down"]),
        "rounding.base" => Kind::Word(&["yuan", "fen"]),
        "base_year.first_month" | "procedure.enrolment_days" | "late_fee.starts_after_months" => Kind::Number,
        "base_declaration.opens" | "base_declaration.closes" => Kind::MonthDay,
        "base_declaration.new_hire" | "base_declaration.new_hire_medical" => Kind::Word(&["first_month_wage", "city_average"]),
        "base_declaration.basis" => Kind::Word(&["year_average", "previous_month"]),
        "procedure.regime" => Kind::Word(&["agency_collects", "employer_pays"]),
        "procedure.surcharge_on" => Kind::Word(&["bill", "base"]),
        "procedure.window_opens"
        | "procedure.default_declaration"
        | "procedure.window_closes"
        | "procedure.first_debit"
        | "procedure.second_debit"
        | "collection.funds_by"
        | "collection.flexible_first_debit"
        | "collection.flexible_second_debit" => Kind::DayRule,
        "collection.flexible_first_query" | "collection.flexible_second_query" => Kind::DaySpan,
        "procedure.leaving_month_due" | "late_fee.charged" | "late_fee.charged_pension" => YES_NO,
        "procedure.undeclared_surcharge"
        | "procedure.sample_at_once"
        | "procedure.sample_looked_at"
        | "late_fee.rate"
        | "employment_injury.project"
        | "subsidised.pension"
        | "subsidised.unemployment"
        | "subsidised.medical" => Kind::Rate,
        "employment_injury.steps_1" | "employment_injury.steps_2" | "employment_injury.steps_3" | "flexible.tiers" => Kind::Rates,
        "back_payment.individual_rate" => Kind::Rate,
        "late_fee.rank" => Kind::Word(&["law", "administrative_regulation"]),
        "flexible.pays" => Kind::Word(&["month", "up_to_year"]),
        "flexible.payable_until" | "difference.fee_waived_until" | "difference.individuals_until" => Kind::Day,
        "difference.billed_in" => Kind::Month,
        "late_fee.cap" => Kind::Word(&["none", "principal"]),
        "back_payment.approval_until"
        | "back_payment.scheme_from"
        | "back_payment.foreign_from"
        | "back_payment.tax_authority_from"
        | "back_payment.individual_from" => Kind::Day,
        "back_payment.recent_months"
        | "back_payment.nonlocal_over_months"
        | "back_payment.document_from_months"
        | "back_payment.approval_days"
        | "back_payment.verification_days"
        | "back_payment.warned_before" => Kind::Number,
        "back_payment.nonlocal_by" => Kind::Word(&["length", "age"]),
        "back_payment.online" => YES_NO,
        _ => return None,
    };
    Some(kind)
}

impl Value {
    /// Reads a value of this kind, exactly; `Err` says what would be right.
    pub fn parse(kind: Kind, text: &str) -> Result<Value, String> {
        match (kind, text) {
            (Kind::Word(words), _) if words.contains(&text) => {}
            (_, "none") => return Ok(Value::None),
            (_, "unknown") => return Ok(Value::Unknown),
            _ => {}
        }
        let value = match kind {
            // Without a sign "16" would be sixteen times the base.
            Kind::Rate => rate(text).map(Value::Rate),
            Kind::Money => Fen::parse_yuan(text).ok().map(Value::Money),
            Kind::Number => text.parse().ok().map(Value::Number),
            Kind::Day => text.parse().ok().map(Value::Day),
            Kind::DayRule => DayRule::parse(text).map(Value::DayRule),
            Kind::DaySpan => text
                .split_once(" .. ")
                .and_then(|(from, to)| Some(Value::DaySpan(DayRule::parse(from)?, DayRule::parse(to)?))),
            Kind::Month => Month::parse(text).ok().map(Value::Month),
            Kind::Rates => rates(text).map(Value::Rates),
            Kind::Numbers => text
                .split(' ')
                .map(|number| number.parse().ok())
                .collect::<Option<_>>()
                .map(Value::Numbers),
            Kind::Amounts => {
                let amounts = text.split(' ').map(|amount| Fen::parse_yuan(amount).ok());
                amounts.collect::<Option<_>>().map(Value::Amounts)
            }
            Kind::MonthDay => month_day(text).map(|(month, day)| Value::MonthDay(month, day)),
            Kind::Word(words) => words.iter().find(|word| **word == text).map(|word| Value::Word(word)),
        };
        value.ok_or_else(|| format!("\"{text}\" is no {}", kind.described()))
    }
}

impl Kind {
    fn described(self) -> String {
        match self {
            Kind::Rate => "rate such as \"16%\" of whole parts per million".to_owned(),
            Kind::Money => "amount in yuan with at most two decimals".to_owned(),
            Kind::Number => "whole number".to_owned(),
            Kind::Day => "day such as \"2025-12-31\"".to_owned(),
            Kind::DayRule => "day such as \"day 25\", \"day 15, next working day\", \"working day 2\"".to_owned(),
            Kind::DaySpan => "span of days such as \"day 10, next working day .. day 25\"".to_owned(),
            Kind::Month => "month such as \"2025-10\"".to_owned(),
            Kind::Numbers => "list of whole numbers such as \"3 6 9 12\"".to_owned(),
            Kind::Amounts => "list of amounts in yuan such as \"1536 1563\"".to_owned(),
            Kind::Rates => "list of rates such as \"0.5% 0.8% 1.2%\"".to_owned(),
            Kind::MonthDay => "day of the year such as \"06-05\"".to_owned(),
            Kind::Word(words) => format!("word of these: {}", words.join(", ")),
        }
    }
}

fn rate(text: &str) -> Option<Rate> {
    text.ends_with(['%', '‰']).then(|| Rate::parse(text).ok()).flatten()
}

fn rates(text: &str) -> Option<Vec<Rate>> {
    text.split(' ').map(rate).collect()
}

fn month_day(text: &str) -> Option<(u8, u8)> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((month, day))
}

impl DayRule {
    fn parse(text: &str) -> Option<DayRule> {
        let day = |text: &str| text.parse().ok().filter(|day| (1..=31).contains(day));
        if let Some(n) = text.strip_prefix("working day ") {
            return n.parse().ok().filter(|n| (1..=22).contains(n)).map(DayRule::WorkingDay);
        }
        let rest = text.strip_prefix("day ")?;
        match rest.strip_suffix(", next working day") {
            Some(rest) => day(rest).map(DayRule::DayMoved),
            None => day(rest).map(DayRule::Day),
        }
    }

    /// The day in a month, on the calendar of working days.
    pub fn in_month(self, month: Month, calendar: &WorkingDays) -> Result<Date, UnknownYear> {
        match self {
            DayRule::Day(day) => Ok(month.day(day)),
            DayRule::DayMoved(day) => calendar.on_or_after(month.day(day)),
            DayRule::WorkingDay(n) => calendar.add(month.previous().last_day(), n),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Book;

    #[test]
    fn what_is_there_to_be_looked_up_stands_in_a_pack() {
        let packs = crate::Packs::embedded();
        let books: Vec<Book> = packs
            .regions()
            .into_iter()
            .map(|region| packs.book(region).expect("a pack"))
            .collect();
        for parameter in INFORMATIONAL {
            assert!(kind_of(parameter).is_some(), "{parameter}");
            let stands = books.iter().any(|book| book.parameters().any(|of_book| of_book == parameter));
            assert!(stands, "{parameter}");
        }
        assert!(!is_informational("pension.employer"));
    }

    #[test]
    fn a_value_is_read_exactly_or_refused() {
        for (parameter, text, expected) in [
            ("pension.employer", "16%", Some(Value::Rate(Rate(160_000)))),
            ("pension.employer", "none", Some(Value::None)),
            ("pension.employer", "unknown", Some(Value::Unknown)),
            ("pension.employer", "0.00001%", None),
            ("pension.employer", "16", None),
            ("medical.floor", "7270", Some(Value::Money(Fen(727_000)))),
            ("procedure.window_closes", "day 25", Some(Value::DayRule(DayRule::Day(25)))),
            (
                "procedure.second_debit",
                "day 15, next working day",
                Some(Value::DayRule(DayRule::DayMoved(15))),
            ),
            (
                "procedure.first_debit",
                "working day 2",
                Some(Value::DayRule(DayRule::WorkingDay(2))),
            ),
            ("procedure.first_debit", "day 32", None),
            ("base_declaration.opens", "06-05", Some(Value::MonthDay(6, 5))),
            ("late_fee.cap", "none", Some(Value::Word("none"))),
            ("late_fee.cap", "twice", None),
        ] {
            let (kind, _) = kind_of(parameter).expect("a parameter");
            assert_eq!(Value::parse(kind, text).ok(), expected, "{parameter} {text}");
        }
        for parameter in ["pension", "pension.rate", "procedure.windows", "pensions.employer"] {
            assert_eq!(kind_of(parameter), None, "{parameter}");
        }
    }
}
