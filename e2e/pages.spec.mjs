// Every page of pages.json: a demo with its stage set, one visit in each language, each at both widths. Files are fetched.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startDemo } from './demo.mjs';
import { axe, expect, expectAGoodPage, expectToFit, inLanguage, test as base, watch } from './shebao.mjs';
import { People, setStage } from './stage.mjs';

// name · route as the table of routes writes it · as (a handle of the demo; nobody without it) · address, where it is not the route with
// its braces filled · status (200 without it) · file: its content type, where it is no page ·
// skip: what is missing to walk it
const pages = JSON.parse(readFileSync(process.env.SHEBAO_PAGES ?? fileURLToPath(new URL('pages.json', import.meta.url)), 'utf8'));
const shots = process.env.SHEBAO_SHOTS;
const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

const test = base.extend({
  stage: [
    async ({ browser }, use) => {
      const demo = await startDemo();
      const people = new People(browser, demo, { viewport: desktop, locale: 'zh-CN' });
      const named = await setStage(people, demo.base);
      await use({ demo, people, named });
      await people.leave();
      await demo.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

for (const { name, route, address = route, as, status = 200, file, skip } of pages) {
  // A page that nobody has set the stage for yet is named with what is missing, and counted as not walked.
  const walk = skip ? test.skip : test;
  walk(name, async ({ stage }) => {
    const { page } = await stage.people.of(as);
    const filled = address.replace(/\{(\w+)\}/g, (_, key) => stage.named[key] ?? `{${key}}`);
    const faults = watch(page);
    if (file) {
      const answer = await page.request.get(stage.demo.base + filled);
      expect(answer.status(), 'status').toBe(status);
      expect(answer.headers()['content-type']).toContain(file);
      return;
    }
    for (const lang of ['zh', 'en']) {
      await page.setViewportSize(desktop);
      const answer = await page.goto(stage.demo.base + inLanguage(filled, lang));
      expect(answer.status(), `status of ${filled}`).toBe(status);
      await expectAGoodPage(page, lang);
      await picture(page, `${name}.${lang}-1280`);
      await page.setViewportSize(phone);
      await expectToFit(page);
      expect.soft(await axe(page), 'axe on a phone').toEqual([]);
      await picture(page, `${name}.${lang}-390`);
    }
    page.removeAllListeners();
    expect(faults, 'faults reported by the browser').toEqual([]);
  });
}

/** A picture of the whole page, where pictures are wanted. */
async function picture(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}
