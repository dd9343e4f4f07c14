//! What can be made up: by whom, which way, at what cost today and per further day, and what it does not restore.

use domain::reckon::gaps::{Cost, Curable, Cure, Verdict};
use domain::reckon::person::sorted;
use maud::{Markup, Render, html};
use procedures::gaps::{Absent, Gaps};
use units::{Date, Fact, Fen, Month};
use words::{between, mend, tell};

use crate::Asked;
use crate::look::{Alert, Column, Line, Panel, Table, Tone, amount, bullets, link, rich, status};
use crate::pages::record::back_payments;
use words::spans;

/// The months that help, with their cost.
pub(super) fn panel(asked: &Asked, of: &Gaps) -> Option<Markup> {
    let helping: Vec<&Curable> = of.answer.curable.iter().filter(|curable| curable.helps).collect();
    if of.answer.met || helping.is_empty() {
        return None;
    }
    let facts = [
        ("months", Fact::Text(spans(asked.lang, helping.iter().map(|c| c.month)))),
        ("count", Fact::Count(helping.len() as i64)),
    ];
    let key = if of.answer.met_after_cure {
        "gaps.cure.enough"
    } else {
        "gaps.cure.some"
    };
    let body = html! { (table(asked, of, &helping)) (remarks(asked, of, &helping)) };
    Some(Panel::new("cure", asked.say(key, &facts)).body(body).render())
}

fn priced<'a>(list: &[&'a Curable]) -> Vec<&'a Cost> {
    list.iter().filter_map(|c| c.cost.as_ref()?.as_ref().ok()).collect()
}

/// So many months are shown one by one; of more, those of a year that go alike stand in one line.
const ONE_BY_ONE: usize = 12;

fn table(asked: &Asked, of: &Gaps, list: &[&Curable]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let columns = vec![
        Column::title(word("gaps.month")),
        Column::text(word("gaps.who")).whole(),
        Column::figure(word("gaps.employer_pays")),
        Column::figure(word("gaps.person_pays")),
        Column::figure(word("gaps.late_fee")),
        Column::figure(word("gaps.per_day")),
    ];
    let lines = lines(of, list).into_iter().map(|together| {
        let costs = priced(&together);
        let mut cells = vec![named(asked, &together), who(asked, of, together[0])];
        match costs.is_empty() {
            true => cells.extend([unknown(asked), unknown(asked), unknown(asked), html! {}]),
            false => cells.extend(sums(&costs)),
        }
        Line::new(cells)
    });
    let costs = priced(list);
    let mut table = Table::new(word("gaps.cure"), columns).lines(lines.collect());
    if costs.len() == list.len() && list.len() > 1 {
        let total = [html! { (word("gaps.total")) }, html! {}];
        table = table.foot(total.into_iter().chain(sums(&costs)).collect());
    }
    table.render()
}

/// Both sides, the late fee of today and what a day more adds.
fn sums(costs: &[&Cost]) -> [Markup; 4] {
    let sum = |part: fn(&Cost) -> Fen| amount(costs.iter().map(|cost| part(cost)).sum());
    [sum(|c| c.employer), sum(|c| c.employee), sum(|c| c.late_fee), sum(|c| c.per_day)]
}

/// The months of a list in its lines.
fn lines<'a>(of: &Gaps, list: &[&'a Curable]) -> Vec<Vec<&'a Curable>> {
    let alike = |a: &Curable, b: &Curable| {
        let way = |c: &Curable| {
            (
                c.cure,
                of.employer_of(c.month),
                of.way_of(c.month).map(|part| &part.route.code),
                last_day(of, c.month),
            )
        };
        let case = |c: &Curable| of.case_of(c.month).map(|case| case.id);
        let is_priced = |c: &Curable| matches!(c.cost, Some(Ok(_)));
        let next_to = a.month.next() == b.month && a.month.year() == b.month.year();
        next_to && way(a) == way(b) && case(a) == case(b) && is_priced(a) == is_priced(b)
    };
    let mut lines: Vec<Vec<&Curable>> = Vec::new();
    for curable in list {
        match lines.last_mut() {
            Some(line) if list.len() > ONE_BY_ONE && line.last().is_some_and(|last| alike(last, curable)) => line.push(curable),
            _apart => lines.push(vec![curable]),
        }
    }
    lines
}

/// The months of a line: one, or from which to which.
fn named(asked: &Asked, together: &[&Curable]) -> Markup {
    match together {
        [one] => html! { (words::month_iso(one.month)) },
        [first, .., last] => html! {
            (words::month_iso(first.month)) "–" (words::month_iso(last.month))
            span class="sb-small sb-soft sb-line" { (asked.say("gaps.months_together", &[("count", Fact::Count(together.len() as i64))])) }
        },
        [] => html! {},
    }
}

fn unknown(asked: &Asked) -> Markup {
    html! { (asked.say("gaps.unknown", &[])) }
}

/// The last day on which a month goes the way that it goes today.
fn last_day(of: &Gaps, month: Month) -> Option<Date> {
    of.way_of(month).and_then(|part| part.why.last_day(month))
}

