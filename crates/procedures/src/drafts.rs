//! Drafts: what somebody typed and has not filed; a queued one files itself when the window opens.

use domain::filing::increase::Increase;
use domain::filing::reduction::Reduction;
use domain::ids::{DraftId, EmployerId, LoginId, PersonId};
use serde_json::Value;
use store::event::Body;
use store::filing::{self, Draft};
use units::Date;

use crate::enrol_staff::{EnrolLine, Rule, enrol_staff};
use crate::reduce_staff::{ReduceLine, reduce_staff};
use crate::{Agency, Caller, Desk, Error, Grant, Key, Permission, Role};

/// What a queued draft files.
#[derive(Clone, Debug)]
pub enum Queued {
    /// A staff increase of one person.
    Increase(Box<EnrolLine>),
    /// A staff reduction of one person.
    Reduction(Box<ReduceLine>),
}

/// Keeps what was typed on a form, to go on with later.
pub fn keep(desk: &mut Desk, employer: EmployerId, id: DraftId, kind: &str, typed: &str) -> Result<(), Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    let draft = Draft {
        id,
        kind: kind.to_owned(),
        body: typed.to_owned(),
        queued_for: None,
        made_at: desk.now,
        made_by: desk.caller.login,
    };
    Ok(filing::put_draft(desk.tx, employer, &draft)?)
}

/// Queues a change for the day on which the window opens.
pub fn queue(desk: &mut Desk, employer: EmployerId, id: DraftId, change: &Queued, opens: Date) -> Result<(), Error> {
    let (permission, kind, body) = match change {
        Queued::Increase(line) => (Permission::FileIncrease, "increase", increase_body(line)),
        Queued::Reduction(line) => (Permission::FileReduction, "reduction", reduction_body(line)),
    };
    desk.permit_for(permission, employer)?;
    let name = match change {
        Queued::Increase(line) => line.name.clone(),
        Queued::Reduction(line) => store::person::load(desk.tx, line.person)?.map(|p| p.name).unwrap_or_default(),
    };
    let body = body.with("name", name.as_str()).with("by", desk.caller.name.as_str()).to_text();
    let draft = Draft {
        id,
        kind: kind.to_owned(),
        body,
        queued_for: Some(opens),
        made_at: desk.now,
        made_by: desk.caller.login,
    };
    Ok(filing::put_draft(desk.tx, employer, &draft)?)
}

/// The drafts of an employer, latest first.
pub fn drafts(desk: &mut Desk, employer: EmployerId) -> Result<Vec<Draft>, Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    Ok(filing::drafts(desk.tx, employer)?)
}

/// One draft, to go on with.
pub fn one(desk: &mut Desk, employer: EmployerId, id: DraftId) -> Result<Draft, Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    filing::load_draft(desk.tx, employer, id)?.ok_or(Error::NotFound)
}

/// Throws a draft away.
pub fn drop_draft(desk: &mut Desk, employer: EmployerId, id: DraftId) -> Result<(), Error> {
    desk.permit_for(Permission::FileIncrease, employer)?;
    Ok(filing::drop_draft(desk.tx, employer, id)?)
}

/// Files the drafts that wait for this day; one that is refused stays a draft, for the clerk to mend.
pub(crate) fn file_queued(agency: &Agency, day: Date) -> Result<u64, Error> {
    let queued = agency.read(&Caller::system(), move |desk| Ok(filing::queued(desk.tx, day)?))?;
    let mut filed = 0;
    for (employer, draft) in queued {
        match file_one(agency, employer, &draft) {
            Ok(()) => filed += 1,
            Err(Error::Trouble(trouble)) => return Err(Error::Trouble(trouble)),
            Err(_) => {}
        }
    }
    Ok(filed)
}

fn file_one(agency: &Agency, employer: EmployerId, draft: &Draft) -> Result<(), Error> {
    let body: Value = serde_json::from_str(&draft.body).map_err(|_| Error::NotFound)?;
    let caller = filer(employer, draft.made_by, &body);
    let key = Key::new(format!("draft-{}", draft.id.code()), draft.body.as_bytes());
    let (id, kind) = (draft.id, draft.kind.clone());
    agency.write(&caller, move |desk| {
        match kind.as_str() {
            "increase" => {
                let line = read_increase(&body).ok_or(Error::NotFound)?;
                enrol_staff(desk, &key, employer, &[line], Rule::AllOrNothing)?;
            }
            "reduction" => {
                let line = read_reduction(&body).ok_or(Error::NotFound)?;
                reduce_staff(desk, &key, employer, &[line], Rule::AllOrNothing)?;
            }
            _ => return Err(Error::NotFound),
        }
        Ok(filing::drop_draft(desk.tx, employer, id)?)
    })
}

/// Whoever queued it files it; the receipt names them.
fn filer(employer: EmployerId, login: LoginId, body: &Value) -> Caller {
    let name = body["by"].as_str().unwrap_or_default().to_owned();
    Caller {
        login,
        name,
        grants: vec![Grant {
            role: Role::Clerk,
            employer: Some(employer),
            person: None,
        }],
    }
}

fn increase_body(line: &EnrolLine) -> Body {
    Body::new()
        .with("number", line.identity.number.as_str())
        .with("category", line.increase.category.index() as i64)
        .with("hired_on", line.increase.hired_on)
        .with("wage_fen", line.increase.wage)
        .with("groups", i64::from(line.increase.groups.0))
}

fn read_increase(body: &Value) -> Option<EnrolLine> {
    Some(EnrolLine {
        line: 1,
        name: body["name"].as_str()?.to_owned(),
        identity: domain::identity::read(body["number"].as_str()?).ok()?,
        increase: Increase {
            category: policy::Category::from_index(body["category"].as_i64()?)?,
            hired_on: body["hired_on"].as_str()?.parse().ok()?,
            wage: units::Fen(body["wage_fen"].as_i64()?),
            groups: domain::spell::GroupSet(u8::try_from(body["groups"].as_i64()?).ok()?),
        },
    })
}

fn reduction_body(line: &ReduceLine) -> Body {
    Body::new()
        .with("person", line.person.0)
        .with("end_date", line.reduction.end_date)
        .with("last_month", line.reduction.last_month)
        .with("reason", i64::from(line.reason))
        .with("medical_reason", line.medical_reason.map(i64::from))
        .with("remark", line.remark.as_str())
}

fn read_reduction(body: &Value) -> Option<ReduceLine> {
    let small = |name: &str| body[name].as_i64().and_then(|n| u8::try_from(n).ok());
    Some(ReduceLine {
        line: 1,
        person: PersonId(body["person"].as_i64()?),
        reduction: Reduction {
            end_date: body["end_date"].as_str()?.parse().ok()?,
            last_month: body["last_month"].as_i64().and_then(|code| units::Month::from_code(code).ok()),
        },
        reason: small("reason")?,
        medical_reason: small("medical_reason"),
        remark: body["remark"].as_str()?.to_owned(),
    })
}
