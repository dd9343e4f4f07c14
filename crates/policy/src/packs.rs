use sha2::{Digest, Sha256};

use crate::book::Book;
use crate::reading::{Fields, Reader};
use crate::{Divisions, Example, Fault};

/// Path and text of every file of the data folder, in order.
static EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The file that makes a folder a pack.
const PACK: &str = "pack.toml";
const DIVISIONS: &str = "divisions.toml";
/// Files of worked examples: they are run, they say nothing about policy.
const EXAMPLES: &str = ".examples.toml";

/// The texts of all packs.
#[derive(Clone, Debug, Default)]
pub struct Packs {
    texts: Vec<(String, String)>,
}

impl Packs {
    /// The packs built into the program.
    pub fn embedded() -> Packs {
        Packs::from_texts(
            EMBEDDED
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect(),
        )
    }

    /// Packs from elsewhere: path (`cn/beijing/rates.toml`) and text.
    pub fn from_texts(mut texts: Vec<(String, String)>) -> Packs {
        texts.sort();
        Packs { texts }
    }

    /// The regions that have a pack, by path.
    pub fn regions(&self) -> Vec<&str> {
        let mut regions: Vec<&str> = self
            .texts
            .iter()
            .filter_map(|(path, _)| path.strip_suffix(PACK)?.strip_suffix('/'))
            .collect();
        regions.sort_unstable();
        regions
    }

    /// Reads the packs on a region's path, and only those. Every fault is named, not the first alone.
    pub fn book(&self, region: &str) -> Result<Book, Vec<Fault>> {
        let path = self.path(region)?;
        let mut texts = Vec::new();
        for (level, pack) in path.iter().enumerate() {
            texts.extend(
                self.files(pack)
                    .filter(|(file, _)| !file.ends_with(EXAMPLES))
                    .map(|(file, text)| (level, file, text)),
            );
        }
        let fingerprint = fingerprint(&texts);
        Book::read(region, fingerprint, &texts)
    }

    /// The worked examples that stand beside the files of a region, its own and not those of the packs it extends.
    pub fn examples(&self, region: &str) -> Result<Vec<Example>, Vec<Fault>> {
        let mut examples = Vec::new();
        let mut faults = Vec::new();
        for (file, text) in self.files(region).filter(|(file, _)| file.ends_with(EXAMPLES)) {
            let mut reader = Reader::new(file, text);
            examples.extend(crate::examples::read(&mut reader));
            faults.append(&mut reader.faults);
        }
        if faults.is_empty() { Ok(examples) } else { Err(faults) }
    }

    /// The division codes of every pack, for a number that names no region. Nothing else of the packs is read.
    pub fn divisions(&self) -> Result<Divisions, Vec<Fault>> {
        let mut all = Divisions::default();
        for region in self.regions() {
            let file = format!("{region}/{DIVISIONS}");
            let Some(text) = self.text(&file) else { continue };
            let mut sources = Vec::new();
            for pack in self.path(region)? {
                let file = format!("{pack}/sources.toml");
                let keys = self.text(&file).map(|text| {
                    Reader::new(&file, text)
                        .document()
                        .keys()
                        .map(|key| key.get_ref().to_string())
                        .collect::<Vec<_>>()
                });
                sources.extend(keys.unwrap_or_default());
            }
            all.add(crate::division::of_file(&file, text, &sources)?);
        }
        Ok(all)
    }

    /// SHA-256 of the texts that [`Packs::divisions`] reads, in hex.
    pub fn fingerprint_of_divisions(&self) -> String {
        let texts = self.texts.iter().filter(|(path, _)| path.ends_with(&format!("/{DIVISIONS}")));
        let texts: Vec<(usize, &str, &str)> = texts.map(|(path, text)| (0, path.as_str(), text.as_str())).collect();
        fingerprint(&texts)
    }

