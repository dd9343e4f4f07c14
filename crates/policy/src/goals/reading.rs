use units::Month;

use super::{Condition, Goal, GoalCase, GoalCount, GoalLimit, GoalRule, GoalStanding, Goals, LimitReading, Required, UpTo};
use crate::reading::{Fields, Reader};
use crate::{Branch, Confidence, Provenance};

/// Reads `goals.toml` of one level of the path. A goal that a pack before it speaks of is that pack's alone.
pub(crate) fn read(level: usize, reader: &mut Reader<'_>, sources: &[String], goals: &mut Goals) {
    let document = reader.document();
    let mut file = Fields::new(&document, 0..0);
    for (table, span) in file.value("goal").map(|rows| reader.tables(rows)).unwrap_or_default() {
        let mut row = Fields::new(table, span.clone());
        let rule = rule(&mut row, reader, sources);
        row.finish(reader);
        let Some(rule) = rule else { continue };
        if goals.rules.iter().any(|(other, known)| *other < level && known.goal == rule.goal) {
            continue;
        }
        let rival = goals.rules.iter().find(|(other, known)| *other == level && meets(known, &rule));
        if let Some((_, other)) = rival {
            let message = format!(
                "goal `{}` has two rules for the same day: this one and {}",
                rule.goal.code(),
                other.ground.place
            );
            reader.fault(&span, message);
        }
        goals.rules.push((level, rule));
    }
    file.finish(reader);
}

fn meets(one: &GoalRule, other: &GoalRule) -> bool {
    let same = one.goal == other.goal && one.case == other.case && one.ground.known_on == other.ground.known_on;
    same && one.until.is_none_or(|until| other.from <= until) && other.until.is_none_or(|until| one.from <= until)
}

fn rule<'t>(row: &mut Fields<'_, 't>, reader: &mut Reader<'t>, sources: &[String]) -> Option<GoalRule> {
    let goal = row.coded("goal", Goal::from_code, reader);
    let case = optional(row, "case", GoalCase::from_code, reader);
    let (from, until) = (row.day("from", reader), row.day("until", reader));
    if from.is_none() {
        let span = row.span.clone();
        reader.fault(&span, "`from` is missing: the first day of application under this rule");
    }
    let required = required(row, reader);
    let count = row.coded("count", GoalCount::from_code, reader);
    let up_to = row.coded("up_to", UpTo::from_code, reader);
    let branch = row.coded("branch", Branch::from_code, reader);
    let merged = merged(row, reader);
    let counts = codes(row, "counts", GoalStanding::from_code, reader);
    let limit = limit(row, reader);
    let conditions = codes(row, "conditions", Condition::from_code, reader);
    let reading = optional(row, "reading", Confidence::from_code, reader);
    let known_on = row.day("known_on", reader);
    let source = row.source(reader, sources);
    let confidence = row.coded("confidence", Confidence::from_code, reader);
    let law = row.text("law", reader).map(|(law, _)| law.to_owned());
    let note = row.text("note", reader).map(|(note, _)| note.to_owned());
    let (goal, from, required) = (goal?, from?, required?);
    let ground = Provenance {
        parameter: format!("goal.{}", goal.code()),
        value: match required {
            Required::Months(months) => months.to_string(),
            Required::RetirementMinimum => "retirement_minimum".to_owned(),
        },
        valid_from: Month::of(from),
        valid_until: until.map(Month::of),
        known_on: known_on.unwrap_or(from),
        known_on_assumed: known_on.is_none(),
        source,
        law,
        confidence: confidence?,
        note,
        carried: None,
        place: format!("{}:{}", reader.file, reader.line(&row.span)),
    };
    Some(GoalRule {
        goal,
        case,
        from,
        until,
        required,
        count: count?,
        up_to: up_to?,
        branch: branch?,
        merged,
        counts,
        limit,
        conditions,
        reading,
        ground,
    })
}

fn required<'t>(row: &mut Fields<'_, 't>, reader: &mut Reader<'t>) -> Option<Required> {
    let (text, span) = row.required("months", reader)?;
    let months = match text {
        "retirement_minimum" => Some(Required::RetirementMinimum),
        _ => text.parse().ok().filter(|months| *months > 0).map(Required::Months),
    };
    if months.is_none() {
        reader.fault(
            &span,
            format!("`months` must be a number of months or \"retirement_minimum\", not \"{text}\""),
        );
    }
    months
}

