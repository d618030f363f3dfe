/// <reference lib="dom" />
// The player in a real browser: from a seek to the sound, by format; the gap between two tracks; what 200 changes of
// track leave in memory; an edit of a queue of 10,000.
//
// There is no loudspeaker to listen to, so sound is what the media clock says (`currentTime`), which the browser moves
// only as samples are handed to the sound device. Seek to sound: until that clock has gone past the place. Gap: from the
// moment at which the clock of one element comes to its end to that at which the clock of the next was at 0, both read
// off while they run; below 0 the two overlap.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { ensureBrowser } from '../e2e/browser.ts'
import { signInAsNewOwner } from '../e2e/people.ts'
import { startBell } from '../e2e/server.ts'
import { addFiles } from '../e2e/tones.ts'
import { longFiles, toneMp3 } from './long-files.ts'
import { fillDatabase } from './many-tracks.ts'
import { residentMegabytes } from './resident-memory.ts'
import { report, type Measure } from './report.ts'

const port = 4730
const seeks = 20
const shortTracks = 13
const changes = 200
const queued = 10_000
const edits = 20

const folder = mkdtempSync(join(tmpdir(), 'bench-seek-'))
let bell = await startBell(port, folder)
const browser = await chromium.launch({
  executablePath: ensureBrowser(),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--autoplay-policy=no-user-gesture-required',
  ],
})
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
const page = await signInAsNewOwner(context, bell)
const measures: Measure[] = []

const short = await Promise.all(Array.from({ length: shortTracks }, (_, n) => toneMp3(4, 220 + 40 * n)))
await addFiles(
  page,
  bell,
  short.map((bytes, n) => ({ name: `short ${n}.mp3`, bytes, detail: { title: `Short ${n}` } })),
)
await measureGaps()
await measureMemory()
await measureSeeks()
await bell.stop()
await fillDatabase(folder, queued)
bell = await startBell(port, folder)
await measureEdits()
await browser.close()
await bell.stop()
rmSync(folder, { recursive: true })
report('seek', 'The player in Chromium, over localhost', measures)

async function measureGaps() {
  await page.goto(`${bell.music}/library?sort=title`)
  const gaps = page.evaluate(watchGaps, shortTracks - 1)
  await page.getByRole('row').filter({ hasText: 'Short 0' }).dblclick()
  const sorted = (await gaps).toSorted((a, b) => a - b)
  measures.push(
    {
      measure: `gap between two MP3 tracks, p50 of ${sorted.length}`,
      value: at(sorted, 0.5),
      unit: 'ms',
      goal: '≤ 30',
    },
    { measure: 'gap, longest', value: sorted.at(-1)!, unit: 'ms', goal: '≤ 30' },
    { measure: 'gap, shortest (an overlap below 0)', value: sorted[0]!, unit: 'ms' },
  )
}

/** Reads both media clocks every few milliseconds, and from them when one element ended and the other began. */
function watchGaps(wanted: number) {
  return new Promise<number[]>((resolve) => {
    const gaps: number[] = []
    const ends = new Map<HTMLAudioElement, number>()
    let sounding: HTMLAudioElement | undefined
    let endOfBefore: number | undefined
    const begins: number[] = []
    const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
    const watch = setInterval(() => {
      const now = performance.now()
      for (const audio of document.querySelectorAll('audio')) {
        const { currentTime, duration, paused } = audio
        if (paused || !(currentTime > 0.05)) continue
        if (duration - currentTime > 0.02) ends.set(audio, now + (duration - currentTime) * 1000)
        if (audio !== sounding && currentTime < 1) {
          endOfBefore = sounding && ends.get(sounding)
          sounding = audio
          begins.length = 0
        }
        // The clock is read a good while after the beginning, when it runs evenly.
        if (audio === sounding && currentTime > 0.3 && currentTime < 1.5) begins.push(now - currentTime * 1000)
        if (audio === sounding && currentTime >= 1.5 && endOfBefore !== undefined) {
          gaps.push(median(begins) - endOfBefore)
          endOfBefore = undefined
        }
      }
      if (gaps.length < wanted) return
      clearInterval(watch)
      resolve(gaps)
    }, 4)
  })
}

async function measureMemory() {
  const memory = async () => {
    const session = await context.newCDPSession(page)
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    await session.detach()
    return { heap: usedSize / 1e6, all: await residentMegabytes(browser) }
  }
  await page.keyboard.press('r')
  const player = page.getByRole('region', { name: 'Player' })
  for (let change = 0; change < 10; change++) await changeTrack()
  const before = await memory()
  for (let change = 0; change < changes; change++) await changeTrack()
  const after = await memory()
  await player.getByRole('button', { name: 'Pause' }).click()
  measures.push(
    { measure: "memory of the tab's process before", value: before.all, unit: 'MB' },
    { measure: `… after ${changes} changes of track`, value: after.all, unit: 'MB' },
    { measure: 'script memory before', value: before.heap, unit: 'MB' },
    { measure: `… after ${changes} changes of track`, value: after.heap, unit: 'MB' },
  )
}

