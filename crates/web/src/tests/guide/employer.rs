//! Pages of an employer: home, bill, debit, roll.

use super::*;

pub(super) fn home(lang: Lang) -> Markup {
    let title = t(lang, "2026年5月", "May 2026");
    let small = html! {
        (button_small("#i", &t(lang, "增员", "Increase"), Some("N")))
        (button_small("#r", &t(lang, "减员", "Reduction"), Some("R")))
        (button_small("#b", &t(lang, "补缴", "Back payment"), Some("B")))
    };
    let sub = text(
        lang,
        "花名册26人。今天是5月12日，变动窗口开放中（5日至25日）。",
        "26 people on the roll. Today is 12 May; changes to the roll are open (5th to 25th).",
    );
    let content = html! {
        (Heading::new(title.clone()).lead(sub).actions(small))
        (stack(&[bounce(lang), month(lang), columns_wide_side(draft(lang), todo(lang)), receipts(lang)]))
    };
    clerk_frame(lang, &t(lang, "首页", "Home"), "").page(content)
}

fn bounce(lang: Lang) -> Markup {
    let title = t(
        lang,
        "4月账单没有扣成功：账户余额差312.40元",
        "The April bill was not collected: the account was short by ¥312.40",
    );
    let body = match lang {
        Lang::Zh => {
            html! { "应扣" (money(lang, yuan(16_880_760))) "，5月6日开户行以“余额不足”退回，一分未扣。5月18日二次扣款。5月31日24:00前缴清，25名职工的4月仍是" b { "正常缴费" } "，没有滞纳金，不是补缴；6月1日起才是逾期缴费，开始计滞纳金。" }
        }
        Lang::En => {
            html! { (money(lang, yuan(16_880_760))) " was due. Your bank returned the debit on 6 May for insufficient funds; nothing was taken. The second debit is on 18 May. Paid by 24:00 on 31 May, April stays " b { "paid on time" } " for your 25 people: no late fee, not a back payment. From 1 June it is paid late, and the late fee starts." }
        }
    };
    let ways = html! { (button("#fund", &t(lang, "补足余额或改用转账", "Fund the account or pay by transfer"))) (link("#nothing", &t(lang, "不处理会怎样", "What happens if I do nothing"))) };
    Alert::new(Tone::Bad, "bounce", title).body(body).actions(ways).render()
}

fn month(lang: Lang) -> Markup {
    let stop = |stage, zh: [&str; 2], en: [&str; 2]| Stop {
        stage,
        day: t(lang, zh[0], en[0]),
        what: t(lang, zh[1], en[1]),
    };
    let stops = [
        stop(Stage::Done, ["5日 周二", "窗口开启"], ["Tue 5 May", "Changes open"]),
        stop(
            Stage::Today,
            ["今天12日", "可增减员、改草稿"],
            ["Today, 12 May", "Add, remove, edit the draft"],
        ),
        stop(
            Stage::Next,
            ["15日 周五24:00", "自动申报 · 还剩3天"],
            ["Fri 15 May, 24:00", "Auto-declared · 3 days left"],
        ),
        stop(
            Stage::Ahead,
            ["25日 周一24:00", "变动窗口关闭，出账单"],
            ["Mon 25 May, 24:00", "Changes close, bill made"],
        ),
        stop(Stage::Ahead, ["6月3日 周三", "首次扣款"], ["Wed 3 June", "First debit"]),
        stop(
            Stage::Ahead,
            ["7月1日", "未缴开始计滞纳金"],
            ["1 July", "Late fee starts if unpaid"],
        ),
    ];
    Panel::new("month", t(lang, "5月走到哪一步", "Where May stands"))
        .aside(text(
            lang,
            "按示例市规则包；遇节假日已顺延",
            "Example City rules; moved for public holidays where the rules say so",
        ))
        .body(track(&stops))
        .render()
}

