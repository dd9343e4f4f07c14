//! The yearly base declaration (年度缴费基数申报): unclamped as declared, each person's clamp per branch shown.

use std::collections::{BTreeMap, BTreeSet};

use domain::base_year::{BaseFacts, BaseRefused, BaseTaken, WageAsk, decide_base, in_force, is_undeclared};
use domain::bill::{Bill, Cause, Tariff};
use domain::ids::{EmployerId, PersonId};
use domain::registry::{Employer, Person};
use domain::spell::{Base, BaseOrigin, GroupSet, MonthInputs, Timeline};
use policy::{BranchSet, Category, Row};
use store::event::{Act, Body};
use store::filing::{self, Line, LineState};
use store::{bill, employer, history, nouns, spell};
use units::{Date, Fact, Fen, Month};

use crate::assess_month::MonthPolicy;
use crate::enrol_staff::Rule;
use crate::error::Refusal;
use crate::write_timeline::write_roll;
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// One person's declared wage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseLine {
    /// Position, from 1; the row of the workbook where there was one.
    pub line: i64,
    /// Whose.
    pub person: PersonId,
    /// The wage, and whether the clerk stands by it.
    pub ask: WageAsk,
}

/// A base as each branch counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clamped {
    /// By branch: the base between its floor and ceiling; zero where the branch is not charged.
    pub base: [Fen; 5],
    /// By branch: the floor.
    pub floor: [Fen; 5],
    /// By branch: the ceiling.
    pub ceiling: [Fen; 5],
    /// The branches that are charged.
    pub charged: BranchSet,
    /// What employer and person pay together for the month.
    pub total: Fen,
}

impl Clamped {
    /// The highest ceiling.
    fn highest(&self) -> Fen {
        self.ceiling.iter().copied().max().unwrap_or_default()
    }
}

/// What a declared wage makes of one person.
#[derive(Clone, Debug)]
pub struct Based {
    /// From when, which base, what is settled.
    pub taken: BaseTaken,
    /// How each branch counts it in the first month it holds for that is not assessed yet.
    pub clamped: Clamped,
}

/// What a declaration would make of one line.
#[derive(Debug)]
pub struct BaseVerdict {
    /// Its position.
    pub line: i64,
    /// Whose, where known.
    pub person: Option<Person>,
    /// What it makes, or why it is refused or held.
    pub outcome: Result<Based, Box<dyn Refusal>>,
}

/// What was declared.
#[derive(Debug)]
pub struct DeclaredBases {
    /// Acknowledgement.
    pub receipt: Receipt,
    /// What became of each line.
    pub verdicts: Vec<BaseVerdict>,
    /// Corrections of months that were billed at an assumed base.
    pub settled: Vec<Bill>,
    /// On the roll, and still without a declared base.
    pub undeclared: Vec<Person>,
}

/// What is needed to look at the lines of one employer.
struct Year {
    from: Month,
    open: Month,
    employer: Employer,
    policy: std::sync::Arc<MonthPolicy>,
    timelines: BTreeMap<PersonId, Timeline>,
    people: BTreeMap<PersonId, Person>,
}

impl Year {
    fn load(desk: &mut Desk, who: EmployerId, from: Month) -> Result<Year, Error> {
        let version = history::version(desk.tx, who.0)?.ok_or(Error::NotFound)?;
        let timelines = spell::timelines_as_known(desk.tx, who, version)?;
        let people = bill::people(desk.tx, who)?;
        Year::of(desk, who, from, timelines, people)
    }

    /// The same for a slice of a large declaration: only the people of its lines are read.
    fn of_lines(desk: &mut Desk, who: EmployerId, from: Month, lines: &[BaseLine]) -> Result<Year, Error> {
        let (mut timelines, mut people) = (BTreeMap::new(), BTreeMap::new());
        for line in lines {
            timelines.insert(line.person, spell::timeline(desk.tx, who, line.person)?);
            people.extend(store::person::load(desk.tx, line.person)?.map(|known| (known.id, known)));
        }
        Year::of(desk, who, from, timelines, people)
    }

