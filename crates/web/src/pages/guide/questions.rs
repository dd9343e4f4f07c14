//! Questions with plain answers: searchable in both languages, the founding one answered for the asker's own record.

use maud::{Markup, Render, html};
use procedures::record::{Record, own_record};
use procedures::{Permission, permit};
use units::{Fact, Month};
use words::{Finder, Hits, Lang, Place, say, tell};

use super::ways;
use crate::Asked;
use crate::body::Searched;
use crate::error::Failure;
use crate::look::{Heading, Panel, bullets, empty, link, rich, rich_links, stack};
use crate::pages::record::state;

/// A question with the keys of its answer, in one sentence first.
struct Question {
    id: &'static str,
    title: &'static str,
    /// Other ways in which people ask it.
    asked: &'static str,
    answer: &'static str,
    more: &'static [&'static str],
}

const BACK_PAID: &str = "back-paid";

/// The question whose answer is made of the pack.
const PAPERS: &str = "papers";

const QUESTIONS: [Question; 8] = [
    Question {
        id: BACK_PAID,
        title: "guide.back_paid",
        asked: "guide.back_paid.asked",
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
        asked: "guide.reduction.asked",
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
        asked: "guide.repair.asked",
        answer: "guide.repair.answer",
        more: &["guide.repair.who", "guide.repair.way", "guide.repair.day", "guide.repair.not"],
    },
    Question {
        id: PAPERS,
        title: "guide.papers",
        asked: "guide.papers.asked",
        answer: "guide.papers.answer",
        more: &["guide.papers.ways"],
    },
    Question {
        id: "late-fee",
        title: "guide.fee",
        asked: "guide.fee.asked",
        answer: "guide.fee.answer",
        more: &["guide.fee.from", "guide.fee.whose", "guide.fee.see"],
    },
    Question {
        id: "goals",
        title: "guide.goals",
        asked: "guide.goals.asked",
        answer: "guide.goals.answer",
        more: &["guide.goals.see", "guide.goals.office"],
    },
    Question {
        id: "certificate",
        title: "guide.certificate",
        asked: "guide.certificate.asked",
        answer: "guide.certificate.answer",
        more: &["guide.certificate.how", "guide.certificate.check"],
    },
    Question {
        id: "account",
        title: "guide.account",
        asked: "guide.account.asked",
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
    let facts = window(&asked);
    let hits = match wanted {
        "" => Hits::Close((0..QUESTIONS.len()).collect()),
        _typed => finder().find(wanted),
    };
    let shown: &[usize] = match &hits {
        Hits::Close(found) | Hits::Near(found) => found,
        Hits::Nothing => &[],
    };
    let mut parts = vec![search(&asked, wanted)];
    parts.extend(not_found(&asked, wanted, &hits));
    let questions = shown.iter().filter_map(|at| QUESTIONS.get(*at));
    parts.extend(questions.map(|question| answered(&asked, question, &facts, own.as_ref())));
    let more = ["guide.more.ways", "guide.more.formats", "guide.more.calendar", "guide.more.verify"];
    let more: Vec<Markup> = more.iter().map(|key| rich_links(asked.lang, key, &facts, &LINKS)).collect();
    parts.push(Panel::new("more", asked.say("guide.more", &[])).body(bullets(&more)).render());
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "guide.lead", &[]));
    Ok(asked.frame(title).page(html! { (heading.render()) (stack(&parts)) }))
}

/// The questions as they are searched, in both languages.
fn finder() -> Finder {
    Finder::new(QUESTIONS.iter().map(|question| {
        let about = [
            (Place::Title, question.title),
            (Place::Asked, question.asked),
            (Place::Answer, question.answer),
        ];
        let body = question.more.iter().map(|key| (Place::Body, *key));
        let said = |(place, key)| Lang::ALL.map(|lang| (place, raw(lang, key)));
        about.into_iter().chain(body).flat_map(said).collect()
    }))
}