fn draft(lang: Lang) -> Markup {
    let why = |name: &str, rest: String| html! { a href="#p" { (name) } (rest) };
    let lines = vec![
        Line::new(vec![
            text(lang, "4月账单（25人）", "April bill (25 people)"),
            amount(yuan(16_880_760)),
        ]),
        Line::new(vec![
            why("何秋分", t(lang, "：5月8日重新增员", ": re-enrolled on 8 May")),
            difference(yuan(362_900)),
        ]),
        Line::new(vec![
            why("尤立春", t(lang, "：5月6日新增", ": joined on 6 May")),
            difference(yuan(555_300)),
        ]),
        Line::new(vec![
            why(
                "周谷雨",
                t(
                    lang,
                    "：4月30日离职，养老·失业·工伤已减，医疗未成功",
                    ": left on 30 April; three branches ended, medical failed",
                ),
            ),
            difference(yuan(-337_680)),
        ]),
    ];
    let table = Table::new(
        t(lang, "与4月账单的差额", "Difference from April"),
        vec![
            Column::text(t(lang, "为什么与4月不同", "Why it differs from April")).whole(),
            Column::figure(t(lang, "元", "CNY")),
        ],
    )
    .lines(lines)
    .foot(vec![text(lang, "5月草稿", "May draft"), amount(yuan(17_461_280))]);
    let body = html! {
        (figure(lang, yuan(17_461_280)))
        p class="sb-soft" { (text(lang, "单位125,183.22元，个人49,429.58元。15日24:00系统按当时的花名册自动申报，与您本人申报效力相同；之后到25日24:00的变动会重新申报，账单按关窗时的花名册出。", "Employer ¥125,183.22, employees ¥49,429.58. At 24:00 on the 15th the roll is declared as it then stands. That has the same effect as declaring it yourself. Each change up to 24:00 on the 25th re-issues it; the bill is made from the roll at that close.")) }
        div class="sb-above" { (table) }
        (actions(html! { (button("#d", &t(lang, "核对并申报5月", "Check and declare May"))) (link("#l", &t(lang, "逐人查看草稿账单", "See the draft person by person"))) }))
    };
    let aside = status_with(Tone::Info, Icon::Doc, &t(lang, "草稿账单", "Draft bill"));
    Panel::new("draft", t(lang, "若不操作，6月3日将扣", "If you do nothing, the 3 June debit is"))
        .aside(aside)
        .body(body)
        .render()
}

fn todo(lang: Lang) -> Markup {
    let list = [
        Task::new(t(lang, "周谷雨的医疗减员未成功", "Zhou Guyu: medical reduction failed"), status(Tone::Bad, &t(lang, "25日截止", "By the 25th")))
            .at("#1")
            .why(text(lang, "养老·失业·工伤已减员。医疗系统登记的姓名为“周谷羽”。25日24:00前不改，5月医疗仍会计费1,584.20元。", "Pension, unemployment and injury are done. The medical register holds another name. If it is not corrected by 24:00 on the 25th, May medical is billed: ¥1,584.20.")),
        Task::new(t(lang, "何秋分有2个月可线上补缴", "He Qiufen: 2 months can be back-paid online"), status(Tone::Time, &t(lang, "8月8日截止", "By 8 August"))).at("#2").why(text(lang, "2026年3月、4月，因3月误办减员。", "March and April 2026, after a mistaken reduction in March.")),
        Task::new(t(lang, "授权书将于5月31日到期", "An authorisation ends on 31 May"), status_with(Tone::Quiet, Icon::Info, &t(lang, "提醒", "Note"))).at("#3"),
        Task::new(t(lang, "2026年度缴费基数申报", "Contribution bases for 2026"), status_with(Tone::Quiet, Icon::Info, &t(lang, "6月5日开始", "Opens 5 June"))).at("#4").why(text(lang, "7月25日截止；不报则7月起按上月的110%暂核，申报后结清", "Until 25 July; without it 110% of the month before from July, settled when declared")),
    ];
    Panel::new("todo", t(lang, "等您处理", "Waiting for you"))
        .body(tasks(&list))
        .render()
}