    fn of(
        desk: &mut Desk,
        who: EmployerId,
        from: Month,
        timelines: BTreeMap<PersonId, Timeline>,
        people: BTreeMap<PersonId, Person>,
    ) -> Result<Year, Error> {
        let open = desk.window()?.month();
        check_year(desk, from, open)?;
        Ok(Year {
            from,
            open,
            employer: employer::load(desk.tx, who)?.ok_or(Error::NotFound)?,
            policy: MonthPolicy::current(desk.agency, open.max(from), desk.today)?,
            timelines,
            people,
        })
    }

    /// The first month of the year that is not assessed yet.
    fn first_open(&self) -> Month {
        self.open.max(self.from)
    }

    fn clamp(&self, category: Category, base: Fen, groups: GroupSet) -> Result<Clamped, Error> {
        let tariff = self.policy.tariff(&self.employer);
        clamp(&tariff, &MonthInputs { groups, category, base })
    }

    fn check(&self, line: &BaseLine) -> Result<BaseVerdict, Error> {
        let person = self.people.get(&line.person).cloned();
        let refuse = |why: BaseRefused| Err(Box::new(why) as Box<dyn Refusal>);
        let answer = |outcome| BaseVerdict {
            line: line.line,
            person,
            outcome,
        };
        let Some(timeline) = self.timelines.get(&line.person) else {
            return Ok(answer(refuse(BaseRefused::NotOnRoll)));
        };
        let month = self.first_open();
        let (category, groups) = match timeline.at(month) {
            Some(inputs) => (inputs.category, inputs.groups),
            None => (timeline.spells.last().map_or(Category::LocalUrban, |s| s.category), GroupSet::BOTH),
        };
        let ceiling = self.clamp(category, Fen::ZERO, groups)?.highest();
        let facts = BaseFacts {
            timeline,
            year_from: self.from,
            open: self.open,
            ceiling,
        };
        Ok(answer(match decide_base(&facts, &line.ask) {
            Err(why) => refuse(why),
            Ok(taken) => Ok(Based {
                clamped: self.clamp(category, taken.base, groups)?,
                taken,
            }),
        }))
    }

    fn undeclared(&self, timelines: &BTreeMap<PersonId, Timeline>) -> Vec<Person> {
        let month = self.first_open();
        let still = timelines.iter().filter(|(_, t)| lacks_declaration(t, self.from, month));
        still.filter_map(|(p, _)| self.people.get(p).cloned()).collect()
    }
}

/// On the roll of the month, but the base is carried over, assumed, or a first wage that the yearly list should hold too.
fn lacks_declaration(timeline: &Timeline, year_from: Month, month: Month) -> bool {
    let first_wage = in_force(timeline, month).is_some_and(|b| b.origin == BaseOrigin::FirstWage);
    is_undeclared(timeline, year_from, month) || (first_wage && timeline.at(month).is_some())
}

fn clamp(tariff: &Tariff, inputs: &MonthInputs) -> Result<Clamped, Error> {
    let row: &Row = tariff.row(inputs.category).map_err(Clone::clone)?;
    let amounts = tariff.assess(inputs, &mut ()).map_err(Clone::clone)?;
    let limit = |of: fn(&policy::BranchRow) -> u32| std::array::from_fn(|i| Fen(i64::from(of(&row.branches[i]))));
    Ok(Clamped {
        base: amounts.base,
        floor: limit(|b| b.floor),
        ceiling: limit(|b| b.ceiling),
        charged: amounts.charged,
        total: amounts.total(),
    })
}

/// Refuses a contribution year that is over, or whose declaration has not opened.
fn check_year(desk: &Desk, from: Month, open: Month) -> Result<(), Error> {
    let current = desk.book().procedure(open, desk.today)?.base_year_from;
    let asked = desk.book().procedure(from, desk.today)?;
    let (opens, closes) = asked.base_declaration;
    if asked.base_year_from == from && (from == current || (from > current && desk.today >= opens)) {
        return Ok(());
    }
    let facts = vec![
        ("year", Fact::Month(from)),
        ("opens", Fact::Day(opens)),
        ("closes", Fact::Day(closes)),
    ];
    Err(Error::said("base.year_not_open", facts))
}

