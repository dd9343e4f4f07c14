use maud::{Markup, html};
use units::Fact;
use words::{Lang, say};

use super::{Column, Line, LineMark, Table, Tone, status};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// The line cannot be filed as it is.
    MustChange,
    /// It can be filed; somebody should look.
    Attention,
}

/// One thing found in a workbook or a file, as shown: numbers masked by the caller.
#[derive(Clone, Debug)]
pub struct Found {
    /// How grave.
    pub grade: Grade,
    /// The row as the user's program counts it.
    pub row: u32,
    /// Whose row it is, where the list says so.
    pub name: Option<String>,
    /// Where the row is repaired in place.
    pub href: Option<String>,
    /// `C列 证件号`
    pub column: String,
    /// What was written ([`wrote`]).
    pub wrote: Markup,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub mend: String,
    /// The stable code.
    pub code: String,
}

/// What somebody wrote, with the bad character marked (`at` counts characters from 0); an empty cell says so.
pub fn wrote(lang: Lang, text: &str, at: Option<usize>) -> Markup {
    let bad = at.and_then(|at| text.char_indices().nth(at)).and_then(|(from, c)| {
        let (before, rest) = text.split_at_checked(from)?;
        let (bad, after) = rest.split_at_checked(c.len_utf8())?;
        Some((before, bad, after))
    });
    html! {
        @match bad {
            Some((before, bad, after)) => span class="sb-nowrap" { (before) b class="sb-mark-char" { (bad) } (after) },
            None if text.trim().is_empty() => (say(lang, "look.finding.empty", &[])),
            None => (text),
        }
    }
}

/// The findings beside their cells. Put it into a flush panel below [`super::tools`].
pub fn findings(lang: Lang, found: &[Found]) -> Markup {
    let word = |key: &str| say(lang, key, &[]);
    let named = found.iter().any(|f| f.name.is_some());
    let mut columns = vec![
        Column::text(word("look.finding.result")).card_title(),
        Column::number(word("look.finding.row")),
        Column::text(word("look.finding.column")).unbroken(),
        Column::text(word("look.finding.wrote")),
        Column::text(word("look.finding.problem")).whole_labelled(),
        Column::text(word("look.finding.mend")).whole_labelled(),
        Column::text(word("look.finding.code")).unbroken().left_out(),
    ];
    if named {
        columns.insert(2, Column::text(word("look.finding.name")).unbroken());
    }
    let lines = found.iter().map(|f| {
        let mut cells = vec![
            grade(lang, f.grade),
            row(f),
            html! { (f.column) },
            f.wrote.clone(),
            html! { (f.problem) },
            html! { (f.mend) },
            html! { span class="sb-small sb-soft" { (f.code) } },
        ];
        if named {
            cells.insert(2, html! { span lang="zh" { (f.name.as_deref().unwrap_or_default()) } });
        }
        match f.grade {
            Grade::MustChange => Line::new(cells).mark(LineMark::Bad),
            Grade::Attention => Line::new(cells),
        }
    });
    html! { (Table::new(word("look.finding.caption"), columns).lines(lines.collect()).walked()) }
}

fn grade(lang: Lang, grade: Grade) -> Markup {
    match grade {
        Grade::MustChange => status(Tone::Bad, &say(lang, "look.finding.must_change", &[])),
        Grade::Attention => status(Tone::Time, &say(lang, "look.finding.attention", &[])),
    }
}

fn row(found: &Found) -> Markup {
    html! { @match &found.href { Some(href) => a href=(href) { b { (found.row) } }, None => b { (found.row) } } }
}

/// The result in one sentence, the heading of the page: `1,248行中，8行要改，2行请留意`.
pub fn findings_title(lang: Lang, rows: i64, must_change: i64, attention: i64) -> String {
    let facts = [
        ("rows", Fact::Count(rows)),
        ("bad", Fact::Count(must_change)),
        ("look", Fact::Count(attention)),
    ];
    let key = match (must_change, attention) {
        (0, 0) => "look.finding.title.clean",
        (0, _) => "look.finding.title.attention",
        (_, 0) => "look.finding.title.bad",
        (_, _) => "look.finding.title",
    };
    say(lang, key, &facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bad_character_is_marked_and_markup_is_text() {
        assert_eq!(
            wrote(Lang::Zh, "罗<署", Some(1)).into_string(),
            "<span class=\"sb-nowrap\">罗<b class=\"sb-mark-char\">&lt;</b>署</span>"
        );
        assert_eq!(wrote(Lang::Zh, "", Some(3)).into_string(), "（空）");
        assert_eq!(wrote(Lang::En, "12", Some(9)).into_string(), "12");
    }

    #[test]
    fn the_title_says_what_was_found() {
        assert_eq!(findings_title(Lang::Zh, 1248, 8, 2), "1,248行中，8行要改，2行请留意");
        assert_eq!(findings_title(Lang::En, 1, 0, 0), "All 1 row can be filed");
    }
}
