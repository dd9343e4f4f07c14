use domain::Category;
use domain::assessment::Amounts;
use domain::bill::BillKind;
use domain::case::back_payment::Kind;
use domain::ids::{CaseId, EmployerId, PersonId};
use domain::{Branch, BranchSet};
use units::{Date, Fen, Month};

use super::odd;
use crate::event::Act;
use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// What a person's month comes to.
pub static BACK_PAYMENT_MONTH: Table = Table::new(
    "back_payment_month",
    &[
        "employer_id",
        "case_id",
        "person_id",
        "month",
        "n",
        "category",
        "base_fen",
        "er_pension",
        "er_medical",
        "er_unemployment",
        "er_employment_injury",
        "er_maternity",
        "ee_pension",
        "ee_medical",
        "ee_unemployment",
        "ee_employment_injury",
        "ee_maternity",
        "ee_fixed",
        "to_pension_account",
        "to_medical_account",
        "pack",
        "known_on",
        "ground",
        "fee_fen",
    ],
    &["employer_id", "case_id", "person_id", "month", "n"],
    "employer_id",
)
.superseded();

/// Posted months.
pub static BACK_PAYMENT_POSTED: Table = Table::new(
    "back_payment_posted",
    &[
        "employer_id",
        "case_id",
        "person_id",
        "month",
        "n",
        "bill_kind",
        "kind",
        "value_date",
        "fee_fen",
        "fee_days",
    ],
    &["employer_id", "case_id", "person_id", "month"],
    "employer_id",
);

/// What one person's month comes to, and on which ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthRow {
    /// Whose.
    pub person: PersonId,
    /// Which month.
    pub month: Month,
    /// The event that wrote it.
    pub n: i64,
    /// Payer category.
    pub category: Category,
    /// Declared wage, unclamped.
    pub base: Fen,
    /// The amounts. The clamped bases are not stored: they follow from `pack`.
    pub amounts: Amounts,
    /// The fingerprint of the pack.
    pub pack: String,
    /// The day on which its values were known.
    pub known_on: Date,
    /// The officer's ground, where the amounts were entered.
    pub ground: Option<String>,
    /// The late fee that the officer entered.
    pub fee: Option<Fen>,
}

/// A month that was paid back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// At which employer.
    pub employer: EmployerId,
    /// By which case.
    pub case: CaseId,
    /// Whose.
    pub person: PersonId,
    /// Which month.
    pub month: Month,
    /// The event that posted it.
    pub n: i64,
    /// The bill that it is on.
    pub bill_kind: BillKind,
    /// Which kind of back payment.
    pub kind: Kind,
    /// The day the money counts.
    pub value_date: Date,
    /// The late fee on this person's part.
    pub fee: Fen,
    /// The days it ran.
    pub fee_days: u32,
}

/// The row of a month, in the order of [`BACK_PAYMENT_MONTH`].
pub fn month_row(employer: EmployerId, case: CaseId, row: &MonthRow) -> Vec<V> {
    let a = &row.amounts;
    let mut values: Vec<V> = vec![
        employer.0.into(),
        case.0.into(),
        row.person.0.into(),
        row.month.into(),
        row.n.into(),
        V::I(row.category.index() as i64),
        row.base.into(),
    ];
    values.extend(a.employer.iter().chain(&a.employee).map(|fen| V::from(*fen)));
    values.extend([a.ee_fixed, a.to_pension_account, a.to_medical_account].map(V::from));
    values.extend([
        row.pack.as_str().into(),
        row.known_on.into(),
        row.ground.as_deref().into(),
        row.fee.into(),
    ]);
    values
}

/// The row of a posted month, in the order of [`BACK_PAYMENT_POSTED`].
pub fn posted_row(posted: &Posted) -> Vec<V> {
    vec![
        posted.employer.0.into(),
        posted.case.0.into(),
        posted.person.0.into(),
        posted.month.into(),
        posted.n.into(),
        posted.bill_kind.stored().into(),
        posted.kind.code().into(),
        posted.value_date.into(),
        posted.fee.into(),
        posted.fee_days.into(),
    ]
}

fn restore(row: &Row) -> Result<MonthRow, Trouble> {
    let five = |from: usize| -> Result<[Fen; 5], Trouble> {
        let mut side = [Fen::ZERO; 5];
        for (i, fen) in side.iter_mut().enumerate() {
            *fen = row.fen(from + i)?;
        }
        Ok(side)
    };
    let (employer, employee) = (five(5)?, five(10)?);
    let charged = Branch::ALL
        .into_iter()
        .filter(|b| employer[b.index()] != Fen::ZERO || employee[b.index()] != Fen::ZERO)
        .collect::<BranchSet>();
    Ok(MonthRow {
        person: PersonId(row.i64(0)?),
        month: row.month(1)?,
        n: row.i64(2)?,
        category: Category::from_index(row.i64(3)?).ok_or_else(|| odd("category"))?,
        base: row.fen(4)?,
        amounts: Amounts {
            employer,
            employee,
            base: [Fen::ZERO; 5],
            ee_fixed: row.fen(15)?,
            to_pension_account: row.fen(16)?,
            to_medical_account: row.fen(17)?,
            charged,
        },
        pack: row.text(18)?.to_owned(),
        known_on: row.date(19)?,
        ground: row.opt_text(20)?.map(str::to_owned),
        fee: row.opt_i64(21)?.map(Fen),
    })
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT person_id, month, n, category, base_fen, er_pension, er_medical, er_unemployment, er_employment_injury, er_maternity, \
             ee_pension, ee_medical, ee_unemployment, ee_employment_injury, ee_maternity, ee_fixed, to_pension_account, to_medical_account, \
             pack, known_on, ground, fee_fen FROM back_payment_month WHERE employer_id = $1 AND case_id = $2 ",
            $rest
        )
    };
}