/// Looks at the lines without filing anything.
///
/// Refused: `base.year_not_open`.
pub fn check_bases(desk: &mut Desk, who: EmployerId, year_from: Month, lines: &[BaseLine]) -> Result<Vec<BaseVerdict>, Error> {
    desk.permit_for(Permission::DeclareBases, who)?;
    let year = Year::load(desk, who, year_from)?;
    lines.iter().map(|line| year.check(line)).collect()
}

/// Declares bases for a contribution year. Months billed at an assumed base are settled by a correction each.
///
/// Refused: `base.year_not_open`; under all-or-nothing the first refused line's ground; `filing.nothing_to_file`.
pub fn declare_bases(
    desk: &mut Desk,
    key: &Key,
    who: EmployerId,
    year_from: Month,
    lines: &[BaseLine],
    rule: Rule,
) -> Result<DeclaredBases, Error> {
    desk.permit_for(Permission::DeclareBases, who)?;
    let mut act = match desk.open(who, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => {
            return Ok(DeclaredBases {
                receipt,
                verdicts: vec![],
                settled: vec![],
                undeclared: vec![],
            });
        }
    };
    let year = Year::load(desk, who, year_from)?;
    let (mut verdicts, mut settles, mut declared) = (Vec::with_capacity(lines.len()), BTreeSet::new(), 0);
    for line in lines {
        let verdict = year.check(line)?;
        match verdict.outcome {
            Err(why) if rule == Rule::AllOrNothing => return Err(Error::Refused(why)),
            Ok(ref based) => {
                settles.extend(based.taken.settles.iter().copied());
                write_base(desk, &mut act, who, line, &year, based)?;
                declared += 1;
            }
            Err(_) => {}
        }
        write_line(desk, &mut act, who, line, &verdict)?;
        verdicts.push(verdict);
    }
    if declared == 0 {
        return Err(Error::said("filing.nothing_to_file", vec![]));
    }
    let settled = crate::correct_bills::correct_bills(desk, &mut act, who, &settles, Cause::BasesDeclared)?;
    crate::roll_changed::roll_changed(desk, &mut act, who, year.first_open())?;
    let now = spell::timelines_as_known(desk.tx, who, act.n)?;
    let undeclared = year.undeclared(&now);
    let body = Body::new()
        .with("year_from", year_from)
        .with("declared", declared)
        .with("refused", verdicts.len() as i64 - declared)
        .with("undeclared", undeclared.len() as i64);
    let receipt = desk.seal(act, "bases_declared", key, body)?;
    Ok(DeclaredBases {
        receipt,
        verdicts,
        settled,
        undeclared,
    })
}

/// Declares the bases of one slice of a large declaration, in the act that its last slice seals.
pub(crate) fn apply_bases(desk: &mut Desk, act: &mut Act, who: EmployerId, year_from: Month, lines: &[BaseLine]) -> Result<(), Error> {
    let year = Year::of_lines(desk, who, year_from, lines)?;
    for line in lines {
        let verdict = year.check(line)?;
        if let Ok(based) = &verdict.outcome {
            write_base(desk, act, who, line, &year, based)?;
        }
        write_line(desk, act, who, line, &verdict)?;
    }
    Ok(())
}

/// What follows a large declaration once its last slice is applied: months billed at an assumed base are corrected, the roll's
/// declaration follows; answers what the event says.
pub(crate) fn end_bases(
    desk: &mut Desk,
    act: &mut Act,
    who: EmployerId,
    year_from: Month,
    filed: i64,
    refused: i64,
) -> Result<Body, Error> {
    let year = Year::load(desk, who, year_from)?;
    let billed: BTreeSet<Month> = bill::of_employer(desk.tx, who)?
        .iter()
        .map(|b| b.month)
        .filter(|m| *m >= year_from)
        .collect();
    crate::correct_bills::correct_bills(desk, act, who, &billed, Cause::BasesDeclared)?;
    crate::roll_changed::roll_changed(desk, act, who, year.first_open())?;
    let now = spell::timelines_as_known(desk.tx, who, act.n)?;
    let undeclared = year.undeclared(&now).len() as i64;
    Ok(Body::new()
        .with("year_from", year_from)
        .with("declared", filed)
        .with("refused", refused)
        .with("undeclared", undeclared))
}

