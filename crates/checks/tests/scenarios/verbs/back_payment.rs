//! Verbs of back payments: asking, papers, reviews, the counter, the cashier, and what a case then says.

use anyhow::Context;
use domain::case::back_payment::{Kind, Point, State};
use domain::ids::{CaseId, EmployerId};
use policy::Branch;
use procedures::back_payment::{
    self as cases, Approved, Ask, AskLine, Asked, Overview, approve_amounts, open_back_payment, open_monthly_report,
};
use procedures::enrol_staff::Rule;
use procedures::search::{Hit, search};
use units::{Fen, Month};

use super::super::stage::{No, Stage};
use super::super::story::Step;
use super::{Answer, answer};

/// Asks for months: `employer`, `person`, `months` (`2026-07..2026-08`, several with commas), `wage`, `asked`, `document`.
/// Answers `parts`: the kinds of the cases, and `notes`.
pub fn ask(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, person, key) = (stage.employer(step)?, stage.person_id(step)?, stage.key());
    let asked = step.fields.text_or("asked", "by_month")?;
    let wage = match step.fields.optional("wage") {
        Some(_) => Some(step.fields.money("wage")?),
        None => None,
    };
    let document = step.fields.text_or("document", "")?;
    let mut lines = Vec::new();
    for (at, span) in step.fields.text("months")?.split(',').enumerate() {
        let (from, to) = span.trim().split_once("..").unwrap_or((span.trim(), span.trim()));
        lines.push(AskLine {
            line: at as i64 + 1,
            person,
            from: month(from)?,
            to: month(to)?,
            base: wage,
            reason: "单位漏报".into(),
            document: Some(document.clone()).filter(|d| !d.is_empty()),
            medical_costs: false,
        });
    }
    let ask = Ask {
        asked: Asked::from_code(&asked).with_context(|| format!("nothing is called {asked}"))?,
        origin: if step.who == "acceptance" { "counter" } else { "form" },
        lines,
    };
    let opened = stage.act(step, move |desk| open_back_payment(desk, &key, employer, &ask, Rule::AllOrNothing))?;
    let kinds: Vec<&str> = opened.cases.iter().map(|(_, kind)| kind.code()).collect();
    let mut notes: Vec<&str> = opened
        .verdicts
        .iter()
        .filter_map(|v| v.outcome.as_ref().ok())
        .flat_map(|checked| checked.notes.iter().map(|n| n.key()))
        .collect();
    notes.sort_unstable();
    notes.dedup();
    Ok(answer([("parts", kinds.join(" ")), ("notes", notes.join(" "))]))
}

fn month(text: &str) -> Result<Month, No> {
    Ok(Month::parse(text).ok().with_context(|| format!("{text} is no month"))?)
}

/// Asks for the employer's whole month: `employer`, `month`.
pub fn ask_month(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, key) = (stage.employer(step)?, stage.key());
    let month = step.fields.month("month")?.context("no month")?;
    let opened = stage.act(step, move |desk| open_monthly_report(desk, &key, employer, month))?;
    Ok(answer([("parts", opened.cases.iter().map(|(_, kind)| kind.code()).collect())]))
}

/// The newest case of a kind: `employer`, `case`.
pub(super) fn the_case(stage: &Stage, step: &Step) -> Result<(EmployerId, CaseId), No> {
    let employer = stage.employer(step)?;
    let code = step.fields.text("case")?;
    let kind = Kind::from_code(&code).with_context(|| format!("no kind {code}"))?;
    let caller = procedures::Caller {
        grants: vec![procedures::Grant {
            role: procedures::Role::Auditor,
            employer: None,
            person: None,
        }],
        ..stage.caller(step)?
    };
    let all = stage.agency().read(&caller, move |desk| cases::back_payments(desk, employer))?;
    let found = all.iter().find(|o| o.story.opened.kind == kind).context("no such case")?;
    Ok((employer, found.story.opened.id))
}

