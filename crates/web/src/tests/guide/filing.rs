//! Filing: the form with its error, the check, the workbook's findings, the receipt, a long job.

use super::*;
use crate::Typed;

fn trail(lang: Lang, here: &str) -> Vec<Crumb> {
    vec![
        Crumb::to(t(lang, "首页", "Home"), "#h"),
        Crumb::to(t(lang, "减员", "Reductions"), "#r"),
        Crumb::here(here),
    ]
}

pub(super) fn single(lang: Lang) -> Markup {
    let here = t(lang, "单人减员", "Single reduction");
    let title = t(lang, "赵霜降什么时候、因为什么离开？", "When and why did Zhao Shuangjiang leave?");
    let typed =
        Typed::read("end-year=2026&end-month=5&end-day=32&last=2026-04&medical=a&note=%E5%8A%B3%E5%8A%A8%E5%90%88%E5%90%8C&wage=18600");
    let mut problems = Problems::new();
    let end_label = t(lang, "离职日期", "End date");
    problems.take(lang, "end", &end_label, typed.date("end"));
    let warning = html! { span class="sb-time" { b { (t(lang, "2026年5月将没有人为赵霜降缴费。", "Nobody will pay May 2026 for Zhao Shuangjiang. ")) } (t(lang, "没有其他单位提交她从5月起的增员。", "No other employer has enrolled her from May.")) } };
    let fields = html! {
        (Field::new(lang, "end", end_label.clone()).hint(t(lang, "劳动关系结束的那一天，例如2026年5月20日。", "The day the employment ends, for example 20 May 2026.")).typed(&typed).problems(&problems).date())
        (Field::new(lang, "last", t(lang, "缴费截止月份", "Last month to be paid")).hint(t(lang, "最后一个缴费月。", "The last month that is paid.")).typed(&typed).after(warning)
            .select(None, &[OneOf::new("2026-04", t(lang, "2026年4月（默认）：从2026年5月起不再缴费", "April 2026 (default): nothing from May 2026")), OneOf::new("2026-05", t(lang, "2026年5月：从2026年6月起不再缴费", "May 2026: nothing from June 2026"))]))
        (Field::new(lang, "reason", t(lang, "停止缴费原因（养老·失业·工伤）", "Reason (pension, unemployment, injury)")).hint(t(lang, "原因决定本人能否领失业金，本人看得到。", "It decides about unemployment benefit; the person sees it."))
            .reasons([&t(lang, "原因与后果", "Reason and consequence"), &t(lang, "材料", "Papers"), &t(lang, "在哪里办", "Where")], &reasons_of(lang)))
        (Field::new(lang, "medical", t(lang, "停止缴费原因（医疗，含生育）", "Reason (medical incl. maternity)")).typed(&typed)
            .radios(&[OneOf::new("a", t(lang, "终止劳动关系中断", "Employment ended")).hint(t(lang, "医疗另行导入，结果单独返回。", "Imported apart; its result comes apart.")), OneOf::new("b", t(lang, "在职转退休", "Retired"))]))
        (Field::new(lang, "wage", t(lang, "最后一月工资", "Last wage")).typed(&typed).money())
        (Field::new(lang, "proof", t(lang, "证明", "Proof")).optional().hint(t(lang, "PDF或照片，最大8MB。", "PDF or photo, at most 8 MB.")).file(".pdf,.jpg,.png"))
        (Field::new(lang, "note", t(lang, "备注", "Remark")).optional().typed(&typed).textarea(2))
        (Field::new(lang, "true", t(lang, "以上内容属实，并已告知赵霜降本人", "All this is true, and Zhao Shuangjiang has been told")).tick(false))
        (actions(html! { (submit(&t(lang, "下一步：核对", "Next: check"))) (submit_as("act", "draft", &t(lang, "存为草稿", "Save as draft"))) (link("#c", &t(lang, "取消", "Cancel"))) }))
    };
    let facts = [
        (t(lang, "证件号", "ID"), number("110***********4426")),
        (t(lang, "缴费类别", "Category"), text(lang, "本市城镇", "Local, urban")),
        (t(lang, "缴费基数", "Base"), money(lang, yuan(1_860_000))),
    ];
    let facts: Vec<(&str, Markup)> = facts.iter().map(|(k, v)| (k.as_str(), v.clone())).collect();
    let side = Panel::new("subject", t(lang, "赵霜降", "Zhao Shuangjiang"))
        .body(pairs(&facts))
        .render();
    let left = html! { div { (error_summary(lang, &problems)) (Heading::new(title.clone()).step(t(lang, "单人减员 · 第2步，共3步", "Single reduction · step 2 of 3"))) (upload_form("#", "k3", fields)) } };
    clerk_frame(lang, &title, "/reductions")
        .trail(trail(lang, &here))
        .wrong(true)
        .page(columns(left, side))
}

