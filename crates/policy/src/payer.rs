use crate::coded::coded;

coded! {
    /// The category a person contributes in (缴费人员类别).
    Category {
        /// 本市城镇
        LocalUrban = 0, "local_urban";
        /// 外埠城镇
        NonlocalUrban = 1, "nonlocal_urban";
        /// 本市农村劳动力
        LocalRural = 2, "local_rural";
        /// 外埠农村劳动力
        NonlocalRural = 3, "nonlocal_rural";
        /// 外籍人员
        Foreign = 4, "foreign";
        /// 退休人员
        Retired = 5, "retired";
        /// 灵活就业人员
        Flexible = 6, "flexible";
    }
}

coded! {
    /// What kind of unit employs the person, as far as figures depend on it.
    EmployerKind {
        /// 企业
        Enterprise = 0, "enterprise";
        /// 机关事业单位
        Institution = 1, "institution";
    }
}

coded! {
    /// The size class of an enterprise (划型), as fixed by the agencies in 2020 for the temporary relief.
    EmployerSize {
        /// 微型
        Micro = 0, "micro";
        /// 小型
        Small = 1, "small";
        /// 中型
        Medium = 2, "medium";
        /// 大型
        Large = 3, "large";
    }
}

/// The highest industry class of employment injury (GB/T 4754: classes 1 to 8).
pub const INJURY_CLASSES: u8 = 8;

/// Everything about payer and employer that a figure may depend on: one cell of a compiled table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Payer {
    /// Of the person.
    pub category: Category,
    /// Of the employer.
    pub kind: EmployerKind,
    /// Of the employer.
    pub size: EmployerSize,
    /// Of the employer, 1 to 8; `None`: not known, and no line of employment injury.
    pub injury_class: Option<u8>,
}
