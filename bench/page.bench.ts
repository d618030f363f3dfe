/// <reference lib="dom" />
// The first visit to MusicBell with an empty cache: what comes over the wire, and how soon something is seen.
import { chromium, type Browser } from '@playwright/test'
import { ensureBrowser } from '../e2e/browser.ts'
import { startBell } from '../e2e/server.ts'
import { report } from './report.ts'

const runs = 7

interface Visit {
  scriptKilobytes: number
  allKilobytes: number
  firstPaint: number
}

const bell = await startBell(4710)
const browser = await chromium.launch({
  executablePath: ensureBrowser(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
const visits: Visit[] = []
for (let run = 0; run < runs; run++) visits.push(await visit(browser, bell.music))
await browser.close()
await bell.stop()

const median = (pick: (visit: Visit) => number) => visits.map(pick).toSorted((a, b) => a - b)[Math.floor(runs / 2)]!
report('page', `First visit to MusicBell, empty cache, median of ${runs}`, [
  { measure: 'JavaScript, compressed', value: median((one) => one.scriptKilobytes), unit: 'kB', goal: '≤ 200' },
  { measure: 'everything, with headers', value: median((one) => one.allKilobytes), unit: 'kB' },
  { measure: 'first contentful paint', value: median((one) => one.firstPaint), unit: 'ms', goal: '< 1,000' },
])

async function visit(of: Browser, address: string): Promise<Visit> {
  const context = await of.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const network = await context.newCDPSession(page)
  await network.send('Network.enable')
  const known = new Set<string>()
  const scripts = new Map<string, number>()
  let allBytes = 0
  network.on('Network.responseReceived', ({ requestId, type, response }) => {
    known.add(requestId)
    // A module that was preloaded is answered again from the cache: each counts once, its body without headers.
    if (type === 'Script') scripts.set(response.url, Number(response.headers['content-length'] ?? 0))
  })
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (known.has(requestId)) allBytes += encodedDataLength
  })
  await page.goto(address, { waitUntil: 'networkidle' })
  const firstPaint = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  )
  await context.close()
  return { scriptKilobytes: sum(scripts.values()) / 1000, allKilobytes: allBytes / 1000, firstPaint }
}

function sum(values: Iterable<number>) {
  return [...values].reduce((total, value) => total + value, 0)
}
