// Sets a demo's stage, so that every page has something to show: drafts, lists, a case at a counter, two employers who want one person,
// money without an owner. Answers addresses and codes by the names that pages.json uses in braces.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, inLanguage, signIn } from './shebao.mjs';

const FIXTURES = new URL('../crates/documents/tests/fixtures/', import.meta.url);

/** A file as users and banks send them. */
export const fixture = (name) => fileURLToPath(new URL(name, FIXTURES));

/** A list as a spreadsheet program saves it. */
export const csv = (name, rows) => ({ name, mimeType: 'text/csv', buffer: Buffer.from('\ufeff' + rows.map((row) => row.join(',')).join('\r\n') + '\r\n') });

/** A signed-in page for each person of a demo, made when it is first asked for. */
export class People {
  constructor(browser, demo, options = {}) {
    Object.assign(this, { browser, demo, options, pages: new Map() });
  }

  /** The page of a person of the demo (of nobody without a handle) and the address where that person starts. */
  async of(handle) {
    const known = handle ?? 'nobody';
    if (!this.pages.has(known)) {
      const page = await (await this.browser.newContext(this.options)).newPage();
      page.setDefaultTimeout(15_000);
      const home = handle ? await signIn(page, this.demo, handle) : '/';
      this.pages.set(known, { page, home });
    }
    return this.pages.get(known);
  }

  async leave() {
    for (const { page } of this.pages.values()) await page.context().close();
  }
}

/** The business day on the strip of the demo. */
export async function businessDay(page) {
  const [year, month, day] = (await page.locator('.sb-demo__date').innerText()).match(/\d+/g);
  return { year, month, day };
}

/** Types a day into its three fields. */
export async function typeDay(page, name, year, month, day) {
  await page.fill(`#${name}`, String(year));
  await page.fill(`[name=${name}-month]`, String(month));
  await page.fill(`[name=${name}-day]`, String(day));
}

/** Presses the filled button of the page's own form. */
export const goOn = (page) => page.locator('main form button.govuk-button[type=submit]').first().click();