fn reasons_of(lang: Lang) -> Vec<Reason> {
    let online = status(Tone::Good, &t(lang, "网上办理", "Online"));
    let counter = status_with(Tone::Time, Icon::People, &t(lang, "到柜台办", "At the counter"));
    let row = |value: &str, name: (&str, &str), consequence: (&str, &str), papers: (&str, &str), place: &Markup, picked| Reason {
        value: value.into(),
        name: t(lang, name.0, name.1),
        consequence: t(lang, consequence.0, consequence.1),
        papers: t(lang, papers.0, papers.1),
        place: place.clone(),
        picked,
    };
    vec![
        row(
            "21",
            ("劳动合同期满终止", "Fixed term expired"),
            (
                "非本人意愿，符合条件可领失业金",
                "Not the person’s wish: benefit where conditions are met",
            ),
            ("终止劳动合同证明1份", "End-of-contract certificate"),
            &online,
            true,
        ),
        row(
            "26",
            ("本人辞职", "Resigned"),
            ("不能领失业金", "No unemployment benefit"),
            ("不交；辞职信单位留存", "None; keep the letter"),
            &online,
            false,
        ),
        row(
            "31",
            ("到达法定退休年龄退休", "Retired at statutory age"),
            ("不涉及失业金；转入养老待遇", "Pension begins"),
            ("退休审批表、档案", "Approval form, file"),
            &counter,
            false,
        ),
    ]
}

pub(super) fn check(lang: Lang) -> Markup {
    let title = t(lang, "提交前请核对", "Check before filing");
    let summary = Summary::new(lang)
        .row(
            t(lang, "姓名", "Name"),
            html! { (t(lang, "赵霜降", "Zhao Shuangjiang")) (identity("110***********4426")) },
        )
        .change("#1")
        .row(
            t(lang, "离职日期", "End date"),
            text(lang, "2026年5月20日（周三）", "Wed 20 May 2026"),
        )
        .change("#2")
        .row(
            t(lang, "缴费截止月份", "Last month to be paid"),
            text(
                lang,
                "最后一个缴费月：2026年4月；从2026年5月起不再缴费",
                "Last month paid: April 2026; nothing from May 2026",
            ),
        )
        .change("#3");
    let columns_ = vec![
        Column::title(t(lang, "账单", "Bill")),
        Column::figure(t(lang, "现在（元）", "Now (CNY)")),
        Column::figure(t(lang, "减员后（元）", "After (CNY)")),
        Column::text(t(lang, "说明", "Note")).whole(),
    ];
    let lines = vec![Line::new(vec![
        text(lang, "2026年5月", "May 2026"),
        amount(yuan(17_461_280)),
        amount(yuan(16_772_780)),
        text(
            lang,
            "少6,885.00元。她最后一个缴费月是2026年4月",
            "¥6,885.00 less. Her last month paid is April 2026",
        ),
    ])];
    let gap = Alert::new(
        Tone::Time,
        "gap",
        t(
            lang,
            "2026年5月将没有人为赵霜降缴费",
            "Nobody will pay May 2026 for Zhao Shuangjiang",
        ),
    )
    .inner()
    .body(text(
        lang,
        "没有其他单位提交她从5月起的增员。",
        "No other employer has enrolled her from May.",
    ));
    let effect = html! {
        (Table::new(t(lang, "对账单的影响", "Effect on the bills"), columns_).lines(lines))
        (gap)
        h3 class="sb-subtitle" { (t(lang, "对赵霜降本人", "For Zhao Shuangjiang")) }
        (bullets(&[text(lang, "合同期满终止属非本人意愿，她可申领失业保险金。", "The end of a fixed term is not her wish; she may claim unemployment benefit."), text(lang, "她会看到您填的原因。", "She will see the reason you gave.")]))
    };
    let declare = form(
        "#",
        "k4",
        html! {
            (Field::new(lang, "true", t(lang, "以上内容属实，并已告知赵霜降本人", "All this is true, and she has been told")).tick(false))
            (actions(html! { (submit(&t(lang, "提交减员", "File the reduction"))) (link("#l", &t(lang, "存为草稿，稍后再交", "Keep as draft, file later"))) }))
        },
    );
    let step = |passage, what: (&str, &str), note: (&str, &str)| {
        Happening::new(passage, t(lang, what.0, what.1)).note(html! { br; (t(lang, note.0, note.1)) })
    };
    let after = timeline(&[
        step(Passage::Now, ("立即", "At once"), ("给您回执号", "A receipt number")),
        step(
            Passage::Ahead,
            ("约2小时内", "Within two hours"),
            ("养老·失业·工伤导入结果", "Result of three branches"),
        ),
        step(
            Passage::Ahead,
            ("当日", "The same day"),
            ("医疗（含生育）导入结果，分开显示", "Result of medical, shown apart"),
        ),
    ]);
    let left = html! {
        (Heading::new(title.clone()).step(t(lang, "单人减员 · 第3步，共3步", "Single reduction · step 3 of 3")))
        section class="sb-panel" aria-label=(title) { (summary) }
        (Panel::new("effect", t(lang, "这次减员会带来什么", "What this will do")).body(effect))
        (declare)
    };
    let side = Panel::new("after", t(lang, "提交之后", "What happens next")).body(after).render();
    clerk_frame(lang, &title, "/reductions")
        .trail(trail(lang, &t(lang, "单人减员", "Single reduction")))
        .page(columns(left, side))
}

