//! For tests: a portal over a database in memory, a demo's login for every role, one request without a socket.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use domain::ids::{EmployerId, LoginId, PersonId};
use procedures::{Agency, Caller, Clock, Error, Role, Setting, sign_in};
use store::login::{Granted, Login};
use store::{Db, Options};
use tower::ServiceExt;
use units::date;

use crate::portal::FormMaker;
use crate::{Portal, Route, Setup, route};

/// The employer of the trial's clerk and agent.
pub(crate) const EMPLOYER: EmployerId = EmployerId(4_242);
/// The insured person of the trial.
pub(crate) const PERSON: PersonId = PersonId(5_353);

/// A portal to try.
pub(crate) struct Trial {
    pub(crate) portal: Portal,
    router: Router,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

impl Trial {
    /// A demo on 12 May 2026 with a login for every role; its handle is the role's code.
    pub(crate) fn demo() -> Trial {
        Trial::new(Clock::Stored, Vec::new())
    }

    /// As in real use: no demo's doors.
    pub(crate) fn real() -> Trial {
        Trial::new(Clock::Wall, Vec::new())
    }

    /// A demo with more routes.
    pub(crate) fn with(routes: Vec<Route>) -> Trial {
        Trial::new(Clock::Stored, routes)
    }

    /// A demonstration's city that lived from 3 August to 7 September 2026: a closed and collected month, an open one.
    pub(crate) fn city() -> Trial {
        Trial::of(lived(), Vec::new())
    }

    /// The same with a printer whose papers are the values that it was given, as JSON.
    pub(crate) fn printing_city() -> Trial {
        Trial::printing(lived())
    }

    /// The demonstration's city on a day: the clerk's employer has 26 people, the agent serves four employers.
    pub(crate) fn city_on(today: units::Date) -> Trial {
        let agency = agency(Clock::Stored);
        procedures::found_demo::found_demo(&agency, today).expect("a founded city");
        Trial::of(agency, Vec::new())
    }

    fn new(clock: Clock, more: Vec<Route>) -> Trial {
        let agency = agency(clock);
        agency.found(Some(date(2026, 5, 12))).expect("a founded agency");
        agency
            .write(&Caller::system(), |desk| {
                Ok(logins().iter().try_for_each(|(login, granted)| {
                    store::login::put(desk.tx, login)?;
                    store::login::grant(desk.tx, login.id, granted)
                })?)
            })
            .expect("logins");
        Trial::of(agency, more)
    }

    /// A portal over an agency in which something happened before.
    pub(crate) fn of(agency: Agency, more: Vec<Route>) -> Trial {
        Trial::over(agency, more, None)
    }

    /// The same with a printer whose papers are the values that it was given, as JSON.
    pub(crate) fn printing(agency: Agency) -> Trial {
        let printer: FormMaker = Box::new(|_, values| Ok(values.to_string().into_bytes()));
        Trial::over(agency, Vec::new(), Some(printer))
    }

    fn over(agency: Agency, more: Vec<Route>, forms: Option<FormMaker>) -> Trial {
        let name = [
            "示例市社会保险经办机构".to_owned(),
            "Social insurance agency of Example City".to_owned(),
        ];
        let portal = Portal::new(Setup {
            agency,
            name,
            https: false,
            patience: Duration::from_secs(5),
            forms,
        });
        let router = match more.is_empty() {
            true => crate::router(&portal),
            false => route::mount(more, &portal),
        };
        Trial { portal, router }
    }

    /// The token of a session of this role; nobody signed in has none.
    pub(crate) fn token(&self, role: Role) -> Option<String> {
        match sign_in::sign_in_demo(self.portal.agency(), role.code()) {
            Ok((_, token)) => Some(token.0),
            Err(Error::NotFound) => None,
            Err(other) => panic!("{other:?}"),
        }
    }

    /// One request, as a browser or program would send it.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 32 << 20).await.expect("a body");
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// GET as a role, in English.
    pub(crate) async fn get(&self, path: &str, role: Role) -> Answer {
        self.send(self.as_role("GET", path, role).body(Body::empty()).expect("a request"))
            .await
    }

    /// POST of a form from our own page, as a role.
    pub(crate) async fn post(&self, path: &str, form: &str, role: Role) -> Answer {
        let request = self.as_role("POST", path, role).header("sec-fetch-site", "same-origin");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_owned())).expect("a request")).await
    }

    /// An operation of the API, as a role, in English: `body` is JSON, `key` the idempotency key; an empty one is not sent.
    pub(crate) async fn call(&self, method: &str, path: &str, role: Role, key: &str, body: &str) -> Answer {
        let mut request = self.as_role(method, path, role);
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        self.send(request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    /// The start page of a role: where its employer's code stands.
    pub(crate) fn start(&self, role: Role) -> String {
        let (caller, _) = sign_in::sign_in_demo(self.portal.agency(), role.code()).expect("a demo login");
        crate::pages::start::start_page(&caller)
    }

    /// The beginning of a request as a role.
    pub(crate) fn as_role(&self, method: &str, path: &str, role: Role) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path).header(header::ACCEPT_LANGUAGE, "en");
        match self.token(role) {
            Some(token) => request.header(header::COOKIE, format!("shebao-session={token}")),
            None => request,
        }
    }
}

fn lived() -> Agency {
    let agency = agency(Clock::Stored);
    procedures::found_demo::found_demo(&agency, date(2026, 8, 3)).expect("a city");
    procedures::turn_day::turn_days_until(&agency, date(2026, 8, 3), &mut |_| {}).expect("a day");
    procedures::turn_day::turn_days_until(&agency, date(2026, 9, 7), &mut |_| {}).expect("days");
    agency
}

pub(crate) fn agency(clock: Clock) -> Agency {
    agency_in("cn/example", clock)
}

/// The same by another pack.
pub(crate) fn agency_in(region: &str, clock: Clock) -> Agency {
    let drawn = AtomicU64::new(1);
    let random = move |bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(8) {
            let n = drawn.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            chunk.copy_from_slice(&n.to_le_bytes()[..chunk.len()]);
        }
    };
    Agency::new(Setting {
        db: Db::open(":memory:", Options::default()).expect("a database in memory"),
        book: policy::Packs::embedded().book(region).expect("a pack without faults"),
        clock,
        instant: Box::new(|| 1_778_560_000_000),
        random: Box::new(random),
        receipt_secret: b"trial".to_vec(),
    })
}

fn logins() -> Vec<(Login, Granted)> {
    let roles = Role::ALL.into_iter().filter(|role| !matches!(role, Role::Anonymous | Role::System));
    let login = |(n, role): (i64, Role)| {
        let login = Login {
            id: LoginId(100 + n),
            handle: role.code().to_owned(),
            name: "许立夏".to_owned(),
            password_hash: String::new(),
            totp_secret: None,
            totp_step: 0,
            is_demo: true,
            is_ended: false,
        };
        let granted = Granted {
            role: role.code().to_owned(),
            employer: role.is_bound_to_employer().then_some(EMPLOYER),
            person: (role == Role::Insured).then_some(PERSON),
            until: None,
        };
        (login, granted)
    };
    (0..).zip(roles).map(login).collect()
}
