//! The papers of a case: what its way asks for, and what is there.

use domain::case::back_payment::{Point, Refused, State};
use domain::ids::{CaseId, EmployerId, PersonId};
use policy::{Paper, Review};
use store::back_payment::{self, Seen, Story};
use store::event::{Act, Body};
use units::{Fact, Month};

use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// The largest file that is taken in.
const LARGEST: usize = 8 << 20;
/// The paper that a long request asks for.
pub(super) const DOCUMENT: &str = "decision_document";

/// The papers that a case asks for, each with its legal ground.
pub(crate) fn needed(desk: &mut Desk, story: &Story) -> Result<Vec<Paper>, Error> {
    let long = is_long(desk, story)?;
    let routes = desk.book().routes();
    let route = routes
        .get(story.opened.kind.code())
        .ok_or_else(|| policy::Unknown::new("back_payment.route", Month::of(desk.today)))?;
    let mut papers: Vec<Paper> = routes.papers_of(route).cloned().collect();
    if long && !papers.iter().any(|p| p.code == DOCUMENT) {
        papers.extend(routes.paper(DOCUMENT).cloned());
    }
    Ok(papers)
}

/// Whether some person asks for so many months, this request and those before together, that the document of a decision is needed.
fn is_long(desk: &mut Desk, story: &Story) -> Result<bool, Error> {
    if !story.opened.kind.is_of_omitted_months() {
        return Ok(false);
    }
    let rules = desk.book().back_payment(Month::of(story.opened.filed_on), desk.today)?;
    let Some(from) = rules.document_from_months else {
        return Ok(false);
    };
    let parts = back_payment::of_filing(desk.tx, story.opened.employer, story.opened.filing)?;
    for line in &story.lines {
        let together = parts.iter().map(|part| months_of(part, line.person)).sum::<u32>();
        if together + before(desk, line.person, Some(story.opened.filing))? >= from {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many months were asked for or made up for a person in requests before this one; all where none is named. What was refused or
/// taken back does not count (人社厅发〔2019〕94号 counts all together).
pub(crate) fn before(desk: &mut Desk, who: PersonId, filing: Option<CaseId>) -> Result<u32, Error> {
    let mut months = 0;
    for story in back_payment::of_person(desk.tx, who)? {
        // Numbers are drawn in ascending order.
        let is_earlier = filing.is_none_or(|filing| story.opened.filing < filing);
        let stands = !matches!(story.case()?.state, State::Refused { .. } | State::Withdrawn);
        if is_earlier && stands && story.opened.kind.is_of_omitted_months() {
            months += months_of(&story, who);
        }
    }
    Ok(months)
}

fn months_of(story: &Story, who: PersonId) -> u32 {
    let lines = story.lines.iter().filter(|line| line.person == who);
    lines
        .map(|line| u32::try_from(line.from.months_until(line.to) + 1).unwrap_or(0))
        .sum()
}

/// Takes the file of a paper in; or ticks its original as one that comes to the counter, where no review reads it before.
///
/// Refused: `back_payment.no_such_paper`, `back_payment.paper_kind`, `back_payment.paper_needs_file`, `back_payment.paper_too_large`, `back_payment.paper_empty`, `back_payment.not_now`.
pub fn put_paper(
    desk: &mut Desk,
    key: &Key,
    of: EmployerId,
    id: CaseId,
    paper: &str,
    file: Option<(&str, &[u8])>,
) -> Result<Receipt, Error> {
    desk.permit_for(Permission::FileBackPayment, of)?;
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    takes_papers(&story)?;
    if !needed(desk, &story)?.iter().any(|p| p.code == paper) {
        return Err(Error::said("back_payment.no_such_paper", vec![]));
    }
    if let Some((_, bytes)) = file {
        if bytes.is_empty() {
            return Err(Error::said("back_payment.paper_empty", vec![]));
        }
        if bytes.len() > LARGEST {
            return Err(Error::said(
                "back_payment.paper_too_large",
                vec![("most", Fact::Count((LARGEST >> 20) as i64))],
            ));
        }
    }
    match file {
        Some((_, bytes)) if !is_document(bytes) => return Err(Error::said("back_payment.paper_kind", vec![])),
        None if story.opened.kind.review() != Review::None => {
            return Err(Error::said("back_payment.paper_needs_file", vec![("paper", named(paper))]));
        }
        Some(_) | None => {}
    }
    back_payment::put_paper(desk.tx, &mut act, &story, paper, file)?;
    let body = Body::new()
        .with("case", id.code())
        .with("paper", paper)
        .with("file", file.map(|(name, _)| name.to_owned()));
    desk.seal(act, "back_payment_paper", key, body)
}

/// Takes a paper out again.
///
/// Refused: `back_payment.not_now`.
pub fn take_paper_out(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, paper: &str) -> Result<Receipt, Error> {
    desk.permit_for(Permission::FileBackPayment, of)?;
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    takes_papers(&story)?;
    back_payment::end_paper(desk.tx, &mut act, &story, paper)?;
    let body = Body::new().with("case", id.code()).with("paper", paper);
    desk.seal(act, "back_payment_paper_out", key, body)
}

/// Papers come while the employer has the case: prepared, returned, waited for.
fn takes_papers(story: &Story) -> Result<(), Error> {
    let state = story.case()?.state;
    if state.is_open_to_changes() || matches!(state, State::Waiting { .. }) {
        return Ok(());
    }
    Err(Error::refused(Refused::NotNow {
        state: state.code(),
        event: "paper",
    }))
}

/// What a paper is called.
pub(super) fn named(paper: &str) -> Fact {
    Fact::Word(format!("back_payment.paper.{paper}"))
}

/// Whether the content is one of the kinds that officers can open: PDF, OFD, PNG, JPEG. What a file is called says nothing.
fn is_document(bytes: &[u8]) -> bool {
    let has = |what: &[u8]| bytes.windows(what.len()).any(|at| at == what);
    let is_ofd = || bytes.starts_with(b"PK\x03\x04") && has(b"OFD.xml");
    bytes.starts_with(b"%PDF-") || bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.starts_with(b"\xff\xd8\xff") || is_ofd()
}

/// A paper that is not there as the way asks for it: missing, or only announced where a review reads it.
pub(super) fn is_missing(story: &Story, paper: &str) -> bool {
    let there = story.papers.iter().find(|there| there.paper == paper);
    there.is_none_or(|there| there.name.is_none() && story.opened.kind.review() != Review::None)
}

/// An officer opens a paper, or has seen its original: from then on a review can agree to it. A second look of the same officer is
/// no other fact.
///
/// Refused: `back_payment.no_such_paper`, `case.own_submission`.
pub fn see_paper(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, paper: &str, original: bool) -> Result<Receipt, Error> {
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    may_look(desk, &story)?;
    see(desk, &mut act, &story, paper, original)?;
    let body = Body::new()
        .with("case", id.code())
        .with("paper", paper)
        .with("original", i64::from(original));
    desk.seal(act, "back_payment_paper_seen", key, body)
}

/// The desks that decide or take in, never whoever filed it.
fn may_look(desk: &Desk, story: &Story) -> Result<(), Error> {
    if story.opened.filed_by == desk.caller.login {
        return Err(Error::refused(Refused::OwnSubmission));
    }
    let own = super::decide::desk_of(story.opened.kind);
    desk.permit(own).or_else(|_| desk.permit(Permission::AcceptBackPayment))
}

fn see(desk: &mut Desk, act: &mut Act, story: &Story, paper: &str, original: bool) -> Result<(), Error> {
    let there = story.papers.iter().find(|there| there.paper == paper);
    let there = there.ok_or_else(|| Error::said("back_payment.no_such_paper", vec![]))?;
    let seen = Seen {
        paper: paper.to_owned(),
        paper_n: there.n,
        n: act.n,
        by: desk.caller.login,
        by_name: desk.caller.name.clone(),
        on_date: desk.today,
        original,
    };
    Ok(back_payment::see_paper(desk.tx, act, &story.opened, &seen)?)
}

/// The counter has these originals before it.
///
/// Refused: `back_payment.no_such_paper`.
pub(super) fn see_originals(desk: &mut Desk, act: &mut Act, story: &Story, papers: &[String]) -> Result<(), Error> {
    papers.iter().try_for_each(|paper| see(desk, act, story, paper, true))
}

/// Whether the caller's look at a paper is a fact of the case: an officer's who may decide it, and who has not looked before.
pub fn look_counts(desk: &mut Desk, of: EmployerId, id: CaseId, paper: &str) -> Result<Option<i64>, Error> {
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    if may_look(desk, &story).is_err() || story.case()?.state.is_final() {
        return Ok(None);
    }
    let by = desk.caller.login;
    let there = story.papers.iter().find(|there| there.paper == paper);
    let looked = |there: &&back_payment::Paper| {
        story
            .seen
            .iter()
            .any(|s| s.paper == there.paper && s.paper_n == there.n && s.by == by)
    };
    Ok(there.filter(|there| !looked(there)).map(|there| there.n))
}

/// A review agrees only to papers that somebody of the desk has opened, and the counter takes in none that nobody has seen.
///
/// Refused: `back_payment.papers_unopened`.
pub(super) fn all_opened(desk: &mut Desk, story: &Story) -> Result<(), Error> {
    let mut unopened = Vec::new();
    for paper in needed(desk, story)? {
        let there = story.papers.iter().find(|there| there.paper == paper.code);
        if there.is_none_or(|there| story.seen(there).is_none()) {
            unopened.push(paper.code);
        }
    }
    let Some(first) = unopened.first() else { return Ok(()) };
    let facts = vec![("paper", named(first)), ("count", Fact::Count(unopened.len() as i64))];
    Err(Error::said("back_payment.papers_unopened", facts))
}

/// What was asked for by name is brought anew before the case goes on.
///
/// Refused: `back_payment.papers_not_mended`.
pub(super) fn all_mended(story: &Story) -> Result<(), Error> {
    let open = story.pointed_at().filter(|pointed| !story.is_mended(pointed));
    let papers: Vec<&str> = open
        .filter_map(|pointed| match &pointed.point {
            Point::Paper(code) => Some(code.as_str()),
            // A month is put right, or explained in the answer.
            Point::Month(_) => None,
        })
        .collect();
    let Some(first) = papers.first() else { return Ok(()) };
    let facts = vec![("paper", named(first)), ("count", Fact::Count(papers.len() as i64))];
    Err(Error::said("back_payment.papers_not_mended", facts))
}

/// The file of a paper with its name.
pub fn paper_file(desk: &mut Desk, of: EmployerId, id: CaseId, paper: &str) -> Result<(String, Vec<u8>), Error> {
    super::see::may_see(desk, of)?;
    back_payment::paper_bytes(desk.tx, of, id, paper)?.ok_or(Error::NotFound)
}