/// That no question is the one that was asked: what comes near follows, or else all of them by name.
fn not_found(asked: &Asked, wanted: &str, hits: &Hits) -> Option<Markup> {
    let facts = [("q", Fact::Text(wanted.to_owned()))];
    let all = || link("/guide", &asked.say("guide.search.all", &[]));
    let body = match hits {
        Hits::Close(_) => return None,
        Hits::Near(_) => empty(rich(asked.lang, "guide.search.near", &facts), Some(all())),
        Hits::Nothing => {
            let named = |question: &Question| link(&format!("/guide#{}", question.id), &asked.say(question.title, &[]));
            html! {
                p { (rich(asked.lang, "guide.search.none", &facts)) }
                (bullets(&QUESTIONS.iter().map(named).collect::<Vec<_>>()))
            }
        }
    };
    Some(Panel::untitled("none", asked.say("guide.search", &[])).body(body).render())
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
        @if question.id == PAPERS { (ways::all_ways(asked)) }
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

    fn first(wanted: &str) -> Option<&'static str> {
        match finder().find(wanted) {
            Hits::Close(found) => found.first().and_then(|at| QUESTIONS.get(*at)).map(|question| question.id),
            Hits::Near(_) | Hits::Nothing => None,
        }
    }

    #[test]
    fn questions_are_found_as_people_ask_them() {
        for (wanted, id) in [
            ("为什么显示补缴", BACK_PAID),
            ("显示补缴", BACK_PAID),
            ("显示“补缴”", BACK_PAID),
            ("为什么补缴", BACK_PAID),
            ("单位社保为什么总要补缴", BACK_PAID),
            ("社保为什么总是显示补缴状态？", BACK_PAID),
            ("扣款失败怎么办", BACK_PAID),
            ("二次扣款成功算补缴吗", BACK_PAID),
            ("why does my month show as back-paid", BACK_PAID),
            ("Why does the unit social security always have to be paid back?", BACK_PAID),
            ("the debit failed", BACK_PAID),
            ("减员还要跑大厅吗", "reduction"),
            ("减员 窗口", "reduction"),
            ("员工离职了社保怎么停", "reduction"),
            ("零星减员", "reduction"),
            ("do I have to go to the hall for a staff reduction", "reduction"),
            ("an employee left, how do I stop contributions", "reduction"),
            ("社保断了怎么补", "repair"),
            ("个人能自己补缴吗", "repair"),
            ("漏缴了两个月", "repair"),
            ("how do I make up missing months", "repair"),
            ("my employer missed two months", "repair"),
            ("补缴要什么材料", PAPERS),
            ("补缴　材料", PAPERS),
            ("社保补缴流程", PAPERS),
            ("补缴去哪里办，要几天？", PAPERS),
            ("which documents do I need for a back payment", PAPERS),
            ("滞纳金多少", "late-fee"),
            ("滞纳金怎么算", "late-fee"),
            ("滞纳金要自己出吗", "late-fee"),
            ("公司能从我工资里扣滞纳金吗", "late-fee"),
            ("how much is the late fee", "late-fee"),
            ("断缴影响买房吗", "goals"),
            ("积分落户社保断缴", "goals"),
            ("can I still buy a home with a gap", "goals"),
            ("怎么开缴费证明", "certificate"),
            ("proof for the bank", "certificate"),
            ("个人账户提前支取", "account"),
            ("养老金能不能提前取出来", "account"),
            ("can I withdraw my pension account", "account"),
        ] {
            assert_eq!(first(wanted), Some(id), "{wanted}");
        }
    }

    #[test]
    fn what_no_question_is_about_is_not_answered() {
        for wanted in [
            "彩票怎么兑奖",
            "今天天气怎么样",
            "how do I win the lottery",
            "asdf qwer",
            "12345",
            "？？？",
        ] {
            assert_eq!(finder().find(wanted), Hits::Nothing, "{wanted}");
        }
        for wanted in ["社保卡密码忘了", "员工食堂几点开门", "公积金贷款利率"] {
            assert!(!matches!(finder().find(wanted), Hits::Close(_)), "{wanted}");
        }
    }
}
