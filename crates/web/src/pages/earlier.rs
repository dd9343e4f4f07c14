//! Records from before this system: a file with the sums of its printout is handed in, another officer confirms it.

mod one;

use axum::response::{IntoResponse, Response};
use domain::ids::EmployerId;
use maud::{Markup, Render, html};
use procedures::earlier::{
    CheckedEarlier, EarlierFile, EarlierSums, answered_earlier, check_earlier, earlier_files, employer_of_code, empty_earlier,
    hand_in_earlier,
};
use procedures::lists::Grade;
use procedures::{Error, Permission};
use units::{Fact, Fen, Statement};

use crate::body::{Uploaded, UploadedFile};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Column, Field, Heading, Line, Menu, Panel, Problems, Table, Tone, actions, amount, empty, error_summary, findings, link, rich, stack,
    status, submit, submit_as, upload_form,
};
use crate::pages::lists::{shown, workbook};
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed};

pub(crate) const ADDRESS: &str = "/earlier-records";
/// Bytes of a file at most.
const BYTES: usize = 16 << 20;
/// The sums that are asked for.
const SUMS: [&str; 3] = ["employer", "person", "to_account"];

pub(crate) fn routes() -> Vec<Route> {
    let see = Permission::ViewEarlier;
    let mut all = vec![
        Route::page(
            ADDRESS,
            see,
            "Records from before this system: files, and the form that hands one in.",
            page,
        ),
        Route::page(
            "/earlier-records/template.xlsx",
            Permission::TakeOverRecords,
            "An empty file to fill in.",
            template,
        ),
        Route::form(
            ADDRESS,
            Permission::TakeOverRecords,
            "Hands a file in, or gives it back with its findings.",
            take,
        )
        .body_at_most(BYTES),
    ];
    all.extend(one::routes());
    all
}

/// The menu of whoever looks: the desk that takes over, else the one that keeps the records.
fn menu(asked: &Asked) -> Menu {
    if asked.caller.may(Permission::TakeOverRecords) {
        return super::registration::menu(asked, ADDRESS);
    }
    super::record::menu(asked, ADDRESS)
}

fn stage(asked: &Asked, file: &EarlierFile) -> Markup {
    let tone = match file.stage.code() {
        "confirmed" => Tone::Good,
        "handed_in" => Tone::Time,
        _taken_back => Tone::Quiet,
    };
    status(tone, &asked.say(&format!("earlier.stage.{}", file.stage.code()), &[]))
}

async fn page(asked: Asked) -> Result<Markup, Failure> {
    draw(&asked, &Typed::default(), &Problems::new(), None).await
}

async fn draw(asked: &Asked, typed: &Typed, problems: &Problems, checked: Option<&CheckedEarlier>) -> Result<Markup, Failure> {
    let files = asked.read(earlier_files).await?;
    let title = asked.say("earlier.title", &[]);
    let mut parts = Vec::new();
    parts.extend(checked.filter(|c| c.refused > 0).map(|checked| to_mend(asked, checked)));
    if asked.caller.may(Permission::TakeOverRecords) {
        parts.push(hand_in_form(asked, typed, problems));
    }
    parts.push(list(asked, &files));
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "earlier.lead", &[]));
    let content = html! { (error_summary(asked.lang, problems)) (heading.render()) (stack(&parts)) };
    Ok(asked.frame(title).wrong(!problems.is_empty()).menu(menu(asked)).page(content))
}

/// What must be mended before the file is taken, and what its clean rows come to.
fn to_mend(asked: &Asked, checked: &CheckedEarlier) -> Markup {
    let rows: Vec<_> = checked
        .findings
        .iter()
        .filter(|finding| finding.grade != Grade::Note)
        .map(|finding| shown(asked.lang, finding))
        .collect();
    let facts = [
        ("refused", Fact::Count(i64::from(checked.refused))),
        ("rows", Fact::Count(i64::from(checked.rows))),
    ];
    let title = asked.say("earlier.findings", &facts);
    Panel::new("rows", title).flush().body(findings(asked.lang, &rows)).render()
}

fn hand_in_form(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let field = |name: &'static str| {
        Field::new(asked.lang, name, word(&format!("earlier.field.{name}")))
            .typed(typed)
            .problems(problems)
    };
    let fields = html! {
        (field("credit_code").hint(word("earlier.field.credit_code.hint")).text(20))
        (field("file").hint(word("earlier.field.file.hint")).file(".xlsx,.csv,.txt"))
        p class="sb-small" { (link("/earlier-records/template.xlsx", &word("earlier.template"))) }
        p class="sb-above" { (word("earlier.sums.says")) }
        @for name in SUMS { (field(name).money()) }
        (actions(html! { (submit(&word("earlier.hand_in"))) (submit_as("do", "result", &word("earlier.result"))) }))
    };
    Panel::new("hand-in", word("earlier.hand_in.title"))
        .body(upload_form(ADDRESS, &asked.same_key(typed), fields))
        .render()
}

