//! What somebody changes with the database's own shell is named.

use std::collections::BTreeSet;

use domain::case::CaseKind;
use domain::case::back_payment::Point;
use domain::case::refund::Way;
use domain::case::sample::Verdict;
use domain::collection::{Creditor, RefundGround};
use domain::hall::appointment::Errand;
use domain::hall::till::Means;
use domain::ids::{CaseId, EmployerId, LoginId, PersonId, TransferId};
use procedures::back_payment::debit::debit_filings;
use procedures::back_payment::{Ask, AskLine, Asked, ask_employer, file_online, open_back_payment, put_paper, see, submit};
use procedures::check::rebuild;
use procedures::earlier::{EarlierSums, confirm_earlier, hand_in_earlier};
use procedures::enrol_staff::Rule;
use procedures::lists::file_upload;
use procedures::payable::payable;
use procedures::set_creditor::set_creditor;
use procedures::take_bank_answer::take_bank_answer;
use procedures::take_money::{Handed, take_money};
use procedures::{Caller, Role, check};
use store::case::{self, Opened, Step};
use store::event::Body;
use store::refund;
use store::schema::{FACTS, SPINE};
use store::upload::ListKind;
use store::{Trouble, TroubleKind, Tx, V};
use units::{Fen, Month, date};

use crate::hall::{register_a_payer, visit_the_hall};
use crate::rig::{Rig, clerk_of, officer};

const ROSTER: &str = "name,id_number,category,wage,hired_on\r\n\
    赵白露,110105199003071239,本市城镇,9500,2024-03-01\r\n\
    钱秋分,110108198509214561,本市城镇,6900,2024-03-01\r\n\
    孙立春,130102199206157897,外埠城镇,41200,2024-03-01\r\n";

/// A month with a row in every table, and what `early` does on its fifteenth: enrolled, waited for, declared by default, changed, closed, bounced, doubted, paid.
fn lived(rig: &Rig, early: fn(&Rig)) {
    rig.give_account();
    let file = |kind, name, text: &str| {
        let id = rig.keep_bytes(kind, name, text.as_bytes());
        file_upload(&rig.agency, &rig.clerk, &rig.key(name), rig.employer, id, Rule::AllOrNothing).expect("filed");
    };
    file(ListKind::Roster, "花名册.csv", ROSTER);
    rig.pass_until(date(2026, 8, 15));
    early(rig);
    rig.pass_until(date(2026, 8, 16));
    file(
        ListKind::Reductions,
        "减员.csv",
        "姓名,证件号码,减员日期,四险减员原因\r\n钱秋分,110108198509214561,2026-08-14,合同到期终止\r\n",
    );
    let other = EmployerId(rig.agency.id());
    rig.register(other, "柳莺示例有限公司", 2);
    let waits = "姓名,证件号码,户口性质,用工起始日期,参保险种,首月工资\r\n赵白露,110105199003071239,本市城镇,2026-08-10,五险,9000\r\n";
    let clerk = clerk_of(other);
    let id = rig
        .agency
        .write(&clerk, move |desk| {
            procedures::lists::keep_upload(desk, other, ListKind::Increases, "增员.csv", waits.as_bytes().to_vec())
        })
        .expect("kept");
    file_upload(&rig.agency, &clerk, &rig.key("waits"), other, id, Rule::AllOrNothing).expect("waits");
    open_a_case(rig);
    offer_a_refund(rig);
    rig.bank_will_bounce(1);
    rig.pass_until(date(2026, 9, 2));
    // The bank first said no; then the money is there all the same.
    let debit = rig
        .agency
        .read(&Caller::system(), |desk| {
            let region = desk.region_subject()?;
            let batch = store::debit::batches(desk.tx, region, 1)?.remove(0);
            Ok(store::debit::whole_batch(desk.tx, batch.id)?.remove(0))
        })
        .expect("a debit");
    let text = format!(
        "end_to_end_id,amount,currency,status,reason,value_date\r\n{},{sum},CNY,ACSC,,2026-09-02\r\n#,1,{sum},,,\r\n",
        debit.end_to_end(),
        sum = debit.amount
    );
    take_bank_answer(&rig.agency, &Caller::system(), "late.csv", text.as_bytes()).expect("taken");
    rig.pass_until(date(2026, 9, 3));
}

