//! One goal: yes or no, the months, what cures it, what does not, how the rule reads.

use maud::{Markup, Render, html};
use procedures::gaps::{Gaps, Goal, GoalCase, Question, own_gaps};
use procedures::record::Record;
use units::Fact;

use super::{address, cures, goal_at, ground, name};
use crate::body::{At, Searched};
use crate::error::Failure;
use crate::look::{Chip, Crumb, Field, Heading, Panel, Problems, actions, chips, columns_wide_side, rich, submit_plain};
use crate::pages::certificates;
use crate::pages::record::grid;
use crate::{Asked, Typed};

pub(super) async fn one(asked: Asked, At(part): At<String>, Searched(typed): Searched) -> Result<Markup, Failure> {
    let goal = goal_at(&part).ok_or(Failure::NoSuchPage)?;
    let question = Question {
        goal,
        case: GoalCase::from_code(typed.get("case")),
        on: typed.date("on").ok(),
    };
    let of = asked.read(move |desk| own_gaps(desk, question)).await?;
    let title = asked.say("gaps.title.goal", &[("goal", Fact::Text(name(&asked, goal)))]);
    let trail = vec![
        Crumb::to(asked.say("frame.menu.record", &[]), "/record"),
        Crumb::to(asked.say("frame.menu.gaps", &[]), "/record/gaps"),
        Crumb::here(name(&asked, goal)),
    ];
    let facts = [("rule", Fact::Text(ground::rule(&asked, &of))), ("day", Fact::Day(of.on))];
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "gaps.sub", &facts));
    let content = html! {
        (heading)
        div class="sb-below" { (goals(&asked, goal)) }
        (columns_wide_side(main(&asked, &of), side(&asked, &of, &typed)))
    };
    let frame = asked.frame(title).menu(asked.insured_menu("/record/gaps")).trail(trail);
    Ok(frame.page(content))
}

fn goals(asked: &Asked, here: Goal) -> Markup {
    let all = asked.portal.agency().book().goals().all();
    let list: Vec<Chip> = all
        .into_iter()
        .map(|goal| Chip {
            text: name(asked, goal),
            count: None,
            href: address(goal),
            here: goal == here,
        })
        .collect();
    chips(asked.lang, &list)
}

fn main(asked: &Asked, of: &Gaps) -> Markup {
    let parts = [
        Some(cures::verdict(asked, of)),
        months(asked, of),
        cures::panel(asked, of),
        cures::limits(asked, of),
        cures::beyond(asked, of),
    ];
    html! { @for part in parts.into_iter().flatten() { (part) } }
}

/// The months that the rule looks at.
fn months(asked: &Asked, of: &Gaps) -> Option<Markup> {
    let from = of.answer.up_to.plus(1 - i32::try_from(of.answer.required).unwrap_or(i32::MAX));
    let looked_at = Record {
        months: of
            .record
            .months
            .iter()
            .filter(|row| row.month.year() >= from.year())
            .cloned()
            .collect(),
        ..of.record.clone()
    };
    if looked_at.months.is_empty() {
        return None;
    }
    let body = html! {
        (grid::months_linked(asked.lang, &looked_at, "/record"))
        p class="sb-small sb-soft sb-above" { (asked.say("gaps.grid.sub", &[])) }
    };
    let title = asked.say("gaps.grid", &[("required", Fact::Count(of.answer.required.into()))]);
    Some(
        Panel::new("months", title)
            .aside(grid::shown_legend(asked.lang, &looked_at))
            .body(body)
            .render(),
    )
}

fn side(asked: &Asked, of: &Gaps, typed: &Typed) -> Markup {
    let parts = [
        Some(ground::panel(asked, of)),
        cures::time(asked, of),
        ground::conditions(asked, of),
        ground::others(asked, of),
        Some(certificates::offer_rule(asked, &address(of.answer.rule.goal), of.answer.rule.case)),
        Some(other_day(asked, of, typed)),
    ];
    html! { @for part in parts.into_iter().flatten() { (part) } }
}

/// The same question as of another day: an application next January, a birth in May.
fn other_day(asked: &Asked, of: &Gaps, typed: &Typed) -> Markup {
    let nothing = Problems::new();
    let goal = of.answer.rule.goal;
    let field = Field::new(asked.lang, "on", asked.say("gaps.on", &[]))
        .hint(asked.say(&format!("gaps.on.{}", goal.code()), &[]))
        .typed(typed)
        .problems(&nothing)
        .date();
    let form = html! {
        form method="get" action=(address(goal)) {
            @if let Some(case) = of.answer.rule.case { input type="hidden" name="case" value=(case.code()); }
            (field) (actions(submit_plain(&asked.say("gaps.on.look", &[]))))
        }
    };
    Panel::new("on", asked.say("gaps.on.title", &[])).body(form).render()
}
