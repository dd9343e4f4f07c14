use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::Branch;
use domain::case::back_payment::Point;
use domain::ids::{CaseId, EmployerId};
use procedures::back_payment::{self as cases, Approved, Decision, approve_amounts, decide_many, prepare::Mended};
use procedures::{Desk, Error, Key, Receipt};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::wire::{AcceptedJson, EmployerCode, MonthCode, PersonCode, SaidJson, Yuan};
use super::case::case_id;
use crate::Asked;
use crate::body::{Ask, At, KeyedFile, Searched};
use crate::error::{Failure, created};

/// What the employer does.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeedAsk {
    /// `tick`, `untick`, `submit`, `answer`, `mend`, `withdraw`, `file_online`, `file_again`.
    act: String,
    /// A paper, by its code: for tick and untick.
    #[serde(default)]
    paper: String,
    /// What was answered or mended.
    #[serde(default)]
    note: String,
    /// Lines put right: for mend.
    #[serde(default)]
    lines: Vec<MendedAsk>,
}

/// A line put right.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MendedAsk {
    /// Its position in the case.
    line: i64,
    /// First month; without it the line is taken out.
    from: Option<MonthCode>,
    /// Last month.
    to: Option<MonthCode>,
    /// The wage.
    base: Option<Yuan>,
    /// The number of the supporting document.
    document: Option<String>,
}

/// What an officer does.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BackPaymentDecisionAsk)]
pub(super) struct DecisionAsk {
    /// `check`, `confirm`, `disagree`, `ask`, `return`, `refuse`, `accept`, `see_original`.
    act: String,
    /// Why, or what is asked for: the employer reads it word for word.
    #[serde(default)]
    ground: String,
    /// The papers that `ask` and `return` point at, by their codes; those whose originals were seen with `see_original` and `accept`.
    #[serde(default)]
    papers: Vec<String>,
    /// The months that `ask` and `return` point at.
    #[serde(default)]
    months: Vec<MonthCode>,
}

/// A decision on many cases.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DecisionsAsk {
    /// As for one, without `accept`.
    act: String,
    /// Why.
    #[serde(default)]
    ground: String,
    /// The cases.
    cases: Vec<NamedCase>,
}

/// A case by its name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NamedCase {
    /// Of which employer.
    employer: EmployerCode,
    /// Its code.
    case: String,
}

/// What became of many.
#[derive(Serialize, ToSchema)]
pub(super) struct DecisionsJson {
    /// One for each case, in their order.
    items: Vec<OutcomeJson>,
}

/// What became of one.
#[derive(Serialize, ToSchema)]
struct OutcomeJson {
    /// Its code.
    case: String,
    /// The receipt.
    accepted: Option<AcceptedJson>,
    /// Why nothing was done.
    refused: Option<SaidJson>,
}

/// Approved amounts.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AmountsAsk {
    /// One for each person, or month of a person.
    amounts: Vec<ApprovedAsk>,
}

/// An approved amount.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ApprovedAsk {
    /// Whose.
    person: PersonCode,
    /// Which month; without it every month of the person that is not computed.
    month: Option<MonthCode>,
    /// Every branch of the month; 0.00 where there is none.
    branches: Vec<BranchAsk>,
    /// What of it goes to the pension account; the person's pension share without it.
    to_pension_account: Option<Yuan>,
    /// The late fee of a month, where no rule is known for it.
    fee: Option<Yuan>,
    /// On which ground.
    ground: String,
}

/// A branch of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BranchAsk {
    /// `pension`, `medical`, …
    branch: String,
    /// The employer's part.
    employer: Yuan,
    /// The person's part.
    employee: Yuan,
}

pub(super) fn unknown_act(act: &str) -> Failure {
    Failure::Unreadable {
        what: format!("act: {act:?} is nothing that can be done"),
    }
}

pub(super) fn answered(who: EmployerId, id: CaseId, receipt: &Receipt) -> Response {
    created(
        &format!("/api/employers/{}/back-payments/{}", who.code(), id.code()),
        AcceptedJson::from(receipt),
    )
}

type Done = Result<Receipt, Error>;

pub(super) async fn deed(At((_, case)): At<(String, String)>, Ask { asked, body, key }: Ask<DeedAsk>) -> Result<Response, Failure> {
    let (who, id) = (asked.employer()?, case_id(&case)?);
    let known = [
        "tick",
        "untick",
        "submit",
        "answer",
        "mend",
        "withdraw",
        "file_online",
        "file_again",
    ];
    if !known.contains(&body.act.as_str()) {
        return Err(unknown_act(&body.act));
    }
    let receipt = asked.act(move |desk| do_deed(desk, &key, (who, id), &body)).await?;
    Ok(answered(who, id, &receipt))
}

fn do_deed(desk: &mut Desk, key: &Key, (who, id): (EmployerId, CaseId), body: &DeedAsk) -> Done {
    match body.act.as_str() {
        "tick" => cases::put_paper(desk, key, who, id, &body.paper, None),
        "untick" => cases::take_paper_out(desk, key, who, id, &body.paper),
        "submit" => cases::submit(desk, key, who, id),
        "answer" => cases::answer(desk, key, who, id, &body.note),
        "withdraw" => cases::withdraw(desk, key, who, id),
        "file_online" => cases::file_online(desk, key, who, id),
        "file_again" => cases::file_again(desk, key, who, id),
        _mend => {
            let line = |l: &MendedAsk| Mended {
                line: l.line,
                months: l.from.zip(l.to).map(|(from, to)| (from.0, to.0)),
                base: l.base.map(|b| b.0),
                document: l.document.clone(),
            };
            let lines: Vec<Mended> = body.lines.iter().map(line).collect();
            cases::mend(desk, key, who, id, &body.note, &lines)
        }
    }
}

