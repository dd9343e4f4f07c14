//! The fields of a reduction, for one person and for many: end date, last month, reasons with what follows from each.

use domain::filing::reduction::Reduction;
use domain::ids::PersonId;
use maud::{Markup, html};
use procedures::reasons::{Benefit, Channel, Offered, Offers};
use procedures::reduce_staff::ReduceLine;
use units::{Fact, Month};

use crate::look::{Field, Folded, Icon, OneOf, Problems, Reason, Tone, rich, status, status_with};
use crate::pages::receipts::line::papers;
use crate::{Asked, FieldRefused, Typed};

/// Reasons that are needed every day, in the order in which the form shows them first (practice 3.2).
const USUAL: [u8; 9] = [21, 25, 22, 23, 26, 11, 12, 31, 41];

/// All fields; `month` is the one that changes alter now.
pub(super) fn fields(asked: &Asked, offers: &Offers, month: Month, typed: &Typed, problems: &Problems) -> Markup {
    let lang = asked.lang;
    let word = |key: &str| asked.say(key, &[]);
    let medical: Vec<OneOf> = offers
        .medical
        .iter()
        .map(|m| OneOf::new(m.code.to_string(), word(&format!("reason.M{}", m.code))))
        .collect();
    html! {
        (Field::new(lang, "end", word("reductions.end")).hint(word("reductions.end.hint")).typed(typed).problems(problems).date())
        (last_month(asked, offers, month, typed, problems))
        (reasons(asked, offers, typed, problems))
        (Field::new(lang, "medical", word("reductions.medical")).hint(word("reductions.medical.hint")).typed(typed).problems(problems)
            .select(Some(&word("reductions.medical.same")), &medical))
        (Field::new(lang, "remark", word("reductions.remark")).optional().typed(typed).problems(problems).textarea(2))
    }
}

/// Always both sentences: the last month that is paid, and from when nothing is.
fn last_month(asked: &Asked, offers: &Offers, month: Month, typed: &Typed, problems: &Problems) -> Markup {
    let default = if offers.leaving_month_due { month } else { month.previous() };
    let facts = |m: Month| [("last", Fact::Month(m)), ("next", Fact::Month(m.next()))];
    let mut list = vec![OneOf::new("", asked.say("reductions.last.default", &facts(default)))];
    let others = [month, month.previous(), month.plus(-2), month.plus(-3)];
    list.extend(
        others
            .iter()
            .map(|m| OneOf::new(m.to_string(), asked.say("reductions.last.one", &facts(*m)))),
    );
    let hint_facts = [
        ("default", Fact::Month(default)),
        ("month", Fact::Month(month)),
        ("pack", Fact::Text(asked.portal.agency().book().region().to_owned())),
    ];
    let hint = if offers.leaving_month_due {
        "reductions.last.hint.due"
    } else {
        "reductions.last.hint"
    };
    let warning = html! { span class="sb-time" { (rich(asked.lang, "reductions.last.warning", &facts(default))) } };
    let field = Field::new(asked.lang, "last", asked.say("reductions.last", &[]))
        .hint(asked.say(hint, &hint_facts))
        .typed(typed)
        .problems(problems);
    if offers.leaving_month_due {
        field.select(None, &list)
    } else {
        field.after(warning).select(None, &list)
    }
}

fn reasons(asked: &Asked, offers: &Offers, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let picked = typed.get("reason");
    let usual: Vec<Reason> = USUAL
        .iter()
        .filter_map(|code| offers.get(*code))
        .map(|o| row(asked, o, picked))
        .collect();
    let others = offers.reasons.iter().filter(|o| !USUAL.contains(&o.reason.code));
    let rest: Vec<Reason> = others.map(|o| row(asked, o, picked)).collect();
    let more = Folded {
        words: &word("reductions.reason.all"),
        open: rest.iter().any(|r| r.picked),
        rows: &rest,
    };
    let heads = [
        word("reductions.reason.what"),
        word("reductions.reason.papers"),
        word("reductions.reason.place"),
    ];
    Field::new(asked.lang, "reason", word("reductions.reason"))
        .hint(word("reductions.reason.hint"))
        .problems(problems)
        .after(html! { (word("reductions.reason.benefit")) })
        .reasons_and_more([&heads[0], &heads[1], &heads[2]], &usual, &more)
}