/// What the months of a case come to as known now, by person and month.
pub fn months(tx: &mut Tx, employer: EmployerId, case: CaseId) -> Result<Vec<MonthRow>, Trouble> {
    let sql = select!("AND superseded_n IS NULL ORDER BY person_id, month");
    tx.query(sql, &[employer.0.into(), case.0.into()])?.iter().map(restore).collect()
}

/// What the months of a case came to at a version of the employer.
pub fn months_known(tx: &mut Tx, employer: EmployerId, case: CaseId, version: i64) -> Result<Vec<MonthRow>, Trouble> {
    let sql = select!("AND n <= $3 AND (superseded_n IS NULL OR superseded_n > $3) ORDER BY person_id, month");
    let rows = tx.query(sql, &[employer.0.into(), case.0.into(), version.into()])?;
    rows.iter().map(restore).collect()
}

/// Every amount that officers entered in a case, in the order of their acts, what was put right among them.
pub fn months_entered(tx: &mut Tx, employer: EmployerId, case: CaseId) -> Result<Vec<MonthRow>, Trouble> {
    let sql = select!("AND ground IS NOT NULL ORDER BY n, person_id, month");
    tx.query(sql, &[employer.0.into(), case.0.into()])?.iter().map(restore).collect()
}

/// Writes what a month comes to; an earlier row of it is followed by this one.
pub fn approve(
    tx: &mut Tx,
    act: &mut Act,
    employer: EmployerId,
    case: CaseId,
    old: Option<&MonthRow>,
    row: &MonthRow,
) -> Result<(), Trouble> {
    if let Some(old) = old {
        let key = [
            employer.0.into(),
            case.0.into(),
            old.person.0.into(),
            old.month.into(),
            old.n.into(),
        ];
        act.supersede(tx, &BACK_PAYMENT_MONTH, &key)?;
    }
    act.insert(tx, &BACK_PAYMENT_MONTH, &month_row(employer, case, row))
}

fn restore_posted(row: &Row) -> Result<Posted, Trouble> {
    Ok(Posted {
        employer: EmployerId(row.i64(0)?),
        case: CaseId(row.i64(1)?),
        person: PersonId(row.i64(2)?),
        month: row.month(3)?,
        n: row.i64(4)?,
        bill_kind: BillKind::from_stored(row.i64(5)?).ok_or_else(|| odd("kind of bill"))?,
        kind: Kind::from_code(row.text(6)?).ok_or_else(|| odd("kind"))?,
        value_date: row.date(7)?,
        fee: row.fen(8)?,
        fee_days: u32::try_from(row.i64(9)?).map_err(|_| odd("days"))?,
    })
}

/// The posted months of a person, at all employers, by month.
pub fn posted_of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Posted>, Trouble> {
    let sql = "SELECT employer_id, case_id, person_id, month, n, bill_kind, kind, value_date, fee_fen, fee_days FROM back_payment_posted \
               WHERE person_id = $1 ORDER BY month, employer_id, case_id";
    tx.query(sql, &[person.0.into()])?.iter().map(restore_posted).collect()
}

/// The posted months of a case, by person and month.
pub fn posted_months(tx: &mut Tx, employer: EmployerId, case: CaseId) -> Result<Vec<Posted>, Trouble> {
    let sql = "SELECT employer_id, case_id, person_id, month, n, bill_kind, kind, value_date, fee_fen, fee_days FROM back_payment_posted \
               WHERE employer_id = $1 AND case_id = $2 ORDER BY person_id, month";
    tx.query(sql, &[employer.0.into(), case.0.into()])?
        .iter()
        .map(restore_posted)
        .collect()
}

/// The bills of an employer that back payments made, with the kind of each.
pub fn bills_of_employer(tx: &mut Tx, employer: EmployerId) -> Result<Vec<(Month, BillKind, Kind)>, Trouble> {
    let sql = "SELECT DISTINCT month, bill_kind, kind FROM back_payment_posted WHERE employer_id = $1 ORDER BY month, bill_kind";
    let read = |row: &Row| {
        let bill = BillKind::from_stored(row.i64(1)?).ok_or_else(|| odd("kind of bill"))?;
        Ok((row.month(0)?, bill, Kind::from_code(row.text(2)?).ok_or_else(|| odd("kind"))?))
    };
    tx.query(sql, &[employer.0.into()])?.iter().map(read).collect()
}

/// The posted months on one bill of an employer, by person.
pub fn posted_on_bill(tx: &mut Tx, employer: EmployerId, month: Month, bill: BillKind) -> Result<Vec<Posted>, Trouble> {
    let sql = "SELECT employer_id, case_id, person_id, month, n, bill_kind, kind, value_date, fee_fen, fee_days FROM back_payment_posted \
               WHERE employer_id = $1 AND month = $2 AND bill_kind = $3 ORDER BY person_id";
    let key = [employer.0.into(), month.into(), bill.stored().into()];
    tx.query(sql, &key)?.iter().map(restore_posted).collect()
}
