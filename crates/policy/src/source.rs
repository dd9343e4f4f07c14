use crate::reading::{Fields, Reader};

/// Where rows come from: for auditors where it was seen, for everybody else what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Title or address of what was read.
    pub seen: String,
    /// The law, notice or report with its number and date, `中文 · English`; `None` where no published text was seen.
    pub name: Option<String>,
}

/// The keys of a `sources.toml` with what stands behind each: a text (where it was seen), or a table with `name` and, where it is
/// not the text itself, `seen`.
pub(crate) fn read(reader: &mut Reader<'_>) -> Vec<(String, Source)> {
    let document = reader.document();
    let mut all = vec![];
    for (key, value) in document.iter() {
        let source = match (value.get_ref().as_str(), value.get_ref().as_table()) {
            (Some(seen), _) => Source {
                seen: seen.to_owned(),
                name: None,
            },
            (None, Some(table)) => {
                let mut fields = Fields::new(table, value.span());
                let seen = fields.text("seen", reader).map(|(seen, _)| seen.to_owned());
                let Some((name, span)) = fields.required("name", reader) else {
                    continue;
                };
                if !name.contains(" · ") {
                    reader.fault(&span, "`name` is written in both languages, `中文 · English`");
                }
                fields.finish(reader);
                Source {
                    seen: seen.unwrap_or_else(|| name.to_owned()),
                    name: Some(name.to_owned()),
                }
            }
            (None, None) => {
                reader.fault(
                    &value.span(),
                    "a source is a text, its title or address, or a table with `name` and `seen`",
                );
                continue;
            }
        };
        all.push((key.get_ref().to_string(), source));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_has_an_address_for_auditors_and_perhaps_a_name_for_everybody() {
        let text = "S1 = \"a.example/1\"\nS2 = { seen = \"a.example/2\", name = \"通知 · notice\" }\nS3 = { name = \"法 · Law\" }\n";
        let mut reader = Reader::new("x/sources.toml", text);
        let read: Vec<(String, String, Option<String>)> = read(&mut reader).into_iter().map(|(key, of)| (key, of.seen, of.name)).collect();
        let expected = [
            ("S1", "a.example/1", None),
            ("S2", "a.example/2", Some("通知 · notice")),
            ("S3", "法 · Law", Some("法 · Law")),
        ];
        assert!(reader.faults.is_empty(), "{:?}", reader.faults);
        assert_eq!(
            read,
            expected.map(|(key, seen, name)| (key.to_owned(), seen.to_owned(), name.map(str::to_owned)))
        );
    }

    #[test]
    fn a_name_in_one_language_or_a_figure_is_a_fault() {
        for text in [
            "S1 = { name = \"notice\" }",
            "S1 = 3",
            "S1 = { seen = \"a.example\" }",
            "S1 = { name = \"法 · Law\", law = \"x\" }",
        ] {
            let mut reader = Reader::new("x/sources.toml", text);
            read(&mut reader);
            assert_eq!(reader.faults.len(), 1, "{text}");
        }
    }
}