fn receipts(lang: Lang) -> Markup {
    let columns = vec![
        Column::title(t(lang, "事项", "Filing")),
        Column::number(t(lang, "回执号", "Receipt")),
        Column::text(words::say(lang, "group.three", &[])),
        Column::text(words::say(lang, "group.medical_with_maternity", &[])).label_on_phone(t(lang, "医疗", "Medical")),
        Column::text(t(lang, "提交时间", "Filed")).unbroken(),
        Column::text(t(lang, "提交人", "By")).left_out(),
    ];
    let failed = status(Tone::Bad, &t(lang, "未成功：姓名不符", "Failed: name differs"));
    let row = |what: String, no: &str, medical: Markup, when: String| {
        Line::new(vec![
            link("#r", &what),
            html! { (no) },
            done(lang),
            medical,
            html! { (when) },
            text(lang, "许立夏", "Xu Lixia"),
        ])
    };
    let lines = vec![
        row(
            t(lang, "减员：周谷雨", "Reduction: Zhou Guyu"),
            "7H2KQM-418-3F9XTB6W",
            failed,
            t(lang, "5月8日16:20", "8 May, 16:20"),
        ),
        row(
            t(lang, "增员：何秋分", "Increase: He Qiufen"),
            "7H2KQM-416-K8RD0P5C",
            done(lang),
            t(lang, "5月8日15:58", "8 May, 15:58"),
        ),
    ];
    let title = t(lang, "最近回执", "Latest receipts");
    Panel::new("receipts", title.clone())
        .flush()
        .aside(link("#all", &t(lang, "全部回执", "All receipts")))
        .body(html! { (Table::new(title, columns).lines(lines)) })
        .render()
}

pub(super) fn bill(lang: Lang) -> Markup {
    let title = t(lang, "2026年5月账单", "Bill for May 2026");
    let trail = vec![
        Crumb::to(t(lang, "首页", "Home"), "#h"),
        Crumb::to(t(lang, "账单", "Bills"), "#b"),
        Crumb::here(t(lang, "2026年5月", "May 2026")),
    ];
    let heading = Heading::new(title.clone())
        .status(status_with(Tone::Info, Icon::Doc, &t(lang, "草稿", "Draft")))
        .lead(text(lang, "按此刻的花名册算出，尚未申报。15日24:00不申报，系统按当时的花名册自动申报（暂定）。25日24:00前的变动都会重新申报，账单按关窗时的花名册出。", "Computed from the roll as it stands. Not declared yet. At 24:00 on the 15th the roll is declared automatically, provisionally. Each change up to 24:00 on the 25th re-issues it; the bill is made from the roll at that close."))
        .actions(html! { (button_small("#x", &t(lang, "工作簿", "Workbook"), None)) (button_small("#p", "PDF", None)) (print_button(lang)) });
    clerk_frame(lang, &title, "/bills")
        .trail(trail)
        .page(html! { (heading) (stack(&[total(lang), by_branch(lang), by_person(lang)])) })
}

