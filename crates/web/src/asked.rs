use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::EmployerId;
use maud::Markup;
use procedures::deadlines::{Deadline, next_after};
use procedures::sign_in::Token;
use procedures::{Caller, Desk, Error, Key, Permission, Role, permit};
use units::{Date, Fact};
use words::Lang;

use crate::error::Failure;
use crate::look::{DemoStrip, Footer, Frame, Menu, MenuItem, short_fingerprint};
use crate::routes::leads_somewhere;
use crate::{Portal, Typed};

/// A request as every handler sees it: who asks, in which language, for whom, on which business day.
///
/// The rim makes it before the handler runs: the session was looked up, the permission of the route was checked, and where the
/// address names an employer the caller's right for this employer, too.
#[derive(Clone)]
pub struct Asked {
    /// The portal.
    pub portal: Portal,
    /// The reader's language.
    pub lang: Lang,
    /// Who asks; anonymous where nobody is signed in.
    pub caller: Caller,
    /// The business day.
    pub today: Date,
    /// The instant, ms since 1970.
    pub now: i64,
    /// The number of this request, in the log and on error pages.
    pub request: String,
    /// htmx asks for a part of a page.
    pub partial: bool,
    pub(crate) token: Option<Token>,
    pub(crate) employer: Option<EmployerId>,
    pub(crate) address: String,
}

impl Asked {
    /// The employer that the address names (`/employers/{employer}/…`).
    pub fn employer(&self) -> Result<EmployerId, Failure> {
        self.employer.ok_or(Failure::NoSuchPage)
    }

    /// Path and query of this request.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Somebody is signed in.
    pub fn is_signed_in(&self) -> bool {
        self.token.is_some()
    }

    /// A sentence in the reader's language.
    pub fn say(&self, key: &str, facts: &[(&str, Fact)]) -> String {
        words::say(self.lang, key, facts)
    }

    /// Who did something, as a page names them: what happens by itself on its day is nobody's name.
    pub fn who(&self, name: &str) -> String {
        match name {
            procedures::SYSTEM => self.say("frame.role.system", &[]),
            person => person.to_owned(),
        }
    }

    /// Looks at a desk as this caller.
    pub async fn read<T, F>(&self, look: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&mut Desk) -> Result<T, Error> + Send + 'static,
    {
        self.portal.read(&self.caller, look).await
    }

