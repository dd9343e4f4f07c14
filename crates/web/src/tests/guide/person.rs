//! A person's record, a case, an officer's queue.

use super::*;

pub(super) fn record(lang: Lang) -> Markup {
    let title = t(lang, "我的缴费记录", "My record");
    let menu = Menu::insured(lang, &t(lang, "何秋分", "He Qiufen")).here("/record");
    let facts = figures(&[
        Figure::new(t(lang, "养老累计", "Pension, total"), "182").unit(t(lang, "个月（15年2个月）", "months (15 years 2 months)")),
        Figure::new(t(lang, "最长连续", "Longest unbroken"), "89").unit(t(lang, "个月（到2019年1月）", "months (to January 2019)")),
        Figure::new(t(lang, "个人账户储存额", "Individual account"), "128,406.33").unit(t(lang, "元（2025年底）", "CNY (end of 2025)")),
    ]);
    let missing = Alert::new(Tone::Time, "missing", t(lang, "有11个月应缴未缴，都能补", "Eleven months are missing; all can be back-paid"))
        .body(text(lang, "由单位申请补缴，并承担单位部分和滞纳金；您只承担个人部分。", "Your employer applies and bears its share and the late fee; you bear your own share only."))
        .actions(html! { (button("#g", &t(lang, "看这些月份影响什么", "See what they affect"))) (link("#a", &t(lang, "请单位补缴", "Ask the employer"))) });
    let shown = [
        Sign::OnTime,
        Sign::SecondDebit,
        Sign::PaidLate,
        Sign::BackPaid,
        Sign::Missing,
        Sign::Owed,
        Sign::Deferred,
        Sign::Due,
        Sign::NotInsured,
    ];
    let grid = Panel::new("months", t(lang, "逐月", "Month by month")).aside(legend(lang, &shown)).body(html! {
        p class="sb-small sb-soft" { (t(lang, "各险种都一样的年份合成一行，不一样的逐险种列出。点带字的格子看原因。", "A year in which all branches agree is one row. Open a letter to see why.")) }
        (Months::new(lang, years(lang), Some("?all".into())))
    });
    let cause = |id: &str, month: (&str, &str), state: Markup, why: (&str, &str)| Cause {
        id: id.to_owned(),
        months: t(lang, month.0, month.1),
        state,
        why: text(lang, why.0, why.1),
    };
    let causes = causes(&[
        cause(
            "c-second",
            ("2025年9月", "September 2025"),
            status(Tone::Good, &words::say(lang, "standing.on_time", &[])),
            (
                "10月9日首次扣款因单位账户余额不足失败，10月13日二次扣款成功，未产生滞纳金。按时缴费，不是逾期，不是补缴。",
                "The first debit on 9 October failed because the employer’s account was short; the second on 13 October succeeded. No late fee. On time, not late, not a back payment.",
            ),
        ),
        cause(
            "c-back",
            ("2023年7月 医疗", "July 2023, medical"),
            status(Tone::Back, &words::say(lang, "standing.back_paid", &[])),
            (
                "8月4日由单位线上补缴。责任方：单位。",
                "Back-paid online by the employer on 4 August. Whose omission: the employer’s.",
            ),
        ),
    ]);
    let reasons = Panel::new("why", t(lang, "带字的月份是什么原因", "Why months show a letter")).body(causes);
    let content = html! { (Heading::new(title.clone()).lead(text(lang, "何秋分，证件号320***********0048，非本市城镇。", "He Qiufen, ID 320***********0048, non-local, urban.")).actions(button_small("#pdf", &t(lang, "权益记录单PDF", "Statement PDF"), None))) (stack(&[missing.render(), Panel::untitled("facts", t(lang, "累计", "Totals")).body(facts).render(), grid.render(), reasons.render()])) };
    let person = words::say(lang, "frame.role.insured", &[]);
    Frame::new(lang, title, "/record")
        .search(words::say(lang, "frame.search.insured", &[]))
        .person(person, t(lang, "何秋分", "He Qiufen"), "k")
        .menu(menu)
        .demo(strip(), "k")
        .footer(footer(lang))
        .page(content)
}

