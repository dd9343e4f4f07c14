//! The engine as a WebAssembly module: a question in JSON goes in, the line that the command line prints with `--json` comes out.
//!
//! The boundary is three functions on bytes. The page asks for room ([`shebao_room`]), writes its question there, calls
//! [`shebao_answer`] and reads [`shebao_answer_length`] bytes from the address that it got. Every "no" is an answer like any other,
//! `{"error":{"code":…}}`. A bug stops the module with a trap and says nothing wrong; the page then takes a new one.
//!
//! Nothing is fetched and nothing is kept: the packs are inside, the day it is stands in the question.

#![expect(
    unsafe_code,
    reason = "the exported names are not mangled, which counts as unsafe; there is no unsafe block"
)]

use std::cell::RefCell;

use reckoned::{Question, Shelf};

/// No question is longer, in bytes.
const LONGEST: usize = 65_536;

thread_local! {
    /// The packs, read where they are first asked for.
    static SHELF: Shelf = Shelf::embedded();
    static DESK: RefCell<Desk> = RefCell::default();
}

/// What lies between the page and the engine.
#[derive(Default)]
struct Desk {
    question: Vec<u8>,
    answer: Vec<u8>,
}

/// The answer to a question in UTF-8; the same as the module's, for tests beside it.
pub fn answer(question: &[u8]) -> String {
    SHELF.with(|shelf| Question::answer(&String::from_utf8_lossy(question), shelf))
}

/// Room for a question of so many bytes: its address; null where no question is that long.
#[unsafe(no_mangle)]
pub extern "C" fn shebao_room(length: usize) -> *mut u8 {
    if length > LONGEST {
        return std::ptr::null_mut();
    }
    DESK.with_borrow_mut(|desk| {
        desk.question.clear();
        desk.question.resize(length, 0);
        desk.question.as_mut_ptr()
    })
}

/// Answers the question that was written; the answer's address.
#[unsafe(no_mangle)]
pub extern "C" fn shebao_answer() -> *const u8 {
    DESK.with_borrow_mut(|desk| {
        desk.answer = answer(&desk.question).into_bytes();
        desk.answer.as_ptr()
    })
}

/// How many bytes the answer has.
#[unsafe(no_mangle)]
pub extern "C" fn shebao_answer_length() -> usize {
    DESK.with_borrow(|desk| desk.answer.len())
}
