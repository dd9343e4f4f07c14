use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam_channel::Sender;

use super::turn::Work;
use super::tx::Each;
use super::{Options, Tx, V};
use crate::Trouble;
use crate::id::Ids;

/// One connection to PostgreSQL.
pub(super) struct Pg {}

impl Pg {
    pub(super) fn execute(&mut self, _sql: &str, _args: &[V]) -> Result<u64, Trouble> {
        Err(Trouble::bug("PostgreSQL is not there yet"))
    }
    pub(super) fn stream(&mut self, _sql: &str, _args: &[V], _each: &mut Each) -> Result<(), Trouble> {
        Err(Trouble::bug("PostgreSQL is not there yet"))
    }
    pub(super) fn bulk(&mut self, _table: &str, _columns: &[&str], _rows: &mut dyn Iterator<Item = Vec<V>>) -> Result<u64, Trouble> {
        Err(Trouble::bug("PostgreSQL is not there yet"))
    }
    pub(super) fn bulk_missing(
        &mut self,
        _table: &str,
        _columns: &[&str],
        _rows: &mut dyn Iterator<Item = Vec<V>>,
    ) -> Result<u64, Trouble> {
        Err(Trouble::bug("PostgreSQL is not there yet"))
    }
    pub(super) fn script(&mut self, _text: &str) -> Result<(), Trouble> {
        Err(Trouble::bug("PostgreSQL is not there yet"))
    }
}

pub(super) fn open(
    _url: &str,
    _options: &Options,
    _ids: &Arc<Ids>,
    _prepare: impl FnOnce(&mut Tx) -> Result<(), Trouble> + Send + 'static,
) -> Result<((Sender<Work>, Sender<Work>), Vec<JoinHandle<()>>), Trouble> {
    Err(Trouble::bug("PostgreSQL is not there yet"))
}