fn row(asked: &Asked, offered: &Offered, picked: &str) -> Reason {
    let reason = &offered.reason;
    let code = reason.code.to_string();
    let papers = papers(asked.lang, reason.papers.iter().map(String::as_str));
    Reason {
        picked: picked == code,
        name: asked.say(&format!("reason.{code}"), &[]),
        consequence: asked.say(consequence(reason.benefit), &[]),
        papers: if papers.is_empty() {
            asked.say("reductions.reason.no_papers", &[])
        } else {
            papers
        },
        place: place(asked, offered.channel),
        value: code,
    }
}

fn consequence(benefit: Benefit) -> &'static str {
    match benefit {
        Benefit::Yes => "reductions.benefit.yes",
        Benefit::No => "reductions.benefit.no",
        Benefit::NotApplicable => "reductions.benefit.not_applicable",
        Benefit::ByProof => "reductions.benefit.by_proof",
        Benefit::ByContractReason => "reductions.benefit.by_contract_reason",
    }
}

fn place(asked: &Asked, channel: Channel) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    match channel {
        Channel::Online => status(Tone::Good, &word("reductions.place.online")),
        Channel::CounterForBenefit => status(Tone::Good, &word("reductions.place.online_or_counter")),
        Channel::Counter => status_with(Tone::Time, Icon::People, &word("reductions.place.counter")),
    }
}

/// What the fields say, the same for each person; a problem at each field that cannot be taken.
#[derive(Clone, Debug)]
pub(super) struct ForEach {
    reduction: Reduction,
    reason: u8,
    medical: Option<u8>,
    remark: String,
}

impl ForEach {
    /// Reads the fields.
    pub(super) fn read(asked: &Asked, offers: &Offers, typed: &Typed, problems: &mut Problems) -> Option<ForEach> {
        let lang = asked.lang;
        let label = |key: &str| asked.say(&format!("reductions.{key}"), &[]);
        let end_date = problems.take(lang, "end", &label("end"), typed.date("end"));
        let last_month = match typed.get("last") {
            "" => Some(None),
            _month => problems.take(lang, "last", &label("last"), typed.month("last")).map(Some),
        };
        let offered = |code: &str| code.parse().ok().filter(|code| offers.get(*code).is_some());
        let reason = problems.take::<u8, FieldRefused>(lang, "reason", &label("reason"), typed.one_of("reason", offered));
        let medical = match typed.get("medical") {
            "" => Some(None),
            _code => {
                let known = |code: &str| code.parse().ok().filter(|code| offers.medical.iter().any(|m| m.code == *code));
                problems
                    .take::<u8, FieldRefused>(lang, "medical", &label("medical"), typed.one_of("medical", known))
                    .map(Some)
            }
        };
        let remark = problems.take(lang, "remark", &label("remark"), typed.text_if_any("remark", 200));
        Some(ForEach {
            reduction: Reduction {
                end_date: end_date?,
                last_month: last_month?,
            },
            reason: reason?,
            medical: medical?,
            remark: remark?.unwrap_or_default(),
        })
    }

    /// The line of one person.
    pub(super) fn line(&self, at: i64, person: PersonId) -> ReduceLine {
        ReduceLine {
            line: at,
            person,
            reduction: self.reduction.clone(),
            reason: self.reason,
            medical_reason: self.medical,
            remark: self.remark.clone(),
        }
    }
}

/// The field that a refusal is about.
pub(super) fn field_of(code: &str) -> &'static str {
    match code {
        "reduction.date_before_hire" | "reduction.date_in_future" => "end",
        "reduction.last_month_outside" => "last",
        "reduction.reason_unknown" | "reduction.not_a_reduction" => "reason",
        _other => "",
    }
}
