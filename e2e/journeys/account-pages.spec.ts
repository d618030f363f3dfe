/// <reference lib="dom" />
import { expect, test, type Page } from '@playwright/test'
import { expectNoFaults } from '../faults.ts'
import { joinByInvitation, owner as ownerAccount, signInAsNewOwner } from '../people.ts'
import { startBell, type Bell } from '../server.ts'
import { picture } from '../pictures.ts'

let bell: Bell
let owner: Page
/** Mina's own browser. */
let mina: Page

const account = { name: 'Mina', email: 'mina@example.org', password: 'paper boats at noon' }

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(21_800)
  owner = await signInAsNewOwner(await browser.newContext(), bell)
  const context = await browser.newContext()
  await joinByInvitation(owner, context, bell, account, { role: 'artist' })
  mina = await context.newPage()
  await mina.goto(`${bell.auth}/session/login?returnTo=/`)
})

test.afterAll(() => bell.stop())

test('a picture that one chooses shows in the account menu of every site, until it is taken back', async () => {
  await mina.locator('input[type=file]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: picture(9) })
  await expect(mina.getByText('Picture changed')).toBeVisible()
  await expect.poll(() => avatarWidth(mina)).toBeGreaterThan(0)
  await expectNoFaults(mina)

  await mina.goto(`${bell.music}/session/login?returnTo=/`)
  await expect.poll(() => avatarWidth(mina)).toBeGreaterThan(0)

  await mina.goto(bell.auth)
  await mina.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(mina.getByText('Picture removed')).toBeVisible()
  await expect(mina.locator('header img')).toHaveCount(0)
  await mina
    .locator('input[type=file]')
    .setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
  await expect(mina.getByRole('region', { name: 'Profile' }).getByRole('alert')).toHaveText(/JPEG, PNG/)
})

test('an admin finds a person, signs them out everywhere, and reads it in the log', async () => {
  await owner.goto(`${bell.auth}/people`)
  await owner.getByRole('searchbox', { name: 'Search by name or e-mail' }).fill('MINA@')
  await expect(owner.getByText(ownerAccount.email)).toBeHidden()
  await owner.getByRole('button', { name: 'Manage Mina' }).click()
  const panel = owner.getByRole('dialog')
  await expect(panel.getByText('Last sign-in')).toBeVisible()
  await expectNoFaults(owner)
  await panel.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(owner.getByText('Mina is signed out everywhere')).toBeVisible()
  await expect(mina.getByText('Sign in to see your account.')).toBeVisible()

  await panel.getByRole('link', { name: 'Audit log' }).click()
  await expect(owner.getByRole('combobox', { name: 'Person' })).toHaveValue('Mina')
  const ended = owner.getByRole('listitem').filter({ hasText: 'A session ended · ended by an admin' }).first()
  await expect(ended).toContainText(`${ownerAccount.name} · for Mina`)
  await expect(owner.getByText('A token was renewed')).toHaveCount(0)
  await ended.getByText('Details').click()
  await expect(ended.getByText('session.ended')).toBeVisible()
  await expectNoFaults(owner)
  await owner.getByRole('switch').click()
  await expect(owner.getByText('A token was renewed').first()).toBeVisible()
  await owner.getByLabel('To', { exact: true }).fill('2020-01-01')
  await expect(owner.getByText('Nothing fits')).toBeVisible()
})

/** The natural width of the picture in the account menu's button; 0 while it shows none. */
const avatarWidth = (page: Page) =>
  page
    .locator('[aria-label^="Account menu"] img')
    .evaluateAll(([image]) => (image as HTMLImageElement | undefined)?.naturalWidth ?? 0)
