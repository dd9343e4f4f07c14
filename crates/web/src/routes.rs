//! All routes of the portal. A page is added by one line in the list of its section.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::route::{Route, Row};
use crate::{api, pages};

/// Every route there is.
pub(crate) fn all() -> Vec<Route> {
    let sections = [
        pages::back_payments::routes(),
        pages::bases::routes(),
        pages::bills::routes(),
        pages::calculators::routes(),
        pages::cases::routes(),
        pages::audit::routes(),
        pages::delegations::routes(),
        pages::demo::routes(),
        pages::certificates::routes(),
        pages::gaps::routes(),
        pages::guide::routes(),
        pages::hall::routes(),
        pages::operations::routes(),
        pages::creditor::routes(),
        pages::verify::routes(),
        pages::drafts::routes(),
        pages::earlier::routes(),
        pages::employer::routes(),
        pages::enrolments::routes(),
        pages::front::routes(),
        pages::lists::routes(),
        pages::programs::routes(),
        pages::receipts::routes(),
        pages::reductions::routes(),
        pages::roll::routes(),
        pages::search::routes(),
        pages::registration::routes(),
        pages::sign_in::routes(),
        pages::own_login::routes(),
        pages::logins::routes(),
        pages::record::routes(),
        pages::debits::routes(),
        pages::collection::routes(),
        pages::refunds::routes(),
        api::machine::routes(),
        api::routes(),
    ];
    sections.into_iter().flatten().collect()
}

/// The table of all routes: for the snapshot of permissions, for the document of the API, and for a test that walks each route as
/// each role.
pub fn rows() -> Vec<Row> {
    all().into_iter().map(|route| route.row).collect()
}

