/// <reference lib="dom" />
import { expect, test, type Page } from '@playwright/test'
import { expectNoFaults } from '../faults.ts'
import { signInAsNewOwner } from '../people.ts'
import { startBell, type Bell } from '../server.ts'
import { songs } from '../songs.ts'
import { song } from '../sounds.ts'

let bell: Bell
let page: Page

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(5410)
  page = await signInAsNewOwner(await browser.newContext(), bell)
  await page.goto(`${bell.music}/upload`)
  await page.locator('input[type=file]').first().setInputFiles(songs)
  await page.getByRole('button', { name: `Upload ${songs.length} tracks` }).click()
  await expect(page.getByText('Ready', { exact: true })).toHaveCount(songs.length)
})

test.afterAll(() => bell.stop())

const dialog = () => page.getByRole('dialog')

/** A picture as a person has it: half one colour, half another. */
async function picture(name: string) {
  const data = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 400
    const brush = canvas.getContext('2d')!
    brush.fillStyle = '#b0552a'
    brush.fillRect(0, 0, 400, 400)
    brush.fillStyle = '#f0d8a0'
    brush.fillRect(200, 0, 200, 400)
    return canvas.toDataURL('image/png').split(',')[1]!
  })
  return { name, mimeType: 'image/png', buffer: Buffer.from(data, 'base64') }
}

test('a name that only tracks bear becomes an artist with one click, and its tracks lead there', async () => {
  await page.goto(`${bell.music}/artists`)
  const names = page.getByRole('region', { name: 'Names not registered yet' }).getByRole('listitem')
  const name = (await names.first().locator('span span').first().textContent())!
  const before = await names.count()
  await expectNoFaults(page)

  const make = page.getByRole('button', { name: `Make an artist: ${name}` })
  await make.click()
  await expect(names).toHaveCount(before - 1)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(names).toHaveCount(before)
  await make.click()
  await expect(names).toHaveCount(before - 1)
  await page
    .getByRole('link', { name: new RegExp(`^${RegExp.escape(name)}`) })
    .first()
    .click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  await expect(page.getByRole('grid', { name: 'Tracks' }).getByRole('link', { name })).toBeVisible()
})

test('an artist is made with photo, names in other scripts and links that say where they lead', async () => {
  await page.goto(`${bell.music}/artists`)
  await page.getByRole('button', { name: 'New artist' }).click()
  await dialog().getByLabel('Name', { exact: true }).fill('Kite Season')
  await dialog()
    .locator('input[type=file]')
    .setInputFiles(await picture('photo.png'))
  await dialog().getByRole('button', { name: 'Add a name' }).click()
  await dialog().getByLabel('Other name 1', { exact: true }).fill('연의 계절')
  await dialog().getByLabel('About').fill('Two voices.\n\nOne kite.')
  await dialog().getByLabel('Link 1', { exact: true }).fill('javascript:alert(1)')
  await dialog().getByRole('button', { name: 'Create' }).click()
  await expect(dialog().getByText('This is no web address')).toBeVisible()
  await expectNoFaults(page)

  await dialog().getByLabel('Link 1', { exact: true }).fill('youtube.com/@kiteseason')
  await expect(dialog().getByText('YouTube')).toBeVisible()
  await dialog().getByRole('button', { name: 'Create' }).click()

  await expect(page.getByRole('heading', { name: 'Kite Season', level: 1 })).toBeVisible()
  await expect(page.getByText('연의 계절')).toBeVisible()
  await expect(page.getByRole('link', { name: 'YouTube' })).toHaveAttribute('href', 'https://youtube.com/@kiteseason')
  await expect(page.locator('article header img')).toHaveJSProperty('naturalWidth', 160)
  await expectNoFaults(page)
  // Only what is inside the page's frame scrolls.
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0)
})

test('who makes another of the same name is asked, and may use the one who is there', async () => {
  await page.goto(`${bell.music}/artists`)
  await page.getByRole('button', { name: 'New artist' }).click()
  await dialog().getByLabel('Name', { exact: true }).fill('연의 계절')
  await dialog().getByRole('button', { name: 'Create' }).click()
  await expect(dialog().getByText('There is one with the name “연의 계절”. Use it?')).toBeVisible()
  await expectNoFaults(page)

  await dialog().getByRole('button', { name: 'Use this one: Kite Season' }).click()

  await expect(dialog()).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Kite Season', level: 1 })).toBeVisible()
})

test('an artist is edited by keyboard, and found by the other name', async () => {
  await page.getByRole('button', { name: 'More for this artist' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Edit' })).toBeFocused()
  await page.keyboard.press('Enter')
  await dialog().getByLabel('Name', { exact: true }).fill('Kite Seasons')
  await page.keyboard.press('Enter')

  await expect(page.getByRole('heading', { name: 'Kite Seasons', level: 1 })).toBeVisible()
  await page.goto(`${bell.music}/artists`)
  await page.getByLabel('Search artists').fill('연의')
  await expect(page.getByRole('link', { name: /^Kite Seasons/ })).toBeVisible()
})

test('a cover is set for the tracks of an album, and taken away', async () => {
  await page.goto(`${bell.music}/albums`)
  await page.locator('main a[href^="/albums/"]').first().click()
  await page
    .getByRole('button', { name: /^More for/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Set cover' }).click()
  await dialog()
    .locator('input[type=file]')
    .setInputFiles(await picture('cover.png'))
  await dialog().getByRole('button', { name: 'Save' }).click()

  await expect(page.getByText('The cover was set')).toBeVisible()
  await expect(page.locator('article header img')).toBeVisible()
  await expectNoFaults(page)

  await page
    .getByRole('button', { name: /^More for/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Set cover' }).click()
  await dialog().getByRole('button', { name: 'Remove' }).click()
  await dialog().getByRole('button', { name: 'Save' }).click()
  await expect(page.locator('article header img')).toHaveCount(0)
})

test('at uploading a registered artist is found by the other name, and the track is theirs', async () => {
  await page.goto(`${bell.music}/upload`)
  const file = { name: 'tide.wav', mimeType: '', buffer: song(1) }
  await page.locator('input[type=file]').first().setInputFiles(file)
  await page.getByRole('combobox', { name: 'Artist of tide.wav' }).fill('연의')
  await page.getByRole('option', { name: /Kite Seasons/ }).click()
  await page.getByRole('button', { name: 'Upload 1 track' }).click()
  await expect(page.getByText('Ready', { exact: true })).toBeVisible()

  await page.goto(`${bell.music}/artists`)
  await page
    .getByRole('link', { name: /^Kite Seasons/ })
    .first()
    .click()
  await expect(page.getByRole('grid', { name: 'Tracks' })).toContainText('tide')
})
