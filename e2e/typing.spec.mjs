// The calculator that runs in the browser: it answers as somebody types with the network off, and says what the server says.
import { expect, expectAGoodPage, inLanguage, test } from './shebao.mjs';

const ASKED = '/calculators/assess?month=2026-08&wage=9500&category=local_urban&injury_class=1';
const words = {
  zh: { here: '在您的浏览器里离线计算', sum: '单位和个人共3,518.00元', more: '单位和个人共4,443.00元', field: '请填写“费款所属月”。', size: '须说明划型' },
  en: { here: 'Computed in your browser, offline', sum: 'Both sides: ¥3,518.00', more: 'Both sides: ¥4,443.00', field: '“Contribution month” is needed', size: 'the size must be said' },
};

for (const said of ['zh', 'en']) {
  test(`typing changes the answer with the network off (${said})`, async ({ page, context, demo }) => {
    await page.goto(demo.base + inLanguage('/calculators/assess', said));
    await expect(page.locator('[data-here]')).toContainText(words[said].here);
    await expect(page.locator('[data-here]')).toContainText('…');
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
    await expect(page.locator('[data-said]')).toHaveText(words[said].more);
    await expect(page).toHaveURL(/month=2026-08&wage=/);
    await expectAGoodPage(page, said);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAGoodPage(page, said);

    // What a rule refuses is said as the rule says it; what is not typed to its end is named.
    await page.fill('#month', '2020-03');
    await expect(title).toContainText(words[said].size);
    await expectAGoodPage(page, said);
    await page.selectOption('#employer_size', 'small');
    await expect(page.locator('#answered tbody tr')).toHaveCount(4);
    await page.fill('#month', '2020-');
    await expect(title).toContainText(words[said].field);

    // The button works without a network too.
    await page.fill('#month', '2026-08');
    await page.fill('#wage', '9500');
    await page.locator('main form button').click();
    await expect(title).toHaveText(words[said].sum);
    expect(asked, 'nothing is sent').toEqual([]);
  });

  test(`browser and server draw the same answer (${said})`, async ({ page, browser, demo }) => {
    const address = demo.base + inLanguage(ASKED, said);
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const server = await plain.newPage();
    for (const more of ['', '&employer_size=small', '&employer_kind=institution']) {
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
