//! usage: filings FOLDER [SECONDS] [CLIENTS] [postgres://…]
//!
//! Durable filings a second: `store` with so many clients, beside a hand-written loop that writes the same rows, 32 a COMMIT.
//! A filing: its key looked up, two spells superseded and two added, one line, the roll, the event with its effect and hash.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};
use store::event::{self, Body, NewEvent, SubjectKind};
use store::nouns::{FILING_LINE, SPELL};
use store::{Db, Options, Trouble, Tx, V};
use units::date;

const EMPLOYERS: i64 = 10_000;
const PEOPLE: i64 = 20;
const ROWS_A_FILING: i64 = 9;
const BODY_NOTE: &str = "劳动合同期满终止，双方不再续签；最后缴费月为本月，医疗按月末停保，失业金由本人自行申领。";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let folder = args.get(1).ok_or("usage: filings FOLDER [SECONDS] [CLIENTS] [postgres://…]")?;
    let seconds: u64 = args.get(2).map_or(Ok(10), |s| s.parse())?;
    let clients: i64 = args.get(3).map_or(Ok(32), |s| s.parse())?;
    std::fs::create_dir_all(folder)?;
    println!("{EMPLOYERS} employers of {PEOPLE}, {clients} clients, {seconds} s each, {ROWS_A_FILING} rows a filing");
    let mut ours = Vec::new();
    let mut hand = Vec::new();
    for round in 0..2 {
        let file = Path::new(folder).join(format!("store-{round}.db"));
        ours.push(by_store(
            file.to_str().ok_or("a path that is no UTF-8")?,
            "store, SQLite FULL",
            clients,
            seconds,
        )?);
        hand.push(by_hand(&Path::new(folder).join(format!("hand-{round}.db")), seconds)?);
    }
    if let Some(url) = args.get(4) {
        by_store(url, "store, PostgreSQL", clients, seconds)?;
    }
    let best = |rates: &[f64]| rates.iter().copied().fold(0.0, f64::max);
    println!("ratio store / hand-written: {:.2}", best(&ours) / best(&hand));
    Ok(())
}

/// CPU time of this process so far, in ticks of 10 ms: on a busy machine the only steady measure.
fn cpu() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|t| t.parse::<u64>().ok())
        .sum()
}

/// The same choice of employer and person for both: every filing takes another person.
fn chosen(i: i64) -> (i64, i64) {
    let i = (i * 7_919) % (EMPLOYERS * PEOPLE);
    (i / PEOPLE + 1, i + 1_000_000)
}

fn by_store(url: &str, name: &str, clients: i64, seconds: u64) -> Result<f64, Box<dyn std::error::Error>> {
    let db = Db::open(url, Options::default())?;
    db.write(fill)?;
    let (next, end) = (AtomicI64::new(0), AtomicBool::new(false));
    let (started, ticks) = (Instant::now(), cpu());
    let mut waits: Vec<Duration> = std::thread::scope(|scope| {
        let client = || {
            let mut waits = Vec::new();
            while !end.load(Ordering::Relaxed) {
                let i = next.fetch_add(1, Ordering::Relaxed);
                let asked = Instant::now();
                if let Err(error) = db.write(move |tx| file(tx, i)) {
                    println!("filing {i}: {error}");
                    break;
                }
                waits.push(asked.elapsed());
            }
            waits
        };
        let threads: Vec<_> = (0..clients).map(|_| scope.spawn(client)).collect();
        std::thread::sleep(Duration::from_secs(seconds));
        end.store(true, Ordering::Relaxed);
        threads.into_iter().flat_map(|t| t.join().unwrap_or_default()).collect()
    });
    let rate = waits.len() as f64 / started.elapsed().as_secs_f64();
    let each = (cpu() - ticks) as f64 * 10_000.0 / waits.len().max(1) as f64;
    waits.sort();
    let at = |share: f64| waits.get((waits.len() as f64 * share) as usize).copied().unwrap_or_default();
    println!(
        "{name}: {rate:.0} filings/s, p50 {:?}, p99 {:?}, {each:.0} CPU-µs a filing",
        at(0.5),
        at(0.99)
    );
    let filed = waits.len() as i64;
    let (lines, ended) = db.read(|tx| {
        Ok::<_, Trouble>((
            count(tx, "SELECT COUNT(*) FROM filing_line")?,
            count(tx, "SELECT COUNT(*) FROM spell WHERE superseded_n > 0")?,
        ))
    })?;
    println!(
        "  written: {lines} lines, {ended} spells ended; {}",
        if (lines, ended) == (filed, 2 * filed) {
            "as filed"
        } else {
            "NOT AS FILED"
        }
    );
    Ok(rate)
}

fn count(tx: &mut Tx, sql: &'static str) -> Result<i64, Trouble> {
    tx.one(sql, &[])?.map_or(Ok(0), |row| row.i64(0))
}

fn fill(tx: &mut Tx) -> Result<(), Trouble> {
    const SUBJECT: &[&str] = &["subject_id", "kind", "region", "version", "busy", "head"];
    const ROLL: &[&str] = &[
        "employer_id",
        "person_id",
        "from_month",
        "to_month",
        "branch_groups",
        "category",
        "base_fen",
    ];
    let people = || (0..EMPLOYERS * PEOPLE).map(|i| (i / PEOPLE + 1, i + 1_000_000));
    let employer = SubjectKind::Employer.code();
    let subjects = |id| {
        vec![
            V::I(id),
            V::from(employer),
            V::from("cn/example"),
            V::I(1),
            V::Null,
            V::B(vec![0; 32]),
        ]
    };
    tx.bulk("subject", SUBJECT, &mut (1..=EMPLOYERS).map(subjects))?;
    let spells = people().flat_map(|(e, p)| [1, 2].map(|group| spell(e, p, group, 1, None)));
    tx.bulk("spell", SPELL.columns, &mut { spells })?;
    tx.bulk(
        "roll",
        ROLL,
        &mut people().map(|(e, p)| vec![V::I(e), V::I(p), V::I(202_501), V::Null, V::I(3), V::I(0), V::I(800_000)]),
    )?;
    Ok(())
}

