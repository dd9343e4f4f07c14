use domain::bill::BillKind;
use domain::declaration::How;
use domain::filing::reduction::Reduction;
use domain::ids::{EmployerId, PersonId};
use procedures::enrol_staff::Rule;
use procedures::reduce_staff::{ReduceLine, check_reductions, reduce_staff};
use procedures::{Agency, Caller, Error, Key, close_month, declare_by_default, declare_month, draft_bill};
use units::{Date, Fen, date};

use crate::rig::{Hired, act, agency, clerk, employer, month, put_on_roll, turn_to};

fn close(agency: &Agency, text: &str) -> close_month::Closed {
    close_month::close_month(agency, &Caller::system(), month(text), &mut |_| {}).expect("closed")
}

fn draft(agency: &Agency, of: EmployerId) -> draft_bill::Draft {
    agency
        .read(&clerk(of), move |desk| draft_bill::draft_bill(desk, of))
        .expect("a draft")
}

fn bills(agency: &Agency, of: EmployerId, text: &str) -> Vec<domain::bill::Bill> {
    let month = month(text);
    agency.db().read(move |tx| store::bill::of_month(tx, of, month)).expect("bills")
}

/// Zhao, Qian and Sun of story Y1.
fn three() -> [Hired; 3] {
    [
        Hired::new("赵一", "2026-01", 9_500),
        Hired::new("钱二", "2026-01", 6_900),
        Hired::new("孙三", "2026-01", 41_200),
    ]
}

fn reduce(agency: &Agency, of: EmployerId, who: PersonId, end: Date) -> Result<Fen, Error> {
    let line = ReduceLine {
        line: 1,
        person: who,
        reduction: Reduction {
            end_date: end,
            last_month: None,
        },
        reason: 26,
        medical_reason: None,
        remark: String::new(),
    };
    agency.write(&clerk(of), move |desk| {
        let month = desk.window()?.month();
        let lines = [line.clone()];
        let verdicts = check_reductions(desk, of, &lines)?;
        let falls_by = verdicts[0].outcome.as_ref().map(|l| l.falls_by(month)).unwrap_or_default();
        reduce_staff(desk, &Key::new(format!("leaver {}", who.0), b"x"), of, &lines, Rule::AllOrNothing)?;
        Ok(falls_by)
    })
}

#[test]
fn story_y1_the_bill_of_three() {
    let agency = agency(date(2026, 8, 20));
    let of = employer(&agency, 1, 1);
    let people = put_on_roll(&agency, of, &three());
    assert_eq!(
        draft(&agency, of).total(),
        Fen(1_942_402),
        "the limits of 2026 are published on the 21st"
    );
    turn_to(&agency, date(2026, 8, 21));
    assert_eq!(draft(&agency, of).total(), Fen(1_966_266));
    turn_to(&agency, date(2026, 8, 26));
    let closed = close(&agency, "2026-08");
    assert_eq!(
        (closed.sums.employers, closed.sums.people, closed.sums.total),
        (1, 3, Fen(1_966_266))
    );
    let [bill] = &bills(&agency, of, "2026-08")[..] else {
        panic!("one bill")
    };
    assert_eq!(
        (bill.kind, bill.totals.total(), bill.closed_on),
        (BillKind::Regular, Fen(1_966_266), date(2026, 8, 25))
    );
    assert_eq!(bill.totals.to_pension_account, Fen(76_000 + 58_160 + 290_784));
    let draft = draft(&agency, of);
    assert_eq!(draft.month, month("2026-09"));
    let by_person: Vec<Fen> = people
        .iter()
        .map(|p| {
            draft
                .lines
                .iter()
                .find(|l| l.person == *p)
                .and_then(|l| l.after)
                .expect("a line")
                .amounts
                .total()
        })
        .collect();
    assert_eq!(by_person, [Fen(351_800), Fen(269_290), Fen(1_345_176)]);
    assert_eq!((draft.last, draft.changed().count()), (Some((month("2026-08"), Fen(1_966_266))), 0));
    let again = close(&agency, "2026-08");
    assert!(again.was_done && again.sums == closed.sums);
}

