//! Verbs of money: the account, what the bank answers, a transfer, and what statement, record and books then say.

use anyhow::{Context, anyhow};
use domain::bill::BillKind;
use domain::collection::{ClaimKey, Incoming, PaymentReference};
use domain::ledger::Fund;
use domain::standing::Cause;
use policy::Branch;
use procedures::certify::{Sentence, certificate, certify_month};
use procedures::change_mandate::{NewAccount, change_mandate};
use procedures::demo_bank::{self, Order};
use procedures::employer_account::{attention, employer_account};
use procedures::reconcile::reconcile;
use procedures::record::{masked_record, own_record};
use procedures::take_remittance::take_remittance;
use units::{Fact, Fen, Statement};
use words::Lang;

use super::super::stage::{No, Stage};
use super::super::story::Step;
use super::{Answer, answer};

/// The account that is debited: `employer`, `number`. Answers `stays`: the day of a debit that stays on the old one.
pub fn change_account(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, key) = (stage.employer(step)?, stage.key());
    let asked = NewAccount {
        bank: "示例银行".into(),
        bank_code: "102100099996".into(),
        account_name: stage.name_of(employer)?,
        account_number: step.fields.text("number")?,
        from: None,
    };
    let changed = stage.act(step, move |desk| change_mandate(desk, &key, employer, &asked))?;
    Ok(answer([(
        "stays",
        changed.stays.map(|(day, _)| day.to_string()).unwrap_or_default(),
    )]))
}

/// What the bank is to answer: `employer`, `answer`, `times`.
pub fn order_bank(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, code) = (stage.employer(step)?, step.fields.text("answer")?);
    let order = Order::from_code(&code).with_context(|| format!("the bank knows no answer {code}"))?;
    let times = step.fields.number_or("times", 1)?;
    stage.act(step, move |desk| demo_bank::order(desk, employer, order, times))?;
    Ok(Answer::new())
}

/// A transfer comes with the reference of a bill: `employer`, `month`, `amount`. Answers `settled`, `missing`, `refund_due`.
pub fn pay(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, amount, day) = (stage.employer(step)?, step.fields.money("amount")?, step.on);
    let bill = ClaimKey {
        month: step.fields.month("month")?.context("no month")?,
        kind: BillKind::Regular,
    };
    let money = Incoming {
        bank_reference: stage.key().key,
        text: PaymentReference { employer, bill }.grouped(),
        payer: stage.name_of(employer)?,
        account: "6222000011111234".into(),
    };
    let received = stage.act(step, move |desk| take_remittance(desk, amount, day, &money))?;
    let settled: Vec<String> = received.settled.iter().map(|key| key.month.to_string()).collect();
    Ok(answer([
        ("settled", settled.join(" ")),
        ("missing", received.missing.map_or(Fen::ZERO, |(_, sum)| sum).to_string()),
        ("refund_due", received.refund_due.to_string()),
    ]))
}

/// The employer's statement: `employer`; of `month` (and `kind`, the regular bill without it) also `due`, `paid`, `fee`, `pending`, `standing`. Always `owed`, `arrears`, `carried_on`.
pub fn see_account(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let employer = stage.employer(step)?;
    let month = step.fields.month("month")?;
    let (account, attention) = stage.look(step, move |desk| {
        Ok((employer_account(desk, employer)?, attention(desk, employer)?))
    })?;
    let mut told = answer([
        ("owed", account.owed.to_string()),
        ("arrears", account.arrears.to_string()),
        ("carried_on", attention.carried_on.to_string()),
    ]);
    if let Some(month) = month {
        let kind = BillKind::from_slug(&step.fields.text_or("kind", "regular")?).context("no such kind of bill")?;
        let key = ClaimKey { month, kind };
        let entry = account.entries.iter().find(|entry| entry.key == key).context("no bill")?;
        told.extend([
            ("due", entry.due.to_string()),
            ("paid", entry.paid.to_string()),
            ("fee", entry.fee.to_string()),
            ("pending", entry.pending.to_string()),
            ("standing", entry.standing.code().to_owned()),
        ]);
    }
    Ok(told)
}

