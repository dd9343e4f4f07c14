// Every page of pages.json: in both languages, at 1280 and 390, with and without JavaScript.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, expectAGoodPage, inLanguage, signIn, test } from './shebao.mjs';

// name · address, `{home}` being the start page of the role · as (role; nobody without it) · status (200 without it)
const pages = JSON.parse(readFileSync(process.env.SHEBAO_PAGES ?? fileURLToPath(new URL('pages.json', import.meta.url)), 'utf8'));

for (const { name, address, as, status = 200 } of pages) {
  test(`${name} is a good page`, async ({ page, demo, lang, javaScriptEnabled }, testInfo) => {
    const home = as ? await signIn(page, demo, as) : '/';
    const answer = await page.goto(demo.base + inLanguage(address.replace('{home}', home), lang));
    expect(answer.status(), 'status').toBe(status);
    const folder = process.env.SHEBAO_SHOTS ?? fileURLToPath(new URL('test-results/shots', import.meta.url));
    await page.screenshot({ path: join(folder, `${name}.${testInfo.project.name}.png`), fullPage: true });
    await expectAGoodPage(page, lang, { scripts: javaScriptEnabled !== false });
  });
}
