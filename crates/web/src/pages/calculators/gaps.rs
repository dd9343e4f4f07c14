use domain::Category;
use domain::reckon::gaps::{Answer, Ask, Curable, Payer, Record, gaps, read_spans};
use domain::reckon::retirement::explained;
use domain::reckon::route::Part;
use domain::reckon::{Book, Goal, GoalCase, RetirementGroup};
use maud::{Markup, Render, html};
use units::{Date, Fact, Fen, Month};
use words::Lang;

use super::assess::{CATEGORIES, employer};
use super::retirement::GROUPS;
use super::{Calculator, Input, Kind, Read, doubts, head, may, must, reasons};
use crate::Typed;
use crate::found::GapsJson;
use crate::look::{Column, Line, Panel, Table, Tone, amount, bullets, paragraph, stack};
use crate::pages::gaps::spans;

/// What a person's months mean for a goal.
pub(super) struct Goals {
    on: Date,
    known_on: Date,
    goal: Goal,
    case: Option<GoalCase>,
    record: Record,
    answer: Answer,
    /// The office's ways for what can be paid back.
    ways: Vec<Part>,
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

impl Calculator for Goals {
    const CODE: &'static str = "gaps";
    const PAGE: &'static str = "/calculators/gaps";
    const API: &'static str = "/api/calculators/gaps";
    const SAYS: &'static str = "What a person's months mean for a goal: what counts, what breaks it, what can be made up at what cost.";
    const INPUTS: &'static [Input] = &[
        must("goal", GOALS),
        may("case", CASES),
        must("on", Kind::Text(10)),
        must("record", Kind::Lines(6)),
        may("born", Kind::Text(8)),
        may("group", GROUPS),
        may("wage", Kind::Money),
        may("category", CATEGORIES),
        may("injury_class", Kind::Text(2)),
    ];
    type Wire = GapsJson;

    fn first(read: &Read<'_>) -> Typed {
        let last = Month::of(read.today).previous();
        let record = format!("pension {}..{last} on_time", last.plus(-83));
        Typed::default()
            .with("goal", "points_settlement")
            .with("on", read.today.to_string())
            .with("record", record)
    }

    fn reckon(book: &Book, read: &mut Read<'_>) -> Option<Goals> {
        let goal = read.coded("goal", Goal::from_code);
        let case = read.if_any("case", |read| read.coded("case", GoalCase::from_code));
        let on = read.day("on");
        let text = read.typed.text("record", 20_000);
        let text = read.take("record", text);
        let record = text.and_then(|text| read.take("record", read_spans(&text)));
        let (retires, payer) = (retires(book, read), payer(read));
        let (goal, case, on, record) = (goal?, case?, on?, record?);
        let ask = Ask {
            goal,
            case,
            on,
            known_on: read.today,
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
            known_on: read.today,
            goal,
            case,
            answer,
            record,
        })
    }

    fn wire(&self, book: &Book, lang: Lang) -> GapsJson {
        let ask = Ask {
            goal: self.goal,
            case: self.case,
            on: self.on,
            known_on: self.known_on,
            record: &self.record,
            retires: None,
            payer: None,
        };
        GapsJson::of(book.region(), &ask, &self.answer, true, lang).going(&self.ways, lang)
    }

    fn show(&self, lang: Lang) -> Markup {
        let answer = &self.answer;
        let tone = if answer.met { Tone::Good } else { Tone::Bad };
        let says = reckoned::sentence(&answer.why, lang);
        let mut parts = vec![head(tone, says, body(answer, lang))];
        let (helping, idle): (Vec<&Curable>, Vec<&Curable>) = answer.curable.iter().partition(|curable| curable.helps);
        if !helping.is_empty() {
            parts.push(cures(answer, &helping, lang));
        }
        if !idle.is_empty() {
            let months: Vec<String> = idle.iter().map(|curable| curable.month.to_string()).collect();
            let facts = [("months", Fact::Text(words::join(lang, &months)))];
            let panel = Panel::new("no-help", words::say(lang, "calculators.gaps.no_help", &[]));
            parts.push(panel.body(paragraph(lang, "gaps.no_help", &facts)).render());
        }
        if !self.ways.is_empty() {
            parts.push(ways(&self.ways, lang));
        }
        parts.push(reasons(&answer.why, &answer.fingerprint, lang));
        stack(&parts)
    }
}

