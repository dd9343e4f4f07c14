// A back payment from the clerk's form to the posted month, through two officers, the counter and the cashier; with and without
// JavaScript. Months of 2018 that nobody filed, of somebody who was employed then.
import { expect, expectAGoodPage, inLanguage, signIn, test } from './shebao.mjs';
import { completePapers, openPapers, openTill, takeNumber } from './stage.mjs';

const hasScripts = (javaScriptEnabled) => ({ scripts: javaScriptEnabled !== false });

/** Opens the case as another person of the demo. */
async function as(page, demo, lang, handle, address) {
  await page.context().clearCookies();
  await signIn(page, demo, handle);
  await page.goto(demo.base + inLanguage(address, lang));
}

const press = (page, action) => page.locator(`main form[action$="${action}"] button[type=submit]`).first().click();

test('months of 2018 are made up, from the form to the posted month', async ({ page, ownDemo: demo, lang, javaScriptEnabled }) => {
  test.setTimeout(240_000);
  const good = () => expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));
  const home = await signIn(page, demo, 'clerk');
  await page.goto(demo.base + inLanguage(`${home}/back-payments`, lang));
  await good();
  await page.goto(demo.base + inLanguage(`${home}/back-payments/new`, lang));
  await good();
  // Whose months the old records have as not filed is offered with them.
  await page.goto(demo.base + inLanguage(`${home}/back-payments`, lang));
  await page.locator('main a[href*="months=2018-"]').click();
  const missed = await page.locator('#months').inputValue();
  expect(missed).toMatch(/^2018-\d\d\.\.2018-\d\d$/);

  // What cannot be read stands at its field, and nothing typed is lost.
  await page.fill('#months', '2019年');
  await page.fill('#reason', '当时漏报');
  await press(page, '/back-payments/check');
  await expect(page.locator('.govuk-error-summary a')).toHaveAttribute('href', '#months');
  await expect(page.locator('#reason')).toHaveValue('当时漏报');
  await good();

  await page.fill('#months', missed);
  await page.fill('#wage', '8600');
  await press(page, '/back-payments/check');
  await expect(page.locator('.sb-part')).toHaveCount(1);
  await good();
  await press(page, '/back-payments');
  await expect(page).toHaveURL(/\/back-payments\/[^/]+\/[^/]+$/);
  const address = new URL(page.url()).pathname;
  await good();

  // The clock starts only once the papers are complete.
  await completePapers(page, demo.base, address);
  await page.goto(demo.base + inLanguage(address, lang));
  await press(page, '/submit');
  await expect(page.locator('.sb-deadline')).toBeVisible();
  await good();

  await as(page, demo, lang, 'verification', '/desks/verification');
  await expect(page.locator('main tbody tr')).toHaveCount(1);
  await good();
  await page.goto(demo.base + inLanguage(address, lang));
  await good();
  await press(page, '/decide');
  await expect(page.locator('.govuk-error-summary')).toBeVisible();
  await openPapers(page);
  await page.check('[name=decision][value=check]');
  await press(page, '/decide');

  // The same officer does not confirm; a second one does.
  await expect(page.locator('main form[action$="/decide"]')).toHaveCount(0);
  await as(page, demo, lang, 'verification_second', address);
  await page.check('[name=decision][value=confirm]');
  await press(page, '/decide');
  await expect(page.locator('.govuk-error-summary')).toHaveCount(0);

  await as(page, demo, lang, 'acceptance', '/desks/acceptance/back-payments');
  await good();
  await page.goto(demo.base + inLanguage(address, lang));
  await press(page, '/accept');
  // The clerk takes a number; the one cashier's page takes the money, and says what was done and what is next.
  await as(page, demo, lang, 'clerk', address);
  await page.locator('main a[href="/hall?matter=cashier"]').click();
  const number = await takeNumber(page, demo.base, 'cashier');
  await as(page, demo, lang, 'cashier', address);
  await good();
  await openTill(page, demo.base);
  await press(page, '/desks/acceptance/call');
  await page.goto(demo.base + inLanguage(`/desks/cashier/${number}?of=back_payment-${address.split('/').pop()}`, lang));
  await good();
  await page.check('[name=means][value=card]');
  await page.fill('#reference', 'T-17');
  await press(page, `/desks/cashier/${number}`);
  await expect(page).toHaveURL(/\/takings\//);
  await good();
  const voucher = await page.request.get(demo.base + (await page.locator('main a[href$="/voucher"]').getAttribute('href')));
  expect((await voucher.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await as(page, demo, lang, 'clerk', address);
  await expect(page.locator('main h1 .sb-status--good')).toBeVisible();
  await good();
});

test('a person reads what the months are worth and takes a certificate', async ({ page, demo, lang, javaScriptEnabled }) => {
  await signIn(page, demo, 'insured');
  await page.goto(demo.base + inLanguage('/record/gaps', lang));
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));
  await page.locator('main th a').first().click();
  await expect(page).toHaveURL(/\/record\/gaps\//);
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));
  await press(page, '/certificate');
  await expect(page).toHaveURL(/\/certificates\//);
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));
  const number = new URL(page.url()).pathname.split('/').pop();
  await page.context().clearCookies();
  await page.goto(demo.base + inLanguage(`/verify/${number}`, lang));
  await expect(page.locator('main .sb-panel--good')).toBeVisible();
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));
});
