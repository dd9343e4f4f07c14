use domain::reckon::gaps::{Answer, Ask, Curable, Payer, Record, gaps, read_spans};
use domain::reckon::retirement::explained;
use domain::reckon::route::Part;
use domain::standing::{Counts, Standing};
use policy::{Book, Branch, Category, Goal, GoalCase, RetirementGroup};
use units::{Date, Fact, Fen, Month, Statement};
use words::{Lang, spans};

use super::assess::{CATEGORIES, employer};
use super::retirement::GROUPS;
use super::{Input, Kind, Page, Read, Rules};
use crate::{ColumnKind, ColumnShown, PanelShown, Shown, ShownTone, TableShown, Typed, WhyShown, doubted, left_out_said};

pub(super) const PAGE: Page = Page {
    code: "gaps",
    inputs: &[
        Input::must("goal", GOALS),
        Input::may("case", CASES),
        Input::must("on", Kind::Text(10)),
        Input::must("record", Kind::Lines(6)),
        Input::may("born", Kind::Text(8)),
        Input::may("group", GROUPS),
        Input::may("wage", Kind::Money),
        Input::may("category", CATEGORIES),
        Input::may("injury_class", Kind::Text(2)),
    ],
    first,
    answer,
};

/// What a person's months mean for a goal.
pub struct Goals {
    on: Date,
    known_on: Date,
    goal: Goal,
    case: Option<GoalCase>,
    record: Record,
    /// What they mean.
    pub answer: Answer,
    /// The office's ways for what can be paid back.
    pub ways: Vec<Part>,
}

const GOALS: Kind = Kind::Code(
    &[
        "retirement",
        "points_settlement",
        "home_purchase",
        "car_quota",
        "maternity_allowance",
        "unemployment_benefit",
        "retiree_medical",
    ],
    "goal.",
);
const CASES: Kind = Kind::Code(
    &[
        "inside_fifth_ring",
        "outside_fifth_ring",
        "talent_outside_fifth_ring",
        "men",
        "women",
    ],
    "goal.case.",
);

fn first(today: Date) -> Typed {
    let last = Month::of(today).previous();
    let record = format!("pension {}..{last} on_time", last.plus(-83));
    Typed::default()
        .with("goal", "points_settlement")
        .with("on", today.to_string())
        .with("record", record)
}

fn answer(rules: &Rules<'_>, read: &mut Read<'_>, lang: Lang) -> Option<Shown> {
    Goals::reckon(rules.book, read).map(|goals| goals.shown(rules.book, lang))
}

/// A month that has not begun, and it is said to be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct MonthAhead(Month);

impl Statement for MonthAhead {
    fn code(&self) -> &'static str {
        "gaps.month_ahead"
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![("month", Fact::Month(self.0))]
    }
}

/// The record, where none of its paid months lies ahead.
fn begun(record: Record, this_month: Month) -> Result<Record, MonthAhead> {
    let ahead = |(_, month, standing): &(Branch, Month, Standing)| *month > this_month && standing.cumulative() == Counts::Yes;
    let ahead = record.iter().find(ahead).map(|(_, month, _)| month);
    ahead.map_or(Ok(record), |month| Err(MonthAhead(month)))
}

impl Goals {
    /// The answer; nothing where something must be mended, which is then in `read`.
    pub fn reckon(book: &Book, read: &mut Read<'_>) -> Option<Goals> {
        let goal = read.coded("goal", Goal::from_code);
        let case = read.if_any("case", |read| read.coded("case", GoalCase::from_code));
        let on = read.day("on");
        let text = read.typed.text("record", 20_000);
        let text = read.take("record", text);
        let record = text.and_then(|text| read.take("record", read_spans(&text)));
        let record = record.and_then(|record| read.take("record", begun(record, Month::of(read.today))));
        let (retires, payer) = (retires(book, read), payer(read));
        let (goal, case, on, record) = (goal?, case?, on?, record?);
        let ask = Ask {
            goal,
            case,
            on,
            known_on: read.known_on,
            record: &record,
            retires: retires?,
            payer: payer?,
        };
        let answer = read.take("", gaps(book, &ask))?;
        let category = ask.payer.map_or(Category::LocalUrban, |payer| payer.category);
        let ways = answer.ways(book, &ask, category);
        Some(Goals {
            ways,
            on,
            known_on: read.known_on,
            goal,
            case,
            answer,
            record,
        })
    }

