use domain::reckon::gaps::{Answer, Ask, Curable, Limit, Missing};
use domain::reckon::route::Part;
use reckoned::{DoubtJson, WhyJson, confidence, doubts};
use serde::Serialize;
use units::{Month, Statement};
use utoipa::ToSchema;
use words::Lang;

use super::FoundJson;

/// What a person's months mean for a goal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GapsJson {
    region: String,
    goal: &'static str,
    /// The case of the goal, where its rule differs by case.
    case: Option<&'static str>,
    on: String,
    known_on: String,
    /// `cumulative` or `consecutive`.
    count: &'static str,
    /// Months asked for.
    required: u32,
    /// The month up to which is counted.
    up_to: String,
    /// Months that count.
    counted: u32,
    met: bool,
    /// Months that do not count.
    missing: Vec<String>,
    /// The month that ends the series, and how it stands.
    broken_by: Option<MonthJson>,
    /// Paid months of the series that the break cuts off.
    separated: Vec<String>,
    /// Months whose money is not there yet.
    waiting: Vec<String>,
    /// Months that count, by standing.
    by_standing: Vec<StandingJson>,
    /// Missing months that can be made up so that they count.
    curable: Vec<CurableJson>,
    /// Missing months that can be made up without helping this goal.
    no_help: Vec<CurableJson>,
    /// The ways of the office, where the region's pack has them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ways: Vec<WayJson>,
    /// Whether the goal is met once all of `curable` is made up.
    met_after_cure: bool,
    /// The month with which it is reached by paying on in time, with nothing made up.
    reached_in: Option<String>,
    /// The cap on months of some standings, under each reading; the first is the pack's.
    limits: Vec<LimitJson>,
    /// What else is asked for; `met` is nothing where the record does not show it.
    conditions: Vec<ConditionJson>,
    /// The goal's other cases.
    other_cases: Vec<OtherJson>,
    /// The year of retirement that was assumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    assumed_retirement_year: Option<u32>,
    source: String,
    law: Option<String>,
    valid_from: String,
    valid_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<DoubtJson>,
    /// The doubts in the reader's language, one a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<String>,
    /// What was found in the record's file.
    pub findings: Vec<FoundJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<WhyJson>,
    /// Fingerprint of the pack.
    fingerprint: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct MonthJson {
    month: String,
    /// Nothing: the record does not speak of it.
    standing: Option<&'static str>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct StandingJson {
    standing: &'static str,
    count: usize,
    months: Vec<String>,
}

/// A month that can be made up.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct CurableJson {
    month: String,
    /// `back_payment`: nobody filed it; `settle_arrears`: billed and owed.
    cure: &'static str,
    /// The office's way as `shebao route` names it, where the region's pack has the ways of an office; else as `cure`.
    route: String,
    /// All of it on the day, where a wage was given and every parameter is known.
    cost: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    employer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    employee: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    late_fee: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
    /// What one day more adds.
    #[serde(skip_serializing_if = "Option::is_none")]
    per_day: Option<String>,
    /// What the cost leaves out: the input that is missing, or the parameter that is unknown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<String>,
    /// The least sure of what the cost rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    /// Why there is no cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<String>,
}