/// Whose it is, which way it goes and until when; or the back payment that it is under way in.
fn who(asked: &Asked, of: &Gaps, curable: &Curable) -> Markup {
    let way = asked.say(&format!("goal.cure.{}", curable.cure.code()), &[]);
    let route = of
        .way_of(curable.month)
        .map(|part| asked.say(&format!("back_payment.route.{}", part.route.code), &[]));
    let until = last_day(of, curable.month).map(|day| asked.say("gaps.last_day", &[("day", Fact::Day(day))]));
    html! {
        @if let Some(name) = of.employer_of(curable.month) { span lang="zh" { (name) } br; }
        @if let Some(case) = of.case_of(curable.month) {
            (status(Tone::Info, &asked.say("gaps.under_way", &[]))) " "
            (link(&back_payments::address(case.id), &case.id.code()))
        } @else {
            span class="sb-small" { (way) @if let Some(route) = route { " · " (route) } }
            @if let Some(until) = until { span class="sb-small sb-soft sb-line" { (until) } }
        }
    }
}

fn remarks(asked: &Asked, of: &Gaps, list: &[&Curable]) -> Markup {
    let costs = priced(list);
    let fee: Fen = costs.iter().map(|c| c.late_fee).sum();
    let principal: Fen = costs.iter().map(|c| c.employer + c.employee).sum();
    let facts = [
        ("per_day", Fact::Money(costs.iter().map(|c| c.per_day).sum())),
        ("fee", Fact::Money(fee)),
        ("principal", Fact::Money(principal)),
        ("day", Fact::Day(of.on)),
    ];
    let mut lines = Vec::new();
    if !costs.is_empty() {
        lines.push(rich(asked.lang, "gaps.fee", &facts));
    }
    let open = |c: &&Curable| c.cure == Cure::BackPayment && of.case_of(c.month).is_none();
    if list.iter().copied().filter(|c| open(c)).any(|c| last_day(of, c.month).is_none()) {
        lines.push(rich(asked.lang, "gaps.last_day.none", &[]));
    }
    if of.estimated && !costs.is_empty() {
        lines.push(rich(asked.lang, "gaps.estimated", &[]));
    }
    if fee > principal && principal > Fen::ZERO {
        lines.push(rich(asked.lang, "gaps.fee.above", &facts));
    }
    let refused: Vec<_> = list.iter().filter_map(|c| c.cost.as_ref()?.as_ref().err()).collect();
    lines.extend(refused.iter().map(|refused| html! { (tell(asked.lang, *refused)) }));
    // What to do is the same for all of them.
    lines.extend(
        refused
            .last()
            .and_then(|refused| mend(asked.lang, *refused))
            .map(|mend| html! { (mend) }),
    );
    let missing = costs.iter().filter_map(|cost| cost.left_out.as_ref()).next();
    lines.extend(missing.map(|left_out| html! { (reckoned::left_out_said(left_out, "calculators.injury_class_missing", asked.lang)) }));
    let doubts = sorted(costs.iter().flat_map(|cost| &cost.doubts).cloned().collect());
    lines.extend(
        reckoned::doubted_by_name(&doubts, asked.lang)
            .into_iter()
            .map(|doubt| html! { (doubt) }),
    );
    if list.iter().any(|c| c.cure == Cure::BackPayment) {
        lines.push(rich(asked.lang, "gaps.restores", &[]));
        lines.push(rich(asked.lang, "gaps.restores.medical", &[]));
    }
    html! { div class="sb-above" { (bullets(&lines)) } }
}

/// How long it takes, way by way, and where the papers are told.
pub(super) fn time(asked: &Asked, of: &Gaps) -> Option<Markup> {
    if of.ways.is_empty() || of.answer.met {
        return None;
    }
    let lines: Vec<Markup> = of
        .ways
        .iter()
        .map(|part| {
            let name = asked.say(&format!("back_payment.route.{}", part.route.code), &[]);
            let days = match (part.days, part.online) {
                (Some(days), _) => asked.say("back_payments.days", &[("days", Fact::Count(days.into()))]),
                (None, true) => asked.say("back_payments.online", &[]),
                (None, false) => asked.say("gaps.time.counter", &[]),
            };
            html! { (spans(asked.lang, part.months.iter().copied())) ": " (name) span class="sb-small sb-soft sb-line" { (days) } }
        })
        .collect();
    let months: Vec<String> = of.ways.iter().flat_map(|part| part.months.iter().map(Month::to_string)).collect();
    let papers = format!("/guide/back-payment?months={}", months.join(","));
    let body = html! { (bullets(&lines)) p class="sb-small" { (link(&papers, &asked.say("gaps.time.papers", &[]))) } };
    Some(Panel::new("time", asked.say("gaps.time", &[])).body(body).render())
}