    /// The question as it was read, for the wire.
    pub fn ask(&self) -> Ask<'_> {
        Ask {
            goal: self.goal,
            case: self.case,
            on: self.on,
            known_on: self.known_on,
            record: &self.record,
            retires: None,
            payer: None,
        }
    }

    fn shown(&self, book: &Book, lang: Lang) -> Shown {
        let answer = &self.answer;
        let (helping, idle): (Vec<&Curable>, Vec<&Curable>) = answer.curable.iter().partition(|curable| curable.helps);
        let mut panels = Vec::new();
        if !helping.is_empty() {
            panels.push(cures(answer, &helping, lang));
        }
        if !idle.is_empty() {
            let months: Vec<String> = idle.iter().map(|curable| curable.month.to_string()).collect();
            let facts = [("months", Fact::Text(words::join(lang, &months)))];
            panels.push(PanelShown {
                id: "no-help".to_owned(),
                title: words::say(lang, "calculators.gaps.no_help", &[]),
                said: vec![words::say(lang, "gaps.no_help", &facts)],
                ..PanelShown::default()
            });
        }
        if !self.ways.is_empty() {
            panels.push(PanelShown {
                id: "ways".to_owned(),
                title: words::say(lang, "calculators.gaps.ways", &[]),
                points: self.ways.iter().map(|part| way(part, lang)).collect(),
                ..PanelShown::default()
            });
        }
        Shown {
            tone: if answer.met { ShownTone::Good } else { ShownTone::Bad },
            title: crate::sentence(&answer.why, lang),
            notes: conditions(answer, lang)
                .into_iter()
                .chain(doubted(&answer.all_doubts(), lang))
                .collect(),
            panels,
            why: Some(WhyShown::of(book, &answer.why, lang)),
            ..Shown::default()
        }
    }
}

/// Which way the office takes the months that can be paid back, and why.
fn way(part: &Part, lang: Lang) -> String {
    let facts = [
        ("months", Fact::Text(spans(lang, part.months.iter().copied()))),
        ("route", Fact::Word(format!("back_payment.route.{}", part.route.code))),
        ("why", Fact::Text(words::say(lang, part.why.key(), &part.why.facts()))),
    ];
    words::say(lang, "route.part", &facts)
}

fn retires(book: &Book, read: &mut Read<'_>) -> Option<Option<Month>> {
    read.if_any("born", |read| {
        let (born, group) = (read.month("born"), read.coded("group", RetirementGroup::from_code));
        let (born, group) = (born?, group?);
        read.take("group", explained(book, born, group, read.known_on))
            .map(|(answer, _)| answer.month)
    })
}

fn payer(read: &mut Read<'_>) -> Option<Option<Payer>> {
    read.if_any("wage", |read| {
        let wage = read.money("wage");
        let category = read.if_any("category", |read| read.coded("category", Category::from_code));
        let employer = employer(read);
        Some(Payer {
            wage: wage?,
            category: category?.unwrap_or(Category::LocalUrban),
            employer: employer?,
        })
    })
}

