//! Whether somebody must come for a part of a back payment, and with which papers.

use domain::case::back_payment::State;
use domain::hall::Matter;
use domain::hall::appointment::Errand;
use domain::ids::{CaseId, EmployerId};
use store::back_payment::{self, Story};
use store::person;
use units::Fen;

use super::file_again::may_be_online;
use super::outgrown::outgrown;
use super::papers::needed;
use crate::visit::{Need, Visit};
use crate::{Desk, Error};

/// The paper whose originals are looked at beside the copies (会计凭证、工资凭证原件及复印件).
const ORIGINALS: &str = "wage_vouchers";
/// So many names say whose months they are.
const NAMED: usize = 3;

/// A visit for a part: only what is cleared for the counter and cannot be filed online needs one.
pub(crate) fn visit(desk: &mut Desk, of: EmployerId, id: CaseId) -> Result<Visit, Error> {
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    let page = format!("/back-payments/{}/{}", of.code(), id.code());
    let state = story.case()?.state;
    let mut due = None;
    let need = match state {
        State::Preparing | State::Lapsed(_) => Need::HandIn(page),
        State::Waiting { .. } | State::Returned { .. } => Need::Mend(page),
        State::InReview(_) | State::Checked { .. } | State::Posted { .. } | State::Refused { .. } | State::Withdrawn => Need::GoesOn(page),
        State::Accepted(filing) if filing.online => Need::GoesOn(page),
        State::Accepted(filing) => {
            due = Some(filing.amount);
            Need::WalkIn(page)
        }
        State::Ready if !outgrown(desk, &story)?.is_empty() => Need::Mend(page),
        State::Ready if is_online(desk, &story)? => Need::Online(page),
        State::Ready => presence(desk),
    };
    let mut months: Vec<_> = story.lines.iter().map(|line| (line.from, line.to)).collect();
    months.extend(story.opened.month.map(|month| (month, month)));
    months.sort_unstable();
    months.dedup();
    Ok(Visit {
        matter: Matter::BackPayment,
        errand: Errand::BackPayment(id),
        about: names(desk, &story)?,
        months,
        papers: to_bring(desk, &story)?,
        unseen: unseen(desk, &story)?,
        need,
        due: due.filter(|due| *due > Fen::ZERO),
    })
}

/// What the counter compares with its original before it takes the part in.
fn unseen(desk: &mut Desk, story: &Story) -> Result<Vec<String>, Error> {
    let is_unseen = |code: &String| {
        let there = story.papers.iter().find(|paper| paper.paper == *code);
        there.is_some_and(|there| story.seen(there).is_none())
    };
    Ok(needed(desk, story)?.into_iter().map(|paper| paper.code).filter(is_unseen).collect())
}

/// What has to come along: what was only announced, and what is compared with its original though a copy was handed in.
fn to_bring(desk: &mut Desk, story: &Story) -> Result<Vec<String>, Error> {
    let handed_in = |code: &str| story.papers.iter().any(|paper| paper.paper == code && paper.name.is_some());
    let papers = needed(desk, story)?.into_iter().map(|paper| paper.code);
    Ok(papers.filter(|code| code == ORIGINALS || !handed_in(code)).collect())
}

/// Whether it can be filed online as it stands.
pub(super) fn is_online(desk: &mut Desk, story: &Story) -> Result<bool, Error> {
    match may_be_online(desk, story) {
        Ok(()) => Ok(true),
        Err(Error::Refused(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

fn presence(desk: &Desk) -> Need {
    let rules = desk.book().hall().of(Matter::BackPayment);
    Need::Presence {
        ground: rules.and_then(|rules| rules.ground.clone()),
        law: None,
        source: rules.map(|rules| rules.source.clone()).unwrap_or_default(),
    }
}

fn names(desk: &mut Desk, story: &Story) -> Result<Option<String>, Error> {
    let mut people: Vec<_> = story.lines.iter().map(|line| line.person).collect();
    people.sort_unstable();
    people.dedup();
    if people.is_empty() || people.len() > NAMED {
        return Ok(None);
    }
    let mut names = Vec::with_capacity(people.len());
    for id in people {
        names.push(person::load(desk.tx, id)?.map(|known| known.name).unwrap_or_default());
    }
    Ok(Some(names.join("、")))
}
