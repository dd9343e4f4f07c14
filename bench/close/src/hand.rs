use anyhow::Result;
use rusqlite::{Connection, params};
use units::Month;

/// Employers in one commit.
const RANGE: i64 = 4_096;

/// As long as a fingerprint.
const PACK: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// `base` times parts per million, half up to the fen.
fn share(base: i64, ppm: i64) -> i64 {
    (base * ppm + 500_000) / 1_000_000
}

/// Reads the roll and writes one row an employer with the columns of a bill: floor, ceiling and rates of September 2026
/// for an enterprise of class 1 as constants (parameters 1 and 2), one thread, one connection.
pub fn close(path: &str, month: Month) -> Result<(i64, i64, i64)> {
    let connection = Connection::open(path)?;
    connection.execute_batch("PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=20000;")?;
    connection.execute_batch("DROP TABLE IF EXISTS bill_by_hand")?;
    let text: String = connection.query_row("SELECT sql FROM sqlite_schema WHERE name = 'bill'", [], |row| row.get(0))?;
    connection.execute_batch(&text.replacen("CREATE TABLE bill", "CREATE TABLE bill_by_hand", 1))?;
    let mut read = connection.prepare(
        "SELECT employer_id, base_fen FROM roll WHERE from_month <= ?1 AND (to_month IS NULL OR to_month >= ?1) ORDER BY employer_id, person_id",
    )?;
    let places = (1..=27).map(|i| format!("?{i}")).collect::<Vec<_>>().join(", ");
    let mut write = connection.prepare(&format!("INSERT INTO bill_by_hand VALUES ({places})"))?;
    let (mut employers, mut people, mut total) = (0, 0, 0);
    let mut put = |employer: i64, count: i64, s: &[i64; 7]| -> Result<()> {
        let sum: i64 = s.iter().sum();
        write.execute(params![
            employer,
            month.code(),
            0,
            0,
            1,
            PACK,
            "2026-09-25",
            count,
            s[0],
            s[1],
            s[2],
            s[3],
            0,
            s[4],
            s[5],
            s[6],
            0,
            0,
            300 * count,
            s[4],
            s[5],
            0,
            sum + 300 * count,
            month.code(),
            None::<String>,
            None::<String>,
            "2026-09-25"
        ])?;
        employers += 1;
        people += count;
        total += sum + 300 * count;
        if employers % RANGE == 0 {
            connection.execute_batch("COMMIT; BEGIN")?;
        }
        Ok(())
    };
    connection.execute_batch("BEGIN")?;
    let mut rows = read.query([month.code()])?;
    let (mut current, mut count, mut sums) = (0, 0, [0_i64; 7]);
    while let Some(row) = rows.next()? {
        let (employer, declared): (i64, i64) = (row.get(0)?, row.get(1)?);
        if employer != current && count > 0 {
            put(current, count, &sums)?;
            (count, sums) = (0, [0; 7]);
        }
        current = employer;
        let base = declared.clamp(727_000, 3_634_800);
        for (sum, ppm) in sums.iter_mut().zip([160_000, 98_000, 5_000, 2_000, 80_000, 20_000, 5_000]) {
            *sum += share(base, ppm);
        }
        count += 1;
    }
    if count > 0 {
        put(current, count, &sums)?;
    }
    connection.execute_batch("COMMIT")?;
    drop(rows);
    drop((read, write));
    connection.execute_batch("DROP TABLE bill_by_hand")?;
    Ok((employers, people, total))
}