fn total(lang: Lang) -> Markup {
    let facts = [
        (
            t(lang, "账户", "Account"),
            text(lang, "尾号5521，示例银行", "ending 5521, Example Bank"),
        ),
        (
            t(lang, "资金到位", "Fund by"),
            text(lang, "6月2日（周二）16:00", "Tue 2 June, 16:00"),
        ),
        (
            t(lang, "没扣成功", "If it fails"),
            text(lang, "6月18日二次扣款", "Second debit 18 June"),
        ),
        (
            t(lang, "滞纳金起算", "Late fee from"),
            text(lang, "7月1日，每天87.31元", "1 July, ¥87.31 a day"),
        ),
    ];
    let facts: Vec<(&str, Markup)> = facts.iter().map(|(k, v)| (k.as_str(), v.clone())).collect();
    let left = html! {
        div {
        p class="sb-soft sb-flat" { (text(lang, "6月3日（周三）扣款", "Debit on Wed 3 June")) }
        (figure(lang, yuan(17_461_280)))
        p class="sb-soft" { (text(lang, "单位125,183.22元，个人49,429.58元。比4月多5,805.20元：增2人，减1人（医疗未成功）。", "Employer ¥125,183.22, employees ¥49,429.58. ¥5,805.20 more than April: two people joined, one left (medical not ended).")) }
        (actions(html! { (button("#d", &t(lang, "申报5月", "Declare May"))) (link("#c", &t(lang, "与4月逐人比较", "Compare with April, person by person"))) }))
        }
    };
    Panel::untitled("total", t(lang, "合计", "Total"))
        .body(columns(left, pairs(&facts)))
        .render()
}

fn by_branch(lang: Lang) -> Markup {
    let columns = vec![
        Column::title(t(lang, "险种", "Branch")),
        Column::figure(t(lang, "人数", "People")),
        Column::figure(t(lang, "基数合计", "Base total")),
        Column::figure(t(lang, "单位费率", "Rate")).label_on_phone(t(lang, "单位费率", "Employer rate")),
        Column::figure(t(lang, "单位", "Employer")),
        Column::figure(t(lang, "个人费率", "Rate")).label_on_phone(t(lang, "个人费率", "Employee rate")),
        Column::figure(t(lang, "个人", "Employee")),
        Column::figure(t(lang, "合计（元）", "Total (CNY)")),
    ];
    let row = |key: &str, figures: [&str; 7]| {
        let name = words::say(lang, key, &[]);
        let mut cells = vec![html! { (name) }];
        cells.extend(figures.iter().map(|f| html! { (f) }));
        Line::new(cells)
    };
    let lines = vec![
        row(
            "branch.pension",
            ["26", "467,434.00", "16%", "74,789.44", "8%", "37,394.72", "112,184.16"],
        ),
        row(
            "branch.medical_with_maternity",
            ["27", "480,834.00", "9.8%", "47,121.74", "2% + 3", "9,697.68", "56,819.42"],
        ),
        row(
            "branch.unemployment",
            ["26", "467,434.00", "0.5%", "2,337.18", "0.5%", "2,337.18", "4,674.36"],
        ),
        row(
            "branch.employment_injury",
            ["26", "467,434.00", "0.2%", "934.86", "–", "–", "934.86"],
        ),
    ];
    let none = || html! {};
    let foot = vec![
        text(lang, "合计", "Total"),
        none(),
        none(),
        none(),
        amount(yuan(12_518_322)),
        none(),
        amount(yuan(4_942_958)),
        amount(yuan(17_461_280)),
    ];
    let table = Table::new(t(lang, "按险种", "By branch"), columns)
        .shown_caption()
        .lines(lines)
        .foot(foot);
    html! { div class="sb-panel sb-panel--flush" { (table) } }
}

