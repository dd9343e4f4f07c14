use policy::Review;

/// Which kind of back payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Named persons, the latest months: no review, online where the pack says so.
    Recent,
    /// Named persons, older months: business verification.
    Verified,
    /// Named persons, the oldest months, or an out-of-town person's long request: approval.
    Approved,
    /// The whole employer's billed month that was not paid (月报补缴).
    MonthlyReport,
    /// One person's billed months while the employer owes the rest (单人补缴).
    OnePerson,
    /// On an inspection, order, award or judgment (稽核补缴).
    Inspection,
    /// The difference of a base that was declared too low (基数补差).
    BaseDifference,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 7] = [
        Kind::Recent,
        Kind::Verified,
        Kind::Approved,
        Kind::MonthlyReport,
        Kind::OnePerson,
        Kind::Inspection,
        Kind::BaseDifference,
    ];

    /// As stored: the code of its route in the pack.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Recent => "latest_three_months",
            Kind::Verified => "business_verification",
            Kind::Approved => "pension_acceptance_centre_approval",
            Kind::MonthlyReport => "monthly_report",
            Kind::OnePerson => "one_person",
            Kind::Inspection => "inspection",
            Kind::BaseDifference => "base_difference",
        }
    }

    /// Reads what is stored.
    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Who reviews it before the counter does.
    pub fn review(self) -> Review {
        match self {
            Kind::Verified => Review::Verification,
            Kind::Approved => Review::Approval,
            Kind::Recent | Kind::MonthlyReport | Kind::OnePerson | Kind::Inspection | Kind::BaseDifference => Review::None,
        }
    }

    /// Whether it can be filed online, without a counter, where the pack says so.
    pub fn may_be_online(self) -> bool {
        match self {
            Kind::Recent => true,
            Kind::Verified | Kind::Approved | Kind::MonthlyReport | Kind::OnePerson | Kind::Inspection | Kind::BaseDifference => false,
        }
    }

    /// Whether it asks for months that nobody filed, rather than for what a bill asked for already.
    pub fn is_of_omitted_months(self) -> bool {
        match self {
            Kind::Recent | Kind::Verified | Kind::Approved | Kind::Inspection => true,
            Kind::MonthlyReport | Kind::OnePerson | Kind::BaseDifference => false,
        }
    }
}
