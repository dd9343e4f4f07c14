// What the officers do, without a script: a case through its desks, two employers who want one person, money without an owner, a look-up
// that its owner sees, the chains and the invariants.
import { expect, inLanguage, test as base } from './shebao.mjs';
import { startDemo } from './demo.mjs';
import { credit, enrol, goOn, handIn, People, reduce, typeDay, businessDay } from './stage.mjs';

const test = base.extend({
  office: async ({ browser, javaScriptEnabled }, use, testInfo) => {
    testInfo.skip(javaScriptEnabled !== false, 'walked once, without a script');
    const demo = await startDemo();
    const people = new People(browser, demo, { viewport: { width: 1280, height: 900 }, locale: 'zh-CN', javaScriptEnabled: false });
    const at = (address) => demo.base + inLanguage(address, 'zh');
    await use({ demo, people, at });
    await people.leave();
    await demo.stop();
  },
});

const addresses = (page, selector) => page.locator(selector).evaluateAll((links) => links.map((link) => link.getAttribute('href')));

test('a reduction that needs the counter goes through its desks and the list is handed back', async ({ office: { people, at, demo } }) => {
  const { page, home } = await people.of('clerk');
  await page.goto(at(`${home}/reductions/single`));
  const [leaver] = await addresses(page, 'main th a');
  const receipt = await reduce(page, demo.base, leaver, { reason: '28' });
  await expect(page.locator('main')).toContainText('到窗口办理，请带');

  const filing = await people.of('employment_filing');
  await filing.page.goto(at('/desks/employment-filing'));
  const [address] = await addresses(filing.page, 'main a[href^="/cases/"]');
  await filing.page.goto(at(address));
  const { year, month } = await businessDay(filing.page);
  await typeDay(filing.page, 'contract', year, month, '1');
  await filing.page.locator('form[action$="/confirm"] button[type=submit]').click();

  const collection = await people.of('collection');
  await collection.page.goto(at('/desks/collection/reductions'));
  await collection.page.goto(at(address));
  await collection.page.locator('form[action$="/enter"] button[type=submit]').click();
  await expect(collection.page.locator('.govuk-error-summary')).toHaveCount(0);
  await collection.page.goto(at(address));
  const list = await collection.page.request.get(`${demo.base}${address}/returned-list.pdf`);
  expect((await list.body()).subarray(0, 5).toString()).toBe('%PDF-');

  await page.goto(at(receipt));
  await expect(page.locator('.sb-group .sb-status--good')).toHaveCount(2);
});

test('a paper form is taken in at the counter, sent back with its ground, and withdrawn', async ({ office: { people, at } }) => {
  const clerk = await people.of('clerk');
  await enrol(clerk.page, at('').split('?')[0], clerk.home, { number: '110105199003070025', name: '何秋分' });
  const employer = clerk.home.split('/').pop();
  const { page } = await people.of('collection');
  await page.goto(at('/desks/collection/reductions/new'));
  const { year, month } = await businessDay(page);
  await page.fill('#employer', employer);
  await page.fill('#number', '110105199003070025');
  await typeDay(page, 'end', year, month, '32');
  await page.selectOption('#reason', '28');
  await goOn(page);
  await expect(page.locator('.govuk-error-summary a')).toHaveAttribute('href', '#end');
  await expect(page.locator('#number')).toHaveValue('110105199003070025');
  await page.fill('[name=end-day]', '2');
  await goOn(page);
  await expect(page).toHaveURL(/\/desks\/collection\/reductions$/);

  const filing = await people.of('employment_filing');
  await filing.page.goto(at('/desks/employment-filing'));
  await filing.page.locator('main a[href^="/cases/"]', { hasText: '何秋分' }).first().click();
  await filing.page.fill('#ground', '解除证明没有盖章。');
  await filing.page.locator('form[action$="/send-back"] button[type=submit]').click();
  const address = new URL(filing.page.url()).pathname;
  const there = address.startsWith('/cases/') ? address : (await addresses(filing.page, 'main a[href^="/cases/"]'))[0];
  await clerk.page.goto(at(there ?? address));
  await expect(clerk.page.locator('main')).toContainText('解除证明没有盖章。');
  await clerk.page.locator('form[action$="/withdraw"] button[type=submit]').click();
  await expect(clerk.page.locator('main')).toContainText('撤回');
});