fn years(lang: Lang) -> Vec<YearOfMonths> {
    let cell = |sign: Sign, why: Option<&str>| MonthCell {
        sign,
        why: why.map(str::to_owned),
    };
    let names = [
        ("branch.pension", "branch.pension.short"),
        ("branch.unemployment", "branch.unemployment.short"),
        ("branch.employment_injury", "branch.employment_injury.short"),
        ("branch.medical_with_maternity", "branch.medical.short"),
    ];
    let year = |year: u32, paid: u32, signs: &dyn Fn(usize, usize) -> MonthCell| YearOfMonths {
        year,
        paid,
        branches: (0..4)
            .map(|b| BranchOfYear {
                name: words::say(lang, names[b].0, &[]),
                short: words::say(lang, names[b].1, &[]),
                cells: (1..=12).map(|m| signs(b, m)).collect(),
            })
            .collect(),
    };
    let on_time = |_: usize, _: usize| cell(Sign::OnTime, None);
    let mut years = vec![
        year(2026, 2, &|_, m| match m {
            1 | 2 => cell(Sign::OnTime, None),
            3 | 4 => cell(Sign::Missing, Some("#h-missing")),
            5 => cell(Sign::Due, None),
            _ => cell(Sign::Ahead, None),
        }),
        year(2025, 12, &|_, m| {
            if m == 9 {
                cell(Sign::SecondDebit, Some("#c-second"))
            } else {
                cell(Sign::OnTime, None)
            }
        }),
        year(2024, 12, &|_, m| match m {
            10 => cell(Sign::PaidLate, Some("#h-why")),
            11 => cell(Sign::Owed, Some("#h-why")),
            12 => cell(Sign::Deferred, None),
            _ => cell(Sign::OnTime, None),
        }),
        year(2023, 12, &|b, m| {
            if b == 3 && m == 7 {
                cell(Sign::BackPaid, Some("#c-back"))
            } else {
                cell(Sign::OnTime, None)
            }
        }),
    ];
    years.extend((2013..=2022).rev().map(|y| year(y, 12, &on_time)));
    years.push(year(2012, 9, &|_, m| {
        if m < 4 {
            cell(Sign::NotInsured, None)
        } else {
            cell(Sign::OnTime, None)
        }
    }));
    years
}

pub(super) fn case(lang: Lang) -> Markup {
    let title = t(lang, "为何秋分补缴11个月", "Back payment of 11 months for He Qiufen");
    let money_rows = [
        (t(lang, "本金 单位", "Principal, employer"), amount(yuan(1_449_200))),
        (t(lang, "今天的滞纳金", "Late fee today"), amount(yuan(2_800_671))),
    ];
    let money_rows: Vec<(&str, Markup)> = money_rows.iter().map(|(k, v)| (k.as_str(), v.clone())).collect();
    let to_do = tasks(&[
        Task::new(
            t(lang, "月份与基数", "Months and bases"),
            status(Tone::Good, &t(lang, "已完成", "Done")),
        )
        .at("#1"),
        Task::new(
            t(lang, "提交第二份", "File the second part"),
            status_with(Tone::Quiet, Icon::Lock, &t(lang, "还不能办", "Not yet")),
        )
        .why(text(
            lang,
            "差：工资凭证、汇总表盖章",
            "Missing: wage vouchers, seal of the summary",
        )),
    ]);
    let list = papers(&[
        Paper {
            tone: Tone::Good,
            name: t(lang, "劳动合同", "Labour contract"),
            note: Some(text(lang, "每页盖章", "Sealed on each page")),
            state: status(Tone::Good, &t(lang, "3页", "3 pages")),
        },
        Paper {
            tone: Tone::Bad,
            name: t(lang, "2019年2月至6月工资凭证", "Wage vouchers, Feb to June 2019"),
            note: None,
            state: link("#u", &t(lang, "上传", "Upload")),
        },
        Paper {
            tone: Tone::Quiet,
            name: t(lang, "营业执照", "Business licence"),
            note: Some(text(lang, "不用交，本机构已有", "Not needed; we hold it")),
            state: status(Tone::Quiet, &words::say(lang, "status.paper.not_needed", &[])),
        },
    ]);
    let left = html! { (Panel::new("tasks", t(lang, "第二份要做的事", "What the second part needs")).body(html! { (to_do) (list) })) };
    let side = html! { (Panel::new("cost", t(lang, "费用", "Cost")).body(html! { (pairs_of_money(&money_rows)) (clock(&t(lang, "第18天，还剩2天", "Day 18, 2 days left"), 18, 20, Tone::Time)) })) (Alert::new(Tone::Back, "back", t(lang, "这是补缴", "This is a back payment"))) (Alert::new(Tone::Good, "good", t(lang, "已通过", "Passed"))) };
    let heading = Heading::new(title.clone()).status(status(Tone::Time, &words::say(lang, "status.case.preparing", &[])));
    clerk_frame(lang, &title, "/back-payments").page(html! { (heading) (columns(left, side)) })
}

