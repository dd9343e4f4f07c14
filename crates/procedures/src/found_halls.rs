//! The demonstration's halls: invented offices with hours, places and counters, entered as an officer would.

use domain::hall::office::{Moment, OfficeKind, Session};
use domain::hall::{Matter, Visit};
use domain::ids::OfficeId;

use crate::manage_office::{OfficeAsk, open_office, set_counter, set_hours};
use crate::{Desk, Error, Key};

const OFFICES: &str = include_str!("../../../scenarios/city/offices.txt");

/// Hours of the invented halls, and until when their cashiers take money.
const HOURS: [(&str, &str); 2] = [("09:00", "12:00"), ("13:30", "17:00")];
const CASH_UNTIL: &str = "17:00";
/// Appointments that a half day takes, and how many working days ahead they are taken.
const CAPACITY: u32 = 12;
const DAYS_AHEAD: u32 = 10;

/// What is done at the counters of an invented hall, from 1 on.
const COUNTERS: [&[Matter]; 8] = [
    &[Matter::Registration],
    &[Matter::Cashier],
    &[Matter::Cashier],
    &[Matter::BackPayment, Matter::Inspection],
    &[Matter::BackPayment, Matter::Reduction],
    &[Matter::Reduction],
    &[Matter::Reduction, Matter::Registration],
    &[Matter::PensionApproval],
];

/// Founds the halls. Nothing happens where the region's pack knows no hall.
pub fn found_halls(desk: &mut Desk) -> Result<Vec<OfficeId>, Error> {
    let rules = desk.book().hall().clone();
    let mut founded = Vec::new();
    if rules.is_empty() {
        return Ok(founded);
    }
    for line in OFFICES.lines() {
        let mut parts = line.split('|');
        let mut part = || parts.next().unwrap_or_default().to_owned();
        let kind = OfficeKind::from_code(&part()).unwrap_or(OfficeKind::SubCentre);
        let ask = OfficeAsk {
            kind,
            name: [part(), part()],
            address: [part(), part()],
            cash_until: Moment::parse(CASH_UNTIL).map_err(Error::refused)?,
            days_ahead: DAYS_AHEAD,
        };
        let id = open_office(desk, &Key::new(format!("founded:{}", ask.name[0]), b""), &ask)?;
        for of in rules.matters.iter().filter(|of| of.visit != Visit::Online) {
            let capacity = if of.visit == Visit::WalkIn { 0 } else { CAPACITY };
            let hours = HOURS
                .iter()
                .map(|(from, to)| Session::new(of.matter, Moment::parse(from)?, Moment::parse(to)?, capacity))
                .collect::<Result<Vec<_>, _>>()
                .map_err(Error::refused)?;
            set_hours(desk, &Key::new(format!("founded:{}", of.matter.code()), b""), id, of.matter, &hours)?;
        }
        for (number, matters) in (1_u32..).zip(COUNTERS) {
            set_counter(desk, &Key::new(format!("founded:{number}"), b""), id, number, matters)?;
        }
        founded.push(id);
    }
    Ok(founded)
}
