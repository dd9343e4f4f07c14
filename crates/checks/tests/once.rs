//! One effect and one receipt, whoever comes at the same moment and whatever is killed in between.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;
use std::time::Duration;

use domain::filing::reduction::Reduction;
use domain::ids::{EmployerId, PersonId};
use domain::registry::{Collection, Employer};
use policy::{EmployerKind, EmployerSize, Packs};
use procedures::enrol_staff::Rule;
use procedures::lists::{file_upload, keep_upload};
use procedures::open_agency::{Database, Opening, Purpose, open_agency};
use procedures::reduce_staff::{ReduceLine, reduce_staff};
use procedures::register_employer::register_employer;
use procedures::{Agency, Caller, Clock, Error, Key, Receipt, check, receipts, roll};
use store::filing::LineState;
use store::upload::ListKind;
use units::date;

use crate::rig::{NAME, Rig, clerk_of};

fn reduce(rig: &Rig, caller: &Caller, key: &Key, who: PersonId) -> Result<Receipt, Error> {
    let (employer, key) = (rig.employer, key.clone());
    let line = ReduceLine {
        line: 1,
        person: who,
        reduction: Reduction {
            end_date: date(2026, 11, 9),
            last_month: None,
        },
        reason: 26,
        medical_reason: None,
        remark: String::new(),
    };
    rig.agency.write(caller, move |desk| {
        Ok(reduce_staff(desk, &key, employer, std::slice::from_ref(&line), Rule::AllOrNothing)?.receipt)
    })
}

fn people(rig: &Rig) -> Vec<PersonId> {
    let employer = rig.employer;
    let roll = rig.agency.read(&rig.clerk, move |desk| roll::roll(desk, employer)).expect("a roll");
    roll.people.into_iter().map(|on| on.person.id).collect()
}

/// All of them at the same moment.
fn at_once<T: Send>(asks: Vec<impl FnOnce() -> T + Send>) -> Vec<T> {
    let gate = Barrier::new(asks.len());
    thread::scope(|threads| {
        let running: Vec<_> = asks
            .into_iter()
            .map(|ask| {
                threads.spawn(|| {
                    gate.wait();
                    ask()
                })
            })
            .collect();
        running.into_iter().map(|t| t.join().expect("no panic")).collect()
    })
}

#[test]
fn two_hundred_identical_asks_at_once_have_one_effect_and_one_receipt() {
    for rig in Rig::each("cn/example", date(2026, 11, 10)) {
        rig.load_clean_roster();
        let (who, key) = (people(&rig)[7], rig.key("leaver"));
        let ask = || || reduce(&rig, &rig.clerk, &key, who).map(|receipt| receipt.number);
        let answers = at_once((0..200).map(|_| ask()).collect());
        let numbers: BTreeSet<String> = answers.into_iter().map(|a| a.expect("a receipt")).collect();
        assert_eq!(numbers.len(), 1, "{numbers:?}");
        assert_eq!(people(&rig).len(), 100);
        assert_eq!(rig.broken(), Vec::<String>::new());
    }
}

#[test]
fn of_two_clerks_who_file_the_same_leaver_at_once_one_is_told_and_others_do_not_wait() {
    for rig in Rig::each("cn/example", date(2026, 11, 10)) {
        rig.load_clean_roster();
        let staff = people(&rig);
        let mut second = clerk_of(rig.employer);
        second.login = domain::ids::LoginId(78);
        let keys: Vec<Key> = (0..4).map(|_| rig.key("leaver")).collect();
        // The same leaver from both, and one more of each.
        let asks = [(&rig.clerk, 0), (&second, 0), (&rig.clerk, 1), (&second, 2)];
        let answers = at_once(
            asks.into_iter()
                .zip(&keys)
                .map(|((caller, at), key)| {
                    let (rig, who) = (&rig, staff[at]);
                    move || reduce(rig, caller, key, who)
                })
                .collect(),
        );
        let numbers: BTreeSet<&String> = answers.iter().flatten().map(|receipt| &receipt.number).collect();
        assert_eq!(numbers.len(), 3, "each act has a number of its own");
        let refused: Vec<&Error> = answers.iter().filter_map(|a| a.as_ref().err()).collect();
        assert!(
            matches!(refused[..], [Error::Refused(why)] if why.code() == "reduction.not_on_roll"),
            "{refused:?}"
        );
        assert_eq!(people(&rig).len(), 98);
        assert_eq!(rig.broken(), Vec::<String>::new());
    }
}

