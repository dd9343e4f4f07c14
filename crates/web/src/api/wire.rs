//! How figures, days and codes stand on the wire: amounts as strings in yuan with two decimals, months `YYYY-MM`, days
//! `YYYY-MM-DD`, identifiers and states as codes.

use std::collections::BTreeMap;

use domain::Branch;
use domain::assessment::BillTotals;
use domain::bill::BillKind;
use domain::collection::{ClaimKey, PaymentReference};
use domain::ids::EmployerId;
use procedures::Receipt;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use units::{Fact, Statement};
use utoipa::ToSchema;

use crate::Asked;

macro_rules! wire {
    ($(#[$doc:meta])* $name:ident($inner:ty), $example:literal, $pattern:literal, $what:literal, $read:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
        #[schema(value_type = String, example = $example, pattern = $pattern)]
        pub struct $name(pub $inner);

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
                let text = String::deserialize(from)?;
                let read: fn(&str) -> Option<$inner> = $read;
                read(&text).map($name).ok_or_else(|| D::Error::custom(format!("{text:?} is not {}", $what)))
            }
        }

        impl From<$inner> for $name {
            fn from(inner: $inner) -> $name {
                $name(inner)
            }
        }
    };
}

wire! {
    /// An amount in yuan.
    Yuan(units::Fen), "1234.50", r"^-?\d+\.\d{2}$", "an amount in yuan, such as \"1234.50\"", |text| units::Fen::parse_yuan(text).ok()
}
wire! {
    /// A contribution month.
    MonthCode(units::Month), "2026-08", r"^\d{4}-\d{2}$", "a month, such as \"2026-08\"", |text| units::Month::parse(text).ok()
}
wire! {
    /// A day.
    Day(units::Date), "2026-09-07", r"^\d{4}-\d{2}-\d{2}$", "a day, such as \"2026-09-07\"", |text| text.parse().ok().filter(|_| text.len() == 10)
}

macro_rules! code {
    ($(#[$doc:meta])* $name:ident($inner:ty), $what:literal) => {
        wire! { $(#[$doc])* $name($inner), "K7F2M", r"^[0-9A-Z]+$", $what, |text| <$inner>::from_code(text).ok() }
    };
}

code! {
    /// An employer.
    EmployerCode(EmployerId), "the code of an employer"
}
code! {
    /// An insured person.
    PersonCode(domain::ids::PersonId), "the code of a person"
}
code! {
    /// Whoever money waits with: an employer, or the agency while no owner is known.
    SubjectCode(domain::ids::SubjectId), "the code of an employer or of the agency"
}
code! {
    /// A movement of money.
    TransferCode(domain::ids::TransferId), "the code of a movement of money"
}
code! {
    /// A case at a desk.
    CaseCode(domain::ids::CaseId), "the code of a case"
}
code! {
    /// An office of the agency.
    OfficeCode(domain::ids::OfficeId), "the code of an office"
}
code! {
    /// A file of records from before this system.
    EarlierFileCode(domain::ids::EarlierFileId), "the code of a file of earlier records"
}
code! {
    /// A booked visit.
    AppointmentCode(domain::ids::AppointmentId), "the code of a booked visit"
}
code! {
    /// A place in a line.
    TicketCode(domain::ids::TicketId), "the code of a ticket"
}
code! {
    /// A till of one day.
    TillCode(domain::ids::TillId), "the code of a till"
}
code! {
    /// Somebody who signs in.
    LoginCode(domain::ids::LoginId), "the code of somebody who signs in"
}
code! {
    /// A debit batch.
    BatchCode(domain::ids::BatchId), "the code of a batch"
}

/// The receipt of an accepted act.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AcceptedJson {
    /// The receipt number; it can be verified for ever.
    pub receipt: String,
    /// What was done.
    pub kind: String,
    /// The business day.
    pub on: Day,
    /// The instant, milliseconds since 1970.
    pub at: i64,
    /// The version of the employer, or of the agency, that it made.
    pub version: i64,
}

impl From<&Receipt> for AcceptedJson {
    fn from(of: &Receipt) -> AcceptedJson {
        AcceptedJson {
            receipt: of.number.clone(),
            kind: of.kind.clone(),
            on: Day(of.on_date),
            at: of.at,
            version: of.n,
        }
    }
}

/// What the system says: a stable code, its facts, and the sentence in the reader's language.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SaidJson {
    /// The stable code.
    pub code: String,
    /// The sentence, in the language of `Accept-Language`.
    pub text: String,
    /// What to do about it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// The facts of the sentence, by name.
    pub facts: BTreeMap<String, String>,
}

impl SaidJson {
    /// A statement as the reader of this request is told it.
    pub fn of(asked: &Asked, said: &dyn Statement) -> SaidJson {
        let mut told = SaidJson::coded(asked, said.code(), &said.facts());
        told.fix = words::mend(asked.lang, said);
        told
    }

    /// A code with its facts.
    pub fn coded(asked: &Asked, code: &str, facts: &[(&str, Fact)]) -> SaidJson {
        SaidJson {
            code: code.to_owned(),
            text: asked.say(code, facts),
            fix: None,
            facts: facts.iter().map(|(name, fact)| ((*name).to_owned(), fact.plain())).collect(),
        }
    }
}

/// One branch of something that is paid.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BranchSumJson {
    /// `pension`, `medical`, `unemployment`, `employment_injury`, `maternity`.
    pub branch: &'static str,
    /// The employer's part.
    pub employer: Yuan,
    /// The person's or persons' part, the fixed sum of medical in it.
    pub employee: Yuan,
}

