//! Before a reduction is filed: what was entered, what it brings, the declaration, the button. For one person and for many.

use axum::response::{IntoResponse, Response};
use domain::ids::{DraftId, EmployerId};
use domain::registry::Person;
use maud::{Markup, Render, html};
use procedures::Error;
use procedures::drafts::{Queued, drop_draft, queue};
use procedures::enrol_staff::Rule;
use procedures::preview_filing::ReductionPreview;
use procedures::reasons::Offers;
use procedures::receipts::already;
use procedures::reduce_staff::{ReduceLine, reduce_staff};
use units::Fact;

use super::brings;
use crate::error::{Failure, unaccepted};
use crate::look::{
    Field, Happening, Heading, Panel, Passage, Problems, Summary, actions, choices, columns, error_summary, form, identity, link, rich,
    submit, timeline,
};
use crate::pages::drafts::new_draft;
use crate::pages::employer::{Around, at};
use crate::{Asked, Typed};

/// What is to be checked.
pub(super) struct Subject<'a> {
    pub(super) around: &'a Around,
    pub(super) offers: &'a Offers,
    pub(super) lines: &'a [ReduceLine],
    pub(super) names: Vec<Person>,
    pub(super) preview: &'a ReductionPreview,
    pub(super) draft: DraftId,
    /// Where what was entered is changed.
    pub(super) form: String,
    /// Where it is filed.
    pub(super) action: String,
    /// Where the person is changed.
    pub(super) who: Option<String>,
}

impl Subject<'_> {
    fn refused(&self) -> i64 {
        self.count(|outcome| outcome.is_err())
    }

    fn clean(&self) -> i64 {
        self.count(|outcome| outcome.is_ok())
    }

    fn count(&self, fits: impl Fn(&Result<procedures::reduce_staff::Leaving, Box<dyn procedures::error::Refusal>>) -> bool) -> i64 {
        let count = self.preview.verdicts.iter().filter(|v| fits(&v.outcome)).count();
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// The one person, where it is one.
    pub(super) fn only(&self) -> Option<(&ReduceLine, &Person)> {
        match (self.lines, self.names.as_slice()) {
            ([line], [person]) => Some((line, person)),
            _many => None,
        }
    }
}

/// The page.
pub(super) fn draw(asked: &Asked, of: &Subject, typed: &Typed, problems: &Problems) -> Markup {
    let title = asked.say("reductions.check", &[]);
    let main = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).step(asked.say("reductions.step", &[("n", Fact::Count(3)), ("of", Fact::Count(3))])).render())
        (Panel::untitled("entered", asked.say("enrolments.entered", &[])).body(entered(asked, of).render()).render())
        (brings::refused(asked, of))
        @if of.clean() > 0 {
            (brings::panel(asked, of))
            (confirm(asked, of, typed, problems))
        }
    };
    let name = if of.only().is_some() {
        "reductions.single"
    } else {
        "reductions.batch"
    };
    let trail = of.around.trail(asked, "reductions", asked.say(name, &[]));
    let frame = of.around.frame(asked, "reductions", title).wrong(!problems.is_empty()).trail(trail);
    frame.page(columns(main, after(asked)))
}

fn entered(asked: &Asked, of: &Subject) -> Summary {
    let word = |key: &str| asked.say(key, &[]);
    let mut summary = Summary::new(asked.lang);
    summary = match of.only() {
        Some((_, person)) => {
            let masked = domain::registry::masked_number(&person.number);
            summary.row(word("enrolments.name"), html! { (person.name) (identity(&masked)) })
        }
        None => {
            let names: Vec<&str> = of.names.iter().take(30).map(|p| p.name.as_str()).collect();
            let facts = [
                ("names", Fact::Text(words::join(asked.lang, &names))),
                ("count", Fact::Count(i64::try_from(of.names.len()).unwrap_or(i64::MAX))),
            ];
            let key = if of.names.len() > names.len() {
                "reductions.people.more"
            } else {
                "reductions.people"
            };
            summary.row(word("reductions.people.label"), html! { (asked.say(key, &facts)) })
        }
    };
    if let Some(who) = &of.who {
        summary = summary.change(who);
    }
    let Some(line) = of.lines.first() else { return summary };
    let change = |field: &str| format!("{}#{field}", of.form);
    let medical = line
        .medical_reason
        .or_else(|| of.offers.get(line.reason).and_then(|o| o.reason.medical))
        .map_or_else(|| "–".to_owned(), |code| word(&format!("reason.M{code}")));
    summary
        .row(word("reductions.end"), html! { (words::day(asked.lang, line.reduction.end_date)) })
        .change(change("end"))
        .row(word("reductions.last"), last_month(asked, of))
        .change(change("last"))
        .row(
            word("reductions.reason.short"),
            html! { (word(&format!("reason.{}", line.reason))) },
        )
        .change(change("reason"))
        .row(word("reductions.medical.short"), html! { (medical) })
        .change(change("medical"))
        .row(
            word("reductions.remark"),
            html! { (if line.remark.is_empty() { "–" } else { line.remark.as_str() }) },
        )
        .change(change("remark"))
}

