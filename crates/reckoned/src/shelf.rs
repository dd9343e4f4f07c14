use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use policy::{Book, Divisions, Fault, Packs, Table, Unknown};
use units::{Date, Month};

use crate::{Reader, Stop, Usage};

/// The pack that holds what is law everywhere: the calendar, the ages of retirement.
pub const NATION: &str = "cn";

/// So many tables are kept; then all go, and are compiled anew where they are asked for.
const TABLES: usize = 32;

/// A table is of a region and month as known on a day.
type Tables = BTreeMap<(String, Month, Date), Arc<Table>>;

/// The packs, the books that were read from them and the tables that were compiled last. Threads share it.
#[derive(Debug)]
pub struct Shelf {
    packs: Packs,
    books: Mutex<BTreeMap<String, Arc<Book>>>,
    tables: Mutex<Tables>,
    divisions: OnceLock<Divisions>,
}

impl Shelf {
    /// A shelf of these packs.
    pub fn new(packs: Packs) -> Shelf {
        Shelf {
            packs,
            books: Mutex::default(),
            tables: Mutex::default(),
            divisions: OnceLock::new(),
        }
    }

    /// A shelf of the packs built into the program.
    pub fn embedded() -> Shelf {
        Shelf::new(Packs::embedded())
    }

    /// The same with this book in place of the one of its region.
    pub fn holding(self, book: Book) -> Shelf {
        locked(&self.books).insert(book.region().to_owned(), Arc::new(book));
        self
    }

    /// The texts of all packs.
    pub fn packs(&self) -> &Packs {
        &self.packs
    }

    /// The policy of a region. It is read once.
    pub fn book(&self, region: &str, reader: &Reader) -> Result<Arc<Book>, Stop> {
        let found = self.read(region).map_err(|faults| broken(&faults, reader))?;
        found.ok_or_else(|| {
            reader.usage(&Usage::NoSuchRegion {
                region: region.to_owned(),
                known: self.packs.regions().join(", "),
            })
        })
    }

    /// The policy of a region that sets contributions: those that a page offers.
    pub fn charging(&self, region: &str) -> Option<Arc<Book>> {
        let charges = |book: &Arc<Book>| book.parameters().any(|parameter| parameter == "pension.employer");
        self.read(region).ok().flatten().filter(charges)
    }

    /// All of [`Shelf::charging`], in the order of their paths.
    pub fn all_charging(&self) -> Vec<Arc<Book>> {
        self.packs
            .regions()
            .into_iter()
            .filter_map(|region| self.charging(region))
            .collect()
    }

    /// The book of a region, or none.
    fn read(&self, region: &str) -> Result<Option<Arc<Book>>, Vec<Fault>> {
        if let Some(book) = locked(&self.books).get(region) {
            return Ok(Some(Arc::clone(book)));
        }
        if !self.packs.regions().contains(&region) {
            return Ok(None);
        }
        let book = Arc::new(self.packs.book(region)?);
        locked(&self.books).insert(region.to_owned(), Arc::clone(&book));
        Ok(Some(book))
    }

    /// The administrative divisions that the packs know. They are read once.
    pub fn divisions(&self, reader: &Reader) -> Result<&Divisions, Stop> {
        if let Some(divisions) = self.divisions.get() {
            return Ok(divisions);
        }
        let divisions = self.packs.divisions().map_err(|faults| broken(&faults, reader))?;
        Ok(self.divisions.get_or_init(|| divisions))
    }

    /// The table of a month as known on a day, of a book of this shelf.
    pub(crate) fn table(&self, book: &Book, month: Month, known_on: Date) -> Result<Arc<Table>, Unknown> {
        let key = (book.region().to_owned(), month, known_on);
        if let Some(table) = locked(&self.tables).get(&key) {
            return Ok(Arc::clone(table));
        }
        let table = Arc::new(policy::compile(book, month, known_on)?);
        let mut tables = locked(&self.tables);
        if tables.len() >= TABLES {
            tables.clear();
        }
        tables.insert(key, Arc::clone(&table));
        Ok(table)
    }
}

/// What was kept before a thread ended in the middle of its work is whole: it is put there in one piece.
fn locked<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The first fault of a pack that has some.
pub fn broken(faults: &[Fault], reader: &Reader) -> Stop {
    let fault = faults.first().map(Fault::to_string).unwrap_or_default();
    reader.usage(&Usage::BrokenPack { fault })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_that_charges_is_offered_and_no_other() {
        let shelf = Shelf::embedded();
        let all = shelf.all_charging();
        let offered: Vec<&str> = all.iter().map(|book| book.region()).collect();
        for region in ["cn/beijing", "cn/beijing/chaoyang", "cn/shanghai", "cn/shenzhen"] {
            assert!(offered.contains(&region), "{offered:?}");
        }
        assert!(!offered.contains(&NATION), "the national pack sets no rate of contributions");
        assert!(shelf.charging(NATION).is_none());
        assert!(shelf.charging("cn/nowhere").is_none());
    }
}
