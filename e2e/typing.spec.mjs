// The calculator that runs in the browser: it answers as somebody types with the network off, and says what the server says.
import { expect, expectAGoodPage, inLanguage, test } from './shebao.mjs';

const ASKED = '/calculators/assess?month=2026-08&wage=9500&category=local_urban&injury_class=1';
const words = {
  zh: { here: '在您的浏览器里离线计算', sum: '单位和个人共3,518.00元', more: '单位和个人共4,443.00元', field: '“费款所属月”：这不是一个月份。', size: '须说明划型', rules: '的规则包cn/example，按2026年', unknown: '未知，不能计算' },
  en: { here: 'Computed in your browser, offline', sum: 'Both sides: ¥3,518.00', more: 'Both sides: ¥4,443.00', field: '“Contribution month”: This is not a month.', size: 'the size must be said', rules: 'rule pack cn/example as known on', unknown: 'no figure is given' },
};

for (const said of ['zh', 'en']) {
  test(`typing changes the answer with the network off (${said})`, async ({ page, context, demo }) => {
    await page.goto(demo.base + inLanguage('/calculators/assess', said));
    await expect(page.locator('[data-here]')).toContainText(words[said].here);
    await expect(page.locator('[data-by-server]')).toBeHidden();
    await expectAGoodPage(page, said);

    await context.setOffline(true);
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    const title = page.locator('#answered h2').first();
    await page.fill('#month', '2026-08');
    await page.fill('#wage', '9500');
    await expect(title).toHaveText(words[said].sum);
    await page.fill('#wage', '１２，０００');
    await expect(title).toHaveText(words[said].more);
    await expect(page.locator('#answered tbody tr')).toHaveCount(4);
    await expect(page.locator('#answered .sb-why > p').last()).toContainText(words[said].rules);
    await expect(page.locator('[data-said]')).toHaveText(words[said].more);
    await expect(page).toHaveURL(/month=2026-08&wage=/);
    await expectAGoodPage(page, said);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAGoodPage(page, said);

    // What a rule refuses is said as the rule says it; what is not typed to its end is named with its reason.
    await page.fill('#month', '2020-03');
    await expect(title).toContainText(words[said].size);
    await expectAGoodPage(page, said);
    await page.selectOption('#employer_size', 'small');
    await expect(page.locator('#answered tbody tr')).toHaveCount(4);
    await page.fill('#month', '2020-');
    await expect(title).toContainText(words[said].field);

    // Another region, and what was known earlier: folded away until it is wanted.
    await page.fill('#month', '2026-08');
    await page.locator('main form details summary').click();
    await page.selectOption('#region', 'cn/beijing/chaoyang');
    await expect(page.locator('#answered .sb-why > p').last()).toContainText('cn/beijing/chaoyang');
    await expectAGoodPage(page, said);
    await page.selectOption('#region', 'cn/example');
    await page.fill('#known_on', '2020-01-01');
    await expect(title).toContainText(words[said].unknown);
    await page.fill('#known_on', '');

    // The button works without a network too.
    await page.fill('#wage', '9500');
    await page.locator('main form button').click();
    await expect(title).toHaveText(words[said].sum);
    expect(asked, 'nothing is sent').toEqual([]);
  });

  test(`browser and server draw the same answer (${said})`, async ({ page, browser, demo }) => {
    const address = demo.base + inLanguage(ASKED, said);
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const server = await plain.newPage();
    for (const more of ['', '&employer_size=small', '&employer_kind=institution', '&region=cn/beijing/chaoyang', '&known_on=2026-08-25']) {
      await server.goto(address + more);
      await page.goto(address + more);
      await expect(page.locator('[data-here]')).toBeVisible();
      const drawn = await page.locator('#answered').innerText();
      expect(drawn).toBe(await server.locator('#answered').innerText());
      expect(drawn).toContain('pension.ceiling');
    }
    await plain.close();
  });
}

// The other calculators: what is typed after the page is open, the answer in both languages, what of it is a table.
const others = [
  {
    path: '/calculators/late-fee', type: { '#month': '2026-05', '#amount': '12,000元', '#declared': '2026-08-31' },
    half: ['#declared', '2026-08-'], label: { zh: '缴清或申报成功的日子', en: 'Day of payment or declaration' },
  },
  {
    path: '/calculators/retire', type: { '#born': '１９７１-０３' }, choose: { '#group': 'woman55' },
    half: ['#born', '1971'], label: { zh: '出生年月', en: 'Month of birth' },
  },
  {
    path: '/calculators/account', type: { '#year': '2024', '#opening': '100000', '#credits': '760' }, choose: { '#method': 'annual' },
    half: ['#year', ''], label: { zh: '年度', en: 'Year' },
  },
  {
    path: '/calculators/workdays', type: { '#from': '2026-09-21', '#days': '20' }, says: { zh: '2026年10月26日', en: '26 Oct 2026' },
    half: ['#from', '2026-'], label: { zh: '从哪天', en: 'From' },
  },
  {
    path: '/calculators/gaps', type: { '#on': '2026-05-12', '#record': 'pension 2019-01..2026-04 on_time\npension 2024-03..2024-04 interrupted', '#wage': '9500' },
    choose: { '#goal': 'points_settlement' }, half: ['#record', 'pension 2019'], rule: true, label: {},
  },
];

for (const said of ['zh', 'en']) {
  for (const { path, type, choose = {}, says, half, label, rule = false } of others) {
    test(`${path} answers with the network off as the server does (${said})`, async ({ page, context, browser, demo }) => {
      const title = page.locator('#answered h2').first();
      await page.goto(demo.base + inLanguage(path, said));
      await expect(page.locator('[data-here]')).toBeVisible();
      await context.setOffline(true);
      const asked = [];
      page.on('request', (request) => asked.push(request.url()));
      for (const [field, option] of Object.entries(choose)) await page.selectOption(field, option);
      for (const [field, text] of Object.entries(type)) await page.fill(field, text);
      if (says) await expect(title).toContainText(says[said]);
      await expect(page.locator('#answered .sb-why')).toHaveCount(1);
      await expect(page.locator('[data-said]')).toHaveText(await title.innerText());
      const drawn = await page.locator('#answered').innerText();
      await expectAGoodPage(page, said);
      await page.setViewportSize({ width: 390, height: 844 });
      await expectAGoodPage(page, said);
      await page.setViewportSize({ width: 1280, height: 900 });

      // What is not typed to its end is named, and the way back is open.
      const whole = await page.inputValue(half[0]);
      await page.fill(half[0], half[1]);
      if (rule) await expect(page.locator('#answered .sb-why')).toHaveCount(0);
      else await expect(title).toContainText(label[said]);
      await page.fill(half[0], whole);
      await expect.poll(() => page.locator('#answered').innerText()).toBe(drawn);
      expect(asked, 'nothing is sent').toEqual([]);

      // The address holds the question: the server answers it with the same words, without a script.
      await expect(page).toHaveURL(/\?.*=/);
      const address = page.url();
      await context.setOffline(false);
      const plain = await browser.newContext({ javaScriptEnabled: false });
      const server = await plain.newPage();
      await server.goto(demo.base + inLanguage(new URL(address).pathname + new URL(address).search, said));
      expect(await server.locator('#answered').innerText()).toBe(drawn);
      expect(await page.locator('#answered').innerHTML(), 'the same elements').toBe(await server.locator('#answered').innerHTML());
      await plain.close();
    });
  }
}
