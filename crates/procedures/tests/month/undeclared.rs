//! An employer that has to declare by itself and does not (Social Insurance Law art. 62).

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use domain::bill::{BillKind, Cause};
use domain::ids::EmployerId;
use domain::registry::Collection;
use domain::spell::BaseOrigin;
use policy::{Branch, Category};
use procedures::bill_file::{BillWords, bill_file};
use procedures::undeclared_months::{UndeclaredMonth, undeclared_months};
use procedures::{Agency, Caller, Error, Key, bills, check_bills, close_month, declare_by_default, declare_month, draft_bill};
use units::{Fen, date};

use crate::rig::{Hired, agency, clerk, employer_that, month, put_on_roll, turn_to};

fn close(agency: &Agency, text: &str) -> Fen {
    let caller = Caller::system();
    close_month::close_month(agency, &caller, month(text), &mut |_| {})
        .expect("closed")
        .sums
        .total
}

fn declare(agency: &Agency, of: EmployerId, text: &str) -> Result<procedures::Receipt, Error> {
    let seen = agency
        .read(&clerk(of), move |desk| draft_bill::draft_bill(desk, of))
        .expect("a draft")
        .version;
    let key = Key::new(format!("declare {text} at {seen}"), b"");
    let of_month = month(text);
    agency.write(&clerk(of), move |desk| declare_month::declare_month(desk, &key, of, of_month, seen))
}

fn undeclared(agency: &Agency, of: EmployerId) -> Vec<UndeclaredMonth> {
    agency.read(&clerk(of), move |desk| undeclared_months(desk, of)).expect("read")
}

/// What the workbook of a month's regular bill says: the totals of the lines that belong to nobody, and of its sum.
fn workbook(agency: &Agency, of: EmployerId, text: &str) -> (Vec<Fen>, Fen) {
    const NOBODY: &str = "未按月申报";
    let of_month = month(text);
    let words = BillWords {
        branches: Branch::ALL.map(|branch| branch.code().to_owned()),
        categories: Category::ALL.map(|category| category.code().to_owned()),
        more: vec![],
        of_nobody: ["基数未申报".to_owned(), NOBODY.to_owned()],
    };
    let bytes = agency
        .read(&clerk(of), move |desk| bill_file(desk, of, of_month, BillKind::Regular, &words))
        .expect("a workbook");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("readable");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("its cells");
    let total = |row: &[Data]| match row.last() {
        Some(Data::Float(yuan)) => Fen((yuan * 100.0).round() as i64),
        other => panic!("no amount: {other:?}"),
    };
    let is = |row: &&[Data], name: &str| row.iter().any(|cell| cell.to_string().contains(name));
    let of_nobody = sheet.rows().filter(|row| is(row, NOBODY)).map(total).collect();
    (of_nobody, sheet.rows().next_back().map(total).expect("a sum"))
}

fn broken(agency: &Agency) -> usize {
    let mut count = 0;
    check_bills::check_bills(agency, &mut |_| count += 1).expect("checked");
    count
}

#[test]
fn an_undeclared_month_is_billed_at_110_percent_of_the_month_before_once_and_settled_when_declared() {
    let agency = agency(date(2026, 7, 7));
    let of = employer_that(&agency, 1, 1, Collection::Transfer);
    let wages = [10_000, 12_345].map(|yuan| Hired {
        bases: vec![(month("2026-07"), Fen::yuan(yuan), BaseOrigin::Declared)],
        ..Hired::new("赵一", "2026-07", yuan)
    });
    put_on_roll(&agency, of, &wages);
    let july = agency
        .read(&clerk(of), move |desk| draft_bill::draft_bill(desk, of))
        .expect("a draft");
    assert_eq!(july.unless_declared, Some(july.total()), "no month before: the roll stands alone");
    declare(&agency, of, "2026-07").expect("declared");
    turn_to(&agency, date(2026, 7, 26));
    assert_eq!(close(&agency, "2026-07"), july.total());

    // Neither August nor September is declared.
    turn_to(&agency, date(2026, 8, 16));
    let by_default = declare_by_default::declare_by_default(&agency, &Caller::system(), month("2026-08"), &mut |_| {});
    assert_eq!(by_default.expect("swept").employers, 0, "who pays by itself declares by itself");
    let draft = agency
        .read(&clerk(of), move |desk| draft_bill::draft_bill(desk, of))
        .expect("a draft");
    let tenth: i64 = july.sheet.of_people().by_branch().iter().map(|sum| (sum.0 + 5) / 10).sum();
    assert_eq!(draft.unless_declared, Some(draft.total() + Fen(tenth)));
    turn_to(&agency, date(2026, 8, 26));
    assert_eq!(
        Some(close(&agency, "2026-08")),
        draft.unless_declared,
        "the draft predicts the bill"
    );
    turn_to(&agency, date(2026, 9, 26));
    assert_eq!(Some(close(&agency, "2026-09")), draft.unless_declared, "nothing compounds");
    let each = |text: &str| UndeclaredMonth {
        month: month(text),
        surcharge: Fen(tenth),
    };
    assert_eq!(undeclared(&agency, of), [each("2026-08"), each("2026-09")]);
    let page = agency
        .read(&clerk(of), move |desk| {
            bills::bill_page(desk, of, month("2026-08"), BillKind::Regular)
        })
        .expect("a bill");
    assert!(page.holds() && page.can_be_declared);
    assert_eq!(page.by_month_before, Some(july.total()));
    let (of_nobody, sum) = workbook(&agency, of, "2026-08");
    assert_eq!(of_nobody, vec![Fen(tenth)], "the line that belongs to nobody");
    assert_eq!(sum, page.bill.totals.total(), "the workbook adds up to the bill");
    assert_eq!(
        workbook(&agency, of, "2026-07"),
        (vec![], july.total()),
        "a declared month has no such line"
    );

    turn_to(&agency, date(2026, 10, 8));
    assert!(declare(&agency, of, "2026-07").is_err(), "declared in time");
    declare(&agency, of, "2026-08").expect("declared late");
    assert!(declare(&agency, of, "2026-08").is_err(), "once");
    assert_eq!(undeclared(&agency, of), [each("2026-09")]);
    let page = agency
        .read(&clerk(of), move |desk| {
            bills::bill_page(desk, of, month("2026-08"), BillKind::Regular)
        })
        .expect("a bill");
    let settled: Vec<_> = page.others.iter().map(|b| (b.cause, b.totals.total(), b.surcharge)).collect();
    assert_eq!(settled, [(Some(Cause::MonthDeclared), Fen(-tenth), Fen(-tenth))]);
    assert!(!page.can_be_declared);
    assert_eq!(broken(&agency), 0);
}
