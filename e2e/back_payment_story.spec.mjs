// From the missing months to the money, through the hall: an out-of-town employee of 41 whose months of 2011, of 2019 and the latest
// were never filed, as the old records and the roll say. Three parts, three lists, a paper that comes back, a visit that is booked, moved
// and kept, the counter, the cashier, a part that lapses. Walked once, as a newcomer would, in Chinese.
import { startDemo } from './demo.mjs';
import { expect, expectAGoodPage, inLanguage, test as base } from './shebao.mjs';
import { letIn, signInByPassword } from './person.mjs';
import { askForMonths, completePapers, enrol, goOn, openPapers, openTill, People, press, takeNumber, turnDaysTo } from './stage.mjs';

const test = base.extend({
  city: async ({ browser, javaScriptEnabled }, use, testInfo) => {
    testInfo.skip(javaScriptEnabled === false, 'walked once, with a script');
    const demo = await startDemo({ date: '2026-09-18', people: 200 });
    const people = new People(browser, demo, { viewport: { width: 1280, height: 900 }, locale: 'zh-CN' });
    await use({ demo, people, at: (address) => demo.base + inLanguage(address, 'zh') });
    await people.leave();
    await demo.stop();
  },
});

const below = (page) => new URL(page.url()).pathname;
const last = (address) => address.split('/').pop();

/** The officer's decision on a case. */
async function decide(page, address, decision, ground) {
  await page.goto(address);
  await openPapers(page);
  await page.check(`[name=decision][value=${decision}]`);
  if (ground) await page.fill('#ground', ground);
  await press(page, '/decide');
  await expect(page.locator('.govuk-error-summary')).toHaveCount(0);
}

const NUMBER = '340621198512051231';

/** The old system's records of the employee: pension and medical, and the months that nobody filed. */
const OLD = [
  '姓名,证件号码,险种,起始月,终止月,缴费基数,单位月缴,个人月缴,月划入个人账户,缴费状态,到账日期',
  ...[
    '养老,2011-04,2011-04,3000,600,240,240,正常缴费,',
    '各险种,2011-05,2011-08,,,,,应缴未缴,',
    '养老,2011-09,2019-01,6000,1140,480,480,正常缴费,',
    '医疗,2011-09,2019-01,6000,600,123,120,正常缴费,',
    '各险种,2019-02,2019-06,,,,,应缴未缴,',
    '养老,2019-07,2026-04,9000,1440,720,720,正常缴费,',
    '医疗,2019-07,2026-04,9000,882,183,180,正常缴费,',
  ].map((row) => `韦惊蛰,${NUMBER},${row}`),
].join('\n');

/** The registration desk takes the old records over, after the sums were mistyped once; its second officer confirms them. */
async function takeOver(people, base, at, code) {
  const officer = (await people.of('registration')).page;
  await officer.goto(at('/earlier-records'));
  await expectAGoodPage(officer, 'zh');
  const hand = async (person) => {
    await officer.fill('#credit_code', code);
    await officer.fill('#employer', '345864.00');
    await officer.fill('#person', person);
    await officer.fill('#to_account', '127440.00');
    await officer.locator('#file').setInputFiles({ name: '原系统.csv', mimeType: 'text/csv', buffer: Buffer.from(OLD) });
    await officer.locator('main form:has(#file) button[type=submit]').first().click();
  };
  await hand('127935.00');
  await expect(officer.locator('.govuk-error-summary a')).toHaveAttribute('href', '#person');
  await expectAGoodPage(officer, 'zh');
  await hand('127953.00');
  await expect(officer.locator('main h1')).toContainText('等另一名经办人确认');
  await expect(officer.locator('main form[action$="/confirm"]')).toHaveCount(0);
  await expectAGoodPage(officer, 'zh');
  const second = (await people.of('registration_second')).page;
  await second.goto(officer.url());
  await press(second, '/confirm');
  await expect(second.locator('main h1')).toContainText('已确认');
  await expectAGoodPage(second, 'zh');
}

