//! The statement (个人权益记录单): issued with a number that anybody can check, and its PDF.

use axum::response::Response;
use domain::Branch;
use domain::standing::{Counts, Standing};
use maud::{Markup, Render, html};
use procedures::record::{MonthRow, Record};
use procedures::statement::{Statement, checksum, issue_statement, statement};
use serde_json::{Value, json};
use units::{Fact, Fen};
use words::Lang;

use crate::Asked;
use crate::body::{At, Filled};
use crate::error::Failure;
use crate::look::{Crumb, Heading, Panel, Summary, actions, button, form, link, number, rich, stack, submit};
use crate::pages::bills::{branch_words, download};

/// The form on the record that issues one.
pub(super) fn ask(asked: &Asked) -> Markup {
    let body = html! {
        p { (rich(asked.lang, "statement.ask.says", &[])) }
        (form("/record/statements", &asked.new_key(), actions(submit(&asked.say("statement.ask", &[])))))
    };
    Panel::new("statement", asked.say("statement.title", &[])).body(body).render()
}

pub(super) async fn issue(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let key = asked.key(&typed)?;
    let receipt = asked.act(move |desk| issue_statement(desk, &key)).await?;
    Ok(asked.go(&format!("/record/statements/{}", receipt.number)))
}

pub(super) async fn page(asked: Asked, At(no): At<String>) -> Result<Markup, Failure> {
    let sent = no.clone();
    let of = asked.read(move |desk| statement(desk, &sent)).await?;
    let title = asked.say("statement.issued", &[]);
    let word = |key: &str| asked.say(key, &[]);
    let summary = Summary::new(asked.lang)
        .row(word("statement.number"), number(&of.receipt.number))
        .row(word("statement.checksum"), number(&checksum(&of.receipt)))
        .row(word("statement.as_of"), html! { (words::day(asked.lang, of.record.day)) })
        .row(word("statement.issued_on"), html! { (words::day(asked.lang, of.receipt.on_date)) });
    let body = html! {
        (summary.render())
        @if asked.portal.makes_forms() {
            (actions(html! {
                (button(&format!("/record/statements/{}/pdf", of.receipt.number), &word("statement.pdf")))
                (link(&format!("/verify/{}", of.receipt.number), &word("look.receipt.verify")))
            }))
        }
    };
    let trail = vec![Crumb::to(word("frame.menu.record"), "/record"), Crumb::here(title.clone())];
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "statement.issued.says", &[]));
    let frame = asked.frame(title.clone()).menu(asked.insured_menu("/record")).trail(trail);
    Ok(frame.page(html! { (heading) (stack(&[Panel::untitled("issued", title).body(body).render()])) }))
}

pub(super) async fn pdf(asked: Asked, At(no): At<String>) -> Result<Response, Failure> {
    let of = asked.read(move |desk| statement(desk, &no)).await?;
    let name = format!("statement-{}.pdf", of.receipt.number);
    let made = asked.portal.form("statement", values(&asked, &of)).await?;
    Ok(download(made, "application/pdf", &name))
}

fn zh(key: &str) -> String {
    words::say(Lang::Zh, key, &[])
}

fn values(asked: &Asked, of: &Statement) -> Value {
    let record = &of.record;
    let shown: Vec<&MonthRow> = record.months.iter().filter(|row| is_shown(row)).collect();
    let years = (shown.first().map(|r| r.month.year()), shown.last().map(|r| r.month.year()));
    let year = match years {
        (Some(first), Some(last)) if first != last => format!("{first}–{last}"),
        (first, last) => first.or(last).map_or_else(String::new, |y| y.to_string()),
    };
    let employer = record.stays.iter().rfind(|stay| stay.to.is_none()).map(|stay| stay.name.clone());
    let sex = if of.person.female { "forms.sex.female" } else { "forms.sex.male" };
    json!({
        "number": of.receipt.number,
        "made_on": of.receipt.on_date.to_string(),
        "verify_code": of.receipt.number,
        "year": year,
        "as_of": record.day.to_string(),
        "agency": asked.portal.name(Lang::Zh),
        "employer": { "name": of.person.name, "credit_code": "", "district": "", "agency": asked.portal.name(Lang::Zh) },
        "person": {
            "name": of.person.name, "sex": zh(sex), "id_number": of.person.number, "document": document(&of.person.number),
            "employer": employer,
        },
        "branches": record.branches.iter().map(|b| branch(asked, record, *b)).collect::<Vec<_>>(),
        "lines": shown.iter().map(|row| line(record, row)).collect::<Vec<_>>(),
        "objection": words::say(Lang::Zh, "statement.objection", &[("checksum", Fact::Text(checksum(&of.receipt)))]),
    })
}

fn document(number: &str) -> String {
    let kind = domain::identity::read(number)
        .map(|id| id.kind.code().to_owned())
        .unwrap_or_default();
    let key = format!("identity.kind.{kind}");
    if words::knows(&key) { zh(&key) } else { zh("statement.document") }
}

fn is_shown(row: &MonthRow) -> bool {
    row.cells.iter().any(|cell| cell.standing != Standing::NotDue)
}

fn branch(asked: &Asked, record: &Record, branch: Branch) -> Value {
    let i = branch.index();
    let with_maternity = !asked
        .portal
        .agency()
        .book()
        .branches(units::Month::of(record.day))
        .contains(Branch::Maternity);
    let (name, gloss) = branch_words(branch, with_maternity);
    let own = || record.months.iter().map(|row| (row.month, row.cells[i].standing));
    let back = [Standing::BackPaid, Standing::BackPaidOrder, Standing::BackPaidSelf];
    let last = own().next_back().map(|(_, standing)| standing);
    let runs = last.is_some_and(|s| !matches!(s.unbroken(), Counts::No | Counts::Never));
    json!({
        "name": name, "gloss": gloss,
        "first_month": own().find(|(_, s)| *s != Standing::NotDue).map(|(month, _)| month.to_string()),
        "months": record.tallies[i].cumulative,
        "back_paid": own().filter(|(_, s)| back.contains(s)).count(),
        "deemed": own().filter(|(_, s)| *s == Standing::Deemed).count(),
        "status": zh(if runs { "statement.status.paying" } else { "statement.status.stopped" }),
    })
}

fn line(record: &Record, row: &MonthRow) -> Value {
    let cells = || record.branches.iter().map(|b| &row.cells[b.index()]);
    let employer = row.cells.iter().find_map(|c| c.employer);
    let name = record
        .stays
        .iter()
        .find(|stay| Some(stay.employer) == employer)
        .map(|stay| stay.name.clone());
    let paid: Fen = cells().filter(|c| c.standing.is_paid()).map(|c| c.person_pays).sum();
    let cause = cells()
        .find_map(|c| c.cause.as_ref())
        .map_or_else(String::new, |cause| words::tell(Lang::Zh, cause));
    let base = |c: &procedures::record::Cell| (c.base > Fen::ZERO).then(|| c.base.count());
    let note = match cells().any(|c| c.difference) {
        true => words::say(Lang::Zh, "statement.difference", &[("cause", Fact::Text(cause.clone()))]),
        false => cause,
    };
    json!({
        "month": row.month.to_string(),
        "employer": name.unwrap_or_default(),
        "bases_fen": cells().map(base).collect::<Vec<_>>(),
        "standings": cells().map(|c| zh(c.word())).collect::<Vec<_>>(),
        "employee_fen": paid.count(),
        "cause": note,
        "received_on": cells().find_map(|c| c.paid_on).map(|day| day.to_string()),
    })
}
