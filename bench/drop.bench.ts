/// <reference lib="dom" />
// A thousand tagged files dropped at once into a real browser, while the server is killed three times:
// `npm run bench -- drop [--from DIR]` takes the files of a folder in place of those made here.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from '@playwright/test'
import { ensureBrowser } from '../e2e/browser.ts'
import { signInAsNewOwner } from '../e2e/people.ts'
import { startBell, type Bell } from '../e2e/server.ts'
import { residentMegabytes } from './resident-memory.ts'
import { report } from './report.ts'

const port = 5360
const count = 1000
/** The server is killed when so many tracks are ready. */
const kills = [150, 400, 700]

const folder = await mkdtemp(join(tmpdir(), 'bell-drop-'))
const from = process.argv[process.argv.indexOf('--from') + 1]
const files = process.argv.includes('--from') ? await filesIn(from!) : await makeFiles(join(folder))
const home = join(folder, 'home')
let bell: Bell = await startBell(port, home)
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox', '--disable-gpu'] })
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
const page = await signInAsNewOwner(context, bell)
await page.goto(`${bell.music}/upload`)
await page.locator('input[type=file]').first().waitFor({ state: 'attached' })

await measureFrames(page)
const begun = performance.now()
await drop(page, files)
const button = page.getByRole('button', { name: `Upload ${files.length.toLocaleString('en')} tracks` })
await button.waitFor({ timeout: 300_000 })
const read = performance.now() - begun
const readFrames = await frames(page)
await button.click()
const started = performance.now()
for (const ready of kills) {
  await until(page, ready)
  bell.process.kill('SIGKILL')
  bell = await startBell(port, home)
}
await until(page, files.length)
const sent = performance.now() - started
const sendFrames = await frames(page)
const memory = await tabMemory(page)
const { tracks, unfinished } = await kept(context, bell)
await browser.close()
await bell.stop()
await rm(folder, { recursive: true, force: true })

report('drop', `${files.length} files dropped at once, the server killed ${kills.length} times meanwhile`, [
  { measure: 'all tags read and shown', value: read / 1000, unit: 's' },
  { measure: 'all sent, stored and ready', value: sent / 1000, unit: 's' },
  ...frameMeasures('while reading', readFrames),
  ...frameMeasures('while sending', sendFrames),
  { measure: 'memory of the tab, all of it', value: memory.resident, unit: 'MB' },
  { measure: 'memory of the tab, JavaScript', value: memory.heap, unit: 'MB' },
  { measure: 'tracks that are there', value: tracks, unit: '', goal: String(files.length) },
  { measure: 'uploads left over', value: unfinished, unit: '', goal: '0' },
])
if (tracks !== files.length || unfinished !== 0) process.exitCode = 1

function frameMeasures(when: string, { p95, p99, longest }: { p95: number; p99: number; longest: number }) {
  return [
    { measure: `frame p95 ${when}`, value: p95, unit: 'ms' },
    { measure: `frame p99 ${when}`, value: p99, unit: 'ms' },
    { measure: `longest frame ${when}`, value: longest, unit: 'ms' },
  ]
}

async function filesIn(of: string) {
  const entries = await readdir(of, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.(mp3|flac|ogg|opus|m4a)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .slice(0, count)
}

/** MP3 files of one sound, each with a tag of its own: no two have the same bytes. */
async function makeFiles(into: string) {
  const fixture = await readFile(join(import.meta.dirname, '../services/music/fixtures/accents-cover.mp3'))
  const tagBytes = [6, 7, 8, 9].reduce((size, at) => size * 128 + fixture[at]!, 0)
  const sound = fixture.subarray(10 + tagBytes)
  const made: string[] = []
  for (let n = 1; n <= count; n++) {
    const album = Math.ceil(n / 12)
    const tag = id3({
      TIT2: `Track ${String(n).padStart(4, '0')}`,
      TPE1: `Artist ${album % 40}`,
      TALB: `Album ${album}`,
      TRCK: String(((n - 1) % 12) + 1),
    })
    made.push(join(into, `${String(n).padStart(4, '0')}.mp3`))
    await writeFile(made.at(-1)!, Buffer.concat([tag, sound]))
  }
  return made
}

/** An ID3v2.4 tag of text frames (https://id3.org/id3v2.4.0-structure); sizes are written seven bits a byte. */
function id3(texts: Record<string, string>) {
  const size = (value: number) => Buffer.from([21, 14, 7, 0].map((shift) => (value >> shift) & 127))
  const all = Object.entries(texts).map(([name, text]) => {
    const body = Buffer.concat([Buffer.of(3), Buffer.from(text)])
    return Buffer.concat([Buffer.from(name), size(body.length), Buffer.alloc(2), body])
  })
  const frames = Buffer.concat(all)
  return Buffer.concat([Buffer.from('ID3\u0004\u0000\u0000', 'latin1'), size(frames.length), frames])
}

/** As a person does with a file manager: over the page, and let go. */
async function drop(on: Page, paths: string[]) {
  const input = await on.context().newCDPSession(on)
  const data = { items: [], files: paths, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await input.send('Input.dispatchDragEvent', { type, x: 700, y: 400, data })
  }
}

async function measureFrames(on: Page) {
  await on.evaluate(() => {
    const deltas: number[] = []
    Object.assign(globalThis, { frameDeltas: deltas })
    let last = performance.now()
    const beat = (now: number) => {
      deltas.push(now - last)
      last = now
      requestAnimationFrame(beat)
    }
    requestAnimationFrame(beat)
  })
}

/** What the frames since the last call took, in ms. */
async function frames(on: Page) {
  const deltas = await on.evaluate(() => (globalThis as unknown as { frameDeltas: number[] }).frameDeltas.splice(0))
  const sorted = deltas.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
  return { p95: at(0.95), p99: at(0.99), longest: sorted.at(-1)! }
}

/** Waits until so many are ready, as the page says it to screen readers. */
async function until(on: Page, ready: number) {
  await on.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('[role=status]')].some(
        (status) =>
          Number(/([\d,]+) tracks? (?:is|are) ready/.exec(status.textContent)?.[1]?.replace(',', '')) >= wanted,
      ),
    ready,
    { timeout: 900_000, polling: 200 },
  )
}

/** In MB: what the tab's process holds (Linux only), and what JavaScript does. */
async function tabMemory(of: Page) {
  const session = await of.context().newCDPSession(of)
  await session.send('Performance.enable')
  await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value / 1e6
  return { heap, resident: await residentMegabytes(of.context().browser()!) }
}

async function kept(of: BrowserContext, at: Bell) {
  const answer = await of.request.post(`${at.music}/session/refresh`, {
    headers: { 'x-requested-with': 'bell', origin: at.music },
  })
  const { accessToken } = (await answer.json()) as { accessToken: string }
  const get = async (path: string) =>
    (await of.request.get(`${at.music}${path}`, { headers: { authorization: `Bearer ${accessToken}` } })).json()
  const { ids } = (await get('/api/tracks/ids')) as { ids: string[] }
  const { items } = (await get('/api/uploads?limit=100')) as { items: unknown[] }
  return { tracks: new Set(ids).size, unfinished: items.length }
}
