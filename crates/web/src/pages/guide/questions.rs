//! Questions with plain answers: searchable in both languages, the founding one answered for the asker's own record.

use maud::{Markup, Render, html};
use procedures::record::{Record, own_record};
use procedures::{Permission, permit};
use units::{Fact, Month};
use words::{Lang, say, tell};

use crate::Asked;
use crate::body::Searched;
use crate::error::Failure;
use crate::look::{Heading, Panel, bullets, empty, link, rich, rich_links, stack};
use crate::pages::record::state;

/// A question with the keys of its answer, in one sentence first.
struct Question {
    id: &'static str,
    title: &'static str,
    answer: &'static str,
    more: &'static [&'static str],
}

const BACK_PAID: &str = "back-paid";

const QUESTIONS: [Question; 7] = [
    Question {
        id: BACK_PAID,
        title: "guide.back_paid",
        answer: "guide.back_paid.answer",
        more: &[
            "guide.back_paid.on_time",
            "guide.back_paid.late",
            "guide.back_paid.omitted",
            "guide.back_paid.see",
            "guide.back_paid.do",
        ],
    },
    Question {
        id: "reduction",
        title: "guide.reduction",
        answer: "guide.reduction.answer",
        more: &[
            "guide.reduction.single",
            "guide.reduction.batch",
            "guide.reduction.when",
            "guide.reduction.counter",
            "guide.reduction.list",
            "guide.reduction.old_name",
        ],
    },
    Question {
        id: "repair",
        title: "guide.repair",
        answer: "guide.repair.answer",
        more: &["guide.repair.who", "guide.repair.way", "guide.repair.day", "guide.repair.not"],
    },
    Question {
        id: "late-fee",
        title: "guide.fee",
        answer: "guide.fee.answer",
        more: &["guide.fee.from", "guide.fee.whose", "guide.fee.see"],
    },
    Question {
        id: "goals",
        title: "guide.goals",
        answer: "guide.goals.answer",
        more: &["guide.goals.see", "guide.goals.office"],
    },
    Question {
        id: "certificate",
        title: "guide.certificate",
        answer: "guide.certificate.answer",
        more: &["guide.certificate.how", "guide.certificate.check"],
    },
    Question {
        id: "account",
        title: "guide.account",
        answer: "guide.account.answer",
        more: &["guide.account.when"],
    },
];

const LINKS: [(&str, &str); 7] = [
    ("record", "/record"),
    ("formats", "/formats"),
    ("calendar", "/calendar.ics"),
    ("verify", "/verify"),
    ("gaps", "/record/gaps"),
    ("ways", "/guide/back-payment"),
    ("certificates", "/certificates"),
];

pub(super) async fn page(asked: Asked, Searched(typed): Searched) -> Result<Markup, Failure> {
    let is_insured = asked.caller.roles().any(|role| permit::may(role, Permission::OwnRecord));
    let own = match is_insured {
        true => Some(asked.read(|desk| own_record(desk, None)).await?),
        false => None,
    };
    let title = asked.say("guide.title", &[]);
    let wanted = typed.get("q").trim();
    let found: Vec<&Question> = QUESTIONS.iter().filter(|question| fits(question, wanted)).collect();
    let facts = window(&asked);
    let mut parts = vec![search(&asked, wanted)];
    parts.extend(found.iter().map(|question| answered(&asked, question, &facts, own.as_ref())));
    if found.is_empty() {
        let nothing = rich(asked.lang, "guide.search.none", &[("q", Fact::Text(wanted.to_owned()))]);
        parts.push(
            Panel::untitled("none", asked.say("guide.search", &[]))
                .body(empty(nothing, Some(link("/guide", &asked.say("guide.search.all", &[])))))
                .render(),
        );
    }
    let more = ["guide.more.ways", "guide.more.formats", "guide.more.calendar", "guide.more.verify"];
    let more: Vec<Markup> = more.iter().map(|key| rich_links(asked.lang, key, &facts, &LINKS)).collect();
    parts.push(Panel::new("more", asked.say("guide.more", &[])).body(bullets(&more)).render());
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "guide.lead", &[]));
    Ok(asked.frame(title).page(html! { (heading.render()) (stack(&parts)) }))
}