    /// Path and text of the files in a region's own folder, examples among them.
    pub fn own_files<'p>(&'p self, region: &'p str) -> impl Iterator<Item = (&'p str, &'p str)> {
        self.files(region)
    }

    /// The same packs with the text of one file put in place of what is there.
    pub fn with(&self, path: &str, text: &str) -> Packs {
        let mut packs = self.clone();
        match packs.texts.binary_search_by(|(own, _)| own.as_str().cmp(path)) {
            Ok(at) => packs.texts[at].1 = text.to_owned(),
            Err(at) => packs.texts.insert(at, (path.to_owned(), text.to_owned())),
        }
        packs
    }

    /// The packs that answer for a region, its own first.
    pub fn path(&self, region: &str) -> Result<Vec<String>, Vec<Fault>> {
        let mut path: Vec<String> = Vec::new();
        let mut next = Some(region.to_owned());
        while let Some(pack) = next {
            let file = format!("{pack}/{PACK}");
            let fault = |message: &str| {
                vec![Fault {
                    file: file.clone(),
                    line: 0,
                    message: message.to_owned(),
                }]
            };
            if path.contains(&pack) {
                return Err(fault("this pack extends itself"));
            }
            let Some(text) = self.text(&file) else {
                return Err(fault("there is no such pack"));
            };
            next = extends(&file, text)?.or_else(|| self.enclosing(&pack));
            path.push(pack);
        }
        Ok(path)
    }

    /// The pack of the nearest folder around a pack.
    fn enclosing(&self, pack: &str) -> Option<String> {
        let mut folder = pack;
        while let Some((parent, _)) = folder.rsplit_once('/') {
            if self.text(&format!("{parent}/{PACK}")).is_some() {
                return Some(parent.to_owned());
            }
            folder = parent;
        }
        None
    }

    fn text(&self, file: &str) -> Option<&str> {
        let at = self.texts.binary_search_by(|(path, _)| path.as_str().cmp(file)).ok()?;
        Some(&self.texts[at].1)
    }

    /// The files of one folder, without those of folders in it.
    fn files<'p>(&'p self, pack: &'p str) -> impl Iterator<Item = (&'p str, &'p str)> {
        let inside = move |path: &str| {
            path.strip_prefix(pack)
                .and_then(|rest| rest.strip_prefix('/'))
                .is_some_and(|file| !file.contains('/'))
        };
        self.texts
            .iter()
            .filter(move |(path, _)| inside(path))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// The pack that `pack.toml` names as the one it extends.
fn extends(file: &str, text: &str) -> Result<Option<String>, Vec<Fault>> {
    let mut reader = Reader::new(file, text);
    let document = reader.document();
    let mut fields = Fields::new(&document, 0..0);
    let extends = fields.text("extends", &mut reader).map(|(pack, _)| pack.to_owned());
    if reader.faults.is_empty() {
        Ok(extends)
    } else {
        Err(reader.faults)
    }
}

/// SHA-256 over paths and texts, each closed by a zero byte, so that no text can pass for another's end.
fn fingerprint(texts: &[(usize, &str, &str)]) -> String {
    let mut hash = Sha256::new();
    for (_, path, text) in texts {
        hash.update(path.as_bytes());
        hash.update([0]);
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_doubtful_is_doubtful_in_words() {
        let packs = Packs::embedded();
        for region in packs.regions() {
            let book = packs.book(region).expect("a pack without faults");
            let rows = book
                .parameters()
                .flat_map(|parameter| book.history(parameter))
                .map(|row| row.ground);
            let goals = crate::Goal::ALL.into_iter().flat_map(|goal| book.goals().history(goal));
            let goals = goals.map(|rule| {
                let confidence = rule.ground.confidence.max(rule.reading.unwrap_or(rule.ground.confidence));
                crate::Provenance {
                    confidence,
                    ..rule.ground.clone()
                }
            });
            let benchmark = book.benchmark_rates().iter().map(crate::BenchmarkRate::ground);
            for ground in rows.chain(goals).chain(benchmark) {
                let said = ground.note.as_deref().is_some_and(|note| note.contains(" · "));
                assert!(
                    said || !ground.confidence.is_doubtful(),
                    "{region}: {} at {}",
                    ground.parameter,
                    ground.place
                );
            }
        }
    }

    #[test]
    fn every_embedded_pack_is_free_of_faults() {
        let packs = Packs::embedded();
        assert_eq!(
            packs.regions(),
            [
                "cn",
                "cn/beijing",
                "cn/beijing/chaoyang",
                "cn/example",
                "cn/shanghai",
                "cn/shenzhen"
            ]
        );
        for region in packs.regions() {
            let faults = packs
                .book(region)
                .map(|_| ())
                .map_err(|faults| faults.iter().map(Fault::to_string).collect::<Vec<_>>());
            assert_eq!(faults, Ok(()), "{region}");
        }
    }
}
