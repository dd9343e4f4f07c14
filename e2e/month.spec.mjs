// The month as a new user lives it, with the files that users and banks send: lists are read, mended, filed; three people leave; nobody
// declares; one debit bounces and succeeds, the next is paid a month late; each record tells it. Without a script, on a demo of its own.
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

import { startDemo } from './demo.mjs';
import { expect, expectAGoodPage, inLanguage, test as base } from './shebao.mjs';
import { businessDay, credit, csv, fixture, goOn, handIn, People, reduce } from './stage.mjs';

const test = base.extend({
  autumn: async ({ browser }, use) => {
    const demo = await startDemo({ date: '2026-11-10', people: 40 });
    const people = new People(browser, demo, { viewport: { width: 1280, height: 900 }, locale: 'zh-CN', javaScriptEnabled: false });
    await use({ demo, people });
    await people.leave();
    await demo.stop();
  },
});

const answers = JSON.parse(readFileSync(fixture('answers.json'), 'utf8')).files;

test('a month with the files that people send', async ({ autumn, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled !== false, 'walked once, without a script');
  test.setTimeout(240_000);
  const { demo, people } = autumn;
  const { page, home } = await people.of('clerk');
  const at = (address) => demo.base + inLanguage(address, 'zh');

  await test.step('the sisters of the roster are read as the roster is', async () => {
    for (const name of ['roster-1904.xlsx', 'roster-gb18030.csv', 'roster-utf8-bom.csv']) {
      await handIn(page, at(`${home}/enrolments/batch`), fixture(name), 'roster');
      await expectTheAnswers(page, name);
    }
  });

  let roster;
  await test.step('the roster: every row gets its answer, in both languages', async () => {
    roster = await handIn(page, at(`${home}/enrolments/batch`), fixture('roster.xlsx'), 'roster');
    await expectTheAnswers(page, 'roster.xlsx');
    const zh = await findings(page);
    expect(zh.find((f) => f.row === 101).code, 'a document that is not read yet is named').toBe('increase.birth_unread');
    await page.goto(demo.base + inLanguage(roster, 'en'));
    const en = await findings(page);
    expect(en.map((f) => [f.row, f.code])).toEqual(zh.map((f) => [f.row, f.code]));
    for (const { mend, problem, code } of en) {
      expect(problem, code).toMatch(/^[\x20-\x7e‘-”¥]/);
      expect(problem && mend, `${code} says what is wrong and what to do`).toBeTruthy();
    }
    await expectAGoodPage(page, 'en', { scripts: false });
  });

  await test.step('her own workbook comes back with a result column, and can be handed in again', async () => {
    const mine = archive(readFileSync(fixture('roster.xlsx')));
    const back = await fetchFile(page, demo, `${roster.split('?')[0]}/result`);
    expectTheCellsUnchanged(mine, archive(back));
    await handIn(page, at(`${home}/enrolments/batch`), { name: 'roster.xlsx', mimeType: 'application/octet-stream', buffer: back }, 'roster');
    await expectTheAnswers(page, 'roster.xlsx');
  });

  await test.step('the CSV is mended in its returned form and nothing is left to change', async () => {
    const list = await handIn(page, at(`${home}/enrolments/batch`), fixture('roster-utf8-bom.csv'), 'roster');
    const bad = new Set((await findings(page)).filter((f) => f.bad).map((f) => f.row));
    const back = (await fetchFile(page, demo, `${list.split('?')[0]}/result`)).toString('utf8');
    const rows = back.split('\r\n');
    const original = readFileSync(fixture('roster-utf8-bom.csv'), 'utf8').split('\r\n');
    original.forEach((row, at) => expect(rows[at].startsWith(row), `row ${at + 1} begins as it was`).toBe(true));
    const mended = rows.filter((_, at) => !bad.has(at + 1)).join('\r\n');
    await handIn(page, at(`${home}/enrolments/batch`), { name: '花名册.csv', mimeType: 'text/csv', buffer: Buffer.from(mended) }, 'roster');
    expect((await findings(page)).filter((f) => f.bad)).toEqual([]);
  });

  await test.step('the clean lines of the roster are filed', async () => {
    await page.goto(at(roster.split('?')[0]));
    await fileTheCleanLines(page);
    await expect(page.locator('.sb-receipt__no')).toBeVisible();
    expectTheCellsUnchanged(archive(readFileSync(fixture('roster.xlsx'))), archive(await fetchFile(page, demo, `${roster.split('?')[0]}/result`)));
    await page.goto(at(`${home}/roll?q=阿卜杜拉`));
    await expect(page.locator('main table').last()).toContainText('阿卜杜拉·买买提');
  });

  await test.step('increases, wages and reductions: every row gets its answer', async () => {
    await handIn(page, at(`${home}/enrolments/batch`), fixture('increases.xlsx'), 'increases');
    await expectTheAnswers(page, 'increases.xlsx');
    await fileTheCleanLines(page);
    await handIn(page, at(`${home}/bases/2026`), fixture('wages-2025.xlsx'));
    await expectTheAnswers(page, 'wages-2025.xlsx', { held: [61] });
    for (const { name } of answers['wages-2025.xlsx'].undeclared) await expect(page.locator('main')).toContainText(name.replace('•', '·'));
    await goOn(page);
    await expect(page.locator('.sb-receipt__no')).toBeVisible();
    await handIn(page, at(`${home}/reductions/batch`), fixture('reductions.xlsx'));
    await expectTheAnswers(page, 'reductions.xlsx');
  });

  const leavers = await test.step('three people leave: one by the form, two by a list', async () => {
    await page.goto(at(`${home}/roll?q=李英兰`));
    const [one] = await page.locator('main tbody th a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    await reduce(page, demo.base, `${home}/reductions/single/${one.split('/').pop()}`, { reason: '26', day: '9' });
    await expect(page.locator('.sb-group')).toHaveCount(2);
    const [first, second] = answers['wages-2025.xlsx'].undeclared.slice(0, 2);
    const rows = [first, second].map(({ name, id_number }) => [name, id_number, '2026-11-09', '合同期满', '']);
    await handIn(page, at(`${home}/reductions/batch`), csv('离职.csv', [['姓名', '证件号码', '减员日期', '减员原因', '备注'], ...rows]));
    await fileTheCleanLines(page);
    await expect(page.locator('.sb-receipt__no')).toBeVisible();
    return [first, second];
  });

  await test.step('the month is declared by nobody and closes, while the debit of the month before bounces for the second time', async () => {
    await orderBounces(page, demo, home, 1);
    await turnTo(page, '2026-11-26');
    // 27 of the demo, 103 of the roster, 21 increases; without the three who left.
    await page.goto(at(`${home}/bills/2026-11`));
    await expect(page.getByText('关窗时的花名册，148人')).toBeVisible();
    await page.goto(at(`${home}/bills/2026-11?all=1`));
    await expect(page.locator('main th', { hasText: '李英兰' })).toHaveCount(0);
  });

  await test.step('its first debit bounces; the month before is paid by transfer, a month late and with the fee', async () => {
    await orderBounces(page, demo, home, 1);
    await turnTo(page, '2026-12-04');
    await page.goto(at(`${home}/debits/2026-11`));
    await expect(page.locator('h1')).toContainText('没有扣成功');
    await page.goto(at(`${home}/debits/2026-10`));
    await expect(page.locator('h1')).toContainText('欠缴');
    const [reference, amount] = await page.locator('.sb-choice dd').allInnerTexts();
    const { year, month, day } = await businessDay(page);
    const said = { text: reference.trim(), amount: amount.replace(/[^\d.]/g, ''), day: [year, month, day].map((part) => part.padStart(2, '0')).join('-') };
    const officer = await people.of('collection');
    await handIn(officer.page, `${demo.base}/bank-files`, { name: 'camt054-来账.xml', mimeType: 'application/xml', buffer: Buffer.from(credit(said)) });
    await page.goto(at(`${home}/debits/2026-10`));
    await expect(page.locator('h1')).toContainText('缴清');
    await expect(page.locator('main')).toContainText('逾期缴费');
  });

  await test.step('the second debit succeeds', async () => {
    await turnTo(page, '2026-12-17');
    await page.goto(at(`${home}/debits/2026-11`));
    await expect(page.locator('h1')).toContainText('缴清');
    await expect(page.locator('main')).toContainText('正常缴费（二次扣款成功）');
  });

  await test.step('each record tells it', async () => {
    const insured = await people.of('insured');
    await insured.page.goto(at('/record/2026-11'));
    await expect(insured.page.locator('h1')).toContainText('正常缴费（二次扣款成功）');
    await insured.page.goto(at('/record/2026-10'));
    await expect(insured.page.locator('h1')).toContainText('逾期缴费（托收失败）');
    await expect(insured.page.locator('main')).toContainText('由单位承担');
    const officer = await people.of('records');
    const lookUp = async (number, name) => {
      await officer.page.goto(at('/desks/records'));
      await officer.page.fill('#number', number);
      await officer.page.fill('#purpose', '窗口查询');
      await goOn(officer.page);
      await expect(officer.page.locator('h1, .sb-lead').first()).toContainText(name);
      return officer.page.locator('main');
    };
    // Somebody of the roster: in November for the first time. Who left in November was never billed.
    await expect(await lookUp('110105198203100343', '邓怡')).toContainText('二次扣款成功');
    await expect(await lookUp(leavers[0].id_number, leavers[0].name)).not.toContainText('二次扣款成功');
  });
});

/** The lines of the findings table. */
async function findings(page) {
  const read = (rows) => rows.map((row) => {
    const cells = [...row.querySelectorAll('td, th')].map((cell) => cell.textContent.trim());
    return { bad: row.querySelector('.sb-status--bad') !== null, row: Number(cells[1]), column: cells[2], problem: cells[4], mend: cells[5], code: cells[6] };
  });
  return page.locator('main table').filter({ has: page.locator('.sb-status') }).first().locator('tbody tr').evaluateAll(read)
    .catch(() => []);
}

/** Every row of a file gets the answer that its description names, and no other row is refused. */
async function expectTheAnswers(page, name, { held = [] } = {}) {
  const { people, refuse, either, accept } = answers[name];
  await expect(page.locator('h1')).toContainText(String(people));
  const bad = new Set((await findings(page)).filter((f) => f.bad).map((f) => f.row));
  const free = new Set([...either.map((e) => e.row), ...held]);
  expect([...bad].filter((row) => !free.has(row)).sort((a, b) => a - b), `refused rows of ${name}`).toEqual(refuse.map((r) => r.row).filter((row) => !free.has(row)));
  for (const { row } of accept) expect(bad.has(row), `row ${row} of ${name} is accepted`).toBe(false);
}

async function fileTheCleanLines(page) {
  const clean = page.locator('[name=rule][value=clean]');
  if (await clean.count()) await clean.check();
  await goOn(page);
  await page.waitForURL(/\/check/);
  await page.check('[name=declared]');
  await goOn(page);
  for (let looks = 0; looks < 60 && !/\/receipts\//.test(page.url()); looks += 1) {
    await page.waitForTimeout(250);
    await page.reload();
  }
  await page.waitForURL(/\/receipts\//);
}

async function fetchFile(page, demo, address) {
  const answer = await page.request.get(demo.base + inLanguage(address, 'zh'));
  expect(answer.status(), address).toBe(200);
  return answer.body();
}

/** The parts of an archive by name. */
function archive(bytes) {
  const parts = new Map();
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  for (let at = bytes.readUInt32LE(end + 16), left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, packed, nameLength] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28)];
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(from, from + packed);
    parts.set(bytes.toString('utf8', at + 46, at + 46 + nameLength), method === 0 ? content : inflateRawSync(content));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return parts;
}