#[test]
fn story_y3_a_leaver_before_and_after_the_default_declaration_and_after_the_close() {
    for (filed_on, before_close, september) in [(14, true, 1_966_266), (18, true, 1_966_266), (26, false, 2_423_332)] {
        let agency = agency(date(2026, 9, 7));
        let of = employer(&agency, 1, 1);
        let four: Vec<Hired> = three().into_iter().chain([Hired::new("周四", "2026-01", 12_345)]).collect();
        let zhou = put_on_roll(&agency, of, &four)[3];
        assert_eq!(draft(&agency, of).total(), Fen(2_423_332));
        let by_default = |agency: &Agency| {
            turn_to(agency, date(2026, 9, 16));
            let sums = declare_by_default::declare_by_default(agency, &Caller::system(), month("2026-09"), &mut |_| {}).expect("declared");
            assert_eq!(sums.employers, 1);
        };
        if filed_on > 15 {
            by_default(&agency);
        }
        turn_to(&agency, date(2026, 9, filed_on));
        if before_close {
            let before = draft(&agency, of).total();
            let falls_by = reduce(&agency, of, zhou, date(2026, 9, filed_on - 1)).expect("filed");
            assert_eq!(before - falls_by, Fen(september), "the confirmation predicts the bill");
            assert_eq!(draft(&agency, of).total(), Fen(september));
        }
        let how = agency
            .read(&clerk(of), move |desk| declare_month::declarations(desk, of, month("2026-09")))
            .expect("read");
        let how: Vec<How> = how.into_iter().map(|d| d.how).collect();
        match filed_on {
            14 => assert_eq!(how, []),
            18 => assert_eq!(how, [How::Default, How::Reissued]),
            _ => assert_eq!(how, [How::Default]),
        }
        if filed_on == 14 {
            by_default(&agency);
        }
        turn_to(&agency, date(2026, 9, 26));
        assert_eq!(close(&agency, "2026-09").sums.total, Fen(september), "filed on the {filed_on}th");
        if !before_close {
            assert!(
                reduce(&agency, of, zhou, date(2026, 9, 17)).is_err(),
                "a draft until the window opens again"
            );
            turn_to(&agency, date(2026, 10, 5));
            assert_eq!(draft(&agency, of).total(), Fen(2_423_332));
            reduce(&agency, of, zhou, date(2026, 9, 17)).expect("filed");
            assert_eq!(draft(&agency, of).total(), Fen(1_966_266));
            assert_eq!(bills(&agency, of, "2026-09").len(), 1);
        }
    }
}

#[test]
fn a_change_after_the_clerks_own_declaration_reopens_it() {
    let agency = agency(date(2026, 9, 7));
    let of = employer(&agency, 1, 1);
    let people = put_on_roll(&agency, of, &three());
    let declare = |seen| {
        agency.write(&clerk(of), move |desk| {
            declare_month::declare_month(desk, &Key::new(format!("declare {seen}"), b""), of, month("2026-09"), seen)
        })
    };
    let seen = draft(&agency, of).version;
    assert!(matches!(declare(seen - 1), Err(Error::Stale { .. })));
    declare(seen).expect("declared");
    assert!(agency.read(&clerk(of), move |desk| declare_month::reopens(desk, of)).expect("read"));
    turn_to(&agency, date(2026, 9, 10));
    reduce(&agency, of, people[0], date(2026, 9, 9)).expect("filed");
    let draft = draft(&agency, of);
    assert_eq!(
        draft.declaration.map(|d| (d.how, d.people, d.total)),
        Some((How::Reopened, 2, Fen(1_966_266 - 351_800)))
    );
    declare(draft.version).expect("declared again");
    turn_to(&agency, date(2026, 9, 16));
    let sums = declare_by_default::declare_by_default(&agency, &Caller::system(), month("2026-09"), &mut |_| {}).expect("swept");
    assert_eq!(sums.employers, 0, "who declared is not declared by default");
}

#[test]
fn a_month_closes_after_its_window_and_in_order() {
    let agency = agency(date(2026, 8, 25));
    employer(&agency, 1, 1);
    let early = close_month::close_month(&agency, &Caller::system(), month("2026-08"), &mut |_| {});
    assert!(matches!(early, Err(Error::Refused(why)) if units::Statement::code(why.as_ref()) == "close.too_early"));
    turn_to(&agency, date(2026, 8, 26));
    assert_eq!(close(&agency, "2026-08").sums.employers, 0, "nobody on the roll, no bill");
    turn_to(&agency, date(2026, 10, 26));
    let skipped = close_month::close_month(&agency, &Caller::system(), month("2026-10"), &mut |_| {});
    assert!(matches!(skipped, Err(Error::Refused(why)) if units::Statement::code(why.as_ref()) == "close.earlier_month_open"));
    let nobody = close_month::close_month(&agency, &clerk(EmployerId(1)), month("2026-09"), &mut |_| {});
    assert!(matches!(nobody, Err(Error::Denied(_))));
    act(&agency, |_| Ok(()));
}

#[test]
fn story_y6_the_month_of_reaching_the_age_is_due_and_the_next_is_not() {
    let agency = agency(date(2026, 7, 7));
    let of = employer(&agency, 1, 1);
    let zheng = put_on_roll(&agency, of, &[Hired::new("郑六", "2026-01", 11_240)])[0];
    assert_eq!(draft(&agency, of).total(), Fen(416_180));
    let line = ReduceLine {
        line: 1,
        person: zheng,
        reduction: Reduction {
            end_date: date(2026, 7, 10),
            last_month: Some(month("2026-07")),
        },
        reason: 26,
        medical_reason: None,
        remark: String::new(),
    };
    agency
        .write(&clerk(of), move |desk| {
            reduce_staff(desk, &Key::new("leaver", b"x"), of, std::slice::from_ref(&line), Rule::AllOrNothing)
        })
        .expect("filed");
    turn_to(&agency, date(2026, 7, 26));
    let july = close(&agency, "2026-07").sums;
    let split = bills(&agency, of, "2026-07")[0].totals;
    assert_eq!(
        (july.total, split.employer_total(), split.employee_total()),
        (Fen(416_180), Fen(297_860), Fen(118_320))
    );
    turn_to(&agency, date(2026, 8, 26));
    assert_eq!(close(&agency, "2026-08").sums.employers, 0, "no August line, no bill");
}
