//! What becomes known late: differences, corrections, settlements; and that both doors lead to the same bill.

use domain::base_year::WageAsk;
use domain::bill::{BillKind, Cause};
use domain::filing::reduction::Reduction;
use domain::ids::EmployerId;
use domain::spell::BaseOrigin;
use policy::Category;
use procedures::declare_bases::{BaseLine, declare_bases};
use procedures::enrol_staff::Rule;
use procedures::reduce_staff::{ReduceLine, reduce_staff};
use procedures::{Agency, Caller, Key, assess_month, assume_bases, bills, check_bills, city, close_month, draft_bill, turn_day};
use store::scratch::Scratch;
use store::{Db, Options};
use units::{Date, Fen, Month, date};

use crate::rig::{Hired, agency, agency_on, book, clerk, employer, month, put_on_roll, turn_to};

fn close(agency: &Agency, text: &str, on: Date) -> close_month::Closed {
    turn_to(agency, on);
    close_month::close_month(agency, &Caller::system(), month(text), &mut |_| {}).expect("closed")
}

fn made(agency: &Agency, of: EmployerId, text: &str) -> Vec<domain::bill::Bill> {
    let month = month(text);
    agency.db().read(move |tx| store::bill::of_month(tx, of, month)).expect("bills")
}

fn page(agency: &Agency, of: EmployerId, text: &str, kind: BillKind) -> bills::BillPage {
    let month = month(text);
    agency
        .read(&clerk(of), move |desk| bills::bill_page(desk, of, month, kind))
        .expect("a bill")
}

fn broken(agency: &Agency) -> Vec<check_bills::BrokenBill> {
    let mut broken = Vec::new();
    check_bills::check_bills(agency, &mut |b| broken.push(b)).expect("checked");
    broken
}

fn leave(agency: &Agency, of: EmployerId, who: domain::ids::PersonId, end: Date, last: &str) {
    let reduction = Reduction {
        end_date: end,
        last_month: Some(month(last)),
    };
    let line = ReduceLine {
        line: 1,
        person: who,
        reduction,
        reason: 26,
        medical_reason: None,
        remark: String::new(),
    };
    agency
        .write(&clerk(of), move |desk| {
            reduce_staff(
                desk,
                &Key::new(format!("leaver {}", who.0), b"x"),
                of,
                std::slice::from_ref(&line),
                Rule::AllOrNothing,
            )
        })
        .expect("filed");
}

#[test]
fn story_y5_the_base_comes_late_and_the_leaver_is_billed_the_difference() {
    for scratch in Scratch::each(&mut std::io::stderr()).expect("databases") {
        story_y5(&agency_on(scratch.db.clone(), book(vec![], "cn/example"), date(2025, 7, 7)));
    }
}

fn story_y5(agency: &Agency) {
    let of = employer(agency, 1, 1);
    let hired = [Hired::new("吴五", "2025-01", 5_000), Hired::new("郑六", "2025-01", 20_000)];
    let wu = put_on_roll(agency, of, &hired)[0];
    close(agency, "2025-07", date(2025, 7, 26));
    close(agency, "2025-08", date(2025, 8, 26));
    turn_to(agency, date(2025, 9, 5));
    leave(agency, of, wu, date(2025, 8, 31), "2025-08");
    let closed = close(agency, "2025-09", date(2025, 9, 26));
    assert_eq!(
        closed.differences.iter().map(|(m, s)| (m.to_string(), s.total)).collect::<Vec<_>>(),
        [("2025-07".to_owned(), Fen(12_616)), ("2025-08".to_owned(), Fen(12_616))]
    );
    for text in ["2025-07", "2025-08"] {
        let [first, second] = &made(agency, of, text)[..] else {
            panic!("two bills")
        };
        assert_eq!(
            (second.kind, second.cause, second.run_month),
            (BillKind::Difference(1), Some(Cause::Policy), month("2025-09"))
        );
        assert_eq!(second.waived_until, Some(date(2025, 12, 31)));
        assert_eq!(second.totals.employer.map(|f| f.0), [5_456, 3_342, 170, 68, 0]);
        assert_eq!(second.totals.employee.map(|f| f.0), [2_728, 682, 170, 0, 0]);
        let shown = page(agency, of, text, second.kind);
        assert_eq!((shown.lines.len(), shown.lines[0].person, shown.holds()), (1, wu, true));
        let old = page(agency, of, text, BillKind::Regular);
        assert!(old.holds() && old.lines.iter().any(|l| l.amounts().base[0] == Fen::yuan(6_821)));
        assert_eq!(first.basis.version, second.basis.version);
    }
    assert_eq!(close(agency, "2025-10", date(2025, 10, 26)).differences, [], "billed once");
    assert_eq!(broken(agency), []);
}

