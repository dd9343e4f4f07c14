use std::collections::{BTreeMap, BTreeSet};

/// How much a place says about what a text is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Further sentences.
    Body,
    /// The one sentence that answers.
    Answer,
    /// Other ways in which people ask.
    Asked,
    /// The heading.
    Title,
}

impl Place {
    fn weight(self) -> u32 {
        match self {
            Place::Body => 1,
            Place::Answer => 3,
            Place::Asked => 4,
            Place::Title => 5,
        }
    }

    /// A text is about what its heading or its askers name, not about every word it uses.
    fn is_about(self) -> bool {
        self >= Place::Asked
    }
}

/// Texts that are found by what somebody types: Chinese by pairs of characters, English by the stems of its words; quotes,
/// punctuation, width and case make no difference, and words that every question has are passed over.
pub struct Finder {
    texts: Vec<Searched>,
}

/// A text as it is searched.
#[derive(Default)]
struct Searched {
    /// What it holds, each at the best of its places.
    terms: BTreeMap<String, Place>,
    /// The ways in which it is asked, each as a whole.
    asked: Vec<BTreeSet<String>>,
}

/// What was found, by place in the list of texts, best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hits {
    /// Texts that answer what was typed.
    Close(Vec<usize>),
    /// Nothing answers it; these share something of it.
    Near(Vec<usize>),
    /// Nothing shares anything of it.
    Nothing,
}

/// No more than this many that only come near.
const NEAR: usize = 3;

/// What a term counts that no text has.
const RARE: u32 = 100;

impl Finder {
    /// Each text with its parts, in any language.
    pub fn new<T: AsRef<str>>(texts: impl IntoIterator<Item = Vec<(Place, T)>>) -> Finder {
        let of_text = |parts: Vec<(Place, T)>| {
            let mut text = Searched::default();
            for (place, said) in parts {
                for term in terms_of(said.as_ref()) {
                    let best = text.terms.entry(term).or_insert(place);
                    *best = place.max(*best);
                }
                if place.is_about() {
                    text.asked
                        .extend(said.as_ref().split(ENDS).map(asked_for).filter(|terms| !terms.is_empty()));
                }
            }
            text
        };
        Finder {
            texts: texts.into_iter().map(of_text).collect(),
        }
    }

    /// The texts that answer what was typed; those that hold half of it do, those with a fifth come near; one of its words
    /// must be what they are about.
    pub fn find(&self, wanted: &str) -> Hits {
        let terms: Vec<(String, u32)> = asked_for(wanted).into_iter().map(|term| self.weighed(term)).collect();
        let asked: u32 = terms.iter().map(|(_, rarity)| rarity).sum();
        let mut found: Vec<(u32, u32, usize)> = vec![];
        for (at, text) in self.texts.iter().enumerate() {
            let held = || terms.iter().filter_map(|(term, rarity)| Some((*text.terms.get(term)?, *rarity)));
            if held().any(|(place, _)| place.is_about()) {
                let score: u32 = held().map(|(place, rarity)| place.weight() * rarity).sum();
                let likeness = text.asked.iter().map(|asked| alike(&terms, asked)).max().unwrap_or(0);
                found.push((score + likeness, held().map(|(_, rarity)| rarity).sum(), at));
            }
        }
        found.sort_by_key(|(score, _, at)| (std::cmp::Reverse(*score), *at));
        let best = found.first().map_or(0, |(score, ..)| *score);
        let with = |share: u32| {
            found
                .iter()
                .filter(move |(score, held, _)| held * share >= asked && score * 3 >= best)
                .map(|(.., at)| *at)
        };
        let close: Vec<usize> = with(2).collect();
        let near: Vec<usize> = with(5).take(NEAR).collect();
        match (close.is_empty(), near.is_empty()) {
            (false, _) => Hits::Close(close),
            (true, false) => Hits::Near(near),
            (true, true) => Hits::Nothing,
        }
    }

    /// A term counts the more, the fewer texts have it.
    fn weighed(&self, term: String) -> (String, u32) {
        let count = u32::try_from(self.texts.len()).unwrap_or(u32::MAX).max(1);
        let with = self.texts.iter().filter(|text| text.terms.contains_key(&term)).count();
        let without = count.saturating_sub(u32::try_from(with).unwrap_or(count));
        let rarity = (RARE / 10).max(without.saturating_mul(RARE) / count);
        (term, rarity)
    }
}

/// Where a way of asking ends.
const ENDS: [char; 6] = ['；', ';', '？', '?', '。', '.'];

/// How much what was typed and one way of asking have in common, of all that either has.
fn alike(terms: &[(String, u32)], asked: &BTreeSet<String>) -> u32 {
    let common = || terms.iter().filter(|(term, _)| asked.contains(term)).map(|(_, rarity)| *rarity);
    let (count, weight) = (common().count(), common().sum::<u32>());
    let all = (terms.len() + asked.len()).saturating_sub(count).max(1);
    let share = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Place::Title.weight() * weight * share(count) / share(all)
}

/// What Chinese questions are made of, whatever they are about; the longer ones first.
const SAID_BY_ALL_ZH: &str = "为什么会 为什么 怎么样 怎么办 什么时候 什么 怎么 怎样 如何 多少 是不是 能不能 可不可以 可以 可否 请问 \
    自己 需要 为何 今天 现在 一下 我们 你们 他们 我 你 您 他 她 的 了 吗 呢 啊 吧 是 要 还 总 都";

/// The same in English.
const SAID_BY_ALL_EN: &str = "a about am an and any are as at be by can could did do does for from had has have how i if in is it its many me much my \
    of on or our please s she show t that the there this to was we what when why will with you";

fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// The half-width form of a full-width letter, digit or sign.
fn half_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        other => other,
    }
}

/// Quotes and marks that are written within a word: left out, so that they do not part it.
fn is_mark(letter: char) -> bool {
    matches!(
        letter,
        '"' | '\'' | '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '《' | '》' | '*' | '\u{200b}'
    )
}

/// Runs of Chinese characters and runs of other letters and digits, without the words that all questions have.
fn runs(text: &str) -> (Vec<Vec<char>>, Vec<String>) {
    let (mut chinese, mut other) = (vec![], vec![]);
    let plain: String = text
        .chars()
        .map(half_width)
        .flat_map(char::to_lowercase)
        .filter(|c| !is_mark(*c))
        .collect();
    let mut plain = plain;
    for word in SAID_BY_ALL_ZH.split_whitespace() {
        plain = plain.replace(word, " ");
    }
    for part in plain.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        let letters: Vec<char> = part.chars().collect();
        for run in letters.chunk_by(|a, b| is_chinese(*a) == is_chinese(*b)) {
            match run.first().is_some_and(|c| is_chinese(*c)) {
                true => chinese.push(run.to_vec()),
                false => other.push(run.iter().collect::<String>()),
            }
        }
    }
    other.retain(|word| !SAID_BY_ALL_EN.split_whitespace().any(|said| said == word));
    (chinese, other)
}

fn pairs(run: &[char]) -> impl Iterator<Item = String> + '_ {
    run.windows(2).map(|pair| pair.iter().collect())
}

/// What a text holds: pairs of characters, single ones, stems.
fn terms_of(text: &str) -> BTreeSet<String> {
    let (chinese, other) = runs(text);
    let single = chinese.iter().flatten().map(char::to_string);
    let pairs = chinese.iter().flat_map(|run| pairs(run));
    pairs.chain(single).chain(other.iter().map(|word| stem(word))).collect()
}

/// What is looked for: pairs, a single character only where it stands alone, stems.
fn asked_for(text: &str) -> BTreeSet<String> {
    let (chinese, other) = runs(text);
    let alone = chinese.iter().filter(|run| run.len() == 1).flatten().map(char::to_string);
    let pairs = chinese.iter().flat_map(|run| pairs(run));
    pairs.chain(alone).chain(other.iter().map(|word| stem(word))).collect()
}

/// An English word without its ending, so that `paid`, `pays` and `payment` are one.
fn stem(word: &str) -> String {
    let irregular = match word {
        "paid" => Some("pay"),
        "left" => Some("leav"),
        "made" => Some("mak"),
        "took" | "taken" => Some("tak"),
        "withdrawn" | "withdrew" => Some("withdraw"),
        _regular => None,
    };
    if let Some(stem) = irregular {
        return stem.to_owned();
    }
    let mut stem = word;
    if stem.len() > 3 && !stem.ends_with("ss") {
        stem = stem.strip_suffix('s').unwrap_or(stem);
    }
    for ending in ["ment", "ing", "ed", "al"] {
        match stem.strip_suffix(ending) {
            Some(rest) if rest.len() >= 3 => {
                stem = rest;
                break;
            }
            _none => {}
        }
    }
    let stem = stem.trim_end_matches('e');
    let mut letters: Vec<char> = stem.chars().collect();
    if let [.., one, other] = letters.as_slice()
        && one == other
        && letters.len() > 3
    {
        letters.pop();
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finder() -> Finder {
        Finder::new([
            vec![
                (Place::Title, "为什么显示“补缴”？ Why does it say “back-paid”?"),
                (Place::Body, "滞纳金由单位承担。"),
            ],
            vec![
                (Place::Title, "滞纳金谁出，怎么算？ Who bears the late fee?"),
                (Place::Body, "每日万分之五。 0.05% a day, from the 1st."),
            ],
            vec![
                (Place::Title, "减员能在网上办吗？ Can a reduction be filed online?"),
                (Place::Asked, "离职；员工走了"),
            ],
        ])
    }

    #[test]
    fn what_is_typed_finds_the_text_that_is_about_it() {
        for (wanted, first) in [
            ("为什么显示补缴", 0),
            ("显示“补缴”", 0),
            ("显示「补缴」？？", 0),
            ("补　缴", 0),
            ("BACK PAID", 0),
            ("why do my months show as back-payment", 0),
            ("滞纳金", 1),
            ("ｌａｔｅ　ｆｅｅｓ", 1),
            ("滞纳金多少？", 1),
            ("员工离职", 2),
            ("filing reductions", 2),
        ] {
            match finder().find(wanted) {
                Hits::Close(found) => assert_eq!(found.first(), Some(&first), "{wanted}"),
                other => panic!("{wanted}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_no_text_is_about_is_not_found() {
        for wanted in ["彩票", "今天天气怎么样", "how do I win the lottery", "为什么", "？", "", "万分之五"] {
            assert_eq!(finder().find(wanted), Hits::Nothing, "{wanted}");
        }
    }

    #[test]
    fn what_shares_a_word_only_comes_near() {
        assert_eq!(finder().find("员工分房"), Hits::Near(vec![2]));
    }

    #[test]
    fn endings_and_doubled_letters_make_no_difference() {
        for (one, other) in [
            ("paid", "payments"),
            ("stopped", "stop"),
            ("filed", "filing"),
            ("missing", "missed"),
            ("certificates", "certificate"),
        ] {
            assert_eq!(stem(one), stem(other));
        }
        assert_ne!(stem("fee"), stem("file"));
    }
}