/// A back payment from the request to the posted month.
fn make_up_a_month(rig: &Rig) {
    let (employer, month) = (rig.employer, units::Month::parse("2026-06").expect("a month"));
    let keys = ["ask", "paper", "submit", "accept", "pay"].map(|name| rig.key(name));
    let [ask, paper, hand_in, accept, pay] = keys;
    let id = rig
        .agency
        .write(&rig.clerk, move |desk| {
            let line = AskLine {
                line: 1,
                person: see::person_by_number(desk, employer, "130102199206157897")?,
                from: month,
                to: month,
                base: None,
                reason: "单位漏报".to_owned(),
                document: Some("京社稽〔2026〕88号".to_owned()),
                medical_costs: false,
            };
            let asked = Ask {
                asked: Asked::Inspection,
                origin: "form",
                lines: vec![line],
            };
            Ok(open_back_payment(desk, &ask, employer, &asked, Rule::AllOrNothing)?.cases[0].0)
        })
        .expect("asked for");
    rig.agency
        .write(&rig.clerk, move |desk| {
            let scan = Some(("scan.pdf", &b"%PDF-1.7"[..]));
            put_paper(desk, &paper, employer, id, "decision_document", scan)
        })
        .expect("a paper");
    rig.agency
        .write(&rig.clerk, move |desk| submit(desk, &hand_in, employer, id))
        .expect("handed in");
    rig.agency
        .write(&officer(Role::Acceptance), move |desk| {
            procedures::back_payment::accept(desk, &accept, employer, id, &["decision_document".to_owned()])
        })
        .expect("taken in");
    rig.agency
        .write(&officer(Role::Cashier), move |desk| {
            let of = Errand::BackPayment(id);
            let due = payable(desk, employer, of)?.ok_or(procedures::Error::NotFound)?;
            let handed = Handed {
                employer,
                of,
                means: Means::Card,
                amount: due.to_pay(),
                reference: "POS 1".to_owned(),
                ticket: None,
            };
            take_money(desk, &pay, &handed)
        })
        .expect("paid");
}

/// What a second look at the counter's decision found, as its row is written: which decisions are drawn is the digest's matter.
fn look_again(rig: &Rig) {
    let (employer, key) = (rig.employer, rig.key("sample"));
    rig.agency
        .write(&officer(Role::Acceptance), move |desk| {
            let mut act = desk.begin(employer)?;
            let cases = store::back_payment::of_employer(desk.tx, employer, 10)?;
            let accepted = cases.iter().find_map(|story| {
                let step = story.steps.iter().find(|step| step.event == "accept")?;
                Some((story.opened.clone(), step.step))
            });
            let (opened, step) = accepted.ok_or(procedures::Error::NotFound)?;
            let found = store::back_payment::Sampled {
                step,
                n: act.n,
                lot: 412,
                verdict: Verdict::InOrder,
                ground: "原件与申报一致".to_owned(),
                by: desk.caller.login,
                by_name: desk.caller.name.clone(),
                on_date: desk.today,
            };
            store::back_payment::put_sample(desk.tx, &mut act, &opened, &found)?;
            desk.seal(act, "back_payment_sampled", &key, Body::new())
        })
        .expect("looked at again");
}

