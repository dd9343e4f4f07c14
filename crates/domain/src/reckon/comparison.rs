//! Mine against yours: an employer's own figures beside ours, where they part, and by which rule. For each figure that differs the
//! single departure from our way that gives the employer's figure to the fen is looked for, then two at once; what no rule gives is said
//! as such.

mod cause;
mod pair;

pub use cause::{Cause, Departure};

use std::collections::BTreeMap;

use policy::{Branch, BranchRow, BranchSet, Category, EmployerKind, INJURY_CLASSES, Provenance, Row, Side, Table};
use units::{Fact, Fen, Rate, Statement};

use super::person::{Employer, Refused, plausible, row_of};
use crate::assessment::{Inputs, assess};

/// One side of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Payer {
    /// The employer.
    Employer,
    /// The person.
    Employee,
}

impl Payer {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Payer::Employer => "employer",
            Payer::Employee => "employee",
        }
    }
}

/// One person with the figures of the employer's own reckoning; `None`: its file says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mine {
    /// The person's category.
    pub category: Category,
    /// The wage as declared.
    pub wage: Fen,
    /// The employer's side, by branch.
    pub employer: [Option<Fen>; 5],
    /// The person's side with fixed sums, by branch.
    pub employee: [Option<Fen>; 5],
    /// The branches whose figure of the employer's side stands there and cannot be read: nothing is held against it.
    pub employer_unread: BranchSet,
    /// The same of the person's side.
    pub employee_unread: BranchSet,
}

/// One figure that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The person's place in the list.
    pub place: usize,
    /// The branch.
    pub branch: Branch,
    /// The side.
    pub payer: Payer,
    /// The employer's figure; `None`: its file has none.
    pub mine: Option<Fen>,
    /// Ours.
    pub ours: Fen,
    /// Our base.
    pub base: Fen,
    /// By which rule they part.
    pub cause: Cause,
    /// The row of the pack by which ours is right.
    pub ground: Option<Provenance>,
}

impl Difference {
    /// The employer's figure less ours.
    pub fn amount(&self) -> Fen {
        self.mine.unwrap_or_default() - self.ours
    }

    /// Whether the row that ours rests on is itself not sure, so that neither is certainly right.
    pub fn is_doubtful(&self) -> bool {
        self.ground.as_ref().is_some_and(|ground| ground.confidence.is_doubtful())
    }
}

/// All that differs by one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByRule {
    /// The rule.
    pub cause: Cause,
    /// The people, by place, in the order of the list.
    pub people: Vec<usize>,
    /// How many figures.
    pub figures: u32,
    /// Their figures less ours.
    pub amount: Fen,
}

/// What the comparison showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// People compared.
    pub people: u32,
    /// People of whom every figure agrees.
    pub agree: u32,
    /// The sum of the employer's figures.
    pub mine: Fen,
    /// The sum of ours.
    pub ours: Fen,
    /// Every figure that differs, in the order of the list.
    pub differences: Vec<Difference>,
    /// By rule, most people first.
    pub rules: Vec<ByRule>,
    /// The people we could not reckon.
    pub refused: Vec<(usize, Refused)>,
}

/// The comparison in one sentence.
impl Statement for Compared {
    fn code(&self) -> &'static str {
        match (self.people, self.differences.is_empty()) {
            (0, _) => "difference.nobody",
            (_, true) => "difference.agrees",
            (_, false) => "difference.apart",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        let count = |n: u32| Fact::Count(i64::from(n));
        vec![
            ("people", count(self.people)),
            ("apart", count(self.people - self.agree)),
            ("mine", Fact::Money(self.mine)),
            ("ours", Fact::Money(self.ours)),
            ("difference", Fact::Money(self.mine - self.ours)),
        ]
    }
}

