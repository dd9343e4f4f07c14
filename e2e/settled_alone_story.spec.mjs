// An employer in arrears has a person who retires: that person's months are settled alone, from the bill that was not debited to the
// person's record and a certificate; what the employer owes for everybody else stays. Walked once, with a script, in Chinese.
import { startDemo } from './demo.mjs';
import { expect, expectAGoodPage, inLanguage, test as base } from './shebao.mjs';
import { completePapers, goOn, openTill, People, press, turnDaysTo } from './stage.mjs';

const test = base.extend({
  city: async ({ browser, javaScriptEnabled }, use, testInfo) => {
    testInfo.skip(javaScriptEnabled === false, 'walked once, with a script');
    const demo = await startDemo({ date: '2026-09-10', people: 200 });
    const people = new People(browser, demo, { viewport: { width: 1280, height: 900 }, locale: 'zh-CN' });
    await use({ demo, people, at: (address) => demo.base + inLanguage(address, 'zh') });
    await people.leave();
    await demo.stop();
  },
});

const below = (page) => new URL(page.url()).pathname;
const last = (address) => address.split('/').pop();
const good = (page) => expectAGoodPage(page, 'zh');

/** The row of a month's own bill on the statement, not of what was made up or set apart. */
async function month(page, at, home, name) {
  await page.goto(at(`${home}/debits`));
  return page.locator('main tbody tr').filter({ has: page.getByRole('link', { name, exact: true }) }).innerText();
}

