//! The published files lived through: a roll, its wages, leavers, a debit that bounces once and one that bounces twice.

use std::collections::{BTreeMap, BTreeSet};

use domain::bill::BillKind;
use domain::collection::{ClaimKey, Incoming, PaymentReference};
use domain::filing::reduction::Reduction;
use domain::ids::PersonId;
use domain::standing::Cause;
use policy::Branch;
use procedures::draft_bill::draft_bill;
use procedures::employer_account::{Entry, employer_account};
use procedures::enrol_staff::Rule;
use procedures::lists::{check_upload, file_upload};
use procedures::reconcile::reconcile;
use procedures::record::{Cell, own_record};
use procedures::reduce_staff::{ReduceLine, check_reductions, reduce_staff};
use procedures::take_remittance::take_remittance;
use procedures::wage_list::{WageList, check_wages, declare_wages};
use procedures::{Caller, Grant, Role, receipts, roll};
use store::filing::LineState;
use store::upload::ListKind;
use units::{Date, Fen, Month, date};

use crate::rig::{NAME, Rig, fixture, officer};

fn month(text: &str) -> Month {
    Month::parse(text).expect("a month")
}

/// By this name and number.
type Leaver = (PersonId, String, String);

impl Rig {
    fn draft(&self) -> (Fen, usize, String) {
        let employer = self.employer;
        self.agency
            .read(&self.clerk, move |desk| {
                let draft = draft_bill(desk, employer)?;
                let declared = draft.declaration.as_ref().map_or("no", |d| d.how.code());
                Ok((draft.total(), draft.sheet.people.len(), declared.to_owned()))
            })
            .expect("a draft")
    }

    fn entry(&self, month: Month) -> Entry {
        let employer = self.employer;
        let account = self
            .agency
            .read(&self.clerk, move |desk| employer_account(desk, employer))
            .expect("a statement");
        account.entries.into_iter().find(|entry| entry.key.month == month).expect("a bill")
    }

    /// A person's own record of a month.
    fn cells(&self, person: PersonId, month: Month) -> [Cell; 5] {
        let caller = Caller {
            grants: vec![Grant {
                role: Role::Insured,
                employer: None,
                person: Some(person),
            }],
            ..officer(Role::Insured)
        };
        let record = self.agency.read(&caller, |desk| own_record(desk, None)).expect("a record");
        let row = record.month(month).unwrap_or_else(|| panic!("{month} is on the record"));
        assert!(row.agrees(), "{row:?}");
        row.cells
    }

    /// Everybody on the roll who is in none of the later files.
    fn may_leave(&self) -> Vec<Leaver> {
        let how = documents::Reading::on(date(2026, 11, 10));
        let later = documents::read_reductions(&fixture("reductions.xlsx"), &how).expect("readable");
        let refused = later.refused.iter().flat_map(|r| [r.number.clone(), r.name.clone()]);
        let later: BTreeSet<String> = later.lines.iter().map(|l| l.identity.number.clone()).chain(refused).collect();
        let mut free = self.on_roll();
        free.retain(|(_, name, number)| !later.contains(number) && !later.contains(name));
        free
    }

    fn on_roll(&self) -> Vec<Leaver> {
        let employer = self.employer;
        let roll = self
            .agency
            .read(&self.clerk, move |desk| roll::roll(desk, employer))
            .expect("a roll");
        let named = |on: domain::registry::OnRoll| (on.person.id, on.person.name, on.person.number);
        roll.people.into_iter().map(named).collect()
    }

    fn leaves_by_form(&self, who: PersonId, end_date: Date) {
        let (employer, key) = (self.employer, self.key("form"));
        let line = ReduceLine {
            line: 1,
            person: who,
            reduction: Reduction {
                end_date,
                last_month: None,
            },
            reason: 26,
            medical_reason: None,
            remark: String::new(),
        };
        let before = self.draft().0;
        let falls_by = self
            .agency
            .write(&self.clerk, move |desk| {
                let open = desk.window()?.month();
                let verdicts = check_reductions(desk, employer, std::slice::from_ref(&line))?;
                reduce_staff(desk, &key, employer, std::slice::from_ref(&line), Rule::AllOrNothing)?;
                Ok(verdicts[0].outcome.as_ref().map(|made| made.falls_by(open)).unwrap_or_default())
            })
            .expect("filed");
        assert_eq!(before - falls_by, self.draft().0, "the confirmation predicts the draft");
    }

    fn leave_by_workbook(&self, leavers: &[Leaver], end_date: Date) {
        let mut text = "姓名,证件号码,减员日期,四险减员原因\r\n".to_owned();
        for (_, name, number) in leavers {
            text += &format!("{name},{number},{end_date},合同到期终止\r\n");
        }
        let upload = self.keep_bytes(ListKind::Reductions, "减员.csv", text.as_bytes());
        let checked = check_upload(&self.agency, &self.clerk, self.employer, upload).expect("readable");
        assert_eq!((checked.clean, checked.refused()), (leavers.len(), 0), "{:?}", checked.findings);
        let before = self.draft().0;
        let key = self.key("workbook");
        file_upload(&self.agency, &self.clerk, &key, self.employer, upload, Rule::AllOrNothing).expect("filed");
        assert_eq!(before + checked.effect, self.draft().0, "the check predicts the draft");
    }

