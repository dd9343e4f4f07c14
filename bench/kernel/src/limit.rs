//! The limit: the same sums from plain arrays, without rules, traces, accounts or branches that are not in force.

use policy::Row;

use crate::city::City;

/// Rates in parts per ten thousand, floors and ceilings, by side and branch.
#[derive(Clone, Copy, Default)]
struct Flat {
    floor: [u32; 5],
    ceiling: [u32; 5],
    rate: [u32; 10],
    fixed: u32,
    yuan: bool,
}

impl Flat {
    fn of(row: &Row) -> Flat {
        let mut flat = Flat {
            fixed: row.ee_fixed,
            yuan: row.whole_yuan,
            ..Flat::default()
        };
        for (i, branch) in row
            .branches
            .iter()
            .enumerate()
            .filter(|(i, _)| row.in_force.contains(policy::Branch::ALL[*i]))
        {
            (flat.floor[i], flat.ceiling[i]) = (branch.floor, branch.ceiling);
            (flat.rate[i], flat.rate[5 + i]) = (branch.employer.ppm / 100, branch.employee.ppm / 100);
            flat.fixed += branch.employer.fixed + branch.employee.fixed;
        }
        flat
    }
}

/// The sum of all employers' sums.
pub fn sums(city: &City, rows: &[[&Row; 4]]) -> u64 {
    let flat: Vec<[Flat; 4]> = rows.iter().map(|rows| rows.map(Flat::of)).collect();
    let mut all = 0;
    for employer in 0..city.employers() {
        let flat = &flat[employer % 8];
        let mut sums = [0_u64; 11];
        for person in city.people_of(employer) {
            let rule = &flat[usize::from(city.category[person])];
            let declared = city.base[person];
            let declared = if rule.yuan { (declared + 50) / 100 * 100 } else { declared };
            for i in 0..5 {
                let base = declared.max(rule.floor[i]).min(rule.ceiling[i]);
                sums[i] += amount(base, rule.rate[i]);
                sums[5 + i] += amount(base, rule.rate[5 + i]);
            }
            sums[10] += u64::from(rule.fixed);
        }
        all += std::hint::black_box(sums).iter().sum::<u64>();
    }
    all
}

/// Half up, exact while the product is below 2^36: bases of some 100,000 yuan.
#[inline(always)]
fn amount(base: u32, rate: u32) -> u64 {
    let product = u64::from(base) * u64::from(rate) + 5_000;
    u64::from(((product >> 4) as u32) / 625)
}
