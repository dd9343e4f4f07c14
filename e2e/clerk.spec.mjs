// The clerk's two journeys, with and without JavaScript: somebody joins, somebody leaves; from the form to the receipt.
import { expect, expectAGoodPage, inLanguage, signIn, test } from './shebao.mjs';

const hasScripts = (javaScriptEnabled) => ({ scripts: javaScriptEnabled !== false });

test('somebody leaves: what follows is seen before it is filed', async ({ page, demo, lang, javaScriptEnabled }) => {
  const home = await signIn(page, demo, 'clerk');
  await page.goto(demo.base + inLanguage(`${home}/reductions/single`, lang));
  await page.locator('main th a').first().click();

  // A day that does not exist: everything typed comes back, and the field is named.
  const today = await page.locator('.sb-demo__date').innerText();
  const [year, month] = today.match(/\d+/g);
  await page.fill('#end', year);
  await page.fill('[name=end-month]', month);
  await page.fill('[name=end-day]', '32');
  await page.check('[name=reason][value="26"]');
  await page.fill('#remark', '交接完毕');
  await page.locator('main form button.govuk-button').first().click();
  await expect(page.locator('.govuk-error-summary a')).toHaveAttribute('href', '#end');
  await expect(page.locator('#remark')).toHaveValue('交接完毕');
  await expect(page.locator('[name=reason][value="26"]')).toBeChecked();
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));

  await page.fill('[name=end-day]', '1');
  await page.locator('main form button.govuk-button').first().click();
  await expect(page).toHaveURL(/\/check\?draft=/);
  await expect(page.locator('main table')).toContainText('.');
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));

  await page.check('[name=declared]');
  const address = await page.locator('main form').getAttribute('action');
  const form = await page.locator('main form').evaluate((element) => Object.fromEntries(new FormData(element)));
  await page.locator('main form button.govuk-button').first().click();
  await expect(page).toHaveURL(/\/receipts\//);
  await expect(page.locator('.sb-receipt__no')).toBeVisible();
  await expect(page.locator('.sb-group')).toHaveCount(2);
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));

  // Sent once more, it is the same receipt; and the way back leads to what was filed.
  const receipt = new URL(page.url()).pathname;
  const again = await page.request.post(demo.base + address, { form });
  expect(again.url()).toBe(`${demo.base}${receipt}?again=1`);
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`${home}/reductions$`));
  await expect(page.locator('main table')).toContainText(receipt.split('/').pop());
});

test('somebody joins, and a mistake is taken back with its trace', async ({ page, demo, lang, javaScriptEnabled }) => {
  const home = await signIn(page, demo, 'clerk');
  await page.goto(demo.base + inLanguage(`${home}/enrolments/new`, lang));
  await page.fill('#number', '110105199003070021');
  await page.fill('#name', '何秋分');
  await page.locator('main form button.govuk-button').first().click();
  await expect(page.locator('#number-error')).toBeVisible();
  await page.fill('#number', '110105199003070025');
  await page.locator('main form button.govuk-button').first().click();
  await expect(page).toHaveURL(/\/terms\?draft=/);
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));

  const [year, month] = (await page.locator('.sb-demo__date').innerText()).match(/\d+/g);
  await page.fill('#hired', year);
  await page.fill('[name=hired-month]', month);
  await page.fill('[name=hired-day]', '1');
  await page.check('#category');
  await page.fill('#wage', '9800');
  await page.locator('main form button.govuk-button').first().click();
  await expect(page).toHaveURL(/\/check\?draft=/);
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));
  await page.check('[name=declared]');
  await page.locator('main form button.govuk-button').first().click();
  await expect(page).toHaveURL(/\/receipts\//);

  await page.goto(demo.base + inLanguage(`${home}/enrolments`, lang));
  const own = page.locator('main table tr', { hasText: '何秋分' });
  await own.locator('a[href*="/undo/"]').first().click();
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));
  await page.locator('.govuk-button--warning').click();
  await expect(page).toHaveURL(/\/receipts\//);
  await page.goto(demo.base + inLanguage(`${home}/enrolments`, lang));
  await expect(page.locator('main table')).toContainText('何秋分');
  await expect(own.locator('a[href*="/undo/"]')).toHaveCount(0);
});
