//! Back payments of many persons by workbook: findings beside their cells first, the clean lines filed from there.

use axum::response::{IntoResponse, Response};
use domain::ids::PersonId;
use maud::{Markup, Render, html};
use procedures::back_payment::workbook::{Listed, answered_workbook, check_workbook, empty_workbook};
use procedures::back_payment::{Ask, AskLine, Asked as Wanted, open_back_payment};
use procedures::enrol_staff::Rule;
use procedures::lists::{Finding, Grade};
use procedures::{Error, Permission};
use units::{Fact, Fen, Month};

use super::address;
use crate::body::{Filled, Uploaded};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Column, Field, Found, Heading, Line, Panel, Problems, Table, actions, amount_or_dash, bullets, columns, error_summary, findings,
    findings_title, form, link, rich, stack, submit, submit_as, upload_form,
};
use crate::pages::employer::Around;
use crate::pages::lists::{shown, workbook};
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed};

/// Bytes of a workbook at most.
const BYTES: usize = 16 << 20;
/// Bytes of what comes back from the page of the results: the lines to be filed, or the file itself.
const LINES: usize = 4 << 20;
/// Bytes of a file that still goes with that page; the results of a larger one are asked for where it is handed in.
const CARRIED: usize = 1 << 20;

pub(super) fn routes() -> Vec<Route> {
    let permission = Permission::FileBackPayment;
    vec![
        Route::page(
            "/employers/{employer}/back-payments/batch",
            permission,
            "Hands in a workbook.",
            page,
        ),
        Route::form(
            "/employers/{employer}/back-payments/batch",
            permission,
            "Reads a workbook; nothing is filed.",
            take,
        )
        .body_at_most(BYTES),
        Route::page(
            "/employers/{employer}/back-payments/batch/template.xlsx",
            permission,
            "An empty workbook to fill in.",
            template,
        ),
        Route::form(
            "/employers/{employer}/back-payments/batch/result",
            permission,
            "Gives the workbook back with its results.",
            result,
        )
        .body_at_most(LINES),
        Route::form(
            "/employers/{employer}/back-payments/batch/file",
            permission,
            "Opens the cases of the clean lines.",
            file,
        )
        .body_at_most(LINES),
    ]
}

async fn page(asked: Asked) -> Result<Markup, Failure> {
    draw(&asked, &Typed::default(), &Problems::new()).await
}

async fn draw(asked: &Asked, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let of = asked.employer()?;
    let around = asked.read(move |desk| Around::look(desk, of)).await?;
    let word = |key: &str| asked.say(key, &[]);
    let title = word("back_payments.batch");
    let fields = html! {
        (Field::new(asked.lang, "file", word("lists.file")).hint(word("back_payments.batch.hint")).problems(problems).file(".xlsx,.xls,.csv,.txt"))
        (actions(html! { (submit(&word("lists.read"))) (submit_as("do", "result", &word("back_payments.batch.result"))) }))
    };
    let side = Panel::new("columns", word("back_payments.batch.columns"))
        .body(bullets(&[
            html! { (word("back_payments.batch.columns.says")) },
            rich(asked.lang, "lists.side.nothing", &[]),
            link(
                &around.at("back-payments/batch/template.xlsx"),
                &word("back_payments.batch.template"),
            ),
        ]))
        .render();
    let main = upload_form(&around.at("back-payments/batch"), &asked.same_key(typed), fields);
    let content = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).lead(rich(asked.lang, "lists.sub", &[])).render())
        (columns(main, side))
    };
    let trail = around.trail(asked, "back-payments", title.clone());
    let frame = around.frame(asked, "back-payments", title).trail(trail).wrong(!problems.is_empty());
    Ok(frame.page(content))
}

async fn take(Uploaded { asked, typed, files }: Uploaded) -> Result<Response, Failure> {
    let of = asked.employer()?;
    let mut problems = Problems::new();
    let label = asked.say("lists.file", &[]);
    let Some(sent) = files.into_iter().find(|file| file.field == "file" && !file.bytes.is_empty()) else {
        problems.add(asked.lang, "file", &label, &FieldRefused::Required);
        return Ok(unaccepted(draw(&asked, &typed, &problems).await?));
    };
    let (name, bytes, lang) = (sent.name.clone(), sent.bytes.clone(), asked.lang);
    if typed.get("do") == "result" {
        let given = asked.read(move |desk| answered_workbook(desk, of, &sent.bytes, lang)).await;
        return match given {
            Ok(bytes) => workbook(&result_name(&name), bytes),
            Err(other) => refused(&asked, &typed, other).await,
        };
    }
    match asked.read(move |desk| check_workbook(desk, of, &sent.bytes)).await {
        Ok(list) => Ok(found(&asked, &Sent { name, bytes }, &list).await?.into_response()),
        Err(other) => refused(&asked, &typed, other).await,
    }
}

