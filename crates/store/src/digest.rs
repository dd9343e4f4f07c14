//! The daily digest: one root over the heads of all chains of a region, so that a chain rewritten later is seen.

use sha2::{Digest, Sha256};
use units::Date;

use crate::{Trouble, Tx, V};

/// The root of a region's chains as they stood at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// The Merkle root; of no subjects the SHA-256 of nothing.
    pub root: [u8; 32],
    /// How many chains it covers.
    pub subjects: i64,
}

/// Computes the root at the end of the business day `on_date`: each subject's last event until then, by subject id.
///
/// Reads a whole region: call it in a reading transaction.
pub fn root(tx: &mut Tx, region: &str, on_date: Date) -> Result<Root, Trouble> {
    let sql = "SELECT s.subject_id, e.n, e.hash FROM subject s JOIN event e ON e.subject_id = s.subject_id AND e.n = \
               (SELECT x.n FROM event x WHERE x.subject_id = s.subject_id AND x.on_date <= $2 ORDER BY x.n DESC LIMIT 1) \
               WHERE s.region = $1 ORDER BY s.subject_id";
    let mut tree = Tree::default();
    tx.stream(sql, &[V::from(region), V::from(on_date)], &mut |row| {
        tree.add(row.i64(0)?, row.i64(1)?, row.bytes(2)?);
        Ok(())
    })?;
    Ok(tree.root())
}

/// Keeps the root of a day. The same root again changes nothing; another root is Trouble.
pub fn record(tx: &mut Tx, region: &str, on_date: Date, root: &Root) -> Result<(), Trouble> {
    match recorded(tx, region, on_date)? {
        Some(kept) if kept == *root => Ok(()),
        Some(_) => Err(Trouble::value(format!("the digest of {region} on {on_date} is another already"))),
        None => {
            let values = [V::from(region), V::from(on_date), V::from(root.root), V::I(root.subjects)];
            tx.execute(
                "INSERT INTO digest (region, on_date, root, subjects) VALUES ($1, $2, $3, $4)",
                &values,
            )?;
            Ok(())
        }
    }
}

/// The root that was kept for a day.
pub fn recorded(tx: &mut Tx, region: &str, on_date: Date) -> Result<Option<Root>, Trouble> {
    let sql = "SELECT root, subjects FROM digest WHERE region = $1 AND on_date = $2";
    let row = tx.one(sql, &[V::from(region), V::from(on_date)])?;
    row.map(|row| {
        let root = row
            .bytes(0)?
            .try_into()
            .map_err(|_| Trouble::value("a digest that is no 32 bytes"))?;
        Ok(Root {
            root,
            subjects: row.i64(1)?,
        })
    })
    .transpose()
}

/// The last day of a region that has a digest.
pub fn last(tx: &mut Tx, region: &str) -> Result<Option<Date>, Trouble> {
    let row = tx.one("SELECT MAX(on_date) FROM digest WHERE region = $1", &[V::from(region)])?;
    row.map_or(Ok(None), |row| row.opt_date(0))
}

/// A day whose root was kept, and the tree grown again.
struct Day {
    on_date: String,
    kept: (Vec<u8>, i64),
    tree: Tree,
}

/// Computes every root that was kept again, in one walk over the events of its region. Answers how many were compared, and
/// which differ.
pub fn verify(tx: &mut Tx) -> Result<(u64, Vec<String>), Trouble> {
    let (mut examined, mut broken) = (0, Vec::new());
    let regions = tx.query("SELECT DISTINCT region FROM digest ORDER BY region", &[])?;
    for region in &regions {
        let region = region.text(0)?;
        for day in days_of(tx, region)? {
            examined += 1;
            let Root { root, subjects } = day.tree.root();
            if (root.as_slice(), subjects) != (day.kept.0.as_slice(), day.kept.1) {
                broken.push(format!("digest region={region} on_date={}", day.on_date));
            }
        }
    }
    Ok((examined, broken))
}

