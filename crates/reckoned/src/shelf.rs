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
        if let Some(book) = locked(&self.books).get(region) {
            return Ok(Arc::clone(book));
        }
        let regions = self.packs.regions();
        if !regions.contains(&region) {
            return Err(reader.usage(&Usage::NoSuchRegion {
                region: region.to_owned(),
                known: regions.join(", "),
            }));
        }
        let book = Arc::new(self.packs.book(region).map_err(|faults| broken(&faults, reader))?);
        locked(&self.books).insert(region.to_owned(), Arc::clone(&book));
        Ok(book)
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
