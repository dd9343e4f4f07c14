//! Amounts that nobody here can compute: the officer's form, branch by branch with the ground, and the figures entered before.

use axum::response::Response;
use domain::ids::PersonId;
use domain::{Branch, BranchSet};
use maud::{Markup, Render, html};
use procedures::back_payment::{Approved, MonthRow, Overview, ToEnter, approve_amounts};
use procedures::{Error, Permission};
use units::{Fact, Fen};

use super::act::{Case, after};
use super::address;
use crate::body::Filled;
use crate::error::Failure;
use crate::look::{Field, OneOf, Panel, Problems, actions, bullets, form, rich, submit};
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed};
use words::spans;

/// Branches that only employers pay (社会保险法第三十三条、第五十三条): the person's side is not asked for.
const EMPLOYERS_ALONE: [Branch; 2] = [Branch::EmploymentInjury, Branch::Maternity];

pub(super) fn routes() -> Vec<Route> {
    vec![Route::form(
        "/back-payments/{employer}/{case}/amounts",
        Permission::QueueBackPayments,
        "An officer enters amounts that are unknown here, or puts them right.",
        amounts,
    )]
}

/// The address at which an entered month stands in the form again.
pub(super) fn again(of: &Overview, row: &MonthRow) -> String {
    let case = address(of.employer.id, of.story.opened.id);
    format!("{case}?person={}&month={}#h-amounts", row.person.code(), row.month)
}

/// The form, where the reader may enter amounts now. An entered month that the address names stands in it as it is.
pub(super) fn panel(asked: &Asked, of: &Overview, typed: &Typed, problems: &Problems) -> Markup {
    if !of.may_enter {
        return html! {};
    }
    let typed = &as_entered(of, typed);
    let word = |key: &str| asked.say(key, &[]);
    let field = |name, key: &str| Field::new(asked.lang, name, word(key)).typed(typed).problems(problems);
    let mut people: Vec<PersonId> = of.to_enter.iter().map(|one| one.person).collect();
    people.dedup();
    let name = |id: &PersonId| of.people.get(id).map(|person| person.name.clone()).unwrap_or_default();
    let list: Vec<OneOf> = people.iter().map(|id| OneOf::new(id.code(), name(id))).collect();
    let person = match (typed.get("person"), people.as_slice()) {
        ("", [only]) => only.code(),
        (typed, _) => typed.to_owned(),
    };
    let mut months: Vec<_> = of.to_enter.iter().map(|one| one.month).collect();
    months.sort_unstable();
    months.dedup();
    let all = [OneOf::new("", word("back_payments.amounts.month.all"))];
    let each = months
        .iter()
        .map(|month| OneOf::new(month.to_string(), words::month(asked.lang, *month)));
    let months: Vec<OneOf> = all.into_iter().chain(each).collect();
    let branches = of.to_enter.iter().fold(BranchSet::NONE, |all, one| all.or(one.branches));
    let fields = html! {
        p { (rich(asked.lang, "back_payments.amounts.says", &[])) }
        (Field::new(asked.lang, "person", word("enrolments.name")).value(person).problems(problems).select(None, &list))
        (field("month", "back_payments.amounts.month").hint(word("back_payments.amounts.month.hint")).select(None, &months))
        @for branch in branches.iter() { (of_branch(asked, typed, problems, branch)) }
        @if of.to_enter.iter().any(|one| one.needs_fee) {
            (field("fee", "back_payments.amounts.fee").hint(word("back_payments.amounts.fee.hint")).money())
        }
        (field("amounts_ground", "back_payments.amounts.ground").hint(word("back_payments.amounts.ground.hint")).textarea(2))
        (actions(submit(&word("back_payments.amounts"))))
        p class="sb-small sb-soft sb-above" { (word("back_payments.amounts.until")) }
    };
    let key = asked.same_key(typed);
    let at = format!("{}/amounts", address(of.employer.id, of.story.opened.id));
    Panel::new("amounts", word("back_payments.amounts.title"))
        .body(form(&at, &key, fields))
        .render()
}

fn of_branch(asked: &Asked, typed: &Typed, problems: &Problems, branch: Branch) -> Markup {
    let facts = [("branch", Fact::Word(format!("branch.{}", branch.code())))];
    let one = |side: &str| {
        let name = format!("{side}-{}", branch.code());
        Field::new(asked.lang, &name, asked.say(&format!("back_payments.amounts.{side}"), &facts))
            .typed(typed)
            .problems(problems)
            .money()
    };
    html! {
        (one("employer"))
        @if !EMPLOYERS_ALONE.contains(&branch) { (one("employee")) }
    }
}

