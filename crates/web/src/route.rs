//! The table of routes. A route is one row: method, address, who may, kind, what it is for, handler. Nothing is mounted that is not
//! a row, so nothing is mounted without a permission.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::routing::{MethodFilter, MethodRouter, on};
use procedures::{Permission, Role, permit};

use crate::openapi::Doc;
use crate::{Portal, rim};

/// How a route speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page: GET, HTML.
    Page,
    /// A form of a page: POST, HTML, from our own pages only.
    Form,
    /// JSON, with `application/problem+json` for what fails.
    Api,
    /// For machines: health, files. No session is looked up.
    Machine,
}

/// A row of the table, without its handler.
#[derive(Clone, Debug)]
pub struct Row {
    /// GET, POST, …
    pub method: Method,
    /// The address; `{employer}` is the employer acted for.
    pub path: &'static str,
    /// Who may.
    pub permission: Permission,
    /// How it speaks.
    pub kind: Kind,
    /// What it is for, in one English line.
    pub says: &'static str,
    /// What the API's document says of it.
    pub(crate) doc: Option<Doc>,
    pub(crate) body_at_most: usize,
    pub(crate) demo_only: bool,
}

/// How many bytes the body of this request may have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyAtMost(pub(crate) usize);

/// A row with its handler.
pub struct Route {
    pub(crate) row: Row,
    handler: MethodRouter<Portal>,
}

const FORM_BYTES: usize = 256 << 10;

impl Route {
    fn new<H, T>(method: Method, path: &'static str, permission: Permission, kind: Kind, says: &'static str, handler: H) -> Route
    where
        H: Handler<T, Portal>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
        let row = Row {
            method,
            path,
            permission,
            kind,
            says,
            doc: None,
            body_at_most: FORM_BYTES,
            demo_only: false,
        };
        Route {
            row,
            handler: on(filter, handler),
        }
    }

    /// A page.
    pub fn page<H: Handler<T, Portal>, T: 'static>(path: &'static str, permission: Permission, says: &'static str, handler: H) -> Route {
        Route::new(Method::GET, path, permission, Kind::Page, says, handler)
    }

    /// A form that a page sends.
    pub fn form<H: Handler<T, Portal>, T: 'static>(path: &'static str, permission: Permission, says: &'static str, handler: H) -> Route {
        Route::new(Method::POST, path, permission, Kind::Form, says, handler)
    }

    /// An operation of the API; `doc` says what it takes and answers.
    pub fn api<H: Handler<T, Portal>, T: 'static>(
        method: Method,
        path: &'static str,
        permission: Permission,
        says: &'static str,
        doc: Doc,
        handler: H,
    ) -> Route {
        let mut route = Route::new(method, path, permission, Kind::Api, says, handler);
        route.row.doc = Some(doc);
        route
    }

    /// For machines, without a session.
    pub(crate) fn machine<H: Handler<T, Portal>, T: 'static>(path: &'static str, says: &'static str, handler: H) -> Route {
        Route::new(Method::GET, path, Permission::Public, Kind::Machine, says, handler)
    }

    /// Takes bodies of this many bytes (files); 256 KiB without it.
    pub fn body_at_most(mut self, bytes: usize) -> Route {
        self.row.body_at_most = bytes;
        self
    }

    /// Exists in demo mode only; elsewhere the address is unknown.
    pub fn demo_only(mut self) -> Route {
        self.row.demo_only = true;
        self
    }
}

/// A router of these routes, each behind the rim that looks up the session and checks the permission.
pub(crate) fn mount(routes: Vec<Route>, portal: &Portal) -> Router {
    let mut router = Router::new();
    for route in routes {
        if route.row.demo_only && !portal.is_demo() {
            continue;
        }
        let (row, portal) = (route.row.clone(), portal.clone());
        let limit = row.body_at_most;
        let guarded = move |mut request: Request, next: Next| {
            request.extensions_mut().insert(BodyAtMost(limit));
            rim::guard(portal.clone(), row.clone(), request, next)
        };
        let handler = route
            .handler
            .route_layer(DefaultBodyLimit::max(limit))
            .route_layer(middleware::from_fn(guarded));
        router = router.route(route.row.path, handler);
    }
    router.with_state(portal.clone())
}

/// The table as text: each route with its permission and the roles that hold it. A person reviews every change of it.
pub fn permissions_as_text(rows: &[Row]) -> String {
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let roles: Vec<&str> = Role::ALL
                .iter()
                .filter(|role| permit::may(**role, row.permission))
                .map(|role| role.code())
                .collect();
            let who = if roles.len() == Role::ALL.len() {
                "everybody".to_owned()
            } else {
                roles.join(" ")
            };
            let demo = if row.demo_only { " (demo only)" } else { "" };
            format!(
                "{:<6} {:<44} {:<22} {who}{demo}",
                row.method.as_str(),
                row.path,
                row.permission.code()
            )
        })
        .collect();
    lines.sort_by_key(|line| (line.get(7..).unwrap_or_default().to_owned(), line.clone()));
    lines.push(String::new());
    lines.join("\n")
}
