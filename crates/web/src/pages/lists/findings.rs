//! What was found in a list, beside its cells: nothing is filed on this page, and it says so.

use domain::ids::EmployerId;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::lists::{Checked, Finding, Grade as Found, check_upload};
use units::{Fact, Fen};
use words::Lang;

use super::{SECTIONS, Section, code_of, id_of};
use crate::body::{At, Searched};
use crate::error::Failure;
use crate::look::{
    Alert, Chip, Figure, Grade, Heading, Paging, Panel, Tone, actions, button_small, chips, choices, findings, findings_title, link, rich,
    submit, tools, wrote,
};
use crate::pages::employer::Around;
use crate::pages::reductions::rules;
use crate::route::Route;
use crate::{Asked, Typed, look};

pub(super) fn routes() -> Vec<Route> {
    let of = |(section, permission): (Section, Permission)| {
        let path = match section.section {
            "enrolments" => "/employers/{employer}/enrolments/batch/{list}",
            _ => "/employers/{employer}/reductions/batch/{list}",
        };
        Route::page(path, permission, "What was found in a list.", page)
    };
    SECTIONS.into_iter().map(of).collect()
}

/// A list with its employer's surroundings.
pub(super) async fn checked(asked: &Asked, employer: EmployerId, id: i64) -> Result<(Around, Checked), Failure> {
    let caller = asked.caller.clone();
    let checked = asked
        .portal
        .hard_work(move |agency| check_upload(agency, &caller, employer, id))
        .await?;
    let around = asked.read(move |desk| Around::look(desk, employer)).await?;
    Ok((around, checked))
}

pub(super) fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Rows that somebody should look at and that can be filed all the same.
pub(super) fn attention(list: &Checked) -> usize {
    let rows = |grade: Found| {
        let mut rows: Vec<u32> = list.findings.iter().filter(|f| f.grade == grade).map(|f| f.place.row).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    };
    let bad = rows(Found::MustChange);
    rows(Found::Attention).into_iter().filter(|row| !bad.contains(row)).count()
}

async fn page(asked: Asked, At((_, list)): At<(String, String)>, Searched(query): Searched) -> Result<Markup, Failure> {
    let (section, employer, id) = (Section::of(&asked)?, asked.employer()?, id_of(&list)?);
    let (around, list) = checked(&asked, employer, id).await?;
    let title = findings_title(
        asked.lang,
        i64::from(list.people_seen),
        count(list.refused()),
        count(attention(&list)),
    );
    let sub = [("file", Fact::Text(list.name.clone()))];
    let content = html! {
        (Heading::new(title.clone()).step(section.say(&asked, "batch.step.2")).lead(rich(asked.lang, if list.filed_n.is_some() { "lists.found.sub.filed" } else { "lists.found.sub" }, &sub)).render())
        (look::stack(&[
            filed_already(&asked, &list),
            Panel::untitled("facts", asked.say("lists.facts", &[])).body(figures(&asked, section, &around, &list)).render(),
            table(&asked, section, &list, &query)?,
            choose(&asked, section, &around, &list)?,
        ]))
    };
    let trail = around.trail(&asked, section.section, section.say(&asked, "batch"));
    Ok(around.frame(&asked, section.section, title).trail(trail).page(content))
}

fn filed_already(asked: &Asked, list: &Checked) -> Markup {
    html! {
        @if list.filed_n.is_some() {
            (Alert::new(Tone::Info, "filed", asked.say("lists.filed", &[])).body(rich(asked.lang, "lists.filed.says", &[])).render())
        }
    }
}

/// The facts row: what can be filed, what must change, what it does to the bill.
pub(super) fn figures(asked: &Asked, section: Section, around: &Around, list: &Checked) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let rows = |n: usize| words::count(count(n));
    let month = [("month", Fact::Month(list.month))];
    let fallen = if section.section == "reductions" {
        -list.effect
    } else {
        list.effect
    };
    let effect = if section.section == "reductions" {
        "lists.effect.less"
    } else {
        "lists.effect.more"
    };
    let unit = |n: usize| asked.say("lists.rows", &[("n", Fact::Count(count(n)))]);
    let mut facts = vec![
        Figure::new(word("lists.clean"), rows(list.clean))
            .unit(unit(list.clean))
            .tone(Tone::Good),
        Figure::new(word("lists.attention"), rows(attention(list)))
            .unit(unit(attention(list)))
            .tone(Tone::Time),
        Figure::new(word("lists.bad"), rows(list.refused()))
            .unit(unit(list.refused()))
            .tone(Tone::Bad),
    ];
    if list.at_the_counter > 0 {
        facts.push(Figure::new(word("lists.counter"), rows(list.at_the_counter)).unit(unit(list.at_the_counter)));
    }
    facts.push(Figure::new(asked.say(effect, &month), words::money_plain(fallen)).unit(word("home.yuan")));
    if let Some(totals) = &around.overview.totals {
        let after: Fen = totals.total() + list.effect;
        facts.push(Figure::new(asked.say("lists.after", &month), words::money_plain(after)).unit(word("home.yuan")));
    }
    look::figures(&facts)
}

