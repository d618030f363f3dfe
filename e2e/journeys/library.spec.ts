/// <reference lib="dom" />
import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from '@playwright/test'
import { expectNoFaults } from '../faults.ts'
import { signInAsNewOwner } from '../people.ts'
import { startBell, type Bell } from '../server.ts'
import { bigWav } from '../sounds.ts'
import { tones } from '../tones.ts'

// The library as a place to work in: order, filters, many at once, the menu of a row, all of it by keyboard too.

let bell: Bell
let page: Page

test.describe.configure({ mode: 'serial' })

const songs = [
  { title: 'Alpha', artistName: 'Zoë', album: 'One', year: 2001, genre: 'Jazz' },
  { title: 'Bravo', artistName: 'Ann', album: 'Two', year: 1999 },
  { title: 'Charlie', artistName: 'Ann', album: 'Two', year: 2010, visibility: 'draft' },
  { title: '델타', artistName: '김민아', year: 2005, visibility: 'public' },
]

test.beforeAll(async ({ browser }) => {
  bell = await startBell(5710)
  const context = await browser.newContext()
  page = await signInAsNewOwner(context, bell)
  await tones(page, bell, songs)
  await page.goto(`${bell.music}/library`)
})

test.afterAll(() => bell.stop())

const table = () => page.getByRole('grid', { name: 'Library' })
const rows = () => table().locator('[data-row]')
const row = (title: string) => rows().filter({ hasText: title })
const titles = () =>
  rows().evaluateAll((all) => all.map((one) => one.querySelector('.font-semibold')!.firstChild!.textContent))

test('a press on a column sorts by it, another the other way round, and the address keeps it', async () => {
  await expect(rows()).toHaveCount(4)
  await page.getByRole('columnheader', { name: 'Artist' }).getByRole('button').click()
  await expect.poll(titles).toEqual(['Bravo', 'Charlie', 'Alpha', '델타'])
  await expect(page.getByRole('columnheader', { name: 'Artist' })).toHaveAttribute('aria-sort', 'ascending')
  await page.getByRole('columnheader', { name: 'Artist' }).getByRole('button').click()
  await expect.poll(titles).toEqual(['델타', 'Alpha', 'Charlie', 'Bravo'])

  await page.getByRole('columnheader', { name: 'Title' }).getByRole('button').click()
  await page.reload()
  await expect.poll(titles).toEqual(['Alpha', 'Bravo', 'Charlie', '델타'])
})

test('a letter leads to the first title that begins with it', async () => {
  await page.setViewportSize({ width: 1440, height: 400 })
  await expect(row('Charlie')).not.toBeInViewport()
  await page.getByRole('button', { name: 'Jump to' }).click()
  await page.getByRole('menuitem', { name: 'C', exact: true }).click()
  await expect(row('Charlie')).toBeInViewport()
  await page.setViewportSize({ width: 1440, height: 900 })
})

test('the search page finds and plays by keyboard, and remembers the words', async () => {
  await page.goto(`${bell.music}/search`)
  const field = page.getByRole('main').getByRole('searchbox', { name: 'Search' })
  await field.fill('brav')
  await expect(page.getByRole('main').locator('[data-row]')).toHaveCount(1)
  await field.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Player' })).toContainText('Bravo')
  await field.fill('')
  await expect(page.getByRole('main').getByRole('button', { name: 'brav' })).toBeVisible()
  await page.goto(`${bell.music}/library?sort=title`)
})

test('words and filters narrow the list, and are taken off again', async () => {
  await page.getByRole('searchbox', { name: 'Filter by words' }).fill('zoe')
  await expect.poll(titles).toEqual(['Alpha'])
  await page.getByRole('searchbox', { name: 'Filter by words' }).fill('')
  await expect(rows()).toHaveCount(4)

  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Drafts' }).click()
  await expect.poll(titles).toEqual(['Charlie'])
  await page.getByRole('button', { name: 'Remove filter: Drafts' }).click()
  await expect(rows()).toHaveCount(4)
})

