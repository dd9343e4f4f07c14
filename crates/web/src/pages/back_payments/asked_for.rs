//! What the form offers, and at which of its fields a refusal of the desk stands.

/// The form of a request.
pub(super) struct Request;

impl Request {
    /// What can be asked for, in the order of the form.
    pub const KINDS: [&'static str; 6] = ["by_month", "inspection", "base_difference", "retirement", "transfer", "death"];

    /// Where a request came from; the form itself where the address says nothing.
    pub fn origin(typed: &str) -> &'static str {
        match typed {
            "gap" => "gap",
            "late_enrolment" => "late_enrolment",
            _form => "form",
        }
    }

    /// The field at which a refusal of the desk stands.
    pub fn field_of(code: &str) -> &'static str {
        match code {
            "back_payment.base_missing" | "back_payment.base_not_above_zero" | "back_payment.no_difference" => "wage",
            "back_payment.document_missing" | "back_payment.document_reused" | "back_payment.document_reused_in_row" => "document",
            _of_months => "months",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_stands_at_the_field_that_mends_it() {
        assert_eq!(Request::field_of("back_payment.base_missing"), "wage");
        assert_eq!(Request::field_of("back_payment.document_reused"), "document");
        assert_eq!(Request::field_of("back_payment.month_paid"), "months");
    }
}