pub(super) fn workbook(lang: Lang) -> Markup {
    let title = findings_title(lang, 1_248, 8, 2);
    let found = |grade, row, column: (&str, &str), wrote: Markup, problem: (&str, &str), mend: (&str, &str), code: &str| Found {
        grade,
        row,
        name: None,
        href: Some(format!("#row-{row}")),
        column: t(lang, column.0, column.1),
        wrote,
        problem: t(lang, problem.0, problem.1),
        mend: t(lang, mend.0, mend.1),
        code: code.into(),
    };
    let list = [
        found(
            Grade::MustChange,
            17,
            ("C列 证件号", "Column C, ID"),
            wrote(lang, "110105****O3****21", Some(10)),
            ("第11位是字母O，应为数字0", "Character 11 is the letter O; it must be the digit 0"),
            ("改为数字0", "Write the digit 0"),
            "identity.letter",
        ),
        found(
            Grade::MustChange,
            640,
            ("F列 停止缴费原因", "Column F, reason"),
            wrote(lang, "", None),
            (
                "没有填原因，原因决定能否领失业金",
                "No reason; it decides about unemployment benefit",
            ),
            ("从原因表中选一个", "Choose one of the list"),
            "reduction.no_reason",
        ),
        found(
            Grade::Attention,
            305,
            ("H列 缴费截止月份", "Column H, last month"),
            wrote(lang, "2026-04", None),
            ("5月将没有人为其缴费", "Nobody will pay May"),
            (
                "新单位从6月起缴的，改为2026-05",
                "If the new employer pays from June, write 2026-05",
            ),
            "reduction.gap",
        ),
    ];
    let facts = figures(&[
        Figure::new(t(lang, "可以提交", "Can be filed"), "1,240")
            .unit(t(lang, "行", "rows"))
            .tone(Tone::Good),
        Figure::new(t(lang, "其中请留意", "To look at"), "2")
            .unit(t(lang, "行", "rows"))
            .tone(Tone::Time),
        Figure::new(t(lang, "要改", "Must change"), "8")
            .unit(t(lang, "行", "rows"))
            .tone(Tone::Bad),
        Figure::new(t(lang, "5月账单将减少", "May falls by"), "3,351,902.35").unit(t(lang, "元", "CNY")),
    ]);
    let chip = |zh: &str, en: &str, n, here| Chip {
        text: t(lang, zh, en),
        count: Some(n),
        href: "#f".into(),
        here,
    };
    let table = html! {
        (tools(chips(lang, &[chip("要改和留意", "To change or look at", 10, true), chip("全部", "All", 1_248, false)]), text(lang, "每一行都会有结果；点行号可在此直接修改", "Every row has a result; open a row to repair it here")))
        (findings(lang, &list))
    };
    let choice = |value: &str, title: (&str, &str), says: (&str, &str), picked| Choice {
        value: value.into(),
        title: t(lang, title.0, title.1),
        text: text(lang, says.0, says.1),
        picked,
    };
    let ways = [
        choice(
            "clean",
            ("先提交没有问题的1,240行", "File the 1,240 clean rows"),
            (
                "8行留在草稿里，25日24:00前改好再交，仍计入5月。",
                "8 rows stay in a draft; filed by 24:00 on the 25th they still count for May.",
            ),
            true,
        ),
        choice(
            "all",
            ("全部改好再一起提交", "Mend all, then file together"),
            ("只要有一行不合格，就一行也不提交。", "If one row fails, none is filed."),
            false,
        ),
    ];
    let send = form(
        "#",
        "k5",
        html! { (choices("mode", &t(lang, "怎样提交？", "How shall it be filed?"), &ways)) (actions(html! { (submit(&t(lang, "下一步：核对1,240行的影响", "Next: check the effect of 1,240 rows"))) (link("#again", &t(lang, "重新上传改好的表", "Upload the mended file"))) })) },
    );
    let heading = Heading::new(title.clone())
        .step(t(
            lang,
            "批量减员 · 第2步，共3步 · 还没有提交任何内容",
            "Batch reduction · step 2 of 3 · nothing has been filed yet",
        ))
        .lead(text(
            lang,
            "文件“石榴-项目撤场名单-0512.xlsx”，1个工作表。您的原文件未被改动。",
            "File “石榴-项目撤场名单-0512.xlsx”, one sheet. Your file was not changed.",
        ));
    let panel = Panel::new("rows", t(lang, "逐行结果", "Results by row"))
        .flush()
        .aside(button_small(
            "#d",
            &t(lang, "下载带结果列的原表", "Download with a result column"),
            None,
        ))
        .body(table);
    let content =
        html! { (heading) (stack(&[Panel::untitled("facts", t(lang, "合计", "Figures")).body(facts).render(), panel.render(), send])) };
    clerk_frame(lang, &title, "/reductions")
        .trail(trail(lang, &t(lang, "批量减员", "Batch reduction")))
        .page(content)
}

