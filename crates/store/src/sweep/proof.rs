use domain::ids::SubjectId;
use sha2::{Digest, Sha256};

use super::{Key, Slice, Sums, What, slices};
use crate::{Trouble, Tx, V};

/// Builds the digest of a slice's rows, or of a sweep's slices.
#[derive(Clone, Default)]
pub struct Digester(Sha256);

impl Digester {
    /// Adds a row: each value with its type and length.
    pub fn row(&mut self, values: &[V]) {
        let mut bytes = Vec::with_capacity(values.len() * 9);
        for value in values {
            match value {
                V::Null => bytes.push(b'n'),
                V::I(x) => {
                    bytes.push(b'i');
                    bytes.extend_from_slice(&x.to_be_bytes());
                }
                V::T(x) => long(&mut bytes, b't', x.as_bytes()),
                V::B(x) => long(&mut bytes, b'b', x),
            }
        }
        self.0.update(&bytes);
    }

    /// The digest.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

fn long(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    out.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// The digest and the sums of all slices of a sweep.
pub fn seal(slices: &[Slice]) -> (Sums, [u8; 32]) {
    let (mut sums, mut digest) = (Sums::default(), Digester::default());
    for slice in slices {
        sums.add(slice.sums);
        let s = &slice.sums;
        let counts = [slice.first.0, slice.last.0, s.employers, s.people, s.total.0].map(V::I);
        digest.row(&counts);
        digest.row(&[slice.digest.into()]);
    }
    (sums, digest.finish())
}

/// Something that a sweep did not write like this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unproved {
    /// The table and the key.
    pub row: String,
    /// `sweep.rows_differ`: rows of the slice were changed, added or removed; `sweep.slices_differ`: a slice was.
    pub code: &'static str,
}

/// Recomputes the digest of each slice from its rows, and that of each finished sweep from its slices.
pub fn verify(tx: &mut Tx) -> Result<Vec<Unproved>, Trouble> {
    let sql = "SELECT region_id, month, what, for_month, stage, digest FROM sweep ORDER BY region_id, month, what, for_month, stage";
    let mut unproved = Vec::new();
    for row in tx.query(sql, &[])? {
        let what = What::ALL
            .into_iter()
            .find(|w| Ok(w.index()) == row.i64(2))
            .ok_or_else(|| Trouble::value("sweep row: unknown what"))?;
        let key = Key {
            region: SubjectId(row.i64(0)?),
            month: row.month(1)?,
            what,
            for_month: row.month(3)?,
        };
        let shown = format!("month={} what={} for_month={}", key.month.code(), what.code(), key.for_month.code());
        let slices = slices(tx, &key)?;
        if row.bool(4)? {
            if seal(&slices).1.as_slice() != row.bytes(5)? {
                unproved.push(Unproved {
                    row: format!("sweep {shown}"),
                    code: "sweep.slices_differ",
                });
            }
            continue;
        }
        for slice in slices {
            if rows_of(tx, &key, &slice)? != slice.digest {
                let row = format!("sweep_slice {shown} first_employer={}", slice.first.0);
                unproved.push(Unproved {
                    row,
                    code: "sweep.rows_differ",
                });
            }
        }
    }
    Ok(unproved)
}

fn rows_of(tx: &mut Tx, key: &Key, slice: &Slice) -> Result<[u8; 32], Trouble> {
    let (table, which) = match key.what {
        What::Default => (
            &crate::declaration::DECLARATION,
            "month = $3 AND how = 2 ORDER BY employer_id, version",
        ),
        What::Close => (&crate::bill::BILL, "month = $3 AND kind = 0 ORDER BY employer_id"),
        What::Difference => (
            &crate::bill::BILL,
            "month = $3 AND kind % 10 = 1 AND run_month = $4 ORDER BY employer_id, kind",
        ),
    };
    let sql = format!(
        "SELECT {} FROM {} WHERE employer_id BETWEEN $1 AND $2 AND n = 0 AND {which}",
        table.columns.join(", "),
        table.name
    );
    let mut args = vec![V::I(slice.first.0), V::I(slice.last.0), key.for_month.into()];
    if key.what == What::Difference {
        args.push(key.month.into());
    }
    let mut digest = Digester::default();
    tx.stream_text(&sql, &args, &mut |row| {
        digest.row(row.cells());
        Ok(())
    })?;
    Ok(digest.finish())
}
