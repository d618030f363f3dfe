/// <reference lib="dom" />
import { expect, test, type Page } from '@playwright/test'
import { expectNoFaults } from '../faults.ts'
import { signInAsNewOwner } from '../people.ts'
import { startBell, type Bell } from '../server.ts'
import { tones } from '../tones.ts'

// What is deleted goes at once, comes back by "Undo" or from the list of what was deleted, or goes for good.

let bell: Bell
let page: Page

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(5820)
  page = await signInAsNewOwner(await browser.newContext(), bell)
  await tones(page, bell, [{ title: 'Alpha' }, { title: 'Bravo' }, { title: 'Charlie', artistName: 'Mina' }])
  await page.goto(`${bell.music}/library`)
})

test.afterAll(() => bell.stop())

const rows = () => page.getByRole('grid', { name: 'Library' }).locator('[data-row]')
const row = (title: string) => rows().filter({ hasText: title })

test('a track goes without a question, and "Undo" brings it back', async () => {
  await row('Alpha').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(rows()).toHaveCount(2)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row('Alpha')).toBeVisible()
})

test('several go together; each can be brought back from what was deleted, or go for good after a question', async () => {
  await row('Alpha').click()
  await row('Bravo').click({ modifiers: ['Shift'] })
  await page.keyboard.press('Delete')
  await expect(rows()).toHaveCount(1)

  await page.goto(`${bell.music}/deleted`)
  await expect(page.getByRole('heading', { name: 'Recently deleted' })).toBeVisible()
  await expectNoFaults(page)
  await page.getByRole('button', { name: 'Bring back “Alpha”' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Alpha' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Delete “Bravo” for good' }).click()
  const question = page.getByRole('dialog')
  await expect(question).toContainText('Bravo')
  await expectNoFaults(page)
  await question.getByRole('button', { name: 'Delete for good' }).click()
  await expect(page.getByText('Nothing was deleted')).toBeVisible()

  await page.goto(`${bell.music}/library`)
  await expect(rows()).toHaveCount(2)
  await expect(row('Alpha')).toBeVisible()
})

test('an artist says what goes with them, goes with their tracks, and comes back whole', async () => {
  await page.goto(`${bell.music}/artists`)
  await page.getByRole('button', { name: 'Make an artist: Mina' }).click()
  await page.getByRole('link', { name: /^Mina/ }).first().click()
  await page.getByRole('button', { name: 'More for this artist' }).click()
  await page.getByRole('menuitem', { name: 'Delete artist' }).click()
  const question = page.getByRole('dialog')
  await expect(question).toContainText('Credited on 1 track')
  await question.getByText('Delete 1 track too').click()
  await expectNoFaults(page)
  await question.getByRole('button', { name: 'Delete artist' }).click()

  // The one beside it takes back that Mina became an artist.
  const told = page.getByRole('listitem').filter({ hasText: 'Mina was deleted' })
  await expect(told).toBeVisible()
  await page.getByRole('link', { name: 'Library' }).first().click()
  await expect(rows()).toHaveCount(1)
  await told.getByRole('button', { name: 'Undo' }).click()
  await expect(row('Charlie')).toBeVisible()
  await expect(row('Charlie').getByRole('link', { name: 'Mina' })).toBeVisible()
})
