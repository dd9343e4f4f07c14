use policy::{Book, Confidence, Provenance};
use words::{Lang, in_language};

/// What a rule rests on, for everybody who reads a page: its law, or the notices and reports behind its keys by name, number and
/// date; where none was seen, that it is practice. The keys themselves are for auditors and stay in packs and JSON.
pub fn rests_on(book: &Book, law: Option<&str>, keys: &str, lang: Lang) -> String {
    named(book, law, keys, lang).unwrap_or_else(|| words::say(lang, "source.none", &[]))
}

/// The same of a row, with how far it is to be doubted.
pub fn row_rests_on(book: &Book, row: &Provenance, lang: Lang) -> String {
    let say = |key: &str| words::say(lang, key, &[]);
    let named = named(book, row.law.as_deref(), &row.source, lang);
    let (unseen, doubt) = match row.confidence {
        Confidence::A | Confidence::B => (Some("source.reprinted"), None),
        Confidence::C => (Some("source.none"), Some("confidence.C")),
        Confidence::D => (None, Some("confidence.D")),
        Confidence::R => (None, Some("confidence.R")),
    };
    let parts: Vec<String> = named.or_else(|| unseen.map(say)).into_iter().chain(doubt.map(say)).collect();
    parts.join(&say("source.stop"))
}

fn named(book: &Book, law: Option<&str>, keys: &str, lang: Lang) -> Option<String> {
    match law {
        Some(law) => Some(words::law(lang, law)),
        None => {
            let names: Vec<String> = book
                .published(keys)
                .into_iter()
                .map(|name| in_language(lang, name).to_owned())
                .collect();
            (!names.is_empty()).then(|| words::join(lang, &names))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Packs;
    use units::{Month, date};

    /// Whether a text holds a key of the list of sources as a word of its own.
    fn has_key(text: &str, keys: &str) -> bool {
        let words = |text: &str| {
            text.split(|c: char| !c.is_ascii_alphanumeric())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        keys.split_whitespace()
            .filter(|key| *key != "practice")
            .any(|key| words(text).iter().any(|word| word == key))
    }

    /// Chinese that is no number of a notice.
    fn has_chinese(text: &str) -> bool {
        let of_notice = |word: &str| word.contains('〔') && word.contains('号');
        let words = text.split([' ', ',', ';']).filter(|word| !of_notice(word));
        words.flat_map(str::chars).any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
    }

    #[test]
    fn every_row_rests_on_a_name_that_everybody_can_read() {
        let packs = Packs::embedded();
        let mut seen = 0;
        for region in packs.regions() {
            let book = packs.book(region).expect("a book");
            let months = (2011..=2026).flat_map(|year| [1, 7].map(|month| Month::new(year, month)));
            let months = months.collect::<Result<Vec<_>, _>>().expect("months");
            let dated = months.iter().flat_map(|month| book.listed(*month, date(2026, 12, 1)));
            for row in dated.chain(book.tables()).map(|row| row.ground) {
                for lang in Lang::ALL {
                    let said = row_rests_on(&book, &row, lang);
                    let addresses = row.source.split_whitespace().filter(|key| book.published(key).is_empty());
                    let address = addresses.filter_map(|key| book.source(key)).find(|address| said.contains(address));
                    assert!(address.is_none(), "{region} {} {said}", row.parameter);
                    assert!(
                        !said.is_empty() && !has_key(&said, &row.source),
                        "{region} {} {said}",
                        row.parameter
                    );
                    assert!(lang == Lang::Zh || !has_chinese(&said), "{region} {} {said}", row.parameter);
                    assert!(
                        ![".com", ".cn/", "reprint ;"].iter().any(|raw| said.contains(raw)),
                        "{region} {} {said}",
                        row.parameter
                    );
                    seen += 1;
                }
            }
        }
        assert!(seen > 5_000, "{seen} rows");
    }

    #[test]
    fn a_source_is_a_law_a_notice_or_said_to_be_practice() {
        let book = Packs::embedded().book("cn/beijing/chaoyang").expect("a book");
        for (law, keys, chinese, english) in [
            (
                Some("社会保险法第五十八条"),
                "Seed1",
                "社会保险法第五十八条",
                "Social Insurance Law, art. 58",
            ),
            (
                None,
                "Seed1 B6",
                "按现行做法，未见公布的原文",
                "as practised; no published text seen",
            ),
            (None, "S30 S30a", "京人社发〔2025〕11号", "notice 京人社发〔2025〕11号"),
            (
                None,
                "S07 S49",
                "《北京青年报》2018年6月3日报道",
                "Beijing Youth Daily, 3 June 2018",
            ),
        ] {
            assert_eq!(rests_on(&book, law, keys, Lang::Zh), chinese);
            assert_eq!(rests_on(&book, law, keys, Lang::En), english);
        }
    }
}
