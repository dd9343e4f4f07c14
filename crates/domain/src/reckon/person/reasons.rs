//! The reasons of an assessment as a tree: the sum, each branch, each step with its parameter.

use units::Fact;

use super::{Answer, Line};
use crate::assessment::{Exact, Figure, Rule, Share, Step};
use crate::reckon::why::Why;

/// The tree of an answer.
pub fn why(answer: &Answer) -> Why {
    let facts = vec![
        ("employer", Fact::Money(answer.employer)),
        ("employee", Fact::Money(answer.employee)),
        ("all", Fact::Money(answer.employer + answer.employee)),
    ];
    Why::new("assess_total", facts).because(answer.lines.iter().map(of_line))
}

/// The tree of one branch.
pub fn of_line(line: &Line) -> Why {
    let facts = vec![
        ("branch", Fact::Word(format!("branch.{}", line.branch.code()))),
        ("base", Fact::Money(line.base)),
        ("employer", Fact::Money(line.employer)),
        ("employee", Fact::Money(line.employee)),
    ];
    let mut found = Why::new("assess_branch", facts);
    // What the base comes from hangs below the base; what a share comes from is in its inputs.
    let mut rounded: Option<Why> = None;
    for step in &line.steps {
        let why = of_step(step);
        match step.rule {
            Rule::BaseRounded => rounded = Some(why),
            Rule::BaseRaised | Rule::BaseCut | Rule::BaseKept => found.because.push(why.because(rounded.take())),
            Rule::RateRelieved | Rule::ShareOfBase | Rule::PublishedSum | Rule::FixedSum | Rule::AccountCredit => found.because.push(why),
        }
    }
    found.because.extend(rounded);
    found
}

/// One step with its facts as its sentence wants them.
pub fn of_step(step: &Step) -> Why {
    let side = match step.share {
        Some(Share::Employee) => "table.employee",
        Some(Share::Employer | Share::Account) | None => "table.employer",
    };
    let mut facts: Vec<(&'static str, Fact)> = step.inputs.iter().map(|(name, figure)| (*name, fact(*figure))).collect();
    facts.push(("side", Fact::Word(side.to_owned())));
    facts.push(("result", fact(step.result)));
    let mut why = Why::new(step.rule.code(), facts);
    why.exact = step.exact.map(Exact::yuan);
    why.ground = step.ground.clone();
    why
}

fn fact(figure: Figure) -> Fact {
    match figure {
        Figure::Money(fen) => Fact::Money(fen),
        Figure::Rate(rate) => Fact::Rate(rate),
    }
}
