/// <reference lib="dom" />
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { inspectPage, looksOr, openLook } from '../looks.ts'
import { signInAsNewOwner } from '../people.ts'
import { bellProgram, startBell, type Bell } from '../server.ts'
import { bigWav } from '../sounds.ts'
import { addFiles } from '../tones.ts'

// What a listener sees once everything has been moved to another place and nothing can be changed here any more, until
// that is undone.

const folder = mkdtempSync(join(tmpdir(), 'bell-read-only-'))
const home = join(folder, 'old')
const nothingChanges = 'nothing can be changed until that is done'

let bell: Bell
let context: BrowserContext
let page: Page
/** Of the same person, and idle: its clock is the test's. */
let idle: Page
/** Not signed in. */
let visitor: Page

test.describe.configure({ mode: 'serial', timeout: 120_000 })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(5960, home)
  context = await browser.newContext()
  page = await signInAsNewOwner(context, bell)
  for (const product of [bell.img, bell.auth]) {
    await page.goto(`${product}/session/login?returnTo=/`)
    await page.waitForURL(`${product}/`)
  }
  const names = ['Alpha', 'Bravo', 'Charlie', 'Delta']
  const songs = names.map((title, n) => ({
    name: `${title}.wav`,
    // The first lasts longer than the move; the second soon leads to the third.
    bytes: bigWav(n, title === 'Alpha' ? 3_000_000 : title === 'Bravo' ? 96_000 : 960_000),
    detail: { title, artistName: 'Mina' },
  }))
  await addFiles(page, bell, songs)
})

test.afterAll(async () => {
  await bell.stop()
  rmSync(folder, { recursive: true, force: true })
})

const player = () => page.getByRole('region', { name: 'Player' })
const queue = () => page.getByRole('region', { name: 'Queue' })
const titles = () =>
  queue()
    .locator('[data-queue-item]')
    .evaluateAll((all) => all.map((one) => one.querySelector('.font-semibold')!.textContent))
const banner = (of = page) => of.getByRole('status').filter({ hasText: nothingChanges })
const upload = () => page.getByRole('table', { name: 'Files to upload' })
const editor = () => page.getByRole('dialog', { name: 'Edit track' })

test(
  'an upload that is under way waits and says for what; the page says that nothing can be changed',
  { tag: '@folder' },
  async () => {
    await page.goto(`${bell.music}/library?sort=title`)
    await page.getByRole('row').filter({ hasText: 'Alpha' }).dblclick()
    await expect(player()).toContainText('Alpha')
    idle = await context.newPage()
    await idle.clock.install()
    await idle.goto(bell.music)
    await page.bringToFront()

    await page.getByRole('link', { name: 'Upload' }).first().click()
    await slowDown(150_000)
    const file = { name: 'long.wav', mimeType: '', buffer: bigWav(9, 2_000_000) }
    await page.locator('input[type=file]').first().setInputFiles(file)
    await page.getByRole('button', { name: 'Upload 1 track' }).click()
    await expect(upload()).toContainText(/[1-9]\d? ?%/)
    await move('--to-home', join(folder, 'new'))

    await expect(upload()).toContainText('Waits: nothing can be changed just now', { timeout: 40_000 })
    await expect(banner()).toBeVisible()
  },
)

test('music goes on to the next track, and the queue is as it was', { tag: '@folder' }, async () => {
  await page.getByRole('link', { name: 'Library' }).first().click()
  await player().getByRole('button', { name: 'Next', exact: true }).click()
  await expect(player()).toContainText('Bravo')
  await expect.poll(() => sounds()).toBe(true)
  await expect.poll(titles).toEqual(['Charlie', 'Delta'])
  await queue().locator('[data-queue-item]').filter({ hasText: 'Delta' }).getByRole('button').first().focus()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(page.getByText('The queue could not be changed')).toBeVisible()
  await expect.poll(titles).toEqual(['Charlie', 'Delta'])
  await expect(player(), 'the next one begins by itself').toContainText('Charlie', { timeout: 10_000 })
  await page.getByRole('row').filter({ hasText: 'Delta' }).dblclick()
  await expect(player(), 'what one asks for sounds, whether or not the queue can be changed').toContainText('Delta')
  await expect.poll(() => sounds()).toBe(true)
})