    /// The whole story; answers who stayed and who left.
    fn live_through(&self) -> (Vec<PersonId>, Vec<Leaver>) {
        self.give_account();
        self.load_clean_roster();
        let upload = self.keep(ListKind::Wages, "wages-2025.xlsx");
        let list = WageList {
            upload,
            year_from: month("2026-07"),
            confirmed: BTreeSet::new(),
        };
        let checked = check_wages(&self.agency, &self.clerk, self.employer, &list).expect("readable");
        let key = self.key("wages");
        let declared = declare_wages(&self.agency, &self.clerk, &key, self.employer, &list, Rule::GoodLinesOnly).expect("declared");
        assert_eq!(declared.undeclared.len(), checked.undeclared.len());
        assert_eq!(checked.undeclared.len(), 6, "five and the implausible one");

        self.pass_until(date(2026, 9, 14));
        assert_eq!(self.entry(month("2026-08")).standing.code(), "on_time");
        let mut free = self.may_leave();
        let leavers = free.split_off(free.len() - 3);
        self.leaves_by_form(leavers[0].0, date(2026, 9, 11));
        self.pass_until(date(2026, 9, 18));
        assert_eq!(self.draft().2, "default", "nobody declared");
        self.leave_by_workbook(&leavers[1..], date(2026, 9, 17));
        let (total, people, declared) = self.draft();
        assert_eq!((people, declared.as_str()), (98, "reissued"));
        let mut stayed = self.on_roll();
        stayed.retain(|(who, ..)| leavers.iter().all(|(left, ..)| who != left));

        self.bank_will_bounce(1);
        self.pass_until(date(2026, 10, 31));
        let september = self.entry(month("2026-09"));
        assert_eq!((september.due, september.paid, september.fee), (total, total, Fen::ZERO));
        assert_eq!(september.standing.code(), "on_time_retried");

        self.bank_will_bounce(2);
        self.pass_until(date(2026, 11, 10));
        self.november_files();
        self.pass_until(date(2026, 12, 7));
        self.pay_october();
        (stayed.into_iter().map(|(who, ..)| who).collect(), leavers)
    }

    /// On their business day every row of the other files has the answer written beside it, as on a roll just loaded.
    fn november_files(&self) {
        for (kind, name, done, counter) in [
            (ListKind::Increases, "increases.xlsx", 20, 0),
            (ListKind::Reductions, "reductions.xlsx", 30, 4),
        ] {
            let upload = self.keep(kind, name);
            let key = self.key(name);
            let receipt = file_upload(&self.agency, &self.clerk, &key, self.employer, upload, Rule::GoodLinesOnly).expect("filed");
            let employer = self.employer;
            let lines = self
                .agency
                .read(&self.clerk, move |desk| Ok(receipts::filing(desk, employer, receipt.n)?.lines))
                .expect("read");
            let count = |state| lines.iter().filter(|l| l.states == [state; 2]).count();
            assert_eq!((count(LineState::Done), count(LineState::Counter)), (done, counter), "{name}");
        }
    }

    fn pay_october(&self) {
        let october = self.entry(month("2026-10"));
        assert_eq!(october.standing.code(), "owed");
        assert!(october.fee > Fen::ZERO);
        let (asked, employer) = (october.due + october.fee, self.employer);
        let bill = ClaimKey {
            month: month("2026-10"),
            kind: BillKind::Regular,
        };
        let money = Incoming {
            bank_reference: "20261207-1".into(),
            text: PaymentReference { employer, bill }.grouped(),
            payer: NAME.into(),
            account: "6222000011111234".into(),
        };
        let received = self
            .agency
            .write(&officer(Role::Collection), move |desk| {
                take_remittance(desk, asked, date(2026, 12, 7), &money)
            })
            .expect("taken");
        assert_eq!((received.settled, received.missing), (vec![bill], None));
    }
}

#[test]
fn months_lived_through_are_told_by_each_record_and_both_databases_end_alike() {
    let mut ends = Vec::new();
    for rig in Rig::each("cn/example", date(2026, 8, 24)) {
        let (stayed, left) = rig.live_through();
        let october = rig.entry(month("2026-10"));
        assert_eq!(october.standing.code(), "paid_late_debit");
        let (mut fees, mut pension) = (Fen::ZERO, Fen::ZERO);
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for who in &stayed {
            let cell = |text: &str| rig.cells(*who, month(text))[Branch::Pension.index()];
            for text in ["2026-08", "2026-09", "2026-10"] {
                *seen.entry(cell(text).standing.code()).or_default() += 1;
            }
            assert!(matches!(cell("2026-09").cause, Some(Cause::SecondDebit { .. })));
            let Some(Cause::LateAfterBounce { days, bounces, fee, .. }) = cell("2026-10").cause else {
                panic!("{:?}", cell("2026-10"))
            };
            // From 1 December to the day before the money.
            assert_eq!((days, bounces), (6, 2));
            fees += fee;
            pension += cell("2026-10").to_account;
        }
        let each = stayed.len();
        assert_eq!(
            seen,
            BTreeMap::from([("on_time", each), ("on_time_retried", each), ("paid_late_debit", each)])
        );
        assert_eq!(each, 98);
        // Each person's share is rounded by itself.
        assert!((fees.0 - october.fee.0).unsigned_abs() <= each as u64, "{fees} {}", october.fee);
        assert!(pension > Fen::ZERO);
        for (who, ..) in &left {
            let cell = |text: &str| rig.cells(*who, month(text))[Branch::Pension.index()];
            assert_eq!(cell("2026-08").standing.code(), "on_time");
            assert_eq!(cell("2026-09").standing.code(), "interrupted");
            assert_eq!(cell("2026-10").standing.code(), "interrupted");
        }
        let books = rig
            .agency
            .read(&officer(Role::Collection), |desk| reconcile(desk, date(2026, 12, 7)))
            .expect("books");
        assert!(books.holds());
        assert_eq!(books.late_fees, october.fee);
        assert_eq!(rig.broken(), Vec::<String>::new());
        ends.push(rig.state());
    }
    assert!(ends.windows(2).all(|pair| pair[0] == pair[1]), "{ends:?}");
}
