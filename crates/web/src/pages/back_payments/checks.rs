//! What the machine has looked at, for the officer: what agrees, and what a person must judge.

use maud::{Markup, Render, html};
use procedures::back_payment::Overview;
use units::Fact;

use crate::Asked;
use crate::look::{Panel, Paper, Tone, papers, status};

/// One thing that was looked at.
struct Looked {
    key: &'static str,
    agrees: bool,
    note: String,
}

pub(super) fn panel(asked: &Asked, of: &Overview) -> Markup {
    let list = looked(asked, of);
    let open = list.iter().filter(|one| !one.agrees).count();
    let facts = [("count", Fact::Count(list.len() as i64)), ("open", Fact::Count(open as i64))];
    let mut shown: Vec<(bool, Paper)> = list
        .into_iter()
        .map(|one| {
            let (tone, word) = match one.agrees {
                true => (Tone::Good, "back_payments.checks.agrees"),
                false => (Tone::Time, "back_payments.checks.judge"),
            };
            let paper = Paper {
                tone,
                name: asked.say(&format!("back_payments.checks.{}", one.key), &[]),
                note: Some(html! { (one.note) }),
                state: status(tone, &asked.say(word, &[])),
            };
            (one.agrees, paper)
        })
        .collect();
    // What needs a person comes first.
    shown.sort_by_key(|(agrees, _)| *agrees);
    let list: Vec<Paper> = shown.into_iter().map(|(_, paper)| paper).collect();
    Panel::new("checks", asked.say("back_payments.checks", &facts))
        .body(papers(&list))
        .render()
}

fn looked(asked: &Asked, of: &Overview) -> Vec<Looked> {
    let filed = [("day", Fact::Day(of.story.opened.filed_on))];
    let missing = of.papers.iter().filter(|paper| paper.missing).count();
    let unopened = of.papers.iter().filter(|paper| paper.seen.is_none()).count();
    let entered = of.rows.iter().filter(|row| row.ground.is_some()).count();
    let costs = of.story.lines.iter().filter(|line| line.medical_costs).count();
    let documents: Vec<&str> = of.story.lines.iter().filter_map(|line| line.document.as_deref()).collect();
    let count = |key: &str, n: usize| asked.say(key, &[("count", Fact::Count(n as i64))]);
    vec![
        Looked {
            key: "employed",
            agrees: true,
            note: asked.say("back_payments.checks.employed.says", &filed),
        },
        Looked {
            key: "elsewhere",
            agrees: true,
            note: asked.say("back_payments.checks.elsewhere.says", &filed),
        },
        Looked {
            key: "documents",
            agrees: true,
            note: match documents.is_empty() {
                true => asked.say("back_payments.checks.documents.none", &[]),
                false => words::join(asked.lang, &documents),
            },
        },
        Looked {
            key: "papers",
            agrees: missing == 0 && unopened == 0,
            note: match unopened {
                0 => count("back_payments.checks.papers.says", of.papers.len() - missing),
                n => count("back_payments.checks.papers.unopened", n),
            },
        },
        Looked {
            key: "amounts",
            agrees: of.unknown.is_none() && entered == 0,
            note: match share(asked, of) {
                Some(note) => note,
                None => count("back_payments.checks.amounts.says", entered),
            },
        },
        Looked {
            key: "costs",
            agrees: costs == 0,
            note: count("back_payments.checks.costs.says", costs),
        },
    ]
}

/// The entered months with the share of the wage that they come to at most: what a second pair of eyes looks at first.
fn share(asked: &Asked, of: &Overview) -> Option<String> {
    let entered = of.rows.iter().filter(|row| row.ground.is_some());
    let sum = |row: &&procedures::back_payment::MonthRow| row.amounts.employer_total() + row.amounts.employee_total();
    let highest = entered
        .clone()
        .max_by_key(|row| i128::from(sum(row).0) * 1_000_000 / i128::from(row.base.0.max(1)))?;
    let of_wage = i128::from(sum(&highest).0) * 1_000_000 / i128::from(highest.base.0.max(1));
    let facts = [
        ("count", Fact::Count(entered.count() as i64)),
        ("month", Fact::Month(highest.month)),
        ("amount", Fact::Money(sum(&highest))),
        ("wage", Fact::Money(highest.base)),
        (
            "share",
            Fact::Rate(units::Rate(u32::try_from(of_wage / 1_000 * 1_000).unwrap_or(u32::MAX))),
        ),
    ];
    Some(asked.say("back_payments.checks.amounts.share", &facts))
}
