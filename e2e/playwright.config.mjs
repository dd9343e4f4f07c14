// Browser tests with Debian's Chromium. Every page is walked in both languages and widths; journeys run with and without JavaScript.
import { defineConfig } from '@playwright/test';

const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
const everyPage = /pages\.spec\.mjs$/;

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.mjs',
  globalSetup: './demo.mjs',
  outputDir: process.env.SHEBAO_SHOTS ? `${process.env.SHEBAO_SHOTS}/results` : 'test-results',
  workers: 1,
  reporter: 'list',
  timeout: 60_000,
  use: {
    locale: 'zh-CN',
    viewport: desktop,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'zh-1280', use: { lang: 'zh' } },
    { name: 'zh-1280-no-script', use: { lang: 'zh', javaScriptEnabled: false } },
    { name: 'en-1280', testMatch: everyPage, use: { lang: 'en', locale: 'en-GB' } },
    { name: 'zh-390', testMatch: everyPage, use: { lang: 'zh', viewport: phone } },
    { name: 'en-390', testMatch: everyPage, use: { lang: 'en', locale: 'en-GB', viewport: phone } },
  ],
});
