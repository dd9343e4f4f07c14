mod worker;

use std::collections::HashMap;
use std::error::Error;
use std::io::Write;

use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Config, NoTls, Statement};

use super::tx::{Each, EachInts};
use super::{Row, V};
use crate::{Trouble, TroubleKind};

pub(crate) use worker::administer;
pub(super) use worker::open;

/// Prepared statements a connection keeps.
const STATEMENTS: usize = 1_000;
/// Bytes of a COPY sent at once.
const COPY_BYTES: usize = 1 << 16;

/// One connection to PostgreSQL, made, used and dropped on one thread.
pub(super) struct Pg {
    address: Config,
    client: Client,
    statements: HashMap<String, Statement>,
}

impl ToSql for V {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self, ty) {
            (V::Null, _) => Ok(IsNull::Yes),
            (V::I(x), &Type::INT8) => x.to_sql(ty, out),
            (V::I(x), &Type::INT4) => i32::try_from(*x)?.to_sql(ty, out),
            (V::I(x), &Type::BOOL) => (*x != 0).to_sql(ty, out),
            (V::T(x), &(Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN)) => x.to_sql(ty, out),
            (V::B(x), &Type::BYTEA) => x.to_sql(ty, out),
            (V::I(_) | V::T(_) | V::B(_), _) => Err(format!("{self:?} where PostgreSQL wants {ty}").into()),
        }
    }
    fn accepts(_: &Type) -> bool {
        true
    }
    to_sql_checked!();
}