fn write_base(desk: &mut Desk, act: &mut Act, who: EmployerId, line: &BaseLine, year: &Year, based: &Based) -> Result<(), Error> {
    if based.taken.unchanged {
        return Ok(());
    }
    let old = year
        .timelines
        .get(&line.person)
        .into_iter()
        .flat_map(|t| &t.bases)
        .filter(|b| b.from == based.taken.from);
    for row in old {
        let key = [who.0.into(), row.person.0.into(), row.from.into(), row.n.into()];
        act.supersede(desk.tx, &nouns::BASE, &key)?;
    }
    let new = Base {
        person: line.person,
        from: based.taken.from,
        base: based.taken.base,
        origin: BaseOrigin::Declared,
        n: act.n,
    };
    act.insert(desk.tx, &nouns::BASE, &spell::base_row(who, &new))?;
    write_roll(desk, who, line.person)
}

fn write_line(desk: &mut Desk, act: &mut Act, who: EmployerId, line: &BaseLine, verdict: &BaseVerdict) -> Result<(), Error> {
    let (states, note) = match &verdict.outcome {
        Ok(_) => ([LineState::Done; 2], String::new()),
        Err(why) => ([LineState::Refused; 2], crate::receipts::note_of(why.as_ref())),
    };
    let name = verdict.person.as_ref().map_or("", |p| p.name.as_str());
    let row = Line {
        line: line.line,
        person: verdict.person.as_ref().map(|p| p.id),
        shown: Body::new().with("name", name).with("wage", line.ask.wage).to_text(),
        states,
        note,
    };
    let n = act.n;
    act.insert(desk.tx, &nouns::FILING_LINE, &filing::row(who, n, &row))?;
    Ok(())
}

/// One person of the bases page.
#[derive(Clone, Debug)]
pub struct BaseShown {
    /// Who.
    pub person: Person,
    /// The base in force in the first month that is not assessed yet, unclamped.
    pub base: Base,
    /// The base of the contribution year before.
    pub last: Option<Fen>,
    /// How each branch counts it.
    pub clamped: Clamped,
    /// Nobody declared it for this year.
    pub undeclared: bool,
}

/// The bases of a contribution year.
#[derive(Clone, Debug)]
pub struct Bases {
    /// First month of the year.
    pub year_from: Month,
    /// The month that the clamps are shown for.
    pub month: Month,
    /// The days of the yearly declaration.
    pub days: (Date, Date),
    /// Everybody on the roll.
    pub people: Vec<BaseShown>,
}

/// Everybody's base of a contribution year with its clamps.
pub fn bases(desk: &mut Desk, who: EmployerId, year_from: Month) -> Result<Bases, Error> {
    desk.permit_for(Permission::ViewEmployer, who)?;
    let days = desk.book().procedure(year_from, desk.today)?.base_declaration;
    let year = Year::load(desk, who, year_from)?;
    let month = year.first_open();
    let mut people = Vec::new();
    for (id, timeline) in &year.timelines {
        let (Some(inputs), Some(base), Some(person)) = (timeline.at(month), in_force(timeline, month), year.people.get(id)) else {
            continue;
        };
        people.push(BaseShown {
            person: person.clone(),
            base: base.clone(),
            last: in_force(timeline, year_from.previous()).map(|b| b.base),
            clamped: year.clamp(inputs.category, inputs.base, inputs.groups)?,
            undeclared: lacks_declaration(timeline, year_from, month),
        });
    }
    Ok(Bases {
        year_from,
        month,
        days,
        people,
    })
}

/// The contribution years whose bases can be declared today, by their first month: the running one, and the next once it opens.
pub fn open_years(desk: &mut Desk, who: EmployerId) -> Result<Vec<Month>, Error> {
    desk.permit_for(Permission::ViewEmployer, who)?;
    let open = desk.window()?.month();
    let current = desk.book().procedure(open, desk.today)?.base_year_from;
    let next = current.plus(12);
    let mut years = vec![current];
    years.extend(check_year(desk, next, open).is_ok().then_some(next));
    Ok(years)
}
