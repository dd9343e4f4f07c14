//! Parameters that stand in the packs for people to look up, each with the kind of its values; no calculator reads them.

use crate::value::Kind;

const LOOKED_UP: &[(&str, Kind)] = &[
    ("average_wage.medical", Kind::Money),
    ("back_payment.medical_counter", Kind::DaySpan),
    ("back_payment.monthly_report_until", Kind::DayRule),
    ("back_payment.monthly_report_until_february", Kind::DayRule),
    ("enforcement.court_demand_days", Kind::Number),
    ("enforcement.court_months", Kind::Number),
    ("enforcement.fine_times", Kind::Numbers),
    ("enforcement.force_majeure_months", Kind::Number),
    ("enforcement.fraud_fine_times", Kind::Numbers),
    ("enforcement.hidden_wages_fine_times", Kind::Numbers),
    ("enforcement.investigation_days", Kind::Number),
    ("enforcement.investigation_more_days", Kind::Number),
    ("enforcement.lookback_years", Kind::Number),
    ("enforcement.notice_days", Kind::Number),
    ("enforcement.obstruction_fine", Kind::Amounts),
    ("enforcement.pay_days", Kind::Number),
    ("enforcement.transfer_decision_days", Kind::Number),
    ("enforcement.transfer_demand_days", Kind::Number),
    ("enforcement.unregistered_fine_times", Kind::Numbers),
    ("enforcement.unregistered_person_fine", Kind::Amounts),
    ("inspection.inspectors", Kind::Number),
    ("inspection.notice_days", Kind::Number),
    ("inspection.opinion_days", Kind::Number),
    ("inspection.result_days", Kind::Number),
    ("late_fee.borne_by", Kind::Word(&["employer"])),
    ("late_fee.foreign_counted_from", Kind::Day),
    ("late_fee.foreign_free_until", Kind::Day),
    ("office.approval_floor", Kind::Number),
    ("office.filing_floor", Kind::Number),
    ("office.inspection_room", Kind::Number),
    ("retirement.earlier_months", Kind::Number),
    ("retirement.later_months", Kind::Number),
];

/// The kind of such a parameter's values; `None`: it is none of them.
pub(crate) fn kind_of(parameter: &str) -> Option<Kind> {
    LOOKED_UP.iter().find(|(key, _)| *key == parameter).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Book, Packs};

    #[test]
    fn each_of_them_stands_in_a_pack() {
        let packs = Packs::embedded();
        let books: Vec<Book> = packs
            .regions()
            .into_iter()
            .map(|region| packs.book(region).expect("a pack"))
            .collect();
        for (parameter, _) in LOOKED_UP {
            let stands = books.iter().any(|book| book.parameters().any(|of_book| of_book == *parameter));
            assert!(stands && crate::value::is_informational(parameter), "{parameter}");
        }
    }
}
