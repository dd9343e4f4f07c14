//! Before somebody comes: what the visit is for, whether it can be avoided, which papers it needs.
//!
//! Each kind of case answers for itself ([`visit`]); an appointment is given only where the answer is [`Need::Presence`].

use domain::case::counter_reduction::State;
use domain::hall::appointment::Errand;
use domain::hall::{Matter, Visit as Rule};
use domain::ids::EmployerId;
use policy::Channel;
use store::case;
use units::{Fact, Fen, Month};

use crate::counter_cases::{running_of, told};
use crate::{Desk, Error, Permission, back_payment};

/// Whether somebody must come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// It is done online, at this address.
    Online(String),
    /// The desks go on by themselves; this address shows how it stands.
    GoesOn(String),
    /// Something must be mended first, at this address.
    Mend(String),
    /// It must be handed in, or filed again, first, at this address.
    HandIn(String),
    /// Nobody books it: who comes takes a ticket; online it goes without coming, at this address.
    WalkIn(String),
    /// Somebody must come.
    Presence {
        /// Why, `中文 · English`.
        ground: Option<String>,
        /// The clause or notice that says so.
        law: Option<String>,
        /// Keys of the sources.
        source: String,
    },
}

impl Visit {
    /// The key of a paper's name.
    pub fn paper_key(&self, paper: &str) -> String {
        match self.errand {
            Errand::BackPayment(_) => format!("back_payment.paper.{paper}"),
            Errand::Reduction(_) | Errand::Matter | Errand::Bill(_) => format!("paper.{paper}"),
        }
    }
}

impl Need {
    /// The code, also part of the key of its sentence.
    pub fn code(&self) -> &'static str {
        match self {
            Need::Online(_) => "online",
            Need::GoesOn(_) => "goes_on",
            Need::Mend(_) => "mend",
            Need::HandIn(_) => "hand_in",
            Need::WalkIn(_) => "walk_in",
            Need::Presence { .. } => "presence",
        }
    }
}

/// A visit that somebody thinks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// For which matter.
    pub matter: Matter,
    /// For what.
    pub errand: Errand,
    /// Whom it is about, where it is about one person.
    pub about: Option<String>,
    /// First and last months of its lines, where it is about months.
    pub months: Vec<(Month, Month)>,
    /// Whether it can be avoided.
    pub need: Need,
    /// Keys of the papers to bring.
    pub papers: Vec<String>,
    /// Keys of those that no officer has looked at: the counter compares their originals.
    pub unseen: Vec<String>,
    /// What is to be paid that day.
    pub due: Option<Fen>,
}

/// What somebody comes for who names no case.
fn matter_as_such(desk: &Desk, employer: EmployerId, matter: Matter) -> Result<Visit, Error> {
    let rules = desk.book().hall();
    let of = rules.of(matter).ok_or_else(|| unknown(desk, matter))?;
    let at = |section: &str| format!("/employers/{}/{section}", employer.code());
    let section = match matter {
        Matter::Reduction => "reductions",
        Matter::Increase => "enrolments",
        Matter::Declaration | Matter::Cashier => "bills",
        Matter::BackPayment => "back-payments",
        Matter::PensionApproval | Matter::Registration | Matter::Inspection => "receipts",
        Matter::Certificate => "roll",
    };
    let presence = Need::Presence {
        ground: of.ground.clone(),
        law: None,
        source: of.source.clone(),
    };
    let need = match (of.visit, matter) {
        (Rule::Online, _) => Need::Online(at(section)),
        (Rule::WalkIn, _) => Need::WalkIn(at(section)),
        // What needs a counter is filed online first: then its case is there, with its papers.
        (Rule::ByCase, Matter::Reduction | Matter::BackPayment) => Need::HandIn(at(section)),
        (Rule::Presence | Rule::ByCase, _) => presence,
    };
    Ok(Visit {
        matter,
        errand: Errand::Matter,
        about: None,
        months: Vec::new(),
        need,
        papers: Vec::new(),
        unseen: Vec::new(),
        due: None,
    })
}

fn unknown(desk: &Desk, matter: Matter) -> Error {
    Error::said(
        "hall.no_rules",
        vec![
            ("region", Fact::Text(desk.region().to_owned())),
            ("matter", Fact::Word(format!("hall.matter.{}", matter.code()))),
        ],
    )
}

/// Whether a visit can be avoided, and what it needs where it cannot.
///
/// Refused: `hall.no_rules`.
pub fn visit(desk: &mut Desk, employer: EmployerId, matter: Matter, errand: Errand) -> Result<Visit, Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    match errand {
        Errand::Matter => matter_as_such(desk, employer, matter),
        Errand::Reduction(id) => reduction(desk, employer, id),
        Errand::BackPayment(id) => back_payment::visit(desk, employer, id),
        Errand::Bill(key) => {
            let at = format!("/employers/{}/bills/{}", employer.code(), key.month);
            Ok(Visit {
                matter: Matter::Cashier,
                errand,
                about: None,
                months: Vec::new(),
                need: Need::WalkIn(at),
                papers: Vec::new(),
                unseen: Vec::new(),
                due: crate::payable::payable(desk, employer, errand)?.map(|payable| payable.to_pay()),
            })
        }
    }
}

/// A counter reduction: its papers are seen once, then the desks go on by themselves.
fn reduction(desk: &mut Desk, employer: EmployerId, id: domain::ids::CaseId) -> Result<Visit, Error> {
    let story = case::load(desk.tx, employer, id)?.ok_or(Error::NotFound)?;
    let of = told(desk, story)?;
    let page = format!("/cases/{}/{}", employer.code(), id.code());
    let reason = desk.book().reasons().get(of.line.reason);
    let needs_counter = reason.is_none_or(|r| r.channel != Channel::Online);
    let need = match &of.case.state {
        State::Filed if needs_counter => Need::Presence {
            ground: None,
            law: reason.and_then(|r| r.law.clone()),
            source: reason.map(|r| r.source.clone()).unwrap_or_default(),
        },
        State::SentBack { .. } => Need::Mend(page),
        State::Filed
        | State::Confirmed(_)
        | State::ExceptionNoted(..)
        | State::ExceptionGranted(..)
        | State::Entered { .. }
        | State::Withdrawn => Need::GoesOn(page),
    };
    Ok(Visit {
        matter: Matter::Reduction,
        errand: Errand::Reduction(id),
        about: Some(of.person.name.clone()),
        months: Vec::new(),
        papers: reason.map(|r| r.papers.clone()).unwrap_or_default(),
        unseen: Vec::new(),
        need,
        due: None,
    })
}

/// Everything that an employer could come for: open cases first, then the matters as such.
pub fn visits(desk: &mut Desk, employer: EmployerId) -> Result<Vec<Visit>, Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    let mut visits = Vec::new();
    for of in running_of(desk, employer)? {
        visits.push(reduction(desk, employer, of.opened.id)?);
    }
    for story in store::back_payment::running_of(desk.tx, employer)? {
        visits.push(back_payment::visit(desk, employer, story.opened.id)?);
    }
    let bills = crate::payable::payables(desk, employer)?;
    for payable in bills.iter().filter(|payable| matches!(payable.of, Errand::Bill(_))) {
        visits.push(visit(desk, employer, Matter::Cashier, payable.of)?);
    }
    let matters: Vec<Matter> = desk.book().hall().matters.iter().map(|m| m.matter).collect();
    for matter in matters {
        if matter != Matter::Cashier || !visits.iter().any(|v| v.matter == Matter::Cashier) {
            visits.push(matter_as_such(desk, employer, matter)?);
        }
    }
    Ok(visits)
}