test('a click, Ctrl and Shift choose tracks; one change goes to all of them, and to nothing else', async () => {
  await row('Alpha').click()
  await row('Charlie').click({ modifiers: ['Shift'] })
  await expect(page.getByRole('region', { name: 'Selected tracks' })).toContainText('3 selected')
  await row('Alpha').click({ modifiers: ['ControlOrMeta'] })
  await expect(page.getByRole('region', { name: 'Selected tracks' })).toContainText('2 selected')
  await expect(row('Bravo')).toHaveAttribute('aria-selected', 'true')

  await page.getByRole('region', { name: 'Selected tracks' }).getByRole('button', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit 2 tracks' })
  await expect(dialog.getByLabel('Album', { exact: true })).toHaveValue('Two')
  await expect(dialog.getByLabel('Year')).toHaveAttribute('placeholder', 'various')
  await dialog.getByLabel('Genre').fill('Folk')
  await expectNoFaults(page)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('2 tracks were changed')).toBeVisible()

  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Genre' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Folk' }).click()
  await expect.poll(titles).toEqual(['Bravo', 'Charlie'])
  await row('Bravo').click()
  await row('Bravo').getByRole('button', { name: 'More for Bravo' }).click()
  await page.getByRole('menuitem', { name: 'Track details' }).click()
  await expect(page.getByRole('heading', { name: 'Bravo', level: 1 })).toBeVisible()
  await expect(page.getByText('1999')).toBeVisible()
  await page.goBack()
  await expect.poll(titles).toEqual(['Bravo', 'Charlie'])
  await page.getByRole('button', { name: 'Remove filter: Folk' }).click()
})

test('the right click offers what "…" offers', async () => {
  const items = () => page.getByRole('menuitem').allTextContents()
  await row('Alpha').click({ button: 'right' })
  await expect(page.getByRole('menuitem', { name: 'Edit' })).toBeVisible()
  const byRightClick = await items()
  await page.keyboard.press('Escape')
  await row('Alpha').hover()
  await row('Alpha').getByRole('button', { name: 'More for Alpha' }).click()
  await expect(page.getByRole('menuitem', { name: 'Edit' })).toBeVisible()
  expect(await items()).toEqual(byRightClick)
  await page.keyboard.press('Escape')
  // A menu that is closing gives the focus back, which the next keys would miss.
  await expect(page.getByRole('menu')).toHaveCount(0)
})

test('who may have the original gets it byte for byte, under the name of the track', async () => {
  await row('Alpha').click({ button: 'right' })
  const coming = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Download' }).click()
  const download = await coming
  expect(download.suggestedFilename()).toBe('Zoë - Alpha.wav')
  expect((await readFile(await download.path())).equals(bigWav(0, 48_000))).toBe(true)
  await expect(page.getByRole('menu')).toHaveCount(0)
})

test('by keyboard: rows, all at once, the menu, and Enter plays the row, which shows it', async () => {
  await row('Alpha').focus()
  await page.keyboard.press('ArrowDown')
  await expect(row('Bravo')).toBeFocused()
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByRole('region', { name: 'Selected tracks' })).toContainText('2 selected')
  await page.keyboard.press('ControlOrMeta+a')
  await expect(page.getByRole('region', { name: 'Selected tracks' })).toContainText('4 selected')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('region', { name: 'Selected tracks' })).toBeHidden()
  await page.keyboard.press('End')
  await expect(row('델타')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(row('델타')).toHaveAttribute('aria-current', 'true')
  await expect(page.getByRole('region', { name: 'Player' })).toContainText('델타')
})