fn list(asked: &Asked, files: &[(String, EarlierFile)]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let title = word("earlier.files");
    if files.is_empty() {
        return Panel::untitled("files", title)
            .body(empty(rich(asked.lang, "earlier.none", &[]), None))
            .render();
    }
    let columns = vec![
        Column::title(word("earlier.file")),
        Column::text(word("earlier.employer")),
        Column::text(word("earlier.state")),
        Column::number(word("earlier.people")),
        Column::number(word("earlier.months")),
        Column::figure(word("earlier.field.employer")),
        Column::figure(word("earlier.field.person")),
        Column::text(word("earlier.since")).unbroken(),
    ];
    let lines = files.iter().map(|(employer, file)| {
        Line::new(vec![
            link(&one::address(file.employer, file.id), &file.name),
            html! { span lang="zh" { (employer) } },
            stage(asked, file),
            html! { (file.people) },
            html! { (file.totals.months) },
            amount(file.totals.employer),
            amount(file.totals.person),
            html! { (words::day_short(asked.lang, file.on)) " " span class="sb-soft" { (file.by_name) } },
        ])
    });
    let table = Table::new(title.clone(), columns).lines(lines.collect());
    Panel::new("files", title).flush().body(table.render()).render()
}

async fn template(asked: Asked) -> Result<Response, Failure> {
    let bytes = asked.portal.work(|_| empty_earlier()).await?;
    workbook("earlier-records.xlsx", bytes)
}

/// What a form says beside its file.
struct HandIn {
    of: EmployerId,
    sums: Option<EarlierSums>,
    file: UploadedFile,
}

async fn read(asked: &Asked, typed: &Typed, files: Vec<UploadedFile>, problems: &mut Problems) -> Result<Option<HandIn>, Failure> {
    let lang = asked.lang;
    let label = |name: &str| asked.say(&format!("earlier.field.{name}"), &[]);
    let code = problems.take(lang, "credit_code", &label("credit_code"), typed.text("credit_code", 30));
    let of = match code {
        Some(code) => match asked.read(move |desk| employer_of_code(desk, &code)).await {
            Ok(of) => Some(of),
            Err(Failure::Procedure(Error::Refused(why))) => {
                problems.add(lang, "credit_code", &label("credit_code"), why.as_ref());
                None
            }
            Err(other) => return Err(other),
        },
        None => None,
    };
    let file = files.into_iter().find(|file| file.field == "file" && !file.bytes.is_empty());
    if file.is_none() {
        problems.add(lang, "file", &label("file"), &FieldRefused::Required);
    }
    // Where the file only comes back with its findings, no sum is needed.
    let wants_sums = typed.get("do") != "result";
    let mut sum = |name| {
        if wants_sums {
            problems.take(lang, name, &label(name), typed.money(name))
        } else {
            None
        }
    };
    let sums: [Option<Fen>; 3] = SUMS.map(&mut sum);
    let sums = match sums {
        [Some(employer), Some(person), Some(to_account)] => Some(EarlierSums {
            employer,
            person,
            to_account,
        }),
        _missing => None,
    };
    Ok(of.zip(file).map(|(of, file)| HandIn { of, sums, file }))
}

async fn take(Uploaded { asked, typed, files }: Uploaded) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let read = read(&asked, &typed, files, &mut problems).await?;
    let Some(HandIn { of, sums, file }) = read.filter(|_| problems.is_empty()) else {
        return Ok(unaccepted(draw(&asked, &typed, &problems, None).await?).into_response());
    };
    let (bytes, lang) = (file.bytes.clone(), asked.lang);
    let Some(sums) = sums else {
        return match asked.read(move |desk| answered_earlier(desk, of, &bytes, lang)).await {
            Ok(bytes) => workbook(&format!("result-{}", file.name), bytes),
            Err(other) => refused(&asked, &typed, problems, other, None).await,
        };
    };
    let key = asked.key_with_file(&typed, &file.bytes)?;
    let name = file.name.clone();
    match asked.act(move |desk| hand_in_earlier(desk, &key, of, &name, &bytes, sums)).await {
        Ok((_, id)) => Ok(asked.go(&one::address(of, id))),
        Err(other) => {
            let bytes = file.bytes;
            let checked = asked.read(move |desk| check_earlier(desk, of, &bytes)).await.ok();
            refused(&asked, &typed, problems, other, checked.as_ref()).await
        }
    }
}

async fn refused(
    asked: &Asked,
    typed: &Typed,
    mut problems: Problems,
    failure: Failure,
    checked: Option<&CheckedEarlier>,
) -> Result<Response, Failure> {
    let Failure::Procedure(Error::Refused(why)) = failure else {
        return Err(failure);
    };
    let field = field_of(why.as_ref());
    let label = asked.say(&format!("earlier.field.{field}"), &[]);
    problems.add(asked.lang, field, &label, why.as_ref());
    Ok(unaccepted(draw(asked, typed, &problems, checked).await?).into_response())
}

fn field_of(why: &dyn Statement) -> &'static str {
    match why.code() {
        "earlier.sums_differ.employer" => "employer",
        "earlier.sums_differ.person" => "person",
        "earlier.sums_differ.to_account" => "to_account",
        _of_the_file => "file",
    }
}