/// A file as it came in.
struct Sent {
    name: String,
    bytes: Vec<u8>,
}

/// An empty workbook to fill in.
async fn template(asked: Asked) -> Result<Response, Failure> {
    let bytes = asked.portal.work(|_| empty_workbook()).await?;
    workbook("back-payments.xlsx", bytes)
}

/// The file that came back with the page of its results, answered row by row.
async fn result(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (of, lang, bytes) = (asked.employer()?, asked.lang, from_hex(typed.get("file")));
    match asked.read(move |desk| answered_workbook(desk, of, &bytes, lang)).await {
        Ok(bytes) => workbook(&result_name(typed.get("name")), bytes),
        Err(other) => refused(&asked, &typed, other).await,
    }
}

/// Nothing of a file is kept before it is filed: it goes with the page of its results, so that it can come back from there.
fn result_form(asked: &Asked, around: &Around, sent: &Sent) -> Option<Markup> {
    let fields = html! {
        input type="hidden" name="name" value=(sent.name);
        input type="hidden" name="file" value=(to_hex(&sent.bytes));
        p { (asked.say("back_payments.batch.result.says", &[])) }
        (actions(html! { button class="govuk-button govuk-button--secondary" type="submit" { (asked.say("back_payments.batch.download", &[])) } }))
    };
    let body = || form(&around.at("back-payments/batch/result"), &asked.new_key(), fields);
    (sent.bytes.len() <= CARRIED).then(|| {
        Panel::new("result", asked.say("back_payments.batch.result.title", &[]))
            .body(body())
            .render()
    })
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes; what is not hex is left out, and the file is then refused as what it is.
fn from_hex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok());
    pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}

/// The name of the clerk's own file with its results.
fn result_name(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, kind)) => format!("{stem}-result.{kind}"),
        None => format!("{name}-result"),
    }
}

async fn refused(asked: &Asked, typed: &Typed, failure: Failure) -> Result<Response, Failure> {
    let Failure::Procedure(Error::Refused(why)) = failure else {
        return Err(failure);
    };
    let mut problems = Problems::new();
    problems.add(asked.lang, "file", &asked.say("lists.file", &[]), why.as_ref());
    Ok(unaccepted(draw(asked, typed, &problems).await?))
}

async fn found(asked: &Asked, sent: &Sent, list: &Listed) -> Result<Markup, Failure> {
    let of = asked.employer()?;
    let around = asked.read(move |desk| Around::look(desk, of)).await?;
    let of_grade = |grade: Grade| list.findings.iter().filter(move |finding| finding.grade == grade);
    let attention = of_grade(Grade::Attention).count() as i64;
    let title = findings_title(asked.lang, i64::from(list.rows), i64::from(list.refused), attention);
    let rows: Vec<_> = of_grade(Grade::MustChange)
        .chain(of_grade(Grade::Attention))
        .map(|finding| Found {
            name: list.name_in(finding.place.row).map(str::to_owned),
            ..shown(asked.lang, finding)
        })
        .collect();
    let mut parts = Vec::new();
    if !rows.is_empty() {
        let caption = asked.say("look.finding.caption", &[]);
        parts.push(Panel::new("rows", caption).flush().body(findings(asked.lang, &rows)).render());
    }
    if !list.ask.lines.is_empty() {
        parts.push(clean(asked, list));
        parts.push(file_form(asked, &around, list));
    }
    parts.extend(result_form(asked, &around, sent));
    parts.push(html! { p { (link(&around.at("back-payments/batch"), &asked.say("lists.again", &[]))) } });
    let lead = rich(asked.lang, "lists.found.sub", &[("file", Fact::Text(sent.name.clone()))]);
    let content = html! { (Heading::new(title.clone()).lead(lead).render()) (stack(&parts)) };
    let trail = around.trail(asked, "back-payments", asked.say("back_payments.batch", &[]));
    Ok(around.frame(asked, "back-payments", title).trail(trail).page(content))
}

