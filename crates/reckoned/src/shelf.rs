use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use policy::{Book, Divisions, Fault, Packs, Table, Unknown};
use units::{Date, Month};

use crate::{Reader, Stop, Usage};

/// The pack that holds what is law everywhere: the calendar, the ages of retirement.
pub const NATION: &str = "cn";

/// So many tables are kept; then all go, and are compiled anew where they are asked for.
const TABLES: usize = 32;

/// A table is of a region and month as known on a day.
type Tables = BTreeMap<(String, Month, Date), Rc<Table>>;

/// The packs, the books that were read from them and the tables that were compiled last.
#[derive(Debug)]
pub struct Shelf {
    packs: Packs,
    books: RefCell<BTreeMap<String, Rc<Book>>>,
    tables: RefCell<Tables>,
    divisions: OnceCell<Divisions>,
}

impl Shelf {
    /// A shelf of these packs.
    pub fn new(packs: Packs) -> Shelf {
        Shelf {
            packs,
            books: RefCell::default(),
            tables: RefCell::default(),
            divisions: OnceCell::new(),
        }
    }

    /// The texts of all packs.
    pub fn packs(&self) -> &Packs {
        &self.packs
    }

    /// The policy of a region. It is read once.
    pub fn book(&self, region: &str, reader: &Reader) -> Result<Rc<Book>, Stop> {
        if let Some(book) = self.books.borrow().get(region) {
            return Ok(Rc::clone(book));
        }
        let regions = self.packs.regions();
        if !regions.contains(&region) {
            return Err(reader.usage(&Usage::NoSuchRegion {
                region: region.to_owned(),
                known: regions.join(", "),
            }));
        }
        let book = Rc::new(self.packs.book(region).map_err(|faults| broken(&faults, reader))?);
        self.books.borrow_mut().insert(region.to_owned(), Rc::clone(&book));
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
    pub(crate) fn table(&self, book: &Book, month: Month, known_on: Date) -> Result<Rc<Table>, Unknown> {
        let key = (book.region().to_owned(), month, known_on);
        if let Some(table) = self.tables.borrow().get(&key) {
            return Ok(Rc::clone(table));
        }
        let table = Rc::new(policy::compile(book, month, known_on)?);
        let mut tables = self.tables.borrow_mut();
        if tables.len() >= TABLES {
            tables.clear();
        }
        tables.insert(key, Rc::clone(&table));
        Ok(table)
    }
}

/// The first fault of a pack that has some.
pub fn broken(faults: &[Fault], reader: &Reader) -> Stop {
    let fault = faults.first().map(Fault::to_string).unwrap_or_default();
    reader.usage(&Usage::BrokenPack { fault })
}