/// Somebody enrolled late whose last month is filed online and asked of the bank.
fn debit_a_filing(rig: &Rig) {
    let employer = rig.employer;
    let late = "姓名,证件号码,户口性质,用工起始日期,参保险种,首月工资\r\n何清明,340621198512051231,本市城镇,2026-07-06,五险,9000\r\n";
    let id = rig.keep_bytes(ListKind::Increases, "晚参保.csv", late.as_bytes());
    file_upload(&rig.agency, &rig.clerk, &rig.key("late"), employer, id, Rule::AllOrNothing).expect("filed");
    let [ask, hand_in, online, debit] = ["ask-online", "submit-online", "online", "debit"].map(|name| rig.key(name));
    let id = rig
        .agency
        .write(&rig.clerk, move |desk| {
            let month = Month::of(date(2026, 7, 1));
            let line = AskLine {
                line: 1,
                person: see::person_by_number(desk, employer, "340621198512051231")?,
                from: month,
                to: month,
                base: None,
                reason: "晚报".to_owned(),
                document: None,
                medical_costs: false,
            };
            let asked = Ask {
                asked: Asked::ByMonth,
                origin: "form",
                lines: vec![line],
            };
            Ok(open_back_payment(desk, &ask, employer, &asked, Rule::AllOrNothing)?.cases[0].0)
        })
        .expect("asked for");
    rig.agency
        .write(&rig.clerk, move |desk| submit(desk, &hand_in, employer, id))
        .expect("handed in");
    rig.agency
        .write(&rig.clerk, move |desk| file_online(desk, &online, employer, id))
        .expect("filed online");
    rig.agency
        .write(&officer(Role::Collection), move |desk| debit_filings(desk, &debit))
        .expect("a file for the bank");
}

/// A verification whose officer points at a paper.
fn ask_for_a_paper(rig: &Rig) {
    let (employer, month) = (rig.employer, units::Month::parse("2025-02").expect("a month"));
    let [ask, hand_in, point] = ["ask-verified", "submit-verified", "point"].map(|name| rig.key(name));
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
            Ok(open_back_payment(desk, &ask, employer, &asked, Rule::AllOrNothing)?.cases[0].0)
        })
        .expect("asked for");
    let looked = rig.agency.read(&rig.clerk, move |desk| see::back_payment(desk, employer, id));
    let papers: Vec<String> = looked.expect("the case").papers.into_iter().map(|of| of.paper.code).collect();
    for code in &papers {
        let (key, paper) = (rig.key(code), code.clone());
        rig.agency
            .write(&rig.clerk, move |desk| {
                put_paper(desk, &key, employer, id, &paper, Some(("scan.pdf", &b"%PDF-1.7"[..])))
            })
            .expect("a paper");
    }
    rig.agency
        .write(&rig.clerk, move |desk| submit(desk, &hand_in, employer, id))
        .expect("handed in");
    let at = vec![Point::Paper(papers[0].clone())];
    rig.agency
        .write(&officer(Role::Verification), move |desk| {
            ask_employer(desk, &point, employer, id, "请补签字页", &at)
        })
        .expect("asked");
}

/// An old month of the payer's, handed in by one officer and confirmed by another.
fn take_over_records(rig: &Rig) {
    let (employer, hand_in, confirm) = (rig.employer, rig.key("earlier"), rig.key("earlier-confirmed"));
    let old = "姓名,证件号码,险种,起始月,终止月,缴费基数,单位月缴,个人月缴,月划入个人账户,缴费状态,到账日期\r\n\
        赵白露,110105199003071239,养老,2019-03,2019-05,6000,960,480,480,补缴（漏缴）,2019-08-12\r\n";
    let first = officer(Role::Registration);
    let told = EarlierSums {
        employer: Fen::yuan(2_880),
        person: Fen::yuan(1_440),
        to_account: Fen::yuan(1_440),
    };
    let (_, file) = rig
        .agency
        .write(&first, move |desk| {
            hand_in_earlier(desk, &hand_in, employer, "old.csv", old.as_bytes(), told)
        })
        .expect("handed in");
    let second = Caller {
        login: LoginId(89),
        ..officer(Role::Registration)
    };
    rig.agency
        .write(&second, move |desk| confirm_earlier(desk, &confirm, employer, file))
        .expect("confirmed");
}

