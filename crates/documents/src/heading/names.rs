use super::Field;

/// The headings that mean a field, in the order of preference where a file has several of them. Without spaces, signs, brackets and
/// leading year; Latin letters small. Separated by spaces.
const NAMES: [(Field, &str); 28] = [
    (Field::Ordinal, "序号 编号 行号 no ordinal serial"),
    (
        Field::Name,
        "姓名 职工姓名 员工姓名 参保人姓名 人员姓名 名字 name fullname employeename",
    ),
    (
        Field::DocumentKind,
        "证件类型 证件种类 身份证件类型 证照类型 documentkind idtype documenttype",
    ),
    (
        Field::Number,
        "证件号码 身份证号码 公民身份号码 身份证号 证件号 社会保障号码 社会保障号 社保号 身份证件号码 身份证 居民身份证号码 idnumber idno \
         identitynumber idcard idcardnumber",
    ),
    (Field::Sex, "性别 sex gender"),
    (
        Field::Category,
        "缴费人员类别 户口性质 户籍性质 户籍类型 户口类型 户籍类别 人员类别 参保人员类别 户籍 户别 category household householdcategory \
         payercategory",
    ),
    (
        Field::WorkStarted,
        "参加工作日期 参加工作时间 首次参加工作时间 首次参加工作日期 workstarted",
    ),
    (
        Field::HiredOn,
        "本单位入职日期 用工起始日期 入职日期 入职时间 到岗日期 到岗时间 本单位入职时间 合同开始日期 劳动合同起始日期 用工开始日期 入司日期 入司时间 进入本单位日期 \
         hiredon hiredate startdate employmentstart startofemployment",
    ),
    (
        Field::Wage,
        "上年月均工资 上年月平均工资 上年度月平均工资 上年度月均工资 月平均工资 月均工资 首月工资 申报工资 缴费工资 月缴费工资 申报基数 月缴费基数 缴费基数 月工资收入 月工资 \
         工资收入 应发工资 税前工资 工资 wage averagewage averagemonthlywage monthlywage firstwage salary base",
    ),
    (Field::Phone, "手机号 手机号码 手机 联系电话 电话 联系方式 phone mobile telephone"),
    (Field::Remark, "备注 说明 附注 remark remarks note notes"),
    (
        Field::Branches,
        "参保险种 险种 缴费险种 参保险种类型 险种类型 险种名称 branches branch insurances insurance",
    ),
    (Field::EmploymentForm, "用工形式 用工类型 用工性质 employmentform formofemployment"),
    (
        Field::EndDate,
        "减员日期 离职日期 离职时间 解除终止日期 解除日期 终止日期 减员时间 停保日期 停保时间 合同终止日期 合同解除日期 解除劳动合同日期 最后工作日 退工日期 enddate \
         leavingdate lastday endofemployment",
    ),
    (
        Field::Reason,
        "停止缴费原因 四险减员原因 三险减员原因 减员原因 五险减员原因 离职原因 停保原因 变更原因 减少原因 原因 reason reasonforleaving",
    ),
    (
        Field::MedicalReason,
        "医疗减员原因 医疗停止缴费原因 医保减员原因 医疗保险减员原因 医疗停保原因 medicalreason reasonformedical",
    ),
    (
        Field::LastMonth,
        "缴费截止月份 四险缴费截止月份 缴费截止月 最后缴费月 最后一个缴费月 最后缴费月份 截止月份 lastmonth lastmonthtobepaid",
    ),
    (
        Field::FromMonth,
        "补缴起始月 补缴开始月 补缴起始年月 起始月 起始年月 开始月份 frommonth",
    ),
    (
        Field::ToMonth,
        "补缴终止月 补缴结束月 补缴截止月 补缴终止年月 终止月 终止年月 截止年月 结束月份 tomonth",
    ),
    (Field::BackPaymentReason, "补缴原因 backpaymentreason"),
    (Field::Evidence, "证明文件编号 文书编号 证明材料编号 evidence"),
    (
        Field::Month,
        "费款所属期 费款所属月 所属月份 所属期 缴费月份 缴费年月 年月 月份 month contributionmonth",
    ),
    (Field::Standing, "缴费状态 本月状态 月份状态 缴费标志 状态 标志 standing"),
    (Field::EmployerPays, "单位月缴 单位缴纳 单位缴费 单位月缴费额 employerpays"),
    (Field::PersonPays, "个人月缴 个人缴纳 个人缴费 个人月缴费额 personpays"),
    (Field::ToAccount, "月划入个人账户 划入个人账户 记入个人账户 toaccount"),
    (Field::PaidOn, "到账日期 到账日 缴费到账日期 paidon"),
    (Field::Result, "结果 result 处理结果"),
];

/// The names of a field.
pub(super) fn names(field: Field) -> impl Iterator<Item = &'static str> {
    NAMES
        .iter()
        .filter(move |(f, _)| *f == field)
        .flat_map(|(_, names)| names.split(' '))
}