/// The cap on months that were made up, under each reading of an unclear rule.
pub(super) fn limits(asked: &Asked, of: &Gaps) -> Option<Markup> {
    let limits = &of.answer.limits;
    let first = limits.first()?;
    if limits.iter().all(|limit| limit.now.is_empty() && limit.after.is_empty()) {
        return None;
    }
    let word = |key: &str| asked.say(key, &[]);
    let columns = vec![
        Column::title(word("gaps.reading")),
        Column::text(word("gaps.reading.months")).whole(),
        Column::figure(word("gaps.reading.count")),
        Column::text(word("gaps.reading.answer")).whole(),
    ];
    let lines = limits.iter().enumerate().map(|(at, limit)| {
        let count = limit.after.len() as u32;
        let (tone, says) = match count.cmp(&limit.most) {
            std::cmp::Ordering::Less => (Tone::Good, asked.say("gaps.reading.inside", &[])),
            std::cmp::Ordering::Equal => (Tone::Time, asked.say("gaps.reading.reached", &[])),
            std::cmp::Ordering::Greater => (
                Tone::Bad,
                asked.say("gaps.reading.over", &[("count", Fact::Count((count - limit.most).into()))]),
            ),
        };
        Line::new(vec![
            html! {
                (word(&format!("goal.limit.{}", limit.reading.code())))
                @if at == 0 { small class="sb-soft" { (word("gaps.reading.ours")) } }
            },
            html! { (spans(asked.lang, limit.after.iter().copied())) },
            html! { (count) },
            status(tone, &says),
        ])
    });
    let facts = [("most", Fact::Count(first.most.into()))];
    let table = Table::new(asked.say("gaps.limit", &facts), columns).lines(lines.collect());
    let body = html! { (table) p class="sb-small sb-soft sb-above" { (asked.say("gaps.limit.ask", &[])) } };
    Some(Panel::new("limit", asked.say("gaps.limit", &facts)).body(body).render())
}

/// Months that making up does not help, that nobody can make up, that are not kept here.
pub(super) fn beyond(asked: &Asked, of: &Gaps) -> Option<Markup> {
    let months_of = |absent: Absent| of.gaps.iter().filter(move |gap| gap.absent == absent).map(|gap| gap.month);
    let mut lines = Vec::new();
    let mut add = |key: &str, months: Vec<Month>| {
        if !months.is_empty() {
            let facts = [
                ("months", Fact::Text(spans(asked.lang, months.iter().copied()))),
                ("count", Fact::Count(months.len() as i64)),
            ];
            lines.push(rich(asked.lang, key, &facts));
        }
    };
    let useless = of
        .answer
        .curable
        .iter()
        .filter(|curable| !curable.helps)
        .map(|curable| curable.month);
    add("gaps.beyond.useless", useless.collect());
    add("gaps.beyond.nobody", months_of(Absent::Nobody).collect());
    add("gaps.beyond.not_counted", months_of(Absent::NotCounted).collect());
    add("gaps.beyond.not_kept", months_of(Absent::NotKept).collect());
    add("gaps.beyond.separated", of.answer.separated.clone());
    add("gaps.beyond.waiting", of.answer.waiting.clone());
    (!lines.is_empty()).then(|| Panel::new("beyond", asked.say("gaps.beyond", &[])).body(bullets(&lines)).render())
}

/// The answer in one notice: yes or no, the figures, the month that breaks it.
pub(super) fn verdict(asked: &Asked, of: &Gaps) -> Markup {
    let answer = &of.answer;
    let mut facts = vec![
        ("up_to", Fact::Month(answer.up_to)),
        ("counted", Fact::Count(answer.counted.into())),
        ("required", Fact::Count(answer.required.into())),
    ];
    let (tone, title) = match answer.verdict() {
        Verdict::Met => (Tone::Good, "gaps.verdict.met"),
        Verdict::Waits => (Tone::Time, "gaps.verdict.waits"),
        Verdict::NotMet => (Tone::Bad, "gaps.verdict.not_met"),
    };
    let room = between(asked.lang);
    let mut body = html! { (rich(asked.lang, "gaps.verdict", &facts)) };
    if let Some(broken) = &answer.broken_by {
        let gap = of.gaps.iter().find(|gap| gap.month == broken.month);
        facts.push(("month", Fact::Month(broken.month)));
        let key = if gap.is_some() { "gaps.broken" } else { "gaps.broken.plain" };
        body = html! { (body) (room) (rich(asked.lang, key, &facts))
        @if let Some(gap) = gap { (room) (absent(asked, gap.absent)) @if let Some(cause) = &gap.cause { (room) (tell(asked.lang, cause)) } } };
    }
    if let Some(month) = of.assumed {
        body = html! { (body) (room) (asked.say("gaps.assumed", &[("month", Fact::Month(month))])) };
    }
    if let Some(month) = answer.reached_in.filter(|_| !answer.met) {
        body = html! { (body) (room) (asked.say("gaps.reached", &[("month", Fact::Month(month))])) };
    }
    let more = html! { (link("/record", &asked.say("gaps.to_record", &[]))) };
    Alert::new(tone, "verdict", asked.say(title, &[])).body(body).actions(more).render()
}

/// Why a month does not count, in a word.
fn absent(asked: &Asked, absent: Absent) -> String {
    asked.say(&format!("gaps.absent.{}", absent.code()), &[])
}