#[test]
fn a_base_published_later_is_billed_to_the_fen_for_a_thousand() {
    let first_book = book(vec![], "cn/example");
    let texts: Vec<(String, String)> = first_book.texts().map(|(p, t)| (p.to_owned(), t.to_owned())).collect();
    let agency = agency_on(
        Db::open(":memory:", Options::default()).expect("a database"),
        first_book,
        date(2026, 9, 7),
    );
    let of = employer(&agency, 1, 1);
    let mut draw = city::Draw(11);
    let hired: Vec<Hired> = (0..1_000)
        .map(|i| Hired::new(&format!("人{i}"), "2026-01", 3_000 + draw.below(50_000) as i64))
        .collect();
    put_on_roll(&agency, of, &hired);
    close(&agency, "2026-09", date(2026, 9, 26));
    let before = made(&agency, of, "2026-09");

    // The same agency with a pack in which a later notice raises the floor of September from 7,270 to 7,500.
    let mut later = texts;
    let bases = later
        .iter_mut()
        .find(|(path, _)| path.ends_with("beijing/bases.toml"))
        .expect("the bases");
    let (text, floors) = with_later_floor(&bases.1);
    bases.1 = text;
    assert!(floors > 0, "a floor was added");
    let agency = agency_on(agency.db().clone(), book(later, "cn/example"), date(2026, 9, 26));
    let closed = close(&agency, "2026-10", date(2026, 10, 26));
    assert_eq!(
        closed.differences.iter().map(|(m, _)| m.to_string()).collect::<Vec<_>>(),
        ["2026-09"]
    );

    let bills_now = made(&agency, of, "2026-09");
    assert_eq!(bills_now[0], before[0], "the first bill is untouched");
    assert!(
        page(&agency, of, "2026-09", BillKind::Regular).holds(),
        "and recomputes as known then, under its own texts"
    );
    let shown = page(&agency, of, "2026-09", BillKind::Difference(1));
    let half_up = |base: i64, ppm: i64| (base * 100 * ppm + 500_000) / 1_000_000;
    let mut people = 0;
    for (i, one) in hired.iter().enumerate() {
        let declared = one.bases[0].1.0 / 100;
        let (old, new) = (declared.clamp(7_270, 36_348), declared.clamp(7_500, 36_348));
        let rates = [160_000, 98_000, 5_000, 2_000, 80_000, 20_000, 5_000];
        let expected: i64 = rates.iter().map(|r| half_up(new, *r) - half_up(old, *r)).sum();
        let line = shown.lines.iter().find(|l| shown.people[&l.person].name == format!("人{i}"));
        assert_eq!(line.map_or(0, |l| l.amounts().total().0), expected, "{declared}");
        people += i64::from(old != new);
    }
    assert_eq!(i64::from(shown.bill.totals.people), people);
    assert!(people > 50 && shown.holds());
    assert_eq!(broken(&agency), []);
}

/// Adds a row known on 10 October 2026 to each floor that is in force in September 2026.
fn with_later_floor(text: &str) -> (String, usize) {
    let mut count = 0;
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            if line.contains("7270") && line.contains("2026-07") && line.contains("known_on") {
                count += 1;
                let later = line.replace("7270", "7500");
                let at = later.find("known_on = \"").expect("a day") + 12;
                format!("{line}\n{}2026-10-10{}", &later[..at], &later[at + 10..])
            } else {
                line.to_owned()
            }
        })
        .collect();
    (lines.join("\n"), count)
}

#[test]
fn a_reduction_found_late_corrects_the_billed_months_by_name() {
    let agency = agency(date(2026, 9, 7));
    let of = employer(&agency, 1, 1);
    let people = put_on_roll(
        &agency,
        of,
        &[Hired::new("赵一", "2026-01", 9_500), Hired::new("钱二", "2026-01", 6_900)],
    );
    close(&agency, "2026-09", date(2026, 9, 26));
    turn_to(&agency, date(2026, 10, 8));
    leave(&agency, of, people[0], date(2026, 8, 20), "2026-08");
    let [regular, correction] = &made(&agency, of, "2026-09")[..] else {
        panic!("two bills")
    };
    assert_eq!(
        (correction.kind, correction.cause),
        (BillKind::Correction(1), Some(Cause::LateReduction))
    );
    assert_eq!((regular.totals.total(), correction.totals.total()), (Fen(621_090), Fen(-351_800)));
    let shown = page(&agency, of, "2026-09", BillKind::Correction(1));
    assert_eq!((shown.lines.len(), shown.lines[0].person), (1, people[0]));
    assert_eq!(close(&agency, "2026-10", date(2026, 10, 26)).sums.total, Fen(269_290));
    assert_eq!(broken(&agency), []);
}

