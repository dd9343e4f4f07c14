//! Who may do what: one table, deny by default. The snapshot of it is reviewed by a person.

/// In which capacity somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Nobody signed in.
    Anonymous,
    /// The employer's clerk (单位经办人).
    Clerk,
    /// Somebody who acts for employers under their authorisation (代理机构).
    Agent,
    /// An insured person (参保人).
    Insured,
    /// Desk of registration and double enrolments (登记).
    Registration,
    /// Desk of employment record filings (用工备案).
    EmploymentFiling,
    /// Desk of declaration, bills and debits (征缴、托收).
    Collection,
    /// Desk of the persons' records (权益记录).
    Records,
    /// Pension acceptance centre: approves the oldest months (养老行政事务受理).
    PensionApproval,
    /// Business verification (业务核查).
    Verification,
    /// Acceptance counter of a hall (受理窗口).
    Acceptance,
    /// Cashier of a hall (财务收款).
    Cashier,
    /// Looks at everything, changes nothing.
    Auditor,
    /// Runs the machine.
    Operator,
    /// What happens by itself on its day.
    System,
}

impl Role {
    /// The roles that a login may have: all but nobody's and the machine's own.
    pub fn of_logins() -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(|role| !matches!(role, Role::Anonymous | Role::System))
    }

    /// All roles, in the order of the snapshot.
    pub const ALL: [Role; 15] = [
        Role::Anonymous,
        Role::Clerk,
        Role::Agent,
        Role::Insured,
        Role::Registration,
        Role::EmploymentFiling,
        Role::Collection,
        Role::Records,
        Role::PensionApproval,
        Role::Verification,
        Role::Acceptance,
        Role::Cashier,
        Role::Auditor,
        Role::Operator,
        Role::System,
    ];

    /// The code as stored, and the key of its name.
    pub fn code(self) -> &'static str {
        match self {
            Role::Anonymous => "anonymous",
            Role::Clerk => "clerk",
            Role::Agent => "agent",
            Role::Insured => "insured",
            Role::Registration => "registration",
            Role::EmploymentFiling => "employment_filing",
            Role::Collection => "collection",
            Role::Records => "records",
            Role::PensionApproval => "pension_approval",
            Role::Verification => "verification",
            Role::Acceptance => "acceptance",
            Role::Cashier => "cashier",
            Role::Auditor => "auditor",
            Role::Operator => "operator",
            Role::System => "system",
        }
    }

    /// Reads the stored code.
    pub fn from_code(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.code() == code)
    }

    /// Whether a grant of this role names the employer it is for.
    pub fn is_bound_to_employer(self) -> bool {
        matches!(self, Role::Clerk | Role::Agent)
    }
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident $code:literal: $($role:ident)*;)*) => {
        /// One thing that may be done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission { $($(#[$doc])* $name,)* }

        impl Permission {
            /// All of them, in the order of the snapshot.
            pub const ALL: &'static [Permission] = &[$(Permission::$name,)*];

            /// The code in the snapshot.
            pub fn code(self) -> &'static str {
                match self { $(Permission::$name => $code,)* }
            }

            fn roles(self) -> &'static [Role] {
                match self { $(Permission::$name => &[$(Role::$role),*],)* }
            }
        }
    };
}