/// Whether something is mounted at an address, so that a menu offers nothing that leads nowhere. `path` is an address as a reader
/// sees it; a part of a route in braces fits any.
pub fn leads_somewhere(path: &str) -> bool {
    static PATHS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| all().iter().map(|route| route.row.path).collect());
    // The foot of every page asks for addresses that are routes as they stand.
    if PATHS.contains(path) {
        return true;
    }
    let fits = |route: &str| {
        let (mut wanted, mut there) = (path.split('/'), route.split('/'));
        loop {
            match (wanted.next(), there.next()) {
                (None, None) => return true,
                // A month fits nothing but a month: `/record/gaps` is no month.
                (Some(w), Some("{month}")) if units::Month::parse(w.get(..7).unwrap_or_default()).is_err() => return false,
                // A number of the hall is an identifier: `/desks/cashier/done` is none.
                (Some(w), Some("{ticket}")) if domain::ids::decode(w).is_err() => return false,
                (Some(w), Some(t)) if t.starts_with('{') && !w.is_empty() || w == t => {}
                (Some(_) | None, Some(_) | None) => return false,
            }
        }
    };
    PATHS.iter().any(|route| fits(route))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::trial::{EMPLOYER, Trial};
    use crate::{Kind, permissions_as_text};
    use axum::body::Body;
    use axum::http::{Method, StatusCode};
    use procedures::{Role, permit};
    use std::collections::BTreeSet;

    /// To take a change over: `SHEBAO_TAKE_OVER=1 cargo test -p web permissions`, then read the difference.
    #[test]
    fn the_permissions_are_those_that_a_person_has_read() {
        let snapshot = concat!(env!("CARGO_MANIFEST_DIR"), "/permissions.txt");
        let now = permissions_as_text(&rows());
        if std::env::var_os("SHEBAO_TAKE_OVER").is_some() {
            std::fs::write(snapshot, &now).expect("permissions.txt is written");
        }
        let read = std::fs::read_to_string(snapshot).unwrap_or_default();
        assert_eq!(now, read, "crates/web/permissions.txt differs; see the comment of this test");
    }

    #[test]
    fn every_row_says_what_it_is_for_and_stands_once() {
        let mut seen = BTreeSet::new();
        for row in rows() {
            assert!(!row.says.is_empty() && row.says.ends_with('.'), "{} {}", row.method, row.path);
            assert!(
                seen.insert((row.method.as_str().to_owned(), row.path)),
                "{} {} stands twice",
                row.method,
                row.path
            );
            assert_eq!(row.kind == Kind::Api, row.path.starts_with("/api/"), "{}", row.path);
            assert!(
                row.kind != Kind::Page || row.method == Method::GET,
                "{}: a page changes nothing",
                row.path
            );
        }
    }

    #[test]
    fn an_address_leads_somewhere_or_is_not_offered() {
        for (path, leads) in [
            ("/keys", true),
            ("/static/any.css", true),
            ("/static/", false),
            ("/", true),
            ("/nowhere", false),
            ("/keys/more", false),
            ("/record/2026-08", true),
            ("/record/gaps", true),
            ("/record/nothing", false),
        ] {
            assert_eq!(leads_somewhere(path), leads, "{path}");
        }
    }

    /// Every page is walked by the browser tests, in both languages and widths; an address that is no route is walked for nothing.
    #[test]
    fn every_page_is_walked_by_the_browser_tests() {
        let text = include_str!("../../../e2e/pages.json");
        let walked: serde_json::Value = serde_json::from_str(text).expect("e2e/pages.json is JSON");
        let walked: BTreeSet<&str> = walked
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|page| page["route"].as_str())
            .collect();
        let pages: BTreeSet<&str> = rows().iter().filter(|row| row.kind == Kind::Page).map(|row| row.path).collect();
        let missing: Vec<_> = pages.difference(&walked).collect();
        assert!(missing.is_empty(), "pages without an entry in e2e/pages.json: {missing:?}");
        let unknown: Vec<_> = walked.difference(&pages).collect();
        assert!(unknown.is_empty(), "e2e/pages.json names what is no page: {unknown:?}");
    }

    /// An employer that is there, with its people and bills, is no page to the clerk of another one; its own agent finds it.
    #[tokio::test]
    async fn every_route_of_an_employer_is_none_to_the_clerk_of_another_one() {
        let trial = Trial::city_on(units::date(2026, 9, 7));
        let (agent, _) = procedures::sign_in::sign_in_demo(trial.portal.agency(), Role::Agent.code()).expect("the agent");
        let (foreign, _) = agent.employers().next().expect("an employer");
        let walked = rows()
            .into_iter()
            .filter(|row| row.path.contains("{employer}") && permit::may(Role::Clerk, row.permission));
        let (mut count, mut found) = (0, 0);
        for row in walked {
            let path: Vec<String> = row
                .path
                .split('/')
                .map(|part| match part {
                    "{employer}" => foreign.code(),
                    part if part.starts_with('{') => "2026-09".to_owned(),
                    part => part.to_owned(),
                })
                .collect();
            let path = path.join("/");
            let of = |role| {
                let request = trial
                    .as_role(row.method.as_str(), &path, role)
                    .header("sec-fetch-site", "same-origin");
                trial.send(request.body(Body::empty()).expect("a request"))
            };
            let answer = of(Role::Clerk).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{} {}", row.method, row.path);
            count += 1;
            if permit::may(Role::Agent, row.permission) && of(Role::Agent).await.status != StatusCode::NOT_FOUND {
                found += 1;
            }
        }
        assert!(
            count > 100 && found * 3 > count,
            "{found} of {count} routes are there for whoever acts for it"
        );
    }

    /// Each route as each role: whoever may not is turned away, whoever may is not.
    #[tokio::test]
    async fn every_route_is_walked_as_every_role() {
        let trial = Trial::demo();
        for row in rows().into_iter().filter(|row| row.kind != Kind::Machine) {
            let path: String = row
                .path
                .split('/')
                .map(|part| match part {
                    "" => String::new(),
                    "{employer}" => format!("/{}", EMPLOYER.code()),
                    part if part.starts_with('{') => "/2026-05".to_owned(),
                    part => format!("/{part}"),
                })
                .collect();
            let path = if path.is_empty() { "/" } else { &path };
            for role in Role::ALL.into_iter().filter(|role| *role != Role::System) {
                let request = trial
                    .as_role(row.method.as_str(), path, role)
                    .header("sec-fetch-site", "same-origin");
                let answer = trial.send(request.body(Body::empty()).expect("a request")).await;
                let turned_away = matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
                    || answer.header("location").starts_with("/sign-in?next=");
                let may = permit::may(role, row.permission);
                assert_eq!(
                    turned_away,
                    !may,
                    "{} {} as {}: {}",
                    row.method,
                    row.path,
                    role.code(),
                    answer.status
                );
                assert_ne!(
                    answer.status,
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "{} {} as {}",
                    row.method,
                    row.path,
                    role.code()
                );
            }
        }
    }
}
