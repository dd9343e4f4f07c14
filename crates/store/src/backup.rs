//! A copy of a database that is being served, and what it must bring back.

use std::path::Path;

use crate::state::{self, Rows};
use crate::{Db, Mode, Options, Trouble, TroubleKind, db};

/// What a backup holds: compared after a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The state hash, hexadecimal.
    pub state: String,
    /// The rows of each table, by name.
    pub rows: Vec<Rows>,
    /// A name for the schema.
    pub schema: String,
}

/// Copies the SQLite file at `from` to the new file `to`, while it may be served, and reads the copy's manifest back from the copy.
///
/// PostgreSQL has its own tools (`pg_dump`, base backups with WAL): its URL is Trouble that says so.
pub fn copy(from: &str, to: &Path) -> Result<Manifest, Trouble> {
    if from.starts_with("postgres://") || from.starts_with("postgresql://") {
        return Err(Trouble::new(
            TroubleKind::Database,
            "PostgreSQL is backed up with pg_dump or a base backup, not by this command",
        ));
    }
    if to.exists() {
        return Err(Trouble::new(TroubleKind::Database, format!("{} exists", to.display())));
    }
    db::copy_file(Path::new(from.strip_prefix("sqlite:").unwrap_or(from)), to)?;
    let copy = Db::open(
        &to.display().to_string(),
        Options {
            mode: Mode::Beside,
            readers: Some(1),
            ..Options::default()
        },
    )?;
    manifest(&copy)
}

/// What a database holds now.
pub fn manifest(db: &Db) -> Result<Manifest, Trouble> {
    db.read(|tx| {
        Ok(Manifest {
            state: state::hash(tx)?,
            rows: state::rows(tx)?,
            schema: crate::migration::fingerprint(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{SubjectKind, create_subject};

    #[test]
    fn a_copy_of_a_served_file_holds_the_same_state() {
        let folder = std::env::temp_dir().join(format!("shebao-backup-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (file, copied) = (folder.join("a.db"), folder.join("b.db"));
        let db = Db::open(file.to_str().unwrap(), Options::default()).unwrap();
        for subject in 0..300 {
            db.write(move |tx| create_subject(tx, subject, SubjectKind::Person, "cn/example"))
                .unwrap();
        }
        let copy = copy(file.to_str().unwrap(), &copied).unwrap();
        assert_eq!(copy, manifest(&db).unwrap());
        assert!(copy.rows.contains(&Rows {
            table: "subject".into(),
            rows: 300
        }));
        assert!(super::copy(file.to_str().unwrap(), &copied).is_err(), "nothing is written over");
        assert!(super::copy("postgres://x/y", &folder.join("c.db")).is_err());
        #[cfg(unix)]
        for name in ["a.db", "a.db-wal", "a.db-shm", "b.db"] {
            let rights = std::fs::metadata(folder.join(name)).unwrap().permissions();
            let mode = std::os::unix::fs::PermissionsExt::mode(&rights) & 0o777;
            assert_eq!(mode, 0o600, "{name} is its owner's alone");
        }
        drop(db);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
