//! A step of the day that is refused once: on record, tried again after later days were turned, as on its own day.

use policy::Packs;
use procedures::operations::standing;
use procedures::turn_day::{Step, Turned, turn_day, turn_days_until};
use procedures::{Agency, Caller};
use store::scratch::Scratch;
use units::{Date, date};

use crate::rig::{agency_on, book};

/// The example's rules as they will be once the calendar of 2027 is out: here that of 2026 stands in.
fn with_next_year() -> Vec<(String, String)> {
    let known = Packs::embedded().book("cn/example").expect("the pack is sound");
    let texts = known.texts().map(|(path, text)| {
        let text = match path {
            "cn/calendar.toml" => {
                let at = text.find("[2026]").expect("the year");
                format!("{text}\n{}", text[at..].replace("[2026]", "[2027]"))
            }
            _other => text.to_owned(),
        };
        (path.to_owned(), text)
    });
    texts.collect()
}

fn refused(agency: &Agency) -> Vec<(Date, String, String)> {
    let seen = agency.read(&Caller::operator(), standing).expect("read");
    seen.refused.into_iter().map(|one| (one.day, one.step, one.code)).collect()
}

fn done(turned: &[Turned]) -> Vec<(Date, Step)> {
    turned
        .iter()
        .filter(|one| one.done.is_ok())
        .map(|one| (one.day, one.step))
        .collect()
}

#[test]
fn a_step_that_is_refused_once_is_kept_shown_and_made_up_for_from_the_oldest_on() {
    for scratch in Scratch::each(&mut std::io::stderr()).expect("databases") {
        let before = agency_on(scratch.db.clone(), book(vec![], "cn/example"), date(2026, 12, 31));
        turn_days_until(&before, date(2026, 12, 31), &mut |_| {}).expect("turned");
        assert_eq!(refused(&before), [], "2026 is known");
        let mut told = Vec::new();
        turn_days_until(&before, date(2027, 1, 3), &mut |day| told.push(day)).expect("turned");
        assert_eq!(told, [date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3)]);
        let kept = refused(&before);
        let days: Vec<Date> = kept.iter().map(|(day, ..)| *day).collect();
        assert!(days.contains(&date(2027, 1, 2)) && days.contains(&date(2027, 1, 3)), "{kept:?}");
        assert!(kept.iter().all(|(_, _, code)| code == "policy.unknown_parameter"), "{kept:?}");
        // Once more is the same, and nothing is told twice.
        turn_days_until(&before, date(2027, 1, 3), &mut |_| panic!("turned before")).expect("turned");
        assert_eq!(refused(&before), kept);

        let after = agency_on(scratch.db.clone(), book(with_next_year(), "cn/example"), date(2027, 1, 3));
        let turned = turn_day(&after, date(2027, 1, 4)).expect("turned");
        assert!(turned.iter().all(|one| one.done.is_ok()), "{turned:?}");
        assert_eq!(refused(&after), []);
        let order = done(&turned);
        assert_eq!(
            order[..kept.len()].iter().map(|(day, _)| *day).collect::<Vec<_>>(),
            days,
            "the oldest first"
        );
        assert!(order.is_sorted_by_key(|(day, _)| *day), "{order:?}");
        assert!(turn_day(&after, date(2027, 1, 4)).expect("turned").is_empty(), "each once");
    }
}
