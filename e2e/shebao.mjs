// What every browser test starts from: a demo, a language, a way in, and what must hold on every page.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { test as base, expect } from '@playwright/test';

import { startDemo } from './demo.mjs';

export { expect };

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What auditors know a source by: its key, an address, a grade. Nobody else reads them; `R1` and the like also number the rules of files. */
const KEYS = [...readFileSync(new URL('../policy/cn/sources.toml', import.meta.url), 'utf8').matchAll(/^(?!R\d)([A-Z]\w*) =/gm)].map(([, key]) => key);
const RAW = new RegExp(
  `(?<![\\w.-])(?:${KEYS.join('|')})(?![\\w.-])|可信度|confidence [A-R]\\b|reprint ;|(?<![\\w@.])[\\w-]+\\.(?:com|net|cc|org)(?:\\.cn)?/[\\w-]`,
  'g',
);

export const test = base.extend({
  lang: ['zh', { option: true }],

  /** The demo of this project; a journey that moves the clock takes `ownDemo` instead. */
  demo: [
    async ({}, use) => {
      const demo = await startDemo();
      await use(demo);
      await demo.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  /** A demo for one test alone. */
  ownDemo: async ({}, use) => {
    const demo = await startDemo();
    await use(demo);
    await demo.stop();
  },

  /** Faults that the browser itself reports: errors of scripts, refused resources, requests that no page may make. */
  faults: [
    async ({ page }, use) => {
      const faults = watch(page);
      await use(faults);
      expect(faults, 'faults reported by the browser').toEqual([]);
    },
    { auto: true },
  ],
});

/** Collects what the browser reports of a page: errors of scripts, refused resources, requests for fonts or to other hosts. */
export function watch(page) {
  const faults = [];
  const own = (url) => /^https?:\/\/(127\.0\.0\.1|localhost)[:/]/.test(url) || url.startsWith('data:') || url.startsWith('blob:');
  page.on('request', (request) => {
    if (request.resourceType() === 'font' || request.url().includes('/assets/')) faults.push(`asks for a font: ${request.url()}`);
    if (!own(request.url())) faults.push(`asks another host: ${request.url()}`);
  });
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  // A page that looks again by itself may be left while it asks; the browser drops that request and htmx says so. Each dropped one excuses
  // one such sentence, whichever is told first; a request that failed for another reason excuses nothing.
  let dropped = 0;
  const saysSo = (fault) => fault.startsWith('console: htmx: htmx:error: Failed to fetch');
  page.on('requestfailed', (request) => {
    if (request.resourceType() !== 'fetch' || request.failure()?.errorText !== 'net::ERR_ABORTED') return;
    const said = faults.findIndex(saysSo);
    if (said < 0) dropped += 1;
    else faults.splice(said, 1);
  });
  page.on('console', (message) => {
    const text = message.text();
    // The status of a page is judged by its test.
    if (message.type() !== 'error' || text.startsWith('Failed to load resource')) return;
    const fault = `console: ${text}`;
    if (saysSo(fault) && dropped > 0) dropped -= 1;
    else faults.push(fault);
  });
  return faults;
}

/** An address in a language. */
export function inLanguage(address, lang) {
  const [path, fragment] = address.split('#');
  return path + (path.includes('?') ? '&' : '?') + `lang=${lang}` + (fragment ? `#${fragment}` : '');
}

/** Signs in with one click on the card of a demo's person; answers the address of that person's start page. */
export async function signIn(page, demo, handle) {
  await page.goto(`${demo.base}/sign-in`);
  await page.locator(`form:has([name=handle][value="${handle}"]) button`).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  return new URL(page.url()).pathname;
}

/** What must hold on every page; all that does not is told at once. */
export async function expectAGoodPage(page, lang, { scripts = true } = {}) {
  expect.soft(await page.evaluate(shape, lang === 'zh' ? 'zh-CN' : 'en'), 'the shape of the page').toEqual([]);
  expect.soft((await page.innerText('body')).match(RAW) ?? [], 'sources as auditors write them').toEqual([]);
  await expectToFit(page);
  if (!scripts) return;
  expect.soft(await axe(page), 'axe').toEqual([]);
}

/** Nothing scrolls sideways. */
export async function expectToFit(page) {
  const { wide, view } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, view: document.documentElement.clientWidth }));
  expect.soft(wide, 'nothing scrolls sideways').toBeLessThanOrEqual(view);
}

/** What axe finds on the page as it stands, told in a line each. Its source is put into a page once, however often it looks. */
export async function axe(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const violations = await page.evaluate(async (tags) => {
    const found = await window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
    return found.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 3).map((node) => node.html.slice(0, 160)) }));
  }, TAGS);
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.join(' | ')}`);
}

/** Faults of a page's own shape: language, heading, title, and what only a script can work. Runs in the page. */
function shape(tag) {
  const faults = [];
  const show = (element) => element.outerHTML.slice(0, 120);
  if (document.documentElement.lang !== tag) faults.push(`the language is ${document.documentElement.lang}`);
  if (document.querySelectorAll('h1').length !== 1) faults.push('not one heading of the first level');
  if (!document.title.trim()) faults.push('no title');
  for (const form of document.querySelectorAll('form')) {
    const submits = [...form.elements].some((field) => field.type === 'submit' || field.type === 'image');
    const byReturn = form.querySelectorAll('input[type=search], input[type=text]').length === 1;
    if (!submits && !byReturn && !document.querySelector(`[type=submit][form="${form.id}"]`)) faults.push(`no way to submit: ${show(form)}`);
  }
  for (const element of document.querySelectorAll('[hx-get], [hx-post], [hx-put], [hx-delete]')) {
    const works = element.matches('a[href], form') || element.closest('form') || element.matches('[hx-trigger*=every], [hx-trigger*=load]');
    if (!works) faults.push(`htmx alone: ${show(element)}`);
  }
  for (const link of document.querySelectorAll('a:not([href]), a[href="#"], a[href^="javascript:"]')) faults.push(`leads nowhere: ${show(link)}`);
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    if (!document.getElementById(decodeURIComponent(link.getAttribute('href').slice(1)))) faults.push(`leads to nothing here: ${show(link)}`);
  }
  return faults;
}