/** Enrols somebody up to a step: `who`, `terms`, `check` or `receipt`; answers where that leads. */
export async function enrol(page, base, home, { number, name, wage = '9800', category = 'local_urban', hired }, until = 'receipt') {
  await page.goto(base + inLanguage(`${home}/enrolments/new`, 'zh'));
  await page.fill('#number', number);
  await page.fill('#name', name);
  await goOn(page);
  await page.waitForURL(/terms\?draft=/);
  if (until === 'terms') return below(page);
  const { year, month } = await businessDay(page);
  await typeDay(page, 'hired', ...(hired ?? [year, month, '1']));
  await page.check(`[name=category][value=${category}]`);
  await page.fill('#wage', wage);
  await goOn(page);
  await page.waitForURL(/check\?draft=/);
  if (until === 'check') return below(page);
  await page.check('[name=declared]');
  await goOn(page);
  await page.waitForURL(/\/receipts\//);
  return below(page);
}

/** Lets somebody leave up to a step: `check` or `receipt`. */
export async function reduce(page, base, address, { reason, day = '1' }, until = 'receipt') {
  await page.goto(base + inLanguage(address, 'zh'));
  const { year, month } = await businessDay(page);
  await typeDay(page, 'end', year, month, day);
  // Reasons that are seldom needed are folded away.
  await page.locator(`[name=reason][value="${reason}"]`).evaluate((radio) => radio.click());
  await goOn(page);
  await page.waitForURL(/check/);
  if (until === 'check') return below(page);
  await page.check('[name=declared]');
  await goOn(page);
  await page.waitForURL(/\/receipts\//);
  return below(page);
}

/** Hands in a file on a page that takes one; answers where that leads. */
export async function handIn(page, address, file, kind) {
  await page.goto(address);
  if (kind) await page.check(`[name=kind][value=${kind}]`);
  await page.locator('main input[type=file]').first().setInputFiles(file);
  await page.locator('main form:has(input[type=file]) button[type=submit]').first().click();
  await page.waitForLoadState();
  return below(page);
}

const below = (page) => new URL(page.url()).pathname + new URL(page.url()).search;
const hrefs = (page, selector) => page.locator(selector).evaluateAll((links) => links.map((link) => link.getAttribute('href')));
const last = (address) => address.split('?')[0].split('/').pop();

/** Sets the stage; answers what pages.json names in braces. */
export async function setStage(people, base) {
  const named = {};
  Object.assign(named, await clerksStage(people, base));
  Object.assign(named, await counterStage(people, base));
  Object.assign(named, await registrationStage(people, base));
  Object.assign(named, await moneyStage(people, base));
  Object.assign(named, await recordStage(people, base, named));
  Object.assign(named, await backPaymentStage(people, base));
  Object.assign(named, await hallStage(people, base, named));
  Object.assign(named, await loginStage(people, base));
  return named;
}

async function clerksStage(people, base) {
  const { page, home } = await people.of('clerk');
  const named = { employer: home.split('/').pop() };
  const leavers = async () => {
    await page.goto(`${base}${home}/reductions/single`);
    return (await hrefs(page, 'main th a')).map((href) => href.split('?')[0]);
  };
  const [first, second, third] = await leavers();
  named.person = last(first);
  named.reductionDraft = (await reduce(page, base, first, { reason: '26' }, 'check')).split('=').pop();
  named.counterReceipt = last(await reduce(page, base, second, { reason: '28' }));
  named.reductionReceipt = last(await reduce(page, base, third, { reason: '22' }));

  await page.goto(`${base}${home}/roll`);
  for (const box of (await page.locator('[name=p]').all()).slice(3, 6)) await box.check();
  await page.locator('form[action$="/reductions/ticked"] button[type=submit]').first().click();
  await page.waitForURL(/\/ticked\//);
  named.ticked = last(page.url());
  await reduce(page, base, `${home}/reductions/ticked/${named.ticked}`, { reason: '26' }, 'check');

  await enrol(page, base, home, { number: '110105199003070025', name: '何秋分' });
  named.increaseDraft = (await enrol(page, base, home, { number: '110105198807134245', name: '叶小寒' }, 'check')).split('=').pop();
  await page.goto(`${base}${home}/enrolments`);
  named.newcomer = last((await hrefs(page, 'main tr:has-text("何秋分") a[href*="/undo/"]'))[0]);

  named.increases = last(await handIn(page, `${base}${home}/enrolments/batch`, fixture('roster.xlsx'), 'roster'));
  const { year, month } = await businessDay(page);
  const leaver = ['何秋分', '110105199003070025', `${year}-${month}-05`, '合同期满', ''];
  const list = csv('减员.csv', [['姓名', '证件号码', '减员日期', '减员原因', '备注'], leaver, ['无此人', '11010219841118962X', `${year}-${month}-05`, '合同期满', '']]);
  named.reductions = last(await handIn(page, `${base}${home}/reductions/batch`, list));
  named.year = year;
  named.wages = last(await handIn(page, `${base}${home}/bases/${year}`, fixture('wages-2025.xlsx')));
  await page.goto(`${base}${home}/bills`);
  const draft = `${year}-${month.padStart(2, '0')}`;
  // The latest closed month bounced; the one before is paid.
  const [closed, paid] = (await hrefs(page, 'main table a[href*="/bills/"]')).map(last).filter((of) => /^\d{4}-\d\d$/.test(of) && of !== draft);
  await page.goto(`${base}${home}/bills/${closed}`);
  const [line] = await hrefs(page, `main a[href*="/why/"]`);
  return { ...named, draft, closed, paid, line: last(line) };
}

/** The case of the reduction that needs the counter, as it waits at the first desk. */
async function counterStage(people, base) {
  const { page, home } = await people.of('employment_filing');
  await page.goto(base + home);
  const [address] = await hrefs(page, 'main a[href^="/cases/"]');
  return { case: last(address) };
}

/** The agent enrols somebody who is on another employer's roll. */
async function registrationStage(people, base) {
  const { page } = await people.of('agent');
  await page.goto(`${base}/employers`);
  const [served] = await hrefs(page, 'main th a');
  await enrol(page, base, served, { number: '110105199003070025', name: '何秋分' });
  const officer = await people.of('registration');
  await officer.page.goto(`${base}/desks/registration`);
  const [conflict] = await hrefs(officer.page, 'main a[href*="/conflicts/"]');
  const [newcomer, person] = conflict.split('/').slice(-2);
  return { served: last(served), conflictEmployer: newcomer, conflictPerson: person };
}

async function moneyStage(people, base) {
  const { page } = await people.of('collection');
  await handIn(page, `${base}/bank-files`, { name: 'camt054-来账.xml', mimeType: 'application/xml', buffer: Buffer.from(credit()) });
  await page.goto(`${base}/unallocated`);
  const [money] = await hrefs(page, 'main th a');
  await page.goto(`${base}/debit-runs`);
  const [batch] = await hrefs(page, 'main th a');
  return { money: last(money), batch: last(batch) };
}

/** A bank's notice of money that came, with what the payer wrote. */
export function credit({ text = '社保费', amount = '5000.00', day = '2026-09-07' } = {}) {
  const whole = readFileSync(fixture('bank/all-paid/camt054.xml'), 'utf8');
  const [head] = whole.split('<TxsSummry>');
  const sum = `<NbOfNtries>1</NbOfNtries><Sum>${amount}</Sum>`;
  return `${head.replaceAll('DCN-20261203119185C3', `DCN-TRANSFER-${day}`)}<TxsSummry><TtlNtries>${sum}</TtlNtries><TtlCdtNtries>${sum}</TtlCdtNtries></TxsSummry>`
    + `<Ntry><NtryRef>1</NtryRef><Amt Ccy="CNY">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>`
    + `<BookgDt><Dt>${day}</Dt></BookgDt><ValDt><Dt>${day}</Dt></ValDt><AcctSvcrRef>TRANSFER-${day}</AcctSvcrRef>`
    + '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>'
    + `<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy="CNY">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>`
    + `<RltdPties><Dbtr><Pty><Nm>石榴示例物业服务有限公司</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`
    + '</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>';
}

/** A look-up at the records desk; a certificate of a month and a statement of the whole record. */
async function recordStage(people, base, { closed }) {
  const insured = await people.of('insured');
  await insured.page.goto(`${base}/record/${closed}`);
  await insured.page.locator('form[action$="/certificate"] button').first().click();
  await insured.page.waitForURL(/\/certificates\//);
  const certificate = last(insured.page.url());
  await insured.page.goto(`${base}/record`);
  await insured.page.locator('form[action="/record/statements"] button').click();
  await insured.page.waitForURL(/\/statements\//);
  const { page } = await people.of('records');
  await page.goto(`${base}/earlier-records`);
  const [earlier] = await hrefs(page, 'main th a');
  await page.goto(`${base}/desks/records`);
  await page.fill('#number', '110105199003070025');
  await page.fill('#purpose', '窗口查询');
  await goOn(page);
  await page.waitForURL(/\/people\//);
  return { looked: below(page), earlier, certificate, statement: last(insured.page.url()) };
}

/** Somebody whom the operator let in. */
async function loginStage(people, base) {
  const { page } = await people.of('operator');
  await page.goto(base + inLanguage('/operations/logins', 'zh'));
  await page.fill('#handle', 'hexia');
  await page.fill('#name', '何立夏');
  await page.selectOption('#role', 'auditor');
  await press(page, '/operations/logins');
  await page.waitForLoadState();
  const [login] = await hrefs(page, 'main a[href^="/operations/logins/"]');
  return { login: last(login) };
}

/** Where the months that the old records have as not filed are asked for. */
async function missedInOldRecords(page, base, home) {
  await page.goto(`${base}${home}/back-payments`);
  const [way] = await hrefs(page, 'main a[href*="months=2018-"]');
  return way;
}

/** Asks for months of somebody on the form at an address; answers the addresses of the parts, that which is shown first. */
export async function askForMonths(page, base, form, months, { wage = '8600', reason = '当时漏报' } = {}) {
  await page.goto(base + inLanguage(form, 'zh'));
  if (months) await page.fill('#months', months);
  await page.fill('#wage', wage);
  await page.fill('#reason', reason);
  await press(page, '/back-payments/check');
  await page.waitForURL(/\/back-payments\/check$/);
  await press(page, '/back-payments');
  await page.waitForURL(/\/back-payments\/[^/]+\/[^/]+$/);
  const own = below(page);
  const others = await hrefs(page, '.sb-part a[href^="/back-payments/"]');
  return [...new Set([own, ...others])];
}

/** Brings every paper of a case: as a file where a review reads it or where it is named, else ticked as one that comes along. */
export async function completePapers(page, base, address, named = []) {
  await page.goto(base + inLanguage(address, 'zh'));
  const forms = page.locator('main form[action$="/papers"]');
  const files = [...named];
  for (const form of await forms.all()) {
    const paper = await form.locator('[name=paper]').inputValue();
    if (!files.includes(paper) && (await form.locator('button[value=shown]').count()) === 0) files.push(paper);
  }
  for (const paper of files) {
    const form = page.locator(`main form[action$="/papers"]:has([name=paper][value="${paper}"])`);
    await form.locator('input[type=file]').setInputFiles({ name: `${paper}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 a scan') });
    await form.locator('button[value=put]').click();
    await page.waitForLoadState();
  }
  const shown = page.locator('main form[action$="/papers"] button[value=shown]');
  for (let left = await shown.count(); left > 0; left -= 1) {
    await shown.first().click();
    await expect(shown).toHaveCount(left - 1);
  }
}

/** Opens every paper of the case that is shown: nobody agrees to papers that nobody opened. */
export async function openPapers(page) {
  const papers = await page.locator('main a[href*="/papers/"]').evaluateAll((all) => all.map((a) => a.href));
  for (const paper of papers) expect((await page.request.get(paper)).ok()).toBe(true);
}

/** Presses the button of the form of a page that goes to an act. */
export const press = (page, act) => page.locator(`main form[action$="${act}"] button[type=submit]`).first().click();

/** Somebody who was enrolled two months late; answers the way from the receipt to the months that were missed. */
export async function enrolledLate(page, base, home, who) {
  const { year, month } = await businessDay(page);
  await enrol(page, base, home, { ...who, hired: [year, Number(month) - 2, '6'] });
  const [way] = await hrefs(page, 'main a[href*="/back-payments/new?person="]');
  return way;
}

/** One part in verification with its papers, one filed for today at the counter. */
async function backPaymentStage(people, base) {
  const { page, home } = await people.of('clerk');
  const [verified] = await askForMonths(page, base, await missedInOldRecords(page, base, home));
  await completePapers(page, base, verified, ['labour_contract']);
  await press(page, '/submit');
  await page.waitForLoadState();
  const [file] = (await hrefs(page, 'main a[href*="/files/"]')).map(last);

  const [recent] = await askForMonths(page, base, await enrolledLate(page, base, home, { number: '110105199003071239', name: '赵立春' }));
  await press(page, '/submit');
  await page.waitForLoadState();
  const acceptance = await people.of('acceptance');
  await acceptance.page.goto(base + inLanguage(recent, 'zh'));
  await press(acceptance.page, '/accept');
  await acceptance.page.waitForLoadState();
  return { backPayment: last(verified), declarationFile: file, filedToday: last(recent) };
}

/** A visit that is booked, a number at the acceptance counter, a till with the money of the part that is filed for today. */
async function hallStage(people, base, { filedToday }) {
  const clerk = await people.of('clerk');
  await clerk.page.goto(base + inLanguage(`${clerk.home}/appointments/new?for=matter&matter=registration`, 'zh'));
  await clerk.page.locator('.sb-slots a.sb-slot').last().click();
  await clerk.page.waitForLoadState();
  await goOn(clerk.page);
  await clerk.page.waitForURL(/\/appointments\/[0-9A-Z]+$/);
  const appointment = last(below(clerk.page));
  await clerk.page.goto(`${base}/hall`);
  const office = last((await hrefs(clerk.page, 'main a[href^="/hall/"]'))[0]);
  const ticket = await takeNumber(clerk.page, base, 'registration');
  const cashierTicket = await takeNumber(clerk.page, base, 'cashier');

  const acceptance = await people.of('acceptance');
  await acceptance.page.goto(`${base}/desks/acceptance`);
  await press(acceptance.page, '/desks/acceptance/counter');
  await acceptance.page.waitForLoadState();
  await press(acceptance.page, '/desks/acceptance/call');
  await acceptance.page.waitForLoadState();

  const { page } = await people.of('cashier');
  await openTill(page, base);
  await press(page, '/desks/acceptance/call');
  await page.waitForLoadState();
  await page.goto(`${base}/desks/cashier/${cashierTicket}?of=back_payment-${filedToday}`);
  await page.check('[name=means][value=card]');
  await page.fill('#reference', '0612 0042 7719');
  await press(page, `/desks/cashier/${cashierTicket}`);
  await page.waitForURL(/\/takings\//);
  const [till, , taking] = below(page).split('?')[0].split('/').slice(2);
  return { appointment, office, ticket, cashierTicket, till, taking };
}

/** Takes a number in the first hall; answers its code. */
export async function takeNumber(page, base, matter) {
  await page.goto(base + inLanguage('/hall', 'zh'));
  await page.check(`[name=matter][value=${matter}]`);
  await press(page, '/hall/tickets');
  await page.waitForURL(/\/tickets\//);
  return last(below(page));
}

/** Opens a counter and a till for the cashier who looks at the page. */
export async function openTill(page, base) {
  await page.goto(base + inLanguage('/desks/cashier', 'zh'));
  await press(page, '/desks/acceptance/counter');
  await page.waitForLoadState();
  await press(page, '/tills');
  await page.waitForLoadState();
}

/** Lets days pass, one by one, until a day. */
export async function turnDaysTo(page, day) {
  const today = async () => (await page.locator('.sb-demo__date').innerText()).match(/\d+/g).map((part) => part.padStart(2, '0')).join('-');
  for (let days = 0; days < 60 && (await today()) < day; days += 1) {
    await page.locator('form[action="/demo/next-day"] button').click();
    await page.waitForLoadState();
  }
  expect(await today(), 'the business day').toBe(day);
}
