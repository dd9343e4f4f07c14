//! Decided cases and their second look, on both databases: what a desk decided, what of it is drawn, and who may look.

use domain::case::sample::Verdict;
use domain::ids::{CaseId, LoginId};
use policy::{Book, Packs};
use procedures::back_payment::decided::{DecidedPage, DecidingDesk, Outcome, decided};
use procedures::back_payment::sample::{Finding, sample_of, take_down};
use procedures::back_payment::{Ask, AskLine, Asked, check, confirm, open_back_payment, put_paper, return_case, see, see_paper, submit};
use procedures::enrol_staff::Rule;
use procedures::lists::file_upload;
use procedures::{Caller, Error, Role};
use store::scratch::Scratch;
use store::upload::ListKind;
use units::{Month, date};

use crate::rig::{Rig, officer};

const ROSTER: &str = "name,id_number,category,wage,hired_on\r\n赵白露,110105199003071239,本市城镇,9500,2024-03-01\r\n";

/// The example's rules with other shares of the sample.
fn book(at_once: &str) -> Book {
    let known = Packs::embedded().book("cn/example").expect("the pack is sound");
    let texts = known.texts().map(|(path, text)| {
        let text = match path {
            "cn/procedure.toml" => text.replace("value = \"20%\"", &format!("value = \"{at_once}\"")),
            _other => text.to_owned(),
        };
        (path.to_owned(), text)
    });
    Packs::from_texts(texts.collect()).book("cn/example").expect("still sound")
}

/// Verification's officers: the `n`-th natural person.
fn verifier(n: i64) -> Caller {
    Caller {
        login: LoginId(n),
        ..officer(Role::Verification)
    }
}

/// A case for a month of 2025 with its papers, handed in and opened by an officer.
pub fn handed_in(rig: &Rig, month: &str) -> CaseId {
    let (employer, month) = (rig.employer, Month::parse(month).expect("a month"));
    let key = rig.key("ask");
    let id = rig
        .agency
        .write(&rig.clerk, move |desk| {
            let line = AskLine {
                line: 1,
                person: see::person_by_number(desk, employer, "110105199003071239")?,
                from: month,
                to: month,
                base: None,
                reason: "单位漏报".to_owned(),
                document: None,
                medical_costs: false,
            };
            let asked = Ask {
                asked: Asked::ByMonth,
                origin: "form",
                lines: vec![line],
            };
            Ok(open_back_payment(desk, &key, employer, &asked, Rule::AllOrNothing)?.cases[0].0)
        })
        .expect("asked for");
    let papers = rig
        .agency
        .read(&rig.clerk, move |desk| see::back_payment(desk, employer, id))
        .expect("the case")
        .papers;
    for code in papers.iter().map(|paper| paper.paper.code.clone()) {
        let key = rig.key(&code);
        let put = move |desk: &mut procedures::Desk| put_paper(desk, &key, employer, id, &code, Some(("scan.pdf", &b"%PDF-1.7"[..])));
        rig.agency.write(&rig.clerk, put).expect("a paper");
    }
    let key = rig.key("submit");
    rig.agency
        .write(&rig.clerk, move |desk| submit(desk, &key, employer, id))
        .expect("handed in");
    for code in papers.into_iter().map(|paper| paper.paper.code) {
        let key = rig.key("seen");
        rig.agency
            .write(&verifier(88), move |desk| see_paper(desk, &key, employer, id, &code, false))
            .expect("opened");
    }
    id
}

fn passed(rig: &Rig, id: CaseId) {
    let (employer, first, second) = (rig.employer, rig.key("check"), rig.key("confirm"));
    rig.agency
        .write(&verifier(88), move |desk| check(desk, &first, employer, id))
        .expect("checked");
    rig.agency
        .write(&verifier(89), move |desk| confirm(desk, &second, employer, id))
        .expect("confirmed");
}

fn take(rig: &Rig, who: &Caller, id: CaseId, step: i64, ground: &str) -> Result<(), String> {
    let (employer, key) = (rig.employer, rig.key("sample"));
    let finding = Finding {
        step,
        verdict: Verdict::NotInOrder,
        ground: ground.to_owned(),
    };
    let done = rig.agency.write(who, move |desk| take_down(desk, &key, employer, id, &finding));
    match done {
        Ok(_) => Ok(()),
        Err(Error::Refused(why)) => Err(why.code().to_owned()),
        Err(other) => Err(format!("{other:?}")),
    }
}

/// An agency with one person on its roll, on each database, with this share of what passed at once.
pub fn rigs(at_once: &str) -> Vec<Rig> {
    let scratches = Scratch::each(&mut std::io::stderr()).expect("scratch databases");
    let rig = |scratch| {
        let rig = Rig::under(scratch, book(at_once), date(2026, 9, 8));
        let id = rig.keep_bytes(ListKind::Roster, "花名册.csv", ROSTER.as_bytes());
        file_upload(&rig.agency, &rig.clerk, &rig.key("roster"), rig.employer, id, Rule::AllOrNothing).expect("filed");
        rig
    };
    scratches.into_iter().map(rig).collect()
}

