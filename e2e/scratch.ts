import { chromium } from '@playwright/test'
import { readdirSync } from 'node:fs'
import { startBell } from './server.ts'
import { signInAsNewOwner } from './people.ts'
const bell = await startBell(5200)
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium' })
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' })
  const page = await signInAsNewOwner(context, bell)
  page.on('console', (m) => m.type() === 'error' && console.log('console', m.text()))
  page.on('pageerror', (e) => console.log('pageerror', e.message))
  const files = [
    ...readdirSync('/tmp/wf/drop')
      .filter((n) => n.endsWith('.mp3'))
      .map((n) => '/tmp/wf/drop/' + n),
    '/usr/share/games/wesnoth/1.16/data/core/music/battle.ogg',
    '/usr/share/games/wesnoth/1.16/data/core/music/elf-land.ogg',
    '/usr/share/games/wesnoth/1.16/data/core/music/frantic.ogg',
  ]
  await page.goto(bell.music + '/upload')
  const t = Date.now()
  await page.locator('input[type=file]').first().setInputFiles(files)
  await page
    .getByRole('button', { name: /^Upload \d+/ })
    .waitFor({ timeout: 60000 })
    .catch(() => {})
  await page.waitForTimeout(3000)
  console.log('read ms', Date.now() - t)
  await page.screenshot({ path: '/tmp/wf/s-upload.png' })
  const start = page.getByRole('button', { name: /Upload|Send/i }).last()
  console.log(await start.innerText())
  await start.click()
  await page.waitForTimeout(12000)
  await page.screenshot({ path: '/tmp/wf/s-uploaded.png' })
  const show = async (path: string, name: string, opts: { theme?: string; lang?: string; width?: number } = {}) => {
    await page.setViewportSize({ width: opts.width ?? 1440, height: 900 })
    await page.goto(bell.music + path)
    await page.waitForTimeout(1500)
    await page.screenshot({ path: `/tmp/wf/s-${name}.png` })
  }
  await show('/albums', 'albums')
  const links = await page
    .locator('a[href^="/albums/"]')
    .evaluateAll((l) => l.map((a) => [a.getAttribute('href'), a.textContent]))
  console.log(links)
  for (const [n, [href]] of links.entries()) await show(href!, `album${n}`)
  const comp = links.find(([, t]) => t!.includes('다시'))![0]!
  for (const lang of ['ko', 'ja'])
    for (const theme of ['light', 'dark']) {
      await page.evaluate(
        ([l, t]) => {
          for (const k of Object.keys(localStorage)) console.log(k)
          localStorage.setItem('bell.language', l!)
          localStorage.setItem('bell.theme', t!)
        },
        [lang, theme],
      )
      await show(comp, `comp-${lang}-${theme}`, { width: theme === 'light' ? 390 : 1440 })
      await show('/albums', `albums-${lang}-${theme}`, { width: theme === 'light' ? 390 : 1440 })
    }
  console.log(await page.evaluate(() => JSON.stringify(localStorage)))
} finally {
  await browser.close()
  await bell.stop()
}
