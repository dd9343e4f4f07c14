//! What waits at the desk, oldest first.

use std::collections::BTreeMap;

use domain::ids::EmployerId;
use maud::{Markup, Render, html};
use procedures::reconcile::{Work, WorkItem, work_list};
use procedures::register_employer::employer;
use procedures::{Desk, Error};
use units::Fact;

use crate::Asked;
use crate::error::Failure;
use crate::look::{Column, Heading, Line, Panel, Table, amount, empty, link, rich, stack};

/// Names of employers by their identifiers.
type Names = BTreeMap<EmployerId, String>;

pub(super) async fn page(asked: Asked) -> Result<Markup, Failure> {
    let (work, names) = asked.read(look).await?;
    let title = match work.len() {
        0 => asked.say("collection.title.none", &[]),
        n => asked.say("collection.title", &[("n", Fact::Count(n as i64))]),
    };
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "collection.sub", &[]));
    let body = panel(&asked, &work, &names);
    let frame = asked.frame(title).menu(super::menu(&asked, "/desks/collection"));
    Ok(frame.page(html! { (heading) (stack(&[body])) }))
}

fn look(desk: &mut Desk) -> Result<(Vec<WorkItem>, Names), Error> {
    let work = work_list(desk)?;
    let mut names = Names::new();
    for of in work.iter().filter_map(|w| w.what.employer()) {
        if let std::collections::btree_map::Entry::Vacant(empty) = names.entry(of) {
            empty.insert(employer(desk, of)?.name);
        }
    }
    Ok((work, names))
}

fn panel(asked: &Asked, work: &[WorkItem], names: &Names) -> Markup {
    let title = asked.say("collection.work", &[]);
    if work.is_empty() {
        let nothing = empty(html! { (asked.say("collection.work.none", &[])) }, None);
        return Panel::untitled("work", title).body(nothing).render();
    }
    let columns = vec![
        Column::title(asked.say("collection.what", &[])),
        Column::text(asked.say("collection.employer", &[])),
        Column::figure(asked.say("collection.amount", &[])),
        Column::text(asked.say("collection.since", &[])).unbroken(),
        Column::figure(asked.say("collection.age", &[])),
    ];
    let lines = work.iter().map(|item| {
        let name = item.what.employer().and_then(|of| names.get(&of));
        Line::new(vec![
            link(&address(&item.what), &asked.say(item.what.code(), &[])),
            html! { @if let Some(name) = name { span lang="zh" { (name) } } },
            amount(item.amount),
            html! { (words::day_iso(item.since)) },
            html! { (item.age) },
        ])
    });
    let table = Table::new(title.clone(), columns).lines(lines.collect()).walked();
    Panel::untitled("work", title).flush().body(table.render()).render()
}

/// Where a thing is dealt with.
fn address(work: &Work) -> String {
    match work {
        Work::Unanswered(d) => format!("/debit-runs/{}", d.batch),
        Work::Unasked(_) => "/debit-runs".to_owned(),
        Work::UnansweredFiling(d) => format!("/debit-runs/{}", d.batch),
        Work::Unallocated(w) => super::unallocated::address(w),
        Work::Doubt(d) => format!("/employers/{}/debits", d.employer),
    }
}
