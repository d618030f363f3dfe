/// <reference lib="dom" />
// An album of 5 000 pictures in a real browser: how soon the first are there, how even the frames are while one scrolls
// as one looks, first when sizes are still being made (on the same cores) and then when they are there, and while one
// scrolls to the end; and how much of it the page holds.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { ensureBrowser } from '../e2e/browser.ts'
import { signInAsNewOwner } from '../e2e/people.ts'
import { startBell } from '../e2e/server.ts'
import { frames } from './frames.ts'
import { fillAlbum } from './many-pictures.ts'
import { median } from './median.ts'
import { report } from './report.ts'

const size = Number(process.env['BENCH_PICTURES'] ?? 5000)
const port = 4880
const visits = 5

const folder = mkdtempSync(join(tmpdir(), 'bench-grid-'))
let bell = await startBell(port, folder)
const browser = await chromium.launch({
  executablePath: ensureBrowser(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
const page = await signInAsNewOwner(context, bell)
const answered = page.waitForResponse((response) => response.url() === `${bell.img}/session/refresh` && response.ok())
await page.goto(`${bell.img}/session/login?returnTo=/`)
const { user } = (await (await answered).json()) as { user: { id: string } }
await bell.stop()
const album = await fillAlbum(folder, user.id, size)
bell = await startBell(port, folder)

const firstPictures: number[] = []
for (let visit = 0; visit < visits; visit++) {
  await page.goto(`${bell.img}/albums/${album}`)
  await page.locator('[data-picture] img').first().waitFor()
  firstPictures.push(await page.evaluate(() => performance.now()))
}
const making = await scroll(2000, 8)
await page.reload()
await page.locator('[data-picture] img').first().waitFor()
const looking = await scroll(2000, 8)
const toEnd = await scroll(12_000, 120)
if (toEnd.last !== `Picture ${size}`) throw new Error(`The last picture is "${toEnd.last}" of ${size}.`)
await browser.close()
await bell.stop()
rmSync(folder, { recursive: true })

report('grid', `An album of ${size.toLocaleString('en')} pictures, Chromium without a graphics card`, [
  { measure: `opening the page to its first pictures, median of ${visits}`, value: median(firstPictures), unit: 'ms' },
  ...frames('scrolling as one looks, while sizes are made', making.times, ''),
  ...frames('scrolling as one looks', looking.times),
  ...frames('scrolling to the end, while sizes are made', toEnd.times, ''),
  { measure: 'pictures on the page at most', value: Math.max(looking.most, toEnd.most), unit: '', goal: '< 200' },
])

/** Scrolls down for so long, or until the end is reached; times between frames in ms. */
function scroll(pxPerSecond: number, seconds: number) {
  return page.evaluate(
    ([speed, longest, total]) =>
      new Promise<{ times: number[]; most: number; last: string }>((resolve) => {
        const times: number[] = []
        let begun: number | undefined
        let before = 0
        let most = 0
        let last = ''
        const step = (now: number) => {
          begun ??= now
          if (before > 0) {
            times.push(now - before)
            scrollBy(0, ((now - before) / 1000) * speed)
          }
          before = now
          const images = document.querySelectorAll<HTMLImageElement>('[data-picture] img')
          most = Math.max(most, images.length)
          last = images[images.length - 1]?.alt ?? last
          const isOver = last === `Picture ${total}` || now - begun > longest * 1000
          if (isOver) resolve({ times, most, last })
          else requestAnimationFrame(step)
        }
        requestAnimationFrame(step)
      }),
    [pxPerSecond, seconds, size] as const,
  )
}