test('what was typed stays where it was typed', { tag: '@folder' }, async () => {
  await page.getByRole('button', { name: 'More for Delta' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await editor().getByLabel('Title').fill('Dusk')
  await editor().getByRole('button', { name: 'Save' }).click()
  await expect(editor().getByRole('alert')).toContainText('listening and reading go on')
  await expect(editor().getByLabel('Title')).toHaveValue('Dusk')
})

test('who is idle stays signed in, and reads on with a new token', { tag: '@folder' }, async () => {
  const renewed = idle.waitForResponse((answer) => answer.url().endsWith('/session/refresh'))
  await idle.clock.fastForward('10:00')
  expect((await renewed).status()).toBe(200)
  await expect(banner(idle)).toBeVisible()
  await idle.getByRole('link', { name: 'Artists' }).first().click()
  await expect(idle.getByRole('main').getByText('Mina').first()).toBeVisible()
  await idle.close()
})

test('pages that are opened meanwhile say it in every look', { tag: ['@folder', '@looks'] }, async ({ browser }) => {
  const storageState = await context.storageState()
  const faults: string[] = []
  const words = { en: nothingChanges, ja: '終わるまで変更はできません', ko: '끝날 때까지 아무것도 바꿀 수 없' }
  for (const look of looksOr([
    { theme: 'dark', language: 'ko', width: 1440 },
    { theme: 'light', language: 'ja', width: 390 },
  ])) {
    const other = await openLook(browser, look)
    await other.addCookies(storageState.cookies)
    const opened = await other.newPage()
    for (const [name, address] of Object.entries({ music: `${bell.music}/library`, img: bell.img, auth: bell.auth })) {
      await opened.goto(address)
      await expect(opened.getByRole('status').filter({ hasText: words[look.language] })).toBeVisible()
      faults.push(...(await inspectPage(opened, `read-only-${name}`, look)))
    }
    await other.close()
  }
  expect(faults).toEqual([])
})

test('who wants to sign in is told to try again later', { tag: '@folder' }, async ({ browser }) => {
  visitor = await (await browser.newContext()).newPage()
  await visitor.goto(`${bell.music}/session/login?returnTo=/`)
  await expect(visitor.getByRole('heading', { name: 'Signing in has to wait' })).toBeVisible()
})

test(
  'when it is undone the page goes on by itself: what was typed is saved, the file arrives, and one can sign in',
  { tag: '@folder' },
  async () => {
    await slowDown(50_000_000)
    await move('--undo')
    await expect(banner()).toBeHidden()
    await visitor.getByRole('link', { name: 'Try again' }).click()
    await expect(visitor.locator('[autocomplete=current-password]')).toBeVisible()
    await editor().getByRole('button', { name: 'Save' }).click()
    await expect(editor()).toBeHidden()
    await expect(page.getByText('Dusk').first()).toBeVisible()
    await page.getByRole('link', { name: 'Upload' }).first().click()
    await expect(upload()).toContainText('Ready', { timeout: 40_000 })
  },
)

async function move(...flags: string[]) {
  const all = ['move', '--home', home, '--internal-address', bell.internal, ...flags]
  const command = spawn(process.execPath, [bellProgram, ...all], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = (await once(command, 'exit')) as [number]
  expect(code).toBe(0)
}

/** Lets the page send so many bytes a second. */
async function slowDown(bytesPerSecond: number) {
  const network = await context.newCDPSession(page)
  await network.send('Network.enable')
  await network.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  })
}

const sounds = () => page.evaluate(() => [...document.querySelectorAll('audio')].some((one) => !one.paused))