/** Every cell of the first sheet stands as it stood; the result column is new. */
function expectTheCellsUnchanged(mine, back) {
  const cells = (parts) => new Map([...parts.get('xl/worksheets/sheet1.xml').toString('utf8').matchAll(/<c r="([A-Z]+\d+)"[^>]*?(?:\/>|>(.*?)<\/c>)/gs)].map(([, at, content]) => [at, content ?? '']));
  const [before, after] = [cells(mine), cells(back)];
  for (const [at, content] of before) expect(after.get(at), `cell ${at}`).toBe(content);
  expect(after.size, 'there is a result column').toBeGreaterThan(before.size + 50);
}

async function orderBounces(page, demo, home, times) {
  await page.goto(demo.base + inLanguage('/demo/bank-answers', 'zh'));
  await page.selectOption('#employer', home.split('/').pop());
  await page.check('[name=answer][value=insufficient_balance]');
  await page.fill('#times', String(times));
  await goOn(page);
}

/** Presses "to the next event" until the business day is not before this one; a month that is being lived through closes with the bill. */
async function turnTo(page, day) {
  const today = async () => (await page.locator('.sb-demo__date').innerText()).match(/\d+/g).map((part) => part.padStart(2, '0')).join('-');
  for (let steps = 0; steps < 40 && (await today()) < day; steps += 1) await page.locator('form[action="/demo/next-event"] button').click();
  expect(await today() >= day, `the business day reached ${day}`).toBe(true);
}