#[test]
fn a_large_list_sent_twice_at_once_is_filed_once_and_seen_whole_or_not_at_all() {
    for rig in Rig::each("cn/example", date(2026, 11, 10)) {
        let id = rig.keep_bytes(ListKind::Roster, "花名册.csv", roster(1_500).as_bytes());
        let (key, is_over) = (rig.key("large"), AtomicBool::new(false));
        let file = || file_upload(&rig.agency, &rig.clerk, &key, rig.employer, id, Rule::AllOrNothing);
        let seen = thread::scope(|threads| {
            let looking = threads.spawn(|| {
                let mut seen = BTreeSet::new();
                while !is_over.load(Ordering::SeqCst) {
                    seen.insert(people(&rig).len());
                }
                seen
            });
            let answers = at_once(vec![file, file]);
            is_over.store(true, Ordering::SeqCst);
            let numbers: BTreeSet<String> = answers.into_iter().flatten().map(|receipt| receipt.number).collect();
            assert_eq!(numbers.len(), 1, "{numbers:?}");
            assert_eq!(file().expect("again").number, *numbers.first().expect("one"));
            looking.join().expect("looked")
        });
        assert!(seen.iter().all(|count| [0, 1_500].contains(count)), "{seen:?}");
        assert_eq!(people(&rig).len(), 1_500);
        assert_eq!(procedures::lists::resume(&rig.agency).expect("resumed"), 0, "no job is left behind");
        assert_eq!(rig.broken(), Vec::<String>::new());
    }
}

pub fn roster(lines: u64) -> String {
    let mut text = "name,id_number,category,wage,hired_on\r\n".to_owned();
    for i in 0..lines {
        let born = (0..i / 900).fold(date(1980, 1, 1), |day, _| day.tomorrow().expect("a day"));
        let number = procedures::city::citizen_number("110105", born, i % 900 + 1);
        text += &format!("林白露,{number},本市城镇,{},2024-03-01\r\n", 8_000 + i % 20_000);
    }
    text
}

const FILE: &str = "SHEBAO_TEST_LIST";
const LINES: u64 = 10_000;

fn opening(path: &Path, purpose: Purpose) -> Opening {
    let instant = AtomicI64::new(1_794_300_000_000);
    Opening {
        database: Database::open(&path.display().to_string(), purpose, 1).expect("open"),
        book: Packs::embedded().book("cn/example").expect("the pack is sound"),
        clock: Clock::Stored,
        instant: Box::new(move || instant.fetch_add(7, Ordering::Relaxed)),
        random: Box::new(|bytes| bytes.fill(7)),
    }
}

/// The one employer and the one upload of a file made by [`prepare`].
fn known(agency: &Agency) -> (EmployerId, i64) {
    agency
        .db()
        .read(|tx| -> Result<_, store::Trouble> {
            let row = tx.one("SELECT employer_id, upload_id FROM upload", &[])?.expect("an upload");
            Ok((EmployerId(row.i64(0)?), row.i64(1)?))
        })
        .expect("read")
}

