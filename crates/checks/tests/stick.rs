//! The declaration file on a stick: exported, carried to the counter, held against its case or opened as one.

use documents::declaration_file::{FileHead, FileLine, read_files, write_file, write_manifest};
use domain::ids::{CaseId, LoginId};
use procedures::back_payment::printed::declaration_files;
use procedures::back_payment::take_files::{Compared, Differing, Named, Stick, compare_files, open_files, whose_files};
use procedures::back_payment::{see, withdraw};
use procedures::{Error, Role};
use units::Fen;

use crate::rig::{Rig, officer};
use crate::samples::{handed_in, rigs};

fn exported(rig: &Rig, id: CaseId) -> Vec<Named> {
    let employer = rig.employer;
    let files = rig.agency.read(&rig.clerk, move |desk| declaration_files(desk, employer, id));
    files.expect("exported")
}

/// The files as somebody else's program would write them, each line changed.
fn rewritten(files: &[Named], change: impl Fn(&mut FileHead, &mut FileLine)) -> Vec<Named> {
    let (manifest, others) = files.split_last().expect("a manifest");
    let read = read_files(&manifest.1, others).expect("ours");
    let mut written: Vec<Named> = Vec::new();
    for ((name, _), (mut head, mut lines)) in others.iter().zip(read) {
        lines.iter_mut().for_each(|line| change(&mut head, line));
        written.push((name.clone(), write_file(&head, &lines)));
    }
    let named = write_manifest(&written);
    written.push((manifest.0.clone(), named));
    written
}

fn compared(rig: &Rig, id: CaseId, files: &[Named]) -> Result<Vec<Compared>, String> {
    let (employer, files) = (rig.employer, files.to_vec());
    let done = rig
        .agency
        .read(&officer(Role::Acceptance), move |desk| compare_files(desk, employer, id, &files));
    done.map_err(code)
}

fn code(error: Error) -> String {
    match error {
        Error::Refused(why) => why.code().to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_stick_is_held_line_by_line_against_its_case_and_one_changed_byte_is_refused() {
    for rig in rigs("20%") {
        let id = handed_in(&rig, "2025-02");
        let files = exported(&rig, id);
        let same = compared(&rig, id, &files).expect("read");
        assert_eq!((same.len(), same.iter().all(Compared::agrees)), (2, true), "{same:?}");
        for at in 0..files.len() {
            let mut changed = files.clone();
            let middle = changed[at].1.len() / 2;
            changed[at].1[middle] ^= 1;
            let refused = compared(&rig, id, &changed).expect_err("a byte was changed");
            assert!(refused.starts_with("declaration_file."), "{at}: {refused}");
        }
        let higher = rewritten(&files, |_, line| line.base += Fen::yuan(100));
        let told = compared(&rig, id, &higher).expect("read");
        assert!(
            told.iter().all(|line| line.differing == [Differing::Base] && !line.agrees()),
            "{told:?}"
        );
        let another = rewritten(&files, |_, line| line.number = "110108198509214561".to_owned());
        let told = compared(&rig, id, &another).expect("read");
        let sides: Vec<_> = told.iter().map(|line| (line.in_case.is_some(), line.in_file.is_some())).collect();
        assert_eq!(sides, [(true, false), (false, true), (true, false), (false, true)]);
        let other_case = rewritten(&files, |head, _| head.case = CaseId(4_242).code());
        assert_eq!(compared(&rig, id, &other_case), Err("declaration_file.another_case".to_owned()));
        assert_eq!(compared(&rig, id, &files[..2]), Err("declaration_file.no_manifest".to_owned()));
        let stranger = rewritten(&files, |head, _| head.credit_code = "91110105MA00000X0A".to_owned());
        assert_eq!(compared(&rig, id, &stranger), Err("back_payment.another_employer".to_owned()));
    }
}

#[test]
fn a_file_that_is_no_case_here_becomes_the_same_case_with_the_officer_named() {
    for rig in rigs("20%") {
        let (employer, id) = (rig.employer, handed_in(&rig, "2025-02"));
        let files = exported(&rig, id);
        let (known, key) = (files.clone(), rig.key("withdraw"));
        let counter = officer(Role::Acceptance);
        let stick = rig.agency.read(&counter, move |desk| whose_files(desk, &known)).expect("read");
        assert_eq!(stick, Stick { employer, case: Some(id) });
        rig.agency
            .write(&rig.clerk, move |desk| withdraw(desk, &key, employer, id))
            .expect("withdrawn");
        let foreign = rewritten(&files, |head, _| head.case = CaseId(4_242).code());
        let looked = foreign.clone();
        let stick = rig.agency.read(&counter, move |desk| whose_files(desk, &looked)).expect("read");
        assert_eq!(stick, Stick { employer, case: None });
        let (key, misnamed) = (rig.key("stick"), rewritten(&foreign, |_, line| line.name = "赵白路".to_owned()));
        let refused = rig.agency.write(&counter, move |desk| open_files(desk, &key, employer, &misnamed));
        assert_eq!(refused.map(|_| ()).map_err(code), Err("declaration_file.another_name".to_owned()));
        let key = rig.key("stick");
        let opened = rig
            .agency
            .write(&counter, move |desk| open_files(desk, &key, employer, &foreign))
            .expect("opened");
        let [(new, _)] = opened.cases.as_slice() else {
            panic!("{opened:?}")
        };
        let (new, first) = (*new, id);
        let see = |id| {
            rig.agency
                .read(&rig.clerk, move |desk| see::back_payment(desk, employer, id))
                .expect("seen")
                .story
        };
        let (before, now) = (see(first), see(new));
        assert_eq!((now.opened.origin, now.opened.filed_by), ("counter", LoginId(88)));
        let said = |line: &store::back_payment::Line| (line.person, line.from, line.to, line.base, line.category, line.reason.clone());
        assert_eq!(
            now.lines.iter().map(said).collect::<Vec<_>>(),
            before.lines.iter().map(said).collect::<Vec<_>>()
        );
    }
}
