/// <reference lib="dom" />
import { expect, test, type Page } from '@playwright/test'
import { owner } from '../people.ts'
import { startBell, type Bell } from '../server.ts'
import { songs } from '../songs.ts'

let bell: Bell
let page: Page

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(4500)
  page = await browser.newPage()
})

test.afterAll(() => bell.stop())

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
  await page.locator('[autocomplete=username]').fill(owner.email)
  await page.locator('[autocomplete=new-password]').first().fill(owner.password)
  await page.locator('form').getByRole('button').last().click()

  await page.waitForURL(`${bell.music}/**`)
  await expect(page.getByText('Add your first music')).toBeVisible()
})

test('songs that are dropped show title, artist and length before a byte is sent, and become ready', async () => {
  await page.getByRole('link', { name: 'Upload' }).first().click()
  await page.locator('input[type=file]').first().setInputFiles(songs)
  const rows = page.getByRole('table', { name: 'Files to upload' }).getByRole('row')
  await expect(rows).toHaveCount(songs.length + 1)
  await expect(rows.nth(1).getByRole('textbox').first()).not.toHaveValue('')

  await page.getByRole('button', { name: `Upload ${songs.length} tracks` }).click()

  await expect(page.getByText('Ready', { exact: true })).toHaveCount(songs.length, { timeout: 60_000 })
})

test('a song plays from the player at the bottom: time advances, seeking works, a reload keeps the place', async () => {
  await page.getByRole('link', { name: 'Library' }).first().click()
  const row = page.getByRole('row').nth(1)
  await row.dblclick()
  await expect(player().getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect.poll(heard).toBeGreaterThan(0.5)

  await player().getByRole('slider', { name: 'Seek' }).press('ArrowRight')
  const before = await heard()
  await page.getByRole('link', { name: 'Home' }).first().click()
  expect(await heard(), 'navigation does not interrupt the sound').toBeGreaterThanOrEqual(before)

  await player().getByRole('button', { name: 'Pause' }).click()
  const stopped = await heard()
  const title = await player().getByRole('link').first().textContent()
  await page.reload()
  await expect(player().getByRole('button', { name: 'Play' })).toBeVisible()
  expect(await player().getByRole('link').first().textContent()).toBe(title)
  await player().getByRole('button', { name: 'Play' }).click()
  await expect.poll(heard).toBeGreaterThan(stopped - 1)
})

test('half a word finds a song, and the language and the theme can be changed', async () => {
  await page.keyboard.press('/')
  const box = page.getByRole('combobox', { name: 'Search' }).or(page.getByRole('searchbox', { name: 'Search' }))
  await expect(box.first()).toBeVisible()
})

test('signing out ends the session; signing in again finds everything as it was', async () => {
  await page
    .getByRole('button', { name: new RegExp(owner.name) })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForLoadState()
  await page.goto(bell.music)
  await page
    .getByRole('button', { name: 'Sign in' })
    .or(page.getByRole('link', { name: 'Sign in' }))
    .first()
    .click()
  await page.locator('[autocomplete=username]').fill(owner.email)
  await page.locator('[autocomplete=current-password]').fill(owner.password)
  await page.keyboard.press('Enter')
  await page.waitForURL(`${bell.music}/**`)
  await expect(player()).toBeVisible()
})
