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
    let pdf = asked.portal.form("voucher", values(&asked, &paper)).await?;
    Ok(download(
        pdf,
        "application/pdf",
        &format!("voucher-{}-{}.pdf", key.month, key.kind.slug()),
    ))
}

fn zh(key: &str) -> String {
    words::say(Lang::Zh, key, &[])
}

fn values(asked: &Asked, paper: &Voucher) -> Value {
    let of = &paper.employer;
    let (method, payee) = match paper.settlement.by {
        Settler::Debit { attempt, .. } => (
            words::say(Lang::Zh, "voucher.method.debit", &[("n", Fact::Count(attempt.into()))]),
            zh("voucher.payee.debit"),
        ),
        Settler::Remittance(_) => (zh("voucher.method.transfer"), zh("voucher.payee.transfer")),
    };
    let cause = paper
        .standing
        .1
        .as_ref()
        .map_or_else(String::new, |cause| words::tell(Lang::Zh, cause));
    let whole = paper.settlement.principal + paper.settlement.fee;
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
        "months": [{
            "month": paper.bill.month.to_string(),
            "bill_number": format!("{}-{}-{}", of.id.code(), paper.bill.month, paper.bill.kind.slug()),
            "people": paper.people,
            "standing": standing(paper.standing.0),
            "cause": cause,
            "branches": branches(asked, paper),
        }],
        "total_fen": whole.count(),
        "method": method,
        "bank_reference": paper.bank_reference,
        "received_on": paper.settlement.value_date.to_string(),
        "payee": payee,
        "issuer": zh("voucher.issuer"),
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
            lines.push(line(name, gloss, employer - large, employee, fee));
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