/// One of the office's ways.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = GapsWayJson)]
struct WayJson {
    route: String,
    name: String,
    months: Vec<String>,
    online: bool,
    /// Working days of its review.
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
    /// The least sure of what decided the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<DoubtJson>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct LimitJson {
    /// `branch_inside`, `any_inside` or `any_ever`.
    reading: &'static str,
    most: u32,
    now: Vec<String>,
    after: Vec<String>,
    within: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct ConditionJson {
    condition: &'static str,
    met: Option<bool>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct OtherJson {
    case: &'static str,
    required: u32,
    counted: u32,
    met: bool,
}

impl GapsJson {
    /// The answer on the wire.
    pub fn of(region: &str, ask: &Ask<'_>, answer: &Answer, why: bool, lang: Lang) -> GapsJson {
        let rule = &answer.rule;
        let helps = |helps: bool| {
            let of = answer.curable.iter().filter(move |c| c.helps == helps);
            of.map(|c| curable(c, lang)).collect()
        };
        let standings = answer.by_standing.iter().map(|(standing, of)| StandingJson {
            standing: standing.code(),
            count: of.len(),
            months: months(of),
        });
        let others = answer.others.iter().map(|other| OtherJson {
            case: other.case.code(),
            required: other.required,
            counted: other.counted,
            met: other.met,
        });
        let conditions = answer.conditions.iter().map(|(condition, met)| ConditionJson {
            condition: condition.code(),
            met: *met,
        });
        let all_doubts = answer.all_doubts();
        GapsJson {
            region: region.to_owned(),
            goal: rule.goal.code(),
            case: rule.case.map(|case| case.code()),
            on: ask.on.to_string(),
            known_on: ask.known_on.to_string(),
            count: rule.count.code(),
            required: answer.required,
            up_to: answer.up_to.to_string(),
            counted: answer.counted,
            met: answer.met,
            missing: answer.missing.iter().map(|missing| missing.month.to_string()).collect(),
            broken_by: answer.broken_by.map(month),
            separated: months(&answer.separated),
            waiting: months(&answer.waiting),
            by_standing: standings.collect(),
            curable: helps(true),
            no_help: helps(false),
            ways: vec![],
            met_after_cure: answer.met_after_cure,
            reached_in: answer.reached_in.map(|month| month.to_string()),
            limits: answer.limits.iter().map(limit).collect(),
            conditions: conditions.collect(),
            other_cases: others.collect(),
            assumed_retirement_year: answer.assumed_year,
            source: rule.ground.source.clone(),
            law: rule.ground.law.clone(),
            valid_from: rule.from.to_string(),
            valid_until: rule.until.map(|until| until.to_string()),
            confidence: confidence(&all_doubts),
            doubts: doubts(&all_doubts, lang),
            doubt: reckoned::doubt(&all_doubts, lang),
            findings: vec![],
            why: why.then(|| WhyJson::of(&answer.why, lang)),
            fingerprint: answer.fingerprint.clone(),
        }
    }
}

impl GapsJson {
    /// With the office's ways named, each month with its own.
    #[must_use]
    pub fn going(mut self, ways: &[Part], lang: Lang) -> GapsJson {
        self.ways = ways.iter().map(|part| way(part, lang)).collect();
        for curable in self.curable.iter_mut().chain(&mut self.no_help) {
            let of_month = self.ways.iter().find(|way| way.months.contains(&curable.month));
            if let Some(way) = of_month {
                curable.route.clone_from(&way.route);
            }
        }
        self
    }
}

fn way(part: &Part, lang: Lang) -> WayJson {
    WayJson {
        route: part.route.code.clone(),
        name: words::say(lang, &format!("back_payment.route.{}", part.route.code), &[]),
        months: months(&part.months),
        online: part.online,
        days: part.days,
        confidence: confidence(&part.doubts),
        doubts: doubts(&part.doubts, lang),
    }
}

fn months(months: &[Month]) -> Vec<String> {
    months.iter().map(Month::to_string).collect()
}

fn month(missing: Missing) -> MonthJson {
    MonthJson {
        month: missing.month.to_string(),
        standing: missing.standing.map(|standing| standing.code()),
    }
}

fn limit(limit: &Limit) -> LimitJson {
    LimitJson {
        reading: limit.reading.code(),
        most: limit.most,
        now: months(&limit.now),
        after: months(&limit.after),
        within: limit.after.len() <= limit.most as usize,
    }
}

fn curable(curable: &Curable, lang: Lang) -> CurableJson {
    let cost = curable.cost.as_ref().and_then(|cost| cost.as_ref().ok());
    let refused = curable.cost.as_ref().and_then(|cost| cost.as_ref().err());
    CurableJson {
        month: curable.month.to_string(),
        cure: curable.cure.code(),
        route: curable.cure.code().to_owned(),
        cost: cost.map(|cost| cost.total().to_string()),
        employer: cost.map(|cost| cost.employer.to_string()),
        employee: cost.map(|cost| cost.employee.to_string()),
        late_fee: cost.map(|cost| cost.late_fee.to_string()),
        days: cost.map(|cost| cost.days),
        per_day: cost.map(|cost| cost.per_day.to_string()),
        left_out: cost.map(|cost| reckoned::missing(&cost.left_out)).unwrap_or_default(),
        confidence: cost.and_then(|cost| confidence(&cost.doubts)),
        unknown: refused.map(|refused| words::tell(lang, refused as &dyn Statement).trim_end().to_owned()),
    }
}