fn table(asked: &Asked, section: Section, list: &Checked, query: &Typed) -> Result<Markup, Failure> {
    let address = section.at(asked, &code_of(list.upload))?;
    let show = query.get("show");
    let said = |f: &&Finding| match show {
        "bad" => f.grade == Found::MustChange,
        "all" => true,
        _both => f.grade != Found::Note,
    };
    let number = |fits: &dyn Fn(&Finding) -> bool| Some(count(list.findings.iter().filter(|f| fits(f)).count()));
    let chip = |key: &str, value: &str, count: Option<i64>| Chip {
        text: asked.say(key, &[]),
        count,
        href: format!("{address}?show={value}"),
        here: show == value || (value == "both" && !["bad", "all"].contains(&show)),
    };
    let filters = chips(
        asked.lang,
        &[
            chip("lists.show.both", "both", number(&|f| f.grade != Found::Note)),
            chip("lists.show.bad", "bad", number(&|f| f.grade == Found::MustChange)),
            chip("lists.show.all", "all", number(&|_| true)),
        ],
    );
    let picked: Vec<&Finding> = list.findings.iter().filter(said).collect();
    let paging = Paging::read(
        Some(query.get("page")).filter(|p| !p.is_empty()),
        u32::try_from(picked.len()).unwrap_or(u32::MAX),
    );
    let rows: Vec<look::Found> = picked
        .iter()
        .skip(paging.offset() as usize)
        .take(paging.per as usize)
        .map(|finding| shown(asked.lang, finding))
        .collect();
    let body = html! {
        (tools(filters, html! { (asked.say("lists.every_row", &[])) }))
        @if rows.is_empty() { div class="sb-panel__head" { p { (asked.say("lists.nothing_found", &[])) } } } @else { (findings(asked.lang, &rows)) }
        (paging.show(asked.lang, |p| format!("{address}?show={show}&page={p}")))
    };
    let download = button_small(&format!("{address}/result"), &asked.say("lists.download", &[]), None);
    Ok(Panel::new("rows", asked.say("look.finding.caption", &[]))
        .flush()
        .aside(download)
        .body(body)
        .render())
}

/// A finding as the table of findings shows it.
pub(crate) fn shown(lang: Lang, finding: &Finding) -> look::Found {
    let column = finding
        .place
        .column
        .as_ref()
        .map(|column| {
            let facts = [
                ("letter", Fact::Text(column.letter.clone())),
                ("heading", Fact::Text(column.heading.clone())),
            ];
            words::say(lang, "lists.column", &facts)
        })
        .unwrap_or_default();
    let (text, at) = masked(&finding.cell);
    look::Found {
        grade: if finding.grade == Found::MustChange {
            Grade::MustChange
        } else {
            Grade::Attention
        },
        row: finding.place.row,
        name: None,
        href: None,
        column,
        wrote: wrote(lang, &text, at),
        problem: words::tell(lang, finding),
        mend: words::mend(lang, finding).unwrap_or_default(),
        code: finding.code.to_owned(),
    }
}

/// What looks like an identity number is masked but for its first six and last four characters; a character that is no digit where
/// one must be stays and is marked.
fn masked(cell: &str) -> (String, Option<usize>) {
    let letters: Vec<char> = cell.trim().chars().collect();
    let digits = letters.iter().filter(|c| c.is_ascii_digit()).count();
    if !(15..=20).contains(&letters.len()) || digits < 12 {
        return (cell.to_owned(), None);
    }
    let bad = letters
        .iter()
        .position(|c| !c.is_ascii_digit())
        .filter(|at| *at + 1 < letters.len() || !matches!(letters.get(*at), Some('X' | 'x')));
    let end = letters.len() - 4;
    let shown = letters
        .iter()
        .enumerate()
        .map(|(at, c)| if at < 6 || at >= end || Some(at) == bad { *c } else { '*' });
    (shown.collect(), bad)
}

/// How it is filed: the choice, and the way to the last page.
fn choose(asked: &Asked, section: Section, around: &Around, list: &Checked) -> Result<Markup, Failure> {
    let word = |key: &str| asked.say(key, &[]);
    if list.filed_n.is_some() {
        return Ok(html! {});
    }
    let facts = [
        ("clean", Fact::Count(count(list.clean))),
        ("opens", Fact::Day(around.overview.roll_window.opens)),
    ];
    let again = section.at(asked, "")?;
    if list.clean == 0 {
        return Ok(actions(link(&again, &word("lists.again"))));
    }
    let open = around.overview.is_open();
    Ok(html! {
        form method="get" action=(section.at(asked, &format!("{}/check", code_of(list.upload)))?) {
            @if list.refused() > 0 { (choices("rule", &word("lists.rule"), &rules(asked, count(list.clean), count(list.refused()), false))) }
            @if !open { p class="sb-time sb-above" { (rich(asked.lang, "lists.shut", &facts)) } }
            (actions(html! {
                @if open { (submit(&asked.say("lists.next", &facts))) }
                (link(&again, &word("lists.again")))
                (link(&around.at(section.section), &word("lists.give_up")))
            }))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_masked_and_its_bad_character_is_shown() {
        assert_eq!(masked("11010519900307513X"), ("110105********513X".to_owned(), None));
        assert_eq!(masked("1101051990O307513X"), ("110105****O***513X".to_owned(), Some(10)));
        assert_eq!(masked("2026.4.31"), ("2026.4.31".to_owned(), None));
        assert_eq!(masked("王小明"), ("王小明".to_owned(), None));
    }
}