/// Compares people one by one. `before` is the table of the base year before, where there is one.
pub fn compare(table: &Table, before: Option<&Table>, employer: Employer, people: &[Mine]) -> Compared {
    let mut compared = Compared::default();
    for (place, mine) in people.iter().enumerate() {
        let row = plausible(mine.category, mine.wage).and_then(|_| row_of(table, mine.category, employer));
        let row = match row {
            Ok(row) => row,
            Err(refused) => {
                compared.refused.push((place, refused));
                continue;
            }
        };
        let of = Of {
            table,
            before,
            employer,
            row,
            mine,
        };
        let found = of.differences(place, &mut compared);
        compared.people += 1;
        compared.agree += u32::from(found.is_empty());
        compared.differences.extend(found);
    }
    compared.rules = by_rule(&compared.differences);
    compared
}

fn by_rule(differences: &[Difference]) -> Vec<ByRule> {
    let mut rules: BTreeMap<Cause, ByRule> = BTreeMap::new();
    for difference in differences {
        let cause = difference.cause.kind();
        let rule = rules.entry(cause).or_insert_with(|| ByRule {
            cause,
            people: vec![],
            figures: 0,
            amount: Fen::ZERO,
        });
        if rule.people.last() != Some(&difference.place) {
            rule.people.push(difference.place);
        }
        rule.figures += 1;
        rule.amount += difference.amount();
    }
    let mut rules: Vec<ByRule> = rules.into_values().collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.people.len()));
    rules
}

/// One person under one row.
struct Of<'a> {
    table: &'a Table,
    before: Option<&'a Table>,
    employer: Employer,
    row: &'a Row,
    mine: &'a Mine,
}