/// What was typed; where the address only names an entered month, its figures.
fn as_entered(of: &Overview, typed: &Typed) -> Typed {
    let is_it = |one: &&ToEnter| one.person.code() == typed.get("person") && one.month.to_string() == typed.get("month");
    let entered = of.to_enter.iter().find(is_it).and_then(|one| one.entered.as_ref());
    let Some(row) = entered.filter(|_| typed.get("amounts_ground").is_empty()) else {
        return typed.clone();
    };
    let mut shown = typed.clone();
    for branch in Branch::ALL {
        let (i, code) = (branch.index(), branch.code());
        shown = shown.with(&format!("employer-{code}"), words::money_plain(row.amounts.employer[i]));
        shown = shown.with(&format!("employee-{code}"), words::money_plain(row.amounts.employee[i]));
    }
    if let Some(fee) = row.fee {
        shown = shown.with("fee", words::money_plain(fee));
    }
    shown.with("amounts_ground", row.ground.clone().unwrap_or_default())
}

/// What an act entered, for the story: the months with both sides, those with the same figures together.
pub(super) fn told(asked: &Asked, of: &Overview, n: i64) -> Markup {
    let mut groups: Vec<(&MonthRow, Vec<units::Month>)> = Vec::new();
    for row in of.entered.iter().filter(|row| row.n == n) {
        let same = |(first, _): &&mut (&MonthRow, Vec<units::Month>)| {
            (first.person, first.fee) == (row.person, row.fee)
                && first.amounts.employer == row.amounts.employer
                && first.amounts.employee == row.amounts.employee
        };
        match groups.iter_mut().find(same) {
            Some((_, months)) => months.push(row.month),
            None => groups.push((row, vec![row.month])),
        }
    }
    let lines: Vec<Markup> = groups
        .iter()
        .map(|(row, months)| {
            let mut facts = vec![
                ("months", Fact::Text(spans(asked.lang, months.iter().copied()))),
                ("employer", Fact::Money(row.amounts.employer.iter().sum())),
                ("person", Fact::Money(row.amounts.employee.iter().sum())),
            ];
            facts.extend(row.fee.map(|fee| ("fee", Fact::Money(fee))));
            let key = match row.fee {
                Some(_) => "back_payments.amounts.told_fee",
                None => "back_payments.amounts.told",
            };
            html! { (asked.say(key, &facts)) }
        })
        .collect();
    html! { div class="sb-small" { (bullets(&lines)) } }
}

async fn amounts(crate::body::At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let approved = entered(&asked, &typed, &mut problems);
    after(asked, case, typed, problems, move |desk, key, of, id| match &approved {
        Some(approved) => approve_amounts(desk, key, of, id, std::slice::from_ref(approved)),
        None => Err(Error::NotFound),
    })
    .await
}

/// The officer's figures as typed. A field that was shown and left empty is no zero.
fn entered(asked: &Asked, typed: &Typed, problems: &mut Problems) -> Option<Approved> {
    let lang = asked.lang;
    let mut amounts = Vec::new();
    for branch in Branch::ALL {
        let name = Fact::Word(format!("branch.{}", branch.code()));
        let mut side = |side: &str| -> Option<Fen> {
            let field = format!("{side}-{}", branch.code());
            let label = asked.say(&format!("back_payments.amounts.{side}"), &[("branch", name.clone())]);
            problems.take(lang, &field, &label, typed.money(&field))
        };
        if typed.all(&format!("employer-{}", branch.code())).is_empty() {
            continue;
        }
        let employer = side("employer");
        let employee = match EMPLOYERS_ALONE.contains(&branch) {
            true => Some(Fen::ZERO),
            false => side("employee"),
        };
        amounts.extend(employer.zip(employee).map(|(employer, employee)| (branch, employer, employee)));
    }
    let fee = match typed.money("fee") {
        Err(FieldRefused::Required) => None,
        read => problems.take(lang, "fee", &asked.say("back_payments.amounts.fee", &[]), read),
    };
    let label = asked.say("back_payments.amounts.ground", &[]);
    let ground = problems.take(lang, "amounts_ground", &label, typed.text("amounts_ground", 500));
    let month = match typed.month("month") {
        Err(FieldRefused::Required) => None,
        read => problems.take(lang, "month", &asked.say("back_payments.amounts.month", &[]), read),
    };
    let label = asked.say("enrolments.name", &[]);
    let person = problems.take(
        lang,
        "person",
        &label,
        typed.one_of("person", |code| PersonId::from_code(code).ok()),
    );
    Some(Approved {
        person: person?,
        month,
        amounts,
        to_pension_account: None,
        fee,
        ground: ground?,
    })
}