pub(super) fn queue(lang: Lang) -> Markup {
    let title = t(
        lang,
        "待办12件，1件超期，2件两天内到期",
        "12 waiting, 1 over its day, 2 due within two days",
    );
    let columns = vec![
        Column::text(t(lang, "法定期限", "Due"))
            .card_title()
            .sorts("?sort=due", Some(Sorted::Ascending)),
        Column::text(t(lang, "第几天", "Day")).whole(),
        Column::title(t(lang, "案件", "Case")).whole(),
        Column::figure(t(lang, "本金（元）", "Principal (CNY)")),
    ];
    let row = |due: Markup, says: (&str, &str), spent, tone, no: &str, mark: Option<LineMark>| {
        let line = Line::new(vec![
            due,
            clock(&t(lang, says.0, says.1), spent, 20, tone),
            link("#c", no),
            amount(yuan(1_388_020)),
        ]);
        mark.into_iter().fold(line, Line::mark)
    };
    let over = html! { b class="sb-num" { (t(lang, "6月4日", "4 June")) } " " (status(Tone::Bad, &words::say(lang, "status.clock.over", &[("n", units::Fact::Count(2))]))) };
    let near = html! { b class="sb-num" { (t(lang, "6月10日", "10 June")) } " " (status(Tone::Time, &words::say(lang, "status.clock.left", &[("n", units::Fact::Count(2))]))) };
    let lines = vec![
        row(
            over,
            ("第22天，共20天", "Day 22 of 20"),
            22,
            Tone::Bad,
            "BP-2026-0098",
            Some(LineMark::Bad),
        ),
        row(near, ("第18天，共20天", "Day 18 of 20"), 18, Tone::Time, "BP-2026-0117", None),
    ];
    let body = html! { (tools(html! {}, key_hint(lang))) (Table::new(title.clone(), columns).lines(lines).walked()) (Paging { page: 2, per: 2, total: 12 }.show(lang, |p| format!("?page={p}"))) };
    let menu = Menu::desk(lang, "verification", &t(lang, "业务核查", "Verification"), vec![]).here("/desks/verification");
    let name = t(lang, "许立夏", "Xu Lixia");
    Frame::new(lang, title.clone(), "/desks/verification")
        .search(words::say(lang, "frame.search.desk", &[]))
        .person(words::say(lang, "frame.role.collection", &[]), name, "k")
        .menu(menu)
        .footer(footer(lang))
        .page(html! { (Heading::new(title.clone())) (Panel::untitled("queue", title.clone()).flush().body(body)) })
}