    /// Acts at a desk as this caller; answers once it is durable.
    pub async fn act<T, F>(&self, act: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnMut(&mut Desk) -> Result<T, Error> + Send + 'static,
    {
        self.portal.act(&self.caller, act).await
    }

    /// A new idempotency key, for a form that is drawn for the first time.
    pub fn new_key(&self) -> String {
        self.portal.draw()
    }

    /// The key of a form that comes back to be mended: the one it was drawn with.
    pub fn same_key(&self, typed: &Typed) -> String {
        match typed.get("key") {
            "" => self.new_key(),
            key => key.to_owned(),
        }
    }

    /// The idempotency key of an ask with the hash of everything typed: what a procedure takes.
    pub fn key(&self, typed: &Typed) -> Result<Key, Failure> {
        self.key_with_file(typed, b"")
    }

    /// The same where the ask is a file with what was typed beside it.
    pub fn key_with_file(&self, typed: &Typed, file: &[u8]) -> Result<Key, Failure> {
        match typed.get("key") {
            key if (8..=64).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => {
                Ok(Key::new(key, &[&typed.canonical(), file].concat()))
            }
            _missing => Err(Failure::KeyMissing),
        }
    }

    /// The frame of a page with language, person, demo strip and foot filled in; the page adds menu, deadlines, breadcrumb.
    pub fn frame(&self, title: impl Into<String>) -> Frame {
        let book = self.portal.agency().book();
        let footer = Footer {
            agency: self.portal.name(self.lang).to_owned(),
            pack: Some(book.region().to_owned()),
            fingerprint: Some(short_fingerprint(book.fingerprint())),
            links: [
                "/guide",
                "/calculators",
                "/verify",
                "/api",
                "/accessibility",
                "/record/looks",
                "/sign-in/own",
                "/keys",
            ]
            .into_iter()
            .filter(|path| leads_somewhere(path))
            .filter(|path| *path != "/record/looks" || self.caller.roles().any(|role| permit::may(role, Permission::OwnRecord)))
            .filter(|path| *path != "/sign-in/own" || self.is_signed_in())
            .collect(),
        };
        let frame = Frame::new(self.lang, title, self.address.clone()).footer(footer);
        let frame = if self.is_signed_in() && leads_somewhere("/search") {
            frame.search(self.say(self.searched(), &[]))
        } else {
            frame
        };
        let frame = if self.is_signed_in() {
            frame.person(self.role(), self.caller.name.clone(), self.new_key())
        } else {
            frame.offer_sign_in()
        };
        if !self.portal.is_demo() {
            return frame;
        }
        let strip = DemoStrip {
            today: self.today,
            next_event: next_after(book, self.today).map(|next| self.event(&next)),
            next_day: leads_somewhere("/demo/next-day"),
            bank_answers: leads_somewhere("/demo/bank-answers"),
        };
        frame.demo(strip, self.new_key())
    }

    /// The next event in words: `9月15日24:00自动申报（2026年9月）`.
    fn event(&self, next: &Deadline) -> String {
        let facts = [("day", Fact::Day(next.day)), ("month", Fact::Month(next.month))];
        self.say(&format!("deadline.{}", next.what.code()), &facts)
    }

    /// The menu of the employer in the address: those of its sections that have a page. `here` is the section's last part, `""` for
    /// the home page.
    pub fn clerk_menu(&self, name: &str, here: &str) -> Menu {
        let code = self.employer.map(|e| e.code()).unwrap_or_default();
        let here = if here.is_empty() {
            format!("/employers/{code}")
        } else {
            format!("/employers/{code}/{here}")
        };
        let menu = Menu::clerk(self.lang, &code, name).only(leads_somewhere).here(here);
        if self.caller.employers().nth(1).is_some() && leads_somewhere("/employers") {
            menu.switch(self.say("frame.menu.employers", &[]), "/employers")
        } else {
            menu
        }
    }

    /// The menu of the insured person who asks: those sections that have a page. `here` is the section's address.
    pub fn insured_menu(&self, here: &str) -> Menu {
        Menu::insured(self.lang, &self.caller.name).only(leads_somewhere).here(here)
    }

    /// The menu of an officer's desk (`collection`), with sections of its own; those that have a page.
    pub fn desk_menu(&self, desk: &str, more: Vec<MenuItem>, here: &str) -> Menu {
        let name = self.say(&format!("frame.desk.{desk}"), &[]);
        Menu::desk(self.lang, desk, &name, more).only(leads_somewhere).here(here)
    }

    /// What may be searched for, by role.
    fn searched(&self) -> &'static str {
        match self.caller.roles().next() {
            Some(Role::Clerk | Role::Agent) => "frame.search.clerk",
            Some(Role::Insured) => "frame.search.insured",
            Some(
                Role::Anonymous
                | Role::Registration
                | Role::EmploymentFiling
                | Role::Collection
                | Role::Records
                | Role::PensionApproval
                | Role::Verification
                | Role::Acceptance
                | Role::Cashier
                | Role::Auditor
                | Role::Operator
                | Role::System,
            )
            | None => "frame.search.desk",
        }
    }

    fn role(&self) -> String {
        let role = self.caller.roles().next();
        role.map(|role| self.say(&format!("frame.role.{}", role.code()), &[]))
            .unwrap_or_default()
    }

    /// To another page after something was done (303).
    pub fn go(&self, path: &str) -> Response {
        Redirect::to(path).into_response()
    }

    /// A whole page, or where htmx asked for it only its `part`.
    pub fn page_or_part(&self, part: Markup, page: impl FnOnce(Markup) -> Markup) -> Markup {
        if self.partial { part } else { page(part) }
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Asked, Failure> {
        parts.extensions.get::<Asked>().cloned().ok_or(Failure::Bug)
    }
}