/// The sums of a bill.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SumsJson {
    /// How many people.
    pub people: u32,
    /// By branch; a branch without anything is left out.
    pub branches: Vec<BranchSumJson>,
    /// The employer's part.
    pub employer: Yuan,
    /// The persons' part.
    pub employee: Yuan,
    /// Both.
    pub total: Yuan,
}

impl From<&BillTotals> for SumsJson {
    fn from(of: &BillTotals) -> SumsJson {
        let part = |branch: Branch| {
            let i = branch.index();
            let fixed = if branch == Branch::Medical { of.ee_fixed } else { units::Fen::ZERO };
            (of.employer[i], of.employee[i] + fixed)
        };
        let branches: Vec<BranchSumJson> = Branch::ALL
            .into_iter()
            .map(|branch| (branch, part(branch)))
            .filter(|(_, sums)| *sums != (units::Fen::ZERO, units::Fen::ZERO))
            .map(|(branch, (employer, employee))| BranchSumJson {
                branch: branch.code(),
                employer: Yuan(employer),
                employee: Yuan(employee),
            })
            .collect();
        SumsJson {
            people: of.people,
            employer: Yuan(branches.iter().map(|b| b.employer.0).sum()),
            employee: Yuan(branches.iter().map(|b| b.employee.0).sum()),
            branches,
            total: Yuan(of.total()),
        }
    }
}

/// Which bill of an employer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BillKeyJson {
    /// The contribution month.
    pub month: MonthCode,
    /// `regular`, `difference-1`, `correction-2` …
    pub kind: String,
}

impl From<ClaimKey> for BillKeyJson {
    fn from(key: ClaimKey) -> BillKeyJson {
        BillKeyJson {
            month: MonthCode(key.month),
            kind: key.kind.slug(),
        }
    }
}

impl BillKeyJson {
    /// Which bill is meant; nothing where there is no such kind.
    pub fn key(&self) -> Option<ClaimKey> {
        Some(ClaimKey {
            month: self.month.0,
            kind: BillKind::from_slug(&self.kind)?,
        })
    }
}

/// The number that a payer writes into a transfer for a bill.
pub fn reference(employer: EmployerId, bill: ClaimKey) -> String {
    PaymentReference { employer, bill }.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_months_days_and_codes_are_read_as_they_are_written() {
        let yuan: Yuan = serde_json::from_str("\"19662.6\"").expect("an amount");
        assert_eq!(serde_json::to_string(&yuan).expect("text"), "\"19662.60\"");
        let month: MonthCode = serde_json::from_str("\"2026-08\"").expect("a month");
        assert_eq!(serde_json::to_string(&month).expect("text"), "\"2026-08\"");
        let employer: EmployerCode = serde_json::from_str(&format!("\"{}\"", EmployerId(4_242).code())).expect("a code");
        assert_eq!(employer.0, EmployerId(4_242));
        for wrong in ["19662.60", "\"1e3\"", "\"1.234\"", "\"\"", "null"] {
            assert!(serde_json::from_str::<Yuan>(wrong).is_err(), "{wrong}");
        }
        for wrong in ["\"2026-13\"", "\"2026-8\"", "202608"] {
            assert!(serde_json::from_str::<MonthCode>(wrong).is_err(), "{wrong}");
        }
        for wrong in ["\"2026-02-30\"", "\"20260203\"", "\"2026-02-03T10:00\""] {
            assert!(serde_json::from_str::<Day>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_branches_of_a_bill_add_up_to_its_total() {
        let mut totals = BillTotals::default();
        totals.employer[0] = units::Fen(16_000);
        totals.employee[1] = units::Fen(2_000);
        totals.ee_fixed = units::Fen(300);
        let sums = SumsJson::from(&totals);
        assert_eq!(sums.branches.len(), 2);
        assert_eq!(
            (sums.employer.0, sums.employee.0, sums.total.0),
            (units::Fen(16_000), units::Fen(2_300), units::Fen(18_300))
        );
    }
}