fn days_of(tx: &mut Tx, region: &str) -> Result<Vec<Day>, Trouble> {
    let mut days = Vec::new();
    let sql = "SELECT on_date, root, subjects FROM digest WHERE region = $1 ORDER BY on_date";
    for row in tx.query(sql, &[V::from(region)])? {
        days.push(Day {
            on_date: row.text(0)?.to_owned(),
            kept: (row.bytes(1)?.to_vec(), row.i64(2)?),
            tree: Tree::default(),
        });
    }
    let sql = "SELECT e.subject_id, e.n, e.on_date, e.hash FROM event e JOIN subject s ON s.subject_id = e.subject_id \
               WHERE s.region = $1 ORDER BY e.subject_id, e.n";
    let mut events: Vec<(i64, String, Vec<u8>)> = Vec::new();
    let mut subject = None;
    tx.stream(sql, &[V::from(region)], &mut |row| {
        if subject != Some(row.i64(0)?) {
            grow(&mut days, subject, &events);
            events.clear();
            subject = Some(row.i64(0)?);
        }
        events.push((row.i64(1)?, row.text(2)?.to_owned(), row.bytes(3)?.to_vec()));
        Ok(())
    })?;
    grow(&mut days, subject, &events);
    Ok(days)
}

/// Adds a subject's leaf to the tree of each day: its last event until then.
fn grow(days: &mut [Day], subject: Option<i64>, events: &[(i64, String, Vec<u8>)]) {
    let Some(subject) = subject else { return };
    for day in days {
        if let Some((n, _, hash)) = events.iter().rev().find(|(_, on_date, _)| *on_date <= day.on_date) {
            day.tree.add(subject, *n, hash);
        }
    }
}

/// A Merkle tree as in RFC 6962, grown leaf by leaf: full subtrees wait on a stack, the largest first.
#[derive(Default)]
struct Tree {
    full: Vec<[u8; 32]>,
    leaves: i64,
}

impl Tree {
    fn add(&mut self, subject: i64, n: i64, head: &[u8]) {
        let leaf = Sha256::new_with_prefix([0])
            .chain_update(subject.to_be_bytes())
            .chain_update(n.to_be_bytes())
            .chain_update(head);
        let mut node: [u8; 32] = leaf.finalize().into();
        // Each trailing 1 of the count is a full subtree that this leaf completes.
        for _ in 0..self.leaves.trailing_ones() {
            if let Some(left) = self.full.pop() {
                node = join(&left, &node);
            }
        }
        self.full.push(node);
        self.leaves += 1;
    }

    fn root(self) -> Root {
        let root = self.full.into_iter().rev().reduce(|right, left| join(&left, &right));
        Root {
            root: root.unwrap_or_else(|| Sha256::digest([]).into()),
            subjects: self.leaves,
        }
    }
}

fn join(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    Sha256::new_with_prefix([1])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition of RFC 6962, read literally.
    fn literally(leaves: &[[u8; 32]]) -> [u8; 32] {
        match leaves.len() {
            0 => Sha256::digest([]).into(),
            1 => leaves[0],
            n => {
                let left = (1..).map(|k| 1_usize << k).take_while(|k| *k < n).last().unwrap_or(1);
                join(&literally(&leaves[..left]), &literally(&leaves[left..]))
            }
        }
    }

    #[test]
    fn the_root_grown_leaf_by_leaf_is_that_of_the_whole_tree() {
        for count in 0..40_i64 {
            let mut tree = Tree::default();
            let mut leaves = Vec::new();
            for i in 0..count {
                tree.add(i, 1, &[7; 32]);
                let leaf = Sha256::new_with_prefix([0])
                    .chain_update(i.to_be_bytes())
                    .chain_update(1_i64.to_be_bytes());
                leaves.push(leaf.chain_update([7; 32]).finalize().into());
            }
            assert_eq!(
                tree.root(),
                Root {
                    root: literally(&leaves),
                    subjects: count
                },
                "{count}"
            );
        }
    }
}