/** The next track, until it sounds. */
function changeTrack() {
  return page.evaluate(async () => {
    const sounding = () => [...document.querySelectorAll('audio')].find(({ paused }) => !paused)
    const source = sounding()?.src
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', shiftKey: true, bubbles: true }))
    while (!(sounding() && sounding()!.src !== source && sounding()!.currentTime > 0)) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })
}

async function measureSeeks() {
  const files = await longFiles()
  const { ids, headers } = await addFiles(
    page,
    bell,
    files.map(({ name, bytes }) => ({ name, bytes, detail: { title: name } })),
    shortTracks,
  )
  for (const [index, { name }] of files.entries()) {
    const title = name.slice(0, name.lastIndexOf('.'))
    const address = async (inMp4: string[], ready: (url: string) => boolean) => {
      for (;;) {
        const made = await page.request.post(`${bell.music}/api/tracks/${ids[index]}/stream-url`, {
          headers,
          data: { inMp4 },
        })
        const { url } = await made.json()
        if (made.ok() && ready(url)) return url as string
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
    }
    const indexed = /varying|raw|no table/.test(name)
    const url = await address(['mp3', 'aac', 'flac'], (given) => !indexed || given.includes('form=mp4'))
    addSeeks(title, await page.evaluate(seekAbout, { url, seeks }))
    if (!indexed) continue
    const plain = await address([], () => true)
    addSeeks(`${title}, as it is`, await page.evaluate(seekAbout, { url: plain, seeks }))
  }
}

function addSeeks(title: string, times: number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  measures.push(
    { measure: `seek to sound, ${title}: p50`, value: at(sorted, 0.5), unit: 'ms' },
    { measure: `seek to sound, ${title}: p95`, value: at(sorted, 0.95), unit: 'ms' },
  )
}

/** From setting the place to the clock's having passed it, in ms; the places are spread over the file. */
async function seekAbout({ url, seeks: count }: { url: string; seeks: number }) {
  const audio = new Audio(url)
  const until = async (reached: () => boolean) => {
    while (!reached()) {
      if (audio.error) throw new Error(`${url}: ${audio.error.message}`)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
  await audio.play()
  await until(() => audio.currentTime > 0.2)
  const times: number[] = []
  for (let n = 0; n < count; n++) {
    const to = ((n * 0.618 + 0.3) % 1) * (audio.duration - 10)
    const begin = performance.now()
    audio.currentTime = to
    await until(() => !audio.seeking && audio.currentTime > to)
    times.push(performance.now() - begin)
    await until(() => audio.currentTime > to + 0.1)
  }
  audio.removeAttribute('src')
  audio.load()
  return times
}

async function measureEdits() {
  const origin = { origin: bell.music, 'x-requested-with': 'bell' }
  const session = await (await page.request.post(`${bell.music}/session/refresh`, { headers: origin })).json()
  const headers = { authorization: `Bearer ${session.accessToken}` }
  const { ids } = await (await page.request.get(`${bell.music}/api/tracks/ids`, { headers })).json()
  const edit = async (revision: number, operation: object) => {
    const begin = performance.now()
    const answer = await fetch(`${bell.music}/api/queue/operations`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ revision, operations: [operation] }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(text)
    return { ms: performance.now() - begin, bytes: text.length, queue: JSON.parse(text) }
  }
  const { revision } = await (await page.request.get(`${bell.music}/api/queue`, { headers })).json()
  const filled = await edit(revision, { op: 'replace', trackIds: ids.slice(0, queued) })
  let { queue } = filled
  const times: number[] = []
  let bytes = 0
  for (let n = 0; n < edits; n++) {
    const items: string[] = queue.items
    const move = { op: 'move', itemIds: [items[n * 100]], afterItemId: items[items.length - 1 - n * 50] }
    const edited = await edit(queue.revision, move)
    times.push(edited.ms)
    ;({ bytes, queue } = edited)
  }
  const sorted = times.toSorted((a, b) => a - b)
  measures.push(
    { measure: `an edit of a queue of ${queue.items.length}: p50`, value: at(sorted, 0.5), unit: 'ms' },
    { measure: 'an edit: p95', value: at(sorted, 0.95), unit: 'ms' },
    { measure: 'an edit: answered', value: bytes / 1000, unit: 'kB' },
  )
}

function at(sorted: number[], share: number) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}
