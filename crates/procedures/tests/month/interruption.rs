//! A close that is killed goes on where it stood, and one changed byte is named.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use domain::ids::SubjectId;
use procedures::{Agency, Caller, check_bills, close_month};
use store::sweep::{self, Key, What};
use store::{Db, Options, Trouble, Tx, V};
use units::date;

use crate::rig::{Hired, agency_on, book, employer, month, put_on_roll, turn_to};

/// Four ranges of employers.
const EMPLOYERS: i64 = 14_000;
const FILE: &str = "SHEBAO_TEST_CLOSE";

/// Employers of one person each, put into the tables as a restored backup would be.
fn fill(tx: &mut Tx) -> Result<(), Trouble> {
    let ids = || 1_000..1_000 + EMPLOYERS;
    let subjects = |id: i64| vec![V::I(id), "employer".into(), "cn/example".into(), V::I(1), V::Null, V::B(vec![])];
    tx.bulk(
        "subject",
        &["subject_id", "kind", "region", "version", "busy", "head"],
        &mut ids().map(subjects),
    )?;
    let columns = [
        "employer_id",
        "n",
        "region",
        "credit_code",
        "name",
        "kind",
        "size",
        "injury_class",
        "district",
        "collection",
    ];
    let employers = |id: i64| {
        let mut row = vec![V::I(id), V::I(1), "cn/example".into(), format!("{id:018}").into(), "某单位".into()];
        row.extend([V::I(0), V::I(1), V::I(1 + id % 8), "110105".into(), "debit".into()]);
        row
    };
    tx.bulk("employer", &columns, &mut ids().map(employers))?;
    let columns = ["employer_id", "person_id", "branch_group", "from_month", "n", "category"];
    let spells = |id: i64| [1, 2].map(|group| vec![V::I(id), V::I(id * 2), V::I(group), V::I(202_601), V::I(1), V::I(0)]);
    tx.bulk("spell", &columns, &mut ids().flat_map(spells))?;
    let wage = |id: i64| V::I(500_000 + id * 100);
    let bases = |id: i64| vec![V::I(id), V::I(id * 2), V::I(202_601), V::I(1), wage(id), V::I(1)];
    tx.bulk(
        "base",
        &["employer_id", "person_id", "from_month", "n", "base_fen", "origin"],
        &mut ids().map(bases),
    )?;
    let roll = |id: i64| vec![V::I(id), V::I(id * 2), V::I(202_601), V::I(3), V::I(0), wage(id)];
    tx.bulk(
        "roll",
        &["employer_id", "person_id", "from_month", "branch_groups", "category", "base_fen"],
        &mut ids().map(roll),
    )?;
    Ok(())
}

fn open(path: &Path) -> Agency {
    let db = Db::open(path.to_str().expect("a path"), Options::default()).expect("a database");
    agency_on(db, book(vec![], "cn/example"), date(2026, 9, 26))
}

fn close(agency: &Agency, each: &mut dyn FnMut(usize)) -> close_month::Closed {
    close_month::close_month(agency, &Caller::system(), month("2026-09"), &mut |p| each(p.ranges)).expect("closed")
}

fn digest(agency: &Agency) -> Option<[u8; 32]> {
    let stage = agency.db().read(|tx| {
        let region = store::region::subject(tx, "cn/example")?.unwrap_or(SubjectId(0));
        let key = Key {
            region,
            month: month("2026-09"),
            what: What::Close,
            for_month: month("2026-09"),
        };
        sweep::stage(tx, &key)
    });
    stage.expect("read").and_then(|s| s.digest)
}

fn count(agency: &Agency) -> i64 {
    agency
        .db()
        .read(|tx| tx.one("SELECT COUNT(*) FROM bill", &[])?.map_or(Ok(0), |r| r.i64(0)))
        .expect("counted")
}

/// Not a test of its own: what the killed process does. It waits after its first range, for the signal.
#[test]
fn close_until_killed() {
    let Ok(path) = std::env::var(FILE) else { return };
    close(&open(Path::new(&path)), &mut |ranges| {
        // On standard error, which the test harness does not hold back.
        std::io::Write::write_all(&mut std::io::stderr(), format!("range {ranges}\n").as_bytes()).expect("said");
        std::thread::sleep(std::time::Duration::from_secs(60));
    });
}

