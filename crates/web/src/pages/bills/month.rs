use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::bill::BillKind;
use domain::ids::EmployerId;
use domain::{Branch, Category};
use maud::{Markup, Render, html};
use procedures::Error;
use procedures::bill_file::{BillWords, bill_file};
use procedures::bills::{BillPage, bill_page};
use procedures::draft_bill::{Draft, draft_bill};
use units::{Fact, Month};

use super::super::employer::Around;
use super::sheet::Sheet;
use super::{around, at, branch_name, draft_state, frame, kind_of, kind_words, list, month_of, person, query, state, to_list, total};
use crate::body::{At, Searched};
use crate::error::Failure;
use crate::look::{Alert, Crumb, Heading, Panel, Tone, button_small, empty, link, print_button, rich, stack};
use crate::{Asked, Typed};

enum Found {
    Made(Box<BillPage>),
    Coming(Box<Draft>),
    /// Neither billed nor coming.
    Nothing,
}

pub(super) async fn page(asked: Asked, At((_, part)): At<(String, String)>, Searched(typed): Searched) -> Result<Markup, Failure> {
    let (who, month, kind) = (asked.employer()?, month_of(&part)?, kind_of(&typed)?);
    let found = asked
        .read(move |desk| match bill_page(desk, who, month, kind) {
            Ok(page) => Ok(Found::Made(Box::new(page))),
            Err(Error::NotFound) if kind == BillKind::Regular && desk.window()?.month() == month => {
                Ok(Found::Coming(Box::new(draft_bill(desk, who)?)))
            }
            Err(Error::NotFound) if kind == BillKind::Regular => Ok(Found::Nothing),
            Err(other) => Err(other),
        })
        .await?;
    let around = around(&asked, who).await?;
    Ok(match found {
        Found::Made(page) => made(&asked, &around, &page, &typed),
        Found::Coming(draft) => coming(&asked, &around, &draft, &typed),
        Found::Nothing => nothing(&asked, &around, month),
    })
}

fn trail(asked: &Asked, who: EmployerId, month: Month) -> Vec<Crumb> {
    vec![to_list(asked, who), Crumb::here(words::month(asked.lang, month))]
}

fn nothing(asked: &Asked, around: &Around, month: Month) -> Markup {
    let who = around.overview.employer.id;
    let title = asked.say("bills.of_month", &[("month", Fact::Month(month))]);
    let content = html! { (Heading::new(title.clone())) (empty(rich(asked.lang, "bills.no_bill", &[("month", Fact::Month(month))]), Some(link(&at(who, ""), &asked.say("bills.to_list", &[]))))) };
    frame(asked, around, &title, trail(asked, who, month)).page(content)
}

fn coming(asked: &Asked, around: &Around, draft: &Draft, typed: &Typed) -> Markup {
    let who = around.overview.employer.id;
    let title = asked.say("bills.of_month", &[("month", Fact::Month(draft.month))]);
    let declared = draft.declaration.as_ref().is_some_and(|d| d.how.is_declared());
    let how = draft.declaration.as_ref().map_or("none", |d| d.how.code());
    let facts = [
        ("how", Fact::Word(format!("declaration.how.{how}"))),
        ("default", Fact::Day(draft.window.default_declaration)),
        ("closes", Fact::Day(draft.window.closes)),
    ];
    let key = if draft.is_debited {
        "bills.draft.sub"
    } else {
        "bills.draft.sub.self"
    };
    let heading = Heading::new(title.clone())
        .status(draft_state(asked, declared))
        .lead(rich(asked.lang, key, &facts))
        .actions(print_button(asked.lang));
    let parts = if list::is_empty(draft) {
        vec![total::coming(asked, who, draft, true)]
    } else {
        let lines: Vec<domain::bill::Line> = draft.sheet.regular().lines;
        let sheet = Sheet {
            asked,
            month: draft.month,
            lines: &lines,
            totals: draft.sheet.totals(),
            surcharge: draft.sheet.surcharge.total(),
            rates: draft.rates,
            people: &draft.people,
            kind: None,
        };
        let since = draft.last.is_some().then_some(&draft.lines[..]);
        let path = at(who, &draft.month.to_string());
        vec![
            total::coming(asked, who, draft, true),
            person::leavers(asked, since.unwrap_or_default(), &draft.people),
            sheet.by_branch(),
            person::people(&sheet, who, typed, since, &path),
        ]
    };
    frame(asked, around, &title, trail(asked, who, draft.month)).page(html! { (heading) (stack(&parts)) })
}

