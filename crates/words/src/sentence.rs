use crate::Lang;

/// One entry of a locale file.
pub(crate) struct Sentence {
    pub(crate) key: &'static str,
    pub(crate) topic: &'static str,
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/sentences.rs"));

/// A key that has a sentence, and the locale file (`topic`) it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// `reduction.not_on_roll`
    pub key: &'static str,
    /// `reduction` for `locales/reduction.toml`
    pub topic: &'static str,
}

fn find(key: &str) -> Option<&'static Sentence> {
    SENTENCES.binary_search_by(|s| s.key.cmp(key)).ok().and_then(|at| SENTENCES.get(at))
}

/// Whether `key` has a sentence.
pub fn knows(key: &str) -> bool {
    find(key).is_some()
}

/// Every key there is, in order: for a test that wants a sentence for each of its codes.
pub fn keys() -> impl Iterator<Item = Known> {
    SENTENCES.iter().map(|s| Known {
        key: s.key,
        topic: s.topic,
    })
}

/// The sentence as written in the file.
pub(crate) fn template(lang: Lang, key: &str) -> Option<&'static str> {
    find(key).map(|s| match lang {
        Lang::Zh => s.zh,
        Lang::En => s.en,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{Token, tokens};
    use std::collections::BTreeSet;

    /// Names of facts and of links in a sentence; a fact may be left out of the Chinese one where it only picks an English form.
    fn names(text: &str) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        for token in tokens(text) {
            match token {
                Token::Fact { name, .. } => out.insert(format!("{{{name}}}")),
                Token::Link { text, name } => {
                    out.extend(names(text));
                    out.insert(format!("]({name})"))
                }
                Token::Strong(text) => {
                    out.extend(names(text));
                    false
                }
                Token::Form { name, with_number, .. } => with_number && out.insert(format!("{{{name}}}")),
                Token::Text(_) => false,
            };
        }
        out
    }

    #[test]
    fn both_languages_of_an_entry_name_the_same_facts_and_links() {
        let wrong: Vec<_> = SENTENCES
            .iter()
            .filter(|s| names(s.zh) != names(s.en))
            .map(|s| format!("{}.toml {:?}: zh {:?}, en {:?}", s.topic, s.key, names(s.zh), names(s.en)))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_style_is_known_and_every_brace_is_closed() {
        for s in SENTENCES {
            for text in [s.zh, s.en] {
                for token in tokens(text) {
                    let bad = match token {
                        Token::Fact { style, .. } => style.is_none(),
                        Token::Text(t) | Token::Strong(t) => t.contains("**") || (t.contains('{') && !matches!(token, Token::Strong(_))),
                        Token::Form { .. } | Token::Link { .. } => false,
                    };
                    assert!(!bad, "{}.toml {:?}: {text}", s.topic, s.key);
                }
            }
        }
    }

    #[test]
    fn chinese_sentences_have_chinese_punctuation() {
        for s in SENTENCES {
            let wrong = s.zh.char_indices().any(|(at, c)| {
                let before = s.zh[..at].chars().next_back();
                matches!(c, ',' | ';' | '!' | '?') && before.is_some_and(|b| ('\u{4e00}'..='\u{9fff}').contains(&b))
            });
            assert!(!wrong, "{}.toml {:?}: {}", s.topic, s.key, s.zh);
        }
    }

    #[test]
    fn english_sentences_have_no_chinese_punctuation_and_no_bracketed_plural() {
        for s in SENTENCES {
            let wrong = s.en.contains("(s)") || s.en.chars().any(|c| matches!(c, '，' | '。' | '；' | '：' | '（' | '）' | '、'));
            assert!(!wrong, "{}.toml {:?}: {}", s.topic, s.key, s.en);
        }
    }

    #[test]
    fn a_mend_belongs_to_a_sentence() {
        for s in SENTENCES {
            if let Some(of) = s.key.strip_suffix(".fix") {
                assert!(knows(of), "{}.toml: {:?} mends nothing", s.topic, s.key);
            }
        }
    }
}
