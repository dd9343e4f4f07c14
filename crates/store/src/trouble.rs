/// What failed below the procedures: a disk, a network, a database, a statement of ours. Never a refusal.
///
/// Nothing of the procedure it befell was kept. Trying the same ask again is safe: an accepted ask is found again by its key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Trouble {
    kind: TroubleKind,
    what: String,
}

/// What sort of trouble it is, for who must choose between waiting, giving up and telling the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TroubleKind {
    /// The database, its disk or its network failed.
    Database,
    /// Others changed the same rows at the same moment, more often than we tried again.
    Conflict,
    /// A unique key exists already.
    AlreadyThere,
    /// Another rule of the schema refused the row: a check, a foreign key, an append-only table.
    Constraint,
    /// Another process serves this database file.
    Served,
    /// There is no such database file, and none was to be made.
    Missing,
    /// Nothing was ever served from this database, and nothing was to be made in it.
    Empty,
    /// The schema is newer than this program, or one of its migrations was changed after it ran.
    Schema,
    /// A stored value is not what the reader expects.
    Value,
    /// A mistake of this program, caught.
    Bug,
}

impl Trouble {
    /// A trouble of a kind, in words for the log.
    pub fn new(kind: TroubleKind, what: impl Into<String>) -> Trouble {
        Trouble { kind, what: what.into() }
    }

    /// A stored value that is not what its reader expects.
    pub fn value(what: impl Into<String>) -> Trouble {
        Trouble::new(TroubleKind::Value, what)
    }

    /// A mistake of this program, caught.
    pub fn bug(what: impl Into<String>) -> Trouble {
        Trouble::new(TroubleKind::Bug, what)
    }

    /// The sort of trouble.
    pub fn kind(&self) -> TroubleKind {
        self.kind
    }

    /// The same trouble with what was being done in front.
    pub fn during(self, what: &str) -> Trouble {
        Trouble {
            kind: self.kind,
            what: format!("{what}: {}", self.what),
        }
    }
}
