//! Verbs of records from before this system: handed in, confirmed, taken back; and the months that an employer missed.

use anyhow::Context;
use domain::ids::{EarlierFileId, EmployerId};
use procedures::back_payment::missed_months;
use procedures::earlier::{EarlierSums, confirm_earlier, earlier_of, hand_in_earlier, take_back_earlier};
use toml::Value;

use super::super::stage::{No, Stage};
use super::super::story::Step;
use super::{Answer, answer};

const HEADINGS: &str = "姓名,证件号码,险种,起始月,终止月,缴费基数,单位月缴,个人月缴,月划入个人账户,缴费状态,到账日期";

/// Hands a file about one person in: `employer`, `person`, `rows`, each `branch,from,to,base,employer,person,account,standing,paid_on`, and
/// the sums `employer_sum`, `person_sum`, `account_sum`. Answers `months` and `stage`.
pub fn hand_in(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, actor, key) = (stage.employer(step)?, stage.person(step)?, stage.key());
    let rows = step.fields.optional("rows").and_then(Value::as_array).context("no rows")?.clone();
    let mut text = HEADINGS.to_owned();
    for row in &rows {
        let row = row.as_str().context("a row is text")?;
        text += &format!("\n{},{},{row}", actor.name, actor.identity.number);
    }
    let told = EarlierSums {
        employer: step.fields.money("employer_sum")?,
        person: step.fields.money("person_sum")?,
        to_account: step.fields.money("account_sum")?,
    };
    stage.act(step, move |desk| {
        hand_in_earlier(desk, &key, employer, "old.csv", text.as_bytes(), told)
    })?;
    told_of(stage, step, employer)
}

fn latest(stage: &Stage, employer: EmployerId) -> Result<EarlierFileId, No> {
    let files = stage.agency().db().read(move |tx| store::earlier::files(tx, employer, 1));
    Ok(files.context("files")?.first().context("no file")?.id)
}

fn told_of(stage: &Stage, step: &Step, employer: EmployerId) -> Result<Answer, No> {
    let files = stage.look(step, move |desk| earlier_of(desk, employer))?;
    let file = files.first().context("no file")?;
    Ok(answer([
        ("months", file.totals.months.to_string()),
        ("stage", file.stage.code().to_owned()),
    ]))
}

/// What an officer does to the latest file: `employer`, `act` (`confirm`, `take_back`). Answers `months` and `stage`.
pub fn decide(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, key) = (stage.employer(step)?, stage.key());
    let (id, act) = (latest(stage, employer)?, step.fields.text("act")?);
    stage.act(step, move |desk| match act.as_str() {
        "confirm" => confirm_earlier(desk, &key, employer, id),
        _ => take_back_earlier(desk, &key, employer, id, "the bases stood in another column"),
    })?;
    told_of(stage, step, employer)
}

/// The months that an employer missed: `employer`. Answers `months`, all people's together.
pub fn missed(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let employer = stage.employer(step)?;
    let all = stage.look(step, move |desk| missed_months(desk, employer))?;
    let months: Vec<String> = all.iter().flat_map(|of| &of.months).map(ToString::to_string).collect();
    Ok(answer([("months", months.join(" "))]))
}