fn merged<'t>(row: &mut Fields<'_, 't>, reader: &mut Reader<'t>) -> Option<(Branch, Month)> {
    let branch = optional(row, "merged_into", Branch::from_code, reader);
    let from = row.month("merged_from", reader);
    if branch.is_some() != from.is_some() {
        let span = row.span.clone();
        reader.fault(&span, "`merged_into` and `merged_from` go together");
    }
    branch.zip(from)
}

fn limit<'t>(row: &mut Fields<'_, 't>, reader: &mut Reader<'t>) -> Option<GoalLimit> {
    let standings = codes(row, "limited", GoalStanding::from_code, reader);
    let most = row
        .numbers("most", reader)
        .and_then(|numbers| numbers.first().map(|(most, _)| *most));
    let readings = codes(row, "readings", LimitReading::from_code, reader);
    if standings.is_empty() != most.is_none() || standings.is_empty() != readings.is_empty() {
        let span = row.span.clone();
        reader.fault(&span, "`limited`, `most` and `readings` go together");
    }
    Some(GoalLimit {
        most: most?,
        standings,
        readings,
    })
}

fn optional<'t, T>(row: &mut Fields<'_, 't>, key: &'static str, from_code: fn(&str) -> Option<T>, reader: &mut Reader<'t>) -> Option<T> {
    let (text, span) = row.text(key, reader)?;
    let member = from_code(text);
    if member.is_none() {
        reader.fault(&span, format!("`{key}` does not know \"{text}\""));
    }
    member
}

fn codes<'t, T>(row: &mut Fields<'_, 't>, key: &'static str, from_code: fn(&str) -> Option<T>, reader: &mut Reader<'t>) -> Vec<T> {
    let mut members = Vec::new();
    for (text, span) in row.texts(key, reader).unwrap_or_default() {
        match from_code(text) {
            Some(member) => members.push(member),
            None => reader.fault(&span, format!("`{key}` does not know \"{text}\"")),
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use units::date;

    use crate::{Fault, Goal, Packs};

    fn book(goals: &str) -> Result<crate::Book, Vec<String>> {
        let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let packs = Packs::from_texts(vec![
            file("x/pack.toml", "zh = \"甲\"\nen = \"X\""),
            file("x/sources.toml", "S1 = \"a notice\""),
            file("x/goals.toml", goals),
        ]);
        packs.book("x").map_err(|faults| faults.iter().map(Fault::to_string).collect())
    }

    #[test]
    fn a_slip_in_a_goal_is_named_by_line() {
        let row = |inside: &str| {
            format!(
                "goal = [\n{{ goal = \"retirement\", from = \"2011-07-01\", count = \"cumulative\", up_to = \"this_month\", branch = \"pension\", source = \"S1\", confidence = \"A\", {inside} }},\n]"
            )
        };
        assert!(book(&row("months = \"180\"")).is_ok());
        for (inside, said) in [
            ("months = \"many\"", "`months` must be a number of months"),
            (
                "months = \"180\", limited = \"back_paid\"",
                "`limited`, `most` and `readings` go together",
            ),
            ("months = \"180\", counts = \"on_tome\"", "`counts` does not know \"on_tome\""),
            ("months = \"180\", monts = \"1\"", "`monts` is no field of this row"),
        ] {
            let faults = book(&row(inside)).err().unwrap_or_default();
            assert!(
                faults
                    .iter()
                    .any(|fault| fault.starts_with("x/goals.toml:2: ") && fault.contains(said)),
                "{inside}: {faults:?}"
            );
        }
        let twice = row("months = \"180\"").replace("},\n]", "},\n{ goal = \"retirement\", from = \"2011-07-01\", count = \"cumulative\", up_to = \"this_month\", branch = \"pension\", source = \"S1\", confidence = \"A\", months = \"12\" },\n]");
        assert!(
            book(&twice).is_err_and(|faults| faults[0].contains("two rules for the same day")),
            "{twice}"
        );
    }

    #[test]
    fn a_goal_has_the_rules_of_its_day() {
        let beijing = Packs::embedded().book("cn/beijing").expect("a pack without faults");
        let months = |on| {
            let rules = beijing.goals().rules(Goal::HomePurchase, on, date(2026, 9, 7)).unwrap_or_default();
            rules.iter().map(|rule| rule.ground.value.clone()).collect::<Vec<_>>()
        };
        assert_eq!(beijing.goals().all(), Goal::ALL);
        assert_eq!(months(date(2024, 9, 30)), ["60"]);
        assert_eq!(months(date(2024, 10, 1)), ["36", "24", "12"]);
        assert_eq!(months(date(2025, 12, 24)), ["24", "12"]);
        assert!(months(date(2010, 1, 1)).is_empty());
        assert_eq!(beijing.goals().all(), Goal::ALL);
    }
}
