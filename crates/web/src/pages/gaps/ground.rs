//! How a rule reads and where it comes from: the sentence, the tree, the conditions, the doubts.

use domain::reckon::why::Why as Reason;
use maud::{Markup, Render, html};
use procedures::gaps::{Gaps, GoalCount};
use reckoned::row_rests_on;
use units::{Date, Fact};

use crate::Asked;
use crate::look::{Panel, Tone, Why, WhyStep, bullets, link, short_fingerprint, status};

/// The rule in one sentence: `截至2025年12月养老连续84个月`.
pub(super) fn rule(asked: &Asked, of: &Gaps) -> String {
    let rule = &of.answer.rule;
    let key = match rule.count {
        GoalCount::Consecutive => "gaps.rule.consecutive",
        GoalCount::Cumulative => "gaps.rule.cumulative",
    };
    let facts = [
        ("up_to", Fact::Month(of.answer.up_to)),
        ("required", Fact::Count(of.answer.required.into())),
        ("branch", Fact::Word(format!("branch.{}", rule.branch_in(of.answer.up_to).code()))),
    ];
    let sentence = asked.say(key, &facts);
    match rule.case {
        Some(case) => {
            let facts = [
                ("rule", Fact::Text(sentence)),
                ("case", Fact::Word(format!("goal.case.{}", case.code()))),
            ];
            asked.say("gaps.rule.case", &facts)
        }
        None => sentence,
    }
}

/// How this answer came about, to the source.
pub(super) fn panel(asked: &Asked, of: &Gaps) -> Markup {
    let why = &of.answer.why;
    let steps = why.because.iter().map(|reason| step(asked, reason)).collect();
    let sum = asked.say(&format!("why.{}", why.rule), &why.facts);
    let fingerprint = asked.say(
        "why.fingerprint",
        &[("pack", Fact::Text(short_fingerprint(&of.answer.fingerprint)))],
    );
    let tree = Why::new(sum, steps).fingerprint(fingerprint);
    Panel::new("ground", asked.say("gaps.ground", &[]))
        .body(html! { (tree) (validity(asked, of)) })
        .render()
}

fn step(asked: &Asked, reason: &Reason) -> WhyStep {
    let shown = WhyStep::new(asked.say(&format!("why.{}", reason.rule), &reason.facts))
        .under(reason.because.iter().map(|under| step(asked, under)).collect());
    match &reason.ground {
        Some(ground) => {
            let rests_on = row_rests_on(asked.portal.agency().book(), ground, asked.lang);
            shown.source(html! { (rests_on) })
        }
        None => shown,
    }
}

/// From when to when the rule holds, and what its text leaves open.
fn validity(asked: &Asked, of: &Gaps) -> Markup {
    let rule = &of.answer.rule;
    let day = |day: Date| Fact::Day(day);
    let since = match rule.until {
        Some(until) => asked.say("gaps.valid.until", &[("from", day(rule.from)), ("until", day(until))]),
        None => asked.say("gaps.valid", &[("from", day(rule.from))]),
    };
    html! {
        p class="sb-small sb-soft sb-above" { (since) }
        @for doubt in &of.answer.doubts {
            p class="sb-small" {
                (status(Tone::Time, &asked.say("gaps.unconfirmed", &[])))
                @if let Some(note) = &doubt.note { " " (words::in_language(asked.lang, note)) }
            }
        }
    }
}

/// What is asked for besides months.
pub(super) fn conditions(asked: &Asked, of: &Gaps) -> Option<Markup> {
    let list: Vec<Markup> = of
        .answer
        .conditions
        .iter()
        .map(|(condition, met)| {
            let name = asked.say(&format!("goal.condition.{}", condition.code()), &[]);
            let (tone, key) = match met {
                Some(true) => (Tone::Good, "gaps.condition.met"),
                Some(false) => (Tone::Bad, "gaps.condition.not_met"),
                None => (Tone::Quiet, "gaps.condition.unknown"),
            };
            html! { (name) " " (status(tone, &asked.say(key, &[]))) }
        })
        .collect();
    (!list.is_empty()).then(|| {
        Panel::new("conditions", asked.say("gaps.conditions", &[]))
            .body(bullets(&list))
            .render()
    })
}

/// The other cases of the goal, with the same record.
pub(super) fn others(asked: &Asked, of: &Gaps) -> Option<Markup> {
    let list: Vec<Markup> = of
        .answer
        .others
        .iter()
        .map(|other| {
            let facts = [
                ("counted", Fact::Count(other.counted.into())),
                ("required", Fact::Count(other.required.into())),
            ];
            let name = asked.say(&format!("goal.case.{}", other.case.code()), &[]);
            let href = format!("{}?case={}", super::address(of.answer.rule.goal), other.case.code());
            let (tone, key) = match other.met {
                true => (Tone::Good, "gaps.met"),
                false => (Tone::Bad, "gaps.not_met"),
            };
            html! { (link(&href, &name)) " " (asked.say("gaps.other", &facts)) " " (status(tone, &asked.say(key, &[]))) }
        })
        .collect();
    (!list.is_empty()).then(|| Panel::new("others", asked.say("gaps.others", &[])).body(bullets(&list)).render())
}