/// The agency's own account.
fn set_the_creditor(rig: &Rig) {
    let key = rig.key("creditor");
    let creditor = Creditor {
        name: "样例市社会保险基金收入户".to_owned(),
        account_number: "0200099900099900001".to_owned(),
        bank_code: "102100099996".to_owned(),
    };
    rig.agency
        .write(&officer(Role::Operator), move |desk| set_creditor(desk, &key, &creditor))
        .expect("set");
}

/// A case with one step, as its rows are written.
fn open_a_case(rig: &Rig) {
    let (employer, key) = (rig.employer, rig.key("case"));
    rig.agency
        .write(&rig.clerk, move |desk| {
            let mut act = desk.begin(employer)?;
            let who = store::bill::people(desk.tx, employer)?
                .keys()
                .next()
                .copied()
                .unwrap_or(PersonId(0));
            let opened = Opened {
                employer,
                id: CaseId(desk.id()),
                n: act.n,
                kind: CaseKind::CounterReduction,
                person: who,
                line: 1,
                due_on: date(2026, 8, 28),
                filed_by: desk.caller.login,
                filed_on: desk.today,
            };
            case::open(desk.tx, &mut act, &opened, "filed")?;
            let step = Step {
                step: 1,
                n: act.n,
                event: "withdraw".to_owned(),
                by: desk.caller.login,
                by_name: desk.caller.name.clone(),
                on_date: desk.today,
                day: None,
                month: None,
                word: None,
                note: None,
            };
            case::append(desk.tx, &mut act, &opened, &step, "withdrawn")?;
            desk.seal(act, "case_withdrawn", &key, Body::new())
        })
        .expect("a case");
}

/// A refund with one step, as its rows are written.
fn offer_a_refund(rig: &Rig) {
    let (employer, key) = (rig.employer, rig.key("refund"));
    rig.agency
        .write(&rig.clerk, move |desk| {
            let mut act = desk.begin(employer)?;
            let offer = refund::Offer {
                employer,
                id: CaseId(desk.id()),
                n: act.n,
                ground: RefundGround::Overpaid(TransferId(1)),
                amount: Fen(100),
                on: desk.today,
            };
            refund::offer(desk.tx, &mut act, &offer)?;
            let step = refund::Step {
                step: 1,
                n: act.n,
                event: "choose".to_owned(),
                by: desk.caller.login,
                by_name: desk.caller.name.clone(),
                on: desk.today,
                says: refund::Saying {
                    way: Some(Way::NextBill),
                    note: Some("as agreed".to_owned()),
                    ..refund::Saying::default()
                },
            };
            refund::append(desk.tx, &mut act, &offer, &step)?;
            desk.seal(act, "refund_chosen", &key, Body::new())
        })
        .expect("a refund");
}

/// Rows that a sweep wrote are named by their slice; who is of which region, by the digest of the region.
const NAMED_BY: [(&str, &str); 4] = [
    ("bill", "sweep_slice "),
    ("declaration", "sweep_slice "),
    ("sweep_slice", "sweep month="),
    ("subject", "digest "),
];

/// Nothing follows from these: when a pack was first used is said for people.
const SAID_ONLY: [(&str, &str); 1] = [("pack", "first_used_on")];

fn sql(text: String) -> &'static str {
    text.leak()
}

/// The guards go first, as they would for anybody with the shell.
fn unguard(tx: &mut Tx, is_lite: bool, table: &str) -> Result<(), Trouble> {
    if is_lite {
        let names = tx.query(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = $1",
            &[V::from(table)],
        )?;
        for row in &names {
            tx.execute(sql(format!("DROP TRIGGER {}", row.text(0)?)), &[])?;
        }
    } else {
        tx.execute(sql(format!("ALTER TABLE {table} DISABLE TRIGGER ALL")), &[])?;
    }
    Ok(())
}

