//! The papers of a case: what its way asks for, and what is there.

use domain::case::back_payment::{Refused, State};
use domain::ids::{CaseId, EmployerId};
use policy::Paper;
use store::back_payment::{self, Story};
use store::event::Body;
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

/// Whether some person of the request asks for so many months that the document of a decision is needed.
fn is_long(desk: &mut Desk, story: &Story) -> Result<bool, Error> {
    if !story.opened.kind.is_of_omitted_months() {
        return Ok(false);
    }
    let rules = desk.book().back_payment(Month::of(story.opened.filed_on), desk.today)?;
    let Some(from) = rules.document_from_months else {
        return Ok(false);
    };
    let parts = back_payment::of_filing(desk.tx, story.opened.employer, story.opened.filing)?;
    let months = |person| {
        let lines = parts.iter().flat_map(|p| &p.lines).filter(|l| l.person == person);
        lines.map(|l| l.from.months_until(l.to) + 1).sum::<i32>()
    };
    Ok(story
        .lines
        .iter()
        .any(|l| u32::try_from(months(l.person)).is_ok_and(|months| months >= from)))
}

/// Ticks a paper as shown, or takes its file in.
///
/// Refused: `back_payment.no_such_paper`, `back_payment.paper_too_large`, `back_payment.paper_empty`, `back_payment.not_now`.
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

/// The file of a paper with its name.
pub fn paper_file(desk: &mut Desk, of: EmployerId, id: CaseId, paper: &str) -> Result<(String, Vec<u8>), Error> {
    super::see::may_see(desk, of)?;
    back_payment::paper_bytes(desk.tx, of, id, paper)?.ok_or(Error::NotFound)
}