impl Of<'_> {
    fn differences(&self, place: usize, sums: &mut Compared) -> Vec<Difference> {
        let inputs = Inputs {
            base: self.mine.wage,
            branches: BranchSet::ALL,
        };
        let amounts = assess(self.row, &inputs, &mut ());
        let mut found = Vec::new();
        for branch in Branch::ALL {
            // Without an industry class we have no figure of our own to hold against theirs.
            if branch == Branch::EmploymentInjury && self.employer.injury_class.is_none() {
                continue;
            }
            let (base, employer, employee) = amounts.line(branch);
            for (payer, ours) in [(Payer::Employer, employer), (Payer::Employee, employee)] {
                if self.is_unread(branch, payer) {
                    continue;
                }
                let mine = self.figure(branch, payer);
                sums.mine += mine.unwrap_or_default();
                sums.ours += ours;
                if mine.unwrap_or_default() == ours {
                    continue;
                }
                let cause = self.cause(branch, payer, base, ours);
                let slot = cause.slot(payer);
                let ground = slot.and_then(|slot| self.table.ground(self.row.cell, branch, slot));
                let ground = ground.or_else(|| {
                    self.table
                        .base_rounding()
                        .filter(|_| cause == Cause::One(Departure::BaseNotRounded))
                });
                found.push(Difference {
                    place,
                    branch,
                    payer,
                    mine,
                    ours,
                    base,
                    cause,
                    ground: ground.cloned(),
                });
            }
        }
        found
    }

    fn figure(&self, branch: Branch, payer: Payer) -> Option<Fen> {
        match payer {
            Payer::Employer => self.mine.employer[branch.index()],
            Payer::Employee => self.mine.employee[branch.index()],
        }
    }

    /// Whether a figure stands there that cannot be read.
    fn is_unread(&self, branch: Branch, payer: Payer) -> bool {
        match payer {
            Payer::Employer => self.mine.employer_unread.contains(branch),
            Payer::Employee => self.mine.employee_unread.contains(branch),
        }
    }

    /// The person's fixed sum inside this figure.
    fn fixed(&self, branch: Branch, payer: Payer) -> Fen {
        if branch == Branch::Medical && payer == Payer::Employee {
            Fen(i64::from(self.row.ee_fixed))
        } else {
            Fen::ZERO
        }
    }

    /// The wage in whole yuan, where the pack says so.
    fn whole(&self) -> Fen {
        match self.row.whole_yuan {
            true => Fen((self.mine.wage.0 + 50) / 100 * 100),
            false => self.mine.wage,
        }
    }

    fn cause(&self, branch: Branch, payer: Payer, base: Fen, ours: Fen) -> Cause {
        let mine = self.figure(branch, payer).unwrap_or_default();
        if mine == Fen::ZERO {
            return Cause::One(Departure::BranchMissing);
        }
        if ours == Fen::ZERO && !self.row.in_force.contains(branch) {
            return Cause::One(Departure::BranchNotDue);
        }
        let fixed = self.fixed(branch, payer);
        if fixed != Fen::ZERO && mine + fixed == ours {
            return Cause::One(Departure::FixedSumLeftOut);
        }
        let rules = &self.row.branches[branch.index()];
        let share = mine - fixed;
        let found = self
            .base(branch, payer, rules, share)
            .or_else(|| self.rounding(branch, base, rules, payer, share));
        let found = found.or_else(|| self.payer(branch, payer, share));
        let found = found.or_else(|| other_rate(base, side(rules, payer), share)).map(Cause::One);
        found
            .or_else(|| self.pair(branch, payer, base, mine))
            .or_else(|| other_base(side(rules, payer), share).map(Cause::One))
            .unwrap_or(Cause::Unexplained)
    }

    /// Another base at our rate and rounding: a bound not applied, last year's bounds, the wage with its fen.
    fn base(&self, branch: Branch, payer: Payer, rules: &BranchRow, share: Fen) -> Option<Departure> {
        let wage = self.mine.wage;
        let whole = self.whole();
        let (floor, ceiling) = (Fen(i64::from(rules.floor)), Fen(i64::from(rules.ceiling)));
        let gives = |base: Fen| half_up(base, side(rules, payer).ppm) == share;
        if whole < floor && (gives(whole) || gives(wage)) {
            return Some(Departure::FloorNotApplied);
        }
        if whole > ceiling && (gives(whole) || gives(wage)) {
            return Some(Departure::CeilingNotApplied);
        }
        if wage != whole && gives(wage.at_least(floor).at_most(ceiling)) {
            return Some(Departure::BaseNotRounded);
        }
        let old = row_of(self.before?, self.mine.category, self.employer).ok()?;
        let old = &old.branches[branch.index()];
        let old = whole.at_least(Fen(i64::from(old.floor))).at_most(Fen(i64::from(old.ceiling)));
        (old != whole.at_least(floor).at_most(ceiling) && gives(old)).then_some(Departure::BoundsOfYearBefore)
    }

    /// Our base and rate, rounded another way.
    fn rounding(&self, branch: Branch, base: Fen, rules: &BranchRow, payer: Payer, share: Fen) -> Option<Departure> {
        let side_of = side(rules, payer);
        let exact = i128::from(base.0) * i128::from(side_of.ppm);
        let to = |unit: i128, add: i128| Fen(i64::try_from((exact + add) / (unit * MILLION) * unit).unwrap_or(i64::MAX));
        if exact % MILLION != 0 {
            if to(1, 0) == share {
                return Some(Departure::RoundedDown);
            }
            if to(1, MILLION - 1) == share {
                return Some(Departure::RoundedUp);
            }
        }
        for (unit, departure) in [(10, Departure::RoundedToJiao), (100, Departure::RoundedToYuan)] {
            let ways = [0, unit * MILLION / 2, unit * MILLION - 1];
            if ways.into_iter().any(|add| to(unit, add) == share) {
                return Some(departure);
            }
        }
        // One sum for both sides, rounded once, and one side taken from it.
        let other = match payer {
            Payer::Employer => Payer::Employee,
            Payer::Employee => Payer::Employer,
        };
        let fixed = if branch == Branch::Medical {
            Fen(i64::from(self.row.ee_fixed))
        } else {
            Fen::ZERO
        };
        let theirs = self.figure(branch, Payer::Employer)? + self.figure(branch, Payer::Employee)? - fixed;
        let both = half_up(base, side_of.ppm + side(rules, other).ppm);
        let near = (half_up(base, side_of.ppm) - share).0.abs() == 1;
        (near && theirs == both).then_some(Departure::RoundedTogether)
    }

    /// The rates or bounds of somebody else: another category, another class, the other kind of employer.
    fn payer(&self, branch: Branch, payer: Payer, share: Fen) -> Option<Departure> {
        let gives = |category: Category, employer: Employer| {
            let row = row_of(self.table, category, employer).ok();
            row.filter(|row| row.in_force.contains(branch)).is_some_and(|row| {
                let inputs = Inputs {
                    base: self.mine.wage,
                    branches: BranchSet::ALL,
                };
                let amounts = assess(row, &inputs, &mut ());
                let given = match payer {
                    Payer::Employer => amounts.employer[branch.index()],
                    Payer::Employee => amounts.employee[branch.index()],
                };
                given == share
            })
        };
        if let Some(category) = Category::ALL
            .into_iter()
            .find(|c| *c != self.mine.category && gives(*c, self.employer))
        {
            return Some(Departure::OtherCategory(category));
        }
        let class = |class: u8| Employer {
            injury_class: Some(class),
            ..self.employer
        };
        if branch == Branch::EmploymentInjury
            && let Some(found) =
                (1..=INJURY_CLASSES).find(|c| Some(*c) != self.employer.injury_class && gives(self.mine.category, class(*c)))
        {
            return Some(Departure::OtherClass(found));
        }
        let other = match self.employer.kind {
            EmployerKind::Enterprise => EmployerKind::Institution,
            EmployerKind::Institution => EmployerKind::Enterprise,
        };
        let other = Employer {
            kind: other,
            ..self.employer
        };
        gives(self.mine.category, other).then_some(Departure::OtherKind)
    }
}