impl<'a> FromSql<'a> for V {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<V, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => V::I(i64::from_sql(ty, raw)?),
            Type::INT4 => V::I(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => V::I(i16::from_sql(ty, raw)?.into()),
            Type::BOOL => V::I(bool::from_sql(ty, raw)?.into()),
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN => V::T(String::from_sql(ty, raw)?),
            Type::BYTEA => V::B(raw.to_vec()),
            _ => return Err(format!("a column of type {ty}: CAST it to BIGINT or TEXT").into()),
        })
    }
    fn from_sql_null(_: &Type) -> Result<V, Box<dyn Error + Sync + Send>> {
        Ok(V::Null)
    }
    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Pg {
    pub(super) fn connect(address: &Config) -> Result<Pg, Trouble> {
        let client = address.connect(NoTls).map_err(|e| trouble(&e, "connect"))?;
        Ok(Pg {
            address: address.clone(),
            client,
            statements: HashMap::new(),
        })
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, Trouble> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).map_err(|e| trouble(&e, sql))?;
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(super) fn execute(&mut self, sql: &str, args: &[V]) -> Result<u64, Trouble> {
        let statement = self.prepared(sql)?;
        counted(&statement, args, sql)?;
        let args: Vec<&(dyn ToSql + Sync)> = args.iter().map(|v| v as _).collect();
        self.client.execute(&statement, &args).map_err(|e| trouble(&e, sql))
    }

    pub(super) fn stream(&mut self, sql: &str, args: &[V], each: &mut Each) -> Result<(), Trouble> {
        let statement = self.prepared(sql)?;
        counted(&statement, args, sql)?;
        let mut rows = self.client.query_raw(&statement, args).map_err(|e| trouble(&e, sql))?;
        let mut row = Row::default();
        while let Some(found) = rows.next().map_err(|e| trouble(&e, sql))? {
            row.cells.clear();
            for col in 0..found.len() {
                row.cells.push(found.try_get(col).map_err(|e| trouble(&e, sql))?);
            }
            each(&mut row)?;
        }
        Ok(())
    }

    /// As [`Pg::stream`] for rows of integers alone, which need no memory of their own.
    pub(super) fn stream_ints<const N: usize>(&mut self, sql: &str, args: &[V], each: &mut EachInts<'_, N>) -> Result<(), Trouble> {
        let statement = self.prepared(sql)?;
        counted(&statement, args, sql)?;
        let mut rows = self.client.query_raw(&statement, args).map_err(|e| trouble(&e, sql))?;
        while let Some(found) = rows.next().map_err(|e| trouble(&e, sql))? {
            let mut row = [0; N];
            for (col, cell) in row.iter_mut().enumerate() {
                *cell = found.try_get(col).map_err(|e| trouble(&e, sql))?;
            }
            each(row)?;
        }
        Ok(())
    }

    /// COPY in its binary form.
    pub(super) fn bulk<R: AsRef<[V]>>(&mut self, table: &str, columns: &[&str], rows: &mut dyn Iterator<Item = R>) -> Result<u64, Trouble> {
        let sql = format!("COPY {table} ({}) FROM STDIN BINARY", columns.join(", "));
        let mut copy = self.client.copy_in(sql.as_str()).map_err(|e| trouble(&e, &sql))?;
        let failed = |e: std::io::Error| match e.get_ref().and_then(|inner| inner.downcast_ref::<postgres::Error>()) {
            Some(error) => trouble(error, &sql),
            None => Trouble::new(TroubleKind::Database, format!("{e}: {sql}")),
        };
        let mut bytes = Vec::with_capacity(2 * COPY_BYTES);
        bytes.extend_from_slice(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0");
        for row in rows {
            let row = row.as_ref();
            if row.len() != columns.len() {
                return Err(Trouble::bug(format!("a row of {} values: {sql}", row.len())));
            }
            put_row(&mut bytes, row);
            if bytes.len() >= COPY_BYTES {
                copy.write_all(&bytes).map_err(failed)?;
                bytes.clear();
            }
        }
        bytes.extend_from_slice(&(-1_i16).to_be_bytes());
        copy.write_all(&bytes).map_err(failed)?;
        copy.finish().map_err(|e| trouble(&e, &sql))
    }

    /// COPY knows no ON CONFLICT: the rows go through a table of this connection.
    pub(super) fn bulk_missing<R: AsRef<[V]>>(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = R>,
    ) -> Result<u64, Trouble> {
        let (passing, columns_text) = (format!("passing_{table}"), columns.join(", "));
        self.script(&format!(
            "CREATE TEMP TABLE IF NOT EXISTS {passing} (LIKE {table}) ON COMMIT DELETE ROWS"
        ))?;
        self.bulk(&passing, columns, rows)?;
        let count = self.execute(
            &format!("INSERT INTO {table} ({columns_text}) SELECT {columns_text} FROM {passing} WHERE TRUE ON CONFLICT DO NOTHING"),
            &[],
        )?;
        self.script(&format!("TRUNCATE {passing}"))?;
        Ok(count)
    }

    pub(super) fn script(&mut self, text: &str) -> Result<(), Trouble> {
        self.client.batch_execute(text).map_err(|e| trouble(&e, text))
    }

    /// Begins a transaction, on a new connection where the old one is gone.
    pub(super) fn begin(&mut self, text: &str) -> Result<(), Trouble> {
        match self.script(text) {
            Err(_) if self.client.is_closed() => {
                *self = Pg::connect(&self.address)?;
                self.script(text)
            }
            other => other,
        }
    }
}

/// SQLite binds what it finds; PostgreSQL would panic on a wrong count.
fn counted(statement: &Statement, args: &[V], sql: &str) -> Result<(), Trouble> {
    let wanted = statement.params().len();
    if wanted == args.len() {
        return Ok(());
    }
    Err(Trouble::bug(format!("{} arguments for {wanted} parameters: {sql}", args.len())))
}

fn put_row(bytes: &mut Vec<u8>, row: &[V]) {
    bytes.extend_from_slice(&i16::try_from(row.len()).unwrap_or(i16::MAX).to_be_bytes());
    for value in row {
        match value {
            V::Null => bytes.extend_from_slice(&(-1_i32).to_be_bytes()),
            V::I(x) => put_field(bytes, &x.to_be_bytes()),
            V::T(x) => put_field(bytes, x.as_bytes()),
            V::B(x) => put_field(bytes, x),
        }
    }
}

fn put_field(bytes: &mut Vec<u8>, field: &[u8]) {
    // A longer field than PostgreSQL holds (1 GiB) is refused by the server as malformed.
    bytes.extend_from_slice(&i32::try_from(field.len()).unwrap_or(i32::MAX).to_be_bytes());
    bytes.extend_from_slice(field);
}

fn trouble(error: &postgres::Error, sql: &str) -> Trouble {
    let code = error.code();
    let kind = match code {
        Some(c) if *c == SqlState::T_R_SERIALIZATION_FAILURE || *c == SqlState::T_R_DEADLOCK_DETECTED => TroubleKind::Conflict,
        Some(c) if *c == SqlState::UNIQUE_VIOLATION => TroubleKind::AlreadyThere,
        Some(c) if c.code().starts_with("23") => TroubleKind::Constraint,
        Some(_) | None => TroubleKind::Database,
    };
    let words = match (error.as_db_error(), error.source()) {
        (Some(db), _) => format!("{} ({})", db.message(), db.code().code()),
        (None, Some(source)) => format!("{error}: {source}"),
        (None, None) => error.to_string(),
    };
    Trouble::new(kind, format!("{words}: {sql}"))
}

/// Reads a URL; `schema=name` among its parameters becomes the search path.
pub(super) fn address(url: &str) -> Result<(Config, Option<String>), Trouble> {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let (schema, others): (Vec<&str>, Vec<&str>) = query.split('&').filter(|p| !p.is_empty()).partition(|p| p.starts_with("schema="));
    let url = if others.is_empty() {
        base.to_owned()
    } else {
        format!("{base}?{}", others.join("&"))
    };
    let mut config: Config = url
        .parse()
        .map_err(|e| Trouble::new(TroubleKind::Database, format!("the address of the database: {e}")))?;
    let schema = schema.first().and_then(|p| p.strip_prefix("schema=")).map(str::to_owned);
    if let Some(name) = &schema {
        if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') || name.is_empty() {
            return Err(Trouble::new(
                TroubleKind::Database,
                format!("a schema is named in a-z, 0-9 and _, not {name}"),
            ));
        }
        let own = config.get_options().unwrap_or_default();
        let options = format!("{own} -c search_path={name}");
        config.options(options.trim());
    }
    config.application_name("shebao");
    Ok((config, schema))
}
