//! What a filing would bring, before it is filed: for the pages that check.

use domain::assessment::BillTotals;
use domain::declaration::Effect;
use domain::filing::increase::Increase;
use domain::identity::Identity;
use domain::ids::{EmployerId, PersonId};
use domain::spell::{Base, BaseOrigin, GroupSet, Spell, Timeline};
use policy::{Category, Channel, Group};
use store::spell;
use units::{Date, Fen, Month};

use crate::declare_month::reopens;
use crate::draft_bill::effect;
use crate::enrol_staff::{EnrolLine, EnrolVerdict, check_increases};
use crate::error::Refusal;
use crate::reduce_staff::{ReduceLine, ReduceVerdict, check_reductions};
use crate::{Desk, Error};

/// Who stands behind a name and a number, as far as the one who asks may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identified {
    /// The person is in the register already.
    pub is_known: bool,
    /// Another employer holds the open month; which one is not said.
    pub held_elsewhere: bool,
}

/// Looks at name and number before anything else is asked.
///
/// Refused within the answer: the name differs from the registered one, the person is on the roll already, the age.
pub fn identify(
    desk: &mut Desk,
    employer: EmployerId,
    name: &str,
    identity: &Identity,
) -> Result<Result<Identified, Box<dyn Refusal>>, Error> {
    let probe = EnrolLine {
        line: 1,
        name: name.to_owned(),
        identity: identity.clone(),
        increase: Increase {
            category: Category::LocalUrban,
            hired_on: desk.today,
            wage: Fen::yuan(1),
            groups: GroupSet::BOTH,
        },
    };
    let verdict = one(check_increases(desk, employer, &[probe])?)?;
    let is_known = verdict.known.is_some();
    Ok(verdict.outcome.map(|made| Identified {
        is_known,
        held_elsewhere: made.waits,
    }))
}

fn one<T>(mut verdicts: Vec<T>) -> Result<T, Error> {
    verdicts.pop().ok_or(Error::NotFound)
}

/// What an increase would bring.
#[derive(Debug)]
pub struct IncreasePreview {
    /// What it makes, or why it is refused.
    pub verdict: EnrolVerdict,
    /// The bill of the open month without and with it; nothing where it is refused or waits for another employer.
    pub effect: Option<Effect>,
    /// Filing it reopens the clerk's own declaration.
    pub reopens: bool,
    /// The day on which an officer decides, where another employer holds the person.
    pub decided_by: Date,
}

/// What the increase of one person would bring.
pub fn preview_increase(desk: &mut Desk, employer: EmployerId, line: &EnrolLine) -> Result<IncreasePreview, Error> {
    let verdict = one(check_increases(desk, employer, std::slice::from_ref(line))?)?;
    let month = desk.window()?.month();
    let effect = match &verdict.outcome {
        Ok(made) if !made.waits => {
            let person = verdict.known.as_ref().map_or(PersonId(0), |p| p.id);
            let mut timeline = spell::timeline(desk.tx, employer, person)?;
            let groups = [Group::PensionUnemploymentInjury, Group::Medical]
                .into_iter()
                .filter(|g| made.groups.contains(*g));
            timeline.spells.extend(groups.map(|group| Spell {
                person,
                group,
                from: made.from,
                to: None,
                category: line.increase.category,
                reason: None,
                started_on: Some(line.increase.hired_on),
                ended_on: None,
                n: i64::MAX,
            }));
            timeline.bases.push(Base {
                person,
                from: made.from,
                base: made.base,
                origin: BaseOrigin::FirstWage,
                n: i64::MAX,
            });
            Some(effect(desk, employer, &[(person, timeline)])?)
        }
        Ok(_) | Err(_) => None,
    };
    Ok(IncreasePreview {
        verdict,
        effect,
        reopens: reopens(desk, employer)?,
        decided_by: desk.roll_window(month)?.closes,
    })
}

/// What a reduction would bring.
#[derive(Debug)]
pub struct ReductionPreview {
    /// What each line makes, or why it is refused.
    pub verdicts: Vec<ReduceVerdict>,
    /// The bill of the open month as the roll stands and after the lines that can be filed.
    pub effect: Effect,
    /// Filing it reopens the clerk's own declaration.
    pub reopens: bool,
}

impl ReductionPreview {
    /// By how much the bill of the open month falls.
    pub fn falls_by(&self) -> Fen {
        self.effect.before.total() - self.effect.after.total()
    }

    /// By how much the employer's side and the persons' side fall.
    pub fn sides(&self) -> (Fen, Fen) {
        let sides = |t: &BillTotals| (t.employer_total(), t.employee_total());
        let (before, after) = (sides(&self.effect.before), sides(&self.effect.after));
        (before.0 - after.0, before.1 - after.1)
    }
}

/// What the reduction of these people would bring.
pub fn preview_reductions(desk: &mut Desk, employer: EmployerId, lines: &[ReduceLine]) -> Result<ReductionPreview, Error> {
    let verdicts = check_reductions(desk, employer, lines)?;
    let mut changed = Vec::new();
    for (line, verdict) in lines.iter().zip(&verdicts) {
        let Ok(made) = &verdict.outcome else { continue };
        if made.channel == Channel::Counter {
            continue;
        }
        let timeline = spell::timeline(desk.tx, employer, line.person)?;
        changed.push((line.person, ended(timeline, made.reduced.last_month)));
    }
    Ok(ReductionPreview {
        effect: effect(desk, employer, &changed)?,
        reopens: reopens(desk, employer)?,
        verdicts,
    })
}

fn ended(mut timeline: Timeline, last_month: Month) -> Timeline {
    for open in timeline.spells.iter_mut().filter(|s| s.to.is_none()) {
        open.to = Some(last_month);
    }
    timeline
}
