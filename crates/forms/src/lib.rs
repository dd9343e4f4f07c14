//! Printed forms: a template and its values become a PDF/A. The same input gives the same bytes.
//!
//! A template reads nothing but its values: no disk, no network, no clock. Its data shape is written at its head.

mod amount;
mod barcode;
mod digest;
mod engine;
mod fault;
mod glyphs;

pub use amount::in_words;
pub use digest::checksum;
pub use fault::FormFault;

/// The embedded templates: name, text. Made by the build script from `policy/cn/forms`.
mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// The names that [`render`] takes, in order.
pub fn templates() -> impl Iterator<Item = &'static str> {
    embedded::TEMPLATES.iter().map(|(name, _)| *name)
}

/// The documented example of a template's values, as JSON text.
pub fn example(template: &str) -> Option<&'static str> {
    embedded::EXAMPLES.iter().find(|(name, _)| *name == template).map(|(_, text)| *text)
}

/// Sets the form `template` with `values` and returns a tagged PDF/A-2a. Amounts in `values` are whole fen.
///
/// The same input gives the same bytes. It takes memory in proportion to the pages (a bill of 1,000 people about 100 MB): the caller
/// caps how many run at once.
///
/// # Errors
/// [`FormFault`]: no such template, a value missing or of the wrong kind, a character that the embedded font cannot show.
pub fn render(template: &str, values: &serde_json::Value) -> Result<Vec<u8>, FormFault> {
    let (name, _) = embedded::TEMPLATES
        .iter()
        .find(|(name, _)| *name == template)
        .ok_or_else(|| FormFault::UnknownTemplate {
            template: template.to_owned(),
        })?;
    glyphs::check(values)?;
    engine::set(name, values)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use serde_json::{Value, json};

    use super::*;

    fn values(template: &str) -> Value {
        serde_json::from_str(example(template).unwrap_or_else(|| panic!("{template} has no example"))).unwrap()
    }

    /// What a stranger's program (poppler) reads in the document, blanks and line breaks dropped.
    fn read_back(pdf: &[u8]) -> String {
        let mut reader = Command::new("pdftotext")
            .args(["-raw", "-", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let reader = reader.as_mut().expect("pdftotext of poppler-utils is installed");
        let mut input = reader.stdin.take().unwrap();
        let mut output = reader.stdout.take().unwrap();
        let bytes = pdf.to_vec();
        let writing = std::thread::spawn(move || input.write_all(&bytes));
        let mut text = String::new();
        std::io::Read::read_to_string(&mut output, &mut text).unwrap();
        writing.join().unwrap().unwrap();
        reader.wait().unwrap();
        text.split_whitespace().collect()
    }

    fn gather(value: &Value, key: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(k, v)| match v {
                Value::String(text) if k == key => found.push(text.split_whitespace().collect()),
                _ => gather(v, key, found),
            }),
            Value::Array(items) => items.iter().for_each(|v| gather(v, key, found)),
            _ => {}
        }
    }

    #[test]
    fn every_template_prints_every_name_and_number_of_its_example() {
        assert_eq!(templates().count(), 14);
        for template in templates() {
            let values = values(template);
            let pdf = render(template, &values).unwrap_or_else(|e| panic!("{template}: {e}"));
            let text = read_back(&pdf);
            let mut expected = vec![checksum(&values), "样式依公开资料拟定，非官方印制表".to_owned()];
            for key in [
                "name",
                "number",
                "id_number",
                "credit_code",
                "verify_code",
                "receipt_number",
                "cause",
                "remark",
                "note",
            ] {
                gather(&values, key, &mut expected);
            }
            for piece in expected {
                assert!(text.contains(&piece), "{template} lacks {piece}: {text}");
            }
        }
    }

    #[test]
    fn names_with_rare_characters_are_read_back_as_they_were_written() {
        let text = read_back(&render("reduction", &values("reduction")).unwrap());
        for name in ["马𫘧", "张𬭚铭", "阿卜杜拉·买买提"] {
            assert_eq!(text.matches(name).count() % 2, 0, "{name} stands on both copies");
            assert!(text.contains(name), "{name}");
        }
        assert!(text.contains("第1联（共2联）") && text.contains("第2联（共2联）"));
        assert_eq!(text.matches("第1页共1页").count(), 2, "each copy counts its own pages");
        assert!(text.contains("以下空白") && text.contains("单位公章或人事章"));
    }

    #[test]
    fn what_is_paid_is_written_in_words() {
        let bill = values("bill");
        let total = in_words(units::Fen(bill["total_fen"].as_i64().unwrap()));
        assert!(read_back(&render("bill", &bill).unwrap()).contains(&total));
        assert!(read_back(&render("voucher", &values("voucher")).unwrap()).contains(&total));
    }

    #[test]
    fn the_document_is_a_tagged_archive_and_the_same_input_gives_the_same_bytes() {
        let reduction = values("reduction");
        let first = render("reduction", &reduction).unwrap();
        render("voucher", &values("voucher")).unwrap();
        assert!(first == render("reduction", &reduction).unwrap());
        let text = String::from_utf8_lossy(&first);
        for mark in [
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            "<pdfuaid:part>1</pdfuaid:part>",
            "/StructTreeRoot",
        ] {
            assert!(text.contains(mark), "{mark}");
        }
        let mut later = reduction.clone();
        later["made_on"] = json!("2026-11-11");
        assert!(first != render("reduction", &later).unwrap());
    }

    #[test]
    fn a_bill_of_a_thousand_people_has_them_all() {
        let mut bill = values("bill");
        let lines = bill["lines"].as_array().unwrap().clone();
        let times = 1_000 / lines.len();
        bill["lines"] = (0..times).flat_map(|_| lines.iter().cloned()).collect();
        for key in ["total_fen", "lines_fen"] {
            bill[key] = json!(bill[key].as_i64().unwrap() * times as i64);
        }
        for branch in bill["branches"].as_array_mut().unwrap() {
            for key in ["employer_fen", "employee_fen"] {
                branch[key] = json!(branch[key].as_i64().unwrap() * times as i64);
            }
        }
        bill["lines"][700]["name"] = json!("欧阳末");
        let text = read_back(&render("bill", &bill).unwrap());
        assert!(text.contains("欧阳末") && text.contains(&format!("合计{}人", times * lines.len())));
        assert_eq!(text.matches("110102199205273809").count(), times);
    }

    #[test]
    fn a_form_that_contradicts_itself_or_lacks_a_value_is_refused() {
        let refused = |template: &str, change: &dyn Fn(&mut Value)| {
            let mut values = values(template);
            change(&mut values);
            match render(template, &values) {
                Err(FormFault::Template { file, line, message, .. }) if line > 0 => format!("{file} {message}"),
                other => panic!("{template}: {:?}", other.map(|pdf| pdf.len())),
            }
        };
        let told = refused("bill", &|v| v["lines"][0]["total_fen"] = json!(1));
        assert!(told.contains("马𫘧: the parts are 2,893.44, the total says 0.01"), "{told}");
        let told = refused("bill", &|v| v["branches"][0]["employer_fen"] = json!(0));
        assert!(told.starts_with("bill.typ") && told.contains("the branches are"), "{told}");
        let told = refused("monthly_report", &|v| v["people"]["left"] = json!(1));
        assert!(told.contains("last month + added - left"), "{told}");
        let told = refused("voucher", &|v| v["total_fen"] = json!(0));
        assert!(told.contains("the total says 0.00"), "{told}");
        let told = refused("statement", &|v| v["account"]["closing_fen"] = json!(0));
        assert!(told.contains("closing says 0.00"), "{told}");
        let told = refused("reduction", &|v| drop(v.as_object_mut().unwrap().remove("groups")));
        assert!(told.contains("groups"), "{told}");
    }

    #[test]
    fn a_character_without_glyph_is_named_and_never_replaced() {
        for (name, character) in [
            ("王𪻐", '\u{2AED0}'),
            ("王\u{200B}强", '\u{200B}'),
            ("王😀", '😀'),
            ("王\u{FE00}", '\u{FE00}'),
        ] {
            let mut values = values("reduction");
            values["lines"][1]["name"] = json!(name);
            let fault = FormFault::NoGlyph {
                character,
                at: "lines[1].name".to_owned(),
                text: name.to_owned(),
            };
            assert_eq!(render("reduction", &values), Err(fault));
        }
        assert_eq!(
            render("none", &json!({})),
            Err(FormFault::UnknownTemplate {
                template: "none".to_owned()
            })
        );
    }

    #[test]
    fn what_a_user_typed_is_text_and_never_template() {
        let mut values = values("reduction");
        values["lines"][0]["remark"] = json!("#read(\"/etc/passwd\") *x* $1$ <a>\n第二行");
        let text = read_back(&render("reduction", &values).unwrap());
        assert!(text.contains("#read(\"/etc/passwd\")*x*$1$<a>第二行"), "{text}");
    }
}