fn made(asked: &Asked, around: &Around, page: &BillPage, typed: &Typed) -> Markup {
    let who = around.overview.employer.id;
    let (month, kind) = (page.bill.month, page.bill.kind);
    let title = match kind {
        BillKind::Regular => asked.say("bills.of_month", &[("month", Fact::Month(month))]),
        BillKind::Difference(_) | BillKind::Correction(_) | BillKind::BackPayment(_) | BillKind::SetApart(_) => asked.say(
            "bills.of_month.kind",
            &[("month", Fact::Month(month)), ("kind", Fact::Text(kind_words(asked, kind)))],
        ),
    };
    let facts = [
        ("day", Fact::Day(page.bill.closed_on)),
        ("people", Fact::Count(i64::from(page.bill.totals.people))),
    ];
    let sub = match kind {
        BillKind::BackPayment(_) => "bills.made.sub.back_payment",
        BillKind::SetApart(_) => "bills.made.sub.set_apart",
        BillKind::Regular | BillKind::Difference(_) | BillKind::Correction(_) => "bills.made.sub",
    };
    let here = at(who, &month.to_string());
    let file = |name: &str| format!("{here}/{name}{}", query(kind));
    let heading = Heading::new(title.clone())
        .status(state(asked, kind, page.state))
        .lead(rich(asked.lang, sub, &facts))
        .actions(html! {
            (button_small(&file("workbook"), &asked.say("bills.workbook", &[]), None))
            @if asked.portal.makes_forms() { (button_small(&file("notice"), "PDF", None)) }
            (print_button(asked.lang))
        });
    let sheet = Sheet {
        asked,
        month,
        lines: &page.lines,
        totals: page.bill.totals,
        surcharge: page.bill.surcharge,
        rates: page.rates,
        people: &page.people,
        kind: Some(kind),
    };
    let path = format!("{here}{}", query(kind));
    let since = page.since_last_month.as_deref();
    let parts = [
        if page.holds() {
            html! {}
        } else {
            broken(asked)
        },
        total::made(asked, page),
        others(asked, who, page),
        person::leavers(asked, since.unwrap_or_default(), &page.people),
        sheet.by_branch(),
        person::people(&sheet, who, typed, since, &path),
    ];
    frame(asked, around, &title, trail(asked, who, month)).page(html! { (heading) (stack(&parts)) })
}

/// The stored sums are not those of the lines: said, never papered over.
fn broken(asked: &Asked) -> Markup {
    Alert::new(Tone::Bad, "broken", asked.say("bill.sum_differs", &[]))
        .body(html! { (asked.say("bill.sum_differs.fix", &[])) })
        .render()
}

fn others(asked: &Asked, who: EmployerId, page: &BillPage) -> Markup {
    if page.others.is_empty() {
        return html! {};
    }
    let body = html! {
        ul class="sb-bullets" {
            @for other in &page.others {
                li {
                    a href={ (at(who, &other.month.to_string())) (query(other.kind)) } { (kind_words(asked, other.kind)) }
                    " " (rich(asked.lang, "bills.other", &[("day", Fact::Day(other.closed_on)), ("amount", Fact::Money(other.totals.total()))]))
                }
            }
        }
    };
    Panel::new("others", asked.say("bills.others", &[])).body(body).render()
}

pub(super) async fn workbook(asked: Asked, At((_, part)): At<(String, String)>, Searched(typed): Searched) -> Result<Response, Failure> {
    let (who, month, kind) = (asked.employer()?, month_of(&part)?, kind_of(&typed)?);
    let words = BillWords {
        branches: Branch::ALL.map(|branch| branch_name(&asked, branch, month)),
        categories: Category::ALL.map(|category| asked.say(&format!("category.{}", category.code()), &[])),
        more: vec![kind_words(&asked, kind)],
        of_nobody: ["bills.surcharge.line", "bills.undeclared_month.line"].map(|key| asked.say(key, &[])),
    };
    let bytes = asked.read(move |desk| bill_file(desk, who, month, kind, &words)).await?;
    let name = format!("bill-{month}-{}.xlsx", kind.slug());
    Ok(download(
        bytes,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        &name,
    ))
}

/// A file to keep, under a name of letters, digits and hyphens.
pub(in crate::pages) fn download(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
