// A visit from the question whether to come to the number that is served, with and without JavaScript.
import { expect, expectAGoodPage, inLanguage, signIn, test } from './shebao.mjs';
import { press, takeNumber } from './stage.mjs';

const hasScripts = (javaScriptEnabled) => ({ scripts: javaScriptEnabled !== false });

test('a visit is booked, moved and taken back; one that is not needed is not', async ({ page, demo, lang, javaScriptEnabled }) => {
  const good = () => expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));
  const home = await signIn(page, demo, 'clerk');
  const ask = (matter) => page.goto(demo.base + inLanguage(`${home}/appointments/new?for=matter&matter=${matter}`, lang));
  await ask('increase');
  await expect(page.locator('.sb-slots')).toHaveCount(0);
  await expect(page.locator('main a[href$="/enrolments"]').first()).toBeVisible();
  await good();

  await ask('registration');
  await page.locator('.sb-slots a.sb-slot').last().click();
  await good();
  await press(page, '/appointments');
  await expect(page).toHaveURL(/\/appointments\/[0-9A-Z]+$/);
  await expect(page.locator('.sb-figure')).toHaveText(/^E\d{3}$/);
  await good();
  const own = new URL(page.url()).pathname;

  // A second one on the same day is refused, and what was chosen is still there.
  await ask('inspection');
  await page.locator('.sb-slots a.sb-slot').last().click();
  await press(page, '/appointments');
  await expect(page.locator('.govuk-error-summary')).toBeVisible();
  await expect(page.locator('.sb-slot.is-picked')).toHaveCount(1);

  // The home page names the visit that is to come.
  await page.goto(demo.base + inLanguage(home, lang));
  await expect(page.locator(`main a[href="${own}"]`)).toBeVisible();
  const feed = await page.request.get(`${demo.base}${own}/calendar.ics`);
  expect(await feed.text()).toContain('BEGIN:VEVENT');

  await page.goto(demo.base + inLanguage(own, lang));
  const before = await page.locator('main h1').innerText();
  await page.selectOption('#slot', { index: 1 });
  await press(page, '/move');
  await expect(page.locator('main h1')).not.toHaveText(before);
  await press(page, '/cancel');
  await expect(page.locator('main form[action$="/cancel"]')).toHaveCount(0);
  await good();
});

test('a number is taken, called and served; the place in the line is seen by anybody', async ({ page, ownDemo: demo, lang, javaScriptEnabled }) => {
  const good = () => expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));
  const at = (address) => demo.base + inLanguage(address, lang);
  await signIn(page, demo, 'clerk');
  const ticket = await takeNumber(page, demo.base, 'registration');
  const number = await page.locator('.sb-figure').innerText();
  await good();

  await signIn(page, demo, 'acceptance');
  await page.goto(at('/desks/acceptance'));
  await good();
  await press(page, '/desks/acceptance/counter');
  await press(page, '/desks/acceptance/call');
  await expect(page.locator('.sb-figure')).toHaveText(number);
  await good();
  await page.locator(`main a[href="/desks/acceptance/${ticket}"]`).click();
  await good();

  // Whoever has the address sees the counter, and no name.
  await page.context().clearCookies();
  await page.goto(at(`/tickets/${ticket}`));
  await expect(page.locator('main')).toContainText('1');
  await expect(page.locator('main')).not.toContainText('云雀');
  await good();

  await signIn(page, demo, 'acceptance');
  await page.goto(at('/desks/acceptance'));
  await page.locator('main form[action$="/at-counter"]:has([value=finish]) button').click();
  await expect(page.locator('main form[action="/desks/acceptance/call"]')).toBeVisible();
});

test('the agency opens an office, sets its hours and a counter, and closes a day', async ({ page, ownDemo: demo, lang, javaScriptEnabled }) => {
  const good = () => expectAGoodPage(page, lang, hasScripts(javaScriptEnabled));
  await signIn(page, demo, 'acceptance');
  await page.goto(demo.base + inLanguage('/halls', lang));
  await page.fill('#name', '示例第二分中心');
  await press(page, '/halls');
  await expect(page.locator('.govuk-error-summary')).toBeVisible();
  await expect(page.locator('#name')).toHaveValue('示例第二分中心');
  await good();
  for (const [field, value] of [['name_en', 'Second sub-centre (example)'], ['address', '朝阳区示例路2号'], ['address_en', '2 Example Road'], ['cash_until', '16:30'], ['days_ahead', '5']]) {
    await page.fill(`#${field}`, value);
  }
  await page.check('[name=kind][value=sub_centre]');
  await press(page, '/halls');
  await expect(page).toHaveURL(/\/halls\/[0-9A-Z]+$/);
  await good();
  await page.selectOption('#matter', 'registration');
  await page.fill('#hours', '09:00-12:00 3');
  await press(page, '/hours');
  await expect(page.locator('main table').first()).toContainText('09:00–12:00');
  await page.check('[name=matters][value=registration]');
  await press(page, '/counters');
  await expect(page.locator('main')).toContainText('1');
  await good();
  const [year, month, day] = (await page.locator('.sb-demo__date').innerText()).match(/\d+/g);
  await page.fill('#day', year);
  await page.fill('[name=day-month]', month);
  await page.fill('[name=day-day]', String(Number(day) + 1));
  await page.fill('#ground', '停电检修');
  await press(page, '/closures');
  await expect(page.locator('main form[action$="/closures/lift"]')).toHaveCount(1);
  await press(page, '/closures/lift');
  await expect(page.locator('main form[action$="/closures/lift"]')).toHaveCount(0);
});