/** Amounts that nobody here knows, entered with their ground. */
async function enterAmounts(page, address, ground) {
  await page.goto(address);
  for (const field of await page.locator('section[aria-labelledby=h-amounts] input.govuk-input--money').all()) {
    await field.fill('0');
  }
  await page.fill('[name=employer-pension]', '1800');
  await page.fill('[name=employee-pension]', '720');
  await press(page, '/amounts');
  await expect(page.locator('.govuk-error-summary')).toBeVisible();
  await page.fill('[name=amounts_ground]', ground);
  await press(page, '/amounts');
  await expect(page.locator('.govuk-error-summary')).toHaveCount(0);
  await expect(page.locator('main')).toContainText(ground);
}

/** The cashier takes the money of a case with a number; answers the voucher's number. */
async function pay(cashier, demo, number, id) {
  await cashier.goto(`${demo.base}/desks/cashier/${number}?of=back_payment-${id}`);
  await cashier.check('[name=means][value=card]');
  await cashier.fill('#reference', `POS ${id}`);
  await press(cashier, `/desks/cashier/${number}`);
  await expect(cashier).toHaveURL(/\/takings\//);
  await expectAGoodPage(cashier, 'zh');
  const voucher = await cashier.request.get(demo.base + (await cashier.locator('main a[href$="/voucher"]').getAttribute('href')));
  expect((await voucher.body()).subarray(0, 5).toString()).toBe('%PDF-');
  return last(await cashier.locator('main a[href^="/verify/"]').getAttribute('href'));
}

test('missing months, from the gap to the money', async ({ city: { demo, people, at } }) => {
  test.setTimeout(300_000);
  const clerk = await people.of('clerk');
  const { page, home } = clerk;

  await test.step('the old records are taken over, and the employee is enrolled late', async () => {
    const known = await page.request.get(`${demo.base}/api${home}`);
    await takeOver(people, demo.base, at, (await known.json()).credit_code);
    await enrol(page, demo.base, home, { number: NUMBER, name: '韦惊蛰', wage: '9000', category: 'nonlocal_urban', hired: ['2011', '4', '11'] });
  });

  const person = await test.step('the person is let in, signs in by password and code, and reads what is missing and what it blocks', async () => {
    const handed = await letIn((await people.of('operator')).page, demo.base, { handle: 'wei', name: '韦惊蛰', number: NUMBER });
    const own = (await people.of()).page;
    await signInByPassword(own, demo.base, handed);
    await own.goto(at('/record'));
    await expect(own.locator('main')).toContainText('2011年5月');
    await expectAGoodPage(own, 'zh');
    await own.goto(at('/record/2019-03'));
    await expect(own.locator('main')).toContainText('当时您在职，单位没有申报这个月');
    await expectAGoodPage(own, 'zh');
    await own.goto(at('/record/gaps'));
    await expectAGoodPage(own, 'zh');
    await own.locator('main th a').first().click();
    await expect(own.locator('main')).toContainText('2026-07');
    await expectAGoodPage(own, 'zh');
    return own;
  });

  const [recent, verified, approved] = await test.step('the clerk opens the repair from the missing months: three parts, each with its papers', async () => {
    await page.goto(at(`${home}/back-payments`));
    const way = await page.locator('main a[href*="months=2011-05..2011-08,2019-02..2019-06,2026-"]').getAttribute('href');
    const parts = await askForMonths(page, demo.base, way, undefined, { wage: '9000' });
    expect(parts).toHaveLength(3);
    await expectAGoodPage(page, 'zh');
    const byRoute = {};
    for (const part of parts) {
      await page.goto(at(part));
      const lead = await page.locator('main .sb-head__sub').first().innerText();
      byRoute[/业务核查/.test(lead) ? 'verified' : /近三个月/.test(lead) ? 'recent' : 'approved'] = part;
    }
    return [byRoute.recent, byRoute.verified, byRoute.approved];
  });

  await test.step('a visit is not booked before its time', async () => {
    await page.goto(at(`${home}/appointments/new?for=back_payment-${last(verified)}`));
    await expect(page.locator('.sb-slots')).toHaveCount(0);
    await expect(page.locator('main')).toContainText('先在网上提交');
  });

  await test.step('the verification waits over the National Day; a paper is missing and comes back', async () => {
    await turnDaysTo(page, '2026-09-24');
    await completePapers(page, demo.base, verified);
    await press(page, '/submit');
    await expect(page.locator('.sb-deadline')).toContainText('10月29日');
    const officer = (await people.of('verification')).page;
    await decide(officer, at(verified), 'return', '工资凭证缺2019年3月');
    await page.goto(at(verified));
    await expect(page.locator('main')).toContainText('工资凭证缺2019年3月');
    await page.fill('#note', '已补');
    await press(page, '/mend');
    await press(page, '/submit');
    await enterAmounts(officer, at(verified), '2011年工资凭证和当年费率');
    await decide(officer, at(verified), 'check');
    const second = (await people.of('verification_second')).page;
    await decide(second, at(verified), 'confirm');
  });

  await test.step('the oldest months are approved, with amounts that the officer enters', async () => {
    await completePapers(page, demo.base, approved);
    await press(page, '/submit');
    const officer = (await people.of('pension_approval')).page;
    await enterAmounts(officer, at(approved), '补缴审核确认表');
    await decide(officer, at(approved), 'check');
    await decide((await people.of('pension_approval_second')).page, at(approved), 'confirm');
  });

  const number = await test.step('the three lists are printed; a visit is booked for the case, moved and kept', async () => {
    await page.goto(at(verified));
    const lists = await page.locator('main a[href*="/lists/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    expect(lists).toHaveLength(3);
    for (const list of lists) expect((await (await page.request.get(demo.base + list)).body()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.locator('main a[href*="/appointments/new?for=back_payment-"]').click();
    await expectAGoodPage(page, 'zh');
    await page.locator('.sb-slots a.sb-slot').last().click();
    await press(page, '/appointments');
    await expect(page).toHaveURL(/\/appointments\/[0-9A-Z]+$/);
    await expect(page.locator('main')).toContainText('韦惊蛰');
    await expectAGoodPage(page, 'zh');
    const own = below(page);
    const today = await page.locator('#slot option').evaluateAll((all) => all.map((option) => option.value).find((value) => value.startsWith('2026-09-24')));
    await page.selectOption('#slot', today ?? { index: 1 });
    await press(page, '/move');
    await expect(page.locator('main')).toContainText('韦惊蛰');
    const slot = await page.locator('main h1').innerText();
    const [month, day] = slot.match(/(\d+)月(\d+)日/).slice(1);
    await turnDaysTo(page, `2026-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
    await page.goto(at(own));
    await press(page, '/check-in');
    await expect(page).toHaveURL(/\/tickets\//);
    return last(below(page));
  });

  const onwards = await test.step('the counter opens the case without retyping and sends the number on', async () => {
    const counter = (await people.of('acceptance')).page;
    await counter.goto(at('/desks/acceptance'));
    await counter.locator('main form:has([name=counter][value="4"]) button').click();
    await press(counter, '/desks/acceptance/call');
    await counter.locator(`main a[href="/desks/acceptance/${number}"]`).click();
    await expect(counter.locator('main')).toContainText('韦惊蛰');
    await expectAGoodPage(counter, 'zh');
    const take = `main form:has([name=errand][value="back_payment-${last(verified)}"]) button`;
    await counter.locator(take).click();
    // Another part is ready for this counter: the number stays until it is taken in too, or sent on for what is due already.
    await expect(counter.locator('main')).toContainText('2011年5月至6月');
    await expectAGoodPage(counter, 'zh');
    await counter.locator(take).filter({ hasText: '转财务窗口' }).click();
    await expect(counter.locator('.sb-panel--good').first()).toContainText('财务窗口');
    await expectAGoodPage(counter, 'zh');
    return new URL(counter.url()).searchParams.get('on');
  });

  await test.step('the cashier takes the money, and anybody can check the voucher', async () => {
    const cashier = (await people.of('cashier')).page;
    await openTill(cashier, demo.base);
    await press(cashier, '/desks/acceptance/call');
    const voucher = await pay(cashier, demo, onwards, last(verified));
    await page.goto(at(verified));
    await expect(page.locator('main h1')).toContainText('已缴费入账');
    await person.goto(at(`/verify/${voucher}`));
    await expect(person.locator('main .sb-panel--good')).toBeVisible();
  });

  await test.step('the record shows the months with their cause', async () => {
    const records = (await people.of('records')).page;
    await records.goto(at('/desks/records'));
    await records.fill('#number', NUMBER);
    await records.fill('#purpose', '核对补缴');
    await goOn(records);
    await expect(records.locator('main')).toContainText('补缴');
  });

  await test.step('the person takes a certificate of it, which anybody can check', async () => {
    await person.goto(at('/record'));
    await expect(person.locator('main')).toContainText('补缴');
    await person.goto(at('/record/2019-03'));
    await press(person, '/record/2019-03/certificate');
    await expect(person).toHaveURL(/\/certificates\//);
    for (const said of ['补缴（漏缴）', '社会保险法第五十八条', last(verified), '是否认可由受理部门决定']) {
      await expect(person.locator('main')).toContainText(said);
    }
    await person.goto(demo.base + inLanguage(below(person), 'en'));
    for (const said of ['March 2019: Back-paid', 'Social Insurance Law, art. 58', last(verified), 'for the office concerned to decide']) {
      await expect(person.locator('main')).toContainText(said);
    }
    await person.goto(at('/record/gaps'));
    await person.locator('main th a').first().click();
    await press(person, '/certificate');
    await expect(person).toHaveURL(/\/certificates\//);
    const number = last(below(person));
    await person.context().clearCookies();
    await person.goto(at(`/verify/${number}`));
    await expect(person.locator('main .sb-panel--good')).toBeVisible();
  });

  await test.step('the latest months lapse because nobody paid, and are filed again with one click', async () => {
    await page.goto(at(recent));
    await press(page, '/submit');
    const second = (await people.of('acceptance_second')).page;
    await second.goto(at(recent));
    await press(second, '/accept');
    await page.locator('form[action="/demo/next-day"] button').click();
    await page.goto(at(recent));
    await expect(page.locator('main h1')).toContainText('作废');
    // The Mid-Autumn days are none of the office's.
    await turnDaysTo(page, '2026-09-29');
    await page.goto(at(recent));
    await press(page, '/file-again');
    await expect(page.locator('main a[href="/hall?matter=cashier"]')).toBeVisible();
    const cashier = (await people.of('cashier')).page;
    await cashier.goto(at('/tills'));
    await cashier.locator('main tbody a').first().click();
    await cashier.locator('main tbody tr').first().waitFor();
    const taken = (await cashier.locator('main tfoot').first().innerText()).match(/[\d,]+\.\d\d/)[0];
    await cashier.fill('#card', taken.replace(/,/g, ''));
    await press(cashier, '/close');
    await expect(cashier.locator('.sb-panel--good')).toBeVisible();
    await openTill(cashier, demo.base);
    const ticket = await takeNumber(page, demo.base, 'cashier');
    await press(cashier, '/desks/acceptance/call');
    await pay(cashier, demo, ticket, last(recent));
    await page.goto(at(recent));
    await expect(page.locator('main h1')).toContainText('已缴费入账');
  });
});
