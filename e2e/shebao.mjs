// What every browser test starts from: a demo, a language, a way in, and what must hold on every page.
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect } from '@playwright/test';

import { startDemo } from './demo.mjs';

export { expect };

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
      const faults = [];
      const own = (url) => /^https?:\/\/(127\.0\.0\.1|localhost)[:/]/.test(url) || url.startsWith('data:') || url.startsWith('blob:');
      page.on('request', (request) => {
        if (request.resourceType() === 'font' || request.url().includes('/assets/')) faults.push(`asks for a font: ${request.url()}`);
        if (!own(request.url())) faults.push(`asks another host: ${request.url()}`);
      });
      page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
      page.on('console', (message) => {
        const text = message.text();
        // The status of a page is judged by its test.
        if (message.type() === 'error' && !text.startsWith('Failed to load resource')) faults.push(`console: ${text}`);
      });
      await use(faults);
      expect(faults, 'faults reported by the browser').toEqual([]);
    },
    { auto: true },
  ],
});

/** An address in a language. */
export function inLanguage(address, lang) {
  return address + (address.includes('?') ? '&' : '?') + `lang=${lang}`;
}

/** Signs in with one click as a role of the demo; answers the address of that role's start page. */
export async function signIn(page, demo, role) {
  await page.goto(`${demo.base}/sign-in`);
  await page.locator(`button[name="role"][value="${role}"]`).first().click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  return new URL(page.url()).pathname;
}

/** What must hold on every page; all that does not is told at once. */
export async function expectAGoodPage(page, lang, { scripts = true } = {}) {
  await expect.soft(page.locator('html'), 'the language of the page').toHaveAttribute('lang', lang === 'zh' ? 'zh-CN' : 'en');
  await expect.soft(page.locator('h1'), 'one heading of the first level').toHaveCount(1);
  await expect.soft(page, 'a title').toHaveTitle(/\S/);
  const { wide, view } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, view: document.documentElement.clientWidth }));
  expect.soft(wide, 'nothing scrolls sideways').toBeLessThanOrEqual(view);
  expect.soft(await page.evaluate(deadControls), 'what only a script can work').toEqual([]);
  if (!scripts) return;
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
  expect.soft(told, 'axe').toEqual([]);
}

/** Forms and controls that do nothing without JavaScript; runs in the page. */
function deadControls() {
  const dead = [];
  const show = (element) => element.outerHTML.slice(0, 120);
  for (const form of document.querySelectorAll('form')) {
    const submits = [...form.elements].some((field) => field.type === 'submit' || field.type === 'image');
    const byReturn = form.querySelectorAll('input[type=search], input[type=text]').length === 1;
    if (!submits && !byReturn && !document.querySelector(`[type=submit][form="${form.id}"]`)) dead.push(`no way to submit: ${show(form)}`);
  }
  for (const element of document.querySelectorAll('[hx-get], [hx-post], [hx-put], [hx-delete]')) {
    const works = element.matches('a[href], form') || element.closest('form') || element.matches('[hx-trigger*=every], [hx-trigger*=load]');
    if (!works) dead.push(`htmx alone: ${show(element)}`);
  }
  for (const link of document.querySelectorAll('a:not([href]), a[href="#"], a[href^="javascript:"]')) dead.push(`leads nowhere: ${show(link)}`);
  return dead;
}
