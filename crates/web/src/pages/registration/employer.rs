//! A new employer: credit code checked at its field, what figures depend on, the account with its mandate.

use axum::response::Response;
use domain::identity::CreditCode;
use domain::ids::EmployerId;
use domain::registry::{Collection, Employer};
use domain::{EmployerKind, EmployerSize};
use maud::{Markup, Render, html};
use procedures::change_mandate::NewAccount;
use procedures::register_employer::register_with_account;
use procedures::{Error, Permission};
use units::Statement;

use super::{DESK, menu};
use crate::body::Filled;
use crate::error::{Failure, unaccepted};
use crate::look::{Field, Heading, OneOf, Panel, Problems, actions, error_summary, form, link, rich, submit};
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed};

pub(super) const ADDRESS: &str = "/desks/registration/employers/new";

pub(super) fn routes() -> Vec<Route> {
    let officer = Permission::RegisterEmployer;
    vec![
        Route::page(ADDRESS, officer, "Registers an employer.", ask),
        Route::form(ADDRESS, officer, "Registers an employer.", register),
    ]
}

async fn ask(asked: Asked) -> Markup {
    let typed = Typed::default().with("collection", Collection::Debit.code());
    page(&asked, &typed, &Problems::new())
}

fn page(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let title = word("registration.new.title");
    let fields = html! {
        (of_employer(asked, typed, problems))
        (of_account(asked, typed, problems))
        (actions(html! { (submit(&word("registration.new.submit"))) (link(DESK, &word("cases.back"))) }))
    };
    let content = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).lead(rich(asked.lang, "registration.new.lead", &[])).render())
        (form(ADDRESS, &asked.same_key(typed), html! { div class="sb-stack" { (fields) } }))
    };
    asked
        .frame(title)
        .wrong(!problems.is_empty())
        .menu(menu(asked, ADDRESS))
        .page(content)
}

fn field<'a>(asked: &Asked, typed: &Typed, problems: &'a Problems, name: &'a str) -> Field<'a> {
    Field::new(asked.lang, name, asked.say(&format!("registration.field.{name}"), &[]))
        .typed(typed)
        .problems(problems)
}

fn of_employer(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let field = |name| field(asked, typed, problems, name);
    let kinds = EmployerKind::ALL.map(|k| OneOf::new(k.code(), word(&format!("registration.kind.{}", k.code()))));
    let sizes = EmployerSize::ALL.map(|s| OneOf::new(s.code(), word(&format!("registration.size.{}", s.code()))));
    let body = html! {
        (field("credit_code").hint(word("registration.field.credit_code.hint")).text(20))
        (field("name").text(30))
        (field("kind").radios(&kinds))
        (field("size").radios(&sizes))
        (field("injury_class").hint(word("registration.field.injury_class.hint")).digits(2))
        (field("district").hint(word("registration.field.district.hint")).text(20))
    };
    Panel::new("employer", word("registration.new.employer")).body(body).render()
}

fn of_account(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let field = |name| field(asked, typed, problems, name);
    let kinds = [Collection::Debit, Collection::Transfer].map(|c| {
        OneOf::new(c.code(), word(&format!("registration.collection.{}", c.code())))
            .hint(word(&format!("registration.collection.{}.hint", c.code())))
    });
    let body = html! {
        (field("collection").radios(&kinds))
        (field("bank").optional().text(30))
        (field("bank_code").optional().digits(14))
        (field("account_name").hint(word("registration.field.account_name.hint")).optional().text(30))
        (field("account_number").optional().digits(30))
    };
    Panel::new("account", word("registration.new.account")).body(body).render()
}

/// What was typed: the employer, and its account where it is debited.
struct Registered {
    employer: Employer,
    account: Option<NewAccount>,
}

fn read(asked: &Asked, typed: &Typed, problems: &mut Problems) -> Option<Registered> {
    let label = |name: &str| asked.say(&format!("registration.field.{name}"), &[]);
    let lang = asked.lang;
    let code = CreditCode::parse(typed.get("credit_code"));
    let credit_code = problems.take(lang, "credit_code", &label("credit_code"), code);
    let name = problems.take(lang, "name", &label("name"), typed.text("name", 100));
    let kind = problems.take(lang, "kind", &label("kind"), typed.one_of("kind", EmployerKind::from_code));
    let size = problems.take(lang, "size", &label("size"), typed.one_of("size", EmployerSize::from_code));
    let class = typed.one_of("injury_class", |text| {
        text.trim().parse::<u8>().ok().filter(|c| (1..=8).contains(c))
    });
    let injury_class = problems.take(lang, "injury_class", &label("injury_class"), class);
    let district = problems.take(lang, "district", &label("district"), typed.text("district", 40));
    let collection = typed.one_of("collection", Collection::from_code);
    let collection = problems.take(lang, "collection", &label("collection"), collection);
    let account = match collection {
        Some(Collection::Debit) => Some(account(asked, typed, problems)),
        Some(Collection::Transfer) | None => None,
    };
    Some(Registered {
        employer: Employer {
            id: EmployerId(0),
            credit_code: credit_code?.to_string(),
            name: name?,
            kind: kind?,
            size: size?,
            injury_class: injury_class?,
            district: district?,
            collection: collection?,
        },
        account: match account {
            Some(account) => Some(account?),
            None => None,
        },
    })
}

fn account(asked: &Asked, typed: &Typed, problems: &mut Problems) -> Option<NewAccount> {
    let mut take = |name: &str| -> Option<String> {
        let label = asked.say(&format!("registration.field.{name}"), &[]);
        let text: Result<String, FieldRefused> = typed.text(name, 60);
        problems.take(asked.lang, name, &label, text)
    };
    let (bank, bank_code, account_name, account_number) = (take("bank"), take("bank_code"), take("account_name"), take("account_number"));
    Some(NewAccount {
        bank: bank?,
        bank_code: bank_code?,
        account_name: account_name?,
        account_number: account_number?,
        from: None,
    })
}

async fn register(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let read = read(&asked, &typed, &mut problems);
    if let (Some(new), true) = (read, problems.is_empty()) {
        let key = asked.key(&typed)?;
        let done = asked
            .act(move |desk| {
                let employer = Employer {
                    id: EmployerId(desk.id()),
                    ..new.employer.clone()
                };
                register_with_account(desk, &key, &employer, new.account.as_ref())
            })
            .await;
        match done {
            Ok(receipt) => return Ok(asked.go(&format!("/receipts/{}", receipt.number))),
            Err(Failure::Procedure(Error::Refused(refused))) => at_its_field(&asked, &mut problems, refused.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(page(&asked, &typed, &problems)))
}

/// A refusal stands at the field that it is about.
fn at_its_field(asked: &Asked, problems: &mut Problems, refused: &dyn Statement) {
    let field = match refused.code() {
        "register.credit_code_taken" => Some("credit_code"),
        "mandate.name_differs" => Some("account_name"),
        _elsewhere => None,
    };
    match field {
        Some(field) => problems.add(asked.lang, field, &asked.say(&format!("registration.field.{field}"), &[]), refused),
        None => problems.add_to_form(asked.lang, refused),
    }
}
