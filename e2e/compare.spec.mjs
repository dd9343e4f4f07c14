// An employer's own figures against ours: two files in, the difference and its rule on the page, the workbook to be saved; with and
// without JavaScript.
import { expect, expectAGoodPage, expectToFit, inLanguage, test } from './shebao.mjs';

const roster = '姓名,证件号码,缴费人员类别,月工资\n张三,110102197603092158,本市城镇,9500\n李四,110105199003075133,本市城镇,9500\n';
const mine =
  '证件号码,养老单位,养老个人,医疗单位,医疗个人,失业单位,失业个人,工伤单位\n' +
  '110102197603092158,1520,760,931,193,47.5,47.5,19\n' +
  '110105199003075133,1520,760,931,190,47.5,47.4,x\n' +
  '110101198001010010,1520,760,931,193,47.5,47.5,19\n';

const csv = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

async function give(page, theirs = mine) {
  await page.setInputFiles('#roster', csv('roster.csv', roster));
  await page.setInputFiles('#mine', csv('mine.csv', theirs));
}

test('two files are compared, and the result can be saved', async ({ page, demo, javaScriptEnabled }) => {
  const scripts = { scripts: javaScriptEnabled !== false };
  for (const lang of ['zh', 'en']) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(demo.base + inLanguage('/calculators/compare', lang));
    await page.fill('#month', '2026-08');
    await give(page);
    await page.locator('main form button[type=submit]').first().click();
    await expect(page.locator('section[aria-labelledby=h-each]')).toBeVisible();
    const each = page.locator('section[aria-labelledby=h-each] tbody tr');
    await expect(each.first()).toContainText('李四');
    await expect(each.first()).toContainText('−3.00');
    await expect(each.first()).toContainText('medical.employee_fixed');
    // The unemployment rate is not sure: neither side is called right.
    await expect(page.locator('section[aria-labelledby=h-each] .sb-status--time').first()).toBeVisible();
    await expect(page.locator('section[aria-labelledby=h-in-mine] tbody tr')).toHaveCount(2);
    await expectAGoodPage(page, lang, scripts);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectToFit(page);
    await give(page);
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('main form button[name=as]')]);
    expect(file.suggestedFilename()).toMatch(/2026-08\.xlsx$/);
  }
});

test('a file that cannot be read is said at its field, and what was typed stays', async ({ page, demo, lang, javaScriptEnabled }) => {
  await page.goto(demo.base + inLanguage('/calculators/compare', lang));
  await page.fill('#month', '2026-08');
  await page.fill('#injury_class', '2');
  await give(page, '%PDF-1.7');
  await page.locator('main form button[type=submit]').first().click();
  await expect(page.locator('#mine-error')).toBeVisible();
  await expect(page.locator('#injury_class')).toHaveValue('2');
  await expectAGoodPage(page, lang, { scripts: javaScriptEnabled !== false });
});
