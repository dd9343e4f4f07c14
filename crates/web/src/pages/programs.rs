//! The API for people: how to get started, keys, idempotency, failures, an example of each thing.

use maud::{Markup, Render, html};
use procedures::Permission;
use units::Fact;

use crate::Asked;
use crate::look::{Heading, Panel, bullets, rich, rich_links, stack};
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/api",
        Permission::Public,
        "The API for programs, explained to people.",
        page,
    )]
}

/// An example: the key of its sentence and what to type.
type Example = (&'static str, &'static str);

const START: [Example; 2] = [
    (
        "api.start.session",
        r#"curl -s "$SHEBAO/api/sessions" -H 'Content-Type: application/json' \
  -d '{"handle":"clerk","password":"…","code":"123456"}'"#,
    ),
    (
        "api.start.token",
        r#"curl -s "$SHEBAO/api/employers" -H "Authorization: Bearer $TOKEN""#,
    ),
];

const EMPLOYERS: [Example; 12] = [
    (
        "api.increases",
        r#"curl -s "$SHEBAO/api/employers/$E/increases" -H "$A" \
  -H 'Content-Type: application/json' -H 'Idempotency-Key: increase-2026-1' \
  -d '{"lines":[{"name":"…","number":"…","category":"local_urban","hired_on":"2026-09-01","wage":"9800.00"}],"all_or_nothing":true}'"#,
    ),
    (
        "api.reductions",
        r#"curl -s "$SHEBAO/api/employers/$E/reductions/check" -H "$A" -H 'Content-Type: application/json' \
  -d '{"lines":[{"person":"'$P'","end_date":"2026-09-04","reason":26}],"all_or_nothing":true}'"#,
    ),
    ("api.cases", r#"curl -s "$SHEBAO/api/employers/$E/cases" -H "$A""#),
    ("api.delegations", r#"curl -s "$SHEBAO/api/employers/$E/delegations" -H "$A""#),
    ("api.draft", r#"curl -s "$SHEBAO/api/employers/$E/draft-bill" -H "$A""#),
    (
        "api.declare",
        r#"curl -s "$SHEBAO/api/employers/$E/declarations" -H "$A" \
  -H 'Content-Type: application/json' -H 'Idempotency-Key: declare-2026-09' \
  -d '{"month":"2026-09","seen":42}'"#,
    ),
    ("api.bills", r#"curl -s "$SHEBAO/api/employers/$E/bills/2026-08" -H "$A""#),
    (
        "api.why",
        r#"curl -s "$SHEBAO/api/employers/$E/bills/2026-08/why/$P" -H "$A" -H 'Accept-Language: en'"#,
    ),
    (
        "api.bases",
        r#"curl -s "$SHEBAO/api/employers/$E/bases/2026-07" -H "$A" \
  -H 'Content-Type: application/json' -H 'Idempotency-Key: bases-2026-1' \
  -d '{"lines":[{"person":"'$P'","wage":"12480.00"}]}'"#,
    ),
    ("api.debits", r#"curl -s "$SHEBAO/api/employers/$E/debits" -H "$A""#),
    (
        "api.mandate",
        r#"curl -s "$SHEBAO/api/employers/$E/mandate" -H "$A" \
  -H 'Content-Type: application/json' -H 'Idempotency-Key: mandate-2026-1' \
  -d '{"bank":"…","bank_code":"102100000001","account_name":"…","account_number":"…"}'"#,
    ),
    ("api.account", r#"curl -s "$SHEBAO/api/employers/$E/account" -H "$A""#),
];

const PERSONS: [Example; 1] = [(
    "api.record",
    r#"curl -s "$SHEBAO/api/record?as_of=2026-08-31" -H "$A" -H 'Accept-Language: zh'"#,
)];

const OFFICERS: [Example; 8] = [
    ("api.audit", r#"curl -s "$SHEBAO/api/audit/walk" -H "$A""#),
    ("api.verify", r#"curl -s "$SHEBAO/api/verify/7H2KQM-418-3F9XTB6W""#),
    ("api.runs", r#"curl -s "$SHEBAO/api/debit-runs" -H "$A""#),
    ("api.run_file", r#"curl -sOJ "$SHEBAO/api/debit-runs/$B/file?form=message" -H "$A""#),
    (
        "api.bank_file",
        r#"curl -s "$SHEBAO/api/bank-files?name=pain002.xml" -H "$A" --data-binary @pain002.xml"#,
    ),
    ("api.unallocated", r#"curl -s "$SHEBAO/api/unallocated" -H "$A""#),
    (
        "api.reconciliation",
        r#"curl -s "$SHEBAO/api/reconciliation?day=2026-09-04" -H "$A""#,
    ),
    ("api.close", r#"curl -s "$SHEBAO/api/closes/2026-08" -H "$A""#),
];

const DEMO: [Example; 2] = [
    (
        "api.demo_day",
        r#"curl -s "$SHEBAO/api/demo/day" -H 'Content-Type: application/json' \
  -d '{"day":"2026-09-08"}'"#,
    ),
    (
        "api.demo_bank",
        r#"curl -s "$SHEBAO/api/demo/bank-orders" -H 'Content-Type: application/json' \
  -d '{"employer":"'$E'","answer":"insufficient_balance","times":1}'"#,
    ),
];

fn examples(asked: &Asked, id: &str, list: &[Example]) -> Markup {
    let body = html! {
        @for (key, typed) in list {
            p { (rich(asked.lang, key, &[])) }
            pre class="sb-example" tabindex="0" { code translate="no" { (typed) } }
        }
    };
    Panel::new(id, asked.say(&format!("api.{id}"), &[])).body(body).render()
}

fn rules(asked: &Asked, id: &str, lines: &[&str]) -> Markup {
    let lines: Vec<Markup> = lines.iter().map(|key| rich(asked.lang, key, &[])).collect();
    Panel::new(id, asked.say(&format!("api.{id}"), &[])).body(bullets(&lines)).render()
}

async fn page(asked: Asked) -> Markup {
    let title = asked.say("api.title", &[]);
    let version = [("version", Fact::Text(env!("CARGO_PKG_VERSION").to_owned()))];
    let sub = rich_links(asked.lang, "api.sub", &version, &[("document", "/openapi.json")]);
    let wire = [
        "api.wire.money",
        "api.wire.days",
        "api.wire.codes",
        "api.wire.unknown",
        "api.wire.language",
    ];
    let keys = ["api.keys.write", "api.keys.same", "api.keys.other", "api.keys.file"];
    let errors = ["api.errors.form", "api.errors.status", "api.errors.again", "api.errors.stale"];
    let mut parts = vec![
        examples(&asked, "start", &START),
        rules(&asked, "wire", &wire),
        rules(&asked, "keys", &keys),
        rules(&asked, "errors", &errors),
        examples(&asked, "employers", &EMPLOYERS),
        examples(&asked, "persons", &PERSONS),
        examples(&asked, "officers", &OFFICERS),
    ];
    if asked.portal.is_demo() {
        parts.push(examples(&asked, "demo", &DEMO));
    }
    let content = html! {
        (Heading::new(title.clone()).lead(sub))
        (stack(&parts))
    };
    asked.frame(title).page(content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::leads_somewhere;

    /// The addresses in the examples, with the shell's variables in their place.
    fn addresses() -> Vec<String> {
        let all = START.iter().chain(&EMPLOYERS).chain(&PERSONS).chain(&OFFICERS).chain(&DEMO);
        all.map(|(_, typed)| {
            let from = typed.split("$SHEBAO").nth(1).expect("an address");
            from.split(['"', '?']).next().unwrap_or_default().to_owned()
        })
        .collect()
    }

    #[test]
    fn every_example_leads_somewhere_and_is_explained() {
        for address in addresses() {
            assert!(leads_somewhere(&address), "{address}");
        }
        for (key, _) in START.iter().chain(&EMPLOYERS).chain(&PERSONS).chain(&OFFICERS).chain(&DEMO) {
            assert!(words::knows(key), "{key}");
        }
    }
}