fn done(rig: &Rig, which: DecidingDesk, who: &Caller) -> DecidedPage {
    rig.agency
        .read(who, move |desk| decided(desk, which, |_| (50, 0)))
        .expect("decided")
}

#[test]
fn a_drawn_decision_is_checked_once_by_somebody_who_had_no_hand_in_it() {
    for rig in rigs("100%") {
        let id = handed_in(&rig, "2025-02");
        rig.pass_until(date(2026, 9, 10));
        passed(&rig, id);
        let page = done(&rig, DecidingDesk::Verification, &verifier(90));
        let [row] = page.rows.as_slice() else { panic!("{page:?}") };
        assert_eq!(
            (row.case, row.outcome, row.officers.len(), row.clock),
            (id, Outcome::Passed, 2, Some((2, 20)))
        );
        let step = row.step;
        let sample = |who: &Caller| {
            rig.agency
                .read(who, |desk| sample_of(desk, DecidingDesk::Verification))
                .expect("a sample")
        };
        let before = sample(&verifier(90));
        assert_eq!(
            (before.to_come, before.open.len()),
            (1, 0),
            "nobody knows the lot on the day itself"
        );
        assert_eq!(take(&rig, &verifier(90), id, step, "x"), Err("sample.not_drawn".to_owned()));
        rig.pass_until(date(2026, 9, 11));
        let drawn = sample(&verifier(90));
        let [one] = drawn.open.as_slice() else { panic!("{drawn:?}") };
        assert!(
            one.locked.is_none() && one.lot < one.below && one.from.starts_with(&id.code()),
            "{one:?}"
        );
        for who in [88, 89] {
            let locked = sample(&verifier(who)).open[0].locked.as_ref().map(units::Statement::code);
            assert_eq!(locked, Some("sample.took_part"));
            assert_eq!(take(&rig, &verifier(who), id, step, "agrees"), Err("sample.took_part".to_owned()));
        }
        assert_eq!(take(&rig, &verifier(90), id, step, " "), Err("sample.ground_missing".to_owned()));
        assert!(take(&rig, &officer(Role::Acceptance), id, step, "x").is_err_and(|why| why.starts_with("Denied")));
        assert_eq!(take(&rig, &verifier(90), id, step, "工资凭证缺一页"), Ok(()));
        assert_eq!(take(&rig, &verifier(91), id, step, "again"), Err("sample.found".to_owned()));
        let after = sample(&verifier(90));
        assert_eq!((after.open.len(), after.looked.len()), (0, 1));
        let found = done(&rig, DecidingDesk::Verification, &verifier(90)).rows.remove(0).found;
        assert_eq!(
            found.map(|f| (f.verdict, f.ground)),
            Some((Verdict::NotInOrder, "工资凭证缺一页".to_owned()))
        );
        assert_eq!(rig.broken(), Vec::<String>::new());
    }
}

#[test]
fn what_the_counter_returns_after_a_review_is_the_counters_and_nothing_of_a_share_of_nothing_is_drawn() {
    for rig in rigs("0%") {
        let (first, second) = (handed_in(&rig, "2025-02"), handed_in(&rig, "2025-03"));
        passed(&rig, first);
        let (employer, by_review, by_counter) = (rig.employer, rig.key("return"), rig.key("return"));
        rig.agency
            .write(&verifier(88), move |desk| {
                return_case(desk, &by_review, employer, second, "缺一页", &[])
            })
            .expect("returned by the review");
        let counter = officer(Role::Acceptance);
        rig.agency
            .write(&counter, move |desk| {
                return_case(desk, &by_counter, employer, first, "公章不清", &[])
            })
            .expect("returned by the counter");
        let told = |which, who: &Caller| -> Vec<(CaseId, &'static str)> {
            let rows = done(&rig, which, who).rows;
            let mut told: Vec<_> = rows.iter().map(|row| (row.case, row.outcome.code())).collect();
            told.sort_unstable();
            told
        };
        let mut expected = vec![(first, "passed"), (second, "returned")];
        expected.sort_unstable();
        assert_eq!(told(DecidingDesk::Verification, &verifier(90)), expected);
        assert_eq!(told(DecidingDesk::Counter, &counter), vec![(first, "returned")]);
        let denied = rig
            .agency
            .read(&counter, |desk| decided(desk, DecidingDesk::Verification, |_| (50, 0)));
        assert!(matches!(denied, Err(Error::Denied(_))), "another desk's");
        rig.pass_until(date(2026, 9, 9));
        let sample = rig
            .agency
            .read(&verifier(90), |desk| sample_of(desk, DecidingDesk::Verification))
            .expect("a sample");
        assert_eq!((sample.decided, sample.to_come), (2, 0));
        let at_once = sample.open.iter().filter(|one| one.decided.case == first).count();
        assert_eq!(at_once, 0);
    }
}