/// Ticks papers: `employer`, `case`; `paper` for one, else all that are asked for. Answers `papers`: how many.
pub fn tick(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, id) = the_case(stage, step)?;
    let only = step.fields.text_or("paper", "")?;
    let view = stage.look(step, move |desk| cases::back_payment(desk, employer, id))?;
    let asked = view.papers.iter().map(|p| p.paper.code.clone());
    let papers: Vec<String> = if only.is_empty() { asked.collect() } else { vec![only] };
    for paper in &papers {
        let (key, paper) = (stage.key(), paper.clone());
        stage.act(step, move |desk| {
            cases::put_paper(desk, &key, employer, id, &paper, Some(("scan.pdf", b"%PDF-1.7 a scan")))
        })?;
    }
    Ok(answer([("papers", papers.len().to_string())]))
}

/// What the employer does: `employer`, `case`, `act` (`submit`, `answer`, `mend`, `withdraw`, `file_online`, `file_again`), `note`.
pub fn act(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, id) = the_case(stage, step)?;
    let (what, note, key) = (step.fields.text("act")?, step.fields.text_or("note", "")?, stage.key());
    stage.act(step, move |desk| match what.as_str() {
        "submit" => cases::submit(desk, &key, employer, id),
        "answer" => cases::answer(desk, &key, employer, id, &note),
        "mend" => cases::mend(desk, &key, employer, id, &note, &[]),
        "withdraw" => cases::withdraw(desk, &key, employer, id),
        "file_online" => cases::file_online(desk, &key, employer, id),
        "file_again" => cases::file_again(desk, &key, employer, id),
        _ => Err(procedures::Error::NotFound),
    })?;
    told(stage, step, employer, id)
}

/// What an officer does: `employer`, `case`, `act` (`check`, `confirm`, `disagree`, `ask`, `return`, `refuse`, `accept`), `ground`,
/// `at`: what it points at, `originals`: papers compared at the counter, with commas. Who agrees opens the papers first, unless the step
/// says `unopened`.
pub fn decide(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, id) = the_case(stage, step)?;
    let (what, ground) = (step.fields.text("act")?, step.fields.text_or("ground", "")?);
    if what == "check" && step.fields.optional("unopened").is_none() {
        open_papers(stage, step, employer, id)?;
    }
    let originals = super::hall::originals(step)?;
    let at: Vec<Point> = step
        .fields
        .text_or("at", "")?
        .split(',')
        .filter_map(|code| Point::from_code(code.trim()))
        .collect();
    let key = stage.key();
    stage.act(step, move |desk| match what.as_str() {
        "check" => cases::check(desk, &key, employer, id),
        "confirm" => cases::confirm(desk, &key, employer, id),
        "disagree" => cases::disagree(desk, &key, employer, id, &ground),
        "ask" => cases::ask_employer(desk, &key, employer, id, &ground, &at),
        "return" => cases::return_case(desk, &key, employer, id, &ground, &at),
        "refuse" => cases::refuse(desk, &key, employer, id, &ground),
        "accept" => cases::accept(desk, &key, employer, id, &originals),
        _ => Err(procedures::Error::NotFound),
    })?;
    told(stage, step, employer, id)
}