fn write<T: Send + 'static>(rig: &Rig, f: impl FnMut(&mut Tx) -> Result<T, Trouble> + Send + 'static) -> Result<T, Trouble> {
    rig.agency.db().write(f)
}

/// One byte more, or other, in one column of one row. `None` where the schema itself refuses it.
fn change_one(rig: &Rig, table: &'static str, key: &[String], column: &str) -> Option<()> {
    let (order, column) = (key.join(", "), column.to_owned());
    let read = sql(format!("SELECT {column} FROM {table} ORDER BY {order} LIMIT 1"));
    let row = rig.agency.db().read(|tx| tx.one(read, &[])).expect("read").expect("a row");
    let other = match row.cells()[0].clone() {
        V::Null => None,
        V::I(x) => Some(V::I(x + 1)),
        V::T(x) => Some(V::T(format!("{}x", x.chars().skip(1).collect::<String>()))),
        V::B(mut x) => {
            if x.is_empty() {
                x.push(0);
            }
            x[0] ^= 1;
            Some(V::B(x))
        }
    };
    let keys = key.join(", ");
    let is_lite = rig.is_lite;
    let changed = write(rig, move |tx| {
        // What is not there yet is a number, a text or bytes: whichever the column takes.
        let tries = other
            .clone()
            .map_or_else(|| vec![V::I(1), V::from("x"), V::B(vec![1])], |v| vec![v]);
        let first = format!("({keys}) IN (SELECT {keys} FROM {table} ORDER BY {keys} LIMIT 1)");
        let update = sql(format!("UPDATE {table} SET {column} = $1 WHERE {first}"));
        let value = if is_lite {
            tries[0].clone()
        } else {
            typed(tx, table, &column, tries)?
        };
        tx.execute(update, &[value])
    });
    match changed {
        Ok(count) => {
            assert_eq!(count, 1, "{table}");
            Some(())
        }
        Err(trouble) if matches!(trouble.kind(), TroubleKind::Constraint | TroubleKind::AlreadyThere) => None,
        Err(trouble) => panic!("{table}: {trouble}"),
    }
}

/// Of several values the one of the column's type.
fn typed(tx: &mut Tx, table: &str, column: &str, tries: Vec<V>) -> Result<V, Trouble> {
    let ask =
        "SELECT data_type FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 AND column_name = $2";
    let row = tx.one(ask, &[V::from(table), V::from(column)])?;
    let is = row.as_ref().map_or(Ok(""), |row| row.text(0))?;
    let fits = |value: &V| {
        let of = match value {
            V::Null => "",
            V::I(_) => "bigint",
            V::T(_) => "text",
            V::B(_) => "bytea",
        };
        tries.len() == 1 || of == is
    };
    Ok(tries.iter().find(|v| fits(v)).cloned().unwrap_or(V::Null))
}

/// What `check` names, or that it broke off.
fn named(rig: &Rig) -> Vec<String> {
    match check::check(&rig.agency) {
        Ok(checks) => checks.into_iter().flat_map(|check| check.broken).collect(),
        Err(error) => vec![format!("broke off: {error:?}")],
    }
}

