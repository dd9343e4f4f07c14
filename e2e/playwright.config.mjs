// Browser tests with Debian's Chromium. Every page is walked in both languages and widths; journeys run with and without JavaScript.
import { defineConfig } from '@playwright/test';

const desktop = { width: 1280, height: 900 };
const everyPage = /pages\.spec\.mjs$/;
// What only a script can do.
const byScript = /typing\.spec\.mjs$/;

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
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    },
  },
  projects: [
    // Each page in both languages and widths, in one visit of each.
    { name: 'pages', testMatch: everyPage },
    { name: 'zh', testIgnore: everyPage, use: { lang: 'zh' } },
    { name: 'zh-no-script', testIgnore: [everyPage, byScript], use: { lang: 'zh', javaScriptEnabled: false } },
  ],
});
