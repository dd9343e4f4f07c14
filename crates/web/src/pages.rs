//! The pages. One file per page or family of pages, each with its routes.
//!
//! To add a page:
//! 1. A file `pages/<noun>.rs` with `pub(crate) fn routes() -> Vec<Route>`, named in `routes::all`.
//! 2. A row: `Route::page("/employers/{employer}/roll", Permission::ViewEmployer, "The roll.", roll)`; forms with `Route::form`. The
//!    rim has then recognised the caller and checked the permission, also for the employer in the address.
//! 3. The handler takes [`crate::Asked`] (pages), [`crate::Filled`] (forms), [`crate::Uploaded`] (files), with [`crate::At`] for parts
//!    of the address and [`crate::Searched`] for what stands behind `?`; it returns `Result<_, Failure>`.
//! 4. `asked.read(move |desk| roll::of(desk, employer)).await?` looks; `asked.act(move |desk| …).await?` acts. Both closures own what
//!    they use; that of `act` may be called twice, so it clones what it consumes.
//! 5. `asked.frame(title).menu(asked.clerk_menu(&name, "roll")).deadlines(…).trail(…).page(content)` is the page; content is made of
//!    the components of [`crate::look`].
//! 6. A form: `form(action, &asked.new_key(), fields)`. On its way back: `problems.take(lang, "end", &label, typed.date("end"))` for
//!    each field; where there are problems `unaccepted(page)` with `asked.same_key(&typed)`, else `asked.key(&typed)?` for the procedure
//!    and `asked.go("/receipts/…")`.
//! 7. Every sentence stands in `locales/<topic>.toml`. Look at the page with the guide of the tests or with the demo, then take the
//!    change of `permissions.txt` over (see the test in `routes`).

pub(crate) mod audit;
pub(crate) mod back_payments;
pub(crate) mod bases;
pub(crate) mod bills;
pub(crate) mod calculators;
pub(crate) mod cases;
pub(crate) mod certificates;
pub(crate) mod collection;
pub(crate) mod creditor;
pub(crate) mod debits;
pub(crate) mod delegations;
pub(crate) mod demo;
pub(crate) mod drafts;
pub(crate) mod earlier;
pub(crate) mod employer;
pub(crate) mod enrolments;
pub(crate) mod front;
pub(crate) mod gaps;
pub(crate) mod guide;
pub(crate) mod hall;
pub(crate) mod lists;
pub(crate) mod logins;
pub(crate) mod operations;
pub(crate) mod own_login;
pub(crate) mod programs;
pub(crate) mod receipts;
pub(crate) mod record;
pub(crate) mod reductions;
pub(crate) mod refunds;
pub(crate) mod registration;
pub(crate) mod roll;
pub(crate) mod search;
pub(crate) mod sign_in;
pub mod start;
pub(crate) mod verify;