#[test]
fn one_changed_byte_in_any_table_that_only_grows_is_named() {
    for rig in Rig::each("cn/example", date(2026, 8, 6)) {
        let payer = register_a_payer(&rig);
        lived(&rig, debit_a_filing);
        visit_the_hall(&rig, payer, Month::of(date(2026, 8, 1)));
        make_up_a_month(&rig);
        look_again(&rig);
        ask_for_a_paper(&rig);
        take_over_records(&rig);
        set_the_creditor(&rig);
        assert_eq!(named(&rig), Vec::<String>::new(), "before");
        let (mut missed, is_lite) = (Vec::new(), rig.is_lite);
        let tables = FACTS.iter().map(|fact| fact.name).chain(SPINE.iter().copied());
        for table in tables {
            let shape = rig
                .agency
                .db()
                .read(move |tx| store::schema::table(tx, table))
                .expect("read")
                .expect("a table");
            // On the second database one column of each table: it is the same text.
            let others = shape.columns.iter().rev().filter(|column| !shape.key.contains(column));
            let columns: Vec<&String> = others.take(if is_lite { usize::MAX } else { 1 }).collect();
            let all = sql(format!("SELECT {} FROM {table}", shape.columns.join(", ")));
            let before: Vec<Vec<V>> = write(&rig, move |tx| {
                unguard(tx, is_lite, table)?;
                Ok(tx.query(all, &[])?.iter().map(|row| row.cells().to_vec()).collect())
            })
            .expect("unguarded");
            if before.is_empty() {
                missed.push(format!("{table}: no row"));
                continue;
            }
            for column in columns {
                if SAID_ONLY.contains(&(table, column)) {
                    continue;
                }
                if change_one(&rig, table, &shape.key, column).is_none() {
                    continue;
                }
                let told = named(&rig);
                let names = |line: &String| NAMED_BY.iter().any(|(of, by)| *of == table && line.contains(by)) || line.contains(table);
                if !told.iter().any(names) {
                    missed.push(format!("{table}.{column}: {told:?}"));
                }
                let (rows, columns) = (before.clone(), shape.columns.clone());
                write(&rig, move |tx| {
                    tx.execute(sql(format!("DELETE FROM {table}")), &[])?;
                    let columns: Vec<&'static str> = columns.iter().map(|c| sql(c.clone())).collect();
                    tx.bulk(table, &columns, &mut rows.clone().into_iter()).map(drop)
                })
                .expect("restored");
            }
        }
        assert_eq!(missed, Vec::<String>::new(), "lite: {is_lite}");
        assert_eq!(named(&rig), Vec::<String>::new(), "after");
    }
}

#[test]
fn a_deleted_roll_and_changed_bills_are_named_and_the_roll_comes_back_bit_for_bit() {
    for rig in Rig::each("cn/example", date(2026, 8, 6)) {
        lived(&rig, |_| ());
        let (state, is_lite) = (rig.state(), rig.is_lite);
        let rows = |table: &str| {
            let read = sql(format!("SELECT * FROM {table} ORDER BY 1, 2, 3"));
            let rows = rig.agency.db().read(move |tx| tx.query(read, &[])).expect("read");
            rows.iter().map(|row| row.cells().to_vec()).collect::<Vec<_>>()
        };
        let (roll, bills) = (rows("roll"), rows("bill"));
        assert_eq!((roll.len(), bills.len()), (2, 1));
        write(&rig, move |tx| {
            tx.execute("DELETE FROM roll", &[])?;
            unguard(tx, is_lite, "bill")?;
            tx.execute("UPDATE bill SET total_fen = total_fen + 1, er_pension = er_pension + 1", &[])
                .map(drop)
        })
        .expect("tampered");
        let told = rig.broken();
        let rolls: BTreeSet<&String> = told.iter().filter(|line| line.starts_with("roll: ")).collect();
        assert_eq!(rolls.len(), 2, "{told:?}");
        let employer = format!("bill employer_id={} month=", rig.employer.0);
        assert!(told.iter().any(|line| line.contains(&employer)), "{told:?}");
        assert_eq!(rebuild(&rig.agency).expect("rebuilt"), 2);
        assert_eq!(rows("roll"), roll);
        assert!(rig.broken().iter().all(|line| !line.starts_with("roll: ")));
        write(&rig, |tx| {
            tx.execute("UPDATE bill SET total_fen = total_fen - 1, er_pension = er_pension - 1", &[])
                .map(drop)
        })
        .expect("put back");
        assert_eq!((rig.broken(), rig.state()), (vec![], state));
    }
}