pub(super) fn receipt(lang: Lang) -> Markup {
    let title = t(lang, "周谷雨的减员：医疗未成功", "Reduction of Zhou Guyu: medical failed");
    let fact = |zh: &str, en: &str, value: Markup| (t(lang, zh, en), value);
    let block = Receipt {
        number: "7H2KQM-418-3F9XTB6W".into(),
        facts: vec![
            fact(
                "事项",
                "What",
                text(lang, "减员，最后一个缴费月2026年4月", "Reduction, last month paid April 2026"),
            ),
            fact(
                "谁",
                "For",
                html! { (t(lang, "周谷雨", "Zhou Guyu")) (identity("110***********2860")) },
            ),
            fact(
                "提交",
                "Filed",
                text(lang, "许立夏，2026年5月8日（周五）16:20", "Xu Lixia, Fri 8 May 2026, 16:20"),
            ),
        ],
        groups: vec![
            GroupResult {
                name: words::say(lang, "group.three", &[]),
                state: done(lang),
                note: None,
            },
            GroupResult {
                name: words::say(lang, "group.medical_with_maternity", &[]),
                state: status(Tone::Bad, &t(lang, "未成功：姓名不符", "Failed: name differs")),
                note: Some(text(
                    lang,
                    "登记姓名为“周谷羽”。改好后点“重报医疗”；其余不用再报。25日24:00前改好，5月就不计费。",
                    "Its register holds another name. Correct it and file medical again; the others need nothing. Done by 24:00 on the 25th, May is not billed.",
                )),
            },
        ],
        fingerprint: Some("7c1e…a94f".into()),
        verify: Some("#verify".into()),
        seen_before: Some(t(
            lang,
            "这份内容5月8日16:20已受理，这是当时的回执。",
            "This was filed on 8 May at 16:20; this is its receipt.",
        )),
        lang,
    };
    let next = actions(
        html! { (button("#m", &t(lang, "改姓名，重报医疗", "Correct the name, file medical again"))) (link("#p", &t(lang, "打印减员表（一式两份）", "Print the form (in duplicate)"))) },
    );
    let content = html! { (Heading::new(title.clone()).actions(print_button(lang))) div class="sb-stack sb-measure" { (block) (next) } };
    clerk_frame(lang, &title, "/receipts").page(content)
}

pub(super) fn progress(lang: Lang) -> Markup {
    let title = t(lang, "正在核对1,248行", "Checking 1,248 rows");
    let job = Progress {
        lang,
        says: title.clone(),
        done: 812,
        total: Some(1_248),
        left: Some(t(lang, "还要约3秒", "about 3 seconds left")),
        reload: "#again".into(),
    };
    clerk_frame(lang, &title, "/reductions").page(html! { (Heading::new(title.clone())) div class="sb-measure" { (job) } })
}
