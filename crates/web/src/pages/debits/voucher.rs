//! The voucher (缴款凭证) as PDF: values for the template `voucher`, in Chinese with its English gloss as all forms.

use axum::response::Response;
use domain::Branch;
use domain::collection::Settler;
use domain::standing::Standing;
use procedures::voucher::{Voucher, voucher};
use serde_json::{Value, json};
use units::{Fact, Fen};
use words::Lang;

use super::read_address;
use crate::Asked;
use crate::body::At;
use crate::error::Failure;
use crate::pages::bills::{branch_words, download};

pub(super) async fn page(asked: Asked, At((_, text)): At<(String, String)>) -> Result<Response, Failure> {
    let of = asked.employer()?;
    let key = read_address(&text).ok_or(Failure::NoSuchPage)?;
    let paper = asked.read(move |desk| voucher(desk, of, key)).await?;
    let pdf = asked
        .portal
        .form("voucher", values(&asked, &paper, std::slice::from_ref(&paper)))
        .await?;
    Ok(download(
        pdf,
        "application/pdf",
        &format!("voucher-{}-{}.pdf", key.month, key.kind.slug()),
    ))
}

fn zh(key: &str) -> String {
    words::say(Lang::Zh, key, &[])
}

/// What a payment settled, on one sheet: `paper` is its first bill.
pub(crate) fn values(asked: &Asked, paper: &Voucher, all: &[Voucher]) -> Value {
    let of = &paper.employer;
    let (method, payee) = match (paper.settlement.by, &paper.taken) {
        (_, Some(taken)) => (zh(&format!("till.means.{}", taken.means.code())), zh("voucher.payee.till")),
        (Settler::Debit { attempt, .. }, None) => (
            words::say(Lang::Zh, "voucher.method.debit", &[("n", Fact::Count(attempt.into()))]),
            zh("voucher.payee.debit"),
        ),
        (Settler::Remittance(_), None) => (zh("voucher.method.transfer"), zh("voucher.payee.transfer")),
    };
    let whole: Fen = all.iter().map(|of| of.settlement.principal + of.settlement.fee).sum();
    let months: Vec<Value> = all.iter().map(|of| month(asked, of)).collect();
    json!({
        "employer": {
            "name": paper.payer, "credit_code": paper.credit_code, "registration_number": of.id.code(),
            "district": of.district, "agency": asked.portal.name(Lang::Zh),
        },
        "number": paper.number,
        "made_on": paper.settled_on.to_string(),
        "copies": 2,
        "voucher_number": paper.number,
        "verify_code": paper.number.rsplit('-').next().unwrap_or_default(),
        "months": months,
        "total_fen": whole.count(),
        "method": method,
        "bank_reference": paper.bank_reference,
        "received_on": paper.settlement.value_date.to_string(),
        "payee": payee,
        "issuer": zh("voucher.issuer"),
    })
}

fn month(asked: &Asked, paper: &Voucher) -> Value {
    let cause = paper.standing.1.as_ref();
    json!({
        "month": paper.bill.month.to_string(),
        "bill_number": format!("{}-{}-{}", paper.employer.id.code(), paper.bill.month, paper.bill.kind.slug()),
        "people": paper.people,
        "standing": standing(paper.standing.0),
        "cause": cause.map_or_else(String::new, |cause| words::tell(Lang::Zh, cause)),
        "branches": branches(asked, paper),
    })
}

/// Which of the three boxes is ticked: in time also by second debit.
fn standing(of: Standing) -> &'static str {
    match of {
        Standing::PaidLateDebit | Standing::PaidLateEmployer => "late",
        Standing::BackPaid | Standing::BackPaidOrder | Standing::BackPaidSelf => "back_paid",
        _in_time => "on_time",
    }
}

fn branches(asked: &Asked, paper: &Voucher) -> Vec<Value> {
    let own = asked.portal.agency().book().branches(paper.bill.month);
    let with_maternity = !own.contains(Branch::Maternity);
    let line = |name: String, gloss: &str, employer: Fen, employee: Fen, fee: Fen| {
        json!({
            "name": name, "gloss": gloss, "employer_fen": employer.count(), "employee_fen": employee.count(), "late_fee_fen": fee.count(),
        })
    };
    let mut lines = Vec::new();
    for branch in Branch::ALL {
        let i = branch.index();
        let (employer, employee, fee) = (paper.totals.employer[i], paper.totals.employee[i], paper.fee_by_branch[i]);
        let large = if branch == Branch::Medical { paper.large_amount } else { Fen::ZERO };
        if employer != Fen::ZERO || employee != Fen::ZERO {
            let (name, gloss) = branch_words(branch, with_maternity);
            lines.push(line(name, &gloss, employer - large, employee, fee));
        }
        if branch == Branch::Medical && large + paper.totals.ee_fixed != Fen::ZERO {
            lines.push(line(
                zh("voucher.large_amount"),
                "mutual aid",
                large,
                paper.totals.ee_fixed,
                Fen::ZERO,
            ));
        }
    }
    lines
}
