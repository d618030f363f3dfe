/// <reference lib="dom" />
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdir, rename, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { signInAsNewOwner } from '../people.ts'
import { startBell, type Bell } from '../server.ts'
import { songs } from '../songs.ts'
import { bigWav, song } from '../sounds.ts'
import { filesWith, storedSound } from '../stored.ts'

let bell: Bell
let context: BrowserContext
let page: Page
/** The network as it is for what the page sends. */
let network: Awaited<ReturnType<typeof slowNetwork>>

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(5310, undefined, ['--upload-quota', '40000000'])
  context = await browser.newContext()
  page = await signInAsNewOwner(context, bell)
  network = await slowNetwork()
})

test.afterAll(() => bell.stop())

const table = () => page.getByRole('table', { name: 'Files to upload' })
const row = (file: string) =>
  table()
    .getByRole('row')
    .filter({ has: page.getByRole('checkbox', { name: `Choose ${file}` }) })
const choose = (files: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]) =>
  page.locator('input[type=file]').first().setInputFiles(files)
const start = () => page.getByRole('button', { name: /^Upload \d+ track/ }).click()

test('good and bad files in one drop: each bad one says why, and nothing of it stays', async () => {
  await page.goto(`${bell.music}/upload`)
  const good = readFileSync(songs.find((path) => path.endsWith('.flac'))!)
  await choose([
    { name: 'good.flac', mimeType: '', buffer: good },
    { name: 'program.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('\x7fELF'.padEnd(5000, '\u0001')) },
    { name: 'nothing.mp3', mimeType: 'audio/mpeg', buffer: Buffer.alloc(0) },
    {
      name: 'noise.mp3',
      mimeType: 'audio/mpeg',
      buffer: Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 7919) % 256)),
    },
    { name: 'stump.flac', mimeType: '', buffer: good.subarray(0, Math.floor(good.length / 3)) },
    { name: '🎹 ../שיר.flac', mimeType: '', buffer: song(1) },
    { name: 'cut.wav', mimeType: '', buffer: bigWav(30, 160_000).subarray(0, 80_044) },
    { name: 'again.flac', mimeType: '', buffer: good },
  ])
  await expect(row('program.mp3')).toContainText('This is no audio file')
  await expect(row('nothing.mp3')).toContainText('The file is empty')
  await expect(row('noise.mp3')).toContainText('No sound could be read from it')
  await expect(page.getByRole('button', { name: 'Upload 5 tracks' })).toBeEnabled()

  await start()

  await expect(row('good.flac')).toContainText('Ready')
  await expect(row('🎹 ../שיר.flac')).toContainText('Ready')
  await expect(row('stump.flac')).toContainText('The end of the file is missing')
  await expect(row('cut.wav')).toContainText(/Ready.*Cut off: plays 0:05 of 0:10/)
  await expect(row('again.flac')).toContainText('Already here')
  await expect(row('again.flac').getByRole('button', { name: 'Open it' })).toBeVisible()
  await expect.poll(() => storedSound(bell)).toHaveLength(3)

  await page.getByText('Problems (5)').click()
  await expect(table().getByRole('row')).toHaveCount(6)
  await page.getByRole('button', { name: 'Clear finished' }).click()
  await page.getByRole('checkbox', { name: 'Choose all' }).check()
  await page
    .getByRole('button', { name: /^Remove/ })
    .first()
    .click()
  await expect(table()).toBeHidden()
})

test('many are edited at once, and numbered in their order', async () => {
  await choose([2, 3, 4].map((n) => ({ name: `${n}.wav`, mimeType: '', buffer: song(n) })))
  await expect(page.getByRole('button', { name: 'Upload 3 tracks' })).toBeEnabled()
  await page.getByRole('checkbox', { name: 'Choose 2.wav' }).check()
  await page.getByRole('checkbox', { name: 'Choose 4.wav' }).click({ modifiers: ['Shift'] })
  await page.getByRole('button', { name: 'Edit 3' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Album', { exact: true }).fill('Low Tide')
  await dialog.getByRole('combobox', { name: 'Artist', exact: true }).fill('Mina')
  await dialog.getByLabel('Year').fill('1999')
  await dialog.getByText('Number the tracks in this order').click()
  await dialog.getByRole('switch').click()
  await dialog.getByRole('button', { name: 'Apply' }).click()
  await start()
  await expect(page.getByText('Ready', { exact: true })).toHaveCount(3)

  const token = await accessToken()
  const { items } = await (
    await context.request.get(`${bell.music}/api/tracks?limit=3`, { headers: { authorization: `Bearer ${token}` } })
  ).json()
  const said = items.map((track: Record<string, unknown>) => [
    (track['album'] as { title: string }).title,
    track['year'],
    track['trackNumber'],
  ])
  expect(said.toSorted((a: unknown[], b: unknown[]) => Number(a[2]) - Number(b[2]))).toEqual([
    ['Low Tide', 1999, 1],
    ['Low Tide', 1999, 2],
    ['Low Tide', 1999, 3],
  ])
  await page.getByRole('button', { name: 'Clear finished' }).click()
})

test('the network is cut and the server restarted: files wait, and go on where they stopped', async () => {
  await network(400_000)
  await choose([5, 6, 7, 8].map((n) => ({ name: `${n}.wav`, mimeType: '', buffer: bigWav(n, 600_000) })))
  await expect(page.getByRole('button', { name: 'Upload 4 tracks' })).toBeEnabled()
  await start()
  await expect(row('5.wav')).toContainText(/[1-9]\d? ?%/)
  await network(0)
  await expect(row('5.wav')).toContainText('Waiting for the network')
  await network(400_000)
  await expect(row('5.wav')).toContainText(/%|Saving|Processing|Ready/)

  const startAgain = await bell.crash()
  await expect(table().getByText('Waiting for the network').first()).toBeVisible()
  bell = await startAgain()
  await network(50_000_000)
  await expect(page.getByText('Ready', { exact: true })).toHaveCount(4)
  await page.getByRole('button', { name: 'Clear finished' }).click()
})

test('after a reload the same file, dropped again, goes on where it stopped', async () => {
  await network(1_000_000)
  const path = test.info().outputPath('long.wav')
  writeFileSync(path, bigWav(9, 20_000_000))
  await choose(path)
  await start()
  const headers = { authorization: `Bearer ${await accessToken()}` }
  const received = async () => {
    const answer = await context.request.get(`${bell.music}/api/uploads`, { headers })
    return ((await answer.json()) as { items: { receivedBytes: number }[] }).items[0]?.receivedBytes ?? 0
  }
  await expect.poll(received).toBeGreaterThan(100_000)
  page.once('dialog', (dialog) => void dialog.accept())
  await page.reload()

  await expect(page.getByText('1 upload was interrupted')).toBeVisible()
  await network(50_000_000)
  const offsets: number[] = []
  page.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']))
  })
  await choose(path)
  await start()

  await expect(row('long.wav')).toContainText('Ready')
  expect(offsets).toHaveLength(1)
  expect(offsets[0], 'what had arrived was not sent again').toBeGreaterThan(100_000)
})

