use std::sync::Arc;

use policy::Book;
use units::{Date, Fen, Month, Refusal};

use crate::{FieldRefused, Shelf, Typed};

/// The fields of a question as typed values; what cannot be read is kept with its field.
pub struct Read<'t> {
    /// What was typed.
    pub typed: &'t Typed,
    /// The day it is.
    pub today: Date,
    /// The day on which policy is as known: today, until [`Read::rules`] has read another.
    pub known_on: Date,
    refused: Vec<(&'static str, Box<dyn Refusal>)>,
}

impl<'t> Read<'t> {
    /// Ready to read.
    pub fn new(typed: &'t Typed, today: Date) -> Read<'t> {
        Read {
            typed,
            today,
            known_on: today,
            refused: vec![],
        }
    }

    /// What must be mended, by field; no field: the question as a whole.
    pub fn refusals(&self) -> &[(&'static str, Box<dyn Refusal>)] {
        &self.refused
    }

    /// The first of them, for programs.
    pub fn first_refusal(self) -> Option<Box<dyn Refusal>> {
        self.refused.into_iter().next().map(|(_, refused)| refused)
    }

    /// The value, or nothing and a refusal at the field.
    pub fn take<T, R: Refusal + 'static>(&mut self, field: &'static str, result: Result<T, R>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(refused) => {
                self.refused.push((field, Box::new(refused)));
                None
            }
        }
    }

    /// By which rules it is answered: the book of the region asked for, else of the one that is served, as known on the day asked for.
    pub fn rules(&mut self, shelf: &Shelf, served: &str) -> Option<Arc<Book>> {
        let book = if self.has("region") {
            self.coded("region", |region| shelf.charging(region))
        } else {
            shelf.charging(served)
        };
        let known_on = self.if_any("known_on", |read| read.day("known_on"))?;
        self.known_on = known_on.unwrap_or(self.today);
        book
    }

    /// A month.
    pub fn month(&mut self, field: &'static str) -> Option<Month> {
        let read = self.typed.month(field);
        self.take(field, read)
    }

    /// A day.
    pub fn day(&mut self, field: &'static str) -> Option<Date> {
        let read = self.typed.date(field);
        self.take(field, read)
    }

    /// An amount that is not negative.
    pub fn money(&mut self, field: &'static str) -> Option<Fen> {
        let typed = self.typed.get(field).to_owned();
        let read = self.typed.money(field).and_then(|fen| match fen {
            Fen(..0) => Err(FieldRefused::NotAnAmount { typed }),
            fen => Ok(fen),
        });
        self.take(field, read)
    }

    /// One of the words offered.
    pub fn coded<T>(&mut self, field: &'static str, from_code: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let read = self.typed.one_of(field, from_code);
        self.take(field, read)
    }

    /// Whether something was typed.
    pub fn has(&self, field: &str) -> bool {
        !self.typed.get(field).trim().is_empty()
    }

    /// A field that may be left empty: `Some(None)` where it is; nothing where it cannot be read.
    pub fn if_any<T>(&mut self, field: &'static str, read: impl FnOnce(&mut Read<'t>) -> Option<T>) -> Option<Option<T>> {
        if self.has(field) { read(self).map(Some) } else { Some(None) }
    }
}
