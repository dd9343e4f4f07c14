//! Division codes (行政区划代码) inside identity numbers: `divisions.toml` of a region holds those of its province with their years.
//!
//! Numbers keep the code of the day they were first issued, so an abolished district is no fault; a district that had been abolished
//! before the person was born is a doubt. Divisions of a province that no pack holds are not judged.

use units::Date;

use crate::reading::{Fields, Reader};
use crate::{Confidence, Fault};

/// A county or district with its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// The six digits.
    pub code: String,
    /// The name on a Chinese card.
    pub name: String,
    /// The first year of the code, where it is known to be later than the list.
    pub from: Option<i16>,
    /// The last year of the code, where it has been abolished.
    pub until: Option<i16>,
    /// Keys of the sources.
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
}

impl Division {
    /// Whether nobody born on this day can have been given the code at birth or later.
    pub fn was_abolished_before(&self, born: Date) -> bool {
        self.until.is_some_and(|last| born.year() > last)
    }
}

/// The divisions that are held, and of which provinces all of them are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Divisions {
    provinces: Vec<String>,
    all: Vec<Division>,
}

impl Divisions {
    /// The division with this code, where it is held.
    pub fn by_code(&self, code: &str) -> Option<&Division> {
        self.all.iter().find(|division| division.code == code)
    }

    /// The same as known on a day: without codes that were given out in a later year.
    #[must_use]
    pub fn known(&self, known_on: Date) -> Divisions {
        let is_known = |division: &&Division| division.from.is_none_or(|from| from <= known_on.year());
        Divisions {
            provinces: self.provinces.clone(),
            all: self.all.iter().filter(is_known).cloned().collect(),
        }
    }

    /// Whether the divisions of this code's province are all held, so that one that is missing is worth a look.
    pub fn province_is_held(&self, code: &str) -> bool {
        self.provinces.iter().any(|province| code.starts_with(province.as_str()))
    }

    /// Whether no pack says anything.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(crate) fn add(&mut self, more: Divisions) {
        self.provinces.extend(more.provinces);
        self.all.extend(more.all);
    }
}

/// The divisions of one file.
pub(crate) fn read(reader: &mut Reader<'_>, sources: &[String]) -> Divisions {
    let document = reader.document();
    let mut file = Fields::new(&document, 0..0);
    let mut divisions = Divisions::default();
    let province = digits("province", 2, &mut file, reader);
    for (table, span) in file.value("division").map(|rows| reader.tables(rows)).unwrap_or_default() {
        let mut row = Fields::new(table, span.clone());
        let code = digits("code", 6, &mut row, reader);
        let name = row.required("name", reader).map(|(name, _)| name.to_owned());
        let (from, until) = (year("from", &mut row, reader), year("until", &mut row, reader));
        let confidence = row.coded("confidence", Confidence::from_code, reader);
        let source = row.source(reader, sources);
        row.finish(reader);
        let (Some(code), Some(name), Some(confidence)) = (code, name, confidence) else {
            continue;
        };
        if province.as_ref().is_some_and(|province| !code.starts_with(province.as_str())) {
            reader.fault(&span, "the code is of another province");
        }
        if divisions.by_code(&code).is_some() {
            reader.fault(&span, "the code is there twice");
        }
        divisions.all.push(Division {
            code,
            name,
            from,
            until,
            source,
            confidence,
        });
    }
    divisions.provinces.extend(province);
    file.finish(reader);
    divisions
}

/// So many digits that must be there, as text: a code may begin with a nought.
fn digits<'t>(key: &'static str, count: usize, fields: &mut Fields<'_, 't>, reader: &mut Reader<'t>) -> Option<String> {
    let (text, span) = fields.required(key, reader)?;
    let right = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if !right {
        reader.fault(&span, format!("`{key}` has {count} digits, not \"{text}\""));
    }
    right.then(|| text.to_owned())
}

fn year<'t>(key: &'static str, fields: &mut Fields<'_, 't>, reader: &mut Reader<'t>) -> Option<i16> {
    let (year, span) = fields.numbers(key, reader)?.into_iter().next()?;
    let year = i16::try_from(year).ok().filter(|year| (1949..=2100).contains(year));
    if year.is_none() {
        reader.fault(&span, format!("`{key}` is a year"));
    }
    year
}

/// The divisions of a file on its own, with every fault.
pub(crate) fn of_file(path: &str, text: &str, sources: &[String]) -> Result<Divisions, Vec<Fault>> {
    let mut reader = Reader::new(path, text);
    let divisions = read(&mut reader, sources);
    if reader.faults.is_empty() {
        Ok(divisions)
    } else {
        Err(reader.faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Packs;
    use units::date;

    #[test]
    fn a_district_is_known_by_its_code_and_abolished_in_its_year() {
        let all = Packs::embedded().divisions().expect("packs without faults");
        let name = |code| all.by_code(code).map(|d| d.name.as_str());
        assert_eq!(name("110105"), Some("北京市朝阳区"));
        assert_eq!(name("110110"), None);
        assert_eq!(name("310101"), None);
        assert!(all.province_is_held("110110") && !all.province_is_held("310101"));
        let abolished = |code, born| all.by_code(code).map(|d| d.was_abolished_before(born));
        for (code, born, expected) in [
            ("110103", date(2010, 12, 31), false),
            ("110103", date(2011, 1, 1), true),
            ("110228", date(2015, 6, 1), false),
            ("110228", date(2016, 1, 1), true),
            ("110118", date(1990, 1, 1), false),
            ("110105", date(2024, 2, 29), false),
        ] {
            assert_eq!(abolished(code, born), Some(expected), "{code} {born}");
        }
    }

    #[test]
    fn a_region_has_the_divisions_of_the_packs_on_its_path() {
        for (region, held) in [("cn/beijing/chaoyang", true), ("cn/example", true), ("cn/shanghai", false)] {
            let book = Packs::embedded().book(region).expect("a pack");
            assert_eq!(book.divisions().by_code("110105").is_some(), held, "{region}");
        }
    }

    #[test]
    fn a_code_twice_of_another_province_or_too_short_is_a_fault() {
        let row = |code: &str| format!("  {{ code = \"{code}\", name = \"x\", source = \"S1\", confidence = \"A\" }},\n");
        let text = format!(
            "province = \"11\"\ndivision = [\n{}]\n",
            ["110101", "110101", "310101", "1101"].map(row).concat()
        );
        let faults = of_file("divisions.toml", &text, &["S1".to_owned()]).expect_err("faults");
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [4, 5, 6]);
    }
}