/// The officer opens every paper that is there; whoever may not is refused later, by the deed itself.
fn open_papers(stage: &mut Stage, step: &Step, employer: EmployerId, id: CaseId) -> Result<(), No> {
    let Ok(view) = stage.look(step, move |desk| cases::back_payment(desk, employer, id)) else {
        return Ok(());
    };
    for paper in view
        .papers
        .into_iter()
        .filter(|paper| paper.there.is_some() && paper.seen.is_none())
    {
        let key = stage.key();
        let seen = stage.act(step, move |desk| {
            cases::see_paper(desk, &key, employer, id, &paper.paper.code, false)
        });
        if seen.is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// Enters the amount of every month that is not computed: `employer`, `case`, `person`, `employer_pays`, `person_pays` (pension;
/// the other branches zero, or left out where the step says `pension_alone`), `fee`, `ground`; `month` for one only.
pub fn enter_amount(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, id) = the_case(stage, step)?;
    let key = stage.key();
    let approved = Approved {
        person: stage.person_id(step)?,
        month: step.fields.month("month")?,
        amounts: {
            let pension = (step.fields.money("employer_pays")?, step.fields.money("person_pays")?);
            let is_alone = step.fields.optional("pension_alone").is_some();
            let named = Branch::ALL.into_iter().filter(|branch| *branch == Branch::Pension || !is_alone);
            let sides = named.map(|branch| match branch {
                Branch::Pension => (branch, pension.0, pension.1),
                Branch::Medical | Branch::Unemployment | Branch::EmploymentInjury | Branch::Maternity => (branch, Fen::ZERO, Fen::ZERO),
            });
            sides.collect()
        },
        to_pension_account: None,
        fee: match step.fields.optional("fee") {
            Some(_) => Some(step.fields.money("fee")?),
            None => None,
        },
        ground: step.fields.text_or("ground", "")?,
    };
    stage.act(step, move |desk| {
        approve_amounts(desk, &key, employer, id, std::slice::from_ref(&approved))
    })?;
    told(stage, step, employer, id)
}

/// Looks at a case: `employer`, `case`. Answers `state`, `principal`, `fee`, `total`, `months`, `day`, `due`, `alarm`, `missing`, `unknown`.
pub fn see(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, id) = the_case(stage, step)?;
    told(stage, step, employer, id)
}

/// Looks for a case by its printed number: `employer`, `case`; `mistyped` swaps two characters of it. Answers `found`: what, and of whom.
pub fn find(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (_, id) = the_case(stage, step)?;
    let mut number: Vec<char> = id.code().to_lowercase().chars().collect();
    if step.fields.optional("mistyped").is_some() {
        let other = number.iter().position(|c| *c != number[0]).context("a number of one character")?;
        number.swap(0, other);
    }
    let number: String = number.into_iter().collect();
    let found = stage.look(step, move |desk| search(desk, &format!(" {number} "), None))?;
    let named = found.hits.iter().filter(|_| found.exact).filter_map(|hit| match hit {
        Hit::Case { what, of, .. } => Some(format!("{} {of}", what.code())),
        _another => None,
    });
    Ok(answer([("found", named.collect())]))
}

pub(super) fn told(stage: &mut Stage, step: &Step, employer: EmployerId, id: CaseId) -> Result<Answer, No> {
    let view: Overview = stage.look(step, move |desk| cases::back_payment(desk, employer, id))?;
    let principal: Fen = view.dues.iter().map(|d| d.totals.total()).sum();
    let fee: Fen = view.dues.iter().map(|d| d.fee).sum();
    let missing: Vec<&str> = view.papers.iter().filter(|p| p.missing).map(|p| p.paper.code.as_str()).collect();
    let valid = match &view.case.state {
        State::Accepted(filing) => filing.on.to_string(),
        _ => String::new(),
    };
    Ok(answer([
        ("state", view.case.state.code().to_owned()),
        ("principal", principal.to_string()),
        ("fee", fee.to_string()),
        ("total", view.total().to_string()),
        ("months", view.dues.len().to_string()),
        ("day", view.clock.map(|c| c.day.to_string()).unwrap_or_default()),
        ("due", view.clock.and_then(|c| c.due).map(|d| d.to_string()).unwrap_or_default()),
        ("alarm", view.clock.map(|c| c.alarm.code().to_owned()).unwrap_or_default()),
        ("missing", missing.join(" ")),
        ("unknown", view.unknown.map(|why| why.code().to_owned()).unwrap_or_default()),
        ("valid_on", valid),
    ]))
}