test('of two windows with the same file one sends it, and the other waits and says that it is there', async () => {
  await network(100_000)
  const path = test.info().outputPath('twice.wav')
  writeFileSync(path, bigWav(10, 2_000_000))
  await choose(path)
  await start()
  await expect(row('twice.wav')).toContainText(/[1-9]\d? ?%/)
  const other = await context.newPage()
  await other.goto(`${bell.music}/upload`)
  await other.locator('input[type=file]').first().setInputFiles(path)
  await other.getByRole('button', { name: 'Upload 1 track' }).click()
  const there = other.getByRole('table', { name: 'Files to upload' })
  // Where another process is asked, it takes the file from whichever window is the faster one.
  const isSent = process.env['BELL_ON_ENGINES']
    ? /Another window is sending it|Processing|Ready/
    : 'Another window is sending it'
  await expect(there).toContainText(isSent)

  await network(50_000_000)
  await expect(row('twice.wav')).toContainText(/Ready|Already here/)
  await expect(there).toContainText(/Ready|Already here/)
  await other.close()
})

test('what is over one’s quota is refused with the reason', async () => {
  const path = test.info().outputPath('much.wav')
  writeFileSync(path, Buffer.concat([bigWav(11, 16_000), Buffer.alloc(40_000_000)]))
  await choose(path)
  await start()
  await expect(row('much.wav')).toContainText('There is no room left for it in your quota')
})

test(
  'a file that could not be read for a fault of ours is kept, and read when it is tried again',
  { tag: '@folder' },
  async () => {
    const content = song(12)
    const folders: string[] = []
    // In the place of the file stands something that cannot be read, from before the track is made of it.
    await page.route('**/api/tracks', async (route) => {
      for (const file of await filesWith(bell.home, content)) {
        folders.push(file)
        await rename(file, join(bell.home, 'aside'))
        await mkdir(file)
      }
      await route.continue()
    })
    const made = page.waitForResponse(
      (answer) => answer.request().method() === 'POST' && answer.url().endsWith('/tracks'),
    )
    await choose([{ name: 'unlucky.wav', mimeType: '', buffer: content }])
    await start()
    const { id } = (await (await made).json()) as { id: string }
    await expect(row('unlucky.wav')).toContainText('The server could not process it')
    expect(folders).toHaveLength(1)
    await page.unroute('**/api/tracks')

    page.once('dialog', (dialog) => void dialog.accept())
    await page.goto(`${bell.music}/tracks/${id}`)
    await expect(page.getByRole('alert')).toContainText('The server could not process it')
    await rmdir(folders[0]!)
    await rename(join(bell.home, 'aside'), folders[0]!)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('main').getByRole('button', { name: 'Play', exact: true })).toBeEnabled()
    await expect(page.getByRole('alert')).toHaveCount(0)
  },
)

/** A network of so many bytes a second for what the page sends, until another one is set; 0 is none at all. */
async function slowNetwork() {
  const network = await context.newCDPSession(page)
  await network.send('Network.enable')
  return (bytesPerSecond: number) =>
    network.send('Network.emulateNetworkConditions', {
      offline: bytesPerSecond === 0,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytesPerSecond,
    })
}

async function accessToken() {
  const answer = await context.request.post(`${bell.music}/session/refresh`, {
    headers: { 'x-requested-with': 'bell', origin: bell.music },
  })
  return ((await answer.json()) as { accessToken: string }).accessToken
}
