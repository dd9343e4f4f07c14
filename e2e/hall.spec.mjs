// A visit from the question whether to come to the money in the till, with and without JavaScript.
import { expect, expectAGoodPage, inLanguage, signIn, test } from './shebao.mjs';

const hasScripts = (javaScriptEnabled) => ({ scripts: javaScriptEnabled !== false });

test('a visit is booked, moved and taken back; one that is not needed is not', async ({ page, demo, lang, javaScriptEnabled }) => {
  const home = await signIn(page, demo, 'clerk');
  await page.goto(demo.base + inLanguage(`${home}/appointments/new?for=matter&matter=increase`, lang));
  await expect(page.locator('.sb-slots')).toHaveCount(0);
  await expect(page.locator('main a[href$="/enrolments"]').first()).toBeVisible();

  await page.goto(demo.base + inLanguage(`${home}/appointments/new?for=matter&matter=registration`, lang));
  await page.locator('.sb-slots a.sb-slot').last().click();
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));
  await page.locator('main form button.govuk-button').first().click();
  await expect(page).toHaveURL(/\/appointments\/[0-9A-Z]+$/);
  await expect(page.locator('.sb-figure')).toHaveText(/^E\d{3}$/);
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));

  // A second one on the same day is refused, and what was chosen is still there.
  const own = page.url();
  await page.goto(demo.base + inLanguage(`${home}/appointments/new?for=matter&matter=inspection`, lang));
  await page.locator('.sb-slots a.sb-slot').last().click();
  await page.locator('main form button.govuk-button').first().click();
  await expect(page.locator('.govuk-error-summary')).toBeVisible();
  await expect(page.locator('.sb-slot.is-picked')).toHaveCount(1);

  const feed = await page.request.get(`${own}/calendar.ics`);
  expect(await feed.text()).toContain('BEGIN:VEVENT');
  await page.goto(own);
  await page.selectOption('#slot', { index: 1 });
  await page.locator('form[action$="/move"] button').click();
  await expect(page).toHaveURL(own);
  await page.locator('form[action$="/cancel"] button').click();
  await expect(page.locator('form[action$="/cancel"]')).toHaveCount(0);
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));
});

test('a number is taken, called and served; the place in the line is seen by anybody', async ({ page, demo, lang, javaScriptEnabled }) => {
  await signIn(page, demo, 'clerk');
  await page.goto(demo.base + inLanguage('/hall', lang));
  await page.check('[name=matter][value=registration]');
  await page.locator('form[action="/hall/tickets"] button').click();
  await expect(page).toHaveURL(/\/tickets\//);
  const ticket = page.url();
  const number = await page.locator('.sb-figure').innerText();
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));

  await signIn(page, demo, 'acceptance');
  const sits = page.locator('form[action="/desks/acceptance/call"]');
  if ((await sits.count()) === 0 && (await page.locator('form[action$="/at-counter"]').count()) === 0) {
    await page.locator('form[action="/desks/acceptance/counter"] button').first().click();
  }
  for (let calls = 0; calls < 5; calls++) {
    if ((await sits.count()) > 0) await sits.locator('button').click();
    if ((await page.locator('.sb-figure').innerText()) === number) break;
    await page.locator('form[action$="/at-counter"]:has([value=finish]) button').click();
  }
  await expect(page.locator('.sb-figure')).toHaveText(number);
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));
  await page.locator('main a[href^="/desks/acceptance/"]').first().click();
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));

  // Whoever has the address sees the counter, and no name.
  await page.goto(ticket);
  await expect(page.locator('main')).toContainText(lang === 'zh' ? '号窗口' : 'counter');
  await page.goto(`${demo.base}/desks/acceptance`);
  await page.locator('form[action$="/at-counter"]:has([value=finish]) button').click();
  await page.goto(ticket);
  await expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));
});
