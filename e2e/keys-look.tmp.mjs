import { chromium } from '/work/wt/keys/node_modules/@playwright/test/index.mjs'
import AxeBuilder from '/work/wt/keys/node_modules/@axe-core/playwright/dist/index.mjs'
import { startBell } from '/work/wt/keys/e2e/server.ts'
const bell = await startBell(21520)
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark', locale: 'en' })
  const token = new URL(bell.setupAddress).hash.slice(1)
  const answer = await context.request.post(`${bell.auth}/api/setup`, { data: { token, name: 'Ada 서윤', email: 'ada@example.org', password: 'brass lantern harbour' }, headers: { origin: bell.auth, 'x-requested-with': 'bell' } })
  console.log(answer.status())
  const page = await context.newPage()
  page.on('console', m => console.log('console', m.text()))
  await page.goto(`${bell.auth}/session/login?returnTo=/keys`)
  await page.waitForURL(`${bell.auth}/keys`)
  await page.getByText('Current').waitFor()
  await page.screenshot({ path: '/tmp/keys-shots/1-en-dark.png' })
  await page.getByRole('button', { name: 'Rotate' }).click()
  await page.getByText('Next', { exact: true }).waitFor()
  await page.screenshot({ path: '/tmp/keys-shots/2-en-next.png' })
  console.log('axe', JSON.stringify((await new AxeBuilder({ page }).analyze()).violations.map(v => [v.id, v.nodes.map(n => n.target)])))
  await page.getByRole('button', { name: 'Withdraw all' }).click()
  await page.getByRole('dialog').waitFor()
  await page.waitForTimeout(300)
  await page.screenshot({ path: '/tmp/keys-shots/3-dialog.png' })
  console.log('axe', JSON.stringify((await new AxeBuilder({ page }).analyze()).violations.map(v => [v.id, v.nodes.map(n => n.target)])))
  await page.getByRole('button', { name: 'Withdraw', exact: true }).click()
  await page.getByText('Withdrawn', { exact: true }).first().waitFor()
  await page.screenshot({ path: '/tmp/keys-shots/4-withdrawn.png' })
  // the session goes on
  await page.reload(); await page.getByText('Current').waitFor()
  const state = await context.storageState()
  for (const [locale, scheme, width] of [['ko', 'light', 390], ['ja', 'dark', 390], ['ja', 'light', 1440], ['ko','dark',1440]]) {
    const c = await browser.newContext({ viewport: { width, height: 844 }, colorScheme: scheme, locale, storageState: state })
    const p = await c.newPage()
    await p.goto(`${bell.auth}/keys`)
    await p.locator('code').first().waitFor()
    await p.screenshot({ path: `/tmp/keys-shots/${locale}-${scheme}-${width}.png`, fullPage: true })
    console.log('axe', JSON.stringify((await new AxeBuilder({ page: p }).analyze()).violations.map(v => v.id)), await p.evaluate(() => document.documentElement.scrollWidth))
    state.cookies = (await c.storageState()).cookies
    await c.close()
  }
} finally { await browser.close(); await bell.stop() }
