/// <reference lib="dom" />
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { ownFolder } from '../engines.ts'
import { signInAsNewOwner } from '../people.ts'
import { startBell, type Bell } from '../server.ts'
import { bigWav } from '../sounds.ts'
import { addFiles } from '../tones.ts'

// Sound that the browser fetches from S3 itself, under another name than the program reaches it by.

const port = 26_010
const bucketPort = 26_014
const bucketOrigin = `http://localhost:${bucketPort}`
const home = mkdtempSync(join(tmpdir(), 'bell-'))
const seconds = 1500

let bell: Bell
let page: Page
let added: Awaited<ReturnType<typeof addFiles>>
let bucket: Awaited<ReturnType<typeof openBucket>>
const streams: number[] = []
const refusedByPolicy: string[] = []

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bucket = await openBucket()
  const blobsUrl = `${await ownFolder(randomUUID())}&public-endpoint=${bucketOrigin}`
  bell = await startBell(port, home, ['--blobs-url', blobsUrl])
  const context = await browser.newContext()
  await context.exposeFunction('refusedByPolicy', (what: string) => refusedByPolicy.push(what))
  await context.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) =>
      (window as unknown as { refusedByPolicy(what: string): void }).refusedByPolicy(
        `${effectiveDirective} ${blockedURI}`,
      ),
    ),
  )
  page = await signInAsNewOwner(context, bell)
  page.on('response', (answer) => {
    if (answer.url().startsWith(`${bell.music}/stream/`)) streams.push(answer.status())
  })
  added = await addFiles(page, bell, [
    { name: 'long.wav', bytes: bigWav(1, seconds * 16_000), detail: { title: 'Long', artistName: 'Mina' } },
  ])
})

test.afterAll(async () => {
  await bell?.stop()
  bucket?.server.close()
  rmSync(home, { recursive: true, force: true })
})

const player = () => page.getByRole('region', { name: 'Player' })
const at = () =>
  page.evaluate(() => [...document.querySelectorAll('audio')].find((one) => !one.paused)?.currentTime ?? -1)

const seekTo = (share: number) =>
  player()
    .getByRole('slider', { name: 'Seek' })
    .fill(String(seconds * share))

async function expectSoundFrom(share: number) {
  const from = seconds * share
  await expect.poll(at, { message: 'it sounds from there', timeout: 30_000 }).toBeGreaterThan(from + 0.5)
  expect(await at()).toBeLessThan(from + 60)
}

test('a song plays from the bucket, by addresses that MusicBell gives out, as the policy of the page allows', async () => {
  const library = await page.goto(`${bell.music}/library`)
  const policy = library!.headers()['content-security-policy']!.split('; ')
  expect(policy).toContain(`media-src 'self' ${bucketOrigin} blob:`)

  await page.getByRole('row').filter({ hasText: 'Long' }).dblclick()
  await expectSoundFrom(0)
  expect(new Set(streams)).toEqual(new Set([302]))
  expect(bucket.asked.size).toBeGreaterThan(0)
})

test('seeking fetches from there what is not here yet', async () => {
  await seekTo(0.8)
  await expectSoundFrom(0.79)
  expect(bucket.ranges.some((range) => range > seconds * 0.7 * 16_000)).toBe(true)
})

test('a download comes from there, too, under its name, and the page stays', async () => {
  const { ids, headers } = added
  const asked = { headers, data: { download: true } }
  const answer = await page.request.post(`${bell.music}/api/tracks/${ids[0]}/stream-url`, asked)
  const download = page.waitForEvent('download')
  await page.evaluate((url) => location.assign(url), (await answer.json()).url)
  expect((await download).suggestedFilename()).toBe('Mina - Long.wav')
  expect(new URL((await download).url()).origin).toBe(bucketOrigin)
  await expect(player()).toContainText('Long')
})

test('where the address of the bucket has expired, the player asks for the next and goes on', async () => {
  const before = bucket.expire()
  await seekTo(0.4)
  // What is there already may sound for a while.
  await expect.poll(() => bucket.refused, { message: 'the old one was tried', timeout: 30_000 }).toBeGreaterThan(0)
  await expect
    .poll(() => bucket.asked.difference(before).size, { message: 'a new one was asked for', timeout: 30_000 })
    .toBeGreaterThan(0)
  await expectSoundFrom(0.39)
  await expect(player()).toContainText('Long')
})

test('a bucket that the browser cannot reach is waited for, and nothing is passed over', async () => {
  bucket.close()
  await seekTo(0.6)
  await expect(player().getByText('The server does not answer: trying again')).toBeVisible({ timeout: 30_000 })
  bucket.open()
  await expectSoundFrom(0.59)
  await expect(player()).toContainText('Long')
  expect(refusedByPolicy).toEqual([])
})

/** The S3 server as browsers see it: under another name, with addresses that a test lets expire, or not there at all. */
async function openBucket() {
  const { port: s3Port, hostname } = new URL(process.env['S3_ENDPOINT']!)
  let expired = new Set<string>()
  let isOpen = true
  const state = {
    server: undefined as unknown as Server,
    /** Addresses, and where in the file was asked from. */
    asked: new Set<string>(),
    ranges: [] as number[],
    refused: 0,
    expire() {
      expired = new Set(state.asked)
      return expired
    },
    close() {
      isOpen = false
      state.server.closeAllConnections()
    },
    open: () => void (isOpen = true),
  }
  state.server = createServer((asked, answer) => {
    if (!isOpen) return void asked.socket.destroy()
    const { url = '', method, headers } = asked
    state.asked.add(url)
    if (expired.has(url)) {
      state.refused++
      answer.writeHead(403, { 'content-type': 'application/xml' })
      return void answer.end('<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>')
    }
    state.ranges.push(Number(/bytes=(\d+)/.exec(headers.range ?? '')?.[1] ?? 0))
    // The Host that was asked for is signed.
    const passed = request({ hostname, port: s3Port, path: url, method, headers }, (got) => {
      answer.writeHead(got.statusCode!, got.headers)
      if (url.includes('disposition')) return void got.pipe(answer)
      // No more than this, so that seeking elsewhere needs another request, however long the browser had time.
      let left = 1024 * 1024
      got.on('data', (piece: Buffer) => {
        answer.write(piece)
        if ((left -= piece.length) < 0) got.pause()
      })
      got.on('end', () => answer.end())
    })
    passed.on('error', () => answer.destroy())
    answer.on('close', () => passed.destroy())
    passed.end()
  })
  await new Promise<void>((resolve) => state.server.listen(bucketPort, 'localhost', resolve))
  return state
}
