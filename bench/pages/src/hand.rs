//! The minimal server: one query by its key, no caller, no words. A read is one row as JSON, a record a row a month as a table
//! without looks.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use anyhow::{Result, anyhow};
use axum::Router;
use axum::extract;
use axum::response::Html;
use axum::routing::get;
use rusqlite::{Connection, OpenFlags};

static FILE: OnceLock<String> = OnceLock::new();

thread_local! {
    static OPEN: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

/// Fills its database: a thousand people, each with so many months.
pub fn fill(file: &Path, months: usize) -> Result<()> {
    let mut db = Connection::open(file)?;
    db.execute_batch(
        "CREATE TABLE person (id INTEGER PRIMARY KEY, employer INTEGER, base INTEGER, category INTEGER, name TEXT);
         CREATE TABLE history (person INTEGER, month INTEGER, employer INTEGER, base INTEGER, pension INTEGER,
         PRIMARY KEY (person, month)) WITHOUT ROWID;",
    )?;
    let tx = db.transaction()?;
    for id in 1..=1_000_i64 {
        tx.execute("INSERT INTO person VALUES (?1, ?2, 800000, 1, '张三')", [id, id / 13])?;
        for month in 0..months as i64 {
            tx.execute("INSERT INTO history VALUES (?1, ?2, ?3, 800000, 128000)", [id, month, id / 13])?;
        }
    }
    tx.commit()?;
    Ok(())
}

/// Says its port and serves until it is ended.
pub fn serve(file: &str) -> Result<()> {
    FILE.set(file.to_owned()).map_err(|_| anyhow!("one file"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let app = Router::new()
            .route(
                "/read/{id}",
                get(async |extract::Path(id): extract::Path<i64>| read(id).unwrap_or_default()),
            )
            .route(
                "/record/{id}",
                get(async |extract::Path(id): extract::Path<i64>| Html(record(id).unwrap_or_default())),
            );
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        println!("{}", listener.local_addr()?.port());
        Ok(axum::serve(listener, app).await?)
    })
}

fn with_open<T>(look: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    OPEN.with(|open| {
        let mut open = open.borrow_mut();
        let db = match open.take() {
            Some(db) => db,
            None => {
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                Connection::open_with_flags(FILE.get().map_or("", String::as_str), flags)?
            }
        };
        look(open.insert(db))
    })
}

fn read(id: i64) -> rusqlite::Result<String> {
    with_open(|db| {
        let mut statement = db.prepare_cached("SELECT employer, base, category, name FROM person WHERE id = ?1")?;
        statement.query_row([id], |row| {
            let [employer, base, category] = [row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?];
            let name: String = row.get(3)?;
            Ok(format!(
                "{{\"employer\":{employer},\"base\":{base},\"category\":{category},\"name\":\"{name}\"}}"
            ))
        })
    })
}

fn record(id: i64) -> rusqlite::Result<String> {
    with_open(|db| {
        let mut statement = db.prepare_cached("SELECT month, employer, base, pension FROM history WHERE person = ?1 ORDER BY month")?;
        let mut page = String::with_capacity(40_000);
        page.push_str("<!doctype html><meta charset=utf-8><table>");
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            let [month, employer, base, pension] = [row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
            write!(page, "<tr><td>{month}<td>{employer}<td>{base}<td>{pension}").map_err(|_| rusqlite::Error::InvalidQuery)?;
        }
        Ok(page)
    })
}
