import { defineConfig } from '@playwright/test'
import { ensureBrowser } from './browser.ts'

export default defineConfig({
  // What needs only Node and a browser; the same on two processes of each role, but for looks at pages and what is about
  // the data folder; and what also needs programs that others wrote.
  projects: [
    { name: 'journeys', testDir: 'journeys', outputDir: 'results/journeys' },
    {
      name: 'distributed',
      testDir: 'journeys',
      outputDir: 'results/distributed',
      grepInvert: /@looks|@folder/,
      timeout: 120_000,
    },
    { name: 'clients', testDir: 'clients', outputDir: 'results/clients' },
  ],
  workers: 2,
  // A busy machine may miss a deadline once; what fails twice is broken.
  retries: process.env['CI'] ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['./closing-line.ts']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    launchOptions: {
      executablePath: ensureBrowser(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
