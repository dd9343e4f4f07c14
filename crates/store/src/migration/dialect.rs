//! The whole difference between the two databases' schemas, made from one text.

use crate::schema::Shape;

/// A table that only grows, and the one column that may be set once.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Guard {
    pub(super) table: String,
    pub(super) except: Option<String>,
}

/// `-- append-only: TABLE` and `-- append-only: TABLE, except COLUMN once`.
pub(super) fn guards(text: &str) -> Vec<Guard> {
    let lines = text.lines().filter_map(|line| line.trim().strip_prefix("-- append-only:"));
    lines
        .map(|rest| match rest.split_once(", except ") {
            Some((table, column)) => Guard {
                table: table.trim().to_owned(),
                except: Some(column.trim().trim_end_matches(" once").trim().to_owned()),
            },
            None => Guard {
                table: rest.trim().to_owned(),
                except: None,
            },
        })
        .collect()
}

/// The statements of a migration in the words of one database.
pub(super) fn translate(text: &str, lite: bool) -> String {
    let plain: String = text
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let statements = plain.split(';').map(str::trim).filter(|s| !s.is_empty());
    statements.map(|s| if lite { for_lite(s) } else { for_pg(s) } + ";\n").collect()
}

fn for_lite(statement: &str) -> String {
    let mut out = replace_word(&replace_word(statement, "BIGINT", "INTEGER"), "BYTEA", "BLOB");
    if statement.starts_with("CREATE TABLE") {
        out = compare_each(&out);
        out.push_str(" STRICT");
        if has_composite_key(statement) {
            out.push_str(", WITHOUT ROWID");
        }
    }
    out
}

/// `(x IN (a, b, c))` as `(x = a OR x = b OR x = c)`: for a list of three SQLite fills a temporary index at every insert,
/// which doubles what a row costs.
fn compare_each(statement: &str) -> String {
    let mut out = String::new();
    let mut rest = statement;
    while let Some((before, (items, after))) = rest.split_once(" IN (").and_then(|(b, list)| Some((b, list.split_once(')')?))) {
        let column = before.rsplit('(').next().unwrap_or_default();
        let each: Vec<String> = items.split(", ").map(|item| format!("{column} = {item}")).collect();
        out.push_str(&before[..before.len() - column.len()]);
        out.push_str(&each.join(" OR "));
        rest = after;
    }
    out + rest
}

fn for_pg(statement: &str) -> String {
    if statement.starts_with("CREATE TABLE") || statement.starts_with("ALTER TABLE") {
        replace_word(statement, "TEXT", "TEXT COLLATE \"C\"")
    } else {
        statement.to_owned()
    }
}

/// A primary key of several columns clusters the table.
fn has_composite_key(statement: &str) -> bool {
    let key = statement.split("PRIMARY KEY (").nth(1).and_then(|rest| rest.split(')').next());
    key.is_some_and(|columns| columns.contains(','))
}

fn replace_word(text: &str, word: &str, by: &str) -> String {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let after = &rest[at + word.len()..];
        out.push_str(&rest[..at]);
        let alone = !is_part(out.chars().next_back()) && !is_part(after.chars().next());
        out.push_str(if alone { by } else { word });
        rest = after;
    }
    out + rest
}

/// The triggers that hold a table to growing only, for one database.
pub(super) fn trigger(guard: &Guard, table: &Shape, lite: bool) -> String {
    if lite { lite_trigger(guard, table) } else { pg_trigger(guard) }
}

fn lite_trigger(guard: &Guard, shape: &Shape) -> String {
    let table = &guard.table;
    let refuse = format!("BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;\n");
    let when = match &guard.except {
        None => String::new(),
        Some(once) => {
            let others = shape
                .columns
                .iter()
                .filter(|c| *c != once)
                .map(|c| format!(" AND OLD.{c} IS NEW.{c}"))
                .collect::<String>();
            format!(" WHEN NOT (OLD.{once} IS NULL AND NEW.{once} IS NOT NULL{others})")
        }
    };
    format!(
        "DROP TRIGGER IF EXISTS {table}_stays;\nDROP TRIGGER IF EXISTS {table}_remains;\n\
         CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table}{when} {refuse}\
         CREATE TRIGGER {table}_remains BEFORE DELETE ON {table} {refuse}"
    )
}

fn pg_trigger(guard: &Guard) -> String {
    let table = &guard.table;
    let once = match &guard.except {
        None => String::new(),
        Some(once) => format!(
            "IF TG_OP = 'UPDATE' THEN
               IF OLD.{once} IS NULL AND NEW.{once} IS NOT NULL THEN
                 wanted := NEW.{once};
                 NEW.{once} := NULL;
                 IF NEW IS NOT DISTINCT FROM OLD THEN NEW.{once} := wanted; RETURN NEW; END IF;
               END IF;
             END IF;"
        ),
    };
    format!(
        "CREATE OR REPLACE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
         DECLARE wanted BIGINT;
         BEGIN {once} RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$;
         DROP TRIGGER IF EXISTS {table}_stays ON {table};
         DROP TRIGGER IF EXISTS {table}_remains ON {table};
         CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stays();
         CREATE TRIGGER {table}_remains BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_stays();\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_becomes_two_dialects() {
        let text = "CREATE TABLE t ( -- note; not a statement\n a BIGINT NOT NULL, b TEXT, c BYTEA, BIGINTS BIGINT, PRIMARY KEY (a, b));";
        let lite = translate(text, true);
        assert!(lite.contains("a INTEGER NOT NULL, b TEXT, c BLOB, BIGINTS INTEGER"), "{lite}");
        assert!(lite.trim_end().ends_with("PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;"), "{lite}");
        let pg = translate(text, false);
        assert!(pg.contains("a BIGINT NOT NULL, b TEXT COLLATE \"C\", c BYTEA"), "{pg}");
        let checked = "CREATE TABLE t (a TEXT CHECK (a IN ('x', 'y')), b BIGINT NOT NULL CHECK (b IN (1, 2, 3)), PRIMARY KEY (a))";
        let each = "(a TEXT CHECK (a = 'x' OR a = 'y'), b INTEGER NOT NULL CHECK (b = 1 OR b = 2 OR b = 3), PRIMARY KEY (a))";
        assert!(translate(checked, true).contains(each), "{}", translate(checked, true));
        assert!(translate(checked, false).contains("CHECK (b IN (1, 2, 3))"));
        assert!(translate("CREATE TABLE t (a BIGINT PRIMARY KEY);", true).ends_with("STRICT;\n"));
    }

    #[test]
    fn a_comment_names_the_tables_that_only_grow() {
        let guard = |table: &str, except: Option<&str>| Guard {
            table: table.into(),
            except: except.map(Into::into),
        };
        let text = "-- append-only: event\n  -- append-only: spell, except superseded_n once\n";
        assert_eq!(guards(text), [guard("event", None), guard("spell", Some("superseded_n"))]);
    }
}
