//! Empty databases for tests: in memory, or one of its own on a running PostgreSQL cluster, copied from a template.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::db::administer;
use crate::{Db, Options, Trouble, V, migration};

/// The variable that names a running cluster, as a `postgres://` URL of a role that may make databases.
pub const CLUSTER: &str = "SHEBAO_TEST_PG";

/// Any fixed number: those who make the template queue here.
const TEMPLATE_LOCK: i64 = 7_394_105_222;

/// An empty database with the schema of this program. A PostgreSQL database is dropped with it.
pub struct Scratch {
    /// The database.
    pub db: Db,
    /// Its address: `:memory:` or a URL.
    pub url: String,
    _dropped: Option<Dropped>,
}

/// Drops the database after the connections to it are closed: `Scratch` declares it last.
struct Dropped {
    cluster: String,
    name: String,
}

impl Scratch {
    /// An SQLite database in memory.
    pub fn lite() -> Result<Scratch, Trouble> {
        Ok(Scratch {
            db: Db::open(":memory:", Options::default())?,
            url: ":memory:".to_owned(),
            _dropped: None,
        })
    }

    /// A PostgreSQL database on the cluster at `cluster`, copied from a template that is made when it is missing.
    pub fn postgres(cluster: &str) -> Result<Scratch, Trouble> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let template = format!("shebao_template_{}", &migration::fingerprint()[..12]);
        make_template(cluster, &template)?;
        let name = format!("shebao_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let statement = format!("CREATE DATABASE {name} TEMPLATE {template}");
        let again = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        administer(cluster, move |tx| {
            tx.script(&again)?;
            tx.script(&statement)
        })?;
        let dropped = Dropped {
            cluster: cluster.to_owned(),
            name: name.clone(),
        };
        let url = with_database(cluster, &name);
        Ok(Scratch {
            db: Db::open(&url, Options::default())?,
            url,
            _dropped: Some(dropped),
        })
    }

    /// One empty database of each kind that can be had here. Says on the test's output when there is no PostgreSQL.
    pub fn each(say: &mut dyn std::io::Write) -> Result<Vec<Scratch>, Trouble> {
        let mut all = vec![Scratch::lite()?];
        match std::env::var(CLUSTER) {
            Ok(cluster) => all.push(Scratch::postgres(&cluster)?),
            // Where even this cannot be said the test is run by nobody who could read it.
            Err(_) => drop(writeln!(say, "NOT RUN ON POSTGRESQL: {CLUSTER} names no cluster")),
        }
        Ok(all)
    }
}

impl Drop for Dropped {
    fn drop(&mut self) {
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        if let Err(trouble) = administer(&self.cluster, move |tx| tx.script(&statement)) {
            tracing::warn!(%trouble, "a scratch database stays");
        }
    }
}

/// Makes the template once for all test processes. It is renamed to its final name when it is complete.
fn make_template(cluster: &str, template: &str) -> Result<(), Trouble> {
    let (name, raw) = (template.to_owned(), format!("{template}_raw"));
    let raw_url = with_database(cluster, &raw);
    administer(cluster, move |tx| {
        tx.execute("SELECT pg_advisory_lock($1)", &[V::I(TEMPLATE_LOCK)])?;
        let exists = tx.one("SELECT 1 FROM pg_database WHERE datname = $1", &[V::T(name.clone())])?;
        if exists.is_none() {
            tx.script(&format!("DROP DATABASE IF EXISTS {raw} WITH (FORCE)"))?;
            tx.script(&format!(
                "CREATE DATABASE {raw} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            ))?;
            administer(&raw_url, migration::run)?;
            tx.script(&format!("ALTER DATABASE {raw} RENAME TO {name}"))?;
        }
        Ok(())
    })
}

/// The same cluster, another database.
fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, String::new()), |(b, q)| (b, format!("?{q}")));
    let scheme = base.find("://").map_or(0, |i| i + 3);
    let server = base[scheme..].find('/').map_or(base, |i| &base[..scheme + i]);
    format!("{server}/{name}{query}")
}