/// Every word of the search stands in the question or its answer, in either language.
fn fits(question: &Question, wanted: &str) -> bool {
    let keys = [question.title, question.answer].into_iter().chain(question.more.iter().copied());
    let said: String = keys
        .flat_map(|key| Lang::ALL.map(|lang| raw(lang, key)))
        .collect::<String>()
        .to_lowercase();
    wanted.to_lowercase().split_whitespace().all(|word| said.contains(word))
}

/// A sentence with its days left open: what is searched.
fn raw(lang: Lang, key: &str) -> String {
    let open = || Fact::Text(String::new());
    say(lang, key, &[("opens", open()), ("closes", open())])
}

/// The days of this month's window.
fn window(asked: &Asked) -> [(&'static str, Fact); 2] {
    let window = asked.portal.agency().book().roll_window(Month::of(asked.today), asked.today).ok();
    let day = |day: Option<units::Date>| Fact::Text(day.map_or_else(String::new, |d| d.day().to_string()));
    [
        ("opens", day(window.as_ref().map(|w| w.opens))),
        ("closes", day(window.as_ref().map(|w| w.closes))),
    ]
}

fn search(asked: &Asked, wanted: &str) -> Markup {
    let form = html! {
        form method="get" action="/guide" {
            label class="govuk-label" for="question" { (asked.say("guide.search", &[])) }
            div class="sb-chips" {
                input class="govuk-input govuk-input--width-20" id="question" name="q" type="search" value=(wanted);
                button class="govuk-button govuk-button--secondary sb-button--small" type="submit" { (asked.say("frame.search", &[])) }
            }
        }
    };
    Panel::untitled("search", asked.say("guide.search", &[])).body(form).render()
}

fn answered(asked: &Asked, question: &Question, facts: &[(&str, Fact)], own: Option<&Record>) -> Markup {
    let say = |key: &str| rich_links(asked.lang, key, facts, &LINKS);
    let lines: Vec<Markup> = question.more.iter().map(|key| say(key)).collect();
    let body = html! {
        p { b { (say(question.answer)) } }
        @if question.id == BACK_PAID { @if let Some(record) = own { (own_months(asked, record)) } }
        (bullets(&lines))
    };
    Panel::new(question.id, asked.say(question.title, &[])).body(body).render()
}

/// The founding question for the asker's own record: each month that needs a word, with its standing and its cause.
fn own_months(asked: &Asked, record: &Record) -> Markup {
    let months: Vec<Markup> = record
        .explained
        .iter()
        .filter(|one| one.cause != domain::standing::Cause::NoParticipation)
        .map(|one| {
            let month = words::month(asked.lang, one.month);
            let branches: Vec<String> = one
                .branches
                .iter()
                .map(|branch| asked.say(&format!("branch.{}", branch.code()), &[]))
                .collect();
            let agrees = record.month(one.month).is_none_or(procedures::record::MonthRow::agrees);
            html! {
                (link(&format!("/record/{}", one.month), &month))
                @if !agrees { " " (words::join(asked.lang, &branches)) }
                " " (state(asked.lang, one.standing)) " " (tell(asked.lang, &one.cause))
            }
        })
        .collect();
    html! {
        h3 class="sb-subtitle" { (asked.say("guide.own", &[])) }
        @if months.is_empty() { p { (asked.say("guide.own.none", &[])) } } @else { (bullets(&months)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_found_in_both_languages() {
        let found = |wanted: &str| QUESTIONS.iter().filter(|q| fits(q, wanted)).map(|q| q.id).collect::<Vec<_>>();
        assert_eq!(found("").len(), QUESTIONS.len());
        for (wanted, id) in [
            ("补缴", BACK_PAID),
            ("back-paid", BACK_PAID),
            ("减员 窗口", "reduction"),
            ("staff reduction", "reduction"),
            ("late fee", "late-fee"),
            ("提前支取", "account"),
        ] {
            assert!(found(wanted).contains(&id), "{wanted}: {:?}", found(wanted));
        }
        assert!(found("彩票").is_empty());
    }
}
