/// <reference lib="dom" />
import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { joinByInvitation, signInAsNewOwner } from '../people.ts'
import { drop, picture } from '../pictures.ts'
import { startBell, type Bell } from '../server.ts'

// What one does in ImgBell, other tabs and other people see at once, and nobody what is not theirs to see.

let bell: Bell
let context: BrowserContext
/** Two tabs of the owner's, and a member's in another browser. */
let one: Page
let other: Page
let member: Page

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(4850)
  context = await browser.newContext()
  one = await signInAsNewOwner(context, bell)
  const others = await browser.newContext()
  await joinByInvitation(
    one,
    others,
    bell,
    { name: 'Joon', email: 'joon@example.org', password: 'copper violin meadow' },
    { role: 'listener' },
  )
  member = await others.newPage()
  other = await context.newPage()
  for (const page of [one, other, member]) {
    await page.goto(`${bell.img}/session/login?returnTo=/`)
    await page.waitForURL(`${bell.img}/`)
  }
})

test.afterAll(() => bell.stop())

const names = (of: Page) =>
  of.locator('[data-picture] img').evaluateAll((images) => images.map((image) => (image as HTMLImageElement).alt))
const heading = (of: Page, name: string) => of.getByRole('heading', { name, level: 1 })
/** Sees that a page was not loaded again since it was marked. */
const mark = (of: Page) => of.evaluate(() => document.body.setAttribute('data-same', ''))
const isSame = (of: Page) => expect(of.locator('body[data-same]')).toHaveCount(1)

test('an album, its pictures, their order and their end show in another tab without a reload', async () => {
  await mark(other)
  await one.getByRole('button', { name: 'New album' }).first().click()
  await one.getByLabel('Title').fill('Low tide')
  await one.keyboard.press('Enter')
  await expect(heading(one, 'Low tide')).toBeVisible()
  await other.getByRole('link', { name: /Low tide/ }).click()
  await expect(heading(other, 'Low tide')).toBeVisible()

  const shore = (n: number) => ({ name: `Shore ${'abc'[n]}.png`, bytes: picture(n) })
  await drop(one, [0, 1, 2].map(shore))
  await expect.poll(() => names(other)).toEqual(['Shore a', 'Shore b', 'Shore c'])

  await one.locator('[data-picture] a').first().focus()
  await one.keyboard.press('Alt+ArrowRight')
  await expect.poll(() => names(other)).toEqual(['Shore b', 'Shore a', 'Shore c'])

  await one.locator('[data-picture] a').nth(2).focus()
  await one.keyboard.press('Space')
  await one.getByRole('region', { name: 'Chosen pictures' }).getByRole('button', { name: 'Delete' }).click()
  await expect.poll(() => names(other)).toEqual(['Shore b', 'Shore a'])
  await other.getByRole('button', { name: 'Edit: Title' }).click()
  await other.getByLabel('Title').fill('High tide')
  await other.keyboard.press('Enter')
  await expect(heading(one, 'High tide')).toBeVisible()
  await isSame(other)
})

test('a member sees an album the moment that it is shared, and no longer than it is', async () => {
  await member.getByRole('radio', { name: 'Shared here' }).click()
  await mark(member)
  await expect(member.getByRole('link', { name: /tide/ })).toHaveCount(0)

  await one.getByRole('button', { name: 'Share' }).click()
  await one.getByRole('radio', { name: 'Members' }).click()
  await member.getByRole('link', { name: /High tide/ }).click()
  await expect.poll(() => names(member)).toEqual(['Shore b', 'Shore a'])

  await one.getByRole('radio', { name: 'Only me' }).click()
  await expect(member.getByRole('main')).toContainText('not here')
  await expect.poll(() => names(member)).toEqual([])
  await isSame(member)
})