test('an employer owes; somebody retires and is settled alone', async ({ city: { demo, people, at } }) => {
  test.setTimeout(240_000);
  const { page, home } = await people.of('clerk');
  const insured = (await people.of('insured')).page;
  const name = await insured.locator('.sb-header__who, header').first().innerText().then((text) => text.match(/参保人\s*(\S+)/)[1]);

  await test.step('two months are not debited and become arrears', async () => {
    await page.goto(at(`/demo/bank-answers?employer=${last(home)}`));
    await page.check('[name=answer][value=insufficient_balance]');
    await page.fill('#times', '4');
    await goOn(page);
    await page.goto(at(`${home}/debits`));
    await turnDaysTo(page, '2026-11-03');
    expect(await month(page, at, home, '2026年8月')).toContain('欠缴');
    await insured.goto(at('/record/2026-08'));
    await expect(insured.locator('main')).toContainText('欠缴');
  });

  const address = await test.step('the unpaid bill leads to the person: the owed months stand in the form, the papers beside them', async () => {
    await page.getByRole('link', { name: '2026年8月', exact: true }).click();
    await good(page);
    await page.locator('main a[href$="/back-payments/new?kind=retirement"]').click();
    await good(page);
    await page.fill('#who', name);
    await page.locator('main form[method=get]:has(#who) button').click();
    await page.locator('main tbody a', { hasText: name }).click();
    await good(page);
    await expect(page.locator('#months')).toHaveValue('2026-08..2026-10');
    // October may still be debited: only what is in arrears is settled here. A month that was paid is refused, and nothing typed is lost.
    await page.fill('#months', '2026-07..2026-09');
    await page.fill('#reason', '11月到龄退休，核定待遇前结清');
    await press(page, '/back-payments/check');
    await expect(page.locator('.govuk-error-summary a')).toHaveAttribute('href', '#months');
    await expect(page.locator('.govuk-error-summary')).toContainText('2026年7月已经缴过');
    await expect(page.locator('#months')).toHaveValue('2026-07..2026-09');
    await expect(page.locator('#reason')).toHaveValue('11月到龄退休，核定待遇前结清');
    await good(page);
    await page.fill('#months', '2026-08..2026-09');
    await press(page, '/back-payments/check');
    await expect(page.locator('.sb-part')).toHaveCount(1);
    await expect(page.locator('.sb-part')).toContainText('单人补缴');
    await expect(page.locator('.sb-part')).toContainText('退休、转移或死亡的证明');
    await good(page);
    await press(page, '/back-payments');
    await expect(page).toHaveURL(/\/back-payments\/[^/]+\/[^/]+$/);
    return below(page);
  });
  const id = last(address);

  await test.step('the paper is ticked, the three lists are printed, the case is handed in', async () => {
    await good(page);
    await completePapers(page, demo.base, address);
    await press(page, '/submit');
    await good(page);
    const lists = await page.locator('main a[href*="/lists/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    expect(lists).toHaveLength(3);
    for (const list of lists) expect((await (await page.request.get(demo.base + list)).body()).subarray(0, 5).toString()).toBe('%PDF-');
    await expect(page.locator('main a[href*="/appointments/new?for=back_payment-"]')).toBeVisible();
    // The person is no longer among those who could be settled.
    await page.goto(at(`${home}/back-payments/new?kind=retirement`));
    await expect(page.locator('main tbody tr', { hasText: name })).not.toContainText('2026年9月');
  });

  const ticket = await test.step('a visit is booked for the case and kept', async () => {
    await page.goto(at(address));
    await page.locator('main a[href*="/appointments/new?for=back_payment-"]').click();
    await good(page);
    await page.locator('.sb-slots a.sb-slot').first().click();
    await press(page, '/appointments');
    await expect(page).toHaveURL(/\/appointments\/[0-9A-Z]+$/);
    await expect(page.locator('main')).toContainText(name);
    const own = below(page);
    const [month, day] = (await page.locator('main h1').innerText()).match(/(\d+)月(\d+)日/).slice(1);
    await turnDaysTo(page, `2026-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
    await page.goto(at(own));
    await press(page, '/check-in');
    await expect(page).toHaveURL(/\/tickets\//);
    return last(below(page));
  });

  const onwards = await test.step('the counter takes the case in and sends the number on', async () => {
    const counter = (await people.of('acceptance')).page;
    await counter.goto(at('/desks/acceptance'));
    await counter.locator('main form:has([name=counter][value="4"]) button').click();
    await press(counter, '/desks/acceptance/call');
    await counter.locator(`main a[href="/desks/acceptance/${ticket}"]`).click();
    await expect(counter.locator('main')).toContainText(name);
    await good(counter);
    // What was only announced is compared here, and ticked: else the case is not taken in.
    const take = counter.locator(`main form:has([name=errand][value="back_payment-${id}"])`);
    await take.locator('button').click();
    await expect(counter.locator('.govuk-error-summary')).toContainText('没有打开过');
    await good(counter);
    await take.locator('[name=originals]').check();
    await take.locator('button').click();
    await expect(counter.locator('.sb-panel--good').first()).toContainText('财务窗口');
    await good(counter);
    return new URL(counter.url()).searchParams.get('on');
  });

  const paid = await test.step('the cashier takes the money of the day', async () => {
    const cashier = (await people.of('cashier')).page;
    await openTill(cashier, demo.base);
    await press(cashier, '/desks/acceptance/call');
    await cashier.goto(at(`/desks/cashier/${onwards}?of=back_payment-${id}`));
    await good(cashier);
    await cashier.check('[name=means][value=card]');
    await cashier.fill('#reference', 'POS 0611');
    await press(cashier, `/desks/cashier/${onwards}`);
    await expect(cashier).toHaveURL(/\/takings\//);
    await good(cashier);
    return last(await cashier.locator('main a[href^="/verify/"]').getAttribute('href'));
  });

  await test.step('the case is posted; the rest of the month stays owed', async () => {
    await page.goto(at(address));
    await expect(page.locator('main h1')).toContainText('已缴费入账');
    await good(page);
    const august = await month(page, at, home, '2026年8月');
    expect(august).toContain('欠缴');
    await good(page);
    await page.locator('main tbody a', { hasText: '单人补缴抵减' }).first().click();
    await good(page);
    await page.goto(at(`${home}/debits/2026-08`));
    await expect(page.locator('main h1')).toContainText('欠缴');
    await good(page);
    await page.goto(at(`${home}/back-payments`));
    await expect(page.locator('main')).toContainText('办2026年8月的月报补缴');
    await good(page);
  });

  await test.step('the record says why, the statement and a certificate show it, anybody can check them', async () => {
    for (const of of ['2026-08', '2026-09']) {
      await insured.goto(at(`/record/${of}`));
      await expect(insured.locator('main h1')).toContainText('逾期缴费');
      await expect(insured.locator('main')).toContainText('单独结清');
      await good(insured);
    }
    await press(insured, '/certificate');
    await expect(insured).toHaveURL(/\/certificates\//);
    await good(insured);
    const certificate = last(below(insured));
    // A statement shows what was known at the end of the day before.
    await page.goto(at(`${home}/debits`));
    await page.locator('form[action="/demo/next-day"] button').click();
    await insured.goto(at('/record'));
    await good(insured);
    await press(insured, '/record/statements');
    await expect(insured).toHaveURL(/\/statements\//);
    await good(insured);
    const statement = await insured.request.get(demo.base + (await insured.locator('main a[href*="/statements/"]').first().getAttribute('href')));
    expect((await statement.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await insured.context().clearCookies();
    for (const number of [certificate, paid]) {
      await insured.goto(at(`/verify/${number}`));
      await expect(insured.locator('main .sb-panel--good')).toBeVisible();
    }
  });

  await test.step('everybody else still reads arrears', async () => {
    await page.goto(at(`${home}/back-payments/new?kind=retirement`));
    await expect(page.locator('main tbody tr', { hasText: name })).not.toContainText('9月');
    const other = page.locator('main tbody tr', { hasNotText: name }).first();
    await expect(other).toContainText('2026年8月');
    await page.goto(at(`${home}/debits/2026-08`));
    await expect(page.locator('main')).toContainText('他们的记录现在显示：“2026年8月：欠缴');
    await good(page);
  });
});