const MILLION: i128 = 1_000_000;

fn side(rules: &BranchRow, payer: Payer) -> Side {
    match payer {
        Payer::Employer => rules.employer,
        Payer::Employee => rules.employee,
    }
}

fn half_up(base: Fen, ppm: u32) -> Fen {
    Rate(ppm).of(base, units::Rounding::HalfUp)
}

/// Another rate, in steps of a hundredth of a percent, on our base.
fn other_rate(base: Fen, side: Side, share: Fen) -> Option<Departure> {
    const STEP: i128 = 100;
    if base <= Fen::ZERO || share <= Fen::ZERO {
        return None;
    }
    let exact = i128::from(share.0) * MILLION / i128::from(base.0);
    let nearest = u32::try_from((exact + STEP / 2) / STEP * STEP).ok()?;
    (nearest != side.ppm && half_up(base, nearest) == share).then_some(Departure::OtherRate(Rate(nearest)))
}

/// Our rate on another base in whole yuan.
fn other_base(side: Side, share: Fen) -> Option<Departure> {
    let ppm = i128::from(side.ppm);
    if ppm == 0 || share <= Fen::ZERO {
        return None;
    }
    let yuan = (i128::from(share.0) * MILLION / ppm + 50) / 100;
    let near = (yuan - 1..=yuan + 1).map(|yuan| Fen(i64::try_from(yuan * 100).unwrap_or(0)));
    near.into_iter()
        .find(|base| half_up(*base, side.ppm) == share)
        .map(Departure::OtherBase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Packs;
    use units::{Month, date};

    const EMPLOYER: Employer = Employer {
        kind: EmployerKind::Enterprise,
        size: None,
        injury_class: Some(1),
    };

    fn table(month: &str) -> Table {
        let book = Packs::embedded().book("cn/beijing").expect("a pack");
        policy::compile(&book, Month::parse(month).expect("a month"), date(2026, 9, 7)).expect("a table")
    }

    /// Our own figures of a wage, as an employer's file would hold them.
    fn mine(table: &Table, wage: Fen, category: Category) -> Mine {
        let row = row_of(table, category, EMPLOYER).expect("a row");
        let amounts = assess(
            row,
            &Inputs {
                base: wage,
                branches: BranchSet::ALL,
            },
            &mut (),
        );
        let lines = Branch::ALL.map(|branch| amounts.line(branch));
        Mine {
            category,
            wage,
            employer: lines.map(|(_, employer, _)| Some(employer)),
            employee: lines.map(|(_, _, employee)| Some(employee)),
            employer_unread: BranchSet::NONE,
            employee_unread: BranchSet::NONE,
        }
    }

    fn causes(table: &Table, mine: Mine) -> Vec<(&'static str, &'static str, &'static str)> {
        let before = super::tests::table("2026-06");
        let compared = compare(table, Some(&before), EMPLOYER, &[mine]);
        compared
            .differences
            .iter()
            .map(|d| (d.branch.code(), d.payer.code(), d.cause.code()))
            .collect()
    }

    #[test]
    fn the_same_figures_agree() {
        let table = table("2026-08");
        let people: Vec<Mine> = (0..50)
            .map(|i| mine(&table, Fen(100_037 * (i + 1)), Category::LocalUrban))
            .collect();
        let compared = compare(&table, None, EMPLOYER, &people);
        assert_eq!((compared.people, compared.agree, compared.differences.len()), (50, 50, 0));
        assert_eq!(compared.mine, compared.ours);
    }

    #[test]
    fn each_departure_is_told_by_its_rule() {
        let table = table("2026-08");
        let (pension, medical, injury) = (Branch::Pension.index(), Branch::Medical.index(), Branch::EmploymentInjury.index());
        let local = |wage| mine(&table, wage, Category::LocalUrban);
        let with = |wage: Fen, change: &dyn Fn(&mut Mine)| {
            let mut mine = local(wage);
            change(&mut mine);
            mine
        };
        let wage = Fen::yuan(9_500);
        let cases: Vec<(Mine, (&str, &str, &str))> = vec![
            (
                with(wage, &|m| m.employer[medical] = None),
                ("medical", "employer", "difference.branch_missing"),
            ),
            (
                with(wage, &|m| m.employee[medical] = Some(Fen(19_000))),
                ("medical", "employee", "difference.fixed_sum_left_out"),
            ),
            (
                with(Fen::yuan(6_900), &|m| m.employer[pension] = Some(Fen(110_400))),
                ("pension", "employer", "difference.floor_not_applied"),
            ),
            (
                with(Fen::yuan(41_200), &|m| m.employer[pension] = Some(Fen(659_200))),
                ("pension", "employer", "difference.ceiling_not_applied"),
            ),
            (
                with(Fen::yuan(9_506), &|m| m.employer[medical] = Some(Fen(93_160))),
                ("medical", "employer", "difference.rounded_to_jiao"),
            ),
            (
                with(Fen::yuan(9_501), &|m| m.employer[pension] = Some(Fen(152_000))),
                ("pension", "employer", "difference.rounded_to_yuan"),
            ),
            (
                with(wage, &|m| m.employer[injury] = Some(Fen(3_800))),
                ("employment_injury", "employer", "difference.other_class"),
            ),
            (
                with(wage, &|m| m.employer[pension] = Some(Fen(180_500))),
                ("pension", "employer", "difference.other_rate"),
            ),
            (
                with(wage, &|m| m.employer[pension] = Some(Fen(148_816))),
                ("pension", "employer", "difference.other_base"),
            ),
            (
                with(wage, &|m| m.employer[4] = Some(Fen(7_600))),
                ("maternity", "employer", "difference.branch_not_due"),
            ),
        ];
        for (mine, expected) in cases {
            assert_eq!(causes(&table, mine), [expected]);
        }
    }

    #[test]
    fn two_departures_at_once_are_both_named() {
        use Departure::*;
        let table = table("2026-08");
        let before = super::tests::table("2026-06");
        let (pension, medical, injury) = (Branch::Pension, Branch::Medical, Branch::EmploymentInjury);
        let rate = |ppm: u32| OtherRate(Rate(ppm));
        for (wage, branch, payer, figure, expected) in [
            // 41,200 uncut at 20 %; at the class of another industry; with its fen dropped.
            (
                4_120_000,
                pension,
                Payer::Employer,
                824_000,
                Cause::Two(CeilingNotApplied, rate(200_000)),
            ),
            (
                4_120_000,
                injury,
                Payer::Employer,
                16_480,
                Cause::Two(CeilingNotApplied, OtherClass(2)),
            ),
            (
                4_121_300,
                Branch::Unemployment,
                Payer::Employer,
                20_606,
                Cause::Two(CeilingNotApplied, RoundedDown),
            ),
            // 6,900 below the floor at 19 %; on last year's floor of 7,162 for 5,000, at 19 %.
            (
                690_000,
                pension,
                Payer::Employer,
                131_100,
                Cause::Two(FloorNotApplied, rate(190_000)),
            ),
            (
                500_000,
                pension,
                Payer::Employer,
                136_078,
                Cause::Two(BoundsOfYearBefore, rate(190_000)),
            ),
            // 9,500.40 with its fen, at 20 %.
            (
                950_040,
                pension,
                Payer::Employer,
                190_008,
                Cause::Two(BaseNotRounded, rate(200_000)),
            ),
            // Without the 3 yuan: at 2.5 %; uncut; in whole yuan.
            (950_000, medical, Payer::Employee, 23_750, Cause::Two(FixedSumLeftOut, rate(25_000))),
            (
                4_120_000,
                medical,
                Payer::Employee,
                82_400,
                Cause::Two(FixedSumLeftOut, CeilingNotApplied),
            ),
            (
                951_300,
                medical,
                Payer::Employee,
                19_000,
                Cause::Two(FixedSumLeftOut, RoundedToYuan),
            ),
            // Class 3 in whole yuan.
            (951_300, injury, Payer::Employer, 6_700, Cause::Two(OtherClass(3), RoundedToYuan)),
            // Far from anything.
            (950_000, pension, Payer::Employer, 148_816, Cause::One(OtherBase(Fen(930_100)))),
        ] {
            let mut mine = mine(&table, Fen(wage), Category::LocalUrban);
            let side = match payer {
                Payer::Employer => &mut mine.employer,
                Payer::Employee => &mut mine.employee,
            };
            side[branch.index()] = Some(Fen(figure));
            let compared = compare(&table, Some(&before), EMPLOYER, &[mine]);
            let causes: Vec<Cause> = compared.differences.iter().map(|d| d.cause).collect();
            assert_eq!(causes, [expected], "{wage} {branch:?} {payer:?} {figure}");
        }
    }

    #[test]
    fn roundings_are_told_apart_where_a_part_of_a_fen_hangs_on_them() {
        let table = table("2026-08");
        // 9,513 × 0.5 % = 47.565: our 47.57, dropped 47.56.
        let unemployment = Branch::Unemployment.index();
        let mut dropped = mine(&table, Fen::yuan(9_513), Category::LocalUrban);
        assert_eq!(dropped.employer[unemployment], Some(Fen(4_757)));
        dropped.employer[unemployment] = Some(Fen(4_756));
        assert_eq!(causes(&table, dropped), [("unemployment", "employer", "difference.rounded_down")]);
        // Both as one sum of 95.13, parted 47.57 and 47.56.
        let mut together = mine(&table, Fen::yuan(9_513), Category::LocalUrban);
        together.employee[unemployment] = Some(Fen(4_756));
        let found = causes(&table, together);
        assert_eq!(
            found,
            [("unemployment", "employee", "difference.rounded_down")],
            "the simpler rule is named"
        );
    }

    #[test]
    fn forty_of_ten_thousand_with_one_wrong_rule_are_gathered_under_it() {
        let table = table("2026-08");
        let mut people: Vec<Mine> = (0..10_000)
            .map(|i| mine(&table, Fen::yuan(8_000 + i), Category::LocalUrban))
            .collect();
        for place in 0..40 {
            let person = &mut people[place * 250];
            person.employee[Branch::Medical.index()] = person.employee[Branch::Medical.index()].map(|fen| fen - Fen(300));
        }
        let compared = compare(&table, None, EMPLOYER, &people);
        assert_eq!((compared.agree, compared.rules.len()), (9_960, 1));
        let rule = &compared.rules[0];
        assert_eq!(
            (rule.cause, rule.people.len(), rule.amount),
            (Cause::One(Departure::FixedSumLeftOut), 40, Fen(-12_000))
        );
        assert_eq!(compared.mine - compared.ours, Fen(-12_000));
        assert!(
            compared.differences[0]
                .ground
                .as_ref()
                .is_some_and(|ground| ground.parameter == "medical.employee_fixed")
        );
    }
}
