/// <reference lib="dom" />
import { writeFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { owner, submitPassword } from '../people.ts'
import { startBell, type Bell } from '../server.ts'
import { songs } from '../songs.ts'
import { bigWav } from '../sounds.ts'

let bell: Bell
let page: Page

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(4500)
  page = await browser.newPage()
})

test.afterAll(() => bell.stop())

/** The song to hear: long enough for a busy machine. */
const tone = 'Sixty seconds of one tone'

/** How far the sound is, in seconds. */
const heard = () => page.evaluate(() => document.querySelector('audio')?.currentTime ?? 0)
const player = () => page.getByRole('region', { name: 'Player' })

test('a first visit says how to begin; the printed address makes the owner and signs them in everywhere', async () => {
  await page.goto(bell.music)
  await expect(page.getByText('This MusicBell is new')).toBeVisible()

  await page.goto(bell.setupAddress!)
  await page
    .getByRole('link', { name: 'Create the owner’s account' })
    .or(page.getByRole('button', { name: 'Create the owner’s account' }))
    .click()
  await page.waitForURL(`${bell.auth}/**`)
  await page.getByLabel('Name').fill(owner.name)
  await page.locator('[autocomplete~=username]').fill(owner.email)
  await page.locator('[autocomplete=new-password]').first().fill(owner.password)
  await page.locator('form').getByRole('button').last().click()

  await page.waitForURL(`${bell.music}/**`)
  await expect(page.getByText('Add your first music')).toBeVisible()
})

test('songs that are dropped show title, artist and length before a byte is sent, and become ready', async () => {
  await page.getByRole('link', { name: 'Upload' }).first().click()
  const file = test.info().outputPath(`${tone}.wav`)
  writeFileSync(file, bigWav(1, 60 * 16_000))
  const files = [...songs, file]
  await page.locator('input[type=file]').first().setInputFiles(files)
  const rows = page.getByRole('table', { name: 'Files to upload' }).getByRole('row')
  await expect(rows).toHaveCount(files.length + 1)
  for (let n = 1; n <= files.length; n++) {
    const title = rows.nth(n).getByRole('textbox', { name: /^Title of/ })
    await expect(title).not.toHaveValue('')
    await expect(rows.nth(n)).toContainText(/\d:\d\d/)
  }

  await page.getByRole('button', { name: `Upload ${files.length} tracks` }).click()

  await expect(page.getByText('Ready', { exact: true })).toHaveCount(files.length, { timeout: 60_000 })
})

test('a song plays from the player at the bottom: time advances, seeking works, a reload keeps the place', async () => {
  await page.getByRole('link', { name: 'Library' }).first().click()
  // The files that were uploaded are rows, too, until the page has gone.
  const row = page.getByRole('grid', { name: 'Library' }).getByRole('row').filter({ hasText: tone })
  await row.dblclick()
  await expect(player().getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect(player()).toContainText(tone)
  await expect.poll(heard).toBeGreaterThan(0.3)

  await player().getByRole('slider', { name: 'Seek' }).press('End')
  await player().getByRole('slider', { name: 'Seek' }).press('Home')
  await expect.poll(heard, 'seeking goes back to the beginning').toBeLessThan(1)
  const before = await heard()
  await page.getByRole('link', { name: 'Home' }).first().click()
  await expect(page.getByRole('heading', { name: 'Recently played', exact: true })).toBeVisible()
  await expect.poll(heard, 'navigation does not interrupt the sound').toBeGreaterThan(before)

  await player().getByRole('button', { name: 'Pause' }).click()
  const stopped = await heard()
  await page.reload()
  await expect(player()).toContainText(tone)
  await player().getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(heard).toBeGreaterThan(stopped)
  expect(await heard(), 'it goes on where it stopped, not from the beginning').toBeLessThan(stopped + 3)
})

test('half a word finds a song, by keyboard alone', async () => {
  await page.keyboard.press('/')
  await expect(page.getByPlaceholder('Search tracks, artists, albums')).toBeFocused()
  await page.keyboard.type('Sixty sec')
  await expect(page.getByRole('option', { name: tone }).first()).toBeVisible()
  await page.keyboard.press('Escape')
})

test('the language and the theme are chosen in the account menu and kept', async () => {
  await page.getByRole('button', { name: new RegExp(owner.name) }).click()
  await page.getByRole('menuitem', { name: 'Language' }).click()
  await page.getByRole('menuitemcheckbox', { name: '한국어' }).click()
  await expect(page.getByRole('link', { name: '보관함' }).first()).toBeVisible()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko')
  await page.evaluate(() => localStorage.setItem('bell.language', 'en'))
  await page.reload()
})

test('signing out ends the session; signing in again finds everything as it was', async () => {
  await page
    .getByRole('button', { name: new RegExp(owner.name) })
    .first()
    .click()
  const isBack = page.waitForRequest((sent) => sent.isNavigationRequest() && sent.url().startsWith(bell.music))
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  // By way of AuthBell, where the session ends, and back to the first page.
  await isBack
  await page.waitForLoadState()
  await expect(page.getByRole('button', { name: 'Sign in' }).first()).toBeVisible()
  expect(new URL(page.url()).origin).toBe(bell.music)
  await page
    .getByRole('button', { name: 'Sign in' })
    .or(page.getByRole('link', { name: 'Sign in' }))
    .first()
    .click()
  await submitPassword(page, owner)
  await page.waitForURL(`${bell.music}/**`)
  await expect(player()).toBeVisible()
})
