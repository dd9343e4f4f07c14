//! The look: one component a file, each taking plain values and giving markup. Nothing here knows a rule, a session or HTTP.
//!
//! A page is a [`Frame`] around its content:
//!
//! ```ignore
//! asked.frame(title).menu(menu).trail(vec![Crumb::to("首页", home)]).page(stack(&[
//!     Heading::new(title).render(),
//!     Panel::new("draft", "若不操作，6月3日将扣").body(figure(lang, total)).render(),
//! ]))
//! ```
//!
//! Classes are those of `static/shebao.css`; the patterns behind them are described in its comments.

mod action;
mod cause;
mod chart;
mod choice;
mod empty;
mod field;
mod figure;
mod filter;
mod finding;
mod form;
mod frame;
mod heading;
mod icon;
mod key;
mod menu;
mod months;
mod paging;
mod panel;
mod problem;
mod progress;
mod receipt;
mod rich;
mod status;
mod summary;
mod table;
mod task;
mod timeline;
mod track;
mod why;

pub use action::{actions, button, button_secondary, button_small, link, submit, submit_as, submit_destructive, submit_plain};
pub use cause::{Cause, causes};
pub use chart::{Bar, bars};
pub use choice::{Choice, Folded, Reason, choices, reasons};
pub use empty::empty;
pub use field::{Field, OneOf};
pub use figure::{
    Figure, amount, amount_marked, amount_or_dash, clock, difference, figure, figures, identity, money, number, pairs, pairs_of_money,
    share,
};
pub use filter::{Chip, chips, selection, tools};
pub use finding::{Found, Grade, findings, findings_title, wrote};
pub use form::{form, inline_form, upload_form};
pub use frame::{Crumb, Deadlines, DemoStrip, Footer, Frame};
pub use heading::Heading;
pub use icon::Icon;
pub use key::{key_hint, keys, print_button};
pub use menu::{Menu, MenuItem};
pub use months::{BranchOfYear, MonthCell, Months, Sign, YearOfMonths, legend};
pub use paging::{Paging, ROWS_A_PAGE, ROWS_AT_MOST};
pub use panel::{Alert, Panel, columns, columns_question_first, columns_wide_side, stack};
pub use problem::{Problem, Problems, error_summary};
pub use progress::Progress;
pub use receipt::{GroupResult, Receipt};
pub use reckoned::page::short_fingerprint;
pub use rich::{hidden, paragraph, rich, rich_links};
pub use status::{Tone, status, status_with};
pub use summary::Summary;
pub use table::{Column, Line, LineMark, Sorted, Table, tick, tick_all};
pub use task::{Paper, Task, bullets, numbered, papers, tasks};
pub use timeline::{Happening, Passage, timeline};
pub use track::{Stage, Stop, track};
pub use why::{Why, WhyStep, why_link, why_row};
