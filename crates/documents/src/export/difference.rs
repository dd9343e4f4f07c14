//! Mine against yours as a workbook: every figure that differs, by which rule, and what was found in the files.

use domain::reckon::comparison::{ByRule, Compared, Difference};
use words::Lang;

use super::found::{findings_sheet, plan};
use super::table::{Kind, Unwritable, Value, Workbook};
use crate::finding::Finding;

/// What a workbook of differences is made of.
#[derive(Clone, Copy, Debug)]
pub struct Differences<'a> {
    /// What differs, by place.
    pub compared: &'a Compared,
    /// Row in the roster and name, by place.
    pub people: &'a [(u32, String)],
    /// What was found in the roster.
    pub in_roster: &'a [Finding],
    /// What was found in the employer's own figures.
    pub in_mine: &'a [Finding],
}

/// Writes the sheets: the figures, the rules, the findings.
///
/// # Errors
/// The workbook could not be written.
pub fn differences_workbook(of: &Differences<'_>, lang: Lang) -> Result<Vec<u8>, Unwritable> {
    let mut book = Workbook::new();
    let figures = plan(
        lang,
        "difference.sheet.figures",
        &[
            ("table.row", Kind::Count, 8),
            ("table.name", Kind::Text, 16),
            ("table.branch", Kind::Text, 20),
            ("table.side", Kind::Text, 12),
            ("table.base", Kind::Money, 14),
            ("table.mine", Kind::Money, 14),
            ("table.ours", Kind::Money, 14),
            ("table.difference", Kind::Money, 14),
            ("table.rule", Kind::Text, 40),
            ("table.mend", Kind::Text, 40),
            ("table.right", Kind::Text, 24),
            ("table.ground", Kind::Text, 40),
            ("table.source", Kind::Text, 24),
        ],
    );
    book.sheet(
        &figures,
        of.compared.differences.iter().map(|difference| figure(difference, of.people, lang)),
    )?;
    let rules = plan(
        lang,
        "difference.sheet.rules",
        &[
            ("table.rule", Kind::Text, 40),
            ("table.people", Kind::Count, 10),
            ("table.figures", Kind::Count, 10),
            ("table.difference", Kind::Money, 14),
            ("table.mend", Kind::Text, 60),
        ],
    );
    book.sheet(&rules, of.compared.rules.iter().map(|rule| by_rule(rule, lang)))?;
    let roster = of.in_roster.iter().map(|found| (Some("difference.file.roster"), found));
    let mine = of.in_mine.iter().map(|found| (Some("difference.file.mine"), found));
    findings_sheet(&mut book, "difference.sheet.findings", roster.chain(mine), lang)?;
    book.finish()
}

fn figure(difference: &Difference, people: &[(u32, String)], lang: Lang) -> Vec<Value> {
    let (row, name) = people.get(difference.place).cloned().unwrap_or_default();
    let word = |key: &str| Value::Text(words::say(lang, key, &[]));
    let ground = difference.ground.as_ref();
    vec![
        Value::Count(i64::from(row)),
        Value::Text(name),
        word(&format!("branch.{}", difference.branch.code())),
        word(&format!("table.{}", difference.payer.code())),
        Value::Money(difference.base),
        difference.mine.map_or(Value::Empty, Value::Money),
        Value::Money(difference.ours),
        Value::Money(difference.amount()),
        Value::Text(words::tell(lang, &difference.cause)),
        Value::Text(words::mend(lang, &difference.cause).unwrap_or_default()),
        word(if difference.is_doubtful() {
            "difference.not_certain"
        } else {
            "difference.ours_right"
        }),
        ground.map_or(Value::Empty, |ground| {
            Value::Text(format!("{} = {}", words::parameter(lang, &ground.parameter), ground.value))
        }),
        ground.map_or(Value::Empty, |ground| Value::Text(ground.source.clone())),
    ]
}

fn by_rule(rule: &ByRule, lang: Lang) -> Vec<Value> {
    vec![
        Value::Text(words::tell(lang, &rule.cause)),
        Value::Count(i64::try_from(rule.people.len()).unwrap_or(i64::MAX)),
        Value::Count(i64::from(rule.figures)),
        Value::Money(rule.amount),
        Value::Text(words::mend(lang, &rule.cause).unwrap_or_default()),
    ]
}
