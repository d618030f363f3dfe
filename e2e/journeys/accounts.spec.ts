/// <reference lib="dom" />
import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { expectNoFaults } from '../faults.ts'
import { joinByInvitation, owner as ownerAccount, signInAsNewOwner, submitPassword } from '../people.ts'
import { startBell, type Bell } from '../server.ts'
import { songs } from '../songs.ts'

let bell: Bell
let owner: Page
/** Mina's own browser. */
let mina: Page
let context: BrowserContext

const account = { name: 'Mina', email: 'mina@example.org', password: 'paper boats at noon' }
const uploaded = songs.slice(0, 2)

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(5500)
  owner = await signInAsNewOwner(await browser.newContext(), bell)
  context = await browser.newContext()
  await joinByInvitation(owner, context, bell, account, { role: 'artist' })
  mina = await context.newPage()
  await mina.goto(`${bell.music}/session/login?returnTo=/upload`)
  await mina.locator('input[type=file]').first().setInputFiles(uploaded)
  await mina.getByRole('button', { name: `Upload ${uploaded.length} tracks` }).click()
  await expect(mina.getByText('Ready', { exact: true })).toHaveCount(uploaded.length)
})

test.afterAll(() => bell.stop())

async function tracksSeen(): Promise<{ uploadedBy: { name: string } }[]> {
  const headers = { origin: bell.music, 'x-requested-with': 'bell' }
  const { accessToken } = await (await owner.request.post(`${bell.music}/session/refresh`, { headers })).json()
  const answer = await owner.request.get(`${bell.music}/api/tracks`, {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  return (await answer.json()).items
}

/** How many tracks the owner sees in MusicBell, once it is so many: what AuthBell says arrives a moment later. */
async function expectTracks(count: number) {
  await expect.poll(async () => (await tracksSeen()).length).toBe(count)
}

test('one deletes one’s own account, and keeps it after all by signing in', async () => {
  await expectTracks(uploaded.length)
  await mina.goto(`${bell.auth}/session/login?returnTo=/`)
  await mina.getByRole('button', { name: 'Delete my account' }).click()
  const dialog = mina.getByRole('dialog')
  await expect(dialog.getByText(`${uploaded.length} tracks on MusicBell`)).toBeVisible()
  await expectNoFaults(mina)
  await dialog.getByLabel('Current password').fill('not the one')
  await dialog.getByRole('button', { name: 'Delete account' }).click()
  await expect(dialog.getByText('That is not your current password.')).toBeVisible()
  await dialog.getByLabel('Current password').fill(account.password)
  await mina.keyboard.press('Enter')

  await expect(mina.getByRole('heading', { name: 'Your account is deleted' })).toBeVisible()
  await expectNoFaults(mina)
  await expectTracks(0)
  await mina.getByRole('link', { name: 'Sign in again' }).click()
  await submitPassword(mina, account)
  await expect(mina.getByText(/This account will be deleted on/)).toBeVisible()
  await expectNoFaults(mina)
  await mina.getByRole('button', { name: 'Keep my account' }).click()

  await expect(mina.getByRole('heading', { name: 'Your account', exact: true })).toBeVisible()
  await expectTracks(uploaded.length)
})

test('an owner deletes a person’s account, who cannot undo that, and restores it', async () => {
  await owner.goto(`${bell.auth}/people`)
  const row = owner.getByRole('listitem').filter({ hasText: account.email })
  await row.getByRole('button', { name: 'Manage Mina' }).click()
  await owner.getByRole('dialog').getByRole('button', { name: 'Delete account' }).click()
  const dialog = owner.getByRole('dialog')
  await expect(dialog.getByText(`${uploaded.length} tracks on MusicBell`)).toBeVisible()
  await expectNoFaults(owner)
  await dialog.getByRole('button', { name: 'Delete account' }).click()

  await expect(row.getByText('Deleted', { exact: true })).toBeVisible()
  await expectNoFaults(owner)
  await expectTracks(0)
  await mina.goto(`${bell.auth}/session/login?returnTo=/`)
  await submitPassword(mina, account)
  await expect(mina.getByText(/Someone who looks after this place has deleted it/)).toBeVisible()
  await expect(mina.getByRole('button', { name: 'Keep my account' })).toHaveCount(0)

  await row.getByRole('button', { name: 'Restore the account of Mina' }).click()
  await expect(row.getByText('Deleted', { exact: true })).toHaveCount(0)
  await expectTracks(uploaded.length)
})

test('an owner deletes a person’s account and keeps the music', async () => {
  await owner.goto(`${bell.auth}/people`)
  await owner.getByRole('button', { name: 'Manage Mina' }).click()
  await owner.getByRole('dialog').getByRole('button', { name: 'Delete account' }).click()
  const dialog = owner.getByRole('dialog')
  await dialog.getByRole('switch', { name: 'Keep the music: hand it to me' }).click()
  await dialog.getByRole('button', { name: 'Delete account' }).click()
  await expect(dialog).toHaveCount(0)

  // Theirs to edit now; until the news has arrived they see it as Mina's.
  await expect
    .poll(async () => new Set((await tracksSeen()).map(({ uploadedBy }) => uploadedBy.name)))
    .toEqual(new Set([ownerAccount.name]))
  await expectTracks(uploaded.length)
})
