//! The reasons why contributions stop, as the forms offer them: with what follows for the person, papers and place.

use policy::Reasons;

use crate::{Desk, Error};

pub use policy::{Benefit, Channel, MedicalReason, Reason, StatusEffect};

/// A reason with where it is filed in the month that is open now.
#[derive(Clone, Debug)]
pub struct Offered {
    /// The reason.
    pub reason: Reason,
    /// Online or at a counter, under the procedure in force.
    pub channel: Channel,
}

/// What the forms of the open month offer.
#[derive(Clone, Debug)]
pub struct Offers {
    /// In the order of the pack, without what is no reduction at all.
    pub reasons: Vec<Offered>,
    /// Of medical.
    pub medical: Vec<MedicalReason>,
    /// Whether the month of leaving is due although it is filed inside the window.
    pub leaving_month_due: bool,
}

impl Offers {
    /// The reason with this code.
    pub fn get(&self, code: u8) -> Option<&Offered> {
        self.reasons.iter().find(|o| o.reason.code == code)
    }
}

/// The reasons as known today.
pub fn offers(desk: &mut Desk) -> Result<Offers, Error> {
    let month = desk.window()?.month();
    let procedure = desk.book().procedure(month, desk.today)?;
    let reasons: &Reasons = desk.book().reasons();
    let is_offered = |r: &&Reason| r.effect != StatusEffect::CategoryChange;
    let offered = |reason: &Reason| Offered {
        channel: if procedure.agency_collects {
            reason.channel
        } else {
            reason.channel_joint
        },
        reason: reason.clone(),
    };
    Ok(Offers {
        reasons: reasons.all().iter().filter(is_offered).map(offered).collect(),
        medical: reasons.medical().to_vec(),
        leaving_month_due: procedure.leaving_month_due,
    })
}