permissions! {
    /// Public pages: guide, verification, sign-in.
    Public "public": Anonymous Clerk Agent Insured Registration EmploymentFiling Collection Records PensionApproval Verification Acceptance Cashier Auditor Operator System;
    /// Anything that only needs a sign-in: language, sign-out, own start page.
    SignedIn "signed_in": Clerk Agent Insured Registration EmploymentFiling Collection Records PensionApproval Verification Acceptance Cashier Auditor Operator;
    /// An employer's home, roll, filings, receipts.
    ViewEmployer "view_employer": Clerk Agent Registration EmploymentFiling Collection PensionApproval Verification Acceptance Cashier Auditor;
    /// Staff increase and its undoing.
    FileIncrease "file_increase": Clerk Agent Acceptance System;
    /// Staff reduction.
    FileReduction "file_reduction": Clerk Agent Collection Acceptance System;
    /// Monthly declaration.
    DeclareMonth "declare_month": Clerk Agent System;
    /// Yearly base declaration.
    DeclareBases "declare_bases": Clerk Agent System;
    /// Bills, debits and payments of an employer.
    ViewBills "view_bills": Clerk Agent Collection Acceptance Cashier Auditor;
    /// Debit agreement and accounts.
    ChangeMandate "change_mandate": Clerk Registration;
    /// Whom the employer authorises.
    Delegate "delegate": Clerk;
    /// The caller's own record.
    OwnRecord "own_record": Insured;
    /// Another person's record, with a purpose, logged.
    ViewRecord "view_record": Records Auditor;
    /// Register employers.
    RegisterEmployer "register_employer": Registration System;
    /// Take over an employer's records from before this system, and confirm them.
    TakeOverRecords "take_over_records": Registration;
    /// What was taken over.
    ViewEarlier "view_earlier": Registration Records Auditor;
    /// Decide who holds a doubly enrolled person.
    DecideDoubleEnrolment "decide_double_enrolment": Registration;
    /// Confirm employment record filings.
    ConfirmEmployment "confirm_employment": EmploymentFiling;
    /// Cases at the desks: queues and single cases with all that belongs to them.
    ViewCases "view_cases": Registration EmploymentFiling Collection Acceptance Auditor;
    /// Send a case back to its employer.
    SendBackCase "send_back_case": EmploymentFiling Collection Acceptance;
    /// Counter reductions and exceptional cases.
    CounterReduction "counter_reduction": Collection;
    /// Ask for a back payment, prepare and hand it in; a counter takes a paper form in.
    FileBackPayment "file_back_payment": Clerk Agent Acceptance;
    /// The back payments of an employer.
    ViewBackPayments "view_back_payments": Clerk Agent PensionApproval Verification Acceptance Cashier Collection Auditor;
    /// The desks' queues of back payments.
    QueueBackPayments "queue_back_payments": PensionApproval Verification Acceptance Cashier Collection Auditor;
    /// Approve the oldest months.
    ApproveBackPayment "approve_back_payment": PensionApproval;
    /// Verify older months.
    VerifyBackPayment "verify_back_payment": Verification;
    /// A second look at decisions of the own desk that were drawn.
    SampleDecisions "sample_decisions": PensionApproval Verification Acceptance;
    /// Take a back payment in at the counter.
    AcceptBackPayment "accept_back_payment": Acceptance;
    /// Take a paper form in at a counter.
    TakeInForm "take_in_form": Collection Acceptance;
    /// Book, move and cancel a visit for an employer.
    BookVisit "book_visit": Clerk Agent;
    /// Take a number in a hall.
    TakeTicket "take_ticket": Clerk Agent Insured Acceptance Cashier;
    /// Counters, the line, check-in.
    ServeHall "serve_hall": Acceptance Cashier;
    /// Offices, hours, capacity, closures.
    ManageHall "manage_hall": Acceptance System;
    /// A till: take money, count, close.
    TakeMoney "take_money": Cashier;
    /// Close the month, issue bills.
    CloseMonth "close_month": Collection System;
    /// Debit batches out, bank results in.
    RunDebits "run_debits": Collection System;
    /// Money that waits for an owner.
    AllocateMoney "allocate_money": Collection;
    /// How the employer wants money that belongs to it again.
    ChooseRefund "choose_refund": Clerk Agent;
    /// Refunds: two officers decide, and note what the bank did.
    DecideRefund "decide_refund": Collection;
    /// The chain, the looks, every subject's history.
    Audit "audit": Auditor;
    /// Jobs, checks, metrics.
    Operate "operate": Operator System;
    /// Moves the business day; exists in demo mode only.
    MoveClock "move_clock": Anonymous Clerk Agent Insured Registration EmploymentFiling Collection Records PensionApproval Verification Acceptance Cashier Auditor Operator System;
}

/// Whether a role may do something at all; for whom is the grant's matter.
pub fn may(role: Role, permission: Permission) -> bool {
    permission.roles().contains(&role)
}