test('two employers want one person: an officer decides on proof, another one confirms', async ({ office: { people, at, demo } }) => {
  const clerk = await people.of('clerk');
  await enrol(clerk.page, demo.base, clerk.home, { number: '110105199003070025', name: '何秋分' });
  const agent = await people.of('agent');
  await agent.page.goto(at('/employers'));
  const [served] = await addresses(agent.page, 'main th a');
  const receipt = await enrol(agent.page, demo.base, served, { number: '110105199003070025', name: '何秋分' });

  const first = await people.of('registration');
  await first.page.goto(at('/desks/registration'));
  const [conflict] = await addresses(first.page, 'main a[href*="/conflicts/"]');
  await first.page.goto(at(conflict));
  await expect(first.page.locator('[name=verdict]:checked')).toHaveCount(0);
  await first.page.locator('form[action$="/propose"] button[type=submit]').click();
  await expect(first.page.locator('.govuk-error-summary')).toBeVisible();
  await first.page.check('[name=verdict][value=newcomer]');
  await first.page.fill('#ground', '离职证明，2026年8月31日，石榴示例物业出具。');
  await first.page.locator('form[action$="/propose"] button[type=submit]').click();
  await first.page.goto(at(conflict));
  await expect(first.page.locator('form[action$="/agree"]')).toHaveCount(0);

  const second = await people.of('registration_second');
  await second.page.goto(at(conflict));
  await second.page.locator('form[action$="/agree"] button[type=submit]').click();
  await expect(second.page).toHaveURL(/\/desks\/registration$/);
  await agent.page.goto(at(receipt));
  await expect(agent.page.locator('.sb-group .sb-status--good')).toHaveCount(2);
  await clerk.page.goto(at(`${clerk.home}/roll?q=何秋分`));
  await expect(clerk.page.locator('main tbody')).toHaveCount(0);
});

test('an employer is registered; what is missing is named at its field', async ({ office: { people, at } }) => {
  const { page } = await people.of('registration');
  await page.goto(at('/desks/registration/employers/new'));
  await page.fill('#credit_code', '91110105MA0000000X');
  await page.fill('#name', '北京向日葵示例书店有限公司');
  await goOn(page);
  await expect(page.locator('#credit_code-error')).toBeVisible();
  await expect(page.locator('#name')).toHaveValue('北京向日葵示例书店有限公司');
  await page.fill('#credit_code', '91110108MA5EXAMP05');
  await page.check('[name=kind][value=enterprise]');
  await page.check('[name=size][value=small]');
  await page.fill('#injury_class', '1');
  await page.fill('#district', '110108');
  await page.check('[name=collection][value=transfer]');
  await goOn(page);
  await expect(page.locator('main')).toContainText('北京向日葵示例书店有限公司');
});

test('money without an owner is assigned; the same file twice changes nothing; the day reconciles', async ({ office: { people, at, demo } }) => {
  const { page } = await people.of('collection');
  await page.goto(at('/search?q=云雀'));
  const [owner] = (await page.locator('main').innerText()).match(/\b9[0-9A-Z]{17}\b/);
  const file = { name: 'camt054-来账.xml', mimeType: 'application/xml', buffer: Buffer.from(credit()) };
  await handIn(page, `${demo.base}/bank-files`, file);
  await handIn(page, `${demo.base}/bank-files`, file);
  await expect(page.locator('main')).toContainText('没有再次');
  const broken = { ...file, buffer: Buffer.from(credit({ day: '2026-09-06' }).replace('<Amt Ccy="CNY">5000.00</Amt>', '<Amt Ccy="CNY">5000.01</Amt>')) };
  await handIn(page, `${demo.base}/bank-files`, broken);
  await expect(page.locator('.govuk-error-summary')).toBeVisible();
  await page.goto(at('/unallocated'));
  const [money] = await addresses(page, 'main th a');
  await page.goto(at(money));
  await page.fill('#code', '7H2KQM');
  await page.fill('#note', '付款人来电确认。');
  await goOn(page);
  await expect(page.locator('#code-error')).toBeVisible();
  await page.fill('#code', owner);
  await goOn(page);
  await expect(page.locator('h1')).toContainText('已');
  await page.goto(at('/reconciliation'));
  await expect(page.locator('.sb-status--bad')).toHaveCount(0);
});

test('a look at a record is shown to its owner; the chains are whole; the invariants hold', async ({ office: { people, at } }) => {
  const clerk = await people.of('clerk');
  await clerk.page.goto(at(`${clerk.home}/roll/workbook`)).catch(() => {});
  const records = await people.of('records');
  await records.page.goto(at('/desks/records'));
  await records.page.fill('#number', '110105199003070025');
  await goOn(records.page);
  await expect(records.page.locator('#purpose-error')).toBeVisible();
  await expect(records.page.locator('#number')).toHaveValue('110105199003070025');

  const auditor = await people.of('auditor');
  await auditor.page.goto(at('/audit'));
  await auditor.page.locator('form[action="/audit/verify"] button').click();
  await expect(auditor.page.locator('main')).toContainText('连续');
  const operator = await people.of('operator');
  await operator.page.goto(at('/operations'));
  await operator.page.locator('form[action="/operations/check"] button').click();
  await expect(operator.page.locator('.sb-status--good').first()).toBeVisible();
  await expect(operator.page.locator('.sb-status--bad')).toHaveCount(0);
});
