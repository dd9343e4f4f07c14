//! A second officer confirms a file; a file that was wrong is taken back, whole.

use domain::ids::{EarlierFileId, EmployerId};
use store::earlier::{self, EarlierFile, Stage};
use units::Fact;

use super::hand_in::body;
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// Confirms a file: from now on its months count.
///
/// Refused: `earlier.own_file` for the officer who handed it in, `earlier.not_now`.
pub fn confirm_earlier(desk: &mut Desk, key: &Key, of: EmployerId, id: EarlierFileId) -> Result<Receipt, Error> {
    step(desk, key, of, id, Stage::Confirmed, None)
}

/// Takes a file back: its months count no more, and the same rows can be handed in again.
///
/// Refused: `earlier.ground_missing`, `earlier.not_now`.
pub fn take_back_earlier(desk: &mut Desk, key: &Key, of: EmployerId, id: EarlierFileId, ground: &str) -> Result<Receipt, Error> {
    desk.permit(Permission::TakeOverRecords)?;
    let ground = ground.trim();
    if ground.is_empty() {
        return Err(Error::said("earlier.ground_missing", vec![]));
    }
    step(desk, key, of, id, Stage::TakenBack, Some(ground.to_owned()))
}

fn step(desk: &mut Desk, key: &Key, of: EmployerId, id: EarlierFileId, to: Stage, ground: Option<String>) -> Result<Receipt, Error> {
    desk.permit(Permission::TakeOverRecords)?;
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let stages = earlier::stages(desk.tx, of, id)?;
    let (Some(first), Some(last)) = (stages.first(), stages.last()) else {
        return Err(Error::NotFound);
    };
    if last.stage >= to {
        let stage = Fact::Word(format!("earlier.stage.{}", last.stage.code()));
        return Err(Error::said("earlier.not_now", vec![("stage", stage)]));
    }
    if to == Stage::Confirmed && first.by == desk.caller.login {
        return Err(Error::said("earlier.own_file", vec![]));
    }
    let file = EarlierFile {
        stage: to,
        n: act.n,
        by: desk.caller.login,
        by_name: desk.caller.name.clone(),
        on: desk.today,
        ground: ground.clone(),
        ..first.clone()
    };
    act.insert(desk.tx, &earlier::FILE, &earlier::file_row(&file))?;
    let said = match ground {
        Some(ground) => body(&file).with("ground", ground),
        None => body(&file),
    };
    let kind = match to {
        Stage::TakenBack => "earlier_taken_back",
        Stage::HandedIn | Stage::Confirmed => "earlier_confirmed",
    };
    desk.seal(act, kind, key, said)
}