/// A certificate of why a month of the caller's own record stands as it does: `month`. Answers `ground`: the rule that its cause
/// hangs on, as anybody reads it.
pub fn certify(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (key, month) = (stage.key(), step.fields.month("month")?.context("no month")?);
    let receipt = stage.act(step, move |desk| certify_month(desk, &key, month))?;
    let issued = stage
        .look(step, move |desk| certificate(desk, &receipt.number))?
        .context("no certificate")?;
    let said = |lang: Lang, sentence: &Sentence| {
        let facts: Vec<(&str, Fact)> = sentence.facts.iter().map(|(name, fact)| (name.as_str(), fact.clone())).collect();
        words::say(lang, &sentence.key, &facts)
    };
    if let Some(open) = issued.says.iter().find(|sentence| said(Lang::En, sentence).contains('{')) {
        return Err(No::Broken(anyhow!("a sentence lacks a fact: {open:?}")));
    }
    let grounds = issued
        .says
        .iter()
        .filter(|sentence| sentence.key.starts_with("certificate.ground."));
    let grounds: Vec<String> = grounds.map(|sentence| said(Lang::Zh, sentence)).collect();
    Ok(answer([("ground", grounds.join(" "))]))
}

/// A person's record, the own one or as an officer sees it: `person`, `month`. Answers `standing`, `cause`, `days`, `fee`,
/// `to_account`; `none` as the standing where the month has no row.
pub fn see_record(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (who, month) = (stage.person_id(step)?, step.fields.month("month")?.context("no month")?);
    let is_own = step.who == "insured";
    let record = stage.look(step, move |desk| {
        if is_own {
            own_record(desk, None)
        } else {
            masked_record(desk, who, None)
        }
    })?;
    let Some(row) = record.month(month) else {
        return Ok(answer([("standing", "none".into())]));
    };
    if !row.agrees() {
        return Err(No::Broken(anyhow!("the branches stand apart: {row:?}")));
    }
    let cell = row.cells[Branch::Pension.index()];
    let (days, fee) = match cell.cause {
        Some(
            Cause::LateAfterBounce { days, fee, .. }
            | Cause::LateByEmployer { days, fee, .. }
            | Cause::SettledAlone { days, fee, .. }
            | Cause::BackPaid { days, fee, .. },
        ) => (days, fee),
        _ => (0, Fen::ZERO),
    };
    Ok(answer([
        ("standing", cell.standing.code().to_owned()),
        ("cause", cell.cause.map(|cause| cause.code().to_owned()).unwrap_or_default()),
        ("days", days.to_string()),
        ("fee", fee.to_string()),
        ("to_account", cell.to_account.to_string()),
    ]))
}

/// Bank and books. Answers `bank`, `principal`, `late_fees`, `unallocated`, `refund_due`, `refunded`, `hold`.
pub fn see_books(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let day = step.on;
    let books = stage.look(step, move |desk| reconcile(desk, day))?;
    Ok(answer([
        ("bank", books.bank().to_string()),
        ("principal", books.principal.to_string()),
        ("late_fees", books.late_fees.to_string()),
        ("unallocated", books.balances.holds(Fund::Unallocated).to_string()),
        ("refund_due", books.balances.holds(Fund::RefundDue).to_string()),
        ("refunded", books.balances.holds(Fund::Refunded).to_string()),
        ("hold", books.holds().to_string()),
    ]))
}

/// Every invariant. Answers `broken`, a line each.
pub fn check(stage: &mut Stage, _: &Step) -> Result<Answer, No> {
    let checks = procedures::check::check(stage.agency())?;
    let broken: Vec<String> = checks.into_iter().flat_map(|check| check.broken).collect();
    Ok(answer([("broken", broken.join("; "))]))
}