fn prepare(path: &Path) {
    let agency = open_agency(opening(path, Purpose::Found)).expect("opened");
    agency.found(Some(date(2026, 11, 10))).expect("founded");
    let id = EmployerId(agency.id());
    let new = Employer {
        id,
        credit_code: procedures::city::credit_code(1),
        name: NAME.to_owned(),
        kind: EmployerKind::Enterprise,
        size: EmployerSize::Large,
        injury_class: 1,
        district: "110105".to_owned(),
        collection: Collection::Debit,
    };
    let key = Key::new("register", b"");
    agency
        .write(&Caller::system(), move |desk| register_employer(desk, &key, &new))
        .expect("registered");
    let bytes = roster(LINES).into_bytes();
    agency
        .write(&clerk_of(id), move |desk| {
            keep_upload(desk, id, ListKind::Roster, "花名册.csv", bytes.clone())
        })
        .expect("kept");
}

fn file_all(agency: &Agency) -> Receipt {
    let (employer, upload) = known(agency);
    let key = Key::new("ten thousand", b"roster");
    file_upload(agency, &clerk_of(employer), &key, employer, upload, Rule::AllOrNothing).expect("filed")
}

/// Not a test of its own: what the killed process does.
#[test]
fn file_until_killed() {
    let Ok(path) = std::env::var(FILE) else { return };
    file_all(&open_agency(opening(Path::new(&path), Purpose::Act)).expect("opened"));
}

/// What somebody sees who looks at the same file: lines done by the job, people on the roll.
fn glance(agency: &Agency) -> (i64, usize) {
    let (employer, _) = known(agency);
    agency
        .read(&clerk_of(employer), move |desk| {
            let job = desk.tx.one("SELECT done FROM job", &[])?.map_or(Ok(0), |row| row.i64(0))?;
            Ok((job, roll::roll(desk, employer)?.people.len()))
        })
        .expect("read")
}

#[test]
fn a_list_of_ten_thousand_lines_that_was_killed_is_finished_under_the_same_receipt() {
    let folder = std::env::temp_dir().join(format!("shebao-list-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let paths: [PathBuf; 2] = ["killed.db", "calm.db"].map(|name| folder.join(name));
    paths.iter().for_each(|path| prepare(path));
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "once::file_until_killed", "--nocapture"])
        .env(FILE, &paths[0])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    let beside = open_agency(opening(&paths[0], Purpose::LookOn)).expect("looked on");
    let mut looks = 0;
    loop {
        let (done, on_roll) = glance(&beside);
        assert_eq!(on_roll, 0, "{done} lines in: no line is seen before the last");
        if done > 1_000 {
            break;
        }
        looks += 1;
        if looks > 20_000 {
            child.kill().expect("killed");
            let mut said = String::new();
            child.stderr.take().map(|mut e| e.read_to_string(&mut said));
            panic!("the child filed nothing: {said}");
        }
        thread::sleep(Duration::from_millis(5));
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    let (done, on_roll) = glance(&beside);
    assert!(done < LINES as i64 && on_roll == 0, "{done} {on_roll}");
    drop(beside);

    let killed = open_agency(opening(&paths[0], Purpose::Act)).expect("opened again");
    let calm = open_agency(opening(&paths[1], Purpose::Act)).expect("opened");
    let (again, whole) = (file_all(&killed), file_all(&calm));
    assert_eq!((again.n, &again.kind, &again.body), (whole.n, &whole.kind, &whole.body));
    for agency in [&killed, &calm] {
        assert_eq!(glance(agency), (LINES as i64, LINES as usize));
        let (employer, _) = known(agency);
        let n = again.n;
        let lines = agency
            .read(&clerk_of(employer), move |desk| Ok(receipts::filing(desk, employer, n)?.lines))
            .expect("read");
        let numbers: BTreeSet<i64> = lines.iter().map(|l| l.line).collect();
        assert_eq!((lines.len(), numbers.len()), (LINES as usize, LINES as usize));
        assert!(lines.iter().all(|l| l.states == [LineState::Done; 2]));
        let broken: Vec<String> = check::check(agency).expect("checked").into_iter().flat_map(|c| c.broken).collect();
        assert_eq!(broken, Vec::<String>::new());
    }
    drop((killed, calm));
    std::fs::remove_dir_all(folder).expect("tidied");
}