fn by_person(lang: Lang) -> Markup {
    let (er, ee) = (t(lang, "单位", "Employer"), t(lang, "个人", "Employee"));
    let side = |head: &str, key: &str| Column::figure(head).group(words::say(lang, key, &[]));
    let columns = vec![
        Column::title(t(lang, "姓名", "Name")),
        Column::figure(t(lang, "基数", "Base")),
        side(&er, "branch.pension"),
        side(&ee, "branch.pension"),
        side(&er, "branch.medical"),
        side(&ee, "branch.medical"),
        side(&er, "branch.unemployment").left_out(),
        side(&ee, "branch.unemployment").left_out(),
        side(&er, "branch.employment_injury.short").left_out(),
        Column::figure(t(lang, "合计", "Total")),
    ];
    let line = |name: Markup, base: Markup, figures: [&str; 8]| {
        let mut cells = vec![name, base];
        cells.extend(figures.iter().map(|f| html! { (f) }));
        Line::new(cells)
    };
    let name = |zh: &str, en: &str| match lang {
        Lang::Zh => html! { (zh) },
        Lang::En => html! { (en) " " span lang="zh" class="sb-soft" { (zh) } },
    };
    let lin = Line::new(vec![
        name("林小满", "Lin Xiaoman"),
        amount_marked(&words::say(lang, "limit.capped", &[]), yuan(3_581_100)),
        html! { b { "5,729.76" } " " (why_link(lang, "#why-1", &t(lang, "林小满养老单位", "Lin Xiaoman, pension, employer"))) },
        html! { "2,864.88" },
        html! { "3,509.48" },
        html! { "719.22" },
        html! { "179.06" },
        html! { "179.06" },
        html! { "71.62" },
        html! { b { "13,253.08" } },
    ])
    .mark(LineMark::Open)
    .below("why-1", why(lang));
    let lines = vec![
        line(
            html! { (name("周谷雨", "Zhou Guyu")) " " (status(Tone::Bad, &t(lang, "只剩医疗", "Medical only"))) },
            html! { "13,400" },
            ["–", "–", "1,313.20", "271.00", "–", "–", "–", "1,584.20"],
        ),
        lin,
        line(
            name("陈立秋", "Chen Liqiu"),
            html! { "31,800" },
            [
                "5,088.00",
                "2,544.00",
                "3,116.40",
                "639.00",
                "159.00",
                "159.00",
                "63.60",
                "11,769.00",
            ],
        ),
        line(
            name("孔小暑", "Kong Xiaoshu"),
            amount_marked(&words::say(lang, "limit.floor", &[]), yuan(716_200)),
            ["1,145.92", "572.96", "701.88", "146.24", "35.81", "35.81", "14.32", "2,652.94"],
        ),
    ];
    let chip = |zh: &str, en: &str, n: i64, here: bool| Chip {
        text: t(lang, zh, en),
        count: Some(n),
        href: "#f".into(),
        here,
    };
    let filters = chips(
        lang,
        &[
            chip("全部", "All", 27, true),
            chip("与4月不同", "Different from April", 3, false),
            chip("达上限或按下限", "Capped or floored", 3, false),
        ],
    );
    let title = t(lang, "按人员", "By person");
    let body = html! {
        (tools(filters, key_hint(lang)))
        (Table::new(title.clone(), columns).lines(lines).tight().walked())
        (Paging { page: 1, per: 4, total: 27 }.show(lang, |p| format!("?page={p}")))
    };
    Panel::new("people", title)
        .flush()
        .aside(text(
            lang,
            "变动的在前。点任一金额看来历",
            "Changes first. Open any amount to see where it comes from",
        ))
        .body(body)
        .render()
}

fn why(lang: Lang) -> Markup {
    let declared = WhyStep::new(t(lang, "申报工资42,000.00", "Declared wage 42,000.00")).source(text(
        lang,
        "2025年7月18日年度基数申报，回执7H2KQM-131-9DTX5G3M，许立夏提交",
        "Yearly base declaration of 18 July 2025, receipt 7H2KQM-131-9DTX5G3M, filed by Xu Lixia",
    ));
    let ceiling = WhyStep::new(t(lang, "上限35,811", "Ceiling 35,811"))
        .text(text(lang, "：月平均工资11,937 × 300%", ": monthly average wage 11,937 × 300%"))
        .source(text(
            lang,
            "2025年7月至2026年6月有效；京人社发〔2025〕11号，2025年9月17日",
            "Valid July 2025 to June 2026; 京人社发〔2025〕11号 of 17 Sept 2025",
        ));
    let base = WhyStep::new(t(lang, "基数35,811.00", "Base 35,811.00"))
        .text(text(
            lang,
            "：申报工资高于上限，按上限",
            ": declared wage is above the ceiling, so the ceiling is used",
        ))
        .under(vec![declared, ceiling]);
    let rate = WhyStep::new(t(lang, "单位费率16%", "Employer rate 16%")).source(text(
        lang,
        "2019年5月起；京人社养发〔2019〕67号",
        "Since May 2019; 京人社养发〔2019〕67号",
    ));
    Why::new(
        t(
            lang,
            "5,729.76元 = 基数35,811.00 × 单位费率16%",
            "¥5,729.76 = base 35,811.00 × employer rate 16%",
        ),
        vec![base, rate],
    )
    .links(html! { (link("#o", &t(lang, "觉得不对？提出异议", "Think it is wrong? Object"))) })
    .fingerprint(t(lang, "计算指纹7c1e…a94f", "Calculation fingerprint 7c1e…a94f"))
    .render()
}

