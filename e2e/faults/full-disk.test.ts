import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { expect as playwrightExpect } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBell, type Bell } from '../server.ts'
import { bigWav, song } from '../sounds.ts'
import { openClient, type Client } from './client.ts'
import { isLong } from './form.ts'
import { openLedger } from './ledger.ts'
import { openListener } from './listener.ts'
import { makePeople } from './people.ts'
import { mountSmallDisk } from './small-disk.ts'

// The embedded program on a small disk, of which a tenth is left to what its databases grow by.

const cycles = isLong ? 20 : 6
const mebibytes = isLong ? 400 : 200
const tus = { 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream' }
const fileBytes = 2 * 1024 ** 2

/** As patient with a busy machine as the listener is. */
const expectPage = playwrightExpect.configure({ timeout: 60_000 })

type Person = Awaited<ReturnType<typeof makePeople>>[number]

interface Kept {
  id: string
  sha256: string
  /** Those that may stand: the last that was acknowledged, and any that was asked for after it. */
  titles: string[]
}

describe('on a disk that is full', { timeout: 600_000 }, () => {
  let disk: ReturnType<typeof mountSmallDisk>
  let bell: Bell
  let client: Client
  let browser: Person['browser']
  let account: Person['account']
  const kept: Kept[] = []
  let files = 0

  beforeAll(async () => {
    disk = mountSmallDisk(mebibytes)
    bell = await startBell(25_000, disk.folder, ['--log-level', 'silent'])
    const [person] = await makePeople(bell, 1)
    ;({ browser, account } = person!)
    client = await openClient(bell.music, browser, openLedger())
  }, 60_000)

  afterAll(async () => {
    await bell?.stop()
    disk?.unmount()
  })

  test('what was uploaded just before is read when there is room', async () => {
    for (let n = 0; n < 3; n++) {
      expect((await upload()).status).toBe(201)
      disk.fill()
      await wait(1500)
      expect((await client.ask('GET', '/api/tracks?limit=5')).status).toBe(200)
      disk.makeRoom()
      await everyTrackIsReady()
      expect(await hears(kept[n]!)).toBe(true)
    }
  })

  test('a page shows and plays what is there, says that there is no room, and goes on when there is', async () => {
    const { page, open, leave } = await openListener(bell, account)
    disk.fill()
    await open('/library')
    const visitor = await page.context().browser()!.newPage()
    await visitor.goto(`${bell.music}/session/login?returnTo=/`)
    await expectPage(visitor.getByRole('main')).toContainText('The server has no room left: nobody can sign in')
    await visitor.close()
    const row = page.locator('[data-row]').filter({ hasText: 'Song 1' })
    await row.dblclick()
    const player = page.getByRole('region', { name: 'Player' })
    await expectPage(player).toContainText('Song 1')
    const seconds = () => player.getByRole('slider', { name: 'Seek' }).inputValue()
    await expectPage.poll(async () => Number(await seconds())).toBeGreaterThan(0.3)

    await row.getByRole('button', { name: 'More for Song 1' }).click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    const dialog = page.getByRole('dialog', { name: 'Edit track' })
    await dialog.getByLabel('Title').fill('Song 1 again')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expectPage(dialog.getByRole('alert')).toContainText('The server has no room left')
    disk.makeRoom()
    kept[1]!.titles = ['Song 1 again']
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expectPage(page.getByText('The track was changed')).toBeVisible()

    disk.fill()
    await open('/upload')
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'late.wav', mimeType: '', buffer: song(1) })
    await page.getByRole('button', { name: 'Upload 1 track' }).click()
    const file = page.getByRole('row').filter({ hasText: 'late' })
    await expectPage(file).toContainText('The server has no room left')
    disk.makeRoom()
    await file.getByRole('button', { name: 'Try late.wav again' }).click()
    await expectPage(file).toContainText('Ready')
    await leave()
  })

  test('uploads end before it is full: what is small goes on', async () => {
    let refused: Awaited<ReturnType<typeof upload>>
    do refused = await upload()
    while (refused.status === 201)
    expect(refused).toMatchObject({ status: 507, body: { code: 'storage_full' } })
    expect(kept.length).toBeGreaterThan(20)
    expect(disk.freeBytes()).toBeGreaterThan(8 * 1024 ** 2)

    await everyTrackIsReady()
    expect((await browser.post(`${bell.music}/session/refresh`)).status).toBe(200)
    for (const one of kept.slice(0, 10)) {
      expect(await rename(one, `Renamed ${one.id}`)).toBe(200)
      expect(await hears(one)).toBe(true)
      expect((await client.ask('POST', '/api/plays', { json: { trackId: one.id } })).status).toBe(201)
    }
  })

  test('to the last byte: music plays, writing is refused and says why, and nothing is lost or half done', async () => {
    const refusals = new Map<string, number>()
    for (let cycle = 0; cycle < cycles; cycle++) {
      // The disk is filled while many write: some in the middle of a commit that they share.
      const writing = Promise.all(
        Array.from({ length: 8 }, async (_, n) => {
          const one = kept[(cycle * 8 + n) % kept.length]!
          for (let at = 0; at < 12; at++) note(await rename(one, `Cycle ${cycle}.${n}.${at}`))
        }),
      )
      await wait(20)
      disk.fill(disk.freeBytes() - 1024 ** 2)
      disk.fill()
      await writing
      for (let n = 0; n < 30; n++) note(await rename(kept[n % kept.length]!, `Full ${cycle}.${n}`))
      const refresh = await browser.post(`${bell.music}/session/refresh`)
      expect(refresh.status).toBe(200)
      await refresh.arrayBuffer()

      expect((await client.ask('GET', '/api/tracks?limit=50')).status).toBe(200)
      expect((await client.ask('GET', '/api/search?q=cycle')).status).toBe(200)
      expect(await hears(kept[cycle]!)).toBe(true)

      disk.makeRoom()
      await expect.poll(() => rename(kept[0]!, `Room ${cycle}`), { timeout: 60_000 }).toBe(200)
    }
    expect(refusals.get('507 storage_full')).toBeGreaterThan(cycles)
    expect([...refusals.keys()].filter((answer) => !/^(200|507 storage_full)/.test(answer))).toEqual([])
    expect(bell.process.exitCode).toBe(null)
    await everythingIsThere()

    function note(status: number) {
      const answer = status === 507 ? '507 storage_full' : String(status)
      refusals.set(answer, (refusals.get(answer) ?? 0) + 1)
    }
  })

  test('a process that is killed on a full disk starts on it, and finds everything', async () => {
    disk.fill()
    await rename(kept[0]!, 'In vain')
    const ended = new Promise((resolve) => bell.process.once('exit', resolve))
    bell.process.kill('SIGKILL')
    await ended
    bell = await startBell(25_000, disk.folder, ['--log-level', 'silent'])
    expect(await hears(kept[0]!)).toBe(true)

    disk.makeRoom()
    await expect.poll(() => rename(kept[0]!, 'With room'), { timeout: 60_000 }).toBe(200)
    await everythingIsThere()
  })

  async function upload() {
    const n = files++
    const bytes = bigWav(n % 300, fileBytes - 44)
    bytes.writeUInt32LE(n, 44)
    const made = await client.ask('POST', '/api/uploads', {
      headers: {
        ...tus,
        'upload-length': String(bytes.length),
        'upload-metadata': `filename ${btoa(`song-${n}.wav`)}`,
      },
      bytes,
      mayBe: [507],
    })
    if (made.status !== 201) return made
    const location = made.headers.get('location')!
    const title = `Song ${n}`
    const json = { uploadId: location.split('/').at(-1), title }
    const track = await client.ask('POST', '/api/tracks', { json, mayBe: [507] })
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (track.status === 201) kept.push({ id: track.body.id, sha256, titles: [title] })
    return track
  }

  async function rename(one: Kept, title: string) {
    one.titles.push(title)
    const { status, body } = await client.ask('PATCH', `/api/tracks/${one.id}`, { json: { title }, mayBe: [507] })
    if (status === 507) expect(body.code).toBe('storage_full')
    if (status === 200) one.titles = one.titles.slice(one.titles.lastIndexOf(title))
    return status
  }

  async function hears({ id, sha256 }: Kept) {
    const given = await client.ask('POST', `/api/tracks/${id}/stream-url`)
    if (given.status !== 200) return false
    const heard = await client.ask('GET', given.body.url)
    return heard.status === 200 && createHash('sha256').update(heard.body).digest('hex') === sha256
  }

  /** Events that wait somewhere, and those that are dead, as lines of the metrics. */
  async function whatWaits() {
    const text = await (await fetch(`http://${bell.internal}/metrics`)).text()
    const lines = text.split('\n').filter((line) => /^events_(outbox_waiting|consumer_behind|dead_letters)/.test(line))
    expect(lines.length).toBeGreaterThan(6)
    return lines.filter((line) => !line.endsWith(' 0'))
  }

  async function everyTrackIsReady() {
    await expect
      .poll(async () => (await cards()).filter(({ status }) => status !== 'ready').length, { timeout: 180_000 })
      .toBe(0)
  }

  async function cards() {
    const all: { id: string; status: string; title: string }[] = []
    for (let at = 0; at < kept.length; at += 50) {
      const ids = kept.slice(at, at + 50).map(({ id }) => id)
      all.push(...(await client.ask('GET', `/api/tracks?limit=100&ids=${ids.join()}`)).body.items)
    }
    return all
  }

  async function everythingIsThere() {
    await everyTrackIsReady()
    // The relay's pause after a failure grows to half a minute.
    await expect.poll(whatWaits, { timeout: 120_000, interval: 500 }).toEqual([])
    const found = new Map((await cards()).map((card) => [card.id, card]))
    expect(found.size).toBe(kept.length)
    for (const one of kept) expect(one.titles).toContain(found.get(one.id)!.title)
    for (const one of kept.slice(0, 5)) expect(await hears(one)).toBe(true)
  }
})