/// Which way the office takes the months that can be paid back, and why.
fn ways(ways: &[Part], lang: Lang) -> Markup {
    let way = |part: &Part| {
        let facts = [
            ("months", Fact::Text(spans(lang, part.months.iter().copied()))),
            ("route", Fact::Word(format!("back_payment.route.{}", part.route.code))),
            ("why", Fact::Text(words::say(lang, part.why.key(), &part.why.facts()))),
        ];
        html! { (words::say(lang, "route.part", &facts)) }
    };
    let said: Vec<Markup> = ways.iter().map(way).collect();
    let panel = Panel::new("ways", words::say(lang, "calculators.gaps.ways", &[]));
    panel.body(bullets(&said)).render()
}

fn retires(book: &Book, read: &mut Read<'_>) -> Option<Option<Month>> {
    read.if_any("born", |read| {
        let (born, group) = (read.month("born"), read.coded("group", RetirementGroup::from_code));
        let (born, group) = (born?, group?);
        read.take("group", explained(book, born, group)).map(|(answer, _)| answer.month)
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

/// What else there is to say: the case, what is asked for besides, when it is reached, what is not sure.
fn body(answer: &Answer, lang: Lang) -> Markup {
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
    lines.extend(left_out.map(|left_out| reckoned::left_out_said(left_out, "calculators.injury_class_missing", lang)));
    let lines: Vec<Markup> = lines.into_iter().map(|line| html! { (line) }).collect();
    html! { (bullets(&lines)) (doubts(&answer.all_doubts(), lang)) }
}

fn cures(answer: &Answer, helping: &[&Curable], lang: Lang) -> Markup {
    let word = |key: &str| words::say(lang, key, &[]);
    let costed = helping.iter().any(|curable| matches!(curable.cost, Some(Ok(_))));
    let mut columns = vec![Column::title(word("table.month")), Column::text(word("table.cure"))];
    if costed {
        let figures = ["table.employer", "table.employee", "table.late_fee", "table.total"];
        columns.extend(figures.map(|key| Column::figure(word(key))));
    }
    let mut sums = [Fen::ZERO; 4];
    let lines = helping.iter().map(|curable| {
        let mut cells = vec![
            html! { (curable.month.to_string()) },
            html! { (word(&format!("goal.cure.{}", curable.cure.code()))) },
        ];
        match &curable.cost {
            Some(Ok(cost)) => {
                let figures = [cost.employer, cost.employee, cost.late_fee, cost.total()];
                sums.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure);
                cells.extend(figures.map(amount));
            }
            Some(Err(_)) | None if costed => cells.extend((0..4).map(|_| html! { "–" })),
            Some(Err(_)) | None => {}
        }
        Line::new(cells)
    });
    let lines: Vec<Line> = lines.collect();
    let mut table = Table::new(word("calculators.gaps.cures"), columns).lines(lines);
    if costed {
        let foot = [html! { (word("table.total")) }, html! {}];
        table = table.foot(foot.into_iter().chain(sums.map(amount)).collect());
    }
    let unknown = helping.iter().filter_map(|curable| match &curable.cost {
        Some(Err(refused)) => Some(html! { (curable.month.to_string()) " " (words::tell(lang, refused).trim_end()) }),
        Some(Ok(_)) | None => None,
    });
    let unknown: Vec<Markup> = unknown.collect();
    let key = if answer.met_after_cure { "gaps.cures" } else { "gaps.cures_short" };
    let count = [("count", Fact::Count(helping.len() as i64))];
    let title = words::say(lang, key, &count);
    let title = title.trim_end_matches(['：', ':']).to_owned();
    let body =
        html! { (table.render()) @if !unknown.is_empty() { (bullets(&unknown)) } (paragraph(lang, "calculators.gaps.ask_first", &[])) };
    Panel::new("cures", title).body(body).render()
}
