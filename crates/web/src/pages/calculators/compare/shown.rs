use domain::reckon::comparison::{ByRule, Compared, Difference};
use maud::{Markup, Render, html};
use procedures::compare_figures::Against;
use procedures::lists::{Finding, Grade};
use reckoned::{ShownTone, doubted, shown_ground};
use units::{Fact, Fen};
use words::Lang;

use crate::Asked;
use crate::look::{self, Column, Figure, Line, Panel, Table, Tone, amount, amount_or_dash, difference, figures, findings, rich, stack};
use crate::pages::calculators::shown::head;
use crate::pages::lists::shown;

/// Differences that are shown one by one; the workbook has all of them.
const SHOWN: usize = 200;

/// The answer, part by part.
pub(super) fn answer(asked: &Asked, against: &Against) -> Vec<Markup> {
    let lang = asked.lang;
    let compared = &against.compared;
    let mut parts = vec![first(against, lang)];
    if !compared.rules.is_empty() {
        parts.push(rules(compared, lang));
        parts.push(each(asked, against));
    }
    parts.extend(found("in-roster", "calculators.compare.in_roster", &against.in_roster, lang));
    parts.extend(found("in-mine", "calculators.compare.in_mine", &against.in_mine, lang));
    vec![stack(&parts)]
}

fn first(against: &Against, lang: Lang) -> Markup {
    let compared = &against.compared;
    let tone = match (compared.people, compared.differences.is_empty(), against.agrees()) {
        (0, _, _) | (_, false, _) => ShownTone::Bad,
        (_, true, false) => ShownTone::Time,
        (_, true, true) => ShownTone::Good,
    };
    let must_change = against.in_roster.iter().chain(&against.in_mine);
    let must_change = must_change.filter(|finding| finding.grade == Grade::MustChange).count();
    let rows = [("count", Fact::Count(i64::try_from(must_change).unwrap_or(i64::MAX)))];
    let left_out = (must_change > 0).then(|| words::say(lang, "calculators.compare.left_out", &rows));
    let missing = against
        .injury_class_missing
        .then(|| words::say(lang, "calculators.injury_class_missing", &[]));
    let said: Vec<String> = left_out.into_iter().chain(missing).collect();
    let head = head(tone, &words::tell(lang, compared), &said, &doubted(&against.doubts(), lang));
    html! { (head) @if compared.people > 0 { (sums(compared, lang)) } }
}

fn sums(compared: &Compared, lang: Lang) -> Markup {
    let word = |key: &str| words::say(lang, key, &[]);
    let people = |n: u32| words::count(i64::from(n));
    let money = |key: &str, fen: Fen| Figure::new(word(key), words::money_plain(fen)).unit(word("home.yuan"));
    let apart = compared.people - compared.agree;
    let tone = if apart == 0 { Tone::Good } else { Tone::Bad };
    Panel::untitled("sums", word("calculators.compare.sums"))
        .body(figures(&[
            Figure::new(word("calculators.compare.compared"), people(compared.people)),
            Figure::new(word("calculators.compare.apart"), people(apart)).tone(tone),
            money("table.mine", compared.mine),
            money("table.ours", compared.ours),
            money("table.difference", compared.mine - compared.ours),
        ]))
        .render()
}

/// By which rules they part, most people first.
fn rules(compared: &Compared, lang: Lang) -> Markup {
    let word = |key: &str| words::say(lang, key, &[]);
    let columns = vec![
        Column::title(word("table.rule")),
        Column::figure(word("table.people")),
        Column::figure(word("table.figures")),
        Column::figure(word("calculators.compare.difference")),
    ];
    let line = |rule: &ByRule| {
        let mend = words::mend(lang, &rule.cause).unwrap_or_default();
        Line::new(vec![
            html! { (words::tell(lang, &rule.cause)) br; span class="sb-small sb-soft" { (mend) } },
            html! { (rule.people.len()) },
            html! { (rule.figures) },
            difference(rule.amount),
        ])
    };
    let total: Fen = compared.rules.iter().map(|rule| rule.amount).sum();
    let count: u32 = compared.rules.iter().map(|rule| rule.figures).sum();
    let foot = vec![
        html! { (word("table.total")) },
        html! { (compared.people - compared.agree) },
        html! { (count) },
        difference(total),
    ];
    let title = word("calculators.compare.rules");
    let table = Table::new(title.clone(), columns)
        .lines(compared.rules.iter().map(line).collect())
        .foot(foot);
    Panel::new("rules", title).flush().body(table.render()).render()
}

/// The figures that differ, one by one, with the row of the pack that decides.
fn each(asked: &Asked, against: &Against) -> Markup {
    let lang = asked.lang;
    let word = |key: &str| words::say(lang, key, &[]);
    let columns = vec![
        Column::title(word("table.name")),
        Column::number(word("table.row")),
        Column::text(word("table.branch")),
        Column::text(word("table.side")).unbroken(),
        Column::figure(word("calculators.compare.mine")),
        Column::figure(word("calculators.compare.ours")),
        Column::figure(word("calculators.compare.difference")),
        Column::text(word("table.rule")).whole_labelled(),
    ];
    let all = &against.compared.differences;
    let lines = all.iter().take(SHOWN).map(|difference| line(asked, difference, &against.people));
    let title = word("calculators.compare.each");
    let table = Table::new(title.clone(), columns).lines(lines.collect()).walked();
    let more = all.len().saturating_sub(SHOWN);
    let facts = [("more", Fact::Count(i64::try_from(more).unwrap_or(i64::MAX)))];
    let body = html! { (table.render()) @if more > 0 { p class="sb-more" { (rich(lang, "calculators.compare.more", &facts)) } } };
    Panel::new("each", title).flush().body(body).render()
}

fn line(asked: &Asked, of: &Difference, people: &[(u32, String)]) -> Line {
    let lang = asked.lang;
    let (row, name) = people.get(of.place).cloned().unwrap_or_default();
    let word = |key: &str| words::say(lang, key, &[]);
    let (tone, right) = if of.is_doubtful() {
        (Tone::Time, "difference.not_certain")
    } else {
        (Tone::Good, "difference.ours_right")
    };
    let rests_on = of.ground.as_ref().map(|of| shown_ground(asked.portal.agency().book(), of, lang));
    Line::new(vec![
        html! { (name) },
        html! { (row) },
        html! { (word(&format!("branch.{}", of.branch.code()))) },
        html! { (word(&format!("table.{}", of.payer.code()))) },
        amount_or_dash(of.mine),
        amount(of.ours),
        difference(of.amount()),
        html! {
            (words::tell(lang, &of.cause))
            @if let Some(rests_on) = rests_on { br; (look::status(tone, &word(right))) br; span class="sb-small sb-soft" { (rests_on) } }
        },
    ])
}

/// What was found in one of the files, beside its cells; remarks on how something was read stay out.
fn found(id: &str, title: &str, all: &[Finding], lang: Lang) -> Option<Markup> {
    let worth = all.iter().filter(|finding| finding.grade != Grade::Note);
    let list: Vec<look::Found> = worth.map(|finding| shown(lang, finding)).collect();
    (!list.is_empty()).then(|| {
        Panel::new(id, words::say(lang, title, &[]))
            .flush()
            .body(findings(lang, &list))
            .render()
    })
}