/// What else there is to say: the case, what is asked for besides, when it is reached.
fn conditions(answer: &Answer, lang: Lang) -> Vec<String> {
    let count = |number: u32| Fact::Count(i64::from(number));
    let met = |met: bool| Fact::Word(if met { "goal.met" } else { "goal.not_met" }.to_owned());
    let mut lines = Vec::new();
    if let Some(case) = answer.rule.case {
        lines.push(words::say(
            lang,
            "gaps.case",
            &[("case", Fact::Word(format!("goal.case.{}", case.code())))],
        ));
    }
    for other in &answer.others {
        let facts = [
            ("case", Fact::Word(format!("goal.case.{}", other.case.code()))),
            ("required", count(other.required)),
            ("counted", count(other.counted)),
            ("met", met(other.met)),
        ];
        lines.push(words::say(lang, "gaps.other_case", &facts));
    }
    for (condition, known) in &answer.conditions {
        let known = known.map_or_else(|| Fact::Word("gaps.not_shown".to_owned()), met);
        let facts = [
            ("condition", Fact::Word(format!("goal.condition.{}", condition.code()))),
            ("met", known),
        ];
        lines.push(words::say(lang, "gaps.condition", &facts));
    }
    if let Some(year) = answer.assumed_year {
        lines.push(words::say(
            lang,
            "calculators.gaps.assumed_year",
            &[("year", Fact::Text(year.to_string()))],
        ));
    }
    if let Some(month) = answer.reached_in {
        lines.push(words::say(lang, "gaps.reached_in", &[("month", Fact::Month(month))]));
    }
    let left_out = answer.left_out().into_iter();
    lines.extend(left_out.map(|left_out| left_out_said(left_out, "calculators.injury_class_missing", lang)));
    lines
}

fn cures(answer: &Answer, helping: &[&Curable], lang: Lang) -> PanelShown {
    let word = |key: &str| words::say(lang, key, &[]);
    let costed = helping.iter().any(|curable| matches!(curable.cost, Some(Ok(_))));
    let mut columns = vec![(ColumnKind::Title, "table.month"), (ColumnKind::Text, "table.cure")];
    if costed {
        let figures = ["table.employer", "table.employee", "table.late_fee", "table.total"];
        columns.extend(figures.map(|key| (ColumnKind::Figure, key)));
    }
    let mut sums = [Fen::ZERO; 4];
    let lines = helping.iter().map(|curable| {
        let mut cells = vec![curable.month.to_string(), word(&format!("goal.cure.{}", curable.cure.code()))];
        match &curable.cost {
            Some(Ok(cost)) => {
                let figures = [cost.employer, cost.employee, cost.late_fee, cost.total()];
                sums.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure);
                cells.extend(figures.map(Fen::grouped));
            }
            Some(Err(_)) | None if costed => cells.extend((0..4).map(|_| "–".to_owned())),
            Some(Err(_)) | None => {}
        }
        cells
    });
    let lines = lines.collect();
    let foot = match costed {
        true => [word("table.total"), String::new()]
            .into_iter()
            .chain(sums.map(Fen::grouped))
            .collect(),
        false => Vec::new(),
    };
    let unknown = helping.iter().filter_map(|curable| match &curable.cost {
        Some(Err(refused)) => Some(format!("{} {}", curable.month, words::tell(lang, refused).trim_end())),
        Some(Ok(_)) | None => None,
    });
    let key = if answer.met_after_cure { "gaps.cures" } else { "gaps.cures_short" };
    let title = words::say(lang, key, &[("count", Fact::Count(helping.len() as i64))]);
    let title = title.trim_end_matches(['：', ':']).to_owned();
    PanelShown {
        id: "cures".to_owned(),
        table: Some(TableShown {
            caption: title.clone(),
            columns: ColumnShown::of(lang, &columns),
            lines,
            foot,
        }),
        title,
        points: unknown.collect(),
        said: vec![word("calculators.gaps.ask_first")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ahead_is_not_paid() {
        let record = |text: &str| read_spans(text).expect("a record");
        let this = Month::parse("2026-05").expect("a month");
        assert_eq!(
            begun(record("pension 2026-04..2026-06 on_time"), this),
            Err(MonthAhead(this.next()))
        );
        assert!(begun(record("pension 2026-04..2026-05 on_time; 2026-06 owed"), this).is_ok());
    }
}