#[test]
fn a_killed_close_goes_on_and_makes_the_same_bills() {
    let folder = std::env::temp_dir().join(format!("shebao-close-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let paths = ["killed.db", "calm.db"].map(|name| folder.join(name));
    for path in &paths {
        open(path).db().write(fill).expect("filled");
    }
    let program = std::env::current_exe().expect("this program");
    let mut child = Command::new(program)
        .args(["--exact", "interruption::close_until_killed", "--nocapture"])
        .env(FILE, &paths[0])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("a process");
    let mut said = BufReader::new(child.stderr.take().expect("its words")).lines();
    assert!(
        said.any(|line| line.is_ok_and(|l| l.starts_with("range 1"))),
        "the child closed a range"
    );
    child.kill().expect("killed");
    child.wait().expect("gone");

    let killed = open(&paths[0]);
    let before = count(&killed);
    assert!(before > 0 && before < EMPLOYERS, "{before}: some ranges are there, whole");
    let mut ranges = 0;
    let closed = close(&killed, &mut |_| ranges += 1);
    assert!(ranges < 4, "{ranges}: what was done is not done again");
    let calm = open(&paths[1]);
    assert_eq!(close(&calm, &mut |_| {}).sums, closed.sums);
    assert_eq!((count(&killed), closed.sums.employers), (EMPLOYERS, EMPLOYERS));
    assert_eq!(digest(&killed), digest(&calm));
    assert!(digest(&killed).is_some());
    drop((killed, calm));
    std::fs::remove_dir_all(folder).expect("tidied");
}

#[test]
fn a_changed_bill_is_named() {
    let path = std::env::temp_dir().join(format!("shebao-bill-{}.db", std::process::id()));
    let agency = open(&path);
    let of = employer(&agency, 1, 1);
    put_on_roll(&agency, of, &[Hired::new("赵一", "2026-01", 9_500)]);
    turn_to(&agency, date(2026, 9, 26));
    close(&agency, &mut |_| {});
    let broken = |agency: &Agency| {
        let mut codes = Vec::new();
        check_bills::check_bills(agency, &mut |b| codes.push(b.code)).expect("checked");
        codes
    };
    assert_eq!(broken(&agency), [""; 0]);
    let changes = [
        (
            "bill",
            "er_pension = er_pension + 1",
            vec!["bill.sum_differs", "bill.sum_differs", "sweep.rows_differ"],
        ),
        ("bill", "total_fen = 0", vec!["bill.sum_differs", "sweep.rows_differ"]),
        ("bill", "closed_on = '2026-09-24'", vec!["sweep.rows_differ"]),
        ("sweep_slice", "total_fen = total_fen + 1", vec!["sweep.slices_differ"]),
    ];
    for (table, change, expected) in changes {
        // As somebody would with the database's own shell: the guard goes first.
        let before: Vec<Vec<V>> = agency.db().write(move |tx| tamper(tx, table, change)).expect("changed");
        assert_eq!(broken(&agency), expected, "{change}");
        let back = before.clone();
        agency.db().write(move |tx| restore(tx, table, &back)).expect("changed back");
        assert_eq!(broken(&agency), [""; 0], "{change}");
    }
    drop(agency);
    for end in ["", "-wal", "-shm", ".lock"] {
        // Not every one of them is there.
        drop(std::fs::remove_file(format!("{}{end}", path.display())));
    }
}

fn tamper(tx: &mut Tx, table: &str, change: &str) -> Result<Vec<Vec<V>>, Trouble> {
    for row in tx.query(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = $1",
        &[table.into()],
    )? {
        let name = row.text(0)?.to_owned();
        tx.execute(Box::leak(format!("DROP TRIGGER {name}").into_boxed_str()), &[])?;
    }
    let rows = tx.query(Box::leak(format!("SELECT * FROM {table}").into_boxed_str()), &[])?;
    tx.execute(Box::leak(format!("UPDATE {table} SET {change}").into_boxed_str()), &[])?;
    Ok(rows.iter().map(|row| row.cells().to_vec()).collect())
}

fn restore(tx: &mut Tx, table: &str, rows: &[Vec<V>]) -> Result<(), Trouble> {
    tx.execute(Box::leak(format!("DELETE FROM {table}").into_boxed_str()), &[])?;
    for row in rows {
        let places: Vec<String> = (1..=row.len()).map(|i| format!("${i}")).collect();
        tx.execute(
            Box::leak(format!("INSERT INTO {table} VALUES ({})", places.join(", ")).into_boxed_str()),
            row,
        )?;
    }
    Ok(())
}