/// The longest name of a file.
const NAME: usize = 120;

pub(super) async fn paper(
    At((_, case, paper)): At<(String, String, String)>,
    Searched(typed): Searched,
    KeyedFile { asked, bytes, key }: KeyedFile,
) -> Result<Response, Failure> {
    let (who, id) = (asked.employer()?, case_id(&case)?);
    let name = typed.text("name", NAME)?;
    let receipt = asked
        .act(move |desk| cases::put_paper(desk, &key, who, id, &paper, Some((&name, &bytes))))
        .await?;
    Ok(answered(who, id, &receipt))
}

pub(super) async fn paper_sent(asked: Asked, At((_, case, paper)): At<(String, String, String)>) -> Result<Response, Failure> {
    let (who, id) = (asked.employer()?, case_id(&case)?);
    looked(&asked, who, id, &paper).await?;
    let (_, bytes) = asked.read(move |desk| cases::papers::paper_file(desk, who, id, &paper)).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

/// An officer's look at a paper is a fact of the case before the file is shown: a review agrees only to what somebody opened.
pub(crate) async fn looked(asked: &Asked, who: EmployerId, id: CaseId, paper: &str) -> Result<(), Failure> {
    let of = paper.to_owned();
    let Some(n) = asked.read(move |desk| cases::papers::look_counts(desk, who, id, &of)).await? else {
        return Ok(());
    };
    let key = Key::new(format!("opened:{}:{paper}:{n}:{}", id.code(), asked.caller.login.0), b"");
    let of = paper.to_owned();
    asked
        .act(move |desk| cases::see_paper(desk, &key, who, id, &of, false))
        .await
        .map(drop)
}

fn decision_of(act: &str, ground: &str, at: Vec<Point>) -> Option<Decision> {
    let ground = ground.to_owned();
    match act {
        "check" => Some(Decision::Check),
        "confirm" => Some(Decision::Confirm),
        "disagree" => Some(Decision::Disagree(ground)),
        "ask" => Some(Decision::Ask(ground, at)),
        "return" => Some(Decision::Return(ground, at)),
        "refuse" => Some(Decision::Refuse(ground)),
        _ => None,
    }
}

pub(super) async fn decision(At((_, case)): At<(String, String)>, Ask { asked, body, key }: Ask<DecisionAsk>) -> Result<Response, Failure> {
    let (who, id) = (asked.employer()?, case_id(&case)?);
    let receipt = if body.act == "accept" {
        asked.act(move |desk| cases::accept(desk, &key, who, id, &body.papers)).await?
    } else if body.act == "see_original" {
        let paper = body.papers.first().cloned().unwrap_or_default();
        asked.act(move |desk| cases::see_paper(desk, &key, who, id, &paper, true)).await?
    } else {
        let papers = body.papers.iter().cloned().map(Point::Paper);
        let at: Vec<Point> = papers.chain(body.months.iter().map(|m| Point::Month(m.0))).collect();
        let decision = decision_of(&body.act, &body.ground, at).ok_or_else(|| unknown_act(&body.act))?;
        asked.act(move |desk| cases::decide::decide(desk, &key, who, id, &decision)).await?
    };
    Ok(answered(who, id, &receipt))
}

pub(super) async fn decisions(Ask { asked, body, key }: Ask<DecisionsAsk>) -> Result<Json<DecisionsJson>, Failure> {
    let decision = decision_of(&body.act, &body.ground, vec![]).ok_or_else(|| unknown_act(&body.act))?;
    let named = body.cases.iter().map(|c| Ok((c.employer.0, case_id(&c.case)?)));
    let named: Vec<(EmployerId, CaseId)> = named.collect::<Result<_, Failure>>()?;
    let caller = asked.caller.clone();
    let outcomes = asked
        .portal
        .work(move |agency| decide_many(agency, &caller, &key, &named, &decision))
        .await?;
    let one = |o: &cases::Outcome| OutcomeJson {
        case: o.id.code(),
        accepted: o.outcome.as_ref().ok().map(AcceptedJson::from),
        refused: o.outcome.as_ref().err().map(|why| SaidJson::of(&asked, why.as_ref())),
    };
    Ok(Json(DecisionsJson {
        items: outcomes.iter().map(one).collect(),
    }))
}

pub(super) async fn amounts(At((_, case)): At<(String, String)>, Ask { asked, body, key }: Ask<AmountsAsk>) -> Result<Response, Failure> {
    let (who, id) = (asked.employer()?, case_id(&case)?);
    let branch = |b: &BranchAsk| {
        let branch = Branch::from_code(&b.branch).ok_or_else(|| Failure::Unreadable {
            what: format!("branch: {:?} is none", b.branch),
        })?;
        Ok((branch, b.employer.0, b.employee.0))
    };
    let mut approved = Vec::with_capacity(body.amounts.len());
    for one in &body.amounts {
        approved.push(Approved {
            person: one.person.0,
            month: one.month.map(|m| m.0),
            amounts: one.branches.iter().map(branch).collect::<Result<_, Failure>>()?,
            to_pension_account: one.to_pension_account.map(|y| y.0),
            fee: one.fee.map(|y| y.0),
            ground: one.ground.clone(),
        });
    }
    let receipt = asked.act(move |desk| approve_amounts(desk, &key, who, id, &approved)).await?;
    Ok(answered(who, id, &receipt))
}