test('J opens the letters, a letter finds itself there, and leads to where names begin with it', async () => {
  await page.keyboard.press('j')
  await expect(page.getByRole('menu')).toBeVisible()
  // Typed here it is no shortcut.
  await page.keyboard.press('s')
  await expect(page.getByRole('menuitem', { name: 'S', exact: true })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toHaveCount(0)
  await page.keyboard.press('j')
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('c')
  await expect(page.getByRole('menuitem', { name: 'C', exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(row('Charlie')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(row('델타')).toBeFocused()
  await expect(page.getByRole('button', { name: 'Shuffle' })).toHaveAttribute('aria-pressed', 'false')

  await page.goto(`${bell.music}/library`)
  await page.getByRole('button', { name: 'Jump to' }).click()
  await page.getByRole('menuitem', { name: 'B', exact: true }).click()
  await expect(page).toHaveURL(/sort=title/)
  await expect(row('Bravo')).toBeFocused()
})

test('Delete takes all that are chosen away, and Undo brings them back', async () => {
  await row('Alpha').click()
  await row('Bravo').click({ modifiers: ['Shift'] })
  await page.keyboard.press('Delete')
  await expect.poll(titles).toEqual(['Charlie', '델타'])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(titles).toEqual(['Alpha', 'Bravo', 'Charlie', '델타'])
})

test('two who edit one track do not overwrite each other unseen', async () => {
  await page.goto(`${bell.music}/library?sort=title`)
  await row('Alpha').getByRole('button', { name: 'More for Alpha' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit track' })
  await dialog.getByLabel('Title').fill('Mine')

  const other = await page.context().newPage()
  await other.goto(page.url())
  await other.getByRole('button', { name: 'More for Alpha' }).click()
  await other.getByRole('menuitem', { name: 'Edit' }).click()
  await other.getByRole('dialog').getByLabel('Title').fill('Theirs')
  await other.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(other.getByText('The track was changed')).toBeVisible()
  await other.close()

  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Someone else changed this track meanwhile')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(row('Mine')).toBeVisible()
})

test('of many that are edited at once, one that another changed meanwhile is named and left', async () => {
  await row('Bravo').click()
  await row('Charlie').click({ modifiers: ['Shift'] })
  await page.getByRole('region', { name: 'Selected tracks' }).getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('dialog').getByLabel('Genre').fill('Soul')

  const other = await page.context().newPage()
  await other.goto(page.url())
  await other.getByRole('button', { name: 'More for Bravo' }).click()
  await other.getByRole('menuitem', { name: 'Edit' }).click()
  await other.getByRole('dialog').getByLabel('Genre').fill('Rock')
  await other.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(other.getByText('The track was changed')).toBeVisible()
  await other.close()

  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit track' })
  await expect(dialog.getByRole('alert')).toContainText('“Bravo”: someone else changed it meanwhile')
  await expect(dialog.getByRole('alert').getByRole('listitem')).toHaveCount(1)
  await expectNoFaults(page)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  // What the test before was told may still stand there.
  await expect(page.getByText('The track was changed').last()).toBeVisible()
  await page.keyboard.press('Escape')
})

test('a link to a public track works without an account, to another it says how to get in', async ({ browser }) => {
  await row('델타').getByRole('button', { name: 'More for 델타' }).click()
  await page.getByRole('menuitem', { name: 'Track details' }).click()
  await expect(page.getByRole('heading', { name: '델타', level: 1 })).toBeVisible()
  await expect(page.getByRole('img', { name: /^Waveform/ })).toBeVisible()
  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(page.url())
  await expect(stranger.getByRole('heading', { name: '델타', level: 1 })).toBeVisible()
  await expect(stranger).toHaveTitle(/델타 · 김민아/)
  await stranger.getByRole('button', { name: 'Play' }).click()
  await expect.poll(() => stranger.evaluate(() => document.querySelector('audio')?.currentTime ?? 0)).toBeGreaterThan(0)

  await stranger.goto(`${bell.music}/tracks/00000000-0000-7000-8000-00000000dead`)
  await expect(stranger.getByRole('heading', { name: 'This track is not here' })).toBeVisible()
  await expect(stranger.getByRole('main').getByRole('button', { name: 'Sign in' })).toBeVisible()
  await stranger.context().close()
})