/// Always both sentences.
fn last_month(asked: &Asked, of: &Subject) -> Markup {
    let made = of.preview.verdicts.iter().find_map(|v| v.outcome.as_ref().ok());
    html! {
        @match made {
            Some(made) => {
                @let last = made.reduced.last_month;
                (rich(asked.lang, "reductions.last.both", &[("last", Fact::Month(last)), ("next", Fact::Month(last.next()))]))
            }
            None => "–",
        }
    }
}

fn confirm(asked: &Asked, of: &Subject, typed: &Typed, problems: &Problems) -> Markup {
    let o = &of.around.overview;
    let name = of.only().map(|(_, person)| person.name.clone()).unwrap_or_default();
    let facts = [
        ("closes", Fact::Day(o.roll_window.closes)),
        ("opens", Fact::Day(o.roll_window.opens)),
        ("default", Fact::Day(o.roll_window.default_declaration)),
        ("month", Fact::Month(o.month)),
        ("name", Fact::Text(name)),
        ("count", Fact::Count(of.clean())),
    ];
    let is_one = of.only().is_some();
    let declare = if is_one { "reductions.declare" } else { "reductions.declare.many" };
    let button = match (o.is_open(), is_one) {
        (true, true) => "reductions.submit",
        (true, false) => "reductions.submit.many",
        (false, _) => "reductions.submit.later",
    };
    let note = if o.is_open() {
        "reductions.submit.note"
    } else {
        "reductions.submit.later.note"
    };
    let inner = html! {
        input type="hidden" name="draft" value=(of.draft.code());
        @if of.refused() > 0 { (choices("rule", &asked.say("lists.rule", &[]), &super::rules(asked, of.clean(), of.refused(), typed.get("rule") == "all"))) }
        (Field::new(asked.lang, "declared", asked.say(declare, &facts)).problems(problems).tick(!typed.get("declared").is_empty()))
        (actions(html! { (submit(&asked.say(button, &facts))) (link(&of.around.at("reductions"), &asked.say("enrolments.keep_later", &[]))) }))
        p class="sb-small sb-soft sb-above" { (rich(asked.lang, note, &facts)) }
    };
    form(&of.action, &asked.same_key(typed), inner)
}

fn after(asked: &Asked) -> Markup {
    let step = |passage, key: &str| Happening::new(passage, asked.say(key, &[])).note(rich(asked.lang, &format!("{key}.says"), &[]));
    let steps = [
        step(Passage::Now, "enrolments.after.now"),
        step(Passage::Ahead, "enrolments.after.groups"),
        step(Passage::Ahead, "reductions.after.both"),
        step(Passage::Ahead, "reductions.after.print"),
    ];
    Panel::new("after", asked.say("enrolments.after", &[]))
        .body(timeline(&steps))
        .render()
}

/// The receipt of this very form, where it was sent before.
pub(super) async fn filed_before(asked: &Asked, employer: EmployerId, typed: &Typed) -> Result<Option<Response>, Failure> {
    let key = asked.key(typed)?;
    let receipt = asked.read(move |desk| already(desk, employer, &key)).await?;
    Ok(receipt.map(|r| asked.go(&format!("/receipts/{}?again=1", r.number))))
}

/// Files it, or outside of the window keeps it as drafts that file themselves.
pub(super) async fn file(asked: &Asked, of: &Subject<'_>, typed: &Typed) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    problems.take(
        asked.lang,
        "declared",
        &asked.say("enrolments.declare.label", &[]),
        typed.ticked("declared"),
    );
    if !problems.is_empty() {
        return Ok(unaccepted(draw(asked, of, typed, &problems)).into_response());
    }
    let employer = of.around.overview.employer.id;
    let draft = of.draft;
    if !of.around.overview.is_open() {
        let opens = of.around.overview.roll_window.opens;
        let queued: Vec<(DraftId, Queued)> = of
            .lines
            .iter()
            .map(|l| (new_draft(asked), Queued::Reduction(Box::new(l.clone()))))
            .collect();
        asked
            .act(move |desk| {
                queued
                    .iter()
                    .try_for_each(|(id, change)| queue(desk, employer, *id, change, opens))?;
                drop_draft(desk, employer, draft)
            })
            .await?;
        return Ok(asked.go(&at(employer, "reductions?queued=1")));
    }
    let (key, lines) = (asked.key(typed)?, of.lines.to_vec());
    let rule = if of.refused() > 0 && typed.get("rule") != "all" {
        Rule::GoodLinesOnly
    } else {
        Rule::AllOrNothing
    };
    let filed = asked
        .act(move |desk| {
            let reduced = reduce_staff(desk, &key, employer, &lines, rule)?;
            drop_draft(desk, employer, draft)?;
            Ok(reduced.receipt)
        })
        .await;
    match filed {
        Ok(receipt) => Ok(asked.go(&format!("/receipts/{}", receipt.number))),
        Err(Failure::Procedure(Error::Refused(refusal))) => {
            problems.add_to_form(asked.lang, refusal.as_ref());
            Ok(unaccepted(draw(asked, of, typed, &problems)).into_response())
        }
        Err(other) => Err(other),
    }
}