pub(super) fn debit(lang: Lang) -> Markup {
    let title = t(
        lang,
        "4月账单没有扣成功：账户余额差312.40元",
        "The April bill was not collected: short by ¥312.40",
    );
    let columns_ = vec![
        Column::title(t(lang, "缴清日期", "Paid")),
        Column::text(t(lang, "25名职工4月的记录", "April on the record")),
        Column::figure(t(lang, "滞纳金（元）", "Late fee (CNY)")),
        Column::text(t(lang, "本单位办事", "For the employer")).whole(),
    ];
    let line = |when: String, tone, key: &str, fee: Markup, what: String| {
        Line::new(vec![
            html! { (when) },
            status(tone, &words::say(lang, key, &[])),
            fee,
            html! { (what) },
        ])
    };
    let lines = vec![
        line(
            t(lang, "最迟5月31日24:00", "By 31 May, 24:00"),
            Tone::Good,
            "standing.on_time_retried",
            amount(yuan(0)),
            t(lang, "不受影响", "No effect"),
        ),
        line(
            t(lang, "6月10日", "10 June"),
            Tone::Time,
            "standing.paid_late_debit",
            html! { (amount(yuan(75_963))) (why_link(lang, "#w", &t(lang, "滞纳金", "late fee"))) },
            t(lang, "6月1日起列为欠费", "In arrears from 1 June"),
        ),
        line(
            t(lang, "一直不缴", "Never"),
            Tone::Bad,
            "standing.owed",
            text(lang, "每天+84.40", "+84.40 a day"),
            t(lang, "5个工作日内收到限期补缴通知", "An order to pay within 5 working days"),
        ),
    ];
    let caption = t(lang, "什么时候缴，会怎样", "Paid when, and what then");
    let table = Panel::new("if", caption.clone())
        .flush()
        .body(html! { (Table::new(caption, columns_).lines(lines)) })
        .render();
    let entry =
        |passage, when: (&str, &str), what: (&str, &str)| Happening::new(passage, t(lang, what.0, what.1)).when(t(lang, when.0, when.1));
    let entries = [
        entry(
            Passage::Done,
            ("4月25日24:00", "25 April, 24:00"),
            ("关窗核定", "Closed and assessed"),
        )
        .note(html! { (money(lang, yuan(16_880_760))) }),
        entry(
            Passage::Failed,
            ("5月6日06:12", "6 May, 06:12"),
            ("首次扣款退回", "First debit returned"),
        )
        .note(text(lang, "余额不足（银行代码AM04）", "insufficient funds (bank code AM04)")),
        entry(
            Passage::Now,
            ("今天5月12日", "Today, 12 May"),
            ("等单位存款或转账", "Waiting for funds or a transfer"),
        ),
        entry(Passage::Ahead, ("5月18日", "18 May"), ("二次扣款", "Second debit")),
    ];
    let side = Panel::new("course", t(lang, "4月账单的经过", "Course of the April bill"))
        .body(timeline(&entries))
        .render();
    let chart = Panel::new("chart", t(lang, "近三个月账单", "Bills of three months"))
        .body(bars(
            &t(lang, "近三个月账单", "Bills of three months"),
            &t(lang, "单位千元", "Thousands of yuan"),
            &[
                Bar::of("2026-03", yuan(16_000_000), "160.0"),
                Bar::of("2026-04", yuan(16_880_760), "168.8"),
                Bar::of("2026-05", yuan(17_461_280), "174.6"),
            ],
        ))
        .render();
    clerk_frame(lang, &title, "/debits").page(html! { (Heading::new(title.clone())) (columns(html! { (table) (chart) }, side)) })
}

