// The same calculator with and without JavaScript: the form is sent where there is no script, and a fault is named at its field.
import { expect, expectAGoodPage, inLanguage, test } from './shebao.mjs';

test('the form is sent where there is no script, and answers the same', async ({ page, demo, lang, javaScriptEnabled }) => {
  await page.goto(demo.base + inLanguage('/calculators/assess', lang));
  await page.fill('#month', '2026-08');
  await page.fill('#wage', '9500');
  await page.locator('main form button').click();
  await expect(page.locator('#answered h2').first()).toHaveText('单位和个人共3,518.00元');
  await expectAGoodPage(page, lang, { scripts: javaScriptEnabled !== false });
  await page.fill('#month', '2026-13');
  await page.locator('main form button').click();
  await expect(page.locator('#month-error')).toBeVisible();
  await expect(page.locator('.govuk-error-summary a')).toHaveAttribute('href', '#month');
});
