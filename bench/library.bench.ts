/// <reference lib="dom" />
// The library page with 100 000 tracks in a real browser: how soon the first rows are there, how even the frames are
// while one scrolls as one reads and while one drags to the end, and what the tab holds in memory.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type CDPSession, type Page } from '@playwright/test'
import { ensureBrowser } from '../e2e/browser.ts'
import { signInAsNewOwner } from '../e2e/people.ts'
import { startBell } from '../e2e/server.ts'
import { frames } from './frames.ts'
import { fillDatabase } from './many-tracks.ts'
import { residentMegabytes } from './resident-memory.ts'
import { median } from './median.ts'
import { report } from './report.ts'

const size = Number(process.env['BENCH_TRACKS'] ?? 100_000)
const port = 4720
const visits = 5

const folder = mkdtempSync(join(tmpdir(), 'bench-library-'))
let bell = await startBell(port, folder)
const browser = await chromium.launch({
  executablePath: ensureBrowser(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--enable-precise-memory-info'],
})
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
const page = await signInAsNewOwner(context, bell)
await bell.stop()
await fillDatabase(folder, size)
bell = await startBell(port, folder)

const firstRows: number[] = []
for (let visit = 0; visit < visits; visit++) firstRows.push(await timeToRows(page))
const cdp = await context.newCDPSession(page)
const emptyHeap = await heapMegabytes(cdp)
const reading = await scroll(page, { pxPerSecond: 2500, seconds: 8 })
await page.evaluate(() => document.getElementById('main')!.scrollTo(0, 0))
const toEnd = await scroll(page, { seconds: 15 })
await page.getByRole('row').nth(3).waitFor()
const last = await rowsAtTheEnd(page)
if (last !== size) throw new Error(`The last row is number ${last} of ${size}.`)
const heap = await heapMegabytes(cdp)
const resident = await residentMegabytes(browser)
await browser.close()
await bell.stop()
rmSync(folder, { recursive: true })

report('library', `The library page with ${size.toLocaleString('en')} tracks, Chromium without a graphics card`, [
  { measure: `opening the page to its first rows, median of ${visits}`, value: median(firstRows), unit: 'ms' },
  ...frames('scrolling as one reads', reading),
  ...frames('scrolling to the end in 15 s', toEnd),
  { measure: 'script memory when the page is there', value: emptyHeap, unit: 'MB' },
  { measure: 'script memory at the end', value: heap, unit: 'MB' },
  { measure: "memory of the tab's process", value: resident, unit: 'MB' },
])

/** From the start of the navigation until a row with a track in it has been painted. */
async function timeToRows(of: Page) {
  await of.goto(`${bell.music}/library`)
  return of.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (!document.querySelector('[data-row]')) return requestAnimationFrame(look)
          requestAnimationFrame(() => resolve(performance.now()))
        }
        look()
      }),
  )
}

/** Times between frames in ms, while the page scrolls by as much as time has passed. */
function scroll(of: Page, { seconds, pxPerSecond }: { seconds: number; pxPerSecond?: number }) {
  return of.evaluate(
    ([duration, speed]) =>
      new Promise<number[]>((resolve) => {
        const main = document.getElementById('main')!
        const way = main.scrollHeight - main.clientHeight
        const times: number[] = []
        let begun: number | undefined
        let before = 0
        const step = (now: number) => {
          begun ??= now
          if (before > 0) times.push(now - before)
          before = now
          const passed = (now - begun) / 1000
          main.scrollTop = speed ? passed * speed : (way * passed) / duration!
          if (passed < duration!) requestAnimationFrame(step)
          else resolve(times)
        }
        requestAnimationFrame(step)
      }),
    [seconds, pxPerSecond] as const,
  )
}

function rowsAtTheEnd(of: Page) {
  return of.evaluate(() => {
    const rows = [...document.querySelectorAll('[data-row]')].map((row) => Number(row.getAttribute('aria-rowindex')))
    return Math.max(...rows) - 1
  })
}

async function heapMegabytes(session: CDPSession) {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1e6
}