pub(super) fn roll(lang: Lang) -> Markup {
    let title = t(lang, "花名册：26人", "Roll: 26 people");
    let columns = vec![
        Column::pick(t(lang, "选择", "Tick"), tick_all(&t(lang, "全部选中", "Tick all"))),
        Column::title(t(lang, "姓名", "Name")).sorts("?sort=name", Some(Sorted::Ascending)),
        Column::number(t(lang, "证件号", "ID")),
        Column::text(t(lang, "缴费类别", "Category")).unbroken().left_out(),
        Column::number(t(lang, "本单位参保", "Since")).left_out(),
        Column::figure(t(lang, "缴费基数（元）", "Base (CNY)")).sorts("?sort=base", None),
        Column::text(t(lang, "状态", "State")),
    ];
    let people = [
        ("韩冬至", "110***********3517", "local_rural", 840_000, Tone::Good, "contributing"),
        (
            "杨处暑",
            "510***********2031",
            "nonlocal_rural",
            790_000,
            Tone::Good,
            "contributing",
        ),
        ("尤立春", "350***********4630", "nonlocal_urban", 1_500_000, Tone::Info, "new"),
    ];
    let lines = people.iter().enumerate().map(|(at, (name, id, category, base, tone, state))| {
        let says = t(lang, &format!("选中{name}"), &format!("Tick {name}"));
        Line::new(vec![
            tick("person", id, &says, name, at == 1),
            link("#p", name),
            html! { (id) },
            html! { (words::say(lang, &format!("category.{category}"), &[])) },
            html! { "2020-08" },
            amount(yuan(*base)),
            status(*tone, &words::say(lang, &format!("status.person.{state}"), &[])),
        ])
    });
    let buttons =
        html! { button class="govuk-button sb-button--small" type="submit" name="act" value="reduce" { (t(lang, "减员", "Reduce")) } };
    let table = html! {
        (selection(lang, &t(lang, "已选人数：", "Selected:"), buttons))
        (Table::new(title.clone(), columns).lines(lines.collect()).walked())
    };
    let facts = figures(&[
        Figure::new(t(lang, "在册", "On the roll"), "26").unit(t(lang, "人", "people")),
        Figure::new(t(lang, "本月新增", "New this month"), "2"),
        Figure::new(t(lang, "未成功", "Failed"), "1").tone(Tone::Bad),
    ]);
    let none = Panel::new("changes", t(lang, "本月变动", "Changes this month")).body(empty(
        text(
            lang,
            "本月没有变动。15日自动申报，25日出账，不需要操作。",
            "No changes this month. It is declared on the 15th and billed on the 25th; nothing to do.",
        ),
        None,
    ));
    let content = html! {
        (Heading::new(title.clone()).lead(text(lang, "此刻登记在贵单位名下的参保人员。", "The people registered with you at this moment.")))
        (stack(&[
            Panel::untitled("facts", t(lang, "合计", "Figures")).body(facts).render(),
            Panel::untitled("roll", title.clone()).flush().body(form("/employers/7H2KQM/roll", "k2", table)).render(),
            none.render(),
        ]))
    };
    clerk_frame(lang, &title, "/roll").page(content)
}
