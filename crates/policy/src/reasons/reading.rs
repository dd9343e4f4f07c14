use crate::reading::{Fields, Reader};

use super::{Benefit, Certainty, Channel, Meaning, MedicalReason, Reason, Reasons, StatusEffect};

pub(crate) fn read(reader: &mut Reader<'_>, sources: &[String]) -> Reasons {
    let document = reader.document();
    let mut file = Fields::new(&document, 0..0);
    let mut reasons = Reasons::default();
    for (table, span) in file.value("reason").map(|rows| reader.tables(rows)).unwrap_or_default() {
        let mut row = Fields::new(table, span);
        reasons.reasons.extend(reason(&mut row, reader, sources));
        row.finish(reader);
    }
    for (table, span) in file.value("medical").map(|rows| reader.tables(rows)).unwrap_or_default() {
        let mut row = Fields::new(table, span);
        let code = row.number("code", reader).and_then(|(code, _)| u8::try_from(code).ok());
        let effect = row.coded("effect", StatusEffect::from_code, reader);
        let certainty = row.coded("certainty", Certainty::from_code, reader);
        let source = row.source(reader, sources);
        row.finish(reader);
        if let (Some(code), Some(effect), Some(certainty)) = (code, effect, certainty) {
            reasons.medical.push(MedicalReason {
                code,
                effect,
                certainty,
                source,
            });
        }
    }
    for (table, span) in file.value("written").map(|rows| reader.tables(rows)).unwrap_or_default() {
        let mut row = Fields::new(table, span);
        written(&mut row, reader, &mut reasons);
        row.finish(reader);
    }
    file.finish(reader);
    check(&reasons, reader);
    reasons
}

fn reason<'t>(row: &mut Fields<'_, 't>, reader: &mut Reader<'t>, sources: &[String]) -> Option<Reason> {
    let code = row.number("code", reader).and_then(|(code, _)| u8::try_from(code).ok());
    let effect = row.coded("effect", StatusEffect::from_code, reader);
    let benefit = row.coded("benefit", Benefit::from_code, reader);
    let channel = row.coded("channel", Channel::from_code, reader);
    let channel_joint = row.coded("channel_joint", Channel::from_code, reader);
    let papers = row.texts("papers", reader).unwrap_or_default();
    let law = row.text("law", reader).map(|(law, _)| law.to_owned());
    let mut optional = |key| {
        let codes = row.numbers(key, reader).unwrap_or_default();
        codes.first().and_then(|(code, _)| u8::try_from(*code).ok())
    };
    let (medical, medical_if_benefit) = (optional("medical"), optional("medical_if_benefit"));
    let leaving_month_due = row.flag("leaving_month_due", reader);
    let note_required = row.flag("note_required", reader);
    let core = row.required("core", reader).map(|(core, _)| core.to_owned());
    let certainty = row.coded("certainty", Certainty::from_code, reader);
    let source = row.source(reader, sources);
    Some(Reason {
        code: code?,
        effect: effect?,
        benefit: benefit?,
        channel: channel?,
        channel_joint: channel_joint?,
        papers: papers.into_iter().map(|(paper, _)| paper.to_owned()).collect(),
        law,
        medical,
        medical_if_benefit,
        leaving_month_due,
        note_required,
        core: core?,
        certainty: certainty?,
        source,
    })
}

/// `{ words = ["辞职", …], is = 26 }`, `{ words = […], ask = [22, 26] }`, `{ words = […], refused = "…" }`.
fn written<'t>(row: &mut Fields<'_, 't>, reader: &mut Reader<'t>, reasons: &mut Reasons) {
    let words = row.texts("words", reader).unwrap_or_default();
    let codes = |numbers: Option<Vec<(u32, _)>>| -> Vec<u8> {
        numbers
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(code, _): (u32, std::ops::Range<usize>)| u8::try_from(code).ok())
            .collect()
    };
    let is = codes(row.numbers("is", reader));
    let ask = codes(row.numbers("ask", reader));
    let refused = row.text("refused", reader).map(|(key, _)| key.to_owned());
    let meaning = match (is.as_slice(), ask.as_slice(), refused) {
        ([code], [], None) => Meaning::Is(*code),
        ([], [_, ..], None) => Meaning::Ask(ask),
        ([], [], Some(key)) => Meaning::Refused(key),
        _ => {
            reader.fault(&row.span, "a word has exactly one of `is`, `ask`, `refused`");
            return;
        }
    };
    for (word, span) in words {
        if reasons.words.iter().any(|(known, _)| known == word) {
            reader.fault(&span, format!("\"{word}\" is written twice"));
        }
        reasons.words.push((word.to_owned(), meaning.clone()));
    }
}

/// Codes that others point to must be there, and once.
fn check(reasons: &Reasons, reader: &mut Reader<'_>) {
    let mut faults = Vec::new();
    for (i, reason) in reasons.reasons.iter().enumerate() {
        if reasons.reasons[..i].iter().any(|other| other.code == reason.code) {
            faults.push(format!("reason {} is there twice", reason.code));
        }
        let medical = [reason.medical, reason.medical_if_benefit];
        if medical.into_iter().flatten().any(|code| reasons.medical_reason(code).is_none()) {
            faults.push(format!("reason {} points to a medical reason that is not there", reason.code));
        }
    }
    for (word, meaning) in &reasons.words {
        let codes: &[u8] = match meaning {
            Meaning::Is(code) => &[*code],
            Meaning::Ask(codes) => codes,
            Meaning::Refused(_) | Meaning::Unknown => &[],
        };
        if let Some(code) = codes.iter().find(|code| reasons.get(**code).is_none()) {
            faults.push(format!("\"{word}\" points to reason {code}, which is not there"));
        }
    }
    for message in faults {
        reader.fault(&(0..0), message);
    }
}