fn spell(employer: i64, person: i64, group: i64, n: i64, to: Option<i64>) -> Vec<V> {
    let reason = to.map(|_| 11_i64);
    let ended = to.map(|_| "2026-07-31");
    vec![
        V::I(employer),
        V::I(person),
        V::I(group),
        V::I(202_501),
        V::I(n),
        to.into(),
        V::I(0),
        reason.into(),
        V::from("2025-01-02"),
        ended.into(),
    ]
}

fn file(tx: &mut Tx, i: i64) -> Result<i64, event::Error> {
    let (employer, person) = chosen(i);
    let key = format!("{i:032}");
    if let Some(found) = event::find_by_key(tx, employer, 77, &key, &[3; 32])? {
        return Ok(found.n);
    }
    let mut act = event::begin(tx, employer)?;
    let n = act.n;
    for group in [1, 2] {
        act.supersede(tx, &SPELL, &[V::I(employer), V::I(person), V::I(group), V::I(202_501), V::I(1)])?;
        act.insert(tx, &SPELL, &spell(employer, person, group, n, Some(202_607)))?;
    }
    let line = [
        V::I(employer),
        V::I(n),
        V::I(1),
        V::I(person),
        V::from("{\"name\":\"张三丰\"}"),
        V::from("done"),
        V::from("done"),
        V::from(""),
    ];
    act.insert(tx, &FILING_LINE, &line)?;
    let roll = "UPDATE roll SET to_month = $3 WHERE employer_id = $1 AND person_id = $2 AND from_month = 202501";
    tx.execute(roll, &[V::I(employer), V::I(person), V::I(202_607)])?;
    let body = Body::new()
        .with("person", store::id::write(person))
        .with("reason", 11)
        .with("last_month", 202_607)
        .with("note", BODY_NOTE);
    let new = NewEvent {
        subject: employer,
        kind: "reduction",
        on_date: date(2026, 7, 14),
        at: i,
        actor: 77,
        behalf: None,
        key: &key,
        ask_hash: [3; 32],
        body,
    };
    let receipt = act.append(tx, &new)?;
    event::receipt_number(b"a key of 32 bytes for the receipt", "110105000123", employer, receipt.n);
    Ok(receipt.n)
}

/// One thread, prepared statements, no chain, no queue: the rows and nothing else.
fn by_hand(path: &Path, seconds: u64) -> Result<f64, Box<dyn std::error::Error>> {
    Db::open(&path.display().to_string(), Options::default())
        .and_then(|db| db.write(fill))
        .map_err(|e| e.to_string())?;
    let conn = Connection::open(path)?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 20000; PRAGMA cache_size = -65536;",
    )?;
    let mut known = conn.prepare("SELECT n FROM event WHERE subject_id = ?1 AND actor = 77 AND key = ?2")?;
    let mut version = conn.prepare("UPDATE subject SET version = version + 1, head = ?2 WHERE subject_id = ?1 RETURNING version")?;
    let mut end = conn.prepare("UPDATE spell SET superseded_n = ?1 WHERE employer_id = ?2 AND person_id = ?3 AND branch_group = ?4 AND from_month = 202501 AND n = 1")?;
    let mut spell = conn.prepare("INSERT INTO spell VALUES (?1, ?2, ?3, 202501, ?4, 202607, 0, 11, '2025-01-02', '2026-07-31', NULL)")?;
    let mut line = conn.prepare("INSERT INTO filing_line VALUES (?1, ?2, 1, ?3, '{\"name\":\"张三丰\"}', 'done', 'done', '')")?;
    let mut roll = conn.prepare("UPDATE roll SET to_month = 202607 WHERE employer_id = ?1 AND person_id = ?2 AND from_month = 202501")?;
    let mut event = conn.prepare("INSERT INTO event VALUES (?1, ?2, 'reduction', '2026-07-14', ?3, 77, NULL, ?4, ?5, ?6, ?7, ?8)")?;
    let (started, ticks, mut filed) = (Instant::now(), cpu(), 0);
    while started.elapsed() < Duration::from_secs(seconds) {
        conn.execute_batch("BEGIN IMMEDIATE")?;
        for i in filed..filed + 32 {
            let ((employer, person), key) = (chosen(i), format!("{i:032}"));
            if known.exists(params![employer, key])? {
                continue;
            }
            let n: i64 = version.query_row(params![employer, [7_u8; 32]], |row| row.get(0))?;
            for group in [1, 2] {
                end.execute(params![n, employer, person, group])?;
                spell.execute(params![employer, person, group, n])?;
            }
            line.execute(params![employer, n, person])?;
            roll.execute(params![employer, person])?;
            let body = format!("{{\"last_month\":202607,\"note\":\"{BODY_NOTE}\",\"person\":\"{person:014}\",\"reason\":11}}");
            event.execute(params![employer, n, i, key, [3_u8; 32], body, [5_u8; 72], [7_u8; 32]])?;
        }
        conn.execute_batch("COMMIT")?;
        filed += 32;
    }
    let rate = filed as f64 / started.elapsed().as_secs_f64();
    let each = (cpu() - ticks) as f64 * 10_000.0 / filed.max(1) as f64;
    println!("hand-written, SQLite FULL, 32 a COMMIT: {rate:.0} filings/s, {each:.0} CPU-µs a filing");
    Ok(rate)
}