#[test]
fn an_undeclared_base_goes_on_at_110_percent_and_is_settled_when_declared() {
    let agency = agency(date(2026, 6, 8));
    let of = employer(&agency, 1, 1);
    let people = put_on_roll(
        &agency,
        of,
        &[Hired::new("赵一", "2025-07", 9_000), Hired::new("钱二", "2025-07", 9_000)],
    );
    let declare = |agency: &Agency, who, yuan| {
        let line = BaseLine {
            line: 1,
            person: who,
            ask: WageAsk {
                wage: Fen::yuan(yuan),
                confirmed: false,
            },
        };
        let key = Key::new(format!("{who:?}"), b"");
        agency
            .write(&clerk(of), move |desk| {
                declare_bases(desk, &key, of, month("2026-07"), std::slice::from_ref(&line), Rule::AllOrNothing)
            })
            .expect("declared")
    };
    let first = declare(&agency, people[0], 9_500);
    assert_eq!(first.undeclared.iter().map(|p| p.id).collect::<Vec<_>>(), [people[1]]);
    close(&agency, "2026-06", date(2026, 6, 26));
    turn_to(&agency, date(2026, 7, 1));
    let turned = turn_day::turn_day(&agency, date(2026, 7, 1)).expect("turned");
    let assumed = turned
        .into_iter()
        .find(|t| t.step == turn_day::Step::AssumedBases)
        .expect("the step");
    assert_eq!(assumed.done.expect("done"), 1, "one employer has somebody undeclared");
    let again = assume_bases::assume_bases(&agency, &Caller::system(), month("2026-07")).expect("assumed");
    assert_eq!(again.people, 0, "once");
    turn_to(&agency, date(2026, 7, 6));
    let draft = agency
        .read(&clerk(of), move |desk| draft_bill::draft_bill(desk, of))
        .expect("a draft");
    assert_eq!(draft.undeclared, [people[1]]);
    let qian = draft.sheet.people.iter().find(|(p, _)| *p == people[1]).expect("a line").1.amounts;
    let tenth: i64 = qian.by_branch().iter().map(|f| (f.0 + 5) / 10).sum();
    assert_eq!((draft.sheet.surcharge.people, draft.sheet.surcharge.total()), (1, Fen(tenth)));
    let closed = close(&agency, "2026-07", date(2026, 7, 26));
    assert_eq!(closed.sums.total, draft.total());
    let bill = &made(&agency, of, "2026-07")[0];
    assert_eq!(bill.surcharge, Fen(tenth));
    assert!(page(&agency, of, "2026-07", BillKind::Regular).holds());

    turn_to(&agency, date(2026, 8, 6));
    let settled = declare(&agency, people[1], 9_000).settled;
    let settled: Vec<_> = settled.iter().map(|b| (b.month, b.cause, b.totals.total(), b.surcharge)).collect();
    assert_eq!(
        settled,
        [(month("2026-07"), Some(Cause::BasesDeclared), Fen(-tenth), Fen(-tenth))],
        "the base is the same: the surcharge goes"
    );
    assert_eq!(broken(&agency), []);
}

#[test]
fn the_roll_and_the_facts_bill_the_same() {
    let agency = agency(date(2026, 9, 7));
    let mut draw = city::Draw(5);
    let mut employers = Vec::new();
    for i in 0..600 {
        let of = employer(&agency, i, 1 + (i % 8) as u8);
        let many = (0..1 + draw.below(6)).map(|p| one_of_many(&mut draw, p)).collect::<Vec<_>>();
        put_on_roll(&agency, of, &many);
        employers.push(of);
    }
    let closed = close(&agency, "2026-09", date(2026, 9, 26));
    assert!(closed.sums.people > 1_500);
    let here = agency.clone();
    let differing = agency.db().read(move |tx| {
        let mut policies = assess_month::Policies::new(&here);
        let mut differing = 0;
        for of in employers {
            for bill in store::bill::of_month(tx, of, month("2026-09"))? {
                let sheet = assess_month::sheet_at(tx, &mut policies, of, bill.month, &bill.basis)?;
                differing += usize::from(sheet.totals() != bill.totals || sheet.surcharge.total() != bill.surcharge);
            }
        }
        Ok::<usize, procedures::Error>(differing)
    });
    assert_eq!(differing.expect("read"), 0);
    assert_eq!(broken(&agency), []);
}

fn one_of_many(draw: &mut city::Draw, p: u64) -> Hired {
    let categories = [
        Category::LocalUrban,
        Category::NonlocalUrban,
        Category::LocalRural,
        Category::NonlocalRural,
        Category::Foreign,
    ];
    let origin = if draw.below(5) == 0 {
        BaseOrigin::Assumed
    } else {
        BaseOrigin::Declared
    };
    let from = Month::parse("2025-01").expect("a month").plus(draw.below(24) as i32);
    let mut hired = Hired::new(&format!("人{p}"), "2025-01", 2_000 + draw.below(60_000) as i64);
    hired.category = categories[draw.below(5) as usize];
    hired.from = from;
    hired
        .bases
        .push((month("2026-07"), Fen::yuan(3_000 + draw.below(40_000) as i64), origin));
    hired
}