fn clean(asked: &Asked, list: &Listed) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let title = asked.say("back_payments.batch.clean", &[("count", Fact::Count(list.ask.lines.len() as i64))]);
    let columns = vec![
        Column::title(word("look.finding.name")),
        Column::number(word("back_payments.batch.row")),
        Column::text(word("back_payments.batch.ways")).whole(),
        Column::figure(word("back_payments.base")),
    ];
    let ways = |row: i64| {
        list.findings
            .iter()
            .filter(move |finding: &&Finding| finding.grade == Grade::Note && i64::from(finding.place.row) == row)
    };
    let row = |one: &AskLine| u32::try_from(one.line).unwrap_or_default();
    let lines = list.ask.lines.iter().map(|one| {
        Line::new(vec![
            html! { span lang="zh" { (list.name_in(row(one)).unwrap_or_default()) } },
            html! { (one.line) },
            html! { @for way in ways(one.line) { span class="sb-line" { (words::tell(asked.lang, way)) } } },
            amount_or_dash(one.base),
        ])
    });
    Panel::new("clean", title.clone())
        .flush()
        .body(Table::new(title, columns).lines(lines.collect()).render())
        .render()
}

/// The clean lines go back hidden; the desk checks every one of them again when they are filed.
fn file_form(asked: &Asked, around: &Around, list: &Listed) -> Markup {
    let count = [("count", Fact::Count(list.ask.lines.len() as i64))];
    let fields = html! {
        @for one in &list.ask.lines { input type="hidden" name="line" value=(written(one)); }
        p { (asked.say("back_payments.open.says", &[])) }
        (actions(submit(&asked.say("back_payments.batch.file", &count))))
    };
    Panel::new("file", asked.say("back_payments.open.title", &[]))
        .body(form(&around.at("back-payments/batch/file"), &asked.new_key(), fields))
        .render()
}

/// `row|person|from|to|fen|document|reason`
fn written(line: &AskLine) -> String {
    let document = line.document.as_deref().unwrap_or_default().replace('|', "/");
    let base = line.base.map(|base| base.0.to_string()).unwrap_or_default();
    format!(
        "{}|{}|{}|{}|{base}|{document}|{}",
        line.line,
        line.person.code(),
        line.from,
        line.to,
        line.reason
    )
}

fn read(text: &str) -> Option<AskLine> {
    let mut parts = text.splitn(7, '|');
    let line = parts.next()?.parse().ok()?;
    let person = PersonId::from_code(parts.next()?).ok()?;
    let (from, to) = (Month::parse(parts.next()?).ok()?, Month::parse(parts.next()?).ok()?);
    let base = parts.next()?.parse().ok().map(Fen);
    let document = Some(parts.next()?.to_owned()).filter(|number| !number.is_empty());
    Some(AskLine {
        line,
        person,
        from,
        to,
        base,
        reason: parts.next()?.to_owned(),
        document,
        medical_costs: false,
    })
}

async fn file(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let of = asked.employer()?;
    let lines: Vec<AskLine> = typed.all("line").iter().filter_map(|text| read(text)).collect();
    let ask = Ask {
        asked: Wanted::ByMonth,
        origin: "workbook",
        lines,
    };
    let key = asked.key(&typed)?;
    let opened = asked
        .act(move |desk| open_back_payment(desk, &key, of, &ask, Rule::AllOrNothing))
        .await;
    match opened {
        Ok(opened) => {
            let first = opened.cases.first().map(|(id, _)| address(of, *id));
            Ok(asked.go(&first.unwrap_or_else(|| format!("/employers/{}/back-payments", of.code()))))
        }
        Err(other) => refused(&asked, &Typed::default(), other).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_as_it_went_out() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(from_hex(&to_hex(&bytes)), bytes);
        assert_eq!(from_hex("zz504b"), b"PK", "what is no hex is left out");
    }

    #[test]
    fn a_line_comes_back_as_it_went_out_and_a_mangled_one_does_not() {
        let person = PersonId(77).code();
        let text = format!("7|{person}|2019-02|2019-06|957000|京社补〔2026〕107号|漏报|再报");
        let line = read(&text).expect("a line");
        assert_eq!(written(&line), text);
        assert_eq!(
            (line.line, line.from.to_string(), line.to.to_string()),
            (7, "2019-02".to_owned(), "2019-06".to_owned())
        );
        assert_eq!((line.base, line.reason.as_str()), (Some(Fen(957_000)), "漏报|再报"));
        assert_eq!(line.document.as_deref(), Some("京社补〔2026〕107号"));
        assert_eq!(read("7|2|2019-02"), None);
        assert_eq!(read(&format!("7|{person}|2019-13|2019-06|1||x")), None);
    }
}
