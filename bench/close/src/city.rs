use anyhow::Result;
use store::{Db, Trouble, V};

/// Employers written in one transaction.
const AT_ONCE: i64 = 20_000;
/// The first employer's id; a person's is his place plus this much.
const FIRST: i64 = 1_000_000;

/// People at an employer: 1 to 25, 13 on average.
pub fn people_of(employer: i64) -> i64 {
    1 + mix(employer) % 25
}

/// A declared base between 3,000 and 60,000 yuan, in fen.
fn base_of(person: i64) -> i64 {
    (3_000 + mix(person) % 57_000) * 100
}

fn mix(seed: i64) -> i64 {
    let mut z = (seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((z ^ (z >> 32)) >> 1) as i64
}

/// Lays out employers with their roll until so many people are there; says how many employers.
pub fn fill(db: &Db, people: i64) -> Result<i64> {
    let (mut employers, mut so_far) = (0, 0);
    while so_far < people {
        let mut chunk = Vec::new();
        while so_far < people && (chunk.len() as i64) < AT_ONCE {
            let many = people_of(employers).min(people - so_far);
            chunk.push((FIRST + employers, so_far, many));
            employers += 1;
            so_far += many;
        }
        lay_out(db, chunk)?;
    }
    Ok(employers)
}

/// One employer.
pub fn fill_one(db: &Db, people: i64) -> Result<()> {
    Ok(lay_out(db, vec![(FIRST, 0, people)])?)
}

fn lay_out(db: &Db, chunk: Vec<(i64, i64, i64)>) -> Result<(), Trouble> {
    db.write(move |tx| {
        let subject =
            |&(id, _, _): &(i64, i64, i64)| vec![V::I(id), "employer".into(), "cn/example".into(), V::I(1), V::Null, V::B(vec![])];
        let columns = ["subject_id", "kind", "region", "version", "busy", "head"];
        tx.bulk("subject", &columns, &mut chunk.iter().map(subject))?;
        let columns = [
            "employer_id",
            "n",
            "region",
            "credit_code",
            "name",
            "kind",
            "size",
            "injury_class",
            "district",
            "collection",
        ];
        let employer = |&(id, _, _): &(i64, i64, i64)| {
            let mut row = vec![
                V::I(id),
                V::I(1),
                "cn/example".into(),
                format!("{id:018}").into(),
                "某某示例科技有限公司".into(),
            ];
            row.extend([V::I(0), V::I(1), V::I(1), "110105".into(), "debit".into()]);
            row
        };
        tx.bulk("employer", &columns, &mut chunk.iter().map(employer))?;
        let columns = ["employer_id", "person_id", "from_month", "branch_groups", "category", "base_fen"];
        let rows = chunk.iter().flat_map(|&(id, first, many)| {
            (first..first + many).map(move |p| vec![V::I(id), V::I(p), V::I(202_601), V::I(3), V::I(0), V::I(base_of(p))])
        });
        tx.bulk("roll", &columns, &mut { rows })?;
        Ok(())
    })
}
