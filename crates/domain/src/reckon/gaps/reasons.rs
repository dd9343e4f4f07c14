use policy::{GoalCase, GoalCount};
use units::{Fact, Month};

use super::{Answer, Missing};
use crate::reckon::why::Why;

/// The tree of an answer: yes or no, what is asked for, what counts, what breaks it, the cap.
pub(super) fn of(answer: &Answer) -> Why {
    let rule = &answer.rule;
    let facts = vec![
        ("goal", Fact::Word(format!("goal.{}", rule.goal.code()))),
        ("counted", count(answer.counted)),
        ("required", count(answer.required)),
        ("up_to", Fact::Month(answer.up_to)),
    ];
    let asked = match rule.count {
        GoalCount::Cumulative => "goal_cumulative",
        GoalCount::Consecutive => "goal_consecutive",
    };
    let mut asked_facts = vec![
        ("required", count(answer.required)),
        ("up_to", Fact::Month(answer.up_to)),
        ("branch", Fact::Word(format!("branch.{}", rule.branch_in(answer.up_to).code()))),
    ];
    asked_facts.extend(
        rule.case
            .map(|case: GoalCase| ("case", Fact::Word(format!("goal.case.{}", case.code())))),
    );
    let mut because = vec![Why::new(asked, asked_facts).by(rule.ground.clone()), counted(answer)];
    because.extend(answer.broken_by.map(|broken| Why::new("goal_broken", of_month(broken))));
    if !answer.missing.is_empty() {
        let facts = vec![
            ("count", count(answer.missing.len() as u32)),
            ("months", spans(answer.missing.iter().map(|m| m.month))),
        ];
        because.push(Why::new("goal_missing", facts));
    }
    if !answer.separated.is_empty() {
        because.push(listed("goal_separated", &answer.separated));
    }
    if !answer.waiting.is_empty() {
        because.push(listed("goal_waiting", &answer.waiting));
    }
    because.extend(answer.limits.first().map(|limit| {
        let facts = vec![
            ("most", count(limit.most)),
            ("used", count(limit.now.len() as u32)),
            ("months", spans(limit.now.iter().copied())),
        ];
        Why::new("goal_limit", facts).by(rule.ground.clone())
    }));
    Why::new(if answer.met { "goal_met" } else { "goal_not_met" }, facts).because(because)
}

fn counted(answer: &Answer) -> Why {
    let each = answer.by_standing.iter().map(|(standing, months)| {
        let facts = vec![
            ("standing", Fact::Word(standing.word().to_owned())),
            ("count", count(months.len() as u32)),
            ("months", spans(months.iter().copied())),
        ];
        Why::new("goal_standing", facts)
    });
    Why::new("goal_counted", vec![("counted", count(answer.counted))]).because(each)
}

fn of_month(missing: Missing) -> Vec<(&'static str, Fact)> {
    let standing = match missing.standing {
        Some(standing) => standing.word().to_owned(),
        None => "gaps.no_record".to_owned(),
    };
    vec![("month", Fact::Month(missing.month)), ("standing", Fact::Word(standing))]
}

fn listed(rule: &'static str, months: &[Month]) -> Why {
    Why::new(
        rule,
        vec![("count", count(months.len() as u32)), ("months", spans(months.iter().copied()))],
    )
}

fn count(number: u32) -> Fact {
    Fact::Count(i64::from(number))
}

/// Months in ascending order as spans: `2019-02–2019-06 2020-01`.
fn spans(months: impl IntoIterator<Item = Month>) -> Fact {
    let mut spans: Vec<(Month, Month)> = Vec::new();
    for month in months {
        match spans.last_mut() {
            Some((_, last)) if last.next() == month => *last = month,
            _ => spans.push((month, month)),
        }
    }
    let written = spans.iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}–{last}"),
    });
    Fact::Text(written.collect::<Vec<_>>().join(" "))
}
